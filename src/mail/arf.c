/* arf.c - feedback reports. */
#include "base/limits.h"
#include "mail/address.h"
#include "mail/arf.h"
#include "mail/date.h"
#include "mail/line.h"
#include "mail/received.h"

/* RFC 5965 3.2: may stand several times; each address counts once. */
static void recipients_add(Arf *a, Str name, Arena *keep)
{
	enum { MOST_RECIPIENTS = 1000 };

	for (size_t i = 0; i < a->fields.n && a->n < MOST_RECIPIENTS; i++) {
		const Header *h = &a->fields.v[i];
		bool seen = false;

		if (!str_ieq(h->name, name))
			continue;
		Str address = address_path(header_unfold(h->value, keep), keep);
		for (size_t k = 0; k < a->n && !seen; k++)
			seen = str_eq(a->recipients[k], address);
		if (!address.len || seen)
			continue;
		if (a->n == a->cap)
			a->recipients = arena_grow(keep, a->recipients, a->n, &a->cap, sizeof(Str), alignof(Str));
		a->recipients[a->n++] = address;
	}
}

static Str text(const Arf *a, const char *name, Arena *keep)
{
	return header_unfold(header_value(&a->fields, str_of(name)), keep);
}

/* "dns; mx.example.org": the host. */
static Str host(Str s)
{
	Str type, word;
	Str rest = str_cut(s, ';', &type);

	str_word(rest.len ? rest : s, &word);
	return word;
}

/* "192.0.2.1", also in brackets or with words behind it. */
static Str source_ip(Str s)
{
	Str word;

	str_word(s, &word);
	while (word.len && (word.at[0] == '[' || word.at[0] == '('))
		word = str_drop(word, 1);
	while (word.len && (word.at[word.len - 1] == ']' || word.at[word.len - 1] == ')' || word.at[word.len - 1] == ','))
		word.len--;
	if (str_istarts(word, STR("IPv6:")))
		word = str_drop(word, 5);
	return ip_plausible(word) ? word : STR("");
}

/* All fields, whatever empty lines stand between them: some systems write one before the first, or in the middle. */
static void fields_read(Str s, Arena *keep, Headers *out)
{
	Lines l = lines_of(s);
	Str line;
	Header h;

	*out = (Headers){ 0 };
	while (line_next(&l, &line)) {
		if (!line.len)
			continue;
		if (is_blank(line.at[0]) && out->n) {
			Str *value = &out->v[out->n - 1].value;

			*value = str_trim(str_between(value->len ? value->at : line.at, line.at + line.len));
		} else if (!header_split(line, &h)) {
			out->odd++;
		} else if (out->n == LIMIT_HEADER_FIELDS) {
			out->truncated = true;
			return;
		} else {
			headers_add(out, h, keep);
		}
	}
}

bool arf_read(Str s, Arena *keep, Arf *out)
{
	*out = (Arf){ .type = STR("") };
	fields_read(s, keep, &out->fields);
	out->type = header_token(text(out, "Feedback-Type", keep), keep);
	out->user_agent = text(out, "User-Agent", keep);
	out->version = text(out, "Version", keep);
	out->original_mail_from = address_path(text(out, "Original-Mail-From", keep), keep);
	out->source_ip = source_ip(text(out, "Source-IP", keep));
	out->reporting_mta = host(text(out, "Reporting-MTA", keep));
	out->reported_domain = arena_lower(keep, text(out, "Reported-Domain", keep));
	out->auth_failure = arena_lower(keep, text(out, "Auth-Failure", keep));
	out->dkim_domain = arena_lower(keep, text(out, "DKIM-Domain", keep));
	recipients_add(out, STR("Original-Rcpt-To"), keep);
	recipients_add(out, STR("Removal-Recipient"), keep);
	if (!date_read(text(out, "Arrival-Date", keep), &out->arrival))
		date_read(text(out, "Received-Date", keep), &out->arrival);
	return out->type.len > 0;
}
