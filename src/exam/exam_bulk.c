/* exam_bulk.c - what each large provider asks of a sender (knowledge/requirements.know), held against this message one by one.
 *
 * The tests are few and in C; which provider asks for which, of whom and with what code, is knowledge. */
#include "exam/look.h"
#include "mail/address.h"

typedef enum { MET, NOT_MET, NOT_KNOWN } Met;

/* ---- the tests ---- */

static Met either(Met a, Met b)
{
	return a == MET || b == MET ? MET : a == NOT_MET && b == NOT_MET ? NOT_MET : NOT_KNOWN;
}

static Met both(Met a, Met b)
{
	return a == MET && b == MET ? MET : a == NOT_MET || b == NOT_MET ? NOT_MET : NOT_KNOWN;
}

static Met met_if(bool yes)
{
	return yes ? MET : NOT_MET;
}

static Met spf_passes(const Look *l)
{
	const SpfCheck *spf = l->out->spf;

	return !spf || spf->result == SPF_TEMPERROR ? NOT_KNOWN : met_if(spf->result == SPF_PASS);
}

static Met dkim_passes(const Look *l)
{
	const DkimChecks *dkim = l->out->dkim;

	return !dkim || dkim->result == DKIM_TEMPERROR || dkim->result == DKIM_NEUTRAL ? NOT_KNOWN : met_if(dkim->result == DKIM_PASS);
}

static Met spf_or_dkim(const Look *l)  { return either(spf_passes(l), dkim_passes(l)); }
static Met spf_and_dkim(const Look *l) { return both(spf_passes(l), dkim_passes(l)); }

static Met dmarc_record_there(const Look *l)
{
	const DmarcCheck *d = l->out->dmarc;

	return !d || d->result == DMARC_TEMPERROR ? NOT_KNOWN : met_if(d->record.len > 0);
}

/* Where one of the two was not examined, its failure is not known. */
static Met aligned(const Look *l)
{
	const DmarcCheck *d = l->out->dmarc;

	if (!d || d->result == DMARC_TEMPERROR)
		return NOT_KNOWN;
	return d->spf_aligned || d->dkim_aligned ? MET : l->out->spf && l->out->dkim ? NOT_MET : NOT_KNOWN;
}

static Met dmarc_passes(const Look *l)
{
	return both(dmarc_record_there(l), aligned(l));
}

static Met ptr_confirmed(const Look *l)
{
	return l->out->ptr ? met_if(l->out->ptr->confirmed) : NOT_KNOWN;
}

/* RFC 8058 3.1: https in List-Unsubscribe, List-Unsubscribe-Post, and both covered by a valid signature. */
static bool names_field(Str h, Str name)
{
	Str one;

	while (h.len) {
		h = str_cut(h, ':', &one);
		if (str_ieq(str_trim(one), name))
			return true;
	}
	return false;
}

static Met one_click(const Look *l)
{
	const DkimChecks *dkim = l->out->dkim;

	if (!l->in->headers)
		return NOT_KNOWN;
	if (!str_ihas(header_value(l->in->headers, STR("List-Unsubscribe")), STR("<https:")) ||
	    !str_ihas(header_value(l->in->headers, STR("List-Unsubscribe-Post")), STR("List-Unsubscribe=One-Click")))
		return NOT_MET;
	for (size_t i = 0; dkim && i < dkim->n; i++)
		if (dkim->v[i].result == DKIM_PASS && names_field(dkim->v[i].h, STR("List-Unsubscribe")) && names_field(dkim->v[i].h, STR("List-Unsubscribe-Post")))
			return MET;
	return dkim_passes(l) == NOT_KNOWN ? NOT_KNOWN : NOT_MET;
}

static Met unsubscribe(const Look *l)
{
	return l->in->headers ? met_if(header_has(l->in->headers, STR("List-Unsubscribe"))) : NOT_KNOWN;
}

static size_t count_field(const Headers *h, Str name)
{
	size_t n = 0;

	for (size_t i = 0; i < h->n; i++)
		n += str_ieq(h->v[i].name, name);
	return n;
}

static Met rfc5322(const Look *l)
{
	const Headers *h = l->in->headers;

	if (!h)
		return NOT_KNOWN;
	return met_if(count_field(h, STR("From")) == 1 && count_field(h, STR("Date")) == 1 && count_field(h, STR("Message-ID")) == 1 &&
	              count_field(h, STR("Subject")) <= 1 && count_field(h, STR("To")) <= 1 && h->odd == 0);
}

/* A mailbox provider's own domain in From, though its servers do not send this: its host names the address that sends. */
static Met from_own_domain(const Look *l)
{
	Str author = l->out->dmarc ? l->out->dmarc->author : l->in->author;
	Entry provider = author.len ? provider_of(l->in->knowledge, author) : (Entry){ 0 };

	if (author.len == 0)
		return NOT_KNOWN;
	return !entry_ok(provider) || entry_value(provider, STR("Mx")).len == 0 ? MET : aligned(l);
}

static Met sender_domain(const Look *l)
{
	Grade worst = evidence_worst(&l->out->evidence, STR("sender"));

	return worst == GRADE_NONE || worst == GRADE_UNKNOWN ? NOT_KNOWN : met_if(worst != GRADE_BAD);
}

static const struct { const char *name; Met (*met)(const Look *); const char *cause, *todo; } tests[] = {
	{ "spf", spf_passes, "auth.spf", "let SPF pass for the envelope sender's domain" },
	{ "dkim", dkim_passes, "auth.dkim", "sign with DKIM" },
	{ "spf-or-dkim", spf_or_dkim, "auth.unauthenticated", "let SPF pass, and sign with DKIM" },
	{ "spf-and-dkim", spf_and_dkim, "auth.unauthenticated", "let SPF pass, and sign with DKIM: this provider wants both" },
	{ "aligned", aligned, "auth.dmarc", "let d= of the signature, or the envelope sender's domain, be that of From" },
	{ "dmarc-record", dmarc_record_there, "auth.dmarc.record_missing", "publish a DMARC record; p=none with rua= is a beginning" },
	{ "dmarc-pass", dmarc_passes, "auth.dmarc", "publish a DMARC record, and let d= of the signature be the domain of From" },
	{ "ptr", ptr_confirmed, "host.ptr", "have the name of the sending address set, and let it lead back" },
	{ "one-click", one_click, "content.list_unsubscribe_missing", "add List-Unsubscribe with https and List-Unsubscribe-Post, and sign both" },
	{ "unsubscribe", unsubscribe, "content.list_unsubscribe_missing", "add a List-Unsubscribe field" },
	{ "rfc5322", rfc5322, "content.header_malformed", "write exactly one From, Date and Message-ID" },
	{ "from-own-domain", from_own_domain, "auth.dmarc.freemail_from", "write From with a domain of your own" },
	{ "sender-domain", sender_domain, "sender.domain_unresolvable", "send with a domain that exists and takes answers" },
};

/* ---- one requirement, one provider ---- */

static int test_of(Str name)
{
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		if (str_eq(str_of(tests[i].name), name))
			return (int)i;
	return -1;
}

static Str provider_name(const Look *l, Str id)
{
	Entry e = knowledge_find(l->in->knowledge, KIND_PROVIDER, id);

	return entry_ok(e) ? entry_value(e, STR("Title")) : id;
}

static void see_unmet(Look *l, Entry req, Str provider, int test)
{
	bool refuses = str_eq(entry_value(req, STR("Weight")), STR("refuse")), bulk = str_eq(entry_value(req, STR("Applies")), STR("bulk"));
	Str code = entry_value(req, STR("Code")), title = entry_value(req, STR("Title")), volume = entry_value(req, STR("Volume"));
	Str name = provider_name(l, provider);

	look_see(l, refuses && !bulk ? GRADE_BAD : GRADE_WARN, tests[test].cause, NULL, str_of(tests[test].todo), "%.*s asks of %s that %.*s: it is not so%s%.*s%s%.*s%s", STR_ARG(name),
	         bulk ? "bulk senders" : "everybody", STR_ARG(title), code.len ? "; it refuses with " : "", STR_ARG(code), volume.len ? " (bulk: " : "", STR_ARG(volume),
	         volume.len ? ")" : "");
}

/* What one provider asks for: how much of it is met. */
typedef struct { Str id; size_t asked, met, unknown; } Tally;
typedef struct { Tally *v; size_t n, cap; } Tallies;

static Tally *tally_of(Look *l, Tallies *all, Str id)
{
	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->v[i].id, id))
			return &all->v[i];
	Tally *t = arena_push(l->keep, all);

	*t = (Tally){ .id = id };
	return t;
}

static void hold_against(Look *l, Entry req, Tallies *all)
{
	int test = test_of(entry_value(req, STR("Test")));
	Str ids = entry_value(req, STR("Of")), first;

	str_word(ids, &first);                              /* the others are the same house */
	if (test < 0)
		return;
	Tally *t = tally_of(l, all, first);
	Met met = tests[test].met(l);

	t->asked++;
	t->met += met == MET;
	t->unknown += met == NOT_KNOWN;
	if (met == NOT_MET)
		see_unmet(l, req, first, test);
}

static void see_tally(Look *l, const Tally *t)
{
	Str name = provider_name(l, t->id);

	if (t->met == t->asked)
		look_see(l, GRADE_GOOD, NULL, NULL, STR(""), "passes all %zu requirements of %.*s", t->asked, STR_ARG(name));
	else if (t->met + t->unknown == t->asked)
		look_see(l, GRADE_UNKNOWN, NULL, NULL, STR("give a message, --ip, --helo and --mail-from to have all examined"),
		         "%.*s: %zu of %zu requirements are met, %zu could not be examined", STR_ARG(name), t->met, t->asked, t->unknown);
	else
		look_see(l, GRADE_NOTE, NULL, NULL, STR(""), "%.*s: %zu of %zu requirements are met", STR_ARG(name), t->met, t->asked);
}

void exam_bulk(Look *l)
{
	Tallies all = { 0 };

	if (!l->in->knowledge || (!l->in->message && !l->in->session && l->in->author.len == 0))
		return;
	for (Entry e = knowledge_first(l->in->knowledge, KIND_REQUIREMENT); entry_ok(e); e = knowledge_next(l->in->knowledge, e))
		hold_against(l, e, &all);
	for (size_t i = 0; i < all.n; i++)
		see_tally(l, &all.v[i]);
}
