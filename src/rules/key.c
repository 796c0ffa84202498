/* key.c - what to look for in a text before a pattern is tried. */
#include "base/buf.h"
#include "rules/gram.h"
#include "rules/normal.h"
#include "rules/ops.h"

enum { OPS_MAX = 64, KEYS_MAX = 128, HEADS_MAX = 64 };

typedef struct { Op v[OPS_MAX]; int n; } OpList;

static void list_ops(const Pattern *p, OpList *out)
{
	out->n = 0;
	for (Str rest = p->ops; rest.len && out->n < OPS_MAX; rest = out->v[out->n++].rest)
		out->v[out->n] = op_read(rest);
}

/* The length of the longest text that a plain op stands for. */
static size_t longest(const Op *op)
{
	size_t most = op->kind == OP_LITERAL ? op->bytes.len : 0;
	Str one;

	for (Str rest = op->kind == OP_GROUP ? op->bytes : STR(""); rest.len; ) {
		rest = group_next(rest, &one);
		most = one.len > most ? one.len : most;
	}
	return most;
}

static bool is_plain(const Op *op)
{
	return op->kind == OP_LITERAL || op->kind == OP_GROUP;
}

/* How many texts the ops from..to stand for, and the length of the shortest. */
static size_t product(const OpList *l, int from, int to, size_t *shortest)
{
	size_t n = 1;

	*shortest = 0;
	for (int i = from; i < to; i++) {
		size_t least = SIZE_MAX;
		Str one;

		if (l->v[i].kind != OP_GROUP) {
			*shortest += l->v[i].bytes.len;
			continue;
		}
		for (Str rest = l->v[i].bytes; rest.len; ) {
			rest = group_next(rest, &one);
			least = one.len < least ? one.len : least;
		}
		*shortest += least;
		n *= (size_t)l->v[i].value;
	}
	return n;
}

/* All texts that the ops from..to stand for, each behind head. */
static void multiply(const OpList *l, int from, int to, Str head, Arena *keep, Keys *out)
{
	Str one;

	if (from == to)
		*arena_push(keep, out) = arena_join(keep, head, STR(""));
	else if (l->v[from].kind == OP_LITERAL)
		multiply(l, from + 1, to, arena_join(keep, head, l->v[from].bytes), keep, out);
	else
		for (Str rest = l->v[from].bytes; rest.len; ) {
			rest = group_next(rest, &one);
			multiply(l, from + 1, to, arena_join(keep, head, one), keep, out);
		}
}

/* What these literals cost as keys: how often one of them will be tried in vain.  A short key is probed at every byte. */
static uint32_t cost(const Keys *keys, const GramCensus *c, Arena scratch)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < keys->n; i++) {
		Str key = keys->v[i];

		if (key.len < LITERAL_MIN)
			return UINT32_MAX;
		sum += 1 + (key.len < GRAM_LONG_MIN) * 4 + gram_commonness(c, key, gram_fold_digits(key, &scratch));
	}
	return keys->n ? sum : UINT32_MAX;
}

/* How far behind the pattern's beginning the op `to` begins; not known where a hole or a gap lies between. */
static void locate(const OpList *l, int to, GramValue *where)
{
	size_t least, most = 0;

	product(l, 0, to, &least);
	where->before_min = GRAM_ANYWHERE;
	for (int i = 0; i < to; i++) {
		if (!is_plain(&l->v[i]))
			return;
		most += longest(&l->v[i]);
	}
	if (most >= GRAM_ANYWHERE)
		return;
	where->before_min = (uint16_t)least;
	where->before_max = (uint16_t)most;
}

void pattern_keys(const Pattern *p, const GramCensus *c, Arena *keep, Keys *out, GramValue *where)
{
	uint32_t best = UINT32_MAX;
	OpList l;

	list_ops(p, &l);
	for (int i = 0; i < l.n; i++)
		for (int j = i + 1; j <= l.n && is_plain(&l.v[j - 1]); j++) {
			size_t shortest;
			Keys keys = { 0 };

			if (product(&l, i, j, &shortest) > KEYS_MAX)
				break;
			if (shortest < LITERAL_MIN)
				continue;
			multiply(&l, i, j, STR(""), keep, &keys);
			uint32_t one = cost(&keys, c, *keep);

			if (one < best) {
				best = one;
				*out = keys;
				locate(&l, i, where);
			}
		}
}

static int plain_head(const OpList *l)
{
	int n = 0;

	while (n < l->n && is_plain(&l->v[n]))
		n++;
	return n;
}

void pattern_heads(const Pattern *p, Arena *keep, Keys *out)
{
	size_t shortest = 0;
	OpList l;

	list_ops(p, &l);
	for (int to = 1; to <= plain_head(&l); to++)
		if (product(&l, 0, to, &shortest) > HEADS_MAX)
			return;
		else if (shortest >= 8) {
			multiply(&l, 0, to, STR(""), keep, out);
			return;
		}
}

void pattern_wholes(const Pattern *p, Arena *keep, Keys *out)
{
	size_t shortest;
	OpList l;

	list_ops(p, &l);
	if (l.n && plain_head(&l) == l.n && !p->at_start && !p->at_end && product(&l, 0, l.n, &shortest) <= HEADS_MAX)
		multiply(&l, 0, l.n, STR(""), keep, out);
}

bool pattern_is_literal(const Pattern *p)
{
	return p->ops.len && p->ops.at[0] == OP_LITERAL && op_read(p->ops).rest.len == 0;
}

Str pattern_token(const Pattern *p)
{
	return p->ops.len >= 2 && p->ops.at[0] == OP_TOKEN ? op_read(p->ops).bytes : STR("");
}
