/* codes.c - what a code means where the words say nothing. */
#include "rules/codes.h"
#include "rules/codespec.h"

static bool speaks_for(const Knowledge *k, const Rulebook *b, const CodeLine *line, Str provider)
{
	for (uint32_t i = line->froms; i < line->froms + line->n_froms; i++)
		if (str_eq(entry_id(provider_of(k, rulebook_from(b, i))), provider))
			return true;
	return false;
}

/* How particular a line is for these codes: 0 not at all, 1 the basic code, 2 the enhanced one, 3 both; 4 more for a provider's own. */
static int particular(const Knowledge *k, const Rulebook *b, const CodeLine *line, int code, Status st, Str provider)
{
	bool basic;
	CodeFit fit = codespec_fit(&line->spec, code, st, &basic);
	int rank = fit == CODES_ENHANCED ? 2 + basic : fit == CODES_BASIC && basic ? 1 : 0;

	if (rank == 0 || line->n_froms == 0)
		return rank;
	return provider.len && speaks_for(k, b, line, provider) ? rank + 4 : 0;
}

static int best_line(const Knowledge *k, const Rulebooks *rules, int code, Status st, Str provider, bool telling, CodeMeaning *out)
{
	int best = 0;

	for (int n = 0; n < rules->n; n++)
		for (uint32_t i = 0; i < rules->books[n]->n_code_lines; i++) {
			const CodeLine *line = rulebook_code_line(rules->books[n], i);
			int rank = telling && line->vague ? 0 : particular(k, rules->books[n], line, code, st, provider);

			if (rank <= best)
				continue;
			best = rank;
			*out = (CodeMeaning){ { k->books[n], line->stanza }, line->cause,
				rank > 4 ? GROUND_PROVIDER_CODE : rank >= 2 ? GROUND_CODE : GROUND_BASIC_CODE };
		}
	return best;
}

CodeMeaning codes_meaning(const Knowledge *k, const Rulebooks *rules, int code, Status st, Str provider, bool telling)
{
	CodeMeaning exact = { .ground = GROUND_NOTHING }, permanent = exact;
	int best = best_line(k, rules, code, st, provider, telling, &exact);

	if (best >= 2 || st.cls != 4)
		return exact;
	st.cls = 5;
	return best_line(k, rules, 0, st, STR(""), telling, &permanent) > best ? permanent : exact;
}
