/* mime.h - the parts of a message (RFC 2045, 2046), whatever is broken in them.
 *
 * Total and bounded: LIMIT_NESTING, LIMIT_PARTS; what was cut is said in MimeTree.  A multipart whose boundary is absent, or is not
 * the one declared, is read as one text: its type is "text/plain" then; the outermost is split nevertheless where its body shows what the
 * delimiter was meant to be ("--…" with a Content field below).  Empty lines before the header section are skipped.  A missing closing
 * delimiter is no matter. */
#ifndef MAIL_MIME_H
#define MAIL_MIME_H

#include "mail/header.h"

typedef struct Part Part;
struct Part {
	Headers headers;
	Str type;                               /* "text/plain", in lower case; default by RFC 2045 5.2 and 2046 5.1.5 */
	Str whole;                              /* header section and body, as in the message */
	Str body;                               /* as it stands, still encoded */
	Part *child, *next;                     /* first part inside a multipart (a message/rfc822 is NOT opened) */
	Part *after;                            /* the next one in document order (part_walk) */
	int depth;
};

typedef struct {
	Part *root;
	size_t parts;
	bool too_deep, too_many, boundary_missing, encoding_damaged;
} MimeTree;

void mime_read(Str message, Arena *keep, MimeTree *out);

/* The body with its transfer encoding undone (bytes), or as UTF-8 text (charset undone too; text/html by html_to_text).
 * At most LIMIT_REPORT_BYTES are decoded. */
Str part_bytes(const Part *p, Arena *keep, bool *damaged);
Str part_text(const Part *p, Arena *keep, bool *damaged);

/* The first part at or below p, in document order, whose type is `type` ("text/plain") or, where `type` ends in '/', begins with it ("text/");
 * part_next: the next one in document order. */
const Part *part_find(const Part *p, Str type);
const Part *part_walk(const Part *root, const Part *p);

#endif
