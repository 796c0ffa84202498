/* file.c - bytes of files. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/file.h"
#include "base/limits.h"

static int code_of(int error)
{
	return error == ENOENT ? EX_NOINPUT : error == EACCES ? EX_NOPERM : error == ENOMEM ? EX_OSERR : EX_IOERR;
}

static bool system_error(Err *err, const char *name)
{
	int e = errno;
	char why[128];

	return err_set(err, code_of(e), "%s: %s", name, strerror_r(e, why, sizeof why));
}

bool file_read_fd(File *f, int fd, const char *name, Err *err)
{
	size_t cap = 1 << 16, len = 0;
	char *at = malloc(cap);

	while (at) {
		if (len == cap) {
			char *wider = cap < SIZE_MAX / 2 ? realloc(at, cap * 2) : NULL;

			if (!wider)
				break;
			at = wider;
			cap *= 2;
		}
		ssize_t n = read(fd, at + len, cap - len);

		if (n == 0) {
			*f = (File){ { at, len }, at, false };
			return true;
		}
		if (n < 0 && errno != EINTR) {
			free(at);
			return system_error(err, name);
		}
		len += n > 0 ? (size_t)n : 0;
	}
	free(at);
	errno = ENOMEM;
	return system_error(err, name);
}

static bool map(File *f, int fd, size_t size, const char *name, Err *err)
{
	void *at = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);

	if (at == MAP_FAILED)
		return file_read_fd(f, fd, name, err);
	madvise(at, size, MADV_SEQUENTIAL);
	*f = (File){ { at, size }, at, true };
	return true;
}

bool file_open(File *f, const char *path, Err *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok;

	*f = (File){ STR(""), NULL, false };
	if (fd < 0)
		return system_error(err, path);
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		ok = err_set(err, EX_NOINPUT, "%s: is a directory", path);
	else if (S_ISREG(st.st_mode) && st.st_size > 0)
		ok = map(f, fd, (size_t)st.st_size, path, err);
	else
		ok = file_read_fd(f, fd, path, err);
	close(fd);
	return ok;
}

void file_close(File *f)
{
	if (f->mapped)
		munmap(f->block, f->bytes.len);
	else
		free(f->block);
	*f = (File){ STR(""), NULL, false };
}

static int visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static bool walk(const char *path, int depth, FileEach *each, void *arg, Err *err);

static bool walk_directory(const char *path, int depth, FileEach *each, void *arg, Err *err)
{
	struct dirent **names;
	int n = scandir(path, &names, visible, alphasort);
	bool ok = n >= 0 || system_error(err, path);

	for (int i = 0; i < n; i++) {
		char below[4096];

		if (ok && snprintf(below, sizeof below, "%s/%s", path, names[i]->d_name) < (int)sizeof below)
			ok = walk(below, depth + 1, each, arg, err);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return ok;
}

static bool walk(const char *path, int depth, FileEach *each, void *arg, Err *err)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return depth > 0 || system_error(err, path);    /* gone while we walked: not an error */
	if (S_ISDIR(st.st_mode))
		return depth >= LIMIT_DIRECTORY_DEPTH || walk_directory(path, depth, each, arg, err);
	return (depth > 0 && !S_ISREG(st.st_mode)) || each(path, arg, err);
}

bool file_walk(const char *path, FileEach *each, void *arg, Err *err)
{
	return walk(path, 0, each, arg, err);
}
