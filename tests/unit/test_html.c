/* test_html.c - HTML as the text that a person sees. */
#include "unit.h"
#include "base/buf.h"
#include "base/codec.h"
#include "base/html.h"

static void test_text(void **state)
{
	static const struct { const char *in, *out; } t[] = {
		{ "<p>a</p><p>b</p>", "a\nb" },
		{ "a<br>b<br/>c", "a\nb\nc" },
		{ "a<br><br>b", "a\n\nb" },
		{ "<b>a</b><i>b</i> c", "ab c" },
		{ "  a \n\n b\t<p> c </p>", "a b\nc" },
		{ "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc" },
		{ "<html><head><title>t</title><style>s{}</style></head><body>a</body></html>", "a" },
		{ "a<script>var x = '<p>';</script>b", "ab" },
		{ "a<style>p { }</style>b", "ab" },
		{ "a<!-- b -->c", "ac" },
		{ "&lt;a@example.org&gt; &amp; &eacute; &#8364; &#x20AC;", "<a@example.org> & é € €" },
		{ "a&nbsp;b", "a b" },
		{ "<pre>a\n  b</pre>", "a\n  b" },
		{ "<ul><li>a<li>b</ul>", "a\nb" },
		{ "a<unknown>b</unknown>c", "abc" },
		{ "caf\xc3\xa9 <p>\xe6\x97\xa5", "café\n日" },
		{ "<meta charset=iso-8859-1>caf\xc3\xa9", "café" },
		{ "plain text", "plain text" },
		{ "a < b", "a < b" },
		{ "<p>a<p", "a" },
		{ "<p attr=\"x>y", "" },
		{ "<!DOCTYPE html [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><p>&e;</p>", "]>\n&e;" },
		{ "<div style=\"a\">a</div", "a" },
		{ " ", "" }, { "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);

		same(html_to_text(in, &a), t[i].out, "'%s'", t[i].in);
		exact_free(in);
	}
}

static void test_entities(void **state)
{
	static const struct { const char *in, *out; } t[] = {
		{ "&lt;a&gt; <b>", "<a> <b>" }, { "&amp;lt;", "&lt;" }, { "&#39;&#x27;&apos;", "'''" }, { "&eacute;&euro;", "é€" }, { "a&nbsp;b", "a b" },
		{ "&nosuch; &; & &#; &#x; &#xz; &#1114112;", "&nosuch; &; & &#; &#x; &#xz; &#1114112;" }, { "a?x=1&y=2", "a?x=1&y=2" }, { "&lt", "&lt" },
		{ "none", "none" }, { "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);

		same(html_entities(in, &a), t[i].out, "'%s'", t[i].in);
		exact_free(in);
	}
}

/* The links as "URL|words", an image with '!' in front, '+' where there are more. */
static void test_links(void **state)
{
	static const struct { const char *in; size_t most; const char *out; } t[] = {
		{ "<a href=x>a <b>b</b></a><img src=y><area href=z>", 9, "x|a b!yz" }, { "<a href=x>a</a><a href=y>b</a>", 1, "x|a+" }, { "<A HREF='x'>a", 9, "x|a" },
		{ "<a href=x>a<p>b<br>c</p></a>d", 9, "x|a\nb\nc" }, { "<a href='&lt;&#233;&amp;'>&gt;</a>", 9, "<\xc3\xa9&|>" }, { "<a>a</a><a href=''>b</a><img>", 9, "" },
		{ "<a href=x>a<style>b</style></a>", 9, "x|a" }, { "<a href=x", 9, "x" }, { "<", 9, "" }, { "", 9, "" }, { "<a href=x></a>", 0, "+" },
		{ "<!-- <a href=x>a</a> --><script><a href=y></script>", 9, "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		Buf b = buf_new(&a);
		HtmlLinks links;

		html_links(in, t[i].most, &a, &links);
		for (size_t k = 0; k < links.n; k++)
			buf_format(&b, links.v[k].words.len ? "%s%.*s|%.*s" : "%s%.*s%.*s", links.v[k].image ? "!" : "", STR_ARG(links.v[k].url), STR_ARG(links.v[k].words));
		if (links.cut)
			buf_char(&b, '+');
		same(buf_str(&b), t[i].out, "'%s'", t[i].in);
		exact_free(in);
	}
}

/* NULs, bytes that are no UTF-8, and what nests without end. */
static void test_hostile(void **state)
{
	enum { BYTES = 1 << 20 };
	static const char *const pieces[] = { "<b>", "</i>", "<table><tr><td>", "<", "&#", "<p a=", "<!--", "]]>", "<a b='", "\xff", "<pre>\n", "<a href=x>y", "<img src=x>" };
	char *text = malloc(BYTES);
	HtmlLinks links;

	(void)state;
	for (size_t i = 0; i < ROWS(pieces); i++) {
		Arena a = unit_arena();
		size_t n = strlen(pieces[i]);

		for (size_t k = 0; k + n <= BYTES; k += n)
			memcpy(text + k, pieces[i], n);
		ok(utf8_valid(html_to_text((Str){ text, BYTES / n * n }, &a)), "'%s'\n", pieces[i]);
		html_links((Str){ text, BYTES / n * n }, BYTES, &a, &links);
	}
	for (size_t k = 0; k + 3 <= BYTES / 2; k += 3)
		memcpy(text + k, "<b>", 3);
	for (size_t k = BYTES / 2; k + 4 <= BYTES; k += 4)
		memcpy(text + k, "</i>", 4);
	Arena a = unit_arena();
	html_to_text((Str){ text, BYTES }, &a);
	memset(text, 0, BYTES);
	same(html_to_text((Str){ text, BYTES }, &a), "", "NULs");
	free(text);
}

UNIT_MAIN(cmocka_unit_test(test_text), cmocka_unit_test(test_entities), cmocka_unit_test(test_links), cmocka_unit_test(test_hostile))
