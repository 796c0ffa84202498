/* undo_says.c - the sentence: what was changed, and where. */
#include "diagnose/undo.h"

enum { SHOWN = 70 };                            /* bytes of a text that are quoted */

/* At most `most` bytes of one line, the blanks squeezed, cut at a character. */
static void put_short(Buf *b, Str s, size_t most)
{
	size_t n = 0;
	bool blank = false;

	s = str_trim(s);
	for (; n < s.len && n < most; n++) {
		if (!is_space(s.at[n]))
			buf_char(b, s.at[n]);
		else if (!blank)
			buf_char(b, ' ');
		blank = is_space(s.at[n]);
	}
	while (n < s.len && n > 0 && ((unsigned char)s.at[n] & 0xc0) == 0x80 && b->len) {
		b->len--;
		n--;
	}
	if (n < s.len)
		buf_put(b, STR("\xe2\x80\xa6"));
}

/* The first line with letters. */
static Str telling_line(Str s)
{
	Str line, first = STR("");

	while (s.len) {
		s = str_cut(s, '\n', &line);
		line = str_trim(line);
		if (!first.len)
			first = line;
		for (size_t i = 0; i < line.len; i++)
			if (is_alnum(line.at[i]) || (line.at[i] & 0x80))
				return line;
	}
	return first;
}

static void says_body(const UndoChange *c, Buf *b)
{
	bool footer = c->kind == UNDO_FOOTER_TEXT || c->kind == UNDO_FOOTER_HTML;

	if ((footer || c->kind == UNDO_BANNER) && c->lines_added)
		buf_format(b, "a %s of %d line%s was %s%s after signing", footer ? "footer" : "banner", c->lines_added, c->lines_added == 1 ? "" : "s",
		           footer ? "added" : "put in front", c->kind == UNDO_FOOTER_HTML ? " in the HTML" : "");
	else
		buf_format(b, "%s after signing", undo_kind_text[c->kind]);
	if (c->text.len == 0)
		return;
	buf_put(b, STR(": \""));
	put_short(b, telling_line(c->text), SHOWN);
	buf_put(b, STR("\""));
}

static void says_header(const UndoChange *c, Buf *b)
{
	buf_format(b, "%s after signing: %.*s ", undo_kind_text[c->kind], STR_ARG(str_take(c->field, SHOWN)));
	if (c->was.len) {
		buf_put(b, STR("was \""));
		put_short(b, c->was, SHOWN);
		buf_put(b, c->now.len ? STR("\", is \"") : STR("\", is gone"));
	} else {
		buf_put(b, STR("was not there, is \""));
	}
	if (c->now.len) {
		put_short(b, c->now, SHOWN);
		buf_put(b, STR("\""));
	}
}

static void says_hop(const UndoHop *h, Buf *b)
{
	if (h->at.len)
		buf_format(b, "; by %.*s", STR_ARG(h->at));
	else if (h->after.len && h->before.len)
		buf_format(b, "; between %.*s and %.*s", STR_ARG(h->after), STR_ARG(h->before));
	if (h->at.len && h->why.len)
		buf_format(b, " (%.*s)", STR_ARG(h->why));
}

Str undo_says(const Undo *u, Arena *keep)
{
	Buf b = buf_new(keep);

	for (size_t i = 0; i < u->n; i++) {
		if (i)
			buf_put(&b, STR("; "));
		(u->v[i].header ? says_header : says_body)(&u->v[i], &b);
	}
	says_hop(&u->hop, &b);
	return buf_str(&b);
}
