/* gram.c - from a few bytes of a text to the few patterns worth trying: making the tables. */
#include <stdlib.h>
#include "rules/gram.h"
#include "rules/normal.h"
#include "rules/pattern.h"

enum { CENSUS = 1 << 16 };

GramCensus gram_census(Arena *keep)
{
	return (GramCensus){ take(keep, uint16_t, CENSUS), take(keep, uint16_t, CENSUS), take(keep, uint16_t, CENSUS) };
}

static uint16_t *place(uint16_t *counts, uint64_t key)
{
	return &counts[gram_hash(key) >> 48];
}

static void count(uint16_t *n)
{
	*n = (uint16_t)(*n + (*n < UINT16_MAX));
}

void gram_count(GramCensus *c, Str text, Str folded)
{
	for (size_t i = 0; i + 16 <= text.len; i++)
		count(place(c->wides, gram_key16(text.at + i)));
	for (size_t i = 0; i + 8 <= text.len; i++)
		count(place(c->longs, gram_key8(text.at + i)));
	for (size_t i = 0; i + 4 <= folded.len; i++)
		count(place(c->shorts, gram_key4(folded.at + i)));
}

/* Does a word or a mark begin at i, whatever stands before the literal? */
static bool begins(Str literal, size_t i, bool at_start)
{
	char c = literal.at[i];

	return c != ' ' && (!is_alnum(c) || (i ? !is_alnum(literal.at[i - 1]) : at_start));
}

static GramKey rarest(uint16_t *counts, Str literal, size_t width, bool at_start)
{
	GramKey best = { 0, 0, UINT32_MAX };

	for (size_t i = 0; i + width <= literal.len; i++) {
		uint32_t seen = *place(counts, gram_key(literal.at + i, width));

		if (begins(literal, i, at_start) && seen < best.seen)
			best = (GramKey){ width, i, seen };
	}
	return best;
}

GramKey gram_rarest_short(const GramCensus *c, Str folded, bool at_start)
{
	return rarest(c->shorts, folded, GRAM_SHORT, at_start);
}

GramKey gram_rarest(const GramCensus *c, Str literal, bool at_start, Arena scratch)
{
	GramKey wide = rarest(c->wides, literal, GRAM_WIDE, at_start), key = rarest(c->longs, literal, GRAM_LONG, at_start);

	if (wide.width && wide.seen <= key.seen)
		return wide;
	return key.width ? key : gram_rarest_short(c, gram_fold_digits(literal, &scratch), at_start);
}

int gram_rarest_word(const GramCensus *c, Str literal, bool at_start, Arena scratch)
{
	Str folded = gram_fold_digits(literal, &scratch);
	GramKey key = gram_rarest_short(c, folded, at_start);

	return key.width ? (int)gram_word(gram_hash(gram_key4(folded.at + key.at))) : -1;
}

void gram_add(GramPairs *pairs, GramKey key, Str literal, GramValue value, Arena *keep)
{
	Str folded = key.width == GRAM_SHORT ? gram_fold_digits(literal, keep) : literal;
	bool any_digit = literal.len && memchr(literal.at, TOKEN_DIGIT, literal.len);

	*arena_push(keep, pairs) = (GramPair){ gram_table_key(folded.at + key.at, key.width), value, (uint16_t)key.at, any_digit, any_digit ? folded : literal };
}

void gram_add_head(GramPairs *pairs, Str literal, GramValue value, Arena *keep)
{
	gram_add(pairs, (GramKey){ GRAM_LONG, 0, 0 }, literal, value, keep);
}

Str gram_fold_digits(Str s, Arena *keep)
{
	char *out = arena_take(keep, 1, 8, s.len + NORMAL_PAD);

	for (size_t i = 0; i < s.len; i++)
		out[i] = is_digit(s.at[i]) || s.at[i] == TOKEN_DIGIT ? '0' : s.at[i];
	return (Str){ out, s.len };
}

/* By key; of one key the most promising first, so that a reader may stop early. */
static int by_key(const void *a, const void *b)
{
	const GramPair *x = a, *y = b;

	if (x->key != y->key)
		return x->key > y->key ? 1 : -1;
	if (x->value.bound != y->value.bound)
		return x->value.bound < y->value.bound ? 1 : -1;
	return (x->value.number > y->value.number) - (x->value.number < y->value.number);
}

static uint32_t reserve(Buf *image, size_t bytes)
{
	size_t pad = (size_t)-image->len & 7;

	buf_room(image, pad + bytes);
	memset(image->at + image->len, 0, pad + bytes);
	image->len += pad + bytes;
	return (uint32_t)(image->len - bytes);
}

/* (Two keys of one place and mark would hide each other; the fuzz target `classify` would see it.) */
static void put_key(Buf *image, const GramTable *t, uint64_t key, uint32_t first)
{
	uint64_t h = gram_hash(key);
	uint32_t bit = gram_place(h, t->bloom_bits), i = gram_place(h, t->slot_bits), mask = ((uint32_t)1 << t->slot_bits) - 1;
	uint64_t *bloom = (uint64_t *)(void *)(image->at + t->bloom);
	GramSlot *slots = (GramSlot *)(void *)(image->at + t->slots);

	bloom[bit / 64] |= (uint64_t)1 << bit % 64;
	while (slots[i & mask].mark)
		i++;
	slots[i & mask] = (GramSlot){ gram_mark(h), first };
}

static int by_literal(const void *a, const void *b)
{
	const GramPair *const *x = a, *const *y = b;

	return str_cmp((*x)->literal, (*y)->literal);
}

/* Write every literal once; the offset of each pair's. */
static uint32_t *put_literals(const GramPairs *pairs, Buf *image)
{
	const GramPair **order = take(image->arena, const GramPair *, pairs->n + 1);
	uint32_t *at = take(image->arena, uint32_t, pairs->n + 1), here = 0;

	for (size_t i = 0; i < pairs->n; i++)
		order[i] = &pairs->v[i];
	qsort(order, pairs->n, sizeof *order, by_literal);
	for (size_t i = 0; i < pairs->n; i++) {
		if (i == 0 || !str_eq(order[i]->literal, order[i - 1]->literal)) {
			here = (uint32_t)image->len;
			buf_put(image, order[i]->literal);
		}
		at[order[i] - pairs->v] = here;
	}
	return at;
}

static GramEntry entry_of(const GramPair *p, uint32_t literal, bool last)
{
	return (GramEntry){ .bound = p->value.bound, .number = p->value.number, .whole = p->value.whole, .folded = p->folded, .last = last, .literal = literal,
	                    .tail = (uint32_t)gram_key4(p->literal.at + p->literal.len - GRAM_SHORT), .tail_at = (int16_t)(p->literal.len - GRAM_SHORT - p->offset),
	                    .offset = p->offset, .before_min = p->value.before_min, .before_max = p->value.before_max };
}

GramTable gram_build(GramPairs *pairs, Buf *image)
{
	GramTable t = { .slot_bits = 4, .bloom_bits = 12 };
	uint32_t keys = 0;

	if (pairs->n)
		qsort(pairs->v, pairs->n, sizeof *pairs->v, by_key);
	for (size_t i = 0; i < pairs->n; i++)
		keys += i == 0 || pairs->v[i].key != pairs->v[i - 1].key;
	while ((uint32_t)1 << t.slot_bits < keys + keys / 2)        /* small, for the cache of the second level is */
		t.slot_bits++;
	while ((uint32_t)1 << t.bloom_bits < 16 * keys)
		t.bloom_bits++;
	uint32_t *literal = put_literals(pairs, image);

	t.bloom = reserve(image, (size_t)1 << t.bloom_bits >> 3);
	t.slots = reserve(image, sizeof(GramSlot) << t.slot_bits);
	t.entries = reserve(image, pairs->n * sizeof(GramEntry));
	for (size_t i = 0; i < pairs->n; i++) {
		bool first = i == 0 || pairs->v[i].key != pairs->v[i - 1].key, last = i + 1 == pairs->n || pairs->v[i].key != pairs->v[i + 1].key;

		((GramEntry *)(void *)(image->at + t.entries))[i] = entry_of(&pairs->v[i], literal[i], last);
		if (first)
			put_key(image, &t, pairs->v[i].key, (uint32_t)i);
	}
	return t;
}
