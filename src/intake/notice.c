/* notice.c - notifications of Amazon SES, by mail or as a queue hands them over: JSON, perhaps as a string inside the JSON of Amazon SNS.
 */
#include "base/buf.h"
#include "base/jsonin.h"
#include "base/limits.h"
#include "intake/record.h"
#include "mail/address.h"
#include "mail/date.h"

typedef struct { Str address, action, status, diagnostic; } Party;

typedef struct {
	Str kind, type, subtype, feedback;      /* "Bounce"; "Permanent"; "General"; "abuse" */
	Str time, reporting_mta, remote_ip, response;
	Str source, source_ip, message_id, header_from;
	struct { Party *v; size_t n, cap; } parties;
} Notice;

/* ---- JSON to Notice ---- */

static Str text(Str object, const char *name, Arena *keep)
{
	return jsonin_text(jsonin_member(object, str_of(name)), keep);
}

static void read_parties(Str list, Arena *keep, Notice *out)
{
	for (Str p; out->parties.n < LIMIT_RECIPIENTS && jsonin_next(&list, &p);) {
		Str address = jsonin_is(p, '"') ? jsonin_text(p, keep) : text(p, "emailAddress", keep);

		*arena_push(keep, &out->parties) = (Party){ address, text(p, "action", keep), text(p, "status", keep), text(p, "diagnosticCode", keep) };
	}
}

/* Each kind of notice: the member that holds it, and the recipients in there. */
static const struct { const char *kind, *member, *parties; } kinds[] = {
	{ "Bounce", "bounce", "bouncedRecipients" }, { "Complaint", "complaint", "complainedRecipients" }, { "Delivery", "delivery", "recipients" },
	{ "DeliveryDelay", "deliveryDelay", "delayedRecipients" },
};

static void read_mail(Str mail, Arena *keep, Notice *out)
{
	Str common = jsonin_member(mail, STR("commonHeaders")), from = jsonin_member(common, STR("from")), first;

	out->source = text(mail, "source", keep);
	out->source_ip = text(mail, "sourceIp", keep);
	out->message_id = text(common, "messageId", keep);
	if (out->message_id.len == 0)
		out->message_id = text(mail, "messageId", keep);
	out->header_from = jsonin_next(&from, &first) ? jsonin_text(first, keep) : STR("");
}

static void read_members(Str root, Arena *keep, Notice *out)
{
	Str kind = jsonin_member(root, STR("notificationType"));

	kind = jsonin_text(jsonin_is(kind, '"') ? kind : jsonin_member(root, STR("eventType")), keep);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		Str it = str_eq(kind, str_of(kinds[i].kind)) ? jsonin_member(root, str_of(kinds[i].member)) : STR("");

		if (!it.len)
			continue;
		out->kind = str_of(kinds[i].kind);
		out->type = text(it, "bounceType", keep);
		out->subtype = text(it, "bounceSubType", keep);
		out->feedback = text(it, "complaintFeedbackType", keep);
		out->time = text(it, "timestamp", keep);
		out->reporting_mta = text(it, "reportingMTA", keep);
		out->remote_ip = text(it, "remoteMtaIp", keep);
		out->response = text(it, "smtpResponse", keep);
		read_parties(jsonin_member(it, str_of(kinds[i].parties)), keep, out);
		read_mail(jsonin_member(root, STR("mail")), keep, out);
		return;
	}
}

/* Where the value at the front of s ends.  One that does not end lasts until the next line that begins with an
 * object: a damaged line takes no other with it. */
static size_t value_end(Str s)
{
	int depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (c == '\\' && quoted)
			i++;
		else if (c == '\n' && str_starts(str_drop(s, i + 1), STR("{\"")))
			return i;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '{' || c == '['))
			depth++;
		else if (!quoted && (c == '}' || c == ']') && --depth <= 0)
			return i + 1;
	}
	return s.len;
}

/* The value at the front of s, trimmed; "" where it is no JSON. */
static Str load(Str s)
{
	s = str_trim(str_take(s, value_end(s)));
	return jsonin_valid(s) ? s : STR("");
}

/* One text as JSON; what SNS wraps is unwrapped.  False where it is no JSON; what is no notice leaves *out as it is. */
static bool parse(Str s, Arena *keep, Notice *out)
{
	Str root = load(s), message = jsonin_member(root, STR("Message"));

	if (jsonin_is(message, '"'))
		root = load(jsonin_text(message, keep));
	else if (jsonin_is(message, '{'))
		root = message;
	if (root.len)
		read_members(root, keep, out);
	return root.len > 0;
}

/* Sendmail breaks lines over 990 bytes with "!", a line end and a blank. */
static Str mended(Str s, Arena *keep)
{
	char *p = take(keep, char, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		size_t k = i + 1;

		while (s.at[i] == '!' && k < s.len && k < i + 3 && (s.at[k] == '\r' || s.at[k] == '\n'))
			k++;
		if (k > i + 1 && k < s.len && s.at[k] == ' ')
			i = k;
		else
			p[n++] = s.at[i];
	}
	return (Str){ p, n };
}

/* ---- Notice to cases ---- */

static Str words_of(Reading *r, const Notice *n, const Party *p)
{
	Buf b = buf_new(r->keep);

	if (p->diagnostic.len) {
		Str rest, type, s = p->diagnostic;

		rest = str_cut(s, ';', &type);
		return rest.len && type.len < 10 && !memchr(type.at, ' ', type.len) ? str_trim(rest) : s;
	}
	if (n->response.len || n->type.len == 0)
		return n->response;
	buf_format(&b, "%.*s bounce, %.*s", STR_ARG(n->type), STR_ARG(n->subtype));
	return buf_str(&b);
}

static Outcome outcome(const Notice *n, const Event *e)
{
	if (str_eq(n->kind, STR("Complaint")))
		return OUTCOME_COMPLAINT;
	if (str_eq(n->kind, STR("Delivery")))
		return OUTCOME_DELIVERED;
	if (str_eq(n->kind, STR("DeliveryDelay")))
		return OUTCOME_DELAYED;
	return e->reply.code / 100 == 4 || (!e->reply.code && e->reported.cls == 4) ? OUTCOME_EXPIRED : OUTCOME_FAILED;
}

static void write_case(Reading *r, const Notice *n, const Party *p)
{
	Quote q;
	Case *c = record_case(r, address_path(p->address, r->keep));
	Event *e = &c->event;
	Status status;
	Str type, host = str_cut(n->reporting_mta, ';', &type);

	quote_in_field(r->dialects, words_of(r, n, p), r->keep, &q);
	record_quote(c, &q);
	status_read(p->status, &status);
	if (status.cls != e->reply.status.cls || status.subject != e->reply.status.subject || status.detail != e->reply.status.detail)
		e->reported = status;
	e->place.format = STR("ses-json");
	e->dialect = STR("ses");
	date_read(n->time, &e->time);
	e->sender = e->session.mail_from = address_path(n->source, r->keep);
	e->session.header_from = address_domain(address_path(n->header_from.len ? n->header_from : n->source, r->keep));
	e->session.helo = host.len ? str_trim(host) : n->reporting_mta;
	e->spoke.ip = n->remote_ip;
	e->message_id = address_path(n->message_id, r->keep);
	e->feedback_type = n->feedback;
	e->outcome = outcome(n, e);
	record_end(r, c, q.reply.code != 0 || e->outcome == OUTCOME_COMPLAINT);
}

static const Part *json_part(const Reading *r)
{
	const Part *p = part_find(r->tree.root, STR("application/json"));
	Str head = r->human ? str_trim(str_take(r->human->body, 200)) : STR("");

	if (p)
		return p;
	return str_starts(head, STR("{")) || str_starts(head, STR("ey")) || str_starts(head, STR("ew")) ? r->human : NULL;
}

/* One object; false where it is no JSON. */
static bool read_object(Reading *r, Str s)
{
	Notice n = { .kind = STR("") };

	if (!parse(s, r->keep, &n) && !parse(mended(s, r->keep), r->keep, &n))
		return false;
	record_begin(r);
	for (size_t i = 0; i < n.parties.n; i++)
		write_case(r, &n, &n.parties.v[i]);
	return true;
}

bool notice_read(Reading *r)
{
	const Part *p = json_part(r);
	size_t before = r->out->n;
	bool damaged;

	if (!p)
		return false;
	Str body = str_trim(part_text(p, r->keep, &damaged));

	return str_starts(body, STR("{")) && read_object(r, body) && r->out->n > before;
}

/* ---- without a mail around it ---- */

bool notice_alone(Reading *r, Str s)
{
	static const Headers none;
	Str object;

	r->headers = &none;
	r->page = (Page){ .text = STR(""), .returned = STR(""), .fields = STR("") };
	record_clear(r);
	notice_next(s, &object);
	return read_object(r, object);
}

Str notice_next(Str s, Str *object)
{
	while (s.len && s.at[0] != '{')
		s = str_drop(s, 1);
	*object = str_take(s, value_end(s));
	s = str_drop(s, object->len);
	while (s.len && (is_space(s.at[0]) || s.at[0] == ',' || s.at[0] == '[' || s.at[0] == ']'))
		s = str_drop(s, 1);
	return s;
}
