/* content_part.h - the parts of a message as attachments, and the names of files. */
#ifndef EXAM_CONTENT_PART_H
#define EXAM_CONTENT_PART_H

#include "exam/look.h"

enum { OPENED = 100, NAME_SHOWN = 120 };                /* attachments whose bytes are looked at; bytes of a name */

typedef struct { const Part *part; Str name; } File;    /* name: its type, where it has none */
typedef struct { File *v; size_t n, cap; } Files;

/* Its name, by filename= or name=; "" where it has none. */
Str part_name(const Part *p, Arena *keep);

/* Is it a file and not what is read first: has it a name, or is it said to be an attachment (RFC 2183)? */
bool part_is_attached(const Part *p, Arena *keep);

/* What stands behind the last dot; "" where there is none.  Windows drops dots and blanks at the end.  name_before: what stands before that dot. */
Str name_extension(Str name);
Str name_before(Str name, Str extension);

/* Is the extension one of these words?  Case is ignored. */
bool name_ends(Str words, Str extension);

/* Who objects to a name with that end (docs/knowledge.md, Objection): who refuses it before who only hides it.  Nothing is taken from an arena. */
Entry name_objection(const Knowledge *k, Str extension);

static inline Str name_shown(Str name)
{
	return str_take(name, NAME_SHOWN);
}

/* What lies inside of those that are archives. */
void content_archives(Look *l, const Files *files);

#endif
