/* test_canon.c - header sections as they are signed, and the canonical forms: rows, and a slow reader of RFC 6376 3.4 beside the fast one. */
#include "unit.h"
#include "auth/canon.h"
#include "base/limits.h"

static void test_read(void **state)
{
	static const struct { const char *in, *fields, *body; } t[] = {
		{ "A: 1\r\nB: 2\r\n\r\nbody\r\n", "A: 1|B: 2", "body\r\n" },
		{ "A: 1\nB :2\n\nbody", "A: 1|B :2", "body" },
		{ "A: 1\rB: 2\r\rbody\r", "A: 1|B: 2", "body\n" },
		{ "A: 1 \n 2\n\t3 \n\nx", "A: 1 \n 2\n\t3 ", "x" },
		{ "From a@b Thu Jan  1 00:00:00 1970\nA: 1\n\nx", "A: 1", "x" },
		{ "A: 1\nno field here\n of two lines\nB: 2\n\nx", "A: 1|B: 2", "x" },
		{ "A: 1\nstray words\n\nx", "A: 1", "x" },
		{ "A: 1\ntext\nmore text\n\nx", "A: 1", "text\nmore text\n\nx" },
		{ "no header at all\n\nbody", "", "no header at all\n\nbody" },
		{ "\nbody", "", "body" },
		{ "A: 1", "A: 1", "" },
		{ "A:\n", "A:", "" },
		{ "", "", "" },
	};
	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		Buf shown = buf_new(&a);
		RawMessage m;

		raw_read(in, false, &a, &m);
		for (size_t k = 0; k < m.n; k++) {
			buf_put(&shown, k ? STR("|") : STR(""));
			buf_put(&shown, m.v[k].whole);
		}
		same(buf_str(&shown), t[i].fields, "fields of row %zu", i);
		same(m.body, t[i].body, "body of row %zu", i);
		exact_free(in);
	}
}

static void test_headers_only(void **state)
{
	static const char *const t[] = { "A: 1\nB: 2", "A: 1\nB: 2\n", "A: 1\nB: 2\n\n", "A: 1\r\nB: 2\r\n\r\nbody" };

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i]);
		RawMessage m;

		raw_read(in, true, &a, &m);
		ok(m.n == 2 && m.body_missing && m.body.len == 0, "row %zu: %zu fields\n", i, m.n);
		exact_free(in);
	}
}

static void test_names(void **state)
{
	Arena a = unit_arena();
	RawMessage m, none;

	(void)state;
	raw_read(STR("A: 1\nb: 2\nC: 3\nB: 4\nB : 5\n\n"), false, &a, &m);
	assert_int_equal(raw_lowest(&m, STR("b")), 4);
	assert_int_equal(raw_above(&m, 4), 3);
	assert_int_equal(raw_above(&m, 3), 1);
	assert_int_equal(raw_above(&m, 1), -1);
	assert_int_equal(raw_lowest(&m, STR("D")), -1);
	same(raw_value(&m.v[4]), " 5", "value");
	raw_read(STR(""), false, &a, &none);
	assert_int_equal(raw_lowest(&none, STR("")), -1);
}

static void test_choose(void **state)
{
	static const struct { const char *h; int except; int want[8]; } t[] = {
		{ "from", -1, { 5 } },
		{ "from:from:from", -1, { 5, 1, -1 } },
		{ " From \r\n : FROM:x", -1, { 5, 1, -1 } },
		{ "sig:sig:sig", -1, { 4, 2, 0 } },
		{ "sig:sig:sig", 0, { 4, 2, -1 } },
		{ "sig:sig:sig", 2, { 4, 0, -1 } },
		{ "sig:sig:sig", 4, { 2, 0, -1 } },
		{ "", -1, { -1 } },
		{ ":to::to", -1, { -1, 3, -1, -1 } },
	};
	Arena a = unit_arena();
	FieldChoice got;
	RawMessage m;

	(void)state;
	raw_read(STR("Sig: 0\nFrom: 1\nSig: 2\nTo: 3\nSig: 4\nfrom: 5\n\n"), false, &a, &m);
	for (size_t i = 0; i < ROWS(t); i++) {
		canon_choose(&m, str_of(t[i].h), t[i].except, &a, &got);
		for (size_t k = 0; k < got.n; k++)
			ok(got.v[k] == t[i].want[k], "row %zu, name %zu: %d\n", i, k, got.v[k]);
	}
}

static void test_field(void **state)
{
	static const struct { const char *in, *without, *simple, *relaxed; } t[] = {
		{ "A: X", "", "A: X\r\n", "a:X\r\n" },
		{ "B : Y\t\r\n\tZ  ", "", "B : Y\t\r\n\tZ  \r\n", "b:Y Z\r\n" },
		{ "B : Y\t\n\tZ  ", "", "B : Y\t\r\n\tZ  \r\n", "b:Y Z\r\n" },
		{ "SubJect \t :\r\n \r\n  one\ttwo  three", "", "SubJect \t :\r\n \r\n  one\ttwo  three\r\n", "subject:one two three\r\n" },
		{ "A:", "", "A:\r\n", "a:\r\n" },
		{ "A: \t", "", "A: \t\r\n", "a:\r\n" },
		{ "A: b\rc \r d", "", "A: b\rc \r d\r\n", "a:b\rc \r d\r\n" },
		{ "S: v=1; b=ab\r\n c; d=x", "ab\r\n c", "S: v=1; b=; d=x\r\n", "s:v=1; b=; d=x\r\n" },
		{ "S: v=1; b= ab\n c", " ab\n c", "S: v=1; b=\r\n", "s:v=1; b=\r\n" },
		{ "A: a very long value of more than sixteen bytes, \xc3\xa9  and of two", "", "A: a very long value of more than sixteen bytes, \xc3\xa9  and of two\r\n",
		  "a:a very long value of more than sixteen bytes, \xc3\xa9 and of two\r\n" },
	};
	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		Str without = str_take(str_drop(in, str_find(in, str_of(t[i].without), 0)), strlen(t[i].without));
		Buf simple = buf_new(&a), relaxed = buf_new(&a);

		canon_field(in, without, CANON_SIMPLE, &simple);
		canon_field(in, without, CANON_RELAXED, &relaxed);
		same(buf_str(&simple), t[i].simple, "simple, row %zu", i);
		same(buf_str(&relaxed), t[i].relaxed, "relaxed, row %zu", i);
		exact_free(in);
	}
}

static void test_body(void **state)
{
	static const struct { const char *in, *simple, *relaxed; } t[] = {
		{ " C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n", " C\r\nD E\r\n" },
		{ " C \nD \t E\n\n\n", " C \r\nD \t E\r\n", " C\r\nD E\r\n" },
		{ "", "\r\n", "" },
		{ "\r\n", "\r\n", "" },
		{ "\n\n", "\r\n", "" },
		{ " \t\r\n", " \t\r\n", "" },
		{ " ", " \r\n", "" },
		{ "a", "a\r\n", "a\r\n" },
		{ "a\r\n ", "a\r\n \r\n", "a\r\n" },
		{ "a\r\n \r\n\t\r\n", "a\r\n \r\n\t\r\n", "a\r\n" },
		{ "a \r\n", "a \r\n", "a\r\n" },
		{ "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n" },
		{ "a\rb \r c\r\n", "a\rb \r c\r\n", "a\rb \r c\r\n" },
		{ "0123456789abcdef0123456789abcdef\t\n0123456789abcdef", "0123456789abcdef0123456789abcdef\t\r\n0123456789abcdef\r\n",
		  "0123456789abcdef0123456789abcdef\r\n0123456789abcdef\r\n" },
	};
	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		size_t all;

		same(canon_body(in, CANON_SIMPLE, -1, &a, &all), t[i].simple, "simple, row %zu", i);
		same(canon_body(in, CANON_RELAXED, -1, &a, &all), t[i].relaxed, "relaxed, row %zu", i);
		ok(all == strlen(t[i].relaxed), "row %zu: %zu bytes\n", i, all);
		ok(str_eq(canon_body(in, CANON_RELAXED, 1, &a, &all), str_take(str_of(t[i].relaxed), 1)), "cut, row %zu\n", i);
		exact_free(in);
	}
}

/* ---- RFC 6376 3.4 read slowly: line by line, byte by byte ---- */

static void slow_line(Str line, Canon c, Buf *out)
{
	size_t from = out->len;

	for (size_t i = 0; i < line.len; i++) {
		bool blank = is_blank(line.at[i]);

		if (c == CANON_SIMPLE || !blank)
			buf_char(out, line.at[i]);
		else if (out->len == from || out->at[out->len - 1] != ' ')
			buf_char(out, ' ');
	}
	while (c == CANON_RELAXED && out->len > from && out->at[out->len - 1] == ' ')
		out->len--;
	buf_put(out, STR("\r\n"));
}

static Str slow_body(Str body, Canon c, Arena *keep)
{
	Buf out = buf_new(keep);
	size_t content = 0;

	while (body.len) {
		Str line;

		body = str_cut(body, '\n', &line);
		if (line.len && line.at[line.len - 1] == '\r' && line.at + line.len < body.at)
			line.len--;
		size_t before = out.len;
		slow_line(line, c, &out);
		if (out.len - before > 2)
			content = out.len;
	}
	out.len = content;
	if (c == CANON_SIMPLE && content == 0)
		buf_put(&out, STR("\r\n"));
	return buf_str(&out);
}

static void test_against_slow(void **state)
{
	static const char letters[] = "ab \t\n\r ab";
	uint64_t random = 0x6376;

	(void)state;
	for (size_t i = 0; i < 50000; i++) {
		char text[80];
		size_t n = 0, all, most = (random >> 20) % sizeof text;
		Arena a = unit_arena();

		while (n < most) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			size_t plain = (random >> 33) % 7 == 0 ? (random >> 40) % 20 : 0;

			text[n++] = letters[(random >> 50) % (sizeof letters - 1)];
			if (text[n - 1] == '\n' && (random >> 36) % 2 && n < most) {
				text[n - 1] = '\r';
				text[n++] = '\n';
			}
			while (plain-- && n < most)
				text[n++] = 'x';
		}
		Str in = exact_bytes(text, n);
		for (Canon c = CANON_SIMPLE; c <= CANON_RELAXED; c++) {
			Str want = slow_body(in, c, &a), got = canon_body(in, c, -1, &a, &all);

			if (!str_eq(got, want)) {
				for (size_t k = 0; k < n; k++)
					print_error("%02x ", text[k]);
				fail_msg("case %zu, %d: '%.*s', want '%.*s'", i, c, STR_ARG(got), STR_ARG(want));
			}
		}
		exact_free(in);
	}
}

static void test_limits(void **state)
{
	Arena a = unit_arena();
	size_t n = (size_t)16 << 20, all;
	char *text = malloc(n);
	RawMessage m;
	FieldChoice chosen;

	(void)state;
	for (size_t i = 0; i + 4 <= n; i += 4)
		memcpy(text + i, "a:b\n", 4);
	memcpy(text + n - 6, "\n\nbody", 6);
	raw_read((Str){ text, n }, false, &a, &m);
	ok(m.n == LIMIT_HEADER_FIELDS && m.truncated, "%zu fields\n", m.n);
	same(m.body, "body", "body behind many fields");
	for (size_t i = 0; i + 4 <= n; i += 4)
		memcpy(text + i, "a:a:", 4);
	canon_choose(&m, (Str){ text, n }, -1, &a, &chosen);
	ok(chosen.v[0] == LIMIT_HEADER_FIELDS - 1 && chosen.v[LIMIT_HEADER_FIELDS] == -1, "chosen\n");
	memset(text, '\n', n);
	ok(canon_body((Str){ text, n }, CANON_RELAXED, -1, &a, &all).len == 0, "a body of empty lines\n");
	memset(text, ' ', n);
	ok(canon_body((Str){ text, n }, CANON_RELAXED, -1, &a, &all).len == 0, "a body of blanks\n");
	free(text);
}

UNIT_MAIN(cmocka_unit_test(test_read), cmocka_unit_test(test_headers_only), cmocka_unit_test(test_names), cmocka_unit_test(test_choose),
          cmocka_unit_test(test_field), cmocka_unit_test(test_body), cmocka_unit_test(test_against_slow), cmocka_unit_test(test_limits))
