/* main.c - runs a fuzz target on the files named as arguments, and on those in the directories named, where there is no libFuzzer. */
#include <dirent.h>
#include <sys/stat.h>
#include "fuzz.h"

static size_t files;

static bool run_file(const char *path)
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
	files++;
	return true;
}

static bool run(const char *path);

static bool run_directory(const char *path)
{
	DIR *d = opendir(path);
	bool all = d != NULL;
	char below[4096];

	if (!d)
		perror(path);
	for (struct dirent *e; d && (e = readdir(d)); )
		if (e->d_name[0] != '.' && snprintf(below, sizeof below, "%s/%s", path, e->d_name) < (int)sizeof below)
			all &= run(below);
	if (d)
		closedir(d);
	return all;
}

static bool run(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? run_directory(path) : run_file(path);
}

int main(int argc, char **argv)
{
	bool all = true;

	for (int i = 1; i < argc; i++)
		all &= run(argv[i]);
	printf("%zu files\n", files);
	return all ? 0 : 1;
}
