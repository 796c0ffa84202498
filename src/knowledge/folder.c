/* folder.c - the knowledge files of a folder. */
#include "base/file.h"
#include "knowledge/folder.h"

typedef struct { Arena *keep; Stanzas *out; Complaints *complaints; } Reader;

static bool read_file(const char *path, void *arg, Err *err)
{
	Reader *r = arg;
	Str name = str_of(path);
	File f;

	if (!str_ends(name, STR(".know")))
		return true;
	if (!file_open(&f, path, err))
		return false;
	stanzas_read(arena_str(r->keep, f.bytes), arena_str(r->keep, name), r->keep, r->out, r->complaints);
	file_close(&f);
	return true;
}

bool folder_read(const char *path, Arena *keep, Stanzas *out, Complaints *complaints, Err *err)
{
	return file_walk(path, read_file, &(Reader){ keep, out, complaints }, err);
}
