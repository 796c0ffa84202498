/* buf.c - text that grows, in an arena. */
#include <stdarg.h>
#include <stdio.h>
#include "base/buf.h"
#include "base/codec.h"

void buf_grow(Buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap * 2 : 256;

	while (cap - b->len < n)
		cap *= 2;
	if (b->at && b->at + b->cap == b->arena->at && (size_t)(b->arena->end - b->arena->at) >= cap - b->cap) {
		b->arena->at += cap - b->cap;       /* nothing was taken since: grow in place */
	} else {
		char *wider = arena_take(b->arena, 1, 8, cap);      /* aligned, for those who build images */

		if (b->len)
			memcpy(wider, b->at, b->len);
		b->at = wider;
	}
	b->cap = cap;
}

void buf_put(Buf *b, Str s)
{
	buf_room(b, s.len);
	if (s.len)
		memcpy(b->at + b->len, s.at, s.len);
	b->len += s.len;
}

void buf_number(Buf *b, int64_t n)
{
	char digits[24];
	size_t at = sizeof digits;
	uint64_t u = n < 0 ? -(uint64_t)n : (uint64_t)n;

	do {
		digits[--at] = (char)('0' + u % 10);
		u /= 10;
	} while (u);
	if (n < 0)
		digits[--at] = '-';
	buf_put(b, (Str){ digits + at, sizeof digits - at });
}

void buf_format(Buf *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n <= 0)
		return;
	buf_room(b, (size_t)n + 1);
	va_start(args, format);
	vsnprintf(b->at + b->len, (size_t)n + 1, format, args);
	va_end(args);
	b->len += (size_t)n;
}

void buf_visible(Buf *b, Str s)
{
	while (s.len) {
		uint32_t rune;
		size_t n = utf8_read(s, &rune);
		bool control = rune < 0x20 || (rune >= 0x7f && rune < 0xa0);
		bool turns = (rune >= 0x202a && rune <= 0x202e) || (rune >= 0x2066 && rune <= 0x2069);

		if (n && is_space(s.at[0]))
			buf_char(b, ' ');
		else if (n == 0 || control || turns)
			buf_put(b, STR("\xef\xbf\xbd"));
		else
			buf_put(b, str_take(s, n));
		s = str_drop(s, n ? n : 1);
	}
}
