/* gram.h - from a few bytes of a text to the few patterns worth trying.
 *
 * A table maps keys of some bytes to the literals they were cut from, and these to numbers.  A small Bloom filter in front of it answers most
 * probes, so that a text that holds nothing costs about a nanosecond a probe; a key that is there counts only where its whole literal stands in
 * the text.  Tables are part of an image: offsets, no pointers.
 *
 * Texts are probed only where a word or a mark begins (subject.h): every literal is looked for by the bytes at one such place inside it,
 * the rarest by a census of sample texts.  Four ways to use a table:
 *  - wide keys: sixteen bytes, so that what is found is mostly what was looked for;
 *  - long keys: eight bytes, of literals without sixteen behind such a place, or where these are rarer;
 *  - short keys, of literals without eight bytes behind such a place, and of tokens: four bytes, digits read as '0' on both sides;
 *  - beginnings: the first eight bytes (for texts that were cut or whose blanks are lost).
 *
 * Most patterns whose key is there do not match.  So a pattern knows words that it cannot do without: of each of its literals one, of each of its
 * groups one of some (its clauses, pattern.h).  A text has the set of its words, a bit by the hash of each word's first four bytes (digits
 * folded), and a pattern that wants another is passed over at once. */
#ifndef RULES_GRAM_H
#define RULES_GRAM_H

#include "base/buf.h"

enum { GRAM_WIDE = 16, GRAM_LONG = 8, GRAM_SHORT = 4 };

/* What a literal stands for: a pattern, and how many bytes, at least and at most, may lie between where that begins and the literal.
 * whole: the literal is all of the pattern.  bound: no match that the literal leads to ranks higher (rank.h). */
typedef struct { uint32_t bound, number; uint16_t before_min, before_max; bool whole; } GramValue;

/* Small, for a reply touches many of them.  tail: the literal's last four bytes, which stand tail_at bytes behind the key, so that most are
 * refused without a look at the literal; offset: of the key in the literal; folded: it is to be compared with the text whose digits are folded;
 * last: no other entry of the key follows. */
typedef struct {
	uint32_t bound, number : 29, whole : 1, folded : 1, last : 1;
	uint32_t literal, tail;
	int16_t tail_at;
	uint16_t offset, before_min, before_max;
} GramEntry;

typedef struct { uint32_t mark, first; } GramSlot;  /* mark: of the key's hash, never 0; its entries: the highest bound first */
typedef struct { uint32_t bloom, bloom_bits, slots, slot_bits, entries; } GramTable;     /* bits: of their numbers */

typedef struct { uint64_t key; GramValue value; uint16_t offset; bool folded; Str literal; } GramPair;
typedef struct { GramPair *v; size_t n, cap; } GramPairs;

/* Write the table of these pairs (sorted in place) to the end of the image. */
GramTable gram_build(GramPairs *pairs, Buf *image);

/* How often keys occur in sample texts: long keys as they are, short ones with digits folded. */
typedef struct { uint16_t *wides, *longs, *shorts; } GramCensus;
GramCensus gram_census(Arena *keep);
void gram_count(GramCensus *c, Str text, Str folded);

/* The rarest key of a literal: its width (GRAM_WIDE or GRAM_LONG where that can be, GRAM_SHORT; 0: there is none), its place, how often it was seen.
 * at_start: the literal begins where a word begins. */
typedef struct { size_t width, at; uint32_t seen; } GramKey;
GramKey gram_rarest(const GramCensus *c, Str literal, bool at_start, Arena scratch);
GramKey gram_rarest_short(const GramCensus *c, Str folded, bool at_start);

/* The number, in a set of words, of the rarest word that begins in a literal; -1 where there is none of four bytes. */
int gram_rarest_word(const GramCensus *c, Str literal, bool at_start, Arena scratch);

void gram_add(GramPairs *pairs, GramKey key, Str literal, GramValue value, Arena *keep);
void gram_add_head(GramPairs *pairs, Str literal, GramValue value, Arena *keep);

/* A text with digits as '0' (and TOKEN_DIGIT likewise), for short keys; NORMAL_PAD bytes behind it. */
Str gram_fold_digits(Str s, Arena *keep);

static inline uint64_t gram_key8(const char *p) { uint64_t k; memcpy(&k, p, 8); return k; }
static inline uint64_t gram_key4(const char *p) { uint32_t k; memcpy(&k, p, 4); return k; }
/* The upper bits of a hash are the good ones. */
static inline uint64_t gram_hash(uint64_t key) { return key * 0x9e3779b97f4a7c15ull; }

/* Sixteen bytes in a number of 64 bits.  (Two keys that share one share their entries, too.) */
static inline uint64_t gram_key16(const char *p)
{
	uint64_t first = gram_hash(gram_key8(p));

	return gram_key8(p + 8) + (first ^ first >> 32);
}

static inline uint64_t gram_key(const char *p, size_t width)
{
	return width == GRAM_WIDE ? gram_key16(p) : width == GRAM_LONG ? gram_key8(p) : gram_key4(p);
}

/* The same for a table, where a short key must not be the long one of these four bytes and zeros, as they stand at the end of a text. */
static inline uint64_t gram_table_key(const char *p, size_t width)
{
	return width == GRAM_SHORT ? ~gram_key4(p) : gram_key(p, width);
}

/* The number of a short key's hash in a set of words. */
enum { WORDS = 1024 };
static inline uint32_t gram_word(uint64_t hash) { return (uint32_t)(hash >> 54); }

/* What tells keys apart whose search begins at the same slot. */
static inline uint32_t gram_mark(uint64_t hash) { return (uint32_t)(hash ^ hash >> 32) | 1; }
static inline uint32_t gram_place(uint64_t hash, uint32_t bits) { return (uint32_t)(hash >> (64 - bits)); }

static inline const GramSlot *gram_slot(const void *image, const GramTable *t, uint32_t i)
{
	return (const GramSlot *)(const void *)((const char *)image + t->slots) + (i & (((uint32_t)1 << t->slot_bits) - 1));
}

/* May the table have a key of this hash? */
typedef struct { const uint64_t *at; uint32_t bits; } GramBloom;

static inline GramBloom gram_bloom(const void *image, const GramTable *t)
{
	return (GramBloom){ (const uint64_t *)(const void *)((const char *)image + t->bloom), t->bloom_bits };
}

static inline bool gram_may(GramBloom b, uint64_t hash)
{
	uint32_t bit = gram_place(hash, b.bits);

	return b.at[bit / 64] >> (bit % 64) & 1;
}

static inline const GramEntry *gram_entry(const void *image, const GramTable *t, uint32_t i)
{
	return (const GramEntry *)(const void *)((const char *)image + t->entries) + i;
}

/* The entries of a key, the last marked so, on the way to the cache; NULL where the table has none.  (Another key of the same mark may answer:
 * gram_stands tells.) */
static inline const GramEntry *gram_find(const void *image, const GramTable *t, uint64_t hash)
{
	for (uint32_t i = gram_place(hash, t->slot_bits); ; i++) {
		const GramSlot *s = gram_slot(image, t, i);

		if (s->mark == gram_mark(hash)) {
			const GramEntry *e = gram_entry(image, t, s->first);

			__builtin_prefetch(e);
			return e;
		}
		if (s->mark == 0)
			return NULL;
	}
}

static inline size_t gram_len(const GramEntry *e) { return (size_t)(e->tail_at + e->offset + GRAM_SHORT); }

/* Do n bytes agree whose last four are known to?  n is 4 or more.  (A call of memcmp costs more than the comparison.) */
static inline bool gram_same(const char *a, const char *b, size_t n)
{
	size_t i = 0;

	for (; i + 8 <= n; i += 8)
		if (gram_key8(a + i) != gram_key8(b + i))
			return false;
	return n >= 8 ? gram_key8(a + n - 8) == gram_key8(b + n - 8) : gram_key4(a) == gram_key4(b);
}

/* Does the entry's literal stand in text, its key at `at`?  NORMAL_PAD bytes may be read behind the text. */
static inline bool gram_stands(const void *image, const GramEntry *e, Str text, size_t at)
{
	size_t tail = at + (size_t)e->tail_at;

	return tail < text.len && (uint32_t)gram_key4(text.at + tail) == e->tail && tail + GRAM_SHORT <= text.len && at >= e->offset
	    && gram_same(text.at + at - e->offset, (const char *)image + e->literal, gram_len(e));
}

/* The same, or as much of it as there is text. */
static inline bool gram_stands_cut(const void *image, const GramEntry *e, Str text, size_t at)
{
	size_t left = text.len - at + e->offset, len = gram_len(e);

	if (left >= len)
		return gram_stands(image, e, text, at);
	return at >= e->offset && memcmp(text.at + at - e->offset, (const char *)image + e->literal, left < len ? left : len) == 0;
}

#endif
