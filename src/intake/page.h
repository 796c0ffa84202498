/* page.h - the human-readable text of a report: its lines, what its phrases say, and where the returned message begins. */
#ifndef INTAKE_PAGE_H
#define INTAKE_PAGE_H

#include "intake/dialect.h"

typedef struct {
	Str text;                               /* the report proper: UTF-8, lines end in LF */
	Str returned;                           /* what follows it: the returned message or its header section; "" for none */
	Str fields;                             /* a delivery report (RFC 3464) that stands in the text itself; "" for none */
	Hits hits;                              /* offsets into text */
	bool transcript;                        /* there is a transcript of a session somewhere ("<<< 550 …") */
} Page;

/* text is UTF-8 with any line ends. */
void page_read(Str text, const Dialects *d, Arena *keep, Page *out);

/* s with LF for every line end (CRLF, CR, any number of CR before an LF). */
Str text_with_lf(Str s, Arena *keep);

/* Where the line in which offset `at` of s stands begins, and where it ends (at its LF). */
size_t text_line_start(Str s, size_t at);

static inline size_t text_line_stop(Str s, size_t at)
{
	const char *lf = at < s.len ? memchr(s.at + at, '\n', s.len - at) : NULL;

	return lf ? (size_t)(lf - s.at) : s.len;
}

/* From offset `at` of s to the end of its line. */
static inline Str text_line_at(Str s, size_t at)
{
	return str_between(s.at + at, s.at + text_line_stop(s, at));
}

/* The offset of a slice of the page's text. */
static inline size_t page_offset(const Page *p, Str slice)
{
	return (size_t)(slice.at - p->text.at);
}

/* The whole line in which offset `at` stands, without its end. */
Str page_line(const Page *p, size_t at);

/* The first hit of a kind inside a slice of the text; NULL where there is none. */
const Hit *page_hit(const Page *p, PhraseKind kind, Str slice);

/* s with all white space, line ends too, as one blank each, and none at the ends; a slice of s where it is so already. */
Str page_unfold(Str s, Arena *keep);

#endif
