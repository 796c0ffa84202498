/* trace.h - how a result came about, step by step: a tree in an append-only list.
 *
 * Who decides something notes it in a Trace; a NULL Trace costs a test.  A step points at what it read: a slice of a record, of the message or of an
 * answer.  report prints it, for people and as JSON. */
#ifndef MODEL_TRACE_H
#define MODEL_TRACE_H

#include "world/dns.h"

typedef struct {
	int parent;                             /* index of the step that it belongs to; -1: none */
	const char *what;                       /* the kind of step: "record", "mechanism", "modifier", "question", "key", "hash", … */
	const char *rfc;                        /* "RFC 7208 5.2" */
	Str text;                               /* what was read, and in what it stands: text is a slice of whole, or whole is "" */
	Str whole;
	const DnsAnswer *answer;                /* what the DNS answered; NULL: nothing was asked */
	int cost;                               /* look-ups of RFC 7208 4.6.4 */
	Str outcome;                            /* "match", "no match", "pass", "permerror", … */
	Str note;                               /* a sentence more; may be empty */
} TraceStep;

typedef struct {
	Arena *arena;
	TraceStep *v;
	size_t n, cap;
	int open;                               /* the step that new ones belong to; -1: none */
} Trace;

static inline Trace trace_new(Arena *keep) { return (Trace){ .arena = keep, .open = -1 }; }

/* A step below the one that is open.  Answers its index, or -1 where t is NULL. */
int trace_step(Trace *t, TraceStep step);

/* The same, and it is open from now on; trace_close ends it with its outcome.  at: what trace_open answered. */
int  trace_open(Trace *t, TraceStep step);
void trace_close(Trace *t, int at, Str outcome, Str note);

#endif
