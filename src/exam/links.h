/* links.h - the links of a message: where they lead, and what a reader sees of them. */
#ifndef EXAM_LINKS_H
#define EXAM_LINKS_H

#include "mail/mime.h"

typedef struct {
	Str url;                                /* as it stands, entities resolved */
	Str host;                               /* in lower case; an address literal without its brackets */
	Str shown;                              /* the words of the link; "" in plain text and for images */
	bool image;                             /* src=: fetched, not followed */
} Link;

typedef struct { Link *v; size_t n, cap; bool cut; } Links;         /* cut: there were more than LIMIT_LINKS */

/* All links of the text parts at or below root, in document order, each URL once. */
void links_of(const Part *root, Arena *keep, Links *out);

/* The hosts of the links, each once. */
typedef struct { Str *v; size_t n, cap; } Hosts;
void links_hosts(const Links *links, Arena *keep, Hosts *out);

#endif
