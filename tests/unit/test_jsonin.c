/* test_jsonin.c - JSON that is read: what is well formed, and what stands in it. */
#include "unit.h"
#include "base/jsonin.h"

static void test_valid(void **state)
{
	static const struct { const char *in; bool ok; } t[] = {
		{ "{}", true }, { "[]", true }, { " \t\r\n[ ]\n", true }, { "{\"a\":1,\"b\":[true,false,null]}", true },
		{ "[0,-0,1.5,-2.5e+3,1E9,10e-2]", true }, { "[01]", false }, { "[1.]", false }, { "[.5]", false }, { "[+1]", false }, { "[1e]", false },
		{ "[-]", false }, { "[truer]", false }, { "[nul]", false }, { "[True]", false },
		{ "", false }, { "1", false }, { "\"a\"", false }, { "{", false }, { "[1,]", false }, { "[,1]", false }, { "[1 2]", false }, { "[1]]", false },
		{ "{\"a\"}", false }, { "{\"a\":}", false }, { "{a:1}", false }, { "{\"a\":1,}", false }, { "[}", false }, { "{]", false },
		{ "[\"\\u00e9\\ud83d\\ude00\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", true }, { "[\"\\u00g0\"]", false }, { "[\"\\x\"]", false }, { "[\"\\", false },
		{ "[\"\\ud83d\"]", false }, { "[\"\\ude00\"]", false }, { "[\"\\ud83d\\u0041\"]", false },              /* halves */
		{ "[\"caf\303\251 and more than eight bytes\"]", true }, { "[\"\303\"]", false }, { "[\"\355\240\200\"]", false },
		{ "[\"a\nb\"]", false }, { "[\"\177\"]", true }, { "[\"open", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str in = exact(t[i].in);

		ok(jsonin_valid(in) == t[i].ok, "'%s' is %s\n", t[i].in, t[i].ok ? "JSON" : "none");
		exact_free(in);
	}
}

static void test_depth(void **state)
{
	char deep[130];
	Str at = { deep, 128 }, over = { deep, 130 };

	(void)state;
	memset(deep, '[', 64);
	memset(deep + 64, ']', 66);
	ok(jsonin_valid(at), "64 brackets are deep enough\n");
	memset(deep, '[', 65);
	ok(!jsonin_valid(over), "65 are too deep\n");
}

static void test_member(void **state)
{
	static const struct { const char *in, *name, *value, *text; } t[] = {
		{ "{\"a\":\"x\",\"b\":\"y\"}", "b", "\"y\"", "y" },
		{ "{\"a\" : \"x\" , \"b\" : [ 1 , {\"c\":2} ] }", "b", "[ 1 , {\"c\":2} ]", "" },
		{ "{\"a\":{\"b\":1},\"b\":2}", "b", "2", "" },                          /* not the one further in */
		{ "{\"a\":\"b\",\"b\":null}", "b", "null", "" },                        /* a value is no name */
		{ "{\"a\":1,\"a\":2}", "a", "2", "" },                                  /* the last */
		{ "{\"\\u0061b\":\"x\"}", "ab", "\"x\"", "x" },                         /* a name as it is meant */
		{ "{\"a\":\"}],\\\"\",\"b\":\"\\u00e9\\ud83d\\ude00\\n\"}", "b", "\"\\u00e9\\ud83d\\ude00\\n\"", "\303\251\360\237\230\200\n" },
		{ "{\"\":\"x\"}", "", "\"x\"", "x" }, { "{}", "a", "", "" }, { "[\"a\",1]", "a", "", "" }, { "", "a", "", "" }, { "{\"a\"", "a", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in), value = jsonin_member(in, str_of(t[i].name));

		same(value, t[i].value, "'%s' of %s", t[i].name, t[i].in);
		same(jsonin_text(value, &a), t[i].text, "what '%s' says in %s", t[i].name, t[i].in);
		exact_free(in);
	}
}

static void test_next(void **state)
{
	static const struct { const char *in, *values; } t[] = {
		{ "[]", "" }, { "[ ]", "" }, { "[1]", "1;" }, { "[ \"a,b\" , [1,2] ,{\"c\":[]}, null ]", "\"a,b\";[1,2];{\"c\":[]};null;" },
		{ "[[[]]]", "[[]];" }, { "{\"a\":1}", "" }, { "\"abc\"", "" }, { "12", "" }, { "", "" }, { "[1,2", "1;2;" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in), rest = in, value, all = STR("");

		while (jsonin_next(&rest, &value))
			all = arena_join(&a, all, arena_join(&a, value, STR(";")));
		same(all, t[i].values, "the elements of %s", t[i].in);
		exact_free(in);
	}
}

UNIT_MAIN(cmocka_unit_test(test_valid), cmocka_unit_test(test_depth), cmocka_unit_test(test_member), cmocka_unit_test(test_next))
