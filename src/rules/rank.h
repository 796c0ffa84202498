/* rank.h - which of two rules that match is the better reading (docs/knowledge.md). */
#ifndef RULES_RANK_H
#define RULES_RANK_H

#include "model/event.h"
#include "rules/rulebook.h"

/* How a rule stands to a reply, whatever its words: percent (in hundredths of one) of what its literal bytes count, and bytes added. */
typedef struct { bool speaker; int percent, bonus; } Fit;

/* Does the rule hold for this speaker, these codes, this role and phase?  speaker_known: the host that spoke is known by name. */
bool rank_fit(const Rulebook *b, const RuleRank *r, const Event *e, bool speaker_known, Fit *fit);

enum { RANK_TIE = 0xfffff };                        /* the bits of a score that only tell equals apart */

/* The score: token; speaker matched; text; whole; literal bytes weighed; of equals the first by id. */
uint64_t rank_score(const RuleRank *r, uint32_t rule, Fit fit, uint32_t literal, bool whole);

/* A score in 32 bits, without what only tells equals apart. */
static inline uint32_t rank_short(uint64_t score)
{
	uint64_t weighed = score << 4 >> 24;

	return (uint32_t)(score >> 60) << 28 | (uint32_t)(weighed < (1 << 28) - 1 ? weighed : (1 << 28) - 1);
}

/* No match of a pattern of this rule with so many literal bytes scores more: in any event (as rank_short has it); in one that fits so. */
uint32_t rank_bound(const RuleRank *r, uint32_t rule, uint32_t literal);
uint64_t rank_bound_fit(const RuleRank *r, uint32_t rule, uint32_t literal, Fit fit);

#endif
