/* phrase.c - many phrases, looked for in one pass over a text.
 *
 * The phrases are sorted.  Where a word begins, a hash of its first four bytes gives the range of those that begin so. */
#include <stdlib.h>
#include "intake/phrase.h"

enum { KEY_BYTES = 4, HASH_BITS = 13, HASHES = 1 << HASH_BITS, EXPECTED_BITS = 16, HIT_LIMIT = 100000, LEAD_LIMIT = 100 };
enum { IN_WORD = 1, BEGINS = 2 };

#define X(id, name) name,
const char *const phrase_name[PHRASE_COUNT] = { PHRASES(X) };
#undef X

static inline unsigned char fold(char c)
{
	return (unsigned char)(is_space(c) ? ' ' : to_lower(c));
}

static Str fold_text(Str s, Arena *keep)
{
	char *p = take(keep, char, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		if (!is_space(s.at[i]) || (n && p[n - 1] != ' '))
			p[n++] = (char)fold(s.at[i]);
	return (Str){ p, n };
}

void phrases_add(PhraseSet *set, Arena *keep, PhraseKind kind, uint16_t slot, uint16_t condition, Str text)
{
	bool line_start = str_starts(text, STR("^"));
	Str folded = fold_text(str_drop(text, line_start), keep);

	if (folded.len < KEY_BYTES || folded.len > UINT8_MAX || set->n >= UINT16_MAX - 1)
		return;
	*arena_push(keep, set) = (Phrase){ folded, slot, condition, (uint8_t)kind, line_start };
}

/* ---- the index ---- */

static int by_slot_and_text(const void *a, const void *b)
{
	const Phrase *x = a, *y = b;
	int d = x->slot != y->slot ? (int)x->slot - (int)y->slot : str_cmp(x->text, y->text);

	return d ? d : (int)x->kind - (int)y->kind;
}

static inline uint32_t pack(uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	return a | b << 8 | c << 16 | d << 24;
}

static inline uint32_t key_of(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	return pack(p[0], p[1], p[2], p[3]);
}

static inline uint32_t hash_of(uint32_t key, uint16_t slot, int bits)
{
	return (key ^ slot * 0x85ebca6bu) * 0x9e3779b1u >> (32 - bits);
}

/* The place of a range in the table, or the free one where it belongs. */
static inline PhraseRange *place_of(const PhraseSet *set, uint32_t key, uint16_t slot)
{
	uint32_t h = hash_of(key, slot, HASH_BITS);

	while (set->ranges[h].end && (set->ranges[h].key != key || set->ranges[h].slot != slot))
		h = (h + 1) & (HASHES - 1);
	return &set->ranges[h];
}

/* How many bytes two neighbours have in common at their beginnings. */
static uint8_t shared(const Phrase *a, const Phrase *b)
{
	size_t n = 0;

	while (a->slot == b->slot && n < a->text.len && n < b->text.len && a->text.at[n] == b->text.at[n])
		n++;
	return (uint8_t)n;
}

static void set_bit(uint64_t *bits, uint32_t i)
{
	bits[i / 64] |= 1ull << i % 64;
}

static inline bool has_bit(const uint64_t *bits, uint32_t i)
{
	return bits[i / 64] >> i % 64 & 1;
}

/* All that the four bytes may be in a text, where a blank of the phrase may be a run of white space. */
static void expect(PhraseSet *set, uint16_t slot, const char *text, uint32_t key, int depth)
{
	if (depth == KEY_BYTES) {
		set_bit(set->expected, hash_of(key, slot, EXPECTED_BITS));
		return;
	}
	key |= (uint32_t)(unsigned char)*text << 8 * depth;
	expect(set, slot, text + 1, key, depth + 1);
	if (*text == ' ')
		expect(set, slot, text, key, depth + 1);
}

static inline uint32_t hash_both(uint32_t key, uint32_t next)
{
	return (key ^ next * 0xc2b2ae35u) * 0x9e3779b1u >> (32 - EXPECTED_BITS);
}

static void expect_sequel(PhraseSet *set, Str text)
{
	uint32_t key = key_of(text.at);

	set_bit(set->sequel, text.len < 2 * KEY_BYTES ? hash_of(key, 0, EXPECTED_BITS) : hash_both(key, key_of(text.at + KEY_BYTES)));
}

/* Four bytes as they are compared. */
static inline uint32_t folded_key(const PhraseSet *set, const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	return pack(set->folded[p[0]], set->folded[p[1]], set->folded[p[2]], set->folded[p[3]]);
}

/* Two blanks side by side among eight bytes? */
static inline bool has_run(uint64_t bytes)
{
	uint64_t other = bytes ^ 0x2020202020202020ull, blank = (other - 0x0101010101010101ull) & ~other & 0x8080808080808080ull;

	return blank & blank >> 8;
}

typedef struct { uint32_t key; bool whole; } Start;        /* whole: the first four bytes are as they stand, without a run of white space */

/* May a phrase begin at this byte?  Two sieves, of four bytes and of eight; the second is no use where white space may be a run. */
static inline bool is_expected(const PhraseSet *set, const char *p, const char *end, uint16_t slot, Start *start)
{
	uint32_t next;

	if (end - p < KEY_BYTES)
		return false;
	start->key = folded_key(set, p);
	start->whole = false;
	if (!has_bit(set->expected, hash_of(start->key, slot, EXPECTED_BITS)))
		return false;
	if (end - p < 2 * KEY_BYTES)
		return true;
	next = folded_key(set, p + KEY_BYTES);
	if (has_run((uint64_t)next << 32 | start->key))
		return true;
	start->whole = true;
	return has_bit(set->sequel, hash_both(start->key, next)) || has_bit(set->sequel, hash_of(start->key, 0, EXPECTED_BITS));
}

void phrases_index(PhraseSet *set, Arena *keep)
{
	set->ranges = take(keep, PhraseRange, HASHES);
	set->expected = take(keep, uint64_t, (1 << EXPECTED_BITS) / 64);
	set->sequel = take(keep, uint64_t, (1 << EXPECTED_BITS) / 64);
	set->shared = take(keep, uint8_t, set->n + 1);
	if (set->n)
		qsort(set->v, set->n, sizeof *set->v, by_slot_and_text);
	for (size_t i = 0; i < set->n; i++) {
		Phrase *p = &set->v[i];
		uint32_t key = key_of(p->text.at);
		PhraseRange *range = place_of(set, key, p->slot);
		char c = p->text.at[0];

		p->text = arena_str(keep, p->text);     /* together in memory, for those that are compared together */
		set->class[(unsigned char)c] |= BEGINS;
		set->class[(unsigned char)(is_alpha(c) ? c & ~0x20 : c)] |= BEGINS;
		set->shared[i] = i ? shared(p - 1, p) : 0;
		expect(set, p->slot, p->text.at, 0, 0);
		expect_sequel(set, p->text);
		if (!range->end)
			*range = (PhraseRange){ key, p->slot, (uint16_t)i, 0 };
		range->end = (uint16_t)(i + 1);
	}
	for (int c = 0; c < 256; c++) {
		set->class[c] |= is_alnum((char)c) ? IN_WORD : 0;
		set->folded[c] = fold((char)c);
	}
}

/* ---- one place of the text ---- */

/* A text as it is compared: folded, a run of white space as one blank, an empty line as an end. */
typedef struct { const char *at, *end; const uint8_t *folded; } Cursor;

/* White space was met: over all of it. */
static int skip_space(Cursor *c)
{
	size_t lines = c->at[-1] == '\n';

	for (; c->at < c->end && is_space(*c->at); c->at++)
		lines += *c->at == '\n';
	return lines > 1 ? -1 : ' ';
}

static inline int next_byte(Cursor *c)
{
	if (c->at == c->end)
		return -1;
	int b = c->folded[(unsigned char)*c->at++];

	return b != ' ' || (c->at < c->end && c->folded[(unsigned char)*c->at] != ' ' && c->at[-1] != '\n') ? b : skip_space(c);
}

static bool ends_word(Str s, size_t end)
{
	return end >= s.len || !is_alnum(s.at[end]) || !is_alnum(s.at[end - 1]);
}

static bool starts_line(Str s, size_t at)
{
	size_t least = at > LEAD_LIMIT ? at - LEAD_LIMIT : 0;

	while (at > least && (is_blank(s.at[at - 1]) || memchr(">*-#|", s.at[at - 1], 5)))
		at--;
	return at == 0 || s.at[at - 1] == '\n' || s.at[at - 1] == '\r';
}

static void hit(const PhraseSet *set, size_t i, Str s, size_t at, size_t to, Arena *keep, Hits *out)
{
	const Phrase *p = &set->v[i];

	if (!ends_word(s, to) || (p->line_start && !starts_line(s, at)) || out->n == HIT_LIMIT)
		return;
	*arena_push(keep, out) = (Hit){ (uint32_t)at, (uint32_t)to, (uint16_t)i, p->kind };
	out->kinds |= 1u << p->kind;
}

/* The first four bytes, over runs of white space; false where they are not there. */
static bool read_key(Cursor *c, uint32_t *key)
{
	*key = 0;
	for (int i = 0; i < KEY_BYTES; i++) {
		int b = next_byte(c);

		if (b < 0)
			return false;
		*key |= (uint32_t)b << 8 * i;
	}
	return true;
}

/* All phrases that begin here: down the sorted range, on as long as a phrase has in common with its neighbour above all that the
 * text had with that one. */
static void try_at(const PhraseSet *set, Str s, size_t at, uint16_t slot, Start start, Arena *keep, Hits *out)
{
	Cursor cursor = { s.at + at, s.at + s.len, set->folded };
	const PhraseRange *range;
	uint32_t key = start.key;
	size_t depth = KEY_BYTES;

	if (start.whole)
		cursor.at += KEY_BYTES;
	else if (!read_key(&cursor, &key))
		return;
	range = place_of(set, key, slot);
	const char *end = cursor.at;
	int c = range->end ? next_byte(&cursor) : -1;

	for (size_t i = range->begin; i < range->end; i++) {
		Str text = set->v[i].text;

		if (i > range->begin && set->shared[i] != depth) {
			if (set->shared[i] < depth)
				return;
			continue;
		}
		while (depth < text.len && c == (unsigned char)text.at[depth]) {
			depth++;
			end = cursor.at;
			c = next_byte(&cursor);
		}
		if (depth == text.len)
			hit(set, i, s, at, (size_t)(end - s.at), keep, out);
	}
}

/* ---- the text ---- */

/* Over the rest of the word that has begun before p. */
static inline const char *skip_word(const PhraseSet *set, const char *p, const char *to)
{
	while (p < to && set->class[(unsigned char)*p] & IN_WORD)
		p++;
	return p;
}

void phrases_find_in(const PhraseSet *set, Str s, size_t from, size_t to, uint16_t slot, Arena *keep, Hits *out)
{
	const char *p = s.at + from, *stop = s.at + (to < s.len ? to : s.len), *end = s.at + s.len;

	if (set->n == 0 || s.len > UINT32_MAX || from >= s.len)
		return;
	if (from > 0 && is_alnum(p[-1]))
		p = skip_word(set, p, stop);
	while (p < stop) {
		uint8_t class = set->class[(unsigned char)*p];
		Start start;

		if (class & BEGINS && is_expected(set, p, end, slot, &start))
			try_at(set, s, (size_t)(p - s.at), slot, start, keep, out);
		p = class & IN_WORD ? skip_word(set, p + 1, stop) : p + 1;
	}
}

void phrases_find(const PhraseSet *set, Str s, uint16_t slot, Arena *keep, Hits *out)
{
	phrases_find_in(set, s, 0, s.len, slot, keep, out);
}

const Hit *hits_next(const Hits *hits, PhraseKind kind, size_t from, size_t to)
{
	size_t lo = 0, hi = hits->n;

	if (!hits_have(hits, kind))
		return NULL;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (hits->v[mid].from < from)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < hits->n && hits->v[lo].from < to; lo++)
		if (hits->v[lo].kind == kind)
			return &hits->v[lo];
	return NULL;
}
