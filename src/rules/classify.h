/* classify.h - what the receiver said: the rule that reads a reply best, or else what its codes say.
 *
 * Linear in the reply; no state is kept between calls. */
#ifndef RULES_CLASSIFY_H
#define RULES_CLASSIFY_H

#include "model/diagnosis.h"
#include "rules/rulebook.h"

/* Reads event->reply with event->spoke, phase and outcome, and fills out.  Strings of out lie in the knowledge or in keep. */
void classify(const Event *event, const Knowledge *k, const Rulebooks *rules, Arena *keep, Said *out);

/* One rule that matches, for `knowledge check` and for those who write rules. */
typedef struct { int book; uint32_t rule, pattern; uint64_t score; bool squeezed; Match match; } Hit;
typedef struct { Hit *v; size_t n, cap; } Hits;

/* All rules that match, the best first. */
void classify_all(const Event *event, const Rulebooks *rules, Arena *keep, Hits *out);

#endif
