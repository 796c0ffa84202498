/* ops.h - the bytes of a compiled pattern: between compile.c, match.c and key.c.
 *
 *   OP_LITERAL len bytes…
 *   OP_TOKEN   len bytes…                  with wildcards
 *   OP_HOLE    kind
 *   OP_GAP     most
 *   OP_GROUP   n size(2 bytes) first(32 bytes: the set of bytes that an alternative begins with, 0 for nothing) { len bytes… } n times */
#ifndef RULES_OPS_H
#define RULES_OPS_H

#include "rules/pattern.h"

enum { OP_LITERAL = 1, OP_TOKEN, OP_HOLE, OP_GAP, OP_GROUP };
enum { GROUP_HEAD = 4, GROUP_SET = 32 };
enum { OPS_MAX = 64 };                              /* of one pattern */

/* The op at the front: its kind, its payload, what follows.  (Ops are what compile.c wrote: nothing here clamps.) */
typedef struct { int kind, value; const char *set; Str bytes, rest; } Op;

static inline Op op_read(Str ops)
{
	int kind = ops.at[0], value = (unsigned char)ops.at[1];
	size_t n = kind == OP_LITERAL || kind == OP_TOKEN ? (size_t)value : 0, head = 2;

	if (kind == OP_GROUP) {
		n = (size_t)(unsigned char)ops.at[2] | (size_t)(unsigned char)ops.at[3] << 8;
		head = GROUP_HEAD + GROUP_SET;
	}
	return (Op){ kind, value, ops.at + GROUP_HEAD, { ops.at + head, n }, { ops.at + head + n, ops.len - head - n } };
}

/* The next alternative of a group: *one, and what follows it. */
static inline Str group_next(Str alternatives, Str *one)
{
	size_t n = (unsigned char)alternatives.at[0];

	*one = (Str){ alternatives.at + 1, n };
	return (Str){ alternatives.at + 1 + n, alternatives.len - 1 - n };
}

/* May a group be nothing? */
static inline bool group_may_be_nothing(const Op *op) { return op->kind == OP_GROUP && (op->set[0] & 1); }

static inline bool set_has(const char *set, char c)
{
	unsigned char u = (unsigned char)c;

	return (unsigned char)set[u / 8] >> (u % 8) & 1;
}

#endif
