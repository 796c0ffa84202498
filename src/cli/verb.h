/* verb.h - what a verb is.  A new one is a file and a line in main.c's table. */
#ifndef CLI_VERB_H
#define CLI_VERB_H

#include "api/engine.h"
#include "cli/options.h"
#include "cli/out.h"

typedef struct { const Option *options; const Args *args; Out *out; } Call;

/* Answers the exit status.  err says why it is not EX_OK, or is empty: where everything was said already. */
typedef int VerbRun(const Call *call, Err *err);

typedef struct {
	const char *name, *operands, *help;
	const char *more;                       /* what `help VERB` says below the options: lines that end in \n */
	const Option *options;
	VerbRun *run;
} Verb;

extern const Verb verb_show, verb_explain, verb_diagnose, verb_check, verb_scan, verb_knowledge;

#define OPTION_KNOWLEDGE { "knowledge", "DIR", "a site's own knowledge, over the built-in one" }
#define OPTION_JSON      { "json", NULL, "one JSON object (fivefifty/1) an input" }
#define OPTIONS_END      { NULL, NULL, NULL }

/* "a,b": terms of lists that the site has agreed to. */
typedef struct { Str v[64]; size_t n; } Terms;
void terms_read(Terms *t, const char *list);

/* Opens the engine with the site's knowledge: --knowledge, else /etc/fivefifty/knowledge.d where there is one. */
bool verb_engine(const Call *call, Engine *e, Err *err);

/* "fivefifty: …" on standard error. */
void verb_complain(const Err *err);

#endif
