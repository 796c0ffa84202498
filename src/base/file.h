/* file.h - bytes of files.  Files are mapped or read whole; a read-only view that is good until file_close. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/error.h"

typedef struct { Str bytes; void *block; bool mapped; } File;     /* block: what to give back; NULL for an empty file */

bool file_open(File *f, const char *path, Err *err);       /* a regular file is mapped, anything else read to its end */
bool file_read_fd(File *f, int fd, const char *name, Err *err);
void file_close(File *f);

/* Call `each` with the path of every regular file below `path`, in the order of names, hidden ones left out; a file is given
 * as it is.  `each` answers false to stop.  Directories deeper than LIMIT_DIRECTORY_DEPTH are left out. */
typedef bool FileEach(const char *path, void *arg, Err *err);
bool file_walk(const char *path, FileEach *each, void *arg, Err *err);

#endif
