/* gram.c - from a few bytes of a text to the few patterns worth trying: making the tables. */
#include <stdlib.h>
#include "rules/gram.h"
#include "rules/normal.h"
#include "rules/pattern.h"

enum { CENSUS = 1 << 16 };

GramCensus gram_census(Arena *keep)
{
	return (GramCensus){ take(keep, uint16_t, CENSUS), take(keep, uint16_t, CENSUS) };
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
	for (size_t i = 0; i + 8 <= text.len; i++)
		count(place(c->longs, gram_key8(text.at + i)));
	for (size_t i = 0; i + 4 <= folded.len; i++)
		count(place(c->shorts, gram_key4(folded.at + i)));
}

/* Where in the literal four windows of eight, side by side, are the rarest; *least: how often they were seen. */
static size_t rarest_long(const GramCensus *c, Str literal, uint32_t *least)
{
	size_t best = 0;

	*least = UINT32_MAX;
	for (size_t i = 0; i + GRAM_LONG_MIN <= literal.len; i++) {
		uint32_t sum = 0;

		for (size_t k = 0; k < 4; k++)
			sum += *place(c->longs, gram_key8(literal.at + i + k));
		if (sum / 4 < *least) {
			*least = sum / 4;
			best = i;
		}
	}
	return best;
}

static size_t rarest_short(const GramCensus *c, Str folded, uint32_t *least)
{
	size_t best = 0;

	*least = UINT32_MAX;
	for (size_t i = 0; i + 4 <= folded.len; i++) {
		uint32_t n = *place(c->shorts, gram_key4(folded.at + i));

		if (n < *least) {
			*least = n;
			best = i;
		}
	}
	return best;
}

uint32_t gram_commonness(const GramCensus *c, Str literal, Str folded)
{
	uint32_t least;

	if (literal.len >= GRAM_LONG_MIN)
		rarest_long(c, literal, &least);
	else
		rarest_short(c, folded, &least);
	return least;
}

static void add(GramPairs *pairs, uint64_t key, GramValue value, size_t offset, Str literal, Arena *keep)
{
	*arena_push(keep, pairs) = (GramPair){ key, value, (uint16_t)offset, literal };
}

void gram_add_long(GramPairs *pairs, const GramCensus *c, Str literal, GramValue value, Arena *keep)
{
	uint32_t least;
	size_t at = rarest_long(c, literal, &least);

	for (size_t k = 0; k < 4; k++)
		add(pairs, gram_key8(literal.at + at + k), value, at + k, literal, keep);
}

void gram_add_short(GramPairs *pairs, const GramCensus *c, Str folded, GramValue value, Arena *keep)
{
	uint32_t least;
	size_t at = rarest_short(c, folded, &least);

	add(pairs, gram_key4(folded.at + at), value, at, folded, keep);
}

void gram_add_head(GramPairs *pairs, Str literal, GramValue value, Arena *keep)
{
	add(pairs, gram_key8(literal.at), value, 0, literal, keep);
}

Str gram_fold_digits(Str s, Arena *keep)
{
	char *out = arena_take(keep, 1, 8, s.len + NORMAL_PAD);

	for (size_t i = 0; i < s.len; i++)
		out[i] = is_digit(s.at[i]) || s.at[i] == TOKEN_DIGIT ? '0' : s.at[i];
	return (Str){ out, s.len };
}

static int by_key(const void *a, const void *b)
{
	const GramPair *x = a, *y = b;

	return x->key != y->key ? (x->key > y->key) - (x->key < y->key) : (x->value.number > y->value.number) - (x->value.number < y->value.number);
}

static uint32_t reserve(Buf *image, size_t bytes)
{
	size_t pad = (size_t)-image->len & 7;

	buf_room(image, pad + bytes);
	memset(image->at + image->len, 0, pad + bytes);
	image->len += pad + bytes;
	return (uint32_t)(image->len - bytes);
}

static void put_key(Buf *image, const GramTable *t, uint64_t key, uint32_t first, uint32_t n)
{
	uint64_t h = gram_hash(key);
	uint32_t bit = (uint32_t)(h >> 40) & (GRAM_BLOOM_BITS - 1);
	uint64_t *bloom = (uint64_t *)(void *)(image->at + t->bloom);
	GramSlot *slots = (GramSlot *)(void *)(image->at + t->slots);
	uint32_t i = (uint32_t)h;

	bloom[bit / 64] |= (uint64_t)1 << (bit % 64);
	while (slots[i & (t->n_slots - 1)].n)
		i++;
	slots[i & (t->n_slots - 1)] = (GramSlot){ key, first, n };
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

GramTable gram_build(GramPairs *pairs, Buf *image)
{
	GramTable t = { .n_slots = 16 };

	if (pairs->n)
		qsort(pairs->v, pairs->n, sizeof *pairs->v, by_key);
	while (t.n_slots < 2 * pairs->n)
		t.n_slots *= 2;
	uint32_t *literal = put_literals(pairs, image);

	t.bloom = reserve(image, GRAM_BLOOM_BITS / 8);
	t.slots = reserve(image, t.n_slots * sizeof(GramSlot));
	t.entries = reserve(image, pairs->n * sizeof(GramEntry));
	for (size_t i = 0, j; i < pairs->n; i = j) {
		for (j = i; j < pairs->n && pairs->v[j].key == pairs->v[i].key; j++)
			((GramEntry *)(void *)(image->at + t.entries))[j] =
				(GramEntry){ pairs->v[j].value, literal[j], (uint16_t)pairs->v[j].literal.len, pairs->v[j].offset };
		put_key(image, &t, pairs->v[i].key, (uint32_t)i, (uint32_t)(j - i));
	}
	return t;
}
