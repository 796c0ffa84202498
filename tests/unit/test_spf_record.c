/* test_spf_record.c - the grammar of RFC 7208 12: which terms there are, and what is wrong with those that are none. */
#include "unit.h"
#include "auth/spf_record.h"
#include "base/buf.h"

/* "kind qualifier domain network bits4 bits6", or "! part: error". */
static Str show(const SpfTerm *t, Arena *a)
{
	Buf b = buf_new(a);

	if (t->error) {
		buf_format(&b, "! %.*s", STR_ARG(t->wrong));
		return buf_str(&b);
	}
	buf_format(&b, "%s %s %.*s", spf_kind_name[t->kind], t->modifier ? "=" : spf_result_name[t->result], STR_ARG(t->domain));
	if (t->kind == SPF_KIND_IP4 || t->kind == SPF_KIND_IP6)
		buf_format(&b, "%.*s", STR_ARG(ip_text(t->net, a)));
	buf_format(&b, " %d %d", t->bits4, t->bits6);
	return buf_str(&b);
}

static void test_terms(void **state)
{
	static const struct { const char *term, *is; } t[] = {
		{ "all", "all pass  32 128" }, { "-ALL", "all fail  32 128" }, { "~all", "all softfail  32 128" }, { "?all", "all neutral  32 128" },
		{ "+all", "all pass  32 128" }, { "all:x.example", "! :x.example" }, { "all/8", "! /8" }, { "all.", "! all." }, { "all,", "! all," },
		{ "include:a.example", "include pass a.example 32 128" }, { "include", "! include" }, { "include:", "! " },
		{ "include:a.example/24", "! a.example/24" },
		{ "a", "a pass  32 128" }, { "a/24", "a pass  24 128" }, { "a//64", "a pass  32 64" }, { "a/0//0", "a pass  0 0" }, { "a/24/64", "! 64" },
		{ "a:b.example/24/24", "! 24" },
		{ "a/", "! /" }, { "a//", "! //" }, { "a/33", "! 33" }, { "a//129", "! 129" }, { "a/032", "! 032" }, { "a/00", "! 00" },
		{ "a/99999999999999999999", "! 99999999999999999999" }, { "a:/24", "! " }, { "a:", "! " }, { "a/24x", "! /24x" }, { "a24", "! a24" },
		{ "a:b.example/24//64", "a pass b.example 24 64" }, { "a:b.example.", "a pass b.example. 32 128" }, { "a:b.example..", "! b.example.." },
		{ "a:museum", "! museum" }, { "a:museum.", "! museum." }, { "a:.museum", "a pass .museum 32 128" }, { "a:b.-x", "! b.-x" },
		{ "a:b.x-", "! b.x-" },
		{ "a:b.1-2", "a pass b.1-2 32 128" }, { "a:b.xn--p1ai", "a pass b.xn--p1ai 32 128" }, { "a:b.1a", "a pass b.1a 32 128" },
		{ "a:b.12", "! b.12" },
		{ "a:192.0.2.1", "! 192.0.2.1" }, { "a:foo:bar/baz.example", "a pass foo:bar/baz.example 32 128" }, { "a:b.example:25", "! b.example:25" },
		{ "a:%{d}", "a pass %{d} 32 128" }, { "a:%{d}/24", "a pass %{d} 24 128" }, { "a:%{d}.", "! %{d}." }, { "a:%%", "a pass %% 32 128" },
		{ "a:b%-", "a pass b%- 32 128" }, { "a:%{d}x", "! %{d}x" }, { "a:%{x}.example", "! %{x" }, { "a:%(i).example", "! %(" },
		{ "a:b.example%", "! %" },
		{ "a:%{c}.example", "! %{c" }, { "a:%{d0}", "! %{d0}" }, { "a:%{d00}", "! %{d00}" }, { "a:%{d127r.-+,/_=}", "a pass %{d127r.-+,/_=} 32 128" },
		{ "a:%{d1R}", "a pass %{d1R} 32 128" }, { "a:%{dr1}", "! %{dr1" }, { "a:%{d", "! %{d" }, { "a:%{", "! %{" }, { "a:%{d:}", "! %{d:" },
		{ "a:b\x01.example", "! \x01" }, { "a:\xc3\xa9.example", "! \xc3" }, { "a:b.example\x7f", "! \x7f" },
		{ "mx", "mx pass  32 128" }, { "Mx:b.example//0", "mx pass b.example 32 0" }, { "mx/24:b.example", "! /24:b.example" },
		{ "ptr", "ptr pass  32 128" }, { "ptr:b.example", "ptr pass b.example 32 128" }, { "ptr/0", "! /0" }, { "ptr:", "! " },
		{ "exists:%{i}.b.example", "exists pass %{i}.b.example 32 128" }, { "exists", "! exists" }, { "exists:b.example/24", "! b.example/24" },
		{ "ip4:192.0.2.0/24", "ip4 pass 192.0.2.0 24 128" }, { "IP4:192.0.2.1", "ip4 pass 192.0.2.1 32 128" }, { "ip4", "! ip4" }, { "ip4:", "! " },
		{ "ip4:192.0.2", "! 192.0.2" }, { "ip4:192.0.2.1.2", "! 192.0.2.1.2" }, { "ip4:192.0.2.256", "! 192.0.2.256" },
		{ "ip4:192.0.02.1", "! 192.0.02.1" },
		{ "ip4:192.0.2.0001", "! 192.0.2.0001" }, { "ip4:192.0.2.1/33", "! 33" }, { "ip4:192.0.2.1/", "! " }, { "ip4:192.0.2.1//24", "! /24" },
		{ "ip4:2001:db8::1", "! 2001:db8::1" }, { "ip4:192.0.2.1:25", "! 192.0.2.1:25" }, { "ip4=192.0.2.1", " = 192.0.2.1 32 128" },
		{ "ip6:2001:db8::/32", "ip6 pass 2001:db8:: 32 32" }, { "ip6:::/0", "ip6 pass :: 32 0" }, { "ip6:::192.0.2.1", "ip6 pass ::c000:201 32 128" },
		{ "ip6:2001:db8::/129", "! 129" }, { "ip6:192.0.2.1", "! 192.0.2.1" }, { "ip6:2001:db8::g", "! 2001:db8::g" },
		{ "ip6::2001:db8::1", "! :2001:db8::1" },
		{ "redirect=b.example", "redirect = b.example 32 128" }, { "REDIRECT=b.example", "redirect = b.example 32 128" },
		{ "redirect:b.example", "! redirect" },
		{ "redirect=", "! " }, { "redirect=-all", "! -all" }, { "-redirect=b.example", "! -" }, { "exp=b.example", "exp = b.example 32 128" },
		{ "exp=", "! " },
		{ "x=", " =  32 128" }, { "x-y_z.1=%{d}/&", " = %{d}/& 32 128" }, { "1x=y", "! 1x=y" }, { "=y", "! =y" }, { "x=%y", "! %y" },
		{ "x=%{t}", "! %{t" },
		{ "ipv4:192.0.2.1", "! ipv4" }, { "-", "! " }, { "--all", "! -all" }, { "moo", "! moo" }, { "moo/x=y", "! moo" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str term = exact(t[i].term), rest = term;
		SpfTerm got;

		ok(spf_term(&rest, &got) && rest.len == 0 && str_eq(got.text, term), "'%s' is no term\n", t[i].term);
		same(show(&got, &a), t[i].is, "'%s'", t[i].term);
		ok(got.wrong.at >= term.at && got.wrong.at + got.wrong.len <= term.at + term.len, "'%s': outside\n", t[i].term);
		exact_free(term);
	}
}

static void test_versions(void **state)
{
	static const struct { const char *text; bool is; } t[] = {
		{ "v=spf1", true }, { "v=spf1 ", true }, { "V=SPF1 -all", true }, { "v=spf10", false }, { "v=spf1\t-all", false }, { " v=spf1", false },
		{ "", false },
		{ "v=spf", false }, { "v=spf1,all", false }, { "spf2.0/pra all", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str text = exact(t[i].text);

		ok(spf_is_record(text) == t[i].is, "'%s'\n", t[i].text);
		exact_free(text);
	}
}

static void test_records(void **state)
{
	static const struct { const char *text; int asking; const char *term, *wrong; } t[] = {
		{ "v=spf1", 0, "", "" },
		{ "v=spf1  a   mx  ", 2, "", "" },
		{ "v=spf1 a include:b.example exists:c.example ptr ip4:192.0.2.1 redirect=d.example exp=e.example", 5, "", "" },
		{ "v=spf1 a all mx redirect=d.example", 1, "", "" },
		{ "v=spf1 redirect=d.example mx", 2, "", "" },
		{ "v=spf1 redirect=d.example redirect=e.example", 1, "redirect=e.example", "redirect=e.example" },
		{ "v=spf1 exp=d.example Exp=e.example -all", 0, "Exp=e.example", "Exp=e.example" },
		{ "v=spf1 x=1 x=2 -all", 0, "", "" },
		{ "v=spf1 -all ip4:1 moo", 0, "ip4:1", "1" },
		{ "v=spf1 a\tmx", 0, "a\tmx", "a\tmx" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str text = exact(t[i].text);
		SpfRecord r;

		ok(spf_record(text, &r) == (*t[i].term == '\0'), "'%s'\n", t[i].text);
		same(r.term, t[i].term, "'%s'", t[i].text);
		same(r.wrong, t[i].wrong, "'%s'", t[i].text);
		ok(r.asking == t[i].asking, "'%s': %d ask\n", t[i].text, r.asking);
		exact_free(text);
	}
}

UNIT_MAIN(cmocka_unit_test(test_terms), cmocka_unit_test(test_versions), cmocka_unit_test(test_records))
