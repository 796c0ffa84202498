/* test_received.c - trace fields, as mail servers write them. */
#include "unit.h"
#include "mail/received.h"

static void test_read(void **state)
{
	static const struct { const char *in, *helo, *name, *ip, *by, *with, *id, *for_address, *from; } t[] = {
		{ "from mx.example.org (a.example.net [192.0.2.1])\n\tby mail.example.com (Postfix) with ESMTPS id 4F1\n\tfor <a@example.com>; Mon, 23 Nov 2026 17:29:10 +0000 (UTC)",
		  "mx.example.org", "a.example.net", "192.0.2.1", "mail.example.com", "ESMTPS", "4F1", "a@example.com", "" },
		{ "from mx.example.org (unknown [IPv6:2001:db8::1]) (using TLSv1.3 with cipher X (256/256 bits)) by mail.example.com (Postfix) with ESMTP id 4F1",
		  "mx.example.org", "", "2001:db8::1", "mail.example.com", "ESMTP", "4F1", "", "" },
		{ "from a.example.net ([192.0.2.1]:587 helo=mx.example.org) by mail.example.com with esmtps (TLS1.3) (Exim 4.96) (envelope-from <s@example.org>) id 1xV-00 for a@example.com; Mon, 23 Nov 2026 17:29:10 +0000",
		  "mx.example.org", "a.example.net", "192.0.2.1", "mail.example.com", "esmtps", "1xV-00", "a@example.com", "s@example.org" },
		{ "from [192.0.2.1] (helo=mx.example.org) by mail.example.com with esmtp (Exim 4.96) id 1xV", "mx.example.org", "", "192.0.2.1", "mail.example.com", "esmtp", "1xV", "", "" },
		{ "from a.example.net (HELO mx.example.org) (user@192.0.2.1) by 0 with SMTP; 23 Nov 2026 17:29:10 -0000", "mx.example.org", "a.example.net", "192.0.2.1", "0", "SMTP", "", "", "" },
		{ "from unknown (HELO mx.example.org) (192.0.2.1) by mail.example.com with SMTP; 23 Nov 2026 17:29:10 -0000", "mx.example.org", "", "192.0.2.1", "mail.example.com", "SMTP", "", "", "" },
		{ "from MX.example.org (192.0.2.1) by MAIL.example.com (203.0.113.1) with Microsoft SMTP Server (version=TLS1_2) id 15.20; Mon, 23 Nov 2026 17:29:10 +0000",
		  "MX.example.org", "", "192.0.2.1", "MAIL.example.com", "Microsoft", "15.20", "", "" },
		{ "from mx.example.org (a.example.net. [192.0.2.1]) by mx.google.com with ESMTPS id x1 for <a@example.com> (version=TLS1_3); Mon, 23 Nov 2026 09:29:10 -0800 (PST)",
		  "mx.example.org", "a.example.net", "192.0.2.1", "mx.google.com", "ESMTPS", "x1", "a@example.com", "" },
		{ "by 2002:a05:6000::1 with SMTP id x1; Mon, 23 Nov 2026 09:29:10 -0800", "", "", "", "2002:a05:6000::1", "SMTP", "x1", "", "" },
		{ "by mail.example.com (Postfix, from userid 1000) id 4F1; Mon, 23 Nov 2026 17:29:10 +0000", "", "", "", "mail.example.com", "", "4F1", "", "" },
		{ "from mx.example.org (user@a.example.net [192.0.2.1] (may be forged)) by mail.example.com (8.17.1/8.17.1) with ESMTP id 6AN for <a@example.com>; x",
		  "mx.example.org", "a.example.net", "192.0.2.1", "mail.example.com", "ESMTP", "6AN", "a@example.com", "" },
		{ "from mx.example.org (a.example.net [192.0.2.1]) by mail.example.com (Haraka/3.0) with ESMTP id X.1 envelope-from <s@example.org>; x",
		  "mx.example.org", "a.example.net", "192.0.2.1", "mail.example.com", "ESMTP", "X.1", "", "s@example.org" },
		{ "(qmail 1 invoked by uid 2); 23 Nov 2026 17:29:10 -0000", "", "", "", "", "", "", "", "" },
		{ "from (", "", "", "", "", "", "", "", "" },
		{ "", "", "", "", "", "", "", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		Received r;

		received_read(in, &a, &r);
		same(r.helo, t[i].helo, "helo of row %zu", i);
		same(r.client_name, t[i].name, "name of row %zu", i);
		same(r.client_ip, t[i].ip, "address of row %zu", i);
		same(r.by, t[i].by, "by of row %zu", i);
		same(r.with, t[i].with, "with of row %zu", i);
		same(r.id, t[i].id, "id of row %zu", i);
		same(r.for_address, t[i].for_address, "for of row %zu", i);
		same(r.envelope_from, t[i].from, "envelope of row %zu", i);
		exact_free(in);
	}
}

static void test_time(void **state)
{
	Arena a = unit_arena();
	Received r;

	(void)state;
	received_read(STR("by mail.example.com; Thu, 1 Jan 1970 00:01:00 +0000"), &a, &r);
	ok(r.time == 60, "time %ld\n", (long)r.time);
	received_read(STR("by mail.example.com"), &a, &r);
	ok(r.time == 0, "time %ld\n", (long)r.time);
}

static void test_ip(void **state)
{
	static const struct { const char *in; bool plausible; } t[] = {
		{ "192.0.2.1", true }, { "[192.0.2.1]", true }, { "IPv6:2001:db8::1", true }, { "[IPv6:2001:db8::1]", true }, { "2001:db8::1", true },
		{ "::1", true }, { "::", true }, { "1:2:3:4:5:6:7:8", true }, { "::ffff:192.0.2.1", true }, { "fe80::1%3", true }, { "2001:db8::", true },
		{ "192.0.2", false }, { "192.0.2.256", false }, { "192.0.2.1.5", false }, { "1.2.3.4x", false }, { "1:2:3:4:5:6:7:8:9", false },
		{ "1:2:3:4:5:6:7", false }, { "1::2::3", false }, { ":1", false }, { "1:", false }, { "12345::1", false }, { "dead.beef", false },
		{ "12:34:56", false }, { "", false }, { "[", false }, { ":", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str in = exact(t[i].in);

		ok(ip_plausible(in) == t[i].plausible, "'%s'\n", t[i].in);
		exact_free(in);
	}
}

UNIT_MAIN(cmocka_unit_test(test_read), cmocka_unit_test(test_time), cmocka_unit_test(test_ip))
