/* filter.h - what a running spam filter says of a message: rspamd (HTTP, POST /checkv2) or SpamAssassin's spamd (SPAMC/1.5, REPORT).
 *
 * It is asked once, before any examination, and waits for the answer: FILTER_MS for all of it.  The message goes to the host that is named, and nowhere else;
 * what comes back is data, of at most FILTER_BYTES.  Where it failed, `why` says so and the rest is empty. */
#ifndef WORLD_FILTER_H
#define WORLD_FILTER_H

#include "base/arena.h"

enum { FILTER_MS = 60000, FILTER_BYTES = 1 << 20, FILTER_SYMBOLS = 500 };

typedef struct { Str name, text; double score; } FilterSymbol;

typedef struct {
	const char *filter;                     /* "rspamd", "spamd"; NULL: not asked */
	Str where;                              /* as it was named */
	Str why;                                /* why there is no verdict; "" where there is one */
	double score, required;                 /* from `required` on it is spam */
	Str action;                             /* of rspamd: "no action", "greylist", "add header", "reject" …; of spamd "spam" or "no spam" */
	FilterSymbol *v;                        /* in the filter's order */
	size_t n;
} FilterVerdict;

typedef struct { Str ip, helo, from, recipient; } FilterEnvelope;       /* "" for what is not known */

/* where: "http://HOST[:PORT][/PATH]", by default port 11333 and /checkv2. */
void filter_rspamd(Str where, Str message, const FilterEnvelope *envelope, Arena *keep, FilterVerdict *out);

/* where: "HOST[:PORT]", by default port 783. */
void filter_spamd(Str where, Str message, Arena *keep, FilterVerdict *out);

/* For tests: what the two make of an answer, head and body. */
void rspamd_read(Str answer, Arena *keep, FilterVerdict *out);
void spamd_read(Str answer, Arena *keep, FilterVerdict *out);

#endif
