/* header.c - the body is a tail of the message, each field lies inside of it; what is decoded is UTF-8 without line ends. */
#include "fuzz.h"
#include "base/codec.h"
#include "mail/date.h"
#include "mail/encoded.h"
#include "mail/header.h"

static bool has_line_end(Str s)
{
	return s.len && (memchr(s.at, '\n', s.len) || memchr(s.at, '\r', s.len));
}

static void value_law(Str value, Arena a)
{
	Str unfolded = header_unfold(value, &a);
	int64_t time, again;

	claim(!has_line_end(unfolded) && unfolded.len <= value.len);
	claim(str_eq(header_unfold(unfolded, &a), unfolded));
	claim(utf8_valid(encoded_decode(value, STR("windows-1252"), &a)));
	claim(header_without_comments(value, &a).len <= value.len);
	claim(header_token(value, &a).len <= value.len);
	claim(!has_line_end(header_parameter(value, STR("boundary"), &a)) || str_has(value, STR("%0")) || str_has(value, STR("=?")));
	header_parameter(value, STR("name"), &a);
	if (date_read(value, &time))
		claim(date_read(date_text(time, &a), &again) && again == time);
}

static void law(Str in, Arena *a)
{
	Headers h;
	Str body = headers_read(in, a, &h);

	claim(fuzz_tail(body, in));
	for (size_t i = 0; i < h.n; i++) {
		claim(h.v[i].name.len && fuzz_inside(h.v[i].name, in) && fuzz_inside(h.v[i].value, in));
		claim(h.v[i].name.at + h.v[i].name.len < h.v[i].value.at || !h.v[i].value.len);
		claim(header_has(&h, h.v[i].name));
		value_law(h.v[i].value, *a);
	}
	value_law(in, *a);
}

FUZZ(law)
