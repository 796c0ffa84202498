/* mailbox.c - an mbox, mail by mail.
 *
 * RFC 4155 wants an empty line before each "From " line, and not everybody writes one; so a line counts that looks like what delivery
 * agents write: a word, and a date behind it. */
#include "intake/intake.h"
#include "mail/line.h"

enum { LINE_MAX_BYTES = 1000 };

/* names: of three letters each, a blank between two of them. */
static bool is_one_of(Str word, Str names)
{
	for (size_t i = 0; word.len == 3 && i < names.len; i += 4)
		if (str_istarts(str_drop(names, i), word))
			return true;
	return false;
}

/* "From a@b Sat Oct  4 08:00:09 2025": a weekday, a month and a time, in this order, with a word or none before them. */
static bool is_from_line(Str line)
{
	Str word, rest = str_drop(str_take(line, LINE_MAX_BYTES), 5);
	int i = 0;

	if (!str_starts(line, STR("From ")))
		return false;
	for (rest = str_word(rest, &word); word.len && i < 3 && !is_one_of(word, STR("sun mon tue wed thu fri sat")); i++)
		rest = str_word(rest, &word);
	rest = str_word(rest, &word);
	if (!is_one_of(word, STR("jan feb mar apr may jun jul aug sep oct nov dec")))
		return false;
	rest = str_word(rest, &word);
	str_word(rest, &word);
	return word.len >= 4 && is_digit(word.at[0]) && memchr(word.at, ':', word.len);
}

/* By the letter F, which is rarer than lines are. */
Str mailbox_next(Str s, Str *mail)
{
	const char *end = s.at + s.len, *p = s.at;
	char eol = line_end(str_take(s, 65536));

	while (p + 1 < end && (p = memchr(p + 1, 'F', (size_t)(end - p - 1)))) {
		Str rest = str_between(p, end), line;

		if (p[-1] != eol || !str_starts(rest, STR("From ")))
			continue;
		str_cut(rest, eol, &line);
		if (is_from_line(line)) {
			*mail = str_between(s.at, p);
			return rest;
		}
	}
	*mail = s;
	return (Str){ end, 0 };
}
