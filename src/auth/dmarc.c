/* dmarc.c - policy discovery, alignment, and what becomes of the message. */
#include "auth/dmarc.h"
#include "auth/identifiers.h"
#include "base/buf.h"

typedef struct {
	World *w;
	Arena *keep;
	Trace *t;
	DmarcCheck *out;
	Identifiers ids;
	TreeWalk walk;                          /* of the author's domain */
	const WalkStep *found;                  /* the record that holds; NULL: none */
	const Identifier *by;                   /* the first that passes and is aligned; NULL */
	const Identifier *open;                 /* the first that might be; NULL */
	bool existence_open;                    /* np= asks for something else, and whether the domain exists is not known */
} Check;

static void note(Check *c, const char *what, const char *rfc, Str text, Str whole, Str outcome, Str words)
{
	trace_step(c->t, (TraceStep){ .what = what, .rfc = rfc, .text = text, .whole = whole, .outcome = outcome, .note = words });
}

/* ---- which record (4.10.1) ---- */

static void discover(Check *c)
{
	const DmarcCheck *o = c->out;

	for (size_t i = 0; i < c->walk.n && !c->found; i++) {
		const WalkStep *s = &c->walk.v[i];
		bool own = s->domain.len == o->author.len, organisation = !c->walk.failed && s->domain.len == o->organisation.len;

		if (own || organisation || (!c->walk.failed && s->record.psd == PSD_YES))
			c->found = s;
	}
}

/* ---- which of its policies (4.7, 4.10.1) ---- */

/* 3.2.13, A.4: only NXDOMAIN for the name says that it does not exist; where _dmarc below it is known to exist, so does it. */
static DnsStatus existence(Check *c)
{
	const DnsAnswer *a = world_ask(c->w, c->out->author, DNS_TYPE_A);

	c->out->pending |= a->status == DNS_PENDING;
	if (a->status != DNS_PENDING)
		trace_step(c->t, (TraceStep){ .what = "question", .rfc = "RFC 9989 3.2.13", .text = a->name, .whole = STR(""), .answer = a,
		                              .outcome = str_of(dns_status_name[a->status]), .note = STR("does the author's domain exist?") });
	return a->status;
}

static bool choose_policy(Check *c)
{
	const DmarcRecord *r = &c->found->record;
	DmarcCheck *o = c->out;
	DmarcFor whom = c->found->domain.len == o->author.len ? DMARC_FOR_DOMAIN : DMARC_FOR_SUBDOMAIN;
	DmarcPolicy other;
	const char *tag;

	if (!dmarc_policy(r, whom, false, &o->policy, &o->policy_tag)) {
		o->policy_tag = "";
		return false;
	}
	if (whom == DMARC_FOR_SUBDOMAIN && dmarc_policy(r, DMARC_FOR_NONEXISTENT, false, &other, &tag) && tag[0] == 'n') {
		DnsStatus status = existence(c);

		if (status == DNS_NXDOMAIN) {
			o->policy = other;
			o->policy_tag = tag;
		}
		c->existence_open = dns_failed(status) && other != o->policy;
	}
	note(c, "policy", "RFC 9989 4.10.1", r->text, STR(""), str_of(dmarc_policy_name[o->policy]), str_of(o->policy_tag));
	return true;
}

/* ---- alignment (4.4, 4.10.2) ---- */

typedef enum { ALIGNED, NOT_ALIGNED, ALIGNMENT_OPEN } Alignment;

/* Have they any name above them in common?  Then they may have one organisation. */
static bool share_a_name(Str a, Str b)
{
	Str top_a = a, top_b = b;
	const char *dot;

	if ((dot = memrchr(a.at, '.', a.len)))
		top_a = str_between(dot + 1, a.at + a.len);
	if ((dot = memrchr(b.at, '.', b.len)))
		top_b = str_between(dot + 1, b.at + b.len);
	return str_eq(top_a, top_b);
}

static Alignment align_relaxed(Check *c, Str domain)
{
	TreeWalk walk;

	if (c->walk.failed)
		return share_a_name(domain, c->out->author) ? ALIGNMENT_OPEN : NOT_ALIGNED;
	if (!dns_below(domain, c->out->organisation))
		return NOT_ALIGNED;                     /* its organisation is a tail of it, and cannot be that one */
	walk_tree_knowing(c->w, domain, &c->walk, c->out->author, c->keep, c->t, &walk);
	c->out->pending |= walk.pending;
	return walk.failed ? ALIGNMENT_OPEN : str_eq(walk.organisation, c->out->organisation) ? ALIGNED : NOT_ALIGNED;
}

static Alignment align(Check *c, const Identifier *id)
{
	static const Str outcome[] = { { "aligned", 7 }, { "not aligned", 11 }, { "not known", 9 } };
	bool strict = id->dkim ? c->out->strict_dkim : c->out->strict_spf, same = str_eq(id->domain, c->out->author);
	Alignment a = same ? ALIGNED : strict ? NOT_ALIGNED : align_relaxed(c, id->domain);

	if (!c->out->pending)
		note(c, id->dkim ? "DKIM identifier" : "SPF identifier", id->dkim ? "RFC 9989 4.4.1" : "RFC 9989 4.4.2", id->domain, STR(""), outcome[a],
		     !id->passes ? STR("it could not be judged: the DNS failed") : same ? STR("the author's domain itself") : strict ? STR("strict: only the same domain is") :
		     STR("relaxed: the same organisation is enough"));
	return a;
}

/* All of SPF and, until one is aligned, of DKIM. */
static void align_all(Check *c)
{
	DmarcCheck *o = c->out;

	for (size_t i = 0; i < c->ids.n; i++) {
		const Identifier *id = &c->ids.v[i];
		bool *aligned = id->dkim ? &o->dkim_aligned : &o->spf_aligned;

		if (*aligned || (!id->passes && c->by))
			continue;
		Alignment a = align(c, id);
		if (a == ALIGNED && id->passes) {
			*aligned = true;
			c->by = c->by ? c->by : id;
		} else if (a != NOT_ALIGNED && !c->open) {
			c->open = id;
		}
	}
}

/* ---- in words ---- */

static void put_identifier(Buf *b, const Identifier *id)
{
	buf_put(b, id->dkim ? STR("a DKIM signature of ") : STR("SPF for "));
	buf_put(b, id->domain);
}

static void put_policy(Buf *b, const Check *c)
{
	static const Str asks[DMARC_POLICY_COUNT] = { { "nothing be done", 15 }, { "it be treated as suspicious", 27 }, { "it be refused", 13 } };
	const DmarcCheck *o = c->out;

	buf_put(b, STR("; "));
	buf_put(b, o->record_domain);
	buf_put(b, STR(" asks that "));
	buf_put(b, asks[o->policy]);
	buf_put(b, STR(" ("));
	buf_put(b, str_of(o->policy_tag));
	buf_char(b, '=');
	buf_put(b, str_of(dmarc_policy_name[o->policy]));
	buf_put(b, o->testing && o->policy != DMARC_POLICY_NONE ? STR("; but t=y: it only tests, and one step less holds)") : STR(")"));
}

static void say_pass(Buf *b, const Check *c)
{
	put_identifier(b, c->by);
	buf_put(b, STR(" passes"));
	if (str_eq(c->by->domain, c->out->author)) {
		buf_put(b, STR(", and that is the author's domain"));
	} else {
		buf_put(b, STR(", and the author's domain "));
		buf_put(b, c->out->author);
		buf_put(b, STR(" belongs to the same organisation, "));
		buf_put(b, c->out->organisation);
	}
}

/* Which one came nearest. */
static void say_fail(Buf *b, const Check *c)
{
	const Identifier *id = NULL;

	for (size_t i = 0; i < c->ids.n && !id; i++)
		if (c->ids.v[i].passes)
			id = &c->ids.v[i];
	if (!id) {
		buf_put(b, STR("neither SPF nor a DKIM signature passes"));
	} else {
		bool strict = id->dkim ? c->out->strict_dkim : c->out->strict_spf;

		put_identifier(b, id);
		buf_put(b, STR(" passes, but "));
		buf_put(b, strict ? STR("only the author's domain itself would count (strict alignment): ") : STR("that is not the organisation of the author's domain "));
		buf_put(b, c->out->author);
		buf_put(b, c->ids.n > 1 ? STR("; no other that passes is, either") : STR(""));
	}
	put_policy(b, c);
}

static void say_temperror(Buf *b, const Check *c)
{
	if (c->walk.failed && (!c->found || !c->open)) {
		buf_put(b, STR("whether "));
		buf_put(b, c->out->author);
		buf_put(b, STR(" is under a DMARC policy is not known: the DNS failed for "));
		buf_put(b, c->walk.answer->name);
	} else if (c->open) {
		put_identifier(b, c->open);
		buf_put(b, c->open->passes ? STR(" passes, but the DNS failed when it was to be found whether that is the author's organisation")
		                           : STR(" would count, but could not be judged, for the DNS failed"));
	} else {
		buf_put(b, STR("the DNS failed when it was asked whether "));
		buf_put(b, c->out->author);
		buf_put(b, STR(" exists, and the record asks for something else if it does not (np=)"));
	}
}

static void say_none(Buf *b, const Check *c)
{
	if (c->found) {
		buf_put(b, STR("the record of "));
		buf_put(b, c->found->domain);
		buf_put(b, STR(" holds, but "));
		buf_put(b, c->found->record.why);
	} else if (c->walk.own_records > 1) {
		buf_put(b, c->out->author);
		buf_put(b, STR(" publishes several DMARC records, which count as none"));
	} else {
		buf_put(b, STR("no DMARC record is published for "));
		buf_put(b, c->out->author);
		if (c->out->organisation.len < c->out->author.len) {
			buf_put(b, STR(" or its organisation "));
			buf_put(b, c->out->organisation);
		}
	}
}

static void say_permerror(Buf *b, const Check *c)
{
	buf_put(b, c->out->author.len ? STR("From has no domain of the DNS: ") : STR("From has no address with a domain"));
	buf_put(b, str_take(c->out->author, 255));
}

static Str say(const Check *c)
{
	static void (*const words[DMARC_RESULT_COUNT])(Buf *, const Check *) = {
		[DMARC_NONE] = say_none, [DMARC_PASS] = say_pass, [DMARC_FAIL] = say_fail, [DMARC_TEMPERROR] = say_temperror, [DMARC_PERMERROR] = say_permerror,
	};
	Buf b = buf_new(c->keep);

	buf_room(&b, 300);
	words[c->out->result](&b, c);
	return buf_str(&b);
}

/* ---- the whole ---- */

/* t=y: one level less (4.7). */
static DmarcPolicy applied(const DmarcCheck *o)
{
	if (o->result != DMARC_FAIL)
		return DMARC_POLICY_NONE;
	return o->testing && o->policy != DMARC_POLICY_NONE ? o->policy - 1 : o->policy;
}

static DmarcResult judge(Check *c)
{
	DmarcCheck *o = c->out;

	if (!c->found)
		return c->walk.failed ? DMARC_TEMPERROR : DMARC_NONE;
	o->record = c->found->record.text;
	o->record_domain = c->found->domain;
	if (!choose_policy(c))
		return DMARC_NONE;
	o->testing = c->found->record.testing;
	o->strict_spf = c->found->record.strict_spf;
	o->strict_dkim = c->found->record.strict_dkim;
	align_all(c);
	return c->by ? DMARC_PASS : c->open || c->existence_open ? DMARC_TEMPERROR : DMARC_FAIL;
}

static bool awaited(const DmarcInput *in)
{
	bool pending = in->spf && in->spf->pending;

	for (size_t i = 0; in->dkim && i < in->dkim->n; i++)
		pending |= in->dkim->v[i].pending;
	return pending;
}

static void examine(Check *c, const DmarcInput *in)
{
	DmarcCheck *o = c->out;

	walk_tree(c->w, o->author, c->keep, c->t, &c->walk);
	o->pending |= c->walk.pending;
	o->organisation = c->walk.organisation;
	if (o->pending)
		return;
	identifiers_read(in->spf, in->dkim, c->keep, &c->ids);
	discover(c);
	o->result = judge(c);
	if (!in->without_list)
		second_opinion(c->w, &c->ids, &c->walk, c->keep, c->t, o);
	o->disposition = applied(o);
}

void dmarc_check(World *w, const DmarcInput *in, Arena *keep, Trace *t, DmarcCheck *out)
{
	Check c = { .w = w, .keep = keep, .t = t, .out = out };

	*out = (DmarcCheck){ .author = identifier_domain(in->author, keep), .record = STR(""), .record_domain = STR(""), .organisation = STR(""),
	                     .organisation_psl = STR(""), .policy_tag = "", .why = STR(""), .pending = awaited(in) };
	if (out->author.len) {
		examine(&c, in);
	} else {
		out->author = in->author;
		out->result = out->result_psl = DMARC_PERMERROR;
	}
	if (out->pending)
		return;
	out->why = say(&c);
	note(&c, "result", "RFC 9989 5.3.5", out->author, STR(""), str_of(dmarc_result_name[out->result]), out->why);
}
