/* dmarc.h - DMARC (RFC 9989; RFC 7489 as a second opinion): does an aligned identifier pass, and what does the author's domain ask for if not?
 *
 * The check walks up from the author's domain (auth/orgdomain.h), takes the record of that domain, else of its organisation, else of the public suffix
 * above it (4.10.1), and compares it with the domains that SPF and DKIM vouch for (4.10.2).  A domain that lies outside the author's organisation needs no
 * walk.  That an author's domain does not exist is asked only where the record has np= (3.2.13: NXDOMAIN for the name itself), of type A.
 *
 * temperror: a question failed without whose answer the result is not known (5.3.6), so also SPF's or DKIM's own where the domain would be aligned, and the one
 * for np= where np= asks for something else.  Nothing is asked for then.  permerror: From names no domain of the DNS.  none: no record holds, so DMARC says
 * nothing.
 *
 * Section numbers are those of draft-ietf-dmarc-dmarcbis-41, which became RFC 9989. */
#ifndef AUTH_DMARC_H
#define AUTH_DMARC_H

#include "auth/canon.h"
#include "auth/orgdomain.h"

typedef struct {
	Str author;                             /* the domain of From.  Several From addresses: dmarc_authors */
	const SpfCheck *spf;                    /* NULL: not examined */
	const DkimChecks *dkim;                 /* NULL: not examined */
	bool without_list;                      /* no second opinion: psl_differs stays false, result_psl and policy_psl are none, organisation_psl "" */
} DmarcInput;

void dmarc_check(World *w, const DmarcInput *in, Arena *keep, Trace *t, DmarcCheck *out);

/* The domains of the From fields of a message, each once, as A-labels.  Several: each is examined, and the strictest result holds (RFC 9989 11.5); at
 * most DMARC_AUTHORS of them, for they cost questions, and `more` says that there were others.  An address without a domain gives "". */
enum { DMARC_AUTHORS = 10 };
typedef struct { Str *v; size_t n, cap; bool more; } DmarcAuthors;
void dmarc_authors(const RawMessage *m, Arena *keep, DmarcAuthors *out);

#endif
