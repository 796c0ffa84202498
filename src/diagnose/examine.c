/* examine.c - the refused attempt, examined as its receiver did: the same address, HELO and sender, and the message that came back. */
#include "base/idn.h"
#include "diagnose/diagnose.h"
#include "diagnose/undo.h"
#include "exam/look.h"

/* ---- the address that sent ---- */

/* The family that the remote server was spoken to in, where it is known: an IPv6 server was reached from an IPv6 address. */
static bool spoke_v6(const Case *c)
{
	return str_has(c->event.spoke.ip, STR(":"));
}

/* No text names the address: that of the name the server gave is taken. */
static void derive_address(const Examining *x, const Case *c, Session *s, Arena *keep)
{
	const DnsType types[2] = { spoke_v6(c) ? DNS_TYPE_AAAA : DNS_TYPE_A, spoke_v6(c) ? DNS_TYPE_A : DNS_TYPE_AAAA };
	Buf from = buf_new(keep);

	for (int i = 0; i < 2 && s->helo.len; i++) {
		const DnsAnswer *a = world_answer(x->world, s->helo, types[i]);

		if (a->n == 0)
			continue;
		s->client_ip = ip_text(ip_of(a->v[0].data.at, types[i] == DNS_TYPE_AAAA), keep);
		buf_format(&from, "the address of %.*s, the server that sent", STR_ARG(s->helo));
		s->client_ip_from = buf_str(&from);
		return;
	}
}

/* ---- what is examined ---- */

static void read_message(Str message, bool whole, const Headers *headers, ExamInput *in, Arena *keep)
{
	RawMessage *raw = take(keep, RawMessage, 1);

	if (message.len == 0)
		return;
	raw_read(message, !whole, keep, raw);
	in->bytes = message;
	in->message = raw;
	in->headers = headers;
	if (!whole)
		return;
	MimeTree *mime = take(keep, MimeTree, 1);
	Links *links = take(keep, Links, 1);

	mime_read(message, keep, mime);
	links_of(mime->root, keep, links);
	in->mime = mime;
	in->links = links;
}

static void read_session(const Session *s, ExamInput *in, Arena *keep)
{
	SpfSession *session = take(keep, SpfSession, 1);

	*session = (SpfSession){ .helo = s->helo, .mail_from = s->mail_from, .receiver = STR("") };
	in->helo = s->helo;
	in->mail_from = s->mail_from;
	in->mail_from_known = s->mail_from.len > 0;
	in->author = s->header_from;
	if (ip_read(s->client_ip, &session->ip))
		in->session = session;
}

/* ---- what could not have been known ---- */

/* The phase at which a receiver can first know what an examination finds. */
static const struct { const char *exam; Phase from; } earliest[] = {
	{ "ptr", PHASE_CONNECT }, { "blocklist", PHASE_CONNECT }, { "reputation", PHASE_CONNECT }, { "helo", PHASE_EHLO }, { "spf", PHASE_MAIL },
	{ "sender", PHASE_MAIL }, { "route", PHASE_RCPT }, { "dkim", PHASE_END_OF_DATA }, { "arc", PHASE_END_OF_DATA }, { "dmarc", PHASE_END_OF_DATA },
	{ "content", PHASE_END_OF_DATA },
};

static bool could_know(Phase phase, const char *exam)
{
	if (phase == PHASE_UNKNOWN)
		return true;
	for (size_t i = 0; i < sizeof earliest / sizeof *earliest; i++)
		if (strcmp(earliest[i].exam, exam) == 0)
			return phase >= earliest[i].from;
	return true;
}

/* What the signatures themselves rule out. */
static void refute_by_signatures(const Knowledge *k, Arena *keep, Diagnosis *d)
{
	const DkimChecks *dkim = d->checks.dkim;

	if (dkim && dkim->n)
		refute(d, keep, cause_find(k, STR("auth.dkim.no_signature")), STR("the message is signed"));
	for (size_t i = 0; dkim && i < dkim->n; i++) {
		if (dkim->v[i].key_bits)
			refute(d, keep, cause_find(k, STR("auth.dkim.key_missing")), STR("the key is published, and can be read"));
		if (dkim->v[i].header_holds)
			refute(d, keep, cause_find(k, STR("auth.dkim.key_mismatch")), STR("the signature of the header holds under the published key"));
	}
}

/* What only the message could tell, where it was not sent yet; and that somebody else wrote, where the server that sent also reports. */
static void refute_by_phase(const Case *c, const Knowledge *k, Arena *keep, Diagnosis *d)
{
	CauseId content = cause_find(k, STR("content"));

	if (c->event.phase != PHASE_UNKNOWN && c->event.phase < PHASE_DATA && !cause_within(k, d->said.cause, content))
		refute(d, keep, content, STR("the refusal came before the message was sent"));
	if (!c->backscatter && c->event.spoke.role == ROLE_RECIPIENT_MX && d->checks.spf && d->checks.spf->result != SPF_PASS)
		refute(d, keep, cause_find(k, STR("auth.spoof_backscatter")),
		       STR("the server that was refused reports it itself, and nothing in the report shows that the sender was forged"));
	if (c->event.spoke.role == ROLE_AFTER_ACCEPTANCE)
		refute(d, keep, cause_find(k, STR("relay.auth_required")), STR("the recipient's side had taken the mail before it was refused"));
}

/* What was changed after signing, where undoing it makes the signature hold: that shows more than any weight. */
static void see_undone(const Knowledge *k, Arena *keep, Diagnosis *d)
{
	const DkimChecks *dkim = d->checks.dkim;

	for (size_t i = 0; dkim && i < dkim->n; i++) {
		const Undo *u = dkim->v[i].undone;
		const char *cause = u && u->v[0].header ? "auth.dkim.header_modified" : "auth.dkim.body_modified_after_signing";

		if (u)
			*arena_push(keep, &d->evidence) = (Evidence){ .origin = ORIGIN_SEEN, .cause = cause_find(k, str_of(cause)),
			                                              .weight = look_weight(GRADE_BAD), .text = u->says, .exam = exams[EXAM_DKIM].name, .grade = GRADE_BAD,
			                                              .todo = STR("sign last: whatever changes the message must come before"),
			                                              .where = { STR("input"), STR(""), STR(""), u->v[0].text } };
	}
}

/* What was seen becomes evidence of the diagnosis; what is well refutes, and so does what came too late to be known. */
static void take_evidence(const Case *c, const Knowledge *k, Arena *keep, Diagnosis *d)
{
	for (size_t i = 0; i < d->checks.evidence.n; i++) {
		Evidence e = d->checks.evidence.v[i];
		bool own = c->event.spoke.role == ROLE_OWN || c->event.spoke.role == ROLE_SUBMISSION;

		if (!e.cause && e.grade == GRADE_UNKNOWN)
			continue;                       /* a list that is dead says nothing about this case */
		if (e.cause && e.grade == GRADE_GOOD)
			refute(d, keep, e.cause, e.text);
		if (e.cause && e.weight > 0 && !could_know(c->event.phase, e.exam)) {
			if (e.grade == GRADE_BAD)
				refute(d, keep, e.cause, STR("the refusal came before a receiver can know this"));
			e.weight = 0;
		}
		if (e.weight > 0 && own && cause_within(k, e.cause, cause_find(k, STR("auth")))) {
			refute(d, keep, e.cause, STR("a server of the sender's own side refused: it does not ask for this"));
			e.weight = 0;
		}
		*arena_push(keep, &d->evidence) = e;
	}
	see_undone(k, keep, d);
	refute_by_signatures(k, keep, d);
	refute_by_phase(c, k, keep, d);
}

static ExamInput input_of(const Examining *x, const Case *c, const Knowledge *k, Arena *keep)
{
	ExamInput in = exam_input();
	Ip *spoke = take(keep, Ip, 1);

	in.world = x->world;
	in.crypto = x->crypto;
	in.knowledge = k;
	in.recipient = c->event.recipient;
	in.spoke_host = c->event.spoke.host;
	in.spoke_ip = ip_read(c->event.spoke.ip, spoke) ? spoke : NULL;
	in.lists = x->lists;
	in.named = c->event.reply.text;
	in.accepted = x->accepted;
	in.n_accepted = x->n_accepted;
	return in;
}

/* What every receiver looks at; what providers ask of bulk senders is held against them elsewhere, and of a header section that came back nobody knows
 * whether it is whole. */
static unsigned usual(const ExamInput *in)
{
	const unsigned all = (1u << EXAM_COUNT) - 1;

	return all & ~(1u << EXAM_BULK) & ~(in->mime ? 0 : 1u << EXAM_CONTENT);
}

void examine(const Examining *x, const Case *c, const Knowledge *k, Arena *keep, Diagnosis *d)
{
	ExamInput in = input_of(x, c, k, keep);

	if (d->session.client_ip.len == 0)
		derive_address(x, c, &d->session, keep);
	read_session(&d->session, &in, keep);
	read_message(c->returned, c->returned_whole, &c->returned_headers, &in, keep);
	exam_all(&in, usual(&in), false, keep, &d->checks);
	if (in.mime)
		undo_checks(in.message, x->crypto, keep, &d->checks);
	d->examined = true;
	take_evidence(c, k, keep, d);
}

void examine_again(const Examining *x, const Case *c, const Knowledge *k, Arena *keep, const Diagnosis *d, Checks *out)
{
	ExamInput in = input_of(x, c, k, keep);
	Session s = d->session;
	Headers *headers = take(keep, Headers, 1);

	s.client_ip = x->session.client_ip.len ? x->session.client_ip : s.client_ip;
	s.helo = x->session.helo.len ? x->session.helo : s.helo;
	s.mail_from = x->session.mail_from.len ? x->session.mail_from : s.mail_from;
	read_session(&s, &in, keep);
	if (x->fixed.len) {
		headers_read(x->fixed, keep, headers);
		read_message(x->fixed, true, headers, &in, keep);
	} else {
		read_message(c->returned, c->returned_whole, &c->returned_headers, &in, keep);
	}
	exam_all(&in, usual(&in), false, keep, out);
}
