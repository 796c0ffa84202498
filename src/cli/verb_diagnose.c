/* verb_diagnose.c - the whole story of one bounce, all its recipients. */
#include <unistd.h>
#include "api/outside.h"
#include "base/file.h"
#include "cli/answer.h"

static const Option options[] = {
	{ "offline", NULL, "ask nothing outside the input" },
	{ "world", "FILE", "a world file instead of the DNS" },
	{ "overlay", "FILE", "for the proof: records as they will be, beside those of the remedy" },
	{ "fixed", "FILE", "for the proof: the message as it will be" },
	{ "session", "KEY=VALUE,...", "for the proof: client_ip, helo, mail_from as they will be" },
	{ "record", "FILE", "write what was asked and answered to a world file" },
	{ "now", "TIME", "what the clock says, as 2026-11-17T07:45:15Z" },
	{ "resolver", "ADDR[:PORT]", "ask this resolver; else the name servers themselves" },
	{ "lists", NULL, "ask blocklists, too; else only the one that the reply names" },
	{ "accept", "TERMS", "beside free lists, those of these terms: noncommercial,registered, ids, all" },
	OPTION_JSON, OPTION_KNOWLEDGE, OPTIONS_END,
};

/* What is looked at beside the words. */
typedef struct {
	Outside outside;
	Examining examining;
	Terms terms;
	File overlay, fixed;
} Look;

static const char *given(const Call *call, const char *name)
{
	return option_value(options, call->args, name);
}

static bool open_file(File *f, const char *path, Err *err)
{
	return !path || file_open(f, path, err);
}

/* "client_ip=192.0.2.1,helo=mx.example.org" */
static bool read_session(const char *text, Session *s, Err *err)
{
	struct { const char *key; Str *value; } keys[] = { { "client_ip", &s->client_ip }, { "helo", &s->helo }, { "mail_from", &s->mail_from } };
	Str rest = str_of(text), one, key;

	*s = (Session){ STR(""), STR(""), STR(""), STR(""), STR("") };
	while (rest.len) {
		bool known = false;

		rest = str_cut(rest, ',', &one);
		Str value = str_cut(one, '=', &key);

		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
			if (str_eq(key, str_of(keys[i].key))) {
				*keys[i].value = value;
				known = true;
			}
		if (!known)
			return err_set(err, EX_USAGE, "--session knows client_ip, helo and mail_from, not '%.*s'", STR_ARG(key));
	}
	return true;
}

/* What the proof looks at. */
static bool proof_open(Look *l, const Call *call, Err *err)
{
	Examining *x = &l->examining;

	x->session_given = given(call, "session") != NULL;
	if (!open_file(&l->overlay, given(call, "overlay"), err) || !open_file(&l->fixed, given(call, "fixed"), err))
		return false;
	if (!read_session(given(call, "session"), &x->session, err))
		return false;
	x->overlay = l->overlay.block ? l->overlay.bytes : STR("");
	x->fixed = l->fixed.block ? l->fixed.bytes : STR("");
	return true;
}

/* In a world file nobody is told anything: every list of it may be asked. */
static bool look_open(Look *l, const Call *call, Err *err)
{
	l->outside = (Outside){ given(call, "world"), NULL, given(call, "record"), given(call, "now"), given(call, "resolver") };
	terms_read(&l->terms, l->outside.world ? "all" : given(call, "accept"));
	l->examining = (Examining){ .world = outside_open(&l->outside, err), .lists = given(call, "lists") != NULL,
	                            .accepted = l->terms.v, .n_accepted = l->terms.n };
	if (!l->examining.world || !proof_open(l, call, err))
		return false;
	l->examining.crypto = crypto_open();
	return l->examining.crypto || err_set(err, EX_SOFTWARE, "OpenSSL's libcrypto cannot be started");
}

static bool look_close(Look *l, Err *err)
{
	if (l->examining.crypto)
		crypto_close(l->examining.crypto);
	world_close(l->examining.proving);
	file_close(&l->overlay);
	file_close(&l->fixed);
	return outside_close(&l->outside, l->examining.world, err);
}

static int run(const Call *call, Err *err)
{
	Engine engine;
	Look look = { 0 };
	bool offline = given(call, "offline") != NULL;
	Answerer a = { .engine = &engine, .out = call->out, .whole = true, .headed = call->args->n > 1, .json = given(call, "json") != NULL };
	int status = EX_OK;

	if (call->args->n == 0) {
		err_set(err, EX_USAGE, "diagnose needs a file, or - for standard input");
		return err->code;
	}
	if (!verb_engine(call, &engine, err))
		return err->code;
	if (!offline && !look_open(&look, call, err))
		status = err->code;
	engine.examining = offline ? NULL : &look.examining;
	for (int i = 0; i < call->args->n && status == EX_OK; i++)
		status = answer_path(&a, call->args->operand[i], err) ? EX_OK : err->code;
	if (!look_close(&look, err) && status == EX_OK)
		status = err->code;
	engine_close(&engine);
	return status;
}

const Verb verb_diagnose = {
	"diagnose", "FILE|-...", "the whole story of a bounce, for all its recipients", "", options, run,
};
