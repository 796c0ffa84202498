/* scan.c - many inputs, one after the other. */
#include <unistd.h>
#include "base/file.h"
#include "cli/scan.h"
#include "cli/verb.h"
#include "report/eventjson.h"

enum { PROGRESS_EVERY = 4096 };

static void take_case(const Diagnosis *d, Arena *scratch, void *arg)
{
	Scan *s = arg;

	s->failed |= s->fail_on != CLASS_NONE && d->class == s->fail_on;
	if (s->summary)
		summary_add(s->summary, d);
	if (s->events) {
		Buf b = buf_new(scratch);

		eventjson(&b, d, &s->engine->knowledge);
		out_put(s->events, buf_str(&b));
	}
}

static bool take_mail(Str mail, Place place, void *arg)
{
	Scan *s = arg;
	size_t n = engine_read(s->engine, mail, place, take_case, s);

	s->mails++;
	if (s->summary) {
		s->summary->mails++;
		s->summary->silent += n == 0;
	}
	if (s->progress && s->mails % PROGRESS_EVERY == 0)
		fprintf(stderr, "\r%zu mails ", s->mails);
	return true;
}

static void take_file(Scan *s, Str bytes, const char *path)
{
	if (s->summary)
		s->summary->files++;
	engine_mails(bytes, (Place){ .file = str_of(path), .format = STR("") }, take_mail, s);
}

/* What is still being delivered: ".../tmp/NAME" beside a "new". */
static bool is_maildir_tmp(const char *path)
{
	Str s = str_of(path);
	char new[4096];

	while (s.len && s.at[s.len - 1] != '/')
		s.len--;
	if (!str_ends(s, STR("/tmp/")) || snprintf(new, sizeof new, "%.*snew", (int)s.len - 4, path) >= (int)sizeof new)
		return false;
	return access(new, F_OK) == 0;
}

static bool each_file(const char *path, void *arg, Err *err)
{
	Scan *s = arg;
	Err own;
	File f;

	(void)err;
	if (is_maildir_tmp(path))
		return true;
	if (!file_open(&f, path, &own)) {
		verb_complain(&own);
		s->status = own.code;
		return true;
	}
	take_file(s, f.bytes, path);
	file_close(&f);
	return true;
}

bool scan_path(Scan *s, const char *path, Err *err)
{
	File f;

	if (strcmp(path, "-") != 0)
		return file_walk(path, each_file, s, err);
	if (!file_read_fd(&f, STDIN_FILENO, "standard input", err))
		return false;
	take_file(s, f.bytes, path);
	file_close(&f);
	return true;
}
