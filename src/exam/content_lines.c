/* content_lines.c - how the lines of a message end, and how long they are (RFC 5322 2.1.1, 2.3; RFC 5321 2.3.8, 4.5.3.1.6). */
#include "exam/content.h"
#include "mail/line.h"

enum { LINE_BYTES = 998 };

/* One kind of odd line: how many, and the first. */
typedef struct { size_t n; Str first; } Odd;
typedef struct { size_t crlf; Odd lf, cr, nul, header, body; } Count;

static void note(Odd *odd, Str line)
{
	if (odd->n++ == 0)
		odd->first = line;
}

static void count(Str bytes, const char *body, Count *out)
{
	Lines lines = lines_of(bytes);
	Str line;

	*out = (Count){ 0 };
	while (line_next(&lines, &line)) {
		const char *end = line.at + line.len;

		if (lines.eol == '\r' || (line.len && memchr(line.at, '\r', line.len)))
			note(&out->cr, line);
		else if (end < lines.end && *end == '\r')
			out->crlf++;
		else if (end < lines.end)
			note(&out->lf, line);
		if (line.len && memchr(line.at, '\0', line.len))
			note(&out->nul, line);
		if (line.len > LINE_BYTES)
			note(line.at < body ? &out->header : &out->body, line);
	}
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* A file whose lines all end in LF is how systems store mail; one that has both was sent so. */
static void see_ends(Look *l, const Count *c)
{
	if (c->crlf && c->lf.n)
		look_see_slice(l, GRADE_WARN, "host.protocol", content_slice(c->lf.first), STR("let every line end in CRLF"),
		               "%zu line%s in LF alone, and the others in CRLF (RFC 5321 2.3.8)", c->lf.n, c->lf.n == 1 ? " ends" : "s end");
	if (c->cr.n)
		look_see_slice(l, GRADE_WARN, "host.protocol", content_slice(c->cr.first), STR("let every line end in CRLF, and write no other CR"),
		               "%zu line%s a CR without LF (RFC 5322 2.3)", c->cr.n, c->cr.n == 1 ? " has" : "s have");
}

void content_lines(Look *l)
{
	const RawMessage *m = l->in->message;
	Str bytes = content_bytes(l);
	bool copied = m->text.at != bytes.at;               /* of a message whose lines end in CR */
	Count c;

	count(bytes, m->body_missing || copied ? bytes.at + bytes.len : m->body.at, &c);
	see_ends(l, &c);
	if (c.nul.n)
		look_see_slice(l, GRADE_BAD, "content.format", content_slice(c.nul.first), STR("send binary data as an attachment in base64"),
		               "%zu line%s a NUL byte (RFC 5322 2.2, 2.3)", c.nul.n, c.nul.n == 1 ? " has" : "s have");
	if (c.header.n)
		look_see_slice(l, GRADE_BAD, "content.header_malformed", content_slice(c.header.first),
		               STR("fold the field, with a blank at the front of each line but the first"),
		               "%zu line%s of the header section of more than 998 bytes (RFC 5322 2.1.1)", c.header.n, plural(c.header.n));
	if (c.body.n)
		look_see_slice(l, GRADE_BAD, "content.format", content_slice(c.body.first), STR("send the text as quoted-printable or base64"),
		               "%zu line%s of the text of more than 998 bytes (RFC 5322 2.1.1)", c.body.n, plural(c.body.n));
}
