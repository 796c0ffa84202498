/* psl_run.c - the registrable domain of each line of standard input, a line each. */
#include "auth/orgdomain.h"

int main(void)
{
	char line[1024];
	jmp_buf full;
	Pool pool;

	if (!pool_open(&pool, (size_t)1 << 20) || setjmp(full))
		return 1;
	while (fgets(line, sizeof line, stdin)) {
		Arena a = pool_arena(&pool, &full);

		printf("%.*s\n", STR_ARG(psl_registrable(str_trim(str_of(line)), &a)));
	}
	pool_close(&pool);
	return 0;
}
