/* root.c - which of the things that were seen is the root of what the receiver said.
 *
 * The words give a prior; a deterministic examination decides which of its causes it was.  A refusal for DMARC has a cause of its own: the leg
 * that should have carried the mail, and broke. */
#include "diagnose/diagnose.h"

/* What was said, and what seen may explain it beside causes of the same branch. */
static const struct { const char *said, *seen; } explains[] = {
	{ "auth.unauthenticated", "auth.dkim" }, { "auth.unauthenticated", "auth.spf" }, { "auth.dmarc", "auth.dkim" }, { "auth.dmarc", "auth.spf" },
	{ "policy.bulk_rules", "auth.dkim" }, { "policy.bulk_rules", "auth.spf" }, { "policy.bulk_rules", "auth.dmarc" }, { "policy.bulk_rules", "host.ptr" },
	{ "reputation.ip", "list.ip" }, { "reputation.domain", "list.domain" }, { "content.spam", "content.url_listed" },
	{ "generic", "auth" }, { "generic", "list" }, { "generic", "host" }, { "generic", "sender" }, { "generic", "content.url_listed" },
	{ "policy.local", "auth" }, { "policy.local", "list" }, { "policy.local", "host" }, { "policy.local", "content.url_listed" },
};

static bool may_explain(const Knowledge *k, CauseId said, CauseId seen)
{
	if (cause_within(k, seen, said))
		return true;
	for (size_t i = 0; i < sizeof explains / sizeof *explains; i++)
		if (cause_within(k, said, cause_find(k, str_of(explains[i].said))) && cause_within(k, seen, cause_find(k, str_of(explains[i].seen))))
			return true;
	return false;
}

/* ---- the leg of DMARC that broke ---- */

static bool aligned(Str domain, const DmarcCheck *dmarc)
{
	return dmarc->organisation.len && dns_below(domain, dmarc->organisation);
}

static CauseId seen_cause(const Diagnosis *d, const char *exam, double least)
{
	CauseId found = 0;

	for (size_t i = 0; i < d->evidence.n && !found; i++)
		if (d->evidence.v[i].exam && strcmp(d->evidence.v[i].exam, exam) == 0 && d->evidence.v[i].weight >= least)
			found = d->evidence.v[i].cause;
	return found;
}

/* A signature of the author's own organisation that does not hold; that one is the leg that should have carried the mail. */
static bool own_signature_failed(const Checks *c)
{
	for (size_t i = 0; c->dkim && i < c->dkim->n; i++)
		if (aligned(c->dkim->v[i].d, c->dmarc) && c->dkim->v[i].result != DKIM_PASS && c->dkim->v[i].reason != DKIM_REASON_UNCHECKED_HEADERS_ONLY)
			return true;
	return false;
}

static bool something_passed(const Checks *c)
{
	return (c->spf && c->spf->result == SPF_PASS) || (c->dkim && c->dkim->result == DKIM_PASS);
}

static bool passed_but_strict(const Checks *c)
{
	if (c->spf && c->spf->result == SPF_PASS && aligned(c->spf->domain, c->dmarc) && c->dmarc->strict_spf)
		return true;
	for (size_t i = 0; c->dkim && i < c->dkim->n; i++)
		if (c->dkim->v[i].result == DKIM_PASS && aligned(c->dkim->v[i].d, c->dmarc) && c->dmarc->strict_dkim)
			return true;
	return false;
}

static CauseId broken_leg(const Knowledge *k, const Diagnosis *d)
{
	const Checks *c = &d->checks;

	if (!c->dmarc || c->dmarc->result != DMARC_FAIL || !seen_cause(d, "dmarc", 1))
		return 0;
	if (own_signature_failed(c) && seen_cause(d, "dkim", 3))
		return seen_cause(d, "dkim", 3);
	if (passed_but_strict(c))
		return cause_find(k, STR("auth.dmarc.strict_alignment"));
	if (c->spf && aligned(c->spf->domain, c->dmarc) && seen_cause(d, "spf", 1))
		return seen_cause(d, "spf", 1);
	if (something_passed(c))
		return cause_find(k, STR("auth.dmarc.misaligned_third_party"));
	return 0;
}

/* ---- the root ---- */

/* The heaviest that explains the words; of equals the first, in the order of the examinations. */
static const Evidence *heaviest(const Knowledge *k, const Diagnosis *d)
{
	const Evidence *best = NULL;

	for (size_t i = 0; i < d->evidence.n; i++) {
		const Evidence *e = &d->evidence.v[i];

		if (e->exam && e->weight > 0 && may_explain(k, d->said.cause, e->cause) && (!best || e->weight > best->weight))
			best = e;
	}
	return best;
}

/* Who refused decides what "relaying denied" meant. */
static CauseId relay_cause(const Knowledge *k, const Diagnosis *d)
{
	Role role = d->of->event.spoke.role;
	const char *name = role == ROLE_OWN || role == ROLE_SUBMISSION ? "relay.auth_required" : role == ROLE_RECIPIENT_MX ? "relay.recipient_mx_wrong" : NULL;

	return name && d->said.cause == cause_find(k, STR("relay")) ? cause_find(k, str_of(name)) : 0;
}

CauseId root_cause(const Knowledge *k, const Diagnosis *d)
{
	CauseId dmarc = cause_find(k, STR("auth.dmarc")), unauthenticated = cause_find(k, STR("auth.unauthenticated"));
	const Evidence *e = heaviest(k, d);
	bool by_dmarc = cause_within(k, d->said.cause, dmarc) || cause_within(k, d->said.cause, unauthenticated) || (e && cause_within(k, e->cause, dmarc));
	CauseId leg = by_dmarc ? broken_leg(k, d) : relay_cause(k, d);

	return leg ? leg : e ? e->cause : 0;
}
