/* normal.h - the normal form of a reply's words: what rules are matched against.
 *
 * Lines are unfolded; "550-" and "550 " and repeated enhanced codes are dropped at line starts and where mail systems leave them inside
 * the sentence; Unicode NFKC and case are folded; typographic quotes and dashes made plain; white space is one blank. */
#ifndef RULES_NORMAL_H
#define RULES_NORMAL_H

#include "base/arena.h"

enum { NORMAL_PAD = 16 };                           /* readable bytes behind the text: the matcher reads blocks */

typedef struct {
	Str text;                               /* in the arena, NORMAL_PAD zero bytes behind it */
	uint32_t *map;                          /* map[i]: where in the input byte i of text came from; map[text.len] is its end.  NULL if not asked for */
} Normal;

/* A reply, codes dropped.  At most LIMIT_REPLY_BYTES of s are read. */
void normal_reply(Str s, bool with_map, Arena *keep, Normal *out);

/* The same fold for a pattern's literal: no code is dropped, and blanks at the ends stay (one each). */
Str normal_literal(Str s, Arena *keep);

/* Without any blank: for replies whose lines were glued together. */
Str normal_squeeze(Str normal, Arena *keep);

#endif
