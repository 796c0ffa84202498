/* zip.c - the names inside of a zip archive, by libzip. */
#include <zip.h>
#include "base/library.h"
#include "base/zip.h"

typedef struct {
	zip_source_t *(*source)(const void *, zip_uint64_t, int, zip_error_t *);
	void (*source_free)(zip_source_t *);
	zip_t *(*open)(zip_source_t *, int, zip_error_t *);
	void (*discard)(zip_t *);
	zip_int64_t (*count)(zip_t *, zip_flags_t);
	int (*stat)(zip_t *, zip_uint64_t, zip_flags_t, zip_stat_t *);
	zip_file_t *(*file)(zip_t *, zip_uint64_t, zip_flags_t);
	zip_int64_t (*read)(zip_file_t *, void *, zip_uint64_t);
	int (*close)(zip_file_t *);
} Calls;

static const char *const names_of_calls[] = {
	"zip_source_buffer_create", "zip_source_free", "zip_open_from_source", "zip_discard", "zip_get_num_entries", "zip_stat_index",
	"zip_fopen_index", "zip_fread", "zip_fclose",
};
_Static_assert(sizeof(Calls) == sizeof names_of_calls, "a name a call");

typedef struct {
	Calls zip;
	char *room;
	size_t n_room, left, archives;                  /* entries and archives inside that may still be looked at */
	void (*each)(const ZipEntry *, void *);
	void *arg;
	ZipEnd *end;
} Walk;

static zip_t *open_archive(const Walk *w, Str bytes)
{
	zip_source_t *source = w->zip.source(bytes.at, bytes.len, 0, NULL);
	zip_t *z = source ? w->zip.open(source, ZIP_RDONLY, NULL) : NULL;

	if (source && !z)
		w->zip.source_free(source);
	return z;
}

/* As much of an entry as there is room for. */
static Str read_entry(Walk *w, zip_t *z, zip_uint64_t i)
{
	zip_file_t *f = w->zip.file(z, i, 0);
	size_t n = 0;

	for (zip_int64_t got = 1; f && got > 0 && n < w->n_room; n += got > 0 ? (size_t)got : 0)
		got = w->zip.read(f, w->room + n, w->n_room - n);
	if (f)
		w->zip.close(f);
	return (Str){ w->room, n };
}

static void walk(Walk *w, Str bytes, int depth);

static void walk_entry(Walk *w, zip_t *z, zip_uint64_t i, int depth)
{
	zip_stat_t stat;

	if (w->zip.stat(z, i, ZIP_FL_ENC_RAW, &stat) != 0 || !(stat.valid & ZIP_STAT_NAME))
		return;
	ZipEntry e = { .name = str_of(stat.name), .depth = depth };
	e.encrypted = (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE;
	w->each(&e, w->arg);
	if (depth > 0 || e.encrypted || !str_iends(e.name, STR(".zip")))
		return;
	if (w->archives == 0 || ((stat.valid & ZIP_STAT_SIZE) && stat.size > w->n_room)) {
		w->end->cut = true;
		return;
	}
	w->archives--;
	walk(w, read_entry(w, z, i), depth + 1);
}

static void walk(Walk *w, Str bytes, int depth)
{
	zip_t *z = open_archive(w, bytes);
	zip_int64_t n = z ? w->zip.count(z, 0) : 0;

	if (!z) {
		w->end->broken |= depth == 0;
		return;
	}
	for (zip_int64_t i = 0; i < n && w->left; i++) {
		w->left--;
		walk_entry(w, z, (zip_uint64_t)i, depth);
	}
	w->end->cut |= n > 0 && w->left == 0;
	w->zip.discard(z);
}

bool zip_entries(Str archive, char *room, size_t n_room, void (*each)(const ZipEntry *, void *arg), void *arg, ZipEnd *end)
{
	Walk w = { .room = room, .n_room = n_room, .left = ZIP_ENTRIES, .archives = ZIP_ARCHIVES, .each = each, .arg = arg, .end = end };

	*end = (ZipEnd){ 0 };
	if (!library_calls("libzip.so.4", names_of_calls, sizeof names_of_calls / sizeof *names_of_calls, &w.zip))
		return false;
	walk(&w, archive, 0);
	return true;
}
