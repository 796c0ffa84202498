/* str.c - views of text: the parts that are worth a call. */
#include "base/eight.h"
#include "base/str.h"

/* Mostly both have the same case. */
static inline bool same_eight(const char *a, const char *b)
{
	uint64_t v = eight_at(a), w = eight_at(b);

	return v == w || eight_lower(v) == eight_lower(w);
}

/* Eight bytes at a time, the last eight perhaps a second time. */
bool str_istarts_rest(Str s, Str head)
{
	size_t i = 1;

	for (; i + 8 <= head.len; i += 8)
		if (!same_eight(s.at + i, head.at + i))
			return false;
	if (head.len >= 8)
		return same_eight(s.at + head.len - 8, head.at + head.len - 8);
	for (; i < head.len; i++)
		if (to_lower(s.at[i]) != to_lower(head.at[i]))
			return false;
	return true;
}

bool str_iends(Str s, Str tail)
{
	return s.len >= tail.len && str_istarts(str_drop(s, s.len - tail.len), tail);
}

int str_cmp(Str a, Str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int d = n ? memcmp(a.at, b.at, n) : 0;

	return d ? d : (a.len > b.len) - (a.len < b.len);
}

/* By the first byte: it is rare in most texts, and memmem takes its time to begin.  Where it is not rare memmem goes on. */
size_t str_find(Str s, Str needle, size_t from)
{
	enum { TRIES = 16 };
	const char *p = str_drop(s, from).at, *end = s.at + s.len;

	for (int i = 0; i < TRIES && needle.len; i++, p++) {
		if (!(p = (size_t)(end - p) >= needle.len ? memchr(p, needle.at[0], (size_t)(end - p) - needle.len + 1) : NULL))
			return s.len;
		if (memcmp(p, needle.at, needle.len) == 0)
			return (size_t)(p - s.at);
	}
	p = memmem(p, (size_t)(end - p), needle.at, needle.len);
	return p ? (size_t)(p - s.at) : s.len;
}

size_t str_behind_last(Str s, char c)
{
	const char *hit = s.len ? memrchr(s.at, c, s.len) : NULL;

	return hit ? (size_t)(hit - s.at) + 1 : 0;
}

/* The next place at or after `from` where either case of c stands. */
static size_t find_letter(Str s, char c, size_t from)
{
	char lower = to_lower(c), upper = is_lower(lower) ? (char)(lower & ~0x20) : lower;

	for (; from < s.len; from++)
		if (s.at[from] == lower || s.at[from] == upper)
			break;
	return from;
}

size_t str_ifind(Str s, Str needle, size_t from)
{
	if (needle.len == 0)
		return from < s.len ? from : s.len;
	for (size_t i = find_letter(s, needle.at[0], from); i < s.len; i = find_letter(s, needle.at[0], i + 1))
		if (str_istarts(str_drop(s, i), needle))
			return i;
	return s.len;
}

Str str_trim_end(Str s)
{
	while (s.len && is_space(s.at[s.len - 1]))
		s.len--;
	return s;
}

Str str_trim(Str s)
{
	while (s.len && is_space(s.at[0]))
		s = str_drop(s, 1);
	return str_trim_end(s);
}

Str str_line(Str s, Str *line)
{
	size_t n = 0;

	while (n < s.len && s.at[n] != '\n' && s.at[n] != '\r')
		n++;
	*line = str_take(s, n);
	return str_drop(s, n + (n + 1 < s.len && s.at[n] == '\r' && s.at[n + 1] == '\n' ? 2 : 1));
}

Str str_word(Str s, Str *word)
{
	size_t n = 0;

	while (s.len && is_space(s.at[0]))
		s = str_drop(s, 1);
	while (n < s.len && !is_space(s.at[n]))
		n++;
	*word = str_take(s, n);
	return str_drop(s, n);
}

Str str_number(Str s, int *n)
{
	int64_t v = 0;
	size_t i = 0;

	for (; i < s.len && is_digit(s.at[i]); i++)
		if (v <= INT32_MAX)
			v = v * 10 + (s.at[i] - '0');
	*n = i > 0 && v <= INT32_MAX ? (int)v : -1;
	return str_drop(s, i);
}

bool str_has_suffix_label(Str host, Str suffix)
{
	return suffix.len > 0 && str_iends(host, suffix)
	    && (host.len == suffix.len || host.at[host.len - suffix.len - 1] == '.');
}

uint64_t str_hash(Str s, uint64_t h)
{
	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.at[i]) * 0x100000001b3ull;
	return h;
}
