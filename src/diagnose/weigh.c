/* weigh.c - the cause that the evidence supports. */
#include <math.h>
#include "diagnose/diagnose.h"

/* What an outcome says by itself, whatever the words are. */
static const struct { Outcome outcome; const char *cause; } outcome_cause[] = {
	{ OUTCOME_DELIVERED, "info.delivered" },
	{ OUTCOME_COMPLAINT, "info.complaint" },
	{ OUTCOME_AUTOREPLY, "info.autoreply" },
};

static CauseId cause_of_outcome(const Knowledge *k, Outcome o)
{
	for (size_t i = 0; i < sizeof outcome_cause / sizeof *outcome_cause; i++)
		if (outcome_cause[i].outcome == o)
			return cause_find(k, str_of(outcome_cause[i].cause));
	return 0;
}

static double log_odds(double p)
{
	p = p < 0.01 ? 0.01 : p > 0.99 ? 0.99 : p;
	return log(p / (1 - p));
}

static void add(Diagnosis *d, Arena *keep, CauseId cause, double weight, Str text, Str where)
{
	*arena_push(keep, &d->evidence) = (Evidence){ .origin = ORIGIN_SAID, .cause = cause, .weight = weight, .text = text, .todo = STR(""),
	                                              .where = { STR("input"), STR(""), STR(""), where } };
}

static void gather(const Case *c, const Knowledge *k, Arena *keep, Diagnosis *d)
{
	const Said *s = &d->said;

	if (s->cause && s->confidence > 0)
		add(d, keep, s->cause, log_odds(s->confidence), cause_text(k, s->cause, STR("Title")), c->event.reply.text);
	for (int i = 0; i < s->n_also; i++) {
		add(d, keep, s->also[i], log_odds(s->also_weight[i]), cause_text(k, s->also[i], STR("Title")), c->event.reply.text);
		d->contributing[d->n_contributing++] = s->also[i];
	}
	for (size_t i = 0; i < c->notes.n; i++)
		*arena_push(keep, &d->evidence) = c->notes.v[i];
}

/* Given up after delays, and no reply says why. */
static bool expired_without_reason(const Case *c, const Knowledge *k, const Diagnosis *d)
{
	return c->event.outcome == OUTCOME_EXPIRED && cause_within(k, d->said.cause, cause_find(k, STR("generic")));
}

void weigh(const Case *c, const Knowledge *k, Arena *keep, Diagnosis *d)
{
	CauseId plain = cause_of_outcome(k, c->event.outcome);

	if (plain == 0 && expired_without_reason(c, k, d))
		plain = cause_find(k, STR("transport.expired"));
	if (plain)
		d->said = (Said){ .cause = plain, .class = cause_class(k, plain), .retry = cause_retry(k, plain), .basis = STR("outcome"),
		                  .confidence = 0.97, .provider = d->said.provider };
	gather(c, k, keep, d);
	d->cause = d->said.cause;
	d->confidence = d->said.confidence;
	d->class = d->said.class;
	d->retry = d->said.retry;
	d->address = d->class == CLASS_BLOCK ? ADDRESS_KEEP : cause_address(k, d->cause);
	d->who_acts = cause_actor(k, d->cause);
	d->state = cause_within(k, d->cause, cause_find(k, STR("generic"))) ? STATE_UNDETERMINED : STATE_LIKELY;
}
