/* exam_authentication.c - SPF, DKIM, ARC and DMARC of one message: each engine of auth as an examination. */
#include "exam/look.h"

/* How a receiver takes a result, and what it speaks for. */
typedef struct { Grade grade; const char *cause, *todo; } Verdict;

/* ---- SPF ---- */

static const Verdict spf_verdict[SPF_RESULT_COUNT] = {
	[SPF_NONE]      = { GRADE_WARN, "auth.spf.no_record", "publish an SPF record that names the servers that send" },
	[SPF_NEUTRAL]   = { GRADE_WARN, "auth.spf.ip_not_listed", "add the sending address, or its service's include, to the SPF record" },
	[SPF_PASS]      = { GRADE_GOOD, "auth.spf", "" },
	[SPF_FAIL]      = { GRADE_BAD, "auth.spf.ip_not_listed", "if this server is yours, add its address, or its service's include, to the SPF record" },
	[SPF_SOFTFAIL]  = { GRADE_WARN, "auth.spf.ip_not_listed", "if this server is yours, add its address, or its service's include, to the SPF record" },
	[SPF_TEMPERROR] = { GRADE_UNKNOWN, "auth.spf.temperror", "see that the name servers of this domain, and of those that it includes, answer" },
	[SPF_PERMERROR] = { GRADE_BAD, "auth.spf.permerror_syntax", "repair the SPF record; until then receivers treat it as none" },
};
static const char *const spf_problem_cause[SPF_PROBLEM_COUNT] = {
	[SPF_PROBLEM_MULTIPLE_RECORDS] = "auth.spf.permerror_multiple_records", [SPF_PROBLEM_LOOKUPS] = "auth.spf.permerror_lookups",
	[SPF_PROBLEM_NAMES] = "auth.spf.permerror_lookups", [SPF_PROBLEM_VOIDS] = "auth.spf.permerror_void",
};

static void see_spf(Look *l, const SpfCheck *spf)
{
	Verdict v = spf_verdict[spf->result];
	const char *cause = spf_problem_cause[spf->problem] ? spf_problem_cause[spf->problem] : v.cause;

	look_see_record(l, v.grade, cause, (Record){ spf->record_domain, STR("TXT"), spf->record }, str_of(v.todo), "SPF %s for %.*s: %.*s",
	                spf_result_name[spf->result], STR_ARG(spf->domain), STR_ARG(spf->why.len ? spf->why : str_of(spf_result_text[spf->result])));
}

void exam_spf(Look *l)
{
	if (!l->in->session)
		return;
	SpfCheck *spf = take(l->keep, SpfCheck, 1);

	spf_check(l->in->world, l->in->session, l->keep, l->trace, spf);
	l->out->spf = spf;
	l->pending = spf->pending;
	l->outcome = str_of(spf_result_name[spf->result]);
	if (!l->pending)
		see_spf(l, spf);
}

/* ---- DKIM ---- */

static const Verdict dkim_verdict[DKIM_REASON_COUNT] = {
	[DKIM_REASON_NONE]          = { GRADE_GOOD, "auth.dkim", "" },
	[DKIM_REASON_NO_KEY]        = { GRADE_BAD, "auth.dkim.key_missing", "publish the public key at that name, or sign with a selector that has one" },
	[DKIM_REASON_KEY_REVOKED]   = { GRADE_BAD, "auth.dkim.key_bad", "sign with a selector whose key is in use" },
	[DKIM_REASON_KEY_DAMAGED]   = { GRADE_BAD, "auth.dkim.key_bad", "publish the key again, whole: a TXT record in pieces of at most 255 bytes" },
	[DKIM_REASON_KEY_UNUSABLE]  = { GRADE_BAD, "auth.dkim.key_bad", "publish a key that allows this signature" },
	[DKIM_REASON_KEY_MISMATCH]  = { GRADE_BAD, "auth.dkim.key_mismatch", "publish the key that the signer uses, or give the signer the key that is published" },
	[DKIM_REASON_BODY_HASH]     = { GRADE_BAD, "auth.dkim.body_modified_after_signing", "sign last: whatever adds to the body must come before" },
	[DKIM_REASON_HEADER]        = { GRADE_BAD, "auth.dkim.header_modified", "sign last: whatever changes the header must come before" },
	[DKIM_REASON_KEY_OR_HEADER] = { GRADE_BAD, "auth.dkim", "compare the published key with the signer's; then look for what changes the header" },
	[DKIM_REASON_EXPIRED]       = { GRADE_BAD, "auth.dkim.expired_or_future", "give signatures more time (x=), or deliver sooner" },
	[DKIM_REASON_FUTURE]        = { GRADE_BAD, "auth.dkim.expired_or_future", "set the signer's clock" },
	[DKIM_REASON_SYNTAX]        = { GRADE_BAD, "auth.dkim", "repair the signer's configuration: its field cannot be read" },
	[DKIM_REASON_WEAK_KEY]      = { GRADE_BAD, "auth.dkim.key_bad", "use an RSA key of 2048 bits" },
	[DKIM_REASON_SHA1]          = { GRADE_BAD, "auth.dkim", "sign with rsa-sha256" },
	[DKIM_REASON_DNS_ERROR]     = { GRADE_UNKNOWN, "auth.dkim.key_missing", "see that the name servers of the signing domain answer" },
	[DKIM_REASON_UNCHECKED_HEADERS_ONLY] = { GRADE_UNKNOWN, "auth.dkim", "" },
};

static DkimContext context(const ExamInput *in)
{
	return (DkimContext){ in->world, in->crypto, in->show_canonical };
}

static void see_signature(Look *l, const DkimCheck *c)
{
	Verdict v = dkim_verdict[c->reason];
	Str why = c->why.len ? c->why : str_of(c->reason ? dkim_reason_text[c->reason] : dkim_result_text[c->result]);

	if (c->reason == DKIM_REASON_NONE && c->result != DKIM_PASS)
		v.grade = GRADE_WARN;
	look_see_record(l, v.grade, v.cause, (Record){ c->key_name, STR("TXT"), c->key_record }, str_of(v.todo), "DKIM %s for %.*s, selector %.*s: %.*s",
	                dkim_result_name[c->result], STR_ARG(c->d), STR_ARG(c->s), STR_ARG(why));
}

void exam_dkim(Look *l)
{
	if (!l->in->message)
		return;
	DkimContext c = context(l->in);
	DkimChecks *dkim = take(l->keep, DkimChecks, 1);

	dkim_check(&c, l->in->message, l->keep, l->trace, dkim);
	for (size_t i = 0; i < dkim->n; i++)
		l->pending |= dkim->v[i].pending;
	dkim->result = dkim_best(dkim);
	l->out->dkim = dkim;
	l->outcome = str_of(dkim_result_name[dkim->result]);
	for (size_t i = 0; i < dkim->n && !l->pending; i++)
		see_signature(l, &dkim->v[i]);
	if (dkim->n == 0)
		look_see(l, GRADE_WARN, "auth.dkim.no_signature", NULL, STR("let the server or the service that sends sign with DKIM for the domain in From"),
		         "the message is not signed");
}

/* ---- ARC ---- */

static const Verdict arc_verdict[ARC_RESULT_COUNT] = {
	[ARC_NONE]      = { GRADE_NONE, NULL, "" },
	[ARC_PASS]      = { GRADE_GOOD, "auth.arc", "" },
	[ARC_FAIL]      = { GRADE_NOTE, "auth.arc", "who forwards must seal the message as it leaves" },
	[ARC_TEMPERROR] = { GRADE_UNKNOWN, NULL, "" },
};

void exam_arc(Look *l)
{
	if (!l->in->message)
		return;
	DkimContext c = context(l->in);
	ArcCheck *arc = take(l->keep, ArcCheck, 1);

	arc_check(&c, l->in->message, l->keep, l->trace, arc);
	l->out->arc = arc;
	l->pending = arc->pending;
	l->outcome = str_of(arc_result_name[arc->result]);
	Verdict v = arc_verdict[arc->result];

	if (!l->pending && v.grade)
		look_see(l, v.grade, v.cause, NULL, str_of(v.todo), "ARC %s: %.*s", arc_result_name[arc->result],
		         STR_ARG(arc->why.len ? arc->why : str_of(arc_result_text[arc->result])));
}

/* ---- DMARC ---- */

static const Verdict dmarc_verdict[DMARC_RESULT_COUNT] = {
	[DMARC_NONE]      = { GRADE_WARN, "auth.dmarc.record_missing", "publish a DMARC record; p=none with rua= is a beginning" },
	[DMARC_PASS]      = { GRADE_GOOD, "auth.dmarc", "" },
	[DMARC_FAIL]      = { GRADE_BAD, "auth.dmarc", "sign with DKIM for the domain in From, or send with an envelope sender in that domain" },
	[DMARC_TEMPERROR] = { GRADE_UNKNOWN, "auth.dmarc", "see that the name servers of the domain in From answer" },
	[DMARC_PERMERROR] = { GRADE_BAD, "auth.dmarc.record_invalid", "let From have exactly one address, of a domain that exists" },
};

/* The strictest holds: every author's domain must be proved, or anybody could add one of his own to From. */
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

/* Without a message and a session nothing can pass: only the record is looked at. */
static void see_dmarc_record(Look *l, const DmarcCheck *d)
{
	if (d->record.len)
		look_see_record(l, GRADE_GOOD, NULL, (Record){ d->record_domain, STR("TXT"), d->record }, STR(""), "%.*s has a DMARC record: %s=%s", STR_ARG(d->author),
		                d->policy_tag ? d->policy_tag : "p", dmarc_policy_name[d->policy]);
}

/* What was not examined might have passed: nobody knows who sent, or a signature whose body is not at hand. */
static bool is_undecided(const Look *l)
{
	for (size_t i = 0; l->out->dkim && i < l->out->dkim->n; i++)
		if (l->out->dkim->v[i].reason == DKIM_REASON_UNCHECKED_HEADERS_ONLY)
			return true;
	return !l->out->spf;
}

static void see_dmarc(Look *l, const DmarcCheck *d)
{
	Verdict v = dmarc_verdict[d->result];

	if (!l->out->spf && !l->out->dkim && d->result == DMARC_FAIL) {
		see_dmarc_record(l, d);
		return;
	}
	if (d->result == DMARC_FAIL && is_undecided(l))
		v = (Verdict){ GRADE_UNKNOWN, NULL, "" };
	else if (d->result == DMARC_FAIL && d->disposition == DMARC_POLICY_NONE)
		v.grade = GRADE_WARN;
	look_see_record(l, v.grade, v.cause, (Record){ d->record_domain, STR("TXT"), d->record }, str_of(v.todo), "DMARC %s for %.*s: %.*s",
	                dmarc_result_name[d->result], STR_ARG(d->author), STR_ARG(d->why.len ? d->why : str_of(dmarc_result_text[d->result])));
	if (d->psl_differs)
		look_see_record(l, GRADE_WARN, "auth.dmarc", (Record){ d->record_domain, STR("TXT"), d->record }, STR("make the two agree: a record at the From domain itself"),
		                "receivers that follow RFC 7489 and the public suffix list come to %s (%s), those of RFC 9989 to %s (%s)", dmarc_result_name[d->result_psl],
		                dmarc_policy_name[d->policy_psl], dmarc_result_name[d->result], dmarc_policy_name[d->policy]);
}

void exam_dmarc(Look *l)
{
	DmarcCheck *worst = take(l->keep, DmarcCheck, 1);
	DmarcAuthors authors;

	authors_of(l->in, l->keep, &authors);
	if (authors.n == 0)
		*worst = (DmarcCheck){ .result = DMARC_PERMERROR, .author = STR(""), .record = STR(""), .record_domain = STR(""), .organisation = STR(""),
		                       .organisation_psl = STR(""), .why = STR("there is no From address with a domain") };
	for (size_t i = 0; i < authors.n; i++) {
		DmarcInput one = { authors.v[i], l->out->spf, l->out->dkim };
		DmarcCheck check;

		dmarc_check(l->in->world, &one, l->keep, l->trace, &check);
		l->pending |= check.pending;
		if (i == 0 || is_worse(&check, worst))
			*worst = check;
	}
	l->out->dmarc = worst;
	l->outcome = str_of(dmarc_result_name[worst->result]);
	if (!l->pending)
		see_dmarc(l, worst);
}
