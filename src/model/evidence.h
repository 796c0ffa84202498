/* evidence.h - what speaks for or against a cause.
 *
 * `said`: the receiver's words; `seen`: something the program found, in the input or in the DNS.  `where` shows it, so that a report can always
 * point: a slice of the input, or a record.  cause 0: a note that speaks for no cause (a limit, a contradiction, something that is well). */
#ifndef MODEL_EVIDENCE_H
#define MODEL_EVIDENCE_H

#include "base/arena.h"
#include "knowledge/cause.h"

typedef enum { ORIGIN_SAID, ORIGIN_SEEN } Origin;

/* How an examination grades what it saw. */
#define GRADES(X) \
	X(NONE,    "",        "not graded") \
	X(GOOD,    "good",    "as receivers want it") \
	X(NOTE,    "note",    "worth knowing; nobody refuses for it") \
	X(WARN,    "warn",    "some receivers hold it against you") \
	X(BAD,     "bad",     "receivers refuse mail for it") \
	X(UNKNOWN, "unknown", "it could not be examined")
#define X(id, name, text) GRADE_##id,
typedef enum { GRADES(X) GRADE_COUNT } Grade;
#undef X
extern const char *const grade_name[GRADE_COUNT], *const grade_text[GRADE_COUNT];

typedef struct {
	Str source;                             /* "input" or "dns" or "https"; "": nothing shows it */
	Str name, type;                         /* of a DNS question; else "" */
	Str data;                               /* the slice, the record, or what came instead of one ("nxdomain") */
} Where;

typedef struct {
	Origin origin;
	CauseId cause;
	double weight;                          /* log-odds; 0 for a note */
	Str text;                               /* a sentence for a person */
	Where where;
	const char *exam;                       /* the examination that saw it; NULL: none */
	Grade grade;
	Str todo;                               /* the one thing to do about it; "" for none */
} Evidence;

typedef struct { Evidence *v; size_t n, cap; } EvidenceList;

/* The worst grade of an examination's evidence ("": of all): bad, warn, unknown, note, good; none where there is none. */
Grade evidence_worst(const EvidenceList *list, Str exam);

/* How bad a grade is, for putting the worst first. */
int grade_rank(Grade grade);

/* A note on the input. */
void evidence_note(EvidenceList *list, Arena *keep, Str text, Str where);

#endif
