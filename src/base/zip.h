/* zip.h - the names inside of a zip archive, and inside of the zip archives in it (libzip, loaded at the first call).
 *
 * Total and bounded: ZIP_ENTRIES names altogether, one level of ZIP_ARCHIVES archives, and of an archive inside only as many bytes as `room` has.  Nothing is written anywhere. */
#ifndef BASE_ZIP_H
#define BASE_ZIP_H

#include "base/str.h"

enum { ZIP_ENTRIES = 10000, ZIP_ARCHIVES = 20 };

typedef struct {
	Str name;                               /* as it stands, good until the call returns */
	bool encrypted;
	int depth;                              /* 0: of the archive itself; 1: of one inside of it */
} ZipEntry;

typedef struct {
	bool broken;                            /* no archive, or one that ends too early */
	bool cut;                               /* there is more than was looked at */
} ZipEnd;

/* Calls `each` for every entry; it must not take from an arena whose end is a jump.  room: bytes for an archive inside.  False where libzip is missing. */
bool zip_entries(Str archive, char *room, size_t n_room, void (*each)(const ZipEntry *, void *arg), void *arg, ZipEnd *end);

/* Does it begin as a zip archive does? */
static inline bool zip_begins(Str s)
{
	return str_starts(s, STR("PK\3\4")) || str_starts(s, STR("PK\5\6"));
}

#endif
