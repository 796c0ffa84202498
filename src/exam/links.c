/* links.c - URLs in the text parts of a message. */
#include "base/limits.h"
#include "exam/links.h"

static bool ends_url(char c)
{
	return is_space(c) || (unsigned char)c < ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '\\' || c == '^' || c == '`' || c == '{' || c == '}';
}

/* RFC 3986 3.2: what stands between "//" and the path, without userinfo and port. */
static Str host_of(Str url, Arena *keep)
{
	Str rest = str_drop(url, str_find(url, STR("//"), 0) + 2), host, before;
	size_t n = 0;

	while (n < rest.len && rest.at[n] != '/' && rest.at[n] != '?' && rest.at[n] != '#')
		n++;
	host = str_take(rest, n);
	for (Str after = str_cut(host, '@', &before); before.len < host.len; after = str_cut(host, '@', &before))
		host = after;
	if (host.len && host.at[0] == '[') {
		str_cut(str_drop(host, 1), ']', &host);
		return arena_lower(keep, host);
	}
	str_cut(host, ':', &host);
	while (host.len && (host.at[host.len - 1] == '.' || host.at[host.len - 1] == ','))
		host.len--;
	return arena_lower(keep, host);
}

static void add(Links *out, Arena *keep, Str url, Str shown, bool image)
{
	if (out->n == LIMIT_LINKS) {
		out->cut = true;
		return;
	}
	for (size_t i = 0; i < out->n; i++)
		if (str_eq(out->v[i].url, url))
			return;
	*arena_push(keep, out) = (Link){ .url = url, .host = host_of(url, keep), .shown = shown, .image = image };
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

static void links_in(Str text, Arena *keep, Links *out)
{
	for (size_t at = next_url(text, 0); at < text.len; at = next_url(text, at + 4)) {
		size_t end = at;

		while (end < text.len && !ends_url(text.at[end]))
			end++;
		add(out, keep, str_take(str_drop(text, at), end - at), STR(""), false);
	}
}

void links_of(const Part *root, Arena *keep, Links *out)
{
	bool damaged;

	*out = (Links){ 0 };
	for (const Part *p = part_find(root, STR("text/")); p && !out->cut; p = part_walk(root, p))
		if (str_starts(p->type, STR("text/")) && !p->child)
			links_in(part_bytes(p, keep, &damaged), keep, out);
}

void links_hosts(const Links *links, Arena *keep, Hosts *out)
{
	*out = (Hosts){ 0 };
	for (size_t i = 0; i < links->n; i++) {
		bool known = links->v[i].host.len == 0;

		for (size_t h = 0; h < out->n && !known; h++)
			known = str_eq(out->v[h], links->v[i].host);
		if (!known)
			*arena_push(keep, out) = links->v[i].host;
	}
}
