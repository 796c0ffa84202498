/* test_address.c - mail addresses, wherever they stand. */
#include "unit.h"
#include "mail/address.h"

/* All addresses as "name<whole>|…". */
static void test_read(void **state)
{
	static const struct { const char *in, *out; } t[] = {
		{ "a@example.org", "<a@example.org>" },
		{ "Ann <a@example.org>", "Ann<a@example.org>" },
		{ "\"Doe, Ann\" <a@example.org>, b@example.org", "Doe, Ann<a@example.org>|<b@example.org>" },
		{ "Ann Doe <a@example.org>,, Bo <b@example.org>", "Ann Doe<a@example.org>|Bo<b@example.org>" },
		{ "a@example.org (Ann)", "Ann<a@example.org>" },
		{ "(Ann) a@example.org", "Ann<a@example.org>" },
		{ "team: a@example.org, Bo <b@example.org>; c@example.org", "<a@example.org>|Bo<b@example.org>|<c@example.org>" },
		{ "undisclosed-recipients:;", "" },
		{ "<>", "<>" },
		{ "=?utf-8?q?Caf=C3=A9?= <a@example.org>", "Café<a@example.org>" },
		{ "\"Ann \\\"A\\\" Doe\" <a@example.org>", "Ann \"A\" Doe<a@example.org>" },
		{ "<@relay.example,@x.example:a@example.org>", "<a@example.org>" },
		{ "\"a b\"@example.org", "<\"a b\"@example.org>" },
		{ "\"ab\"@example.org", "<ab@example.org>" },
		{ "Ann <a@example.org> Bo <b@example.org>", "Ann<a@example.org>|Bo<b@example.org>" },
		{ "Ann <a@example.org", "Ann<a@example.org>" },
		{ "Ann\r\n <a@example.org>", "Ann<a@example.org>" },
		{ "MAILER-DAEMON", "<MAILER-DAEMON>" },
		{ "Mail System", "" },
		{ "\"open <a@example.org>", "open<a@example.org>" },
		{ "Ann <a@example.org> b", "Ann<a@example.org>" },
		{ ",;:", "" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		Addresses found = { 0 };
		char text[512] = "";
		size_t n = 0;

		addresses_read(in, &a, &found);
		for (size_t k = 0; k < found.n; k++)
			n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s<%.*s>", k ? "|" : "", STR_ARG(address_display(&found.v[k], &a)), STR_ARG(found.v[k].whole));
		same(str_of(text), t[i].out, "'%s'", t[i].in);
		exact_free(in);
	}
}

static void test_parts(void **state)
{
	Arena a = unit_arena();
	Addresses found = { 0 };

	(void)state;
	addresses_read(STR("Ann <a.b@example.org>"), &a, &found);
	same(found.v[0].local, "a.b", "local part");
	same(found.v[0].domain, "example.org", "domain");
}

static void test_path(void **state)
{
	static const struct { const char *in, *out; } t[] = {
		{ "<a@example.org>", "a@example.org" },
		{ "a@example.org", "a@example.org" },
		{ "rfc822; a@example.org", "a@example.org" },
		{ "RFC822;<a@example.org>", "a@example.org" },
		{ "rfc822;a@example.org (may be forged)", "a@example.org" },
		{ "rfc/822;a@example.org", "a@example.org" },
		{ "smtp:a@example.org", "a@example.org" },
		{ "<smtp:a@example.org>", "a@example.org" },
		{ "<@x.example,@y.example:a@example.org>", "a@example.org" },
		{ "Ann <a@example.org> SIZE=1", "a@example.org" },
		{ "\"a b\"@example.org", "\"a b\"@example.org" },
		{ "<\"a.b\"@example.org>", "a.b@example.org" },
		{ "utf-8; caf\\x{E9}@example.org", "café@example.org" },
		{ "utf-8; a@caf\xc3\xa9.example", "a@café.example" },
		{ "utf-8; \\x{}\\x{zz}a@example.org", "\\x{}\\x{zz}a@example.org" },
		{ "<>", "" }, { "rfc822;", "" }, { "", "" }, { "<", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);

		same(address_path(in, &a), t[i].out, "'%s'", t[i].in);
		exact_free(in);
	}
}

static void test_scan(void **state)
{
	static const struct { const char *in, *found; } t[] = {
		{ "to <a@example.org>: gone", "a@example.org" },
		{ "write to a@example.org.", "a@example.org" },
		{ "('a@example.org')", "a@example.org" },
		{ "\"a@example.org\"", "a@example.org" },
		{ "o'neil@example.org!", "o'neil@example.org" },
		{ "to=<a@example.org>", "a@example.org" },
		{ "to=a@example.org", "a@example.org" },
		{ "mailto:a@example.org", "a@example.org" },
		{ "a+b=example.com@relay.example", "a+b=example.com@relay.example" },
		{ "\"a b\"@example.org", "\"a b\"@example.org" },
		{ "a@[192.0.2.1] x", "a@[192.0.2.1]" },
		{ "a@caf\xc3\xa9.example,", "a@café.example" },
		{ "\xe2\x80\x9e" "a@example.org\xe2\x80\x9c", "a@example.org" },
		{ "&lt;a@example.org&gt;", "a@example.org" },
		{ "at 5 @ 6, then b@example.org", "b@example.org" },
		{ "@example.org", "" }, { "a@", "" }, { "a@-", "" }, { "@@@", "" }, { "none", "" }, { "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str in = exact(t[i].in), found;
		Str rest = address_scan(in, &found);

		same(found, t[i].found, "'%s'", t[i].in);
		ok(rest.at + rest.len == in.at + in.len && found.at + found.len == rest.at, "'%s': no tail\n", t[i].in);
		exact_free(in);
	}
}

static void test_plausible(void **state)
{
	static const struct { const char *in; bool plausible; const char *domain; } t[] = {
		{ "a@example.org", true, "example.org" }, { "\"a b\"@example.org", true, "example.org" }, { "a@b", true, "b" },
		{ "a b@example.org", false, "example.org" }, { "a@b@example.org", false, "example.org" }, { "@example.org", false, "example.org" },
		{ "a@", false, "" }, { "a", false, "" }, { "a\t@b", false, "b" }, { "", false, "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str in = exact(t[i].in);

		ok(address_plausible(in) == t[i].plausible, "'%s'\n", t[i].in);
		same(address_domain(in), t[i].domain, "'%s'", t[i].in);
		exact_free(in);
	}
}

UNIT_MAIN(cmocka_unit_test(test_read), cmocka_unit_test(test_parts), cmocka_unit_test(test_path), cmocka_unit_test(test_scan),
          cmocka_unit_test(test_plausible))
