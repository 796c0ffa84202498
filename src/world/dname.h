/* dname.h - names as the wire has them: labels, each with its length before it, and a zero at the end (RFC 1035 3.1).
 *
 * dns.h names them as text.  A question's name is bytes between dots, as a person or a macro made it; a name from an answer or a zone file
 * has \DDD for what would be mistaken.  dname_question brings the first to the second, so that two names are alike where their texts are. */
#ifndef WORLD_DNAME_H
#define WORLD_DNAME_H

#include "world/dns.h"

enum {
	DNAME_WIRE_MAX = 255,
	DNAME_TEXT_MAX = 1024,                  /* 253 bytes, each written \DDD */
};

/* How many bytes the name at the front of wire has; 0 where there is none.  Without compression. */
size_t dname_length(Str wire);

/* The name at `at` of a message, without compression, its case kept: how many bytes it has; 0 where it is damaged.  Pointers lead backwards only
 * (RFC 1035 4.1.4), so following them ends.  *next: where in the message it goes on. */
size_t dname_expand(Str message, size_t at, char out[DNAME_WIRE_MAX], size_t *next);

/* A sound name (dname_length) as text, in lower case; how long that is. */
size_t dname_text(Str wire, char out[DNAME_TEXT_MAX]);

/* A question's name (dns_name) in the form of answers; how long that is. */
size_t dname_question(Str name, char out[DNAME_TEXT_MAX]);

/* A name below `from`, that end of it replaced by `to` (a DNAME, RFC 6672 2.2), all as names of answers; false where the result is too long. */
bool dname_replace(Str name, Str from, Str to, char out[DNAME_TEXT_MAX], size_t *len);

/* A name of an answer on the wire: how many bytes it has, and they. */
size_t dname_wire_length(Str text);
size_t dname_wire(Str text, char out[DNAME_WIRE_MAX]);

#endif
