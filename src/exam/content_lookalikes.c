/* content_lookalikes.c - domains of links and of From that look like a provider's, or like the author's own (UTS 39). */
#include "auth/orgdomain.h"
#include "base/codec.h"
#include "base/limits.h"
#include "base/skeleton.h"
#include "exam/content.h"
#include "mail/address.h"

enum { SHORT = 4, AUTHORS = 8 };                        /* bytes of a label that says something; addresses of From */

/* A domain as it is registered.  whole, label: the hashes of what it looks like, and of what its first label looks like. */
typedef struct { Str name, shown, place; bool foreign, provider; uint64_t whole, label; } Domain;
typedef struct { Domain *v; size_t n, cap; } Domains;

/* Each once: at most LIMIT_LINKS and AUTHORS of them are searched, and what the knowledge has. */
static void add(Look *l, Domains *out, Str host, Str place)
{
	Str name = psl_registrable(host, l->keep);

	for (size_t i = 0; i < out->n; i++)
		if (str_eq(out->v[i].name, name))
			return;
	if (name.len == 0)
		return;
	Str shown = idn_unicode(name, l->keep);
	*arena_push(l->keep, out) = (Domain){ .name = name, .shown = shown, .place = place, .foreign = ascii_length(shown) < shown.len };
}

static bool look_at(Look *l, Domains *d)
{
	Str *names = take(l->keep, Str, d->n * 2 + 1);
	uint64_t *hashes = take(l->keep, uint64_t, d->n * 2 + 1);

	for (size_t i = 0; i < d->n; i++) {
		names[i] = d->v[i].shown;
		str_cut(d->v[i].shown, '.', &names[d->n + i]);
		if (names[d->n + i].len < SHORT)
			names[d->n + i] = STR("");
	}
	if (!skeletons(names, d->n * 2, hashes))
		return false;
	for (size_t i = 0; i < d->n; i++) {
		d->v[i].whole = hashes[i];
		d->v[i].label = hashes[d->n + i];
	}
	return true;
}

static void add_words(Look *l, Domains *out, Str words)
{
	Str word;

	for (words = str_word(words, &word); word.len; words = str_word(words, &word))
		add(l, out, word, word);
}

static void known_names(Look *l, Domains *out)
{
	Str author = content_author(l);

	for (Entry e = knowledge_first(l->in->knowledge, KIND_PROVIDER); entry_ok(e); e = knowledge_next(l->in->knowledge, e))
		add_words(l, out, entry_value(e, STR("Host")));
	for (size_t i = 0; i < out->n; i++)
		out->v[i].provider = true;
	add(l, out, author, author);
}

static void names_of_message(Look *l, Domains *out)
{
	Addresses from = { 0 };
	bool ok;

	addresses_read(header_value(l->in->headers, STR("From")), l->keep, &from);
	for (size_t i = 0; i < from.n && i < AUTHORS; i++)
		add(l, out, idn_ascii(from.v[i].domain, l->keep, &ok), from.v[i].whole);
	for (size_t i = 0; l->in->links && i < l->in->links->n; i++)
		add(l, out, l->in->links->v[i].host, l->in->links->v[i].url);
}

/* A name in another script is compared by its first label alone: whoever imitates takes the end that is free. */
static bool looks_like(const Domain *d, const Domain *known)
{
	return (d->whole && d->whole == known->whole) || (d->foreign && d->label && d->label == known->label);
}

/* A provider imitates nobody; an author may. */
static const Domain *imitated(const Domain *d, const Domains *known)
{
	const Domain *found = NULL;

	for (size_t i = 0; i < known->n; i++) {
		bool same = str_eq(d->name, known->v[i].name);

		if (same && known->v[i].provider)
			return NULL;
		if (!found && !same && looks_like(d, &known->v[i]))
			found = &known->v[i];
	}
	return found;
}

void content_lookalikes(Look *l)
{
	Domains known = { 0 }, seen = { 0 };
	size_t n = 0;

	if (!l->in->knowledge)
		return;
	known_names(l, &known);
	names_of_message(l, &seen);
	if (seen.n == 0)
		return;
	if (!look_at(l, &known) || !look_at(l, &seen)) {
		look_see(l, GRADE_UNKNOWN, NULL, NULL, STR("install ICU's libicui18n"),
		         "whether domains look like others could not be examined: ICU's library is missing");
		return;
	}
	for (size_t i = 0; i < seen.n; i++) {
		const Domain *d = &seen.v[i], *as = imitated(d, &known);

		if (as && n++ < CONTENT_SHOWN)
			look_see_slice(l, GRADE_BAD, "content.impersonation", content_slice(d->place),
			               STR("link to the name itself; leave the look-alike out"),
			               "%.*s%s%.*s%s looks like %.*s and is another domain", STR_ARG(d->shown), d->foreign ? " (" : "",
			               d->foreign ? (int)d->name.len : 0, d->name.at, d->foreign ? ")" : "", STR_ARG(as->shown));
	}
	content_more(l, n, "names that look like another");
}
