/* test_pattern.c - patterns: notation, matching, what stood in the holes, what to look for. */
#include "unit.h"
#include "rules/normal.h"
#include "rules/pattern.h"

static bool compile(const char *notation, bool token, Arena *a, Patterns *p)
{
	Str why;

	return token ? pattern_compile_token(str_of(notation), a, p, &why) : pattern_compile(str_of(notation), a, p, &why);
}

/* Does any of the patterns match the text?  holes: what stood in them, joined by '|'. */
static bool match(const Patterns *p, const char *text, bool cut, Arena *a, char *holes)
{
	Normal n;
	Subject s;

	normal_reply(str_of(text), false, a, &n);
	subject_make(n.text, a, &s);
	*holes = 0;
	for (size_t i = 0; i < p->n; i++) {
		HoleTexts h;
		Match m;

		if (!pattern_match(&p->v[i], &s, WINDOW_ALL, cut, &m))
			continue;
		pattern_holes(&p->v[i], &s, &m, &h);
		for (int k = 0; k < h.n; k++)
			snprintf(holes + strlen(holes), 200 - strlen(holes), "%s%.*s", k ? "|" : "", STR_ARG(h.v[k].text));
		return true;
	}
	return false;
}

static void test_match(void **state)
{
	static const struct { const char *pattern, *text; bool hit; const char *holes; } t[] = {
		{ "user unknown", "550 5.1.1 User unknown", true, "" },
		{ "user unknown", "superuser unknown", false, "" },
		{ "user unknown", "user unknownish", false, "" },
		{ "user unknown", "<x@y.example>: user unknown.", true, "" },
		{ "banned sending IP [<ip>]", "Access denied, banned sending IP [192.0.2.1]. To", true, "192.0.2.1" },
		{ "banned sending IP [<ip>]", "banned sending IP [2001:db8::1]", true, "2001:db8::1" },
		{ "banned sending IP [<ip>]", "banned sending IP [host]", false, "" },
		{ "blocked using <list>", "blocked using bl.list.example; see", true, "bl.list.example" },
		{ "<address> is full", "the mailbox <a@b.example> is full", true, "a@b.example" },
		{ "<address> is full", "the mailbox a@b.example is full", true, "a@b.example" },
		{ "mailbox … full", "mailbox of somebody is full", true, "" },
		{ "mailbox …5 full", "mailbox of somebody is full", false, "" },
		{ "mailbox …5 full", "mailbox of somebody mailbox is full", true, "" },
		{ "{no such|unknown} {user|mailbox} here", "sorry, no such mailbox here", true, "" },
		{ "{no such|unknown} {user|mailbox} here", "sorry, no such box here", false, "" },
		{ "mailbox {is |}full", "mailbox full", true, "" },
		{ "mailbox {is |}full", "mailbox is full", true, "" },
		{ "over {the|} quota", "over quota", true, "" },
		{ "over {the|} quota", "over the quota", true, "" },
		{ "{mail|mailbox} full", "your mailbox full", true, "" },
		{ "{<ip>|your ip} is blocked", "192.0.2.7 is blocked", true, "192.0.2.7" },
		{ "{<ip>|your ip} is blocked", "your ip is blocked", true, "" },
		{ "^rejected$", "550 Rejected.", true, "" },
		{ "^rejected$", "550 mail rejected", false, "" },
		{ "^rejected", "rejected by all", true, "" },
		{ "limit of <number> messages", "limit of 500 messages reached", true, "500" },
		{ "see <url>", "see https://example.org/x?y=1.", true, "https://example.org/x?y=1" },
		{ "a \\<b\\> {c|d}e", "a <b> ce", true, "" },
		{ "host <host> said", "host mx.example.org said", true, "mx.example.org" },
		{ "domain <domain> …30 policy", "domain example.org violates our policy", true, "example.org" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Patterns p = { 0 };
		char holes[200];

		ok(compile(t[i].pattern, false, &a, &p), "'%s' does not compile\n", t[i].pattern);
		ok(match(&p, t[i].text, false, &a, holes) == t[i].hit, "'%s' on '%s'\n", t[i].pattern, t[i].text);
		same(str_of(holes), t[i].holes, "'%s' on '%s'", t[i].pattern, t[i].text);
	}
}

static void test_token(void **state)
{
	static const struct { const char *token, *text; bool hit; } t[] = {
		{ "OXS??001_403", "refused - OXSUS001_403", true },
		{ "OXS??001_403", "refused - OXSUS001_404", false },
		{ "OXS??001_403", "refused - XOXSUS001_403", false },
		{ "[TSS04]", "421 4.7.0 [TSS04] Messages", true },
		{ "(SNNNN)", "list. (S3150) [x]", true },
		{ "(SNNNN)", "list. (S315) [x]", false },
		{ "SFR_I\\N_NNN", "behaviour. SFR_IN_104", true },
		{ "IBNNN", "failed. IB108", true },
		{ "IBNNN", "failed. IB1089", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Patterns p = { 0 };
		char holes[200];

		ok(compile(t[i].token, true, &a, &p), "'%s' does not compile\n", t[i].token);
		ok(match(&p, t[i].text, false, &a, holes) == t[i].hit, "'%s' on '%s'\n", t[i].token, t[i].text);
	}
}

/* The end of the input may cut a pattern short after 24 literal bytes. */
static void test_cut(void **state)
{
	static const struct { const char *pattern, *text; bool hit; } t[] = {
		{ "the email account that you tried to reach does not exist", "The email account that you tr", true },
		{ "the email account that you tried to reach does not exist", "The email account that", false },
		{ "the email account that you tried to reach does not exist", "The email account that you try now", false },
		{ "very long first literal here {one|two} and more", "very long first literal here tw", true },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Patterns p = { 0 };
		char holes[200];

		ok(compile(t[i].pattern, false, &a, &p), "'%s'\n", t[i].pattern);
		ok(match(&p, t[i].text, true, &a, holes) == t[i].hit, "'%s' on '%s'\n", t[i].pattern, t[i].text);
	}
}

static void test_wrong(void **state)
{
	static const char *const t[] = { "", "… a gap first", "an <unknown> hole", "{a}{<ip>|{" };

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Patterns p = { 0 };

		ok(!compile(t[i], false, &a, &p), "'%s' compiles\n", t[i]);
	}
}

UNIT_MAIN(cmocka_unit_test(test_match), cmocka_unit_test(test_token), cmocka_unit_test(test_cut), cmocka_unit_test(test_wrong))
