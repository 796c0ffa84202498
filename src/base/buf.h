/* buf.h - text that grows, in an arena.  What was written is (Str){ b.at, b.len }; it moves when it grows,
 * so take the Str only when all is written. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

typedef struct { Arena *arena; char *at; size_t len, cap; } Buf;

static inline Buf buf_new(Arena *a) { return (Buf){ .arena = a }; }
static inline Str buf_str(const Buf *b) { return b->at ? (Str){ b->at, b->len } : STR(""); }

void buf_grow(Buf *b, size_t n);
static inline void buf_room(Buf *b, size_t n)       /* room for n more bytes */
{
	if (b->cap - b->len < n)
		buf_grow(b, n);
}
void buf_put(Buf *b, Str s);
static inline void buf_char(Buf *b, char c)
{
	if (b->len == b->cap)
		buf_room(b, 1);
	b->at[b->len++] = c;
}
void buf_number(Buf *b, int64_t n);
void buf_format(Buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* s for a person's terminal: control bytes and invalid UTF-8 become U+FFFD, so that no mail can write
 * escape sequences.  Line feeds and tabs become one blank each. */
void buf_visible(Buf *b, Str s);

#endif
