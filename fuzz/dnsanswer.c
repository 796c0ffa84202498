/* dnsanswer.c - whatever a name server sends is read inside its limits; a record that was read is, as text, the same record in a zone file. */
#include "fuzz.h"
#include "base/limits.h"
#include "world/dname.h"
#include "world/world.h"

enum { MOST = 64 };                             /* records that are written into a zone file */

static bool is_name(Str text)
{
	return dname_wire_length(text) <= DNAME_WIRE_MAX;
}

/* The records, each at a name of its own: as they are read again they are what they were. */
static void round_trip(const DnsRecord *v, size_t n, DnsType type, Arena *a)
{
	Buf b = buf_new(a);
	Err err;

	for (size_t i = 0; i < n && i < MOST; i++) {
		Str text = dns_rdata_text(type, v[i].wire, a), name = dns_type_name(type, a);

		buf_format(&b, "r%zu. %u %.*s ", i, v[i].ttl, STR_ARG(name));
		buf_put(&b, text);
		buf_char(&b, '\n');
	}
	World *w = zonefile_read(buf_str(&b), "records", 1, &err);
	claim(w);
	for (size_t i = 0; i < n && i < MOST; i++) {
		char name[16];
		int len = snprintf(name, sizeof name, "r%zu", i);
		const DnsAnswer *d = world_ask(w, (Str){ name, (size_t)len }, type);

		claim(d->status == DNS_OK && d->n == 1 && d->v[0].ttl == v[i].ttl);
		claim(str_eq(d->v[0].wire, v[i].wire) && str_eq(d->v[0].data, v[i].data) && d->v[0].preference == v[i].preference);
	}
	world_close(w);
}

/* The question that the message repeats, where it can be asked; else some other. */
static Str question(Str m, char text[DNAME_TEXT_MAX], DnsType *type)
{
	char wire[DNAME_WIRE_MAX], checked[DNS_NAME_MAX];
	size_t next, n = m.len > 12 ? dname_expand(m, 12, wire, &next) : 0, len = n ? dname_text((Str){ wire, n }, text) : 0;

	*type = DNS_TYPE_TXT;
	if (!n || m.len - next < 4 || memchr(text, '\\', len) || !dns_name((Str){ text, len }, checked, &len))
		return STR("example.org");
	*type = (DnsType)((unsigned char)m.at[next] << 8 | (unsigned char)m.at[next + 1]);
	return (Str){ text, len };
}

static void law(Str in, Arena *a)
{
	static const DnsType types[] = { DNS_TYPE_A, DNS_TYPE_TXT, DNS_TYPE_MX, DNS_TYPE_SOA, DNS_TYPE_SRV, DNS_TYPE_CAA, DNS_TYPE_TLSA, DNS_TYPE_DNSKEY, (DnsType)65 };
	char text[DNAME_TEXT_MAX];
	DnsAnswer d;
	DnsRecord r;
	DnsType type;
	Str name = question(in, text, &type);

	if (!dns_message(in, name, type, a, &d))
		claim(d.status == DNS_SERVFAIL && d.why.len);
	claim(d.status >= DNS_OK && d.status <= DNS_REFUSED && (d.n > 0) == (d.status == DNS_OK) && d.n_aliases <= LIMIT_ALIASES);
	claim(str_eq(d.name, name) && d.type == type);
	for (size_t i = 0; i < d.n_aliases; i++)
		claim(is_name(d.aliases[i]));
	for (size_t i = 0; i < d.n; i++) {
		claim(is_name(d.v[i].name) && d.v[i].wire.len <= UINT16_MAX && d.v[i].ttl <= INT32_MAX);
		claim(d.n_aliases == 0 || str_eq(d.v[i].name, d.aliases[d.n_aliases - 1]));
	}
	if (type)
		round_trip(d.v, d.n, type, a);
	for (size_t i = 0; i < sizeof types / sizeof *types && in.len <= UINT16_MAX; i++) {
		Str as_text = dns_rdata_text(types[i], in, a);

		if (dns_record(types[i], in, a, &r))
			round_trip(&r, 1, types[i], a);
		else
			claim(str_starts(as_text, STR("\\#")));
	}
}

FUZZ(law)
