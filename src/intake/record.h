/* record.h - the cases of a mail, written down. */
#ifndef INTAKE_RECORD_H
#define INTAKE_RECORD_H

#include "intake/reading.h"

/* A mail of which nothing is known yet. */
void record_clear(Reading *r);

/* What all cases of the mail share: time, dialect, the human text. */
void record_begin(Reading *r);

/* A new case for this recipient, with what the mail's cases share.  The pointer is good until the next one. */
Case *record_case(Reading *r, Str recipient);

/* Take over what was found of a reply. */
void record_quote(Case *c, const Quote *q);

/* The case is complete: role, id, contradictions. */
void record_end(Reading *r, Case *c, bool remote);

/* Notes that concern the whole mail (limits that were reached), on all cases from `first` on; where there are none and the limit
 * hides what may be there, a case of its own. */
void record_limits(Reading *r, size_t first);

#endif
