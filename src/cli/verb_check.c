/* verb_check.c - the examinations of an address, a domain or a message, as its receiver makes them. */
#include <unistd.h>
#include "api/outside.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/terminal.h"
#include "cli/verb.h"
#include "diagnose/undo.h"
#include "exam/exam.h"
#include "mail/address.h"
#include "report/checkjson.h"
#include "report/checktext.h"

static const Option options[] = {
	{ "ip", "IP", "the address that sends" },
	{ "helo", "NAME", "the name it gives" },
	{ "mail-from", "ADDRESS", "the envelope's sender; '<>' for none" },
	{ "header-from", "DOMAIN", "dmarc without a message: the domain of From" },
	{ "headers-only", NULL, "what is given is a header section without its body" },
	{ "world", "FILE", "a world file instead of the DNS" },
	{ "overlay", "FILE", "records as they would be" },
	{ "record", "FILE", "write what was asked and answered to a world file" },
	{ "now", "TIME", "what the clock says, as 2026-11-17T07:45:15Z" },
	{ "resolver", "ADDR[:PORT]", "ask this resolver; else the name servers themselves" },
	{ "exact", NULL, "let the true local part into SPF's questions; else it is 'postmaster'" },
	{ "recipient", "ADDRESS", "route, tls: whom the mail is for" },
	{ "spoke", "HOST", "route: who refused the mail, as HOST, [IP] or HOST[IP]" },
	{ "lists", NULL, "ask blocklists and sources of reputation, too" },
	{ "accept", "TERMS", "beside free lists, those of these terms: noncommercial,registered, ids, all" },
	{ "rspamd", "URL", "content: ask this rspamd, too, as http://127.0.0.1:11333" },
	{ "spamd", "HOST[:PORT]", "content: ask this SpamAssassin, too" },
	{ "verbose", NULL, "show what is well, too, and how many questions were asked" },
	{ "trace", NULL, "show every step" },
	{ "canonical", NULL, "dkim, arc: show what was hashed, where a hash does not agree" },
	OPTION_JSON, OPTION_KNOWLEDGE, OPTIONS_END,
};
_Static_assert(sizeof options / sizeof *options <= OPTIONS_MAX, "Args has room for each");

enum { ALL = EXAM_COUNT };

/* A run of this verb.  exam: one of the table, or ALL. */
typedef struct {
	const Call *call;
	int exam;
	File file;
	SpfSession session;
	Ip spoke_ip;
	ExamInput input;
	RawMessage message;
	Headers headers;
	MimeTree mime;
	Links links;
	FilterVerdict filters[2];
	Terms terms;
	Outside outside;
	Engine engine;
	bool engine_open;
} Task;

static const char *given(const Task *t, const char *name)
{
	return option_value(options, t->call->args, name);
}

static Str given_str(const Task *t, const char *name)
{
	return str_of(given(t, name));
}

/* ---- what is examined ---- */

static const char *exam_name(const void *list, size_t i)
{
	(void)list;
	return i < EXAM_COUNT ? exams[i].name : i == ALL ? "all" : NULL;
}

static bool read_exam(Task *t, const char *word, Err *err)
{
	const char *near = nearest_name(word, exam_name, NULL);

	for (t->exam = 0; t->exam <= ALL; t->exam++)
		if (strcmp(exam_name(NULL, (size_t)t->exam), word) == 0)
			return true;
	return err_set(err, EX_USAGE, "no examination '%s'%s%s; `fivefifty help check` lists them", word, near ? "; did you mean " : "", near ? near : "");
}

/* "<a@b>" and "a@b"; "<>" is none. */
static Str bare_address(Str s)
{
	return s.len >= 2 && s.at[0] == '<' && s.at[s.len - 1] == '>' ? str_drop(str_take(s, s.len - 1), 1) : s;
}

/* "mx.example.org", "192.0.2.25", "[192.0.2.25]", and both as Postfix writes them: "mx.example.org[192.0.2.25]". */
static bool read_spoke(Task *t, Err *err)
{
	Str spoke = given_str(t, "spoke"), ip = spoke;
	size_t at = str_find(spoke, STR("["), 0);
	bool bracket = at < spoke.len, closed = bracket && str_ends(spoke, STR("]"));

	if (closed) {
		ip = str_drop(str_take(spoke, spoke.len - 1), at + 1);
		spoke = str_take(spoke, at);
	}
	bool is_ip = ip_read(str_istarts(ip, STR("IPv6:")) ? str_drop(ip, 5) : ip, &t->spoke_ip);

	if (bracket && !(closed && is_ip))
		return err_set(err, EX_USAGE, "'%s' is no host: write HOST, [IP] or HOST[IP]", given(t, "spoke"));
	t->input.spoke_ip = is_ip ? &t->spoke_ip : NULL;
	t->input.spoke_host = is_ip && !bracket ? STR("") : spoke;
	return true;
}

static bool read_session(Task *t, Err *err)
{
	Str ip = given_str(t, "ip");

	t->session = (SpfSession){ .helo = given_str(t, "helo"), .mail_from = bare_address(given_str(t, "mail-from")), .receiver = STR(""),
	                           .exact = given(t, "exact") != NULL };
	t->input.helo = t->session.helo;
	t->input.mail_from = t->session.mail_from;
	t->input.mail_from_known = given(t, "mail-from") != NULL;
	t->input.recipient = bare_address(given_str(t, "recipient"));
	if (!given(t, "ip"))
		return true;
	if (!ip_read(ip, &t->session.ip))
		return err_set(err, EX_USAGE, "'%s' is no IP address", given(t, "ip"));
	t->input.session = &t->session;
	return true;
}

/* An operand that is no file but looks like an address or a domain: `check spf example.org`. */
static bool is_name(const char *word)
{
	Str s = str_of(word);

	return strcmp(word, "-") != 0 && access(word, F_OK) != 0 && str_has(s, STR(".")) && !str_has(s, STR("/"));
}

/* An operand that is an address or a domain is who sends; for `route` and `tls` it is whom the mail is for. */
static void take_name(Task *t, Str name)
{
	Str domain = address_domain(name);
	Ip ip;

	if (t->exam == EXAM_ROUTE || t->exam == EXAM_TLS) {
		t->input.recipient = name;
		return;
	}
	if (!t->input.session && ip_read(name, &ip)) {
		t->session.ip = ip;
		t->input.session = &t->session;
		return;
	}
	if (!given(t, "mail-from"))
		t->session.mail_from = t->input.mail_from = name;
	if (t->input.author.len == 0)
		t->input.author = domain.len ? domain : name;
}

static bool open_message(Task *t, const char *path, Err *err)
{
	return strcmp(path, "-") == 0 ? file_read_fd(&t->file, STDIN_FILENO, "standard input", err) : file_open(&t->file, path, err);
}

static bool read_input(Task *t, Err *err)
{
	const Args *args = t->call->args;

	if (args->n == 0)
		return err_set(err, EX_USAGE, "check what?  spf, dkim, arc, dmarc, ptr, helo, sender, blocklist, reputation, route, tls, bulk, content "
		               "or all; `fivefifty help check` shows how");
	if (args->n > 2)
		return err_set(err, EX_USAGE, "one message, address or domain at a time");
	if (!read_exam(t, args->operand[0], err) || !read_session(t, err) || !read_spoke(t, err))
		return false;
	t->input.author = given_str(t, "header-from");
	if (args->n == 2 && is_name(args->operand[1]))
		take_name(t, str_of(args->operand[1]));
	else if (args->n == 2)
		return open_message(t, args->operand[1], err);
	return true;
}

/* What an examination cannot do without, and how to say so. */
static bool has_session(const Task *t) { return t->input.session && (t->session.mail_from.len || t->session.helo.len); }
static bool has_ip(const Task *t)      { return t->input.session != NULL; }
static bool has_helo(const Task *t)    { return t->session.helo.len > 0; }
static bool has_sender(const Task *t)  { return t->session.mail_from.len > 0 || t->file.block; }
static bool has_message(const Task *t) { return t->file.block != NULL; }
static bool has_author(const Task *t)  { return t->file.block || t->input.author.len; }
static bool has_rcpt(const Task *t)    { return t->input.recipient.len > 0; }
static bool has_tls(const Task *t)     { return t->input.recipient.len || t->input.author.len; }
static bool has_any(const Task *t)     { return t->file.block || t->input.author.len || t->input.session || t->session.helo.len; }

static const struct { bool (*is_there)(const Task *); const char *what; } needs[EXAM_COUNT + 1] = {
	[EXAM_SPF]   = { has_session, "--ip, and --mail-from, or --helo where the sender is '<>'" },
	[EXAM_DKIM]  = { has_message, "a message: a file, or - for standard input" },
	[EXAM_ARC]   = { has_message, "a message: a file, or - for standard input" },
	[EXAM_DMARC] = { has_author, "a message, or --header-from" },
	[EXAM_PTR]   = { has_ip, "--ip" },
	[EXAM_HELO]  = { has_helo, "--helo" },
	[EXAM_SENDER] = { has_sender, "--mail-from, or a message with a Return-Path" },
	[EXAM_BLOCKLIST] = { has_any, "something to look up: --ip, a domain, or a message" },
	[EXAM_REPUTATION] = { has_ip, "--ip" },
	[EXAM_ROUTE] = { has_rcpt, "--recipient" },
	[EXAM_TLS]   = { has_tls, "a domain, or --recipient" },
	[EXAM_BULK]  = { has_any, "a message, best with --ip, --helo and --mail-from" },
	[EXAM_CONTENT] = { has_message, "a message: a file, or - for standard input" },
	[ALL]        = { has_any, "a domain, an address or a message, best with --ip and --helo" },
};

static bool input_suffices(const Task *t, Err *err)
{
	return needs[t->exam].is_there(t) || err_set(err, EX_USAGE, "check %s needs %s", exam_name(NULL, (size_t)t->exam), needs[t->exam].what);
}

/* ---- the answer ---- */

static bool spf_well(const Checks *c)   { return c->spf->result == SPF_PASS; }
static bool dkim_well(const Checks *c)  { return c->dkim->result == DKIM_PASS; }
static bool arc_well(const Checks *c)   { return c->arc->result == ARC_PASS || c->arc->result == ARC_NONE; }
static bool dmarc_well(const Checks *c) { return c->dmarc->result == DMARC_PASS; }

/* Those that have a result of their own; the others have grades. */
static const struct {
	bool (*well)(const Checks *);
	void (*json)(Json *, const Checks *);
} answers[EXAM_COUNT + 1] = {
	[EXAM_SPF] = { spf_well, checkjson_spf }, [EXAM_DKIM] = { dkim_well, checkjson_dkim },
	[EXAM_ARC] = { arc_well, checkjson_arc }, [EXAM_DMARC] = { dmarc_well, checkjson_dmarc },
};

/* Whose evidence is shown: "" for all. */
static Str shown(const Task *t)
{
	return t->exam == ALL ? STR("") : str_of(exams[t->exam].name);
}

static bool all_well(const Task *t, const Checks *c)
{
	return answers[t->exam].well ? answers[t->exam].well(c) : evidence_worst(&c->evidence, shown(t)) != GRADE_BAD;
}

static void put_json(const Task *t, const Checks *c, Buf *b)
{
	Json j = { .buf = b };

	if (answers[t->exam].json)
		answers[t->exam].json(&j, c);
	else
		checkjson_exam(&j, c, shown(t), t->input.knowledge);
	buf_char(b, '\n');
}

/* Only what the examination itself saw, not what it builds on. */
static EvidenceList shown_evidence(const Task *t, const Checks *c, Arena *keep)
{
	EvidenceList list = { 0 };

	for (size_t i = 0; i < c->evidence.n; i++)
		if (t->exam == ALL || strcmp(c->evidence.v[i].exam, exams[t->exam].name) == 0)
			*arena_push(keep, &list) = c->evidence.v[i];
	return list;
}

/* What it cost. */
static void put_questions(const Task *t, Sheet *s)
{
	size_t n = world_questions(t->input.world);
	Run r = run_new(s);

	buf_format(&r.text, "%zu question%s asked", n, n == 1 ? "" : "s");
	sheet_field(s, "", &r, 0);
}

static void put_text(const Task *t, const Checks *c, Buf *b)
{
	Sheet s = terminal_sheet(b);
	EvidenceList list = shown_evidence(t, c, b->arena);

	if (answers[t->exam].json)
		checktext(&s, c);
	else
		checktext_evidence(&s, &list, given(t, "verbose") || (t->exam != ALL && t->exam != EXAM_BLOCKLIST));
	if (c->trace) {
		sheet_blank(&s);
		checktext_trace(&s, c->trace);
	}
	if (given(t, "verbose"))
		put_questions(t, &s);
}

/* ---- the run ---- */

/* A Return-Path tells the envelope's sender, where it was not given. */
static void read_message(Task *t, Arena *keep)
{
	bool headers_only = given(t, "headers-only") != NULL;

	raw_read(t->file.bytes, headers_only, keep, &t->message);
	t->input.message = &t->message;
	t->input.bytes = t->file.bytes;
	headers_read(t->file.bytes, keep, &t->headers);
	t->input.headers = &t->headers;
	if (!given(t, "mail-from") && header_has(&t->headers, STR("Return-Path"))) {
		t->session.mail_from = t->input.mail_from = address_path(header_value(&t->headers, STR("Return-Path")), keep);
		t->input.mail_from_known = true;
	}
	if (headers_only)
		return;
	mime_read(t->file.bytes, keep, &t->mime);
	t->input.mime = &t->mime;
	links_of(t->mime.root, keep, &t->links);
	t->input.links = &t->links;
}

/* Asked once, and before the examinations: these are run again while the DNS is waited for. */
static void ask_filters(Task *t, Arena *keep)
{
	Str rspamd = given_str(t, "rspamd"), spamd = given_str(t, "spamd");
	FilterEnvelope envelope = { given_str(t, "ip"), t->session.helo, t->session.mail_from, t->input.recipient };

	if (rspamd.len)
		filter_rspamd(rspamd, t->file.bytes, &envelope, keep, &t->filters[t->input.n_filters++]);
	if (spamd.len)
		filter_spamd(spamd, t->file.bytes, keep, &t->filters[t->input.n_filters++]);
	t->input.filters = t->filters;
}

static int run_exam(Task *t, Pool *pool, Err *err)
{
	jmp_buf full;
	Checks checks;

	if (setjmp(full)) {
		err_set(err, EX_DATAERR, "limit.memory: this message needs more than %d MB", LIMIT_CASE_MEMORY >> 20);
		return err->code;
	}
	Arena keep = pool_arena(pool, &full);

	if (t->file.block)
		read_message(t, &keep);
	if (t->file.block && (t->exam == EXAM_CONTENT || t->exam == ALL))
		ask_filters(t, &keep);
	exam_all(&t->input, t->exam == ALL ? (1u << EXAM_COUNT) - 1 : 1u << t->exam, given(t, "trace") != NULL, &keep, &checks);
	if (t->file.block)
		undo_checks(&t->message, t->input.crypto, &keep, &checks);
	Buf b = buf_new(&keep);

	if (given(t, "json"))
		put_json(t, &checks, &b);
	else
		put_text(t, &checks, &b);
	out_put(t->call->out, buf_str(&b));
	return all_well(t, &checks) ? EX_OK : 1;
}

static bool open_outside(Task *t, Err *err)
{
	t->outside = (Outside){ given(t, "world"), given(t, "overlay"), given(t, "record"), given(t, "now"), given(t, "resolver") };
	t->input.world = outside_open(&t->outside, err);
	if (!t->input.world)
		return false;
	if (!verb_engine(t->call, &t->engine, err))
		return false;
	t->engine_open = true;
	t->input.knowledge = &t->engine.knowledge;
	terms_read(&t->terms, given(t, "accept"));
	t->input.accepted = t->terms.v;
	t->input.n_accepted = t->terms.n;
	t->input.lists = given(t, "lists") || t->exam == EXAM_BLOCKLIST || t->exam == EXAM_REPUTATION;
	t->input.crypto = crypto_open();
	return t->input.crypto || err_set(err, EX_SOFTWARE, "OpenSSL's libcrypto cannot be started");
}

static int run(const Call *call, Err *err)
{
	Task t = { .call = call, .input = exam_input() };
	Pool pool = { 0 };
	int status = EX_USAGE;

	t.input.show_canonical = given(&t, "canonical") != NULL;
	if (read_input(&t, err) && input_suffices(&t, err) && open_outside(&t, err))
		status = pool_open(&pool, LIMIT_CASE_MEMORY) ? run_exam(&t, &pool, err) : EX_OSERR;
	else
		status = err->code;
	pool_close(&pool);
	if (t.input.crypto)
		crypto_close(t.input.crypto);
	if (!outside_close(&t.outside, t.input.world, err))
		status = err->code;
	file_close(&t.file);
	if (t.engine_open)
		engine_close(&t.engine);
	return status;
}

const Verb verb_check = {
	"check", "EXAM [FILE|ADDRESS|DOMAIN|IP]", "the examinations that a receiver makes, one or all",
	"EXAM is one of:\n"
	"  spf        may this address send for that domain?\n"
	"  dkim       which signatures of a message hold, and why not?\n"
	"  arc        does the chain of forwarders hold?\n"
	"  dmarc      is the author's domain proved, and what does it ask for if not?\n"
	"  ptr        has the sending address a name that leads back to it?\n"
	"  helo       is the name that the server gives a real one?\n"
	"  sender     can the envelope's sender get an answer?\n"
	"  blocklist  is the address, a domain or a link on a blocklist?\n"
	"  reputation what do public sources say of the sending address?\n"
	"  route      where does mail for the recipient go?\n"
	"  tls        do the policies on encryption hold: MTA-STS, DANE, TLS reports?\n"
	"  bulk       what the large providers ask of a sender: is it met?\n"
	"  content    what do receivers object to in the message itself?\n"
	"  all        all of them, the worst first\n"
	"Exit status: 0 all is well, 1 something is not.\n", options, run,
};
