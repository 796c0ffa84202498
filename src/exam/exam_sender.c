/* exam_sender.c - can the envelope's sender get an answer?  Its domain's MX, or address; no null MX; no private address or alias behind it.
 * (RFC 5321 5.1, RFC 7505, RFC 2181 10.3; Yahoo asks for the SOA of the domain: senders.yahooinc.com/best-practices) */
#include "exam/look.h"
#include "mail/address.h"

enum { HOSTS_MAX = 10 };

static const DnsRecord *private_of(const DnsAnswer *answer)
{
	for (size_t i = 0; i < answer->n; i++)
		if (ip_is_private(ip_of(answer->v[i].data.at, answer->type == DNS_TYPE_AAAA)))
			return &answer->v[i];
	return NULL;
}

static Str address_of(Look *l, const DnsAnswer *answer, const DnsRecord *r)
{
	return ip_text(ip_of(r->data.at, answer->type == DNS_TYPE_AAAA), l->keep);
}

/* One host of an MX; true where mail can reach it. */
static bool see_host(Look *l, Str host)
{
	const DnsAnswer *answers[2] = { look_ask(l, host, DNS_TYPE_A), look_ask(l, host, DNS_TYPE_AAAA) };
	bool reached = false;

	if (!answers[0] || !answers[1])
		return true;
	if (answers[0]->n_aliases)
		look_see(l, GRADE_WARN, "sender", answers[0],
		         look_say(l, "let the MX name the host itself: %.*s", STR_ARG(answers[0]->aliases[answers[0]->n_aliases - 1])),
		         "the MX %.*s is an alias (CNAME)", STR_ARG(host));
	for (int i = 0; i < 2; i++) {
		const DnsRecord *r = private_of(answers[i]);

		reached |= answers[i]->n > 0 && !r;
		if (r)
			look_see(l, GRADE_BAD, "sender.domain_unresolvable", answers[i],
			         STR("name a host with a public address in the MX record"),
			         "the MX %.*s has the address %.*s, that nobody outside can reach", STR_ARG(host),
			         STR_ARG(address_of(l, answers[i], r)));
	}
	return reached || dns_failed(answers[0]->status) || dns_failed(answers[1]->status);
}

static void see_hosts(Look *l, Str domain, const DnsAnswer *mx)
{
	bool reached = false;

	for (size_t i = 0; i < mx->n && i < HOSTS_MAX; i++)
		reached |= see_host(l, mx->v[i].data);
	if (l->pending)
		return;
	if (!reached)
		look_see(l, GRADE_BAD, "sender.domain_unresolvable", mx,
		         look_say(l, "repair the MX records of %.*s", STR_ARG(domain)),
		         "no host that the MX of %.*s names has an address", STR_ARG(domain));
	else
		look_see(l, GRADE_GOOD, "sender", mx, STR(""), "%.*s can receive answers", STR_ARG(domain));
}

static bool is_null_mx(const DnsAnswer *mx)
{
	return mx->n == 1 && mx->v[0].data.len == 0;
}

/* No MX: the domain's own address stands for it (RFC 5321 5.1). */
static void see_address(Look *l, Str domain, const DnsAnswer *mx)
{
	const DnsAnswer *a = look_ask(l, domain, DNS_TYPE_A), *aaaa = look_ask(l, domain, DNS_TYPE_AAAA);

	if (!a || !aaaa)
		return;
	if (a->n || aaaa->n)
		look_see(l, GRADE_NOTE, NULL, a->n ? a : aaaa, look_say(l, "publish an MX record for %.*s", STR_ARG(domain)),
		         "%.*s has no MX record; its own address receives the answers", STR_ARG(domain));
	else if (dns_failed(a->status) || dns_failed(aaaa->status))
		look_see(l, GRADE_UNKNOWN, NULL, dns_failed(a->status) ? a : aaaa, STR(""),
		         "the addresses of %.*s could not be asked", STR_ARG(domain));
	else
		look_see(l, GRADE_BAD, "sender.domain_unresolvable", mx,
		         look_say(l, "send with an address of a domain that exists, or publish an MX record for %.*s", STR_ARG(domain)),
		         mx->status == DNS_NXDOMAIN ? "%.*s does not exist" : "%.*s has neither an MX nor an address",
		         STR_ARG(domain));
}

void exam_sender(Look *l)
{
	Str domain = address_domain(l->in->mail_from);
	bool bare = domain.len == 0 && l->in->mail_from.len && !str_has(l->in->mail_from, STR("@"));

	if (bare)
		domain = l->in->mail_from;
	if (domain.len == 0)
		return;
	bool ok;
	domain = idn_ascii(domain, l->keep, &ok);
	const DnsAnswer *mx = look_ask(l, domain, DNS_TYPE_MX);

	if (!mx)
		return;
	if (mx->status == DNS_BAD_NAME)
		look_see_slice(l, GRADE_BAD, "sender.domain_unresolvable", domain, STR(""), "\"%.*s\" is no domain name",
		               STR_ARG(str_take(domain, 100)));
	else if (dns_failed(mx->status))
		look_see(l, GRADE_UNKNOWN, NULL, mx, STR("see that the zone's name servers answer"),
		         "the MX of %.*s could not be asked", STR_ARG(domain));
	else if (is_null_mx(mx))
		look_see(l, GRADE_BAD, "sender.null_mx", mx,
		         look_say(l, "send with a domain that takes answers, or replace the null MX of %.*s", STR_ARG(domain)),
		         "%.*s says by a null MX that it takes no mail, and sends", STR_ARG(domain));
	else if (mx->n)
		see_hosts(l, domain, mx);
	else
		see_address(l, domain, mx);
}
