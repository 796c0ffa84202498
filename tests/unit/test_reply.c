/* test_reply.c - replies and codes as servers write them and as others quote them. */
#include "unit.h"
#include "mail/reply.h"

static void test_status(void **state)
{
	static const struct { const char *in; int cls, subject, detail; const char *rest; } t[] = {
		{ "5.7.26 unauthenticated", 5, 7, 26, " unauthenticated" },
		{ "4.4.2", 4, 4, 2, "" },
		{ "2.1.5: ok", 2, 1, 5, ": ok" },
		{ "5.7.1)", 5, 7, 1, ")" },
		{ "5.7.1.", 5, 7, 1, "." },
		{ "5.1.1<a@b.example>", 5, 1, 1, "<a@b.example>" },
		{ "5.7.509", 5, 7, 509, "" },
		{ "9.7.1 no such class", 0, 0, 0, "9.7.1 no such class" },
		{ "4.16.55.1", 0, 0, 0, "4.16.55.1" },
		{ "5.7.1234", 0, 0, 0, "5.7.1234" },
		{ "5.7.1x", 0, 0, 0, "5.7.1x" },
		{ "5.7", 0, 0, 0, "5.7" },
		{ "5.", 0, 0, 0, "5." },
		{ "5..1", 0, 0, 0, "5..1" },
		{ "", 0, 0, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str in = exact(t[i].in);
		Status st;
		Str rest = status_read(in, &st);

		ok(st.cls == t[i].cls && st.subject == t[i].subject && st.detail == t[i].detail, "status '%s'\n", t[i].in);
		same(rest, t[i].rest, "rest of '%s'", t[i].in);
		exact_free(in);
	}
}

static void test_code(void **state)
{
	static const struct { const char *in; int code; const char *rest; } t[] = {
		{ "550 no", 550, "no" },
		{ "550-no", 550, "no" },
		{ "550", 550, "" },
		{ "550: no", 550, " no" },
		{ "550/5.7.1", 550, "5.7.1" },
		{ "571 no", 571, "no" },
		{ "5501 no", 0, "5501 no" },
		{ "550x", 0, "550x" },
		{ "203.0.113.1", 0, "203.0.113.1" },
		{ "650 no", 0, "650 no" },
		{ "150 no", 0, "150 no" },
		{ "55", 0, "55" },
		{ "", 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str in = exact(t[i].in);
		int code;
		Str rest = code_read(in, &code);

		ok(code == t[i].code, "code of '%s' is %d\n", t[i].in, code);
		same(rest, t[i].rest, "rest of '%s'", t[i].in);
		exact_free(in);
	}
}

static void test_reply(void **state)
{
	static const struct { const char *in; int code; const char *status, *text; } t[] = {
		{ "550 5.1.1 User unknown", 550, "5.1.1", "User unknown" },
		{ "550-5.7.1 a\r\n550 5.7.1 b", 550, "5.7.1", "a b" },
		{ "550-5.7.1 a\n550-5.7.1\n550 5.7.1 b\n", 550, "5.7.1", "a b" },
		{ "550-5.7.1 a\\n550 5.7.1 b", 550, "5.7.1", "a b" },
		{ "550-5.7.1 foo 550 5.7.1 bar (in reply to RCPT TO command)", 550, "5.7.1", "foo bar" },
		{ "550-5.7.1 foo550 5.7.1 bar", 550, "5.7.1", "foo bar" },
		{ "550-5.7.26 the sender is5.7.26 unknown.5.7.26 Use SPF -5.7.26 ours", 550, "5.7.26", "the sender is unknown. Use SPF - ours" },
		{ "550-550-5.1.1 The account. Please 550-try 550-double-checking 550 https://support.example/550-a a1", 550, "5.1.1",
		  "The account. Please try double-checking https://support.example/550-a a1" },
		{ "554-mx.example (host) not available554-No service554-Bad PTR.554 See http://mx.example/", 554, "",
		  "mx.example (host) not available No service Bad PTR. See http://mx.example/" },
		{ "550 5.7.1 550 User Unknown: a@example.org", 550, "5.7.1", "User Unknown: a@example.org" },
		{ "550 #5.1.0 Address rejected.", 550, "5.1.0", "Address rejected." },
		{ "550 (5.7.1) Rejected", 550, "5.7.1", "Rejected" },
		{ "550 5.1.1. User unknown", 550, "5.1.1", "User unknown" },
		{ "421 4.7.0: Sender rejected", 421, "4.7.0", "Sender rejected" },
		{ "550; 5.7.515 Access denied", 550, "5.7.515", "Access denied" },
		{ "550 : User unknown", 550, "", ": User unknown" },
		{ "552 1 Requested action aborted", 552, "", "1 Requested action aborted" },
		{ "553 not in my list (#5.7.1)", 553, "5.7.1", "not in my list (#5.7.1)" },
		{ "451 unknown recipients (#4.4.5)", 451, "4.4.5", "unknown recipients (#4.4.5)" },
		{ "550 no such user [5.1.1]", 550, "5.1.1", "no such user [5.1.1]" },
		{ "501 RCPT TO not accepted: 5.7.1 no relay", 501, "5.7.1", "RCPT TO not accepted: 5.7.1 no relay" },
		{ "5.3.0 - Other problem 550-'Unknown user'", 550, "5.3.0", "Other problem 550-'Unknown user'" },
		{ "220-mx.example 421 4.2.1 Service refused", 421, "4.2.1", "Service refused" },
		{ "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##", 550, "5.1.1", "RESOLVER.ADR.RecipNotFound; not found" },
		{ "[550 5.1.1 User unknown]", 550, "5.1.1", "User unknown" },
		{ "'550 5.1.1 User unknown'", 550, "5.1.1", "User unknown" },
		{ "<<< 550-5.1.1 a\n<<< 550 5.1.1 b", 550, "5.1.1", "a b" },
		{ "550 5.7.1", 550, "5.7.1", "" },
		{ "550", 550, "", "" },
		/* numbers that are no codes */
		{ "421 delayed - 4.16.55.1; see https://mx.example/", 421, "", "delayed - 4.16.55.1; see https://mx.example/" },
		{ "451 Try later [#4.16.1].", 451, "", "Try later [#4.16.1]." },
		{ "550 blocked 5.7.1.2", 550, "", "blocked 5.7.1.2" },
		{ "554 policy (3.2.1.1) ID (8f94)", 554, "", "policy (3.2.1.1) ID (8f94)" },
		{ "550 198.51.100.5: rejected", 550, "", "198.51.100.5: rejected" },
		{ "550 5.7.2 198.51.100.5: rejected", 550, "5.7.2", "198.51.100.5: rejected" },
		{ "550 sent by Exim (4.9.2)", 550, "", "sent by Exim (4.9.2)" },
		{ "550 forward to (#id-5.9.5)", 550, "", "forward to (#id-5.9.5)" },
		{ "550 over the limit of 550 mails", 550, "", "over the limit of 550 mails" },
		{ "554 Message not allowed - 554 Message not allowed", 554, "", "Message not allowed - 554 Message not allowed" },
		{ "no code at all", 0, "", "no code at all" },
		{ "two\nlines", 0, "", "two lines" },
		{ "", 0, "", "" },
		{ " \r\n", 0, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		Reply r;

		reply_read(in, &a, &r);
		ok(r.code == t[i].code, "code of '%s' is %d\n", t[i].in, r.code);
		same(status_text(r.status, &a), t[i].status, "status of '%s'", t[i].in);
		same(r.text, t[i].text, "text of '%s'", t[i].in);
		exact_free(in);
	}
}

static void test_innermost(void **state)
{
	static const struct { const char *in, *out; } t[] = {
		{ "host mx.example[192.0.2.1] said: 550-5.7.1 a 550 5.7.1 b (in reply to RCPT TO command)", "550-5.7.1 a 550 5.7.1 b" },
		{ "host mx.example[192.0.2.1] said:\n    550 5.2.1 Off (in reply to\n    RCPT TO command)", "550 5.2.1 Off" },
		{ "host mx.example[192.0.2.1] refused to talk to me: 554 No", "554 No" },
		{ "SMTP error from remote mail server after RCPT TO:<a@example.org>:\n    550 No", "550 No" },
		{ "10.0.0.1 does not like recipient.\nRemote host said: 552 Full\nGiving up on 192.0.2.1.\n", "552 Full" },
		{ "550 5.7.367 Remote server returned message denied -> 554 5.7.1 <a@example.org>: Relay access denied",
		  "554 5.7.1 <a@example.org>: Relay access denied" },
		{ "Remote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; it doesn't exist'", "550 5.1.1 RESOLVER.ADR.RecipNotFound; it doesn't exist" },
		{ "Remote Server returned '554 5.7.0 < #5.7.1 smtp;550 5.7.1 Access denied>'", "550 5.7.1 Access denied" },
		{ "#< #5.1.1 smtp; 550 5.1.1 <a@example.org>... User unknown>", "550 5.1.1 <a@example.org>... User unknown" },
		{ "[{LED=450 4.4.316 Connection refused [Message=Socket error code 10061]};{MSG=};{FQDN=mx.example}]",
		  "450 4.4.316 Connection refused [Message=Socket error code 10061]" },
		{ "It responded as follows: [550 5.1.1 User unknown]", "550 5.1.1 User unknown" },
		{ "(reason: 550 5.1.1 <a@example.org>... User unknown)", "550 5.1.1 <a@example.org>... User unknown" },
		{ "The response was:\n\n550 5.1.1 No such account\nLearn more\n\nother text", "550 5.1.1 No such account\nLearn more" },
		{ ">>> DATA\n<<< 550-5.1.1 a\n<<< 550 5.1.1 b\n550 5.1.1 <a@example.org>... User unknown\n<<< 503 Valid RCPT", "550-5.1.1 a\n<<< 550 5.1.1 b" },
		{ "550 5.1.1 Failed, from MTA([127.0.0.1]:10025): 550 5.1.1 <a@example.org>: unknown", "550 5.1.1 <a@example.org>: unknown" },
		{ "550-5.7.26 with the ip:\n550-5.7.26 [192.0.2.1]. Blocked\n550 5.7.26 ours", "550-5.7.26 with the ip:\n550-5.7.26 [192.0.2.1]. Blocked\n550 5.7.26 ours" },
		{ "Sender address rejected: undeliverable address: host mx.example[192.0.2.1] said: 550 5.1.1 User unknown",
		  "Sender address rejected: undeliverable address: host mx.example[192.0.2.1] said: 550 5.1.1 User unknown" },
		{ "550-Callout verification failed: 550 5.1.1 User unknown 550 Sender verify failed",
		  "550-Callout verification failed: 550 5.1.1 User unknown 550 Sender verify failed" },
		{ "host mx.example[192.0.2.1] said: Mailbox full", "Mailbox full" },
		{ "The quota is: 500 MB", "The quota is: 500 MB" },
		{ "ports: 450-500 are closed", "ports: 450-500 are closed" },
		{ "550 5.1.1 User unknown", "550 5.1.1 User unknown" },
		{ "nothing quoted", "nothing quoted" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str in = exact(t[i].in);

		same(reply_innermost(in), t[i].out, "innermost of '%s'", t[i].in);
		exact_free(in);
	}
}

/* A long reply is read in one pass. */
static void test_length(void **state)
{
	enum { LINES = 200000 };
	static const char line[] = "said: 550-5.7.1 ";
	size_t n = LINES * (sizeof line - 1);
	char *text = malloc(n);
	Arena a = unit_arena();
	Reply r;

	(void)state;
	for (int i = 0; i < LINES; i++)
		memcpy(text + (size_t)i * (sizeof line - 1), line, sizeof line - 1);
	reply_read(reply_innermost((Str){ text, n }), &a, &r);
	ok(r.code == 550, "code %d\n", r.code);
	for (size_t i = 0; i + 4 <= n; i += 4)
		memcpy(text + i, "550-", 4);
	reply_innermost((Str){ text, n });
	memset(text, '5', n);
	reply_innermost((Str){ text, n });
	memset(text, '<', n);
	reply_innermost((Str){ text, n });
	free(text);
}

UNIT_MAIN(cmocka_unit_test(test_status), cmocka_unit_test(test_code), cmocka_unit_test(test_reply), cmocka_unit_test(test_innermost),
          cmocka_unit_test(test_length))
