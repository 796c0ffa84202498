/* eliminate.c - what the rest of the case forbids the words to mean.
 *
 * A table: a cause that was read from the words, a question to the case, and what the words mean where the answer is yes. */
#include "diagnose/diagnose.h"
#include "mail/address.h"

/* The name that could not be looked up is not the recipient's domain: it is a relay's, or a mail exchanger's. */
static bool other_host_named(const Case *c, const Said *s)
{
	Str domain = address_domain(c->event.recipient);

	for (int i = 0; i < s->n_extract; i++) {
		Str name = s->extract[i].name, host = s->extract[i].value;

		if ((str_eq(name, STR("host")) || str_eq(name, STR("domain"))) && str_has(host, STR(".")) && domain.len
		    && !str_has_suffix_label(host, domain) && !str_has_suffix_label(domain, host))
			return true;
	}
	return false;
}

static const struct {
	const char *cause;
	bool (*holds)(const Case *c, const Said *s);
	const char *becomes, *because;
} eliminations[] = {
	{ "recipient.domain_unknown", other_host_named, "transport.dns",
	  "the name that was not found is not the recipient's domain, but that of a host on the way" },
};

void eliminate(const Case *c, const Knowledge *k, Arena *keep, Diagnosis *d)
{
	Said *s = &d->said;

	for (size_t i = 0; i < sizeof eliminations / sizeof *eliminations; i++) {
		if (!eliminations[i].holds(c, s))               /* mostly: it is asked before any name is looked up */
			continue;
		CauseId cause = cause_find(k, str_of(eliminations[i].cause)), becomes = cause_find(k, str_of(eliminations[i].becomes));

		if (!cause || !becomes || !cause_within(k, s->cause, cause))
			continue;
		refute(d, keep, s->cause, str_of(eliminations[i].because));
		s->cause = becomes;
		s->class = cause_class(k, becomes);
		s->retry = cause_retry(k, becomes);
		s->remedy = STR("");
		return;
	}
}
