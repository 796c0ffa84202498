/* gram.h - from a few bytes of a text to the few patterns worth trying.
 *
 * A table maps keys of eight bytes to the literals they were cut from, and these to numbers.  A small Bloom filter in front of it answers most
 * probes, so that a text that holds nothing costs about a nanosecond a probe; a key that is there counts only where its whole literal stands in
 * the text.  Tables are part of an image: offsets, no pointers.
 *
 * Texts are probed only where a word or a mark begins (subject.h): every literal is looked for by the bytes at one such place inside it,
 * the rarest by a census of sample texts.  Three ways to use a table:
 *  - long keys: eight bytes;
 *  - short keys, of literals without eight bytes behind such a place, and of tokens: four bytes, digits read as '0' on both sides;
 *  - beginnings: the first eight bytes, probed at every byte (for texts that were cut or whose blanks are lost). */
#ifndef RULES_GRAM_H
#define RULES_GRAM_H

#include "base/buf.h"

enum { GRAM_LONG = 8, GRAM_SHORT = 4 };

/* What a literal stands for: a pattern, and how many bytes, at least and at most, may lie between where that begins and the literal.
 * whole: the literal is all of the pattern.  bound: no match that the literal leads to ranks higher (rank.h). */
typedef struct { uint32_t bound, number; uint16_t before_min, before_max; bool whole; } GramValue;
enum { GRAM_ANYWHERE = UINT16_MAX };                /* before_min: not known */

/* Small, for a reply touches many of them.  offset: of the key in the literal; tail: its last four bytes, so that most are refused without a
 * look at the literal; folded: it is to be compared with the text whose digits are folded; last: no other entry of the key follows. */
typedef struct {
	uint32_t bound, number : 29, whole : 1, folded : 1, last : 1;
	uint32_t literal, tail;
	uint16_t len, offset, before_min, before_max;
} GramEntry;

typedef struct { uint32_t mark, first; } GramSlot;  /* mark: of the key's hash, never 0; its entries: the highest bound first */
typedef struct { uint32_t bloom, bloom_bits, slots, n_slots, entries; } GramTable;

typedef struct { uint64_t key; GramValue value; uint16_t offset; bool folded; Str literal; } GramPair;
typedef struct { GramPair *v; size_t n, cap; } GramPairs;

/* Write the table of these pairs (sorted in place) to the end of the image. */
GramTable gram_build(GramPairs *pairs, Buf *image);

/* How often keys occur in sample texts: long keys as they are, short ones with digits folded. */
typedef struct { uint16_t *longs, *shorts; } GramCensus;
GramCensus gram_census(Arena *keep);
void gram_count(GramCensus *c, Str text, Str folded);

/* The rarest key of a literal: its width (GRAM_LONG where that can be, GRAM_SHORT; 0: there is none), its place, how often it was seen.
 * at_start: the literal begins where a word begins. */
typedef struct { size_t width, at; uint32_t seen; } GramKey;
GramKey gram_rarest(const GramCensus *c, Str literal, bool at_start, Arena scratch);
GramKey gram_rarest_short(const GramCensus *c, Str folded, bool at_start);

void gram_add(GramPairs *pairs, GramKey key, Str literal, GramValue value, Arena *keep);
void gram_add_head(GramPairs *pairs, Str literal, GramValue value, Arena *keep);

/* A text with digits as '0' (and TOKEN_DIGIT likewise), for short keys; NORMAL_PAD bytes behind it. */
Str gram_fold_digits(Str s, Arena *keep);

static inline uint64_t gram_key8(const char *p) { uint64_t k; memcpy(&k, p, 8); return k; }
static inline uint64_t gram_key4(const char *p) { uint32_t k; memcpy(&k, p, 4); return k; }
static inline uint64_t gram_hash(uint64_t key) { key *= 0x9e3779b97f4a7c15ull; return key ^ key >> 29; }

static inline uint32_t gram_mark(uint64_t hash) { return (uint32_t)(hash >> 32) | 1; }

static inline const GramSlot *gram_slot(const void *image, const GramTable *t, uint32_t i)
{
	return (const GramSlot *)(const void *)((const char *)image + t->slots) + (i & (t->n_slots - 1));
}

/* May the table have a key of this hash?  Where it may, its slot is on the way to the cache: ask for all keys of a text first. */
static inline bool gram_may(const void *image, const GramTable *t, uint64_t hash)
{
	const uint64_t *bloom = (const uint64_t *)(const void *)((const char *)image + t->bloom);
	uint32_t bit = (uint32_t)(hash >> 40) & (t->bloom_bits - 1);

	if (!(bloom[bit / 64] >> (bit % 64) & 1))
		return false;
	__builtin_prefetch(gram_slot(image, t, (uint32_t)hash));
	return true;
}

/* The entries of a key, the last marked so, on the way to the cache; NULL where the table has none.  (Another key of the same mark may answer:
 * gram_stands tells.) */
static inline const GramEntry *gram_find(const void *image, const GramTable *t, uint64_t hash)
{
	for (uint32_t i = (uint32_t)hash; ; i++) {
		const GramSlot *s = gram_slot(image, t, i);

		if (s->mark == gram_mark(hash)) {
			const GramEntry *e = (const GramEntry *)(const void *)((const char *)image + t->entries) + s->first;

			__builtin_prefetch(e);
			return e;
		}
		if (s->mark == 0)
			return NULL;
	}
}

/* Does the entry's literal stand in text, its key at `at`?  cut: or as much of it as there is text. */
static inline bool gram_stands(const void *image, const GramEntry *e, Str text, size_t at, bool cut)
{
	if (at < e->offset)
		return false;
	size_t from = at - e->offset, left = text.len - from;

	if (left < e->len && !cut)
		return false;
	if (left >= e->len && (uint32_t)gram_key4(text.at + from + e->len - GRAM_SHORT) != e->tail)
		return false;
	return memcmp(text.at + from, (const char *)image + e->literal, left < e->len ? left : e->len) == 0;
}

#endif
