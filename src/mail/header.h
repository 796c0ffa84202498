/* header.h - the header section of a message (RFC 5322 2.2), as it was and as it means.
 *
 * Total: a line that is no field ends the section or is skipped, and counted.  Nothing is copied: all Str are slices of the
 * message.  CRLF, LF and CR line ends are alike. */
#ifndef MAIL_HEADER_H
#define MAIL_HEADER_H

#include "base/arena.h"

typedef struct {
	Str name;                               /* without the colon and blanks before it */
	Str value;                              /* as it stands, folded, blanks at both ends trimmed */
} Header;

typedef struct {
	Header *v;
	size_t n, cap;
	uint8_t first[64];                      /* where the first field stands whose name has this header_hash, from 1; 255: there, or behind */
	size_t odd;                             /* lines that were no field */
	bool truncated;                         /* LIMIT_HEADER_BYTES or LIMIT_HEADER_FIELDS was reached */
} Headers;

/* Case ignored; most names that are asked for are not there, and this tells. */
static inline size_t header_hash(Str name)
{
	return name.len ? (name.len * 5 + (size_t)(name.at[0] & 0x1f)) & 63 : 0;
}

/* One more field at the end. */
static inline void headers_add(Headers *h, Header field, Arena *keep)
{
	uint8_t *first = &h->first[header_hash(field.name)];

	*arena_push(keep, h) = field;
	if (!*first)
		*first = h->n < UINT8_MAX ? (uint8_t)h->n : UINT8_MAX;
}

/* Read the header section off the front of s; the result is the body.  A leading mbox "From " line is skipped.  A text that does not begin
 * with a field has no header section: all of it is body.  headers_read_lines: the same where the caller knows the line end (mail/line.h). */
Str headers_read(Str s, Arena *keep, Headers *out);
Str headers_read_lines(Str s, char eol, Arena *keep, Headers *out);

/* One line as a field; false where it is none. */
bool header_split(Str line, Header *out);

/* The first field of that name (case ignored), as it stands; "" where there is none.  header_nth: the i-th, from 0. */
Str header_value(const Headers *h, Str name);
Str header_nth(const Headers *h, Str name, size_t i);
bool header_has(const Headers *h, Str name);

/* Unfolded: each line end with the blanks around it becomes one blank.  A value without line ends is given back as it is. */
Str header_unfold(Str value, Arena *keep);
/* Unfolded, and RFC 2047 encoded-words decoded to UTF-8 (mail/encoded.h): for people and for patterns. */
Str header_text(const Headers *h, Str name, Arena *keep);

/* A structured field with parameters (RFC 2045 5.1): "text/plain; charset=x".  The value itself without parameters, in lower
 * case; one parameter, unquoted, RFC 2231 continuations and charsets resolved.  "" where there is none. */
Str header_token(Str value, Arena *keep);
Str header_parameter(Str value, Str name, Arena *keep);

/* What stood between quotes: quoted pairs resolved (RFC 5322 3.2.4), line ends of folding dropped. */
Str header_unquote(Str s, Arena *keep);

/* RFC 5322 comments dropped, quotes kept. */
Str header_without_comments(Str value, Arena *keep);

#endif
