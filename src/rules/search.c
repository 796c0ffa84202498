/* search.c - which rules match a reply. */
#include "rules/codespec.h"
#include "rules/normal.h"
#include "rules/search.h"

/* A search under way. */
typedef struct {
	const Query *q;
	const Rulebook *b;
	int book;
	Str text;                               /* what patterns are matched against in this pass */
	uint64_t *tried;                        /* a bit a pattern: it matched, or need not be tried again */
	bool cut, squeezed;
	FoundHit *found;
	void *arg;
} Search;

/* ---- does the rule hold for this speaker, code, stage? ---- */

/* The factors of docs/knowledge.md, in tenths of what the literal bytes count; 0: the rule does not hold. */
typedef struct { bool speaker; int percent, bonus; } Fit;

static bool fit_speaker(const Search *s, const RuleLine *r, Fit *fit)
{
	Str host = s->q->event->spoke.host;

	if (r->n_froms == 0)
		return true;
	for (uint32_t i = 0; i < r->n_froms; i++)
		if (str_has_suffix_label(host, rulebook_from(s->b, r->froms + i))) {
			fit->speaker = true;
			return true;
		}
	fit->percent = fit->percent * 8 / 10;
	return !s->q->speaker_known;
}

static bool fit_codes(const Search *s, const RuleLine *r, Fit *fit)
{
	CodeFit best = CODES_DIFFER;
	bool best_basic = false;

	for (uint32_t i = 0; i < r->n_codes; i++) {
		bool basic;
		CodeFit one = codespec_fit(rulebook_code(s->b, r->codes + i), s->q->event->reply.code, s->q->event->reply.status, &basic);

		if (one > best || (one == best && basic)) {
			best = one;
			best_basic = basic;
		}
	}
	if (r->n_codes && best == CODES_MISSING)
		fit->percent = fit->percent * 9 / 10;
	if (r->n_codes)
		fit->bonus += (best == CODES_ENHANCED ? 12 : 0) + (best_basic ? 4 : 0);
	return r->n_codes == 0 || best != CODES_DIFFER;
}

static bool fit_place(const Search *s, const RuleLine *r, Fit *fit)
{
	const Event *e = s->q->event;
	bool unknown = (r->roles && !e->spoke.role) || (r->phases && !e->phase);

	if ((r->roles && e->spoke.role && !(r->roles >> e->spoke.role & 1)) || (r->phases && e->phase && !(r->phases >> e->phase & 1)))
		return false;
	if (unknown)
		fit->percent = fit->percent * 9 / 10;
	return true;
}

static bool fit_rule(const Search *s, const RuleLine *r, Fit *fit)
{
	*fit = (Fit){ .percent = 10000 };
	if (!fit_speaker(s, r, fit) || !fit_codes(s, r, fit) || !fit_place(s, r, fit))
		return false;
	if (r->vague)
		fit->percent = fit->percent * 6 / 10;
	return true;
}

/* ---- does its text match? ---- */

/* The most literal bytes that one of n patterns from `first` matches with; 0 for none. */
static uint32_t longest_match(const Search *s, uint32_t first, uint32_t n)
{
	uint32_t best = 0;

	for (uint32_t i = first; i < first + n; i++) {
		Pattern p = rulebook_pattern(s->b, i);
		Match m;

		if (pattern_match(&p, s->text, WINDOW_ALL, false, &m) && m.literal > best)
			best = m.literal;
	}
	return best;
}

/* Rank (docs/knowledge.md): token; speaker; text; whole; literal bytes weighed; of equals the first by id. */
static uint64_t score(const RuleLine *r, uint32_t rule, Fit fit, uint32_t literal, bool token, bool text, bool whole)
{
	uint64_t weighed = (uint64_t)literal * (uint64_t)fit.percent / 100 + (uint64_t)fit.bonus * 100;

	return (uint64_t)token << 63 | (uint64_t)fit.speaker << 62 | (uint64_t)(text && !r->list) << 61 | (uint64_t)whole << 60
	     | weighed << 20 | (0xfffff - rule);
}

/* Where a pattern may begin whose literal was found with its key at `at`. */
static Window window_of(const GramEntry *e, size_t at)
{
	size_t literal = at - e->offset;

	if (e->value.before_min == GRAM_ANYWHERE)
		return WINDOW_ALL;
	if (literal < e->value.before_min)
		return (Window){ 1, 0 };
	return (Window){ literal > e->value.before_max ? literal - e->value.before_max : 0, literal - e->value.before_min };
}

/* Try the pattern of an entry whose literal stands in the text, its key at `at`.  A pattern that may begin anywhere is tried once. */
static void try(Search *s, const GramEntry *entry, size_t at)
{
	uint32_t number = entry->value.number;
	Window start = window_of(entry, at);
	const PatternLine *line = rulebook_line(s->b, number);
	const RuleLine *r = rulebook_rule(s->b, line->rule);
	Pattern p = rulebook_pattern(s->b, number);
	Match m;
	Fit fit;

	if (s->tried[number / 64] >> (number % 64) & 1)
		return;
	if (entry->value.before_min == GRAM_ANYWHERE)
		s->tried[number / 64] |= (uint64_t)1 << (number % 64);
	if (!fit_rule(s, r, &fit))
		return;
	if (s->squeezed)
		m = (Match){ .literal = entry->len, .cut = true };      /* the entry's literal is all of the pattern */
	else if (!pattern_match(&p, s->text, start, s->cut, &m))
		return;
	s->tried[number / 64] |= (uint64_t)1 << (number % 64);
	if (r->n_tokens && r->n_replies) {                  /* both are asked for */
		uint32_t other = p.token ? longest_match(s, r->replies, r->n_replies) : longest_match(s, r->tokens, r->n_tokens);

		if (other == 0)
			return;
		m.literal += other;
	}
	Hit hit = { s->book, line->rule, number, m.literal, 0, m.cut, s->squeezed };

	hit.score = score(r, line->rule, fit, m.literal, r->n_tokens > 0, r->n_replies > 0, !m.cut);
	s->found(s->arg, &hit);
}

static void try_slot(Search *s, const GramTable *t, const GramSlot *slot, Str text, size_t at)
{
	const GramEntry *e = gram_entries(s->b, t, slot);

	for (uint32_t i = 0; i < slot->n; i++)
		if (gram_stands(s->b, &e[i], text, at, s->cut))
			try(s, &e[i], at);
}

/* ---- the passes ---- */

static void probe8(Search *s, const GramTable *t, Str text, size_t step)
{
	for (size_t i = 0; i + 8 <= text.len; i += step) {
		const GramSlot *slot = gram_probe(s->b, t, gram_key8(text.at + i));

		if (slot)
			try_slot(s, t, slot, text, i);
	}
}

static void probe4(Search *s, const GramTable *t, Str text)
{
	for (size_t i = 0; i + 4 <= text.len; i++) {
		const GramSlot *slot = gram_probe(s->b, t, gram_key4(text.at + i));

		if (slot)
			try_slot(s, t, slot, text, i);
	}
}

static Search begin(const Query *q, const Rulebook *b, int book, Arena *scratch, FoundHit *found, void *arg)
{
	return (Search){ .q = q, .b = b, .book = book, .text = q->text, .found = found, .arg = arg,
	                 .tried = take(scratch, uint64_t, b->n_patterns / 64 + 1) };
}

void search_whole(const Query *q, const Rulebook *b, int book, Arena scratch, FoundHit *found, void *arg)
{
	Search s = begin(q, b, book, &scratch, found, arg);

	probe8(&s, &b->longs, s.text, 4);
	probe4(&s, &b->shorts, gram_fold_digits(s.text, &scratch));
}

void search_damaged(const Query *q, const Rulebook *b, int book, Arena scratch, FoundHit *found, void *arg)
{
	Search s = begin(q, b, book, &scratch, found, arg);

	s.cut = true;
	probe8(&s, &b->heads, s.text, 1);
	s.cut = false;
	s.squeezed = true;
	memset(s.tried, 0, (b->n_patterns / 64 + 1) * sizeof *s.tried);
	s.text = normal_squeeze(q->text, &scratch);
	probe8(&s, &b->squeezed, s.text, 1);
}
