/* arc.h - the Authenticated Received Chain (RFC 8617): does the chain of sets hold, and where not?
 *
 * The steps are those of RFC 8617 5.2, in that order; the first that fails is the reason.  Where only a header section is at
 * hand a message signature counts as far as its header fields go, and `why` says so. */
#ifndef AUTH_ARC_H
#define AUTH_ARC_H

#include "auth/dkim.h"

void arc_check(const DkimContext *c, const RawMessage *m, Arena *keep, Trace *t, ArcCheck *out);

#endif
