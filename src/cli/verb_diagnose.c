/* verb_diagnose.c - the whole story of one bounce, all its recipients. */
#include <unistd.h>
#include "cli/answer.h"

static const Option options[] = {
	{ "offline", NULL, "ask nothing outside the input (this version never does)" }, OPTION_JSON, OPTION_KNOWLEDGE, OPTIONS_END,
};

static int run(const Call *call, Err *err)
{
	Engine engine;
	Answerer a = { .engine = &engine, .out = call->out, .whole = true, .headed = call->args->n > 1,
	               .json = option_value(options, call->args, "json") != NULL };
	int status = EX_OK;

	if (call->args->n == 0) {
		err_set(err, EX_USAGE, "diagnose needs a file, or - for standard input");
		return err->code;
	}
	if (!verb_engine(call, &engine, err))
		return err->code;
	for (int i = 0; i < call->args->n && status == EX_OK; i++)
		status = answer_path(&a, call->args->operand[i], err) ? EX_OK : err->code;
	engine_close(&engine);
	return status;
}

const Verb verb_diagnose = {
	"diagnose", "FILE|-...", "the whole story of a bounce, for all its recipients", "", options, run,
};
