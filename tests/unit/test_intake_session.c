/* test_intake_session.c - what a mail tells of the refused attempt, and of who refused it. */
#include "intake.h"
#include "base/file.h"

static const Case *read_case(const char *name, Arena *a)
{
	const char *source = getenv("FIVEFIFTY_SOURCE");
	char path[4096];
	File f;
	Err err;

	snprintf(path, sizeof path, "%s/tests/cases/%s/mail.eml", source ? source : "../..", name);
	ok(file_open(&f, path, &err), "%s\n", err.text);
	Str in = arena_str(a, f.bytes);
	Cases cases = read_cases(in, dialects(a), a);

	file_close(&f);
	ok(cases.n > 0, "%s: no case\n", name);
	return &cases.v[cases.n - 1];
}

static void test_session(void **state)
{
	static const struct { const char *name, *sender, *mail_from, *helo, *client_ip, *header_from, *message_id, *queue_id, *original; } t[] = {
		{ "postfix-dsn", "ann@example.org", "ann@example.org", "relay.example.org", "", "example.org", "m1@example.org", "4F00AA1", "sales@example.org" },
		{ "qmail", "ann@example.org", "ann@example.org", "", "", "example.org", "m1@example.org", "", "" },
		{ "complaint-headers-only", "ann@example.org", "ann@example.org", "", "192.0.2.10", "example.org", "m1@example.org", "", "" },
		{ "backscatter", "ann@example.org", "ann@example.org", "pool.example.com", "203.0.113.66", "example.org", "x@pool.example.com", "", "" },
		{ "postfix-plain-several", "ann@example.org", "ann@example.org", "", "", "example.org", "m1@example.org", "", "all@example.org" },
		{ "expired-dsn", "ann@example.org", "ann@example.org", "relay.example.org", "", "", "", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		const Event *e = &read_case(t[i].name, &a)->event;

		same(e->sender, t[i].sender, "%s sender", t[i].name);
		same(e->session.mail_from, t[i].mail_from, "%s mail_from", t[i].name);
		same(e->session.helo, t[i].helo, "%s helo", t[i].name);
		same(e->session.client_ip, t[i].client_ip, "%s client_ip", t[i].name);
		same(e->session.header_from, t[i].header_from, "%s header_from", t[i].name);
		same(e->message_id, t[i].message_id, "%s message_id", t[i].name);
		same(e->queue_id, t[i].queue_id, "%s queue_id", t[i].name);
		same(e->original, t[i].original, "%s original", t[i].name);
	}
}

static void test_returned(void **state)
{
	static const struct { const char *name; bool any, whole, backscatter; } t[] = {
		{ "postfix-dsn", true, true, false }, { "sendmail-transcript", true, false, false }, { "expired-dsn", false, false, false },
		{ "qmail", true, true, false }, { "unknown-system", true, true, false }, { "backscatter", true, true, true },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		const Case *c = read_case(t[i].name, &a);

		ok((c->returned.len > 0) == t[i].any && c->returned_whole == t[i].whole, "%s: what came back\n", t[i].name);
		ok(c->backscatter == t[i].backscatter, "%s: backscatter\n", t[i].name);
		ok(!t[i].any || str_eq(header_value(&c->returned_headers, STR("Subject")), STR("Invoice")) || t[i].backscatter, "%s: its fields\n", t[i].name);
	}
}

/* A message in a message, `depth` times, a bounce innermost. */
static Str nested(int depth, Arena *a)
{
	Buf b = buf_new(a);

	for (int i = 0; i < depth; i++)
		buf_put(&b, STR("From: a@example.org\nSubject: x\nContent-Type: message/rfc822\n\n"));
	buf_put(&b, STR("From: MAILER-DAEMON@example.org\nSubject: failure notice\n\n<bob@example.net>:\n550 No\n"));
	return buf_str(&b);
}

static void test_limits(void **state)
{
	static const struct { int depth; bool found; const char *note; } t[] = {
		{ 0, true, "" }, { 50, true, "" }, { 98, true, "" }, { 150, false, "limit.nesting: too deeply nested; read to depth 100" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		const Dialects *d = dialects(&a);
		Cases cases = read_cases(nested(t[i].depth, &a), d, &a);

		ok(cases.n == 1 && (cases.v[0].event.reply.code == 550) == t[i].found, "depth %d: %zu cases\n", t[i].depth, cases.n);
		same(cases.v[0].notes.n ? cases.v[0].notes.v[0].text : STR(""), t[i].note, "depth %d", t[i].depth);
	}
}

static void test_identity(void **state)
{
	Arena a = unit_arena();
	const Dialects *d = dialects(&a);
	Str in = STR("From: MAILER-DAEMON@example.org\nSubject: failure notice\n\n<bob@example.net>:\n550 No\n\n<carol@example.net>:\n550 No\n");
	Cases one = read_cases(in, d, &a), two = read_cases(in, d, &a);

	(void)state;
	ok(one.n == 2 && two.n == 2, "two recipients\n");
	for (size_t i = 0; i < 2; i++)
		ok(memcmp(one.v[i].event.id, two.v[i].event.id, sizeof one.v[i].event.id) == 0, "the same id each time\n");
	ok(memcmp(one.v[0].event.id, one.v[1].event.id, sizeof one.v[0].event.id) != 0, "one of its own for each\n");
}

UNIT_MAIN(cmocka_unit_test(test_session), cmocka_unit_test(test_returned), cmocka_unit_test(test_limits), cmocka_unit_test(test_identity))
