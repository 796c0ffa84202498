/* exam_ptr.c - has the sending address a name, and does that name lead back to it?  (RFC 1912 2.1; what Gmail, Yahoo and many others demand) */
#include "exam/look.h"

enum { NAMES_MAX = 10, LABELS_V4 = 4, LABELS_V6 = 32 };

/* ---- whose reverse zone it is ---- */

/* The zone above: labels cut off the front of a reverse name. */
static Str above(Str reverse, int labels)
{
	Str label;

	for (int i = 0; i < labels; i++)
		reverse = str_cut(reverse, '.', &label);
	return reverse;
}

/* The MNAME of the first zone at the usual cuts that answers: /24, /16, /8; /64, /48, /32.  "" where none does. */
static Str reverse_owner(Look *l, Str reverse, bool v6)
{
	static const int cuts[2][3] = { { 1, 2, 3 }, { 16, 20, 24 } };
	Str owner = STR("");

	for (int i = 0; i < 3; i++) {
		const DnsAnswer *soa = look_ask(l, above(reverse, cuts[v6][i]), DNS_TYPE_SOA);

		if (soa && soa->status == DNS_OK && owner.len == 0 && !l->pending)
			owner = soa->v[0].data;
	}
	return owner;
}

/* "set the name of 192.0.2.7 …; the reverse zone is run by ns.example.net" */
static Str ask_owner(Look *l, Ip ip, Str reverse)
{
	Str owner = reverse_owner(l, reverse, ip.v6), text = ip_text(ip, l->keep), helo = l->in->helo.len ? l->in->helo : STR("that of the mail server");

	return look_say(l, "have the owner of the network set the name of %.*s to %.*s%s%s%.*s", STR_ARG(text), STR_ARG(helo),
	                ip.v6 ? ", or send over IPv4" : "", owner.len ? "; the reverse zone is run by " : "", STR_ARG(owner));
}

/* ---- names that look generic ---- */

static const char *const generic_words[] = {
	"dyn", "dynamic", "dhcp", "dialup", "dial", "dsl", "adsl", "vdsl", "ppp", "pool", "pools", "cable", "client", "customer", "cust", "host", "ip", "static",
	"broadband", "mobile", "unassigned", "unknown", "user", "users", "res", "residential", "home", "fiber", "ftth", "compute", "vps", "cloud", "server",
};

static bool is_word_of(Str name, Str word)
{
	for (size_t at = str_ifind(name, word, 0); at < name.len; at = str_ifind(name, word, at + 1)) {
		bool begins = at == 0 || !is_alpha(name.at[at - 1]), ends = at + word.len == name.len || !is_alpha(name.at[at + word.len]);

		if (begins && ends)
			return true;
	}
	return false;
}

static bool has_number(Str name, int number, Arena scratch)
{
	Buf b = buf_new(&scratch);

	buf_format(&b, "%d", number);
	Str n = buf_str(&b);
	for (size_t at = str_ifind(name, n, 0); at < name.len; at = str_ifind(name, n, at + 1))
		if ((at == 0 || !is_digit(name.at[at - 1])) && (at + n.len == name.len || !is_digit(name.at[at + n.len])))
			return true;
	return false;
}

/* The address stands in the name, as "192-0-2-7.example.net"; or half of it with a word for addresses that are lent out.  Of IPv6 nothing is said: short
 * hexadecimal numbers stand in any name. */
static bool looks_generic(Ip ip, Str name, Arena scratch)
{
	int shared = 0;

	for (int i = 0; i < 4 && !ip.v6; i++)
		shared += has_number(name, ip.at[i], scratch);
	for (size_t i = 0; shared == 2 && i < sizeof generic_words / sizeof *generic_words; i++)
		if (is_word_of(name, str_of(generic_words[i])))
			return true;
	return shared >= 3;
}

/* ---- forward confirmation ---- */

/* Every name is asked for, and the first that leads back is *confirmed. */
static bool confirm(Look *l, const DnsAnswer *ptr, Ip ip, Str *confirmed, const DnsAnswer **shows)
{
	bool found = false;

	for (size_t i = 0; i < ptr->n && i < NAMES_MAX; i++) {
		const DnsAnswer *forward = look_ask(l, ptr->v[i].data, ip.v6 ? DNS_TYPE_AAAA : DNS_TYPE_A);

		if (i == 0)
			*shows = forward;
		if (look_leads_to(forward, ip) && !found) {
			found = true;
			*confirmed = ptr->v[i].data;
			*shows = forward;
		}
	}
	return found;
}

/* Who looks at the IPv4 address alone does not see the fault. */
static void see_other_family(Look *l)
{
	const DnsAnswer *a = look_ask(l, l->in->helo, DNS_TYPE_A);
	const DnsAnswer *ptr = a && a->n ? look_ask(l, ip_reverse(ip_of(a->v[0].data.at, false), l->keep), DNS_TYPE_PTR) : NULL;

	if (ptr && ptr->n)
		look_see(l, GRADE_GOOD, "host.ptr.missing", ptr, STR(""), "the IPv4 address of %.*s has a PTR record", STR_ARG(l->in->helo));
}

static void see_missing(Look *l, const DnsAnswer *ptr, Ip ip, Str reverse)
{
	Str text = ip_text(ip, l->keep), todo = ask_owner(l, ip, reverse);

	l->outcome = STR("missing");
	if (ip.v6 && l->in->helo.len)
		see_other_family(l);
	look_see(l, GRADE_BAD, ip.v6 ? "host.ptr.missing_ipv6" : "host.ptr.missing", ptr, todo, "%.*s has no PTR record", STR_ARG(text));
}

static void see_names(Look *l, const DnsAnswer *ptr, Ip ip, PtrCheck *check)
{
	const DnsAnswer *shows = NULL;
	Str name = ptr->v[0].data, text = ip_text(ip, l->keep);

	check->confirmed = confirm(l, ptr, ip, &name, &shows);
	if (l->pending)
		return;
	check->ptr = name;
	l->outcome = check->confirmed ? STR("confirmed") : STR("not confirmed");
	if (check->confirmed)
		look_see(l, GRADE_GOOD, "host.ptr", ptr, STR(""), "%.*s is %.*s, and that name leads back to it", STR_ARG(text),
		         STR_ARG(name));
	else if (shows && dns_failed(shows->status))
		look_see(l, GRADE_UNKNOWN, NULL, shows, STR(""), "%.*s is %.*s; whether that leads back could not be asked",
		         STR_ARG(text), STR_ARG(name));
	else
		look_see(l, GRADE_BAD, "host.ptr.unconfirmed", shows ? shows : ptr,
		         look_say(l, "publish an %s record %.*s for %.*s", ip.v6 ? "AAAA" : "A", STR_ARG(text), STR_ARG(name)),
		         "%.*s is %.*s, and that name does not lead back to it", STR_ARG(text), STR_ARG(name));
	if (looks_generic(ip, name, *l->keep))
		look_see(l, GRADE_WARN, "host.ptr.generic", ptr,
		         STR("have the owner of the network set it to the name of the mail server"),
		         "%.*s looks like the name of an address that is lent out", STR_ARG(name));
	if (ptr->n > 1)
		look_see(l, GRADE_NOTE, NULL, ptr, STR(""), "%.*s has %zu names; some receivers look at the first only",
		         STR_ARG(text), ptr->n);
}

void exam_ptr(Look *l)
{
	if (!l->in->session)
		return;
	Ip ip = ip_unmapped(l->in->session->ip);
	Str reverse = ip_reverse(ip, l->keep);
	const DnsAnswer *ptr = look_ask(l, reverse, DNS_TYPE_PTR);
	PtrCheck *check = take(l->keep, PtrCheck, 1);

	*check = (PtrCheck){ .ptr = STR("") };
	if (!ptr)
		return;
	l->out->ptr = check;
	if (dns_failed(ptr->status))
		look_see(l, GRADE_UNKNOWN, NULL, ptr, STR("see that the reverse zone's name servers answer"),
		         "the reverse DNS of the sending address could not be asked");
	else if (ptr->n == 0)
		see_missing(l, ptr, ip, reverse);
	else
		see_names(l, ptr, ip, check);
}
