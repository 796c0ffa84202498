/* test_overlay.c - a World as it would be. */
#include "world.h"

#define BASE \
	"$ORIGIN e.\n" \
	"@ 300 TXT \"v=spf1 -all\"\n" \
	"@ MX 10 mx\n" \
	"mx A 192.0.2.1\n" \
	"old CNAME mid\n" \
	"mid CNAME end\n" \
	"end TXT old-end\n" \
	"*.w TXT base-wild\n" \
	"own.w TXT base-own\n" \
	"own2.w A 192.0.2.9\n" \
	"x.ent TXT x\n" \
	"; !now 1000\n" \
	"; !secure s.e\n" \
	"a.s TXT secret\n" \
	"; !timeout slow.e\n" \
	"loop CNAME loop\n"

static void test_rows(void **state)
{
	static const struct { const char *overlay, *name; DnsType type; const char *answer; } t[] = {
		{ "", "e", DNS_TYPE_TXT, "ok: 300 \"v=spf1 -all\"" },
		{ "", "old.e", DNS_TYPE_TXT, "ok > mid.e > end.e: 300 \"old-end\"" },
		{ "", "none.e", DNS_TYPE_TXT, "nxdomain" }, { "", "ent.e", DNS_TYPE_TXT, "nodata" },
		{ "", "a.s.e", DNS_TYPE_TXT, "ok: 300 \"secret\" (secure)" },
		{ "", "slow.e", DNS_TYPE_TXT, "timeout (unknown)" },
		{ "", "loop.e", DNS_TYPE_TXT, "servfail > loop.e [the aliases lead in a circle] (unknown)" },
		/* sets replace */
		{ "e. 60 TXT new\ne. 60 TXT newer\n", "e", DNS_TYPE_TXT, "ok: 60 \"new\", 60 \"newer\"" },
		{ "e. 60 TXT new\n", "e", DNS_TYPE_MX, "ok: 300 10 mx.e." },
		{ "none.e. TXT new\n", "none.e", DNS_TYPE_TXT, "ok: 3600 \"new\"" },
		{ "a.none.e. TXT new\n", "a.none.e", DNS_TYPE_A, "nodata" },
		{ "a.none.e. TXT new\n", "none.e", DNS_TYPE_A, "nodata" },
		{ "a.none.e. TXT new\n", "b.none.e", DNS_TYPE_A, "nxdomain" },
		{ "slow.e. TXT fast\n", "slow.e", DNS_TYPE_TXT, "ok: 3600 \"fast\"" },
		{ "a.s.e. TXT new\n", "a.s.e", DNS_TYPE_TXT, "ok: 3600 \"new\"" },
		/* aliases, of either */
		{ "e. CNAME f.\nf. TXT x\n", "e", DNS_TYPE_TXT, "ok > f: 3600 \"x\"" },
		{ "n.e. CNAME old.e.\n", "n.e", DNS_TYPE_TXT, "ok > old.e > mid.e > end.e: 300 \"old-end\"" },
		{ "n.e. CNAME a.s.e.\n", "n.e", DNS_TYPE_TXT, "ok > a.s.e: 300 \"secret\"" },
		{ "n.e. CNAME slow.e.\n", "n.e", DNS_TYPE_TXT, "timeout > slow.e (unknown)" },
		{ "n.e. CNAME none.e.\n", "n.e", DNS_TYPE_TXT, "nxdomain > none.e" },
		{ "end.e. TXT new-end\n", "old.e", DNS_TYPE_TXT, "ok > mid.e > end.e: 3600 \"new-end\"" },
		{ "mid.e. CNAME new.e.\nnew.e. TXT new-end\n", "old.e", DNS_TYPE_TXT, "ok > mid.e > new.e: 3600 \"new-end\"" },
		{ "mid.e. TXT here\n", "old.e", DNS_TYPE_TXT, "ok > mid.e: 3600 \"here\"" },
		{ "end.e. CNAME old.e.\n", "old.e", DNS_TYPE_TXT, "servfail > mid.e > end.e > old.e [the aliases lead in a circle] (unknown)" },
		{ "other.e. TXT new-end\n", "loop.e", DNS_TYPE_TXT, "servfail > loop.e [the aliases lead in a circle] (unknown)" },
		{ "f. DNAME e.\n", "old.f", DNS_TYPE_TXT, "ok > old.e > mid.e > end.e: 300 \"old-end\"" },
		/* deletions */
		{ "; !delete e. TXT\n", "e", DNS_TYPE_TXT, "nodata" }, { "; !delete e. TXT\n", "e", DNS_TYPE_MX, "ok: 300 10 mx.e." },
		{ "; !delete mx.e.\n", "mx.e", DNS_TYPE_A, "nxdomain" }, { "; !delete mx.e\n", "mx.e", DNS_TYPE_TXT, "nxdomain" },
		{ "; !delete e.\ne. TXT only\n", "e", DNS_TYPE_MX, "nodata" }, { "; !delete e.\ne. TXT only\n", "e", DNS_TYPE_TXT, "ok: 3600 \"only\"" },
		{ "; !delete old.e CNAME\n", "old.e", DNS_TYPE_TXT, "nodata" }, { "; !delete mid.e CNAME\n", "old.e", DNS_TYPE_TXT, "nodata > mid.e" },
		{ "; !delete mid.e\n", "old.e", DNS_TYPE_TXT, "nxdomain > mid.e" },
		{ "; !delete end.e TXT\n", "old.e", DNS_TYPE_TXT, "nodata > mid.e > end.e" },
		/* directives */
		{ "; !servfail mx.e A down\n", "mx.e", DNS_TYPE_A, "servfail [down] (unknown)" },
		{ "; !nodata none.e\n", "none.e", DNS_TYPE_A, "nodata" }, { "; !nxdomain e\n", "e", DNS_TYPE_TXT, "nxdomain" },
		{ "; !secure e\n", "e", DNS_TYPE_TXT, "ok: 300 \"v=spf1 -all\" (secure)" },
		{ "; !secure n.e\nn.e. TXT x\n", "n.e", DNS_TYPE_TXT, "ok: 3600 \"x\" (secure)" },
		{ "; !answer e TXT ok secure\n; !record 5 x\n", "e", DNS_TYPE_TXT, "ok: 5 \"x\" (secure)" },
		/* wildcards */
		{ "*.e. TXT wild\n", "q.e", DNS_TYPE_TXT, "ok: 3600 \"wild\"" }, { "*.e. TXT wild\n", "q.e", DNS_TYPE_A, "nodata" },
		{ "*.e. TXT wild\n", "q.mx.e", DNS_TYPE_TXT, "nxdomain" }, { "*.e. TXT wild\n", "q.ent.e", DNS_TYPE_TXT, "nxdomain" },
		{ "*.e. TXT wild\na.b.e. A 192.0.2.7\n", "q.b.e", DNS_TYPE_TXT, "nxdomain" },
		{ "*.e. TXT wild\n", "mx.e", DNS_TYPE_TXT, "nodata" }, { "*.e. TXT wild\n", "p.q.e", DNS_TYPE_TXT, "ok: 3600 \"wild\"" },
		{ "*.e. CNAME old.e.\n", "q.e", DNS_TYPE_TXT, "ok > old.e > mid.e > end.e: 300 \"old-end\"" },
		{ "*.w.e. TXT new-wild\n", "q.w.e", DNS_TYPE_TXT, "ok: 3600 \"new-wild\"" },
		{ "*.w.e. TXT new-wild\n", "own.w.e", DNS_TYPE_TXT, "ok: 300 \"base-own\"" },
		{ "*.w.e. TXT new-wild\n", "own2.w.e", DNS_TYPE_TXT, "nodata" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str text = exact(t[i].overlay);
		Err err = { 0 };
		World *base = zonefile_read(STR(BASE), "base", 1, &err), *w = base ? overlay_open(base, text, "what-if", true, &err) : NULL;

		exact_free(text);
		ok(w, "row %zu: %s\n", i, err.text);
		same(answer_text(world_ask(w, str_of(t[i].name), t[i].type), &a), t[i].answer, "row %zu", i);
		assert_true(world_now(w) == 1000 && !world_wait(w));
		world_close(w);
	}
}

/* A base that pends first is asked again, and nothing of the first time is left. */
typedef struct { World world; World *under; int pends; } Slow;

static const DnsAnswer *slow_ask(World *w, Str name, DnsType type)
{
	static const DnsAnswer pending = { .status = DNS_PENDING };
	Slow *s = (Slow *)w;

	return s->pends ? &pending : world_ask(s->under, name, type);
}

static int64_t slow_now(World *w)
{
	return world_now(((Slow *)w)->under);
}

static bool slow_wait(World *w)
{
	Slow *s = (Slow *)w;

	return s->pends && s->pends-- > 0;
}

static void slow_close(World *w)
{
	world_close(((Slow *)w)->under);
}

static void test_pending(void **state)
{
	static const struct { const char *overlay, *name, *answer; } t[] = {
		{ "n.e. CNAME old.e.\n", "n.e", "ok > old.e > mid.e > end.e: 300 \"old-end\"" },
		{ "*.e. TXT wild\n", "q.e", "ok: 3600 \"wild\"" },
		{ "end.e. TXT new-end\n", "old.e", "ok > mid.e > end.e: 3600 \"new-end\"" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Err err = { 0 };
		Slow slow = { { slow_ask, slow_now, slow_wait, slow_close }, zonefile_read(STR(BASE), "base", 1, &err), 3 };
		World *w = overlay_open(&slow.world, str_of(t[i].overlay), "what-if", true, &err);
		int waits = 0;

		while (world_ask(w, str_of(t[i].name), DNS_TYPE_TXT)->status == DNS_PENDING) {
			assert_true(world_ask(w, str_of(t[i].name), DNS_TYPE_TXT)->n_aliases == 0);
			assert_true(world_wait(w));
			waits++;
		}
		same(answer_text(world_ask(w, str_of(t[i].name), DNS_TYPE_TXT), &a), t[i].answer, "row %zu", i);
		assert_true(waits == 3 && !world_wait(w));
		world_close(w);
	}
}

static void test_errors(void **state)
{
	Err err = { 0 };
	World *base = zonefile_read(STR(BASE "old A 192.0.2.1\n"), "base", 1, &err);

	(void)state;
	assert_null(overlay_open(base, STR("e. A x\n"), "what-if", true, &err));
	same(str_of(err.text), "what-if:1: 'x' is no IPv4 address", "overlay");
	assert_true(world_ask(base, STR("e"), DNS_TYPE_TXT)->n == 1);          /* base is the caller's still */
	World *w = overlay_open(base, STR("; !now 5\n"), "what-if", false, &err);
	assert_true(world_now(w) == 5 && world_now(base) == 1000);
	world_close(w);
	world_close(base);
}

UNIT_MAIN(cmocka_unit_test(test_rows), cmocka_unit_test(test_pending), cmocka_unit_test(test_errors))
