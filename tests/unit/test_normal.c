/* test_normal.c - the normal form of replies, and its map back. */
#include "unit.h"
#include "rules/normal.h"

static void test_reply(void **state)
{
	static const struct { const char *in, *out; } t[] = {
		{ "550 5.1.1 User Unknown", "user unknown" },
		{ "550-5.7.1 one\r\n550 5.7.1 two", "one two" },
		{ "550-one\r\n550-two\r\n550 three", "one two three" },
		{ "550-5.7.1 one 550 5.7.1 two", "one two" },
		{ "550-one 550 two", "one two" },
		{ "one 550 two", "one 550 two" },
		{ "550-550-5.1.1 twice", "twice" },
		{ "421 4.7.0 [192.0.2.1]  wait\ta bit", "[192.0.2.1] wait a bit" },
		{ "5.7.1: refused", "refused" },
		{ "550 refused (#5.7.1)", "refused (#5.7.1)" },
		{ "User\xe2\x80\x99s \xe2\x80\x9cmailbox\xe2\x80\x9d \xe2\x80\x94 full", "user's \"mailbox\" - full" },
		{ "\xef\xbc\xb5\xef\xbd\x93\xef\xbd\x85\xef\xbd\x92", "user" },
		{ "UNG\xc3\x9cLTIG", "ung\xc3\xbcltig" },
		{ "stra\xc3\x9f" "e", "strasse" },
		{ "a\xc2\xa0\xe3\x80\x80" "b", "a b" },
		{ "bad \xff\xfe bytes", "bad \xef\xbf\xbd\xef\xbf\xbd bytes" },
		{ "   ", "" },
		{ "", "" },
		{ "550", "" },
		{ "full 552", "full 552" },
		{ "550 ", "" },
		{ "550-", "" },
		{ "5501 is no code", "5501 is no code" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		Normal n;

		normal_reply(in, false, &a, &n);
		same(n.text, t[i].out, "'%s'", t[i].in);
		exact_free(in);
	}
}

/* The map leads from each byte of the normal form to where it came from. */
static void test_map(void **state)
{
	static const char in[] = "  550-5.7.1 Access\r\n550 5.7.1 Denied now ";
	Arena a = unit_arena();
	Normal n;

	(void)state;
	normal_reply(str_of(in), true, &a, &n);
	same(n.text, "access denied now", "the text");
	for (size_t i = 0; i < n.text.len; i++)
		ok(n.text.at[i] == ' ' || to_lower(in[n.map[i]]) == n.text.at[i], "byte %zu comes from %u\n", i, n.map[i]);
	ok(n.map[n.text.len] <= sizeof in - 1, "the end lies inside\n");
}

static void test_literal(void **state)
{
	static const struct { const char *in, *out; } t[] = {
		{ "550 stays", "550 stays" }, { " a  B ", " a b " }, { "", "" }, { "no such user", "no such user" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();

		same(normal_literal(str_of(t[i].in), &a), t[i].out, "'%s'", t[i].in);
	}
}

UNIT_MAIN(cmocka_unit_test(test_reply), cmocka_unit_test(test_map), cmocka_unit_test(test_literal))
