/* main.c - runs a fuzz target on the files named as arguments, where there is no libFuzzer. */
#include "fuzz.h"

static bool run(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *bytes = NULL;
	size_t size = 0, room = 0, got;

	if (!f) {
		perror(path);
		return false;
	}
	do {
		if (size == room) {
			bytes = realloc(bytes, room = room * 2 + 65536);
			if (!bytes)
				abort();
		}
		got = fread(bytes + size, 1, room - size, f);
		size += got;
	} while (got);
	fclose(f);
	uint8_t *exact = malloc(size ? size : 1);       /* its exact size: a read past the end is seen */
	if (!exact)
		abort();
	memcpy(exact, bytes, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	free(bytes);
	return true;
}

int main(int argc, char **argv)
{
	bool all = true;

	for (int i = 1; i < argc; i++)
		all &= run(argv[i]);
	printf("%d files\n", argc - 1);
	return all ? 0 : 1;
}
