/* library.h - shared libraries that few runs need: loaded at the first use, for loading them costs more than most runs, and kept as if they were linked. */
#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

/* The calls of those names, in `calls`, a struct of nothing but pointers to functions; false where the library or one of them is missing. */
bool library_calls(const char *file, const char *const *names, size_t n, void *calls);

#endif
