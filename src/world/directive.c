/* directive.c - the directives of world files. */
#include "world/directive.h"
#include "world/fields.h"

Directives directives_new(Zone *z, const char *file, Err *err)
{
	return (Directives){ .zone = z, .m = { .file = file, .err = err, .origin_len = 1 } };
}

/* A name; in a directive it is absolute, whatever $ORIGIN is. */
static bool name_of(Directives *d, char text[DNAME_TEXT_MAX], Str *out)
{
	char wire[DNAME_WIRE_MAX];
	size_t n;
	Token t;

	if (!master_token(&d->m, &t))
		return master_error(&d->m, "a directive without a name");
	if (!master_name(&d->m, t, wire, &n))
		return false;
	*out = (Str){ text, dname_text((Str){ wire, n }, text) };
	return true;
}

static bool node_of(Directives *d, bool exists, ZoneNode **node)
{
	char text[DNAME_TEXT_MAX];
	Str name;

	if (!name_of(d, text, &name))
		return false;
	*node = zone_name(d->zone, name, exists);
	return true;
}

/* A type, or "*", where the next word is one: *type is 0 for "*", and where there is none. */
static void type_of(Directives *d, DnsType *type)
{
	Master before = d->m;
	Token t;

	*type = (DnsType)0;
	if (!master_token(&d->m, &t) || str_eq(t.raw, STR("*")))
		return;
	*type = str_eq(t.raw, STR("a")) ? (DnsType)0 : dns_type_of(t.raw);         /* "a key is missing" begins with no type */
	if (!*type)
		d->m = before;
}

/* The rest of the line, in words. */
static bool words_of(Directives *d, Str *out)
{
	Str raw = str_trim(d->m.rest);
	char *bytes = take(d->zone->keep, char, raw.len + 1);
	size_t n;

	d->m.rest = STR("");
	if (!master_bytes(&d->m, raw, bytes, raw.len, &n))
		return false;
	*out = (Str){ bytes, n };
	return true;
}

/* "!servfail NAME [TYPE] [WHY…]" and its like.  "!nodata NAME" alone hides nothing: the name exists. */
static bool status(Directives *d, int which)
{
	ZoneNode *node;
	DnsType type;
	Str why;

	if (!node_of(d, which != DNS_NXDOMAIN, &node))
		return false;
	type_of(d, &type);
	if (!words_of(d, &why))
		return false;
	if (which == DNS_NODATA && !type)
		return true;
	ZoneSet *set = zone_add_set(d->zone, node, SET_STATUS, type);
	if (!set)
		return master_too_many(&d->m);
	set->status = (DnsStatus)which;
	set->why = why;
	return true;
}

static bool verdict(Directives *d, int which)
{
	ZoneNode *node;

	if (!node_of(d, false, &node))
		return false;
	node->verdict = d->zone->verdicts = true;
	node->dnssec = (Dnssec)which;
	return true;
}

/* At most 15 digits, and a minus before them. */
static bool integer_of(Str s, int64_t *out)
{
	bool minus = str_starts(s, STR("-"));

	*out = 0;
	s = str_drop(s, minus);
	if (!s.len || s.len > 15)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!is_digit(s.at[i]))
			return false;
		*out = *out * 10 + (s.at[i] - '0');
	}
	*out = minus ? -*out : *out;
	return true;
}

static void put_four(Buf *b, uint32_t n)
{
	for (int i = 24; i >= 0; i -= 8)
		buf_char(b, (char)(n >> i));
}

/* "!soa NAME MNAME SERIAL": an SOA record with times as many zones have them. */
static bool soa(Directives *d, int which)
{
	static const uint32_t times[] = { 7200, 3600, 1209600, 300 };
	char zone[DNAME_WIRE_MAX], mname[DNAME_WIRE_MAX], text[DNAME_TEXT_MAX];
	size_t n_zone, n_mname;
	int64_t serial;
	Buf b = buf_new(d->zone->keep);
	DnsRecord r;
	Token t[3];

	(void)which;
	for (int i = 0; i < 3; i++)
		if (!master_token(&d->m, &t[i]))
			return master_error(&d->m, "!soa NAME MNAME SERIAL");
	if (!master_name(&d->m, t[0], zone, &n_zone) || !master_name(&d->m, t[1], mname, &n_mname))
		return false;
	if (!integer_of(t[2].raw, &serial) || serial < 0 || serial > UINT32_MAX)
		return master_error(&d->m, "'%.*s' is no serial number", MASTER_SHOW(t[2].raw));
	buf_put(&b, (Str){ mname, n_mname });
	if (n_zone + 11 <= DNAME_WIRE_MAX)
		buf_put(&b, STR("\012hostmaster"));
	buf_put(&b, (Str){ zone, n_zone });
	put_four(&b, (uint32_t)serial);
	for (int i = 0; i < 4; i++)
		put_four(&b, times[i]);
	if (!dns_record(DNS_TYPE_SOA, buf_str(&b), d->zone->keep, &r))
		return master_error(&d->m, "!soa NAME MNAME SERIAL");
	r.ttl = 3600;
	Str name = { text, dname_text((Str){ zone, n_zone }, text) };
	return zone_add(d->zone, zone_name(d->zone, name, true), DNS_TYPE_SOA, r) || master_too_many(&d->m);
}

/* So many digits at the front of *s and what follows them, taken off; -1 where they are not. */
static int digits(Str *s, size_t n, char behind)
{
	int v = 0;

	if (s->len <= n || s->at[n] != behind)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (!is_digit(s->at[i]))
			return -1;
		v = v * 10 + (s->at[i] - '0');
	}
	*s = str_drop(*s, n + 1);
	return v;
}

/* 2026-11-17T07:45:15Z (RFC 3339, in UTC). */
static bool date_of(Str s, int64_t *out)
{
	struct tm tm = { 0 };

	tm.tm_year = digits(&s, 4, '-') - 1900;
	tm.tm_mon = digits(&s, 2, '-') - 1;
	tm.tm_mday = digits(&s, 2, 'T');
	tm.tm_hour = digits(&s, 2, ':');
	tm.tm_min = digits(&s, 2, ':');
	tm.tm_sec = digits(&s, 2, 'Z');
	bool fine = s.len == 0 && tm.tm_year >= -1900 && tm.tm_mon >= 0 && tm.tm_mon < 12 && tm.tm_mday > 0 && tm.tm_mday <= 31 && tm.tm_hour >= 0 &&
		tm.tm_hour < 24 && tm.tm_min >= 0 && tm.tm_min < 60 && tm.tm_sec >= 0 && tm.tm_sec <= 60;
	*out = fine ? (int64_t)timegm(&tm) : 0;
	return fine;
}

static bool now(Directives *d, int which)
{
	Token t;

	(void)which;
	if (!master_token(&d->m, &t) || !(integer_of(t.raw, &d->zone->now) || date_of(t.raw, &d->zone->now)))
		return master_error(&d->m, "!now SECONDS, or !now 2026-11-17T07:45:15Z");
	d->zone->has_now = true;
	return true;
}

static bool deleted(Directives *d, int which)
{
	ZoneNode *node;
	DnsType type;

	(void)which;
	if (!d->zone->overlay)
		return master_error(&d->m, "!delete is for overlays");
	if (!node_of(d, false, &node))
		return false;
	type_of(d, &type);
	return zone_add_set(d->zone, node, SET_DELETED, type) || master_too_many(&d->m);
}

/* Which of n names the word is; -1: none. */
static int one_of(Str word, const char *const *names, int n)
{
	for (int i = 0; i < n; i++)
		if (str_ieq(word, str_of(names[i])))
			return i;
	return -1;
}

/* "!answer NAME TYPE STATUS DNSSEC": a whole answer, whatever the records say. */
static bool answer(Directives *d, int which)
{
	ZoneNode *node;
	DnsType type;
	Token t[2];

	(void)which;
	if (!node_of(d, false, &node))
		return false;
	type_of(d, &type);
	int is = master_token(&d->m, &t[0]) ? one_of(t[0].raw, dns_status_name, DNS_STATUS_COUNT) : -1;
	int secure = master_token(&d->m, &t[1]) ? one_of(t[1].raw, dnssec_name, DNSSEC_BOGUS + 1) : -1;
	if (!type || is <= DNS_PENDING || secure < 0)
		return master_error(&d->m, "!answer NAME TYPE STATUS DNSSEC");
	ZoneSet *set = zone_add_set(d->zone, node, SET_ANSWER, type);
	if (!set)
		return master_too_many(&d->m);
	d->answer = set->answer = take(d->zone->keep, DnsAnswer, 1);
	*d->answer = (DnsAnswer){ .name = node->name, .type = type, .status = (DnsStatus)is, .dnssec = (Dnssec)secure, .why = STR(""), .who = STR("") };
	memset(&d->aliases, 0, sizeof d->aliases);
	memset(&d->records, 0, sizeof d->records);
	return true;
}

static bool has_answer(Directives *d)
{
	return d->answer || master_error(&d->m, "there is no !answer before it");
}

static bool alias(Directives *d, int which)
{
	char text[DNAME_TEXT_MAX];
	Str name;

	(void)which;
	if (!has_answer(d) || !name_of(d, text, &name))
		return false;
	*arena_push(d->zone->keep, &d->aliases) = arena_str(d->zone->keep, name);
	d->answer->aliases = d->aliases.v;
	d->answer->n_aliases = d->aliases.n;
	return true;
}

static bool why(Directives *d, int which)
{
	(void)which;
	return has_answer(d) && words_of(d, &d->answer->why);
}

static bool record(Directives *d, int which)
{
	DnsRecord r;
	uint32_t ttl;
	Token t;

	(void)which;
	if (!has_answer(d))
		return false;
	if (!master_token(&d->m, &t) || !master_ttl(t.raw, &ttl))
		return master_error(&d->m, "!record TTL RDATA");
	if (!fields_read(&d->m, d->answer->type, d->zone->keep, &r))
		return false;
	r.ttl = ttl;
	r.name = d->answer->n_aliases ? d->answer->aliases[d->answer->n_aliases - 1] : d->answer->name;
	*arena_push(d->zone->keep, &d->records) = r;
	d->answer->v = d->records.v;
	d->answer->n = d->records.n;
	return true;
}

/* ---- pages ---- */

/* The bytes of a token, in the zone's arena. */
static bool token_bytes(Directives *d, Token t, size_t room, Str *out)
{
	char *bytes = take(d->zone->keep, char, t.raw.len + 1);
	size_t n;

	if (!master_bytes(&d->m, t.raw, bytes, t.raw.len < room ? t.raw.len : room, &n))
		return false;
	*out = (Str){ bytes, n };
	return true;
}

/* [TYPE] "BODY" …; "-" for no type at all. */
static bool page_body(Directives *d, WorldPage *page)
{
	Buf b = buf_new(d->zone->keep);
	Token t;
	Str s;

	page->type = STR("text/plain");
	for (bool first = true; master_token(&d->m, &t); first = false) {
		if (!token_bytes(d, t, PAGE_BODY_MAX, &s))
			return false;
		if (!t.quoted && !first)
			return master_error(&d->m, "the body of a page stands between quotes");
		if (t.quoted)
			buf_put(&b, s);
		else
			page->type = str_eq(s, STR("-")) ? STR("") : s;
		if (b.len > PAGE_BODY_MAX)
			return master_error(&d->m, "a page of more than %d bytes", PAGE_BODY_MAX);
	}
	page->body = buf_str(&b);
	return !d->m.failed;
}

/* "!https URL CODE [TYPE] "BODY"", "!https URL STATUS [WHY…]" */
static bool https(Directives *d, int which)
{
	WorldPage page = { .status = PAGE_OK, .type = STR(""), .body = STR(""), .why = STR("") };
	Token t[2];
	Str host;

	(void)which;
	if (!master_token(&d->m, &t[0]) || !master_token(&d->m, &t[1]))
		return master_error(&d->m, "!https URL CODE \"BODY\", or !https URL STATUS WHY");
	if (!token_bytes(d, t[0], PAGE_URL_MAX, &page.url))
		return false;
	if (!page_url(page.url, &host))
		return master_error(&d->m, "'%.*s' is no https URL", MASTER_SHOW(t[0].raw));
	Str left = str_number(t[1].raw, &page.code);
	int status = one_of(t[1].raw, page_status_name, PAGE_STATUS_COUNT);

	if (page.code < 0) {
		if (status <= PAGE_OK || status == PAGE_BAD_URL)
			return master_error(&d->m, "'%.*s' is no code of HTTP, and no status of a page", MASTER_SHOW(t[1].raw));
		page.code = 0;
		page.status = (PageStatus)status;
	} else if (left.len || page.code < 100 || page.code > 999) {
		return master_error(&d->m, "'%.*s' is no code of HTTP", MASTER_SHOW(t[1].raw));
	}
	if (!(page.status == PAGE_OK ? page_body(d, &page) : words_of(d, &page.why)))
		return false;
	return zone_add_page(d->zone, page) || master_error(&d->m, "that page stands there already, or more than %d do", ZONE_PAGES);
}

bool directive_read(Directives *d, Str words, int line)
{
	static const struct { const char *word; bool (*read)(Directives *, int which); int which; } all[] = {
		{ "servfail", status, DNS_SERVFAIL }, { "timeout", status, DNS_TIMEOUT }, { "refused", status, DNS_REFUSED }, { "bogus", status, DNS_BOGUS },
		{ "not-asked", status, DNS_NOT_ASKED }, { "nodata", status, DNS_NODATA }, { "nxdomain", status, DNS_NXDOMAIN },
		{ "secure", verdict, DNSSEC_SECURE }, { "insecure", verdict, DNSSEC_INSECURE }, { "unknown", verdict, DNSSEC_UNKNOWN },
		{ "soa", soa, 0 }, { "https", https, 0 }, { "now", now, 0 }, { "delete", deleted, 0 },
		{ "answer", answer, 0 }, { "alias", alias, 0 }, { "why", why, 0 }, { "record", record, 0 },
	};
	Token word, left;

	d->m.rest = str_drop(words, 1);
	d->m.line = line;
	d->m.depth = 0;
	if (!master_token(&d->m, &word))
		return master_error(&d->m, "a directive without a word");
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (str_ieq(word.raw, str_of(all[i].word)))
			return all[i].read(d, all[i].which) && (!master_token(&d->m, &left) ? !d->m.failed :
				master_error(&d->m, "'%.*s' is left over", MASTER_SHOW(left.raw)));
	return master_error(&d->m, "there is no directive !%.*s", MASTER_SHOW(word.raw));
}
