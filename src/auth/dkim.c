/* dkim.c - the signatures of a message: what DKIM-Signature demands beyond a signature (RFC 6376 3.5, 6.1.1). */
#include "auth/dkim.h"
#include "base/idn.h"
#include "base/limits.h"

static const char *const required[] = { "v", "a", "b", "bh", "d", "h", "s", "" };
static const SignatureForm form = { required, "RFC 6376 6.1.1", true };

static bool refuse(DkimCheck *out, const char *why)
{
	return signature_refuse(out, DKIM_NEUTRAL, DKIM_REASON_SYNTAX, why);
}

/* i= is an address in d= or below it; "@d" where it is absent. */
static bool read_agent(Signature *s, Arena *keep, DkimCheck *out)
{
	const Tag *i = tags_find(&s->tags, "i");
	bool valid;

	if (!i) {
		out->i = arena_join(keep, STR("@"), out->d);
		return true;
	}
	if (!memchr(i->value.at, '@', i->value.len))
		return refuse(out, "i= is not an address");
	Str domain = idn_ascii(str_drop(i->value, str_behind_last(i->value, '@')), keep, &valid);
	s->subdomain = !str_eq(domain, out->d);
	return dns_below(domain, out->d) || refuse(out, "i= is neither in d= nor in a subdomain of it (RFC 6376 6.1.1)");
}

/* How often h= names From, and how many there are (RFC 6376 5.4, 8.15). */
static bool read_from(const Signature *s, DkimCheck *out)
{
	const RawMessage *m = s->message;
	Str h = out->h;
	size_t named = 0, there = 0;

	while (h.len) {
		Str name;

		h = str_cut(h, ':', &name);
		named += str_ieq(str_trim(name), STR("from"));
	}
	for (int i = raw_lowest(m, STR("from")); i >= 0; i = raw_above(m, i))
		there++;
	out->oversigned_from = named > there;
	out->unsigned_from = there > named;
	return named > 0 || refuse(out, "h= does not name From (RFC 6376 5.4)");
}

static bool read_signature(const RawMessage *m, int field, int64_t now, Arena *keep, Signature *s, DkimCheck *out)
{
	if (!signature_read(m, field, &form, keep, s, out))
		return false;
	if (!str_eq(tags_value(&s->tags, "v"), STR("1")))
		return refuse(out, "v= is not 1");
	return read_agent(s, keep, out) && read_from(s, out) && signature_timely(now, out);
}

/* The fields that h= names, as a step: which of them are absent is as good as signed, too. */
static void trace_choice(Trace *t, const DkimCheck *out, const FieldChoice *chosen)
{
	Buf note = buf_new(t->arena);
	Str h = out->h, name;

	for (size_t i = 0; i < chosen->n; i++) {
		h = str_cut(h, ':', &name);
		if (chosen->v[i] < 0)
			buf_format(&note, "%s %.*s", note.len ? "," : "not there:", STR_ARG(str_trim(name)));
	}
	trace_step(t, (TraceStep){ .what = "fields", .rfc = "RFC 6376 5.4.2", .text = out->h, .whole = out->field,
		.outcome = STR("chosen"), .note = buf_str(&note) });
}

static void check_one(const DkimContext *c, const RawMessage *m, int field, BodyHashes *bodies, Arena *keep, Trace *t, DkimCheck *out)
{
	int at = trace_open(t, (TraceStep){ .what = "signature field", .rfc = "RFC 6376 6.1", .text = m->v[field].whole, .whole = m->text });
	FieldChoice chosen;
	Signature s;
	bool usable = read_signature(m, field, world_now(c->world), keep, &s, out);

	if (t)
		trace_step(t, (TraceStep){ .what = "tags", .rfc = form.rfc, .text = s.tags.error.len ? s.tags.error : out->field, .whole = out->field,
			.outcome = usable ? STR("read") : str_of(dkim_reason_name[out->reason]), .note = out->why });
	if (usable) {
		signature_choose(&s, keep, &chosen);
		if (t)
			trace_choice(t, out, &chosen);
		signature_examine(c, &s, bodies, keep, t, out);
	}
	if (out->result == DKIM_PASS && out->unsigned_from)
		out->why = STR("the signature holds for the lowest From; another one above it is not signed (RFC 6376 8.15)");
	trace_close(t, at, out->pending ? STR("pending") : str_of(dkim_result_name[out->result]), out->why);
}

void dkim_check(const DkimContext *c, const RawMessage *m, Arena *keep, Trace *t, DkimChecks *out)
{
	BodyHashes bodies = { 0 };

	*out = (DkimChecks){ 0 };
	for (size_t i = 0; i < m->n && out->n < LIMIT_SIGNATURES; i++)
		if (str_ieq(m->v[i].name, STR("DKIM-Signature")))
			check_one(c, m, (int)i, &bodies, keep, t, arena_push(keep, out));
}

/* How far a signature with this result came. */
static int distance(DkimResult r)
{
	static const char far[DKIM_RESULT_COUNT] = { [DKIM_PASS] = 6, [DKIM_POLICY] = 5, [DKIM_TEMPERROR] = 4, [DKIM_FAIL] = 3, [DKIM_NEUTRAL] = 2,
		[DKIM_PERMERROR] = 1 };

	return far[r];
}

DkimResult dkim_best(const DkimChecks *checks)
{
	DkimResult best = DKIM_NONE;

	for (size_t i = 0; i < checks->n; i++)
		if (distance(checks->v[i].result) > distance(best))
			best = checks->v[i].result;
	return best;
}
