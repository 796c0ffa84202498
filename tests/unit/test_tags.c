/* test_tags.c - tag=value lists. */
#include "unit.h"
#include "auth/tags.h"
#include "base/buf.h"

static void test_tags(void **state)
{
	static const struct { const char *in, *tags, *error; bool damaged, duplicate; } t[] = {
		{ "v=1; a=rsa-sha256", "v=1|a=rsa-sha256", "", false, false },
		{ " v = 1 ;\r\n\ta\t=\r\n x y ; ", "v=1|a=x y", "", false, false },
		{ "a=b=c==", "a=b=c==", "", false, false },
		{ "a=;b=", "a=|b=", "", false, false },
		{ "", "", "", false, false },
		{ "v=1;; a=2", "v=1|a=2", "", true, false },
		{ "v=1; foo; a=2", "v=1|a=2", "foo", true, false },
		{ "v=1; 1a=2", "v=1", "1a=2", true, false },
		{ "v=1; a-b=2", "v=1", "a-b=2", true, false },
		{ "a_1=2", "a_1=2", "", false, false },
		{ "v=1; =2", "v=1", "=2", true, false },
		{ "v=1; V=2", "v=1|V=2", "", false, false },
		{ "v=1; v=1", "v=1|v=1", "v=1", false, true },
		{ "v=\001", "", "v=\001", true, false },
		{ "d=b\xc3\xbc" "cher.example", "d=b\xc3\xbc" "cher.example", "", false, false },
	};
	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		Buf shown = buf_new(&a);
		Tags tags;

		tags_read(in, &a, &tags);
		for (size_t k = 0; k < tags.n; k++)
			buf_format(&shown, "%s%.*s=%.*s", k ? "|" : "", STR_ARG(tags.v[k].name), STR_ARG(tags.v[k].value));
		same(buf_str(&shown), t[i].tags, "row %zu", i);
		same(tags.error, t[i].error, "error of row %zu", i);
		ok(tags.damaged == t[i].damaged && tags.duplicate == t[i].duplicate, "row %zu\n", i);
		exact_free(in);
	}
}

static void test_find(void **state)
{
	Arena a = unit_arena();
	Tags tags;

	(void)state;
	tags_read(STR("b= ab\r\n c d ; B=x"), &a, &tags);
	same(tags_value(&tags, "b"), "ab\r\n c d", "b");
	same(tags_squeeze(tags_value(&tags, "b"), &a), "abcd", "squeezed");
	same(tags_value(&tags, "B"), "x", "B");
	same(tags_value(&tags, "c"), "", "c");
	ok(!tags_find(&tags, "c"), "c\n");
}

/* A list of more tags than any has is damaged, and read in linear time. */
static void test_limit(void **state)
{
	Arena a = unit_arena();
	Buf list = buf_new(&a);
	Tags tags;

	(void)state;
	for (int i = 0; i < 300000; i++)
		buf_format(&list, "t%d=x;", i);
	tags_read(buf_str(&list), &a, &tags);
	ok(tags.damaged && tags.n == TAGS_MOST, "%zu tags\n", tags.n);
}

UNIT_MAIN(cmocka_unit_test(test_tags), cmocka_unit_test(test_find), cmocka_unit_test(test_limit))
