/* secondopinion.c - DMARC as RFC 7489 had it: the Organizational Domain by the public suffix list (3.2), policy discovery in two questions (6.6.3). */
#include "auth/identifiers.h"
#include "base/buf.h"

typedef struct {
	const WalkStep *step;                   /* the record that holds; NULL: none */
	bool pending, failed;
} OldDiscovery;

static const WalkStep *step_at(const TreeWalk *walk, Str name)
{
	for (size_t i = 0; i < walk->n; i++)
		if (walk->v[i].domain.len == name.len)
			return &walk->v[i];
	return NULL;
}

/* The walk came by most times; where it stopped before, one question more. */
static void discover_above(World *w, const TreeWalk *walk, const DmarcCheck *c, Arena *keep, Trace *t, OldDiscovery *out)
{
	PolicyAnswer found;

	if (walk_covers(walk, c->author, c->organisation_psl)) {
		out->step = step_at(walk, c->organisation_psl);
		return;
	}
	policy_ask(w, c->organisation_psl, keep, t, &found);
	out->pending = found.pending;
	out->failed = found.failed;
	if (found.records != 1)
		return;
	WalkStep *one = take(keep, WalkStep, 1);
	*one = (WalkStep){ c->organisation_psl, found.record };
	out->step = one;
}

/* Several records at the author's domain end the discovery; only where there is none is the organisation asked (6.6.3, 3 to 5). */
static OldDiscovery discover(World *w, const TreeWalk *walk, const DmarcCheck *c, Arena *keep, Trace *t)
{
	OldDiscovery out = { 0 };

	if (!walk->last.len)
		out.failed = true;                      /* its own question failed */
	else if (walk->own_records)
		out.step = walk->own_records == 1 ? &walk->v[0] : NULL;
	else if (c->organisation_psl.len < c->author.len)
		discover_above(w, walk, c, keep, t, &out);
	return out;
}

static bool aligned(Str id, bool strict, const DmarcCheck *c, Arena *keep)
{
	if (str_eq(id, c->author) || (!strict && str_eq(id, c->organisation_psl)))
		return true;                            /* neither needs the list */
	return !strict && dns_below(id, c->organisation_psl) && str_eq(psl_organisation(id, keep), c->organisation_psl);
}

/* What the identifiers make of it: *spf and *dkim, and whether one that is aligned could not be judged. */
static DmarcResult judge(const Identifiers *ids, const DmarcRecord *r, const DmarcCheck *c, Arena *keep, bool *spf, bool *dkim)
{
	bool open = false;

	for (size_t i = 0; i < ids->n; i++) {
		const Identifier *id = &ids->v[i];

		if (!aligned(id->domain, id->dkim ? r->strict_dkim : r->strict_spf, c, keep))
			continue;
		*spf |= id->passes && !id->dkim;
		*dkim |= id->passes && id->dkim;
		open |= !id->passes;
	}
	return *spf || *dkim ? DMARC_PASS : open ? DMARC_TEMPERROR : DMARC_FAIL;
}

static void trace_opinion(Trace *t, const DmarcCheck *c, Arena *keep)
{
	Buf note = buf_new(keep);

	if (!t)
		return;
	buf_format(&note, "by the public suffix list and RFC 7489 the organisation is %.*s, the result %s, the policy %s", STR_ARG(c->organisation_psl),
	           dmarc_result_name[c->result_psl], dmarc_policy_name[c->policy_psl]);
	trace_step(t, (TraceStep){ .what = "second opinion", .rfc = "RFC 7489 3.2", .text = c->organisation_psl, .whole = STR(""),
	                           .outcome = c->psl_differs ? STR("differs") : STR("agrees"), .note = buf_str(&note) });
}

void second_opinion(World *w, const Identifiers *ids, const TreeWalk *walk, Arena *keep, Trace *t, DmarcCheck *c)
{
	bool spf = false, dkim = false;
	const char *tag;

	c->organisation_psl = psl_organisation(c->author, keep);
	OldDiscovery found = discover(w, walk, c, keep, t);
	c->pending |= found.pending;
	c->result_psl = found.failed ? DMARC_TEMPERROR : DMARC_NONE;
	c->policy_psl = DMARC_POLICY_NONE;
	if (found.step) {
		DmarcFor whom = found.step->domain.len == c->author.len ? DMARC_FOR_DOMAIN : DMARC_FOR_SUBDOMAIN;

		if (dmarc_policy(&found.step->record, whom, true, &c->policy_psl, &tag))
			c->result_psl = judge(ids, &found.step->record, c, keep, &spf, &dkim);
	}
	bool both = c->result_psl != DMARC_NONE && c->result != DMARC_NONE;
	c->psl_differs = c->result != c->result_psl || c->policy != c->policy_psl || (both && (spf != c->spf_aligned || dkim != c->dkim_aligned));
	trace_opinion(t, c, keep);
}
