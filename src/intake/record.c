/* record.c - the cases of a mail, written down. */
#include "base/buf.h"
#include "base/limits.h"
#include "intake/record.h"
#include "intake/session.h"
#include "mail/date.h"

#define NONE { "", 0 }

/* No text is a null pointer, whatever nobody filled. */
static const Case nothing = {
	.event = { .place = { NONE, 0, NONE }, .recipient = NONE, .sender = NONE, .original = NONE, .dialect = NONE, .reply = { .text = NONE },
	           .wrapper = NONE, .spoke = { .host = NONE, .ip = NONE },
	           .session = { NONE, NONE, NONE, NONE, NONE }, .message_id = NONE, .queue_id = NONE, .feedback_type = NONE },
	.returned = NONE, .human = NONE,
};

void record_clear(Reading *r)
{
	r->common = nothing;
	r->dsn = (Dsn){ .reporting_mta = STR(""), .received_from_mta = STR(""), .envelope_id = STR("") };
	r->reporter = STR("");
	r->common.event.place = r->place;
	if (r->common.event.place.format.len == 0)
		r->common.event.place.format = STR("");
}

void record_begin(Reading *r)
{
	Event *e = &r->common.event;

	e->dialect = r->dialect ? r->dialect->name : STR("");
	date_read(header_value(r->headers, STR("Date")), &e->time);
	r->common.human = r->page.text;
}

Case *record_case(Reading *r, Str recipient)
{
	if (r->out->cap == 0)                           /* most mails give one */
		r->out->v = take(r->keep, Case, r->out->cap = 1);
	Case *c = arena_push(r->keep, r->out);

	*c = r->common;
	c->event.recipient = recipient;
	c->event.reply.text = STR("");
	if (c->notes.n)                                 /* a list of its own: others will be added */
		c->notes.cap = c->notes.n;
	return c;
}

void record_quote(Case *c, const Quote *q)
{
	Event *e = &c->event;

	e->reply = q->reply;
	e->wrapper = q->wrapper;
	if (q->phase != PHASE_UNKNOWN)
		e->phase = q->phase;
	if (q->host.len)
		e->spoke.host = q->host;
	if (q->ip.len)
		e->spoke.ip = q->ip;
}

static void hash_number(uint64_t n, uint64_t id[2])
{
	for (int i = 0; i < 2; i++)
		id[i] = (id[i] ^ n) * 0x9e3779b97f4a7c15ull;
}

/* As str_hash, twice at a time: each step of one waits for the one before. */
static void hash_str(Str s, uint64_t id[2])
{
	uint64_t a = id[0], b = id[1];

#pragma GCC unroll 4
	for (size_t i = 0; i < s.len; i++) {
		a = (a ^ (unsigned char)s.at[i]) * 0x100000001b3ull;
		b = (b ^ (unsigned char)s.at[i]) * 0x100000001b3ull;
	}
	id[0] = a;
	id[1] = b;
}

static void hash_event(Event *e, Str mail_id, uint64_t ordinal)
{
	e->id[0] = STR_HASH_START;
	e->id[1] = 0x6c62272e07bb0142ull;
	hash_str(e->place.file, e->id);
	hash_number(ordinal, e->id);
	hash_number(e->place.line, e->id);
	hash_str(e->recipient, e->id);
	hash_str(mail_id, e->id);
	hash_str(str_take(e->reply.text, 200), e->id);
	hash_number((uint64_t)e->time, e->id);
}

static bool contradicts(Status a, Status b)
{
	return a.cls && b.cls && b.subject != 0 && (a.cls != b.cls || a.subject != b.subject);
}

static void note_contradiction(Reading *r, Case *c)
{
	const Event *e = &c->event;
	Buf b = buf_new(r->keep);

	if (!contradicts(e->reply.status, e->reported))
		return;
	buf_format(&b, "codes contradict each other: the reply says %d.%d.%d, the report's Status %d.%d.%d; the reply counts", e->reply.status.cls,
	           e->reply.status.subject, e->reply.status.detail, e->reported.cls, e->reported.subject, e->reported.detail);
	evidence_note(&c->notes, r->keep, buf_str(&b), e->reply.text);
}

void record_end(Reading *r, Case *c, bool remote)
{
	Event *e = &c->event;
	Str id = header_value(r->headers, STR("Message-ID"));

	session_of_reply(r, c, remote);
	note_contradiction(r, c);
	r->ordinal++;
	hash_event(e, id, r->ordinal);
}

static void note_all(Reading *r, size_t first, const char *text)
{
	if (first == r->out->n) {
		Case *c = record_case(r, STR(""));

		c->event.place.format = STR("message");
		record_end(r, c, false);
	}
	for (size_t i = first; i < r->out->n; i++)
		evidence_note(&r->out->v[i].notes, r->keep, str_of(text), STR(""));
}

static bool is_long(const Part *p)
{
	return p && p->body.len > LIMIT_REPORT_BYTES;
}

void record_limits(Reading *r, size_t first)
{
	_Static_assert(LIMIT_NESTING == 100 && LIMIT_PARTS == 10000 && LIMIT_REPORT_BYTES == 8 << 20, "the texts below name the limits");

	if (r->tree.too_deep || r->too_deep)
		note_all(r, first, "limit.nesting: too deeply nested; read to depth 100");
	if (r->tree.too_many)
		note_all(r, first, "limit.parts: too many parts; 10000 were read");
	for (size_t i = first; i < r->out->n; i++) {
		if (r->headers->truncated)
			evidence_note(&r->out->v[i].notes, r->keep, STR("limit.headers: the header section is too long; its beginning was read"), STR(""));
		if (is_long(r->human) || is_long(r->fields))
			evidence_note(&r->out->v[i].notes, r->keep, STR("limit.text: too long a report; its first 8 megabytes were read"), STR(""));
	}
}
