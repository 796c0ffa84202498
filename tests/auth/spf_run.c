/* spf_run.c - SPF checks by the thousand, for tests/spf_suite.py and tests/against_pyspf.py.
 *
 *	zone BYTES                                      a master file of so many bytes follows: the World from here on
 *	check IP <TAB> HELO <TAB> FROM <TAB> EXPLANATION        a session; its result is printed, one JSON object a line
 *
 * Every session is checked with the true local part (exact), once without a trace and once with one; both must agree.
 * spf_run --times N checks each N times and prints the nanoseconds of the processor that one check takes. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "auth/spf.h"
#include "base/json.h"

static void give_up(const char *why)
{
	fprintf(stderr, "spf_run: %s\n", why);
	exit(EXIT_FAILURE);
}

static void print(const SpfCheck *r, Arena *keep)
{
	Buf b = buf_new(keep);
	Json j = { .buf = &b };

	json_open(&j, '{');
	json_member(&j, "result", str_of(spf_result_name[r->result]));
	json_member(&j, "problem", str_of(spf_problem_name[r->problem]));
	json_member(&j, "domain", r->domain);
	json_member(&j, "record_domain", r->record_domain);
	json_member(&j, "term", r->term);
	json_member(&j, "why", r->why);
	json_member(&j, "explanation", r->explanation);
	json_key(&j, "explanation_default");
	json_bool(&j, r->explanation_default);
	json_key(&j, "lookups");
	json_int(&j, r->lookups);
	json_key(&j, "voids");
	json_int(&j, r->voids);
	json_key(&j, "terms_total");
	json_int(&j, r->terms_total);
	json_close(&j, '}');
	printf("%.*s\n", (int)b.len, b.at);
}

static bool alike(const SpfCheck *a, const SpfCheck *b)
{
	return a->result == b->result && a->problem == b->problem && a->lookups == b->lookups && a->voids == b->voids && a->terms_total == b->terms_total &&
	       str_eq(a->term, b->term) && str_eq(a->explanation, b->explanation) && str_eq(a->why, b->why);
}

static void check_once(World *w, const SpfSession *s, Arena *keep)
{
	Trace trace = trace_new(keep);
	SpfCheck plain, traced;

	spf_check(w, s, keep, NULL, &plain);
	spf_check(w, s, keep, &trace, &traced);
	if (!alike(&plain, &traced)) {
		give_up("a trace changes the result");
	}
	print(&plain, keep);
}

static void check_often(World *w, const SpfSession *s, Arena scratch, int times)
{
	struct timespec from, to;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for (int i = 0; i < times; i++) {
		Arena keep = scratch;
		SpfCheck out;

		spf_check(w, s, &keep, NULL, &out);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	printf("%.0f\n", ((double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec)) / times);
}

static World *read_zone(size_t size, World *before)
{
	char *text = malloc(size + 1);
	Err err = { 0 };

	if (!text || fread(text, 1, size, stdin) != size)
		give_up("the zone is cut off");
	World *w = zonefile_read((Str){ text, size }, "zone", 0, &err);
	free(text);
	world_close(before);
	if (!w)
		give_up(err.text);
	return w;
}

static void session(World *w, Str line, Arena *keep, int times)
{
	SpfSession s = { .receiver = STR(""), .exact = true };
	Str ip;

	line = str_cut(line, '\t', &ip);
	line = str_cut(line, '\t', &s.helo);
	s.explanation = str_cut(line, '\t', &s.mail_from);
	if (!ip_read(ip, &s.ip))
		give_up("that is no address");
	if (times)
		check_often(w, &s, *keep, times);
	else
		check_once(w, &s, keep);
}

int main(int argc, char **argv)
{
	int times = argc == 3 && strcmp(argv[1], "--times") == 0 ? atoi(argv[2]) : 0;
	World *volatile w = NULL;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	Pool pool;
	jmp_buf full;

	if (!pool_open(&pool, (size_t)256 << 20) || setjmp(full))
		return EXIT_FAILURE;
	while ((n = getline(&line, &room, stdin)) > 0) {
		Arena keep = pool_arena(&pool, &full);
		Str s = { line, (size_t)n - 1 };

		if (str_starts(s, STR("zone ")))
			w = read_zone((size_t)strtoul(s.at + 5, NULL, 10), w);
		else if (str_starts(s, STR("check ")) && w)
			session(w, str_drop(s, 6), &keep, times);
		else
			give_up("what is not understood");
	}
	free(line);
	world_close(w);
	pool_close(&pool);
	return 0;
}
