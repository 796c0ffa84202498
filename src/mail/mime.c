/* mime.c - the parts of a message: one pass over its lines, with a stack of the multiparts that are open. */
#include "base/codec.h"
#include "base/limits.h"
#include "mail/line.h"
#include "mail/mime.h"

enum { BOUNDARY_BYTES = 998 };  /* RFC 2046 5.1.1 says 70 */

/* A multipart whose parts are being read. */
typedef struct {
	Part *multipart, *open, *last;          /* open: the part that no delimiter has ended yet */
	Str delimiter;                          /* "--" and the boundary */
} Level;

typedef struct {
	Arena *keep;
	MimeTree *tree;
	Str message;
	char eol;
	Part *newest;                           /* in document order */
	Level stack[LIMIT_NESTING];
	int depth;
} Walk;

static bool is_multipart(Str type)
{
	return str_starts(type, STR("multipart/"));
}

/* RFC 2045 5.2: without a type, or with one that makes no sense, it is text; RFC 2046 5.1.5: in a digest, a message. */
static Str type_of(const Headers *h, const Part *parent, Arena *keep)
{
	Str value = header_value(h, STR("Content-Type"));

	if (!value.len)
		return parent && str_eq(parent->type, STR("multipart/digest")) ? STR("message/rfc822") : STR("text/plain");
	Str type = header_token(value, keep);
	return type.len && memchr(type.at, '/', type.len) ? type : STR("text/plain");
}

/* A part whose header section begins at `from`; where it ends is not known yet. */
static Part *part_begin(Walk *w, const char *from, const Part *parent)
{
	Part *p = take(w->keep, Part, 1);
	Str rest = str_between(from, w->message.at + w->message.len);

	p->body = headers_read_lines(rest, w->eol, w->keep, &p->headers);
	p->whole = rest;
	p->type = type_of(&p->headers, parent, w->keep);
	p->depth = parent ? parent->depth + 1 : 0;
	if (w->newest)
		w->newest->after = p;
	w->newest = p;
	w->tree->parts++;
	return p;
}

/* Look for the parts of p, if it has any.  A multipart without a boundary is one text. */
static void level_push(Walk *w, Part *p)
{
	if (!is_multipart(p->type))
		return;
	Str boundary = str_trim_end(header_parameter(header_value(&p->headers, STR("Content-Type")), STR("boundary"), w->keep));

	if (!boundary.len || boundary.len > BOUNDARY_BYTES) {
		w->tree->boundary_missing = true;
		p->type = STR("text/plain");
	} else if (w->depth == LIMIT_NESTING) {
		w->tree->too_deep = true;
	} else {
		w->stack[w->depth++] = (Level){ .multipart = p, .delimiter = arena_join(w->keep, STR("--"), boundary) };
	}
}

/* The part ends there.  One that had not begun yet (its delimiter's line end belongs to the next delimiter) is empty, and lies there. */
static void part_end(Part *p, const char *end)
{
	const char *at = p->whole.at < end ? p->whole.at : end;

	p->whole = str_between(at, end);
	p->body = str_between(p->body.at < end ? p->body.at : end, end);
}

/* A multipart in which no delimiter ever stood is one text. */
static void level_pop(Walk *w, const char *end)
{
	Level *l = &w->stack[--w->depth];

	if (l->open)
		part_end(l->open, end);
	if (!l->multipart->child) {
		w->tree->boundary_missing = true;
		l->multipart->type = STR("text/plain");
	}
}

/* Which open multipart this line delimits, innermost first; -1 none.  RFC 2046 5.1.1: blanks may follow. */
static int level_of(const Walk *w, Str line, bool *closes)
{
	for (int i = w->depth; i-- > 0; ) {
		Str rest = str_drop(line, w->stack[i].delimiter.len);

		if (!str_starts(line, w->stack[i].delimiter))
			continue;
		*closes = str_starts(rest, STR("--"));
		if (str_trim(*closes ? str_drop(rest, 2) : rest).len == 0)
			return i;
	}
	return -1;
}

/* The line end before a delimiter belongs to it. */
static const char *before_line_end(const Walk *w, const char *at)
{
	if (at > w->message.at && at[-1] == w->eol)
		at--;
	if (w->eol == '\n' && at > w->message.at && at[-1] == '\r')
		at--;
	return at;
}

/* A delimiter of level i was read: everything inside is over.  Where the next line is read is in l. */
static void delimiter(Walk *w, int i, Str line, bool closes, Lines *l)
{
	const char *end = before_line_end(w, line.at);
	Level *level = &w->stack[i];

	while (w->depth > i + 1)
		level_pop(w, end);
	if (level->open)
		part_end(level->open, end);
	level->open = NULL;
	if (closes)
		return;
	if (w->tree->parts >= LIMIT_PARTS) {
		w->tree->too_many = true;
		return;
	}
	Part *p = part_begin(w, l->at, level->multipart);
	if (level->last)
		level->last->next = p;
	else
		level->multipart->child = p;
	level->open = level->last = p;
	l->at = p->body.at;
	level_push(w, p);
}

enum { WINDOW = 1 << 16 };                          /* bytes searched in one call: checkers of memory look at all of what a call is given */

static const char *find_in(const char *at, const char *end, Str needle)
{
	const char *hit = NULL;

	for (; !hit && (size_t)(end - at) >= needle.len; at += (size_t)(end - at) < WINDOW ? (size_t)(end - at) : WINDOW) {
		size_t n = (size_t)(end - at) < WINDOW + needle.len ? (size_t)(end - at) : WINDOW + needle.len - 1;

		Str window = { at, n };
		size_t found = str_find(window, needle, 0);

		hit = found < n ? at + found : NULL;
	}
	return hit;
}

/* The next line that may be a delimiter; false at the end.  While one multipart alone is open its delimiter is searched as a whole, which
 * skips over most bytes; else each line that begins with "--" is one. */
static bool delimiter_next(const Walk *w, Lines *l, Str *line)
{
	if (w->depth == 1) {
		Str delimiter = w->stack[0].delimiter;
		const char *hit = find_in(l->at, l->end, delimiter);

		while (hit && hit != l->at && hit[-1] != w->eol)
			hit = find_in(hit + 1, l->end, delimiter);
		l->at = hit ? hit : l->end;
		return line_next(l, line);
	}
	while (line_next(l, line))
		if (line->len > 2 && line->at[0] == '-' && line->at[1] == '-')
			return true;
	return false;
}

/* The root's body, from delimiter to delimiter. */
static void walk(Walk *w)
{
	Lines l = lines_with(w->tree->root->body, w->eol);
	Str line;

	while (w->depth && delimiter_next(w, &l, &line)) {
		bool closes = false;
		int i = level_of(w, line, &closes);

		if (i >= 0)
			delimiter(w, i, line, closes, &l);
	}
	while (w->depth)
		level_pop(w, w->message.at + w->message.len);
}

/* What the delimiter was meant to be, where the declared one never came: the first line "--…" that a Content field follows. */
static Str delimiter_seen(const Walk *w)
{
	Lines l = lines_with(w->tree->root->body, w->eol);
	Str line, next;

	while (line_next(&l, &line)) {
		Lines ahead = l;

		if (line.len > 2 && str_starts(line, STR("--")) && line_next(&ahead, &next) && str_istarts(next, STR("Content-")))
			return str_take(str_trim_end(line), BOUNDARY_BYTES);
	}
	return STR("");
}

void mime_read(Str message, Arena *keep, MimeTree *out)
{
	Walk w;                                         /* its stack is written before it is read: not worth clearing for every mail */

	*out = (MimeTree){ 0 };
	while (message.len && (message.at[0] == '\n' || message.at[0] == '\r'))
		message = str_drop(message, 1);
	w.keep = keep;
	w.tree = out;
	w.message = message;
	w.eol = line_end(message);
	w.newest = NULL;
	w.depth = 0;
	out->root = part_begin(&w, message.at, NULL);
	Str type = out->root->type;
	level_push(&w, out->root);
	walk(&w);
	if (!is_multipart(type) || out->root->child)
		return;
	Str delimiter = delimiter_seen(&w);
	if (delimiter.len) {
		out->root->type = type;
		w.stack[w.depth++] = (Level){ .multipart = out->root, .delimiter = delimiter };
		walk(&w);
	}
}

static Str bytes_of(Str body, Str encoding, Arena *keep, bool *damaged)
{
	*damaged = false;
	if (str_eq(encoding, STR("base64")))
		return base64_decode(body, keep, damaged);
	if (str_starts(encoding, STR("quoted-print")))
		return qp_decode(body, false, keep, damaged);
	if (str_has(encoding, STR("uue")))              /* "x-uuencode", "uuencode", "x-uue": never registered, and so of many names */
		return uu_decode(body, keep, damaged);
	return body;
}

Str part_bytes(const Part *p, Arena *keep, bool *damaged)
{
	Str encoding = header_value(&p->headers, STR("Content-Transfer-Encoding")), body = str_take(p->body, LIMIT_REPORT_BYTES);

	*damaged = false;
	return encoding.len ? bytes_of(body, header_token(encoding, keep), keep, damaged) : body;
}

Str part_text(const Part *p, Arena *keep, bool *damaged)
{
	bool broken = false;
	Str bytes = part_bytes(p, keep, damaged);
	Str charset = header_parameter(header_value(&p->headers, STR("Content-Type")), STR("charset"), keep);
	Str text = charset_to_utf8(bytes, charset, keep, &broken);

	*damaged |= broken;
	return str_eq(p->type, STR("text/html")) ? html_to_text(text, keep) : text;
}

static bool type_matches(Str type, Str want)
{
	return str_ends(want, STR("/")) ? str_starts(type, want) : str_eq(type, want);
}

const Part *part_walk(const Part *root, const Part *p)
{
	const Part *next = p->after;

	return next && next->depth > root->depth ? next : NULL;
}

const Part *part_find(const Part *p, Str type)
{
	for (const Part *at = p; at; at = part_walk(p, at))
		if (type_matches(at->type, type))
			return at;
	return NULL;
}
