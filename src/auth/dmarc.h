/* dmarc.h - DMARC (RFC 9989; RFC 7489 as a second opinion): does an aligned identifier pass, and what does the author's domain ask for if not? */
#ifndef AUTH_DMARC_H
#define AUTH_DMARC_H

#include "auth/canon.h"
#include "auth/orgdomain.h"

typedef struct {
	Str author;                             /* the domain of From.  Several From addresses: dmarc_authors */
	const SpfCheck *spf;                    /* NULL: not examined */
	const DkimChecks *dkim;                 /* NULL: not examined */
} DmarcInput;

void dmarc_check(World *w, const DmarcInput *in, Arena *keep, Trace *t, DmarcCheck *out);

/* The domains of the From fields of a message, each once, as A-labels.  Several: each is examined, and the strictest result holds. */
typedef struct { Str *v; size_t n, cap; } DmarcAuthors;
void dmarc_authors(const RawMessage *m, Arena *keep, DmarcAuthors *out);

#endif
