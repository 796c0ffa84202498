/* filetype.h - what a file is, by what stands in it (libmagic, loaded at the first call: its database has megabytes). */
#ifndef BASE_FILETYPE_H
#define BASE_FILETYPE_H

#include "base/str.h"

typedef struct { char name[80]; } FileType;             /* a media type; "" where it is not known */

/* One for each head: the first bytes of a file.  Nothing is held when it returns; false where libmagic or its database is missing. */
bool filetypes(const Str *heads, size_t n, FileType *out);

#endif
