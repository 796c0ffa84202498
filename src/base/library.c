/* library.c - shared libraries that few runs need. */
#include <dlfcn.h>
#include <string.h>
#include "base/library.h"

bool library_calls(const char *file, const char *const *names, size_t n, void *calls)
{
	void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; library && i < n; i++) {
		void *call = dlsym(library, names[i]);

		if (!call)
			return false;
		memcpy((char *)calls + i * sizeof call, &call, sizeof call);
	}
	return library != NULL;
}
