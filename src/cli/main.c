/* main.c - the command line: a table of verbs. */
#include <stdarg.h>
#include <unistd.h>
#include "cli/verb.h"

static const Verb *const verbs[] = { &verb_explain, &verb_diagnose, &verb_check, &verb_scan, &verb_knowledge };

enum { VERBS = sizeof verbs / sizeof *verbs };

void verb_complain(const Err *err)
{
	char text[sizeof err->text];
	size_t n = strlen(err->text);

	for (size_t i = 0; i <= n; i++)                     /* names of files may hold anything */
		text[i] = (unsigned char)err->text[i] < ' ' && i < n ? '?' : err->text[i] == 0x7f ? '?' : err->text[i];
	fprintf(stderr, "fivefifty: %s\n", text);
}

bool verb_engine(const Call *call, Engine *e, Err *err)
{
	static const char usual[] = "/etc/fivefifty/knowledge.d";
	const char *site = option_value(call->options, call->args, "knowledge");

	return engine_open(e, site ? site : access(usual, R_OK) == 0 ? usual : NULL, err);
}

void terms_read(Terms *t, const char *list)
{
	Str rest = str_of(list), one;

	t->n = 0;
	while (rest.len && t->n < sizeof t->v / sizeof *t->v) {
		rest = str_cut(rest, ',', &one);
		t->v[t->n++] = str_trim(one);
	}
}

static const Verb *verb_find(const char *name)
{
	for (int i = 0; i < VERBS; i++)
		if (strcmp(verbs[i]->name, name) == 0)
			return verbs[i];
	return NULL;
}

static const char *verb_name(const void *list, size_t i)
{
	(void)list;
	return i < VERBS ? verbs[i]->name : i == VERBS ? "help" : NULL;
}

/* ---- help ---- */

static void print(Out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void print(Out *out, const char *format, ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	int n = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	out_put(out, (Str){ line, n < 0 ? 0 : (size_t)n < sizeof line ? (size_t)n : sizeof line - 1 });
}

static void print_options(Out *out, const Option *options)
{
	for (; options->name; options++) {
		char left[40];

		snprintf(left, sizeof left, "--%s %s", options->name, options->argument ? options->argument : "");
		print(out, "  %-18s %s\n", left, options->help);
	}
	print(out, "  %-18s %s\n", "-h --help", "this");
}

static void help_verb(Out *out, const Verb *v)
{
	print(out, "usage: fivefifty%s%s [options] %s\n\n%s\n\n", *v->name ? " " : "", v->name, v->operands, v->help);
	print_options(out, v->options);
	if (*v->more)
		print(out, "\n%s", v->more);
}

static void help_all(Out *out)
{
	print(out, "fivefifty says why mail was refused, whether the address is still good, and what to do.\n\n"
	           "usage: fivefifty [options] [FILE|DIR|-|'TEXT']\n");
	for (int i = 0; i < VERBS; i++)
		print(out, "       fivefifty %-9s %s\n", verbs[i]->name, verbs[i]->help);
	print(out, "       fivefifty %-9s %s\n\n", "help VERB", "its options");
	print_options(out, verb_show.options);
	print(out, "  %-18s %s\n", "--version", "which version this is");
}

static void help_short(Out *out)
{
	print(out, "fivefifty says why mail was refused, and what to do.  Give it a bounce, a reply or a question:\n\n"
	           "  fivefifty bounce.eml\n"
	           "  fivefifty '550 5.7.1 Relaying denied'\n"
	           "  fivefifty scan --events ~/Maildir\n\n"
	           "fivefifty --help shows all.\n");
}

static int help(int argc, char **argv, Out *out, Err *err)
{
	const Verb *v = argc > 0 ? verb_find(argv[0]) : NULL;
	const char *near = argc > 0 && !v ? nearest_name(argv[0], verb_name, NULL) : NULL;

	if (argc > 0 && !v && strcmp(argv[0], "help") != 0) {
		err_set(err, EX_USAGE, "no verb '%s'%s%s", argv[0], near ? "; did you mean " : "", near ? near : "");
		return err->code;
	}
	if (v)
		help_verb(out, v);
	else
		help_all(out);
	return EX_OK;
}

/* ---- which verb ---- */

static int run_verb(const Verb *v, int argc, char **argv, Out *out, Err *err)
{
	Args args;
	Call call = { v->options, &args, out };

	if (!options_read(v->options, argc, argv, &args, err))
		return err->code;
	if (args.help) {
		if (v == &verb_show)
			help_all(out);
		else
			help_verb(out, v);
		return EX_OK;
	}
	return v->run(&call, err);
}

/* One plain word that is no file: perhaps a verb, misspelt. */
static bool is_misspelt(const char *word, const char **near)
{
	if (access(word, F_OK) == 0)
		return false;
	for (const char *p = word; *p; p++)
		if (!is_lower(*p))
			return false;
	*near = nearest_name(word, verb_name, NULL);
	return *near != NULL;
}

static int dispatch(int argc, char **argv, Out *out, Err *err)
{
	const Verb *v = argc > 0 ? verb_find(argv[0]) : NULL;
	const char *near;

	if (argc == 0 && isatty(STDIN_FILENO)) {
		help_short(out);
		return EX_USAGE;
	}
	if (v)
		return run_verb(v, argc - 1, argv + 1, out, err);
	if (argc > 0 && strcmp(argv[0], "help") == 0)
		return help(argc - 1, argv + 1, out, err);
	if (argc > 0 && strcmp(argv[0], "--version") == 0) {
		print(out, "fivefifty %s\n", FIVEFIFTY_VERSION);
		return EX_OK;
	}
	if (argc > 0 && is_misspelt(argv[0], &near)) {
		err_set(err, EX_USAGE, "no verb '%s'; did you mean %s?", argv[0], near);
		return err->code;
	}
	return run_verb(&verb_show, argc, argv, out, err);
}

int main(int argc, char **argv)
{
	Out out;
	Err err = { 0 }, closing = { 0 };

	out_open(&out, STDOUT_FILENO);
	int status = dispatch(argc - 1, argv + 1, &out, &err);

	if (!out_close(&out, &closing)) {
		verb_complain(&closing);
		return closing.code;
	}
	if (err.text[0])
		verb_complain(&err);
	return status;
}
