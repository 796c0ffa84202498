/* test_links.c - the links of a message. */
#include "unit.h"
#include "base/buf.h"
#include "base/limits.h"
#include "exam/links.h"

static void test_split(void **state)
{
	static const struct { const char *url, *host, *user; } t[] = {
		{ "http://example.org/a", "example.org", "" }, { "HTTPS://Example.ORG:8080?x", "example.org", "" }, { "https://example.org.#x", "example.org", "" },
		{ "//example.org/a", "example.org", "" }, { "\\\\example.org\\a", "example.org", "" }, { "https:example.org/a", "example.org", "" },
		{ "https:///example.org\\@example.net", "example.org", "" }, { "http://user:secret@example.org/", "example.org", "user:secret" },
		{ "http://a@b@example.org/", "example.org", "a@b" }, { "http://[2001:DB8::1]:80/", "2001:db8::1", "" },
		{ "http://b\xc3\xbc" "cher.example/", "xn--bcher-kva.example", "" }, { "https://", "", "" }, { "https://example.org/@x", "example.org", "" },
		{ "http://[", "", "" },
	};
	static const char *const none[] = { "", "mailto:a@example.org", "cid:1", "/a/b", "a/b", "#a", "data:text/html,x", "javascript:x", "ftp://example.org/", "httpx" };
	Link link;

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].url);

		ok(link_split(in, &a, &link), "%s\n", t[i].url);
		same(link.host, t[i].host, "%s", t[i].url);
		same(link.user, t[i].user, "%s", t[i].url);
		exact_free(in);
	}
	for (size_t i = 0; i < ROWS(none); i++) {
		Arena a = unit_arena();
		Str in = exact(none[i]);

		ok(!link_split(in, &a, &link), "%s\n", none[i]);
		exact_free(in);
	}
}

/* All links of a message as "URL|words", an image with '!' in front, each on its line. */
static Str links_text(Str message, Arena *a)
{
	Buf b = buf_new(a);
	MimeTree tree;
	Links links;

	mime_read(message, a, &tree);
	links_of(tree.root, a, &links);
	for (size_t i = 0; i < links.n; i++)
		buf_format(&b, "%s%.*s|%.*s\n", links.v[i].image ? "!" : "", STR_ARG(links.v[i].url), STR_ARG(links.v[i].shown));
	return buf_str(&b);
}

static void test_message(void **state)
{
#define HTML "Content-Type: text/html\n\n"
	static const struct { const char *in, *out; } t[] = {
		{ "Subject: x\n\nsee https://a.example/x. (http://b.example/y) <http://c.example/z>\n",
		  "https://a.example/x|\nhttp://b.example/y|\nhttp://c.example/z|\n" },
		{ "Subject: x\n\nhttp://a.example/x http://a.example/x http://a.example/(x)\n", "http://a.example/x|\nhttp://a.example/(x)|\n" },
		{ HTML "<a href=' https://a.example/?a=1&amp;b=2 '> one\n<b>two</b> </a>", "https://a.example/?a=1&b=2|one two\n" },
		{ HTML "<a href=//a.example><img src=https://b.example/c.png></a>", "//a.example|\n!https://b.example/c.png|\n" },
		{ HTML "<a href=https://a.example>a<a href=https://b.example>b</a>c", "https://a.example|a\nhttps://b.example|b\n" },
		{ HTML "<a name=x>a</a><a href=mailto:a@example.org>b</a><area href=https://a.example>https://text.example", "https://a.example|\n" },
		{ HTML "<a href='https://a.\n example/'>a</a>", "https://a. example/|a\n" },
		{ HTML "<a href=https://a.example>a<script>b</script></a><a href=https://a.example>c</a><a href=https://a.example>a</a>",
		  "https://a.example|a\nhttps://a.example|c\n" },
		{ HTML "<a href=https://a.example>never closed", "https://a.example|never closed\n" },
		{ HTML "<p>none</p>", "" },
		{ "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<a href=3D\"https://a.exam=\nple/\">a</a>", "https://a.example/|a\n" },
		{ "Content-Type: multipart/mixed; boundary=b\n\n--b\n" HTML "<a href=https://a.example>a</a>\n--b\n\nhttps://b.example\n--b\nContent-Type: image/png\n\nhttps://c.example\n--b--\n",
		  "https://a.example|a\nhttps://b.example|\n" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);

		same(links_text(in, &a), t[i].out, "%s", t[i].in);
		exact_free(in);
	}
}

/* Bounded, whatever there is. */
static void test_many(void **state)
{
	enum { MANY = 10000 };
	Arena a = unit_arena();
	MimeTree tree;
	Links links;

	(void)state;
	for (int html = 0; html < 2; html++) {
		Buf b = buf_new(&a);

		buf_put(&b, html ? STR("Content-Type: text/html\n\n") : STR("Subject: x\n\n"));
		for (int i = 0; i < MANY; i++)
			buf_format(&b, html ? "<a href=https://host%d.example/>x</a>" : "https://host%d.example/ ", i);
		mime_read(buf_str(&b), &a, &tree);
		links_of(tree.root, &a, &links);
		assert_int_equal(links.n, LIMIT_LINKS);
		assert_true(links.cut);
	}
}

UNIT_MAIN(cmocka_unit_test(test_split), cmocka_unit_test(test_message), cmocka_unit_test(test_many))
