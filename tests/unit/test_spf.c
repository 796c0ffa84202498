/* test_spf.c - check_host(): results with their reasons, limits, privacy, hostile records, the trace. */
#include "unit.h"
#include "auth/spf.h"
#include "auth/spf_count.h"
#include "base/buf.h"

static World *world(Str zone)
{
	Err err = { 0 };
	World *w = zonefile_read(zone, "zone", 1700000000, &err);

	ok(w, "%s\n", err.text);
	return w;
}

static SpfSession session(const char *ip, const char *helo, const char *from)
{
	SpfSession s = { .helo = str_of(helo), .mail_from = str_of(from), .receiver = STR("mx.example.net"), .exact = true };

	ok(ip_read(str_of(ip), &s.ip), "'%s'\n", ip);
	return s;
}

static SpfCheck check(Str zone, const SpfSession *s, Arena *a, Trace *t)
{
	World *w = world(zone);
	SpfCheck out;

	spf_check(w, s, a, t, &out);
	out.why = arena_str(a, out.why);
	out.term = arena_str(a, out.term);
	out.record_domain = arena_str(a, out.record_domain);
	out.explanation = arena_str(a, out.explanation);
	world_close(w);
	return out;
}

static const char zone[] =
	"example.org. TXT \"v=spf1 ip4:192.0.2.0/28 a:www.example.org mx include:_spf.example.net exists:%{i}.list.example.org ptr:rdns.example.org -all\"\n"
	"www.example.org. A 192.0.2.33\n"
	"www.example.org. AAAA 2001:db8::33\n"
	"example.org. MX 10 mx1.example.org.\n"
	"example.org. MX 20 mx2.example.org.\n"
	"mx1.example.org. A 192.0.2.34\n"
	"mx2.example.org. A 192.0.2.35\n"
	"mx2.example.org. AAAA 2001:db8::35\n"
	"_spf.example.net. TXT \"v=spf1 ip4:198.51.100.0/24 ~all\"\n"
	"203.0.113.9.list.example.org. A 127.0.0.2\n"
	"10.113.0.203.in-addr.arpa. PTR host.rdns.example.org.\n"
	"host.rdns.example.org. A 203.0.113.10\n"
	"11.113.0.203.in-addr.arpa. PTR forged.rdns.example.org.\n"
	"forged.rdns.example.org. A 192.0.2.99\n"
	"open.example.org. TXT \"v=spf1 ip4:192.0.2.1\"\n"
	"soft.example.org. TXT \"v=spf1 redirect=_spf.example.net\"\n"
	"gone.example.org. TXT \"v=spf1 redirect=nothing.example.net\"\n"
	"text.example.org. TXT \"just a text\"\n"
	"two.example.org. TXT \"v=spf1 -all\"\n"
	"two.example.org. TXT \"v=spf1 +all\"\n"
	"bad.example.org. TXT \"v=spf1 ip4:192.0.2.0/33 -all\"\n"
	"inner.example.org. TXT \"v=spf1 include:bad.example.org -all\"\n"
	"lone.example.org. TXT \"v=spf1 include:text.example.org -all\"\n"
	"; !servfail broken.example.org\n"
	"fails.example.org. TXT \"v=spf1 a:broken.example.org -all\"\n"
	"void.example.org. TXT \"v=spf1 a:v1.example.net a:v2.example.net a:v3.example.net -all\"\n"
	"ten.example.org. TXT \"v=spf1 a a a a a a a a a a a -all\"\n"
	"ten.example.org. A 192.0.2.200\n"
	"exp.example.org. TXT \"v=spf1 -all exp=why.example.org\"\n"
	"why.example.org. TXT \"%{s} may not send from %{c}; see http://%{r}/%{L}\"\n"
	"local.example.org. TXT \"v=spf1 exists:%{l}.list.example.org -all exp=%{l}.list.example.org\"\n"
	"postmaster.list.example.org. A 127.0.0.2\n"
	"eai.example.org. TXT \"v=spf1 exists:%{l}.list.example.org redirect=%{l}.example.org\"\n"
	"xn--mnchen-3ya.example. TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
	"mail.helo.example. TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
	"slip.example.org. TXT \"v=spf1 include=_spf.example.net -all\"\n";

static void test_results(void **state)
{
	static const struct { const char *ip, *helo, *from; SpfResult result; SpfProblem problem; const char *record_domain, *term, *why; } t[] = {
		{ "192.0.2.1", "", "joe@example.org", SPF_PASS, 0, "example.org", "ip4:192.0.2.0/28",
		  "ip4:192.0.2.0/28 in the record of example.org covers 192.0.2.1" },
		{ "::ffff:192.0.2.1", "", "example.org", SPF_PASS, 0, "example.org", "ip4:192.0.2.0/28",
		  "ip4:192.0.2.0/28 in the record of example.org covers 192.0.2.1" },
		{ "192.0.2.33", "", "joe@Example.ORG.", SPF_PASS, 0, "example.org", "a:www.example.org",
		  "a:www.example.org in the record of example.org: www.example.org has the address 192.0.2.33" },
		{ "2001:db8::33", "", "joe@example.org", SPF_PASS, 0, "example.org", "a:www.example.org",
		  "a:www.example.org in the record of example.org: www.example.org has the address 2001:db8::33" },
		{ "192.0.2.35", "", "joe@example.org", SPF_PASS, 0, "example.org", "mx",
		  "mx in the record of example.org: mx2.example.org has the address 192.0.2.35" },
		{ "198.51.100.7", "", "joe@example.org", SPF_PASS, 0, "example.org", "include:_spf.example.net",
		  "include:_spf.example.net passes: ip4:198.51.100.0/24 in the record of _spf.example.net covers 198.51.100.7" },
		{ "203.0.113.9", "", "joe@example.org", SPF_PASS, 0, "example.org", "exists:%{i}.list.example.org",
		  "exists:%{i}.list.example.org in the record of example.org: 203.0.113.9.list.example.org exists" },
		{ "203.0.113.10", "", "joe@example.org", SPF_PASS, 0, "example.org", "ptr:rdns.example.org",
		  "ptr:rdns.example.org in the record of example.org: the name of 203.0.113.10 is host.rdns.example.org" },
		{ "203.0.113.11", "", "joe@example.org", SPF_FAIL, 0, "example.org", "-all",
		  "no term before -all in the record of example.org covers 203.0.113.11" },
		{ "192.0.2.2", "", "joe@open.example.org", SPF_NEUTRAL, 0, "open.example.org", "",
		  "no term in the record of open.example.org covers 192.0.2.2, and it ends without all" },
		{ "192.0.2.2", "", "joe@soft.example.org", SPF_SOFTFAIL, 0, "_spf.example.net", "~all",
		  "no term before ~all in the record of _spf.example.net covers 192.0.2.2" },
		{ "192.0.2.2", "", "joe@gone.example.org", SPF_PERMERROR, SPF_PROBLEM_NO_RECORD, "gone.example.org", "redirect=nothing.example.net",
		  "redirect=nothing.example.net in the record of gone.example.org: nothing.example.net does not exist, and has no SPF record" },
		{ "192.0.2.2", "", "joe@text.example.org", SPF_NONE, 0, "", "", "text.example.org has no SPF record" },
		{ "192.0.2.2", "", "joe@nowhere.example", SPF_NONE, 0, "", "", "nowhere.example does not exist, and has no SPF record" },
		{ "192.0.2.2", "", "joe@localhost", SPF_NONE, 0, "", "", "\"localhost\" is no domain name of two labels or more, and can have no SPF record" },
		{ "192.0.2.2", "", "joe@[192.0.2.2]", SPF_NONE, 0, "", "",
		  "\"[192.0.2.2]\" is no domain name of two labels or more, and can have no SPF record" },
		{ "192.0.2.2", "", "joe@a..example", SPF_NONE, 0, "", "",
		  "\"a..example\" is no domain name of two labels or more, and can have no SPF record" },
		{ "192.0.2.2", "", "joe@.", SPF_NONE, 0, "", "", "\"\" is no domain name of two labels or more, and can have no SPF record" },
		{ "192.0.2.2", "", "", SPF_NONE, 0, "", "", "\"\" is no domain name of two labels or more, and can have no SPF record" },
		{ "192.0.2.2", "", "joe@two.example.org", SPF_PERMERROR, SPF_PROBLEM_MULTIPLE_RECORDS, "two.example.org", "",
		  "two.example.org publishes more than one SPF record, and may publish one" },
		{ "192.0.2.2", "", "joe@bad.example.org", SPF_PERMERROR, SPF_PROBLEM_SYNTAX, "bad.example.org", "ip4:192.0.2.0/33",
		  "\"ip4:192.0.2.0/33\" in the record of bad.example.org is no SPF at \"33\": a prefix length of IPv4 is a number from 0 to 32, without zeros before it" },
		{ "192.0.2.2", "", "joe@inner.example.org", SPF_PERMERROR, SPF_PROBLEM_SYNTAX, "bad.example.org", "ip4:192.0.2.0/33",
		  "\"ip4:192.0.2.0/33\" in the record of bad.example.org is no SPF at \"33\": a prefix length of IPv4 is a number from 0 to 32, without zeros before it" },
		{ "192.0.2.2", "", "joe@lone.example.org", SPF_PERMERROR, SPF_PROBLEM_NO_RECORD, "lone.example.org", "include:text.example.org",
		  "include:text.example.org in the record of lone.example.org: text.example.org has no SPF record" },
		{ "192.0.2.2", "", "joe@fails.example.org", SPF_TEMPERROR, SPF_PROBLEM_DNS, "fails.example.org", "a:broken.example.org",
		  "a:broken.example.org: the DNS gives no A of broken.example.org: the name servers failed" },
		{ "192.0.2.2", "", "joe@broken.example.org", SPF_TEMPERROR, SPF_PROBLEM_DNS, "broken.example.org", "",
		  "the DNS gives no TXT of broken.example.org: the name servers failed" },
		{ "192.0.2.2", "", "joe@void.example.org", SPF_PERMERROR, SPF_PROBLEM_VOIDS, "void.example.org", "a:v3.example.net",
		  "a:v3.example.net asks for the A of v3.example.net, and there is none; this is the 3rd question without an answer, and the limit is 2" },
		{ "192.0.2.2", "", "joe@ten.example.org", SPF_PERMERROR, SPF_PROBLEM_LOOKUPS, "ten.example.org", "a",
		  "a is the 11th term that asks the DNS; the limit is 10" },
		{ "192.0.2.1", "", "joe@m\xc3\xbcnchen.example", SPF_PASS, 0, "xn--mnchen-3ya.example", "ip4:192.0.2.1",
		  "ip4:192.0.2.1 in the record of xn--mnchen-3ya.example covers 192.0.2.1" },
		{ "192.0.2.1", "mail.helo.example", "", SPF_PASS, 0, "mail.helo.example", "ip4:192.0.2.1",
		  "ip4:192.0.2.1 in the record of mail.helo.example covers 192.0.2.1" },
		{ "192.0.2.1", "mail.helo.example", "\"a@b\"@open.example.org", SPF_PASS, 0, "open.example.org", "ip4:192.0.2.1",
		  "ip4:192.0.2.1 in the record of open.example.org covers 192.0.2.1" },
		{ "192.0.2.1", "", "j\xc3\xbcrgen@eai.example.org", SPF_NEUTRAL, 0, "eai.example.org", "",
		  "redirect=%{l}.example.org asks for a local part that is not ASCII, and leads nowhere" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		SpfSession s = session(t[i].ip, t[i].helo, t[i].from);
		SpfCheck r = check(str_of(zone), &s, &a, NULL);

		ok(r.result == t[i].result && r.problem == t[i].problem, "row %zu: %s %s: %.*s\n", i, spf_result_name[r.result], spf_problem_name[r.problem], STR_ARG(r.why));
		same(r.record_domain, t[i].record_domain, "row %zu", i);
		same(r.term, t[i].term, "row %zu", i);
		same(r.why, t[i].why, "row %zu", i);
		ok(r.helo == (*t[i].from == '\0') && !r.pending, "row %zu\n", i);
	}
}

/* RFC 7208 6.2, and what is told to whom. */
static void test_explanations(void **state)
{
	static const struct { const char *from; bool exact; const char *ours; SpfResult result; const char *explanation; bool is_default; } t[] = {
		{ "joe@exp.example.org", true, "", SPF_FAIL, "joe@exp.example.org may not send from 203.0.113.99; see http://mx.example.net/joe", false },
		{ "a b@exp.example.org", false, "", SPF_FAIL, "a b@exp.example.org may not send from 203.0.113.99; see http://mx.example.net/a%20b", false },
		{ "joe@example.org", true, "", SPF_FAIL, spf_default_explanation, true },
		{ "joe@example.org", true, "Go away", SPF_FAIL, "Go away", true },
		{ "joe@local.example.org", true, "", SPF_FAIL, spf_default_explanation, true },
		{ "joe@local.example.org", false, "", SPF_PASS, "", false },
		{ "joe@open.example.org", true, "", SPF_NEUTRAL, "", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		SpfSession s = session("203.0.113.99", "", t[i].from);

		s.exact = t[i].exact;
		s.explanation = str_of(t[i].ours);
		SpfCheck r = check(str_of(zone), &s, &a, NULL);
		ok(r.result == t[i].result && r.explanation_default == t[i].is_default, "row %zu: %.*s\n", i, STR_ARG(r.why));
		same(r.explanation, t[i].explanation, "row %zu", i);
	}
}

/* RFC 7208 4.6.4 over the whole tree. */
static void test_count(void **state)
{
	static const struct { const char *zone; int total; bool more; } t[] = {
		{ "d.example. TXT \"v=spf1 a mx include:e.example ip4:192.0.2.1 -all\"\ne.example. TXT \"v=spf1 ptr exists:x.example redirect=f.example\"\n"
		  "f.example. TXT \"v=spf1 a -all\"\n", 7, false },
		{ "d.example. TXT \"v=spf1 -all a mx\"\n", 0, false },
		{ "d.example. TXT \"v=spf1 ip4:192.0.2.0/33 a include:e.example\"\ne.example. TXT \"v=spf1 mx\"\n", 3, false },
		{ "d.example. TXT \"v=spf1 include:d.example a\"\n", 2, false },
		{ "d.example. TXT \"v=spf1 include:e.example\"\ne.example. TXT \"v=spf1 include:D.example. a\"\n", 3, false },
		{ "d.example. TXT \"v=spf1 include:e.example include:e.example\"\ne.example. TXT \"v=spf1 a\"\n", 4, false },
		{ "d.example. TXT \"v=spf1 include:%{d1}.e.example\"\nexample.e.example. TXT \"v=spf1 a a\"\n", 3, false },
		{ "d.example. TXT \"v=spf1 include:%{p}.e.example a\"\n", 2, false },
		{ "d.example. TXT \"v=spf1 a\"\nd.example. TXT \"v=spf1 a mx\"\n", 1, false },
		{ "; !servfail e.example\nd.example. TXT \"v=spf1 include:e.example a\"\n", 2, false },
		{ "d.example. TXT \"nothing\"\n", 0, false },
		/* two includes of two includes of …: a tree of 2^20 records */
		{ "$ORIGIN example.\nd TXT \"v=spf1 include:b2.example include:b2.example\"\n*.b2 TXT \"x\"\nb2 TXT \"v=spf1 include:b3.example include:b3.example\"\n"
		  "b3 TXT \"v=spf1 include:b4.example include:b4.example\"\nb4 TXT \"v=spf1 include:b5.example include:b5.example\"\n"
		  "b5 TXT \"v=spf1 include:b6.example include:b6.example\"\nb6 TXT \"v=spf1 include:b7.example include:b7.example\"\n"
		  "b7 TXT \"v=spf1 include:b8.example include:b8.example\"\nb8 TXT \"v=spf1 a a\"\n", 256, true },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		SpfSession s = session("192.0.2.1", "", "joe@d.example");
		SpfCheck r = check(str_of(t[i].zone), &s, &a, NULL);

		ok(r.terms_total == t[i].total && r.terms_more == t[i].more, "row %zu: %d\n", i, r.terms_total);
		s.uncounted = true;
		ok(check(str_of(t[i].zone), &s, &a, NULL).terms_total == 0, "row %zu\n", i);
	}
}

/* ---- hostile records: each ends, and says at which limit ---- */

/* The record of d.example: head, part so many times, end. */
static void put_record(Buf *b, const char *head, const char *part, int times, const char *end)
{
	buf_put(b, STR("d.example. TXT \""));
	size_t from = b->len;

	buf_put(b, str_of(head));
	for (int i = 0; i < times; i++) {
		buf_put(b, str_of(part));
		if (b->len - from > 200) {
			buf_put(b, STR("\" \""));
			from = b->len;
		}
	}
	buf_format(b, "%s\"\n", end);
}

/* Lines, each %d of them a number. */
static void many(Buf *b, const char *lines, int times)
{
	for (int i = 0; i < times; i++)
		for (const char *c = lines; *c; c++) {
			if (c[0] == '%' && c[1] == 'd') {
				buf_number(b, i);
				c++;
			} else {
				buf_char(b, *c);
			}
		}
}

typedef struct { const char *what, *head, *part; int times; const char *end, *more; SpfResult result; SpfProblem problem; int lookups; } Hostile;

static void test_hostile(void **state)
{
	static const Hostile t[] = {
		{ "includes itself", "v=spf1 include:d.example", "", 0, " -all", "", SPF_PERMERROR, SPF_PROBLEM_LOOKUPS, 10 },
		{ "redirects to itself", "v=spf1 redirect=d.example", "", 0, "", "", SPF_PERMERROR, SPF_PROBLEM_LOOKUPS, 10 },
		{ "include and redirect", "v=spf1 include:e.example -all", "", 0, "", "e.example. TXT \"v=spf1 redirect=d.example\"\n",
		  SPF_PERMERROR, SPF_PROBLEM_LOOKUPS, 10 },
		{ "many includes of one", "v=spf1", " include:e.example", 3400, " -all",
		  "e.example. TXT \"v=spf1 -all\"\n", SPF_PERMERROR, SPF_PROBLEM_LOOKUPS, 10 },
		{ "a record of 64 KB", "v=spf1", " ip4:192.0.2.1", 4300, " -all", "", SPF_PASS, 0, 0 },
		{ "a term of 60 KB", "v=spf1 exists:", "%{d}", 15000, " -all", "", SPF_FAIL, 0, 1 },
		{ "a term of many labels", "v=spf1 exists:", "%{l}.", 12000, "example -all", "", SPF_FAIL, 0, 1 },
		{ "a label of 60 KB", "v=spf1 a:", "x", 60000, ".example -all", "", SPF_FAIL, 0, 1 },
		{ "blanks", "v=spf1", " ", 60000, "-all", "", SPF_FAIL, 0, 0 },
		{ "aliases in a circle", "v=spf1 a:l.example -all", "", 0, "",
		  "l.example. CNAME m.example.\nm.example. CNAME l.example.\n", SPF_TEMPERROR, SPF_PROBLEM_DNS, 1 },
		{ "an alias to itself", NULL, "", 0, "", "d.example. CNAME d.example.\n", SPF_TEMPERROR, SPF_PROBLEM_DNS, 0 },
		{ "1,000 hosts", "v=spf1 mx -all", "", 0, "", "d.example. MX %d h%d.example.\n", SPF_PERMERROR, SPF_PROBLEM_NAMES, 1 },
		{ "a NUL in a name", "v=spf1 a:foo\\000.example -all", "", 0, "", "", SPF_PERMERROR, SPF_PROBLEM_SYNTAX, 0 },
		{ "a NUL in a host's name", "v=spf1 mx -all", "", 0, "",
		  "d.example. MX 10 a\\000b\\.c.example.\na\\000b\\.c.example. A 203.0.113.1\n", SPF_FAIL, 0, 1 },
		{ "a null MX", "v=spf1 mx -all", "", 0, "", "d.example. MX 0 .\n", SPF_FAIL, 0, 1 },
		{ "1,000 names", "v=spf1 ptr -all", "", 0, "", "1.2.0.192.in-addr.arpa. PTR h%d.d.example.\nh%d.d.example. A 203.0.113.1\n", SPF_FAIL, 0, 1 },
		{ "a PTR that fails", "v=spf1 ptr -all", "", 0, "", "; !timeout 1.2.0.192.in-addr.arpa\n", SPF_FAIL, 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Buf b = buf_new(&a);
		SpfSession s = session("192.0.2.1", "", "joe@d.example");
		Trace trace = trace_new(&a);

		if (t[i].head)
			put_record(&b, t[i].head, t[i].part, t[i].times, t[i].end);
		many(&b, t[i].more, strchr(t[i].more, '%') ? 1000 : 1);
		SpfCheck r = check(buf_str(&b), &s, &a, &trace);
		ok(r.result == t[i].result && r.problem == t[i].problem && r.lookups == t[i].lookups && r.voids <= 3, "%s: %s %s, %d: %.*s\n", t[i].what,
		   spf_result_name[r.result], spf_problem_name[r.problem], r.lookups, STR_ARG(str_take(r.why, 300)));
		ok(trace.n < 5000, "%s: %zu steps\n", t[i].what, trace.n);
	}
}

static void test_many_includes(void **state)
{
	Arena a = unit_arena();
	Buf b = buf_new(&a);
	SpfSession s = session("192.0.2.1", "", "joe@d.example");

	(void)state;
	buf_put(&b, STR("d.example. TXT \"v=spf1"));
	many(&b, " include:i%d.example\" \"", 2700);
	buf_put(&b, STR(" -all\"\n"));
	many(&b, "i%d.example. TXT \"v=spf1 include:x%d.example include:y%d.example -all\"\n", 2700);
	SpfCheck r = check(buf_str(&b), &s, &a, NULL);
	ok(r.problem == SPF_PROBLEM_NO_RECORD && r.terms_more && r.terms_total >= 2700, "%d: %.*s\n", r.terms_total, STR_ARG(r.why));
}

/* ---- the trace ---- */

static void show_steps(const Trace *t, Arena *a, Buf *b)
{
	for (size_t i = 0; i < t->n; i++) {
		const TraceStep *s = &t->v[i];
		int depth = 0;

		for (int up = s->parent; up >= 0; up = t->v[up].parent)
			depth++;
		buf_format(b, "%*s%s %.*s: %.*s", depth, "", s->what, STR_ARG(s->text), STR_ARG(s->outcome));
		if (s->cost)
			buf_format(b, ", costs %d", s->cost);
		if (s->answer)
			buf_format(b, ", %.*s %.*s %s", STR_ARG(dns_type_name(s->answer->type, a)), STR_ARG(s->answer->name), dns_status_name[s->answer->status]);
		buf_char(b, '\n');
		ok(s->whole.len == 0 || (s->text.at >= s->whole.at && s->text.at + s->text.len <= s->whole.at + s->whole.len), "step %zu: outside\n", i);
	}
}

static void test_trace(void **state)
{
	static const struct { const char *ip, *from, *steps; } t[] = {
		{ "192.0.2.35", "joe@example.org",
		  "identity example.org: MAIL FROM\n"
		  "record v=spf1 ip4:192.0.2.0/28 a:www.example.org mx include:_spf.example.net exists:%{i}.list.example.org ptr:rdns.example.org -all: pass,"
		  " TXT example.org ok\n"
		  " mechanism ip4:192.0.2.0/28: no match\n"
		  " mechanism a:www.example.org: no match, costs 1, A www.example.org ok\n"
		  " mechanism mx: match, costs 1, MX example.org ok\n"
		  "  question mx1.example.org: ok, A mx1.example.org ok\n"
		  "  question mx2.example.org: ok, A mx2.example.org ok\n" },
		{ "192.0.2.35", "joe@soft.example.org",
		  "identity soft.example.org: MAIL FROM\n"
		  "record v=spf1 redirect=_spf.example.net: softfail, TXT soft.example.org ok\n"
		  " modifier redirect=_spf.example.net: softfail, costs 1\n"
		  "  record v=spf1 ip4:198.51.100.0/24 ~all: softfail, TXT _spf.example.net ok\n"
		  "   mechanism ip4:198.51.100.0/24: no match\n"
		  "   mechanism ~all: match\n" },
		{ "192.0.2.35", "joe@inner.example.org",
		  "identity inner.example.org: MAIL FROM\n"
		  "record v=spf1 include:bad.example.org -all: permerror, TXT inner.example.org ok\n"
		  " mechanism include:bad.example.org: permerror, costs 1\n"
		  "  record v=spf1 ip4:192.0.2.0/33 -all: permerror, TXT bad.example.org ok\n" },
		{ "192.0.2.35", "joe@exp.example.org",
		  "identity exp.example.org: MAIL FROM\n"
		  "record v=spf1 -all exp=why.example.org: fail, TXT exp.example.org ok\n"
		  " mechanism -all: match\n"
		  "modifier exp=why.example.org: explanation, TXT why.example.org ok\n" },
		{ "192.0.2.35", "joe@slip.example.org",
		  "identity slip.example.org: MAIL FROM\n"
		  "record v=spf1 include=_spf.example.net -all: fail, TXT slip.example.org ok\n"
		  " modifier include=_spf.example.net: ignored\n"
		  " mechanism -all: match\n" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		World *w = world(str_of(zone));
		SpfSession s = session(t[i].ip, "", t[i].from);
		Trace trace = trace_new(&a);
		Buf b = buf_new(&a);
		SpfCheck r;

		spf_check(w, &s, &a, &trace, &r);
		show_steps(&trace, &a, &b);
		same(buf_str(&b), t[i].steps, "row %zu", i);
		ok(trace.open == -1, "row %zu\n", i);
		world_close(w);
	}
}

/* ---- a World that is slow: each question is pending until the next wait ---- */

typedef struct { World world; World *base; Str asked[64]; int n, known; } Slow;

static const DnsAnswer *slow_ask(World *w, Str name, DnsType type)
{
	static const DnsAnswer pending = { .status = DNS_PENDING, .name = { "", 0 }, .why = { "", 0 }, .who = { "", 0 } };
	Slow *s = (Slow *)w;
	const DnsAnswer *a = world_ask(s->base, name, type);

	for (int i = 0; i < s->n; i++)
		if (s->asked[i].at == (const char *)a)
			return i < s->known ? a : &pending;
	s->asked[s->n++].at = (const char *)a;
	return &pending;
}

static int64_t slow_now(World *w)
{
	(void)w;
	return 1;
}

static bool slow_wait(World *w)
{
	Slow *s = (Slow *)w;
	bool any = s->known < s->n;

	s->known = s->n;
	return any;
}

static void test_pending(void **state)
{
	static const struct { const char *ip, *from; SpfResult result; int waits; } t[] = {
		{ "192.0.2.1", "joe@example.org", SPF_PASS, 2 },        /* the tree is asked for while the record is at hand */
		{ "192.0.2.35", "joe@example.org", SPF_PASS, 4 },       /* TXT; a (and include); MX; all its hosts together */
		{ "192.0.2.2", "joe@nowhere.example", SPF_NONE, 1 },
		{ "203.0.113.99", "joe@exp.example.org", SPF_FAIL, 2 },
		{ "203.0.113.10", "joe@example.org", SPF_PASS, 7 },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Slow slow = { .world = { slow_ask, slow_now, slow_wait, NULL }, .base = world(str_of(zone)) };
		SpfSession s = session(t[i].ip, "", t[i].from);
		SpfCheck r;
		int waits = 0;

		for (spf_check(&slow.world, &s, &a, NULL, &r); r.pending; spf_check(&slow.world, &s, &a, NULL, &r), waits++)
			ok(world_wait(&slow.world), "row %zu: pending, and nothing is\n", i);
		ok(r.result == t[i].result && waits == t[i].waits, "row %zu: %s after %d waits\n", i, spf_result_name[r.result], waits);
		world_close(slow.base);
	}
}

UNIT_MAIN(cmocka_unit_test(test_results), cmocka_unit_test(test_explanations), cmocka_unit_test(test_count), cmocka_unit_test(test_hostile),
          cmocka_unit_test(test_many_includes), cmocka_unit_test(test_trace), cmocka_unit_test(test_pending))
