/* session.c - the refused attempt, as far as the mail tells it. */
#include "intake/session.h"
#include "mail/address.h"
#include "mail/received.h"

enum { TEXT_MAX = 2000 };

#define BACKSCATTER "backscatter: the returned message never passed a host of its sender's domain, and the receiver found that SPF fails"

static Str org_domain(Str host)
{
	Str rest = host, last = STR(""), second = STR("");
	size_t labels = 0;

	while (rest.len && rest.at[rest.len - 1] == '.')
		rest.len--;
	host = rest;
	while (rest.len) {
		Str label;

		rest = str_cut(rest, '.', &label);
		second = last;
		last = label;
		labels++;
	}
	if (labels < 2)
		return host;
	bool deep = labels > 2 && last.len == 2 && second.len <= 3;         /* co.jp, com.au, ac.uk */

	for (size_t skip = labels - (deep ? 3 : 2); skip > 0; skip--)
		host = str_cut(host, '.', &rest);
	return host;
}

bool session_related(Str host, Str domain)
{
	Str org = org_domain(domain);

	return host.len && org.len && memchr(org.at, '.', org.len) && str_has_suffix_label(host, org);
}

static Str field(const Reading *r, const char *name)
{
	return header_unfold(header_value(&r->common.returned_headers, str_of(name)), r->keep);
}

/* "X-Postfix-Sender", "X-Outbound-Mail-Relay-Queue-ID": each mail system has its own name in the middle. */
static Str report_field(const Reading *r, Str tail)
{
	for (size_t i = 0; i < r->dsn.per_message.n; i++)
		if (str_istarts(r->dsn.per_message.v[i].name, STR("X-")) && str_iends(r->dsn.per_message.v[i].name, tail))
			return header_unfold(r->dsn.per_message.v[i].value, r->keep);
	return STR("");
}

static Str word_after(Str s, Str key)
{
	size_t i = str_ifind(s, key, 0);
	Str word;

	if (i == s.len)
		return STR("");
	str_word(str_drop(s, i + key.len), &word);
	while (word.len && memchr(";,)\"'>", word.at[word.len - 1], 6))
		word.len--;
	while (word.len && memchr("<\"'", word.at[0], 3))
		word = str_drop(word, 1);
	return word;
}

/* The topmost trace field of the returned message. */
static Received top_of(const Reading *r)
{
	Received top;

	received_read(header_value(&r->common.returned_headers, STR("Received")), r->keep, &top);
	return top;
}

static Str envelope_sender(const Reading *r)
{
	Str a = address_path(report_field(r, STR("-Sender")), r->keep);

	if (!address_plausible(a))
		a = address_path(field(r, "Return-Path"), r->keep);
	if (!address_plausible(a))
		a = top_of(r).envelope_from;
	if (!address_plausible(a))
		a = word_after(field(r, "Received-SPF"), STR("envelope-from="));
	return address_plausible(a) ? a : STR("");
}

static Str first_address(Str value, Arena *keep)
{
	Addresses list = { 0 };

	addresses_read(value, keep, &list);
	for (size_t i = 0; i < list.n; i++)
		if (address_plausible(list.v[i].whole))
			return list.v[i].whole;
	return STR("");
}

static Str without_angle(Str s)
{
	s = str_trim(s);
	return s.len > 2 && s.at[0] == '<' && s.at[s.len - 1] == '>' ? str_take(str_drop(s, 1), s.len - 2) : s;
}

static void find_senders(Reading *r, Str header_from)
{
	Addresses to = { 0 };

	addresses_read(header_value(r->headers, STR("To")), r->keep, &to);
	for (size_t i = 0; i < to.n && i < 20; i++)
		names_add(&r->senders, r->keep, to.v[i].whole);
	names_add(&r->senders, r->keep, r->common.event.sender);
	names_add(&r->senders, r->keep, header_from);
	names_add(&r->senders, r->keep, r->reporter);
}

/* Did the recipient's side write this report?  The sender's own systems did where the reporter bears his name; the receiver's
 * left their checks in the returned header section, or bear the recipient's name. */
static bool is_receiver_side(const Reading *r, Str recipient)
{
	const Headers *h = &r->common.returned_headers;
	Str from = address_domain(r->reporter);
	Str reporter = r->dsn.reporting_mta.len ? r->dsn.reporting_mta : from, sender = address_domain(r->common.event.sender);

	if (session_related(reporter, sender) || (r->dsn.n && r->dsn.v[0].remote_mta.len))
		return false;
	if (header_has(h, STR("Received-SPF")) || str_ihas(header_value(h, STR("Authentication-Results")), STR("spf=")))
		return true;
	return session_related(reporter, address_domain(recipient)) || session_related(from, address_domain(recipient));
}

static void from_receiver(const Reading *r, Session *s)
{
	Str spf = field(r, "Received-SPF");
	Received top = top_of(r);

	s->client_ip = word_after(spf, STR("client-ip="));
	s->client_ip_from = STR("Received-SPF of the returned message");
	s->helo = word_after(spf, STR("helo="));
	if (!ip_plausible(s->client_ip)) {
		s->client_ip = top.client_ip;
		s->client_ip_from = STR("the first Received field of the returned message");
	}
	if (s->helo.len == 0)
		s->helo = top.helo;
	if (!ip_plausible(s->client_ip))
		s->client_ip = s->client_ip_from = STR("");
}

/* How the other side reported the refusal of mail that this one never sent: see the text. */
static bool is_backscatter(const Reading *r)
{
	const Headers *h = &r->common.returned_headers;
	Str sender = address_domain(r->common.event.sender), verdict = field(r, "Received-SPF");
	size_t n = 0;

	if (verdict.len == 0)
		verdict = field(r, "Authentication-Results");
	if (sender.len == 0 || !str_ihas(verdict, sender) || !(str_istarts(verdict, STR("fail")) || str_ihas(verdict, STR("spf=fail"))))
		return false;
	for (Str value; (value = header_nth(h, STR("Received"), n)).len && n < 50; n++)
		if (str_ihas(value, STR("by ")) && str_ihas(str_drop(value, str_ifind(value, STR("by "), 0)), org_domain(sender)))
			return false;
	return n > 0;
}

void session_read(Reading *r)
{
	Event *e = &r->common.event;
	Str header_from = first_address(field(r, "From"), r->keep);

	r->reporter = first_address(header_value(r->headers, STR("From")), r->keep);
	e->sender = envelope_sender(r);
	find_senders(r, header_from);
	if (e->sender.len == 0 && r->senders.n && !str_eq(r->senders.v[0], r->reporter))
		e->sender = r->senders.v[0];            /* reports go to the envelope's sender */
	e->session.mail_from = e->sender;
	e->session.header_from = address_domain(header_from);
	e->message_id = without_angle(field(r, "Message-ID"));
	e->queue_id = report_field(r, STR("-Queue-ID"));
	r->receiver_side = is_receiver_side(r, r->dsn.n ? r->dsn.v[0].final : STR(""));
	if (r->receiver_side)
		from_receiver(r, &e->session);
	else
		e->session.helo = r->dsn.reporting_mta;
	r->common.backscatter = is_backscatter(r);
	if (r->common.backscatter)
		evidence_note(&r->common.notes, r->keep, STR(BACKSCATTER), STR(""));
}

/* What an address is written with, and what it may begin with: a table, for each byte of a reply is asked. */
enum { IP_LATER = 1, IP_FIRST = 2 };

static const unsigned char ip_sign[256] = {
	['0' ... '9'] = IP_FIRST, ['a' ... 'f'] = IP_FIRST, ['A' ... 'F'] = IP_FIRST, [':'] = IP_FIRST, ['.'] = IP_LATER,
};

/* An address that the words of a reply name: the client's, for a server does not tell its own. */
static Str address_in(Str text, Str not_this)
{
	Str rest = str_take(text, TEXT_MAX), word;

	while (rest.len) {
		size_t n = 0;

		while (n < rest.len && !(ip_sign[(unsigned char)rest.at[n]] & IP_FIRST))
			n++;
		rest = str_drop(rest, n);
		n = 0;
		while (n < rest.len && ip_sign[(unsigned char)rest.at[n]])
			n++;
		word = str_take(rest, n);
		while (word.len && (word.at[word.len - 1] == '.' || word.at[word.len - 1] == ':'))
			word.len--;
		bool whole = n >= rest.len || !is_alnum(rest.at[n]);

		rest = str_drop(rest, n + !n);
		if (whole && word.len > 6 && ip_plausible(word) && !str_eq(word, not_this) && !str_starts(word, STR("127.")))
			return word;
	}
	return STR("");
}

void session_of_reply(const Reading *r, Case *c, bool remote)
{
	Event *e = &c->event;
	Str recipient = address_domain(e->recipient), sender = address_domain(e->sender);

	if (!remote && r->receiver_side) {
		e->spoke.role = ROLE_AFTER_ACCEPTANCE;
		e->phase = e->phase == PHASE_UNKNOWN ? PHASE_AFTER_ACCEPTANCE : e->phase;
		if (e->spoke.host.len == 0)
			e->spoke.host = r->dsn.reporting_mta;
	} else if (!remote) {
		e->spoke.role = ROLE_OWN;
		if (e->spoke.host.len == 0)
			e->spoke.host = r->dsn.reporting_mta;
	} else if (session_related(e->spoke.host, recipient)) {
		e->spoke.role = ROLE_RECIPIENT_MX;
	} else if (session_related(e->spoke.host, sender)) {
		e->spoke.role = ROLE_OWN;
	} else if (e->phase >= PHASE_RCPT && e->phase <= PHASE_END_OF_DATA && provider_receives(&r->dialects->knowledge, e->spoke.host)) {
		e->spoke.role = ROLE_RECIPIENT_MX;          /* a provider's exchanger, for a domain of a customer */
	}
	if (remote && e->session.client_ip.len == 0) {
		e->session.client_ip = address_in(e->reply.text, e->spoke.ip);
		e->session.client_ip_from = e->session.client_ip.len ? STR("the reply names it") : STR("");
	}
}
