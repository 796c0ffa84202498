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
	const char *ends;                       /* squeezed: not 0 before each byte that is no inner one of a word, in the text with its blanks */
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
		return !s->squeezed || (s->ends[m->from] && s->ends[m->to]);
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
 * order of what they may score.  folded: the text with its digits folded, where there are keys of that kind. */
static void propose(Search *s, const GramEntry *e, Str text, Str folded, size_t at)
{
	uint32_t floor = rank_short(s->found->floor);

	for (; e->bound >= floor; e++) {
		bool stands = gram_stands(s->b, e, e->folded ? folded : text, at, s->cut) && (!e->whole || ends_are_free(e, text, at));

		if (stands && (e->whole || s->n == CANDIDATES)) {
			try(s, e, at);
			floor = rank_short(s->found->floor);
		} else if (stands) {
			s->candidate[s->n++] = (Candidate){ e->bound, e, at };
			__builtin_prefetch(rulebook_line(s->b, e->number));
		}
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

/* The places of a text that may hold a key, in the order of the text. */
enum { PROBES = 64 };
typedef struct { uint64_t hash; uint32_t at; const GramEntry *entry; } Probe;
typedef struct { const GramTable *table; Str text, folded; size_t width; Probe v[PROBES]; int n; } Probes;

/* Look all of them up, and propose what is there.  Memory is asked for in three rounds, so that its answers come together. */
static void flush(Search *s, Probes *p)
{
	for (int i = 0; i < p->n; i++)
		p->v[i].entry = gram_find(s->b, p->table, p->v[i].hash);
	for (int i = 0; i < p->n; i++)
		if (p->v[i].entry)
			propose(s, p->v[i].entry, p->text, p->folded, p->v[i].at);
	p->n = 0;
}

static void probe(Search *s, Probes *p, size_t at)
{
	if (at + p->width > p->text.len)
		return;
	uint64_t hash = gram_hash(p->width == GRAM_LONG ? gram_key8(p->text.at + at) : gram_key4(p->folded.at + at));

	if (!gram_may(s->b, p->table, hash))
		return;
	p->v[p->n++] = (Probe){ hash, (uint32_t)at, NULL };
	if (p->n == PROBES)
		flush(s, p);
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

static void probe_words(Search *s, const GramTable *t, Str text, Str folded, size_t width)
{
	const Subject *subject = &s->q->subject;
	Probes p;

	p.table = t;
	p.text = text;
	p.folded = folded;
	p.width = width;
	p.n = 0;
	for (size_t i = 0; i < subject->n_words; i++)
		probe(s, &p, subject->words[i]);
	flush(s, &p);
}

static void probe_bytes(Search *s, const GramTable *t, Str text)
{
	Probes p;

	p.table = t;
	p.text = p.folded = text;
	p.width = GRAM_LONG;
	p.n = 0;
	for (size_t i = 0; i < text.len; i++)
		probe(s, &p, i);
	flush(s, &p);
}

void search_whole(const Query *q, const Rulebook *b, int book, Arena scratch, FoundHit *tell, Found *found)
{
	Str text = q->subject.text, folded = gram_fold_digits(text, &scratch);
	Search s;

	begin(&s, q, b, book, &scratch, tell, found);
	probe_words(&s, &b->longs, text, text, GRAM_LONG);
	probe_words(&s, &b->shorts, text, folded, GRAM_SHORT);
	try_candidates(&s);
}

/* Where a match in the squeezed text may begin or end: where a word of the text itself does. */
static const char *squeezed_ends(Str text, Arena *keep)
{
	char *ends = take(keep, char, text.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != ' ')
			ends[n++] = i == 0 || !is_alnum(text.at[i]) || !is_alnum(text.at[i - 1]);
	ends[n] = true;
	return ends;
}

void search_damaged(const Query *q, const Rulebook *b, int book, Arena scratch, FoundHit *tell, Found *found)
{
	Search s;

	begin(&s, q, b, book, &scratch, tell, found);
	s.cut = true;
	probe_bytes(&s, &b->heads, q->subject.text);
	try_candidates(&s);
	begin(&s, q, b, book, &scratch, tell, found);
	s.squeezed = true;
	s.ends = squeezed_ends(q->subject.text, &scratch);
	probe_bytes(&s, &b->squeezed, normal_squeeze(q->subject.text, &scratch));
	try_candidates(&s);
}
