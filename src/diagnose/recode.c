/* recode.c - encodings and wraps. */
#include "diagnose/recode.h"

const Encoder encoders[] = {
	{ TRANSFER_RAW, 0, 0, EOL_KEPT },
	{ TRANSFER_BASE64, 76, 0, EOL_KEPT }, { TRANSFER_BASE64, 76, 1, EOL_KEPT }, { TRANSFER_BASE64, 76, 0, EOL_LF }, { TRANSFER_BASE64, 76, 0, EOL_CRLF },
	{ TRANSFER_BASE64, 76, 1, EOL_LF }, { TRANSFER_BASE64, 76, 1, EOL_CRLF },
	{ TRANSFER_QP, 76, 0, EOL_KEPT }, { TRANSFER_QP, 78, 0, EOL_KEPT }, { TRANSFER_QP, 75, 0, EOL_KEPT }, { TRANSFER_QP, 73, 0, EOL_KEPT },
	{ TRANSFER_BASE64, 72, 0, EOL_LF }, { TRANSFER_BASE64, 64, 0, EOL_LF }, { TRANSFER_BASE64, 60, 0, EOL_LF },
	{ TRANSFER_BASE64, 72, 0, EOL_CRLF }, { TRANSFER_BASE64, 64, 0, EOL_CRLF }, { TRANSFER_BASE64, 60, 0, EOL_CRLF },
};
const size_t encoders_n = sizeof encoders / sizeof *encoders;

Transfer transfer_read(Str value)
{
	value = str_trim(value);
	if (value.len == 0 || str_ieq(value, STR("7bit")) || str_ieq(value, STR("8bit")) || str_ieq(value, STR("binary")))
		return TRANSFER_RAW;
	return str_ieq(value, STR("base64")) ? TRANSFER_BASE64 : str_ieq(value, STR("quoted-printable")) ? TRANSFER_QP : TRANSFER_OTHER;
}

Str with_eol(Str text, Eol eol, Arena *keep)
{
	Buf b = buf_new(keep);
	Str line;

	if (eol == EOL_KEPT)
		return text;
	buf_room(&b, text.len + text.len / 16 + 64);
	while (text.len) {
		Str rest = str_cut(text, '\n', &line);
		bool ended = line.len < text.len;

		if (ended && line.len && line.at[line.len - 1] == '\r')
			line.len--;
		buf_put(&b, line);
		if (ended)
			buf_put(&b, eol == EOL_CRLF ? STR("\r\n") : STR("\n"));
		text = rest;
	}
	return buf_str(&b);
}

static void put_base64(Buf *b, Str s, size_t width)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t column = 0;

	buf_room(b, s.len / 3 * 4 + s.len / width * 3 + 16);
	for (size_t i = 0; i < s.len; i += 3) {
		const unsigned char *p = (const unsigned char *)s.at + i;
		size_t n = s.len - i < 3 ? s.len - i : 3;
		uint32_t bits = (uint32_t)p[0] << 16 | (n > 1 ? (uint32_t)p[1] << 8 : 0) | (n > 2 ? p[2] : 0);
		char quad[4] = { digits[bits >> 18], digits[bits >> 12 & 63], n > 1 ? digits[bits >> 6 & 63] : '=', n > 2 ? digits[bits & 63] : '=' };

		if (column == width) {
			buf_put(b, STR("\r\n"));
			column = 0;
		}
		buf_put(b, (Str){ quad, 4 });
		column += 4;
	}
	if (column)
		buf_put(b, STR("\r\n"));
}

/* One line as quoted-printable, the escapes not broken; the last piece may fill the width, the others leave room for '='. */
static void put_qp_line(Buf *b, Str line, size_t width)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t column = 0, rest = 0;

	for (size_t i = 0; i < line.len; i++) {
		unsigned char c = (unsigned char)line.at[i];
		bool plain = (c > ' ' && c < 0x7f && c != '=') || ((c == ' ' || c == '\t') && i + 1 < line.len);

		rest += plain ? 1 : 3;
	}
	for (size_t i = 0; i < line.len; i++) {
		unsigned char c = (unsigned char)line.at[i];
		bool plain = (c > ' ' && c < 0x7f && c != '=') || ((c == ' ' || c == '\t') && i + 1 < line.len);
		size_t n = plain ? 1 : 3;

		if (column + rest > width && column + n > width - 1) {
			buf_put(b, STR("=\r\n"));
			column = 0;
		}
		buf_put(b, plain ? (Str){ line.at + i, 1 } : (Str){ (const char[]){ '=', hex[c >> 4], hex[c & 15] }, 3 });
		column += n;
		rest -= n;
	}
}

static void put_qp(Buf *b, Str s, size_t width)
{
	Str line;

	buf_room(b, s.len + s.len / 4 + 64);
	while (s.len) {
		Str rest = str_cut(s, '\n', &line);
		bool ended = line.len < s.len;

		if (ended && line.len && line.at[line.len - 1] == '\r')
			line.len--;
		put_qp_line(b, line, width);
		if (ended)
			buf_put(b, STR("\r\n"));
		s = rest;
	}
	buf_put(b, STR("\r\n"));
}

Str recode(const Encoder *e, Str bytes, Arena *keep)
{
	Buf b = buf_new(keep);

	if (e->transfer == TRANSFER_BASE64) {
		put_base64(&b, with_eol(bytes, e->eol, keep), (size_t)e->width);
	} else if (e->transfer == TRANSFER_QP) {
		put_qp(&b, bytes, (size_t)e->width);
	} else {
		buf_put(&b, bytes);
		buf_put(&b, STR("\r\n"));
	}
	for (int i = 0; i < e->blank; i++)
		buf_put(&b, STR("\r\n"));
	return buf_str(&b);
}

/* ---- wraps ---- */

static Str next_line(Str *rest)
{
	Str line;

	*rest = str_cut(*rest, '\n', &line);
	if (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

static size_t columns(Str s, Count count)
{
	size_t n = 0;

	if (count == COUNT_BYTES)
		return s.len;
	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.at[i] & 0xc0) != 0x80;
	return n;
}

size_t longest_line(Str text, Count count)
{
	size_t longest = 0;

	while (text.len) {
		size_t n = columns(next_line(&text), count);

		longest = n > longest ? n : longest;
	}
	return longest;
}

static bool joins(Str line, Str next, size_t width, Count count)
{
	Str word;

	if (line.len == 0 || next.len == 0)
		return false;
	str_cut(next, ' ', &word);
	return width == 0 || columns(line, count) + 1 + columns(word, count) > width;
}

Str unwrap(Str text, size_t width, size_t most, Count count, Arena *keep)
{
	Buf b = buf_new(keep);
	bool ended = text.len && text.at[text.len - 1] == '\n';
	size_t column = 0;

	buf_room(&b, text.len + text.len / 16 + 64);
	for (Str line = next_line(&text); ; ) {
		bool more = text.len > 0;
		Str next = more ? next_line(&text) : STR("");

		buf_put(&b, line);
		column += columns(line, count);
		if (!more)
			break;
		if (joins(line, next, width, count) && (most == 0 || column + 1 + columns(next, count) <= most)) {
			if (line.at[line.len - 1] != ' ')
				buf_char(&b, ' ');
			column++;
		} else {
			buf_put(&b, STR("\r\n"));
			column = 0;
		}
		line = next;
	}
	if (ended)
		buf_put(&b, STR("\r\n"));
	return buf_str(&b);
}

static void put_wrapped(Buf *b, Str line, size_t width, Count count)
{
	size_t column = 0;

	while (line.len) {
		Str word, rest = str_cut(line, ' ', &word);
		size_t n = columns(word, count);

		if (column && column + 1 + n > width) {
			buf_put(b, STR("\r\n"));
			column = 0;
		} else if (column || word.at != line.at) {
			buf_char(b, ' ');
			column++;
		}
		buf_put(b, word);
		column += n;
		line = rest;
	}
}

Str rewrap(Str text, size_t width, Count count, Arena *keep)
{
	Buf b = buf_new(keep);

	buf_room(&b, text.len + text.len / 16 + 64);
	while (text.len) {
		bool ended = memchr(text.at, '\n', text.len) != NULL;
		Str line = next_line(&text);

		if (columns(line, count) > width)
			put_wrapped(&b, line, width, count);
		else
			buf_put(&b, line);
		if (ended)
			buf_put(&b, STR("\r\n"));
	}
	return buf_str(&b);
}
