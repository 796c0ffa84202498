/* codec.c - the small encodings, and UTF-8. */
#include "base/codec.h"
#include "base/eight.h"

/* The value of each character of RFC 4648's alphabet plus one; 0: not in it. */
static const unsigned char base64_value[256] = {
	['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6, ['G'] = 7, ['H'] = 8, ['I'] = 9,
	['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18,
	['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27,
	['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36,
	['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45,
	['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54,
	['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63,
	['/'] = 64,
};

/* Four characters of the alphabet at p give three bytes; false where one of them is something else. */
static bool base64_quad(const unsigned char *p, char *out)
{
	unsigned a = base64_value[p[0]], b = base64_value[p[1]], c = base64_value[p[2]], d = base64_value[p[3]];

	if (!a || !b || !c || !d)
		return false;
	uint32_t bits = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);
	out[0] = (char)(bits >> 16);
	out[1] = (char)(bits >> 8);
	out[2] = (char)bits;
	return true;
}

Str base64_decode(Str s, Arena *keep, bool *damaged)
{
	char *out = take(keep, char, s.len / 4 * 3 + 4);
	size_t n = 0, i = 0;
	uint32_t bits = 0;
	int have = 0;

	*damaged = false;
	while (i < s.len && s.at[i] != '=') {
		if (have == 0 && s.len - i >= 4 && base64_quad((const unsigned char *)s.at + i, out + n)) {
			i += 4;
			n += 3;
			continue;
		}
		unsigned v = base64_value[(unsigned char)s.at[i++]];

		if (v) {
			bits = bits << 6 | (v - 1);
			have = (have + 1) & 3;
			if (have != 1)
				out[n++] = (char)(bits >> (have ? 8 - 2 * have : 0));
		} else if (!is_space(s.at[i - 1])) {
			*damaged = true;
		}
	}
	*damaged |= have == 1;                          /* six bits are no byte */
	return (Str){ out, n };
}

static int hex_value(char c)
{
	return is_digit(c) ? c - '0' : is_hex(c) ? (c | 0x20) - 'a' + 10 : -1;
}

/* Two hexadecimal digits at the front of s; -1 where they are not. */
static int hex_byte(Str s)
{
	int high = s.len > 1 ? hex_value(s.at[0]) : -1, low = high < 0 ? -1 : hex_value(s.at[1]);

	return low < 0 ? -1 : high * 16 + low;
}

/* A soft line break behind '=': how long it is, blanks before the line end counted in; 0 where it is none. */
static size_t soft_break(Str s)
{
	size_t n = 0;

	while (n < s.len && is_blank(s.at[n]))
		n++;
	if (n == s.len)
		return s.len;
	if (s.at[n] == '\r')
		return n + 1 + (n + 1 < s.len && s.at[n + 1] == '\n');
	return s.at[n] == '\n' ? n + 1 : 0;
}

/* What an '=' at the front of s stands for; the result is how many bytes it took. */
static size_t qp_escape(Str s, bool header, char *out, size_t *n, bool *damaged)
{
	int byte = hex_byte(str_drop(s, 1));

	if (byte >= 0) {
		out[(*n)++] = (char)byte;
		return 3;
	}
	if (!header && (s.len == 1 || soft_break(str_drop(s, 1)) > 0))
		return 1 + soft_break(str_drop(s, 1));
	*damaged = true;
	out[(*n)++] = '=';
	return 1;
}

Str qp_decode(Str s, bool header, Arena *keep, bool *damaged)
{
	char *out = take(keep, char, s.len + 1);
	size_t n = 0;

	*damaged = false;
	while (s.len) {
		const char *hit = memchr(s.at, '=', s.len);
		size_t plain = hit ? (size_t)(hit - s.at) : s.len;

		memcpy(out + n, s.at, plain);
		for (char *p = out + n, *end = p + plain; header && (p = memchr(p, '_', (size_t)(end - p))); )
			*p = ' ';
		n += plain;
		s = str_drop(s, plain);
		if (s.len)
			s = str_drop(s, qp_escape(s, header, out, &n, damaged));
	}
	return (Str){ out, n };
}

/* "begin MODE NAME": the mode is at least three octal digits. */
static bool uu_begins(Str line)
{
	Str mode = str_drop(line, 6), rest;
	int bits;

	rest = str_number(mode, &bits);
	return str_starts(line, STR("begin ")) && mode.len - rest.len >= 3 && str_starts(rest, STR(" "));
}

/* Six bits of the character at i; what a line lacks is the blanks that were cut off its end, and they are 0. */
static unsigned uu_bits(Str line, size_t i, bool *damaged)
{
	unsigned char c = i < line.len ? (unsigned char)line.at[i] : ' ';

	*damaged |= c < ' ' || c > '`';
	return (c - ' ') & 63;
}

/* One line: how many bytes it gives, and four characters for each three of them.  Not more than its characters bear: a short line is damaged,
 * and its promise of more is not kept. */
static size_t uu_line(Str line, char *out, bool *damaged)
{
	size_t promised = uu_bits(line, 0, damaged), borne = (line.len + 2) / 4 * 3, n = promised < borne ? promised : borne;

	*damaged |= n < promised;
	for (size_t i = 0; i < n; i++) {
		size_t at = 1 + i / 3 * 4 + i % 3;
		unsigned shift = 2 * (unsigned)(i % 3) + 2;

		out[i] = (char)(uu_bits(line, at, damaged) << shift | uu_bits(line, at + 1, damaged) >> (6 - shift));
	}
	return n;
}

Str uu_decode(Str s, Arena *keep, bool *damaged)
{
	Str rest = s, line = STR("");
	size_t n = 0;

	while (rest.len && !uu_begins(line))
		rest = str_line(rest, &line);
	*damaged = true;
	if (!uu_begins(line))
		return s;
	char *out = take(keep, char, rest.len + 4);

	*damaged = false;
	while (rest.len) {
		rest = str_line(rest, &line);
		if (str_eq(str_trim_end(line), STR("end")))
			return (Str){ out, n };
		n += uu_line(line, out + n, damaged);
	}
	*damaged = true;                                /* it never ended */
	return (Str){ out, n };
}

/* `sign` and two hexadecimal digits are a byte; all else is itself. */
static Str escapes_decode(Str s, char sign, Arena *keep)
{
	if (!s.len || !memchr(s.at, sign, s.len))
		return s;
	char *out = take(keep, char, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; ) {
		int byte = s.at[i] == sign ? hex_byte(str_drop(s, i + 1)) : -1;

		out[n++] = byte < 0 ? s.at[i] : (char)byte;
		i += byte < 0 ? 1 : 3;
	}
	return (Str){ out, n };
}

Str percent_decode(Str s, Arena *keep)
{
	return escapes_decode(s, '%', keep);
}

Str xtext_decode(Str s, Arena *keep)
{
	return escapes_decode(s, '+', keep);
}

/* RFC 3629 section 4, table of well-formed sequences: the second byte's range depends on the first. */
size_t utf8_read(Str s, uint32_t *rune)
{
	const unsigned char *p = (const unsigned char *)s.at;
	unsigned low = 0x80, high = 0xbf;
	size_t n;

	*rune = 0;
	if (s.len == 0)
		return 0;
	if (p[0] < 0x80) {
		*rune = p[0];
		return 1;
	}
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : low;
	high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : high;
	if (s.len < n || p[1] < low || p[1] > high)
		return 0;
	uint32_t r = p[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		r = r << 6 | (p[i] & 0x3f);
	}
	*rune = r;
	return n;
}

size_t utf8_write(char out[4], uint32_t rune)
{
	if (rune < 0x80) {
		out[0] = (char)rune;
		return 1;
	}
	if (rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff))
		rune = 0xfffd;
	size_t n = rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
	static const unsigned char head[5] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	for (size_t i = n; i-- > 1; rune >>= 6)
		out[i] = (char)(0x80 | (rune & 0x3f));
	out[0] = (char)(head[n] | rune);
	return n;
}

/* How many bytes at the front of s are ASCII: eight at a time. */
size_t ascii_length(Str s)
{
	size_t i = 0;

	while (i + 32 <= s.len && !eight_high(eight_at(s.at + i) | eight_at(s.at + i + 8) | eight_at(s.at + i + 16) | eight_at(s.at + i + 24)))
		i += 32;
	while (i + 8 <= s.len && !eight_high(eight_at(s.at + i)))
		i += 8;
	while (i < s.len && !(s.at[i] & 0x80))
		i++;
	return i;
}

bool utf8_valid(Str s)
{
	uint32_t rune;

	for (;;) {
		s = str_drop(s, ascii_length(s));
		if (!s.len)
			return true;
		size_t n = utf8_read(s, &rune);
		if (!n)
			return false;
		s = str_drop(s, n);
	}
}
