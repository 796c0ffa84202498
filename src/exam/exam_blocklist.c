/* exam_blocklist.c - is the sending address, a domain of the sender or a host of a link on a blocklist?  (RFC 5782, 6471)
 *
 * A list is asked for its test points first: one that is dead, lists the whole world or refuses us is reported as that and never as a
 * listing.  Which lists may be asked is the site's business: those whose terms are `free`, and those that it has accepted. */
#include "base/ip.h"
#include "exam/asklist.h"
#include "mail/address.h"

enum { DOMAINS_MAX = 20, HOSTS_MAX = 100 };

/* ---- what is looked up ---- */

typedef struct { Str text, label; bool link; unsigned kind; } Subject;     /* label: what stands before the zone */
typedef struct { Subject *v; size_t n, cap; } Subjects;

static void add_subject(Look *l, Subjects *s, Str text, Str label, unsigned kind, bool link)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].kind == kind && str_ieq(s->v[i].label, label))
			return;
	*arena_push(l->keep, s) = (Subject){ text, label, link, kind };
}

static void add_domain(Look *l, Subjects *s, Str domain, bool link)
{
	bool ok;
	Ip ip;

	if (domain.len == 0)
		return;
	if (ip_read(domain, &ip)) {
		if (link)
			add_subject(l, s, domain, ip_nibbles(ip, l->keep), ip.v6 ? LIST_IP6 : LIST_IP4, true);
		return;
	}
	domain = idn_ascii(domain, l->keep, &ok);
	if (ok && str_has(domain, STR(".")))
		add_subject(l, s, domain, domain, link ? LIST_URL : LIST_DOMAIN, link);
}

static void subjects_of(Look *l, Subjects *s)
{
	const ExamInput *in = l->in;

	if (in->session) {
		Ip ip = ip_unmapped(in->session->ip);

		add_subject(l, s, ip_text(ip, l->keep), ip_nibbles(ip, l->keep), ip.v6 ? LIST_IP6 : LIST_IP4, false);
	}
	if (l->out->dmarc)
		add_domain(l, s, l->out->dmarc->author, false);
	add_domain(l, s, in->author, false);
	add_domain(l, s, address_domain(in->mail_from), false);
	add_domain(l, s, in->helo, false);
	if (l->out->ptr)
		add_domain(l, s, l->out->ptr->ptr, false);
	for (size_t i = 0; l->out->dkim && i < l->out->dkim->n && s->n < DOMAINS_MAX; i++)
		add_domain(l, s, l->out->dkim->v[i].d, false);
	for (size_t i = 0; in->links && i < in->links->n && s->n < HOSTS_MAX; i++)
		add_domain(l, s, in->links->v[i].host, true);
}

/* ---- one subject on one list ---- */

static void note_listing(Look *l, Listings *out, const Subject *s, const Blocklist *list, const DnsAnswer *a)
{
	Listing *listing = arena_push(l->keep, out);

	*listing = (Listing){ s->text, list->zone, take(l->keep, Str, a->n), a->n };
	for (size_t i = 0; i < a->n; i++)
		listing->codes[i] = ip_text(ip_of(a->v[i].data.at, false), l->keep);
}

static Str door(Look *l, const Blocklist *list)
{
	Str page = entry_value(list->entry, STR("Delist")), duration = entry_value(list->entry, STR("Duration"));

	return look_say(l, "repair the cause first, then %.*s%s%.*s", STR_ARG(page.len ? page : STR("ask the list's operator")),
	                duration.len ? "; " : "", STR_ARG(duration));
}

static void see_listing(Look *l, const Subject *s, const Blocklist *list, const DnsAnswer *a, const ListMeaning *m)
{
	char cause[80];
	Str title = entry_value(list->entry, STR("Title")), name = str_take(m->cause, sizeof cause - 1);

	memcpy(cause, name.at, name.len);
	cause[name.len] = '\0';
	look_see(l, GRADE_BAD, s->link && str_starts(name, STR("list.domain")) ? "content.url_listed" : cause, a, door(l, list),
	         "%.*s is on %.*s%s%.*s%s", STR_ARG(s->text), STR_ARG(title), m->words.len ? " (" : "", STR_ARG(m->words), m->words.len ? ")" : "");
}

/* True where it was asked and is listed. */
static bool look_up(Look *l, const Subject *s, const Blocklist *list)
{
	const DnsAnswer *a = list_ask(l, list, s->label);
	ListMeaning m;

	if (!a || dns_void(a->status))
		return false;
	if (dns_failed(a->status) || list_refuses(list, a, &m)) {
		list_see_ill(l, list, a, STR(""), "did not answer for this", dns_failed(a->status) ? STR("") : m.words);
		return false;
	}
	if (a->n == 0)
		return false;
	m = blocklist_meaning(list, (const uint8_t *)a->v[0].data.at);
	if (str_eq(m.cause, STR("none")))
		return false;
	note_listing(l, s->link ? (Listings *)l->out->urls : (Listings *)l->out->dnsbl, s, list, a);
	see_listing(l, s, list, a, &m);
	return true;
}

/* Lists of domains are asked for hosts of links, too, and the other way round. */
static bool fits(const Blocklist *list, const Subject *s)
{
	unsigned either = 1u << LIST_DOMAIN | 1u << LIST_URL;

	return s->kind == LIST_DOMAIN || s->kind == LIST_URL ? list->kinds & either : list->kinds & 1u << s->kind;
}

void exam_blocklist(Look *l)
{
	Subjects subjects = { 0 };
	size_t asked = 0, listed[2] = { 0, 0 };     /* addresses of the sender; domains and links */

	if ((!l->in->lists && l->in->named.len == 0) || !l->in->knowledge)
		return;
	l->out->dnsbl = take(l->keep, Listings, 1);
	l->out->urls = take(l->keep, Listings, 1);
	subjects_of(l, &subjects);
	for (Entry e = knowledge_first(l->in->knowledge, KIND_BLOCKLIST); entry_ok(e); e = knowledge_next(l->in->knowledge, e)) {
		Blocklist list;

		blocklist_read(e, &list);
		if (!list_may_be_asked(l->in, &list) || !list_is_healthy(l, &list))
			continue;
		asked++;
		for (size_t i = 0; i < subjects.n; i++)
			if (fits(&list, &subjects.v[i]))
				listed[subjects.v[i].link || subjects.v[i].kind == LIST_DOMAIN] += look_up(l, &subjects.v[i], &list);
	}
	if (l->pending || asked == 0)
		return;
	if (listed[0] + listed[1] == 0)
		look_see(l, GRADE_GOOD, "list", NULL, STR(""), "on none of %zu lists", asked);
	else if (listed[0] == 0 && l->in->session)
		look_see(l, GRADE_GOOD, "list.ip", NULL, STR(""), "the sending address is on none of %zu lists", asked);
}
