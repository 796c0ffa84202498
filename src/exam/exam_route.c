/* exam_route.c - where mail for the recipient goes: which hosts its MX names, whose they are, what stands before the mailbox, and whether the host
 * that spoke is one of them.  (RFC 5321 5.1, RFC 7505) */
#include "exam/look.h"
#include "mail/address.h"

enum { HOSTS_MAX = 20 };

typedef struct {
	Str name;
	int preference;
	const DnsAnswer *a, *aaaa;
	Entry provider;
	bool reached, failed;                       /* it has an address; whether it has could not be asked */
} Host;

typedef struct { Host v[HOSTS_MAX]; size_t n, first; const DnsAnswer *mx; Str domain; } Exchangers;    /* first: of the lowest preference */

/* ---- the hosts ---- */

static void read_host(Look *l, Str name, int preference, Host *h)
{
	*h = (Host){ .name = name, .preference = preference, .a = look_ask(l, name, DNS_TYPE_A), .aaaa = look_ask(l, name, DNS_TYPE_AAAA) };
	if (l->in->knowledge)
		h->provider = provider_of(l->in->knowledge, name);
	if (!h->a || !h->aaaa)
		return;
	h->reached = h->a->n || h->aaaa->n;
	h->failed = !h->reached && (dns_failed(h->a->status) || dns_failed(h->aaaa->status));
}

static void read_hosts(Look *l, const DnsAnswer *mx, Exchangers *out)
{
	for (size_t i = 0; i < mx->n && out->n < HOSTS_MAX; i++) {
		read_host(l, mx->v[i].data, mx->v[i].preference, &out->v[out->n++]);
		if (mx->v[i].preference < out->v[out->first].preference)
			out->first = out->n - 1;
	}
}

/* An MX that resolves to nothing costs the sender time; where all do, nobody can write. */
static bool see_unresolved(Look *l, const Exchangers *hosts)
{
	size_t reached = 0, failed = 0;

	for (size_t i = 0; i < hosts->n; i++) {
		const Host *h = &hosts->v[i];

		reached += h->reached;
		failed += h->failed;
		if (h->failed)
			look_see(l, GRADE_UNKNOWN, NULL, h->a, STR(""), "the address of the MX %.*s could not be asked", STR_ARG(h->name));
		else if (!h->reached)
			look_see(l, GRADE_WARN, "recipient.host_refuses", h->a,
			         look_say(l, "tell the administrator of %.*s to take it out of the MX records, or to give it an address", STR_ARG(hosts->domain)),
			         "the MX %.*s has no address", STR_ARG(h->name));
	}
	if (reached + failed == 0)
		look_see(l, GRADE_BAD, "recipient.host_refuses", hosts->mx,
		         look_say(l, "tell the administrator of %.*s that none of its MX hosts has an address", STR_ARG(hosts->domain)),
		         "no host that the MX of %.*s names has an address", STR_ARG(hosts->domain));
	return reached + failed > 0;
}

/* ---- whose they are ---- */

static bool same_provider(Entry a, Entry b)
{
	return entry_ok(a) && entry_ok(b) && str_eq(entry_id(a), entry_id(b));
}

static Str title_of(Entry provider)
{
	return entry_ok(provider) ? entry_value(provider, STR("Title")) : STR("");
}

/* The MX of the lowest preference, and who runs it. */
static void see_first(Look *l, const Exchangers *hosts)
{
	const Host *first = &hosts->v[hosts->first];
	Str title = title_of(first->provider), stands = entry_ok(first->provider) ? entry_value(first->provider, STR("Stands")) : STR("");

	look_see(l, GRADE_GOOD, NULL, hosts->mx, STR(""), "mail for %.*s goes to %.*s%s%.*s", STR_ARG(hosts->domain), STR_ARG(first->name), title.len ? ": " : "",
	         STR_ARG(title));
	if (stands.len)
		look_see(l, GRADE_NOTE, NULL, hosts->mx, STR(""), "that is a %.*s: the mailboxes are somewhere behind it, and its refusals are %s", STR_ARG(stands),
		         str_eq(stands, STR("filter")) ? "the filter's, or passed on" : "those of the address it forwards to, or its own");
}

/* Exchangers of several houses: the mail may be judged by either. */
static void see_mixture(Look *l, const Exchangers *hosts)
{
	const Host *first = &hosts->v[hosts->first];

	for (size_t i = 0; i < hosts->n; i++) {
		const Host *h = &hosts->v[i];

		if (!entry_ok(first->provider) || !entry_ok(h->provider) || same_provider(h->provider, first->provider))
			continue;
		Str one = title_of(first->provider), other = title_of(h->provider);
		look_see(l, GRADE_WARN, "relay.recipient_mx_wrong", hosts->mx,
		         look_say(l, "ask the administrator of %.*s whether an old MX record was left behind", STR_ARG(hosts->domain)),
		         "the MX of %.*s names hosts of several providers: %.*s and %.*s", STR_ARG(hosts->domain), STR_ARG(one), STR_ARG(other));
		return;
	}
}

/* ---- who spoke ---- */

typedef enum { BY_NOTHING, BY_NAME, BY_ADDRESS, BY_PROVIDER } Known;

static Str without_dot(Str host)
{
	return str_ends(host, STR(".")) ? str_take(host, host.len - 1) : host;
}

static Known knows(const Look *l, const Host *h)
{
	Str spoke = l->in->spoke_host;

	if (spoke.len && str_ieq(without_dot(spoke), h->name))
		return BY_NAME;
	if (l->in->spoke_ip) {
		Ip ip = ip_unmapped(*l->in->spoke_ip);

		if (look_leads_to(ip.v6 ? h->aaaa : h->a, ip))
			return BY_ADDRESS;
	}
	return spoke.len && l->in->knowledge && same_provider(provider_of(l->in->knowledge, without_dot(spoke)), h->provider) ? BY_PROVIDER : BY_NOTHING;
}

static Str speaker(Look *l)
{
	Str host = without_dot(l->in->spoke_host), ip = l->in->spoke_ip ? ip_text(*l->in->spoke_ip, l->keep) : STR("");

	return host.len && ip.len ? look_say(l, "%.*s [%.*s]", STR_ARG(host), STR_ARG(ip)) : host.len ? host : ip;
}

static const Host *filter_among(const Exchangers *hosts)
{
	for (size_t i = 0; i < hosts->n; i++)
		if (entry_ok(hosts->v[i].provider) && entry_value(hosts->v[i].provider, STR("Stands")).len)
			return &hosts->v[i];
	return NULL;
}

static void see_stranger(Look *l, const Exchangers *hosts, Str who)
{
	const Host *filter = filter_among(hosts);
	bool failed = false;

	for (size_t i = 0; i < hosts->n; i++)
		failed |= hosts->v[i].failed;
	if (failed && l->in->spoke_ip && l->in->spoke_host.len == 0)
		look_see(l, GRADE_UNKNOWN, NULL, hosts->mx, STR(""), "whether %.*s is an MX of %.*s could not be asked", STR_ARG(who), STR_ARG(hosts->domain));
	else if (filter)
		look_see(l, GRADE_NOTE, NULL, hosts->mx, STR(""), "%.*s is no MX of %.*s; it may be the server behind %.*s", STR_ARG(who), STR_ARG(hosts->domain),
		         STR_ARG(title_of(filter->provider)));
	else
		look_see(l, GRADE_WARN, "relay.wrong_smarthost", hosts->mx,
		         STR("see where your server hands this mail to: a smart host, or an MX record that has changed since"),
		         "%.*s, which spoke, is none of the MX hosts of %.*s", STR_ARG(who), STR_ARG(hosts->domain));
}

static void see_speaker(Look *l, const Exchangers *hosts)
{
	static const char *const by[] = { [BY_NAME] = "", [BY_ADDRESS] = ", by its address", [BY_PROVIDER] = ": a host of the same provider" };
	Str who = speaker(l);

	if (who.len == 0)
		return;
	for (Known known = BY_NAME; known <= BY_PROVIDER; known++)
		for (size_t i = 0; i < hosts->n; i++)
			if (knows(l, &hosts->v[i]) == known) {
				look_see(l, GRADE_GOOD, "relay.wrong_smarthost", hosts->mx, STR(""), "%.*s, which spoke, is an MX of %.*s%s", STR_ARG(who),
				         STR_ARG(hosts->domain), by[known]);
				return;
			}
	see_stranger(l, hosts, who);
}

/* ---- the domain ---- */

static void see_hosts(Look *l, Exchangers *hosts)
{
	read_hosts(l, hosts->mx, hosts);
	if (l->pending || !see_unresolved(l, hosts))
		return;
	see_first(l, hosts);
	see_mixture(l, hosts);
	see_speaker(l, hosts);
}

/* No MX: the domain's own address stands for it (RFC 5321 5.1). */
static void see_address(Look *l, Exchangers *hosts, const DnsAnswer *a, const DnsAnswer *aaaa)
{
	look_see(l, GRADE_NOTE, NULL, a->n ? a : aaaa, STR(""), "%.*s has no MX; its own address takes the mail", STR_ARG(hosts->domain));
	read_host(l, hosts->domain, 0, &hosts->v[hosts->n++]);
	see_speaker(l, hosts);
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
	Exchangers hosts = { .mx = mx, .domain = domain };

	if (!mx || !a || !aaaa)
		return;
	if (mx->n == 1 && mx->v[0].data.len == 0)
		look_see(l, GRADE_BAD, "recipient.null_mx", mx, STR("do not write to this domain"), "%.*s takes no mail (null MX)",
		         STR_ARG(domain));
	else if (mx->n)
		see_hosts(l, &hosts);
	else if (dns_failed(mx->status))
		look_see(l, GRADE_UNKNOWN, "transport.dns", mx, STR("try again later"), "the MX of %.*s could not be asked",
		         STR_ARG(domain));
	else if (a->n || aaaa->n)
		see_address(l, &hosts, a, aaaa);
	else
		look_see(l, GRADE_BAD, "recipient.domain_unknown", mx, STR("look at the address again: is it spelt right?"),
		         mx->status == DNS_NXDOMAIN ? "%.*s does not exist" : "%.*s has neither an MX nor an address",
		         STR_ARG(domain));
}
