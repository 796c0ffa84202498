/* explain.c - what a reply, a code or a question means, on one page. */
#include <stdlib.h>
#include "mail/reply.h"
#include "report/about.h"
#include "report/explain.h"

enum { LABEL = 13, PAGE = 25, CAUSES_MAX = 6, POSSIBLE_MAX = 4, REPLY_LINES = 3, STEP_LINES = 3, AFTER_STEPS = 4, SHARES_MAX = 512, DEVIATIONS_MAX = 4 };

/* Lines of the page that are left. */
static int lines_left(const Sheet *s)
{
	int n = PAGE;

	for (size_t i = 0; i < s->out->len; i++)
		n -= s->out->at[i] == '\n';
	return n;
}

static int at_most(int n, int most)
{
	return n < most ? n : most;
}

/* Sources, as many as there is room for, a long one on two lines. */
static void put_sources(Sheet *s, Entry e)
{
	Str one;

	for (size_t i = 0; (one = entry_nth(e, STR("Source"), i)).len && lines_left(s) > 0; i++)
		sheet_text(s, i ? "" : "Source", one, at_most(2, lines_left(s)));
}

/* ---- a reply ---- */

/* How many rules there are for a cause: how often it is met. */
typedef struct { CauseId cause; size_t n; } Share;
typedef struct { Share v[SHARES_MAX]; size_t n, replies; } Shares;

static int by_count(const void *a, const void *b)
{
	const Share *x = a, *y = b;

	return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : x->cause - y->cause;
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

static Str next_cause(Str list, Str *one)
{
	list = str_cut(list, ',', one);
	*one = str_trim(*one);
	str_word(*one, one);                                /* without its weight */
	return list;
}

static CauseId rule_cause(const Knowledge *k, Entry rule)
{
	Str name;

	next_cause(entry_value(rule, STR("Cause")), &name);
	return cause_find(k, name);
}

static bool is_inner(const Knowledge *k, CauseId c)
{
	for (Entry e = knowledge_first(k, KIND_CAUSE); entry_ok(e); e = knowledge_next(k, e))
		if (cause_parent(k, cause_find(k, entry_id(e))) == c)
			return true;
	return false;
}

/* Below an inner cause: what it may turn out to be, the commonest first. */
static void children(const Knowledge *k, CauseId parent, Shares *out)
{
	for (Entry e = knowledge_first(k, KIND_RULE); entry_ok(e); e = knowledge_next(k, e)) {
		CauseId c = rule_cause(k, e);

		if (c && cause_parent(k, c) == parent)
			add_share(out, c);
	}
	qsort(out->v, out->n, sizeof *out->v, by_count);
}

/* Name first: it is what programs and people search for, and a long title may be cut. */
static void put_cause_line(Sheet *s, const char *label, const char *bullet, const Knowledge *k, CauseId c)
{
	Run r = run_new(s);

	run_put(&r, cause_name(k, c));
	run_ink(&r, INK_DIM);
	run_plain(&r, ": ");
	run_put(&r, cause_text(k, c, STR("Title")));
	run_ink(&r, INK_PLAIN);
	sheet_list(s, label, bullet, &r, 1);
}

static void put_causes(Sheet *s, const char *label, const CauseId *causes, size_t n, const Knowledge *k)
{
	for (size_t i = 0; i < n; i++) {
		char number[24];

		snprintf(number, sizeof number, "%zu. ", i + 1);
		put_cause_line(s, i ? "" : label, number, k, causes[i]);
	}
}

/* The ranked list of the rule; else what the cause may turn out to be. */
static void put_possible(Sheet *s, const Diagnosis *d, const Knowledge *k)
{
	CauseId list[POSSIBLE_MAX] = { d->cause };
	Shares below = { .n = 0 };
	size_t n = 1;

	for (int i = 0; i < d->n_contributing && n < POSSIBLE_MAX; i++)
		list[n++] = d->contributing[i];
	if (n > 1) {
		put_causes(s, "Causes", list, n, k);
		return;
	}
	if (is_inner(k, d->cause))
		children(k, d->cause, &below);
	for (n = 0; n < below.n && n < POSSIBLE_MAX; n++)
		list[n] = below.v[n].cause;
	put_causes(s, "It may be", list, n, k);
}

static void put_class(Sheet *s, const Diagnosis *d)
{
	Run r = run_new(s);

	about_class(d, &r);
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

/* Where nothing is known the way to find out is the answer; and a provider's door is seldom the first step to it. */
static void put_more_steps(Sheet *s, const Remedy *m)
{
	for (size_t i = 1; i < m->n_steps && lines_left(s) >= STEP_LINES + AFTER_STEPS; i++) {
		Run r = run_new(s);

		about_step(&m->steps[i], &r);
		sheet_field(s, i > 1 ? "" : "Then", &r, STEP_LINES);
	}
}

static void put_never(Sheet *s, const Remedy *m)
{
	Run r = run_new(s);

	if (m->n_never == 0)
		return;
	about_never(m->never[0], &r);
	sheet_field(s, "Never", &r, 2);
}

void explain_reply(Sheet *s, const Diagnosis *d, const Knowledge *k)
{
	Run who = run_new(s), whom = run_new(s), address = run_new(s), cause = run_new(s), ground = run_new(s);

	s->label = 0;
	about_reply(s, "", d, REPLY_LINES, REPLY_LINES);
	s->label = LABEL;
	about_who(d, k, &who);
	sheet_field(s, "Who said it", &who, 2);
	about_whom(d, k, s->out->arena, &whom);
	sheet_field(s, "About", &whom, 1);
	about_address(d, &address);
	sheet_field(s, "Address", &address, 1);
	about_cause(k, d->cause, &cause);
	sheet_field(s, "Cause", &cause, 2);
	sheet_text(s, "", cause_text(k, d->cause, STR("Explain")), 4);
	put_class(s, d);
	put_possible(s, d, k);
	put_first_step(s, &d->remedy, 2);
	if (d->state == STATE_UNDETERMINED)
		put_more_steps(s, &d->remedy);
	put_never(s, &d->remedy);
	about_ground(d, &ground);
	sheet_field(s, "Based on", &ground, 1);
	if (lines_left(s) > 0)
		sheet_text(s, "Source", d->said.source.len ? d->said.source : d->remedy.source, at_most(2, lines_left(s)));
}

/* ---- a topic ---- */

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
	sheet_blank(s);
	put_answer(s, entry_value(topic, STR("Answer")));
	s->label = LABEL;
	sheet_text(s, "Class", entry_value(topic, STR("Class")), 2);
	for (Str rest = entry_value(topic, STR("Cause")); rest.len && n < CAUSES_MAX; ) {
		rest = next_cause(rest, &one);
		list[n] = cause_find(k, one);
		n += list[n] != 0;
	}
	put_causes(s, "Causes", list, n, k);
	sheet_text(s, "First step", entry_value(topic, STR("Step")), 2);
	put_sources(s, topic);
}

void explain_unknown(Sheet *s, const Entry *near, size_t n)
{
	s->label = 0;
	sheet_text(s, "", STR("I have no answer to this.  Give me the reply itself, a code (5.7.1), or a file with the bounce; or ask about:"), 0);
	s->label = 2;
	for (size_t i = 0; i < n; i++)
		sheet_text(s, "", entry_value(near[i], STR("Title")), 1);
}

/* ---- a code alone ---- */

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

/* For what the code stands in the replies that the knowledge has as examples. */
static void count_shares(const Knowledge *k, const Reply *asked, Shares *out)
{
	for (Entry e = knowledge_first(k, KIND_RULE); entry_ok(e); e = knowledge_next(k, e)) {
		CauseId c = rule_cause(k, e);
		Str example;

		for (size_t i = 0; (example = entry_nth(e, STR("Example"), i)).len; i++)
			if (same_code(asked, example))
				add_share(out, c);
	}
	qsort(out->v, out->n, sizeof *out->v, by_count);
}

/* The commonest first. */
static void put_shares(Sheet *s, const Shares *all, const Knowledge *k)
{
	CauseId list[CAUSES_MAX];
	size_t n = 0;

	for (; n < all->n && n < CAUSES_MAX; n++)
		list[n] = all->v[n].cause;
	put_causes(s, "In practice", list, n, k);
}

static Str provider_title(const Knowledge *k, Entry code)
{
	Str from, title;

	str_word(entry_value(code, STR("From")), &from);
	title = entry_value(provider_of(k, from), STR("Title"));
	return title.len ? title : from;
}

/* Few are told with all that they mean, many by their titles. */
static void put_deviations(Sheet *s, const CodePage *page, const Knowledge *k)
{
	int lines = page->n <= 2 ? 4 / (int)(page->n + !page->n) : 1;
	size_t shown = 0;

	for (size_t i = 0; i < page->n && shown < DEVIATIONS_MAX; i++) {
		Run r = run_new(s);

		if (page->deviating[i].book == page->leading.book && page->deviating[i].at == page->leading.at)
			continue;
		run_put(&r, provider_title(k, page->deviating[i]));
		run_plain(&r, " (");
		run_put(&r, about_id(entry_id(page->deviating[i])));
		run_plain(&r, "): ");
		run_put(&r, entry_value(page->deviating[i], STR("Title")));
		if (lines > 1) {
			run_plain(&r, ". ");
			run_put(&r, entry_value(page->deviating[i], STR("Means")));
		}
		sheet_field(s, shown++ ? "" : "By provider", &r, lines);
	}
	if (shown == DEVIATIONS_MAX && page->n > DEVIATIONS_MAX) {
		Run r = run_new(s);

		buf_format(&r.text, "and %zu more: fivefifty knowledge list code", page->n - DEVIATIONS_MAX);
		sheet_field(s, "", &r, 1);
	}
}

static void put_code_title(Sheet *s, const Diagnosis *d, Entry meaning)
{
	Run r = run_new(s);

	run_ink(&r, INK_BOLD);
	about_codes(&d->of->event.reply, &r);
	run_plain(&r, ": ");
	run_put(&r, entry_ok(meaning) ? entry_value(meaning, STR("Title")) : STR("no such code is registered"));
	run_ink(&r, INK_PLAIN);
	sheet_field(s, "", &r, 1);
}

static void put_verdict(Sheet *s, const Shares *all)
{
	Run r = run_new(s);

	if (all->n > 1)
		buf_format(&r.text, "The code alone does not decide: in the %zu replies with it that are known here it stands for %zu causes. ", all->replies, all->n);
	else if (all->n == 1)
		run_plain(&r, "In all replies with it that are known here it means this. ");
	else
		run_plain(&r, "No reply with this code is known here. ");
	run_plain(&r, "Look at the words behind it and at who said them: a list, SPF, spam or relaying mean the sender; only \"no such user\" and the like mean the "
	          "address.");
	sheet_field(s, "So", &r, 4);
}

/* A code of one provider's own: what that one means by it. */
static void put_leading(Sheet *s, const Diagnosis *d, const CodePage *page, const Shares *all, const Knowledge *k)
{
	Run cause = run_new(s);

	put_code_title(s, d, page->leading);
	s->label = LABEL;
	sheet_text(s, "Means", entry_value(page->leading, STR("Means")), 0);
	sheet_text(s, "Said by", provider_title(k, page->leading), 1);
	about_cause(k, d->cause, &cause);
	sheet_field(s, "Cause", &cause, 2);
	put_class(s, d);
	if (all->n > 1 || (all->n == 1 && all->v[0].cause != d->cause))
		put_shares(s, all, k);
	put_deviations(s, page, k);
	sheet_text(s, "Note", STR("No such code is registered. Of another server only its words tell what it means."), 2);
	put_first_step(s, &d->remedy, 2);
	put_more_steps(s, &d->remedy);
	put_never(s, &d->remedy);
	put_sources(s, page->leading);
}

void explain_code(Sheet *s, const Diagnosis *d, const CodePage *page, const Knowledge *k)
{
	Shares all = { .n = 0 };

	count_shares(k, &d->of->event.reply, &all);
	s->label = 0;
	if (entry_ok(page->leading)) {
		put_leading(s, d, page, &all, k);
		return;
	}
	put_code_title(s, d, page->general);
	s->label = LABEL;
	sheet_text(s, "Registry", entry_value(page->general, STR("Means")), 4);
	put_class(s, d);
	put_shares(s, &all, k);
	put_deviations(s, page, k);
	put_verdict(s, &all);
	put_first_step(s, &d->remedy, 2);
	put_sources(s, page->general);
}
