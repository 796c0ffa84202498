/* test_date.c - dates of mail and of the Internet. */
#include "unit.h"
#include "mail/date.h"

static void test_read(void **state)
{
	static const struct { const char *in, *out; } t[] = {
		{ "Tue, 17 Nov 2026 08:45:15 +0100", "2026-11-17T07:45:15Z" },
		{ "17 Nov 2026 07:45:15 -0000 (UTC)", "2026-11-17T07:45:15Z" },
		{ "Tue, 17 Nov 2026 07:45 GMT", "2026-11-17T07:45:00Z" },
		{ "Wed,17 Nov 2026 7:45:15 EST", "2026-11-17T12:45:15Z" },
		{ "Thu, 1 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00Z" },
		{ "Thu, 29 Feb 2024 23:59:60 +0000", "2024-03-01T00:00:00Z" },
		{ "1 Jan 99 00:00:00 +0000", "1999-01-01T00:00:00Z" },
		{ "1 Jan 26 00:00:00 +0000", "2026-01-01T00:00:00Z" },
		{ "(a) Tue (b), 17 Nov (c) 2026 07:45:15 (d) +0000 (e)", "2026-11-17T07:45:15Z" },
		{ "Thu Apr 29 16:51:04 2007", "2007-04-29T16:51:04Z" },
		{ "17-Nov-2026 07:45:15 +0000", "2026-11-17T07:45:15Z" },
		{ "Tue, 17 November 2026 07:45:15.123 +05:30", "2026-11-17T02:15:15Z" },
		{ "2026-11-17T07:45:15Z", "2026-11-17T07:45:15Z" },
		{ "2026-11-17T08:45:15.123+01:00", "2026-11-17T07:45:15Z" },
		{ "2026-11-17 07:45:15", "2026-11-17T07:45:15Z" },
		{ "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z" },
		{ "30 Feb 2026 07:45:15 +0000", NULL },
		{ "17 Nov 2026", NULL },
		{ "2026-13-17T07:45:15Z", NULL },
		{ "2026-11-17", NULL },
		{ "17 Nov 2026 27:45:15", NULL },
		{ "yesterday", NULL },
		{ "17 Nov 99999999999 07:45:15", NULL },
		{ "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		int64_t time;
		bool read = date_read(in, &time);

		ok(read == (t[i].out != NULL), "'%s' is %s\n", t[i].in, read ? "read" : "not read");
		if (read)
			same(date_text(time, &a), t[i].out, "'%s'", t[i].in);
		exact_free(in);
	}
}

/* Every day of four hundred years is read as it was written. */
static void test_round(void **state)
{
	(void)state;
	for (int64_t day = -25000; day < 130000; day += 7) {
		Arena a = unit_arena();
		int64_t time;

		ok(date_read(date_text(day * 86400 + 3661, &a), &time) && time == day * 86400 + 3661, "day %ld\n", (long)day);
	}
}

UNIT_MAIN(cmocka_unit_test(test_read), cmocka_unit_test(test_round))
