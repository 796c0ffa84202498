/* world.h - answers of a World in one line, for tables of tests:
 *	ok > alias.example: 3600 "text", 3600 "text" (secure)           servfail [the reason] (unknown) */
#ifndef UNIT_WORLD_H
#define UNIT_WORLD_H

#include "unit.h"
#include "world/world.h"

static inline Str answer_text(const DnsAnswer *d, Arena *a)
{
	Buf b = buf_new(a);

	buf_put(&b, str_of(dns_status_name[d->status]));
	for (size_t i = 0; i < d->n_aliases; i++)
		buf_format(&b, " > %.*s", STR_ARG(d->aliases[i]));
	for (size_t i = 0; i < d->n; i++) {
		Str rdata = dns_rdata_text(d->type, d->v[i].wire, a);

		buf_format(&b, "%s %u %.*s", i ? "," : ":", d->v[i].ttl, STR_ARG(rdata));
	}
	if (d->why.len)
		buf_format(&b, " [%.*s]", STR_ARG(d->why));
	if (d->dnssec != DNSSEC_INSECURE)
		buf_format(&b, " (%s)", dnssec_name[d->dnssec]);
	return buf_str(&b);
}

/* Are two answers alike in every field but who gave them? */
static inline bool answers_alike(const DnsAnswer *a, const DnsAnswer *b)
{
	bool alike = a->status == b->status && a->dnssec == b->dnssec && a->type == b->type && str_eq(a->name, b->name) && a->n == b->n &&
		a->n_aliases == b->n_aliases && str_eq(a->why, b->why);

	for (size_t i = 0; alike && i < a->n; i++)
		alike = a->v[i].ttl == b->v[i].ttl && a->v[i].preference == b->v[i].preference && str_eq(a->v[i].name, b->v[i].name) &&
			str_eq(a->v[i].data, b->v[i].data) && str_eq(a->v[i].wire, b->v[i].wire);
	for (size_t i = 0; alike && i < a->n_aliases; i++)
		alike = str_eq(a->aliases[i], b->aliases[i]);
	return alike;
}

#endif
