/* verb_scan.c - many mails: a summary, or one JSON object a line. */
#include <unistd.h>
#include "cli/scan.h"
#include "cli/verb.h"

static const Option options[] = {
	{ "events", NULL, "one JSON object (fivefifty-event/1) a line for each case, instead of the summary" },
	{ "fail-on", "CLASS", "exit with 1 where a case is of this class: hard soft block info" },
	OPTION_KNOWLEDGE, OPTIONS_END,
};

static bool read_class(const char *name, Class *out, Err *err)
{
	int i = name ? name_index(class_name, CLASS_COUNT, str_of(name)) : CLASS_NONE;

	*out = i > 0 ? (Class)i : CLASS_NONE;
	return !name || i > 0 || err_set(err, EX_USAGE, "--fail-on %s: a class is hard, soft, block or info", name);
}

/* A path that cannot be read is complained of; the others are read all the same. */
static void scan_all(Scan *s, const Args *args)
{
	static char *standard[] = { "-", NULL };
	Err err;

	for (char **each = args->n ? args->operand : standard; *each; each++)
		if (!scan_path(s, *each, &err)) {
			verb_complain(&err);
			s->status = err.code;
		}
	if (s->progress && s->mails)
		fprintf(stderr, "\r%zu mails\n", s->mails);
}

static int run(const Call *call, Err *err)
{
	Engine engine;
	Summary summary;
	bool events = option_value(options, call->args, "events") != NULL;
	Scan s = { .engine = &engine, .events = events ? call->out : NULL, .summary = events ? NULL : &summary,
	           .progress = isatty(STDERR_FILENO) && !(events && isatty(STDOUT_FILENO)) };

	if (call->args->n == 0 && isatty(STDIN_FILENO)) {
		err_set(err, EX_USAGE, "scan needs a file, a directory, or mails on standard input");
		return err->code;
	}
	if (!read_class(option_value(options, call->args, "fail-on"), &s.fail_on, err)
	    || !verb_engine(call, &engine, err)
	    || (s.summary && !summary_open(s.summary, &engine.knowledge, err)))
		return err->code;
	scan_all(&s, call->args);
	if (s.summary)
		summary_print(s.summary, call->out);
	engine_close(&engine);
	return s.status ? s.status : s.failed;
}

const Verb verb_scan = {
	"scan", "[FILE|DIR|-]...", "many mails, mailboxes or replies: a summary, or their events",
	"Mailboxes are cut into mails; directories are read in the order of names.  Without a name standard input is read.\n",
	options, run,
};
