/* links.c - all of a link is valid UTF-8, a host has no blank in front of its end, none stands twice, and there are never more than LIMIT_LINKS; the
 * links of a piece of HTML likewise. */
#include "fuzz.h"
#include "base/codec.h"
#include "base/html.h"
#include "base/limits.h"
#include "exam/links.h"

enum { COMPARED = 50 };                                 /* links that are held against each other */

static void link_law(const Link *l, Arena a)
{
	Link again;

	claim(utf8_valid(l->url) && utf8_valid(l->host) && utf8_valid(l->user) && utf8_valid(l->shown));
	claim(l->url.len && link_split(l->url, &a, &again) && str_eq(again.host, l->host) && str_eq(again.user, l->user));
	claim(!l->image || l->shown.len == 0);
	claim(!memchr(l->host.at, '/', l->host.len) && !memchr(l->host.at, '\\', l->host.len));
}

static void law(Str in, Arena *a)
{
	HtmlLinks html;
	MimeTree tree;
	Links links;
	bool damaged;

	mime_read(in, a, &tree);
	links_of(tree.root, a, &links);
	claim(links.n <= LIMIT_LINKS);
	for (size_t i = 0; i < links.n; i++) {
		link_law(&links.v[i], *a);
		for (size_t k = 0; k < i && k < COMPARED; k++)
			claim(links.v[i].image != links.v[k].image || !str_eq(links.v[i].url, links.v[k].url) || !str_eq(links.v[i].shown, links.v[k].shown));
	}
	html_links(charset_to_utf8(in, STR("utf-8"), a, &damaged), COMPARED, a, &html);
	claim(html.n <= COMPARED);
	for (size_t i = 0; i < html.n; i++)
		claim(html.v[i].url.len && utf8_valid(html.v[i].url) && utf8_valid(html.v[i].words) && (!html.v[i].image || html.v[i].words.len == 0));
}

FUZZ(law)
