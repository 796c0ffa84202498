/* orgdomain.h - the Organizational Domain of a name: by the DNS tree walk of RFC 9989 4.10, and by the public suffix list as RFC 7489 3.2 had it. */
#ifndef AUTH_ORGDOMAIN_H
#define AUTH_ORGDOMAIN_H

#include "auth/dmarc_record.h"
#include "world/world.h"

typedef struct {
	Str domain;                             /* where the record stands */
	DmarcRecord record;
} WalkStep;

typedef struct {
	bool pending, failed;                   /* failed: a question got no answer (temperror) */
	WalkStep *v;                            /* the records that were found, from the longest name up */
	size_t n, cap;
	int asked;                              /* questions, at most 8 */
	Str organisation;                       /* of the name */
} TreeWalk;

void walk_tree(World *w, Str domain, Arena *keep, Trace *t, TreeWalk *out);

/* The registrable domain by the public suffix list (libpsl); the name itself where it is a suffix. */
Str psl_organisation(Str domain, Arena *keep);
/* "" where the name is a public suffix or none at all: as checkPublicSuffix of the list's tests. */
Str psl_registrable(Str domain, Arena *keep);

#endif
