/* codec.c - nothing decoded is longer than what it was; what is uuencoded is decoded to itself; what is damaged is UTF-8 all the same. */
#include "fuzz.h"
#include "base/codec.h"

enum { LINE_BYTES = 45 };

static char uu_char(unsigned bits)
{
	return bits & 63 ? (char)((bits & 63) + ' ') : '`';
}

static Str uu_encode(Str s, Arena *a)
{
	static const char head[] = "begin 644 x\n";
	char *out = take(a, char, sizeof head + 2 * s.len + 16);
	size_t n = sizeof head - 1;

	memcpy(out, head, n);
	for (; s.len; s = str_drop(s, LINE_BYTES)) {
		Str line = str_take(s, LINE_BYTES);

		out[n++] = uu_char((unsigned)line.len);
		for (size_t i = 0; i < line.len; i += 3) {
			unsigned bits = 0;

			for (size_t k = i; k < i + 3; k++)
				bits = bits << 8 | (k < line.len ? (unsigned char)line.at[k] : 0);
			for (int shift = 18; shift >= 0; shift -= 6)
				out[n++] = uu_char(bits >> shift);
		}
		out[n++] = '\n';
	}
	memcpy(out + n, "`\nend\n", 6);
	return (Str){ out, n + 6 };
}

static void law(Str in, Arena *a)
{
	bool damaged;

	claim(base64_decode(in, a, &damaged).len <= in.len);
	claim(qp_decode(in, false, a, &damaged).len <= in.len && qp_decode(in, true, a, &damaged).len <= in.len);
	claim(percent_decode(in, a).len <= in.len && xtext_decode(in, a).len <= in.len);
	claim(uu_decode(in, a, &damaged).len <= in.len);
	claim(utf8_valid(charset_to_utf8(in, STR("utf-7"), a, &damaged)));
	claim(str_eq(uu_decode(uu_encode(in, a), a, &damaged), in) && !damaged);
}

FUZZ(law)
