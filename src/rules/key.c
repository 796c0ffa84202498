/* key.c - what to look for in a text before a pattern is tried. */
#include "base/buf.h"
#include "rules/gram.h"
#include "rules/normal.h"
#include "rules/ops.h"

enum { KEYS_MAX = 128, WHOLES_MAX = 32, HEADS_MAX = 64 };

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

/* What these literals cost as keys: how often one of them will be tried in vain. */
static uint32_t cost(const Keys *keys, const GramCensus *c, bool at_start, Arena scratch)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < keys->n; i++) {
		GramKey key = gram_rarest(c, keys->v[i], at_start, scratch);

		if (key.width == 0)
			return UINT32_MAX;
		sum += 1 + (key.width == GRAM_SHORT ? 2 : 0) + key.seen;
	}
	return keys->n ? sum : UINT32_MAX;
}

/* Does the op at i begin where a word begins: at the start of a block? */
static bool opens_block(const OpList *l, int i)
{
	return i == 0 || l->v[i - 1].kind == OP_GAP;
}

/* The bytes that a hole may take when a pattern is looked for backwards from a literal behind it. */
static const uint16_t hole_most[HOLE_COUNT] = {
	[HOLE_IP] = 50, [HOLE_HOST] = 255, [HOLE_DOMAIN] = 255, [HOLE_ADDRESS] = 322, [HOLE_LIST] = 255, [HOLE_URL] = 2000, [HOLE_NUMBER] = 40,
	[HOLE_WORD] = 400,
};

/* How far behind the pattern's beginning the op `to` begins, at least and at most. */
static void locate(const OpList *l, int to, GramValue *where)
{
	size_t least, most = 0;

	product(l, 0, to, &least);
	for (int i = 0; i < to; i++)
		most += l->v[i].kind == OP_HOLE ? hole_most[l->v[i].value] : l->v[i].kind == OP_GAP ? (size_t)l->v[i].value : longest(&l->v[i]);
	where->before_min = (uint16_t)least;
	where->before_max = (uint16_t)(most < UINT16_MAX ? most : UINT16_MAX);   /* more than any text is long */
}

/* One word of each alternative of the group at i, as far as the literal behind it; how many, 0 where one has none. */
static int group_clause(const OpList *l, int i, const GramCensus *c, Arena scratch, uint16_t *out)
{
	Str behind = i + 1 < l->n && l->v[i + 1].kind == OP_LITERAL ? l->v[i + 1].bytes : STR(""), one;
	int n = 0;

	for (Str rest = l->v[i].bytes; rest.len; n++) {
		Arena inner = scratch;

		rest = group_next(rest, &one);
		int word = one.len ? gram_rarest_word(c, arena_join(&inner, one, behind), opens_block(l, i), inner) : -1;
		if (word < 0)
			return 0;
		out[n] = (uint16_t)word;
	}
	return n;
}

static int literal_clause(const OpList *l, int i, const GramCensus *c, Arena scratch, uint16_t *out)
{
	int word = gram_rarest_word(c, l->v[i].bytes, opens_block(l, i), scratch);

	*out = (uint16_t)word;
	return word >= 0;
}

void pattern_clauses(const Pattern *p, const GramCensus *c, Arena *keep, Clauses *out)
{
	OpList l;

	list_ops(p, &l);
	for (int i = 0; i < l.n; i++) {
		uint16_t words[UINT8_MAX];
		int n = l.v[i].kind == OP_GROUP ? group_clause(&l, i, c, *keep, words) : l.v[i].kind == OP_LITERAL ? literal_clause(&l, i, c, *keep, words) : 0;

		for (int k = 0; k < n; k++) {
			if (k == 0)
				*arena_push(keep, out) = (uint16_t)n;
			*arena_push(keep, out) = words[k];
		}
	}
	*arena_push(keep, out) = 0;
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
	if (l.n && plain_head(&l) == l.n && !p->at_start && !p->at_end && product(&l, 0, l.n, &shortest) <= WHOLES_MAX)
		multiply(&l, 0, l.n, STR(""), keep, out);
}

uint32_t pattern_literal_max(const Pattern *p)
{
	uint32_t n = 0;
	OpList l;

	list_ops(p, &l);
	for (int i = 0; i < l.n; i++)
		n += (uint32_t)(l.v[i].kind == OP_TOKEN ? l.v[i].bytes.len : longest(&l.v[i]));
	return n;
}

/* Where the op at i stands, if it is a piece beside a key. */
static uint16_t near_of(const Pattern *p, const OpList *l, int i)
{
	if (i < 0 || i >= l->n || l->v[i].kind == OP_GAP)
		return NEAR_NOTHING;
	size_t at = i ? (size_t)(l->v[i - 1].rest.at - p->ops.at) : 0;

	return at < NEAR_NOTHING ? (uint16_t)at : NEAR_NOTHING;
}

bool pattern_keys(Pattern *p, const GramCensus *c, Arena *keep, Keys *out, GramValue *where)
{
	uint32_t best = UINT32_MAX;
	bool at_start = false;
	OpList l;

	list_ops(p, &l);
	pattern_wholes(p, keep, out);
	if (cost(out, c, true, *keep) < UINT32_MAX) {       /* the whole pattern as keys: nothing is left to match */
		*where = (GramValue){ .number = where->number, .whole = true };
		return true;
	}
	*out = (Keys){ 0 };
	for (int i = 0; i < l.n; i++)
		for (int j = i + 1; j <= l.n && is_plain(&l.v[j - 1]); j++) {
			size_t shortest;
			Keys keys = { 0 };

			if (product(&l, i, j, &shortest) > KEYS_MAX)
				break;
			if (shortest < GRAM_SHORT)
				continue;
			multiply(&l, i, j, STR(""), keep, &keys);
			uint32_t one = cost(&keys, c, opens_block(&l, i), *keep);

			if (one < best) {
				best = one;
				*out = keys;
				at_start = opens_block(&l, i);
				locate(&l, i, where);
				p->near = (Near){ near_of(p, &l, i - 1), near_of(p, &l, j) };
				where->bound = pattern_literal_max(p);
				for (int k = i; k < j; k++)
					where->bound -= (uint32_t)longest(&l.v[k]);
			}
		}
	return at_start;
}

bool pattern_has_holes(const Pattern *p)
{
	OpList l;

	list_ops(p, &l);
	for (int i = 0; i < l.n; i++)
		if (l.v[i].kind == OP_HOLE)
			return true;
	return false;
}

bool pattern_is_literal(const Pattern *p)
{
	return p->ops.len && p->ops.at[0] == OP_LITERAL && op_read(p->ops).rest.len == 0;
}

Str pattern_token(const Pattern *p)
{
	return p->ops.len >= 2 && p->ops.at[0] == OP_TOKEN ? op_read(p->ops).bytes : STR("");
}
