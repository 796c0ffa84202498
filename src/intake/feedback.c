/* feedback.c - feedback reports (RFC 5965, RFC 6591): a complaint a recipient. */
#include "intake/record.h"
#include "mail/address.h"
#include "mail/arf.h"
#include "mail/received.h"
#include "intake/returned.h"
#include "intake/session.h"

/* Providers that hide Original-Rcpt-To leave the address in the returned header section, or in a field of their own. */
static const char *const recipient_fields[] = {
	"X-HmXmrOriginalRecipient", "X-Apparently-To", "Original-Recipient", "X-Original-To", "Delivered-To", "To",
};

static void add_real(Reading *r, Names *to, Str address)
{
	if (address_plausible(address) && !str_iends(address, STR(".invalid")))
		names_add(to, r->keep, address);
}

static void returned_recipients(Reading *r, Names *to)
{
	const Headers *h = &r->common.returned_headers;
	Received top;

	for (size_t i = 0; i < sizeof recipient_fields / sizeof *recipient_fields && to->n == 0; i++) {
		Addresses list = { 0 };

		addresses_read(header_value(h, str_of(recipient_fields[i])), r->keep, &list);
		for (size_t k = 0; k < list.n && k < 100; k++)
			add_real(r, to, address_path(list.v[k].whole, r->keep));
	}
	if (to->n == 0) {
		received_read(header_value(h, STR("Received")), r->keep, &top);
		add_real(r, to, top.for_address);
	}
}

static void write_case(Reading *r, const Arf *a, Str recipient)
{
	Case *c = record_case(r, recipient);
	Event *e = &c->event;

	e->place.format = STR("rfc5965");
	e->outcome = OUTCOME_COMPLAINT;
	e->feedback_type = a->type;
	if (a->arrival)
		e->time = a->arrival;
	if (a->original_mail_from.len)
		e->sender = e->session.mail_from = a->original_mail_from;
	if (a->source_ip.len) {
		e->session.client_ip = a->source_ip;
		e->session.client_ip_from = STR("Source-IP of the feedback report");
	}
	e->reply.text = page_unfold(r->page.text, r->keep);
	e->spoke.host = a->reporting_mta;
	e->spoke.role = ROLE_AFTER_ACCEPTANCE;
	e->phase = PHASE_AFTER_ACCEPTANCE;
	record_end(r, c, true);
}

bool feedback_read(Reading *r)
{
	Names to = { 0 };
	bool damaged;
	Arf a;

	if (!arf_read(part_bytes(r->feedback, r->keep, &damaged), r->keep, &a))
		return false;
	returned_find(r);
	session_read(r);
	record_begin(r);
	for (size_t i = 0; i < a.n; i++)
		add_real(r, &to, a.recipients[i]);
	if (to.n == 0)
		returned_recipients(r, &to);
	if (to.n == 0)
		*arena_push(r->keep, &to) = STR("");
	for (size_t i = 0; i < to.n; i++)
		write_case(r, &a, to.v[i]);
	return true;
}
