/* diagnosis.h - the answer: cause, class, what to do with the address, who must act, what to do. */
#ifndef MODEL_DIAGNOSIS_H
#define MODEL_DIAGNOSIS_H

#include "model/case.h"
#include "model/results.h"

#define STATES(X) \
	X(UNDETERMINED,   "undetermined",   "nothing decides; probes are named") \
	X(LIKELY,         "likely",         "it fits best; no examination contradicts it") \
	X(CONFIRMED,      "confirmed",      "an examination shows it") \
	X(RESOLVED_SINCE, "resolved_since", "it was so at the time; it is not so now")

#define X(id, name, text) STATE_##id,
typedef enum { STATES(X) STATE_COUNT } State;
#undef X
extern const char *const state_name[STATE_COUNT], *const state_text[STATE_COUNT];

typedef struct { CauseId cause; Str because; } Refuted;
typedef struct { Str name, value; } Extract;    /* a hole of the pattern, and what stood there */

typedef struct {                                /* what the words alone say */
	CauseId cause;
	Str rule;                               /* id of the rule; "" where the code or the stage decided */
	Str basis;                              /* "rule", "list", "provider-code", "code", "basic-code" or "nothing" */
	int ground;                             /* how sure that is: a Ground of rules/rulebook.h */
	double confidence;                      /* 0 … 1 */
	Class class;                            /* of the rule, else of the cause, with the reply's own code regarded */
	Retry retry;
	Str remedy;                             /* id of a Remedy stanza */
	Str source;                             /* where the rule is documented */
	Str provider;                           /* who spoke, also where only the text tells it */
	Extract extract[8];
	int n_extract;
	CauseId also[4];                        /* further causes of a ranked list */
	double also_weight[4];
	int n_also;
	Str matched;                            /* the slice of the reply that matched, in its normal form */
} Said;

typedef struct {
	Str kind, where, text;
	Str op, name, type;                     /* of a dns step: "add", "replace" or "delete"; the record's name and type */
	Str old[4], new;                        /* records as they are, and as they should be; TXT without its quotes */
	int n_old;
	Str only_if;                            /* a question to answer first; "" for none */
} Step;

typedef struct {
	Str id, summary, letter, source;
	Step *steps;
	size_t n_steps;
	Str *never;
	size_t n_never;
} Remedy;

typedef struct {                                /* the same examinations once more, with the remedy in force */
	bool tried, holds;
	bool overlay, message, session;         /* what was different: records, the message, the session */
	Checks after;
} Proof;

typedef struct {
	const Case *of;
	Said said;
	Str recipient;                          /* of the case, else the one that the reply names; "" for none */
	CauseId cause;
	Str detail;                             /* one word on this very case, for programs */
	State state;
	double confidence;
	Class class;
	AddressUse address;
	Actor who_acts;
	Retry retry;
	EvidenceList evidence;
	Session session;                        /* of the refused attempt: what the case tells, and what was found out beside it */
	bool examined;
	Checks checks;                          /* what the examinations gave, where it was examined */
	Refuted *refuted;
	size_t n_refuted;
	CauseId contributing[8];
	int n_contributing;
	Remedy remedy;
	Proof proof;
} Diagnosis;

#endif
