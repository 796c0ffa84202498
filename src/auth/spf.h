/* spf.h - the Sender Policy Framework (RFC 7208): may this address send for that domain?
 *
 * Pure: the same session in the same World gives the same answer.  Every question goes through the World; where one is pending, out->pending is set and the
 * caller runs it again.  The limits of RFC 7208 4.6.4 hold whatever a record says. */
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
	bool exact;                             /* macros show the true local part; else it is `postmaster` in every question, so that it is told to nobody */
} SpfSession;

void spf_check(World *w, const SpfSession *s, Arena *keep, Trace *t, SpfCheck *out);

#endif
