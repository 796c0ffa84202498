/* canon.h - a message as its signer hashed it (RFC 6376 3.4): raw header fields, and the two canonicalisations of header and body. */
#ifndef AUTH_CANON_H
#define AUTH_CANON_H

#include "base/buf.h"

typedef enum { CANON_SIMPLE, CANON_RELAXED } Canon;

typedef struct {
	Str name;                               /* without blanks before the colon */
	Str whole;                              /* name, colon, value and folds, as in the message, without its last line end */
} RawField;

typedef struct {
	RawField *v;                            /* from top to bottom */
	size_t n, cap;
	Str body;                               /* what follows the empty line */
	bool body_missing;                      /* only the header section is at hand */
	bool bare_lf;                           /* the message is kept with LF (or CR) line ends: they stand for CRLF */
} RawMessage;

/* Total.  headers_only: what is given is a header section alone, whatever its end looks like. */
void raw_read(Str message, bool headers_only, Arena *keep, RawMessage *out);

/* One field in canonical form, with its CRLF; `without`: a slice of the field that is left out (the value of b=), "" for none. */
void canon_field(const RawMessage *m, Str whole, Str without, Canon c, Buf *out);

/* The body in canonical form, cut at `limit` bytes of it (-1: none).  *all: how many bytes there are without the limit. */
Str canon_body(const RawMessage *m, Canon c, int64_t limit, Arena *keep, size_t *all);

/* Which fields h= names (RFC 6376 5.4.2): for each name the lowest occurrence not taken yet; an absent one gives nothing.  The indexes, in the order of h=; -1 for
 * an absent one. */
typedef struct { int *v; size_t n, cap; } FieldChoice;
void canon_choose(const RawMessage *m, Str h, Arena *keep, FieldChoice *out);

#endif
