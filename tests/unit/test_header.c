/* test_header.c - the header section, as it was and as it means. */
#include "unit.h"
#include "base/limits.h"
#include "mail/header.h"

/* Fields as "name=value|name=value", line ends of a value shown as '/'. */
static void show(const Headers *h, char *to, size_t room)
{
	size_t n = 0;

	*to = '\0';
	for (size_t i = 0; i < h->n && n < room; i++)
		n += (size_t)snprintf(to + n, room - n, "%s%.*s=%.*s", i ? "|" : "", STR_ARG(h->v[i].name), STR_ARG(h->v[i].value));
	for (char *p = to; *p; p++)
		*p = *p == '\n' || *p == '\r' ? '/' : *p;
}

static void test_section(void **state)
{
	static const struct { const char *in, *fields, *body; size_t odd; } t[] = {
		{ "A: 1\nB: 2\n\nbody", "A=1|B=2", "body", 0 },
		{ "A: 1\r\nB: 2\r\n\r\nbody\r\n", "A=1|B=2", "body\r\n", 0 },
		{ "A: 1\rB: 2\r\rbody\r", "A=1|B=2", "body\r", 0 },
		{ "A: 1\n 2\n\t3\nB:4", "A=1/ 2/\t3|B=4", "", 0 },
		{ "A:\n 1\n\n", "A=1", "", 0 },
		{ "A :1\n\n", "A=1", "", 0 },
		{ "From a@b Thu Jan  1 00:00:00 1970\nA: 1\n\nx", "A=1", "x", 0 },
		{ ">From a@b\nA: 1\n\nx", "A=1", "x", 0 },
		{ "A: 1\nFrom b\nB: 2\n\nx", "A=1|B=2", "x", 1 },
		{ "A: 1\nno field here\nB: 2\n\nx", "A=1|B=2", "x", 1 },
		{ "A: 1\nstray words\n\nx", "A=1", "x", 1 },
		{ "A: 1\ntext without an empty line\nmore text\n\nx", "A=1", "text without an empty line\nmore text\n\nx", 0 },
		{ "A: 1\n--boundary\nB: 2\n", "A=1", "--boundary\nB: 2\n", 0 },
		{ "no header at all\n\nbody", "", "no header at all\n\nbody", 0 },
		{ "\nbody", "", "body", 0 },
		{ "a b: c\n", "", "a b: c\n", 0 },
		{ ": x\n", "", ": x\n", 0 },
		{ "", "", "", 0 },
	};
	char fields[512];

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		Headers h;
		Str body = headers_read(in, &a, &h);

		show(&h, fields, sizeof fields);
		same(str_of(fields), t[i].fields, "fields of row %zu", i);
		same(body, t[i].body, "body of row %zu", i);
		ok(h.odd == t[i].odd, "row %zu: %zu odd lines\n", i, h.odd);
		exact_free(in);
	}
}

static void test_value(void **state)
{
	Arena a = unit_arena();
	Str in = exact("Received: one\nSubject: =?utf-8?q?caf=C3=A9?=\n =?utf-8?q?s?=\nreceived: two\nX:\n\n");
	Headers h, none = { 0 };

	(void)state;
	headers_read(in, &a, &h);
	same(header_value(&h, STR("RECEIVED")), "one", "first");
	same(header_nth(&h, STR("Received"), 1), "two", "second");
	same(header_nth(&h, STR("Received"), 2), "", "third");
	same(header_text(&h, STR("Subject"), &a), "cafés", "decoded");
	ok(header_has(&h, STR("x")) && !header_has(&h, STR("y")), "has\n");
	same(header_value(&none, STR("x")), "", "nothing");
	exact_free(in);
}

static void test_unfold(void **state)
{
	static const struct { const char *in, *out; } t[] = {
		{ "a\r\n b", "a b" }, { "a \n\t  b", "a b" }, { "a\n b\r\n c", "a b c" }, { "a\r b", "a b" }, { "a", "a" }, { "a\n", "a" }, { "\n a", "a" }, { "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);

		same(header_unfold(in, &a), t[i].out, "unfold row %zu", i);
		exact_free(in);
	}
}

static void test_parameter(void **state)
{
	static const struct { const char *in, *name, *token, *value; } t[] = {
		{ "text/plain; charset=UTF-8", "charset", "text/plain", "UTF-8" },
		{ "Multipart/Report; report-type=delivery-status;\n boundary=\"a b;c\"", "boundary", "multipart/report", "a b;c" },
		{ "multipart/mixed; boundary=1494/os.example", "boundary", "multipart/mixed", "1494/os.example" },
		{ "multipart/mixed boundary=x", "boundary", "multipart/mixed", "x" },
		{ "multipart/mixed; a=1 boundary=x", "boundary", "multipart/mixed", "x" },
		{ "multipart/mixed; boundary = \"x\" (why); b=2", "b", "multipart/mixed", "2" },
		{ "multipart/mixed; boundary=\"x", "boundary", "multipart/mixed", "x" },
		{ "multipart/mixed; boundary=\"a\\\"b\"", "boundary", "multipart/mixed", "a\"b" },
		{ "auto-replied (vacation)", "x", "auto-replied", "" },
		{ "(first) text/html; x", "x", "text/html", "" },
		{ "\"text/plain\"", "x", "text/plain", "" },
		{ "text/plain; charsets=a; charset=b", "charset", "text/plain", "b" },
		{ "a/b; name*=utf-8'de'caf%C3%A9", "name", "a/b", "café" },
		{ "a/b; name*0=\"one \"; name*1=two", "name", "a/b", "one two" },
		{ "a/b; name*1*=%A9; name*0*=utf-8''caf%C3", "name", "a/b", "café" },
		{ "a/b; name*0*=iso-8859-1''caf%E9; name*1=s", "name", "a/b", "cafés" },
		{ "a/b; name=\"=?utf-8?q?caf=C3=A9?=\"", "name", "a/b", "café" },
		{ "a/b; =x; name=y", "name", "a/b", "y" },
		{ "a/b; name", "name", "a/b", "" },
		{ "", "name", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);

		same(header_token(in, &a), t[i].token, "token of '%s'", t[i].in);
		same(header_parameter(in, str_of(t[i].name), &a), t[i].value, "parameter of '%s'", t[i].in);
		exact_free(in);
	}
}

static void test_comments(void **state)
{
	static const struct { const char *in, *out; } t[] = {
		{ "a (b) c", "a  c" }, { "a (b (c) d) e", "a  e" }, { "\"(a)\" b", "\"(a)\" b" }, { "a (b\\) c) d", "a  d" }, { "a (open", "a" },
		{ "\"open (", "\"open (" }, { "none", "none" }, { "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);

		same(header_without_comments(in, &a), t[i].out, "comments of '%s'", t[i].in);
		exact_free(in);
	}
}

/* What is too long is cut, said, and read in one pass. */
static void test_limits(void **state)
{
	Arena a = unit_arena();
	size_t n = (size_t)64 << 20;
	char *text = malloc(n);
	Headers h;

	(void)state;
	memset(text, 'x', n);
	memcpy(text, "A: ", 3);
	memcpy(text + n - 6, "\n\nbody", 6);
	same(headers_read((Str){ text, n }, &a, &h), "body", "one long line");
	ok(h.truncated, "not said\n");
	for (size_t i = 0; i + 4 <= n; i += 4)
		memcpy(text + i, "a:b\n", 4);
	memcpy(text + n - 6, "\n\nbody", 6);
	same(headers_read((Str){ text, n }, &a, &h), "body", "many fields");
	ok(h.truncated && h.n == LIMIT_HEADER_FIELDS, "%zu fields\n", h.n);
	memset(text, '\r', n);
	headers_read((Str){ text, n }, &a, &h);
	free(text);
}

UNIT_MAIN(cmocka_unit_test(test_section), cmocka_unit_test(test_value), cmocka_unit_test(test_unfold), cmocka_unit_test(test_parameter),
          cmocka_unit_test(test_comments), cmocka_unit_test(test_limits))
