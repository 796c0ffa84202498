/* text.c - the answer for people. */
#include "report/about.h"
#include "report/text.h"

enum { RECIPIENTS_SHOWN = 200, GROUPS_SHOWN = 20, NAMES_SHOWN = 20, REPLY_LINES = 4, REPLY_MAX = 12, LABEL = 13 };

/* ---- one case ---- */

static void put_head(Sheet *s, const Diagnosis *d, const Knowledge *k)
{
	Run who = run_new(s), whom = run_new(s), address = run_new(s);

	about_who(d, k, &who);
	sheet_field(s, "Who said it", &who, 0);
	about_whom(d, k, s->out->arena, &whom);
	sheet_field(s, "About", &whom, 0);
	about_address(d, &address);
	sheet_field(s, "Address", &address, 0);
}

static void put_why(Sheet *s, const Diagnosis *d, const Knowledge *k)
{
	Run class = run_new(s), cause = run_new(s);

	about_cause(k, d->cause, &cause);
	sheet_field(s, "Why", &cause, 0);
	sheet_text(s, "", cause_text(k, d->cause, STR("Explain")), 0);
	about_class(d, &class);
	if (d->of->event.outcome != OUTCOME_UNKNOWN && d->of->event.outcome != OUTCOME_FAILED) {
		run_plain(&class, "; ");
		run_plain(&class, outcome_text[d->of->event.outcome]);
	}
	sheet_field(s, "Class", &class, 0);
}

static void put_others(Sheet *s, const Diagnosis *d, const Knowledge *k)
{
	for (int i = 0; i < d->n_contributing; i++) {
		Run r = run_new(s);

		about_cause(k, d->contributing[i], &r);
		sheet_field(s, i ? "" : d->state == STATE_CONFIRMED ? "Also" : "Or", &r, 0);
	}
}

static void put_refuted(Sheet *s, const Diagnosis *d, const Knowledge *k)
{
	for (size_t i = 0; i < d->n_refuted; i++) {
		Run r = run_new(s);

		about_cause(k, d->refuted[i].cause, &r);
		run_plain(&r, ": ");
		run_put(&r, d->refuted[i].because);
		sheet_field(s, i ? "" : "Ruled out", &r, 0);
	}
}

static void put_ground(Sheet *s, const Diagnosis *d)
{
	Run ground = run_new(s);

	if (d->of->event.reply.text.len || d->of->event.reply.code || d->of->event.reply.status.cls)
		about_reply(s, "Reply", d, REPLY_LINES, REPLY_MAX);
	about_ground(d, &ground);
	sheet_field(s, "Based on", &ground, 0);
	if (d->said.source.len)
		sheet_text(s, "Source", d->said.source, 0);
}

/* Contradictions, limits, backscatter: what the intake has noted. */
static void put_notes(Sheet *s, const Diagnosis *d)
{
	const char *label = "Note";

	if (d->of->backscatter) {
		sheet_text(s, label, STR("the refused mail was, as far as can be told, never sent by you: somebody used your address"), 0);
		label = "";
	}
	for (size_t i = 0; i < d->evidence.n; i++)
		if (d->evidence.v[i].cause == 0 && !d->evidence.v[i].exam) {
			sheet_text(s, label, d->evidence.v[i].text, 0);
			label = "";
		}
}

/* A record as it should be, ready to copy. */
static void put_record(Sheet *s, const Step *step)
{
	Run r = run_new(s);

	if (step->op.len == 0)
		return;
	run_ink(&r, INK_MARK);
	run_plain(&r, str_eq(step->op, STR("delete")) ? "delete " : "");
	run_put(&r, step->name);
	run_plain(&r, ". ");
	run_put(&r, step->type);
	run_plain(&r, " ");
	run_put(&r, step->new);
	run_ink(&r, INK_PLAIN);
	sheet_list(s, "", "   ", &r, 0);
	if (step->only_if.len) {
		Run question = run_new(s);

		run_plain(&question, "only if ");
		run_put(&question, step->only_if);
		sheet_list(s, "", "   ", &question, 0);
	}
}

/* "SPF fail → pass; DMARC fail → pass": what changes with the remedy. */
static void put_change(Run *r, const char *what, const char *before, const char *after)
{
	if (r->text.len)
		run_plain(r, "; ");
	run_plain(r, what);
	run_plain(r, " ");
	run_plain(r, before);
	run_plain(r, " \xe2\x86\x92 ");
	run_plain(r, after);
}

static void put_proof(Sheet *s, const Diagnosis *d)
{
	const Checks *a = &d->checks, *b = &d->proof.after;
	Run r = run_new(s);

	if (!d->proof.tried)
		return;
	if (a->spf && b->spf)
		put_change(&r, "SPF", spf_result_name[a->spf->result], spf_result_name[b->spf->result]);
	if (a->dkim && b->dkim)
		put_change(&r, "DKIM", dkim_result_name[a->dkim->result], dkim_result_name[b->dkim->result]);
	if (a->dmarc && b->dmarc)
		put_change(&r, "DMARC", dmarc_result_name[a->dmarc->result], dmarc_result_name[b->dmarc->result]);
	run_plain(&r, d->proof.holds ? ": examined again with the remedy in force, it holds" : ": examined again with the remedy in force, it does not hold yet");
	sheet_field(s, "Proof", &r, 0);
}

static void put_remedy(Sheet *s, const Diagnosis *d)
{
	const Remedy *m = &d->remedy;

	sheet_text(s, "What to do", m->summary, 0);
	for (size_t i = 0; i < m->n_steps; i++) {
		Run r = run_new(s);
		char number[24];

		about_step(&m->steps[i], &r);
		snprintf(number, sizeof number, "%zu. ", i + 1);
		sheet_list(s, "", number, &r, 0);
		put_record(s, &m->steps[i]);
	}
	put_proof(s, d);
	for (size_t i = 0; i < m->n_never; i++) {
		Run r = run_new(s);

		about_never(m->never[i], &r);
		sheet_list(s, i ? "" : "Never", "- ", &r, 0);
	}
	sheet_text(s, "Who acts", str_of(actor_text[d->who_acts]), 0);
	sheet_text(s, "Send again", str_of(retry_text[d->retry]), 0);
}

static void put_letter(Sheet *s, const Diagnosis *d)
{
	Run r = run_new(s);

	if (d->remedy.letter.len == 0)
		return;
	about_letter(d, &r);
	sheet_field(s, "Letter", &r, 0);
}

static void put_evidence(Sheet *s, const Diagnosis *d, const Knowledge *k)
{
	for (size_t i = 0, shown = 0; i < d->evidence.n; i++) {
		const Evidence *e = &d->evidence.v[i];
		Run r = run_new(s);

		if (e->cause == 0 || e->grade == GRADE_GOOD)   /* what is well is among what was ruled out */
			continue;
		run_plain(&r, e->origin == ORIGIN_SAID ? "said: " : "seen: ");
		if (e->exam)
			run_put(&r, e->text);
		else
			about_cause(k, e->cause, &r);
		buf_format(&r.text, ", weight %.2f", e->weight);
		sheet_list(s, shown++ ? "" : "Evidence", "- ", &r, 0);
	}
}

static void put_case(Sheet *s, const Diagnosis *d, const Knowledge *k, bool whole)
{
	put_why(s, d, k);
	put_others(s, d, k);
	put_refuted(s, d, k);
	put_ground(s, d);
	put_notes(s, d);
	if (whole)
		put_evidence(s, d, k);
	sheet_blank(s);
	put_remedy(s, d);
	if (whole)
		put_letter(s, d);
}

/* ---- several recipients ---- */

/* Would the two be answered in the same words? */
static bool alike(const Diagnosis *a, const Diagnosis *b)
{
	return a->cause == b->cause && a->class == b->class && a->of->event.outcome == b->of->event.outcome && str_eq(a->said.rule, b->said.rule)
	    && str_eq(a->remedy.id, b->remedy.id) && str_eq(a->said.provider, b->said.provider);
}

static void put_table(Sheet *s, const Diagnosis *d, size_t n, const Knowledge *k)
{
	int width = 9, rest;

	for (size_t i = 0; i < n && i < RECIPIENTS_SHOWN; i++) {
		int columns = sheet_columns(d[i].recipient);

		width = columns > width ? columns : width;
	}
	width = width > s->width / 2 - 10 ? s->width / 2 - 10 : width;
	rest = s->width - width - 20;
	sheet_row(s, (Cell[]){ { STR("recipient"), width, INK_BOLD }, { STR("class"), 5, INK_BOLD }, { STR("outcome"), 9, INK_BOLD }, { STR("why"), rest, INK_BOLD } }, 4);
	for (size_t i = 0; i < n && i < RECIPIENTS_SHOWN; i++) {
		const Event *e = &d[i].of->event;

		sheet_row(s, (Cell[]){ { d[i].recipient.len ? d[i].recipient : STR("(not named)"), width, INK_PLAIN },
			{ str_of(class_name[d[i].class]), 5, about_class_ink(d[i].class) }, { str_of(outcome_name[e->outcome]), 9, INK_PLAIN },
			{ cause_text(k, d[i].cause, STR("Title")), rest, INK_PLAIN } }, 4);
	}
	if (n > RECIPIENTS_SHOWN) {
		buf_format(s->out, "and %zu more (--json shows all)\n", n - RECIPIENTS_SHOWN);
	}
}

static bool seen_before(const Diagnosis *d, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (alike(&d[k], &d[i]))
			return true;
	return false;
}

/* Whom the next answer is for. */
static void put_names(Sheet *s, const Diagnosis *d, size_t n, size_t first)
{
	Run r = run_new(s);
	size_t names = 0;

	for (size_t i = first; i < n; i++) {
		if (!alike(&d[first], &d[i]))
			continue;
		if (names++ >= NAMES_SHOWN)
			continue;
		run_plain(&r, names > 1 ? ", " : "");
		run_put(&r, d[i].recipient);
	}
	if (names > NAMES_SHOWN)
		buf_format(&r.text, " and %zu more", names - NAMES_SHOWN);
	sheet_field(s, "For", &r, 0);
}

static void put_several(Sheet *s, const Diagnosis *d, size_t n, const Knowledge *k, bool whole)
{
	size_t shown = 0;

	put_table(s, d, n, k);
	n = n > RECIPIENTS_SHOWN ? RECIPIENTS_SHOWN : n;
	for (size_t i = 0; i < n; i++) {
		if (seen_before(d, i))
			continue;
		sheet_blank(s);
		if (shown++ == GROUPS_SHOWN) {
			sheet_text(s, "", STR("and others: --json shows all"), 0);
			return;
		}
		put_names(s, d, n, i);
		put_head(s, &d[i], k);
		put_case(s, &d[i], k, whole);
	}
}

/* ---- the whole ---- */

/* The words alone spoke: which command looks at the DNS, too.  Of a name that a shell would not take as it is nothing is said. */
static void put_next(Sheet *s, const Diagnosis *d)
{
	Str file = d->of->event.place.file;
	Run r = run_new(s);

	for (size_t i = 0; i < file.len; i++)
		if (!is_alnum(file.at[i]) && !memchr("._-/+@,=", file.at[i], 8))
			return;
	if (d->examined || d->class == CLASS_INFO || file.len == 0 || file.at[0] == '-')
		return;
	run_plain(&r, "fivefifty diagnose ");
	run_put(&r, file);
	run_plain(&r, " asks the DNS what was really wrong, and proves the repair");
	sheet_blank(s);
	sheet_field(s, "Closer look", &r, 0);
}

void text_mail(Sheet *s, const Diagnosis *d, size_t n, const Knowledge *k, bool whole)
{
	s->label = LABEL;
	if (n > 1) {
		put_several(s, d, n, k, whole);
		return;
	}
	put_head(s, d, k);
	sheet_blank(s);
	put_case(s, d, k, whole);
	if (!whole)
		put_next(s, d);
}

void text_nothing(Sheet *s, bool message)
{
	s->label = 0;
	sheet_text(s, "", message ? STR("This mail is no bounce: nothing in it tells of a refusal, a delay or a complaint.")
	                          : STR("There is nothing in it that tells of a refusal."), 0);
}
