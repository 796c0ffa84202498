/* authfield.h - the checks as the Authentication-Results field that a receiver would write (RFC 8601 2.7; dmarc by RFC 9989, arc by RFC 8617 7). */
#ifndef REPORT_AUTHFIELD_H
#define REPORT_AUTHFIELD_H

#include "model/results.h"

/* The whole field, folded; "" where nothing of this was examined.  server: whose field it is. */
Str authfield(const Checks *c, Str server, Arena *keep);

#endif
