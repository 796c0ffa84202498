/* search.c - which rules match a reply. */
#include "rules/normal.h"
#include "rules/rank.h"
#include "rules/search.h"

enum { CANDIDATES = 128, PROBES = 64 };
typedef struct { uint32_t bound; const GramEntry *entry; size_t at; } Candidate;

typedef struct { uint64_t hash; size_t at; } Probe;

/* A search under way. */
typedef struct {
	const Query *q;
	const Rulebook *b;
	const GramTable *table;
	Str text;                               /* that its literals stand in */
	int book;
	uint64_t words[WORDS / 64];             /* of the text (gram.h); all where they are not asked for */
	bool cut, squeezed;
	const char *ends;                       /* squeezed: not 0 before each byte that is no inner one of a word, in the text with its blanks */
	int n;
	Candidate candidate[CANDIDATES];
	size_t asked;                           /* keys that are looked up (answer) */
	Probe probe[PROBES];
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

	if (literal < e->before_min)
		return (Window){ 1, 0 };
	return (Window){ literal > e->before_max ? literal - e->before_max : 0, literal - e->before_min };
}

/* Does the pattern match where its literal was found? */
static bool try_text(Search *s, const Pattern *p, const GramEntry *entry, size_t at, Match *m)
{
	size_t from = at - entry->offset, token = from - entry->before_min;

	if (entry->whole || s->squeezed) {            /* the literal is all of it */
		*m = (Match){ .from = from, .to = from + gram_len(entry), .literal = (uint32_t)gram_len(entry), .cut = s->squeezed };
		return !s->squeezed || (s->ends[m->from] && s->ends[m->to]);
	}
	if (p->token) {
		*m = (Match){ .from = token, .to = token + pattern_token(p).len, .literal = (uint32_t)pattern_token(p).len };
		return from >= entry->before_min && pattern_token_at(p, s->q->subject.text, token);
	}
	if (!s->cut && !pattern_near(p, &s->q->subject, from, from + gram_len(entry)))
		return false;
	return pattern_match(p, &s->q->subject, window_of(entry, at), s->cut, m);
}

/* Does the text have a word of each piece of the pattern? */
static bool clauses_hold(const Search *s, const PatternLine *line)
{
	const uint16_t *c = rulebook_clauses(s->b, line);

	for (uint16_t n; (n = *c++); c += n) {
		uint16_t i = 0;

		while (i < n && !(s->words[c[i] / 64] >> (c[i] % 64) & 1))
			i++;
		if (i == n)
			return false;
	}
	return true;
}

/* Of a rule that asks for a token and a text: the literal bytes of the other one; 0 where it is not there. */
static uint32_t other_half(const Search *s, const PatternLine *line)
{
	const RuleLine *r = rulebook_rule(s->b, line->rule);

	return line->token ? longest_match(s, r->replies, r->n_replies) : longest_match(s, r->tokens, r->n_tokens);
}

/* Try the pattern of an entry whose literal stands in the text, its key at `at`. */
static void try(Search *s, const GramEntry *entry, size_t at)
{
	const PatternLine *line = rulebook_line(s->b, entry->number);
	Pattern p = rulebook_pattern(s->b, entry->number);
	Match m;
	Fit fit;

	if (!rank_fit(s->b, &line->rank, s->q->event, s->q->speaker_known, &fit)
	    || rank_bound_fit(&line->rank, line->rule, entry->whole ? (uint32_t)gram_len(entry) : line->literal_max, fit) <= s->found->floor)
		return;
	if ((!entry->whole && !clauses_hold(s, line)) || !try_text(s, &p, entry, at, &m))
		return;
	if (line->rank.token && line->rank.text) {          /* both are asked for */
		uint32_t other = other_half(s, line);

		if (other == 0)
			return;
		m.literal += other;
	}
	__builtin_prefetch(rulebook_rule(s->b, line->rule));    /* said_by_rule will want it */
	Hit hit = { s->book, line->rule, entry->number, rank_score(&line->rank, line->rule, fit, m.literal, !m.cut), s->squeezed, m };

	s->tell(s->found, &hit);
}

/* ---- the passes ---- */

/* Do the ends of the entry's literal lie between words? */
static bool ends_are_free(const GramEntry *e, Str text, size_t at)
{
	size_t from = at - e->offset, to = from + gram_len(e);

	return !(from > 0 && is_alnum(text.at[from - 1]) && is_alnum(text.at[from]))
	    && !(to < text.len && is_alnum(text.at[to - 1]) && is_alnum(text.at[to]));
}

static bool stands(const Search *s, const GramEntry *e, size_t at)
{
	if (s->cut)
		return gram_stands_cut(s->b, e, s->text, at);
	return gram_stands(s->b, e, e->folded ? s->q->subject.folded : s->text, at);
}

/* Keep the candidates in order: the most promising first, of equals the one that was found first. */
static void set_aside(Search *s, Candidate c)
{
	int i = s->n++;

	for (; i && s->candidate[i - 1].bound < c.bound; i--)
		s->candidate[i] = s->candidate[i - 1];
	s->candidate[i] = c;
}

/* The entries whose literal stands in the text: where that is the whole pattern it is tried at once; others are set aside, to be tried in the
 * order of what they may score. */
static void propose(Search *s, const GramEntry *e, size_t at)
{
	uint32_t floor = rank_short(s->found->floor);

	for (; e->bound >= floor; e++) {
		if (stands(s, e, at) && (!e->whole || ends_are_free(e, s->text, at))) {
			if (e->whole || s->n == CANDIDATES) {
				try(s, e, at);
				floor = rank_short(s->found->floor);
			} else {
				set_aside(s, (Candidate){ e->bound, e, at });
				__builtin_prefetch(rulebook_line(s->b, e->number));
			}
		}
		if (e->last)
			return;
	}
}

/* Try the candidates until none left can score more than what was found. */
static void try_candidates(Search *s)
{
	for (int i = 0; i < s->n; i++)
		__builtin_prefetch(rulebook_clauses(s->b, rulebook_line(s->b, s->candidate[i].entry->number)));
	for (int i = 0; i < s->n && s->candidate[i].bound >= rank_short(s->found->floor); i++)
		try(s, s->candidate[i].entry, s->candidate[i].at);
	s->n = 0;
}

/* The places of a text that may hold a key of one width, in the order of the text. */
typedef struct { uint32_t *at; size_t n; } Places;

static Places places_new(size_t most, Arena *scratch)
{
	return (Places){ arena_raw(scratch, sizeof(uint32_t), alignof(uint32_t), most), 0 };
}

/* Without a branch, for whether there may be such a key is as good as chance: the place is noted, and kept where there may. */
static inline void probe(Places *p, GramBloom bloom, uint64_t hash, size_t at)
{
	p->at[p->n] = (uint32_t)at;
	p->n += gram_may(bloom, hash);
}

static inline uint64_t hash_at(Str text, size_t at, size_t width)
{
	return gram_hash(gram_table_key(text.at + at, width));
}

/* Propose the entries of the keys that are looked up.  Memory is asked for in rounds (may there be such a key, where are its entries, what do
 * they say, what does the first one compare), so that its answers come together: one after the other they take longer than all the rest. */
static void answer(Search *s)
{
	const GramEntry *entry[PROBES];
	size_t n = 0;

	for (size_t i = 0; i < s->asked; i++) {
		entry[n] = gram_find(s->b, s->table, s->probe[i].hash);
		s->probe[n].at = s->probe[i].at;
		n += entry[n] != NULL;
	}
	for (size_t i = 0; i < n; i++) {
		__builtin_prefetch((const char *)s->b + entry[i]->literal);
		__builtin_prefetch(rulebook_line(s->b, entry[i]->number));
	}
	for (size_t i = 0; i < n; i++)
		propose(s, entry[i], s->probe[i].at);
	s->asked = 0;
}

/* Look up the keys at these places.  keyed: the text that they are of. */
static void look_up(Search *s, Places p, size_t width, Str keyed)
{
	for (size_t i = 0; i < p.n; i++) {
		uint64_t hash = hash_at(keyed, p.at[i], width);

		if (s->asked == PROBES)
			answer(s);
		__builtin_prefetch(gram_slot(s->b, s->table, gram_place(hash, s->table->slot_bits)));
		s->probe[s->asked++] = (Probe){ hash, p.at[i] };
	}
}

static void begin(Search *s, const Query *q, const Rulebook *b, const GramTable *table, int book, FoundHit *tell, Found *found)
{
	s->q = q;
	s->b = b;
	s->table = table;
	s->text = q->subject.text;
	s->book = book;
	s->tell = tell;
	s->found = found;
	s->cut = s->squeezed = false;
	s->n = 0;
	s->asked = 0;
}

/* Probe where a word or a mark begins, for keys of each width, and note the words. */
static void probe_words(Search *s, Places *wides, Places *longs, Places *shorts)
{
	const Subject *subject = &s->q->subject;
	GramBloom bloom = gram_bloom(s->b, s->table);
	Places w = *wides, l = *longs, h = *shorts;         /* copies that stay in registers */

	memset(s->words, 0, sizeof s->words);
	for (size_t i = 0; i < subject->text.len; i += 64)
		for (uint64_t starts = subject->starts[i / 64]; starts; starts &= starts - 1) {
			size_t at = i + (size_t)__builtin_ctzll(starts);
			uint64_t four = gram_hash(gram_key4(subject->folded.at + at));
			uint32_t word = gram_word(four);

			s->words[word / 64] |= (uint64_t)1 << word % 64;
			probe(&w, bloom, hash_at(subject->text, at, GRAM_WIDE), at);
			probe(&l, bloom, hash_at(subject->text, at, GRAM_LONG), at);
			probe(&h, bloom, hash_at(subject->folded, at, GRAM_SHORT), at);
		}
	*wides = w;
	*longs = l;
	*shorts = h;
}

void search_whole(const Query *q, const Rulebook *b, int book, Arena scratch, FoundHit *tell, Found *found)
{
	Str text = q->subject.text;
	Places wides = places_new(text.len, &scratch), longs = places_new(text.len, &scratch), shorts = places_new(text.len, &scratch);
	Search s;

	begin(&s, q, b, &b->keys, book, tell, found);
	probe_words(&s, &wides, &longs, &shorts);
	look_up(&s, wides, GRAM_WIDE, text);
	look_up(&s, longs, GRAM_LONG, text);
	look_up(&s, shorts, GRAM_SHORT, q->subject.folded);
	answer(&s);
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

/* Beginnings; the words are not asked for. */
static void search_beginnings(Search *s, Arena scratch)
{
	GramBloom bloom = gram_bloom(s->b, s->table);
	Places p = places_new(s->text.len, &scratch);

	memset(s->words, 0xff, sizeof s->words);
	for (size_t i = 0; i < s->text.len; i++)
		if (s->squeezed ? s->ends[i] : subject_starts(&s->q->subject, i))
			probe(&p, bloom, hash_at(s->text, i, GRAM_LONG), i);
	look_up(s, p, GRAM_LONG, s->text);
	answer(s);
	try_candidates(s);
}

void search_damaged(const Query *q, const Rulebook *b, int book, Arena scratch, FoundHit *tell, Found *found)
{
	Search s;

	begin(&s, q, b, &b->heads, book, tell, found);
	s.cut = true;
	search_beginnings(&s, scratch);
	begin(&s, q, b, &b->squeezed, book, tell, found);
	s.squeezed = true;
	s.ends = squeezed_ends(q->subject.text, &scratch);
	s.text = normal_squeeze(q->subject.text, &scratch);
	search_beginnings(&s, scratch);
}
