/* checkjson.c - results and their steps as JSON. */
#include "report/authfield.h"
#include "report/casejson.h"
#include "report/checkjson.h"

static void put_name(Json *j, const char *key, const char *value)
{
	json_option(j, key, str_of(value));
}

static void put_int(Json *j, const char *key, int64_t n)
{
	json_key(j, key);
	json_int(j, n);
}

static void put_bool(Json *j, const char *key, bool b)
{
	json_key(j, key);
	json_bool(j, b);
}

/* The reason of a DKIM result: null where there is none, for it passes. */
static void put_reason(Json *j, DkimReason reason)
{
	json_key(j, "reason");
	if (reason)
		json_str(j, str_of(dkim_reason_name[reason]));
	else
		json_null(j);
}

/* ---- the trace ---- */

static void put_records(Json *j, const DnsAnswer *answer)
{
	json_key(j, "records");
	json_open(j, '[');
	for (size_t i = 0; i < answer->n; i++)
		json_str(j, dns_rdata_text(answer->type, answer->v[i].wire, j->buf->arena));
	json_close(j, ']');
}

static void put_answer(Json *j, const DnsAnswer *answer)
{
	json_key(j, "answer");
	json_open(j, '{');
	json_member(j, "name", answer->name);
	json_member(j, "type", dns_type_name(answer->type, j->buf->arena));
	put_name(j, "status", dns_status_name[answer->status]);
	if (answer->status == DNS_OK) {
		put_records(j, answer);
		put_name(j, "dnssec", dnssec_name[answer->dnssec]);
	}
	json_option(j, "why", answer->why);
	json_close(j, '}');
}

static void put_step(Json *j, const Trace *t, int at)
{
	const TraceStep *s = &t->v[at];

	json_open(j, '{');
	put_name(j, "step", s->what);
	put_name(j, "rfc", s->rfc);
	json_option(j, "text", s->text);
	if (s->whole.len) {
		json_member(j, "in", s->whole);
		put_int(j, "at", s->text.at - s->whole.at);
	}
	if (s->cost)
		put_int(j, "cost", s->cost);
	if (s->answer)
		put_answer(j, s->answer);
	json_option(j, "outcome", s->outcome);
	json_option(j, "note", s->note);
	if (at + 1 < (int)t->n && t->v[at + 1].parent == at) {
		json_key(j, "steps");
		checkjson_trace(j, t, at);
	}
	json_close(j, '}');
}

/* Steps stand in the order in which they were opened, so those below a step follow it. */
void checkjson_trace(Json *j, const Trace *t, int parent)
{
	json_open(j, '[');
	for (int i = parent + 1; i < (int)t->n && t->v[i].parent >= parent; i++)
		if (t->v[i].parent == parent)
			put_step(j, t, i);
	json_close(j, ']');
}

static void put_trace(Json *j, const Trace *t)
{
	if (!t)
		return;
	json_key(j, "trace");
	checkjson_trace(j, t, -1);
}

/* ---- SPF ---- */

static void put_spf(Json *j, const SpfCheck *spf)
{
	put_name(j, "result", spf_result_name[spf->result]);
	put_name(j, "problem", spf_problem_name[spf->problem]);
	put_name(j, "identity", spf->helo ? "helo" : "mailfrom");
	json_option(j, "domain", spf->domain);
	json_option(j, "record", spf->record);
	json_option(j, "record_domain", spf->record_domain);
	json_option(j, "term", spf->term);
	if (spf->term.len && spf->record.len)
		put_int(j, "term_at", spf->term.at - spf->record.at);
	json_member(j, "explanation", spf->explanation);
	put_int(j, "lookups", spf->lookups);
	put_int(j, "voids", spf->voids);
	put_int(j, "terms_total", spf->terms_total);
	json_option(j, "why", spf->why);
}

void checkjson_spf(Json *j, const Checks *c)
{
	json_open(j, '{');
	put_spf(j, c->spf);
	put_trace(j, c->trace);
	json_close(j, '}');
}

/* ---- DKIM ---- */

static void put_time(Json *j, const char *key, int64_t time)
{
	if (time >= 0)
		put_int(j, key, time);
}

static void put_signature_tags(Json *j, const DkimCheck *c)
{
	json_option(j, "d", c->d);
	json_option(j, "s", c->s);
	json_option(j, "i", c->i);
	json_option(j, "a", c->a);
	json_option(j, "c", c->c);
	put_time(j, "t", c->t);
	put_time(j, "x", c->x);
	put_time(j, "l", c->l);
}

static void put_key(Json *j, const DkimCheck *c)
{
	json_option(j, "key_name", c->key_name);
	json_option(j, "key_record", c->key_record);
	if (c->key_bits)
		put_int(j, "key_bits", c->key_bits);
	if (c->testing)
		put_bool(j, "testing", true);
}

static void put_change(Json *j, const UndoChange *c)
{
	json_open(j, '{');
	put_name(j, "kind", undo_kind_name[c->kind]);
	json_option(j, "field", c->field);
	json_option(j, "text", c->text);
	json_option(j, "was", c->was);
	json_option(j, "now", c->now);
	put_int(j, "lines_added", c->lines_added);
	put_int(j, "lines_removed", c->lines_removed);
	json_close(j, '}');
}

static void put_hop(Json *j, const UndoHop *h)
{
	if (h->at.len + h->after.len + h->before.len == 0)
		return;
	json_key(j, "hop");
	json_open(j, '{');
	json_option(j, "at", h->at);
	json_option(j, "after", h->after);
	json_option(j, "before", h->before);
	json_option(j, "because", h->why);
	json_close(j, '}');
}

static void put_undone(Json *j, const Undo *u)
{
	if (!u)
		return;
	json_key(j, "undone");
	json_open(j, '{');
	json_member(j, "says", u->says);
	json_key(j, "changes");
	json_open(j, '[');
	for (size_t i = 0; i < u->n; i++)
		put_change(j, &u->v[i]);
	json_close(j, ']');
	json_option(j, "diff", u->diff);
	if (u->diff_cut)
		put_bool(j, "diff_cut", true);
	put_hop(j, &u->hop);
	json_close(j, '}');
}

static void put_signature(Json *j, const DkimCheck *c)
{
	json_open(j, '{');
	put_signature_tags(j, c);
	put_name(j, "result", dkim_result_name[c->result]);
	put_reason(j, c->reason);
	put_key(j, c);
	put_bool(j, "header_holds", c->header_holds);
	put_bool(j, "body_holds", c->body_holds);
	if (c->body_unsigned)
		put_int(j, "body_unsigned", (int64_t)c->body_unsigned);
	put_undone(j, c->undone);
	json_option(j, "canonical_header", c->canonical_header);
	json_option(j, "canonical_body", c->canonical_body);
	json_option(j, "why", c->why);
	json_close(j, '}');
}

static void put_signatures(Json *j, const DkimChecks *dkim)
{
	json_open(j, '[');
	for (size_t i = 0; i < dkim->n; i++)
		put_signature(j, &dkim->v[i]);
	json_close(j, ']');
}

void checkjson_dkim(Json *j, const Checks *c)
{
	json_open(j, '{');
	put_name(j, "result", dkim_result_name[c->dkim->result]);
	json_key(j, "signatures");
	put_signatures(j, c->dkim);
	put_trace(j, c->trace);
	json_close(j, '}');
}

/* ---- ARC ---- */

static void put_set(Json *j, const ArcSet *set)
{
	json_open(j, '{');
	put_int(j, "i", set->instance);
	json_option(j, "cv", set->cv);
	json_key(j, "message_signature");
	put_signature(j, &set->message);
	json_key(j, "seal");
	put_signature(j, &set->seal);
	json_option(j, "authentication_results", set->results);
	json_close(j, '}');
}

void checkjson_arc(Json *j, const Checks *c)
{
	const ArcCheck *arc = c->arc;

	json_open(j, '{');
	put_name(j, "result", arc_result_name[arc->result]);
	put_name(j, "reason", arc_reason_name[arc->reason]);
	if (arc->instance)
		put_int(j, "instance", arc->instance);
	if (arc->result == ARC_PASS)
		put_int(j, "oldest_pass", arc->oldest_pass);
	json_key(j, "sets");
	json_open(j, '[');
	for (size_t i = 0; i < arc->n; i++)
		put_set(j, &arc->v[i]);
	json_close(j, ']');
	json_option(j, "why", arc->why);
	put_trace(j, c->trace);
	json_close(j, '}');
}

/* ---- DMARC ---- */

static void put_policy(Json *j, const DmarcCheck *d)
{
	json_option(j, "record", d->record);
	json_option(j, "record_domain", d->record_domain);
	if (d->record.len) {
		put_name(j, "policy", dmarc_policy_name[d->policy]);
		put_name(j, "policy_tag", d->policy_tag);
		put_name(j, "disposition", dmarc_policy_name[d->disposition]);
		put_name(j, "aspf", d->strict_spf ? "s" : "r");
		put_name(j, "adkim", d->strict_dkim ? "s" : "r");
	}
	if (d->testing)
		put_bool(j, "testing", true);
}

/* The other opinion, where it is another one. */
static void put_second_opinion(Json *j, const DmarcCheck *d)
{
	json_option(j, "organisation_psl", d->organisation_psl);
	put_bool(j, "psl_differs", d->psl_differs);
	if (!d->psl_differs)
		return;
	put_name(j, "result_psl", dmarc_result_name[d->result_psl]);
	put_name(j, "policy_psl", dmarc_policy_name[d->policy_psl]);
}

void checkjson_dmarc(Json *j, const Checks *c)
{
	const DmarcCheck *d = c->dmarc;

	json_open(j, '{');
	put_name(j, "result", dmarc_result_name[d->result]);
	json_option(j, "author", d->author);
	put_policy(j, d);
	json_option(j, "organisation", d->organisation);
	put_bool(j, "spf_aligned", d->spf_aligned);
	put_bool(j, "dkim_aligned", d->dkim_aligned);
	put_second_opinion(j, d);
	if (c->spf) {
		json_key(j, "spf");
		json_open(j, '{');
		put_spf(j, c->spf);
		json_close(j, '}');
	}
	if (c->dkim) {
		json_key(j, "dkim");
		put_signatures(j, c->dkim);
	}
	json_option(j, "why", d->why);
	json_option(j, "authentication_results", authfield(c, STR("localhost"), j->buf->arena));
	put_trace(j, c->trace);
	json_close(j, '}');
}

/* ---- reverse DNS and lists ---- */

static void put_ptr(Json *j, const PtrCheck *ptr)
{
	json_open(j, '{');
	json_option(j, "ptr", ptr->ptr);
	put_bool(j, "confirmed", ptr->confirmed);
	json_close(j, '}');
}

static void put_listings(Json *j, const Listings *listings, const char *subject)
{
	json_open(j, '[');
	for (size_t i = 0; i < listings->n; i++) {
		const Listing *one = &listings->v[i];

		json_open(j, '{');
		json_member(j, subject, one->subject);
		json_member(j, "zone", one->zone);
		json_key(j, "codes");
		json_open(j, '[');
		for (size_t c = 0; c < one->n_codes; c++)
			json_str(j, one->codes[c]);
		json_close(j, ']');
		json_close(j, '}');
	}
	json_close(j, ']');
}

/* ---- all of them, in short ---- */

static void put_spf_short(Json *j, const SpfCheck *spf)
{
	json_open(j, '{');
	put_name(j, "result", spf_result_name[spf->result]);
	json_option(j, "domain", spf->domain);
	put_int(j, "lookups", spf->lookups);
	put_int(j, "voids", spf->voids);
	put_int(j, "terms_total", spf->terms_total);
	json_close(j, '}');
}

static void put_dkim_short(Json *j, const DkimChecks *dkim)
{
	json_open(j, '[');
	for (size_t i = 0; i < dkim->n; i++) {
		json_open(j, '{');
		json_option(j, "d", dkim->v[i].d);
		json_option(j, "s", dkim->v[i].s);
		put_name(j, "result", dkim_result_name[dkim->v[i].result]);
		put_reason(j, dkim->v[i].reason);
		json_close(j, '}');
	}
	json_close(j, ']');
}

/* Lines of a footer that came after signing, without empty ones. */
static int footer_lines(const DkimChecks *dkim)
{
	int n = 0;

	for (size_t i = 0; i < dkim->n; i++)
		for (size_t k = 0; dkim->v[i].undone && k < dkim->v[i].undone->n; k++) {
			const UndoChange *u = &dkim->v[i].undone->v[k];
			Str line;

			if (u->kind != UNDO_FOOTER_TEXT && u->kind != UNDO_FOOTER_HTML)
				continue;
			for (Str rest = str_line(u->text, &line); line.len || rest.len; rest = str_line(rest, &line))
				n += str_trim(line).len > 0;
		}
	return n;
}

static void put_dmarc_short(Json *j, const DmarcCheck *d)
{
	json_open(j, '{');
	put_name(j, "result", dmarc_result_name[d->result]);
	if (d->record.len)
		put_name(j, "policy", dmarc_policy_name[d->policy]);
	json_option(j, "record_domain", d->record_domain);
	put_bool(j, "spf_aligned", d->spf_aligned);
	put_bool(j, "dkim_aligned", d->dkim_aligned);
	json_close(j, '}');
}

void checkjson_checks(Json *j, const Checks *c)
{
	json_open(j, '{');
	if (c->spf) {
		json_key(j, "spf");
		put_spf_short(j, c->spf);
	}
	if (c->dkim) {
		json_key(j, "dkim");
		put_dkim_short(j, c->dkim);
	}
	if (c->dkim && footer_lines(c->dkim))
		put_int(j, "footer_lines_added", footer_lines(c->dkim));
	if (c->dmarc) {
		json_key(j, "dmarc");
		put_dmarc_short(j, c->dmarc);
	}
	if (c->arc)
		put_name(j, "arc", arc_result_name[c->arc->result]);
	if (c->ptr) {
		json_key(j, "ptr");
		put_ptr(j, c->ptr);
	}
	if (c->dnsbl) {
		json_key(j, "dnsbl");
		put_listings(j, c->dnsbl, "of");
	}
	if (c->urls) {
		json_key(j, "urls_listed");
		put_listings(j, c->urls, "domain");
	}
	json_close(j, '}');
}

void checkjson_exam(Json *j, const Checks *c, Str exam, const Knowledge *k)
{
	json_open(j, '{');
	put_name(j, "result", grade_name[evidence_worst(&c->evidence, exam)]);
	json_key(j, "checks");
	checkjson_checks(j, c);
	json_key(j, "evidence");
	json_open(j, '[');
	for (size_t i = 0; i < c->evidence.n; i++)
		if (exam.len == 0 || str_eq(str_of(c->evidence.v[i].exam), exam))
			casejson_evidence(j, &c->evidence.v[i], k);
	json_close(j, ']');
	put_trace(j, c->trace);
	json_close(j, '}');
}
