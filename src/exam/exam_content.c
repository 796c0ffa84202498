/* exam_content.c - what receivers object to in a message itself, whoever sends it. */
#include "auth/orgdomain.h"
#include "base/codec.h"
#include "exam/content.h"
#include "mail/address.h"

Str content_slice(Str s)
{
	uint32_t rune;

	s = str_trim(s);
	if (s.len <= CONTENT_WORDS)
		return s;
	for (size_t n = CONTENT_WORDS; n > CONTENT_WORDS - 4; n--)
		if ((s.at[n] & 0xc0) != 0x80 && utf8_read(str_drop(s, n), &rune))
			return str_take(s, n);
	return str_take(s, CONTENT_WORDS);
}

void content_more(Look *l, size_t n, const char *what)
{
	if (n > CONTENT_SHOWN)
		look_see(l, GRADE_NOTE, NULL, NULL, STR(""), "and %zu more %s", n - CONTENT_SHOWN, what);
}

bool content_refuses(Entry objection)
{
	return str_eq(entry_value(objection, STR("Weight")), STR("refuse"));
}

Str content_whose(Look *l, Entry objection)
{
	Str id;

	str_word(entry_value(objection, STR("Of")), &id);       /* the others are the same house */
	Entry provider = knowledge_find(l->in->knowledge, KIND_PROVIDER, id);
	return entry_ok(provider) ? entry_value(provider, STR("Title")) : id.len ? id : STR("many a receiver");
}

Str content_bytes(const Look *l)
{
	return l->in->bytes.at && l->in->bytes.len ? l->in->bytes : l->in->message->text;
}

Str content_author(Look *l)
{
	Addresses from = { 0 };
	bool ok;

	addresses_read(header_value(l->in->headers, STR("From")), l->keep, &from);
	return from.n ? psl_organisation(idn_ascii(from.v[0].domain, l->keep, &ok), l->keep) : STR("");
}

void exam_content(Look *l)
{
	if (!l->in->message || !l->in->headers)
		return;
	content_fields(l);
	content_words(l);
	content_lines(l);
	content_links(l);
	content_lookalikes(l);
	content_shape(l);
	content_attachments(l);
	content_filters(l);
	if (evidence_worst(&l->out->evidence, STR("content")) == GRADE_NONE)
		look_see(l, GRADE_GOOD, NULL, NULL, STR(""), "nothing in the message that receivers are known to object to");
}
