/* paste.c - a reply, or lines of a log or a report, as somebody pasted them.
 *
 * The marks of quoting (">"), HTML and entities come off first.  A line of a mail log holds one attempt each: its keys name the recipient
 * and the host, and the reply stands behind one of them.  Anything else is read as a report's text is, only without a layout. */
#include "base/codec.h"
#include "intake/paste.h"
#include "intake/record.h"
#include "mail/address.h"
#include "mail/line.h"

enum { PASTE_MAX = 1 << 20, LINES_MAX = 1000 };

/* ---- what quoting and copying add ---- */

static Str unquoted(Str line)
{
	Str s = line;

	while (s.len && (s.at[0] == '>' || (is_blank(s.at[0]) && s.len > 1 && s.at[1] == '>')))
		s = str_drop(s, 1);
	return s.at != line.at && s.len && s.at[0] == ' ' && !str_starts(line, STR(">>>")) ? str_drop(s, 1) : str_starts(line, STR(">>>")) ? line : s;
}

static Str clean(Str s, Arena *keep)
{
	char *p;
	size_t n = 0;
	Lines l;
	Str line;

	s = str_take(s, PASTE_MAX);
	if (!utf8_valid(s)) {
		bool damaged;

		s = charset_to_utf8(s, STR("utf-8"), keep, &damaged);
	}
	if (str_ihas(s, STR("<br")) || str_ihas(s, STR("</")))
		s = html_to_text(s, keep);
	else if (memchr(s.at, '&', s.len))
		s = html_entities(s, keep);
	p = take(keep, char, s.len + 2);
	for (l = lines_of(s); line_next(&l, &line);) {
		line = unquoted(line);
		memcpy(p + n, line.at, line.len);
		n += line.len;
		p[n++] = '\n';
	}
	return (Str){ p, n };
}

/* ---- lines of logs ---- */

static Str value_after(Str line, Str key, char end)
{
	size_t i = str_find(line, key, 0);
	Str value;

	if (i == line.len)
		return STR("");
	str_cut(str_drop(line, i + key.len), end, &value);
	return value;
}

/* From a key to the end of the line. */
static Str rest_after(Str line, Str key)
{
	size_t i = str_find(line, key, 0);

	return i < line.len ? str_drop(line, i + key.len) : STR("");
}

typedef struct { Outcome outcome; Str recipient, words, status, relay; } Entry_;

/* Postfix: "to=<a>, relay=h[ip]:25, …, dsn=5.1.1, status=bounced (host h said: 550 …)". */
static bool postfix_line(Str line, Entry_ *e)
{
	static const struct { const char *name; Outcome outcome; } states[] = {
		{ "bounced", OUTCOME_FAILED }, { "deferred", OUTCOME_DELAYED }, { "expired", OUTCOME_EXPIRED }, { "sent", OUTCOME_DELIVERED },
		{ "undeliverable", OUTCOME_FAILED }, { "deliverable", OUTCOME_DELIVERED }, { "SOFTBOUNCE", OUTCOME_DELAYED },
	};
	Str state = value_after(line, STR("status="), ' ');

	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (str_eq(state, str_of(states[i].name)))
			e->outcome = states[i].outcome;
	if (e->outcome == OUTCOME_UNKNOWN)
		return false;
	e->recipient = value_after(line, STR("to=<"), '>');
	e->status = value_after(line, STR("dsn="), ',');
	e->relay = value_after(line, STR("relay="), ',');
	e->words = str_trim(rest_after(rest_after(line, STR("status=")), STR("(")));
	if (e->words.len && e->words.at[e->words.len - 1] == ')')
		e->words.len--;
	return true;
}

/* Postfix, as the one who refuses: "NOQUEUE: reject: RCPT from h[ip]: 554 5.7.1 <a>: …; from=<> to=<a> proto=…". */
static bool reject_line(Str line, Entry_ *e)
{
	Str rest = rest_after(line, STR("reject: "));
	size_t end = str_find(rest, STR("; from=<"), 0);

	if (rest.len == 0 || end == rest.len)
		return false;
	e->outcome = OUTCOME_FAILED;
	e->recipient = value_after(rest, STR(" to=<"), '>');
	e->words = rest_after(str_take(rest, end), STR("]: "));
	return e->words.len > 0;
}

/* Exim: "** a@b R=… T=… H=h [ip]: SMTP error from remote mail server after RCPT TO:<a@b>: 550 …", and "== a@b … defer (…): …". */
static bool exim_line(Str line, Entry_ *e)
{
	size_t failed = str_find(line, STR(" ** "), 0), deferred = str_find(line, STR(" == "), 0);
	size_t at = failed < line.len ? failed : deferred;
	Str word, rest = str_drop(line, at + 4);

	if (at == line.len || !(str_has(rest, STR(" R=")) || str_has(rest, STR(": "))))
		return false;
	rest = str_word(rest, &word);
	if (word.len && word.at[word.len - 1] == ':')
		word.len--;
	if (!address_plausible(word))
		return false;
	e->outcome = failed < line.len ? OUTCOME_FAILED : OUTCOME_DELAYED;
	e->recipient = word;
	e->relay = value_after(rest, STR("H="), ':');
	e->words = str_has(rest, STR("]: ")) ? rest_after(rest, STR("]: ")) : str_has(rest, STR("defer ")) ? rest_after(rest, STR("): ")) : str_trim(rest);
	return true;
}

/* Sendmail: "to=<a>, …, relay=h [ip], dsn=5.1.1, [reply=550 …,] stat=User unknown". */
static bool sendmail_line(Str line, Entry_ *e)
{
	Str stat = rest_after(line, STR(" stat=")), reply = value_after(line, STR(" reply="), '\n');

	if (stat.len == 0 || !str_has(line, STR("to=")) || str_starts(stat, STR("\"")))
		return false;
	e->outcome = str_starts(stat, STR("Sent")) ? OUTCOME_DELIVERED : str_starts(stat, STR("Deferred")) ? OUTCOME_DELAYED : OUTCOME_FAILED;
	e->recipient = value_after(line, STR("to="), ',');
	e->status = value_after(line, STR("dsn="), ',');
	e->relay = value_after(line, STR("relay="), ',');
	e->words = str_take(reply, str_find(reply, STR(", stat="), 0));
	if (e->words.len == 0)
		e->words = str_starts(stat, STR("Deferred: ")) ? str_drop(stat, 10) : stat;
	return true;
}

/* OpenSMTPD: 'rcpt=<a> … relay="ip (host)" … result="PermFail" stat="550 …"'. */
static bool opensmtpd_line(Str line, Entry_ *e)
{
	Str result = value_after(line, STR("result=\""), '"');

	if (result.len == 0 || !str_has(line, STR("stat=\"")))
		return false;
	e->outcome = str_eq(result, STR("Ok")) ? OUTCOME_DELIVERED : str_eq(result, STR("TempFail")) ? OUTCOME_DELAYED : OUTCOME_FAILED;
	e->recipient = value_after(line, STR(" to=<"), '>');
	e->relay = value_after(line, STR("relay=\""), '"');
	e->words = rest_after(line, STR("stat=\""));
	if (e->words.len && e->words.at[e->words.len - 1] == '"')
		e->words.len--;
	return true;
}

static const struct { bool (*read)(Str, Entry_ *); const char *dialect; } logs[] = {
	{ postfix_line, "postfix" }, { opensmtpd_line, "opensmtpd" }, { sendmail_line, "sendmail" }, { exim_line, "exim" }, { reject_line, "postfix" },
};

static void write_entry(Reading *r, const Entry_ *e, const char *dialect)
{
	Quote q;
	Case *c = record_case(r, address_path(e->recipient, r->keep));
	Status status;
	Str host, ip;

	quote_in_field(r->dialects, e->words, r->keep, &q);
	record_quote(c, &q);
	quote_speaker(e->relay, e->relay.len, &host, &ip);
	if (host.len)
		c->event.spoke.host = host;
	if (ip.len)
		c->event.spoke.ip = ip;
	status_read(e->status, &status);
	if (q.reply.code == 0 && q.reply.status.cls == 0)
		c->event.reply.status = status;
	else if (status.cls != q.reply.status.cls || status.subject != q.reply.status.subject || status.detail != q.reply.status.detail)
		c->event.reported = status;
	c->event.dialect = str_of(dialect);
	c->event.outcome = e->outcome;
	c->event.place.format = STR("log");
	record_end(r, c, q.remote || q.reply.code);
}

static bool log_line(Reading *r, Str line)
{
	for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
		Entry_ e = { .recipient = STR(""), .words = STR(""), .status = STR(""), .relay = STR("") };

		if (logs[i].read(line, &e)) {
			write_entry(r, &e, logs[i].dialect);
			return true;
		}
	}
	return false;
}

static bool read_logs(Reading *r, Str s)
{
	size_t first = r->out->n;
	Lines l = lines_with(s, '\n');
	Str line;

	for (int i = 0; i < LINES_MAX && line_next(&l, &line); i++)
		log_line(r, line);
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
static Str recipient_of(Reading *r)
{
	Names none = { 0 };
	Addressees all = { 0 };
	const Hit *rcpt = page_hit(&r->page, PHRASE_RCPT, r->page.text);
	Str found = STR("");

	if (rcpt)
		address_scan(str_take(str_drop(r->page.text, rcpt->from), 200), &found);
	if (found.len || !memchr(r->page.text.at, '@', r->page.text.len))
		return found;
	addressees_find(&r->page, &none, &none, r->keep, &all);
	return all.n == 1 && all.v[0].runs && all.v[0].runs->line.len && str_istarts(str_trim(r->page.text), STR("<")) ? all.v[0].address : STR("");
}

/* Nothing but a reply: all of it. */
static bool is_plain_reply(Str s)
{
	s = str_trim(s);
	return quote_code_at(s, 0) >= 400;
}

static void read_reply(Reading *r, Str s)
{
	Quote q;
	Case *c;

	if (is_plain_reply(s) && !str_has(str_trim(s), STR("\n\n"))) {
		q = (Quote){ .reply.text = STR(""), .wrapper = STR(""), .host = STR(""), .ip = STR(""), .remote = true };
		reply_read(str_trim(s), r->keep, &q.reply);
		q.phase = quote_phase(&r->page, r->page.text);
	} else {
		quote_in_block(&r->page, r->page.text, STR(""), STR(""), r->keep, &q);
		if (q.reply.code == 0 && q.reply.text.len == 0)
			reply_read(page_unfold(r->page.text, r->keep), r->keep, &q.reply);
	}
	c = record_case(r, recipient_of(r));
	record_quote(c, &q);
	c->event.outcome = q.reply.code / 100 == 2 ? OUTCOME_DELIVERED : q.reply.code / 100 == 4 ? OUTCOME_DELAYED : OUTCOME_FAILED;
	c->event.place.format = STR("reply");
	record_end(r, c, true);
}

void paste_read(Reading *r, Str s)
{
	static const Headers none;

	r->headers = &none;
	record_clear(r);
	s = clean(s, r->keep);
	page_read(s, r->dialects, r->keep, &r->page);
	if (r->page.text.len == 0)                      /* nothing before what looks like a returned message */
		r->page = (Page){ .text = s };
	r->common.human = r->page.text;
	if (!read_logs(r, s) && !read_report(r))
		read_reply(r, s);
}
