/* orgdomain.h - the Organizational Domain of a name: by the DNS tree walk of RFC 9989 4.10, and by the public suffix list as RFC 7489 3.2 had it.
 *
 * The walk asks for the TXT records of _dmarc.NAME: of the name itself, then of each name above it up to the top-level domain; of a name with
 * more than 8 labels, of the name itself and then from 7 labels up.  So it is never more than 8 questions.  It stops at a record with psd=y or psd=n, and at
 * a question that failed: what lies behind that is not known (5.3.6).  Several records at one name are none.
 *
 * While an answer is pending the rest of the names are asked already, so that a walk waits once; what the walk does not reach then is not looked at.
 * `asked` counts what it looked at. */
#ifndef AUTH_ORGDOMAIN_H
#define AUTH_ORGDOMAIN_H

#include "auth/dmarc_record.h"
#include "world/world.h"

enum { WALK_MOST = 8 };

typedef struct {
	Str domain;                             /* where the record stands: a tail of the name */
	DmarcRecord record;
} WalkStep;

typedef struct {                                /* what stands at _dmarc.NAME */
	bool pending, failed;
	const DnsAnswer *answer;
	int records;                            /* that begin with v=DMARC1; where it is 1, that is `record` */
	DmarcRecord record;
} PolicyAnswer;

typedef struct {
	bool pending, failed;                   /* failed: a question got no answer (temperror) */
	WalkStep *v;                            /* the records that were found, from the longest name up */
	size_t n, cap;
	int asked;                              /* questions, at most 8 */
	int own_records;                        /* at the name itself */
	Str last;                               /* the last name that was asked for */
	const DnsAnswer *answer;                /* the one that failed; NULL */
	Str organisation;                       /* of the name; "" where the walk failed */
	const char *rule;                       /* how that was found, in words */
} TreeWalk;

/* One question, without a walk.  `failed` is false where _dmarc.NAME is too long to be a name: nobody can publish anything there. */
void policy_ask(World *w, Str domain, Arena *keep, Trace *t, PolicyAnswer *out);

/* domain: a name in the form of world/dns.h; out points into it. */
void walk_tree(World *w, Str domain, Arena *keep, Trace *t, TreeWalk *out);

/* The same for a second name: where it comes by names that the walk from `known_from` has seen, it takes what stands there from `known`. */
void walk_tree_knowing(World *w, Str domain, const TreeWalk *known, Str known_from, Arena *keep, Trace *t, TreeWalk *out);

/* Was that name, a tail of the walk's own, among those that were answered? */
bool walk_covers(const TreeWalk *walked, Str domain, Str name);

/* The registrable domain by the public suffix list (libpsl); the name itself where it is a suffix. */
Str psl_organisation(Str domain, Arena *keep);
/* "" where the name is a public suffix or none at all: as checkPublicSuffix of the list's tests. */
Str psl_registrable(Str domain, Arena *keep);
/* Does the list name this suffix?  Of an end that is no domain's, as ".docx", it does not. */
bool psl_listed(Str suffix, Arena *keep);

#endif
