/* exam_authentication.c - SPF, DKIM, ARC and DMARC of one message: each engine of auth as an examination. */
#include "exam/exam.h"

/* An examination of its own in the trace. */
static int begin(Trace *t, const char *what, const char *rfc)
{
	return trace_open(t, (TraceStep){ .what = what, .rfc = rfc, .text = STR(""), .whole = STR(""), .outcome = STR(""), .note = STR("") });
}

bool exam_spf(const ExamInput *in, Arena *keep, Trace *t, Checks *out)
{
	if (!in->session)
		return true;
	SpfCheck *spf = take(keep, SpfCheck, 1);
	int at = begin(t, "spf", "RFC 7208 4");

	spf_check(in->world, in->session, keep, t, spf);
	trace_close(t, at, str_of(spf_result_name[spf->result]), spf->why);
	out->spf = spf;
	return !spf->pending;
}

static DkimContext context(const ExamInput *in)
{
	return (DkimContext){ in->world, in->crypto, in->show_canonical };
}

bool exam_dkim(const ExamInput *in, Arena *keep, Trace *t, Checks *out)
{
	if (!in->message)
		return true;
	DkimContext c = context(in);
	DkimChecks *dkim = take(keep, DkimChecks, 1);
	int at = begin(t, "dkim", "RFC 6376 6");
	bool pending = false;

	dkim_check(&c, in->message, keep, t, dkim);
	for (size_t i = 0; i < dkim->n; i++)
		pending |= dkim->v[i].pending;
	trace_close(t, at, str_of(dkim_result_name[dkim_best(dkim)]), STR(""));
	out->dkim = dkim;
	return !pending;
}

bool exam_arc(const ExamInput *in, Arena *keep, Trace *t, Checks *out)
{
	if (!in->message)
		return true;
	DkimContext c = context(in);
	ArcCheck *arc = take(keep, ArcCheck, 1);
	int at = begin(t, "arc", "RFC 8617 5.2");

	arc_check(&c, in->message, keep, t, arc);
	trace_close(t, at, str_of(arc_result_name[arc->result]), arc->why);
	out->arc = arc;
	return !arc->pending;
}

/* The strictest of what the authors' domains ask for (RFC 9989 5.4.1 leaves it to the receiver; every domain must be proved, or anybody could add one of his own). */
static bool is_worse(const DmarcCheck *a, const DmarcCheck *b)
{
	static const int rank[DMARC_RESULT_COUNT] = { [DMARC_PASS] = 0, [DMARC_NONE] = 1, [DMARC_PERMERROR] = 2, [DMARC_TEMPERROR] = 3, [DMARC_FAIL] = 4 };

	return rank[a->result] != rank[b->result] ? rank[a->result] > rank[b->result] : a->disposition > b->disposition;
}

static void authors_of(const ExamInput *in, Arena *keep, DmarcAuthors *out)
{
	*out = (DmarcAuthors){ 0 };
	if (in->message)
		dmarc_authors(in->message, keep, out);
	else if (in->author.len)
		*arena_push(keep, out) = in->author;
}

bool exam_dmarc(const ExamInput *in, Arena *keep, Trace *t, Checks *out)
{
	DmarcCheck *worst = take(keep, DmarcCheck, 1);
	DmarcAuthors authors;
	bool pending = false;
	int at = begin(t, "dmarc", "RFC 9989 5.3");

	authors_of(in, keep, &authors);
	if (authors.n == 0)
		*worst = (DmarcCheck){ .result = DMARC_PERMERROR, .author = STR(""), .record = STR(""), .record_domain = STR(""), .organisation = STR(""),
		                       .organisation_psl = STR(""), .why = STR("there is no From address with a domain") };
	for (size_t i = 0; i < authors.n; i++) {
		DmarcInput one = { authors.v[i], out->spf, out->dkim };
		DmarcCheck check;

		dmarc_check(in->world, &one, keep, t, &check);
		pending |= check.pending;
		if (i == 0 || is_worse(&check, worst))
			*worst = check;
	}
	trace_close(t, at, str_of(dmarc_result_name[worst->result]), worst->why);
	out->dmarc = worst;
	return !pending;
}
