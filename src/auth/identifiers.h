/* identifiers.h - the Authenticated Identifiers of a message (RFC 9989 3.2.1): the domains that SPF and DKIM vouch for, and those that they could not judge. */
#ifndef AUTH_IDENTIFIERS_H
#define AUTH_IDENTIFIERS_H

#include "auth/orgdomain.h"

typedef struct {
	Str domain;                             /* in the form of world/dns.h */
	bool dkim;                              /* d= of a signature; else the domain that SPF examined */
	bool passes;                            /* else the DNS failed, and it might */
} Identifier;

typedef struct { Identifier *v; size_t n, cap; } Identifiers;

/* A domain as the checks compare it: A-labels, lower case, no closing dot; "" where it is no name of a host. */
Str identifier_domain(Str domain, Arena *keep);

/* Each domain once for SPF, and once for DKIM. */
void identifiers_read(const SpfCheck *spf, const DkimChecks *dkim, Arena *keep, Identifiers *out);

/* RFC 7489 with the public suffix list: the same question, answered as most receivers did until 2026.  `walk`: that of out->author.
 * Fills organisation_psl, result_psl, policy_psl, psl_differs; asks for one record at most, where the walk did not come by. */
void second_opinion(World *w, const Identifiers *ids, const TreeWalk *walk, Arena *keep, Trace *t, DmarcCheck *out);

#endif
