/* test_codec.c - the small encodings, UTF-8 and character sets. */
#include "unit.h"
#include "base/codec.h"

static void test_base64(void **state)
{
	static const struct { const char *in, *out; bool damaged; } t[] = {
		{ "YWJj", "abc", false }, { "YWI=", "ab", false }, { "YQ==", "a", false }, { "YWI", "ab", false }, { "YQ", "a", false }, { "", "", false },
		{ "YW\r\nJj\r\nZGVm", "abcdef", false }, { "YWJjYWJj\nYWJj", "abcabcabc", false }, { "Y", "", true }, { "YW-Jj", "abc", true },
		{ "YWI=YWI=", "ab", false }, { "\xff\xff", "", true }, { "====", "", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		bool damaged;

		same(base64_decode(in, &a, &damaged), t[i].out, "'%s'", t[i].in);
		ok(damaged == t[i].damaged, "'%s': damaged\n", t[i].in);
		exact_free(in);
	}
}

static void test_qp(void **state)
{
	static const struct { const char *in; bool header; const char *out; bool damaged; } t[] = {
		{ "a=3Db", false, "a=b", false }, { "a=3db", false, "a=b", false }, { "a=\r\nb", false, "ab", false }, { "a=\nb", false, "ab", false },
		{ "a= \t\nb", false, "ab", false }, { "a=\rb", false, "ab", false }, { "a=", false, "a", false }, { "a_b", false, "a_b", false },
		{ "a_b=20c", true, "a b c", false }, { "_", true, " ", false }, { "a=zb", false, "a=zb", true }, { "a=4", false, "a=4", true },
		{ "a=\n", true, "a=\n", true }, { "=C3=A9", false, "é", false }, { "", false, "", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		bool damaged;

		same(qp_decode(in, t[i].header, &a, &damaged), t[i].out, "'%s'", t[i].in);
		ok(damaged == t[i].damaged, "'%s': damaged\n", t[i].in);
		exact_free(in);
	}
}

static void test_uu(void **state)
{
	static const struct { const char *in, *out; bool damaged; } t[] = {
		{ "begin 644 a.txt\n#86)C\n`\nend\n", "abc", false }, { "begin 644 a.txt\r\n#86)C\r\n`\r\nend\r\n", "abc", false },
		{ "begin 0644 a b.txt\n!80``\n \nend", "a", false }, { "begin 644 a\n#86)C\n#86)C\n\nend \n#86)C\n", "abcabc", false },
		{ "As text:\nbegin 644 a\n\"86(`\nend\n", "ab", false }, { "begin 644 a\n\"86(\nend\n", "ab", false },        /* its blank was cut off */
		{ "begin 644 a\n&86)C\nend\n", "abc", true }, { "begin 644 a\n#86)C\n", "abc", true }, { "begin 644 a\n#8\x7f)C\nend\n", "a\xf2" "c", true },
		{ "begin 644 a\n_\nend\n", "", true }, { "begin 644 a\n", "", true }, { "begin 644 a", "", true }, { "begin 6 a\n#86)C\nend\n", "begin 6 a\n#86)C\nend\n", true },
		{ "begin again\n", "begin again\n", true }, { "", "", true },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		bool damaged;

		same(uu_decode(in, &a, &damaged), t[i].out, "'%s'", t[i].in);
		ok(damaged == t[i].damaged, "'%s': damaged\n", t[i].in);
		exact_free(in);
	}
}

static void test_escapes(void **state)
{
	static const struct { const char *in, *percent, *xtext; } t[] = {
		{ "a%20b", "a b", "a%20b" }, { "a+2Bb", "a+2Bb", "a+b" }, { "%C3%A9", "é", "%C3%A9" }, { "%", "%", "%" }, { "%4", "%4", "%4" },
		{ "+4", "+4", "+4" }, { "%zz", "%zz", "%zz" }, { "", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);

		same(percent_decode(in, &a), t[i].percent, "'%s'", t[i].in);
		same(xtext_decode(in, &a), t[i].xtext, "'%s'", t[i].in);
		exact_free(in);
	}
}

static void test_utf8(void **state)
{
	static const struct { const char *in; size_t len; uint32_t rune; } t[] = {
		{ "a", 1, 'a' }, { "\xc3\xa9", 2, 0xe9 }, { "\xe2\x82\xac", 3, 0x20ac }, { "\xf0\x9f\x98\x80", 4, 0x1f600 }, { "\xc0\x80", 0, 0 },
		{ "\xe0\x80\x80", 0, 0 }, { "\xed\xa0\x80", 0, 0 }, { "\xf4\x90\x80\x80", 0, 0 }, { "\xf0\x9f\x98", 0, 0 }, { "\xc3", 0, 0 },
		{ "\x80", 0, 0 }, { "\xff", 0, 0 }, { "\xe2\x82x", 0, 0 }, { "", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str in = exact(t[i].in);
		uint32_t rune;
		char back[4];

		ok(utf8_read(in, &rune) == t[i].len && (!t[i].len || rune == t[i].rune), "row %zu\n", i);
		ok(utf8_valid(in) == (t[i].len == in.len), "valid of row %zu\n", i);
		ok(!t[i].len || utf8_write(back, rune) == t[i].len, "written length of row %zu\n", i);
		ok(!t[i].len || memcmp(back, in.at, t[i].len) == 0, "written row %zu\n", i);
		exact_free(in);
	}
	ok(utf8_valid(STR("0123456789é0123456789")) && !utf8_valid(STR("0123456789\xe9" "0123456789")), "long\n");
}

static void test_charset(void **state)
{
	static const struct { const char *in, *charset, *out; bool damaged; } t[] = {
		{ "plain", "us-ascii", "plain", false },
		{ "caf\xe9", "iso-8859-1", "café", false },
		{ "caf\xe9", "ISO_8859-1:1987", "café", false },
		{ "caf\xe9", "us-ascii", "café", false },
		{ "caf\xe9", "", "café", false },
		{ "caf\xe9", "no-such-set", "café", false },
		{ "caf\xc3\xa9", "iso-8859-1", "café", false },         /* named wrongly */
		{ "\x80 \x93x\x94", "iso-8859-1", "€ “x”", false },
		{ "\x81", "windows-1252", "\xef\xbf\xbd", true },
		{ "\xc3\xa9 caf\xe9", "utf-8", "é café", false },
		{ "\xa4", "iso-8859-15", "€", false },
		{ "\x1b$BF|K\\\x1b(B", "iso-2022-jp", "日本", false },
		{ "\x1b$BF|K\\\x1b(B", "", "日本", false },
		{ "\xc6\xfc\xcb\xdc", "iso-2022-jp", "日本", false },   /* is EUC-JP */
		{ "\x93\xfa\x96\x7b", "Shift-JIS", "日本", false },
		{ "\x93\xfa\x96\x7b", "x-sjis", "日本", false },
		{ "\xc6\xfc\xcb\xdc", "EUC-JP", "日本", false },
		{ "\xc4\xe3\xba\xc3", "gb2312", "你好", false },
		{ "\xc4\xe3\xba\xc3", "GBK", "你好", false },
		{ "\xa7\x41\xa6\x6e", "big5", "你好", false },
		{ "\xb0\xa1", "ks_c_5601-1987", "가", false },
		{ "\xf0\xd2", "koi8-r", "Пр", false },
		{ "\xcf\xf0", "windows-1251", "Пр", false },
		{ "\xcf\xf0", "win-1251", "Пр", false },
		{ "\xf1", "windows-1253", "ρ", false },
		{ "\xb3", "iso-8859-2", "ł", false },
		{ "+AOk-", "utf-7", "é", false },
		{ "+AOk a\n+AOk\nb", "utf-7", "é a\né\nb", false },
		{ "+AOkA\nplain text", "utf-7", "é\xef\xbf\xbd\nplain text", true },
		{ "+2D0\nplain +AOk-", "utf-7", "\xef\xbf\xbd\nplain é", true },        /* half a surrogate pair */
		{ "a +2D0AQQBC- b", "utf-7", "a \xef\xbf\xbd b", true },
		{ "a\\b\f", "utf-7", "a\xef\xbf\xbd" "b\xef\xbf\xbd", true },
		{ "caf\xe9", "\"iso-8859-1\"", "café", false },
		{ "", "utf-16", "", false },
		{ "", "", "", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		bool damaged;

		same(charset_to_utf8(in, str_of(t[i].charset), &a, &damaged), t[i].out, "row %zu", i);
		ok(damaged == t[i].damaged, "row %zu: damaged\n", i);
		exact_free(in);
	}
}

/* Whatever bytes in whatever set: what comes out is UTF-8. */
static void test_charset_valid(void **state)
{
	static const char *const names[] = { "iso-8859-1", "iso-2022-jp", "iso-2022-kr", "shift_jis", "euc-jp", "gb2312", "big5", "ks_c_5601", "koi8-r", "utf-7", "utf-16", "utf-32", "tis-620", "x" };
	char bytes[4096];
	uint32_t seed = 1;

	(void)state;
	for (size_t round = 0; round < 500; round++) {
		for (size_t i = 0; i < sizeof bytes; i++) {
			seed = seed * 1664525 + 1013904223;
			bytes[i] = (char)(seed >> 24);
		}
		Arena a = unit_arena();
		bool damaged;
		size_t n = round % sizeof bytes;

		ok(utf8_valid(charset_to_utf8((Str){ bytes, n }, str_of(names[round % ROWS(names)]), &a, &damaged)), "%s\n", names[round % ROWS(names)]);
	}
}

UNIT_MAIN(cmocka_unit_test(test_base64), cmocka_unit_test(test_qp), cmocka_unit_test(test_uu), cmocka_unit_test(test_escapes), cmocka_unit_test(test_utf8),
          cmocka_unit_test(test_charset), cmocka_unit_test(test_charset_valid))
