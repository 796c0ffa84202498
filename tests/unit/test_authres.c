/* test_authres.c - Authentication-Results: what is valid, what is usable, what is read; and writing. */
#include "unit.h"
#include "base/buf.h"
#include "mail/authres.h"

/* "id/version[i] method/version=result (comment) reason ptype.property=value …; …" */
static Str show(const AuthResults *r, Arena *a)
{
	Buf b = buf_new(a);

	buf_format(&b, "%.*s", STR_ARG(r->authserv_id));
	if (r->version != 1)
		buf_format(&b, " v%d", r->version);
	if (r->instance)
		buf_format(&b, " i%d", r->instance);
	for (size_t i = 0; i < r->n; i++) {
		const AuthResult *one = &r->v[i];

		buf_format(&b, "; %.*s", STR_ARG(one->method));
		if (one->version != 1)
			buf_format(&b, "/%d", one->version);
		buf_format(&b, "=%.*s", STR_ARG(one->result));
		if (one->comment.len)
			buf_format(&b, " (%.*s)", STR_ARG(one->comment));
		if (one->reason.len)
			buf_format(&b, " [%.*s]", STR_ARG(one->reason));
		for (size_t k = 0; k < one->n; k++)
			buf_format(&b, " %.*s.%.*s=%.*s", STR_ARG(one->v[k].ptype), STR_ARG(one->v[k].property), STR_ARG(one->v[k].value));
	}
	return buf_str(&b);
}

/* v: valid, u: only usable, -: neither */
static void test_read(void **state)
{
	static const struct { const char *in; char is; const char *shown; } t[] = {
		/* RFC 8601 appendix B */
		{ "example.org 1; none", 'v', "example.org" },
		{ "example.com;\r\n spf=pass smtp.mailfrom=example.net", 'v', "example.com; spf=pass smtp.mailfrom=example.net" },
		{ "example.com;\r\n auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n spf=pass smtp.mailfrom=example.net", 'v',
		  "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net" },
		{ "example.com; sender-id=pass header.from=example.net", 'v', "example.com; sender-id=pass header.from=example.net" },
		{ "example.com;\r\n dkim=pass reason=\"good signature\"\r\n  header.i=@mail-router.example.net;\r\n dkim=fail reason=\"bad signature\""
		  "\r\n  header.i=@newyork.example.com", 'v', "example.com; dkim=pass [good signature] header.i=@mail-router.example.net; dkim=fail "
		  "[bad signature] header.i=@newyork.example.com" },
		{ "foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n  policy (A dot can go here) . "
		  "(like that) expired\r\n  (this surprised me) = (as I wasn't expecting it) 1362471462", 'v',
		  "foo.example.net; dkim=fail policy.expired=1362471462" },
		{ "example.com; iprev=pass policy.iprev=192.0.2.200", 'v', "example.com; iprev=pass policy.iprev=192.0.2.200" },
		/* values */
		{ "\"mx 1.example\" 2; spf=pass", 'v', "mx 1.example v2; spf=pass" },
		{ "a; x=y reason = \"quoted \\\"pair\\\"\" smtp.mailfrom = \"a;b\"", 'v', "a; x=y [quoted \"pair\"] smtp.mailfrom=a;b" },
		{ "a; spf=pass smtp.mailfrom=\"joe blow\"@example.org", 'v', "a; spf=pass smtp.mailfrom=\"joe blow\"@example.org" },
		{ "a; spf=pass smtp.mailfrom=prvs=123/x=joe@example.org", 'v', "a; spf=pass smtp.mailfrom=prvs=123/x=joe@example.org" },
		{ "a; dkim/2=pass header.i=@example.org header.b=\"a/b=\"", 'v', "a; dkim/2=pass header.i=@example.org header.b=a/b=" },
		{ "a; spf=pass smtp.mailfrom=m\xc3\xbcller@b\xc3\xbc""cher.example", 'v', "a; spf=pass smtp.mailfrom=m\xc3\xbcller@b\xc3\xbc""cher.example" },
		{ "a;spf=pass(c1)smtp.mailfrom=b.example(c2);dkim=none", 'v', "a; spf=pass (c1) smtp.mailfrom=b.example; dkim=none" },
		{ "a; spf=pass (nested (deep \\) still) end) smtp.helo=h", 'v', "a; spf=pass (nested (deep ) still) end) smtp.helo=h" },
		{ "a; NONE", 'v', "a" },
		{ "a; none=pass", 'v', "a; none=pass" },
		/* broken, and clear all the same */
		{ "a; spf=pass;", 'u', "a; spf=pass" },
		{ "a; spf=pass;; dkim=none", 'u', "a; spf=pass; dkim=none" },
		{ "a", 'u', "a" },
		{ "a;", 'u', "a" },
		{ "a; none; spf=pass", 'u', "a; spf=pass" },
		{ "a; dkim=pass header.b=/d5r", 'u', "a; dkim=pass header.b=/d5r" },
		{ "a; spf=none smtp.mailfrom=; dkim=pass", 'u', "a; spf=none smtp.mailfrom=; dkim=pass" },
		{ "a; spf=none smtp.mailfrom=<>", 'u', "a; spf=none smtp.mailfrom=<>" },
		{ "a; dmarc=pass action=none header.from=b.example;compauth=pass reason=100", 'u',
		  "a; dmarc=pass .action=none header.from=b.example; compauth=pass [100]" },
		{ "a; dkim=fail header.d=b.example reason=\"late\"", 'u', "a; dkim=fail [late] header.d=b.example" },
		{ "a; dkim=fail reason=bad signature header.d=b", 'u', "a; dkim=fail [bad] header.d=b" },
		{ "mta.example from=b.example; domainkeys=neutral (no sig); dkim=pass (ok)", 'u',
		  "mta.example; domainkeys=neutral (no sig); dkim=pass (ok)" },
		{ "a; dkim; spf=pass", 'u', "a; spf=pass" },
		{ "a; dkim=pass (cut off", 'u', "a; dkim=pass (cut off)" },
		{ "a; dkim=pass reason=\"cut off", 'u', "a; dkim=pass [cut off]" },
		{ "a; dkim=pass \"stray;\" = header.d=b", 'u', "a; dkim=pass header.d=b" },
		{ "a; dk_im=pass", 'u', "a; dk_im=pass" },
		/* nobody's */
		{ "spf=pass smtp.mailfrom=b.example", '-', "; spf=pass smtp.mailfrom=b.example" },
		{ "\r\n dkim=pass header.d=b; spf=none", '-', "; dkim=pass header.d=b; spf=none" },
		{ "example/net; dkim=pass header.d=b", '-', "; dkim=pass header.d=b" },
		{ "; spf=pass", '-', "; spf=pass" },
		{ "\"open; spf=pass", '-', "" },
		{ "", '-', "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		AuthResults r;

		authres_read(in, &a, &r);
		same(show(&r, &a), t[i].shown, "'%s'", t[i].in);
		ok((r.valid ? 'v' : r.usable ? 'u' : '-') == t[i].is, "'%s': %s\n", t[i].in, r.why);
		ok(r.valid == (r.why[0] == '\0'), "'%s': why\n", t[i].in);
		exact_free(in);
	}
}

static void test_arc(void **state)
{
	static const struct { const char *in; char is; const char *shown; } t[] = {
		{ "i=1; example.org; spf=pass", 'v', "example.org i1; spf=pass" },
		{ " i (x) = 12 (y); example.org; none", 'v', "example.org i12" },
		{ "i=50;a;none", 'v', "a i50" },
		{ "i=0; a; none", '-', "" },
		{ "i=51; a; none", '-', "" },
		{ "i=001; a; none", '-', "" },
		{ "a; i=1; none", '-', "" },
		{ "I=1; a; none", '-', "" },
		{ "i=1 a; none", '-', "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		AuthResults r;

		authres_read_arc(in, &a, &r);
		same(show(&r, &a), t[i].shown, "'%s'", t[i].in);
		ok((r.valid ? 'v' : r.usable ? 'u' : '-') == t[i].is, "'%s': %s\n", t[i].in, r.why);
		exact_free(in);
	}
}

static void test_find(void **state)
{
	Arena a = unit_arena();
	AuthResults r;
	size_t i = 0;

	(void)state;
	authres_read(STR("a; spf=pass; DKIM=pass Header.D=b header.d=c; dkim=fail header.s=z"), &a, &r);
	const AuthResult *first = authres_next(&r, "dkim", &i), *second = authres_next(&r, "dkim", &i);
	ok(first == &r.v[1] && second == &r.v[2] && !authres_next(&r, "dkim", &i), "next\n");
	same(authres_property(first, "header", "d"), "b", "header.d");
	same(authres_property(second, "header", "d"), "", "header.d of the other");
}

static void test_write(void **state)
{
	static AuthProperty odd[] = {
		{ { "smtp", 4 }, { "mailfrom", 8 }, { "joe@example.org", 15 } }, { { "smtp", 4 }, { "helo", 4 }, { "a;b\r\nX: \"y\\", 11 } },
		{ { "", 0 }, { "action", 6 }, { "none", 4 } }, { { "header", 6 }, { "b", 1 }, { "", 0 } }, { { "header", 6 }, { "i", 1 }, { "\xff", 1 } },
	};
	static AuthResult results[] = {
		{ .method = { "spf", 3 }, .version = 1, .result = { "pass", 4 }, .reason = { "", 0 }, .comment = { "a (b) \\", 7 }, .v = odd, .n = 5 },
		{ .method = { "no keyword", 10 }, .version = 1, .result = { "pass", 4 }, .reason = { "", 0 }, .comment = { "", 0 } },
		{ .method = { "dkim", 4 }, .version = 2, .result = { "fail", 4 }, .reason = { "bad signature", 13 }, .comment = { "", 0 } },
	};
	AuthResults r = { .instance = 3, .authserv_id = STR("mx.example.org"), .version = 1, .v = results, .n = 3 };
	Arena a = unit_arena();

	(void)state;
	same(authres_write(&r, &a),
	     "ARC-Authentication-Results: i=3; mx.example.org;\r\n\tspf=pass (a \\(b\\) \\\\) smtp.mailfrom=joe@example.org\r\n"
	     "\tsmtp.helo=\"a;b??X: \\\"y\\\\\" header.b=\"\" header.i=\"?\";\r\n\tdkim/2=fail reason=\"bad signature\"", "write");
	r.n = 0;
	r.instance = 0;
	r.version = 2;
	r.authserv_id = STR("mx 1");
	same(authres_write(&r, &a), "Authentication-Results: \"mx 1\" 2; none", "none");
}

UNIT_MAIN(cmocka_unit_test(test_read), cmocka_unit_test(test_arc), cmocka_unit_test(test_find), cmocka_unit_test(test_write))
