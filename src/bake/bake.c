/* bake.c - the build's own program: reads knowledge files and writes the two images that the program carries inside it.
 *
 * usage: bake OUTDIR FILE…      writes book.bin, rulebook.bin, and embedded.S which includes them; what they leave out (a
 * stanza of no kind, a pattern that cannot be compiled) fails the build, for nobody could ask the program for it. */
#include <limits.h>
#include "base/file.h"
#include "knowledge/book.h"
#include "rules/rulebook.h"

static jmp_buf out_of_memory;

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "bake: %s: %s\n", what, why);
	return EX_SOFTWARE;
}

static bool write_file(const char *dir, const char *name, const void *bytes, size_t n)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "wb");
	if (!f)
		return false;
	bool ok = fwrite(bytes, 1, n, f) == n;

	return fclose(f) == 0 && ok;
}

static bool write_assembly(const char *dir)
{
	char real[PATH_MAX], text[3 * PATH_MAX];
	int n;

	if (!realpath(dir, real))
		return false;
	n = snprintf(text, sizeof text,
		"\t.section .rodata\n\t.balign 64\n\t.globl embedded_book\nembedded_book:\n\t.incbin \"%s/book.bin\"\n"
		"\t.balign 64\n\t.globl embedded_rulebook\nembedded_rulebook:\n\t.incbin \"%s/rulebook.bin\"\n"
		"\t.section .note.GNU-stack,\"\",@progbits\n", real, real);
	return write_file(dir, "embedded.S", text, (size_t)n);
}

static const char *base_name(const char *path)
{
	const char *found = strstr(path, "knowledge/");

	return found ? found : path;
}

int main(int argc, char **argv)
{
	Pool pool;
	Stanzas stanzas = { 0 };
	Complaints complaints = { 0 };

	if (argc < 3)
		return fail("usage", "bake OUTDIR FILE…");
	if (!pool_open(&pool, (size_t)1 << 32) || setjmp(out_of_memory))
		return fail("memory", "not enough");
	Arena keep = pool_arena(&pool, &out_of_memory);

	for (int i = 2; i < argc; i++) {
		File f;
		Err err;

		if (!file_open(&f, argv[i], &err))
			return fail("input", err.text);
		stanzas_read(f.bytes, str_of(base_name(argv[i])), &keep, &stanzas, &complaints);
	}
	Knowledge none = { 0 }, k = { .n = 1 };

	k.books[0] = book_build(&stanzas, &none, &keep, &complaints);
	const Rulebook *rules = rulebook_build(&k, &keep, &complaints);

	for (size_t i = 0; i < complaints.n; i++)
		fprintf(stderr, "%.*s:%d: %.*s\n", STR_ARG(complaints.v[i].file), complaints.v[i].line, STR_ARG(complaints.v[i].text));
	if (complaints.n)
		return fail("knowledge", "not as docs/knowledge.md says");
	if (!write_file(argv[1], "book.bin", k.books[0], k.books[0]->size) || !write_file(argv[1], "rulebook.bin", rules, rules->size)
	    || !write_assembly(argv[1]))
		return fail(argv[1], "cannot write");
	fprintf(stderr, "bake: %zu stanzas, %u rules, %u patterns, %u + %u KB\n", stanzas.n, rules->n_rules, rules->n_patterns,
	        k.books[0]->size >> 10, rules->size >> 10);
	return 0;
}
