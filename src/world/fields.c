/* fields.c - the RDATA of an entry, field by field as the table of rdata.h says. */
#include "world/fields.h"
#include "world/rdata.h"
#include "base/ip.h"

enum { RDATA_MAX = 65535, STRING_MAX = 255 };

/* A number of `width` bytes; of four bytes also with units (the times of an SOA), and above 2^31 (its serial). */
static bool put_number(Master *m, Token t, int width, Buf *b)
{
	uint64_t n = 0;
	uint32_t ttl;

	for (size_t i = 0; i < t.raw.len && n <= UINT32_MAX && is_digit(t.raw.at[i]); i++)
		n = n * 10 + (uint64_t)(t.raw.at[i] - '0');
	bool all = t.raw.len && t.raw.len <= 10;
	for (size_t i = 0; i < t.raw.len; i++)
		all &= is_digit(t.raw.at[i]);
	if (!all && width == 4 && master_ttl(t.raw, &ttl))
		n = ttl;
	else if (!all || n >> (8 * width))
		return master_error(m, "'%.*s' is no number of %d bits", MASTER_SHOW(t.raw), 8 * width);
	for (int i = width; i-- > 0; )
		buf_char(b, (char)(n >> (8 * i)));
	return true;
}

static bool put_ip(Master *m, Token t, bool v6, Buf *b)
{
	Ip ip;

	if (!ip_read(t.raw, &ip) || ip.v6 != v6)
		return master_error(m, "'%.*s' is no IPv%c address", MASTER_SHOW(t.raw), v6 ? '6' : '4');
	buf_put(b, (Str){ (const char *)ip.at, v6 ? 16 : 4 });
	return true;
}

static bool put_wire_name(Master *m, Token t, Buf *b)
{
	char name[DNAME_WIRE_MAX];
	size_t n;

	if (!master_name(m, t, name, &n))
		return false;
	buf_put(b, (Str){ name, n });
	return true;
}

static bool put_string(Master *m, Token t, Buf *b)
{
	char bytes[STRING_MAX];
	size_t n;

	if (!master_bytes(m, t.raw, bytes, sizeof bytes, &n))
		return false;
	buf_char(b, (char)n);
	buf_put(b, (Str){ bytes, n });
	return true;
}

/* A string without a length before it: the value of a CAA record. */
static bool put_value(Master *m, Token t, Buf *b)
{
	size_t n;

	buf_room(b, t.raw.len);
	if (!master_bytes(m, t.raw, b->at + b->len, t.raw.len, &n))
		return false;
	b->len += n;
	return true;
}

static int hex_value(char c)
{
	return is_digit(c) ? c - '0' : is_hex(c) ? to_lower(c) - 'a' + 10 : -1;
}

/* Base 16, in as many tokens as one likes; a byte may not be divided. */
static bool put_hex(Master *m, Token t, Buf *b)
{
	for (size_t i = 0; i < t.raw.len; i += 2) {
		int high = hex_value(t.raw.at[i]), low = i + 1 < t.raw.len ? hex_value(t.raw.at[i + 1]) : -1;

		if (high < 0 || low < 0)
			return master_error(m, "'%.*s' are no bytes in base 16", MASTER_SHOW(t.raw));
		buf_char(b, (char)(high * 16 + low));
	}
	return true;
}

static int base64_value(char c)
{
	return is_upper(c) ? c - 'A' : is_lower(c) ? c - 'a' + 26 : is_digit(c) ? c - '0' + 52 : c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Base 64 in tokens that may be divided anywhere. */
static bool put_base64(Master *m, Token t, Buf *b)
{
	uint32_t bits = 0;
	int have = 0, pads = 0;

	do {
		for (size_t i = 0; i < t.raw.len; i++) {
			int v = base64_value(t.raw.at[i]);

			pads += t.raw.at[i] == '=';
			if ((v < 0 && t.raw.at[i] != '=') || (pads && v >= 0) || pads > 2)
				return master_error(m, "'%.*s' is no base 64", MASTER_SHOW(t.raw));
			if (v < 0)
				continue;
			bits = bits << 6 | (uint32_t)v;
			have += 6;
			if (have >= 8) {
				have -= 8;
				buf_char(b, (char)(bits >> have));
			}
		}
	} while (master_token(m, &t));
	return have == 6 ? master_error(m, "base 64 that ends within a byte") : !m->failed;
}

/* "\# 4 c0000201": RDATA of any type, RFC 3597 5. */
static bool put_unknown(Master *m, Buf *b)
{
	Token t;
	int n = -1;
	size_t from = b->len;

	if (!master_token(m, &t) || str_number(t.raw, &n).len || n < 0 || n > RDATA_MAX)
		return master_error(m, "behind \\# stands the number of bytes");
	while (master_token(m, &t))
		if (!put_hex(m, t, b))
			return false;
	return b->len - from == (size_t)n ? !m->failed : master_error(m, "\\# %d, and there are %zu bytes", n, b->len - from);
}

static bool put_field(Master *m, char letter, Token t, Buf *b)
{
	bool more = letter == 't' || letter == 'x';

	switch (letter) {
	case '1': case '2': case '4': return put_number(m, t, letter - '0', b);
	case 'n': case 'z':           return put_wire_name(m, t, b);
	case 'a': case 'q':           return put_ip(m, t, letter == 'q', b);
	case 'v':                     return put_value(m, t, b);
	case 'b':                     return put_base64(m, t, b);
	case 'g':                     return put_string(m, t, b);
	}
	do {
		if (!(letter == 't' ? put_string(m, t, b) : put_hex(m, t, b)))
			return false;
	} while (more && master_token(m, &t));
	return !m->failed;
}

static bool put_fields(Master *m, const char *layout, Token t, bool any, Buf *b)
{
	for (bool first = true; *layout; layout++, first = false) {
		if (first ? !any : !master_token(m, &t))
			return master_error(m, "the record ends too early");
		if (!put_field(m, *layout, t, b))
			return false;
	}
	return master_token(m, &t) ? master_error(m, "'%.*s' is left over", MASTER_SHOW(t.raw)) : !m->failed;
}

bool fields_read(Master *m, DnsType type, Arena *keep, DnsRecord *out)
{
	const char *layout = rdata_layout(type);
	Buf b = buf_new(keep);
	Token t;
	bool any = master_token(m, &t);

	if (any && !t.quoted && str_eq(t.raw, STR("\\#"))) {
		if (!put_unknown(m, &b))
			return false;
	} else if (!layout) {
		return master_error(m, "records of type TYPE%d are written \\# LENGTH BASE16", (int)type);
	} else if (!put_fields(m, layout, t, any, &b)) {
		return false;
	}
	if (b.len > RDATA_MAX)
		return master_error(m, "a record of more than %d bytes", RDATA_MAX);
	if (b.at && b.at + b.cap == keep->at)
		keep->at = b.at + b.len;                /* most records are short: what is not used goes back */
	return dns_record(type, buf_str(&b), keep, out) || master_error(m, "the record is damaged");
}
