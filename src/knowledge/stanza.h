/* stanza.h - the one syntax of all knowledge: stanzas of "Field: value" lines (docs/knowledge.md).
 *
 * Total: a line that is no field is reported and skipped. */
#ifndef KNOWLEDGE_STANZA_H
#define KNOWLEDGE_STANZA_H

#include "base/arena.h"

typedef struct { Str name, value; int line; } Field;   /* value: continuation lines joined by '\n', blanks trimmed */

typedef struct {
	Str kind, id;                           /* of the first field: "Rule", "microsoft-banned-ip" */
	Str file;
	int line;
	Field *v;                               /* the other fields, in order */
	size_t n, cap;
} Stanza;

typedef struct { Stanza *v; size_t n, cap; } Stanzas;
typedef struct { Str file; int line; Str text; } Complaint;
typedef struct { Complaint *v; size_t n, cap; } Complaints;

/* Append the stanzas of one file; Str are slices of `bytes` where they can be, else live in keep. */
void stanzas_read(Str bytes, Str file, Arena *keep, Stanzas *out, Complaints *complaints);

/* The first field of that name; "" where there is none.  stanza_nth: the i-th. */
Str stanza_value(const Stanza *s, Str name);
Str stanza_nth(const Stanza *s, Str name, size_t i);

void complain(Complaints *list, Arena *keep, Str file, int line, const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
