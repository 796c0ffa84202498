/* repair.c - the record as it is, and as it should be.
 *
 * A table: a cause, and what mends it in the DNS.  A proposed SPF record keeps what authorises mail today; it names nobody new unless his own record
 * covers the address that sent, and then the step asks whether that is the sender's service. */
#include "auth/orgdomain.h"
#include "auth/spf.h"
#include "auth/spf_record.h"
#include "base/idn.h"
#include "diagnose/diagnose.h"
#include "exam/look.h"

enum { LOOKUPS = 9 /* of 10, for one more service */, FLAT_MAX = 20, DEPTH_MAX = 5, LABELS_TRIED = 4 };

typedef struct {
	const Examining *x;
	const Knowledge *k;
	Arena *keep;
	Diagnosis *d;
	Session session;                        /* from where it is sent once the remedy is in force */
	Step *v;
	size_t n, cap;
} Repair;

static Step *add_step(Repair *r, const char *op, Str name, const char *type, Str text)
{
	Step *step = arena_push(r->keep, r);

	*step = step_new(STR("dns"), name, text);
	step->op = str_of(op);
	step->name = name;
	step->type = str_of(type);
	return step;
}

/* ---- SPF ---- */

/* All SPF records of a name. */
static size_t spf_records(Repair *r, Str domain, Str *out, size_t most)
{
	const DnsAnswer *a = world_answer(r->x->world, domain, DNS_TYPE_TXT);
	size_t n = 0;

	for (size_t i = 0; i < a->n && n < most; i++)
		if (spf_is_record(a->v[i].data))
			out[n++] = a->v[i].data;
	return n;
}

static bool covers(Repair *r, Str domain)
{
	const SpfCheck *was = r->d->checks.spf;
	SpfSession s = { .helo = STR(""), .receiver = STR("") };
	SpfCheck check;
	Str record;

	if (str_eq(domain, was->domain) || !ip_read(r->session.client_ip, &s.ip) || spf_records(r, domain, &record, 1) == 0)
		return false;
	s.mail_from = arena_join(r->keep, STR("postmaster@"), domain);
	do
		spf_check(r->x->world, &s, r->keep, NULL, &check);
	while (check.pending && world_wait(r->x->world));
	return check.result == SPF_PASS;
}

/* The record by which the organisation of a host publishes its servers: at _spf, spf, or the name itself. */
static Str cover_of(Repair *r, Str host)
{
	static const char *const heads[] = { "_spf.", "spf.", "" };
	Str label, organisation = host.len ? psl_organisation(host, r->keep) : host;

	for (int i = 0; i < LABELS_TRIED && host.len >= organisation.len && host.len; i++, host = str_cut(host, '.', &label))
		for (size_t h = 0; h < sizeof heads / sizeof *heads; h++) {
			Str name = arena_join(r->keep, str_of(heads[h]), host);

			if (covers(r, name))
				return name;
		}
	return STR("");
}

/* The record with a term in front of `all` and of redirect. */
static Str with_term(Repair *r, Str record, Str term)
{
	SpfRecord parsed;
	SpfTerm one;
	Buf b = buf_new(r->keep);
	const char *at = record.at + record.len;

	spf_record(record, &parsed);
	for (Str rest = parsed.terms; spf_term(&rest, &one); )
		if (one.kind == SPF_KIND_ALL || one.kind == SPF_KIND_REDIRECT) {
			at = one.text.at;
			break;
		}
	buf_put(&b, str_trim(str_between(record.at, at)));
	buf_char(&b, ' ');
	buf_put(&b, term);
	buf_char(&b, ' ');
	buf_put(&b, str_between(at, record.at + record.len));
	return str_trim(buf_str(&b));
}

static Str ip_term(Repair *r, Ip ip)
{
	return arena_join(r->keep, ip.v6 ? STR("ip6:") : STR("ip4:"), ip_text(ip, r->keep));
}

/* A host of the sender's own: its name lies in the sender's organisation, and that organisation's DNS says that the address is the host's.  What a client
 * calls itself proves nothing. */
static bool is_own_host(Repair *r, Str host, Ip ip)
{
	const SpfCheck *spf = r->d->checks.spf;

	if (!dns_below(host, psl_organisation(spf->domain, r->keep)))
		return false;
	return look_leads_to(world_answer(r->x->world, host, ip.v6 ? DNS_TYPE_AAAA : DNS_TYPE_A), ip);
}

static void repair_spf_address(Repair *r)
{
	const SpfCheck *spf = r->d->checks.spf;
	Str record, cover = STR(""), helo = r->session.helo;
	Ip ip;

	if (!spf || spf_records(r, spf->domain, &record, 1) == 0 || !ip_read(r->session.client_ip, &ip))
		return;
	bool own = is_own_host(r, helo, ip);

	if (!own)
		cover = cover_of(r, helo);
	if (!own && cover.len == 0 && r->d->checks.ptr)
		cover = cover_of(r, r->d->checks.ptr->ptr);
	if (!own && cover.len == 0)
		return;
	Str term = own ? ip_term(r, ip) : arena_join(r->keep, STR("include:"), cover);
	Step *step = add_step(r, "replace", spf->domain, "TXT", arena_join(r->keep, STR("add to the SPF record: "), term));

	step->old[step->n_old++] = record;
	step->new = with_term(r, record, term);
	if (!own)
		step->only_if = arena_join(r->keep, psl_organisation(cover, r->keep), STR(" is a service that sends for you"));
}

static bool has_word(Str words, Str word)
{
	Str one;

	for (words = str_word(words, &one); one.len; words = str_word(words, &one))
		if (str_ieq(one, word))
			return true;
	return false;
}

/* Two records become one: every mechanism once, and the `all` of the first that has one. */
static void repair_spf_several(Repair *r)
{
	const SpfCheck *spf = r->d->checks.spf;
	Str records[4], all = STR("");
	size_t n = spf ? spf_records(r, spf->domain, records, 4) : 0;
	Buf b = buf_new(r->keep);

	if (n < 2)
		return;
	buf_put(&b, STR("v=spf1"));
	for (size_t i = 0; i < n; i++) {
		SpfRecord parsed;
		SpfTerm one;

		spf_record(records[i], &parsed);
		for (Str rest = parsed.terms; spf_term(&rest, &one); ) {
			if (one.kind == SPF_KIND_ALL) {
				all = all.len ? all : one.text;
			} else if (!has_word(buf_str(&b), one.text)) {
				buf_char(&b, ' ');
				buf_put(&b, one.text);
			}
		}
	}
	if (all.len) {
		buf_char(&b, ' ');
		buf_put(&b, all);
	}
	Step *step = add_step(r, "replace", spf->domain, "TXT", STR("publish one SPF record in place of these"));

	for (size_t i = 0; i < n; i++)
		step->old[step->n_old++] = records[i];
	step->new = buf_str(&b);
}

/* ---- SPF: fewer terms that ask ---- */

typedef struct { Str v[FLAT_MAX]; size_t n; bool gave_up; } Flat;

static void flat_add(Repair *r, Flat *f, Ip ip, int bits)
{
	Buf b = buf_new(r->keep);

	if (f->n == FLAT_MAX) {
		f->gave_up = true;
		return;
	}
	buf_put(&b, ip_term(r, ip));
	if (bits < (ip.v6 ? 128 : 32))
		buf_format(&b, "/%d", bits);
	f->v[f->n++] = buf_str(&b);
}

static void flat_hosts(Repair *r, Flat *f, Str host, const SpfTerm *t)
{
	const DnsAnswer *a = world_answer(r->x->world, host, DNS_TYPE_A), *aaaa = world_answer(r->x->world, host, DNS_TYPE_AAAA);

	for (size_t i = 0; i < a->n; i++)
		flat_add(r, f, ip_of(a->v[i].data.at, false), t->bits4);
	for (size_t i = 0; i < aaaa->n; i++)
		flat_add(r, f, ip_of(aaaa->v[i].data.at, true), t->bits6);
}

static void flat_record(Repair *r, Flat *f, Str domain, int depth);

/* The addresses that a term stands for; what cannot be written as addresses gives up. */
static void flat_term(Repair *r, Flat *f, Str domain, const SpfTerm *t, int depth)
{
	Str target = t->domain.len ? t->domain : domain;
	const DnsAnswer *mx;

	f->gave_up |= depth > DEPTH_MAX || str_has(t->domain, STR("%"));
	if (f->gave_up)
		return;
	switch (t->kind) {
	case SPF_KIND_IP4: case SPF_KIND_IP6:
		flat_add(r, f, t->net, t->net.v6 ? t->bits6 : t->bits4);
		break;
	case SPF_KIND_A:
		flat_hosts(r, f, target, t);
		break;
	case SPF_KIND_MX:
		mx = world_answer(r->x->world, target, DNS_TYPE_MX);
		for (size_t i = 0; i < mx->n; i++)
			flat_hosts(r, f, mx->v[i].data, t);
		break;
	case SPF_KIND_INCLUDE: case SPF_KIND_REDIRECT:
		flat_record(r, f, target, depth + 1);
		break;
	case SPF_KIND_ALL: case SPF_KIND_EXP: case SPF_KIND_OTHER:
		break;
	default:
		f->gave_up = true;
	}
}

static void flat_record(Repair *r, Flat *f, Str domain, int depth)
{
	Str record;
	SpfRecord parsed;
	SpfTerm one;

	if (spf_records(r, domain, &record, 1) == 0)
		return;
	spf_record(record, &parsed);
	for (Str rest = parsed.terms; spf_term(&rest, &one) && !f->gave_up; )
		if (one.modifier || one.kind == SPF_KIND_ALL || one.result == SPF_PASS)
			flat_term(r, f, domain, &one, depth);
}

/* The record with its n-th term replaced by the addresses that it stands for; "" where it cannot be. */
static Str flattened(Repair *r, Str domain, Str record, const SpfTerm *t)
{
	Flat f = { .n = 0 };
	Buf b = buf_new(r->keep);

	flat_term(r, &f, domain, t, 0);
	if (f.gave_up)
		return STR("");
	buf_put(&b, str_trim(str_between(record.at, t->text.at)));
	for (size_t i = 0; i < f.n; i++)
		if (!has_word(buf_str(&b), f.v[i])) {
			buf_char(&b, ' ');
			buf_put(&b, f.v[i]);
		}
	buf_put(&b, str_between(t->text.at + t->text.len, record.at + record.len));
	return buf_str(&b);
}

/* What one term asks for altogether, itself included. */
static int term_cost(Repair *r, const SpfTerm *t)
{
	SpfSession s = { .helo = STR(""), .receiver = STR(""), .ip = { .v6 = false } };
	SpfCheck check;

	if (!spf_kind_asks[t->kind])
		return 0;
	if (t->kind != SPF_KIND_INCLUDE || str_has(t->domain, STR("%")))
		return 1;
	s.mail_from = arena_join(r->keep, STR("postmaster@"), t->domain);
	do
		spf_check(r->x->world, &s, r->keep, NULL, &check);
	while (check.pending && world_wait(r->x->world));
	return 1 + check.terms_total;
}

static int record_cost(Repair *r, Str record)
{
	SpfRecord parsed;
	SpfTerm one;
	int cost = 0;

	spf_record(record, &parsed);
	for (Str rest = parsed.terms; spf_term(&rest, &one); )
		cost += term_cost(r, &one);
	return cost;
}

static bool is_own(const SpfTerm *t)
{
	return (t->kind == SPF_KIND_A || t->kind == SPF_KIND_MX) && t->domain.len == 0;
}

/* The record with one term written as addresses: its own a and mx first, then of the includes the one that saves just enough, or else the most.
 * "" where none can be. */
static Str shorten_once(Repair *r, Str domain, Str record, bool own_only)
{
	int over = record_cost(r, record) - LOOKUPS, saved = 0;
	Str best = STR("");
	SpfRecord parsed;
	SpfTerm one;

	spf_record(record, &parsed);
	for (Str rest = parsed.terms; spf_term(&rest, &one); ) {
		Str shorter = one.result == SPF_PASS && (own_only ? is_own(&one) : one.kind == SPF_KIND_INCLUDE) ? flattened(r, domain, record, &one) : STR("");
		int cost = shorter.len ? term_cost(r, &one) : 0;
		bool better = saved >= over ? cost >= over && cost < saved : cost > saved;

		if (cost && (best.len == 0 || better)) {
			best = shorter;
			saved = cost;
		}
	}
	return best;
}

static void repair_spf_lookups(Repair *r)
{
	const SpfCheck *spf = r->d->checks.spf;
	Str record, new;

	if (!spf || spf_records(r, spf->domain, &record, 1) == 0)
		return;
	new = record;
	for (int own_only = 1; own_only >= 0; own_only--)
		for (Str shorter; record_cost(r, new) > LOOKUPS && (shorter = shorten_once(r, spf->domain, new, own_only)).len; )
			new = shorter;
	if (str_eq(new, record) || record_cost(r, new) > LOOKUPS)
		return;
	Step *step = add_step(r, "replace", spf->domain, "TXT", STR("bring the SPF record to at most 10 terms that ask the DNS; "
	                      "addresses of services may change, so drop what is not used any more"));

	step->old[step->n_old++] = record;
	step->new = new;
}

/* ---- DKIM ---- */

/* The panel added the zone's name once more. */
static void repair_dkim_name(Repair *r)
{
	const DkimChecks *dkim = r->d->checks.dkim;

	for (size_t i = 0; dkim && i < dkim->n; i++) {
		const DkimCheck *c = &dkim->v[i];
		Str doubled = arena_join(r->keep, arena_join(r->keep, c->key_name, STR(".")), c->d);
		const DnsAnswer *a = c->reason == DKIM_REASON_NO_KEY ? world_answer(r->x->world, doubled, DNS_TYPE_TXT) : NULL;

		if (!a || a->n == 0 || !str_has(a->v[0].data, STR("p=")))
			continue;
		r->d->detail = STR("record_at_doubled_name");
		Step *new = add_step(r, "add", c->key_name, "TXT", STR("publish the key at this name: in the zone's panel the host is what stands before the zone's name"));

		new->new = a->v[0].data;
		Step *old = add_step(r, "delete", doubled, "TXT", STR("the same record, one zone too deep"));

		old->old[old->n_old++] = a->v[0].data;
	}
}

/* ---- reverse DNS ---- */

static void repair_ptr(Repair *r)
{
	Ip ip;

	if (!ip_read(r->d->session.client_ip, &ip) || !str_has(r->d->session.helo, STR(".")))
		return;
	add_step(r, "add", ip_reverse(ip, r->keep), "PTR", STR("the owner of the network publishes the name of the mail server"))->new = r->d->session.helo;
}

/* ---- the table ---- */

static const struct { const char *cause; void (*run)(Repair *); } repairs[] = {
	{ "auth.spf.ip_not_listed", repair_spf_address },
	{ "auth.spf.ipv6_path_not_listed", repair_spf_address },
	{ "auth.spf.permerror_multiple_records", repair_spf_several },
	{ "auth.spf.permerror_lookups", repair_spf_lookups },
	{ "auth.dkim.key_missing", repair_dkim_name },
	{ "host.ptr.missing", repair_ptr },
	{ "host.ptr.missing_ipv6", repair_ptr },
};

/* The mail will be sent from elsewhere: the SPF record must name that, too. */
static void repair_new_session(Repair *r)
{
	const SpfCheck *spf = r->d->checks.spf;
	SpfSession s = { .helo = r->x->session.helo, .receiver = STR(""), .mail_from = r->d->session.mail_from };
	SpfCheck check;

	if (!spf || !ip_read(r->x->session.client_ip, &s.ip))
		return;
	do
		spf_check(r->x->world, &s, r->keep, NULL, &check);
	while (check.pending && world_wait(r->x->world));
	r->session.client_ip = r->x->session.client_ip;
	r->session.helo = r->x->session.helo;
	if (check.result != SPF_PASS)
		repair_spf_address(r);
}

static void repair_cause(Repair *r, CauseId cause)
{
	for (size_t i = 0; i < sizeof repairs / sizeof *repairs; i++)
		if (cause == cause_find(r->k, str_of(repairs[i].cause)))
			repairs[i].run(r);
}

void repair(const Examining *x, const Knowledge *k, Arena *keep, Diagnosis *d)
{
	Repair r = { .x = x, .k = k, .keep = keep, .d = d, .session = d->session };

	if (d->state != STATE_CONFIRMED)
		return;
	repair_cause(&r, d->cause);
	for (int i = 0; i < d->n_contributing; i++)
		if (d->contributing[i] != d->cause)
			repair_cause(&r, d->contributing[i]);
	for (size_t i = 0; i < d->remedy.n_steps && r.n; i++)
		if (!str_eq(d->remedy.steps[i].kind, STR("dns")))       /* they say in general what now is said exactly */
			*arena_push(keep, &r) = d->remedy.steps[i];
	if (x->session_given)
		repair_new_session(&r);
	if (r.n) {
		d->remedy.steps = r.v;
		d->remedy.n_steps = r.n;
	}
}
