/* prescribe.c - what to do, and what not: the remedy of the rule, else of the cause. */
#include "diagnose/diagnose.h"

/* "KIND WHERE | TEXT" */
static Step step_read(Str value)
{
	Str head, text = str_trim(str_cut(value, '|', &head)), kind, where = str_trim(str_word(head, &kind));

	return text.len ? (Step){ kind, where, text } : (Step){ kind, STR(""), where };
}

static size_t count(Entry e, Str field)
{
	size_t n = 0;

	while (entry_nth(e, field, n).len)
		n++;
	return n;
}

Remedy remedy_read(const Knowledge *k, Str id, Arena *keep)
{
	Entry e = knowledge_find(k, KIND_REMEDY, id);
	Remedy r = { entry_id(e), entry_value(e, STR("Summary")), entry_value(e, STR("Letter")), entry_value(e, STR("Source")), .n_steps = count(e, STR("Step")),
	             .n_never = count(e, STR("Never")) };

	r.steps = take(keep, Step, r.n_steps + 1);
	r.never = take(keep, Str, r.n_never + 1);
	for (size_t i = 0; i < r.n_steps; i++)
		r.steps[i] = step_read(entry_nth(e, STR("Step"), i));
	for (size_t i = 0; i < r.n_never; i++)
		r.never[i] = entry_nth(e, STR("Never"), i);
	return r;
}

void prescribe(const Knowledge *k, Arena *keep, Diagnosis *d)
{
	Str id = d->said.remedy.len ? d->said.remedy : cause_text(k, d->cause, STR("Remedy"));

	d->remedy = remedy_read(k, id, keep);
}
