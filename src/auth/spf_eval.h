/* spf_eval.h - what the parts of an SPF evaluation share: the state of one check_host() (RFC 7208 4), and how it ends.  For
 * spf.c and spf_mechanism.c only. */
#ifndef AUTH_SPF_EVAL_H
#define AUTH_SPF_EVAL_H

#include "auth/spf.h"
#include "auth/spf_macro.h"
#include "auth/spf_record.h"

/* RFC 7208 4.6.4.  The sentences say these numbers in words. */
enum { SPF_LOOKUPS_MOST = 10, SPF_VOIDS_MOST = 2, SPF_HOSTS_MOST = 10, SPF_NAMES_MOST = 10 };

typedef struct {
	World *world;
	const SpfSession *session;
	Arena *keep;
	Trace *trace;
	SpfCheck *out;
	SpfReader reader;
	MacroValues client;                     /* as questions show it */
	Str local;                              /* the true local part */
	bool unsayable;                         /* the local part is not ASCII: RFC 8616 4 */
	bool stopped;                           /* an error: out has it */
	int step;                               /* of the trace: the term at hand */
	Str because;                            /* why the last mechanism matched */
} SpfEval;

typedef struct {                                        /* a record, and whose it is */
	Str domain;
	const SpfRecord *record;                /* NULL: it has none */
	SpfTerm term;                           /* the one at hand; at the end the one that decided, text "" where none did */
} SpfPlace;

typedef enum { SPF_NO_MATCH, SPF_MATCH, SPF_STOP } SpfMatch;

/* A sentence of its parts, in c->keep. */
#define SPF_SAY(c, ...) \
	spf_say((c), (const Str[]){ __VA_ARGS__ }, sizeof((const Str[]){ __VA_ARGS__ }) / sizeof(Str))
Str spf_say(const SpfEval *c, const Str *parts, size_t n);

/* The evaluation ends in an error, at the term at hand; the first one holds. */
SpfMatch spf_stop(SpfEval *c, const SpfPlace *p, SpfProblem problem, Str why);

/* Ask; the answer goes to the step of the term at hand, if it has none yet.  Where it is pending, the check is. */
const DnsAnswer *spf_ask(SpfEval *c, Str name, DnsType type);

/* There was no answer, or no record, for the term at hand: does it end the evaluation? */
SpfMatch spf_unanswered(SpfEval *c, const SpfPlace *p, const DnsAnswer *a);

/* The term at hand asks the DNS. */
SpfMatch spf_spend(SpfEval *c, const SpfPlace *p);

/* What the macros of spec stand for in this record.  false: a question for %{p} is pending. */
bool spf_values(SpfEval *c, const SpfPlace *p, Str spec, MacroValues *out);

/* The name that a domain-spec gives in this record, in window or a slice; without one the record's domain.  SPF_NO_MATCH: none
 * that may be asked for. */
SpfMatch spf_target(SpfEval *c, const SpfPlace *p, Str spec, char window[MACRO_WINDOW], Str *name);

/* Does the mechanism at hand match (RFC 7208 5)? */
SpfMatch spf_mechanism(SpfEval *c, const SpfPlace *p);

/* check_host() for another domain: an include, a redirect.  *p is the record that decided. */
SpfResult spf_check_host(SpfEval *c, Str domain, SpfPlace *p);

#endif
