/* message.c - what kind of mail is it, and which cases does it give? */
#include "base/limits.h"
#include "intake/record.h"
#include "intake/returned.h"
#include "intake/session.h"
#include "mail/address.h"

enum { BOUNCE_LEAST = 4, DIAGNOSTIC_LEAST = 12 };

static bool is_leaf_text(const Part *p)
{
	return !p->child && (str_eq(p->type, STR("text/plain")) || str_eq(p->type, STR("text/html")));
}

/* Some send the fields as plain text, attached. */
static bool is_delivery_report(const Part *p)
{
	if (str_eq(p->type, STR("message/delivery-status")) || str_eq(p->type, STR("message/global-delivery-status")))
		return true;
	return str_eq(p->type, STR("text/plain")) && str_istarts(str_trim(str_take(p->body, 200)), STR("Reporting-MTA:"));
}

static bool is_attachment(const Part *p, Arena *keep)
{
	return str_eq(header_token(header_value(&p->headers, STR("Content-Disposition")), keep), STR("attachment"));
}

static bool is_blank_part(const Part *p)
{
	return str_trim(str_take(p->body, 4096)).len == 0;
}

/* The parts that matter, the first of each kind; plain text before HTML. */
static void find_parts(Reading *r)
{
	const Part *html = NULL;

	for (const Part *p = r->tree.root; p; p = part_walk(r->tree.root, p)) {
		if (is_leaf_text(p) && !is_blank_part(p) && !r->human && !is_attachment(p, r->keep)) {
			if (str_eq(p->type, STR("text/plain")))
				r->human = p;
			else if (!html)
				html = p;
		} else if (!r->fields && is_delivery_report(p)) {
			r->fields = p;
		} else if (!r->feedback && str_eq(p->type, STR("message/feedback-report"))) {
			r->feedback = p;
		} else if (!r->attached && returned_type(p->type)) {
			r->attached = p;
		}
	}
	if (!r->human)
		r->human = html;
}

static bool is_daemon(const Reading *r)
{
	Str from = str_trim(header_value(r->headers, STR("From")));

	return seen_kind(&r->seen, PHRASE_DAEMON) || str_eq(from, STR("<>"));
}

static bool is_from_nobody(const Reading *r)
{
	Str path = header_value(r->headers, STR("Return-Path"));

	return str_eq(path, STR("<>")) || str_ihas(path, STR("MAILER-DAEMON"));
}

static bool is_answer_of_a_person(const Reading *r)
{
	static const char *const marks[] = { "re:", "fw:", "fwd:", "aw:", "wg:", "sv:", "vs:", "tr:", "rv:", "enc:", "antw:", "odp:", "ynt:" };
	Str subject = header_value(r->headers, STR("Subject"));

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_istarts(subject, str_of(marks[i])))
			return true;
	return false;
}

static bool is_automatic(const Reading *r)
{
	Str value = header_value(r->headers, STR("Auto-Submitted"));

	return value.len && !str_istarts(value, STR("no"));
}

/* Is it worth reading the text?  Most mail is of people and lists, and is passed over here. */
static bool is_suspect(const Reading *r)
{
	return r->seen.kinds || r->fields || is_daemon(r) || is_from_nobody(r) || is_automatic(r)
	    || header_has(r->headers, STR("X-Failed-Recipients")) || str_eq(r->tree.root->type, STR("multipart/report"));
}

/* A reply code in its beginning, or the returned message? */
static bool shows_refusal(const Reading *r)
{
	Str head = str_take(r->page.text, LIMIT_REPLY_BYTES);

	return r->page.returned.len || r->common.returned.len || quote_code_find(head, 0) < head.len;
}

/* A bounce in words of its own?  Several signs must agree: a program wrote it, and it says that something was refused. */
static bool is_bounce(const Reading *r)
{
	bool failed = header_has(r->headers, STR("X-Failed-Recipients")), daemon = is_daemon(r), nobody = is_from_nobody(r);
	bool automatic = is_automatic(r), report = str_eq(r->tree.root->type, STR("multipart/report")), named = r->dialect != NULL;
	bool subject = seen_kind(&r->seen, PHRASE_BOUNCE) && !is_answer_of_a_person(r), shows = shows_refusal(r);
	bool speaks = shows || hits_have(&r->page.hits, PHRASE_REPLY) || hits_have(&r->page.hits, PHRASE_RECIPIENT);
	bool answer = automatic && seen_kind(&r->seen, PHRASE_ANSWER) && !failed && !named;
	bool sent_by_none = nobody || report || r->dsn.n || (automatic && (named || shows));
	bool program = failed || daemon || r->by_field || ((subject || named) && sent_by_none);
	int points = 3 * failed + 3 * named + 2 * daemon + nobody + 2 * subject + automatic + report + 2 * speaks;

	return program && (failed || speaks || subject || named) && !answer && points >= BOUNCE_LEAST;
}

/* Fields that stand in plain text may be quoted by anybody. */
static bool is_report(const Reading *r)
{
	return r->dsn.n && ((r->fields && !str_eq(r->fields->type, STR("text/plain"))) || is_bounce(r));
}

/* Do the fields of the delivery report say all about this recipient: who, how it ended, and why? */
static bool is_complete(const DsnRecipient *d)
{
	return address_plausible(d->final) && d->action.len && d->status.subject && d->diagnostic.len >= DIAGNOSTIC_LEAST
	    && (quote_code_at(d->diagnostic, 0) >= 400 || d->remote_mta.len == 0);
}

/* A web page is dear to read, and where the fields say all it has nothing to add. */
static bool needs_text(const Reading *r)
{
	size_t complete = 0;

	if (!r->human || !is_suspect(r))
		return false;
	while (complete < r->dsn.n && is_complete(&r->dsn.v[complete]))
		complete++;
	return complete < r->dsn.n || r->dsn.n == 0 || str_eq(r->human->type, STR("text/plain"));
}

static void read_text(Reading *r)
{
	bool damaged = false;
	Str text = needs_text(r) ? part_text(r->human, r->keep, &damaged) : STR("");

	page_read(text, r->dialects, r->keep, &r->page);
	dialect_see_hits(r->dialects, &r->page.hits, &r->seen);
}

static void read_fields(Reading *r, Str fields)
{
	if (fields.len == 0)
		return;
	dsn_read(fields, r->keep, &r->dsn);
	dialect_see_headers(r->dialects, &r->dsn.per_message, *r->keep, &r->seen);
}

static void prepare(Reading *r)
{
	bool damaged;

	record_clear(r);
	mime_read(r->mail, r->keep, &r->tree);
	r->headers = &r->tree.root->headers;
	find_parts(r);
	dialect_see_headers(r->dialects, r->headers, *r->keep, &r->seen);
	if (r->fields)
		read_fields(r, part_bytes(r->fields, r->keep, &damaged));
	read_text(r);
	if (!r->fields)
		read_fields(r, r->page.fields);
	r->dialect = dialect_recognise(r->dialects, &r->seen, &r->by_field);
}

/* Messages inside one that is no bounce itself: a forwarded bounce.  A digest's are other people's conversation. */
static bool read_attached(Reading *r)
{
	bool any = false, damaged;

	for (const Part *p = r->tree.root; p; p = part_walk(r->tree.root, p)) {
		if (str_eq(p->type, STR("multipart/digest")))
			return any;
		if (str_eq(p->type, STR("message/rfc822")) || str_eq(p->type, STR("message/global")))
			any |= message_read_inner(r, part_bytes(p, r->keep, &damaged));
	}
	return any;
}

static bool read_kinds(Reading *r)
{
	if (r->feedback && feedback_read(r))
		return true;
	if (r->dialect && r->dialect->skip && r->dsn.n == 0)
		return true;
	if (notice_read(r))
		return true;
	if (!is_suspect(r))
		return read_attached(r);
	returned_find(r);
	session_read(r);
	record_begin(r);
	if (is_report(r) && report_read(r))
		return true;
	if (is_bounce(r) && prose_read(r))
		return true;
	return autoreply_read(r) || read_attached(r);
}

bool message_read(Reading *r)
{
	size_t first = r->out->n;

	prepare(r);
	read_kinds(r);
	record_limits(r, first);
	return r->out->n > first;
}

bool message_read_inner(Reading *r, Str message)
{
	Reading inner = { .dialects = r->dialects, .keep = r->keep, .out = r->out, .place = r->place, .ordinal = r->ordinal, .depth = r->depth + 1,
	                  .mail = message };
	bool any;

	if (inner.depth >= LIMIT_NESTING || message.len > r->budget) {
		r->too_deep = true;
		return false;
	}
	inner.budget = r->budget -= message.len;
	any = message_read(&inner);
	r->ordinal = inner.ordinal;
	r->budget = inner.budget < r->budget ? inner.budget : r->budget;
	return any;
}
