/* notice.c - notifications of Amazon SES, by mail or as a queue hands them over: JSON, perhaps as a string inside the JSON of Amazon SNS.
 *
 * jansson has its own memory, and nothing may jump over its frames: so the arena's room is checked first, and all that is wanted is
 * copied out before the tree is let go. */
#include <jansson.h>
#include "base/buf.h"
#include "base/limits.h"
#include "intake/record.h"
#include "mail/address.h"
#include "mail/date.h"

enum { ROOM = 8 << 20 };

typedef struct { Str address, action, status, diagnostic; } Party;

typedef struct {
	Str kind, type, subtype, feedback;      /* "Bounce"; "Permanent"; "General"; "abuse" */
	Str time, reporting_mta, remote_ip, response;
	Str source, source_ip, message_id, header_from;
	struct { Party *v; size_t n, cap; } parties;
} Notice;

/* ---- JSON to Notice ---- */

static Str copy(const json_t *v, Arena *keep)
{
	return json_is_string(v) ? arena_str(keep, (Str){ json_string_value(v), json_string_length(v) }) : STR("");
}

static Str text(const json_t *object, const char *key, Arena *keep)
{
	return copy(json_object_get(object, key), keep);
}

static void copy_parties(const json_t *list, Arena *keep, Notice *out)
{
	for (size_t i = 0; i < json_array_size(list) && out->parties.n < LIMIT_RECIPIENTS; i++) {
		const json_t *p = json_array_get(list, i);
		Str address = json_is_string(p) ? copy(p, keep) : text(p, "emailAddress", keep);

		*arena_push(keep, &out->parties) = (Party){ address, text(p, "action", keep), text(p, "status", keep), text(p, "diagnosticCode", keep) };
	}
}

/* Each kind of notice: the member that holds it, and the recipients in there. */
static const struct { const char *kind, *member, *parties; } kinds[] = {
	{ "Bounce", "bounce", "bouncedRecipients" }, { "Complaint", "complaint", "complainedRecipients" }, { "Delivery", "delivery", "recipients" },
	{ "DeliveryDelay", "deliveryDelay", "delayedRecipients" },
};

static void copy_mail(const json_t *mail, Arena *keep, Notice *out)
{
	const json_t *common = json_object_get(mail, "commonHeaders");

	out->source = text(mail, "source", keep);
	out->source_ip = text(mail, "sourceIp", keep);
	out->message_id = text(common, "messageId", keep);
	if (out->message_id.len == 0)
		out->message_id = text(mail, "messageId", keep);
	out->header_from = copy(json_array_get(json_object_get(common, "from"), 0), keep);
}

static void copy_notice(const json_t *root, Arena *keep, Notice *out)
{
	const char *kind = json_string_value(json_object_get(root, "notificationType"));

	if (!kind)
		kind = json_string_value(json_object_get(root, "eventType"));
	for (size_t i = 0; kind && i < sizeof kinds / sizeof *kinds; i++) {
		const json_t *it = json_object_get(root, kinds[i].member);

		if (strcmp(kind, kinds[i].kind) != 0 || !it)
			continue;
		out->kind = str_of(kinds[i].kind);
		out->type = text(it, "bounceType", keep);
		out->subtype = text(it, "bounceSubType", keep);
		out->feedback = text(it, "complaintFeedbackType", keep);
		out->time = text(it, "timestamp", keep);
		out->reporting_mta = text(it, "reportingMTA", keep);
		out->remote_ip = text(it, "remoteMtaIp", keep);
		out->response = text(it, "smtpResponse", keep);
		copy_parties(json_object_get(it, kinds[i].parties), keep, out);
		copy_mail(json_object_get(root, "mail"), keep, out);
		return;
	}
}

/* Where the value at the front of s ends, and how deep its brackets get.  One that does not end lasts until the next line that begins with an
 * object: a damaged line takes no other with it. */
static size_t value_end(Str s, int *deepest)
{
	int depth = 0;
	bool quoted = false;

	*deepest = 0;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (c == '\\' && quoted)
			i++;
		else if (c == '\n' && str_starts(str_drop(s, i + 1), STR("{\"")))
			return i;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '{' || c == '['))
			*deepest = ++depth > *deepest ? depth : *deepest;
		else if (!quoted && (c == '}' || c == ']') && --depth <= 0)
			return i + 1;
	}
	return s.len;
}

static json_t *load(Str s)
{
	json_error_t e;
	int deepest;

	s = str_take(s, value_end(s, &deepest));
	return deepest <= LIMIT_JSON_DEPTH ? json_loadb(s.at, s.len, JSON_ALLOW_NUL, &e) : NULL;
}

/* One text as JSON; what SNS wraps is unwrapped.  False where it is no JSON; what is no notice leaves *out as it is. */
static bool parse(Str s, Arena *keep, Notice *out)
{
	json_t *root = load(s), *inner = NULL;
	const json_t *message = json_object_get(root, "Message"), *at = root;

	if (json_is_string(message))
		at = inner = load((Str){ json_string_value(message), json_string_length(message) });
	else if (json_is_object(message))
		at = message;
	bool json = at != NULL;

	if (json)
		copy_notice(at, keep, out);
	json_decref(inner);
	json_decref(root);
	return json;
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

	if ((size_t)(r->keep->end - r->keep->at) < ROOM + 8 * s.len)
		return false;
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
	int deepest;

	while (s.len && s.at[0] != '{')
		s = str_drop(s, 1);
	*object = str_take(s, value_end(s, &deepest));
	s = str_drop(s, object->len);
	while (s.len && (is_space(s.at[0]) || s.at[0] == ',' || s.at[0] == '[' || s.at[0] == ']'))
		s = str_drop(s, 1);
	return s;
}
