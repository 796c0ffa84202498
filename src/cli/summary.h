/* summary.h - many mails in one short table: outcomes, classes, causes, providers, and how many were not understood. */
#ifndef CLI_SUMMARY_H
#define CLI_SUMMARY_H

#include "api/engine.h"
#include "cli/out.h"

typedef struct { Str name; size_t n; } Count;
typedef struct { Count *v; size_t n, cap; } Counts;

typedef struct {
	const Knowledge *k;
	Pool pool;                              /* for the counts */
	jmp_buf full;
	Arena keep;
	size_t files, mails, silent, cases, undetermined;       /* silent: mails without a case */
	Counts outcomes, classes, causes, providers;
} Summary;

bool summary_open(Summary *s, const Knowledge *k, Err *err);
void summary_add(Summary *s, const Diagnosis *d);
void summary_print(Summary *s, Out *out);           /* and closes it */

/* All files below a path. */
bool summary_path(Engine *e, Out *out, const char *path, Err *err);

#endif
