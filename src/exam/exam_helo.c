/* exam_helo.c - is the name that the server gives a host name, does it resolve, and is it the server's?  (RFC 5321 2.3.5, 4.1.1.1, 4.1.4) */
#include "exam/look.h"

static bool is_literal(Str helo)
{
	return helo.len > 2 && helo.at[0] == '[' && helo.at[helo.len - 1] == ']';
}

/* A host name with a dot whose top label is no number. */
static bool is_fqdn(Str helo)
{
	char name[DNS_NAME_MAX];
	size_t len, last = 0;

	if (!dns_name(helo, name, &len) || len == 0)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (name[i] == '.')
			last = i + 1;
		else if (!is_alnum(name[i]) && name[i] != '-')
			return false;
	}
	return last > 0 && !is_digit(name[last]);
}

static const char *const local_tops[] = { "localhost", "localdomain", "local", "lan", "internal", "home", "invalid", "test", "corp", "home.arpa" };

/* RFC 6761, 6762, 8375: names that nobody outside can look up. */
static bool is_local(Str helo)
{
	for (size_t i = 0; i < sizeof local_tops / sizeof *local_tops; i++)
		if (str_has_suffix_label(helo, str_of(local_tops[i])))
			return true;
	return false;
}

static Str advice(Look *l)
{
	const PtrCheck *ptr = l->out->ptr;

	if (ptr && ptr->confirmed)
		return look_say(l, "let the server greet as %.*s, the name of its address", STR_ARG(ptr->ptr));
	return STR("let the server greet with its full name, that has an address record (Postfix: myhostname, smtp_helo_name)");
}

static void see_addresses(Look *l, Str helo)
{
	const DnsAnswer *a = look_ask(l, helo, DNS_TYPE_A), *aaaa = look_ask(l, helo, DNS_TYPE_AAAA);

	if (!a || !aaaa)
		return;
	if (a->n == 0 && aaaa->n == 0 && (dns_failed(a->status) || dns_failed(aaaa->status)))
		look_see(l, GRADE_UNKNOWN, NULL, dns_failed(a->status) ? a : aaaa, STR(""),
		         "whether %.*s has an address could not be asked", STR_ARG(helo));
	else if (a->n == 0 && aaaa->n == 0 && is_local(helo))
		look_see(l, GRADE_BAD, "host.helo", a, advice(l), "the HELO name %.*s exists only inside your network", STR_ARG(helo));
	else if (a->n == 0 && aaaa->n == 0)
		look_see(l, GRADE_BAD, "host.helo", a, advice(l), "the HELO name %.*s has no address", STR_ARG(helo));
	else if (!l->in->session)
		look_see(l, GRADE_GOOD, "host.helo", a->n ? a : aaaa, STR(""), "the HELO name %.*s has an address", STR_ARG(helo));
	else if (look_leads_to(l->in->session->ip.v6 ? aaaa : a, ip_unmapped(l->in->session->ip)))
		look_see(l, GRADE_GOOD, "host.helo", l->in->session->ip.v6 ? aaaa : a, STR(""),
		         "the HELO name %.*s leads to the sending address", STR_ARG(helo));
	else
		look_see(l, GRADE_NOTE, NULL, a->n ? a : aaaa, advice(l),
		         "the HELO name %.*s leads to another address than the one that sends", STR_ARG(helo));
}

static void see_agreement(Look *l, Str helo)
{
	const PtrCheck *ptr = l->out->ptr;

	if (ptr && ptr->ptr.len && !str_ieq(ptr->ptr, helo))
		look_see_slice(l, GRADE_NOTE, NULL, helo, STR(""), "the server greets as %.*s, and its address is named %.*s",
		               STR_ARG(helo), STR_ARG(ptr->ptr));
}

void exam_helo(Look *l)
{
	Str helo = l->in->helo;
	Ip ip;

	if (helo.len == 0)
		return;
	if (is_literal(helo))
		look_see_slice(l, GRADE_WARN, "host.helo", helo, advice(l), "the server greets with an address literal, %.*s",
		               STR_ARG(helo));
	else if (ip_read(helo, &ip))
		look_see_slice(l, GRADE_BAD, "host.helo", helo, advice(l), "the server greets with a bare address, %.*s",
		               STR_ARG(helo));
	else if (!is_fqdn(helo))
		look_see_slice(l, GRADE_BAD, "host.helo", helo, advice(l), "the HELO name \"%.*s\" is no full host name",
		               STR_ARG(str_take(helo, 100)));
	else {
		see_addresses(l, helo);
		see_agreement(l, helo);
	}
}
