/* test_mta_sts.c - MTA-STS records and policies, TLS-RPT records, TLSA records. */
#include "unit.h"
#include "auth/mta_sts.h"
#include "auth/tlsa.h"

static void test_records(void **state)
{
	static const struct { const char *text, *id, *why; } t[] = {
		{ "v=STSv1; id=20160831085700Z;", "20160831085700Z", "" }, { "v=STSv1;id=1", "1", "" }, { "v=STSv1 ; id=1 ; ext=a.b", "1", "" },
		{ "v=STSv1; ext=1; id=a; id=b", "a", "" }, { "v=STSv1; id=12345678901234567890123456789012", "12345678901234567890123456789012", "" },
		{ "v=STSv1; id=123456789012345678901234567890123", "", "id= has 1 to 32 letters and digits" }, { "v=STSv1; id=", "", "id= has 1 to 32 letters and digits" },
		{ "v=STSv1; id=a-b", "", "id= has 1 to 32 letters and digits" }, { "v=STSv1;", "", "it has no id=" }, { "v=STSv1; x=1", "", "it has no id=" },
		{ "v=STSv1", "", "it does not begin with v=STSv1;" }, { "v=stsv1; id=1", "", "it does not begin with v=STSv1;" }, { "", "", "it does not begin with v=STSv1;" },
		{ "v=STSv1x; id=1", "", "it does not begin with v=STSv1;" }, { " v=STSv1; id=1", "", "it does not begin with v=STSv1;" },
		{ "v=STSv1; id=1; what", "1", "a field is name=value" }, { "v=STSv1; id=1;; x=1", "1", "a field is name=value" }, { "v=STSv1; id=1; =x", "1", "a field is name=value" },
		{ "v=STSv1; id=1; a=b=c", "1", "a field is name=value" }, { "v=STSv1; ID=1", "", "it has no id=" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str text = exact(t[i].text);
		StsRecord r;

		sts_record(text, &r);
		same(str_of(r.why ? r.why : ""), t[i].why, "row %zu", i);
		same(r.id, t[i].id, "row %zu", i);
		ok(r.valid == !t[i].why[0], "row %zu\n", i);
		exact_free(text);
	}
}

static void test_reports(void **state)
{
	static const struct { const char *text, *rua, *why; } t[] = {
		{ "v=TLSRPTv1; rua=mailto:r@example.org", "mailto:r@example.org", "" }, { "v=TLSRPTv1;rua=https://r.example.org/v1;", "https://r.example.org/v1", "" },
		{ "v=TLSRPTv1; rua=mailto:a@example.org,https://r.example/?x=1; x=y", "mailto:a@example.org,https://r.example/?x=1", "" },
		{ "v=TLSRPTv1; rua=http://r.example/", "", "rua= names mailto: and https: addresses" }, { "v=TLSRPTv1; rua=mailto:a", "", "rua= names mailto: and https: addresses" },
		{ "v=TLSRPTv1; rua=", "", "rua= names mailto: and https: addresses" }, { "v=TLSRPTv1;", "", "it has no rua=" },
		{ "v=TLSRPTv1; rua", "", "a field is name=value" }, { "v=TLSRPTv2; rua=mailto:a@b", "", "it does not begin with v=TLSRPTv1;" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str text = exact(t[i].text);
		TlsrptRecord r;

		tlsrpt_record(text, &r);
		same(str_of(r.why ? r.why : ""), t[i].why, "row %zu", i);
		same(r.rua, t[i].rua, "row %zu", i);
		ok(r.valid == !t[i].why[0], "row %zu\n", i);
		exact_free(text);
	}
}

#define HEAD "version: STSv1\nmode: enforce\nmax_age: 86400\n"

static void test_policies(void **state)
{
	static const struct { const char *text; const char *mode; int64_t max_age; size_t mx; const char *why, *wrong; } t[] = {
		{ "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmax_age: 604800\r\n", "enforce", 604800, 2, "", "" },
		{ HEAD "mx: a.example", "enforce", 86400, 1, "", "" }, { "mx:a.example\nmax_age:1 \nmode:testing\t\nversion:STSv1", "testing", 1, 1, "", "" },
		{ HEAD "mx: a.example\nnew-field.x: what ever\n", "enforce", 86400, 1, "", "" },
		{ HEAD "mx: a.example\nmode: none\nmax_age: x\nversion: 2\n", "enforce", 86400, 1, "", "" },      /* the first counts */
		{ "version: STSv1\nmode: none\nmax_age: 0\n", "none", 0, 0, "", "" }, { "version: STSv1\nmode: none\nmax_age: 31557600\n", "none", 31557600, 0, "", "" },
		{ "version: STSv1\nmode: none\nmax_age: 31557601\n", "none", 0, 0, "max_age: is a number of seconds, at most 31557600", "max_age: 31557601" },
		{ "version: STSv1\nmode: none\nmax_age: 99999999999\n", "none", 0, 0, "max_age: is a number of seconds, at most 31557600", "max_age: 99999999999" },
		{ "version: STSv1\nmode: none\nmax_age: 1d\n", "none", 0, 0, "max_age: is a number of seconds", "max_age: 1d" },
		{ "version: STSv1\nmode: none\nmax_age:\n", "none", 0, 0, "max_age: is a number of seconds, at most 31557600", "max_age:" },
		{ "version: STSv2\n", "none", 0, 0, "the version is not STSv1", "version: STSv2" }, { HEAD, "enforce", 86400, 0, "mx: is missing", "" },
		{ "mode: none\nmax_age: 1\n", "none", 1, 0, "version: is missing", "" }, { "version: STSv1\nmax_age: 1\n", "none", 1, 0, "mode: is missing", "" },
		{ "version: STSv1\nmode: none\n", "none", 0, 0, "max_age: is missing", "" }, { "", "none", 0, 0, "version: is missing", "" },
		{ HEAD "mx: a..example\n", "enforce", 86400, 0, "mx: is a host, or *. and a domain", "mx: a..example" },
		{ HEAD "mx: *\n", "enforce", 86400, 0, "mx: is a host, or *. and a domain", "mx: *" },
		{ HEAD "mx: a.*.example\n", "enforce", 86400, 0, "mx: is a host, or *. and a domain", "mx: a.*.example" },
		{ HEAD "mx: a.example.\n", "enforce", 86400, 0, "mx: is a host, or *. and a domain", "mx: a.example." },
		{ HEAD "\nmx: a.example\n", "enforce", 86400, 0, "a line is name: value", "" }, { "<html>\n", "none", 0, 0, "a line is name: value", "<html>" },
		{ "version: STSv1\nmode: Enforce\n", "none", 0, 0, "mode: is enforce, testing or none", "mode: Enforce" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str text = exact(t[i].text);
		StsPolicy p;

		sts_policy(text, &a, &p);
		same(str_of(p.why ? p.why : ""), t[i].why, "row %zu", i);
		same(p.wrong, t[i].wrong, "row %zu", i);
		same(str_of(sts_mode_name[p.mode]), t[i].mode, "row %zu", i);
		ok(p.valid == !t[i].why[0] && p.max_age == t[i].max_age && p.mx.n == t[i].mx, "row %zu: %zu mx\n", i, p.mx.n);
		exact_free(text);
	}
}

static void test_patterns(void **state)
{
	static const struct { const char *pattern, *host; bool matches; } t[] = {
		{ "mx.e.example", "mx.e.example", true }, { "MX.e.example", "mx.E.example", true }, { "mx.e.example", "mx2.e.example", false },
		{ "*.e.example", "mx.e.example", true }, { "*.e.example", "e.example", false }, { "*.e.example", "a.mx.e.example", false },
		{ "*.e.example", ".e.example", false }, { "e.example", "mx.e.example", false }, { "*.example", "mx.e.example", false }, { "*.e", "", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++)
		ok(sts_pattern_matches(str_of(t[i].pattern), str_of(t[i].host)) == t[i].matches, "row %zu\n", i);
}

static void test_tlsa(void **state)
{
	static const struct { uint8_t head[3]; size_t n, data; bool usable; } t[] = {
		{ { 3, 1, 1 }, 3, 32, true }, { { 2, 0, 2 }, 3, 64, true }, { { 3, 0, 0 }, 3, 500, true }, { { 3, 1, 1 }, 3, 31, false }, { { 3, 1, 2 }, 3, 32, false },
		{ { 0, 1, 1 }, 3, 32, false }, { { 1, 1, 1 }, 3, 32, false }, { { 4, 1, 1 }, 3, 32, false }, { { 3, 2, 1 }, 3, 32, false }, { { 3, 1, 3 }, 3, 32, false },
		{ { 3, 1, 0 }, 3, 0, false }, { { 3, 1, 1 }, 2, 0, false }, { { 3, 1, 1 }, 0, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		char bytes[600] = { 0 };
		Tlsa one;

		memcpy(bytes, t[i].head, 3);
		Str wire = exact_bytes(bytes, t[i].n + t[i].data);
		tlsa_read(wire, &one);
		ok(one.usable == t[i].usable && one.usable == !one.why, "row %zu\n", i);
		exact_free(wire);
	}
}

UNIT_MAIN(cmocka_unit_test(test_records), cmocka_unit_test(test_reports), cmocka_unit_test(test_policies), cmocka_unit_test(test_patterns), cmocka_unit_test(test_tlsa))
