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

enum { CONTRIBUTING = 8 };
#define SEEN    3.0                             /* log-odds of a deterministic examination */
#define ALONE   1.0                             /* of words that no examination contradicts */
#define CERTAIN 0.99                            /* nothing is surer */

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

/* ---- said and seen ---- */

static double probability(double odds)
{
	double p = 1 / (1 + exp(-odds));

	return p > CERTAIN ? CERTAIN : p;
}

/* What else was seen that receivers hold against the sender, at whatever stage. */
static void contribute(const Knowledge *k, Diagnosis *d)
{
	CauseId recipient = cause_find(k, STR("recipient"));

	for (size_t i = 0; i < d->checks.evidence.n && d->n_contributing < CONTRIBUTING; i++) {
		const Evidence *e = &d->checks.evidence.v[i];
		bool known = e->cause == 0 || e->weight <= 0 || cause_related(k, e->cause, d->cause) || refuted(d, e->cause);

		known |= cause_within(k, e->cause, recipient);          /* the sender can do nothing about it */

		for (int n = 0; n < d->n_contributing; n++)
			known |= d->contributing[n] == e->cause;
		if (!known)
			d->contributing[d->n_contributing++] = e->cause;
	}
}

/* Of the causes that the words might have meant those beside the root are ruled out. */
static void rule_out(const Knowledge *k, Arena *keep, Diagnosis *d, CauseId cause)
{
	if (cause && !cause_related(k, cause, d->cause))
		refute(d, keep, cause, arena_join(keep, STR("the examinations show another cause: "), cause_text(k, d->cause, STR("Title"))));
}

/* What else words of that kind may mean, where an examination decides. */
static const struct { const char *said, *other; } others[] = {
	{ "list.ip", "list.ip.spam_source" }, { "list.ip", "list.ip.exploited_host" }, { "list.ip", "list.ip.policy_range" },
	{ "list.ip", "list.ip.neighbourhood" },
	{ "policy.local", "content.spam" }, { "generic", "content.spam" }, { "content", "content.malware" }, { "relay", "relay.recipient_mx_wrong" },
	{ "relay", "relay.auth_required" },
};

static void rule_out_others(const Knowledge *k, Arena *keep, Diagnosis *d)
{
	for (int i = 0; i < d->said.n_also; i++)
		rule_out(k, keep, d, d->said.also[i]);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (cause_within(k, d->said.cause, cause_find(k, str_of(others[i].said))))
			rule_out(k, keep, d, cause_find(k, str_of(others[i].other)));
}

/* Nothing was seen that might have been the cause instead: the words stand alone, and surer. */
static bool nothing_else_seen(const Knowledge *k, const Diagnosis *d)
{
	for (size_t i = 0; i < d->checks.evidence.n; i++)
		if (d->checks.evidence.v[i].weight > 0)
			return false;
	bool vague = cause_within(k, d->said.cause, cause_find(k, STR("generic"))) || cause_within(k, d->said.cause, cause_find(k, STR("policy.local")));

	return d->checks.evidence.n > 0 && !vague;
}

/* A cause that was seen and explains the words is the root; of the ranked list that the words gave the others are ruled out. */
static void decide(const Knowledge *k, Arena *keep, Diagnosis *d)
{
	CauseId root = root_cause(k, d);

	if (!root && nothing_else_seen(k, d))
		d->confidence = probability(log_odds(d->said.confidence) + ALONE);
	if (!root)
		return;
	d->n_contributing = 0;
	d->cause = root;
	d->state = STATE_CONFIRMED;
	if (root != d->said.cause)
		d->retry = cause_retry(k, root);
	d->confidence = probability(log_odds(d->said.confidence) + SEEN);
	rule_out_others(k, keep, d);
	contribute(k, d);
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
	d->state = cause_within(k, d->cause, cause_find(k, STR("generic"))) ? STATE_UNDETERMINED : STATE_LIKELY;
	if (d->examined && !plain)
		decide(k, keep, d);
	d->address = d->class == CLASS_BLOCK ? ADDRESS_KEEP : cause_address(k, d->cause);
	d->who_acts = cause_actor(k, d->cause);
}
