/* reason.h - a report without any reply code: the sentence in which the reporting system says why, in whatever language. */
#ifndef INTAKE_REASON_H
#define INTAKE_REASON_H

#include "intake/quote.h"

/* Fills out->reply; its text is "" where the block gives no reason. */
void reason_read(const Page *p, Str block, Str recipient, Str line, Arena *keep, Quote *out);

/* All lines of the page that are neither noise nor only addresses: for reports of which no layout is known. */
Str reason_whole(const Page *p, Arena *keep);

#endif
