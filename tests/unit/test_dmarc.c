/* test_dmarc.c - what the cases of tests/dmarc do not say: the sentences, the trace, the authors of a message, answers that come late. */
#include "unit.h"
#include "auth/dmarc.h"

static World *zone(const char *text)
{
	Err err;
	World *w = zonefile_read(str_of(text), "test", 1, &err);

	ok(w, "zone: %s\n", err.text);
	return w;
}

static void test_why(void **state)
{
#define EXAMPLE "_dmarc.example.com. 60 IN TXT \"v=DMARC1; p=reject\"\n"
	static const struct { const char *zone, *author; SpfResult spf; const char *spf_domain; DkimResult dkim; const char *d, *why; } t[] = {
		{ EXAMPLE, "example.com", SPF_PASS, "example.com", DKIM_NONE, "", "SPF for example.com passes, and that is the author's domain" },
		{ EXAMPLE, "a.example.com", SPF_FAIL, "example.com", DKIM_PASS, "b.example.com",
		  "a DKIM signature of b.example.com passes, and the author's domain a.example.com belongs to the same organisation, example.com" },
		{ EXAMPLE, "example.com", SPF_FAIL, "example.com", DKIM_NONE, "",
		  "neither SPF nor a DKIM signature passes; example.com asks that it be refused (p=reject)" },
		{ EXAMPLE, "example.com", SPF_PASS, "example.net", DKIM_NONE, "",
		  "SPF for example.net passes, but that is not the organisation of the author's domain example.com; example.com asks that it be refused (p=reject)" },
		{ EXAMPLE, "example.com", SPF_PASS, "example.net", DKIM_PASS, "example.org",
		  "SPF for example.net passes, but that is not the organisation of the author's domain example.com; no other that passes is, either; "
		  "example.com asks that it be refused (p=reject)" },
		{ "_dmarc.example.com. 60 IN TXT \"v=DMARC1; p=quarantine; adkim=s; t=y\"\n", "example.com", SPF_NONE, "", DKIM_PASS, "a.example.com",
		  "a DKIM signature of a.example.com passes, but only the author's domain itself would count (strict alignment): example.com; "
		  "example.com asks that it be treated as suspicious (p=quarantine; but t=y: it only tests, and one step less holds)" },
		{ "", "a.example.com", SPF_PASS, "a.example.com", DKIM_NONE, "", "no DMARC record is published for a.example.com" },
		{ EXAMPLE "_dmarc.example.com. 60 IN TXT \"v=DMARC1; p=none\"\n", "example.com", SPF_NONE, "", DKIM_NONE, "",
		  "example.com publishes several DMARC records, which count as none" },
		{ "_dmarc.example.com. 60 IN TXT \"v=DMARC1\"\n", "example.com", SPF_NONE, "", DKIM_NONE, "",
		  "the record of example.com holds, but it has no valid p=; without a valid p=, sp= and np=, and without a valid rua=, it asks for nothing" },
		{ "; !servfail _dmarc.example.com TXT\n", "example.com", SPF_NONE, "", DKIM_NONE, "",
		  "whether example.com is under a DMARC policy is not known: the DNS failed for _dmarc.example.com" },
		{ EXAMPLE, "example.com", SPF_TEMPERROR, "example.com", DKIM_NONE, "", "SPF for example.com would count, but could not be judged, for the DNS failed" },
		{ EXAMPLE "; !timeout _dmarc.a.example.com TXT\n", "example.com", SPF_NONE, "", DKIM_PASS, "a.example.com",
		  "a DKIM signature of a.example.com passes, but the DNS failed when it was to be found whether that is the author's organisation" },
		{ "", "", SPF_NONE, "", DKIM_NONE, "", "From has no address with a domain" },
		{ "", "[192.0.2.1]", SPF_NONE, "", DKIM_NONE, "", "From has no domain of the DNS: [192.0.2.1]" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		World *w = zone(t[i].zone);
		Str author = exact(t[i].author);
		SpfCheck spf = { .result = t[i].spf, .domain = str_of(t[i].spf_domain) };
		DkimCheck signature = { .result = t[i].dkim, .d = str_of(t[i].d) };
		DkimChecks dkim = { .v = &signature, .n = 1 };
		DmarcInput in = { .author = author, .spf = &spf, .dkim = &dkim };
		DmarcCheck c;

		dmarc_check(w, &in, &a, NULL, &c);
		same(c.why, t[i].why, "row %zu", i);
		exact_free(author);
		world_close(w);
	}
}

static void test_trace(void **state)
{
	Arena a = unit_arena();
	World *w = zone(EXAMPLE "_dmarc.example.com. 60 IN TXT \"v=spf1 -all\"\n");
	SpfCheck spf = { .result = SPF_PASS, .domain = STR("mail.example.com") };
	DmarcInput in = { .author = STR("a.example.com"), .spf = &spf };
	Trace t = trace_new(&a);
	DmarcCheck c;
	size_t questions = 0, records = 0, walks = 0;

	(void)state;
	dmarc_check(w, &in, &a, &t, &c);
	for (size_t i = 0; i < t.n; i++) {
		const TraceStep *s = &t.v[i];

		questions += str_eq(str_of(s->what), STR("question"));
		records += str_eq(str_of(s->what), STR("record"));
		walks += str_eq(str_of(s->what), STR("tree walk"));
		ok(s->outcome.len && s->rfc[0] && s->text.at && s->whole.at && s->note.at, "step %zu (%s)\n", i, s->what);
		ok((s->answer != NULL) == str_eq(str_of(s->what), STR("question")), "step %zu: answer\n", i);
	}
	ok(walks == 2 && questions == 4 && records == 2, "%zu walks, %zu questions, %zu records\n", walks, questions, records);
	ok(t.open == -1 && str_eq(str_of(t.v[t.n - 1].what), STR("result")), "the last step\n");
	world_close(w);
}

static void test_nobody(void **state)
{
	Arena a = unit_arena();
	World *w = empty_open(1);
	DmarcInput in = { .author = STR("example.com") };
	DmarcCheck c;

	(void)state;
	dmarc_check(w, &in, &a, NULL, &c);
	ok(c.result == DMARC_TEMPERROR && c.result_psl == DMARC_TEMPERROR && !c.psl_differs, "nobody asked\n");
	world_close(w);
}

static void test_authors(void **state)
{
	static const struct { const char *in, *domains; bool more; } t[] = {
		{ "From: a@example.com\r\n\r\n", "example.com", false },
		{ "from : \"A\" <a@Example.COM>, b@example.com, c@example.net\nSubject: x\nFrom: d@example.org\n\n", "example.com example.net example.org", false },
		{ "From: a@b\xc3\xbc""cher.example\n\n", "xn--bcher-kva.example", false },
		{ "From: a@[192.0.2.1]\n\n", "[192.0.2.1]", false },
		{ "Subject: x\n\nFrom: a@example.com\n", "", false },
		{ "From: a@a, a@b, a@c, a@d, a@e, a@f, a@g, a@h, a@i, a@j, a@k\n\n", "a b c d e f g h i j", true },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in), got = STR("");
		RawMessage m;
		DmarcAuthors authors;

		raw_read(in, false, &a, &m);
		dmarc_authors(&m, &a, &authors);
		for (size_t k = 0; k < authors.n; k++)
			got = arena_join(&a, k ? arena_join(&a, got, STR(" ")) : got, authors.v[k]);
		same(got, t[i].domains, "row %zu", i);
		ok(authors.more == t[i].more, "row %zu\n", i);
		exact_free(in);
	}
}

UNIT_MAIN(cmocka_unit_test(test_why), cmocka_unit_test(test_trace), cmocka_unit_test(test_nobody), cmocka_unit_test(test_authors))
