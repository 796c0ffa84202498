/* orgdomain.c - the tree walk. */
#include "auth/orgdomain.h"

static const char prefix[] = "_dmarc.";
enum { PREFIX = sizeof prefix - 1, LABELS_LEFT = WALK_MOST - 1 };

static const DnsAnswer *ask(World *w, Str domain)
{
	char name[PREFIX + DNS_NAME_MAX];

	if (domain.len > DNS_NAME_MAX)
		domain.len = DNS_NAME_MAX;              /* too long already, and refused as such */
	memcpy(name, prefix, PREFIX);
	memcpy(name + PREFIX, domain.at, domain.len);
	return world_ask(w, (Str){ name, PREFIX + domain.len }, DNS_TYPE_TXT);
}

static TraceStep step(const char *what, const char *rfc, Str text)
{
	return (TraceStep){ .what = what, .rfc = rfc, .text = text, .whole = STR(""), .outcome = STR(""), .note = STR("") };
}

/* ---- one name ---- */

static Str record_outcome(const DnsRecord *r, const PolicyAnswer *out)
{
	return !dmarc_record_begins(r->data) ? STR("no DMARC record") : out->records > 1 ? STR("discarded") : STR("taken");
}

static void trace_answer(Trace *t, Str domain, const PolicyAnswer *out)
{
	const DnsAnswer *a = out->answer;
	TraceStep question = step("question", "RFC 9989 4.10", a->name.len ? a->name : domain);

	if (!t)
		return;
	question.answer = a;
	question.outcome = str_of(dns_status_name[a->status]);
	question.note = a->why;
	int at = trace_open(t, question);
	for (size_t i = 0; i < a->n; i++) {
		TraceStep record = step("record", "RFC 9989 4.7", a->v[i].data);

		record.outcome = record_outcome(&a->v[i], out);
		record.note = out->records > 1 ? STR("several records at one name count as none") : out->records == 1 && dmarc_record_begins(a->v[i].data) ? out->record.why : STR("");
		trace_step(t, record);
	}
	trace_close(t, at, question.outcome, STR(""));
}

void policy_ask(World *w, Str domain, Arena *keep, Trace *t, PolicyAnswer *out)
{
	const DnsAnswer *a = ask(w, domain);
	Str text = STR("");

	*out = (PolicyAnswer){ .answer = a, .pending = a->status == DNS_PENDING, .failed = dns_failed(a->status) };
	for (size_t i = 0; a->status == DNS_OK && i < a->n; i++)
		if (dmarc_record_begins(a->v[i].data)) {
			text = a->v[i].data;
			out->records++;
		}
	if (out->records == 1)
		dmarc_record(text, keep, &out->record);
	if (!out->pending)
		trace_answer(t, domain, out);
}

/* ---- the walk ---- */

static Str above(Str name)
{
	Str label;

	return str_cut(name, '.', &label);
}

static int labels(Str name)
{
	int n = name.len > 0;

	for (size_t i = 0; i < name.len; i++)
		n += name.at[i] == '.';
	return n;
}

/* Step 4: one label less; from 8 and more, down to 7. */
static Str next_target(Str name)
{
	int drop = labels(name) - LABELS_LEFT;

	for (name = above(name); drop > 1; drop--)
		name = above(name);
	return name;
}

/* The tail of name that has one label more than its tail `domain`. */
static Str one_below(Str name, Str domain)
{
	size_t at = name.len - domain.len - 1;

	while (at > 0 && name.at[at - 1] != '.')
		at--;
	return str_drop(name, at);
}

/* 4.10.2, the three rules in their order. */
static void select_organisation(Str start, TreeWalk *out)
{
	out->organisation = start;
	out->rule = "no name on the way up has a record: it is the name itself";
	for (size_t i = 0; i < out->n; i++) {
		const WalkStep *s = &out->v[i];

		if (s->record.psd == PSD_NO) {
			out->organisation = s->domain;
			out->rule = "its record says so (psd=n)";
			return;
		}
		if (s->record.psd == PSD_YES && s->domain.len < start.len) {
			out->organisation = one_below(start, s->domain);
			out->rule = "the name above it is a public suffix (psd=y)";
			return;
		}
		out->organisation = s->domain;
		out->rule = "it is the shortest name with a record";
	}
}

typedef struct { const TreeWalk *walk; Str from; } Known;

static bool knows(const Known *k, Str target)
{
	return k->walk && dns_below(k->from, target) && walk_covers(k->walk, k->from, target);
}

/* A target that was seen before; false where the walk ends with it. */
static bool take_known(const Known *k, Str target, Arena *keep, TreeWalk *out)
{
	out->last = target;
	for (size_t i = 0; i < k->walk->n; i++)
		if (k->walk->v[i].domain.len == target.len) {
			*arena_push(keep, out) = (WalkStep){ target, k->walk->v[i].record };
			return k->walk->v[i].record.psd == PSD_UNSET;
		}
	return true;
}

/* A new target; false where the walk ends with it. */
static bool look_at(World *w, Str target, Str start, Arena *keep, Trace *t, TreeWalk *out)
{
	PolicyAnswer found;

	policy_ask(w, target, keep, t, &found);
	out->pending |= found.pending;
	if (found.pending)
		return false;
	if (found.failed) {
		out->failed = true;
		out->answer = found.answer;
		return false;
	}
	out->last = target;
	if (target.len == start.len)
		out->own_records = found.records;
	if (found.records != 1)
		return true;
	*arena_push(keep, out) = (WalkStep){ target, found.record };
	return found.record.psd == PSD_UNSET;
}

static void walk(World *w, Str domain, const Known *known, Arena *keep, Trace *t, TreeWalk *out)
{
	int at = trace_open(t, step("tree walk", "RFC 9989 4.10", domain));
	Str target = domain;
	bool on = true;

	*out = (TreeWalk){ .organisation = STR(""), .last = STR(""), .rule = "" };
	while (target.len && on) {
		out->asked++;
		on = knows(known, target) ? take_known(known, target, keep, out) : look_at(w, target, domain, keep, t, out);
		target = next_target(target);
	}
	for (; out->pending && target.len; target = next_target(target))
		ask(w, target);
	if (out->failed)
		out->rule = "not known, for the DNS failed on the way up";
	else if (!out->pending)
		select_organisation(domain, out);
	trace_close(t, at, out->pending ? STR("pending") : out->failed ? STR("failed") : out->organisation, str_of(out->rule));
}

void walk_tree(World *w, Str domain, Arena *keep, Trace *t, TreeWalk *out)
{
	walk(w, domain, &(Known){ NULL, STR("") }, keep, t, out);
}

void walk_tree_knowing(World *w, Str domain, const TreeWalk *known, Str known_from, Arena *keep, Trace *t, TreeWalk *out)
{
	walk(w, domain, &(Known){ known, known_from }, keep, t, out);
}

bool walk_covers(const TreeWalk *walked, Str domain, Str name)
{
	return name.len >= walked->last.len && walked->last.len && (name.len == domain.len || labels(name) <= LABELS_LEFT);
}
