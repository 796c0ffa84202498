/* test_intake_cases.c - tests/cases: each directory holds a mail, and how its cases are to be read (unit/intake.h, show_case). */
#include "intake.h"
#include "base/file.h"

typedef struct { const Dialects *dialects; Arena *keep; size_t n; } Run;

/* The mail with other line ends. */
static Str with_ends(Str s, const char *end, Arena *a)
{
	Buf b = buf_new(a);

	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] == '\n')
			buf_put(&b, str_of(end));
		else
			buf_char(&b, s.at[i]);
	return buf_str(&b);
}

static void check(Run *run, const char *path, Str mail, Str want)
{
	Arena a = *run->keep;
	Str in = exact_bytes(mail.at, mail.len), got = show_cases(read_cases(in, run->dialects, &a), &a);

	if (!str_eq(got, want))
		fail_msg("%s: read as\n%.*swanted\n%.*s", path, STR_ARG(got), STR_ARG(want));
	exact_free(in);
}

static bool each(const char *path, void *arg, Err *err)
{
	Run *run = arg;
	Str name = str_of(path), tail = STR("/mail.eml");
	Arena a = *run->keep;
	File mail, want;

	if (!str_ends(name, tail))
		return true;
	Str beside = arena_join(&a, str_take(name, name.len - tail.len), STR("/want"));

	if (!file_open(&mail, path, err) || !file_open(&want, arena_z(&a, beside), err))
		return false;
	Run inner = { run->dialects, &a, 0 };

	check(&inner, path, mail.bytes, want.bytes);
	check(&inner, path, with_ends(mail.bytes, "\r\n", &a), want.bytes);
	check(&inner, path, with_ends(mail.bytes, "\r", &a), want.bytes);
	file_close(&mail);
	file_close(&want);
	run->n++;
	return true;
}

static void test_cases(void **state)
{
	const char *source = getenv("FIVEFIFTY_SOURCE");
	Arena a = unit_arena();
	char path[4096];
	Run run = { dialects(&a), &a, 0 };
	Err err;

	(void)state;
	snprintf(path, sizeof path, "%s/tests/cases", source ? source : "../..");
	ok(file_walk(path, each, &run, &err), "%s\n", err.text);
	ok(run.n > 50, "%zu cases in %s\n", run.n, path);
}

UNIT_MAIN(cmocka_unit_test(test_cases))
