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

typedef struct { const Knowledge *k; const Rulebooks *rules; int code; Status st; Str provider; bool telling; } Question;

static void look_in_bucket(const Question *q, int book, uint32_t bucket, int *best, CodeMeaning *out)
{
	const Rulebook *b = q->rules->books[book];
	const CodeLine *line;

	for (uint32_t next = b->code_bucket[bucket]; next; next = line->next) {
		line = rulebook_code_line(b, next - 1);
		int rank = q->telling && line->vague ? 0 : particular(q->k, b, line, q->code, q->st, q->provider);

		if (rank <= *best)
			continue;
		*best = rank;
		*out = (CodeMeaning){ { q->k->books[book], line->stanza }, line->cause,
			rank > 4 ? GROUND_PROVIDER_CODE : rank >= 2 ? GROUND_CODE : GROUND_BASIC_CODE };
	}
}

static int best_line(const Knowledge *k, const Rulebooks *rules, int code, Status st, Str provider, bool telling, CodeMeaning *out)
{
	Question q = { k, rules, code, st, provider, telling };
	int best = 0;

	for (int n = rules->n - 1; n >= 0; n--) {        /* a site's own first */
		if (st.cls) {
			look_in_bucket(&q, n, code_bucket(st.subject, st.detail), &best, out);
			look_in_bucket(&q, n, CODE_BUCKETS - 2, &best, out);
		}
		if (code)
			look_in_bucket(&q, n, CODE_BUCKETS - 1, &best, out);
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
