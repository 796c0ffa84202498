/* report.c - delivery status notifications (RFC 3464, RFC 6533): a case a recipient.
 *
 * The words that count are those of the server that refused.  Diagnostic-Code has them where the reporting system is careful.  Sendmail
 * keeps only their first line, OpenSMTPD and others nothing, and what follows "x-unix;" is a number: then the text has more. */
#include "base/limits.h"
#include "intake/outcome.h"
#include "intake/record.h"
#include "mail/address.h"
#include "mail/received.h"

typedef struct {
	const DsnRecipient *d;
	Str address, block;
	Quote field, text;                      /* what Diagnostic-Code says, and what the human text does */
	bool has_text;
} Item;

static bool has_letters(Str s)
{
	int n = 0;

	for (size_t i = 0; i < s.len && n < 3; i++)
		n += is_alpha(s.at[i]) || (unsigned char)s.at[i] >= 0x80;
	return n == 3;
}

/* Exim's "Final-Recipient: rfc822;/var/spool/…" and Sendmail's "@host" are no addresses. */
static Str address_of(const DsnRecipient *d)
{
	if (address_plausible(d->final))
		return d->final;
	return address_plausible(d->original) ? d->original : STR("");
}

/* The recipients by position where a report names them, else all of the X-Failed-Recipients field. */
static void known_names(const Reading *r, Names *known)
{
	Addresses failed = { 0 };
	bool nameless = false;

	for (size_t i = 0; i < r->dsn.n; i++)
		nameless |= address_of(&r->dsn.v[i]).len == 0;
	if (!nameless)
		return;
	addresses_read(header_value(r->headers, STR("X-Failed-Recipients")), r->keep, &failed);
	for (size_t i = 0; i < failed.n; i++)
		*arena_push(r->keep, known) = failed.v[i].whole;
}

static bool is_same_start(Str a, Str b)
{
	size_t n = a.len < b.len ? a.len : b.len;

	return n > 20 ? str_istarts(a, str_take(b, n < 60 ? n - 4 : 56)) : str_istarts(a, str_take(b, n));
}

/* Does the text say more than the field? */
static bool prefer_text(const Item *it)
{
	const Quote *f = &it->field, *t = &it->text;

	if (!it->has_text || (t->reply.code == 0 && t->reply.text.len == 0))
		return false;
	if (f->reply.code == 0)
		return t->reply.code != 0 || !has_letters(f->reply.text);
	if (f->cut)
		return t->reply.code == f->reply.code && is_same_start(t->reply.text, f->reply.text) && t->reply.text.len > f->reply.text.len;
	return f->reply.text.len == 0 && t->reply.code == f->reply.code;
}

static Quote choose(const Item *it)
{
	Quote q = prefer_text(it) ? it->text : it->field;

	if (q.phase == PHASE_UNKNOWN && it->has_text)
		q.phase = it->text.phase;
	if (it->has_text && q.host.len == 0)
		q.host = it->text.host;
	if (it->has_text && q.ip.len == 0)
		q.ip = it->text.ip;
	if (q.wrapper.len == 0 && it->has_text)
		q.wrapper = it->text.wrapper;
	return q;
}

/* Words of the reporting system itself: its Status: is theirs, unless it is the one that says nothing. */
static void take_status(Event *e, const DsnRecipient *d, bool remote)
{
	if (!remote && e->reply.code == 0 && e->reply.status.cls == 0 && (d->status.subject || d->status.detail))
		e->reply.status = d->status;
	if (!status_same(e->reply.status, d->status))
		e->reported = d->status;
}

/* Another server's words?  A server is named, or a reply is quoted that neither Sendmail nor the recipient's side made itself. */
static bool is_remote(const Reading *r, const DsnRecipient *d, const Quote *q)
{
	if (str_istarts(d->diagnostic_type, STR("x-unix")) || (q->reply.code == 0 && !q->remote))
		return false;
	if (d->remote_mta.len || q->host.len || q->ip.len)
		return true;
	return q->remote && !q->sendmail_form && !r->receiver_side;
}

static Str without_angles(Str s)
{
	return s.len > 2 && s.at[0] == '<' && s.at[s.len - 1] == '>' ? str_take(str_drop(s, 1), s.len - 2) : s;
}

static void write_case(Reading *r, const Item *it)
{
	Quote q = choose(it);
	Case *c = record_case(r, it->address);
	Event *e = &c->event;
	bool remote = is_remote(r, it->d, &q);
	Str mta = without_angles(it->d->remote_mta);

	record_quote(c, &q);
	if (!remote)
		e->spoke.host = e->spoke.ip = STR("");
	else if (ip_plausible(mta))
		e->spoke.ip = mta;
	else if (mta.len)
		e->spoke.host = mta;
	if (!status_same(it->d->status, (Status){ 0 }))
		take_status(e, it->d, remote);
	if (it->d->last_attempt)
		e->time = it->d->last_attempt;
	if (it->d->original.len && !str_ieq(it->d->original, it->address) && address_plausible(it->d->original))
		e->original = it->d->original;
	e->place.format = STR("rfc3464");
	e->outcome = outcome_of(r, it->d, &e->reply, it->block);
	record_end(r, c, remote);
}

/* Does the field say all, so that of the text only phase and host are of interest? */
static bool is_enough(const Reading *r, const Item *it, Addressee *a)
{
	return it->field.reply.code >= 400 && it->field.reply.text.len && !it->field.cut && !addressee_transcript(&r->page, a);
}

static void read_item(Reading *r, Item *it, Addressees *all, size_t i)
{
	Addressee *a = addressee_find(all, it->address, i);

	quote_in_field(r->dialects, it->d->diagnostic, r->keep, &it->field);
	it->block = a && a->runs ? a->runs->block : r->page.text;
	it->has_text = a && r->page.text.len;
	if (it->has_text)
		it->text = is_enough(r, it, a) ? *addressee_around(&r->page, a, r->keep) : *addressee_quote(&r->page, a, r->keep);
}

/* The addressees of the text: those of the fields, or, where these name none, whom the text itself names. */
static void find_addressees(Reading *r, Addressees *all)
{
	Names known = { 0 };

	known_names(r, &known);
	if (known.n == 0)
		for (size_t i = 0; i < r->dsn.n; i++)
			if (address_of(&r->dsn.v[i]).len)
				*arena_push(r->keep, &known) = address_of(&r->dsn.v[i]);
	addressees_find(&r->page, &known, &r->senders, r->keep, all);
}

bool report_read(Reading *r)
{
	Addressees all = { 0 };
	size_t first = r->out->n;

	find_addressees(r, &all);
	for (size_t i = 0; i < r->dsn.n; i++) {
		Item it = { .d = &r->dsn.v[i], .address = address_of(&r->dsn.v[i]) };

		if (it.address.len == 0 && i < all.n)
			it.address = all.v[i].address;
		read_item(r, &it, &all, i);
		write_case(r, &it);
	}
	for (size_t i = first; r->dsn.truncated && i < r->out->n; i++)
		evidence_note(&r->out->v[i].notes, r->keep, STR("limit.recipients: too many recipients; 10000 were read"), STR(""));
	return true;
}
