/* arc.h - the Authenticated Received Chain (RFC 8617): does the chain of sets hold, and where not? */
#ifndef AUTH_ARC_H
#define AUTH_ARC_H

#include "auth/dkim.h"

void arc_check(const DkimContext *c, const RawMessage *m, Arena *keep, Trace *t, ArcCheck *out);

#endif
