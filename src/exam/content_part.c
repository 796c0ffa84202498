/* content_part.c - the parts of a message as attachments. */
#include "exam/content_part.h"

Str part_name(const Part *p, Arena *keep)
{
	Str name = header_parameter(header_value(&p->headers, STR("Content-Disposition")), STR("filename"), keep);

	return str_trim(name.len ? name : header_parameter(header_value(&p->headers, STR("Content-Type")), STR("name"), keep));
}

bool part_is_attached(const Part *p, Arena *keep)
{
	return str_istarts(header_value(&p->headers, STR("Content-Disposition")), STR("attachment")) || part_name(p, keep).len > 0;
}
