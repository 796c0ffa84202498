/* content_links.c - links that hide where they lead: another host in their words, a shortener, a bare address, a user in front of the host. */
#include "auth/orgdomain.h"
#include "base/ip.h"
#include "exam/content.h"

enum { HOST_SHOWN = 100 };

/* ---- a host in the words of a link ---- */

static bool is_host_char(char c)
{
	return is_alnum(c) || c == '-' || c == '.' || (c & 0x80);
}

/* Do the words end as a name of the DNS does?  Names of files end otherwise, mostly. */
static bool is_domain(Str s, Arena *keep)
{
	size_t dot = str_behind_last(s, '.');

	if (dot < 2 || dot == s.len)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!is_host_char(s.at[i]))
			return false;
	return str_istarts(s, STR("www.")) || psl_listed(str_drop(s, dot), keep);
}

/* The host that the words of the link show; "" where they show none.  What the path of the link ends in is the name of a file. */
static Str shown_host(const Link *link, Arena *keep)
{
	size_t at = str_ifind(link->shown, STR("http"), 0);
	Str word, host;
	Link shown;
	bool ok;

	str_word(str_drop(link->shown, at), &word);
	if (word.len && str_has(word, STR("//")) && link_split(word, keep, &shown))
		return shown.host;
	str_cut(str_trim(link->shown), '/', &host);
	if (host.len > HOST_SHOWN * 2 || !is_domain(host, keep) || str_iends(link->url, host))
		return STR("");
	return idn_ascii(host, keep, &ok);
}

static bool is_misleading(const Link *link, Str shown, Arena *keep)
{
	return shown.len && link->host.len && !str_eq(psl_organisation(shown, keep), psl_organisation(link->host, keep));
}

static void see_misleading(Look *l)
{
	const Links *links = l->in->links;
	size_t n = 0;

	for (size_t i = 0; i < links->n; i++) {
		Str shown = shown_host(&links->v[i], l->keep);

		if (is_misleading(&links->v[i], shown, l->keep) && n++ < CONTENT_SHOWN)
			look_see_slice(l, GRADE_WARN, "content.url_shortener", content_slice(links->v[i].url),
			               STR("let the words of the link and its address have the same domain"),
			               "a link shows %.*s and leads to %.*s", STR_ARG(str_take(shown, HOST_SHOWN)),
			               STR_ARG(str_take(links->v[i].host, HOST_SHOWN)));
	}
	content_more(l, n, "links that show another host");
}

/* ---- hosts ---- */

/* RFC 3986 3.2.2, and what readers take for an address beside it: a host whose last label is a number. */
static bool is_address(Str host)
{
	Str last = str_drop(host, str_behind_last(host, '.'));
	bool hex = str_istarts(last, STR("0x"));
	Ip ip;

	if (ip_read(host, &ip))
		return true;
	for (size_t i = hex ? 2 : 0; i < last.len; i++)
		if (!(hex ? is_hex(last.at[i]) : is_digit(last.at[i])))
			return false;
	return last.len > 0;
}

static bool is_shortener(Look *l, Str host)
{
	Str words, word;

	for (Entry e = knowledge_first(l->in->knowledge, KIND_OBJECTION); entry_ok(e); e = knowledge_next(l->in->knowledge, e))
		for (words = str_word(entry_value(e, STR("Shortener")), &word); word.len; words = str_word(words, &word))
			if (str_has_suffix_label(host, word))
				return true;
	return false;
}

static bool hides(Look *l, const Link *link)      { return l->in->knowledge && is_shortener(l, link->host); }
static bool is_bare(Look *l, const Link *link)    { return (void)l, is_address(link->host); }
static bool has_user(Look *l, const Link *link)   { return (void)l, link->user.len > 0; }

static const struct { bool (*is)(Look *, const Link *); const char *cause, *todo, *what, *more; } kinds[] = {
	{ hides, "content.url_shortener", "write the address where the link leads",
	  "is a link shortener: nobody sees where the link leads", "links to shorteners" },
	{ is_bare, "content.spam", "give the host a name, and link to that",
	  "is an address and no name: honest links have names", "links to bare addresses" },
	{ has_user, "content.url_shortener", "leave out what stands before the @",
	  "stands behind a user and an @: what is before it looks like the host", "links with a user" },
};

static bool same_host_above(const Links *links, size_t i)
{
	return i > 0 && str_eq(links->v[i - 1].host, links->v[i].host);
}

static void see_hosts(Look *l, size_t kind)
{
	const Links *links = l->in->links;
	size_t n = 0;

	for (size_t i = 0; i < links->n; i++)
		if (!same_host_above(links, i) && kinds[kind].is(l, &links->v[i]) && n++ < CONTENT_SHOWN)
			look_see_slice(l, GRADE_WARN, kinds[kind].cause, content_slice(links->v[i].url), str_of(kinds[kind].todo), "%.*s %s",
			               STR_ARG(str_take(links->v[i].host, HOST_SHOWN)), kinds[kind].what);
	content_more(l, n, kinds[kind].more);
}

void content_links(Look *l)
{
	if (!l->in->links)
		return;
	see_misleading(l);
	for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
		see_hosts(l, kind);
	if (l->in->links->cut)
		look_see(l, GRADE_NOTE, NULL, NULL, STR(""), "there are more links or more text than are looked at: the first %zu links were",
		         l->in->links->n);
}
