/* rivals.h - the same message through libopendkim, libspf2 and libopendmarc, with every answer at hand, as a milter of these parts does it. */
#ifndef BENCH_RIVALS_H
#define BENCH_RIVALS_H

#include "base/str.h"

/* Each text ends in a NUL.  false where a library cannot. */
typedef struct { char *key, *spf, *included, *dmarc; } RivalRecords;
bool rivals_open(const RivalRecords *records);

/* DKIM, SPF and DMARC once; false where one does not pass. */
bool rivals_round(Str message);

#endif
