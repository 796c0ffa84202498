/* test_orgdomain.c - the tree walk over small zones, and the public suffix list by its own tests. */
#include "unit.h"
#include "auth/orgdomain.h"
#include "base/file.h"

static World *zone(const char *text)
{
	Err err;
	World *w = zonefile_read(str_of(text), "test", 1, &err);

	ok(w, "zone: %s\n", err.text);
	return w;
}

static void test_walk(void **state)
{
	static const struct { const char *zone, *name; int asked, records; bool failed; const char *organisation; } t[] = {
		{ "", "a.example.com", 3, 0, false, "a.example.com" },
		{ "", "example", 1, 0, false, "example" },
		{ "_dmarc.example.com. 60 IN TXT \"v=DMARC1; p=none\"\n", "a.example.com", 3, 1, false, "example.com" },
		{ "_dmarc.example.com. 60 IN TXT \"v=DMARC1; psd=n\"\n", "a.example.com", 2, 1, false, "example.com" },
		{ "_dmarc.example.com. 60 IN TXT \"v=DMARC1; psd=y\"\n", "a.b.example.com", 3, 1, false, "b.example.com" },
		{ "_dmarc.example.com. 60 IN TXT \"v=DMARC1; psd=y\"\n", "example.com", 1, 1, false, "example.com" },
		{ "_dmarc.example. 60 IN TXT \"v=DMARC1; psd=y\"\n", "a.b.c.d.e.f.g.h.i.j.example", 8, 1, false, "j.example" },
		{ "; !servfail _dmarc.example.com TXT\n", "a.example.com", 2, 0, true, "" },
		{ "; !timeout _dmarc.a.example.com TXT\n_dmarc.example.com. 60 IN TXT \"v=DMARC1\"\n", "a.example.com", 1, 0, true, "" },
		{ "; !refused _dmarc.com TXT\n_dmarc.example.com. 60 IN TXT \"v=DMARC1; psd=n\"\n", "a.example.com", 2, 1, false, "example.com" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		World *w = zone(t[i].zone);
		Str name = exact(t[i].name);
		TreeWalk walk;

		walk_tree(w, name, &a, NULL, &walk);
		same(walk.organisation, t[i].organisation, "row %zu", i);
		ok(walk.asked == t[i].asked && (int)walk.n == t[i].records && walk.failed == t[i].failed && !walk.pending, "row %zu: %d asked\n", i, walk.asked);
		ok(walk.rule[0], "row %zu: no rule\n", i);
		exact_free(name);
		world_close(w);
	}
}

/* Each name that is asked for, from a World that nobody asked before. */
static void test_names(void **state)
{
	static const struct { const char *name, *asked; } t[] = {
		{ "a.b.c.d.e.f.example.com", "_dmarc.a.b.c.d.e.f.example.com _dmarc.b.c.d.e.f.example.com _dmarc.c.d.e.f.example.com _dmarc.d.e.f.example.com "
		  "_dmarc.e.f.example.com _dmarc.f.example.com _dmarc.example.com _dmarc.com" },
		{ "x.y.z.c.d.e.f.example.com", "_dmarc.x.y.z.c.d.e.f.example.com _dmarc.z.c.d.e.f.example.com _dmarc.c.d.e.f.example.com _dmarc.d.e.f.example.com "
		  "_dmarc.e.f.example.com _dmarc.f.example.com _dmarc.example.com _dmarc.com" },
		{ "com", "_dmarc.com" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		World *w = zone("");
		Trace trace = trace_new(&a);
		TreeWalk walk;
		Str got = STR("");

		walk_tree(w, str_of(t[i].name), &a, &trace, &walk);
		for (size_t k = 0; k < trace.n; k++)
			if (str_eq(str_of(trace.v[k].what), STR("question")))
				got = arena_join(&a, got.len ? arena_join(&a, got, STR(" ")) : got, trace.v[k].text);
		same(got, t[i].asked, "%s", t[i].name);
		world_close(w);
	}
}

static void test_long(void **state)
{
	Arena a = unit_arena();
	World *w = zone("");
	char name[254];
	TreeWalk walk;

	(void)state;
	for (size_t i = 0; i < sizeof name; i++)
		name[i] = i % 50 == 49 ? '.' : 'a';
	walk_tree(w, (Str){ name, 253 }, &a, NULL, &walk);      /* _dmarc. before it is too long */
	ok(!walk.failed && walk.asked == 6, "%d asked\n", walk.asked);
	ok(walk.organisation.len == 253, "organisation\n");
	world_close(w);
}

static void test_psl_small(void **state)
{
	static const struct { const char *name, *registrable, *organisation; } t[] = {
		{ "com", "", "com" }, { "example.com", "example.com", "example.com" }, { "a.b.Example.COM", "example.com", "example.com" },
		{ "", "", "" }, { ".com", "", ".com" }, { "bank.example", "bank.example", "bank.example" }, { "a.bank.example", "bank.example", "bank.example" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str name = exact(t[i].name);

		same(psl_registrable(name, &a), t[i].registrable, "'%s'", t[i].name);
		same(psl_organisation(name, &a), t[i].organisation, "'%s'", t[i].name);
		exact_free(name);
	}
	Arena a = unit_arena();
	same(psl_registrable((Str){ "example.com\0.org", 16 }, &a), "", "a NUL inside");
}

/* One line of either notation: name and answer; false where it is none. */
static bool check_read(Str line, Str *name, Str *answer)
{
	static const char call[] = "checkPublicSuffix(";

	line = str_trim(line);
	if (!line.len || str_starts(line, STR("//")))
		return false;
	if (str_starts(line, STR("checkPublicSuffix("))) {
		line = str_cut(str_drop(line, sizeof call - 1), ',', name);
		str_cut(line, ')', answer);
		*name = str_trim(*name);
		*answer = str_trim(*answer);
	} else {
		line = str_word(line, name);
		str_word(line, answer);
	}
	return answer->len > 0;
}

static Str bare(Str s)
{
	return str_eq(s, STR("null")) ? STR("") : s.len > 1 && s.at[0] == '\'' ? str_take(str_drop(s, 1), s.len - 2) : s;
}

static void test_psl_suite(void **state)
{
	static const char *const files[] = { "test_psl.txt", "tests.txt" };
	const char *root = getenv("FIVEFIFTY_SHARED");
	Arena a = unit_arena();

	(void)state;
	for (size_t i = 0; i < ROWS(files); i++) {
		int good = 0, all = 0;
		char path[4096];
		Str rest, line, name, answer;
		File f;
		Err err;

		snprintf(path, sizeof path, "%s/suites/psl/%s", root ? root : "", files[i]);
		if (!file_open(&f, path, &err)) {
			if (getenv("CI"))
				fail_msg("%s", err.text);
			skip();
		}
		for (rest = f.bytes; rest.len; ) {
			rest = str_line(rest, &line);
			if (!check_read(line, &name, &answer))
				continue;
			Str got = psl_registrable(bare(name), &a), want = bare(answer);
			all++;
			good += str_eq(got, want);
			ok(str_eq(got, want), "%.*s: %.*s\n", STR_ARG(line), STR_ARG(got));
		}
		print_message("# psl %s: %d of %d\n", files[i], good, all);
		file_close(&f);
		ok(all == 78, "%s: %d checks\n", files[i], all);
	}
}

UNIT_MAIN(cmocka_unit_test(test_walk), cmocka_unit_test(test_names), cmocka_unit_test(test_long), cmocka_unit_test(test_psl_small),
          cmocka_unit_test(test_psl_suite))
