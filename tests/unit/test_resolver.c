/* The address of a resolver, as people write it. */
#include "unit.h"
#include "world/resolver.h"

static void addresses(void **state)
{
	static const struct { const char *written, *is; } t[] = {
		{ "192.0.2.53", "192.0.2.53@53" },
		{ "192.0.2.53:5353", "192.0.2.53@5353" },
		{ "192.0.2.53@5353", "192.0.2.53@5353" },
		{ "[192.0.2.53]:5353", "192.0.2.53@5353" },
		{ "2001:db8::53", "2001:db8::53@53" },
		{ "2001:db8::53@5353", "2001:db8::53@5353" },
		{ "[2001:db8::53]", "2001:db8::53@53" },
		{ "[2001:db8::53]:5353", "2001:db8::53@5353" },
		{ "[2001:db8::53]@5353", "2001:db8::53@5353" },
		{ "::1", "::1@53" },
		{ "[2001:db8:1234:5678:9abc:def0:1234:5678]:65535", "2001:db8:1234:5678:9abc:def0:1234:5678@65535" },
		{ "", NULL }, { ":", NULL }, { "@", NULL }, { "[", NULL }, { "]", NULL }, { "[]", NULL }, { "[]:53", NULL }, { "[::1", NULL }, { "[::1]53", NULL }, { "[::1]:", NULL },
		{ "dns.example", NULL }, { "dns.example:53", NULL }, { "192.0.2.53:", NULL }, { "192.0.2.53:0", NULL }, { "192.0.2.53:65536", NULL },
		{ "192.0.2.53:99999999999", NULL }, { "192.0.2.53:-1", NULL }, { "192.0.2.53:53:53", NULL }, { "192.0.2.53@53@53", NULL }, { "192.0.2.53 ", NULL },
		{ "192.0.2.53/24", NULL }, { "[[::1]]", NULL }, { "fe80::1%eth0", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		char out[RESOLVER_ADDRESS_MAX];
		Err err = { 0 };
		Str in = exact(t[i].written);
		bool sound = resolver_address(in, out, &err);

		ok(sound == (t[i].is != NULL), "%s", t[i].written);
		if (sound)
			same(str_of(out), t[i].is, "%s", t[i].written);
		else
			ok(err.code == EX_USAGE && str_has(str_of(err.text), STR("[2001:db8::53]:5353")), "%s: %s", t[i].written, err.text);
		exact_free(in);
	}
}

static void stubs(void **state)
{
	static const struct { const char *list; bool sound; } t[] = {
		{ "example.org 192.0.2.53@5353", true }, { "example.org 192.0.2.53, example.net [2001:db8::53]:5353", true }, { ". ::1", true },
		{ "example.org", false }, { "example.org dns.example", false }, { "example.org 192.0.2.53,", true }, { "example.org 192.0.2.53,,", false }, { ",", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Err err = { 0 };
		Str in = exact(t[i].list);

		ok(resolver_stubs(in, &err) == t[i].sound && (err.code != 0) == !t[i].sound, "%s", t[i].list);
		exact_free(in);
	}
}

UNIT_MAIN(cmocka_unit_test(addresses), cmocka_unit_test(stubs))
