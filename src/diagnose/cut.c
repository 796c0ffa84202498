/* cut.c - the places where lists, filters and gateways put their words: at the end, before </body>, behind <body>, in front. */
#include "diagnose/cut.h"

enum { ENDS = 6 };

/* A line that begins a footer more often than not: "-- ", "_____", "=====", "*****", "#####". */
static bool is_rule(const char *p, const char *end)
{
	return end - p >= 2 && p[0] == p[1] && strchr("-_=*#~", p[0]) && p[0];
}

static bool line_begins(const char *p, Str t)
{
	return p == t.at || p[-1] == '\n';
}

/* The line end at p. */
static bool line_ends(const char *p, const char *end)
{
	return p < end && (*p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n')) ;
}

static bool behind_empty(const char *p, Str t)
{
	const char *q = p;

	if (q > t.at && q[-1] == '\n')
		q--;
	if (q > t.at && q[-1] == '\r')
		q--;
	while (q > t.at && is_blank(q[-1]))
		q--;
	return q == t.at || q[-1] == '\n';
}

/* "<div", "</p>", "<br": what a block of HTML begins or ends with. */
static bool is_block_tag(const char *p, const char *end)
{
	static const char *const names[] = { "div", "p", "hr", "table", "br", "pre", "footer", "section", "center", "span", "font", "blockquote" };
	Str s = str_between(p + 1, end);

	if (str_starts(s, STR("/")))
		s = str_drop(s, 1);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t n = strlen(names[i]);

		if (str_istarts(s, str_of(names[i])) && (s.len == n || !is_alnum(s.at[n])))
			return true;
	}
	return false;
}

static void put(Cuts *out, const char *from, const char *to, UndoKind kind, bool strong, Arena *keep)
{
	if (out->n < CUTS_MOST && from < to)
		*arena_push(keep, out) = (Cut){ str_between(from, to), kind, strong };
}

/* Is p a place where something may begin, and is it a strong one? */
static bool is_place(const char *p, Str t, bool html, bool *strong)
{
	const char *end = t.at + t.len;

	if (html && p < end && *p == '<') {
		*strong = is_block_tag(p, end);
		return true;
	}
	if (line_begins(p, t)) {
		*strong = is_rule(p, end) || behind_empty(p, t) || line_ends(p, end);
		return true;
	}
	*strong = line_ends(p, end) && p + 2 < end && (line_ends(p + 1 + (*p == '\r'), end) || is_rule(p + 1 + (*p == '\r'), end));
	return line_ends(p, end) && (*p == '\r' || p[-1] != '\r');
}

static void footers(Str t, const char *end, bool html, Arena *keep, Cuts *out)
{
	size_t places = 0;

	for (const char *p = end; p-- > t.at && end - p <= CUT_BYTES && places < CUT_PLACES; ) {
		bool strong;

		if (!is_place(p, t, html, &strong))
			continue;
		put(out, p, end, html ? UNDO_FOOTER_HTML : UNDO_FOOTER_TEXT, strong, keep);
		places++;
	}
}

/* Does the tag that ends at p end a block? */
static bool behind_block(const char *p, const char *begin)
{
	const char *open = p - 1;

	while (open > begin && *open != '<')
		open--;
	return is_block_tag(open, p) && (open[1] == '/' || str_istarts(str_between(open, p), STR("<br")) || str_istarts(str_between(open, p), STR("<hr")));
}

static void banners(Str t, const char *begin, bool html, Arena *keep, Cuts *out)
{
	const char *end = t.at + t.len;
	size_t places = 0;

	for (const char *p = begin + 1; p < end && p - begin <= CUT_BYTES && places < CUT_PLACES; p++) {
		bool behind_tag = html && p[-1] == '>', line = line_begins(p, t), tag = html && *p == '<';

		if (!behind_tag && !line && !tag)
			continue;
		bool strong = html ? behind_block(line && p > begin + 1 ? p - 1 : p, begin) : behind_empty(p, t) || is_rule(p, end) || places < 4;

		put(out, begin, p, UNDO_BANNER, strong, keep);
		places++;
	}
}

/* The last occurrence of what, case ignored; NULL. */
static const char *last_of(Str t, Str what)
{
	Str tail = str_drop(t, t.len > CUT_BYTES ? t.len - CUT_BYTES : 0);
	const char *found = NULL;

	for (size_t at = str_ifind(tail, what, 0); at < tail.len; at = str_ifind(tail, what, at + 1))
		found = tail.at + at;
	return found;
}

/* Behind the tag that begins so; NULL. */
static const char *behind_tag_of(Str t, Str tag)
{
	Str head = str_take(t, CUT_BYTES);
	size_t at = str_ifind(head, tag, 0);
	const char *close = at < head.len ? memchr(head.at + at, '>', head.len - at) : NULL;

	return close ? close + 1 : NULL;
}

/* Where a footer may end: at the end, before its line ends, and before what closes the HTML. */
static size_t find_ends(Str t, bool html, const char **ends)
{
	Str bare = str_trim_end(t);
	const char *body = html ? last_of(t, STR("</body")) : NULL, *root = html ? last_of(t, STR("</html")) : NULL;
	size_t n = 0;

	ends[n++] = t.at + t.len;
	if (bare.len < t.len) {
		size_t one = t.len - 1 - (t.len > 1 && t.at[t.len - 1] == '\n' && t.at[t.len - 2] == '\r');

		ends[n++] = t.at + (one > bare.len ? one : bare.len);
		if (one > bare.len)
			ends[n++] = bare.at + bare.len;
	}
	if (body)
		ends[n++] = body;
	if (root)
		ends[n++] = root;
	return n;
}

void cuts_find(Str text, bool html, Arena *keep, Cuts *out)
{
	const char *ends[ENDS], *body = html ? behind_tag_of(text, STR("<body")) : NULL, *root = html ? behind_tag_of(text, STR("<html")) : NULL;
	size_t n = find_ends(text, html, ends);

	*out = (Cuts){ 0 };
	for (size_t i = 0; i < n; i++)
		footers(text, ends[i], html, keep, out);
	banners(text, text.at, html, keep, out);
	if (body)
		banners(text, body, html, keep, out);
	if (root)
		banners(text, root, html, keep, out);
}
