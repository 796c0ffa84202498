/* test_recorder.c - what was asked is written down, and a replay gives the same answers. */
#include <unistd.h>
#include "world.h"

typedef struct { const char *name; DnsType type; } Question;

/* Ask all, and ask all again of the file that came of it: twice, for a record of the replay gives the same, too. */
static void replays(World *base, const Question *q, size_t n, Arena *a, Str *text)
{
	Err err = { 0 };
	World *r = recorder_open(base, NULL, &err), *again;

	assert_non_null(r);
	for (size_t i = 0; i < n; i++)
		world_ask(r, str_of(q[i].name), q[i].type);
	*text = recorder_text(r, a);
	again = zonefile_read(*text, "recorded", 0, &err);
	ok(again, "%s\n%.*s\n", err.text, STR_ARG(*text));
	for (size_t i = 0; i < n; i++) {
		const DnsAnswer *was = world_ask(r, str_of(q[i].name), q[i].type), *is = world_ask(again, str_of(q[i].name), q[i].type);
		Str said = answer_text(was, a);

		ok(answers_alike(was, is) && dns_same(was, is), "%s: %.*s\n%.*s\n", q[i].name, STR_ARG(said), STR_ARG(*text));
	}
	assert_true(world_now(again) == world_now(r));
	world_close(again);
	world_close(r);
}

#define Q(name, type) { name, DNS_TYPE_##type }

static void test_zones(void **state)
{
	static const char zone[] =
		"$ORIGIN e.\n; !now 1000\n"
		"@ 300 TXT \"v=spf1 \" \"-all\"\n@ 60 TXT \"two \\000\\255\\\"\\\\ ; ( )\"\n@ MX 10 Mx\n@ MX 5 a\\.b\n"
		"mx 77 A 192.0.2.2\nmx 77 A 192.0.2.1\n"
		"old CNAME mid\nmid 30 CNAME end\nend 20 TXT \"x\"\n"
		"*.w TXT wild\nown.w A 192.0.2.1\n\\*x.w TXT star\n"
		"a.b.c TXT deep\nq\\\\\\(\\; TXT odd\n"
		"loop CNAME loop\nd DNAME w\n"
		"t TYPE65 \\# 3 010203\n"
		"; !servfail f.e TXT the \"name\" servers;  failed \\010\\032\n; !timeout f.e A\n; !bogus bogus.e A signature expired\n; !refused f.e MX\n; !not-asked f.e PTR\n"
		"; !secure s.e\n; !insecure i.s.e\ns TXT s\ni.s TXT i\nk.i.s TXT k\n; !unknown u.e\nu TXT u\nc.s CNAME end\n"
		"; !nodata nodata.e\n; !nodata own.w.e TXT\n; !nxdomain a.b.c.e A\n"
		"; !soa e. ns.e. 2026111601\n";
	static const Question q[] = {
		Q("e", TXT), Q("E.", MX), Q("e", A), Q("e", SOA), Q("mx.e", A), Q("mx.e", AAAA),
		Q("old.e", TXT), Q("old.e", A), Q("mid.e", CNAME), Q("mid.e", TXT), Q("end.e", TXT),
		Q("q1.w.e", TXT), Q("q2.w.e", TXT), Q("*.w.e", TXT), Q("q3.w.e", A), Q("*x.w.e", TXT), Q("own.w.e", TXT), Q("q.own.w.e", TXT),
		Q("c.e", TXT), Q("b.c.e", TXT), Q("a.b.c.e", TXT), Q("a.b.c.e", A), Q("x.c.e", TXT), Q("q\\(;.e", TXT), Q("none.e", A), Q("a.none.e", A),
		Q("loop.e", TXT), Q("z.d.e", TXT), Q("z.d.e", A), Q("d.e", DNAME), { "t.e", (DnsType)65 }, { "t.e", (DnsType)64 },
		Q("f.e", TXT), Q("f.e", A), Q("f.e", MX), Q("f.e", PTR), Q("f.e", NS), Q("bogus.e", A), Q("bogus.e", TXT),
		Q("s.e", TXT), Q("i.s.e", TXT), Q("k.i.s.e", TXT), Q("u.e", TXT), Q("none.s.e", TXT), Q("c.s.e", TXT), Q("nodata.e", A), Q("", NS), Q("com", NS),
	};
	Arena a = unit_arena();
	Err err = { 0 };
	World *base = zonefile_read(str_of(zone), "zone", 0, &err);
	Str text;

	(void)state;
	ok(base, "%s\n", err.text);
	replays(base, q, ROWS(q), &a, &text);
	assert_true(str_has(text, STR("; !now 1000\n")));
	assert_true(str_has(text, STR("e. 300 IN TXT \"v=spf1 \" \"-all\"\n")) && str_has(text, STR("old.e. 20 IN CNAME mid.e.\n")));
	assert_true(str_has(text, STR("; !bogus bogus.e. A signature expired\n")));
}

/* An empty World, and one in which all is secure: the file says it in a line. */
static void test_short(void **state)
{
	static const Question q[] = { Q("a.e", TXT), Q("b.e", TXT), Q("e", A) };
	Arena a = unit_arena();
	Err err = { 0 };
	Str text;

	(void)state;
	replays(empty_open(5), q, ROWS(q), &a, &text);
	same(text, "; A world file: what was asked, and what was answered.\n; !now 5\n$ORIGIN .\n"
		"; !not-asked a.e. TXT\n; !not-asked b.e. TXT\n; !not-asked e. A\n", "empty");
	replays(zonefile_read(STR("a.e. TXT x\n; !secure .\n"), "zone", 5, &err), q, ROWS(q), &a, &text);
	same(text, "; A world file: what was asked, and what was answered.\n; !now 5\n$ORIGIN .\n"
		"; !secure .\na.e. 3600 IN TXT \"x\"\n; !nxdomain b.e. TXT\n; !nodata e.\n", "secure");
}

/* Name servers that contradict themselves: each answer is another, whatever was said before. */
typedef struct { World world; int mood; DnsAnswer answers[64]; DnsRecord records[64][2]; Str aliases[64][2]; size_t n; } Moody;

static const DnsAnswer *moody_ask(World *w, Str name, DnsType type)
{
	static const DnsStatus statuses[] = { DNS_OK, DNS_NODATA, DNS_NXDOMAIN, DNS_SERVFAIL, DNS_REFUSED, DNS_TIMEOUT, DNS_BOGUS };
	static char names[64][32];
	Moody *m = (Moody *)w;
	DnsAnswer *d = &m->answers[m->n];
	size_t k = m->n++ * 7 + (size_t)m->mood;

	memcpy(names[m->n - 1], name.at, name.len);
	*d = (DnsAnswer){ .name = { names[m->n - 1], name.len }, .type = type, .status = statuses[k % 7 ? k % 3 : k / 7 % 7], .why = k % 4 ? STR("") : STR(" why "),
		.who = STR("moody"), .dnssec = (Dnssec)(k / 3 % 4), .v = m->records[m->n - 1], .aliases = m->aliases[m->n - 1], .n_aliases = k % 5 % 3 };
	d->n = d->status == DNS_OK ? 1 + k % 2 : 0;
	d->aliases[0] = k % 2 ? STR("b.e") : STR("c\\046.e");
	d->aliases[1] = STR("a.e");
	for (size_t i = 0; i < d->n; i++)
		d->v[i] = (DnsRecord){ .name = d->n_aliases ? d->aliases[d->n_aliases - 1] : d->name, .ttl = (uint32_t)(k % 3), .data = i ? STR("x") : STR("y"),
			.wire = i ? STR("\1x") : STR("\1y") };
	return d;
}

static int64_t moody_now(World *w)
{
	(void)w;
	return -5;
}

static bool moody_wait(World *w)
{
	(void)w;
	return false;
}

static void moody_close(World *w)
{
	(void)w;
}

static void test_contradictions(void **state)
{
	static const Question q[] = {
		Q("a.e", TXT), Q("b.e", TXT), Q("c.e", TXT), Q("d.e", TXT), Q("e", TXT), Q("x.a.e", TXT), Q("a.e", SPF), Q("b.e", SPF), Q("c.e", SPF),
		Q("*.e", TXT), Q("*.e", SPF), Q("*.a.e", SPF), Q("", TXT), Q("q.e", SPF), Q("r.a.e", SPF), Q("x-y.e", TXT),
	};

	(void)state;
	for (int mood = 0; mood < 210; mood++) {
		Arena a = unit_arena();
		Moody *m = take(&a, Moody, 1);
		Str text;

		m->mood = mood;
		m->world = (World){ moody_ask, moody_now, moody_wait, moody_close };
		replays(&m->world, q, ROWS(q), &a, &text);
	}
}

static void test_file(void **state)
{
	char path[] = "/tmp/fivefifty-recorder-XXXXXX";
	int fd = mkstemp(path);
	Err err = { 0 };
	World *w = recorder_open(zonefile_read(STR("e. TXT x\n"), "zone", 5, &err), path, &err);

	(void)state;
	assert_true(fd >= 0 && w && world_ask(w, STR("e"), DNS_TYPE_TXT)->n == 1);
	world_close(w);
	close(fd);
	w = zonefile_open(path, 0, &err);
	ok(w, "%s\n", err.text);
	assert_true(world_now(w) == 5 && world_ask(w, STR("e"), DNS_TYPE_TXT)->n == 1);
	world_close(w);
	unlink(path);
	w = empty_open(1);
	assert_null(recorder_open(w, "/nowhere/at/all", &err));
	assert_true(err.code == EX_CANTCREAT);
	world_close(w);
}

UNIT_MAIN(cmocka_unit_test(test_zones), cmocka_unit_test(test_short), cmocka_unit_test(test_contradictions), cmocka_unit_test(test_file))
