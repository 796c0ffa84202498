/* blocklist.c - the stanza of a list, and what its answers mean. */
#include "knowledge/blocklist.h"

#define X(id, name) { "" name, sizeof name - 1 },
static const Str kind_names[LIST_KIND_COUNT] = { LIST_KINDS(X) };
#undef X

static unsigned kinds_of(Str words)
{
	unsigned kinds = 0;
	Str word;

	for (words = str_word(words, &word); word.len; words = str_word(words, &word))
		for (int i = 0; i < LIST_KIND_COUNT; i++)
			if (str_eq(word, kind_names[i]))
				kinds |= 1u << i;
	return kinds;
}

void blocklist_read(Entry entry, Blocklist *out)
{
	*out = (Blocklist){ .entry = entry, .zone = entry_value(entry, STR("Zone")), .kinds = kinds_of(entry_value(entry, STR("Kind"))),
	                    .terms = entry_value(entry, STR("Terms")), .test = entry_value(entry, STR("Test")),
	                    .ended = entry_value(entry, STR("Ended")).len > 0 };
}

/* One number of a spec, or "*"; what follows it.  *n is -1 where neither stands there. */
static Str one_number(Str spec, int code, int *n)
{
	if (!str_starts(spec, STR("*")))
		return str_number(spec, n);
	*n = code;
	return str_drop(spec, 1);
}

/* "127.0.0.4-7", "127.0.*.2": the first three numbers are those of code, the last lies in the range; "*" is any. */
static bool in_range(Str spec, const uint8_t code[4])
{
	int n, last;

	for (int i = 0; i < 3; i++) {
		spec = one_number(spec, code[i], &n);
		if (n != code[i] || spec.len == 0 || spec.at[0] != '.')
			return false;
		spec = str_drop(spec, 1);
	}
	spec = one_number(spec, code[3], &n);
	last = n;
	if (spec.len && spec.at[0] == '-')
		str_number(str_drop(spec, 1), &last);
	return n >= 0 && code[3] >= n && code[3] <= last;
}

/* Does the line name this code?  *rest is what stands behind it. */
static bool names_code(Str line, const uint8_t code[4], Str *rest)
{
	Str word;
	int bit;

	*rest = str_trim(str_word(line, &word));
	if (!str_eq(word, STR("bit")))
		return in_range(word, code);
	*rest = str_trim(str_word(*rest, &word));
	str_number(word, &bit);
	return bit > 0 && code[0] == 127 && (code[3] & bit) && !(code[1] == 255 && code[2] == 255);
}

static bool find_line(Entry e, Str field, const uint8_t code[4], Str *rest)
{
	for (size_t i = 0; entry_nth(e, field, i).len; i++)
		if (names_code(entry_nth(e, field, i), code, rest))
			return true;
	return false;
}

/* 127.255.255.0/24 is an error whatever the list (Spamhaus began it, others follow), and so is what is not in 127.0.0.0/8 (RFC 5782 2.1). */
ListMeaning blocklist_meaning(const Blocklist *list, const uint8_t code[4])
{
	ListMeaning m = { .words = STR("") };
	Str rest;

	if (find_line(list->entry, STR("Error"), code, &rest))
		return (ListMeaning){ true, STR(""), rest };
	if (code[0] != 127)
		return (ListMeaning){ true, STR(""), STR("its answer is no answer of a blocklist: the zone is no longer one, or a resolver rewrites answers") };
	if (code[1] == 255 && code[2] == 255)
		return (ListMeaning){ true, STR(""), STR("the list refuses to answer this resolver") };
	if (find_line(list->entry, STR("Answer"), code, &rest))
		m.words = str_trim(str_word(rest, &m.cause));
	else
		m.cause = entry_value(list->entry, STR("Cause"));
	return m;
}
