/* dkim.h - DomainKeys Identified Mail (RFC 6376, 8301, 8463, 8616): which signatures of a message hold, and why not. */
#ifndef AUTH_DKIM_H
#define AUTH_DKIM_H

#include "auth/signature.h"

/* Every DKIM-Signature, from top to bottom, at most LIMIT_SIGNATURES; n is 0 where there is none. */
void dkim_check(const DkimContext *c, const RawMessage *m, Arena *keep, Trace *t, DkimChecks *out);

/* What the signatures give together: pass where one passes, else the result of the one that came farthest; none without any. */
DkimResult dkim_best(const DkimChecks *checks);

#endif
