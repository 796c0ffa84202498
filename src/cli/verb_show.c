/* verb_show.c - the bare form: what a person means by giving the program something. */
#include <sys/stat.h>
#include <unistd.h>
#include "base/file.h"
#include "cli/answer.h"
#include "cli/summary.h"

static const Option options[] = { OPTION_JSON, OPTION_KNOWLEDGE, OPTIONS_END };

/* A word that looks like the name of a file. */
static bool is_name(const char *word)
{
	static const char *const ends[] = { ".eml", ".msg", ".txt", ".mbox", ".mbx", ".mail", ".log", ".html", ".json" };
	Str s = str_of(word);

	if (memchr(s.at, ' ', s.len) || memchr(s.at, '\n', s.len))
		return false;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_iends(s, str_of(ends[i])))
			return true;
	return str_starts(s, STR("/")) || str_starts(s, STR("./")) || str_starts(s, STR("../")) || str_starts(s, STR("~/"));
}

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_input(const char *word)
{
	return strcmp(word, "-") == 0 || access(word, F_OK) == 0 || is_name(word);
}

static bool any_input(const Args *args)
{
	for (int i = 0; i < args->n; i++)
		if (is_input(args->operand[i]))
			return true;
	return args->n == 0;
}

static bool answer_each(const char *path, void *arg, Err *err)
{
	return answer_path(arg, path, err);
}

static bool show_one(Answerer *a, const char *path, Err *err)
{
	if (!is_directory(path))
		return answer_path(a, path, err);
	return a->json ? file_walk(path, answer_each, a, err) : summary_path(a->engine, a->out, path, err);
}

static int show_inputs(Answerer *a, const Args *args, Err *err)
{
	static char *standard[] = { "-", NULL };

	a->headed = args->n > 1;
	for (char **each = args->n ? args->operand : standard; *each; each++)
		if (!show_one(a, *each, err))
			return err->code;
	return EX_OK;
}

static int run(const Call *call, Err *err)
{
	Engine engine;
	Answerer a = { .engine = &engine, .out = call->out, .json = option_value(options, call->args, "json") != NULL };

	if (!verb_engine(call, &engine, err))
		return err->code;
	int status = any_input(call->args) ? show_inputs(&a, call->args, err) : answer_args(&a, call->args, err) ? EX_OK : err->code;

	engine_close(&engine);
	return status;
}

const Verb verb_show = {
	"", "[FILE|DIR|-|'TEXT']", "say what it is and what to do",
	"A mail is answered as a bounce, a directory or mailbox with a summary, a text as a reply, a code or a question.\n",
	options, run,
};
