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

/* Which bytes may stand in a JSON string as they are; of the others each is looked at. */
static inline bool plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* Copy what is plain at the front of s; its length.  `to` has room for eight bytes more than s. */
static size_t copy_plain(Str s, char *to)
{
	size_t n = 0;

	for (; n + 8 <= s.len; n += 8) {
		uint64_t w = eight_at(s.at + n);
		uint64_t odd = eight_below(w, 0x20) | eight_high(w) | eight_are(w, '"') | eight_are(w, '\\') | eight_are(w, 0x7f);

		memcpy(to + n, &w, 8);
		if (odd)
			return n + eight_first(odd);
	}
	for (; n < s.len && plain((unsigned char)s.at[n]); n++)
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

/* What copy_plain stopped at; how many bytes it is. */
static size_t odd(Buf *b, Str s)
{
	uint32_t rune;
	size_t n = utf8_read(s, &rune);

	if (n > 1)
		buf_put(b, str_take(s, n));
	else if (n == 1)
		escape(b, (unsigned char)s.at[0]);
	else
		buf_put(b, STR("\xef\xbf\xbd"));
	return n ? n : 1;
}

static void quote(Buf *b, Str s)
{
	buf_char(b, '"');
	while (s.len) {
		buf_room(b, s.len + 8);
		size_t n = copy_plain(s, b->at + b->len);

		b->len += n;
		s = str_drop(s, n);
		if (s.len)
			s = str_drop(s, odd(b, s));
	}
	buf_char(b, '"');
}

void json_key(Json *j, const char *key)
{
	Str name = str_of(key);                             /* the program's own: nothing in it to escape */
	Buf *b = j->buf;

	buf_room(b, name.len + 4);
	if (j->comma)
		b->at[b->len++] = ',';
	b->at[b->len++] = '"';
	memcpy(b->at + b->len, name.at, name.len);
	b->len += name.len;
	b->at[b->len++] = '"';
	b->at[b->len++] = ':';
	j->comma = false;
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

void json_member(Json *j, const char *key, Str s)
{
	json_key(j, key);
	json_str(j, s);
}

void json_option(Json *j, const char *key, Str s)
{
	if (s.len)
		json_member(j, key, s);
}
