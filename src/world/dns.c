/* dns.c - the names of statuses and types, and names themselves. */
#include "world/dns.h"
#include "base/buf.h"

#define X(id, name, text) name,
const char *const dns_status_name[DNS_STATUS_COUNT] = { DNS_STATUSES(X) };
#undef X
#define X(id, name, text) text,
const char *const dns_status_text[DNS_STATUS_COUNT] = { DNS_STATUSES(X) };
#undef X
const char *const dnssec_name[] = { "unknown", "insecure", "secure", "bogus" };

static const struct { Str name; DnsType type; } types[] = {
#define X(id, n) { { #id, sizeof #id - 1 }, DNS_TYPE_##id },
	DNS_TYPES(X)
#undef X
};

enum { TYPES = sizeof types / sizeof *types, TYPE_MAX = 65535 };

bool dns_same(const DnsAnswer *a, const DnsAnswer *b)
{
	if (a->status != b->status || a->dnssec != b->dnssec || a->type != b->type || !str_eq(a->name, b->name) || !str_eq(a->why, b->why))
		return false;
	if (a->n != b->n || a->n_aliases != b->n_aliases)
		return false;
	for (size_t i = 0; i < a->n; i++)                  /* preference and data are the wire's */
		if (a->v[i].ttl != b->v[i].ttl || !str_eq(a->v[i].name, b->v[i].name) || !str_eq(a->v[i].wire, b->v[i].wire))
			return false;
	for (size_t i = 0; i < a->n_aliases; i++)
		if (!str_eq(a->aliases[i], b->aliases[i]))
			return false;
	return true;
}

Str dns_type_name(DnsType type, Arena *keep)
{
	Buf b = buf_new(keep);

	for (int i = 0; i < TYPES; i++)
		if (types[i].type == type)
			return types[i].name;
	buf_format(&b, "TYPE%d", (int)type);
	return buf_str(&b);
}

DnsType dns_type_of(Str name)
{
	int n;

	for (int i = 0; i < TYPES; i++)
		if (str_ieq(types[i].name, name))
			return types[i].type;
	if (!str_istarts(name, STR("TYPE")))
		return (DnsType)0;
	Str rest = str_number(str_drop(name, 4), &n);
	return (DnsType)(rest.len == 0 && n > 0 && n <= TYPE_MAX ? n : 0);
}

/* Two passes, for each is quick: every question comes through here. */
bool dns_name(Str s, char *out, size_t *len)
{
	if (s.len && s.at[s.len - 1] == '.')
		s.len--;
	if (s.len > 253)
		return false;
	*len = s.len;
	for (size_t i = 0; i < s.len; i++)
		out[i] = to_lower(s.at[i]);
	while (s.len) {
		const char *dot = memchr(s.at, '.', s.len);
		size_t label = dot ? (size_t)(dot - s.at) : s.len;

		if (label == 0 || label > 63 || label + 1 == s.len)       /* no label behind the last dot */
			return false;
		s = str_drop(s, label + 1);
	}
	return true;
}

bool dns_below(Str name, Str zone)
{
	return zone.len == 0 || str_has_suffix_label(name, zone);
}
