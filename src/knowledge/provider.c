/* provider.c - whose host is it? */
#include "knowledge/book.h"

enum { LABEL_MAX = 255 };                           /* bytes of a host name (RFC 1035 2.3.4) */

static Entry exact(const Book *b, Str suffix)
{
	for (uint32_t i = (uint32_t)str_hash(suffix, STR_HASH_START); ; i++) {
		const BookHost *slot = book_host(b, i & (b->host_slots - 1));

		if (slot->suffix.len == 0)
			return (Entry){ 0 };
		if (str_eq(book_str(b, slot->suffix), suffix))
			return (Entry){ b, slot->stanza };
	}
}

Entry provider_of(const Knowledge *k, Str host)
{
	char lower[LABEL_MAX];

	if (host.len == 0 || host.len > sizeof lower)
		return (Entry){ 0 };
	for (size_t i = 0; i < host.len; i++)
		lower[i] = to_lower(host.at[i]);
	for (Str rest = { lower, host.len }, label; rest.len; rest = str_cut(rest, '.', &label))
		for (int i = k->n - 1; i >= 0; i--) {
			Entry e = exact(k->books[i], rest);

			if (entry_ok(e))
				return e;
		}
	return (Entry){ 0 };
}

bool provider_receives(const Knowledge *k, Str host)
{
	Str rest = entry_value(provider_of(k, host), STR("Mx")), suffix;

	for (rest = str_word(rest, &suffix); suffix.len; rest = str_word(rest, &suffix))
		if (str_has_suffix_label(host, suffix))
			return true;
	return false;
}
