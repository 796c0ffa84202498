/* tags.h - tag=value lists (RFC 6376 3.2), as DKIM, ARC and DMARC use them. */
#ifndef AUTH_TAGS_H
#define AUTH_TAGS_H

#include "base/arena.h"

typedef struct { Str name, value; } Tag;            /* slices of the list; value without the blanks and line ends around it */

typedef struct {
	Tag *v;
	size_t n, cap;
	Str error;                              /* the slice that is no tag, or is a tag for the second time; at "" where all is well: error.len 0 */
	bool damaged, duplicate;
} Tags;

/* Total: what can be read is read, and damaged or duplicate say the rest.  More than TAGS_MOST are damaged, too. */
enum { TAGS_MOST = 100 };
void tags_read(Str list, Arena *keep, Tags *out);

/* NULL where there is none.  Names are case-sensitive in DKIM (RFC 6376 3.2). */
const Tag *tags_find(const Tags *t, const char *name);
Str tags_value(const Tags *t, const char *name);    /* "" where there is none */

/* A value without any white space, as b=, bh= and p= are read. */
Str tags_squeeze(Str value, Arena *keep);

#endif
