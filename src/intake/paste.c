/* paste.c - a reply, or lines of a log or a report, as somebody pasted them.
 *
 * The marks of quoting (">"), HTML and entities come off first.  A line of a mail log holds one attempt each: its keys name the recipient
 * and the host, and the reply stands behind one of them.  Anything else is read as a report's text is, only without a layout. */
#include "base/codec.h"
#include "base/limits.h"
#include "intake/logline.h"
#include "intake/outcome.h"
#include "intake/paste.h"
#include "intake/record.h"
#include "mail/address.h"
#include "mail/line.h"

enum { PASTE_MAX = 1 << 20 };

/* ---- what quoting and copying add ---- */

static Str unquoted(Str line)
{
	Str s = line;

	if (str_starts(line, STR(">>>")))               /* a transcript's command */
		return line;
	while (s.len && (s.at[0] == '>' || (is_blank(s.at[0]) && s.len > 1 && s.at[1] == '>')))
		s = str_drop(s, 1);
	return s.at != line.at && s.len && s.at[0] == ' ' ? str_drop(s, 1) : s;
}

static Str clean(Str s, Arena *keep)
{
	char *p;
	size_t n = 0;
	Lines l;
	Str line;

	s = text_with_lf(str_take(s, PASTE_MAX), keep);
	if (!utf8_valid(s)) {
		bool damaged;

		s = charset_to_utf8(s, STR("utf-8"), keep, &damaged);
	}
	if (str_ihas(s, STR("<br")) || str_ihas(s, STR("</")))
		s = html_to_text(s, keep);
	else if (memchr(s.at, '&', s.len))
		s = html_entities(s, keep);
	p = take(keep, char, s.len + 2);
	for (l = lines_with(s, '\n'); line_next(&l, &line);) {
		line = unquoted(line);
		memcpy(p + n, line.at, line.len);
		n += line.len;
		p[n++] = '\n';
	}
	return (Str){ p, n };
}

/* ---- lines of logs ---- */

static void write_line(Reading *r, const LogLine *l)
{
	Quote q;
	Case *c = record_case(r, address_path(l->recipient, r->keep));
	Status status;
	Str host, ip;

	quote_in_field(r->dialects, l->words, r->keep, &q);
	record_quote(c, &q);
	quote_speaker(l->relay, l->relay.len, &host, &ip);
	if (host.len)
		c->event.spoke.host = host;
	if (ip.len)
		c->event.spoke.ip = ip;
	status_read(l->status, &status);
	if (q.reply.code == 0 && q.reply.status.cls == 0)
		c->event.reply.status = status;
	else if (!status_same(status, q.reply.status))
		c->event.reported = status;
	c->event.direction = l->direction;
	if (c->event.phase == PHASE_UNKNOWN)
		c->event.phase = l->phase;
	c->event.dialect = str_of(l->dialect);
	c->event.outcome = l->outcome == OUTCOME_FAILED && outcome_words_expired(r, l->words) ? OUTCOME_EXPIRED : l->outcome;
	c->event.place.format = STR("log");
	record_end(r, c, q.remote || q.reply.code);
}

static bool read_logs(Reading *r, Str s)
{
	size_t first = r->out->n;
	Lines lines = lines_with(s, '\n');
	LogLine l;
	Str line;

	while (r->out->n - first < LIMIT_RECIPIENTS && line_next(&lines, &line))
		if (logline_read(line, r->keep, &l))
			write_line(r, &l);
	return r->out->n > first;
}

/* ---- fields of a report, and plain replies ---- */

static bool read_report(Reading *r)
{
	if (r->page.fields.len == 0)
		return false;
	dsn_read(r->page.fields, r->keep, &r->dsn);
	return r->dsn.n && report_read(r);
}

/* The address that the text says it is about, where it says so. */
static Str recipient_of(const Reading *r, const Addressees *all)
{
	const Hit *rcpt = page_hit(&r->page, PHRASE_RCPT, r->page.text);
	Str found = STR("");

	if (rcpt)
		address_scan(str_take(str_drop(r->page.text, rcpt->from), 200), &found);
	if (found.len || all->n != 1 || !all->certain || !str_starts(str_trim(r->page.text), STR("<")))
		return found;
	return all->v[0].address;
}

static Outcome outcome_by_code(int code)
{
	return code / 100 == 2 ? OUTCOME_DELIVERED : code / 100 == 4 ? OUTCOME_DELAYED : OUTCOME_FAILED;
}

static void write_reply(Reading *r, const Quote *q, Str recipient)
{
	Case *c = record_case(r, recipient);

	record_quote(c, q);
	c->event.outcome = q->reply.code == 0 && outcome_words_expired(r, q->reply.text) ? OUTCOME_EXPIRED : outcome_by_code(q->reply.code);
	c->event.place.format = STR("reply");
	record_end(r, c, true);
}

/* The text of a report on several recipients: each has words of his own, and one of them a reply code. */
static bool read_several(Reading *r, Addressees *all)
{
	bool coded = false;

	if (all->n < 2 || !all->certain)
		return false;
	for (size_t i = 0; i < all->n; i++)
		coded |= all->v[i].runs && addressee_quote(&r->page, &all->v[i], r->keep)->reply.code >= 400;
	for (size_t i = 0; coded && i < all->n; i++)
		if (all->v[i].quote && all->v[i].quote->reply.text.len)
			write_reply(r, all->v[i].quote, all->v[i].address);
	return coded;
}

/* Nothing but a reply: all of it. */
static bool is_plain_reply(Str s)
{
	s = str_trim(s);
	return quote_code_at(s, 0) >= 400;
}

static void read_reply(Reading *r, Str s)
{
	Names none = { 0 };
	Addressees all = { 0 };
	Quote q;

	if (memchr(r->page.text.at, '@', r->page.text.len))
		addressees_find(&r->page, &none, &none, r->keep, &all);
	if (is_plain_reply(s) && !str_has(str_trim(s), STR("\n\n"))) {
		q = (Quote){ .reply.text = STR(""), .wrapper = STR(""), .host = STR(""), .ip = STR(""), .remote = true };
		reply_read(str_trim(s), r->keep, &q.reply);
		q.phase = quote_phase(&r->page, r->page.text);
	} else {
		if (read_several(r, &all))
			return;
		quote_in_block(&r->page, r->page.text, STR(""), STR(""), r->keep, &q);
		if (q.reply.code == 0 && q.reply.text.len == 0)
			reply_read(page_unfold(r->page.text, r->keep), r->keep, &q.reply);
	}
	write_reply(r, &q, recipient_of(r, &all));
}

void paste_read(Reading *r, Str s)
{
	static const Headers none;
	bool too_long = s.len > PASTE_MAX;

	r->headers = &none;
	record_clear(r);
	s = clean(s, r->keep);
	page_read(s, r->dialects, r->keep, &r->page);
	if (r->page.text.len == 0)                      /* nothing before what looks like a returned message */
		r->page = (Page){ .text = s, .returned = STR(""), .fields = STR("") };
	r->common.human = r->page.text;
	dialect_see_hits(r->dialects, &r->page.hits, &r->seen);
	r->dialect = dialect_recognise(r->dialects, &r->seen, &r->by_field);
	r->common.event.dialect = r->dialect ? r->dialect->name : STR("");
	if (!read_logs(r, s) && !read_report(r))
		read_reply(r, s);
	if (too_long && r->out->n)
		evidence_note(&r->out->v[r->out->n - 1].notes, r->keep, STR("limit.text: too long a text; its first megabyte was read"), STR(""));
}
