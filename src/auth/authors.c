/* authors.c - who a message says it is from (RFC 9989 5.3.1, 11.5). */
#include "auth/dmarc.h"
#include "auth/identifiers.h"
#include "mail/address.h"

static void add(Str domain, DmarcAuthors *out, Arena *keep)
{
	Str name = identifier_domain(domain, keep);

	if (!name.len)
		name = domain;                          /* dmarc_check will say that it is none */
	for (size_t i = 0; i < out->n; i++)
		if (str_eq(out->v[i], name))
			return;
	if (out->n == DMARC_AUTHORS)
		out->more = true;
	else
		*arena_push(keep, out) = name;
}

void dmarc_authors(const RawMessage *m, Arena *keep, DmarcAuthors *out)
{
	*out = (DmarcAuthors){ 0 };
	for (size_t i = 0; i < m->n; i++) {
		Addresses list = { 0 };

		if (!str_ieq(m->v[i].name, STR("From")))
			continue;
		addresses_read(raw_value(&m->v[i]), keep, &list);
		for (size_t k = 0; k < list.n; k++)
			add(list.v[k].domain, out, keep);
	}
}
