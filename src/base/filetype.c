/* filetype.c - what a file is, by libmagic. */
#include <magic.h>
#include <stdio.h>
#include "base/filetype.h"
#include "base/library.h"

typedef struct {
	magic_t (*open)(int);
	int (*load)(magic_t, const char *);
	const char *(*buffer)(magic_t, const void *, size_t);
	void (*close)(magic_t);
} Calls;

static const char *const names_of_calls[] = { "magic_open", "magic_load", "magic_buffer", "magic_close" };
_Static_assert(sizeof(Calls) == sizeof names_of_calls, "a name a call");

/* Without what nobody asks for. */
enum { FLAGS = MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_CSV | MAGIC_NO_CHECK_JSON };

bool filetypes(const Str *heads, size_t n, FileType *out)
{
	Calls magic;
	magic_t m;
	bool ok;

	if (!library_calls("libmagic.so.1", names_of_calls, sizeof names_of_calls / sizeof *names_of_calls, &magic))
		return false;
	m = magic.open(FLAGS);
	ok = m && magic.load(m, NULL) == 0;
	for (size_t i = 0; ok && i < n; i++) {
		const char *type = magic.buffer(m, heads[i].at, heads[i].len);

		snprintf(out[i].name, sizeof out[i].name, "%s", type ? type : "");
	}
	if (m)
		magic.close(m);
	return ok;
}
