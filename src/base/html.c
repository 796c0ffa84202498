/* html.c - HTML as the text that a person sees, and its links, by libxml2's SAX parser: no tree, no network, no external entity.
 *
 * All room is taken from the arena before the parser starts, and what is written never exceeds the input: so nothing jumps while the
 * library's frames are on the stack, and nothing has to be freed. */
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include "base/codec.h"
#include "base/html.h"

enum {
	DEPTH = 256,                            /* elements inside each other: an end tag costs libxml2 one step for each */
	ENTITY_BYTES = 32,
};

typedef struct {
	char *at;
	size_t len, room;
	int hidden, pre, depth;                 /* inside <script>, <style>, <head> …; inside <pre>; inside anything */
	xmlParserCtxt *parser;
	bool cr;                                /* the last byte of text was a CR */
} Sheet;

/* What an element does to the text.  Sorted by name. */
typedef enum { INLINE, BLOCK, CELL, BREAK, HIDE, PRE } Effect;

static const struct { const char *name; Effect effect; } elements[] = {
	{ "address", BLOCK }, { "article", BLOCK }, { "blockquote", BLOCK }, { "br", BREAK }, { "center", BLOCK }, { "dd", BLOCK }, { "div", BLOCK },
	{ "dl", BLOCK }, { "dt", BLOCK }, { "fieldset", BLOCK }, { "footer", BLOCK }, { "form", BLOCK }, { "h1", BLOCK }, { "h2", BLOCK },
	{ "h3", BLOCK }, { "h4", BLOCK }, { "h5", BLOCK }, { "h6", BLOCK }, { "head", HIDE }, { "header", BLOCK }, { "hr", BLOCK }, { "li", BLOCK },
	{ "main", BLOCK }, { "nav", BLOCK }, { "noscript", HIDE }, { "object", HIDE }, { "ol", BLOCK }, { "p", BLOCK }, { "pre", PRE },
	{ "script", HIDE }, { "section", BLOCK }, { "style", HIDE }, { "table", BLOCK }, { "tbody", BLOCK }, { "td", CELL }, { "template", HIDE },
	{ "textarea", BLOCK }, { "tfoot", BLOCK }, { "th", CELL }, { "thead", BLOCK }, { "title", HIDE }, { "tr", BLOCK }, { "ul", BLOCK },
};

static Effect effect_of(const char *name)
{
	size_t low = 0, high = sizeof elements / sizeof *elements;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int d = strcmp(name, elements[mid].name);

		if (d == 0)
			return elements[mid].effect;
		if (d < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return INLINE;
}

static void put(Sheet *t, char c)
{
	if (t->len < t->room)
		t->at[t->len++] = c;
}

/* A line end, but no second one, and no blank before it. */
static void line_end(Sheet *t)
{
	while (t->len && t->at[t->len - 1] == ' ')
		t->len--;
	if (t->len && t->at[t->len - 1] != '\n')
		put(t, '\n');
}

static void blank(Sheet *t)
{
	if (t->len && t->at[t->len - 1] != ' ' && t->at[t->len - 1] != '\n')
		put(t, ' ');
}

static void on_start(void *arg, const xmlChar *name, const xmlChar **attributes)
{
	Sheet *t = arg;
	Effect e = effect_of((const char *)name);

	(void)attributes;
	if (++t->depth > DEPTH)
		xmlStopParser(t->parser);
	t->hidden += e == HIDE;
	t->pre += e == PRE;
	if (e == BREAK)
		put(t, '\n');
	else if (e == CELL)
		blank(t);
	else if (e == BLOCK || e == PRE)
		line_end(t);
}

static void on_end(void *arg, const xmlChar *name)
{
	Sheet *t = arg;
	Effect e = effect_of((const char *)name);

	t->depth--;
	t->hidden -= e == HIDE && t->hidden;
	t->pre -= e == PRE && t->pre;
	if (e == CELL)
		blank(t);
	else if (e == BLOCK || e == PRE)
		line_end(t);
}

static void on_text(void *arg, const xmlChar *text, int len)
{
	Sheet *t = arg;

	if (t->hidden)
		return;
	for (int i = 0; i < len; i++) {
		char c = (char)text[i];
		bool second = c == '\n' && t->cr;       /* of a CRLF, which two calls may share */

		t->cr = c == '\r';
		if (second)
			continue;
		if (is_space(c) && !t->pre)
			blank(t);
		else if (c == (char)0xc2 && i + 1 < len && (char)text[i + 1] == (char)0xa0) {
			put(t, ' ');                    /* a no-break space is a blank to everybody who searches */
			i++;
		} else
			put(t, c == '\r' ? '\n' : c);
	}
}

static void on_cdata(void *arg, const xmlChar *text, int len)
{
	(void)arg, (void)text, (void)len;               /* what stands in <script> and <style> */
}

/* `more`: what begins and ends an element, where it is not the Sheet alone that listens. */
static void parse(Sheet *t, const xmlSAXHandler *more, const char *html, int len)
{
	xmlParserCtxt *p = htmlCreateMemoryParserCtxt(html, len);

	if (!p)
		return;
	htmlCtxtUseOptions(p, HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | HTML_PARSE_RECOVER);
	xmlSwitchEncoding(p, XML_CHAR_ENCODING_UTF8);
	*p->sax = (xmlSAXHandler){ .startElement = more->startElement, .endElement = more->endElement, .characters = on_text,
	                           .ignorableWhitespace = on_text, .cdataBlock = on_cdata };
	p->userData = t;
	t->parser = p;
	htmlParseDocument(p);
	htmlFreeParserCtxt(p);
}

/* What is no UTF-8 becomes '?': what a document gives may be cut in the middle of a character, by the library or for want of room. */
static void mend(char *at, size_t len)
{
	uint32_t rune;

	for (size_t i = 0; i < len; ) {
		size_t n = utf8_read((Str){ at + i, len - i }, &rune);

		if (!n)
			at[i] = '?';
		i += n ? n : 1;
	}
}

/* A copy that the library reads to its end: NULs as blanks. */
static char *clean_copy(Str s, Arena *a)
{
	char *copy = take(a, char, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		copy[i] = s.at[i] ? s.at[i] : ' ';
	mend(copy, s.len);
	return copy;
}

Str html_to_text(Str s, Arena *keep)
{
	s = str_take(s, INT32_MAX / 2);
	Sheet t = { .at = take(keep, char, s.len + 1), .room = s.len };
	Arena scratch = *keep;

	if (str_trim(s).len)
		parse(&t, &(xmlSAXHandler){ .startElement = on_start, .endElement = on_end }, clean_copy(s, &scratch), (int)s.len);
	mend(t.at, t.len);
	keep->at = t.at + t.len;
	return str_trim((Str){ t.at, t.len });
}

/* ---- links ---- */

/* The sheet comes first, for that is what the parser hands to who listens.  Its text is the words of all links, one after the other. */
typedef struct {
	Sheet words;
	char *urls;                             /* as many bytes as the sheet has */
	size_t len, most;
	HtmlLinks *out;
	HtmlLink *open;                         /* the <a> that is open */
	size_t from;                            /* where its words begin */
} Anchors;

static const char *attribute(const xmlChar **attributes, const char *name)
{
	for (; attributes && attributes[0]; attributes += 2)
		if (strcmp((const char *)attributes[0], name) == 0)
			return (const char *)attributes[1];
	return NULL;
}

/* WHATWG URL 4.4: blanks around it do not count, nor do tabs and line ends in it. */
static HtmlLink *link_add(Anchors *a, const char *value, bool image)
{
	Str url = value ? str_trim(str_of(value)) : STR("");
	size_t from = a->len;

	if (url.len == 0)
		return NULL;
	if (a->out->n == a->most) {
		a->out->cut = true;
		xmlStopParser(a->words.parser);
		return NULL;
	}
	for (size_t i = 0; i < url.len && a->len < a->words.room; i++)
		if (!is_space(url.at[i]) || url.at[i] == ' ')
			a->urls[a->len++] = url.at[i];
	HtmlLink *link = &a->out->v[a->out->n++];
	*link = (HtmlLink){ .url = { a->urls + from, a->len - from }, .words = STR(""), .image = image };
	return link;
}

static void anchor_close(Anchors *a)
{
	if (a->open)
		a->open->words = str_trim(str_between(a->words.at + a->from, a->words.at + a->words.len));
	a->open = NULL;
}

static void on_link_start(void *arg, const xmlChar *name, const xmlChar **attributes)
{
	Anchors *a = arg;
	const char *tag = (const char *)name;

	on_start(&a->words, name, attributes);
	if (strcmp(tag, "a") == 0) {
		anchor_close(a);
		line_end(&a->words);
		a->open = link_add(a, attribute(attributes, "href"), false);
		a->from = a->words.len;
	} else if (strcmp(tag, "area") == 0)
		link_add(a, attribute(attributes, "href"), false);
	else if (strcmp(tag, "img") == 0)
		link_add(a, attribute(attributes, "src"), true);
}

static void on_link_end(void *arg, const xmlChar *name)
{
	Anchors *a = arg;

	on_end(&a->words, name);
	if (strcmp((const char *)name, "a") == 0)
		anchor_close(a);
}

/* How many links there can be at most: each has a '<', and "<a href=x" is the shortest. */
static size_t count_links(Str s)
{
	size_t n = 0, most = s.len / (sizeof "<a href=x" - 1);

	for (const char *p = s.at, *end = s.at + s.len; n < most && p < end && (p = memchr(p, '<', (size_t)(end - p))); p++)
		n++;
	return n;
}

void html_links(Str s, size_t most, Arena *keep, HtmlLinks *out)
{
	s = str_take(s, INT32_MAX / 2);
	size_t n = count_links(s);

	most = n < most ? n : most;
	*out = (HtmlLinks){ .v = take(keep, HtmlLink, most) };
	if (n == 0)
		return;
	Anchors a = { .words = { .at = take(keep, char, s.len + 1), .room = s.len }, .urls = take(keep, char, s.len + 1), .most = most, .out = out };
	Arena scratch = *keep;
	parse(&a.words, &(xmlSAXHandler){ .startElement = on_link_start, .endElement = on_link_end }, clean_copy(s, &scratch), (int)s.len);
	anchor_close(&a);
	out->cut |= a.words.depth > DEPTH;
	mend(a.words.at, a.words.len);
	mend(a.urls, a.len);
}

/* The rune of an entity without '&' and ';' ("lt", "#8217", "#x2019"); 0 where it is none. */
static uint32_t entity_rune(Str s)
{
	char name[ENTITY_BYTES];
	uint32_t rune = 0;

	if (s.len > 1 && s.at[0] == '#') {
		bool hex = to_lower(s.at[1]) == 'x';

		for (size_t i = hex ? 2 : 1; i < s.len && rune <= 0x10ffff; i++) {
			char c = s.at[i];

			if (!(hex ? is_hex(c) : is_digit(c)))
				return 0;
			rune = rune * (hex ? 16 : 10) + (uint32_t)(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
		}
		return rune <= 0x10ffff ? rune : 0;
	}
	if (s.len == 0 || s.len >= sizeof name)
		return 0;
	memcpy(name, s.at, s.len);
	name[s.len] = '\0';
	const htmlEntityDesc *e = htmlEntityLookup((const xmlChar *)name);
	return e ? e->value : str_eq(s, STR("apos")) ? '\'' : 0;
}

Str html_entities(Str s, Arena *keep)
{
	if (!s.len || !memchr(s.at, '&', s.len))
		return s;
	char *out = take(keep, char, s.len + 4);
	size_t n = 0;

	while (s.len) {
		const char *and = memchr(s.at, '&', s.len);
		size_t plain = and ? (size_t)(and - s.at) : s.len;

		memcpy(out + n, s.at, plain);
		n += plain;
		s = str_drop(s, plain);
		Str head = str_take(str_drop(s, 1), ENTITY_BYTES), name;
		str_cut(head, ';', &name);
		uint32_t rune = name.len < head.len ? entity_rune(name) : 0;
		if (rune) {
			n += utf8_write(out + n, rune == 0xa0 ? ' ' : rune);
			s = str_drop(s, name.len + 2);
		} else if (s.len) {
			out[n++] = '&';
			s = str_drop(s, 1);
		}
	}
	return (Str){ out, n };
}
