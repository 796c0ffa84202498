/* answer.c - one input answered. */
#include <unistd.h>
#include "base/file.h"
#include "cli/answer.h"
#include "cli/asked.h"
#include "cli/terminal.h"
#include "diagnose/diagnose.h"
#include "report/casejson.h"
#include "report/explain.h"
#include "report/text.h"
#include "rules/codes.h"
#include "rules/codespec.h"

enum { WORDS_MAX = 1000, NEAR_MAX = 8, DEVIATING_MAX = 64, TOKEN_MAX = 64, SHORT_QUESTION = 60, ARGS_MEMORY = 1 << 22 };

static void print(Answerer *a, const Buf *b)
{
	out_put(a->out, buf_str(b));
}

/* Work that needs memory and no diagnosis; where it does not fit, it is left. */
typedef void Work(Arena *scratch, void *arg);

static void with_arena(Answerer *a, Work *work, void *arg)
{
	jmp_buf full;

	if (setjmp(full))
		return;
	Arena scratch = pool_arena(&a->engine->case_pool, &full);

	work(&scratch, arg);
}

/* ---- JSON ---- */

typedef struct { Answerer *a; Str file, format; size_t n; } Document;

static void put_case(const Diagnosis *d, Arena *scratch, void *arg)
{
	Document *doc = arg;
	Buf b = buf_new(scratch);
	Json j = { .buf = &b, .comma = doc->n > 0 };

	if (doc->n == 0)
		casejson_begin(&j, doc->file, doc->format.len ? doc->format : d->of->event.place.format);
	casejson(&j, d, &doc->a->engine->knowledge);
	print(doc->a, &b);
	doc->n++;                                           /* not before: a full arena starts anew */
}

static void end_document(Arena *scratch, void *arg)
{
	Document *doc = arg;
	Buf b = buf_new(scratch);
	Json j = { .buf = &b };

	if (doc->n == 0)
		casejson_begin(&j, doc->file, doc->format);
	casejson_end(&j);
	buf_char(&b, '\n');
	print(doc->a, &b);
}

static void answer_json(Answerer *a, Str bytes, Str file)
{
	bool mailbox = intake_kind(bytes) == INPUT_MAILBOX;
	Document doc = { a, file, mailbox ? STR("mailbox") : STR(""), 0 };

	engine_read_any(a->engine, bytes, (Place){ .file = file, .format = STR("") }, put_case, &doc);
	with_arena(a, end_document, &doc);
}

/* ---- text: mails ---- */

static void put_heading(Answerer *a, Sheet *s, Str file, uint64_t line)
{
	Run r = run_new(s);

	if (a->answered++)
		sheet_blank(s);
	if (!a->headed || file.len == 0)
		return;
	run_ink(&r, INK_BOLD);
	run_put(&r, file);
	if (line)
		buf_format(&r.text, ", line %llu", (unsigned long long)line);
	run_ink(&r, INK_PLAIN);
	s->label = 0;
	sheet_field(s, "", &r, 0);
}

static void put_mail(const Diagnosis *d, size_t n, Arena *scratch, void *arg)
{
	Answerer *a = arg;
	Buf b = buf_new(scratch);
	Sheet s = terminal_sheet(&b);

	put_heading(a, &s, d->of->event.place.file, d->of->event.place.line);
	text_mail(&s, d, n, &a->engine->knowledge, a->whole);
	print(a, &b);
}

static bool read_mail(Str mail, Place place, void *arg)
{
	Answerer *a = arg;

	engine_read_all(a->engine, mail, place, put_mail, a);
	return true;
}

/* ---- text: words ---- */

typedef struct { Answerer *a; Str words; } Words;

/* Runs `write` with a sheet of its own, where no diagnosis is at hand. */
typedef void Writer(Sheet *s, Answerer *a, Str words);
typedef struct { Answerer *a; Str words; Writer *write; } Writing;

static void write_sheet(Arena *scratch, void *arg)
{
	Writing *w = arg;
	Buf b = buf_new(scratch);
	Sheet s = terminal_sheet(&b);

	put_heading(w->a, &s, STR(""), 0);
	w->write(&s, w->a, w->words);
	print(w->a, &b);
}

static void on_sheet(Answerer *a, Str words, Writer *write)
{
	with_arena(a, write_sheet, &(Writing){ a, words, write });
}

static void write_unknown(Sheet *s, Answerer *a, Str words)
{
	Entry near[NEAR_MAX];
	size_t n = topic_near(&a->engine->knowledge, words, *s->out->arena, near, NEAR_MAX);

	explain_unknown(s, near, n);
}

typedef struct { const Knowledge *k; Str words; Topic topic; } Seek;

static void seek_topic(Arena *scratch, void *arg)
{
	Seek *seek = arg;

	seek->topic = topic_find(seek->k, seek->words, *scratch);
}

static Topic topic_of(Answerer *a, Str words)
{
	Seek seek = { .k = &a->engine->knowledge, .words = words };

	with_arena(a, seek_topic, &seek);
	return seek.topic;
}

static void write_topic(Sheet *s, Answerer *a, Str words)
{
	explain_topic(s, topic_find(&a->engine->knowledge, words, *s->out->arena).entry, &a->engine->knowledge);
}

/* The providers' own stanzas for these codes. */
static size_t deviating(const Knowledge *k, const Reply *asked, Entry *out, size_t n)
{
	size_t have = 0;

	for (Entry e = knowledge_first(k, KIND_CODE); entry_ok(e) && have < n; e = knowledge_next(k, e)) {
		CodeSpec spec;
		bool basic;

		if (entry_value(e, STR("From")).len == 0 || !codespec_read(entry_id(e), &spec))
			continue;
		CodeFit fit = codespec_fit(&spec, asked->code, asked->status, &basic);

		if (fit == CODES_ENHANCED || (fit == CODES_BASIC && basic) || (fit == CODES_MISSING && asked->status.cls && spec.enhanced == 2))
			out[have++] = e;
	}
	return have;
}

static void put_code(const Diagnosis *d, Arena *scratch, void *arg)
{
	Answerer *a = arg;
	const Engine *e = a->engine;
	const Reply *reply = &d->of->event.reply;
	Entry own[DEVIATING_MAX];
	Buf b = buf_new(scratch);
	Sheet s = terminal_sheet(&b);
	CodeMeaning m = codes_meaning(&e->knowledge, &e->rules, reply->code, reply->status, STR(""), false);
	CodePage page = { .general = m.entry, .deviating = own, .n = deviating(&e->knowledge, reply, own, DEVIATING_MAX) };
	bool registered = entry_ok(m.entry) && (reply->status.cls == 0 || m.ground == GROUND_CODE);
	Case of = *d->of;
	Diagnosis said;

	if (!registered && page.n) {
		page.leading = own[0];
		str_word(entry_value(own[0], STR("From")), &of.event.spoke.host);
		diagnose(&of, &e->knowledge, &e->rules, NULL, scratch, &said);
		d = &said;
	}
	put_heading(a, &s, d->of->event.place.file, 0);
	explain_code(&s, d, &page, &e->knowledge);
	print(a, &b);
}

static void answer_code(Answerer *a, const Reply *code, Str file)
{
	char text[32];
	int n = snprintf(text, sizeof text, code->code ? "%d " : "%.0d", code->code);

	if (code->status.cls)
		n += snprintf(text + n, sizeof text - (size_t)n, "%d.%d.%d", code->status.cls, code->status.subject, code->status.detail);
	engine_read(a->engine, (Str){ text, (size_t)n }, (Place){ .file = file, .format = STR("") }, put_code, a);
}

/* Does a rule read these words, rather than guess from a code or from something vague? */
static bool reads_well(const Diagnosis *d)
{
	return str_eq(d->said.basis, STR("rule")) && d->said.ground < GROUND_VAGUE;
}

static void put_words(const Diagnosis *d, size_t n, Arena *scratch, void *arg)
{
	const Words *w = arg;
	Answerer *a = w->a;
	Buf b = buf_new(scratch);
	Sheet s = terminal_sheet(&b);
	Topic topic = { 0 };

	if (n == 1 && !reads_well(d) && w->words.len < WORDS_MAX / 4)
		topic = topic_find(&a->engine->knowledge, w->words, *scratch);
	put_heading(a, &s, d->of->event.place.file, 0);
	if (topic.bytes)
		explain_topic(&s, topic.entry, &a->engine->knowledge);
	else if (n == 1 && !reads_well(d) && asked_catchword(w->words))
		write_unknown(&s, a, w->words);
	else if (n == 1)
		explain_reply(&s, d, &a->engine->knowledge);
	else
		text_mail(&s, d, n, &a->engine->knowledge, false);
	print(a, &b);
}

static void answer_reply(Answerer *a, Str reply, Str words, Str file)
{
	Words w = { a, words };

	engine_read_all(a->engine, reply, (Place){ .file = file, .format = STR("") }, put_words, &w);
}

static void note_reading(const Diagnosis *d, Arena *scratch, void *arg)
{
	(void)scratch;
	*(bool *)arg |= reads_well(d);
}

static bool rule_reads(Answerer *a, Str words)
{
	bool well = false;

	engine_read(a->engine, words, (Place){ .file = STR(""), .format = STR("") }, note_reading, &well);
	return well;
}

/* Is the enhanced code of the question another than those the topic is about? */
static bool beside_the_point(Topic topic, const Reply *codes, Str words)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%d.%d.%d", codes->status.cls, codes->status.subject, codes->status.detail);

	return codes->status.cls && str_has(words, (Str){ text, (size_t)n }) && !topic_asks(topic.entry, (Str){ text, (size_t)n });
}

/* A vendor's token; reply: one that carries it. */
typedef struct { const Knowledge *k; Str words; char reply[WORDS_MAX]; size_t n; } Token;

static void seek_token(Arena *scratch, void *arg)
{
	Token *t = arg;
	Str reply = str_take(asked_token(t->k, t->words, scratch), sizeof t->reply);

	memcpy(t->reply, reply.at, reply.len);
	t->n = reply.len;
}

/* A vendor's token in the question, that the topic does not ask for itself. */
static bool names_token(Answerer *a, Str question, Topic topic, Token *out)
{
	char lower[TOKEN_MAX];
	Str word;

	for (question = asked_mixed(question, &word); word.len; question = asked_mixed(question, &word)) {
		if (word.len > sizeof lower)
			continue;
		for (size_t i = 0; i < word.len; i++)
			lower[i] = to_lower(word.at[i]);
		*out = (Token){ .k = &a->engine->knowledge, .words = word, .n = 0 };
		with_arena(a, seek_token, out);
		if (out->n)
			return !topic_asks(topic.entry, (Str){ lower, word.len });
	}
	return false;
}

static void answer_question(Answerer *a, Str words, Str file)
{
	Topic topic = topic_of(a, words);
	Token token;
	Reply codes;
	bool coded = asked_codes_in(words, &codes);

	if ((topic.bytes || words.len <= SHORT_QUESTION) && names_token(a, words, topic, &token))
		answer_reply(a, (Str){ token.reply, token.n }, (Str){ token.reply, token.n }, file);
	else if (topic.bytes && !(coded && beside_the_point(topic, &codes, words)))
		on_sheet(a, words, write_topic);
	else if (rule_reads(a, words))
		answer_reply(a, words, words, file);
	else if (coded)
		answer_code(a, &codes, file);
	else
		on_sheet(a, words, write_unknown);
}

static void say_nothing_found(Sheet *s, Answerer *a, Str bytes)
{
	(void)a;
	text_nothing(s, intake_kind(bytes) == INPUT_MESSAGE);
}

void answer_words(Answerer *a, Str words, Str file)
{
	Token carried = { .k = &a->engine->knowledge, .words = str_trim(words), .n = 0 };
	bool first;
	Reply codes;
	Str token;

	words = carried.words;
	with_arena(a, seek_token, &carried);
	token = (Str){ carried.reply, carried.n };
	if (a->json)
		answer_json(a, token.len ? token : words, file);
	else if (words.len == 0)
		on_sheet(a, words, say_nothing_found);
	else if (intake_kind(words) == INPUT_NOTICE)
		engine_mails(words, (Place){ .file = file, .format = STR("") }, read_mail, a);
	else if (asked_codes(words, &codes))
		answer_code(a, &codes, file);
	else if (token.len)
		answer_reply(a, token, token, file);
	else if (asked_question(words, &first) && (first || !is_digit(words.at[0])))
		answer_question(a, words, file);
	else if (asked_catchword(words) && topic_of(a, words).bytes)
		on_sheet(a, words, write_topic);
	else
		answer_reply(a, words, words, file);
}

/* ---- files ---- */

void answer_input(Answerer *a, Str bytes, Str file)
{
	InputKind kind = intake_kind(bytes);
	size_t before = a->answered;

	if (a->json)
		answer_json(a, bytes, file);
	else if (!a->whole && (kind == INPUT_REPLY || kind == INPUT_QUESTION) && bytes.len <= WORDS_MAX)
		answer_words(a, bytes, file);
	else
		engine_mails(bytes, (Place){ .file = file, .format = STR("") }, read_mail, a);
	if (!a->json && a->answered == before)
		on_sheet(a, bytes, say_nothing_found);
}

bool answer_path(Answerer *a, const char *path, Err *err)
{
	bool standard = strcmp(path, "-") == 0;
	File f;

	if (standard ? !file_read_fd(&f, STDIN_FILENO, "standard input", err) : !file_open(&f, path, err))
		return false;
	answer_input(a, f.bytes, str_of(path));
	file_close(&f);
	return true;
}

static Str join(const Args *args, Arena *keep)
{
	Buf b = buf_new(keep);

	for (int i = 0; i < args->n; i++) {
		if (i)
			buf_char(&b, ' ');
		buf_put(&b, str_of(args->operand[i]));
	}
	return buf_str(&b);
}

bool answer_args(Answerer *a, const Args *args, Err *err)
{
	jmp_buf full;
	Pool pool;

	if (!pool_open(&pool, ARGS_MEMORY))
		return err_set(err, EX_OSERR, "no address space for %d MB", ARGS_MEMORY >> 20);
	if (setjmp(full)) {
		pool_close(&pool);
		return err_set(err, EX_DATAERR, "that is too much text for a command line: put it into a file");
	}
	Arena keep = pool_arena(&pool, &full);

	answer_words(a, join(args, &keep), STR(""));
	pool_close(&pool);
	return true;
}
