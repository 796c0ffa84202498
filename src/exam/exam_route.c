/* exam_route.c - where mail for the recipient goes: which hosts its MX names, and whose they are. */
#include "exam/look.h"
#include "mail/address.h"

enum { HOSTS_MAX = 20 };

static Str provider_title(const ExamInput *in, Str host)
{
	Entry e = in->knowledge ? provider_of(in->knowledge, host) : (Entry){ 0 };

	return entry_ok(e) ? entry_value(e, STR("Title")) : STR("");
}

/* The MX of the lowest preference, and who runs it. */
static void see_hosts(Look *l, Str domain, const DnsAnswer *mx)
{
	const DnsRecord *first = &mx->v[0];

	for (size_t i = 1; i < mx->n; i++)
		if (mx->v[i].preference < first->preference)
			first = &mx->v[i];
	Str title = provider_title(l->in, first->data);

	if (title.len)
		look_see(l, GRADE_GOOD, NULL, mx, STR(""), "mail for %.*s goes to %.*s: %.*s", STR_ARG(domain),
		         STR_ARG(first->data), STR_ARG(title));
	else
		look_see(l, GRADE_GOOD, NULL, mx, STR(""), "mail for %.*s goes to %.*s", STR_ARG(domain), STR_ARG(first->data));
}

void exam_route(Look *l)
{
	Str domain = address_domain(l->in->recipient);
	bool ok;

	if (domain.len == 0)
		domain = l->in->recipient;
	if (domain.len == 0)
		return;
	domain = idn_ascii(domain, l->keep, &ok);
	const DnsAnswer *mx = look_ask(l, domain, DNS_TYPE_MX), *a = look_ask(l, domain, DNS_TYPE_A), *aaaa = look_ask(l, domain, DNS_TYPE_AAAA);

	if (!mx || !a || !aaaa)
		return;
	if (mx->n == 1 && mx->v[0].data.len == 0)
		look_see(l, GRADE_BAD, "recipient.null_mx", mx, STR("do not write to this domain"), "%.*s takes no mail (null MX)",
		         STR_ARG(domain));
	else if (mx->n)
		see_hosts(l, domain, mx);
	else if (dns_failed(mx->status))
		look_see(l, GRADE_UNKNOWN, "transport.dns", mx, STR("try again later"), "the MX of %.*s could not be asked",
		         STR_ARG(domain));
	else if (a->n || aaaa->n)
		look_see(l, GRADE_NOTE, NULL, a->n ? a : aaaa, STR(""), "%.*s has no MX; its own address takes the mail",
		         STR_ARG(domain));
	else
		look_see(l, GRADE_BAD, "recipient.domain_unknown", mx, STR("look at the address again: is it spelt right?"),
		         mx->status == DNS_NXDOMAIN ? "%.*s does not exist" : "%.*s has neither an MX nor an address",
		         STR_ARG(domain));
}
