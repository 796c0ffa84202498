/* diagnose.h - from a Case to its Diagnosis. */
#ifndef DIAGNOSE_DIAGNOSE_H
#define DIAGNOSE_DIAGNOSE_H

#include "model/diagnosis.h"
#include "rules/rulebook.h"

/* What the words of the receiver tell, weighed, and what to do.  The result and all that it points to lives in keep and in the knowledge. */
void diagnose(const Case *c, const Knowledge *k, const Rulebooks *rules, Arena *keep, Diagnosis *out);

/* eliminate.c: what the rest of the case forbids the words to mean; the reading that is left. */
void eliminate(const Case *c, const Knowledge *k, Arena *keep, Diagnosis *d);

/* weigh.c: the cause that the evidence supports, its state and confidence; class, address, who acts. */
void weigh(const Case *c, const Knowledge *k, Arena *keep, Diagnosis *d);

/* identify.c: whom it is about, where the case does not say so and the reply does. */
void identify(const Case *c, const Knowledge *k, Diagnosis *d);

/* prescribe.c: what to do, and what not. */
void prescribe(const Knowledge *k, Arena *keep, Diagnosis *d);
Remedy remedy_read(const Knowledge *k, Str id, Arena *keep);

#endif
