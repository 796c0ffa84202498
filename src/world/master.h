/* master.h - the master files of RFC 1035 5: their tokens, names and RDATA, read and written.
 *
 * A line is an entry; parentheses join lines, a semicolon begins a comment.  \X is X itself, \DDD a byte in decimal.
 * A comment that stands alone on its line and begins with "!" is a directive (directive.h).  The first error ends the reading. */
#ifndef WORLD_MASTER_H
#define WORLD_MASTER_H

#include "base/buf.h"
#include "base/error.h"
#include "world/dname.h"
#include "world/zone.h"

typedef struct {
	Str rest;                               /* what is still to be read */
	int line;                               /* where that is, from 1 on */
	int depth;                              /* of parentheses */
	bool failed;                            /* err says why */
	const char *file;
	Err *err;
	char origin[DNAME_WIRE_MAX];            /* what relative names are below */
	size_t origin_len;
} Master;

/* Read `text` into z.  false: err says where and what; z then holds what stood before it.  Takes from z->keep. */
bool master_read(Zone *z, Str text, const char *file, Err *err);

typedef struct { Str raw; bool quoted; } Token;

/* The next token of the entry; false at its end, and after an error. */
bool master_token(Master *m, Token *t);

/* Notes the first error, "FILE:LINE: …", and answers false. */
bool master_error(Master *m, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One of what zone_add and zone_add_set refuse. */
bool master_too_many(Master *m);

/* A text for a message's %.*s: not all of a key. */
#define MASTER_SHOW(s)  (int)((s).len < 60 ? (s).len : 60), (s).at

/* The bytes that a token stands for, at most `room` of them. */
bool master_bytes(Master *m, Str raw, char *out, size_t room, size_t *n);

/* A token that is a name, as the wire has it; relative to m->origin without its closing dot. */
bool master_name(Master *m, Token t, char out[DNAME_WIRE_MAX], size_t *n);

/* Seconds: "3600", "1h30m". */
bool master_ttl(Str s, uint32_t *out);

/* A byte of a string as it stands between quotes, or of a name or word; a name in the form of answers, with its closing dot. */
void master_put_byte(Buf *b, char c, bool quoted);
void master_put_name(Buf *b, Str text);

#endif
