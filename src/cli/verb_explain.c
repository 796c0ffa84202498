/* verb_explain.c - what a reply, a code, a vendor's token or a question means. */
#include <sys/stat.h>
#include "cli/answer.h"

static const Option options[] = { OPTION_JSON, OPTION_KNOWLEDGE, OPTIONS_END };

static bool is_file(const char *path)
{
	struct stat st;

	return strcmp(path, "-") == 0 || (stat(path, &st) == 0 && !S_ISDIR(st.st_mode));
}

static int run(const Call *call, Err *err)
{
	Engine engine;
	Answerer a = { .engine = &engine, .out = call->out, .json = option_value(options, call->args, "json") != NULL };
	int status = EX_OK;

	if (call->args->n == 0) {
		err_set(err, EX_USAGE, "explain needs a reply, a code or a question");
		return err->code;
	}
	if (!verb_engine(call, &engine, err))
		return err->code;
	if (call->args->n == 1 && is_file(call->args->operand[0]))
		status = answer_path(&a, call->args->operand[0], err) ? EX_OK : err->code;
	else
		status = answer_args(&a, call->args, err) ? EX_OK : err->code;
	engine_close(&engine);
	return status;
}

const Verb verb_explain = {
	"explain", "CODE|TEXT|QUESTION|FILE|-", "what a reply or code means, who says so, what class it is",
	"Examples:\n"
	"  fivefifty explain '550 5.7.1 Relaying denied'\n"
	"  fivefifty explain 5.7.1\n"
	"  fivefifty explain TSS04\n"
	"  fivefifty explain 'how do I read a bounce?'\n",
	options, run,
};
