/* test_str.c - views of text, arenas, buffers, JSON out. */
#include <math.h>
#include "unit.h"
#include "base/json.h"

static void test_line(void **state)
{
	static const char *const t[][4] = {
		{ "a\nb", "a", "b" }, { "a\r\nb", "a", "b" }, { "a\rb", "a", "b" }, { "a", "a", "" }, { "\n\n", "", "\n" }, { "", "", "" }, { "a\r\n", "a", "" },
		{ "a\n\rb", "a", "\rb" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str in = exact(t[i][0]), line, rest = str_line(in, &line);

		same(line, t[i][1], "row %zu", i);
		same(rest, t[i][2], "row %zu", i);
		exact_free(in);
	}
}

static void test_find(void **state)
{
	(void)state;
	ok(str_find(STR("abcabc"), STR("ca"), 0) == 2 && str_find(STR("abcabc"), STR("a"), 1) == 3 && str_find(STR("ab"), STR("abc"), 0) == 2, "find\n");
	ok(str_behind_last(STR("a.b.c"), '.') == 4 && str_behind_last(STR("a."), '.') == 2 && str_behind_last(STR("abc"), '.') == 0
	   && str_behind_last(STR(""), '.') == 0, "behind the last\n");
	ok(str_ifind(STR("xxUser"), STR("uSER"), 0) == 2 && !str_ihas(STR("use"), STR("user")), "case ignored\n");
	ok(str_has_suffix_label(STR("mx.Example.org"), STR("example.org")) && !str_has_suffix_label(STR("badexample.org"), STR("example.org")), "labels\n");
}

static void test_number(void **state)
{
	int n;

	(void)state;
	same(str_number(STR("12x"), &n), "x", "rest");
	ok(n == 12, "12\n");
	same(str_number(STR("99999999999999999999"), &n), "", "too large");
	ok(n == -1, "too large\n");
	same(str_number(STR("x"), &n), "x", "none");
	ok(n == -1, "none\n");
}

static void test_full(void **state)
{
	char room[64];
	jmp_buf full;
	Arena a = { room, room + sizeof room, &full };
	volatile bool jumped = false;

	(void)state;
	if (setjmp(full))
		jumped = true;
	else
		for (int i = 0; i < 100; i++)
			take(&a, char, SIZE_MAX / 2);
	ok(jumped, "a full arena leaves by its jump\n");
}

static void test_json(void **state)
{
	Arena a = unit_arena();
	Buf b = buf_new(&a);
	Json j = { &b, false };

	(void)state;
	json_open(&j, '{');
	json_member(&j, "ab", STR("\"q\\\x01\n\xc3\xa9\xff"));
	json_option(&j, "none", STR(""));
	json_key(&j, "n");
	json_open(&j, '[');
	json_int(&j, -9223372036854775807 - 1);
	json_real(&j, 0.955);
	json_real(&j, 1.5);
	json_real(&j, -2);
	json_real(&j, NAN);
	json_bool(&j, true);
	json_null(&j);
	json_close(&j, ']');
	json_close(&j, '}');
	same(buf_str(&b), "{\"ab\":\"\\\"q\\\\\\u0001\\n\xc3\xa9\xef\xbf\xbd\",\"n\":[-9223372036854775808,0.96,1.5,-2,0,true,null]}", "json");
}

static void test_visible(void **state)
{
	Arena a = unit_arena();
	Buf b = buf_new(&a);

	(void)state;
	buf_visible(&b, STR("a\x1b[31m\nb\xff\xe2\x80\xae" "c\xc2\x9b"));
	same(buf_str(&b), "a\xef\xbf\xbd[31m b\xef\xbf\xbd\xef\xbf\xbd" "c\xef\xbf\xbd", "no escape reaches a terminal");
}

UNIT_MAIN(cmocka_unit_test(test_line), cmocka_unit_test(test_find), cmocka_unit_test(test_number), cmocka_unit_test(test_full),
          cmocka_unit_test(test_json), cmocka_unit_test(test_visible))
