/* ip.c - addresses of the Internet. */
#include <arpa/inet.h>
#include "base/ip.h"
#include "base/buf.h"

enum { TEXT_MAX = 45 };                                 /* the longest text of an address: RFC 4291 2.2, form 3 */

bool ip_read(Str s, Ip *out)
{
	char z[TEXT_MAX + 1] = { 0 };

	*out = (Ip){ 0 };
	if (s.len == 0 || s.len > TEXT_MAX || memchr(s.at, 0, s.len))
		return false;
	memcpy(z, s.at, s.len);
	out->v6 = memchr(z, ':', s.len) != NULL;
	if (inet_pton(out->v6 ? AF_INET6 : AF_INET, z, out->at) == 1)
		return true;
	*out = (Ip){ 0 };
	return false;
}

Ip ip_of(const void *bytes, bool v6)
{
	Ip ip = { .v6 = v6 };

	memcpy(ip.at, bytes, v6 ? 16 : 4);
	return ip;
}

static bool is_mapped(Ip ip)
{
	static const uint8_t head[12] = { [10] = 0xff, [11] = 0xff };

	return ip.v6 && memcmp(ip.at, head, sizeof head) == 0;
}

Ip ip_unmapped(Ip ip)
{
	return is_mapped(ip) ? ip_of(ip.at + 12, false) : ip;
}

static void put_quad(Buf *b, const uint8_t *at)
{
	for (int i = 0; i < 4; i++) {
		if (i)
			buf_char(b, '.');
		buf_number(b, at[i]);
	}
}

static unsigned group(Ip ip, int i)
{
	return (unsigned)ip.at[2 * i] << 8 | ip.at[2 * i + 1];
}

/* The longest run of two or more groups of zeros, the first of equals (RFC 5952 4.2); of none the end is 0. */
static void longest_zeros(Ip ip, int *from, int *to)
{
	*from = *to = 0;
	for (int i = 0, start = 0; i < 8; i++) {
		if (group(ip, i))
			start = i + 1;
		else if (i + 1 - start >= 2 && i + 1 - start > *to - *from)
			*from = start, *to = i + 1;
	}
}

Str ip_text(Ip ip, Arena *keep)
{
	Buf b = buf_new(keep);
	int from, to;

	if (!ip.v6 || is_mapped(ip)) {
		if (ip.v6)
			buf_put(&b, STR("::ffff:"));
		put_quad(&b, ip.at + (ip.v6 ? 12 : 0));
		return buf_str(&b);
	}
	longest_zeros(ip, &from, &to);
	for (int i = 0; i < 8; i++) {
		if (to && i == from) {
			buf_put(&b, STR("::"));
			i = to - 1;
			continue;
		}
		if (i && !(to && i == to))
			buf_char(&b, ':');
		buf_format(&b, "%x", group(ip, i));
	}
	return buf_str(&b);
}

bool ip_eq(Ip a, Ip b)
{
	return a.v6 == b.v6 && memcmp(a.at, b.at, a.v6 ? 16 : 4) == 0;
}

bool ip_within(Ip ip, Ip net, int bits)
{
	int width = net.v6 ? 128 : 32, n = bits < 0 ? 0 : bits > width ? width : bits;

	if (ip.v6 != net.v6 || memcmp(ip.at, net.at, (size_t)n / 8) != 0)
		return false;
	return n % 8 == 0 || ((ip.at[n / 8] ^ net.at[n / 8]) >> (8 - n % 8)) == 0;
}

Str ip_nibbles(Ip ip, Arena *keep)
{
	static const char digit[] = "0123456789abcdef";
	Buf b = buf_new(keep);

	for (int i = ip.v6 ? 31 : 3; i >= 0; i--) {
		if (ip.v6)
			buf_char(&b, digit[i % 2 ? ip.at[i / 2] & 15 : ip.at[i / 2] >> 4]);
		else
			buf_number(&b, ip.at[i]);
		if (i)
			buf_char(&b, '.');
	}
	return buf_str(&b);
}

Str ip_reverse(Ip ip, Arena *keep)
{
	return arena_join(keep, ip_nibbles(ip, keep), ip.v6 ? STR(".ip6.arpa") : STR(".in-addr.arpa"));
}

static const struct { uint8_t at[4]; int bits; } private_v4[] = {
	{ { 0 }, 8 }, { { 10 }, 8 }, { { 100, 64 }, 10 }, { { 127 }, 8 }, { { 169, 254 }, 16 }, { { 172, 16 }, 12 }, { { 192, 168 }, 16 }, { { 224 }, 3 },
};

bool ip_is_private(Ip ip)
{
	ip = ip_unmapped(ip);
	if (ip.v6)
		return (ip.at[0] & 0xfe) == 0xfc || (ip.at[0] == 0xfe && (ip.at[1] & 0xc0) == 0x80) || ip.at[0] == 0xff || ip.at[0] == 0;
	for (size_t i = 0; i < sizeof private_v4 / sizeof *private_v4; i++) {
		Ip net = { .v6 = false };

		memcpy(net.at, private_v4[i].at, 4);
		if (ip_within(ip, net, private_v4[i].bits))
			return true;
	}
	return false;
}
