/* spf.c - check_host() (RFC 7208 4): identity, record, terms, result. */
#include "auth/spf.h"
#include "auth/spf_count.h"
#include "auth/spf_eval.h"
#include "base/idn.h"

enum { VALUE_MOST = 1024 };                             /* bytes of a local part or a HELO that a macro shows */

const char spf_default_explanation[] = "The domain's SPF record does not authorise this client";

Str spf_say(const SpfEval *c, const Str *parts, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++)
		len += parts[i].len;
	char *out = take(c->keep, char, len + 1), *to = out;
	for (size_t i = 0; i < n; i++) {
		memcpy(to, parts[i].at, parts[i].len);
		to += parts[i].len;
	}
	return (Str){ out, len };
}

static Str text_of(const SpfPlace *p)
{
	return p->record ? p->record->text : STR("");
}

/* ---- how it ends ---- */

SpfMatch spf_stop(SpfEval *c, const SpfPlace *p, SpfProblem problem, Str why)
{
	SpfCheck *out = c->out;

	if (c->stopped)
		return SPF_STOP;
	c->stopped = true;
	out->result = problem == SPF_PROBLEM_DNS ? SPF_TEMPERROR : SPF_PERMERROR;
	out->problem = problem;
	out->record = text_of(p);
	out->record_domain = p->domain;
	out->term = p->term.text;
	out->why = why;
	return SPF_STOP;
}

const DnsAnswer *spf_ask(SpfEval *c, Str name, DnsType type)
{
	const DnsAnswer *a = world_ask(c->world, name, type);
	Trace *t = c->trace;

	c->out->pending |= a->status == DNS_PENDING;
	if (t && t->v[c->step].answer)
		trace_step(t, (TraceStep){ .what = "question", .rfc = "RFC 7208 4.6.4", .text = a->name, .whole = STR(""), .answer = a,
		           .outcome = str_of(dns_status_name[a->status]), .note = STR("") });
	else if (t)
		t->v[c->step].answer = a;
	return a;
}

static Str question(const SpfEval *c, const DnsAnswer *a)
{
	return SPF_SAY(c, dns_type_name(a->type, c->keep), STR(" of "), a->name);
}

static Str failure(const SpfEval *c, const DnsAnswer *a)
{
	return SPF_SAY(c, STR("the DNS gives no "), question(c, a), STR(": "), str_of(dns_status_text[a->status]), a->why.len ? STR(", ") : STR(""), a->why);
}

SpfMatch spf_unanswered(SpfEval *c, const SpfPlace *p, const DnsAnswer *a)
{
	if (a->status == DNS_PENDING)
		return SPF_STOP;
	if (dns_failed(a->status))
		return spf_stop(c, p, SPF_PROBLEM_DNS, SPF_SAY(c, p->term.text, STR(": "), failure(c, a)));
	if (dns_void(a->status) && ++c->out->voids > SPF_VOIDS_MOST)
		return spf_stop(c, p, SPF_PROBLEM_VOIDS, SPF_SAY(c, p->term.text, STR(" asks for the "), question(c, a),
		                STR(", and there is none; this is the 3rd question without an answer, and the limit is 2")));
	return SPF_NO_MATCH;
}

SpfMatch spf_spend(SpfEval *c, const SpfPlace *p)
{
	if (c->out->lookups == SPF_LOOKUPS_MOST)
		return spf_stop(c, p, SPF_PROBLEM_LOOKUPS, SPF_SAY(c, p->term.text, STR(" is the 11th term that asks the DNS; the limit is 10")));
	c->out->lookups++;
	if (c->trace)
		c->trace->v[c->step].cost = 1;
	return SPF_NO_MATCH;
}

/* ---- the record ---- */

static SpfResult has_none(SpfEval *c, Str because)
{
	c->because = because;
	return SPF_NONE;
}

static bool is_ascii(Str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] >= 0x80)
			return false;
	return true;
}

/* RFC 7208 4.3: two labels or more, in ASCII, and no address literal.  The World looks at the rest. */
static bool is_domain(Str s)
{
	const char *dot = memchr(s.at, '.', s.len);

	return is_ascii(s) && dot && dot + 1 < s.at + s.len && s.at[0] != '[';
}

static SpfResult no_domain(SpfEval *c, Str domain, SpfPlace *p)
{
	p->domain = arena_str(c->keep, domain);         /* it may stand in a window */
	return has_none(c, SPF_SAY(c, STR("\""), domain, STR("\" is no domain name of two labels or more, and can have no SPF record")));
}

static void syntax_error(SpfEval *c, SpfPlace *p)
{
	const SpfRecord *r = p->record;
	Str where = r->wrong.len && r->wrong.len < r->term.len ? SPF_SAY(c, STR(" at \""), r->wrong, STR("\"")) : STR("");

	p->term.text = r->term;
	spf_stop(c, p, SPF_PROBLEM_SYNTAX, SPF_SAY(c, STR("\""), r->term, STR("\" in the record of "), p->domain, STR(" is no SPF"), where, STR(": "),
	         str_of(r->error)));
}

/* RFC 7208 4.3 to 4.6: SPF_PASS where the record is there and its syntax holds; else the result of the check. */
static SpfResult fetch(SpfEval *c, Str domain, SpfPlace *p)
{
	Str text = STR("");

	*p = (SpfPlace){ .domain = text, .term.text = text };
	if (!is_domain(domain))
		return no_domain(c, domain, p);
	const DnsAnswer *a = spf_ask(c, domain, DNS_TYPE_TXT);
	if (a->status == DNS_BAD_NAME)
		return no_domain(c, domain, p);
	p->domain = a->name;
	if (a->status == DNS_PENDING)
		return SPF_TEMPERROR;
	if (dns_failed(a->status))
		return spf_stop(c, p, SPF_PROBLEM_DNS, failure(c, a)), SPF_TEMPERROR;
	int found = spf_select(a, &text);
	if (found == 0)
		return has_none(c, SPF_SAY(c, p->domain, a->status == DNS_NXDOMAIN ? STR(" does not exist, and has no SPF record") : STR(" has no SPF record")));
	p->record = spf_read(&c->reader, text);
	if (p->record->error)
		syntax_error(c, p);
	if (found > 1)
		spf_stop(c, p, SPF_PROBLEM_MULTIPLE_RECORDS, SPF_SAY(c, p->domain, STR(" publishes more than one SPF record, and may publish one")));
	return c->stopped ? SPF_PERMERROR : SPF_PASS;
}

/* ---- the terms ---- */

static Str outcome_of(const SpfEval *c, SpfMatch m)
{
	if (m != SPF_STOP)
		return m == SPF_MATCH ? STR("match") : STR("no match");
	return str_of(c->out->pending ? "pending" : spf_result_name[c->out->result]);
}

static int open_term(SpfEval *c, const SpfPlace *p)
{
	const SpfTerm *t = &p->term;

	return trace_open(c->trace, (TraceStep){ .what = t->modifier ? "modifier" : "mechanism", .rfc = spf_kind_rfc[t->kind], .text = t->text,
	                  .whole = text_of(p), .outcome = STR(""), .note = STR("") });
}

/* One mechanism, and what the trace says of it. */
static SpfMatch evaluate(SpfEval *c, const SpfPlace *p)
{
	if (!c->trace)
		return spf_mechanism(c, p);
	int outer = c->step;
	int at = c->step = open_term(c, p);
	SpfMatch m = spf_mechanism(c, p);

	trace_close(c->trace, at, outcome_of(c, m), m == SPF_MATCH ? c->because : m == SPF_STOP && !c->out->pending ? c->out->why : STR(""));
	c->step = outer;
	return m;
}

/* A modifier that nobody knows is ignored (RFC 7208 6); one with the name of a mechanism, or a second version, is a slip that no receiver reports. */
static Str modifier_note(Str term)
{
	Str name;

	str_cut(term, '=', &name);
	if (str_ieq(name, STR("v")))
		return STR("a version stands at the beginning of a record only; here it is a modifier that nobody knows, and is ignored");
	for (int k = SPF_KIND_ALL; k <= SPF_KIND_EXISTS; k++)
		if (str_ieq(name, str_of(spf_kind_name[k])))
			return STR("a mechanism is written with a colon; with = it is a modifier that nobody knows, and is ignored");
	return STR("a modifier that nobody knows is ignored");
}

static void note_modifier(SpfEval *c, const SpfPlace *p)
{
	if (p->term.kind != SPF_KIND_OTHER)
		return;
	int at = open_term(c, p);
	trace_close(c->trace, at, STR("ignored"), modifier_note(p->term.text));
}

static SpfMatch first_match(SpfEval *c, SpfPlace *p)
{
	SpfMatch m = SPF_NO_MATCH;

	for (Str rest = p->record->terms; m == SPF_NO_MATCH && spf_term(&rest, &p->term); ) {
		if (!p->term.modifier)
			m = evaluate(c, p);
		else if (c->trace)
			note_modifier(c, p);
	}
	return m;
}

/* RFC 7208 6.1: the other record decides, and its exp= holds. */
static SpfResult follow(SpfEval *c, const SpfPlace *from, SpfPlace *p)
{
	char window[MACRO_WINDOW];
	Str name;
	SpfMatch m = spf_spend(c, from);

	if (m == SPF_NO_MATCH)
		m = spf_target(c, from, from->term.domain, window, &name);
	if (m == SPF_STOP)
		return c->out->result;
	if (m == SPF_NO_MATCH) {
		c->because = SPF_SAY(c, from->term.text, STR(" asks for a local part that is not ASCII, and leads nowhere"));
		return SPF_NEUTRAL;
	}
	SpfResult r = spf_check_host(c, name, p);
	if (r != SPF_NONE || c->stopped || c->out->pending)
		return r;
	spf_stop(c, from, SPF_PROBLEM_NO_RECORD, SPF_SAY(c, from->term.text, STR(" in the record of "), from->domain, STR(": "), c->because));
	return SPF_PERMERROR;
}

static SpfResult redirected(SpfEval *c, SpfPlace *p)
{
	SpfPlace from = *p;
	int outer = c->step;

	from.term = p->record->redirect;
	int at = c->step = c->trace ? open_term(c, &from) : -1;
	SpfResult r = follow(c, &from, p);
	trace_close(c->trace, at, str_of(spf_result_name[r]), STR(""));
	c->step = outer;
	return r;
}

static SpfResult decide(SpfEval *c, SpfPlace *p)
{
	SpfMatch m = first_match(c, p);

	if (m != SPF_NO_MATCH)
		return m == SPF_MATCH ? p->term.result : c->out->result;
	p->term.text = STR("");
	if (p->record->redirect.kind == SPF_KIND_REDIRECT)
		return redirected(c, p);
	c->because = SPF_SAY(c, STR("no term in the record of "), p->domain, STR(" covers "), ip_text(c->client.ip, c->keep),
	                     STR(", and it ends without all"));
	return SPF_NEUTRAL;
}

SpfResult spf_check_host(SpfEval *c, Str domain, SpfPlace *p)
{
	int outer = c->step;
	int at = trace_open(c->trace, (TraceStep){ .what = "record", .rfc = "RFC 7208 4.5", .text = STR(""), .whole = STR(""), .outcome = STR(""),
	                    .note = STR("") });

	c->step = at;
	SpfResult r = fetch(c, domain, p);
	if (c->trace)
		c->trace->v[at].text = c->trace->v[at].whole = text_of(p);
	Str note = r == SPF_NONE ? c->because : c->stopped ? c->out->why : STR("");
	if (r == SPF_PASS)
		r = decide(c, p);
	trace_close(c->trace, at, c->out->pending ? STR("pending") : str_of(spf_result_name[r]), note);
	c->step = outer;
	return r;
}

/* ---- the explanation (RFC 7208 6.2) ---- */

/* Why there is none that can be used; "": *out is it. */
static Str read_explanation(SpfEval *c, const SpfPlace *p, Str *out)
{
	char window[MACRO_WINDOW];
	MacroValues v;
	Str name;

	if (spf_target(c, p, p->record->exp.domain, window, &name) != SPF_MATCH)
		return STR("its name cannot be asked for");
	const DnsAnswer *a = spf_ask(c, name, DNS_TYPE_TXT);
	if (a->status != DNS_OK || a->n != 1)
		return a->status != DNS_OK ? failure(c, a) : STR("there is more than one text");
	if (!spf_values(c, p, a->v[0].data, &v))
		return STR("pending");
	v.local = c->local;                             /* no question: it may be shown */
	return macro_text(&v, a->v[0].data, c->keep, out) ? STR("") : STR("the text is not ASCII, is too long, or has a macro that is none");
}

static void explain(SpfEval *c, const SpfPlace *p)
{
	SpfPlace exp = *p;

	c->out->explanation_default = true;
	c->out->explanation = c->session->explanation.len ? c->session->explanation : str_of(spf_default_explanation);
	if (p->record->exp.kind != SPF_KIND_EXP)
		return;
	exp.term = p->record->exp;
	int at = c->step = c->trace ? open_term(c, &exp) : -1;
	Str text, useless = read_explanation(c, &exp, &text);
	if (useless.len == 0) {
		c->out->explanation = text;
		c->out->explanation_default = false;
	}
	trace_close(c->trace, at, useless.len ? STR("ignored") : STR("explanation"), useless.len ? useless : text);
}

/* ---- the session ---- */

/* RFC 7208 2.3, 2.4, 4.3: MAIL FROM, or postmaster at HELO where it is empty. */
static void identify(SpfEval *c)
{
	const SpfSession *s = c->session;
	Str from = s->mail_from, local = STR("");
	bool ok;

	c->out->helo = from.len == 0;
	size_t at = from.len;
	while (at > 0 && from.at[at - 1] != '@')
		at--;
	if (at > 0)
		local = str_take(from, at - 1);
	c->out->domain = idn_ascii(c->out->helo ? s->helo : str_drop(from, at), c->keep, &ok);
	c->local = local.len ? str_take(local, VALUE_MOST) : STR("postmaster");
	c->unsayable = !is_ascii(c->local);
	c->client = (MacroValues){ .ip = ip_unmapped(s->ip), .local = s->exact ? c->local : STR("postmaster"), .origin = c->out->domain,
	                           .helo = str_take(s->helo, VALUE_MOST), .receiver = s->receiver.len ? str_take(s->receiver, VALUE_MOST) : STR("unknown"),
	                           .validated = STR("unknown"), .domain = c->out->domain, .now = world_now(c->world) };
}

static void conclude(SpfEval *c, const SpfPlace *p, SpfResult r)
{
	c->out->result = r;
	c->out->why = c->because;
	if (r == SPF_NONE)
		return;
	c->out->record = text_of(p);
	c->out->record_domain = p->domain;
	c->out->term = p->term.text;
}

void spf_check(World *w, const SpfSession *s, Arena *keep, Trace *t, SpfCheck *out)
{
	SpfEval c = { .world = w, .session = s, .keep = keep, .trace = t, .out = out, .step = -1, .reader.keep = keep, .because = STR("") };
	Str none = STR("");
	SpfPlace p;

	*out = (SpfCheck){ .domain = none, .record = none, .record_domain = none, .term = none, .why = none, .explanation = none };
	identify(&c);
	trace_step(t, (TraceStep){ .what = "identity", .rfc = out->helo ? "RFC 7208 2.3" : "RFC 7208 2.4", .text = out->domain, .whole = none,
	           .outcome = out->helo ? STR("HELO") : STR("MAIL FROM"), .note = none });
	if (!s->uncounted && is_domain(out->domain))
		spf_count(w, &c.client, out->domain, &c.reader, out);
	SpfResult r = spf_check_host(&c, out->domain, &p);
	if (!c.stopped)
		conclude(&c, &p, r);
	if (out->result == SPF_FAIL)
		explain(&c, &p);
}
