/* mailbox.c - an mbox, mail by mail.
 *
 * RFC 4155 wants an empty line before each "From " line, and not everybody writes one; so a line counts that looks like what delivery
 * agents write: a word, and a date behind it. */
#include "intake/intake.h"
#include "mail/line.h"

enum { LINE_MAX_BYTES = 1000 };

static bool is_one_of(Str word, const char *names)
{
	return word.len == 3 && str_ihas(str_of(names), word);
}

/* "From a@b Sat Oct  4 08:00:09 2025": a weekday, a month and a time, in this order, with a word or none before them. */
static bool is_from_line(Str line)
{
	Str word, rest = str_drop(str_take(line, LINE_MAX_BYTES), 5);
	int i = 0;

	if (!str_starts(line, STR("From ")))
		return false;
	for (rest = str_word(rest, &word); word.len && i < 3 && !is_one_of(word, "sun mon tue wed thu fri sat"); i++)
		rest = str_word(rest, &word);
	rest = str_word(rest, &word);
	if (!is_one_of(word, "jan feb mar apr may jun jul aug sep oct nov dec"))
		return false;
	rest = str_word(rest, &word);
	str_word(rest, &word);
	return word.len >= 4 && is_digit(word.at[0]) && memchr(word.at, ':', word.len);
}

Str mailbox_next(Str s, Str *mail)
{
	Lines l = lines_with(s, line_end(str_take(s, 65536)));
	const char *start = s.at;
	Str line;

	for (bool first = true; line_next(&l, &line); first = false, start = l.at)
		if (!first && line.len > 5 && line.at[0] == 'F' && is_from_line(line)) {
			*mail = str_between(s.at, start);
			return str_between(start, s.at + s.len);
		}
	*mail = s;
	return (Str){ s.at + s.len, 0 };
}
