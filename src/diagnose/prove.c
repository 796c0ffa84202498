/* prove.c - does the remedy help?  The same examinations once more, in a World where its records are published, or of the repaired message, or from the
 * other host.  What the DNS cannot prove is not claimed. */
#include "diagnose/diagnose.h"

/* TXT in pieces of at most 255 bytes, with quotes; the rest as it is, with its closing dot. */
static void put_value(Buf *b, const Step *step)
{
	if (!str_eq(step->type, STR("TXT"))) {
		buf_put(b, step->new);
		buf_put(b, STR("."));
		return;
	}
	for (size_t i = 0; i < step->new.len; i += 255) {
		buf_put(b, STR(" \""));
		for (size_t n = i; n < step->new.len && n < i + 255; n++) {
			if (step->new.at[n] == '"' || step->new.at[n] == '\\')
				buf_char(b, '\\');
			buf_char(b, step->new.at[n]);
		}
		buf_char(b, '"');
	}
}

/* The dns steps as an overlay file. */
static Str overlay_text(const Diagnosis *d, Arena *keep)
{
	Buf b = buf_new(keep);

	for (size_t i = 0; i < d->remedy.n_steps; i++) {
		const Step *s = &d->remedy.steps[i];

		if (s->op.len == 0)
			continue;
		if (str_eq(s->op, STR("delete"))) {
			buf_format(&b, "; !delete %.*s. %.*s\n", STR_ARG(s->name), STR_ARG(s->type));
			continue;
		}
		buf_format(&b, "%.*s. 300 IN %.*s ", STR_ARG(s->name), STR_ARG(s->type));
		put_value(&b, s);
		buf_char(&b, '\n');
	}
	return buf_str(&b);
}

static bool still_seen(const Diagnosis *d)
{
	const Checks *after = &d->proof.after;

	for (size_t i = 0; i < after->evidence.n; i++)
		if (after->evidence.v[i].cause == d->cause && after->evidence.v[i].weight > 0)
			return true;
	return false;
}

/* What the receiver refused for must be well now, and the root cause gone. */
static bool holds(const Knowledge *k, const Diagnosis *d)
{
	const Checks *after = &d->proof.after;

	if (still_seen(d))
		return false;
	if (cause_within(k, d->said.cause, cause_find(k, STR("auth.dmarc"))) && after->dmarc)
		return after->dmarc->result == DMARC_PASS;
	if (cause_within(k, d->cause, cause_find(k, STR("auth.spf"))) && after->spf)
		return after->spf->result == SPF_PASS;
	if (cause_within(k, d->cause, cause_find(k, STR("auth.dkim"))) && after->dkim)
		return after->dkim->result == DKIM_PASS;
	return true;
}

/* A record that could not be evaluated, and passes once it can: the address was in it all the time. */
static void rule_out_address(const Knowledge *k, Arena *keep, Diagnosis *d)
{
	if (d->checks.spf->result == SPF_PERMERROR)
		refute(d, keep, cause_find(k, STR("auth.spf.ip_not_listed")), STR("the record names the address; only its evaluation never comes to that"));
}

void prove(Examining *x, const Case *c, const Knowledge *k, Arena *keep, Diagnosis *d)
{
	Str text = overlay_text(d, keep);
	Err err;
	Proof *p = &d->proof;

	if (d->state != STATE_CONFIRMED && !x->fixed.len && !x->session_given)
		return;
	p->overlay = text.len || x->overlay.len;
	p->message = x->fixed.len > 0;
	p->session = x->session_given;
	if (!p->overlay && !p->message && !p->session)
		return;
	world_close(x->proving);
	x->proving = overlay_open(x->world, arena_join(keep, text, x->overlay), "the remedy", false, &err);
	if (!x->proving)
		return;
	Examining after = *x;

	after.world = x->proving;
	p->tried = true;
	examine_again(&after, c, k, keep, d, &p->after);
	p->holds = holds(k, d);
	if (p->after.spf && p->after.spf->result == SPF_PASS)
		rule_out_address(k, keep, d);
}
