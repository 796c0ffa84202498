/* content_fields.c - the fields that a message must have, and may have once (RFC 5322 3.6). */
#include "exam/content.h"
#include "mail/address.h"
#include "mail/date.h"
#include "mail/line.h"

enum { DAY = 24 * 60 * 60, EARLY = 1, LATE = 14 };     /* days that Date may be ahead of the clock, and behind it */

/* Those that may stand once.  `again`: how a second one is graded. */
static const struct { const char *name; bool needed; Grade again; } single[] = {
	{ "From", true, GRADE_BAD },         { "Date", true, GRADE_BAD },          { "Message-ID", true, GRADE_BAD },
	{ "Subject", false, GRADE_BAD },     { "To", false, GRADE_BAD },           { "Cc", false, GRADE_BAD },
	{ "Bcc", false, GRADE_BAD },         { "Sender", false, GRADE_BAD },       { "Reply-To", false, GRADE_BAD },
	{ "In-Reply-To", false, GRADE_WARN }, { "References", false, GRADE_WARN }, { "MIME-Version", false, GRADE_WARN },
	{ "Content-Type", false, GRADE_BAD }, { "Content-Transfer-Encoding", false, GRADE_WARN },
};

static void see_counts(Look *l)
{
	const RawMessage *m = l->in->message;

	for (size_t i = 0; i < sizeof single / sizeof *single; i++) {
		Str name = str_of(single[i].name);
		int lowest = raw_lowest(m, name), n = 0;

		for (int at = lowest; at >= 0; at = raw_above(m, at))
			n++;
		if (n > 1)
			look_see_slice(l, single[i].again, "content.header_malformed", content_slice(m->v[lowest].whole),
			               look_say(l, "write one %.*s", STR_ARG(name)), "%d %.*s fields: RFC 5322 3.6 allows one", n, STR_ARG(name));
		else if (n == 0 && single[i].needed)
			look_see(l, GRADE_BAD, "content.header_malformed", NULL, look_say(l, "write a %.*s field", STR_ARG(name)),
			         "there is no %.*s field (RFC 5322 3.6)", STR_ARG(name));
	}
}

/* ---- what stands in them ---- */

static void see_from(Look *l)
{
	Str value = header_value(l->in->headers, STR("From"));
	Addresses from = { 0 };
	bool readable = true;

	if (!header_has(l->in->headers, STR("From")))
		return;
	addresses_read(value, l->keep, &from);
	for (size_t i = 0; i < from.n; i++)
		readable &= address_plausible(from.v[i].whole);
	if (from.n == 0 || !readable)
		look_see_slice(l, GRADE_BAD, "content.header_malformed", content_slice(value), STR("write From as Name <local@domain>"),
		               "From has %s (RFC 5322 3.6.2)", from.n ? "something that is no address" : "no address");
	else if (from.n > 1 && !header_has(l->in->headers, STR("Sender")))
		look_see_slice(l, GRADE_WARN, "content.header_malformed", content_slice(value), STR("write one address into From"),
		               "From has %zu addresses, and no Sender field says who sent it (RFC 5322 3.6.2)", from.n);
}

/* RFC 5322 3.6.4: "<left@right>". */
static void see_message_id(Look *l)
{
	Str id = header_value(l->in->headers, STR("Message-ID"));

	if (id.len && (id.at[0] != '<' || id.at[id.len - 1] != '>' || !address_plausible(str_drop(str_take(id, id.len - 1), 1))))
		look_see_slice(l, GRADE_WARN, "content.header_malformed", content_slice(id),
		               STR("write Message-ID as <something.unique@your.domain>"),
		               "Message-ID is not of the form <left@right> (RFC 5322 3.6.4)");
}

/* When the message was on its way: what the last server wrote, else the clock. */
static int64_t sent_about(Look *l)
{
	Str received = header_value(l->in->headers, STR("Received"));
	int64_t time;

	return date_read(str_drop(received, str_behind_last(received, ';')), &time) ? time : world_now(l->in->world);
}

static void see_date(Look *l)
{
	Str value = header_value(l->in->headers, STR("Date"));
	int64_t time, now = sent_about(l);

	if (!header_has(l->in->headers, STR("Date")))
		return;
	if (!date_read(value, &time))
		look_see_slice(l, GRADE_BAD, "content.header_malformed", content_slice(value),
		               STR("write Date as in: Tue, 17 Nov 2026 07:45:15 +0000"), "Date is no date (RFC 5322 3.3)");
	else if (time > now + EARLY * DAY)
		look_see_slice(l, GRADE_WARN, "content.header_malformed", content_slice(value),
		               STR("set the clock of the host that writes the message"), "Date lies %lld days in the future",
		               (long long)((time - now) / DAY));
	else if (time < now - LATE * DAY)
		look_see_slice(l, GRADE_WARN, "content.header_malformed", content_slice(value), STR("write the time at which it is sent into Date"),
		               "Date lies %lld days before the message was on its way", (long long)((now - time) / DAY));
}

/* Lines that are neither a field nor the continuation of one. */
static void see_odd_lines(Look *l)
{
	const RawMessage *m = l->in->message;
	Str section = m->body_missing ? m->text : str_between(m->text.at, m->body.at);
	Lines lines = lines_of(section);
	size_t odd = 0;
	Header field;
	Str line;

	while (line_next(&lines, &line)) {
		if (line.len == 0 || is_blank(line.at[0]) || header_split(line, &field) || (line.at == section.at && str_starts(line, STR("From "))))
			continue;
		if (odd++ < CONTENT_SHOWN)
			look_see_slice(l, GRADE_BAD, "content.header_malformed", content_slice(line),
			               STR("write it as Name: value, or fold it with a blank in front"),
			               "a line of the header section is no field (RFC 5322 2.2)");
	}
	content_more(l, odd, "lines that are no field");
}

void content_fields(Look *l)
{
	if (l->in->headers->n == 0) {
		look_see_slice(l, GRADE_BAD, "content.header_malformed", content_slice(str_take(l->in->message->text, CONTENT_WORDS)),
		               STR("let a header section and an empty line stand before the text"),
		               "the message has no header section (RFC 5322 2.1)");
		return;
	}
	if (l->in->headers->truncated)
		look_see(l, GRADE_BAD, "content.header_malformed", NULL, STR("send fewer and shorter header fields"),
		         "the header section is too large to be read as a whole");
	see_counts(l);
	see_from(l);
	see_message_id(l);
	see_date(l);
	see_odd_lines(l);
}
