/* test_mime.c - the parts of a message, whatever is broken in them. */
#include "unit.h"
#include "base/codec.h"
#include "base/limits.h"
#include "mail/mime.h"

/* The tree as "type[body](children)…", line ends shown as '/'. */
static size_t show(const Part *p, char *to, size_t room, size_t n)
{
	for (; p && n < room; p = p->next) {
		n += (size_t)snprintf(to + n, room - n, "%.*s", STR_ARG(p->type));
		if (p->child) {
			n += (size_t)snprintf(to + n, room - n, "(");
			n = show(p->child, to, room, n);
			n += (size_t)snprintf(to + n, room - n, ")");
		} else {
			n += (size_t)snprintf(to + n, room - n, "[%.*s]", STR_ARG(p->body));
		}
	}
	return n;
}

#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n"
#define NESTED "Content-Type: multipart/alternative; boundary=bb\n\n"

static const struct { const char *in, *tree; bool missing; } trees[] = {
	{ "Subject: x\n\nbody", "text/plain[body]", false },
	{ "body alone", "text/plain[body alone]", false },
	{ "\n\nContent-Type: Text/HTML; charset=x\n\nbody", "text/html[body]", false },
	{ "Content-Type: text\n\nbody", "text/plain[body]", false },
	{ MIXED "preamble\n--b\n\none\n--b\nContent-Type: text/html\n\ntwo\n--b--\nepilogue", "multipart/mixed(text/plain[one]text/html[two])", false },
	{ MIXED "--b\n\none\n--b\n\ntwo", "multipart/mixed(text/plain[one]text/plain[two])", false },
	{ MIXED "--b \t\n\none\n\n--b--  \n", "multipart/mixed(text/plain[one/])", false },
	{ MIXED "--b\nContent-Type: text/html\n--b\n\ntwo\n--b--", "multipart/mixed(text/html[]text/plain[two])", false },
	{ MIXED "--b\n--b\n--b--", "multipart/mixed(text/plain[]text/plain[])", false },
	{ MIXED "--b\n\n--bx\n--b-\n --b\n--b--", "multipart/mixed(text/plain[--bx/--b-/ --b])", false },
	{ MIXED "--b\n" NESTED "--bb\n\nx\n--bb\n\ny\n--bb--\n\n--b\n\nz\n--b--", "multipart/mixed(multipart/alternative(text/plain[x]text/plain[y])text/plain[z])", false },
	{ MIXED "--b\n" NESTED "--bb\n\nx\n--b\n\nz\n--b--", "multipart/mixed(multipart/alternative(text/plain[x])text/plain[z])", false },
	{ MIXED "--b\n" NESTED "x\n--b\n\nz\n--b--", "multipart/mixed(text/plain[x]text/plain[z])", true },
	{ MIXED "--b\nContent-Type: message/rfc822\n\n" MIXED "--c\n\nx\n--b--", "multipart/mixed(message/rfc822[Content-Type: multipart/mixed; boundary=b//--c//x])", false },
	{ "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n--b--", "multipart/digest(message/rfc822[Subject: x])", false },
	{ MIXED "no delimiter", "text/plain[no delimiter]", true },
	{ "Content-Type: multipart/mixed\n\n--x\n\ntext", "text/plain[--x//text]", true },
	{ MIXED "--other\nContent-Type: text/html\n\nx\n--other--\n", "multipart/mixed(text/html[x])", true },
	{ MIXED "--", "text/plain[--]", true },
	{ "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\nx", "text/plain[--//x]", true },
	{ "", "text/plain[]", false },
};

static void as_written(char *p)
{
	for (; *p; p++)
		*p = *p == '\n' ? '/' : *p;
}

/* Each tree with LF, CRLF and CR: they are one. */
static void test_tree(void **state)
{
	static const char *const ends[] = { "\n", "\r\n", "\r" };
	char text[1024], input[1024];

	(void)state;
	for (size_t i = 0; i < ROWS(trees) * ROWS(ends); i++) {
		const char *end = ends[i % ROWS(ends)];
		Arena a = unit_arena();
		MimeTree tree;
		size_t n = 0;

		input[0] = '\0';
		for (const char *p = trees[i / ROWS(ends)].in; *p; p++)
			n += (size_t)snprintf(input + n, sizeof input - n, "%s", *p == '\n' ? end : (char[]){ *p, '\0' });
		Str in = exact(input);
		mime_read(in, &a, &tree);
		text[show(tree.root, text, sizeof text, 0)] = '\0';
		size_t kept = 0;                        /* any line end is '/' */
		for (char *p = text; *p; p++)
			if (!(*p == '\r' && p[1] == '\n'))
				text[kept++] = *p == '\r' ? '\n' : *p;
		text[kept] = '\0';
		as_written(text);
		same(str_of(text), trees[i / ROWS(ends)].tree, "row %zu, line end %zu", i / ROWS(ends), i % ROWS(ends));
		ok(tree.boundary_missing == trees[i / ROWS(ends)].missing, "row %zu: boundary_missing\n", i / ROWS(ends));
		exact_free(in);
	}
}

static void test_text(void **state)
{
	static const struct { const char *in, *text; bool damaged; } t[] = {
		{ "\nplain", "plain", false },
		{ "Content-Transfer-Encoding: base64\n\nY2Fm\nw6k=\n", "café", false },
		{ "Content-Transfer-Encoding: Quoted-Printable\n\ncaf=C3=A9=\n!", "café!", false },
		{ "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\ncaf=E9", "café", false },
		{ "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 a.txt\n$8V%FZ0``\n`\nend\n", "café", false },
		{ "Content-Transfer-Encoding: X-UUE\n\nbegin 644 a.txt\n#8V%F\n`\nend\n", "caf", false },
		{ "Content-Type: text/html\n\n<p>caf&eacute;</p><p>x</p>", "café\nx", false },
		{ "Content-Transfer-Encoding: x-unknown\n\nabc", "abc", false },
		{ "Content-Transfer-Encoding: base64\n\n*", "", true },
		{ "Content-Type: text/plain; charset=windows-1252\n\n\x81", "\xef\xbf\xbd", true },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		MimeTree tree;
		bool damaged;

		mime_read(in, &a, &tree);
		same(part_text(tree.root, &a, &damaged), t[i].text, "row %zu", i);
		ok(damaged == t[i].damaged, "row %zu: damaged\n", i);
		exact_free(in);
	}
}

static void test_find(void **state)
{
	Arena a = unit_arena();
	Str in = exact(MIXED "--b\n" NESTED "--bb\n\nx\n--bb\nContent-Type: text/html\n\ny\n--bb--\n--b\nContent-Type: message/delivery-status\n\nz\n--b--");
	MimeTree tree;

	(void)state;
	mime_read(in, &a, &tree);
	const Part *nested = part_find(tree.root, STR("multipart/alternative"));
	same(part_find(tree.root, STR("text/"))->body, "x", "first text");
	same(part_find(tree.root, STR("text/html"))->body, "y", "HTML");
	same(part_find(tree.root, STR("message/delivery-status"))->body, "z", "report");
	ok(!part_find(nested, STR("message/delivery-status")), "found outside of its root\n");
	ok(!part_find(tree.root, STR("text")), "half a type\n");
	size_t n = 0;
	for (const Part *p = nested; p; p = part_walk(nested, p))
		n++;
	ok(n == 3 && tree.parts == 5, "%zu of %zu parts\n", n, tree.parts);
	exact_free(in);
}

/* Depth, number and size: bounded, said, and in linear time. */
static void test_limits(void **state)
{
	Arena a = unit_arena();
	size_t n = 0, room = (size_t)64 << 20;
	char *text = malloc(room);
	MimeTree tree;

	(void)state;
	for (int i = 0; i < 3 * LIMIT_NESTING; i++)
		n += (size_t)snprintf(text + n, room - n, "Content-Type: multipart/mixed; boundary=\"x%d\"\n\n--x%d\n", i, i);
	size_t deep = n;
	while (n + 5 < room)
		memcpy(text + n, "--x0\n", 5), n += 5;
	mime_read((Str){ text, deep }, &a, &tree);
	ok(tree.too_deep && tree.parts == LIMIT_NESTING + 1, "%zu parts\n", tree.parts);
	mime_read((Str){ text, n }, &a, &tree);
	ok(tree.too_many && tree.parts == LIMIT_PARTS, "%zu parts\n", tree.parts);
	memset(text + deep, '-', room - deep);
	mime_read((Str){ text, room }, &a, &tree);
	memset(text, '\r', room);
	mime_read((Str){ text, room }, &a, &tree);
	free(text);
}

UNIT_MAIN(cmocka_unit_test(test_tree), cmocka_unit_test(test_text), cmocka_unit_test(test_find), cmocka_unit_test(test_limits))
