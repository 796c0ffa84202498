/* directive.h - what a world file says beyond records, in comments: failures, the clock, verdicts, whole answers (world.h lists them). */
#ifndef WORLD_DIRECTIVE_H
#define WORLD_DIRECTIVE_H

#include "world/master.h"

typedef struct {
	Zone *zone;
	Master m;
	DnsAnswer *answer;                      /* the last "!answer", which "!alias", "!why" and "!record" are about */
	struct { Str *v; size_t n, cap; } aliases;
	struct { DnsRecord *v; size_t n, cap; } records;
} Directives;

Directives directives_new(Zone *z, const char *file, Err *err);

/* One directive, from its "!" to the end of the line.  false: err says what is wrong with it. */
bool directive_read(Directives *d, Str words, int line);

#endif
