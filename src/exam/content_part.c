/* content_part.c - the parts of a message as attachments, and the names of files. */
#include "exam/content.h"
#include "exam/content_part.h"

enum { EXTENSION = 20 };

Str part_name(const Part *p, Arena *keep)
{
	Str name = header_parameter(header_value(&p->headers, STR("Content-Disposition")), STR("filename"), keep);

	return str_trim(name.len ? name : header_parameter(header_value(&p->headers, STR("Content-Type")), STR("name"), keep));
}

bool part_is_attached(const Part *p, Arena *keep)
{
	return str_istarts(header_value(&p->headers, STR("Content-Disposition")), STR("attachment")) || part_name(p, keep).len > 0;
}

static Str without_end(Str name)
{
	while (name.len && (name.at[name.len - 1] == '.' || is_space(name.at[name.len - 1])))
		name.len--;
	return name;
}

Str name_extension(Str name)
{
	name = without_end(name);
	size_t dot = str_behind_last(name, '.');

	return dot > 0 && name.len - dot <= EXTENSION ? str_drop(name, dot) : STR("");
}

bool name_ends(Str words, Str extension)
{
	Str one;

	for (words = str_word(words, &one); one.len; words = str_word(words, &one))
		if (str_ieq(one, extension))
			return true;
	return false;
}

Entry name_objection(const Knowledge *k, Str extension)
{
	Entry found = { 0 };

	for (Entry e = knowledge_first(k, KIND_OBJECTION); extension.len && entry_ok(e); e = knowledge_next(k, e))
		if ((!entry_ok(found) || (content_refuses(e) && !content_refuses(found))) && name_ends(entry_value(e, STR("Extension")), extension))
			found = e;
	return found;
}

Str name_before(Str name, Str extension)
{
	return extension.len ? str_take(name, (size_t)(extension.at - name.at) - 1) : STR("");
}
