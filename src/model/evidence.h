/* evidence.h - what speaks for or against a cause.
 *
 * `said`: the receiver's words; `seen`: something the program found, in the input or (later) in the DNS.  `where` is a slice of the
 * input or of an answer, so that a report can always point.  cause 0: a note that speaks for no cause (a limit, a contradiction). */
#ifndef MODEL_EVIDENCE_H
#define MODEL_EVIDENCE_H

#include "base/arena.h"
#include "knowledge/cause.h"

typedef enum { ORIGIN_SAID, ORIGIN_SEEN } Origin;

typedef struct {
	Origin origin;
	CauseId cause;
	double weight;                          /* log-odds; 0 for a note */
	Str text;                               /* a sentence for a person */
	Str where;                              /* the slice that shows it; may be empty */
	Str source;                             /* "input" or "dns" */
} Evidence;

typedef struct { Evidence *v; size_t n, cap; } EvidenceList;

void evidence_note(EvidenceList *list, Arena *keep, Str text, Str where);

#endif
