/* test_zonefile.c - master files, and the World that they are. */
#include "world.h"
#include "base/limits.h"

typedef struct { const char *zone, *name; DnsType type; const char *answer; } Row;

static void rows(const Row *t, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		Arena a = unit_arena();
		Str text = exact(t[i].zone);
		Err err = { 0 };
		World *w = zonefile_read(text, "zone.txt", 1, &err);

		exact_free(text);
		ok(w, "row %zu: %s\n", i, err.text);
		const DnsAnswer *d = world_ask(w, str_of(t[i].name), t[i].type);
		same(answer_text(d, &a), t[i].answer, "row %zu", i);
		ok(world_ask(w, str_of(t[i].name), t[i].type) == d || d->status == DNS_BAD_NAME, "row %zu: asked twice\n", i);
		if (d->status != DNS_BAD_NAME)
			same(d->who, "zone file zone.txt", "row %zu", i);
		assert_false(world_wait(w));
		world_close(w);
	}
}

/* RFC 1035 5: how an entry is written. */
static void test_entries(void **state)
{
	static const Row t[] = {
		{ "example.org. 300 IN A 192.0.2.1\n", "example.org", DNS_TYPE_A, "ok: 300 192.0.2.1" },
		{ "example.org. IN 300 A 192.0.2.1", "Example.ORG.", DNS_TYPE_A, "ok: 300 192.0.2.1" },
		{ "example.org A 192.0.2.1\r\n\r\n\tA 192.0.2.2\r\n", "example.org", DNS_TYPE_A, "ok: 3600 192.0.2.1, 3600 192.0.2.2" },
		{ "$ORIGIN example.org.\n@ MX 10 mx\n", "example.org", DNS_TYPE_MX, "ok: 3600 10 mx.example.org." },
		{ "$ORIGIN org.\n$ORIGIN example\nwww.sub AAAA 2001:DB8::1\n", "www.sub.example.org", DNS_TYPE_AAAA, "ok: 3600 2001:db8::1" },
		{ "$ORIGIN .\n$TTL 1h30m\nexample.org A 192.0.2.1\n 60 A 192.0.2.2\n A 192.0.2.3\n", "example.org", DNS_TYPE_A,
		  "ok: 5400 192.0.2.1, 60 192.0.2.2, 5400 192.0.2.3" },
		{ "a.example. 60 A 192.0.2.1\nb.example. A 192.0.2.2\n", "b.example", DNS_TYPE_A, "ok: 60 192.0.2.2" },
		{ "example. SOA ns hostmaster (\n 2026111601 ; serial\n 2h 1h ( 2w )\n 300 )\n", "example", DNS_TYPE_SOA,
		  "ok: 3600 ns. hostmaster. 2026111601 7200 3600 1209600 300" },
		{ "example. SOA ns h 4294967295 1 1 1 1\n", "example", DNS_TYPE_SOA, "ok: 3600 ns. h. 4294967295 1 1 1 1" },
		{ "e. TXT \"a;(b)\" c\\ d \"\\\"\\065\\\\\" \"\" ; a comment\n", "e", DNS_TYPE_TXT, "ok: 3600 \"a;(b)\" \"c d\" \"\\\"A\\\\\" \"\"" },
		{ "e. TXT \"a\"\"b\"c\n", "e", DNS_TYPE_TXT, "ok: 3600 \"a\" \"b\" \"c\"" },
		{ "e. TXT (\n\"a\"\n\"b\"\n)\nf. TXT x\n", "f", DNS_TYPE_TXT, "ok: 3600 \"x\"" },
		{ "e. TXT \"b\"\ne. TXT \"a\"\ne. TXT \"b\"\n", "e", DNS_TYPE_TXT, "ok: 3600 \"b\", 3600 \"a\"" },     /* no record is there twice */
		{ "e. TYPE16 \\# 3 02 6162\n", "e", DNS_TYPE_TXT, "ok: 3600 \"ab\"" },
		{ "e. A \\# 4 C0000201\n", "e", DNS_TYPE_A, "ok: 3600 192.0.2.1" },
		{ "e. CLASS1 TYPE65 \\# ( 2\n 01 02 )\n", "e", (DnsType)65, "ok: 3600 \\# 2 0102" },
		{ "e. TYPE65 \\# 0\n", "e", (DnsType)65, "ok: 3600 \\# 0" },
		{ "_sip._tcp.e. SRV 1 2 5060 h.e.\n", "_sip._tcp.e", DNS_TYPE_SRV, "ok: 3600 1 2 5060 h.e." },
		{ "e. CAA 0 issue \"ca.example; x=y\"\n", "e", DNS_TYPE_CAA, "ok: 3600 0 issue \"ca.example; x=y\"" },
		{ "e. DS 258 8 2 ab cd\n", "e", DNS_TYPE_DS, "ok: 3600 258 8 2 abcd" },
		{ "e. DNSKEY 257 3 8 AQID BA==\n", "e", DNS_TYPE_DNSKEY, "ok: 3600 257 3 8 AQIDBA==" },
		{ "_25._tcp.e. TLSA 3 1 1 00FF\n", "_25._tcp.e", DNS_TYPE_TLSA, "ok: 3600 3 1 1 00ff" },
		{ "e. SPF \"v=spf1\"\n", "e", DNS_TYPE_SPF, "ok: 3600 \"v=spf1\"" },
		{ "e. NAPTR 1 1 \"u\" \"\" \"!x!y!\" .\ne. RRSIG A 8 2 3600 (\n 2026 ) x\ne. A 192.0.2.1\n", "e", DNS_TYPE_A, "ok: 3600 192.0.2.1" },
		{ "e. NAPTR 1 1 \"u\" \"\" \"!x!y!\" .\n", "e", DNS_TYPE_A, "nodata" },
		{ "a\\.b.e. TXT x\n", "a.b.e", DNS_TYPE_TXT, "nxdomain" },
		{ "a\\\\b.e. TXT x\n", "a\\b.e", DNS_TYPE_TXT, "ok: 3600 \"x\"" },
		{ "a\\000b.e. TXT x\n", "a", DNS_TYPE_TXT, "nxdomain" },
		{ "\\@.e. TXT x\n", "@.e", DNS_TYPE_TXT, "ok: 3600 \"x\"" },
		{ "a\\ b.e. PTR A\\.b.E.\n", "a b.e", DNS_TYPE_PTR, "ok: 3600 A\\.b.E." },
		{ "\"q.e.\" TXT x\n", "q.e", DNS_TYPE_TXT, "ok: 3600 \"x\"" },
		{ "", "example.org", DNS_TYPE_A, "nxdomain" },
		{ "e. A 192.0.2.1\n", "a..b", DNS_TYPE_A, "bad-name (unknown)" },
		{ "e. A 192.0.2.1\n", "", DNS_TYPE_A, "nodata" },
	};

	(void)state;
	rows(t, ROWS(t));
}

/* RFC 1034 4.3.2, RFC 4592, RFC 6672: what is answered. */
static void test_answers(void **state)
{
#define ALIASES "a.e. CNAME B.e.\nb.e. CNAME c.e.\nc.e. 60 TXT \"x\"\n"
#define WILD "$ORIGIN e.\n*.w TXT wild\n*.w 60 MX 1 mx\na.w A 192.0.2.1\nx.ent.w A 192.0.2.1\n*.d CNAME t\nt TXT target\n"
	static const Row t[] = {
		{ ALIASES, "a.e", DNS_TYPE_TXT, "ok > b.e > c.e: 60 \"x\"" },
		{ ALIASES, "a.e", DNS_TYPE_CNAME, "ok: 3600 B.e." },
		{ ALIASES, "a.e", DNS_TYPE_A, "nodata > b.e > c.e" },
		{ ALIASES, "e", DNS_TYPE_A, "nodata" },
		{ ALIASES, "d.e", DNS_TYPE_A, "nxdomain" },
		{ ALIASES, "d.a.e", DNS_TYPE_A, "nxdomain" },
		{ "a.e. CNAME b.f.\n", "a.e", DNS_TYPE_TXT, "nxdomain > b.f" },
		{ "a. CNAME b.\nb. CNAME a.\n", "a", DNS_TYPE_TXT, "servfail > b > a [the aliases lead in a circle] (unknown)" },
		{ "a. CNAME a.\n", "a", DNS_TYPE_TXT, "servfail > a [the aliases lead in a circle] (unknown)" },
		{ "a.b.c.e. A 192.0.2.1\n", "c.e", DNS_TYPE_A, "nodata" },
		{ WILD, "q.w.e", DNS_TYPE_TXT, "ok: 3600 \"wild\"" },
		{ WILD, "p.q.w.e", DNS_TYPE_MX, "ok: 60 1 mx.e." },
		{ WILD, "q.w.e", DNS_TYPE_A, "nodata" },
		{ WILD, "a.w.e", DNS_TYPE_TXT, "nodata" },
		{ WILD, "q.a.w.e", DNS_TYPE_TXT, "nxdomain" },           /* the closest encloser is a.w.e */
		{ WILD, "q.ent.w.e", DNS_TYPE_TXT, "nxdomain" },
		{ WILD, "ent.w.e", DNS_TYPE_TXT, "nodata" },
		{ WILD, "w.e", DNS_TYPE_TXT, "nodata" },
		{ WILD, "*.w.e", DNS_TYPE_TXT, "ok: 3600 \"wild\"" },
		{ WILD, "q.*.w.e", DNS_TYPE_TXT, "nxdomain" },
		{ WILD, "q.d.e", DNS_TYPE_TXT, "ok > t.e: 60 \"target\"" },
		{ "* TXT all\n", "a.b", DNS_TYPE_TXT, "ok: 3600 \"all\"" },
		{ "e. DNAME f.\na.b.f. TXT x\na.b.e. TXT hidden\n", "a.b.e", DNS_TYPE_TXT, "ok > a.b.f: 3600 \"x\"" },
		{ "e. 60 DNAME f\\.g.\n", "a.b.e", DNS_TYPE_CNAME, "ok: 60 a.b.f\\.g." },
		{ "e. DNAME f.\ne. TXT own\n", "e", DNS_TYPE_TXT, "ok: 3600 \"own\"" },
		{ "e. DNAME e.\n", "a.e", DNS_TYPE_TXT, "servfail > a.e [the aliases lead in a circle] (unknown)" },
		{ "e. DNAME a.e.\n", "x.e", DNS_TYPE_TXT,
		  "servfail > x.a.e > x.a.a.e > x.a.a.a.e > x.a.a.a.a.e > x.a.a.a.a.a.e > x.a.a.a.a.a.a.e > x.a.a.a.a.a.a.a.e > x.a.a.a.a.a.a.a.a.e > "
		  "x.a.a.a.a.a.a.a.a.a.e > x.a.a.a.a.a.a.a.a.a.a.e > x.a.a.a.a.a.a.a.a.a.a.a.e > x.a.a.a.a.a.a.a.a.a.a.a.a.e > "
		  "x.a.a.a.a.a.a.a.a.a.a.a.a.a.e > x.a.a.a.a.a.a.a.a.a.a.a.a.a.a.e > x.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.e > "
		  "x.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.e [the chain of aliases is too long] (unknown)" },
	};

	(void)state;
	rows(t, ROWS(t));
}

static void test_directives(void **state)
{
	static const Row t[] = {
		{ "e. TXT x\n; !servfail e.\n", "e", DNS_TYPE_TXT, "servfail (unknown)" },
		{ "e. TXT x\n; !servfail E TXT the server is down\n", "e", DNS_TYPE_TXT, "servfail [the server is down] (unknown)" },
		{ "e. TXT x\n; !servfail e A\n", "e", DNS_TYPE_TXT, "ok: 3600 \"x\"" },
		{ "e. TXT x\n; !servfail e A\n", "e", DNS_TYPE_A, "servfail (unknown)" },
		{ "  ;!timeout e * A look at it; later\r\ne. TXT x\r\n", "e", DNS_TYPE_TXT, "timeout [A look at it; later] (unknown)" },
		{ "; !timeout e a key is missing\\010\n", "e", DNS_TYPE_TXT, "timeout [a key is missing\n] (unknown)" },
		{ "; !refused e\n", "e", DNS_TYPE_TXT, "refused (unknown)" },
		{ "; !bogus e TXT signature expired\n", "e", DNS_TYPE_TXT, "bogus [signature expired] (bogus)" },
		{ "; !not-asked e\n", "e", DNS_TYPE_TXT, "not-asked (unknown)" },
		{ "a. CNAME e.\n; !timeout e\n", "a", DNS_TYPE_TXT, "timeout > e (unknown)" },
		{ "; !timeout *.w.e\n", "q.w.e", DNS_TYPE_TXT, "timeout (unknown)" },
		{ "; !nodata e\n", "e", DNS_TYPE_TXT, "nodata" }, { "; !nodata a.e\n", "e", DNS_TYPE_TXT, "nodata" },
		{ "e. TXT x\n; !nodata e\n", "e", DNS_TYPE_TXT, "ok: 3600 \"x\"" },
		{ "e. TXT x\n; !nodata e TXT\n", "e", DNS_TYPE_TXT, "nodata" },
		{ "a.e. TXT x\n; !nxdomain e\n", "e", DNS_TYPE_TXT, "nxdomain" },
		{ "; !nxdomain a.e\n", "e", DNS_TYPE_TXT, "nxdomain" },
		{ "; !soa e. ns1.e. 2026111601\n", "e", DNS_TYPE_SOA, "ok: 3600 ns1.e. hostmaster.e. 2026111601 7200 3600 1209600 300" },
		{ "; !soa e. ns1.e. 4026111601\n", "e", DNS_TYPE_MX, "nodata" },
		{ "$ORIGIN example.\n; !nodata e\n", "e", DNS_TYPE_MX, "nodata" },           /* names of directives are absolute */
		{ "a.e. TXT x\n; !secure e.\n", "a.e", DNS_TYPE_TXT, "ok: 3600 \"x\" (secure)" },
		{ "a.e. TXT x\n; !secure e.\n", "b.e", DNS_TYPE_TXT, "nxdomain (secure)" },
		{ "a.e. TXT x\n; !secure e.\n", "f", DNS_TYPE_TXT, "nxdomain" },
		{ "a.e. TXT x\n; !secure .\n; !insecure a.e\n", "a.e", DNS_TYPE_TXT, "ok: 3600 \"x\"" },
		{ "a.e. CNAME f.\nf. TXT x\n; !secure e.\n", "a.e", DNS_TYPE_TXT, "ok > f: 3600 \"x\"" },
		{ "a.e. CNAME f.\nf. TXT x\n; !secure .\n; !unknown f.\n", "a.e", DNS_TYPE_TXT, "ok > f: 3600 \"x\" (unknown)" },
		{ "e. TXT x\n; !answer e TXT ok secure\n; !alias f.\n; !why be\\\\cause\n; !record 5 \"y\"\n; !record 6 \"x\"\n", "e", DNS_TYPE_TXT,
		  "ok > f: 5 \"y\", 6 \"x\" [be\\cause] (secure)" },
		{ "; !answer e TXT ok secure\n", "e", DNS_TYPE_A, "nxdomain" },
		{ "; !answer *.e TXT ok insecure\n; !record 5 \"y\"\n", "a.e", DNS_TYPE_TXT, "nxdomain" },
		{ "; nothing: !servfail e\ne. TXT x ; !servfail e\n", "e", DNS_TYPE_TXT, "ok: 3600 \"x\"" },
	};

	(void)state;
	rows(t, ROWS(t));
}

static void test_errors(void **state)
{
	static const struct { const char *zone, *err; } t[] = {
		{ "e. A 192.0.2.256\n", "zone.txt:1: '192.0.2.256' is no IPv4 address" },
		{ "\ne. AAAA 192.0.2.1\n", "zone.txt:2: '192.0.2.1' is no IPv6 address" },
		{ "e. TXT (\n\n\"a\"\n", "zone.txt:4: a parenthesis is not closed" },
		{ "e. TXT )\n", "zone.txt:1: a closing parenthesis too many" },
		{ "e. TXT \"a\n", "zone.txt:1: a quoted string is not closed" },
		{ "e. TXT\n", "zone.txt:1: the record ends too early" },
		{ "e. MX 10\n", "zone.txt:1: the record ends too early" },
		{ "e. MX 10 a b\n", "zone.txt:1: 'b' is left over" },
		{ "e. MX 65536 a\n", "zone.txt:1: '65536' is no number of 16 bits" },
		{ "e. MX x a\n", "zone.txt:1: 'x' is no number of 16 bits" },
		{ "e. A\n", "zone.txt:1: the record ends too early" },
		{ "e. WHAT x\n", "zone.txt:1: 'WHAT' is no type of a record" },
		{ "e.\n", "zone.txt:1: an entry without a type" },
		{ " A 192.0.2.1\n", "zone.txt:1: no name, and none before it" },
		{ "e. CH TXT x\n", "zone.txt:1: class CH is not read" },
		{ "e. TYPE65 x\n", "zone.txt:1: records of type TYPE65 are written \\# LENGTH BASE16" },
		{ "e. A \\# 4 0102\n", "zone.txt:1: \\# 4, and there are 2 bytes" },
		{ "e. A \\# 2 0102\n", "zone.txt:1: the record is damaged" },
		{ "e. A \\# 2 012\n", "zone.txt:1: '012' are no bytes in base 16" },
		{ "e. DNSKEY 1 1 1 AQI*\n", "zone.txt:1: 'AQI*' is no base 64" },
		{ "e. TXT a\\300\n", "zone.txt:1: '\\300' is no escape: \\X or \\DDD, DDD at most 255" },
		{ "e. TXT a\\\n", "zone.txt:1: '\\' is no escape: \\X or \\DDD, DDD at most 255" },
		{ "a..b. TXT x\n", "zone.txt:1: 'a..b.' is no name: a label is empty or longer than 63 bytes" },
		{ "$INCLUDE other\n", "zone.txt:1: '$INCLUDE' is not read here" },
		{ "$TTL x\n", "zone.txt:1: $TTL, and no time: 3600, 1h30m" },
		{ "$ORIGIN\n", "zone.txt:1: $ORIGIN, and no name" },
		{ "e. 3000000000 A 192.0.2.1\n", "zone.txt:1: '3000000000' is no type of a record" },
		{ "; !timout e.\n", "zone.txt:1: there is no directive !timout" },
		{ "e. A 192.0.2.1\n; !timeout\n", "zone.txt:2: a directive without a name" },
		{ "; !delete e. TXT\n", "zone.txt:1: !delete is for overlays" },
		{ "; !now tomorrow\n", "zone.txt:1: !now SECONDS, or !now 2026-11-17T07:45:15Z" },
		{ "; !soa e.\n", "zone.txt:1: !soa NAME MNAME SERIAL" },
		{ "; !soa e. ns. x\n", "zone.txt:1: 'x' is no serial number" },
		{ "; !alias e.\n", "zone.txt:1: there is no !answer before it" },
		{ "; !answer e TXT fine secure\n", "zone.txt:1: !answer NAME TYPE STATUS DNSSEC" },
		{ "; !secure e. and more\n", "zone.txt:1: 'and' is left over" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str text = exact(t[i].zone);
		Err err = { 0 };
		World *w = zonefile_read(text, "zone.txt", 1, &err);

		exact_free(text);
		same(str_of(err.text), t[i].err, "row %zu", i);
		ok(!w && err.code == EX_DATAERR, "row %zu\n", i);
	}
	Err err = { 0 };
	assert_null(zonefile_open("/nowhere/zone.txt", 1, &err));
	assert_true(err.code == EX_NOINPUT);
}

static void test_clock(void **state)
{
	static const struct { const char *zone; int64_t given, now; } t[] = {
		{ "", 1000, 1000 }, { "; !now 2026-11-17T07:45:15Z\n", 1000, 1794901515 }, { "; !now 12345\n", 0, 12345 }, { "; !now -1\n", 0, -1 },
		{ "; !now 0\n", 5, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Err err = { 0 };
		World *w = zonefile_read(str_of(t[i].zone), "z", t[i].given, &err);

		ok(w && world_now(w) == t[i].now, "row %zu: %ld\n", i, w ? (long)world_now(w) : 0);
		world_close(w);
	}
	World *w = empty_open(7);
	assert_true(world_now(w) == 7 && world_ask(w, STR("example.org"), DNS_TYPE_A)->status == DNS_NOT_ASKED && !world_wait(w));
	world_close(w);
	w = empty_open(0);
	assert_true(world_now(w) > 1700000000);
	world_close(w);
}

/* A TXT record of almost 64 KB; one byte more is refused. */
static void test_long(void **state)
{
	(void)state;
	for (int strings = 255; strings <= 256; strings++) {
		Arena a = unit_arena();
		Buf b = buf_new(&a);
		Err err = { 0 };

		buf_put(&b, STR("e. TXT"));
		for (int i = 0; i < strings; i++) {
			buf_put(&b, STR(" \""));
			for (int k = 0; k < 255; k++)
				buf_char(&b, 'x');
			buf_char(&b, '"');
		}
		World *w = zonefile_read(buf_str(&b), "z", 1, &err);
		if (strings == 256) {
			same(str_of(err.text), "z:1: a record of more than 65535 bytes", "long");
			assert_null(w);
			continue;
		}
		const DnsAnswer *d = world_ask(w, STR("e"), DNS_TYPE_TXT);
		assert_true(d->n == 1 && d->v[0].wire.len == 255 * 256 && d->v[0].data.len == 255 * 255);
		world_close(w);
	}
}

/* A thousand types at one name are refused; a thousand names of one type are not. */
static void test_many(void **state)
{
	(void)state;
	for (int types = 0; types < 2; types++) {
		Arena a = unit_arena();
		Buf b = buf_new(&a);
		Err err = { 0 };

		for (int i = 1000; i < 2000; i++)
			buf_format(&b, types ? "e. TYPE%d \\# 1 00\n" : "e%d. TXT x\n", i);
		World *w = zonefile_read(buf_str(&b), "z", 1, &err);
		ok((w != NULL) != types, "%s\n", err.text);
		if (types)
			same(str_of(err.text), "z:501: more than 500 types at one name", "types");
		world_close(w);
	}
}

UNIT_MAIN(cmocka_unit_test(test_many), cmocka_unit_test(test_entries), cmocka_unit_test(test_answers), cmocka_unit_test(test_directives), cmocka_unit_test(test_errors),
	cmocka_unit_test(test_clock), cmocka_unit_test(test_long))
