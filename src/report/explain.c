/* explain.c - what a reply, a code or a question means, on one page. */
#include <stdlib.h>
#include "mail/reply.h"
#include "report/about.h"
#include "report/explain.h"

enum { LABEL = 13, CAUSES_MAX = 6, SHARES_MAX = 512 };

/* ---- a reply ---- */

/* Below an inner cause: the leaves that it may be. */
static size_t children(const Knowledge *k, CauseId parent, CauseId *out, size_t n)
{
	size_t have = 0;

	for (Entry e = knowledge_first(k, KIND_CAUSE); entry_ok(e) && have < n; e = knowledge_next(k, e)) {
		CauseId c = cause_find(k, entry_id(e));

		if (cause_parent(k, c) == parent)
			out[have++] = c;
	}
	return have;
}

static void put_causes(Sheet *s, const char *label, const CauseId *causes, size_t n, const Knowledge *k)
{
	for (size_t i = 0; i < n; i++) {
		Run r = run_new(s);
		char number[24];

		about_cause(k, causes[i], &r);
		snprintf(number, sizeof number, "%zu. ", i + 1);
		sheet_list(s, i ? "" : label, number, &r, 1);
	}
}

/* The ranked list of the rule; else what the cause may turn out to be. */
static void put_possible(Sheet *s, const Diagnosis *d, const Knowledge *k)
{
	CauseId list[CAUSES_MAX] = { d->cause };
	size_t n = 1;

	for (int i = 0; i < d->n_contributing && n < 4; i++)
		list[n++] = d->contributing[i];
	if (n > 1)
		put_causes(s, "Causes", list, n, k);
	else
		put_causes(s, "It may be", list, children(k, d->cause, list, 4), k);
}

static void put_class(Sheet *s, const Diagnosis *d)
{
	Run r = run_new(s);

	run_ink(&r, about_class_ink(d->class));
	run_plain(&r, class_name[d->class]);
	run_ink(&r, INK_PLAIN);
	run_plain(&r, ": ");
	run_plain(&r, class_text[d->class]);
	sheet_field(s, "Class", &r, 1);
}

static void put_first_step(Sheet *s, const Remedy *m, int most)
{
	Run r = run_new(s);

	if (m->n_steps)
		about_step(&m->steps[0], &r);
	else
		run_put(&r, m->summary);
	sheet_field(s, "First step", &r, most);
}

static void put_never(Sheet *s, const Remedy *m)
{
	if (m->n_never)
		sheet_text(s, "Never", m->never[0], 2);
}

static void put_source(Sheet *s, Str source, int most)
{
	if (source.len)
		sheet_text(s, "Source", source, most);
}

void explain_reply(Sheet *s, const Diagnosis *d, const Knowledge *k)
{
	Run reply = run_new(s), who = run_new(s), whom = run_new(s), address = run_new(s), cause = run_new(s), ground = run_new(s);

	s->label = 0;
	about_reply(d, &reply);
	sheet_field(s, "", &reply, 3);
	s->label = LABEL;
	about_who(d, k, &who);
	sheet_field(s, "Who said it", &who, 2);
	about_whom(d, k, s->out->arena, &whom);
	sheet_field(s, "About", &whom, 1);
	about_address(d, &address);
	sheet_field(s, "Address", &address, 1);
	about_cause(k, d->cause, &cause);
	sheet_field(s, "Cause", &cause, 2);
	sheet_text(s, "", cause_text(k, d->cause, STR("Explain")), 3);
	put_class(s, d);
	put_possible(s, d, k);
	put_first_step(s, &d->remedy, 2);
	put_never(s, &d->remedy);
	about_ground(d, &ground);
	sheet_field(s, "Based on", &ground, 1);
	put_source(s, d->said.source.len ? d->said.source : d->remedy.source, 2);
}

/* ---- a topic ---- */

static Str next_cause(Str list, Str *one)
{
	list = str_cut(list, ',', one);
	*one = str_trim(*one);
	str_word(*one, one);                                /* without its weight */
	return list;
}

static void put_answer(Sheet *s, Str answer)
{
	Str line;

	for (int n = 0; answer.len && n < 11; n++) {
		answer = str_cut(answer, '\n', &line);
		sheet_text(s, "", line, 2);
	}
}

void explain_topic(Sheet *s, Entry topic, const Knowledge *k)
{
	CauseId list[CAUSES_MAX];
	size_t n = 0;
	Str one;

	s->label = 0;
	Run title = run_new(s);

	run_ink(&title, INK_BOLD);
	run_put(&title, entry_value(topic, STR("Title")));
	run_ink(&title, INK_PLAIN);
	sheet_field(s, "", &title, 1);
	put_answer(s, entry_value(topic, STR("Answer")));
	s->label = LABEL;
	sheet_text(s, "Class", entry_value(topic, STR("Class")), 1);
	for (Str rest = entry_value(topic, STR("Cause")); rest.len && n < CAUSES_MAX; ) {
		rest = next_cause(rest, &one);
		list[n] = cause_find(k, one);
		n += list[n] != 0;
	}
	put_causes(s, "Causes", list, n, k);
	sheet_text(s, "First step", entry_value(topic, STR("Step")), 2);
	for (size_t i = 0; i < 2 && (one = entry_nth(topic, STR("Source"), i)).len; i++)
		sheet_text(s, i ? "" : "Source", one, 1);
}

void explain_unknown(Sheet *s, const Entry *near, size_t n)
{
	s->label = 0;
	sheet_text(s, "", STR("I have no answer to this question.  Give me the reply itself, a code (5.7.1), or a file with the bounce; or ask about:"), 0);
	s->label = 2;
	for (size_t i = 0; i < n; i++)
		sheet_text(s, "", entry_value(near[i], STR("Title")), 1);
}

/* ---- a code alone ---- */

/* For what the code stands in the replies that the knowledge has as examples. */
typedef struct { CauseId cause; size_t n; } Share;
typedef struct { Share v[SHARES_MAX]; size_t n, replies; } Shares;

/* "host| 550 5.7.1 …\n…": the reply of an Example: line. */
static Str example_reply(Str example)
{
	size_t bar = str_find(example, STR("| "), 0);
	Str host = str_take(example, bar);

	return bar < example.len && !memchr(host.at, ' ', host.len) ? str_drop(example, bar + 2) : example;
}

static bool same_code(const Reply *asked, Str example)
{
	Status st;
	int code;
	Str rest = code_read(example_reply(example), &code);

	while (rest.len && (rest.at[0] == ' ' || rest.at[0] == '-'))
		rest = str_drop(rest, 1);
	status_read(rest, &st);
	if (asked->code && code != asked->code)
		return false;
	return asked->status.cls == 0
	    || (st.cls == asked->status.cls && st.subject == asked->status.subject && st.detail == asked->status.detail);
}

static void add_share(Shares *all, CauseId c)
{
	size_t i = 0;

	while (i < all->n && all->v[i].cause != c)
		i++;
	if (c == 0 || i == SHARES_MAX)
		return;
	if (i == all->n)
		all->v[all->n++] = (Share){ c, 0 };
	all->v[i].n++;
	all->replies++;
}

static int by_count(const void *a, const void *b)
{
	const Share *x = a, *y = b;

	return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : x->cause - y->cause;
}

static void count_shares(const Knowledge *k, const Reply *asked, Shares *out)
{
	for (Entry e = knowledge_first(k, KIND_RULE); entry_ok(e); e = knowledge_next(k, e)) {
		Str name, example;

		next_cause(entry_value(e, STR("Cause")), &name);
		for (size_t i = 0; (example = entry_nth(e, STR("Example"), i)).len; i++)
			if (same_code(asked, example))
				add_share(out, cause_find(k, name));
	}
	qsort(out->v, out->n, sizeof *out->v, by_count);
}

static void put_shares(Sheet *s, const Shares *all, const Knowledge *k, size_t most)
{
	for (size_t i = 0; i < all->n && i < most; i++) {
		Run r = run_new(s);
		char count[24];

		about_cause(k, all->v[i].cause, &r);
		snprintf(count, sizeof count, "%3zu  ", all->v[i].n);
		sheet_list(s, i ? "" : "In practice", count, &r, 1);
	}
}

static void put_deviations(Sheet *s, const Entry *v, size_t n, size_t most, const Knowledge *k)
{
	for (size_t i = 0; i < n && i < most; i++) {
		Run r = run_new(s);
		Str from, title;

		str_word(entry_value(v[i], STR("From")), &from);
		title = entry_value(provider_of(k, from), STR("Title"));
		run_put(&r, title.len ? title : from);
		run_plain(&r, " (");
		run_put(&r, entry_id(v[i]));
		run_plain(&r, "): ");
		run_put(&r, entry_value(v[i], STR("Title")));
		sheet_field(s, i ? "" : "But", &r, 1);
	}
	if (n > most) {
		Run r = run_new(s);

		buf_format(&r.text, "and %zu more: fivefifty knowledge list code", n - most);
		sheet_field(s, "", &r, 1);
	}
}

static void put_code_title(Sheet *s, const Diagnosis *d, Entry general)
{
	Run r = run_new(s);

	run_ink(&r, INK_BOLD);
	about_reply(d, &r);
	r.text.len -= r.text.len && r.text.at[r.text.len - 1] == ' ';
	run_plain(&r, ": ");
	run_put(&r, entry_ok(general) ? entry_value(general, STR("Title")) : STR("no such code is registered"));
	run_ink(&r, INK_PLAIN);
	sheet_field(s, "", &r, 2);
}

static void put_verdict(Sheet *s, const Shares *all)
{
	Run r = run_new(s);

	if (all->n > 1)
		buf_format(&r.text, "The code alone does not decide: in the %zu replies with it that are known here it stands for %zu causes. ", all->replies, all->n);
	else
		run_plain(&r, "The code alone says little. ");
	run_plain(&r, "Look at the words behind it and at who said them: a list, SPF, spam or relaying mean the sender; only \"no such user\" and the like mean the "
	          "address.");
	sheet_field(s, "So", &r, 4);
}

void explain_code(Sheet *s, const Diagnosis *d, Entry general, const Entry *deviating, size_t n, const Knowledge *k)
{
	Shares all = { .n = 0 };

	count_shares(k, &d->of->event.reply, &all);
	s->label = 0;
	put_code_title(s, d, general);
	s->label = LABEL;
	sheet_text(s, "Registry", entry_value(general, STR("Means")), 3);
	put_class(s, d);
	put_shares(s, &all, k, CAUSES_MAX);
	put_deviations(s, deviating, n, 4, k);
	put_verdict(s, &all);
	put_first_step(s, &d->remedy, 2);
	put_source(s, entry_value(general, STR("Source")), 1);
}
