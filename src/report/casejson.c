/* casejson.c - the case object of "fivefifty/1". */
#include "mail/date.h"
#include "report/casejson.h"
#include "report/checkjson.h"

enum { QUOTED = 2000 };                             /* bytes of a slice that evidence shows */

void casejson_begin(Json *j, Str file, Str format)
{
	json_open(j, '{');
	json_member(j, "schema", STR("fivefifty/1"));
	json_key(j, "input");
	json_open(j, '{');
	json_option(j, "file", file);
	json_option(j, "format", format);
	json_close(j, '}');
	json_key(j, "cases");
	json_open(j, '[');
}

void casejson_end(Json *j)
{
	json_close(j, ']');
	json_close(j, '}');
}

/* ---- what a case and an event share ---- */

static void put_id(Json *j, const uint64_t id[2])
{
	static const char digits[] = "0123456789abcdef";
	char hex[32];

	for (int i = 0; i < 32; i++)
		hex[i] = digits[id[i / 16] >> (60 - i % 16 * 4) & 15];
	json_member(j, "id", (Str){ hex, sizeof hex });
}

static void put_time(Json *j, int64_t time)
{
	Arena scratch = *j->buf->arena;
	char block[64];

	if (time == 0)
		return;
	scratch.at = block;
	scratch.end = block + sizeof block;
	json_option(j, "time", date_text(time, &scratch));
}

static void put_status(Json *j, const char *key, Status st)
{
	if (st.cls == 0)
		return;
	json_key(j, key);
	buf_char(j->buf, '"');
	buf_number(j->buf, st.cls);
	buf_char(j->buf, '.');
	buf_number(j->buf, st.subject);
	buf_char(j->buf, '.');
	buf_number(j->buf, st.detail);
	buf_char(j->buf, '"');
	j->comma = true;
}

static void put_reply(Json *j, const Event *e)
{
	json_key(j, "reply");
	json_open(j, '{');
	if (e->reply.code) {
		json_key(j, "code");
		json_int(j, e->reply.code);
	}
	put_status(j, "status", e->reply.status);
	json_member(j, "text", e->reply.text);
	if (e->phase != PHASE_UNKNOWN)
		json_member(j, "phase", str_of(phase_name[e->phase]));
	json_close(j, '}');
}

static void put_spoke(Json *j, const Event *e, Str provider)
{
	json_key(j, "spoke");
	json_open(j, '{');
	json_member(j, "role", str_of(role_name[e->spoke.role]));
	json_option(j, "host", e->spoke.host);
	json_option(j, "ip", e->spoke.ip);
	json_option(j, "provider", provider);
	json_close(j, '}');
}

static void put_session(Json *j, const Session *s)
{
	if (s->client_ip.len + s->helo.len + s->mail_from.len + s->header_from.len == 0)
		return;
	json_key(j, "session");
	json_open(j, '{');
	json_option(j, "client_ip", s->client_ip);
	if (s->client_ip.len)
		json_option(j, "client_ip_from", s->client_ip_from);
	json_option(j, "helo", s->helo);
	json_option(j, "mail_from", s->mail_from);
	json_option(j, "header_from", s->header_from);
	json_close(j, '}');
}

static void put_said(Json *j, const Said *said, const Knowledge *k)
{
	json_key(j, "said");
	json_open(j, '{');
	json_member(j, "cause", cause_name(k, said->cause));
	json_option(j, "rule", said->rule);
	json_key(j, "confidence");
	json_real(j, said->confidence);
	json_close(j, '}');
}

void casejson_shared(Json *j, const Diagnosis *d, const Knowledge *k)
{
	const Event *e = &d->of->event;

	put_id(j, e->id);
	json_member(j, "direction", str_of(direction_name[e->direction]));
	json_option(j, "recipient", d->recipient);
	json_option(j, "sender", e->sender);
	put_time(j, e->time);
	json_option(j, "outcome", str_of(outcome_name[e->outcome]));
	json_option(j, "dialect", e->dialect);
	put_reply(j, e);
	put_status(j, "reported_status", e->reported);
	put_spoke(j, e, d->said.provider);
	put_session(j, &d->session);
	put_said(j, &d->said, k);
}

/* ---- the rest of a case ---- */

void casejson_evidence(Json *j, const Evidence *e, const Knowledge *k)
{
	json_open(j, '{');
	json_member(j, "origin", e->origin == ORIGIN_SAID ? STR("said") : STR("seen"));
	json_option(j, "exam", str_of(e->exam));
	json_option(j, "grade", str_of(grade_name[e->grade]));
	json_option(j, "cause", cause_name(k, e->cause));
	json_key(j, "weight");
	json_real(j, e->weight);
	json_member(j, "text", e->text);
	json_option(j, "todo", e->todo);
	if (e->where.data.len) {
		json_key(j, "where");
		json_open(j, '{');
		json_member(j, "source", e->where.source);
		json_option(j, "name", e->where.name);
		json_option(j, "type", e->where.type);
		json_member(j, "data", str_take(e->where.data, QUOTED));
		json_close(j, '}');
	}
	json_close(j, '}');
}

/* What a dns step does; the name with its closing dot, as zone files have it. */
static void put_record(Json *j, const Step *step)
{
	json_member(j, "op", step->op);
	json_member(j, "name", arena_join(j->buf->arena, step->name, STR(".")));
	json_member(j, "type", step->type);
	if (step->n_old == 1)
		json_member(j, "old", step->old[0]);
	if (step->n_old > 1) {
		json_key(j, "old");
		json_open(j, '[');
		for (int i = 0; i < step->n_old; i++)
			json_str(j, step->old[i]);
		json_close(j, ']');
	}
	json_option(j, "new", step->new);
}

static void put_proof(Json *j, const Diagnosis *d)
{
	const struct { bool was; const char *how; } ways[] = { { d->proof.overlay, "overlay" }, { d->proof.message, "fixed" }, { d->proof.session, "session" } };

	if (!d->proof.tried)
		return;
	json_key(j, "proof");
	json_open(j, '{');
	json_key(j, "how");
	json_open(j, '[');
	for (int i = 0; i < 3; i++)
		if (ways[i].was)
			json_str(j, str_of(ways[i].how));
	json_close(j, ']');
	json_key(j, "holds");
	json_bool(j, d->proof.holds);
	json_key(j, "before");
	checkjson_checks(j, &d->checks);
	json_key(j, "after");
	checkjson_checks(j, &d->proof.after);
	json_close(j, '}');
}

static void put_step(Json *j, const Step *step)
{
	json_open(j, '{');
	json_member(j, "kind", step->kind);
	if (str_istarts(step->where, STR("http")) || str_istarts(step->where, STR("mailto:")))
		json_member(j, "url", step->where);
	else
		json_option(j, "where", step->where);
	json_member(j, "text", step->text);
	if (step->op.len)
		put_record(j, step);
	json_option(j, "if", step->only_if);
	json_close(j, '}');
}

static void put_remedy(Json *j, const Remedy *r)
{
	if (r->id.len == 0 && r->n_steps == 0)
		return;
	json_key(j, "remedy");
	json_open(j, '{');
	json_member(j, "summary", r->summary);
	json_key(j, "steps");
	json_open(j, '[');
	for (size_t i = 0; i < r->n_steps; i++)
		put_step(j, &r->steps[i]);
	json_close(j, ']');
	json_key(j, "never");
	json_open(j, '[');
	for (size_t i = 0; i < r->n_never; i++)
		json_str(j, r->never[i]);
	json_close(j, ']');
	json_close(j, '}');
}

static void put_weighed(Json *j, const Diagnosis *d, const Knowledge *k)
{
	json_member(j, "cause", cause_name(k, d->cause));
	json_option(j, "detail", d->detail);
	json_member(j, "state", str_of(state_name[d->state]));
	json_key(j, "confidence");
	json_real(j, d->confidence);
	json_key(j, "contributing");
	json_open(j, '[');
	for (int i = 0; i < d->n_contributing; i++)
		json_str(j, cause_name(k, d->contributing[i]));
	json_close(j, ']');
	json_option(j, "class", str_of(class_name[d->class]));
	json_option(j, "address", str_of(address_name[d->address]));
	json_option(j, "who_acts", str_of(actor_name[d->who_acts]));
	json_option(j, "retry", str_of(retry_name[d->retry]));
}

/* Nothing was looked for that could refute: then nothing is said of it. */
static void put_refuted(Json *j, const Diagnosis *d, const Knowledge *k)
{
	if (d->n_refuted == 0)
		return;
	json_key(j, "refuted");
	json_open(j, '[');
	for (size_t i = 0; i < d->n_refuted; i++) {
		json_open(j, '{');
		json_member(j, "cause", cause_name(k, d->refuted[i].cause));
		json_member(j, "because", d->refuted[i].because);
		json_close(j, '}');
	}
	json_close(j, ']');
}

void casejson(Json *j, const Diagnosis *d, const Knowledge *k)
{
	json_open(j, '{');
	casejson_shared(j, d, k);
	if (d->examined) {
		json_key(j, "checks");
		checkjson_checks(j, &d->checks);
	}
	put_weighed(j, d, k);
	put_refuted(j, d, k);
	json_key(j, "evidence");
	json_open(j, '[');
	for (size_t i = 0; i < d->evidence.n; i++)
		casejson_evidence(j, &d->evidence.v[i], k);
	json_close(j, ']');
	put_remedy(j, &d->remedy);
	put_proof(j, d);
	json_close(j, '}');
}
