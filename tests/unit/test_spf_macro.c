/* test_spf_macro.c - what macros expand to: the examples of RFC 7208 7.4, and what they leave out. */
#include "unit.h"
#include "auth/spf_macro.h"
#include "base/buf.h"

static MacroValues values(const char *ip)
{
	MacroValues v = { .local = STR("strong-bad"), .origin = STR("email.example.com"), .domain = STR("email.example.com"), .helo = STR("mx.example.org"),
	                  .receiver = STR("mx.example.net"), .validated = STR("mx.example.org"), .now = 1700000000 };

	ip_read(str_of(ip), &v.ip);
	return v;
}

static const struct { const char *spec, *is; } examples[] = {
	{ "%{s}", "strong-bad@email.example.com" }, { "%{o}", "email.example.com" }, { "%{d}", "email.example.com" }, { "%{d4}", "email.example.com" },
	{ "%{d3}", "email.example.com" }, { "%{d2}", "example.com" }, { "%{d1}", "com" }, { "%{dr}", "com.example.email" }, { "%{d2r}", "example.email" },
	{ "%{l}", "strong-bad" }, { "%{l-}", "strong.bad" }, { "%{lr}", "strong-bad" }, { "%{lr-}", "bad.strong" }, { "%{l1r-}", "strong" },
	{ "%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com" }, { "%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com" },
	{ "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com" },
	{ "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com" },
	{ "%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net" },
	{ "%{h}", "mx.example.org" }, { "%{p}", "mx.example.org" }, { "%{i}", "192.0.2.3" }, { "%{D2}", "example.com" }, { "%{dR}", "com.example.email" },
	{ "%%%_%-", "% %20" }, { "%{d999999999999}", "email.example.com" }, { "%{d1-}", "email.example.com" }, { "%{d-.}", "email.example.com" },
	{ "%{S}", "strong-bad%40email.example.com" }, { "%{s2@}", NULL }, { "a.%{d}.", "a.email.example.com" }, { "%{d3r.}", "com.example.email" },
};

static void test_examples(void **state)
{
	MacroValues v = values("192.0.2.3");

	(void)state;
	for (size_t i = 0; i < ROWS(examples); i++) {
		Arena a = unit_arena();
		Str spec = exact(examples[i].spec);
		char window[MACRO_WINDOW];

		ok((macro_syntax(spec, MACRO_IN_DOMAIN).error == NULL) == (examples[i].is != NULL), "'%s'\n", examples[i].spec);
		if (examples[i].is)
			same(macro_name(&v, spec, window, a), examples[i].is, "'%s'", examples[i].spec);
		exact_free(spec);
	}
}

static void test_addresses(void **state)
{
	static const struct { const char *ip, *spec, *is; } t[] = {
		{ "2001:db8::cb01", "%{ir}.%{v}._spf.%{d2}", "1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2.ip6._spf.example.com" },
		{ "2001:db8::cb01", "%{c}", "2001:db8::cb01" }, { "192.0.2.3", "%{c}", "192.0.2.3" }, { "192.0.2.3", "%{r}", "mx.example.net" },
		{ "192.0.2.3", "%{t}", "1700000000" }, { "2001:db8::1", "%{i3}", "0.0.1" }, { "2001:db8::1", "%{i2r}", "0.2" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		MacroValues v = values(t[i].ip);
		Str got;

		ok(macro_text(&v, str_of(t[i].spec), &a, &got), "'%s'\n", t[i].spec);
		same(got, t[i].is, "'%s' of %s", t[i].spec, t[i].ip);
	}
}

/* RFC 7208 7.3: nothing special about empty parts; delimiters become dots. */
static void test_parts(void **state)
{
	static const struct { const char *local, *spec, *is; } t[] = {
		{ "a..b", "%{lr}", "b..a" }, { ".a.", "%{l2}", "a." }, { "..", "%{l2r}", "." }, { "", "%{l3r-}", "" }, { "a+b-c", "%{l2+-}", "b.c" },
		{ "a+b-c", "%{l2r+-}", "b.a" }, { "a=b", "%{L=}", "a.b" }, { "a b", "%{L}", "a%20b" }, { "a/b_c,d", "%{lr/_,}", "d.c.b.a" },
		{ "a", "%{l1}", "a" },
		{ "a.b", "%{l1-}", "a.b" }, { "\xc3\xa9", "%{L}", "%C3%A9" }, { "~jack&jill=up-a_b3.c", "%{L}", "~jack%26jill%3Dup-a_b3.c" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		MacroValues v = values("192.0.2.3");
		Str local = exact(t[i].local), got;

		v.local = local;
		ok(macro_text(&v, str_of(t[i].spec), &a, &got), "'%s'\n", t[i].spec);
		same(got, t[i].is, "'%s' of '%s'", t[i].spec, t[i].local);
		exact_free(local);
	}
}

static Str repeated(const char *part, int times, const char *end, Arena *a)
{
	Buf b = buf_new(a);

	for (int i = 0; i < times; i++)
		buf_put(&b, str_of(part));
	buf_put(&b, str_of(end));
	return arena_str(a, buf_str(&b));
}

/* RFC 7208 7.3: names that are too long lose labels on their left; how long they were before does not matter. */
static void test_long(void **state)
{
	static const struct { const char *part; int times; const char *end; size_t is; } t[] = {
		{ "abcdefghi.", 24, "example.com", 251 }, { "abcdefghi.", 25, "x", 251 }, { "abcdefghi.", 25, "xyz", 253 }, { "abcdefghi.", 25, "wxyz", 244 },
		{ "abcdefghi.", 25, "xyz.", 253 }, { "abcdefghi.", 25, "%{d}.", 247 }, { "%{d}.", 5000, "com", 249 }, { "x", 254, "", 0 },
		{ "x", 253, "", 253 },
		{ "%%", 254, "", 0 }, { "%%", 10000, ".example", 7 }, { "%{l}", 10000, "", 0 }, { "%%.", 127, "com", 253 },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str spec = repeated(t[i].part, t[i].times, t[i].end, &a);
		MacroValues v = values("192.0.2.3");
		char window[MACRO_WINDOW];
		Str got = macro_name(&v, spec, window, a);

		ok(got.len <= 253 && got.len == t[i].is, "row %zu: %zu bytes\n", i, got.len);
		if (got.len)
			ok(got.at[0] != '.' || *t[i].part == '.', "row %zu: '%.*s'\n", i, STR_ARG(got));
	}
}

static void test_text(void **state)
{
	static const struct { const char *text; bool is; } t[] = {
		{ "", true }, { "See http://%{d}/why?s=%{S} at %{t}", true }, { "%{x}", false }, { "caf\xc3\xa9", false }, { "a\tb", false },
		{ "100%", false }, { "a\nb", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		MacroValues v = values("192.0.2.3");
		Str text = exact(t[i].text), got;

		ok(macro_text(&v, text, &a, &got) == t[i].is, "'%s'\n", t[i].text);
		exact_free(text);
	}
	Arena a = unit_arena();
	MacroValues v = values("192.0.2.3");
	Str got;
	assert_false(macro_text(&v, repeated("%{s}", 1000, "", &a), &a, &got));
	assert_true(macro_text(&v, repeated("x", LIMIT_EXPLANATION, "", &a), &a, &got) && got.len == LIMIT_EXPLANATION);
}

static void test_uses(void **state)
{
	(void)state;
	assert_true(macro_uses(STR("a.%{P1r}"), "p"));
	assert_false(macro_uses(STR("p.%{d}%%{p}"), "p"));
	assert_true(macro_uses(STR("%{d}%{l}"), "sl"));
	assert_false(macro_uses(STR(""), "sl"));
}

UNIT_MAIN(cmocka_unit_test(test_examples), cmocka_unit_test(test_addresses), cmocka_unit_test(test_parts), cmocka_unit_test(test_long),
          cmocka_unit_test(test_text), cmocka_unit_test(test_uses))
