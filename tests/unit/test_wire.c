/* test_wire.c - records and messages of the DNS, sound and damaged. */
#include "unit.h"
#include "base/codec.h"
#include "base/limits.h"
#include "world/dns.h"
#include "world/dname.h"

/* Hexadecimal digits as bytes, blanks skipped; text between quotes is itself. */
static Str bytes(const char *hex, Arena *a)
{
	char *out = take(a, char, strlen(hex) + 1);
	size_t n = 0;

	while (*hex) {
		if (*hex == ' ') {
			hex++;
		} else if (*hex == '\'') {
			for (hex++; *hex != '\''; )
				out[n++] = *hex++;
			hex++;
		} else {
			char digits[3] = { hex[0], hex[1], 0 };

			out[n++] = (char)strtoul(digits, NULL, 16);
			hex += 2;
		}
	}
	return exact_bytes(out, n);
}

static void test_record(void **state)
{
	static const struct { DnsType type; const char *wire, *data, *text; } t[] = {
		{ DNS_TYPE_A, "c0000201", "\xc0\0\2\1", "192.0.2.1" },
		{ DNS_TYPE_AAAA, "20010db8 00000000 00000000 00000001", NULL, "2001:db8::1" },
		{ DNS_TYPE_MX, "000a 02'MX'07'example' 00", "mx.example", "10 MX.example." },
		{ DNS_TYPE_MX, "0000 00", "", "0 ." },
		{ DNS_TYPE_TXT, "05'hello' 01' ' 05'w\"r\\d'", "hello w\"r\\d", "\"hello\" \" \" \"w\\\"r\\\\d\"" },
		{ DNS_TYPE_TXT, "00", "", "\"\"" },
		{ DNS_TYPE_SPF, "02 c3a4", "\xc3\xa4", "\"\\195\\164\"" },
		{ DNS_TYPE_NS, "03'a.b' 04'x\\(y' 00", "a\\046b.x\\092(y", "a\\.b.x\\\\\\(y." },
		{ DNS_TYPE_PTR, "02 0120 00", "\\001 ", "\\001\\032." },
		{ DNS_TYPE_SRV, "0001 0002 0019 01'h' 00", "h", "1 2 25 h." },
		{ DNS_TYPE_SOA, "02'ns'00 01'h'00 00000001 00000002 00000003 00000004 ffffffff", "ns", "ns. h. 1 2 3 4 4294967295" },
		{ DNS_TYPE_DS, "0102 08 02 abcdef", NULL, "258 8 2 abcdef" },
		{ DNS_TYPE_DNSKEY, "0101 03 08 01020304", NULL, "257 3 8 AQIDBA==" },
		{ DNS_TYPE_TLSA, "03 01 01 00ff", NULL, "3 1 1 00ff" },
		{ DNS_TYPE_CAA, "80 05'issue' 'ca.example; a=\"b\"'", NULL, "128 issue \"ca.example; a=\\\"b\\\"\"" },
		{ DNS_TYPE_CAA, "00 05'issue'", NULL, "0 issue \"\"" },
		{ (DnsType)65, "0102", "\1\2", "\\# 2 0102" },
		{ (DnsType)65, "", "", "\\# 0" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str wire = bytes(t[i].wire, &a);
		DnsRecord r;

		ok(dns_record(t[i].type, wire, &a, &r), "row %zu is damaged\n", i);
		same(dns_rdata_text(t[i].type, wire, &a), t[i].text, "row %zu", i);
		if (t[i].type == DNS_TYPE_A)
			assert_true(r.data.len == 4 && memcmp(r.data.at, t[i].data, 4) == 0);
		else if (t[i].data)
			same(r.data, t[i].data, "row %zu", i);
		assert_true(str_eq(r.wire, wire) && r.preference == (t[i].type == DNS_TYPE_MX && i == 2 ? 10 : 0));
		exact_free(wire);
	}
}

static void test_damaged(void **state)
{
	static const struct { DnsType type; const char *wire, *text; } t[] = {
		{ DNS_TYPE_A, "c00002", "\\# 3 c00002" }, { DNS_TYPE_A, "c000020100", NULL }, { DNS_TYPE_A, "", "\\# 0" }, { DNS_TYPE_AAAA, "c0000201", NULL },
		{ DNS_TYPE_MX, "00", NULL }, { DNS_TYPE_MX, "000a", NULL }, { DNS_TYPE_MX, "000a 02'mx'", NULL }, { DNS_TYPE_MX, "000a 02'mx'00 00", NULL },
		{ DNS_TYPE_MX, "000a c000", NULL }, { DNS_TYPE_TXT, "", NULL }, { DNS_TYPE_TXT, "02'a'", NULL }, { DNS_TYPE_TXT, "01'a' 01", NULL },
		{ DNS_TYPE_SOA, "00 00 00000001", NULL }, { DNS_TYPE_SRV, "0001 0002 00", NULL }, { DNS_TYPE_CAA, "00 00", NULL }, { DNS_TYPE_CAA, "00 01'-'", NULL },
		{ DNS_TYPE_DS, "0102 08 02", NULL }, { DNS_TYPE_NS, "40", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str wire = bytes(t[i].wire, &a);
		DnsRecord r;

		ok(!dns_record(t[i].type, wire, &a, &r), "row %zu is sound\n", i);
		Str text = dns_rdata_text(t[i].type, wire, &a);
		ok(str_starts(text, STR("\\# ")), "row %zu\n", i);
		if (t[i].text)
			same(text, t[i].text, "row %zu", i);
		exact_free(wire);
	}
}

/* Names: 63 bytes a label, 255 altogether on the wire. */
static void test_names(void **state)
{
	char wire[DNAME_WIRE_MAX + 8], text[DNAME_TEXT_MAX], out[DNAME_WIRE_MAX];
	size_t n = 0, next;

	(void)state;
	for (int i = 0; i < 127; i++) {
		wire[n++] = 1;
		wire[n++] = '.';
	}
	wire[n++] = 0;
	Str longest = exact_bytes(wire, n);
	assert_true(dname_length(longest) == 255 && dname_text(longest, text) == 127 * 4 + 126);
	assert_true(dname_wire_length((Str){ text, 127 * 4 + 126 }) == 255);
	assert_true(dname_expand(longest, 0, out, &next) == 255 && next == 255);
	exact_free(longest);
	Str looped = exact_bytes("\1a\300\0", 4);
	assert_true(dname_expand(looped, 0, out, &next) == 0 && dname_length(looped) == 0);
	exact_free(looped);
	Str ahead = exact_bytes("\300\2\1a\0", 5);
	assert_true(dname_expand(ahead, 0, out, &next) == 0);
	exact_free(ahead);
	Str back = exact_bytes("\1A\0\1b\300\0", 7);
	assert_true(dname_expand(back, 3, out, &next) == 5 && next == 7 && memcmp(out, "\1b\1A", 5) == 0);
	exact_free(back);
	assert_true(dname_question(STR("a\\b.c\001"), text) == 12 && memcmp(text, "a\\092b.c\\001", 12) == 0);
	assert_true(dname_replace(STR("a.b.example"), STR("example"), STR("net"), text, &n) && str_eq((Str){ text, n }, STR("a.b.net")));
	assert_true(dname_replace(STR("a.b"), STR(""), STR("net"), text, &n) && str_eq((Str){ text, n }, STR("a.b.net")));
	assert_true(dname_replace(STR("a.b"), STR("b"), STR(""), text, &n) && str_eq((Str){ text, n }, STR("a")));
}

#define HEAD(flags, answers) "0001 " flags " 0001 " answers " 0000 0000 "
#define ASKED(type) "01'a' 07'example' 00 " type " 0001 "
#define RECORD(type, rest) type " 0001 00000e10 " rest " "

/* a.example, TXT of which is asked for. */
static void test_message(void **state)
{
	static const struct { const char *message; DnsStatus status; size_t n, aliases; const char *first, *name; bool sound; } t[] = {
		{ HEAD("8180", "0002") ASKED("0010") "c00c " RECORD("0010", "0002 01'x'") "c00c " RECORD("0010", "0002 01'y'"), DNS_OK, 2, 0, "x", "a.example", true },
		{ HEAD("8180", "0002") ASKED("0010") "c00c " RECORD("0005", "0004 01'B' c00e") "01'b' c00e " RECORD("0010", "0002 01'x'"),
		  DNS_OK, 1, 1, "x", "b.example", true },
		{ HEAD("8180", "0001") ASKED("0010") "c00c " RECORD("0005", "0004 01'b' c00e"), DNS_NODATA, 0, 1, NULL, NULL, true },
		{ HEAD("8183", "0001") ASKED("0010") "c00c " RECORD("0005", "0004 01'b' c00e"), DNS_NXDOMAIN, 0, 1, NULL, NULL, true },
		{ HEAD("8180", "0002") ASKED("0010") "c00e " RECORD("0027", "0005 03'net'00") "01'a' 03'net'00 " RECORD("0010", "0002 01'x'"),
		  DNS_OK, 1, 1, "x", "a.net", true },
		{ HEAD("8180", "0001") ASKED("0010") "c00c " RECORD("0005", "0002 c00c"), DNS_SERVFAIL, 0, LIMIT_ALIASES, NULL, NULL, false },
		{ HEAD("8180", "0000") ASKED("0010"), DNS_NODATA, 0, 0, NULL, NULL, true },
		{ HEAD("8182", "0000") ASKED("0010"), DNS_SERVFAIL, 0, 0, NULL, NULL, true },
		{ HEAD("8185", "0000") ASKED("0010"), DNS_REFUSED, 0, 0, NULL, NULL, true },
		{ HEAD("8184", "0000") ASKED("0010"), DNS_SERVFAIL, 0, 0, NULL, NULL, true },
		{ HEAD("8180", "0001") ASKED("0010") "c00c 0010 0003 00000e10 0002 01'x'", DNS_NODATA, 0, 0, NULL, NULL, true },          /* class CH */
		{ HEAD("0180", "0000") ASKED("0010"), DNS_SERVFAIL, 0, 0, NULL, NULL, false },                                             /* a question */
		{ HEAD("8180", "0000") ASKED("0001"), DNS_SERVFAIL, 0, 0, NULL, NULL, false },                                             /* to another type */
		{ HEAD("8380", "0001") ASKED("0010") "c00c " RECORD("0010", "0002 01'x'"), DNS_SERVFAIL, 0, 0, NULL, NULL, false },      /* cut off */
		{ HEAD("8180", "0002") ASKED("0010") "c00c " RECORD("0010", "0002 01'x'"), DNS_SERVFAIL, 0, 0, NULL, NULL, false },
		{ HEAD("8180", "0001") ASKED("0010") "c00c " RECORD("0010", "0003 01'x'"), DNS_SERVFAIL, 0, 0, NULL, NULL, false },
		{ HEAD("8180", "0001") ASKED("0010") "c00c " RECORD("0010", "0002 02'x'"), DNS_SERVFAIL, 0, 0, NULL, NULL, false },
		{ "0001 8180", DNS_SERVFAIL, 0, 0, NULL, NULL, false }, { "", DNS_SERVFAIL, 0, 0, NULL, NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str m = bytes(t[i].message, &a);
		DnsAnswer d;

		ok(dns_message(m, STR("a.example"), DNS_TYPE_TXT, &a, &d) == t[i].sound, "row %zu\n", i);
		ok(d.status == t[i].status && d.n == t[i].n && d.n_aliases == t[i].aliases, "row %zu: %s, %zu records, %zu aliases\n", i,
			dns_status_name[d.status], d.n, d.n_aliases);
		ok((d.status == DNS_SERVFAIL && i != 7) == (d.why.len > 0), "row %zu\n", i);
		if (t[i].first) {
			same(d.v[0].data, t[i].first, "row %zu", i);
			same(d.v[0].name, t[i].name, "row %zu", i);
			assert_true(d.v[0].ttl == 3600);
		}
		exact_free(m);
	}
}

static void test_types(void **state)
{
	static const struct { const char *in; int type; const char *out; } t[] = {
		{ "txt", 16, "TXT" }, { "TYPE16", 16, "TXT" }, { "Type65", 65, "TYPE65" }, { "TYPE0", 0, NULL }, { "TYPE65536", 0, NULL }, { "TYPE", 0, NULL },
		{ "TYPE65x", 0, NULL }, { "", 0, NULL }, { "CAA", 257, "CAA" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		DnsType type = dns_type_of(in);

		ok((int)type == t[i].type, "'%s'\n", t[i].in);
		if (type)
			same(dns_type_name(type, &a), t[i].out, "'%s'", t[i].in);
		exact_free(in);
	}
}

/* A question's name: 63 bytes a label, 253 altogether. */
static void test_question(void **state)
{
#define TEN "1234567890"
#define LABEL TEN TEN TEN TEN TEN TEN "123"
	static const struct { const char *in, *out; } t[] = {
		{ "Example.ORG.", "example.org" }, { "a", "a" }, { "a b.\\", "a b.\\" }, { "", "" }, { ".", "" }, { "\303\204.x", "\303\204.x" },
		{ LABEL ".x", LABEL ".x" }, { LABEL "4.x", NULL }, { "x." LABEL "4", NULL }, { "..", NULL }, { ".a", NULL }, { "a..b", NULL }, { "a..", NULL },
		{ LABEL "." LABEL "." LABEL "." TEN TEN TEN TEN TEN TEN "1.", LABEL "." LABEL "." LABEL "." TEN TEN TEN TEN TEN TEN "1" },
		{ LABEL "." LABEL "." LABEL "." TEN TEN TEN TEN TEN TEN "12", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str in = exact(t[i].in);
		char out[DNS_NAME_MAX];
		size_t len = 0;
		bool fine = dns_name(in, out, &len);

		ok(fine == (t[i].out != NULL), "'%s'\n", t[i].in);
		if (fine)
			same(((Str){ out, len }), t[i].out, "'%s'", t[i].in);
		exact_free(in);
	}
}

UNIT_MAIN(cmocka_unit_test(test_question), cmocka_unit_test(test_record), cmocka_unit_test(test_damaged), cmocka_unit_test(test_names), cmocka_unit_test(test_message),
	cmocka_unit_test(test_types))
