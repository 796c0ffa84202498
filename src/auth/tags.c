/* tags.c - the list: tags divided by ';', name and value by the first '='. */
#include "auth/tags.h"

static bool name_plain(Str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!is_alnum(name.at[i]) && name.at[i] != '_')
			return false;
	return name.len > 0 && is_alpha(name.at[0]);
}

/* RFC 6376 3.2: VALCHAR are the visible ASCII characters but ';'; folds and blanks may stand between. RFC 8616 and EAI admit UTF-8. */
static bool value_plain(Str value)
{
	typedef uint8_t Bytes __attribute__((vector_size(16), aligned(1), may_alias));
	size_t i = 0;

	for (; value.len - i >= 16; i += 16) {
		Bytes here = *(const Bytes *)(value.at + i);
		union { Bytes bytes; uint64_t half[2]; } bad = { (Bytes)(((here < ' ') & ((here < '\t') | (here > '\r'))) | (here == 0x7f)) };

		if (bad.half[0] | bad.half[1])
			return false;
	}
	for (; i < value.len; i++)
		if (!is_space(value.at[i]) && ((unsigned char)value.at[i] < 0x21 || value.at[i] == 0x7f))
			return false;
	return true;
}

static void complain(Tags *t, Str where, bool *kind)
{
	if (!t->damaged && !t->duplicate)
		t->error = where;
	*kind = true;
}

void tags_read(Str list, Arena *keep, Tags *out)
{
	*out = (Tags){ .error = STR("") };
	while (list.len) {
		Str tag, name;

		list = str_cut(list, ';', &tag);
		tag = str_trim(tag);
		if (tag.len == 0 && str_trim(list).len == 0)
			break;                          /* a closing ';' */
		Str value = str_trim(str_cut(tag, '=', &name));
		name = str_trim_end(name);
		if (!memchr(tag.at, '=', tag.len) || !name_plain(name) || !value_plain(value)) {
			complain(out, tag, &out->damaged);
			continue;
		}
		if (out->n == TAGS_MOST) {
			complain(out, tag, &out->damaged);
			break;
		}
		for (size_t i = 0; i < out->n; i++)
			if (str_eq(out->v[i].name, name))
				complain(out, tag, &out->duplicate);
		*arena_push(keep, out) = (Tag){ name, value };
	}
}

const Tag *tags_find(const Tags *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->v[i].name, str_of(name)))
			return &t->v[i];
	return NULL;
}

Str tags_value(const Tags *t, const char *name)
{
	const Tag *tag = tags_find(t, name);

	return tag ? tag->value : STR("");
}

Str tags_squeeze(Str value, Arena *keep)
{
	char *out = take(keep, char, value.len);
	size_t n = 0;

	for (size_t i = 0; i < value.len; i++) {
		out[n] = value.at[i];
		n += !is_space(value.at[i]);
	}
	return (Str){ out, n };
}
