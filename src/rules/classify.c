/* classify.c - what the receiver said. */
#include <stdlib.h>
#include "rules/codes.h"
#include "rules/normal.h"
#include "rules/rank.h"
#include "rules/search.h"

/* ---- the best rule ---- */

typedef struct { Found found; Hit hit; } Best;              /* found is the first member */

static void keep_best(Found *found, const Hit *hit)
{
	if (hit->score > found->floor) {
		((Best *)(void *)found)->hit = *hit;
		found->floor = hit->score;
	}
}

static void query_make(const Event *e, Str text, Arena *keep, Query *out)
{
	out->event = e;
	out->speaker_known = e->spoke.host.len > 0;
	subject_make(text, keep, &out->subject);
}

/* The top book, a site's own, goes first: what lies under it must be better, not as good. */
static Hit best_rule(const Query *q, const Rulebooks *rules, Arena scratch)
{
	Best best = { 0 };

	for (int i = rules->n - 1; i >= 0; i--) {
		best.found.floor |= best.found.floor ? RANK_TIE : 0;
		search_whole(q, rules->books[i], i, scratch, keep_best, &best.found);
	}
	for (int i = rules->n - 1; best.found.floor == 0 && i >= 0; i--)
		search_damaged(q, rules->books[i], i, scratch, keep_best, &best.found);
	return best.hit;
}

static double confidence(const Rulebooks *rules, Ground g)
{
	double c = 0;

	for (int i = 0; i < rules->n; i++)
		c = rules->books[i]->confidence[g] > 0 ? rules->books[i]->confidence[g] : c;
	return c;
}

/* ---- a rule's answer ---- */

static void extract(const Rulebook *b, const Hit *hit, const Subject *subject, Said *out)
{
	Pattern p = rulebook_pattern(b, hit->pattern);
	HoleTexts holes;

	if (hit->squeezed)
		return;
	holes.n = 0;
	if (rulebook_line(b, hit->pattern)->holes)
		pattern_holes(&p, subject, &hit->match, &holes);
	for (int i = 0; i < holes.n && i < (int)(sizeof out->extract / sizeof *out->extract); i++)
		out->extract[out->n_extract++] = (Extract){ str_of(hole_name[holes.v[i].hole]), holes.v[i].text };
	out->matched = str_between(subject->text.at + hit->match.from, subject->text.at + hit->match.to);
}

static Ground ground_of(const RuleLine *r, const Hit *hit)
{
	enum { WORDS_MIN = 24 };

	if (r->list)
		return GROUND_LIST;
	if (hit->match.cut)
		return GROUND_CUT;
	if (r->rank.vague)
		return GROUND_VAGUE;
	if (r->cause[1])
		return GROUND_RANKED;
	if (r->n_tokens)
		return GROUND_TOKEN;
	if (hit->score >> 62 & 1)
		return GROUND_SPEAKER;
	return hit->match.literal >= WORDS_MIN ? GROUND_WORDS : GROUND_FEW_WORDS;
}

static Str text_of(const Book *b, RuleText t)
{
	return (Str){ (const char *)b + t.at, t.len };
}

static void said_by_rule(const Hit *hit, const Knowledge *k, const Rulebooks *rules, const Subject *subject, Said *out)
{
	const Rulebook *b = rules->books[hit->book];
	const RuleLine *r = rulebook_rule(b, hit->rule);
	Entry e = { k->books[hit->book], r->stanza };

	*out = (Said){ .cause = r->cause[0], .class = r->class, .retry = r->retry };
	out->ground = ground_of(r, hit);
	out->confidence = confidence(rules, out->ground);
	out->basis = r->list ? STR("list") : STR("rule");
	out->rule = entry_id(e);
	out->remedy = text_of(e.book, r->remedy);
	out->source = text_of(e.book, r->source);
	out->provider = text_of(e.book, r->provider);
	for (int i = 1; i < RULE_CAUSES && r->cause[i]; i++) {
		out->also[out->n_also] = r->cause[i];
		out->also_weight[out->n_also++] = r->percent[i] / 100.0;
	}
	extract(b, hit, subject, out);
}

/* ---- codes, where no rule speaks ---- */

static void said_by_code(const Event *event, const Knowledge *k, const Rulebooks *rules, Str provider, Said *out)
{
	CodeMeaning m = codes_meaning(k, rules, event->reply.code, event->reply.status, provider, true);

	if (m.cause == 0)
		return;
	*out = (Said){ .cause = m.cause, .ground = m.ground, .basis = str_of(ground_name[m.ground]), .rule = entry_id(m.entry),
	               .remedy = entry_value(m.entry, STR("Remedy")), .source = entry_value(m.entry, STR("Source")),
	               .confidence = confidence(rules, m.ground) };
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
	Query q;

	normal_reply(event->reply.text, false, keep, &normal);
	query_make(event, normal.text, keep, &q);
	Hit best = best_rule(&q, rules, *keep);

	if (best.score)
		said_by_rule(&best, k, rules, &q.subject, out);
	else
		*out = (Said){ .basis = STR("nothing"), .ground = GROUND_NOTHING };
	Str provider = provider_name(event, k, out->provider);

	if (out->cause == 0 || rulebook_rule(rules->books[best.book], best.rule)->generic)
		said_by_code(event, k, rules, provider, out);
	if (out->cause == 0) {
		out->cause = cause_find(k, STR("generic.undetermined"));
		out->confidence = confidence(rules, GROUND_NOTHING);
	}
	out->provider = provider;
	set_class(event, k, out);
}

typedef struct { Found found; Arena *keep; Hits *out; } All;    /* found is the first member */

static void keep_all(Found *found, const Hit *hit)
{
	All *all = (All *)(void *)found;
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

void classify_all(const Event *event, const Rulebooks *rules, Arena *keep, Hits *out)
{
	enum { SCRATCH = 1 << 20 };                         /* set aside: what keep_all takes must not overlap it */
	All all = { { 0 }, keep, out };
	Normal normal;
	Query q;

	normal_reply(event->reply.text, false, keep, &normal);
	query_make(event, normal.text, keep, &q);
	Arena scratch = { take(keep, char, SCRATCH), keep->at, keep->full };

	for (int i = 0; i < rules->n; i++)
		search_whole(&q, rules->books[i], i, scratch, keep_all, &all.found);
	for (int i = 0; out->n == 0 && i < rules->n; i++)
		search_damaged(&q, rules->books[i], i, scratch, keep_all, &all.found);
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, by_score);
}
