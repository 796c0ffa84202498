/* verb_knowledge.c - the knowledge itself: check it, list it, show a piece of it. */
#include "base/file.h"
#include "base/limits.h"
#include "cli/check.h"
#include "cli/terminal.h"
#include "cli/verb.h"
#include "api/engine.h"
#include "knowledge/book.h"
#include "knowledge/folder.h"
#include "report/about.h"

static const Option options[] = {
	{ "collisions", "FILE", "check: replies, one a line; list the pairs of rules that collide in them" }, OPTION_KNOWLEDGE, OPTIONS_END,
};

/* A run of this verb.  own: stanzas that were named on the command line, taken as if they were all there is. */
typedef struct {
	const Call *call;
	const Knowledge *k;
	const Rulebooks *rules;
	Arena *keep;
	Complaints complaints;
	Err *err;
} Task;

static void print(const Task *t, const Buf *b)
{
	out_put(t->call->out, buf_str(b));
}

/* ---- check ---- */

/* The files below the operands, as all the knowledge there is. */
static bool read_own(Task *t, char **paths, Knowledge *k, Rulebooks *rules)
{
	Stanzas stanzas = { 0 };
	Knowledge none = { 0 };

	for (; *paths; paths++)
		if (!folder_read(*paths, t->keep, &stanzas, &t->complaints, t->err))
			return false;
	*k = (Knowledge){ .books = { book_build(&stanzas, &none, t->keep, &t->complaints) }, .n = 1 };
	*rules = (Rulebooks){ .books = { rulebook_build(k, t->keep, &t->complaints) }, .n = 1 };
	return true;
}

static int by_place(const void *a, const void *b)
{
	const Complaint *x = a, *y = b;
	int d = str_cmp(x->file, y->file);

	return d ? d : x->line != y->line ? x->line - y->line : str_cmp(x->text, y->text);
}

static size_t print_complaints(Task *t)
{
	Complaints *c = &t->complaints;
	Buf b = buf_new(t->keep);
	size_t n = 0;

	if (c->n)
		qsort(c->v, c->n, sizeof *c->v, by_place);
	for (size_t i = 0; i < c->n; i++) {
		if (i && by_place(&c->v[i - 1], &c->v[i]) == 0)
			continue;
		n++;
		buf_visible(&b, c->v[i].file);
		buf_format(&b, ":%d: ", c->v[i].line);
		buf_visible(&b, c->v[i].text);
		buf_char(&b, '\n');
	}
	print(t, &b);
	return n;
}

static void print_collisions(Task *t, Str replies)
{
	Buf b = buf_new(t->keep);

	check_collisions(t->k, t->rules, replies, t->keep, &b);
	print(t, &b);
}

static int check(Task *t)
{
	const char *file = option_value(options, t->call->args, "collisions");
	Knowledge k;
	Rulebooks rules;
	File f = { .bytes = STR("") };

	if (t->call->args->n > 1) {
		if (!read_own(t, t->call->args->operand + 1, &k, &rules))
			return t->err->code;
		t->k = &k;
		t->rules = &rules;
	}
	if (file && !file_open(&f, file, t->err))
		return t->err->code;
	check_stanzas(t->k, t->keep, &t->complaints);
	check_examples(t->k, t->rules, t->keep, &t->complaints);
	size_t wrong = print_complaints(t);
	Buf b = buf_new(t->keep);

	if (file)
		print_collisions(t, f.bytes);
	buf_format(&b, "%u rules, %u patterns: %zu complaint%s\n", t->rules->books[0]->n_rules, t->rules->books[0]->n_patterns, wrong, wrong == 1 ? "" : "s");
	print(t, &b);
	return wrong > 0;
}

/* ---- list ---- */

/* What says most of a stanza of that kind. */
static const struct { Kind kind; const char *field; } telling[] = {
	{ KIND_CAUSE, "Title" }, { KIND_REMEDY, "Summary" }, { KIND_CODE, "Title" }, { KIND_PROVIDER, "Title" }, { KIND_BLOCKLIST, "Name" },
	{ KIND_DIALECT, "Source" }, { KIND_TOPIC, "Title" }, { KIND_RULE, "Cause" }, { KIND_CONFIDENCE, "Value" }, { KIND_REPUTATION, "Title" },
};

static Kind kind_find(Str name)
{
	for (int i = 0; i < KIND_COUNT; i++)
		if (str_ieq(name, str_of(kind_name[i])) || (str_istarts(name, str_of(kind_name[i])) && name.len == strlen(kind_name[i]) + 1))
			return (Kind)i;
	return KIND_COUNT;
}

static void list_kind(Task *t, Kind kind)
{
	enum { ID_COLUMNS = 38 };
	Buf b = buf_new(t->keep);
	Sheet s = terminal_sheet(&b);

	for (Entry e = knowledge_first(t->k, kind); entry_ok(e); e = knowledge_next(t->k, e)) {
		Str id = about_id(entry_id(e)), from = kind == KIND_CODE ? entry_value(e, STR("From")) : STR(""), first;

		str_word(from, &first);
		sheet_row(&s, (Cell[]){ { arena_join(t->keep, id, arena_join(t->keep, STR(" "), first)), ID_COLUMNS, INK_PLAIN },
			{ entry_value(e, str_of(telling[kind].field)), s.width - ID_COLUMNS - 2, INK_DIM } }, 2);
	}
	print(t, &b);
}

static void list_kinds(Task *t)
{
	Buf b = buf_new(t->keep);

	for (int kind = 0; kind < KIND_COUNT; kind++) {
		size_t n = 0;

		for (Entry e = knowledge_first(t->k, (Kind)kind); entry_ok(e); e = knowledge_next(t->k, e))
			n++;
		buf_format(&b, "%6zu  %s\n", n, kind_name[kind]);
	}
	print(t, &b);
}

static int list(Task *t)
{
	Kind kind = t->call->args->n > 1 ? kind_find(str_of(t->call->args->operand[1])) : KIND_COUNT;

	if (t->call->args->n > 1 && kind == KIND_COUNT) {
		err_set(t->err, EX_USAGE, "'%s' is no kind of stanza: `knowledge list` shows them", t->call->args->operand[1]);
		return t->err->code;
	}
	if (kind == KIND_COUNT)
		list_kinds(t);
	else
		list_kind(t, kind);
	return EX_OK;
}

/* ---- show ---- */

/* The lines of an answer and of a letter stay as they are; others only continue each other. */
static void show_field(Sheet *s, Str name, Str value)
{
	char label[32];
	Str line;

	snprintf(label, sizeof label, "%.*s", STR_ARG(name));
	if (!str_eq(name, STR("Answer")) && !str_eq(name, STR("Letter"))) {
		sheet_text(s, label, value, 0);
		return;
	}
	int column = s->label;

	buf_format(s->out, "%s\n", label);
	s->label = 2;
	while (value.len) {
		value = str_cut(value, '\n', &line);
		sheet_text(s, "", line, 0);
	}
	s->label = column;
}

static void show_entry(Task *t, Kind kind, Entry e)
{
	Buf b = buf_new(t->keep);
	Sheet s = terminal_sheet(&b);
	Str name, value;

	s.label = 12;
	show_field(&s, str_of(kind_name[kind]), about_id(entry_id(e)));
	for (size_t i = 0; entry_field(e, i, &name, &value); i++)
		show_field(&s, name, value);
	buf_format(&b, "%.*s:%d\n", STR_ARG(entry_file(e)), entry_line(e));
	print(t, &b);
}

static bool is_called(Kind kind, Entry e, Str id)
{
	return str_ieq(entry_id(e), id) || (kind == KIND_CODE && str_starts(entry_id(e), STR("/")) && str_eq(str_drop(entry_id(e), 1), id));
}

static int show(Task *t)
{
	size_t shown = 0;

	if (t->call->args->n != 2) {
		err_set(t->err, EX_USAGE, "knowledge show needs one id");
		return t->err->code;
	}
	for (int kind = 0; kind < KIND_COUNT; kind++)
		for (Entry e = knowledge_first(t->k, (Kind)kind); entry_ok(e); e = knowledge_next(t->k, e)) {
			if (!is_called((Kind)kind, e, str_of(t->call->args->operand[1])))
				continue;
			if (shown++)
				out_put(t->call->out, STR("\n"));
			show_entry(t, (Kind)kind, e);
		}
	if (shown == 0)
		err_set(t->err, EX_USAGE, "the knowledge has no '%s'", t->call->args->operand[1]);
	return shown ? EX_OK : t->err->code;
}

/* ---- the verb ---- */

static const struct { const char *name; int (*run)(Task *); } tasks[] = { { "check", check }, { "list", list }, { "show", show } };

static int run_task(int (*task)(Task *), Task *t)
{
	jmp_buf full;
	Pool pool;

	if (!pool_open(&pool, (size_t)1 << 32) || setjmp(full)) {
		err_set(t->err, EX_OSERR, "not enough memory for all this knowledge");
		return t->err->code;
	}
	Arena keep = pool_arena(&pool, &full);

	t->keep = &keep;
	int status = task(t);

	pool_close(&pool);
	return status;
}

static int run(const Call *call, Err *err)
{
	Engine e;
	const char *name = call->args->n ? call->args->operand[0] : "";
	int status = -1;

	for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
		if (strcmp(tasks[i].name, name) != 0)
			continue;
		if (!verb_engine(call, &e, err))
			return err->code;
		status = run_task(tasks[i].run, &(Task){ .call = call, .k = &e.knowledge, .rules = &e.rules, .err = err });
		engine_close(&e);
	}
	if (status < 0)
		err_set(err, EX_USAGE, "knowledge needs one of: check, list, show");
	return status < 0 ? err->code : status;
}

const Verb verb_knowledge = {
	"knowledge", "check [DIR|FILE.know]... | list [KIND] | show ID", "the knowledge itself",
	"check   says what is wrong, with file and line, and exits with 1 where anything is.  With names it reads these\n"
	"        as all the knowledge there is; without, what is built in, and --knowledge.\n"
	"list    counts the stanzas by kind, or lists those of one kind.\n"
	"show    prints the stanzas of that id: a cause, a rule, a code (5.7.1), a provider, a topic...\n",
	options, run,
};
