/* folder.h - the knowledge files of a folder. */
#ifndef KNOWLEDGE_FOLDER_H
#define KNOWLEDGE_FOLDER_H

#include "base/error.h"
#include "knowledge/stanza.h"

/* Append the stanzas of every file whose name ends in ".know" at or below `path`, in the order of names; all of it lives in keep.  False
 * where something cannot be read; what is wrong inside the files is complained of. */
bool folder_read(const char *path, Arena *keep, Stanzas *out, Complaints *complaints, Err *err);

#endif
