/* jsonin.c - JSON in. */
#include "base/codec.h"
#include "base/eight.h"
#include "base/jsonin.h"
#include "base/limits.h"

typedef struct { const char *at, *end; int depth; } Scan;

static void over_space(Scan *c)
{
	while (c->at < c->end && (*c->at == ' ' || *c->at == '\t' || *c->at == '\n' || *c->at == '\r'))
		c->at++;
}

static bool over_sign(Scan *c, char sign)
{
	over_space(c);
	if (c->at == c->end || *c->at != sign)
		return false;
	c->at++;
	return true;
}

/* Over bytes that need no look in a string: ASCII without controls, quotes and backslashes, eight at a time. */
static void over_plain(Scan *c)
{
	for (; c->end - c->at >= 8; c->at += 8) {
		uint64_t w = eight_at(c->at), odd = eight_below(w, 0x20) | eight_high(w) | eight_are(w, '"') | eight_are(w, '\\');

		if (odd) {
			c->at += eight_first(odd);
			return;
		}
	}
	while (c->at < c->end && (unsigned char)*c->at >= 0x20 && !(*c->at & 0x80) && *c->at != '"' && *c->at != '\\')
		c->at++;
}

/* ---- what a string says ---- */

/* Four hexadecimal digits behind "\u" at p; -1 where they are none. */
static int32_t unit_read(const char *p, const char *end)
{
	int32_t n = 0;

	if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++) {
		if (!is_hex(p[i]))
			return -1;
		n = n * 16 + (is_digit(p[i]) ? p[i] - '0' : (p[i] | 0x20) - 'a' + 10);
	}
	return n;
}

/* The escape at p (RFC 8259 section 7): its length and what it stands for; 0 where it is none, or half a surrogate pair. */
static size_t escape_read(const char *p, const char *end, uint32_t *rune)
{
	static const char signs[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *sign = end - p > 1 ? memchr(signs, p[1], sizeof signs - 1) : NULL;
	int32_t unit = unit_read(p, end);

	if (sign) {
		*rune = (unsigned char)meant[sign - signs];
		return 2;
	}
	if (unit < 0 || (unit & 0xfc00) == 0xdc00)
		return 0;
	*rune = (uint32_t)unit;
	if ((unit & 0xfc00) != 0xd800)
		return 6;
	int32_t low = unit_read(p + 6, end);
	*rune = 0x10000 + (((uint32_t)unit & 0x3ff) << 10) + ((uint32_t)low & 0x3ff);
	return low >= 0 && (low & 0xfc00) == 0xdc00 ? 12 : 0;
}

/* What stands between the quotes as it is meant; `to` has as much room. */
static size_t unescape(Str inside, char *to)
{
	const char *end = inside.at + inside.len;
	size_t n = 0, step;
	uint32_t rune;

	for (const char *p = inside.at; p < end; p += step) {
		step = *p == '\\' ? escape_read(p, end, &rune) : 0;
		if (step)
			n += utf8_write(to + n, rune);
		else
			to[n++] = *p, step = 1;
	}
	return n;
}

static bool is_named(Str inside, Str name)
{
	enum { MOST = 256, LONGEST = 6 };               /* bytes of a name as it is written; of one byte of it */
	char plain[MOST];

	if (!inside.len || !memchr(inside.at, '\\', inside.len))
		return str_eq(inside, name);
	return inside.len <= MOST && inside.len <= LONGEST * name.len && str_eq((Str){ plain, unescape(inside, plain) }, name);
}

/* ---- is it well formed?  each of these goes over one thing; false where it is none ---- */

static bool over_string(Scan *c)
{
	uint32_t rune;

	if (!over_sign(c, '"'))
		return false;
	for (;;) {
		size_t n;

		over_plain(c);
		if (c->at == c->end)
			return false;
		if (*c->at == '"')
			break;
		n = *c->at == '\\' ? escape_read(c->at, c->end, &rune) : utf8_read(str_between(c->at, c->end), &rune);
		if (n < 2)                              /* also a control byte, which is its own character */
			return false;
		c->at += n;
	}
	c->at++;
	return true;
}

static bool over_digits(Scan *c)
{
	const char *from = c->at;

	while (c->at < c->end && is_digit(*c->at))
		c->at++;
	return c->at > from;
}

static bool is_next(const Scan *c, const char *signs)
{
	return c->at < c->end && *c->at && strchr(signs, *c->at);
}

static bool over_number(Scan *c)
{
	c->at += is_next(c, "-");
	bool zero = is_next(c, "0");

	if (zero)
		c->at++;
	else if (!over_digits(c))
		return false;
	if (is_next(c, ".")) {
		c->at++;
		if (!over_digits(c))
			return false;
	}
	if (is_next(c, "eE")) {
		c->at++;
		c->at += is_next(c, "+-");
		return over_digits(c);
	}
	return true;
}

static bool over_word(Scan *c)
{
	static const Str words[] = { STR("true"), STR("false"), STR("null") };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_starts(str_between(c->at, c->end), words[i])) {
			c->at += words[i].len;
			return c->at == c->end || !is_alnum(*c->at);
		}
	return false;
}

static bool over_value(Scan *c);

/* The members or elements between two brackets. */
static bool over_list(Scan *c, char close, bool named)
{
	bool fine = c->depth++ < LIMIT_JSON_DEPTH;

	c->at++;
	if (fine && !over_sign(c, close)) {
		do
			fine = (!named || (over_string(c) && over_sign(c, ':'))) && over_value(c);
		while (fine && over_sign(c, ','));
		fine = fine && over_sign(c, close);
	}
	c->depth--;
	return fine;
}

static bool over_value(Scan *c)
{
	over_space(c);
	if (c->at == c->end)
		return false;
	switch (*c->at) {
	case '{': return over_list(c, '}', true);
	case '[': return over_list(c, ']', false);
	case '"': return over_string(c);
	case '-': return over_number(c);
	default: return is_digit(*c->at) ? over_number(c) : over_word(c);
	}
}

bool jsonin_valid(Str s)
{
	Scan c = { s.at, s.at + s.len, 0 };
	bool fine;

	over_space(&c);
	fine = is_next(&c, "{[") && over_value(&c);
	over_space(&c);
	return fine && c.at == c.end;
}

/* ---- of what is valid ---- */

static const char *string_end(const char *p, const char *end)
{
	Scan c = { p + 1, end, 0 };

	for (over_plain(&c); c.at < end && *c.at != '"'; over_plain(&c))
		c.at += *c.at == '\\' && end - c.at > 1 ? 2 : 1;
	return c.at < end ? c.at + 1 : end;
}

static inline bool opens(char c)   { return c == '{' || c == '['; }
static inline bool shuts(char c)   { return c == '}' || c == ']'; }
static inline bool parts(char c)   { return c == ',' || c == ':' || is_space(c); }

/* Take the value, or the name of a member, off the front with what parts it from the one before; false at the closing bracket. */
static bool value_next(Scan *c, Str *value)
{
	const char *from;
	int depth = 0;

	while (c->at < c->end && parts(*c->at))
		c->at++;
	for (from = c->at; c->at < c->end && (depth || !(parts(*c->at) || shuts(*c->at)));) {
		depth += opens(*c->at) - shuts(*c->at);
		c->at = *c->at == '"' ? string_end(c->at, c->end) : c->at + 1;
	}
	*value = str_between(from, c->at);
	return value->len > 0;
}

static Str inside(Str string)
{
	return str_take(str_drop(string, 1), string.len > 1 ? string.len - 2 : 0);
}

Str jsonin_member(Str object, Str name)
{
	Str key, value, inner = jsonin_is(object, '{') ? str_drop(object, 1) : STR(""), found = STR("");
	Scan c = { inner.at, inner.at + inner.len, 0 };

	while (value_next(&c, &key) && value_next(&c, &value))
		if (is_named(inside(key), name))
			found = value;
	return found;
}

bool jsonin_next(Str *list, Str *value)
{
	Scan c = { list->at, list->at + list->len, 0 };
	bool begins = jsonin_is(*list, '['), goes_on = list->len && (parts(list->at[0]) || shuts(list->at[0]));

	c.at += begins;
	if (!(begins || goes_on) || !value_next(&c, value))
		return false;
	*list = str_between(c.at, c.end);
	return true;
}

Str jsonin_text(Str value, Arena *keep)
{
	Str text = jsonin_is(value, '"') ? inside(value) : STR("");

	if (!text.len || !memchr(text.at, '\\', text.len))
		return text;
	char *to = take(keep, char, text.len);
	return (Str){ to, unescape(text, to) };
}
