/* search.c - which rules match a reply. */
#include "rules/normal.h"
#include "rules/rank.h"
#include "rules/search.h"

enum { CANDIDATES = 128 };
typedef struct { uint32_t bound; const GramEntry *entry; size_t at; } Candidate;

/* A search under way. */
typedef struct {
	const Query *q;
	const Rulebook *b;
	int book;
	uint64_t *tried;                        /* a bit a pattern: all of the text was looked at */
	bool cut, squeezed;
	int n;
	Candidate candidate[CANDIDATES];
	FoundHit *tell;
	Found *found;
} Search;

/* ---- does its text match? ---- */

/* The most literal bytes that one of n patterns from `first` matches with; 0 for none. */
static uint32_t longest_match(const Search *s, uint32_t first, uint32_t n)
{
	uint32_t best = 0;

	for (uint32_t i = first; i < first + n; i++) {
		Pattern p = rulebook_pattern(s->b, i);
		Match m;

		if (pattern_match(&p, &s->q->subject, WINDOW_ALL, false, &m) && m.literal > best)
			best = m.literal;
	}
	return best;
}

/* Where a pattern may begin whose literal was found with its key at `at`. */
static Window window_of(const GramEntry *e, size_t at)
{
	size_t literal = at - e->offset;

	if (e->before_min == GRAM_ANYWHERE)
		return WINDOW_ALL;
	if (literal < e->before_min)
		return (Window){ 1, 0 };
	return (Window){ literal > e->before_max ? literal - e->before_max : 0, literal - e->before_min };
}

/* Does the pattern match where its literal was found? */
static bool try_text(Search *s, const Pattern *p, const GramEntry *entry, size_t at, Match *m)
{
	size_t from = at - entry->offset, token = from - entry->before_min;

	if (entry->whole || s->squeezed) {            /* the literal is all of it */
		*m = (Match){ .from = from, .to = from + entry->len, .literal = entry->len, .cut = s->squeezed };
		return true;
	}
	if (p->token) {
		*m = (Match){ .from = token, .to = token + pattern_token(p).len, .literal = (uint32_t)pattern_token(p).len };
		return from >= entry->before_min && pattern_token_at(p, s->q->subject.text, token);
	}
	return pattern_match(p, &s->q->subject, window_of(entry, at), s->cut, m);
}

/* Try the pattern of an entry whose literal stands in the text, its key at `at`.  A pattern that may begin anywhere is tried once. */
static void try(Search *s, const GramEntry *entry, size_t at)
{
	uint32_t number = entry->number;
	const PatternLine *line = rulebook_line(s->b, number);
	const RuleLine *r = rulebook_rule(s->b, line->rule);
	Pattern p = rulebook_pattern(s->b, number);
	Match m;
	Fit fit;

	if (s->tried[number / 64] >> (number % 64) & 1)
		return;
	if (entry->before_min == GRAM_ANYWHERE)
		s->tried[number / 64] |= (uint64_t)1 << (number % 64);
	if (!rank_fit(s->b, r, s->q->event, s->q->speaker_known, &fit)
	    || rank_bound_fit(r, line->rule, entry->whole ? entry->len : line->literal_max, fit) <= s->found->floor)
		return;
	if (!try_text(s, &p, entry, at, &m))
		return;
	if (r->n_tokens && r->n_replies) {                  /* both are asked for */
		uint32_t other = p.token ? longest_match(s, r->replies, r->n_replies) : longest_match(s, r->tokens, r->n_tokens);

		if (other == 0)
			return;
		m.literal += other;
	}
	Hit hit = { s->book, line->rule, number, rank_score(r, line->rule, fit, m.literal, !m.cut), s->squeezed, m };

	s->tell(s->found, &hit);
}

/* ---- the passes ---- */

/* Do the ends of the entry's literal lie between words? */
static bool ends_are_free(const GramEntry *e, Str text, size_t at)
{
	size_t from = at - e->offset, to = from + e->len;

	return !(from > 0 && is_alnum(text.at[from - 1]) && is_alnum(text.at[from]))
	    && !(to < text.len && is_alnum(text.at[to - 1]) && is_alnum(text.at[to]));
}

/* The entries whose literal stands in the text: where that is the whole pattern it is tried at once; others are set aside, to be tried in the
 * order of what they may score. */
/* folded: the text with its digits folded, where there are keys of that kind. */
static void propose(Search *s, const GramEntry *e, Str text, Str folded, size_t at)
{
	for (; e->bound >= rank_short(s->found->floor); e++) {
		bool stands = gram_stands(s->b, e, e->folded ? folded : text, at, s->cut) && (!e->whole || ends_are_free(e, text, at));

		if (stands && (e->whole || s->n == CANDIDATES))
			try(s, e, at);
		else if (stands)
			s->candidate[s->n++] = (Candidate){ e->bound, e, at };
		if (e->last)
			return;
	}
}

/* Try the candidates, the most promising first, until none left can score more than what was found. */
static void try_candidates(Search *s)
{
	while (s->n) {
		int best = 0;

		for (int i = 1; i < s->n; i++)
			if (s->candidate[i].bound > s->candidate[best].bound)
				best = i;
		Candidate c = s->candidate[best];

		if (c.bound < rank_short(s->found->floor))
			break;
		s->candidate[best] = s->candidate[--s->n];
		try(s, c.entry, c.at);
	}
	s->n = 0;
}

static void probe8(Search *s, const GramTable *t, Str text, size_t at)
{
	const GramEntry *e = at + GRAM_LONG <= text.len ? gram_probe(s->b, t, gram_key8(text.at + at)) : NULL;

	if (e)
		propose(s, e, text, text, at);
}

static void probe4(Search *s, const GramTable *t, Str text, Str folded, size_t at)
{
	const GramEntry *e = at + GRAM_SHORT <= text.len ? gram_probe(s->b, t, gram_key4(folded.at + at)) : NULL;

	if (e)
		propose(s, e, text, folded, at);
}

static void begin(Search *s, const Query *q, const Rulebook *b, int book, Arena *scratch, FoundHit *tell, Found *found)
{
	s->q = q;
	s->b = b;
	s->book = book;
	s->tell = tell;
	s->found = found;
	s->tried = take(scratch, uint64_t, b->n_patterns / 64 + 1);
	s->cut = s->squeezed = false;
	s->n = 0;
}

void search_whole(const Query *q, const Rulebook *b, int book, Arena scratch, FoundHit *tell, Found *found)
{
	const Subject *subject = &q->subject;
	Str folded = gram_fold_digits(subject->text, &scratch);
	Search s;

	begin(&s, q, b, book, &scratch, tell, found);
	for (size_t i = 0; i < subject->n_words; i++)
		probe8(&s, &b->longs, subject->text, subject->words[i]);
	for (size_t i = 0; i < subject->n_words; i++)
		probe4(&s, &b->shorts, subject->text, folded, subject->words[i]);
	try_candidates(&s);
}

void search_damaged(const Query *q, const Rulebook *b, int book, Arena scratch, FoundHit *tell, Found *found)
{
	Str text = q->subject.text, blankless = normal_squeeze(text, &scratch);
	Search s;

	begin(&s, q, b, book, &scratch, tell, found);
	s.cut = true;
	for (size_t i = 0; i < text.len; i++)
		probe8(&s, &b->heads, text, i);
	try_candidates(&s);
	begin(&s, q, b, book, &scratch, tell, found);
	s.squeezed = true;
	for (size_t i = 0; i < blankless.len; i++)
		probe8(&s, &b->squeezed, blankless, i);
	try_candidates(&s);
}
