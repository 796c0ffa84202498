/* test_intake_paste.c - replies, lines of logs and reports, as somebody pastes them. */
#include "intake.h"

#define PLAIN "550 5.1.1 <bob@example.net>: Recipient address rejected: no such box"
#define READ "550\t5.1.1\t-\t"
#define WORDS "<bob@example.net>: Recipient address rejected: no such box\n"

typedef struct { const char *in, *out; } Row;

static void check(const Row *t, size_t n)
{
	Arena keep = unit_arena();
	const Dialects *d = dialects(&keep);

	for (size_t i = 0; i < n; i++) {
		Arena a = keep;
		Str in = exact(t[i].in);

		same(show_cases(read_cases(in, d, &a), &a), t[i].out, "%s", t[i].in);
		exact_free(in);
	}
}

#define CHECK(t) check((t), ROWS(t))

static void test_replies(void **state)
{
	static const Row t[] = {
		{ PLAIN, "-\tfailed\t" READ "unknown\t-\t-\tunknown\t" WORDS },
		{ "550-5.7.1 One\n550 5.7.1 two\n", "-\tfailed\t550\t5.7.1\t-\tunknown\t-\t-\tunknown\tOne two\n" },
		{ "550-5.7.1 One 550 5.7.1 two", "-\tfailed\t550\t5.7.1\t-\tunknown\t-\t-\tunknown\tOne two\n" },
		{ "> > 550 5.7.1 One\n> > \n", "-\tfailed\t550\t5.7.1\t-\tunknown\t-\t-\tunknown\tOne\n" },
		{ "550 5.1.1 &lt;bob@example.net&gt; isn&#39;t here", "-\tfailed\t550\t5.1.1\t-\tunknown\t-\t-\tunknown\t<bob@example.net> isn't here\n" },
		{ "<p>550 5.1.1 No<br>\nuser</p>", "-\tfailed\t550\t5.1.1\t-\tunknown\t-\t-\tunknown\tNo user\n" },
		{ "451 4.7.1 Come back later", "-\tdelayed\t451\t4.7.1\t-\tunknown\t-\t-\tunknown\tCome back later\n" },
		{ "250 2.0.0 Ok", "-\tdelivered\t250\t2.0.0\t-\tunknown\t-\t-\tunknown\tOk\n" },
		{ "Mailbox is full", "-\tfailed\t0\t-\t-\tunknown\t-\t-\tunknown\tMailbox is full\n" },
		{ "5.2.2 Mailbox is full", "-\tfailed\t0\t5.2.2\t-\tunknown\t-\t-\tunknown\tMailbox is full\n" },
	};

	(void)state;
	CHECK(t);
}

static void test_wrapped(void **state)
{
	static const Row t[] = {
		{ "Remote Server returned '550 5.1.1 User 'bob' is unknown'", "-\tfailed\t550\t5.1.1\t-\tunknown\t-\t-\tunknown\tUser 'bob' is unknown\n" },
		{ "host mx.example.net[192.0.2.25] said: " PLAIN " (in reply to RCPT TO command)",
		  "-\tfailed\t" READ "rcpt\tpostfix\tmx.example.net 192.0.2.25\tunknown\t" WORDS },
		{ "<bob@example.net>: host mx.example.net[192.0.2.25] said: " PLAIN " (in reply\n    to RCPT TO command)",
		  "bob@example.net\tfailed\t" READ "rcpt\tpostfix\tmx.example.net 192.0.2.25\trecipient_mx\t" WORDS },
		{ "SMTP error from remote mail server after end of data:\n host mx.example.net [192.0.2.25]: 554 5.7.1 Spam",
		  "-\tfailed\t554\t5.7.1\t-\tend-of-data\texim\tmx.example.net 192.0.2.25\tunknown\tSpam\n" },
		{ "Hello,\n\nsince Monday I get this:\n\n550 5.7.26 Not authenticated\n\nWhat can I do?\n",
		  "-\tfailed\t550\t5.7.26\t-\tunknown\t-\t-\tunknown\tNot authenticated\n" },
		{ "Diagnostic-Code: smtp; 550 5.1.1 No box", "-\tfailed\t550\t5.1.1\t-\tunknown\t-\t-\tunknown\tNo box\n" },
		{ "Final-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 No box\n",
		  "bob@example.net\tfailed\t550\t5.1.1\t-\tunknown\t-\t-\tunknown\tNo box\n" },
		{ "Your message could not be delivered:\n\n<bob@example.net>: host mx.example.net[192.0.2.25] said: 550 5.1.1 No box (in reply to RCPT TO\n"
		  "    command)\n\n<carol@example.com>: Host not found\n",
		  "bob@example.net\tfailed\t550\t5.1.1\t-\trcpt\tpostfix\tmx.example.net 192.0.2.25\trecipient_mx\tNo box\n"
		  "carol@example.com\tfailed\t0\t-\t-\tunknown\tpostfix\t-\tunknown\tHost not found\n" },
		{ ">>> RCPT TO:<bob@example.net>\n<<< 550 No such account\n", "bob@example.net\tfailed\t550\t-\t-\trcpt\t-\t-\tunknown\tNo such account\n" },
	};

	(void)state;
	CHECK(t);
}

static void test_logs(void **state)
{
	static const Row t[] = {
		{ "Nov 17 08:00:00 mx postfix/smtp[1]: 4F00AA1: to=<bob@example.net>, relay=mx.example.net[192.0.2.25]:25, delay=1, dsn=5.1.1, "
		  "status=bounced (host mx.example.net[192.0.2.25] said: " PLAIN " (in reply to RCPT TO command))",
		  "bob@example.net\tfailed\t" READ "rcpt\tpostfix\tmx.example.net 192.0.2.25\trecipient_mx\t" WORDS },
		{ "4F00AA1: to=<bob@example.net>, relay=none, dsn=4.4.1, status=deferred (connect to mx.example.net[192.0.2.25]:25: Connection timed out)",
		  "bob@example.net\tdelayed\t0\t4.4.1\t-\tconnect\tpostfix\t-\town\tconnect to mx.example.net[192.0.2.25]:25: Connection timed out\n" },
		{ "NOQUEUE: reject: RCPT from c.example.com[192.0.2.9]: 554 5.7.1 <bob@example.net>: Relay access denied; from=<a@example.com> "
		  "to=<bob@example.net> proto=ESMTP",
		  "bob@example.net\tfailed\t554\t5.7.1\t-\tunknown\tpostfix\t-\tunknown\t<bob@example.net>: Relay access denied\n" },
		{ "2026-11-17 08:00:00 1abcde-000001-AB ** bob@example.net R=dnslookup T=remote_smtp H=mx.example.net [192.0.2.25]: "
		  "SMTP error from remote mail server after RCPT TO:<bob@example.net>: 550 No such box",
		  "bob@example.net\tfailed\t550\t-\t-\trcpt\texim\tmx.example.net 192.0.2.25\trecipient_mx\tNo such box\n" },
		{ "1abcde-000001-AB ** bob@example.net: retry timeout exceeded",
		  "bob@example.net\texpired\t0\t-\t-\tunknown\texim\t-\town\tretry timeout exceeded\n" },
		{ "1abcde-000001-AB == bob@example.net R=d T=s defer (-44) H=mx.example.net [192.0.2.25]:25: SMTP error from remote mail server after "
		  "RCPT TO:<bob@example.net>: 450 4.2.0 Later",
		  "bob@example.net\tdelayed\t450\t4.2.0\t-\trcpt\texim\tmx.example.net 192.0.2.25\trecipient_mx\tLater\n" },
		{ "H=(c.example.com) [192.0.2.9] F=<a@example.com> rejected RCPT <bob@example.net>: 550 5.1.1 No",
		  "bob@example.net\tfailed\t550\t5.1.1\t-\trcpt\texim\t-\tunknown\tNo\n" },
		{ "sm-mta[1]: 6AH: to=<bob@example.net>, delay=00:00:01, mailer=esmtp, relay=mx.example.net. [192.0.2.25], dsn=5.1.1, stat=User unknown",
		  "bob@example.net\tfailed\t0\t5.1.1\t-\tunknown\tsendmail\tmx.example.net 192.0.2.25\town\tUser unknown\n" },
		{ "mta delivery evpid=1 from=<a@example.com> to=<bob@example.net> rcpt=<-> relay=\"192.0.2.25 (mx.example.net)\" delay=0s "
		  "result=\"PermFail\" stat=\"550 5.1.1 No\"",
		  "bob@example.net\tfailed\t550\t5.1.1\t-\tunknown\topensmtpd\tmx.example.net\trecipient_mx\tNo\n" },
		{ "delivery 7: failure: 192.0.2.25_does_not_like_recipient./Remote_host_said:_550_No_box/Giving_up_on_192.0.2.25./",
		  "-\tfailed\t550\t-\t-\trcpt\tqmail\t192.0.2.25\tunknown\tNo box\n" },
		{ "courieresmtp: id=1,from=<a@example.com>,addr=<bob@example.net>: 550 No box",
		  "bob@example.net\tfailed\t550\t-\t-\tunknown\tcourier\t-\tunknown\tNo box\n" },
		{ "sm-mta[1]: 6AH: to=postmaster, delay=00:00:00, mailer=local, pri=1, stat=queued",
		  "-\tfailed\t0\t-\t-\tunknown\t-\t-\tunknown\tsm-mta[1]: 6AH: to=postmaster, delay=00:00:00, mailer=local, pri=1, stat=queued\n" },
	};

	(void)state;
	CHECK(t);
}

#define BOUNCE(kind) "\"" kind "\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bouncedRecipients\":[{\"emailAddress\":\"bob@example.net\"," \
	"\"action\":\"failed\",\"status\":\"5.1.1\",\"diagnosticCode\":\"smtp; 550 5.1.1 no such box\"}]},\"mail\":{\"source\":\"ann@example.org\"}"
#define NOTICE "{" BOUNCE("notificationType") "}"
#define OF_NOTICE "bob@example.net\tfailed\t550\t5.1.1\t-\tunknown\tses\t-\tunknown\tno such box\n"

static void test_notices(void **state)
{
	static const Row t[] = {
		{ NOTICE, OF_NOTICE },
		{ "\n{" BOUNCE("eventType") "}\n", OF_NOTICE },
		{ "[" NOTICE "," NOTICE "]", OF_NOTICE },               /* the first: its caller cuts them */
		{ "{\"Type\":\"Notification\",\"Message\":\"{\\\"eventType\\\":\\\"Bounce\\\",\\\"bounce\\\":{\\\"bouncedRecipients\\\":[{\\\"emailAddress\\\":"
		  "\\\"bob@example.net\\\",\\\"diagnosticCode\\\":\\\"smtp; 550 5.1.1 no such box\\\"}]}}\"}", OF_NOTICE },
		{ "{\"eventType\":\"Open\",\"open\":{}}", "" },
		{ "{\"notificationType\":\"Bounce\",\"said\":\"550 5.1.1 No box", "-\tfailed\t550\t5.1.1\t-\tunknown\t-\t-\tunknown\tNo box\n" },
	};

	(void)state;
	CHECK(t);
}

static void test_notice_next(void **state)
{
	static const struct { const char *in, *first, *rest; } t[] = {
		{ "{\"a\":1}\n{\"b\":2}\n", "{\"a\":1}", "{\"b\":2}\n" }, { "[{\"a\":[{}]}, {}]", "{\"a\":[{}]}", "{}]" }, { "{\"}\\\"}\":1}", "{\"}\\\"}\":1}", "" },
		{ "{\"a\":{\"\n{\"b\":2}", "{\"a\":{\"", "{\"b\":2}" }, { "x {\"a", "{\"a", "" }, { "none", "", "" }, { "", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str in = exact(t[i].in), first, rest = notice_next(in, &first);

		same(first, t[i].first, "%s", t[i].in);
		same(rest, t[i].rest, "%s", t[i].in);
		exact_free(in);
	}
}

static void test_kinds(void **state)
{
	static const struct { const char *in; InputKind kind; } t[] = {
		{ "", INPUT_EMPTY }, { " \r\n\t", INPUT_EMPTY },
		{ "550 5.1.1 No", INPUT_REPLY }, { "said: 550 5.1.1 No", INPUT_REPLY }, { "Diagnostic-Code: smtp; 550 x\nStatus: 5.1.1\n", INPUT_REPLY },
		{ "What does 5.7.26 mean?", INPUT_QUESTION }, { "why was my mail refused", INPUT_QUESTION },
		{ "From: a@example.org\nSubject: x\n\ny\n", INPUT_MESSAGE }, { "Received: from x\n\tby y\nFrom: a@example.org\n\n", INPUT_MESSAGE },
		{ "\nReturn-Path: <>\r\nTo: a@example.org\r\n\r\n", INPUT_MESSAGE },
		{ "From a@example.org Tue Nov 17 08:00:00 2026\nFrom: a@example.org\nTo: b@example.org\n\n", INPUT_MAILBOX },
		{ "Subject: only this", INPUT_REPLY },
		{ NOTICE, INPUT_NOTICE }, { " [\n" NOTICE "\n]", INPUT_NOTICE }, { "{\"Message\":\"{\\\"eventType\\\":1}\"}", INPUT_NOTICE },
		{ "{\"Message\":\"550 5.1.1 No\"}", INPUT_REPLY },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str in = exact(t[i].in);

		ok(intake_kind(in) == t[i].kind, "%s: %d\n", t[i].in, (int)intake_kind(in));
		exact_free(in);
	}
}

UNIT_MAIN(cmocka_unit_test(test_replies), cmocka_unit_test(test_wrapped), cmocka_unit_test(test_logs), cmocka_unit_test(test_notices),
          cmocka_unit_test(test_notice_next), cmocka_unit_test(test_kinds))
