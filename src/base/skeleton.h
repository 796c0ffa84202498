/* skeleton.h - what a name looks like (UTS 39 4, "skeleton"; ICU's uspoof): names with the same skeleton are taken for one another. */
#ifndef BASE_SKELETON_H
#define BASE_SKELETON_H

#include "base/str.h"

/* For each name (UTF-8, in lower case) the hash of its skeleton; 0 where it has none.  Nothing is held when it returns; false where ICU's library
 * (libicui18n, loaded at the first call) is missing. */
bool skeletons(const Str *names, size_t n, uint64_t *out);

#endif
