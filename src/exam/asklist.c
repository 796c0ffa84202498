/* asklist.c - test points first (RFC 5782 5, RFC 6471 3.3). */
#include "base/ip.h"
#include "exam/asklist.h"

enum { CODES_MAX = 16 };

static bool is_accepted(const ExamInput *in, const Blocklist *list)
{
	if (str_eq(list->terms, STR("free")))
		return true;
	for (size_t i = 0; i < in->n_accepted; i++)
		if (str_eq(in->accepted[i], list->terms) || str_eq(in->accepted[i], entry_id(list->entry)) || str_eq(in->accepted[i], STR("all")))
			return !str_eq(list->terms, STR("key"));        /* its zone has the key in its name: a site describes it itself */
	return false;
}

/* Lists of hashed addresses are never asked: they would be told who writes. */
bool list_may_be_asked(const ExamInput *in, const Blocklist *list)
{
	bool named = in->named.len && list->zone.len && str_ihas(in->named, list->zone);

	return list->zone.len && !list->ended && (list->kinds & ~(1u << LIST_HASH)) && (named || (in->lists && is_accepted(in, list)));
}

const DnsAnswer *list_ask(Look *l, const Blocklist *list, Str label)
{
	return look_ask(l, look_say(l, "%.*s.%.*s", STR_ARG(label), STR_ARG(list->zone)), DNS_TYPE_A);
}

bool list_refuses(const Blocklist *list, const DnsAnswer *a, ListMeaning *m)
{
	for (size_t i = 0; i < a->n && i < CODES_MAX; i++) {
		*m = blocklist_meaning(list, (const uint8_t *)a->v[i].data.at);
		if (m->error)
			return true;
	}
	return false;
}

void list_see_ill(Look *l, const Blocklist *list, const DnsAnswer *a, Str todo, const char *what, Str words)
{
	Str title = entry_value(list->entry, STR("Title"));

	look_see(l, GRADE_UNKNOWN, NULL, a, todo, "%.*s (%.*s) %s%s%.*s", STR_ARG(title), STR_ARG(list->zone), what, words.len ? ": " : "", STR_ARG(words));
}

static Str test_label(Look *l, Str test)
{
	Ip ip;

	return ip_read(test, &ip) ? ip_nibbles(ip, l->keep) : test;
}

/* RFC 5782 5: the test point must be listed, its counterpart must not. */
bool list_is_healthy(Look *l, const Blocklist *list)
{
	bool by_name = !(list->kinds & (1u << LIST_IP4 | 1u << LIST_IP6)), must_list = list->test.len > 0;
	const DnsAnswer *no = list_ask(l, list, by_name ? STR("invalid") : STR("1.0.0.127"));
	const DnsAnswer *yes = must_list ? list_ask(l, list, test_label(l, list->test)) : NULL;
	const Str own = STR("ask through a resolver of your own, or register with the list");
	ListMeaning m;

	if (!no || (must_list && !yes))
		return false;
	if (yes && list_refuses(list, yes, &m))
		list_see_ill(l, list, yes, own, "refuses to answer us", m.words);
	else if (list_refuses(list, no, &m))
		list_see_ill(l, list, no, own, "refuses to answer us", m.words);
	else if (no->n)
		list_see_ill(l, list, no, STR(""), "lists even its test address that must not be listed; whatever it says means nothing", STR(""));
	else if (dns_failed(no->status) || (yes && dns_failed(yes->status)))
		list_see_ill(l, list, dns_failed(no->status) ? no : yes, STR(""), "does not answer", STR(""));
	else if (yes && yes->n == 0)
		list_see_ill(l, list, yes, STR(""), "does not list its own test point: it is dead", STR(""));
	else
		return true;
	return false;
}
