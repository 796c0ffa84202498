/* content_shape.c - what there is to read, whom the message seems to be from, and how large it is. */
#include "auth/orgdomain.h"
#include "base/limits.h"
#include "exam/content.h"
#include "exam/content_part.h"
#include "mail/address.h"

enum {
	LITTLE = 20, HARDLY = 100,                      /* bytes of text: next to nothing; too few beside images */
	ENOUGH = 1000,                                  /* no more text is read */
	AUTHORS = 8,                                    /* addresses of From that are looked at */
	LARGE = 1 << 20,                                /* a message below has no limit in its way */
	MEGABYTE = 1 << 20,
};

/* ---- what there is to read ---- */

typedef struct { size_t plain, html, images, others, text; } Shape;     /* parts of each kind; bytes that a person sees */

static void count_part(const Part *p, Arena scratch, Shape *s)
{
	bool text = str_starts(p->type, STR("text/")), damaged;

	if (p->child || str_starts(p->type, STR("multipart/")))
		return;
	s->images += str_starts(p->type, STR("image/"));
	s->others += !str_starts(p->type, STR("image/")) && (!text || part_is_attached(p, &scratch));
	if (!text || part_is_attached(p, &scratch))
		return;
	s->html += str_eq(p->type, STR("text/html"));
	s->plain += !str_eq(p->type, STR("text/html"));
	if (s->text < ENOUGH)
		s->text += str_trim(part_text(p, &scratch, &damaged)).len;
}

static Shape shape_of(Look *l)
{
	const Part *root = l->in->mime->root;
	Shape s = { 0 };

	for (const Part *p = root; p; p = part_walk(root, p))
		count_part(p, *l->keep, &s);
	for (size_t i = 0; l->in->links && i < l->in->links->n; i++)
		s.images += l->in->links->v[i].image;
	return s;
}

static void see_text(Look *l)
{
	Shape s = shape_of(l);

	if (s.html && !s.plain)
		look_see(l, GRADE_WARN, "content.spam", NULL, STR("send the same as text/plain beside it, in a multipart/alternative"),
		         "the message is HTML without the same as text");
	if (s.images && s.text < HARDLY)
		look_see(l, GRADE_WARN, "content.spam", NULL, STR("write as text what is to be read"),
		         "%zu image%s and hardly any text (%zu bytes): filters cannot read it", s.images, s.images == 1 ? "" : "s", s.text);
	else if (s.text < LITTLE && !s.others)
		look_see(l, GRADE_NOTE, NULL, NULL, STR("write a sentence that says what the message is about"),
		         "there is next to no text (%zu bytes)", s.text);
	if (l->in->mime->too_many || l->in->mime->too_deep)
		look_see(l, GRADE_BAD, "content.format", NULL, STR("send fewer parts"),
		         "more than %d parts, or parts in parts more than %d deep: the rest was not looked at", LIMIT_PARTS, LIMIT_NESTING);
	if (l->in->mime->boundary_missing)
		look_see(l, GRADE_BAD, "content.format", NULL, STR("let boundary= of Content-Type be what stands between the parts"),
		         "a multipart has no boundary, or another one than it declares (RFC 2046 5.1.1)");
}

/* ---- whom it seems to be from ---- */

static Str organisation(Look *l, Str domain)
{
	bool ok;

	return psl_organisation(idn_ascii(domain, l->keep, &ok), l->keep);
}

/* A name with a suffix that is known: "example.org", not "Dr. Who" or "report.docx". */
static bool is_domain(Look *l, Str word)
{
	size_t dot = str_behind_last(word, '.');

	for (size_t i = 0; i < word.len; i++)
		if (!is_alnum(word.at[i]) && word.at[i] != '-' && word.at[i] != '.')
			return false;
	return dot > 3 && word.len > dot + 1 && psl_listed(str_drop(word, dot), l->keep) && psl_registrable(word, l->keep).len;
}

/* The first domain in a display name that is not the address's: of an address, or bare.  "" where there is none. */
static Str foreign_domain(Look *l, Str name, Str own, bool *is_address)
{
	Str word;

	for (Str rest = str_word(name, &word); word.len; rest = str_word(rest, &word)) {
		Str found, domain;

		address_scan(word, &found);
		*is_address = address_plausible(found);
		while (!*is_address && word.len && !is_alnum(word.at[word.len - 1]))
			word.len--;
		while (!*is_address && word.len && !is_alnum(word.at[0]))
			word = str_drop(word, 1);
		domain = *is_address ? address_domain(found) : is_domain(l, word) ? word : STR("");
		if (domain.len && !str_eq(organisation(l, domain), own))
			return domain;
	}
	return STR("");
}

static void see_names(Look *l)
{
	Addresses from = { 0 };

	addresses_read(header_value(l->in->headers, STR("From")), l->keep, &from);
	for (size_t i = 0; i < from.n && i < AUTHORS; i++) {
		Str name = str_take(address_display(&from.v[i], l->keep), CONTENT_WORDS);
		bool is_address = false;
		Str domain = foreign_domain(l, name, organisation(l, from.v[i].domain), &is_address);

		if (domain.len)
			look_see_slice(l, is_address ? GRADE_BAD : GRADE_WARN, "content.impersonation", name,
			               STR("let the name in From be a name"), "the name in From shows %s%.*s, and its address is at %.*s",
			               is_address ? "an address at " : "", STR_ARG(domain), STR_ARG(str_take(from.v[i].domain, CONTENT_WORDS)));
	}
}

/* A mailbox provider's domain: anybody has an address there. */
static bool is_anybodys(const Look *l, Str domain)
{
	return l->in->knowledge && entry_value(provider_of(l->in->knowledge, domain), STR("Mx")).len > 0;
}

static void see_reply_to(Look *l)
{
	Str value = header_value(l->in->headers, STR("Reply-To")), author = content_author(l);
	Addresses to = { 0 };
	Str other;

	addresses_read(value, l->keep, &to);
	if (to.n == 0 || author.len == 0)
		return;
	other = organisation(l, to.v[0].domain);
	if (other.len && !str_eq(other, author))
		look_see_slice(l, is_anybodys(l, other) && !is_anybodys(l, author) ? GRADE_WARN : GRADE_NOTE, "content.impersonation",
		               content_slice(value), STR("take answers at an address of the same domain as From"),
		               "answers go to %.*s, and the message is from %.*s", STR_ARG(str_take(other, CONTENT_WORDS)),
		               STR_ARG(str_take(author, CONTENT_WORDS)));
}

/* ---- how large it is ---- */

/* As it is sent: with CRLF at the end of each line. */
static size_t size_as_sent(Str s)
{
	size_t n = s.len;

	for (const char *p = s.at, *end = s.at + s.len; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
		n += p == s.at || p[-1] != '\r';
	return n;
}

static void see_size(Look *l)
{
	Str bytes = content_bytes(l);
	size_t size = bytes.len < LARGE ? 0 : size_as_sent(bytes);

	if (!size || !l->in->knowledge)
		return;
	for (Entry e = knowledge_first(l->in->knowledge, KIND_OBJECTION); entry_ok(e); e = knowledge_next(l->in->knowledge, e)) {
		Str title = entry_value(e, STR("Title"));
		int most;

		str_number(entry_value(e, STR("Size")), &most);
		if (most > 0 && size > (size_t)most)
			look_see(l, content_refuses(e) ? GRADE_BAD : GRADE_WARN, "policy.size", NULL,
			         STR("send a link to the file instead of the file"),
			         "the message has %.1f MB as it is sent, too much for %.*s: %.*s", (double)size / MEGABYTE,
			         STR_ARG(content_whose(l, e)), STR_ARG(title));
	}
}

void content_shape(Look *l)
{
	see_names(l);
	see_reply_to(l);
	see_size(l);
	if (l->in->mime)
		see_text(l);
}
