/* links.h - the links of a message: where they lead, and what a reader sees of them.
 *
 * Those of text/html are what its elements say (base/html.h); those of any other text are what begins with http:// or https:// in it.  Only these two schemes
 * lead anywhere: "mailto:", "cid:" and "data:" are no links here.  Bounded: LIMIT_LINKS links, LIMIT_LINK_TEXT bytes of text. */
#ifndef EXAM_LINKS_H
#define EXAM_LINKS_H

#include "mail/mime.h"

typedef struct {
	Str url;                                /* as it stands, entities resolved */
	Str host;                               /* in lower case, with A-labels; an address literal without its brackets; "" where there is none */
	Str user;                               /* what stands before '@' in front of the host (RFC 3986 3.2.1); "" mostly */
	Str shown;                              /* the words of the link; "" in plain text and for images */
	bool image;                             /* src=: fetched, not followed */
} Link;

typedef struct { Link *v; size_t n, cap; bool cut; } Links;         /* cut: not all of it was looked at */

/* All links of the text parts at or below root, in document order, each URL with the same words once.  All of it is valid UTF-8. */
void links_of(const Part *root, Arena *keep, Links *out);

/* Split a URL; false where it does not lead anywhere by http or https.  As readers do, not as RFC 3986 would have it: any number of slashes, of either
 * direction, and a URL without a scheme where it begins with two. */
bool link_split(Str url, Arena *keep, Link *out);

#endif
