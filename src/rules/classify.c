/* classify.c - what the receiver said. */
#include <stdlib.h>
#include "rules/codes.h"
#include "rules/normal.h"
#include "rules/search.h"

/* ---- the best rule ---- */

static void keep_best(void *arg, const Hit *hit)
{
	Hit *best = arg;

	if (hit->score > best->score)
		*best = *hit;
}

static Query query_of(const Event *e, const Knowledge *k, Str text)
{
	return (Query){ e, text, entry_ok(provider_of(k, e->spoke.host)) };
}

static Hit best_rule(const Query *q, const Rulebooks *rules, Arena scratch)
{
	Hit best = { 0 };

	for (int i = 0; i < rules->n; i++)
		search_whole(q, rules->books[i], i, scratch, keep_best, &best);
	for (int i = 0; best.score == 0 && i < rules->n; i++)
		search_damaged(q, rules->books[i], i, scratch, keep_best, &best);
	return best;
}

static double confidence(const Rulebooks *rules, Ground g)
{
	double c = 0;

	for (int i = 0; i < rules->n; i++)
		c = rules->books[i]->confidence[g] > 0 ? rules->books[i]->confidence[g] : c;
	return c;
}

/* ---- a rule's answer ---- */

static void extract(const Rulebooks *rules, const Hit *hit, Str text, Said *out)
{
	const Rulebook *b = rules->books[hit->book];
	Pattern p = rulebook_pattern(b, hit->pattern);
	Match m;

	if (hit->squeezed || !pattern_match(&p, text, WINDOW_ALL, hit->cut, &m))
		return;
	for (int i = 0; i < m.n && i < (int)(sizeof out->extract / sizeof *out->extract); i++)
		out->extract[out->n_extract++] = (Extract){ str_of(hole_name[m.hole[i].hole]), m.hole[i].text };
	out->matched = str_between(text.at + m.from, text.at + m.to);
}

static Ground ground_of(const RuleLine *r, const Hit *hit)
{
	enum { WORDS_MIN = 24 };

	if (r->list)
		return GROUND_LIST;
	if (hit->cut)
		return GROUND_CUT;
	if (r->vague)
		return GROUND_VAGUE;
	if (r->n_tokens)
		return GROUND_TOKEN;
	if (hit->score >> 62 & 1)
		return GROUND_SPEAKER;
	return hit->literal >= WORDS_MIN ? GROUND_WORDS : GROUND_FEW_WORDS;
}

static void said_by_rule(const Hit *hit, const Knowledge *k, const Rulebooks *rules, Str text, Said *out)
{
	const Rulebook *b = rules->books[hit->book];
	const RuleLine *r = rulebook_rule(b, hit->rule);
	Entry e = { k->books[hit->book], r->stanza };

	*out = (Said){ .cause = r->cause[0], .class = r->class, .retry = r->retry };
	out->ground = ground_of(r, hit);
	out->confidence = confidence(rules, out->ground);
	out->basis = r->list ? STR("list") : STR("rule");
	out->rule = entry_id(e);
	out->remedy = entry_value(e, STR("Remedy"));
	out->source = entry_value(e, STR("Source"));
	out->provider = entry_value(e, STR("Provider"));
	for (int i = 1; i < RULE_CAUSES && r->cause[i]; i++) {
		out->also[out->n_also] = r->cause[i];
		out->also_weight[out->n_also++] = r->percent[i] / 100.0;
	}
	if (r->percent[0] < 100 && r->n_tokens + r->n_replies && !r->list)
		out->confidence *= 0.5 + r->percent[0] / 200.0;
	extract(rules, hit, text, out);
}

/* ---- codes, where no rule speaks ---- */

static bool is_vague(const Knowledge *k, CauseId c)
{
	return c == 0 || str_starts(cause_name(k, c), STR("generic"));
}

static void said_by_code(const Event *event, const Knowledge *k, const Rulebooks *rules, Str provider, Said *out)
{
	CodeMeaning m = codes_meaning(k, rules, event->reply.code, event->reply.status, provider, true);

	if (m.cause == 0)
		return;
	*out = (Said){ .cause = m.cause, .ground = m.ground, .basis = str_of(ground_name[m.ground]), .rule = entry_id(m.entry),
	               .source = entry_value(m.entry, STR("Source")), .confidence = confidence(rules, m.ground) };
}

/* ---- the whole ---- */

static Str provider_name(const Event *e, const Knowledge *k, Str by_text)
{
	Entry p = provider_of(k, e->spoke.host);

	return entry_ok(p) ? entry_id(p) : by_text;
}

/* A temporary refusal of something the sender must change is still tried: soft, until it has expired. */
static void set_class(const Event *e, const Knowledge *k, Said *out)
{
	int digit = e->reply.code ? e->reply.code / 100 : e->reply.status.cls;
	bool tried = e->outcome != OUTCOME_EXPIRED && (digit == 4 || e->outcome == OUTCOME_DELAYED);

	if (out->retry == RETRY_NONE)
		out->retry = cause_retry(k, out->cause);
	if (out->class != CLASS_NONE)
		return;
	out->class = cause_class(k, out->cause);
	if (out->class == CLASS_BLOCK && tried)
		out->class = CLASS_SOFT;
}

void classify(const Event *event, const Knowledge *k, const Rulebooks *rules, Arena *keep, Said *out)
{
	Normal normal;

	normal_reply(event->reply.text, false, keep, &normal);
	Query q = query_of(event, k, normal.text);
	Hit best = best_rule(&q, rules, *keep);

	*out = (Said){ .basis = STR("nothing"), .ground = GROUND_NOTHING };
	if (best.score)
		said_by_rule(&best, k, rules, normal.text, out);
	Str provider = provider_name(event, k, out->provider);

	if (is_vague(k, out->cause))
		said_by_code(event, k, rules, provider, out);
	if (out->cause == 0) {
		out->cause = cause_find(k, STR("generic.undetermined"));
		out->confidence = confidence(rules, GROUND_NOTHING);
	}
	out->provider = provider;
	set_class(event, k, out);
}

static void keep_all(void *arg, const Hit *hit)
{
	struct { Arena *keep; Hits *out; } *all = arg;
	Hits *hits = all->out;

	for (size_t i = 0; i < hits->n; i++)
		if (hits->v[i].rule == hit->rule && hits->v[i].book == hit->book) {
			if (hit->score > hits->v[i].score)
				hits->v[i] = *hit;
			return;
		}
	*arena_push(all->keep, hits) = *hit;
}

static int by_score(const void *a, const void *b)
{
	const Hit *x = a, *y = b;

	return (x->score < y->score) - (x->score > y->score);
}

void classify_all(const Event *event, const Knowledge *k, const Rulebooks *rules, Arena *keep, Hits *out)
{
	struct { Arena *keep; Hits *out; } all = { keep, out };
	Normal normal;

	normal_reply(event->reply.text, false, keep, &normal);
	Query q = query_of(event, k, normal.text);

	for (int i = 0; i < rules->n; i++) {
		/* scratch must not overlap what keep_all takes: a part of the arena is set aside for it */
		Arena scratch = { take(keep, char, 1 << 20), NULL, keep->full };

		scratch.end = scratch.at + (1 << 20);
		search_whole(&q, rules->books[i], i, scratch, keep_all, &all);
		if (out->n == 0)
			search_damaged(&q, rules->books[i], i, scratch, keep_all, &all);
	}
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, by_score);
}
