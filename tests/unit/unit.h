/* unit.h - what the unit tests share.
 *
 * A test is a table of rows.  Each input is copied to a block of its exact size with no NUL behind it (exact), so that a read past the end
 * is an error under the sanitizer and not good luck. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "base/arena.h"

#define ROWS(t)  (sizeof (t) / sizeof *(t))

static Pool unit_pool;
static jmp_buf unit_full;

static inline int unit_open(void **state)
{
	(void)state;
	return pool_open(&unit_pool, (size_t)1 << 30) ? 0 : -1;
}

static inline int unit_close(void **state)
{
	(void)state;
	pool_close(&unit_pool);
	return 0;
}

/* An empty arena; what was taken from the one before is gone. */
static inline Arena unit_arena(void)
{
	return pool_arena(&unit_pool, &unit_full);
}

/* A copy of its exact size; to be freed. */
static inline Str exact_bytes(const char *bytes, size_t n)
{
	char *copy = malloc(n ? n : 1);

	if (!copy)
		abort();
	if (n)
		memcpy(copy, bytes, n);
	return (Str){ copy, n };
}

static inline Str exact(const char *text)
{
	return exact_bytes(text, strlen(text));
}

static inline void exact_free(Str s)
{
	free((void *)(uintptr_t)s.at);
}

/* The condition holds, or the test ends with the words of the row. */
#define ok(condition, ...) \
	do { \
		if (!(condition)) { \
			print_error(__VA_ARGS__); \
			fail_msg("%s", #condition); \
		} \
	} while (0)

/* got is want. */
#define same(got, want, ...) \
	do { \
		Str got_ = (got), want_ = str_of(want); \
		if (!str_eq(got_, want_)) { \
			print_error(__VA_ARGS__); \
			fail_msg(": got '%.*s', want '%.*s'", STR_ARG(got_), STR_ARG(want_)); \
		} \
	} while (0)

#define UNIT_MAIN(...) \
	int main(void) \
	{ \
		const struct CMUnitTest tests[] = { __VA_ARGS__ }; \
		if (setjmp(unit_full)) { \
			fputs("the arena of the test is full\n", stderr); \
			return 1; \
		} \
		return cmocka_run_group_tests(tests, unit_open, unit_close); \
	}

#endif
