/* fuzz.h - what the fuzz targets share: an arena for each run, and claims.
 *
 * A target is a law that holds for whatever comes in:
 *	static void law(Str in, Arena *a) { ... claim(...); }
 *	FUZZ(law)
 * Linked with libFuzzer it searches for what breaks the law; linked with fuzz/main.c it runs on the files that it is given. */
#ifndef FUZZ_H
#define FUZZ_H

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define claim(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
			abort(); \
		} \
	} while (0)

/* Does part lie inside of whole? */
static inline bool fuzz_inside(Str part, Str whole)
{
	return part.at >= whole.at && part.at + part.len <= whole.at + whole.len;
}

/* Is part what whole ends in? */
static inline bool fuzz_tail(Str part, Str whole)
{
	return fuzz_inside(part, whole) && part.at + part.len == whole.at + whole.len;
}

/* s with each LF as CRLF. */
static inline Str fuzz_crlf(Str s, Arena *a)
{
	char *out = take(a, char, s.len * 2 + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\n')
			out[n++] = '\r';
		out[n++] = s.at[i];
	}
	return (Str){ out, n };
}

/* A full arena ends the run, as it ends a case. */
static inline int fuzz_run(void (*law)(Str, Arena *), const uint8_t *data, size_t size)
{
	static Pool pool;
	jmp_buf full;

	if (!pool.base && !pool_open(&pool, (size_t)256 << 20))
		abort();
	if (setjmp(full) == 0) {
		Arena a = pool_arena(&pool, &full);

		law((Str){ size ? (const char *)data : "", size }, &a);
	}
	return 0;
}

#define FUZZ(law) \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) \
	{ \
		return fuzz_run(law, data, size); \
	}

#endif
