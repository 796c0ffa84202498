/* diagnose.h - from a Case to its Diagnosis. */
#ifndef DIAGNOSE_DIAGNOSE_H
#define DIAGNOSE_DIAGNOSE_H

#include "auth/crypto.h"
#include "model/diagnosis.h"
#include "rules/rulebook.h"
#include "world/world.h"

/* What a diagnosis may look at beside the words. */
typedef struct {
	World *world;
	Crypto *crypto;
	bool lists;                             /* a panel of blocklists; without it only the one that the reply names */
	const Str *accepted;                    /* whose terms the site has accepted, beside "free" ones */
	size_t n_accepted;
	Str overlay, fixed;                     /* for the proof: further records (a world file), the repaired message; "" for none */
	bool session_given;                     /* for the proof: the session as it will be; what is "" stays as it was */
	Session session;
	World *proving;                         /* the World of the last proof; its owner closes it */
} Examining;

/* What the words of the receiver tell and what the World shows (x NULL: nothing is asked), weighed, and what to do.  The result and all that it points to lives in keep and in the knowledge. */
void diagnose(const Case *c, const Knowledge *k, const Rulebooks *rules, Examining *x, Arena *keep, Diagnosis *out);

/* eliminate.c: what the rest of the case forbids the words to mean; the reading that is left. */
void eliminate(const Case *c, const Knowledge *k, Arena *keep, Diagnosis *d);

/* refute.c: a cause that is ruled out, and why. */
void refute(Diagnosis *d, Arena *keep, CauseId cause, Str because);
bool refuted(const Diagnosis *d, CauseId cause);

/* examine.c: the attempt as its receiver saw it: d->session, d->checks, evidence, and what that refutes. */
void examine(const Examining *x, const Case *c, const Knowledge *k, Arena *keep, Diagnosis *d);

/* The same of the repaired message and session that x names; only the results. */
void examine_again(const Examining *x, const Case *c, const Knowledge *k, Arena *keep, const Diagnosis *d, Checks *out);

/* root.c: the cause that was seen and explains what was said; 0 where none does. */
CauseId root_cause(const Knowledge *k, const Diagnosis *d);

/* weigh.c: the cause that the evidence supports, its state and confidence; class, address, who acts. */
void weigh(const Case *c, const Knowledge *k, Arena *keep, Diagnosis *d);

/* identify.c: whom it is about, where the case does not say so and the reply does. */
void identify(const Case *c, const Knowledge *k, Diagnosis *d);

/* prescribe.c: what to do, and what not. */
void prescribe(const Knowledge *k, Arena *keep, Diagnosis *d);
Step step_new(Str kind, Str where, Str text);
Remedy remedy_read(const Knowledge *k, Str id, Arena *keep);

/* repair.c: the records as they should be, as steps in front of the remedy's own. */
void repair(const Examining *x, const Knowledge *k, Arena *keep, Diagnosis *d);

/* prove.c: the examinations once more, with the remedy in force: d->proof. */
void prove(Examining *x, const Case *c, const Knowledge *k, Arena *keep, Diagnosis *d);

#endif
