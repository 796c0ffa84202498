/* spf.h - the Sender Policy Framework (RFC 7208): may this address send for that domain?
 *
 * Pure: the same session in the same World gives the same answer.  Every question goes through the World; where one is pending,
 * out->pending is set and the caller runs it again.  The limits of RFC 7208 4.6.4 hold whatever a record says.
 *
 * Where the RFC leaves a choice:
 *	the 11th term that asks the DNS, the third question without an answer and the 11th host of an mx are permerror where
 *	  evaluation meets them, not before
 *	a term that matches costs no questions without an answer, so that the order of a resolver's answers decides nothing
 *	%{p} and explanations cost nothing
 *	a name that is none of the DNS matches nothing, and is not asked for; as the target of an include or redirect it has
 *	  no record (4.3, 4.8)
 *	a local part that is not ASCII matches nothing (RFC 8616 4) */
#ifndef AUTH_SPF_H
#define AUTH_SPF_H

#include "base/ip.h"
#include "model/results.h"
#include "world/world.h"

typedef struct {
	Ip ip;                                  /* the client's */
	Str helo;                               /* its name, or "" */
	Str mail_from;                          /* local@domain, a domain alone, or "" for <>: the HELO identity is checked then (RFC 7208 2.4) */
	Str receiver;                           /* for the macro r; "": "unknown" */
	Str explanation;                        /* given on a fail where the domain publishes none (RFC 7208 6.2); "": spf_default_explanation */
	bool exact;                             /* macros show the true local part; else it is `postmaster` in every question, so that it is told to nobody */
	bool uncounted;                         /* terms_total is not wanted: nothing is asked but what the evaluation itself asks */
} SpfSession;

/* What stands in for exp= where a domain has none that can be used. */
extern const char spf_default_explanation[];

void spf_check(World *w, const SpfSession *s, Arena *keep, Trace *t, SpfCheck *out);

#endif
