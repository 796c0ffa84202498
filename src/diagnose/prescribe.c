/* prescribe.c - what to do, and what not: the remedy of the rule, else of the cause. */
#include "diagnose/diagnose.h"

Step step_new(Str kind, Str where, Str text)
{
	return (Step){ .kind = kind, .where = where, .text = text, .op = STR(""), .name = STR(""), .type = STR(""), .new = STR(""), .only_if = STR("") };
}

/* "KIND WHERE | TEXT" */
static Step step_read(Str value)
{
	Str head, text = str_trim(str_cut(value, '|', &head)), kind, where = str_trim(str_word(head, &kind));

	return text.len ? step_new(kind, where, text) : step_new(kind, STR(""), where);
}

Remedy remedy_read(const Knowledge *k, Str id, Arena *keep)
{
	Entry e = knowledge_find(k, KIND_REMEDY, id);
	Remedy r = { .id = entry_id(e), .summary = STR(""), .letter = STR(""), .source = STR("") };
	struct { Step *v; size_t n, cap; } steps = { 0 };
	struct { Str *v; size_t n, cap; } never = { 0 };
	Str name, value;

	for (size_t i = 0; entry_field(e, i, &name, &value); i++) {
		if (str_eq(name, STR("Step")))
			*arena_push(keep, &steps) = step_read(value);
		else if (str_eq(name, STR("Never")))
			*arena_push(keep, &never) = value;
		else if (str_eq(name, STR("Summary")))
			r.summary = value;
		else if (str_eq(name, STR("Letter")))
			r.letter = value;
		else if (str_eq(name, STR("Source")) && r.source.len == 0)
			r.source = value;
	}
	r.steps = steps.v;
	r.n_steps = steps.n;
	r.never = never.v;
	r.n_never = never.n;
	return r;
}

void prescribe(const Knowledge *k, Arena *keep, Diagnosis *d)
{
	Str id = d->said.remedy.len && d->cause == d->said.cause ? d->said.remedy : cause_text(k, d->cause, STR("Remedy"));

	d->remedy = remedy_read(k, id, keep);
}
