/* test_ip.c - addresses of the Internet, in text and reverse. */
#include "unit.h"
#include "base/ip.h"

static void test_text(void **state)
{
	static const struct { const char *in, *out; } t[] = {
		{ "192.0.2.1", "192.0.2.1" }, { "0.0.0.0", "0.0.0.0" }, { "255.255.255.255", "255.255.255.255" },
		{ "2001:DB8::1", "2001:db8::1" }, { "::", "::" }, { "::1", "::1" }, { "1::", "1::" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" }, { "2001:0db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" }, { "0:0:0:1:2:3:4:5", "::1:2:3:4:5" }, { "1:2:3:4:5:6:0:0", "1:2:3:4:5:6::" },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" }, { "::ffff:c000:201", "::ffff:192.0.2.1" }, { "::192.0.2.1", "::c000:201" },
		{ "2001:db8::192.0.2.1", "2001:db8::c000:201" },
		{ "", NULL }, { "192.0.2", NULL }, { "192.0.2.256", NULL }, { "192.0.2.1.", NULL }, { " 192.0.2.1", NULL }, { "192.0.2.01", NULL },
		{ "192.0.2.0/24", NULL }, { "fe80::1%eth0", NULL }, { ":::", NULL }, { "1:2:3:4:5:6:7", NULL }, { "1:2:3:4:5:6:7:8:9", NULL },
		{ "2001:db8::12345", NULL }, { "[::1]", NULL }, { "1::2::3", NULL },
		{ "0000:0000:0000:0000:0000:0000:192.168.100.2000", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		Ip ip;
		bool read = ip_read(in, &ip);

		ok(read == (t[i].out != NULL), "'%s' is %s\n", t[i].in, read ? "read" : "not read");
		if (read)
			same(ip_text(ip, &a), t[i].out, "'%s'", t[i].in);
		exact_free(in);
	}
	Str nul = exact_bytes("192.0.2.1\0", 10);
	Ip ip;
	ok(!ip_read(nul, &ip), "a NUL is no part of an address\n");
	exact_free(nul);
}

static void test_reverse(void **state)
{
	static const struct { const char *in, *nibbles, *reverse; } t[] = {
		{ "192.0.2.1", "1.2.0.192", "1.2.0.192.in-addr.arpa" },
		{ "2001:db8::1a", "a.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2",
		  "a.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Ip ip;

		assert_true(ip_read(str_of(t[i].in), &ip));
		same(ip_nibbles(ip, &a), t[i].nibbles, "%s", t[i].in);
		same(ip_reverse(ip, &a), t[i].reverse, "%s", t[i].in);
	}
}

static void test_within(void **state)
{
	static const struct { const char *ip, *net; int bits; bool in; } t[] = {
		{ "192.0.2.1", "192.0.2.0", 24, true },     { "192.0.3.1", "192.0.2.0", 24, false },    { "192.0.3.1", "192.0.2.0", 23, true },
		{ "192.0.2.1", "192.0.2.0", 32, false },    { "192.0.2.1", "192.0.2.1", 32, true },     { "198.51.100.1", "0.0.0.0", 0, true },
		{ "192.0.2.127", "192.0.2.0", 25, true },   { "192.0.2.128", "192.0.2.0", 25, false },  { "192.0.2.1", "192.0.2.1", 99, true },
		{ "2001:db8::1", "2001:db8::", 32, true },  { "2001:db9::1", "2001:db8::", 32, false }, { "2001:db8::1", "2001:db8::1", 128, true },
		{ "2001:db8::1", "2001:db8::", 127, true }, { "2001:db8::1", "2001:db8::", 128, false }, { "192.0.2.1", "::", 0, false },
		{ "::ffff:192.0.2.1", "192.0.2.0", 24, false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Ip ip = { 0 }, net = { 0 };

		assert_true(ip_read(str_of(t[i].ip), &ip) && ip_read(str_of(t[i].net), &net));
		ok(ip_within(ip, net, t[i].bits) == t[i].in, "%s in %s/%d\n", t[i].ip, t[i].net, t[i].bits);
	}
}

static void test_unmapped(void **state)
{
	Ip mapped = { 0 }, plain = { 0 }, other = { 0 };

	(void)state;
	assert_true(ip_read(STR("::ffff:192.0.2.1"), &mapped) && ip_read(STR("192.0.2.1"), &plain) && ip_read(STR("::fffe:192.0.2.1"), &other));
	assert_true(ip_eq(ip_unmapped(mapped), plain) && ip_eq(ip_unmapped(plain), plain) && ip_eq(ip_unmapped(other), other));
	assert_false(ip_eq(mapped, plain));
	assert_true(ip_eq(ip_of("\300\0\2\1", false), plain));
}

static void test_private(void **state)
{
	static const struct { const char *ip; bool hidden; } t[] = {
		{ "192.0.2.1", false }, { "10.1.2.3", true }, { "11.0.0.1", false }, { "100.63.255.255", false }, { "100.64.0.1", true }, { "127.0.0.1", true },
		{ "169.254.169.254", true }, { "172.15.0.1", false }, { "172.31.255.255", true }, { "172.32.0.1", false }, { "192.168.0.1", true }, { "0.0.0.0", true },
		{ "224.0.0.1", true }, { "255.255.255.255", true }, { "223.255.255.255", false }, { "::1", true }, { "::", true }, { "fe80::1", true }, { "fec0::1", false },
		{ "fd00::1", true }, { "fc00::1", true }, { "ff02::1", true }, { "2001:db8::1", false }, { "::ffff:127.0.0.1", true }, { "::ffff:192.0.2.1", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Ip ip;

		ok(ip_read(str_of(t[i].ip), &ip) && ip_is_private(ip) == t[i].hidden, "%s\n", t[i].ip);
	}
}

UNIT_MAIN(cmocka_unit_test(test_private), cmocka_unit_test(test_text), cmocka_unit_test(test_reverse), cmocka_unit_test(test_within), cmocka_unit_test(test_unmapped))
