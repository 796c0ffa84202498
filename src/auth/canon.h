/* canon.h - a message as its signer hashed it (RFC 6376 3.4): raw header fields, and the two canonicalisations of header and
 * body.
 *
 * A line ends in CRLF or in LF: a message that was stored with LF is the same as the one that was on the wire.  Only where
 * there is no LF at all a CR is a line end. */
#ifndef AUTH_CANON_H
#define AUTH_CANON_H

#include "base/buf.h"

typedef enum { CANON_SIMPLE, CANON_RELAXED } Canon;

typedef struct {
	Str name;                               /* without blanks before the colon */
	Str whole;                              /* name, colon, value and folds, as in the message, without its last line end */
	uint32_t hash;                          /* of the name in lower case */
	int above;                              /* the next field of that name further up; -1: none */
} RawField;

typedef struct {
	Str text;                               /* what the slices lie in: the message, or a copy with LF of one that has CR alone */
	RawField *v;                            /* from top to bottom */
	size_t n, cap;
	Str body;                               /* what follows the empty line */
	bool body_missing;                      /* only the header section is at hand */
	bool truncated;                         /* there are more than LIMIT_HEADER_FIELDS fields: the rest was passed over */
	uint32_t *lowest;                       /* an open hash table over the names: the lowest field of that name, plus one */
	size_t mask;
} RawMessage;

/* Total.  headers_only: what is given is a header section alone, whatever its end looks like.  A line that is no field is
 * passed over, as in mail/header.h. */
void raw_read(Str message, bool headers_only, Arena *keep, RawMessage *out);

/* The lowest field of that name (case ignored), -1: none.  raw_above: the index of the next one up. */
int raw_lowest(const RawMessage *m, Str name);
static inline int raw_above(const RawMessage *m, int i) { return m->v[i].above; }

static inline Str raw_value(const RawField *f)          /* what follows the colon */
{
	Str name;

	return str_cut(f->whole, ':', &name);
}

/* One field in canonical form, with its CRLF; `without`: a slice of the field that is left out (the value of b=), "" for none. */
void canon_field(Str whole, Str without, Canon c, Buf *out);

/* The body in canonical form, cut at `limit` bytes of it (-1: none): a slice of the body where that is canonical as it stands.
 * *all: how many bytes there are without the limit. */
Str canon_body(Str body, Canon c, int64_t limit, Arena *keep, size_t *all);

/* Which fields h= names (RFC 6376 5.4.2): for each name the lowest occurrence not taken yet, never the field `except` (-1:
 * none).  The indexes, in the order of h=; -1 for an absent one. */
typedef struct { int *v; size_t n, cap; } FieldChoice;
void canon_choose(const RawMessage *m, Str h, int except, Arena *keep, FieldChoice *out);

#endif
