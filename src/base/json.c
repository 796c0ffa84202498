/* json.c - JSON out (RFC 8259). */
#include <math.h>
#include "base/codec.h"
#include "base/eight.h"
#include "base/json.h"

static void separate(Json *j)
{
	if (j->comma)
		buf_char(j->buf, ',');
	j->comma = true;
}

void json_open(Json *j, char bracket)
{
	separate(j);
	buf_char(j->buf, bracket);
	j->comma = false;
}

void json_close(Json *j, char bracket)
{
	buf_char(j->buf, bracket);
	j->comma = true;
}

/* Which bytes may not stand in a JSON string as they are, or must be looked at: the first of eight, and one. */
static inline uint64_t odd_of_eight(uint64_t w)
{
	return eight_below(w, 0x20) | eight_above(w, '~') | eight_are(w, '"') | eight_are(w, '\\');
}

static inline bool is_odd(unsigned char c)
{
	return c < 0x20 || c > '~' || c == '"' || c == '\\';
}

/* Copy what is plain at the front of s; its length.  `to` has room for s; what is copied behind that length is written again. */
static inline size_t copy_plain(Str s, char *to)
{
	size_t n = 0;

	while (n + 8 <= s.len) {
		uint64_t w = eight_at(s.at + n), odd = odd_of_eight(w);

		memcpy(to + n, &w, 8);
		if (odd)
			return n + eight_first(odd);
		n += n + 8 < s.len && n + 16 > s.len ? s.len - n - 8 : 8;       /* the last eight, some of them a second time */
	}
	for (; n < s.len && !is_odd((unsigned char)s.at[n]); n++)
		to[n] = s.at[n];
	return n;
}

static void escape(Buf *b, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char shorts[] = { ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"', ['\\'] = '\\' };

	if (c < sizeof shorts && shorts[c])
		buf_put(b, (Str){ (char[]){ '\\', shorts[c] }, 2 });
	else
		buf_put(b, (Str){ (char[]){ '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 6 });
}

/* Characters beyond ASCII at the front of s, as they are, or U+FFFD for a byte that is none; what is behind them. */
static Str put_high(Buf *b, Str s)
{
	while (s.len && s.at[0] & 0x80) {
		uint32_t rune;
		size_t n = utf8_read(s, &rune);

		buf_put(b, n ? str_take(s, n) : STR("\xef\xbf\xbd"));
		s = str_drop(s, n ? n : 1);
	}
	return s;
}

static void quote(Buf *b, Str s)
{
	buf_room(b, s.len + 2);
	b->at[b->len++] = '"';
	while (s.len) {
		buf_room(b, s.len);
		size_t n = copy_plain(s, b->at + b->len);

		b->len += n;
		s = put_high(b, str_drop(s, n));
		if (s.len && is_odd((unsigned char)s.at[0])) {
			escape(b, (unsigned char)s.at[0]);
			s = str_drop(s, 1);
		}
	}
	buf_char(b, '"');
}

void json_put_key(Json *j, Str key)
{
	Buf *b = j->buf;

	buf_room(b, key.len + 4);
	if (j->comma)
		b->at[b->len++] = ',';
	b->at[b->len++] = '"';
	memcpy(b->at + b->len, key.at, key.len);
	b->len += key.len;
	b->at[b->len++] = '"';
	b->at[b->len++] = ':';
	j->comma = false;
}

void json_put_member(Json *j, Str key, Str s)
{
	json_put_key(j, key);
	quote(j->buf, s);
	j->comma = true;
}

void json_str(Json *j, Str s)
{
	separate(j);
	quote(j->buf, s);
}

void json_int(Json *j, int64_t n)
{
	separate(j);
	buf_number(j->buf, n);
}

void json_real(Json *j, double x)
{
	int64_t hundredths = isfinite(x) && fabs(x) < 1e15 ? (int64_t)llround(x * 100) : 0;

	separate(j);
	if (hundredths < 0)
		buf_char(j->buf, '-');
	if (hundredths < 0)
		hundredths = -hundredths;
	buf_number(j->buf, hundredths / 100);
	if (hundredths % 100 == 0)
		return;
	buf_char(j->buf, '.');
	buf_char(j->buf, (char)('0' + hundredths % 100 / 10));
	if (hundredths % 10)
		buf_char(j->buf, (char)('0' + hundredths % 10));
}

void json_bool(Json *j, bool b)
{
	separate(j);
	buf_put(j->buf, b ? STR("true") : STR("false"));
}

void json_null(Json *j)
{
	separate(j);
	buf_put(j->buf, STR("null"));
}
