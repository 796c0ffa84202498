/* test_dsn.c - delivery status notifications, by the RFC and as they come. */
#include "unit.h"
#include "base/limits.h"
#include "mail/dsn.h"

/* "original>final action status type:diagnostic @remote" of each recipient, joined by '|'. */
static void show(const Dsn *d, Arena *a, char *to, size_t room)
{
	size_t n = 0;

	*to = '\0';
	for (size_t i = 0; i < d->n && n < room; i++) {
		const DsnRecipient *r = &d->v[i];

		n += (size_t)snprintf(to + n, room - n, "%s%.*s>%.*s %.*s %.*s %.*s:%.*s @%.*s", i ? "|" : "", STR_ARG(r->original), STR_ARG(r->final),
		                      STR_ARG(r->action), STR_ARG(status_text(r->status, a)), STR_ARG(r->diagnostic_type), STR_ARG(r->diagnostic),
		                      STR_ARG(r->remote_mta));
	}
}

#define ONE "Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n"
#define TWO "Final-Recipient: rfc822; b@example.org\nAction: delayed\nStatus: 4.4.7\n"

static void test_recipients(void **state)
{
	static const struct { const char *in, *out; } t[] = {
		{ "Reporting-MTA: dns; mx.example\n\n" ONE "Remote-MTA: dns; [192.0.2.1]\nDiagnostic-Code: smtp; 550 5.1.1\n <a@example.org>: unknown\n",
		  ">a@example.org failed 5.1.1 smtp:550 5.1.1 <a@example.org>: unknown @192.0.2.1" },
		{ "Reporting-MTA: dns; mx.example\n\n" ONE "\n" TWO, ">a@example.org failed 5.1.1 : @|>b@example.org delayed 4.4.7 : @" },
		{ "Reporting-MTA: dns; mx.example\n" ONE TWO, ">a@example.org failed 5.1.1 : @|>b@example.org delayed 4.4.7 : @" },
		{ "\n\n" ONE "\n\n\n" TWO "\n", ">a@example.org failed 5.1.1 : @|>b@example.org delayed 4.4.7 : @" },
		{ "Final-Recipient: rfc822; a@example.org\n\nAction: failed\n\nStatus: 5.1.1\n\n" TWO, ">a@example.org failed 5.1.1 : @|>b@example.org delayed 4.4.7 : @" },
		{ "Original-Recipient: rfc822; o@example.org\n" ONE "\nOriginal-Recipient: rfc822; p@example.org\n" TWO,
		  "o@example.org>a@example.org failed 5.1.1 : @|p@example.org>b@example.org delayed 4.4.7 : @" },
		{ "Original-Recipient: rfc822; o@example.org\n" ONE "Original-Recipient: rfc822; p@example.org\n" TWO,
		  "o@example.org>a@example.org failed 5.1.1 : @|p@example.org>b@example.org delayed 4.4.7 : @" },
		{ ONE "Original-Recipient: rfc822; o@example.org\n" TWO, "o@example.org>a@example.org failed 5.1.1 : @|>b@example.org delayed 4.4.7 : @" },
		{ "Action: failed\nFinal-Recipient: rfc822;a@example.org\nStatus: 5.0.0\n\nAction: delayed\nFinal-Recipient: rfc822;b@example.org\nStatus: 4.0.0\n",
		  ">a@example.org failed 5.0.0 : @|>b@example.org delayed 4.0.0 : @" },
		{ "Action: failed\nStatus: 5.1.1\n", "> failed 5.1.1 : @" },
		{ "Final-Recipient : rfc822; a@example.org\nACTION : Failed (bad)\nstatus: 5.1.1 (unknown)\n", ">a@example.org failed 5.1.1 : @" },
		{ "Final-Recipient: a@example.org\nDiagnostic-Code: 550 5.1.1 no; user\n", ">a@example.org   :550 5.1.1 no; user @" },
		{ "Final-Recipient: a@example.org\nDiagnostic-Code: X-Postfix; unknown user\n", ">a@example.org   x-postfix:unknown user @" },
		{ "Final-Recipient: a@example.org\nDiagnostic-Code: smtp; 550-5.7.1 one\n550-5.7.1 two: three\n550 5.7.1 four\nStatus: 5.7.1\n",
		  ">a@example.org  5.7.1 smtp:550-5.7.1 one 550-5.7.1 two: three 550 5.7.1 four @" },
		{ "Final-Recipient: a@example.org\nDiagnostic-Code: smtp; one\nfolded without a blank\nStatus: 5.7.1\n",
		  ">a@example.org  5.7.1 smtp:one folded without a blank @" },
		{ "Final-Recipient: a@example.org\nRemote-MTA: dns; mx.example. (192.0.2.1)\n", ">a@example.org   : @mx.example" },
		{ "Final-Recipient: a@example.org\nRemote-MTA: dns; mx.example [192.0.2.1]\n", ">a@example.org   : @mx.example" },
		{ "Final-Recipient: utf-8; caf\\x{E9}@example.org\n", ">café@example.org   : @" },
		{ "Original-Recipient: rfc822;a+2Bb@example.org\nFinal-Recipient: rfc822;a+b@example.org\n", "a+b@example.org>a+b@example.org   : @" },
		{ "Final-Recipient: a@example.org\nAction: deliverable\n", ">a@example.org deliverable  : @" },
		{ "Final-Recipient: a@example.org\nDiagnostic-Code: smtp; 550 =?utf-8?q?caf=C3=A9?=\n", ">a@example.org   smtp:550 café @" },
		{ "words\n\nmore words", "" },
		{ "", "" },
	};
	char text[1024];

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		Dsn d;

		dsn_read(in, &a, &d);
		show(&d, &a, text, sizeof text);
		same(str_of(text), t[i].out, "row %zu", i);
		exact_free(in);
	}
}

static void test_message(void **state)
{
	Arena a = unit_arena();
	Str in = exact("Reporting-MTA: dns; mx.example (Postfix)\r\nReceived-From-MTA: DNS; [192.0.2.7]\r\nOriginal-Envelope-Id: id1\r\n"
	               "Arrival-Date: Thu, 1 Jan 1970 00:01:00 +0000\r\nX-Queue-ID: 4F1\r\n\r\nFinal-Recipient: rfc822; a@example.org\r\n"
	               "Last-Attempt-Date: Thu, 1 Jan 1970 00:02:00 +0000\r\nWill-Retry-Until: Thu, 1 Jan 1970 00:03:00 +0000\r\nX-Other: no\r\n");
	Dsn d;

	(void)state;
	dsn_read(in, &a, &d);
	same(d.reporting_mta, "mx.example", "reporting");
	same(d.received_from_mta, "192.0.2.7", "received from");
	same(d.envelope_id, "id1", "envelope");
	same(header_value(&d.per_message, STR("X-Queue-ID")), "4F1", "other field");
	ok(d.per_message.n == 5 && d.arrival == 60 && d.n == 1, "%zu fields\n", d.per_message.n);
	ok(d.v[0].last_attempt == 120 && d.v[0].will_retry_until == 180, "times\n");
	exact_free(in);
}

static void test_limits(void **state)
{
	static const char group[] = "Final-Recipient: rfc822; a@example.org\n\n";
	size_t n = 2 * LIMIT_RECIPIENTS * (sizeof group - 1);
	char *text = malloc(n);
	Arena a = unit_arena();
	Dsn d;

	(void)state;
	for (size_t i = 0; i < n; i += sizeof group - 1)
		memcpy(text + i, group, sizeof group - 1);
	dsn_read((Str){ text, n }, &a, &d);
	ok(d.truncated && d.n == LIMIT_RECIPIENTS, "%zu recipients\n", d.n);
	free(text);
}

UNIT_MAIN(cmocka_unit_test(test_recipients), cmocka_unit_test(test_message), cmocka_unit_test(test_limits))
