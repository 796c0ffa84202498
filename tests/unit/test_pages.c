/* test_pages.c - pages behind https: what a world file says of them, what an overlay replaces, what a record repeats, and which URLs are none. */
#include "unit.h"
#include "world/world.h"

#define P "https://mta-sts.e/p"

/* "ok 200 text/plain body", "timeout why" */
static Str page_text(const WorldPage *page, Arena *a)
{
	Buf b = buf_new(a);

	buf_format(&b, "%s %d %.*s [%.*s] [%.*s]", page_status_name[page->status], page->code, STR_ARG(page->type), STR_ARG(page->body), STR_ARG(page->why));
	return buf_str(&b);
}

static void test_rows(void **state)
{
	static const struct { const char *zone, *url, *page; } t[] = {
		{ "; !https " P " 200 \"a\\010b\"\n", P, "ok 200 text/plain [a\nb] []" },
		{ "; !https " P " 200 text/html \"a\" \"b\\\"\"\n", P, "ok 200 text/html [ab\"] []" },
		{ "; !https " P " 200 text/plain\\;\\032charset=utf-8 \"\"\n", P, "ok 200 text/plain; charset=utf-8 [] []" },
		{ "; !https " P " 200 - \"x\"\n", P, "ok 200  [x] []" },
		{ "; !https \"" P "\" 404\n", P, "ok 404 text/plain [] []" },
		{ "; !https " P " timeout no answer in 5 s\n", P, "timeout 0  [] [no answer in 5 s]" },
		{ "; !https " P " certificate\n", P, "certificate 0  [] []" },
		{ "; !https " P " 200 \"x\"\n", P "q", "not-asked 0  [] [the world file says nothing of it]" },
		{ "", "http://e/", "bad-url 0  [] [no https URL]" }, { "", "https://", "bad-url 0  [] [no https URL]" },
		{ "", "https:///p", "bad-url 0  [] [no https URL]" }, { "", "https://a b/", "bad-url 0  [] [no https URL]" },
		{ "", "https://a@b/", "bad-url 0  [] [no https URL]" }, { "", "https://b\n/", "bad-url 0  [] [no https URL]" },
		{ "", "https://b?x@y/", "bad-url 0  [] [no https URL]" }, { "", "", "bad-url 0  [] [no https URL]" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Err err = { 0 };
		Str text = exact(t[i].zone);
		World *w = zonefile_read(text, "zone", 1, &err), *over = w ? overlay_open(w, STR(""), "over", true, &err) : NULL;
		World *record = over ? recorder_open(over, NULL, &err) : NULL;

		exact_free(text);
		ok(record, "row %zu: %s\n", i, err.text);
		const WorldPage *page = world_fetch(record, str_of(t[i].url));
		same(page_text(page, &a), t[i].page, "row %zu", i);
		assert_true(world_fetch(record, str_of(t[i].url)) == page);
		World *again = zonefile_read(recorder_text(record, &a), "again", 1, &err);
		ok(again && page_same(world_fetch(again, str_of(t[i].url)), page), "row %zu: its record is another\n", i);
		world_close(again);
		world_close(record);
	}
}

static void test_errors(void **state)
{
	static const struct { const char *zone, *err; } t[] = {
		{ "; !https\n", "z:1: !https URL CODE \"BODY\", or !https URL STATUS WHY" },
		{ "; !https " P "\n", "z:1: !https URL CODE \"BODY\", or !https URL STATUS WHY" },
		{ "; !https http://e/ 200 \"x\"\n", "z:1: 'http://e/' is no https URL" },
		{ "; !https " P " 20 \"x\"\n", "z:1: '20' is no code of HTTP" }, { "; !https " P " 200x \"x\"\n", "z:1: '200x' is no code of HTTP" },
		{ "; !https " P " ok \"x\"\n", "z:1: 'ok' is no code of HTTP, and no status of a page" },
		{ "; !https " P " pending\n", "z:1: 'pending' is no code of HTTP, and no status of a page" },
		{ "; !https " P " 200 text/plain body\n", "z:1: the body of a page stands between quotes" },
		{ "; !https " P " 200 \"x\n", "z:1: a quoted string is not closed" },
		{ "; !https " P " 200 \"x\"\n; !https " P " 404\n", "z:2: that page stands there already, or more than 500 do" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str text = exact(t[i].zone);
		Err err = { 0 };
		World *w = zonefile_read(text, "z", 1, &err);

		exact_free(text);
		same(str_of(err.text), t[i].err, "row %zu", i);
		ok(!w && err.code == EX_DATAERR, "row %zu\n", i);
	}
}

/* 64 KB fit, in several strings; a byte more does not. */
static void test_long(void **state)
{
	(void)state;
	for (size_t more = 0; more < 2; more++) {
		Arena a = unit_arena();
		Buf b = buf_new(&a);
		Err err = { 0 };

		buf_put(&b, STR("; !https " P " 200 \""));
		for (size_t i = 0; i < PAGE_BODY_MAX; i++)
			buf_put(&b, i == 1000 ? STR("x\" \"") : STR("x"));
		buf_put(&b, more ? STR("x\"\n") : STR("\"\n"));
		World *w = zonefile_read(buf_str(&b), "z", 1, &err);
		ok((w != NULL) == !more, "%s\n", err.text);
		assert_true(!w || world_fetch(w, STR(P))->body.len == PAGE_BODY_MAX);
		world_close(w);
	}
}

/* An overlay's page goes before that below it; a World that fetches nothing says so. */
static void test_worlds(void **state)
{
	Arena a = unit_arena();
	Err err = { 0 };
	World *base = zonefile_read(STR("; !https " P " 404\n; !https " P "2 200 \"two\"\n"), "z", 1, &err);
	World *over = overlay_open(base, STR("; !https " P " 200 \"one\"\n"), "over", true, &err), *empty = empty_open(1);

	(void)state;
	same(page_text(world_fetch(over, STR(P)), &a), "ok 200 text/plain [one] []", "replaced");
	same(page_text(world_fetch(over, STR(P "2")), &a), "ok 200 text/plain [two] []", "left");
	same(page_text(world_fetch(empty, STR(P)), &a), "not-asked 0  [] []", "empty");
	world_close(over);
	world_close(empty);
}

UNIT_MAIN(cmocka_unit_test(test_rows), cmocka_unit_test(test_errors), cmocka_unit_test(test_long), cmocka_unit_test(test_worlds))
