/* arc.c - the sets of a chain, their order, and their signatures, as RFC 8617 5.2 has them validated. */
#include "auth/arc.h"
#include "mail/header.h"

enum { SETS_MOST = 50 /* RFC 8617 4.2.1 */ };
enum { PART_RESULTS, PART_MESSAGE, PART_SEAL, PARTS };

static const char *const part_name[PARTS] = { "ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal" };
static const char *const message_tags[] = { "i", "a", "b", "bh", "d", "h", "s", "" }, *const seal_tags[] = { "i", "a", "b", "cv", "d", "s", "" };
static const SignatureForm message_form = { message_tags, "RFC 8617 4.1.2", true }, seal_form = { seal_tags, "RFC 8617 4.1.3", false };

/* The chain as it stands in the message. */
typedef struct {
	const DkimContext *context;
	const RawMessage *message;
	Trace *trace;
	BodyHashes bodies;
	int field[SETS_MOST + 1][PARTS];        /* index plus one; 0: not there */
	bool twice[SETS_MOST + 1];
	int highest;
} Chain;

/* The first that fails is the reason; answers false. */
static bool broken(ArcCheck *out, ArcReason reason, int instance, Str why)
{
	if (out->result == ARC_FAIL)
		return false;
	out->result = reason == ARC_REASON_DNS_ERROR ? ARC_TEMPERROR : ARC_FAIL;
	out->reason = reason;
	out->instance = instance;
	out->why = why;
	return false;
}

static Str sentence(Arena *keep, const char *part, int instance, const char *what, Str more)
{
	Buf b = buf_new(keep);

	buf_format(&b, "%s", part);
	if (instance)
		buf_format(&b, " of set %d", instance);
	buf_format(&b, " %s%s%.*s", what, more.len ? ": " : "", STR_ARG(more));
	return buf_str(&b);
}

/* ---- the sets ---- */

/* A number alone; 0 where it is none, and SETS_MOST + 1 where it is larger. */
static int position(Str s)
{
	int n;
	Str rest = str_number(s, &n);

	return s.len == 0 || rest.len || !is_digit(s.at[0]) ? 0 : n < 0 || n > SETS_MOST ? SETS_MOST + 1 : n;
}

/* "i=1; …" (RFC 8617 4.1.1): the instance, and what follows the semicolon. */
static int results_instance(Str value, Str *rest)
{
	Str head, name, number;

	*rest = str_cut(value, ';', &head);
	number = str_trim(str_cut(head, '=', &name));
	return head.len < value.len && str_eq(str_trim(name), STR("i")) ? position(number) : 0;
}

static int instance_of(int part, const RawField *f, Arena scratch)
{
	Str rest;
	Tags t;

	if (part == PART_RESULTS) {
		int i = results_instance(raw_value(f), &rest);

		return i ? i : results_instance(header_without_comments(raw_value(f), &scratch), &rest);
	}
	tags_read(raw_value(f), &scratch, &t);
	return position(tags_value(&t, "i"));
}

static void collect(Chain *c, Arena *keep, ArcCheck *out)
{
	for (int part = 0; part < PARTS; part++)
		for (int at = raw_lowest(c->message, str_of(part_name[part])); at >= 0; at = raw_above(c->message, at)) {
			int i = instance_of(part, &c->message->v[at], *keep);

			if (i == 0) {
				broken(out, ARC_REASON_SYNTAX, 0, sentence(keep, part_name[part], 0, "has no instance that can be read", STR("i=")));
			} else if (i > SETS_MOST) {
				broken(out, ARC_REASON_TOO_MANY, i, sentence(keep, part_name[part], 0, "has an instance above 50", STR("")));
			} else {
				c->twice[i] |= c->field[i][part] != 0;
				c->field[i][part] = at + 1;
				c->highest = i > c->highest ? i : c->highest;
			}
		}
}

static bool is_there(const Chain *c, int i)
{
	return c->field[i][PART_RESULTS] || c->field[i][PART_MESSAGE] || c->field[i][PART_SEAL];
}

/* Every set is whole, and none is missing (RFC 8617 5.2, step 3). */
static bool is_whole(const Chain *c, Arena *keep, ArcCheck *out)
{
	for (int i = c->highest; i > 0; i--) {
		if (!is_there(c, i))
			return broken(out, ARC_REASON_GAP, i, sentence(keep, "set", i, "is missing", STR("")));
		if (c->twice[i])
			return broken(out, ARC_REASON_INCOMPLETE, i, sentence(keep, "a field", i, "stands there twice", STR("")));
		for (int part = 0; part < PARTS; part++)
			if (!c->field[i][part])
				return broken(out, ARC_REASON_INCOMPLETE, i, sentence(keep, part_name[part], i, "is missing", STR("")));
	}
	return out->result != ARC_FAIL;
}

/* ---- the signatures ---- */

static void note_tags(Trace *t, const Signature *s, const DkimCheck *out, bool usable)
{
	if (t)
		trace_step(t, (TraceStep){ .what = "tags", .rfc = s->form->rfc, .text = s->tags.error.len ? s->tags.error : out->field, .whole = out->field,
			.outcome = usable ? STR("read") : str_of(dkim_reason_name[out->reason]), .note = out->why });
}

/* "ARC-Seal MUST NOT be included" (RFC 8617 4.1.2). */
static bool signs_seal(Str h)
{
	while (h.len) {
		Str name;

		h = str_cut(h, ':', &name);
		if (str_ieq(str_trim(name), str_of(part_name[PART_SEAL])))
			return true;
	}
	return false;
}

static void check_message(Chain *c, int i, Arena *keep, DkimCheck *out)
{
	Signature s;
	FieldChoice chosen;
	int field = c->field[i][PART_MESSAGE] - 1;
	int at = trace_open(c->trace, (TraceStep){ .what = "message signature", .rfc = "RFC 8617 4.1.2", .text = c->message->v[field].whole,
		.whole = c->message->text });
	bool usable = signature_read(c->message, field, &message_form, keep, &s, out) && signature_timely(world_now(c->context->world), out);

	if (usable && !tags_find(&s.tags, "c"))
		s.header = s.body = CANON_RELAXED;
	if (usable && signs_seal(out->h))
		usable = signature_refuse(out, DKIM_NEUTRAL, DKIM_REASON_SYNTAX, "h= names ARC-Seal, which it must not (RFC 8617 4.1.2)");
	note_tags(c->trace, &s, out, usable);
	if (usable) {
		signature_choose(&s, keep, &chosen);
		signature_examine(c->context, &s, &c->bodies, keep, c->trace, out);
	}
	trace_close(c->trace, at, out->pending ? STR("pending") : str_of(dkim_result_name[out->result]), out->why);
}

/* A seal signs all fields of all sets up to its own, in their order, relaxed (RFC 8617 5.1.1). */
static void sealed_fields(const Chain *c, int i, Signature *s, Arena *keep)
{
	Str *fields = take(keep, Str, i * PARTS);

	for (int k = 1; k <= i; k++)
		for (int part = 0; part < PARTS; part++)
			if (k < i || part != PART_SEAL)
				fields[s->n_signed++] = c->message->v[c->field[k][part] - 1].whole;
	s->signed_fields = fields;
	s->header = CANON_RELAXED;
}

static void check_seal(Chain *c, int i, Arena *keep, DkimCheck *out)
{
	Signature s;
	int field = c->field[i][PART_SEAL] - 1;
	int at = trace_open(c->trace, (TraceStep){ .what = "seal", .rfc = "RFC 8617 4.1.3", .text = c->message->v[field].whole, .whole = c->message->text });
	bool usable = signature_read(c->message, field, &seal_form, keep, &s, out) && signature_timely(world_now(c->context->world), out);

	if (usable && tags_find(&s.tags, "h"))
		usable = signature_refuse(out, DKIM_NEUTRAL, DKIM_REASON_SYNTAX, "a seal must not have h= (RFC 8617 4.1.3)");
	note_tags(c->trace, &s, out, usable);
	if (usable) {
		sealed_fields(c, i, &s, keep);
		signature_examine(c->context, &s, &c->bodies, keep, c->trace, out);
	}
	trace_close(c->trace, at, out->pending ? STR("pending") : str_of(dkim_result_name[out->result]), out->why);
}

/* ---- the chain ---- */

/* What stands in the fields of a set, as far as they are there. */
static void read_set(const Chain *c, int i, Arena *keep, ArcSet *out)
{
	int results = c->field[i][PART_RESULTS], seal = c->field[i][PART_SEAL];
	Str rest = STR("");
	Tags t = { 0 };

	if (results)
		results_instance(raw_value(&c->message->v[results - 1]), &rest);
	if (seal)
		tags_read(raw_value(&c->message->v[seal - 1]), keep, &t);
	*out = (ArcSet){ .instance = i, .message = signature_unread(), .seal = signature_unread(), .cv = tags_value(&t, "cv"),
		.results = header_unfold(str_trim(rest), keep) };
}

/* RFC 8617 5.2, step 3c: none in the first set, pass in all others. */
static bool cv_fits(Arena *keep, ArcCheck *out)
{
	for (size_t k = out->n; k-- > 0; ) {
		const ArcSet *set = &out->v[k];
		Str want = set->instance == 1 ? STR("none") : STR("pass");

		if (!str_ieq(set->cv, want))
			return broken(out, ARC_REASON_CV, set->instance, sentence(keep, "cv=", set->instance, "does not fit its place", set->cv));
	}
	return true;
}

static bool holds(const DkimCheck *d)
{
	return d->result == DKIM_PASS || d->reason == DKIM_REASON_UNCHECKED_HEADERS_ONLY;
}

static bool part_broken(ArcCheck *out, const DkimCheck *d, ArcReason reason, int part, int i, Arena *keep)
{
	ArcReason why = d->result == DKIM_TEMPERROR ? ARC_REASON_DNS_ERROR : d->reason == DKIM_REASON_SYNTAX ? ARC_REASON_SYNTAX : reason;

	if (why == ARC_REASON_SYNTAX && part == PART_SEAL && d->h.len)
		why = ARC_REASON_SEAL_FIELDS;
	return broken(out, why, i, sentence(keep, part_name[part], i, "does not hold", d->why));
}

/* RFC 8617 5.2, steps 4 to 6: the newest message signature, how far back the older ones hold, every seal. */
static void conclude(ArcCheck *out, Arena *keep)
{
	const ArcSet *newest = &out->v[out->n - 1];

	if (!holds(&newest->message)) {
		part_broken(out, &newest->message, ARC_REASON_MESSAGE, PART_MESSAGE, newest->instance, keep);
		return;
	}
	for (size_t k = out->n; k-- > 0 && !out->oldest_pass; )
		if (!holds(&out->v[k].message))
			out->oldest_pass = out->v[k].instance + 1;
	for (size_t k = out->n; k-- > 0; )
		if (!holds(&out->v[k].seal)) {
			part_broken(out, &out->v[k].seal, ARC_REASON_SEAL, PART_SEAL, out->v[k].instance, keep);
			return;
		}
	out->result = ARC_PASS;
	out->instance = newest->instance;
	if (newest->message.result != DKIM_PASS)
		out->why = STR("as far as the header shows: the body is not at hand");
}

static void examine_sets(Chain *c, Arena *keep, ArcCheck *out)
{
	for (int i = c->highest; i > 0; i--) {
		ArcSet *set = &out->v[i - 1];

		check_message(c, i, keep, &set->message);
		check_seal(c, i, keep, &set->seal);
		out->pending |= set->message.pending || set->seal.pending;
	}
	if (!out->pending)
		conclude(out, keep);
}

void arc_check(const DkimContext *context, const RawMessage *m, Arena *keep, Trace *t, ArcCheck *out)
{
	Chain c = { .context = context, .message = m, .trace = t };

	*out = (ArcCheck){ .why = STR("") };
	collect(&c, keep, out);
	out->instance = out->result == ARC_FAIL ? out->instance : c.highest;
	for (int i = 1; i <= c.highest; i++)
		read_set(&c, i, keep, arena_push(keep, out));
	bool whole = is_whole(&c, keep, out) && cv_fits(keep, out);

	if (t && (c.highest || !whole))
		trace_step(t, (TraceStep){ .what = "sets", .rfc = "RFC 8617 5.2", .text = STR(""), .whole = STR(""),
			.outcome = whole ? STR("whole") : str_of(arc_reason_name[out->reason]), .note = out->why });
	if (whole && c.highest)
		examine_sets(&c, keep, out);
}
