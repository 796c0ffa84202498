/* prose.c - bounces that follow no standard: recipients and reasons from the text alone, of any system and in any language. */
#include "base/limits.h"
#include "intake/outcome.h"
#include "intake/reason.h"
#include "intake/record.h"
#include "mail/address.h"
#include "mail/received.h"

enum { RETURNED_TO_MAX = 50, EXPANDED_NEAR = 600 };

static void failed_recipients(const Reading *r, Names *known)
{
	for (size_t i = 0; i < 100; i++) {
		Str value = header_nth(r->headers, STR("X-Failed-Recipients"), i);
		Addresses list = { 0 };

		if (value.len == 0)
			break;
		addresses_read(value, r->keep, &list);
		for (size_t k = 0; k < list.n && known->n < LIMIT_RECIPIENTS; k++)
			if (known->n < 100 ? !names_has(known, list.v[k].whole) : true)
				*arena_push(r->keep, known) = list.v[k].whole;
	}
}

/* Words behind "Returned mail: " and the like in the Subject. */
static Str subject_reason(Reading *r)
{
	Str subject = header_text(r->headers, STR("Subject"), r->keep);
	Hits hits = { 0 };
	const Hit *hit;

	phrases_find(&r->dialects->phrases, subject, SLOT_SUBJECT, r->keep, &hits);
	hit = hits_next(&hits, PHRASE_SUBJECT, 0, subject.len);
	return hit ? page_unfold(str_drop(subject, hit->to), r->keep) : STR("");
}

static bool is_real(Str address)
{
	return address_plausible(address) && !str_iends(address, STR(".invalid"));
}

/* To whom the returned message was sent: the trace names one, To: perhaps more, of which those count that the text or its hosts name. */
static void returned_recipients(Reading *r, Names *known)
{
	const Headers *h = &r->common.returned_headers;
	Addresses to = { 0 };
	Received top;

	addresses_read(header_value(h, STR("To")), r->keep, &to);
	for (size_t i = 0; i < to.n && i < RETURNED_TO_MAX; i++)
		if (is_real(to.v[i].whole) && str_ihas(r->page.text, to.v[i].domain))
			names_add(known, r->keep, to.v[i].whole);
	if (known->n == 0) {
		received_read(header_value(h, STR("Received")), r->keep, &top);
		if (is_real(top.for_address))
			names_add(known, r->keep, top.for_address);
	}
	for (size_t i = 0; i < to.n && i < RETURNED_TO_MAX && (known->n == 0 || i > 0) && r->page.text.len == 0; i++)
		if (is_real(to.v[i].whole))
			names_add(known, r->keep, to.v[i].whole);
	if (known->n == 0 && to.n == 1 && is_real(to.v[0].whole))
		names_add(known, r->keep, to.v[0].whole);
}

/* For whom nothing is said: what the Subject says, or all of the text. */
static Str reason_for_all(Reading *r)
{
	Str subject = subject_reason(r);

	return subject.len || r->dsn.per_message.n ? subject : reason_whole(&r->page, r->keep);
}

/* "<dave@example.net> (expanded from <all@example.org>): …": Postfix, of an alias. */
static Str expanded_from(Str block)
{
	Str head = str_take(block, EXPANDED_NEAR), found;
	size_t at = str_find(head, STR("(expanded from"), 0);

	address_scan(str_take(str_drop(head, at), EXPANDED_NEAR / 2), &found);
	return found;
}

static void write_case(Reading *r, Addressees *all, size_t i, Str *for_all)
{
	Addressee *a = addressee_find(all, all->v[i].address, i);
	Str block = a->runs ? a->runs->block : r->page.text;
	Quote q = *addressee_quote(&r->page, a, r->keep);
	Case *c;

	if (q.reply.code == 0 && q.reply.text.len == 0) {
		if (!for_all->at)
			*for_all = reason_for_all(r);
		q.reply.text = *for_all;
	}
	c = record_case(r, all->v[i].address);
	record_quote(c, &q);
	c->event.original = expanded_from(block);
	c->event.place.format = STR("bounce");
	c->event.outcome = outcome_of(r, NULL, &c->event.reply, block);
	if (r->dialect && r->dialect->outcome != OUTCOME_UNKNOWN)
		c->event.outcome = r->dialect->outcome;
	if (r->dialect)
		c->event.feedback_type = r->dialect->type;
	record_end(r, c, q.remote && !(q.sendmail_form && r->dialect && str_starts(r->dialect->name, STR("sendmail"))));
}

/* A complaint of a person, sent by a program: who answers is who complains. */
static bool person_read(Reading *r)
{
	Addresses from = { 0 };

	if (!r->dialect || r->dialect->outcome != OUTCOME_COMPLAINT || r->common.returned.len)
		return false;
	addresses_read(header_value(r->headers, STR("From")), r->keep, &from);
	Case *c = record_case(r, from.n ? from.v[0].whole : STR(""));

	c->event.place.format = STR("complaint");
	c->event.outcome = OUTCOME_COMPLAINT;
	c->event.feedback_type = r->dialect->type;
	record_end(r, c, true);
	return true;
}

bool prose_read(Reading *r)
{
	Names known = { 0 };
	Addressees all = { 0 };
	size_t first = r->out->n;
	Str for_all = { NULL, 0 };                      /* not looked for yet */

	if (person_read(r))
		return true;
	failed_recipients(r, &known);
	addressees_find(&r->page, &known, &r->senders, r->keep, &all);
	if (all.n == 0 && r->attached && message_read_inner(r, r->common.returned))
		return true;
	if (all.n == 0) {
		returned_recipients(r, &known);
		addressees_find(&r->page, &known, &r->senders, r->keep, &all);
	}
	if (all.n == 0)
		*arena_push(r->keep, &all) = (Addressee){ .address = STR("") };
	for (size_t i = 0; i < all.n; i++)
		write_case(r, &all, i, &for_all);
	for (size_t i = first; all.truncated && i < r->out->n; i++)
		evidence_note(&r->out->v[i].notes, r->keep, STR("limit.recipients: too many recipients; 10000 were read"), STR(""));
	return true;
}
