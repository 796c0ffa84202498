/* rdata.c - the RDATA of each type, and what a master file writes for it. */
#include "world/rdata.h"
#include "world/dname.h"
#include "world/master.h"
#include "base/buf.h"
#include "base/ip.h"

static const struct { DnsType type; const char *layout; } layouts[] = {
	{ DNS_TYPE_A, "a" },        { DNS_TYPE_AAAA, "q" },     { DNS_TYPE_NS, "z" },       { DNS_TYPE_CNAME, "z" },    { DNS_TYPE_PTR, "z" },
	{ DNS_TYPE_DNAME, "n" },    { DNS_TYPE_MX, "2z" },      { DNS_TYPE_SOA, "zz44444" }, { DNS_TYPE_SRV, "222z" },  { DNS_TYPE_TXT, "t" },
	{ DNS_TYPE_SPF, "t" },      { DNS_TYPE_DS, "211x" },    { DNS_TYPE_DNSKEY, "211b" }, { DNS_TYPE_TLSA, "111x" }, { DNS_TYPE_CAA, "1gv" },
};

enum { LAYOUTS = sizeof layouts / sizeof *layouts };

const char *rdata_layout(DnsType type)
{
	for (int i = 0; i < LAYOUTS; i++)
		if (layouts[i].type == type)
			return layouts[i].layout;
	return NULL;
}

/* One or more strings that fill s. */
static int strings_length(Str s)
{
	size_t at = 0;

	while (at < s.len)
		at += (size_t)(unsigned char)s.at[at] + 1;
	return s.len && at == s.len ? (int)at : -1;
}

static int tag_length(Str s)
{
	size_t n = s.len ? (unsigned char)s.at[0] : 0;

	if (n == 0 || n + 1 > s.len)
		return -1;
	for (size_t i = 1; i <= n; i++)
		if (!is_alnum(s.at[i]))
			return -1;
	return (int)n + 1;
}

int rdata_field(char letter, Str wire)
{
	static const unsigned char fixed[128] = { ['1'] = 1, ['2'] = 2, ['4'] = 4, ['a'] = 4, ['q'] = 16 };
	size_t n;

	switch (letter) {
	case 'n': case 'z':
		n = dname_length(wire);
		return n ? (int)n : -1;
	case 't':
		return strings_length(wire);
	case 'g':
		return tag_length(wire);
	case 'x': case 'b':
		return wire.len ? (int)wire.len : -1;   /* as text nothing could not be told from a field that was forgotten */
	case 'v':
		return (int)wire.len;
	}
	n = fixed[letter & 127];
	return n <= wire.len ? (int)n : -1;
}

bool rdata_sound(DnsType type, Str wire)
{
	const char *layout = rdata_layout(type);

	for (; layout && *layout; layout++) {
		int n = rdata_field(*layout, wire);

		if (n < 0)
			return false;
		wire = str_drop(wire, (size_t)n);
	}
	return !layout || wire.len == 0;
}

bool rdata_expand(DnsType type, Str message, size_t at, size_t len, Arena *keep, Str *out)
{
	const char *layout = rdata_layout(type);
	Buf b = buf_new(keep);
	size_t end = at + len;

	for (; layout && *layout; layout++) {
		char name[DNAME_WIRE_MAX];
		int n = *layout == 'z' ? 0 : rdata_field(*layout, (Str){ message.at + at, end - at });

		if (n < 0)
			return false;
		if (*layout != 'z') {
			buf_put(&b, (Str){ message.at + at, (size_t)n });
			at += (size_t)n;
			continue;
		}
		size_t wire = dname_expand(message, at, name, &at);

		if (!wire || at > end)
			return false;
		buf_put(&b, (Str){ name, wire });
	}
	buf_put(&b, (Str){ message.at + at, end - at });
	*out = buf_str(&b);
	return rdata_sound(type, *out);
}

/* As it stands on the wire, its case too. */
static void put_name(Buf *b, Str wire)
{
	if (wire.len == 1)
		buf_char(b, '.');
	for (size_t at = 0; wire.at[at]; ) {
		size_t end = at + 1 + (unsigned char)wire.at[at];

		for (at++; at < end; at++)
			master_put_byte(b, wire.at[at], false);
		buf_char(b, '.');
	}
}

static void put_quoted(Buf *b, Str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.len; i++)
		master_put_byte(b, s.at[i], true);
	buf_char(b, '"');
}

static void put_strings(Buf *b, Str s)
{
	for (bool first = true; s.len; first = false) {
		size_t n = (unsigned char)s.at[0];

		if (!first)
			buf_char(b, ' ');
		put_quoted(b, str_take(str_drop(s, 1), n));
		s = str_drop(s, n + 1);
	}
}

static void put_hex(Buf *b, Str s)
{
	static const char digit[] = "0123456789abcdef";

	buf_room(b, s.len * 2);
	for (size_t i = 0; i < s.len; i++) {
		buf_char(b, digit[(unsigned char)s.at[i] >> 4]);
		buf_char(b, digit[s.at[i] & 15]);
	}
}

static void put_base64(Buf *b, Str s)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (; s.len; s = str_drop(s, 3)) {
		uint32_t bits = 0;

		for (size_t i = 0; i < 3; i++)
			bits = bits << 8 | (i < s.len ? (unsigned char)s.at[i] : 0);
		for (size_t i = 0; i < 4; i++)
			buf_char(b, i <= s.len ? digit[bits >> (18 - 6 * i) & 63] : '=');
	}
}

static void put_number(Buf *b, Str s)
{
	uint32_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n = n << 8 | (unsigned char)s.at[i];
	buf_number(b, n);
}

static void put_field(Buf *b, char letter, Str s)
{
	switch (letter) {
	case 'n': case 'z': put_name(b, s); return;
	case 't':           put_strings(b, s); return;
	case 'g':           buf_put(b, str_drop(s, 1)); return;
	case 'v':           put_quoted(b, s); return;
	case 'x':           put_hex(b, s); return;
	case 'b':           put_base64(b, s); return;
	case 'a': case 'q': buf_put(b, ip_text(ip_of(s.at, letter == 'q'), b->arena)); return;
	default:            put_number(b, s); return;
	}
}

Str dns_rdata_text(DnsType type, Str wire, Arena *keep)
{
	const char *layout = rdata_layout(type);
	Buf b = buf_new(keep);

	if (!layout || !rdata_sound(type, wire)) {
		buf_format(&b, "\\# %zu", wire.len);
		if (wire.len)
			buf_char(&b, ' ');
		put_hex(&b, wire);
		return buf_str(&b);
	}
	for (bool first = true; *layout; layout++, first = false) {
		Str field = str_take(wire, (size_t)rdata_field(*layout, wire));

		if (!first)
			buf_char(&b, ' ');
		put_field(&b, *layout, field);
		wire = str_drop(wire, field.len);
	}
	return buf_str(&b);
}
