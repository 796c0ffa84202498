/* phrase.c - many phrases, looked for in one pass over a text.
 *
 * The phrases are sorted, those shorter than eight bytes apart.  Where a word begins, a sieve for its first four bytes answers mostly; then
 * a hash of the first eight, and of four for the short ones, gives the range of those that begin so. */
#include <stdlib.h>
#include "base/eight.h"
#include "intake/phrase.h"

enum { SHORT_KEY = 4, LONG_KEY = 8, HASH_BITS = 13, HASHES = 1 << HASH_BITS, EXPECTED_BITS = 16, HIT_LIMIT = 100000, LEAD_LIMIT = 100 };
enum { PHRASE_MAX = UINT8_MAX, STRIDE = 16, FOLD_STEP = 512, PAD = 2 * STRIDE };

#define NOWHERE SIZE_MAX
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

	if (folded.len < SHORT_KEY || folded.len > PHRASE_MAX || memchr(folded.at, '\0', folded.len) || set->n >= UINT16_MAX - 1)
		return;
	*arena_push(keep, set) = (Phrase){ folded, slot, condition, (uint8_t)kind, line_start };
}

/* ---- the index ---- */

static inline bool is_long(const Phrase *p)
{
	return p->text.len >= LONG_KEY;
}

static int by_slot_and_text(const void *a, const void *b)
{
	const Phrase *x = a, *y = b;
	int d = x->slot != y->slot ? (int)x->slot - (int)y->slot : (int)is_long(x) - (int)is_long(y);

	d = d ? d : str_cmp(x->text, y->text);
	return d ? d : (int)x->kind - (int)y->kind;
}

static inline uint64_t key_of(const void *text, size_t bytes)
{
	uint64_t key = 0;

	memcpy(&key, text, bytes);
	return key;
}

/* Keys are hashed, and filed, with their slot. */
static inline uint64_t salt_of(uint16_t slot)
{
	return slot * 0x85ebca6b00000000ull;
}

static inline uint32_t hash_of(uint64_t key, int bits)
{
	return (uint32_t)(key * 0x9e3779b97f4a7c15ull >> (64 - bits));
}

/* The place of a range in the table, or the free one where it belongs. */
static inline PhraseRange *place_of(const PhraseSet *set, uint64_t key, uint16_t slot)
{
	uint32_t h = hash_of(key, HASH_BITS);

	while (set->ranges[h].end && (set->ranges[h].key != key || set->ranges[h].slot != slot))
		h = (h + 1) & (HASHES - 1);
	return &set->ranges[h];
}

/* How many bytes two neighbours have in common at their beginnings. */
static uint8_t shared(const Phrase *a, const Phrase *b)
{
	size_t n = 0;

	while (n < a->text.len && n < b->text.len && a->text.at[n] == b->text.at[n])
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

/* All that the first four bytes may be in a text, where a blank of the phrase may be a run of white space. */
static void expect(PhraseSet *set, const char *text, uint64_t key, int depth)
{
	if (depth == SHORT_KEY) {
		set_bit(set->expected, hash_of(key, EXPECTED_BITS));
		return;
	}
	key ^= (uint64_t)(unsigned char)*text << 8 * depth;
	expect(set, text + 1, key, depth + 1);
	if (*text == ' ')
		expect(set, text, key, depth + 1);
}

/* For each phrase the next one that has less in common with its neighbour above. */
static void link_phrases(PhraseSet *set)
{
	for (size_t i = set->n; i-- > 0;) {
		Phrase *p = &set->v[i];
		size_t next = i + 1;

		p->shared = i ? shared(p - 1, p) : 0;
		p->differs = p->shared < p->text.len ? (uint8_t)p->text.at[p->shared] : 0;
		while (next < set->n && set->v[next].shared >= p->shared)
			next = set->v[next].next;
		p->next = (uint16_t)next;
	}
}

void phrases_index(PhraseSet *set, Arena *keep)
{
	set->ranges = take(keep, PhraseRange, HASHES);
	set->expected = take(keep, uint64_t, (1 << EXPECTED_BITS) / 64);
	set->keys = take(keep, uint64_t, (1 << EXPECTED_BITS) / 64);
	if (set->n)
		qsort(set->v, set->n, sizeof *set->v, by_slot_and_text);
	link_phrases(set);
	for (size_t i = 0; i < set->n; i++) {
		Phrase *p = &set->v[i];
		uint64_t key = key_of(p->text.at, is_long(p) ? LONG_KEY : SHORT_KEY) ^ salt_of(p->slot);
		PhraseRange *range = place_of(set, key, p->slot);
		char *text = take(keep, char, p->text.len + PAD);       /* together in memory, for those that are compared together */

		memcpy(text, p->text.at, p->text.len);
		p->text.at = text;
		expect(set, text, salt_of(p->slot), 0);
		set_bit(set->keys, hash_of(key, EXPECTED_BITS));
		if (!range->end)
			*range = (PhraseRange){ key, p->slot, (uint16_t)i, 0 };
		range->end = (uint16_t)(i + 1);
	}
}

/* ---- the text made ready ---- */

/* 1 or 0, without branches. */
static inline unsigned char is_in(unsigned char c, char first, unsigned char n) { return (unsigned char)(c - first) < n; }
static inline unsigned char word_byte(unsigned char c) { return (unsigned char)(is_in(c, '0', 10) | is_in(c, 'a', 26)); }
static inline unsigned char fold_byte(unsigned char c)
{
	return (unsigned char)(is_in(c, '\t', 5) ? ' ' : c | (is_in(c, 'A', 26) ? 0x20 : 0));
}

/* n, a multiple of STRIDE, of bytes; without branches, so that compilers make it sixteen bytes at a time. */
static inline void fold_bytes(const unsigned char *restrict from, size_t n, unsigned char *restrict to)
{
	for (size_t i = 0; i < n / STRIDE * STRIDE; i++)
		to[i] = fold_byte(from[i]);
}

/* Make a piece of the text ready. */
static void fold_more(PhraseSearch *f)
{
	const unsigned char *from = (const unsigned char *)f->s.at + f->ready;
	unsigned char *to = f->folded + f->ready, last[STRIDE] = { 0 };
	size_t left = f->s.len - f->ready, n = left < FOLD_STEP ? left : FOLD_STEP, whole = n / STRIDE * STRIDE;

	fold_bytes(from, whole, to);
	if (whole < n) {
		memcpy(last, from + whole, n - whole);
		fold_bytes(last, STRIDE, to + whole);   /* NUL stays NUL */
	}
	f->ready += n;
}

/* Make the text ready up to that offset, and some further. */
static inline void fold_to(PhraseSearch *f, size_t to)
{
	while (f->ready < to && f->ready < f->s.len)
		fold_more(f);
}

/* 1 for each of the n bytes from `at` on with which a word or a mark begins. */
static void find_begins(const PhraseSearch *f, size_t at, size_t n, unsigned char *restrict begins)
{
	const unsigned char *p = f->folded + at;

	for (size_t i = 0; i < (n + STRIDE - 1) / STRIDE * STRIDE; i++)         /* the text is padded */
		begins[i] = (unsigned char)((p[i] != ' ') & ~(word_byte(p[i]) & word_byte(p[i - 1])));
	memset(begins + n, 0, 8);
}

/* ---- one place of the text: a run of white space is one blank, an empty line an end ---- */

/* At `at` white space begins: where it ends, or NOWHERE if it holds an empty line. */
static size_t over_space(Str s, size_t at)
{
	size_t lines = 0;

	for (; at < s.len && is_space(s.at[at]); at++)
		lines += s.at[at] == '\n';
	return lines > 1 ? NOWHERE : at;
}

static inline bool is_run(const PhraseSearch *f, size_t at)
{
	return f->folded[at] == ' ' && f->folded[at + 1] == ' ';
}

/* More bytes of the key; false where they are not there. */
static bool read_key(PhraseSearch *f, size_t *at, int from, int to, uint64_t *key)
{
	for (int i = from; i < to; i++) {
		if (*at >= f->s.len)
			return false;
		fold_to(f, *at + 2);
		*key |= (uint64_t)f->folded[*at] << 8 * i;
		*at = is_run(f, *at) ? over_space(f->s, *at) : *at + 1;
	}
	return true;
}

/* How many bytes from `depth` on the phrase has in common with the text at `at`, byte by byte.  Both are padded with NUL. */
static inline size_t common(const PhraseSearch *f, size_t at, Str phrase, size_t depth)
{
	for (size_t n = depth; n < phrase.len; n += 8) {
		uint64_t differ = key_of(f->folded + at + n - depth, 8) ^ key_of(phrase.at + n, 8);

		if (differ) {
			n += (size_t)__builtin_ctzll(differ) / 8;
			return (n < phrase.len ? n : phrase.len) - depth;
		}
	}
	return phrase.len - depth;
}

/* On over all that the phrase, from `depth` on, has in common with the text; the result is how much of the phrase that is. */
static size_t go_on(PhraseSearch *f, size_t *at, Str phrase, size_t depth)
{
	for (size_t n; depth < phrase.len; depth += n) {
		fold_to(f, *at + PHRASE_MAX);
		n = common(f, *at, phrase, depth);
		if (n == 0 || !is_run(f, *at + n - 1)) {
			*at += n;
			return depth + n;
		}
		size_t behind = over_space(f->s, *at + n - 1);
		if (behind == NOWHERE) {
			*at += n - 1;
			return depth + n - 1;
		}
		*at = behind;
	}
	return depth;
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

static void hit(const PhraseSearch *f, const Phrase *p, size_t at, size_t to, Arena *keep, Hits *out)
{
	if (!ends_word(f->s, to) || (p->line_start && !starts_line(f->s, at)) || out->n == HIT_LIMIT)
		return;
	*arena_push(keep, out) = (Hit){ (uint32_t)at, (uint32_t)to, (uint16_t)(p - f->set->v), p->kind };
	out->kinds |= 1u << p->kind;
}

/* The next phrase of a sorted range that has in common with the one at i all that the text had with that, `depth` bytes, and goes on with the
 * text's next byte; or the same phrase again, of another kind.  range->end where none does. */
static inline size_t go_down(const Phrase *v, const PhraseRange *range, size_t i, size_t depth, unsigned char next)
{
	for (i++; i < range->end && v[i].shared >= depth;) {
		if (v[i].shared > depth) {
			i = v[i].next;
			continue;
		}
		if (v[i].differs == next || v[i].differs == 0)
			return i;
		if (v[i].differs > next)
			break;
		i++;
	}
	return range->end;
}

/* All phrases with that salted key that begin at `at`; the key ends at `to`. */
static void try_range(PhraseSearch *f, size_t at, size_t to, uint64_t key, size_t depth, Arena *keep, Hits *out)
{
	const PhraseRange *range = place_of(f->set, key, f->slot);
	const Phrase *v = f->set->v;

	for (size_t i = range->begin; i < range->end; i = go_down(v, range, i, depth, f->folded[to])) {
		depth = go_on(f, &to, v[i].text, depth);
		if (depth == v[i].text.len)
			hit(f, &v[i], at, to, keep, out);
	}
}

/* May two blanks stand side by side among eight bytes? */
static inline bool has_run(uint64_t bytes)
{
	uint64_t blank = eight_are(bytes, ' ');

	return blank & blank >> 8;
}

static inline void try_key(PhraseSearch *f, size_t at, size_t to, uint64_t key, size_t depth, Arena *keep, Hits *out)
{
	key ^= salt_of(f->slot);
	if (has_bit(f->set->keys, hash_of(key, EXPECTED_BITS)))
		try_range(f, at, to, key, depth, keep, out);
}

/* All phrases that begin at `at`, the short ones first. */
static void try_at(PhraseSearch *f, size_t at, Arena *keep, Hits *out)
{
	uint64_t bytes = key_of(f->folded + at, LONG_KEY), key = 0;
	size_t to = at;

	if (!has_run(bytes) && !is_run(f, at + LONG_KEY - 1)) {
		try_key(f, at, at + SHORT_KEY, bytes & UINT32_MAX, SHORT_KEY, keep, out);
		try_key(f, at, at + LONG_KEY, bytes, LONG_KEY, keep, out);
	} else if (read_key(f, &to, 0, SHORT_KEY, &key)) {
		try_key(f, at, to, key, SHORT_KEY, keep, out);
		if (read_key(f, &to, SHORT_KEY, LONG_KEY, &key))
			try_key(f, at, to, key, LONG_KEY, keep, out);
	}
}

/* ---- a search ---- */

PhraseSearch phrases_begin(const PhraseSet *set, Str s, uint16_t slot, Arena *keep)
{
	PhraseSearch f = { .set = set, .s = s, .slot = slot };

	if (set->n == 0 || s.len > UINT32_MAX)
		f.s.len = 0;
	f.folded = arena_raw(keep, 1, 1, 1 + f.s.len + PAD);
	*f.folded++ = ' ';
	memset(f.folded + f.s.len, 0, PAD);
	return f;
}

bool phrases_step(PhraseSearch *f, Arena *keep, Hits *out)
{
	unsigned char begins[PHRASE_STEP + STRIDE];
	const uint64_t salt = salt_of(f->slot), *expected = f->set->expected;
	const size_t start = f->at, n = f->s.len - start < PHRASE_STEP ? f->s.len - start : PHRASE_STEP;
	const unsigned char *text = f->folded + start;

	fold_to(f, start + n + LONG_KEY + 1);
	find_begins(f, start, n, begins);
	for (size_t i = 0; i < n; i += 8)
		for (uint64_t eight = eight_at(begins + i); eight; eight &= eight - 1) {
			size_t at = i + eight_first(eight);

			if (has_bit(expected, hash_of(key_of(text + at, SHORT_KEY) ^ salt, EXPECTED_BITS)))
				try_at(f, start + at, keep, out);
		}
	f->at += n;
	return f->at < f->s.len;
}

void phrases_find(const PhraseSet *set, Str s, uint16_t slot, Arena *keep, Hits *out)
{
	PhraseSearch f = phrases_begin(set, s, slot, keep);

	while (phrases_step(&f, keep, out))
		;
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
