/* content_part.h - the parts of a message as attachments. */
#ifndef EXAM_CONTENT_PART_H
#define EXAM_CONTENT_PART_H

#include "mail/mime.h"

/* Its name, by filename= or name=; "" where it has none. */
Str part_name(const Part *p, Arena *keep);

/* Is it a file and not what is read first: has it a name, or is it said to be an attachment (RFC 2183)? */
bool part_is_attached(const Part *p, Arena *keep);

#endif
