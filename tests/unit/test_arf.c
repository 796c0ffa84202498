/* test_arf.c - feedback reports. */
#include "unit.h"
#include "mail/arf.h"

static void test_read(void **state)
{
	Arena a = unit_arena();
	Str in = exact("Feedback-Type: Abuse\r\nUser-Agent: Some/1.0\r\nVersion: 1\r\nOriginal-Mail-From: <s@example.org>\r\n"
	               "Original-Rcpt-To: <a@example.com>\r\nOriginal-Rcpt-To: b@example.com\r\nOriginal-Rcpt-To: <a@example.com>\r\n"
	               "Removal-Recipient: c@example.com\r\nSource-IP: [IPv6:2001:db8::1]\r\nReporting-MTA: dns; mx.example\r\n"
	               "Reported-Domain: Example.ORG\r\nAuth-Failure: DMARC\r\nDKIM-Domain: example.org\r\nArrival-Date: Thu, 1 Jan 1970 00:01:00 +0000\r\n");
	Arf r;

	(void)state;
	ok(arf_read(in, &a, &r), "not read\n");
	same(r.type, "abuse", "type");
	same(r.user_agent, "Some/1.0", "agent");
	same(r.version, "1", "version");
	same(r.original_mail_from, "s@example.org", "sender");
	same(r.source_ip, "2001:db8::1", "address");
	same(r.reporting_mta, "mx.example", "host");
	same(r.reported_domain, "example.org", "domain");
	same(r.auth_failure, "dmarc", "failure");
	same(r.dkim_domain, "example.org", "DKIM");
	ok(r.n == 3 && r.arrival == 60, "%zu recipients\n", r.n);
	same(r.recipients[0], "a@example.com", "first");
	same(r.recipients[2], "c@example.com", "last");
	exact_free(in);
}

static void test_odd(void **state)
{
	static const struct { const char *in, *type, *ip; } t[] = {
		{ "\n\nFeedback-Type: abuse\n\nSource-IP: 192.0.2.1 (dynamic)\n", "abuse", "192.0.2.1" },
		{ "words\nFeedback-Type: opt-out (list)\nSource-IP: nowhere\n", "opt-out", "" },
		{ "Feedback-Type:\n not-spam\nReceived-Date: x\n", "not-spam", "" },
		{ "Source-IP: 192.0.2.1\n", "", "192.0.2.1" },
		{ "words\n\nwords", "", "" },
		{ "", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		Arf r;

		ok(arf_read(in, &a, &r) == (t[i].type[0] != '\0'), "row %zu\n", i);
		same(r.type, t[i].type, "type of row %zu", i);
		same(r.source_ip, t[i].ip, "address of row %zu", i);
		exact_free(in);
	}
}

/* Lines that are no fields, by the megabyte. */
static void test_length(void **state)
{
	enum { BYTES = 8 << 20 };
	Arena a = unit_arena();
	char *text = malloc(BYTES);
	Arf r;

	(void)state;
	for (int i = 0; i < BYTES; i++)
		text[i] = i % 8 == 7 ? '\n' : 'x';
	ok(!arf_read((Str){ text, BYTES }, &a, &r), "read\n");
	for (int i = 0; i < BYTES; i++)
		text[i] = i % 8 == 7 ? '\r' : 'x';
	ok(!arf_read((Str){ text, BYTES }, &a, &r), "read\n");
	free(text);
}

UNIT_MAIN(cmocka_unit_test(test_read), cmocka_unit_test(test_odd), cmocka_unit_test(test_length))
