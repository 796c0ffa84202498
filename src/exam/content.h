/* content.h - the sides of a message that the examination `content` looks at, one after the other.
 *
 * None of them judges as a filter does, with a score: each says what receivers are known to object to, shows the place, and names the one thing to do.
 * Of many things of one kind the first CONTENT_SHOWN are shown, and the rest are counted. */
#ifndef EXAM_CONTENT_H
#define EXAM_CONTENT_H

#include "exam/look.h"

enum { CONTENT_SHOWN = 5, CONTENT_WORDS = 200 };        /* findings of a kind; bytes of a slice */

void content_fields(Look *l);                           /* the header section (RFC 5322 3.6) */
void content_words(Look *l);                            /* what stands in a field: 8-bit bytes, encoded-words (RFC 2047 5) */
void content_lines(Look *l);                            /* line ends, long lines, NUL (RFC 5322 2.1.1, 2.3) */
void content_links(Look *l);                            /* links that hide where they lead */
void content_lookalikes(Look *l);                       /* domains that look like another's (UTS 39) */
void content_shape(Look *l);                            /* what the text is, whom it seems to be from, how large it is */
void content_attachments(Look *l);                      /* names, contents, and what lies inside of archives */
void content_filters(Look *l);                          /* what running filters said, if any were asked */

/* The message as it came; where only its text is at hand, that. */
Str content_bytes(const Look *l);

/* The organisation of From's first address, with A-labels; "" where there is none. */
Str content_author(Look *l);

/* Of an Objection (docs/knowledge.md): is mail refused for it, and by whom, in words. */
bool content_refuses(Entry objection);
Str content_whose(Look *l, Entry objection);

/* What is shown of a slice, without cutting a character. */
Str content_slice(Str s);

/* "and 12 more …", where there are more than were shown. */
void content_more(Look *l, size_t n, const char *what);

#endif
