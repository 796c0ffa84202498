/* options.h - options as a table; before or after the operands, "--" ends them. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/error.h"

enum { OPTIONS_MAX = 32 };

typedef struct { const char *name, *argument, *help; } Option;         /* argument NULL: a flag.  A table ends with a name NULL */

typedef struct {
	const char *value[OPTIONS_MAX];         /* by place in the table; NULL: not given; "" for a flag */
	char **operand;                         /* NULL-ended, a part of argv */
	int n;
	bool help;
} Args;

/* Reads argv[0 … argc), which has neither program nor verb any more, and moves the operands to its front. */
bool options_read(const Option *table, int argc, char **argv, Args *out, Err *err);

/* What was given for the option of that name; NULL where it was not. */
const char *option_value(const Option *table, const Args *args, const char *name);

/* The name of the list that is nearest to `word`: at most a third of its letters differ; NULL where none is. */
typedef const char *NameAt(const void *list, size_t i);             /* NULL past the end */
const char *nearest_name(const char *word, NameAt *at, const void *list);

#endif
