/* line.h - the lines of a message, one after the other, in linear time.
 *
 * Where a text has an LF anywhere, its lines end in LF or CRLF; only where it has none is a CR a line end.  So one memchr a line is enough,
 * and a file of a gigabyte with CR alone costs one scan more and not one a line. */
#ifndef MAIL_LINE_H
#define MAIL_LINE_H

#include "base/str.h"

typedef struct {
	const char *at, *end;                   /* what is left */
	char eol;
} Lines;

static inline char line_end(Str s)
{
	return s.len == 0 || memchr(s.at, '\n', s.len) ? '\n' : '\r';
}

static inline Lines lines_with(Str s, char eol)
{
	return (Lines){ s.at, s.at + s.len, eol };
}

static inline Lines lines_of(Str s)
{
	return lines_with(s, line_end(s));
}

/* The next line without its end; false where nothing is left. */
static inline bool line_next(Lines *l, Str *line)
{
	if (l->at == l->end)
		return false;
	const char *hit = memchr(l->at, l->eol, (size_t)(l->end - l->at));
	const char *stop = hit ? hit : l->end;

	*line = str_between(l->at, stop);
	while (line->len && line->at[line->len - 1] == '\r')
		line->len--;
	l->at = hit ? hit + 1 : l->end;
	return true;
}

static inline Str lines_rest(const Lines *l)
{
	return str_between(l->at, l->end);
}

#endif
