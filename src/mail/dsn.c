/* dsn.c - the machine-readable part of a delivery status notification. */
#include "base/codec.h"
#include "base/limits.h"
#include "mail/address.h"
#include "mail/date.h"
#include "mail/dsn.h"
#include "mail/encoded.h"
#include "mail/line.h"

typedef struct {
	Arena *keep;
	Dsn *out;
	DsnRecipient *now;                      /* the recipient that fields belong to; NULL: none yet, or one that is over the limit */
	Header field;                           /* the field whose continuations may follow */
	bool has_field, first_group;
	size_t groups;
	size_t group_start;                     /* recipients before this group */
	DsnRecipient early;                     /* fields of a group that come before the one that names the recipient (Exim's Action) */
	bool has_early;
} Reader;

/* "dns; mx.example.org (192.0.2.1)", "dns;[192.0.2.1]", "DNS; mx.example.org [192.0.2.1]": the name or the address (RFC 3464 2.1.2). */
static Str mta_read(Str value, Arena *keep)
{
	Str s = header_unfold(value, keep), type;
	Str rest = str_cut(s, ';', &type);

	if (rest.len && type.len <= 20 && !memchr(type.at, '.', type.len))
		s = rest;
	s = header_without_comments(s, keep);
	str_word(s, &s);
	if (s.len > 2 && s.at[0] == '[' && s.at[s.len - 1] == ']')
		s = str_take(str_drop(s, 1), s.len - 2);
	if (s.len > 1 && s.at[s.len - 1] == '.')
		s.len--;
	return str_istarts(s, STR("IPv6:")) ? str_drop(s, 5) : s;
}

/* "smtp; 550 …": the type is one word, and some leave it out. */
static void diagnostic_read(Str value, Arena *keep, DsnRecipient *r)
{
	Str s = encoded_decode(value, STR("windows-1252"), keep);
	size_t n = 0;

	while (n < s.len && (is_alnum(s.at[n]) || s.at[n] == '-' || s.at[n] == '_'))
		n++;
	if (n && n < s.len && s.at[n] == ';' && is_alpha(s.at[0])) {
		r->diagnostic_type = arena_lower(keep, str_take(s, n));
		s = str_drop(s, n + 1);
	}
	r->diagnostic = str_trim(s);
}

static Str action_read(Str value, Arena *keep)
{
	static const char *const actions[] = { "failed", "delayed", "delivered", "relayed", "expanded" };
	Str token = header_token(value, keep);

	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (str_eq(token, str_of(actions[i])))
			return token;
	return header_unfold(value, keep);
}

/* RFC 3464 2.3: the fields that name a recipient, and those that say what happened to it. */
typedef enum { ORIGINAL, FINAL, ACTION, STATUS, DIAGNOSTIC, REMOTE, LAST_ATTEMPT, RETRY_UNTIL, OF_RECIPIENT } RecipientField;

static const struct { Str name; RecipientField field; } recipient_fields[] = {
	{ { "Final-Recipient", 15 }, FINAL }, { { "Original-Recipient", 18 }, ORIGINAL }, { { "Action", 6 }, ACTION }, { { "Status", 6 }, STATUS },
	{ { "Diagnostic-Code", 15 }, DIAGNOSTIC }, { { "Remote-MTA", 10 }, REMOTE }, { { "Last-Attempt-Date", 17 }, LAST_ATTEMPT },
	{ { "Will-Retry-Until", 16 }, RETRY_UNTIL },
};

static RecipientField recipient_field(Str name)
{
	for (size_t i = 0; i < sizeof recipient_fields / sizeof *recipient_fields; i++)
		if (str_ieq(name, recipient_fields[i].name))
			return recipient_fields[i].field;
	return OF_RECIPIENT;
}

static void set_text(Str *to, Str s)
{
	if (!to->len)
		*to = s;
}

/* A field said twice about one recipient: the first holds. */
static void recipient_set(DsnRecipient *r, RecipientField f, Str value, Arena *keep)
{
	switch (f) {
	case ORIGINAL:
		set_text(&r->original, address_path(xtext_decode(header_unfold(value, keep), keep), keep));
		break;
	case FINAL:
		set_text(&r->final, address_path(header_unfold(value, keep), keep));
		break;
	case ACTION:
		set_text(&r->action, action_read(value, keep));
		break;
	case STATUS:
		if (!r->status.cls)
			status_read(value, &r->status);
		break;
	case DIAGNOSTIC:
		if (!r->diagnostic.len)
			diagnostic_read(value, keep, r);
		break;
	case REMOTE:
		set_text(&r->remote_mta, mta_read(value, keep));
		break;
	case LAST_ATTEMPT:
		if (!r->last_attempt)
			date_read(value, &r->last_attempt);
		break;
	case RETRY_UNTIL:
		if (!r->will_retry_until)
			date_read(value, &r->will_retry_until);
		break;
	case OF_RECIPIENT:
		break;
	}
}

static void message_set(Reader *rd, Header h)
{
	Dsn *d = rd->out;

	if (rd->groups == 0 && d->per_message.n < LIMIT_HEADER_FIELDS)
		headers_add(&d->per_message, h, rd->keep);
	if (str_ieq(h.name, STR("Reporting-MTA")))
		set_text(&d->reporting_mta, mta_read(h.value, rd->keep));
	else if (str_ieq(h.name, STR("Received-From-MTA")))
		set_text(&d->received_from_mta, mta_read(h.value, rd->keep));
	else if (str_ieq(h.name, STR("Original-Envelope-Id")))
		set_text(&d->envelope_id, header_unfold(h.value, rd->keep));
	else if (str_ieq(h.name, STR("Arrival-Date")) && !d->arrival)
		date_read(h.value, &d->arrival);
}

static DsnRecipient nobody(void)
{
	return (DsnRecipient){ .original = STR(""), .final = STR(""), .action = STR(""), .diagnostic_type = STR(""), .diagnostic = STR(""),
	                       .remote_mta = STR("") };
}

/* The fields that came before the recipient's name in its group. */
static DsnRecipient recipient_begin(Reader *rd)
{
	DsnRecipient r = rd->has_early ? rd->early : nobody();

	rd->has_early = false;
	return r;
}

static void recipient_add(Reader *rd)
{
	Dsn *d = rd->out;

	if (d->n >= LIMIT_RECIPIENTS) {
		d->truncated = true;
		rd->now = NULL;
		return;
	}
	DsnRecipient *r = arena_push(rd->keep, d);
	*r = recipient_begin(rd);
	rd->now = r;
}

/* Does this naming field begin another recipient?  It does in a group that names none yet, unless it is the other name of the one before
 * (an empty line too many); and where the recipient at hand has such a name already (an empty line too few). */
static bool begins_recipient(const Reader *rd, RecipientField f)
{
	const DsnRecipient *r = rd->now;

	if (!r)
		return true;
	if (f == FINAL ? r->final.len : r->original.len)
		return true;
	bool same_group = rd->out->n > rd->group_start;
	return !same_group && (f == ORIGINAL || r->action.len || r->status.cls || r->diagnostic.len);
}

static void field_end(Reader *rd)
{
	Header h = rd->field;

	if (!rd->has_field)
		return;
	rd->has_field = false;
	RecipientField f = recipient_field(h.name);
	if (f == OF_RECIPIENT) {
		message_set(rd, h);
		return;
	}
	if ((f == FINAL || f == ORIGINAL) && begins_recipient(rd, f))
		recipient_add(rd);
	bool named = rd->out->n > rd->group_start;
	bool repeats = rd->now && ((f == ACTION && rd->now->action.len) || (f == STATUS && rd->now->status.cls));
	if (f != FINAL && f != ORIGINAL && !named && (!rd->now || repeats || rd->has_early)) {
		if (!rd->has_early)
			rd->early = nobody();
		rd->has_early = true;
		recipient_set(&rd->early, f, h.value, rd->keep);
	} else if (rd->now) {
		recipient_set(rd->now, f, h.value, rd->keep);
	}
}

static void group_end(Reader *rd)
{
	field_end(rd);
	rd->groups += rd->out->per_message.n > 0 || rd->out->n > 0 || rd->has_early;
	rd->group_start = rd->out->n;
}

static void continue_field(Reader *rd, Str line)
{
	const char *from = rd->field.value.len ? rd->field.value.at : line.at;

	rd->field.value = str_trim(str_between(from, line.at + line.len));
}

/* A reply whose later lines begin in column 1, below a Diagnostic-Code: "550 5.7.1 …", or words. */
static bool is_more_diagnostic(const Reader *rd, Str line)
{
	Header h;

	return rd->has_field && str_ieq(rd->field.name, STR("Diagnostic-Code")) && (is_digit(line.at[0]) || !header_split(line, &h));
}

static void line_read(Reader *rd, Str line)
{
	Str field = str_trim(line);
	Header h;

	if (!field.len) {
		group_end(rd);
	} else if ((rd->has_field && is_blank(line.at[0])) || is_more_diagnostic(rd, line)) {
		continue_field(rd, line);
	} else if (header_split(field, &h)) {
		field_end(rd);
		rd->field = h;
		rd->has_field = true;
	}
}

void dsn_read(Str s, Arena *keep, Dsn *out)
{
	Reader rd = { .keep = keep, .out = out };
	Lines l = lines_of(s);
	Str line;

	*out = (Dsn){ .reporting_mta = STR(""), .received_from_mta = STR(""), .envelope_id = STR("") };
	while (line_next(&l, &line))
		line_read(&rd, line);
	group_end(&rd);
	if (out->n == 0 && rd.has_early)
		recipient_add(&rd);
}
