/* content_words.c - 8-bit bytes in header fields, and encoded-words where none may stand (RFC 2047 5, RFC 6532). */
#include "base/codec.h"
#include "exam/content.h"

enum { NAME_SHOWN = 60 };

/* ---- 8-bit ---- */

static void see_raw(Look *l)
{
	const RawMessage *m = l->in->message;
	size_t utf8 = 0, other = 0;
	Str first = STR("");

	for (size_t i = 0; i < m->n; i++) {
		Str whole = m->v[i].whole;

		if (ascii_length(whole) == whole.len)
			continue;
		if (utf8_valid(whole)) {
			first = utf8++ ? first : whole;
			continue;
		}
		if (other++ < CONTENT_SHOWN)
			look_see_slice(l, GRADE_WARN, "content.header_malformed", content_slice(whole),
			               STR("encode it as RFC 2047 says: =?utf-8?Q?…?="),
			               "%.*s has raw 8-bit bytes that are no UTF-8 (RFC 5322 2.2)", STR_ARG(str_take(m->v[i].name, NAME_SHOWN)));
	}
	content_more(l, other, "fields with raw 8-bit bytes");
	if (utf8)
		look_see_slice(l, GRADE_NOTE, NULL, content_slice(first),
		               STR("encode it as RFC 2047 says, unless every server on the way knows SMTPUTF8"),
		               "%zu field%s raw UTF-8: only servers with SMTPUTF8 (RFC 6531) take that", utf8, utf8 == 1 ? " has" : "s have");
}

/* ---- encoded-words ---- */

/* The length of the encoded-word at the front of s, "=?charset?Q?text?="; 0 where there is none. */
static size_t word_length(Str s)
{
	Str charset, encoding, text, rest;

	if (!str_starts(s, STR("=?")))
		return 0;
	rest = str_cut(str_drop(s, 2), '?', &charset);
	rest = str_cut(rest, '?', &encoding);
	str_cut(rest, '?', &text);
	rest = str_drop(rest, text.len);
	if (charset.len == 0 || charset.len > NAME_SHOWN || encoding.len != 1 || !str_starts(rest, STR("?=")))
		return 0;
	for (size_t i = 0; i < text.len; i++)
		if (is_space(text.at[i]))
			return 0;
	return (size_t)(rest.at + 2 - s.at);
}

typedef enum { FREE, QUOTED, ADDRESS } Place;

/* Does what follows the word, up to the next blank, make it part of an address? */
static bool leads_to_at(Str rest)
{
	for (size_t i = 0; i < rest.len && !is_space(rest.at[i]) && rest.at[i] != ',' && rest.at[i] != '<'; i++)
		if (rest.at[i] == '@')
			return true;
	return false;
}

/* The first encoded-word that stands inside quotes or inside an address; FREE where there is none. */
static Place misplaced(Str value, Str *word)
{
	Place place = FREE;

	for (size_t i = 0; i < value.len; i++) {
		char c = value.at[i];
		size_t n = c == '=' ? word_length(str_drop(value, i)) : 0;

		if (n) {
			*word = str_take(str_drop(value, i), n);
			if (place != FREE)
				return place;
			if (leads_to_at(str_drop(value, i + n)))
				return ADDRESS;
			i += n - 1;
		} else if (c == '\\') {
			i++;
		} else if (c == '"' && place != ADDRESS) {
			place = place == QUOTED ? FREE : QUOTED;
		} else if (c == '<' && place == FREE) {
			place = ADDRESS;
		} else if (c == '>' && place == ADDRESS) {
			place = FREE;
		}
	}
	return FREE;
}

static const char *const of_addresses[] = { "From", "To", "Cc", "Reply-To", "Sender" };

static void see_misplaced(Look *l)
{
	for (size_t i = 0; i < sizeof of_addresses / sizeof *of_addresses; i++) {
		Str word = STR("");
		Place place = misplaced(header_value(l->in->headers, str_of(of_addresses[i])), &word);

		if (place == ADDRESS)
			look_see_slice(l, GRADE_BAD, "content.header_malformed", content_slice(word),
			               STR("write the address itself; only the name beside it is encoded"),
			               "%s has an encoded-word inside an address (RFC 2047 5)", of_addresses[i]);
		else if (place == QUOTED)
			look_see_slice(l, GRADE_WARN, "content.header_malformed", content_slice(word),
			               STR("leave out the quotes around the encoded name"),
			               "%s has an encoded-word inside quotes: readers see it undecoded (RFC 2047 5)", of_addresses[i]);
	}
}

void content_words(Look *l)
{
	see_raw(l);
	see_misplaced(l);
}
