/* checktext.c - results and their steps as text for a terminal. */
#include "report/checktext.h"

enum { RECORD_LINES = 12, LABEL = 14, ANSWERS_SHOWN = 4, SLICE_SHOWN = 200, ANSWER_SHOWN = 120, INDENT = 2, INDENT_MAX = 24, UNKNOWN_SHOWN = 4 };

/* "pass", in its colour, and a sentence. */
static void put_result(Sheet *s, const char *label, const char *name, bool good, bool bad, Str why)
{
	Run r = run_new(s);

	s->label = LABEL;
	run_ink(&r, good ? INK_GREEN : bad ? INK_RED : INK_YELLOW);
	run_plain(&r, name);
	run_ink(&r, INK_PLAIN);
	if (why.len) {
		run_plain(&r, ": ");
		run_put(&r, why);
	}
	sheet_field(s, label, &r, 0);
}

static void put_words(Sheet *s, const char *label, Str a, const char *between, Str b)
{
	Run r = run_new(s);

	if (a.len == 0)
		return;
	run_put(&r, a);
	if (b.len) {
		run_plain(&r, between);
		run_put(&r, b);
	}
	sheet_field(s, label, &r, 0);
}

/* A record with the part that decided marked. */
static void put_record(Sheet *s, const char *label, Str record, Str part, Str owner)
{
	Run r = run_new(s);

	if (record.len == 0)
		return;
	if (owner.len) {
		run_put(&r, owner);
		run_plain(&r, ": ");
	}
	if (part.len && part.at >= record.at && part.at + part.len <= record.at + record.len) {
		run_put(&r, str_between(record.at, part.at));
		run_ink(&r, INK_MARK);
		run_put(&r, part);
		run_ink(&r, INK_PLAIN);
		run_put(&r, str_between(part.at + part.len, record.at + record.len));
	} else {
		run_put(&r, record);
	}
	sheet_field(s, label, &r, RECORD_LINES);
}

/* ---- SPF ---- */

static void put_spf(Sheet *s, const SpfCheck *spf)
{
	Run cost = run_new(s);

	put_result(s, "SPF", spf_result_name[spf->result], spf->result == SPF_PASS, spf->result == SPF_FAIL || spf->result == SPF_PERMERROR,
	           spf->why.len ? spf->why : str_of(spf_result_text[spf->result]));
	put_words(s, "Domain", spf->domain, ", ", spf->helo ? STR("the name of HELO") : STR("of MAIL FROM"));
	put_record(s, "Record", spf->record, spf->term, spf->record_domain);
	if (spf->record.len) {
		buf_format(&cost.text, "%d of 10 terms that ask the DNS, %d of 2 questions without an answer; the whole record has %d of them",
		           spf->lookups, spf->voids, spf->terms_total);
		sheet_field(s, "Cost", &cost, 0);
	}
	sheet_text(s, "Explanation", spf->explanation, 0);
}

/* ---- DKIM ---- */

static void put_signature(Sheet *s, const char *label, const DkimCheck *c)
{
	Run tags = run_new(s);

	put_result(s, label, dkim_result_name[c->result], c->result == DKIM_PASS, c->result == DKIM_FAIL || c->result == DKIM_PERMERROR,
	           c->why.len ? c->why : str_of(dkim_reason_text[c->reason]));
	run_plain(&tags, "d=");
	run_put(&tags, c->d);
	run_plain(&tags, " s=");
	run_put(&tags, c->s);
	if (c->a.len) {
		run_plain(&tags, ", ");
		run_put(&tags, c->a);
	}
	if (c->key_bits)
		buf_format(&tags.text, ", %d bits", c->key_bits);
	if (c->testing)
		run_plain(&tags, "; the key is for testing (t=y)");
	sheet_field(s, "Signature", &tags, 0);
	put_record(s, "Key", c->key_record, STR(""), c->key_name);
	if (c->undone)
		sheet_text(s, "Changed", c->undone->says, 0);
	put_words(s, "Hashed header", c->canonical_header, "", STR(""));
	put_words(s, "Hashed body", c->canonical_body, "", STR(""));
}

static void put_dkim(Sheet *s, const DkimChecks *dkim)
{
	if (dkim->n == 0)
		put_result(s, "DKIM", dkim_result_name[DKIM_NONE], false, false, str_of(dkim_result_text[DKIM_NONE]));
	for (size_t i = 0; i < dkim->n; i++)
		put_signature(s, "DKIM", &dkim->v[i]);
}

/* ---- ARC ---- */

static void put_arc(Sheet *s, const ArcCheck *arc)
{
	put_result(s, "ARC", arc_result_name[arc->result], arc->result == ARC_PASS, arc->result == ARC_FAIL,
	           arc->why.len ? arc->why : str_of(arc_result_text[arc->result]));
	for (size_t i = arc->n; i-- > 0; ) {
		const ArcSet *set = &arc->v[i];
		Run r = run_new(s);

		buf_format(&r.text, "i=%d sealed by ", set->instance);
		run_put(&r, set->seal.d);
		run_plain(&r, " (seal ");
		run_plain(&r, dkim_result_name[set->seal.result]);
		run_plain(&r, ", message ");
		run_plain(&r, dkim_result_name[set->message.result]);
		run_plain(&r, "): ");
		run_put(&r, set->results);
		sheet_field(s, i + 1 == arc->n ? "Sets" : "", &r, RECORD_LINES);
	}
}

/* ---- DMARC ---- */

static void put_alignment(Sheet *s, const DmarcCheck *d)
{
	Run r = run_new(s);

	run_plain(&r, d->spf_aligned ? "SPF passes aligned" : "SPF does not pass aligned");
	run_plain(&r, d->strict_spf ? " (strict)" : "");
	run_plain(&r, d->dkim_aligned ? "; DKIM passes aligned" : "; DKIM does not pass aligned");
	run_plain(&r, d->strict_dkim ? " (strict)" : "");
	sheet_field(s, "Alignment", &r, 0);
}

static void put_policy(Sheet *s, const DmarcCheck *d)
{
	Run r = run_new(s);

	run_plain(&r, d->policy_tag ? d->policy_tag : "p");
	run_plain(&r, "=");
	run_plain(&r, dmarc_policy_name[d->policy]);
	run_plain(&r, ": ");
	run_plain(&r, dmarc_policy_text[d->policy]);
	if (d->testing)
		run_plain(&r, "; t=y: one level less");
	sheet_field(s, "Policy", &r, 0);
}

static void put_dmarc(Sheet *s, const DmarcCheck *d)
{
	put_result(s, "DMARC", dmarc_result_name[d->result], d->result == DMARC_PASS, d->result == DMARC_FAIL || d->result == DMARC_PERMERROR,
	           d->why.len ? d->why : str_of(dmarc_result_text[d->result]));
	put_words(s, "From", d->author, ", of the organisation ", d->organisation);
	put_record(s, "Record", d->record, STR(""), d->record_domain);
	if (d->record.len)
		put_policy(s, d);
	put_alignment(s, d);
	if (d->psl_differs) {
		Run r = run_new(s);

		run_plain(&r, "by RFC 7489 and the public suffix list it is ");
		run_plain(&r, dmarc_result_name[d->result_psl]);
		run_plain(&r, " (");
		run_plain(&r, dmarc_policy_name[d->policy_psl]);
		run_plain(&r, ") for the organisation ");
		run_put(&r, d->organisation_psl);
		run_plain(&r, ": receivers will differ");
		sheet_field(s, "But", &r, 0);
	}
}

/* ---- all of them ---- */

static void divide(Sheet *s, size_t begin)
{
	if (s->out->len > begin)
		sheet_blank(s);
}

void checktext(Sheet *s, const Checks *c)
{
	size_t begin = s->out->len;

	if (c->dmarc)
		put_dmarc(s, c->dmarc);
	if (c->spf) {
		divide(s, begin);
		put_spf(s, c->spf);
	}
	if (c->dkim) {
		divide(s, begin);
		put_dkim(s, c->dkim);
	}
	if (c->arc) {
		divide(s, begin);
		put_arc(s, c->arc);
	}
}

/* ---- what was seen ---- */

/* The place of the input that shows it, where the sentence does not have it already. */
static void put_slice(Sheet *s, const Evidence *e)
{
	Run r = run_new(s);

	if (!str_eq(e->where.source, STR("input")) || e->where.data.len == 0 || str_has(e->text, e->where.data))
		return;
	run_plain(&r, "\xc2\xab");
	run_put(&r, str_take(e->where.data, SLICE_SHOWN));
	run_plain(&r, "\xc2\xbb");
	sheet_field(s, "", &r, 0);
}

static void put_seen(Sheet *s, const Evidence *e)
{
	static const Ink inks[GRADE_COUNT] = { [GRADE_GOOD] = INK_GREEN, [GRADE_NOTE] = INK_DIM, [GRADE_WARN] = INK_YELLOW, [GRADE_BAD] = INK_RED, [GRADE_UNKNOWN] = INK_BLUE };
	Run r = run_new(s), todo = run_new(s);

	run_ink(&r, inks[e->grade]);
	run_plain(&r, grade_name[e->grade]);
	run_ink(&r, INK_PLAIN);
	run_plain(&r, ": ");
	run_put(&r, e->text);
	sheet_field(s, e->exam ? e->exam : "", &r, 0);
	put_slice(s, e);
	if (e->todo.len == 0 || e->grade == GRADE_GOOD)
		return;
	run_plain(&todo, "\xe2\x86\x92 ");
	run_put(&todo, e->todo);
	sheet_field(s, "", &todo, 0);
}

static size_t count_grade(const EvidenceList *list, Grade grade)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		n += list->v[i].grade == grade;
	return n;
}

/* How many of that examination could not be examined. */
static size_t unknown_of(const EvidenceList *list, const char *exam)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		n += list->v[i].grade == GRADE_UNKNOWN && list->v[i].exam == exam;
	return n;
}

/* Many of one examination are one line. */
static bool is_crowd(const EvidenceList *list, const Evidence *e)
{
	return e->grade == GRADE_UNKNOWN && unknown_of(list, e->exam) > UNKNOWN_SHOWN;
}

static void put_crowd(Sheet *s, const EvidenceList *list, const Evidence *e)
{
	Run r = run_new(s);

	run_ink(&r, INK_BLUE);
	run_plain(&r, grade_name[GRADE_UNKNOWN]);
	run_ink(&r, INK_PLAIN);
	buf_format(&r.text, ": %zu could not be examined; the first: ", unknown_of(list, e->exam));
	run_put(&r, e->text);
	sheet_field(s, e->exam, &r, 0);
}

/* Those of one grade; of a crowd only the first. */
static void put_grade(Sheet *s, const EvidenceList *list, Grade grade, bool whole)
{
	const char *crowd = NULL;

	for (size_t i = 0; i < list->n; i++) {
		const Evidence *e = &list->v[i];

		if (e->grade != grade || (crowd && e->exam == crowd))
			continue;
		if (whole || !is_crowd(list, e)) {
			put_seen(s, e);
			continue;
		}
		crowd = e->exam;
		put_crowd(s, list, e);
	}
}

void checktext_evidence(Sheet *s, const EvidenceList *list, bool whole)
{
	static const Grade order[] = { GRADE_BAD, GRADE_WARN, GRADE_UNKNOWN, GRADE_NOTE, GRADE_GOOD };
	size_t well = count_grade(list, GRADE_GOOD), notes = count_grade(list, GRADE_NOTE);
	Run r = run_new(s);

	s->label = LABEL;
	for (size_t g = 0; g < sizeof order / sizeof *order; g++)
		if (whole || grade_rank(order[g]) >= grade_rank(GRADE_UNKNOWN))
			put_grade(s, list, order[g], whole);
	if (whole || well + notes == 0)
		return;
	buf_format(&r.text, "%zu thing%s as receivers want %s", well, well == 1 ? "" : "s", well == 1 ? "it" : "them");
	if (notes)
		buf_format(&r.text, ", %zu note%s", notes, notes == 1 ? "" : "s");
	run_plain(&r, "; --verbose shows all");
	sheet_field(s, "", &r, 0);
}

/* ---- the steps ---- */

/* The question, and what came of it where the step does not show that already. */
static void run_answer(Run *r, const DnsAnswer *answer, bool shown, Arena *keep)
{
	run_put(r, answer->name);
	run_plain(r, " ");
	run_put(r, dns_type_name(answer->type, keep));
	if (shown && answer->n == 1)
		return;
	run_plain(r, " \xe2\x86\x92 ");
	if (answer->status != DNS_OK)
		run_plain(r, dns_status_name[answer->status]);
	for (size_t i = 0; i < answer->n && i < ANSWERS_SHOWN; i++) {
		if (i)
			run_plain(r, ", ");
		run_put(r, str_take(dns_rdata_text(answer->type, answer->v[i].wire, keep), ANSWER_SHOWN));
	}
	if (answer->n > ANSWERS_SHOWN)
		buf_format(&r->text, " and %zu more", answer->n - ANSWERS_SHOWN);
}

static void put_step(Sheet *s, const TraceStep *step, int depth, Str said)
{
	static const char blanks[] = "                        ";
	int indent = depth * INDENT < INDENT_MAX ? depth * INDENT : INDENT_MAX;
	Run r = run_new(s);

	run_ink(&r, INK_BOLD);
	run_plain(&r, step->what);
	run_ink(&r, INK_PLAIN);
	if (step->text.len) {
		run_plain(&r, " ");
		run_put(&r, step->text);
	}
	if (step->answer) {
		run_plain(&r, " [");
		run_answer(&r, step->answer, step->text.len > 0, s->out->arena);
		run_plain(&r, "]");
	}
	if (step->cost)
		buf_format(&r.text, " (%d look-up%s)", step->cost, step->cost == 1 ? "" : "s");
	if (step->outcome.len) {
		run_plain(&r, ": ");
		run_ink(&r, INK_BOLD);
		run_put(&r, step->outcome);
		run_ink(&r, INK_PLAIN);
	}
	if (step->note.len && !str_eq(step->note, said)) {
		run_plain(&r, "; ");
		run_put(&r, step->note);
	}
	sheet_list(s, "", blanks + INDENT_MAX - indent, &r, 0);
}

void checktext_trace(Sheet *s, const Trace *t)
{
	int label = s->label;
	Str said = STR("");                         /* what a step says after the one around it is not said again */

	s->label = 0;
	for (size_t i = 0; i < t->n; i++) {
		int depth = 0;

		for (int at = t->v[i].parent; at >= 0; at = t->v[at].parent)
			depth++;
		put_step(s, &t->v[i], depth, said);
		if (t->v[i].note.len)
			said = t->v[i].note;
	}
	s->label = label;
}
