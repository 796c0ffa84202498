/* exam_tls.c - do the policies on the encryption of mail hold?  MTA-STS (RFC 8461), DANE (RFC 7672), and whether anybody is told where they do not
 * (TLS-RPT, RFC 8460).
 *
 * Examined is the recipient's domain, whose policy a sender's server follows and whose failure holds mail back; and the domain of one's own, whose
 * failure holds the answers back.  No certificate of a mail server is looked at: nothing here speaks SMTP. */
#include "auth/mta_sts.h"
#include "auth/tlsa.h"
#include "exam/look.h"
#include "mail/address.h"

enum { HOSTS_MAX = 10, DAY = 86400 };

typedef struct {
	Str name;
	bool own;
	const DnsAnswer *mx;
	Str hosts[HOSTS_MAX];
	size_t n;
	bool policy;                                /* it has MTA-STS or DANE */
} Domain;

/* Of one's own domain a failure is no reason for a refusal, but a warning. */
static Grade grade(const Domain *d, Grade g)
{
	return d->own && g == GRADE_BAD ? GRADE_WARN : g;
}

static const char *cause(const Domain *d)
{
	return d->own ? NULL : "host.tls.policy_failure";
}

static Str todo(Look *l, const Domain *d, Str what)
{
	return d->own ? what : look_say(l, "tell the administrator of %.*s: %.*s", STR_ARG(d->name), STR_ARG(what));
}

/* ---- which hosts take the mail ---- */

/* false: pending, or there are none. */
static bool read_hosts(Look *l, Domain *d)
{
	d->mx = look_ask(l, d->name, DNS_TYPE_MX);
	if (!d->mx || dns_failed(d->mx->status) || d->mx->status == DNS_BAD_NAME)
		return false;
	for (size_t i = 0; i < d->mx->n && d->n < HOSTS_MAX; i++)
		if (d->mx->v[i].data.len)
			d->hosts[d->n++] = d->mx->v[i].data;
	if (d->mx->n == 0)
		d->hosts[d->n++] = d->name;             /* RFC 5321 5.1: its own address stands for an MX */
	return d->n > 0;
}

/* ---- a record of which there may be one ---- */

/* The one record that begins so; NULL: none, several, failed, or pending, and that was seen. */
typedef struct { const char *prefix, *what; bool (*begins)(Str); } RecordKind;

static const DnsRecord *only_record(Look *l, const Domain *d, const RecordKind *kind, const DnsAnswer **answer)
{
	const DnsRecord *found = NULL;
	size_t n = 0;

	*answer = look_ask(l, look_say(l, "%s.%.*s", kind->prefix, STR_ARG(d->name)), DNS_TYPE_TXT);
	if (!*answer)
		return NULL;
	if (dns_failed((*answer)->status)) {
		look_see(l, GRADE_UNKNOWN, NULL, *answer, STR(""), "whether %.*s has a record of %s could not be asked", STR_ARG(d->name), kind->what);
		return NULL;
	}
	for (size_t i = 0; i < (*answer)->n; i++)
		if (kind->begins((*answer)->v[i].data)) {
			found = found ? found : &(*answer)->v[i];
			n++;
		}
	if (n > 1)
		look_see(l, GRADE_WARN, NULL, *answer, todo(l, d, look_say(l, "leave one record at %s.%.*s", kind->prefix, STR_ARG(d->name))),
		         "%.*s has %zu records of %s: that counts as none", STR_ARG(d->name), n, kind->what);
	if (n == 0 && (*answer)->n)
		look_see(l, GRADE_WARN, NULL, *answer, todo(l, d, STR("repair the beginning of the record")), "what stands at %s.%.*s is no record of %s",
		         kind->prefix, STR_ARG(d->name), kind->what);
	return n == 1 ? found : NULL;
}

/* ---- MTA-STS ---- */

static void see_fetch_failure(Look *l, const Domain *d, const WorldPage *page)
{
	Str repair = look_say(l, "let %.*s answer with code 200 and a certificate for its name", STR_ARG(page->url));

	if (page->status == PAGE_NOT_ASKED)
		look_see_page(l, GRADE_UNKNOWN, NULL, page, STR(""), "the MTA-STS policy of %.*s was not fetched%s%.*s", STR_ARG(d->name), page->why.len ? ": " : "",
		              STR_ARG(page->why));
	else if (page->status == PAGE_OK)
		look_see_page(l, GRADE_WARN, cause(d), page, todo(l, d, repair), "the server answers %d where the MTA-STS policy of %.*s should be%s", page->code, STR_ARG(d->name),
		              page->code / 100 == 3 ? "; redirects are not followed" : "");
	else
		look_see_page(l, GRADE_WARN, cause(d), page, todo(l, d, repair), "the MTA-STS policy of %.*s cannot be fetched: %s%s%.*s", STR_ARG(d->name),
		              page_status_text[page->status], page->why.len ? ": " : "", STR_ARG(page->why));
}

/* Which MX the policy leaves out: those a sender passes by, and where it is all of them the mail waits. */
static void see_matches(Look *l, const Domain *d, const WorldPage *page, const StsPolicy *p)
{
	const char *mode = sts_mode_name[p->mode];
	size_t matched = 0;

	for (size_t i = 0; i < d->n; i++)
		matched += sts_allows(p, d->hosts[i]);
	for (size_t i = 0; i < d->n; i++)
		if (!sts_allows(p, d->hosts[i]))
			look_see_page(l, grade(d, p->mode == STS_ENFORCE && matched == 0 ? GRADE_BAD : GRADE_WARN), cause(d), page,
			              todo(l, d, look_say(l, "add \"mx: %.*s\" to the policy, and give it a new id= in the record", STR_ARG(d->hosts[i]))),
			              "the MTA-STS policy of %.*s (mode %s) does not allow its MX %.*s", STR_ARG(d->name), mode, STR_ARG(d->hosts[i]));
	if (matched == d->n)
		look_see_page(l, GRADE_GOOD, cause(d), page, STR(""), "the MTA-STS policy of %.*s (mode %s) allows all of its MX hosts", STR_ARG(d->name), mode);
}

static void see_policy(Look *l, const Domain *d, const WorldPage *page)
{
	StsPolicy p;
	Str media;

	sts_policy(page->body, l->keep, &p);
	str_cut(page->type, ';', &media);
	if (!str_ieq(str_trim(media), STR("text/plain")))
		look_see_page(l, GRADE_NOTE, NULL, page, todo(l, d, STR("serve the policy as text/plain")), "the MTA-STS policy of %.*s comes as \"%.*s\", not as text/plain",
		              STR_ARG(d->name), STR_ARG(page->type));
	if (!p.valid)
		look_see_page(l, GRADE_WARN, cause(d), page, todo(l, d, STR("repair the policy")), "the MTA-STS policy of %.*s is invalid, and counts as none: %s%s%.*s",
		              STR_ARG(d->name), p.why, p.wrong.len ? ": " : "", STR_ARG(str_take(p.wrong, 100)));
	else if (p.mode == STS_NONE)
		look_see_page(l, GRADE_NOTE, NULL, page, STR(""), "the MTA-STS policy of %.*s is taken back (mode none)", STR_ARG(d->name));
	else
		see_matches(l, d, page, &p);
	if (p.valid && p.mode != STS_NONE && p.max_age < DAY)
		look_see_page(l, GRADE_NOTE, NULL, page, todo(l, d, STR("let max_age be weeks")), "the MTA-STS policy of %.*s is kept for %d seconds only", STR_ARG(d->name),
		              (int)p.max_age);
}

static void see_sts(Look *l, Domain *d)
{
	static const RecordKind kind = { "_mta-sts", "MTA-STS", sts_record_begins };
	const DnsAnswer *answer;
	const DnsRecord *r = only_record(l, d, &kind, &answer);
	StsRecord record;

	if (!r)
		return;
	d->policy = true;
	sts_record(r->data, &record);
	if (!record.valid) {
		look_see(l, GRADE_WARN, NULL, answer, todo(l, d, STR("repair the record")), "the MTA-STS record of %.*s is invalid, and counts as none: %s%s%.*s",
		         STR_ARG(d->name), record.why, record.wrong.len ? ": " : "", STR_ARG(str_take(record.wrong, 100)));
		return;
	}
	const WorldPage *page = look_fetch(l, look_say(l, "https://mta-sts.%.*s/.well-known/mta-sts.txt", STR_ARG(d->name)));

	if (!page)
		return;
	if (page->status == PAGE_OK && page->code == 200)
		see_policy(l, d, page);
	else
		see_fetch_failure(l, d, page);
}

/* ---- DANE ---- */

/* A secure answer with records. */
static void see_tlsa(Look *l, const Domain *d, Str host, const DnsAnswer *tlsa)
{
	size_t usable = 0;
	Tlsa t = { .why = NULL };

	for (size_t i = 0; i < tlsa->n; i++) {
		Tlsa one;

		tlsa_read(tlsa->v[i].wire, &one);
		usable += one.usable;
		t = one.usable ? t : one;
	}
	if (usable)
		look_see(l, GRADE_GOOD, cause(d), tlsa, STR(""), "%.*s has DANE: %zu of %zu records can be used", STR_ARG(host), usable, tlsa->n);
	else
		look_see(l, GRADE_WARN, cause(d), tlsa, todo(l, d, look_say(l, "publish a record 3 1 1 of its key at _25._tcp.%.*s", STR_ARG(host))),
		         "no TLSA record of %.*s can be used: %s", STR_ARG(host), t.why);
}

/* RFC 7672 2.1, 2.2: where the MX is secure, a TLSA question that fails holds the mail back; where it is not, TLSA records count for nothing. */
static void see_dane_of(Look *l, Domain *d, Str host)
{
	const DnsAnswer *tlsa = look_ask(l, look_say(l, "_25._tcp.%.*s", STR_ARG(host)), DNS_TYPE_TLSA);
	bool secure_mx = d->mx->dnssec == DNSSEC_SECURE;

	if (!tlsa || dns_void(tlsa->status) || tlsa->status == DNS_BAD_NAME)
		return;
	d->policy = true;
	if (tlsa->status == DNS_BOGUS || (secure_mx && (tlsa->status == DNS_SERVFAIL || tlsa->status == DNS_REFUSED)))
		look_see(l, grade(d, GRADE_BAD), cause(d), tlsa, todo(l, d, look_say(l, "let the name servers answer for _25._tcp.%.*s, with signatures that hold", STR_ARG(host))),
		         "the TLSA question for %.*s fails: a server that follows DANE puts the mail off", STR_ARG(host));
	else if (dns_failed(tlsa->status) || tlsa->dnssec == DNSSEC_UNKNOWN || d->mx->dnssec == DNSSEC_UNKNOWN)
		look_see(l, GRADE_UNKNOWN, NULL, tlsa, STR(""), "whether %.*s has DANE could not be examined", STR_ARG(host));
	else if (tlsa->dnssec != DNSSEC_SECURE || !secure_mx)
		look_see(l, GRADE_NOTE, NULL, tlsa, todo(l, d, STR("sign the zones of the domain and of its MX with DNSSEC, or take the TLSA records away")),
		         "%.*s has TLSA records, but %s is not protected by DNSSEC: no server follows them", STR_ARG(host), secure_mx ? "the host's zone" : "the MX record");
	else
		see_tlsa(l, d, host, tlsa);
}

/* ---- reports ---- */

static void see_reports(Look *l, const Domain *d)
{
	static const RecordKind kind = { "_smtp._tls", "TLS-RPT", tlsrpt_record_begins };
	const DnsAnswer *answer;
	const DnsRecord *r = only_record(l, d, &kind, &answer);
	TlsrptRecord record;

	if (!answer)
		return;
	if (!r) {
		if (d->own && d->policy && dns_void(answer->status))
			look_see(l, GRADE_NOTE, NULL, answer, look_say(l, "publish \"v=TLSRPTv1; rua=mailto:…\" at _smtp._tls.%.*s", STR_ARG(d->name)),
			         "nobody is told where the encryption of mail to %.*s fails (no TLS-RPT record)", STR_ARG(d->name));
		return;
	}
	tlsrpt_record(r->data, &record);
	if (record.valid)
		look_see(l, GRADE_GOOD, NULL, answer, STR(""), "failures of encryption are reported to %.*s", STR_ARG(record.rua));
	else
		look_see(l, GRADE_WARN, NULL, answer, todo(l, d, STR("repair the record")), "the TLS-RPT record of %.*s is invalid: %s%s%.*s", STR_ARG(d->name), record.why,
		         record.wrong.len ? ": " : "", STR_ARG(str_take(record.wrong, 100)));
}

/* ---- a domain ---- */

static void see_domain(Look *l, Str name, bool own)
{
	Domain d = { .own = own };
	size_t before = l->out->evidence.n;
	bool ok;

	d.name = idn_ascii(name, l->keep, &ok);
	if (d.name.len == 0 || !ok)
		return;
	if (read_hosts(l, &d)) {
		see_sts(l, &d);
		for (size_t i = 0; i < d.n; i++)
			see_dane_of(l, &d, d.hosts[i]);
		see_reports(l, &d);
	} else if (d.mx && dns_failed(d.mx->status)) {
		look_see(l, GRADE_UNKNOWN, NULL, d.mx, STR(""), "the MX of %.*s could not be asked", STR_ARG(d.name));
	}
	if (!l->pending && d.n && !d.policy && l->out->evidence.n == before)
		look_see(l, own ? GRADE_NOTE : GRADE_GOOD, cause(&d), NULL, STR(""), "%.*s has neither MTA-STS nor DANE: there is no policy that could fail", STR_ARG(d.name));
}

/* The domain of an address, or the domain itself. */
static Str domain_of(Str address)
{
	Str domain = address_domain(address);

	return domain.len ? domain : address;
}

void exam_tls(Look *l)
{
	Str recipient = domain_of(l->in->recipient), own = l->in->author.len ? l->in->author : address_domain(l->in->mail_from);

	see_domain(l, recipient, false);
	if (!str_ieq(own, recipient))
		see_domain(l, own, true);
}
