/* transcript.h - sessions as Sendmail, Courier and others show them: ">>> RCPT TO:<a@b>" and "<<< 550 no such user". */
#ifndef INTAKE_TRANSCRIPT_H
#define INTAKE_TRANSCRIPT_H

#include "intake/quote.h"

/* The reply that refused, from the "<<<" lines of a block; false where it has none.  Where a recipient is given, a line that names it comes
 * first. */
bool transcript_read(const Page *p, Str block, Str recipient, Arena *keep, Quote *out);

#endif
