/* test_orgdomain.c - the tree walk over small zones, and the public suffix list. */
#include "unit.h"
#include "auth/orgdomain.h"

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

static void test_psl(void **state)
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

UNIT_MAIN(cmocka_unit_test(test_walk), cmocka_unit_test(test_names), cmocka_unit_test(test_long), cmocka_unit_test(test_psl))
