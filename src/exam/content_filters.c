/* content_filters.c - what running filters said of the message, if any were asked (world/filter.h). */
#include <stdlib.h>
#include "exam/content.h"

enum { SYMBOLS_SHOWN = 15, TEXT_SHOWN = 300 };
static const double HEAVY = 1.0;                        /* points from which on a symbol is more than worth knowing */

static int by_score(const void *a, const void *b)
{
	const FilterSymbol *x = a, *y = b;

	return x->score < y->score ? 1 : x->score > y->score ? -1 : str_cmp(x->name, y->name);
}

static const struct { const char *action; Grade grade; } actions[] = {
	{ "no action", GRADE_GOOD }, { "no spam", GRADE_GOOD }, { "greylist", GRADE_NOTE }, { "soft reject", GRADE_WARN },
	{ "add header", GRADE_WARN }, { "rewrite subject", GRADE_WARN }, { "quarantine", GRADE_BAD }, { "reject", GRADE_BAD }, { "spam", GRADE_BAD },
};

static Grade grade_of(Str action)
{
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (str_eq(action, str_of(actions[i].action)))
			return actions[i].grade;
	return GRADE_NOTE;
}

static void see_symbols(Look *l, const FilterVerdict *f)
{
	FilterSymbol *sorted = take(l->keep, FilterSymbol, f->n + 1);

	if (f->n)
		memcpy(sorted, f->v, f->n * sizeof *sorted);
	qsort(sorted, f->n, sizeof *sorted, by_score);
	for (size_t i = 0; i < f->n && i < SYMBOLS_SHOWN && sorted[i].score > 0; i++)
		look_see(l, sorted[i].score >= HEAVY ? GRADE_WARN : GRADE_NOTE, "content.spam", NULL, STR(""), "%s: %.*s %+.1f%s%.*s", f->filter,
		         STR_ARG(str_take(sorted[i].name, CONTENT_WORDS)), sorted[i].score, sorted[i].text.len ? ": " : "",
		         STR_ARG(str_take(sorted[i].text, TEXT_SHOWN)));
}

void content_filters(Look *l)
{
	for (size_t i = 0; i < l->in->n_filters; i++) {
		const FilterVerdict *f = &l->in->filters[i];
		Str where = str_take(f->where, CONTENT_WORDS), action = str_take(f->action, CONTENT_WORDS);

		if (f->why.len) {
			look_see(l, GRADE_UNKNOWN, NULL, NULL, STR(""), "%s at %.*s could not be asked: %.*s", f->filter, STR_ARG(where),
			         STR_ARG(f->why));
			continue;
		}
		look_see(l, grade_of(action), "content.spam", NULL, STR(""), "%s at %.*s: %.*s (%.1f of %.1f points)", f->filter, STR_ARG(where),
		         STR_ARG(action), f->score, f->required);
		see_symbols(l, f);
	}
}
