/* links.c - URLs in the text parts of a message. */
#include "base/codec.h"
#include "base/html.h"
#include "base/idn.h"
#include "base/limits.h"
#include "exam/links.h"

enum { HOST_BYTES = 1024 };                             /* more is no name of the DNS in any script */

/* ---- one URL ---- */

static bool is_slash(char c)
{
	return c == '/' || c == '\\';
}

/* What stands behind the scheme and the slashes; false where the scheme is another. */
static bool after_scheme(Str url, Str *rest)
{
	size_t slashes = 0;

	*rest = str_istarts(url, STR("https:")) ? str_drop(url, 6) : str_istarts(url, STR("http:")) ? str_drop(url, 5) : url;
	while (slashes < rest->len && is_slash(rest->at[slashes]))
		slashes++;
	if (rest->len == url.len && slashes < 2)
		return false;
	*rest = str_drop(*rest, slashes);
	return true;
}

static Str lower_host(Str host, Arena *keep)
{
	bool ok;

	if (host.len && host.at[0] == '[') {
		str_cut(str_drop(host, 1), ']', &host);
		return arena_lower(keep, host);
	}
	str_cut(host, ':', &host);
	while (host.len && (host.at[host.len - 1] == '.' || host.at[host.len - 1] == ','))
		host.len--;
	return host.len > HOST_BYTES ? arena_lower(keep, host) : idn_ascii(host, keep, &ok);
}

/* RFC 3986 3.2: what stands before the path is the host, with the user in front and the port behind it. */
bool link_split(Str url, Arena *keep, Link *out)
{
	Str rest, authority;
	size_t n = 0;

	if (!after_scheme(url, &rest))
		return false;
	while (n < rest.len && !is_slash(rest.at[n]) && rest.at[n] != '?' && rest.at[n] != '#')
		n++;
	authority = str_take(rest, n);
	size_t host = str_behind_last(authority, '@');
	*out = (Link){ .url = url, .host = lower_host(str_drop(authority, host), keep), .user = str_take(authority, host ? host - 1 : 0), .shown = STR("") };
	return true;
}

/* ---- many ---- */

enum { SLOTS = 1 << 11 };                               /* of the table of those that are known */
_Static_assert(SLOTS >= 2 * LIMIT_LINKS, "the table has room");

typedef struct {
	Links *out;
	Arena *keep;
	uint16_t *known;                                /* an open hash table of SLOTS: the number of a link, plus one */
} Collector;

static bool is_same(const Link *l, Str url, Str shown, bool image)
{
	return l->image == image && str_eq(l->url, url) && str_eq(l->shown, shown);
}

static void add(Collector *c, Str url, Str shown, bool image)
{
	size_t slot = str_hash(shown, str_hash(url, STR_HASH_START)) & (SLOTS - 1);
	Links *out = c->out;
	Link link;

	for (; c->known[slot]; slot = (slot + 1) & (SLOTS - 1))
		if (is_same(&out->v[c->known[slot] - 1], url, shown, image))
			return;
	if (out->n == LIMIT_LINKS) {
		out->cut = true;
		return;
	}
	if (!link_split(url, c->keep, &link))
		return;
	link.shown = shown;
	link.image = image;
	*arena_push(c->keep, out) = link;
	c->known[slot] = (uint16_t)out->n;
}

/* ---- plain text ---- */

static bool ends_url(char c)
{
	return is_space(c) || (unsigned char)c < ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '\\' || c == '^' || c == '`' || c == '{' || c == '}';
}

/* Where "http://" or "https://" next stands. */
static size_t next_url(Str s, size_t from)
{
	for (size_t at = str_ifind(s, STR("http"), from); at < s.len; at = str_ifind(s, STR("http"), at + 4)) {
		Str rest = str_drop(s, at + 4);

		if (str_starts(rest, STR("://")) || str_istarts(rest, STR("s://")))
			return at;
	}
	return s.len;
}

/* What closes the sentence around it is no part of it: a bracket neither, unless it was opened inside. */
static Str without_punctuation(Str url)
{
	while (url.len) {
		char last = url.at[url.len - 1];

		if (!strchr(".,;:!?)]", last) || (last == ')' && memchr(url.at, '(', url.len)) || (last == ']' && memchr(url.at, '[', url.len)))
			break;
		url.len--;
	}
	return url;
}

static void links_in(Collector *c, Str text)
{
	for (size_t at = next_url(text, 0), end; at < text.len && !c->out->cut; at = next_url(text, end)) {
		for (end = at; end < text.len && !ends_url(text.at[end]); )
			end++;
		add(c, without_punctuation(str_take(str_drop(text, at), end - at)), STR(""), false);
	}
}

/* ---- the parts ---- */

static void links_of_html(Collector *c, Str html)
{
	HtmlLinks links;

	html_links(html, LIMIT_HTML_LINKS, c->keep, &links);
	for (size_t i = 0; i < links.n && !c->out->cut; i++)
		add(c, links.v[i].url, links.v[i].words, links.v[i].image);
	c->out->cut |= links.cut;
}

static Str text_of(const Part *p, Arena *keep)
{
	bool damaged;
	Str bytes = part_bytes(p, keep, &damaged);

	return charset_to_utf8(bytes, header_parameter(header_value(&p->headers, STR("Content-Type")), STR("charset"), keep), keep, &damaged);
}

void links_of(const Part *root, Arena *keep, Links *out)
{
	Collector c = { .out = out, .keep = keep, .known = take(keep, uint16_t, SLOTS) };
	size_t left = LIMIT_LINK_TEXT;

	*out = (Links){ 0 };
	for (const Part *p = part_find(root, STR("text/")); p && !out->cut; p = part_walk(root, p)) {
		if (!str_starts(p->type, STR("text/")) || p->child)
			continue;
		size_t bytes = p->body.len < LIMIT_REPORT_BYTES ? p->body.len : LIMIT_REPORT_BYTES;
		if (bytes > left) {
			out->cut = true;
			return;
		}
		left -= bytes;
		if (str_eq(p->type, STR("text/html")))
			links_of_html(&c, text_of(p, keep));
		else
			links_in(&c, text_of(p, keep));
	}
}
