/* header.c - the header section of a message, as it was and as it means. */
#include "base/buf.h"
#include "base/codec.h"
#include "base/eight.h"
#include "base/limits.h"
#include "mail/encoded.h"
#include "mail/header.h"
#include "mail/line.h"

static inline Str trim_blanks(const char *from, const char *to)
{
	if (from < to && *from == ' ')                  /* one, mostly */
		from++;
	while (from < to && is_space(*from))
		from++;
	while (to > from && is_space(to[-1]))
		to--;
	return str_between(from, to);
}

/* RFC 5322 2.2: printable ASCII without the colon. */
static const char *name_end(const char *p, const char *end)
{
	for (; end - p >= 8; p += 8) {
		uint64_t w = eight_at(p), stop = eight_below(w, '!') | eight_above(w, '~') | eight_are(w, ':');

		if (stop)
			return p + eight_first(stop);
	}
	while (p < end && *p != ':' && (unsigned char)*p - 33u <= 93u)
		p++;
	return p;
}

/* RFC 5322 4.5.3 allows blanks before the colon. */
bool header_split(Str line, Header *out)
{
	const char *end = line.at + line.len, *p = name_end(line.at, end);
	Str name = str_between(line.at, p);

	while (p < end && is_blank(*p))
		p++;
	if (p == end || *p != ':' || !name.len || str_starts(name, STR("--")))
		return false;
	*out = (Header){ name, trim_blanks(p + 1, end) };
	return true;
}

static bool is_from_line(Str line)
{
	return str_starts(line, STR("From ")) || str_starts(line, STR(">From "));
}

/* A line that is no field: does the section go on behind it?  It does where a field, a continuation or the empty line is next. */
static bool goes_on(const Lines *l)
{
	Lines ahead = *l;
	Header h;
	Str line;

	return line_next(&ahead, &line) && (line.len == 0 || is_blank(line.at[0]) || header_split(line, &h));
}

/* The rest of a section that is too long: over to the empty line. */
static Str skip_section(Lines l)
{
	Str line;

	while (line_next(&l, &line))
		if (line.len == 0)
			break;
	return lines_rest(&l);
}

/* One line of the section; false where it ends before this line. */
static bool take_line(Str line, const Lines *l, Arena *keep, Headers *out)
{
	Header h;

	if (is_blank(line.at[0]) && out->n) {
		Header *last = &out->v[out->n - 1];

		last->value = trim_blanks(last->value.len ? last->value.at : line.at, line.at + line.len);
		return true;
	}
	if (header_split(line, &h)) {
		headers_add(out, h, keep);
		return true;
	}
	if (str_starts(line, STR("--")) || (!is_from_line(line) && (out->n == 0 || !goes_on(l))))
		return false;
	out->odd++;
	return true;
}

Str headers_read_lines(Str s, char eol, Arena *keep, Headers *out)
{
	Lines l = lines_with(s, eol);
	Str line;

	*out = (Headers){ 0 };
	for (const char *start = s.at; line_next(&l, &line); start = l.at) {
		if (line.len == 0)
			return lines_rest(&l);
		if (start == s.at && is_from_line(line))
			continue;
		if (out->n >= LIMIT_HEADER_FIELDS || (size_t)(l.at - s.at) > LIMIT_HEADER_BYTES) {
			out->truncated = true;
			return skip_section(l);
		}
		if (!take_line(line, &l, keep, out))
			return str_between(start, s.at + s.len);
	}
	return lines_rest(&l);
}

Str headers_read(Str s, Arena *keep, Headers *out)
{
	return headers_read_lines(s, line_end(s), keep, out);
}

static const Header *find(const Headers *h, Str name, size_t i)
{
	size_t first = h->first[header_hash(name)];

	if (!first)
		return NULL;
	for (const Header *f = h->v + first - 1, *end = h->v + h->n; f != end; f++)
		if (f->name.len == name.len && str_istarts(f->name, name) && i-- == 0)
			return f;
	return NULL;
}

Str header_nth(const Headers *h, Str name, size_t i)
{
	const Header *f = find(h, name, i);

	return f ? f->value : STR("");
}

Str header_value(const Headers *h, Str name)
{
	return header_nth(h, name, 0);
}

bool header_has(const Headers *h, Str name)
{
	return find(h, name, 0) != NULL;
}

/* Where the next CR or LF stands, at or after `from`; s.len where none does. */
static size_t line_end_at(Str s, size_t from)
{
	size_t i = from;

	for (; i + 8 <= s.len; i += 8) {
		uint64_t w = eight_at(s.at + i), ends = eight_are(w, '\n') | eight_are(w, '\r');

		if (ends)
			return i + eight_first(ends);
	}
	while (i < s.len && s.at[i] != '\n' && s.at[i] != '\r')
		i++;
	return i;
}

static bool has_line_end(Str s)
{
	return line_end_at(s, 0) < s.len;
}

Str header_unfold(Str value, Arena *keep)
{
	if (!has_line_end(value))
		return value;
	char *out = take(keep, char, value.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < value.len; ) {
		size_t from = i;

		i = line_end_at(value, from);
		memcpy(out + n, value.at + from, i - from);
		n += i - from;
		if (i == value.len)
			break;
		while (n && is_blank(out[n - 1]))
			n--;
		while (i < value.len && is_space(value.at[i]))
			i++;
		if (n && i < value.len)
			out[n++] = ' ';
	}
	return (Str){ out, n };
}

Str header_text(const Headers *h, Str name, Arena *keep)
{
	return encoded_decode(header_value(h, name), STR("windows-1252"), keep);
}

/* Where the comment that opens at s.at[0] ends; s.len where it does not (RFC 5322 3.2.2: nested, quoted pairs). */
static size_t comment_length(Str s)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\\')
			i++;
		else if (s.at[i] == '(')
			depth++;
		else if (s.at[i] == ')' && --depth == 0)
			return i + 1;
	}
	return s.len;
}

/* Where the quoted string that opens at s.at[0] ends, its closing quote included. */
static size_t quote_length(Str s)
{
	for (size_t i = 1; i < s.len; i++) {
		if (s.at[i] == '\\')
			i++;
		else if (s.at[i] == '"')
			return i + 1;
	}
	return s.len;
}

Str header_without_comments(Str value, Arena *keep)
{
	if (!value.len || !memchr(value.at, '(', value.len))
		return str_trim(value);
	char *out = take(keep, char, value.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < value.len; ) {
		Str rest = str_drop(value, i);
		size_t step = 1;

		if (rest.at[0] == '(') {
			i += comment_length(rest);
			continue;
		}
		if (rest.at[0] == '"')
			step = quote_length(rest);
		memcpy(out + n, rest.at, step);
		n += step;
		i += step;
	}
	return str_trim((Str){ out, n });
}

static Str skip_blanks_and_comments(Str s)
{
	while (s.len && (is_space(s.at[0]) || s.at[0] == '('))
		s = str_drop(s, s.at[0] == '(' ? comment_length(s) : 1);
	return s;
}

/* What ends a token: blanks always, and the signs that are asked for. */
enum { BLANK = 1, SEMICOLON = 2, EQUALS = 4, QUOTE = 8, PAREN = 16 };

static const unsigned char token_sign[256] = {
	[' '] = BLANK, ['\t'] = BLANK, ['\n'] = BLANK, ['\v'] = BLANK, ['\f'] = BLANK, ['\r'] = BLANK, [';'] = SEMICOLON, ['='] = EQUALS,
	['"'] = QUOTE, ['('] = PAREN,
};

static size_t token_length(Str s, int stops)
{
	size_t n = 0;

	while (n < s.len && !(token_sign[(unsigned char)s.at[n]] & (stops | BLANK)))
		n++;
	return n;
}

Str header_token(Str value, Arena *keep)
{
	Str s = skip_blanks_and_comments(value);

	if (s.len && s.at[0] == '"')                    /* "text/plain": seen, and wrong */
		s = str_drop(s, 1);
	return arena_lower(keep, str_take(s, token_length(s, SEMICOLON | PAREN | QUOTE)));
}

/* A value behind '=': a quoted string without its quotes, or a token.  What stands in out may still have quoted pairs. */
static Str value_read(Str s, Str *out)
{
	s = skip_blanks_and_comments(s);
	if (s.len && s.at[0] == '"') {
		size_t n = quote_length(s);
		bool closed = n > 1 && s.at[n - 1] == '"';

		*out = str_take(str_drop(s, 1), n - 1 - closed);
		return str_drop(s, n);
	}
	size_t n = token_length(s, SEMICOLON);
	*out = str_take(s, n);
	return str_drop(s, n);
}

/* The next parameter (RFC 2045 5.1); blanks alone between two of them will do.  False where none is left. */
static bool parameter_next(Str *s, Str *name, Str *value)
{
	for (;;) {
		*s = skip_blanks_and_comments(*s);
		while (s->len && s->at[0] == ';')
			*s = skip_blanks_and_comments(str_drop(*s, 1));
		if (!s->len)
			return false;
		size_t n = token_length(*s, EQUALS | SEMICOLON | QUOTE | PAREN);
		*name = str_take(*s, n);
		Str rest = skip_blanks_and_comments(str_drop(*s, n));
		if (n && rest.len && rest.at[0] == '=') {
			*s = value_read(str_drop(rest, 1), value);
			return true;
		}
		*s = n ? str_drop(*s, n) : str_drop(*s, s->at[0] == '"' ? quote_length(*s) : 1);
	}
}

/* Is `name` this parameter, or a piece of it (RFC 2231: "name*", "name*0", "name*0*")? *number is -1 for a whole one. */
static bool is_piece(Str name, Str want, int *number, bool *extended)
{
	if (!str_istarts(name, want))
		return false;
	Str rest = str_drop(name, want.len);
	*number = -1;
	*extended = false;
	if (rest.len == 0)
		return true;
	if (rest.at[0] != '*')
		return false;
	rest = str_drop(rest, 1);
	if (rest.len && is_digit(rest.at[0]))
		rest = str_number(rest, number);
	else
		*extended = true;
	if (rest.len && rest.at[0] == '*') {
		*extended = true;
		rest = str_drop(rest, 1);
	}
	return rest.len == 0;
}

Str header_unquote(Str s, Arena *keep)
{
	if (!s.len || (!memchr(s.at, '\\', s.len) && !has_line_end(s)))
		return s;
	char *out = take(keep, char, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\\' && i + 1 < s.len)
			i++;
		if (s.at[i] != '\r' && s.at[i] != '\n')
			out[n++] = s.at[i];
	}
	return (Str){ out, n };
}

/* RFC 2231 section 4: charset'language'percent-encoded, over all pieces in their order. */
typedef struct { Str charset; Buf text; } Extended;

static void piece_put(Extended *e, Str value, bool first, bool extended, Arena *keep)
{
	Str language;

	if (extended && first && value.len && memchr(value.at, '\'', value.len)) {
		value = str_cut(value, '\'', &e->charset);
		value = str_cut(value, '\'', &language);
	}
	value = header_unquote(value, keep);
	buf_put(&e->text, extended ? percent_decode(value, keep) : value);
}

/* All pieces of `name` in their order; how often the field is walked is bounded, for it may be hostile. */
static Str pieces_join(Str parameters, Str want, Arena *keep)
{
	enum { MOST_PIECES = 64 };
	Extended e = { .charset = STR(""), .text = buf_new(keep) };
	bool damaged;

	for (int i = 0; i < MOST_PIECES; i++) {
		Str s = parameters, name, value;
		bool found = false, extended;
		int number;

		while (!found && parameter_next(&s, &name, &value))
			found = is_piece(name, want, &number, &extended) && (number == i || (i == 0 && number < 0 && extended));
		if (!found)
			break;
		piece_put(&e, value, i == 0, extended, keep);
	}
	return charset_to_utf8(buf_str(&e.text), e.charset, keep, &damaged);
}

Str header_parameter(Str value, Str name, Arena *keep)
{
	Str s = str_drop(value, token_length(value, SEMICOLON)), at, v;
	Str parameters = s;
	bool extended;
	int number;

	while (parameter_next(&s, &at, &v)) {
		if (!is_piece(at, name, &number, &extended))
			continue;
		if (number >= 0 || extended)
			return pieces_join(parameters, name, keep);
		v = header_unquote(v, keep);
		return str_has(v, STR("=?")) || ascii_length(v) < v.len ? encoded_decode(v, STR("windows-1252"), keep) : v;
	}
	return STR("");
}
