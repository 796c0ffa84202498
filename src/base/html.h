/* html.h - what links a piece of HTML has.  (As text for a person: html_to_text in codec.h.) */
#ifndef BASE_HTML_H
#define BASE_HTML_H

#include "base/arena.h"

typedef struct {
	Str url;                                /* href= of <a> and <area>, src= of <img>: entities resolved, blanks around it and line ends in it dropped */
	Str words;                              /* what stands inside the <a>, as html_to_text has it; "" for an image */
	bool image;
} HtmlLink;

typedef struct { HtmlLink *v; size_t n; bool cut; } HtmlLinks;      /* cut: there were more */

/* The first `most` links of s (UTF-8) in document order; all of out is valid UTF-8.  Total and linear; elements more than 256 deep end it. */
void html_links(Str s, size_t most, Arena *keep, HtmlLinks *out);

#endif
