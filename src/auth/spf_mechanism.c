/* spf_mechanism.c - the eight mechanisms (RFC 7208 5), and the names that they are about. */
#include "auth/spf_eval.h"

static int family_bits(const SpfEval *c, const SpfTerm *t)
{
	return c->client.ip.v6 ? t->bits6 : t->bits4;
}

static DnsType address_type(const SpfEval *c)
{
	return c->client.ip.v6 ? DNS_TYPE_AAAA : DNS_TYPE_A;
}

static Str client_text(const SpfEval *c)
{
	return ip_text(c->client.ip, c->keep);
}

static SpfMatch matches(SpfEval *c, Str because)
{
	c->because = because;
	return SPF_MATCH;
}

/* ---- names ---- */

/* Does one of the addresses of an answer cover the client's? */
static bool covers(const SpfEval *c, const DnsAnswer *a, int bits)
{
	if (a->status != DNS_OK)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->v[i].data.len == (c->client.ip.v6 ? 16 : 4) && ip_within(c->client.ip, ip_of(a->v[i].data.at, c->client.ip.v6), bits))
			return true;
	return false;
}

typedef struct {                                        /* the names of the client, as the DNS has them */
	const DnsAnswer *ptr;
	const DnsAnswer *v[SPF_NAMES_MOST];     /* the addresses of each */
	size_t n;
} Names;

/* RFC 7208 5.5: at most ten names of the client, and all their addresses.  false: pending. */
static bool ask_names(SpfEval *c, Names *out)
{
	bool pending;

	out->n = 0;
	out->ptr = spf_ask(c, ip_reverse(c->client.ip, c->keep), DNS_TYPE_PTR);
	pending = out->ptr->status == DNS_PENDING;
	for (size_t i = 0; out->ptr->status == DNS_OK && i < out->ptr->n && i < SPF_NAMES_MOST; i++) {
		out->v[out->n++] = spf_ask(c, out->ptr->v[i].data, address_type(c));
		pending |= out->v[i]->status == DNS_PENDING;
	}
	return !pending;
}

static bool is_validated(const SpfEval *c, const Names *names, size_t i)
{
	return covers(c, names->v[i], c->client.ip.v6 ? 128 : 32);
}

/* RFC 7208 7.3, %{p}: the domain itself, else a name below it, else any; "unknown" where there is none. */
static Str best_name(const SpfEval *c, const Names *names, Str domain)
{
	Str any = STR("unknown"), below = STR("");

	for (size_t i = names->n; i-- > 0; ) {
		Str name = names->ptr->v[i].data;

		if (!is_validated(c, names, i))
			continue;
		if (str_ieq(name, domain))
			return name;
		if (str_has_suffix_label(name, domain))
			below = name;
		any = name;
	}
	return below.len ? below : any;
}

bool spf_values(SpfEval *c, const SpfPlace *p, Str spec, MacroValues *out)
{
	Names names;

	*out = c->client;
	out->domain = p->domain;
	if (!macro_uses(spec, "p"))
		return true;
	if (!ask_names(c, &names))
		return false;
	out->validated = best_name(c, &names, p->domain);
	return true;
}

SpfMatch spf_target(SpfEval *c, const SpfPlace *p, Str spec, char window[MACRO_WINDOW], Str *name)
{
	MacroValues v;

	*name = p->domain;
	if (spec.len == 0)
		return SPF_MATCH;
	if (c->unsayable && macro_uses(spec, "sl"))
		return SPF_NO_MATCH;
	if (!spf_values(c, p, spec, &v))
		return SPF_STOP;
	*name = macro_name(&v, spec, window, *c->keep);
	return SPF_MATCH;
}

/* ---- mechanisms: the term at hand is p->term ---- */

static SpfMatch match_all(SpfEval *c, const SpfPlace *p)
{
	return matches(c, SPF_SAY(c, STR("no term before "), p->term.text, STR(" in the record of "), p->domain, STR(" covers "), client_text(c)));
}

static SpfMatch match_network(SpfEval *c, const SpfPlace *p)
{
	const SpfTerm *t = &p->term;

	if (t->net.v6 != c->client.ip.v6 || !ip_within(c->client.ip, t->net, family_bits(c, t)))
		return SPF_NO_MATCH;
	return matches(c, SPF_SAY(c, t->text, STR(" in the record of "), p->domain, STR(" covers "), client_text(c)));
}

static SpfMatch host_matches(SpfEval *c, const SpfPlace *p, const DnsAnswer *a)
{
	bool whole = family_bits(c, &p->term) == (c->client.ip.v6 ? 128 : 32);

	return matches(c, SPF_SAY(c, p->term.text, STR(" in the record of "), p->domain, STR(": "), a->name,
	                          whole ? STR(" has the address ") : STR(" has an address in the network of "), client_text(c)));
}

static SpfMatch match_a(SpfEval *c, const SpfPlace *p, Str name)
{
	const DnsAnswer *a = spf_ask(c, name, address_type(c));

	return covers(c, a, family_bits(c, &p->term)) ? host_matches(c, p, a) : spf_unanswered(c, p, a);
}

static SpfMatch match_exists(SpfEval *c, const SpfPlace *p, Str name)
{
	const DnsAnswer *a = spf_ask(c, name, DNS_TYPE_A);

	if (a->status != DNS_OK)
		return spf_unanswered(c, p, a);
	return matches(c, SPF_SAY(c, p->term.text, STR(" in the record of "), p->domain, STR(": "), a->name, STR(" exists")));
}

/* What the hosts of an mx without a match give: a failure before the voids, so that their order decides nothing. */
static SpfMatch no_host(SpfEval *c, const SpfPlace *p, const DnsAnswer *const *host, size_t n)
{
	SpfMatch m = SPF_NO_MATCH;

	if (c->out->pending)
		return SPF_STOP;
	for (size_t i = 0; i < n && m == SPF_NO_MATCH; i++)
		if (dns_failed(host[i]->status))
			m = spf_unanswered(c, p, host[i]);
	for (size_t i = 0; i < n && m == SPF_NO_MATCH; i++)
		m = spf_unanswered(c, p, host[i]);
	return m;
}

/* All hosts are asked for together.  One that matches decides, whatever became of the others. */
static SpfMatch match_mx(SpfEval *c, const SpfPlace *p, Str name)
{
	const DnsAnswer *mx = spf_ask(c, name, DNS_TYPE_MX), *host[SPF_HOSTS_MOST];
	size_t n = 0;

	if (mx->status != DNS_OK)
		return spf_unanswered(c, p, mx);
	if (mx->n > SPF_HOSTS_MOST)
		return spf_stop(c, p, SPF_PROBLEM_NAMES, SPF_SAY(c, p->term.text, STR(": "), mx->name, STR(" has more than 10 MX hosts, and an mx may have 10")));
	for (size_t i = 0; i < mx->n; i++)
		if (mx->v[i].data.len)                  /* the root: a null MX (RFC 7505) */
			host[n++] = spf_ask(c, mx->v[i].data, address_type(c));
	for (size_t i = 0; i < n; i++)
		if (covers(c, host[i], family_bits(c, &p->term)))
			return host_matches(c, p, host[i]);
	return no_host(c, p, host, n);
}

/* Names that fail are skipped, and a failing PTR question is no match (RFC 7208 5.5). */
static SpfMatch match_ptr(SpfEval *c, const SpfPlace *p, Str name)
{
	SpfMatch m = SPF_NO_MATCH;
	Names names;

	if (!ask_names(c, &names))
		return SPF_STOP;
	for (size_t i = 0; i < names.n; i++) {
		Str mine = names.ptr->v[i].data;

		if (str_has_suffix_label(mine, name) && is_validated(c, &names, i))
			return matches(c, SPF_SAY(c, p->term.text, STR(" in the record of "), p->domain, STR(": the name of "), client_text(c), STR(" is "), mine));
	}
	if (dns_void(names.ptr->status))
		return spf_unanswered(c, p, names.ptr);
	for (size_t i = 0; i < names.n && m == SPF_NO_MATCH; i++)
		m = dns_void(names.v[i]->status) ? spf_unanswered(c, p, names.v[i]) : SPF_NO_MATCH;
	return m;
}

/* RFC 7208 5.2, the table. */
static SpfMatch match_include(SpfEval *c, const SpfPlace *p, Str name)
{
	SpfPlace inner;
	SpfResult r = spf_check_host(c, name, &inner);

	if (c->stopped || c->out->pending)
		return SPF_STOP;
	if (r == SPF_NONE)
		return spf_stop(c, p, SPF_PROBLEM_NO_RECORD, SPF_SAY(c, p->term.text, STR(" in the record of "), p->domain, STR(": "), c->because));
	return r == SPF_PASS ? matches(c, SPF_SAY(c, p->term.text, STR(" passes: "), c->because)) : SPF_NO_MATCH;
}

static SpfMatch (*const asking[SPF_KIND_COUNT])(SpfEval *, const SpfPlace *, Str) = {
	[SPF_KIND_A] = match_a, [SPF_KIND_MX] = match_mx, [SPF_KIND_PTR] = match_ptr, [SPF_KIND_EXISTS] = match_exists, [SPF_KIND_INCLUDE] = match_include,
};

SpfMatch spf_mechanism(SpfEval *c, const SpfPlace *p)
{
	char window[MACRO_WINDOW];
	Str name;
	SpfMatch m;

	if (p->term.kind == SPF_KIND_ALL)
		return match_all(c, p);
	if (!spf_kind_asks[p->term.kind])
		return match_network(c, p);
	if ((m = spf_spend(c, p)) != SPF_NO_MATCH || (m = spf_target(c, p, p->term.domain, window, &name)) != SPF_MATCH)
		return m;
	return asking[p->term.kind](c, p, name);
}
