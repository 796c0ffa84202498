/* rank.c - which of two rules that match is the better reading. */
#include "rules/codespec.h"
#include "rules/rank.h"

enum {
	WHOLE = 10000,                          /* a literal byte counts one */
	BONUS_ENHANCED = 12, BONUS_BASIC = 4,   /* bytes, for a code that matched */
	OTHER_MAX = 1024,
};

static bool fit_speaker(const Rulebook *b, const RuleRank *r, const Event *e, bool speaker_known, Fit *fit)
{
	if (r->n_froms == 0)
		return true;
	for (uint32_t i = 0; i < r->n_froms; i++)
		if (str_has_suffix_label(e->spoke.host, rulebook_from(b, r->froms + i))) {
			fit->speaker = true;
			return true;
		}
	fit->percent = fit->percent * 8 / 10;
	return !speaker_known;
}

static bool fit_codes(const Rulebook *b, const RuleRank *r, const Event *e, Fit *fit)
{
	CodeFit best = CODES_DIFFER;
	bool best_basic = false;

	if (r->n_codes == 0)
		return true;
	for (uint32_t i = 0; i < r->n_codes; i++) {
		bool basic;
		CodeFit one = codespec_fit(rulebook_code(b, r->codes + i), e->reply.code, e->reply.status, &basic);

		if (one > best || (one == best && basic)) {
			best = one;
			best_basic = basic;
		}
	}
	if (best == CODES_MISSING)
		fit->percent = fit->percent * 9 / 10;
	fit->bonus += (best == CODES_ENHANCED ? BONUS_ENHANCED : 0) + (best_basic ? BONUS_BASIC : 0);
	return best != CODES_DIFFER;
}

static bool fit_place(const RuleRank *r, const Event *e, Fit *fit)
{
	if ((r->roles && e->spoke.role && !(r->roles >> e->spoke.role & 1)) || (r->phases && e->phase && !(r->phases >> e->phase & 1)))
		return false;
	if ((r->roles && !e->spoke.role) || (r->phases && !e->phase))
		fit->percent = fit->percent * 9 / 10;
	return true;
}

bool rank_fit(const Rulebook *b, const RuleRank *r, const Event *e, bool speaker_known, Fit *fit)
{
	*fit = (Fit){ .percent = r->vague ? WHOLE * 6 / 10 : WHOLE };
	return fit_speaker(b, r, e, speaker_known, fit) && fit_codes(b, r, e, fit) && fit_place(r, e, fit);
}

uint64_t rank_score(const RuleRank *r, uint32_t rule, Fit fit, uint32_t literal, bool whole)
{
	uint64_t weighed = (uint64_t)literal * (uint64_t)fit.percent / 100 + (uint64_t)fit.bonus * 100;

	return (uint64_t)r->token << 63 | (uint64_t)fit.speaker << 62 | (uint64_t)r->text << 61 | (uint64_t)whole << 60
	     | weighed << 20 | (RANK_TIE - rule);
}

uint64_t rank_bound_fit(const RuleRank *r, uint32_t rule, uint32_t literal, Fit fit)
{
	uint32_t other = r->token && r->text ? OTHER_MAX : 0;       /* the literal of the token, or of the text, beside this one */

	return rank_score(r, rule, fit, literal + other, true);
}

uint32_t rank_bound(const RuleRank *r, uint32_t rule, uint32_t literal)
{
	Fit best = { r->n_froms > 0, r->vague ? WHOLE * 6 / 10 : WHOLE, r->n_codes ? BONUS_ENHANCED + BONUS_BASIC : 0 };

	return rank_short(rank_bound_fit(r, rule, literal, best));
}
