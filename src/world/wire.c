/* wire.c - records and messages as the DNS sends them (RFC 1035 4). */
#include "world/dns.h"
#include "world/dname.h"
#include "world/rdata.h"
#include "base/buf.h"
#include "base/limits.h"

enum { HEADER = 12, CLASS_IN = 1, RCODE_SERVFAIL = 2, RCODE_NXDOMAIN = 3, RCODE_REFUSED = 5, FLAG_ANSWER = 0x8000, FLAG_TRUNCATED = 0x0200 };

static Str name_at(Str wire, Arena *keep)
{
	char text[DNAME_TEXT_MAX];

	return arena_str(keep, (Str){ text, dname_text(str_take(wire, dname_length(wire)), text) });
}

/* The strings of a TXT record joined (RFC 7208 3.3); one is not copied. */
static Str strings_joined(Str wire, Arena *keep)
{
	size_t n = 0;
	char *out;

	if (wire.len == (size_t)(unsigned char)wire.at[0] + 1)
		return str_drop(wire, 1);
	out = take(keep, char, wire.len);
	for (Str s = wire; s.len; ) {
		size_t len = (unsigned char)s.at[0];

		memcpy(out + n, s.at + 1, len);
		n += len;
		s = str_drop(s, len + 1);
	}
	return (Str){ out, n };
}

/* Where the name stands in the RDATA of the types that are one, and a number before it. */
static int name_offset(DnsType type)
{
	switch (type) {
	case DNS_TYPE_NS: case DNS_TYPE_CNAME: case DNS_TYPE_PTR: case DNS_TYPE_DNAME: case DNS_TYPE_SOA: return 0;
	case DNS_TYPE_MX:  return 2;
	case DNS_TYPE_SRV: return 6;
	default:           return -1;
	}
}

bool dns_record(DnsType type, Str wire, Arena *keep, DnsRecord *out)
{
	int offset = name_offset(type);

	*out = (DnsRecord){ .name = STR(""), .data = wire, .wire = wire };
	if (!rdata_sound(type, wire))
		return false;
	if (type == DNS_TYPE_TXT || type == DNS_TYPE_SPF)
		out->data = strings_joined(wire, keep);
	if (offset >= 0)
		out->data = name_at(str_drop(wire, (size_t)offset), keep);
	if (type == DNS_TYPE_MX)
		out->preference = (uint16_t)((unsigned char)wire.at[0] << 8 | (unsigned char)wire.at[1]);
	return true;
}

/* A record of a message, where it stands. */
typedef struct { size_t name, data, len; uint64_t hash; DnsType type; unsigned class; uint32_t ttl; } Found;     /* hash: of its owner as text */
typedef struct { Str bytes; Found *v; size_t n, cap; } Section;

static unsigned two(Str m, size_t at)
{
	return (unsigned)(unsigned char)m.at[at] << 8 | (unsigned char)m.at[at + 1];
}

/* The records of the answer section; false where one reaches past the end. */
static bool section_read(Str m, size_t at, unsigned count, Arena *keep, Section *out)
{
	char name[DNAME_WIRE_MAX], text[DNAME_TEXT_MAX];

	*out = (Section){ .bytes = m };
	for (unsigned i = 0; i < count; i++) {
		Found f = { .name = at };

		size_t n = dname_expand(m, at, name, &at);

		if (!n || m.len - at < 10)
			return false;
		f.hash = str_hash((Str){ text, dname_text((Str){ name, n }, text) }, STR_HASH_START);
		f.type = (DnsType)two(m, at);
		f.class = two(m, at + 2);
		f.ttl = (uint32_t)two(m, at + 4) << 16 | two(m, at + 6);
		f.ttl = f.ttl >> 31 ? 0 : f.ttl;                /* RFC 2181 8 */
		f.len = two(m, at + 8);
		f.data = at + 10;
		if (f.len > m.len - f.data)
			return false;
		at = f.data + f.len;
		*arena_push(keep, out) = f;
	}
	return true;
}

/* The name at `at`, in the form of answers; it was found sound before. */
static Str text_at(Str m, size_t at, char out[DNAME_TEXT_MAX])
{
	char wire[DNAME_WIRE_MAX];
	size_t n = dname_expand(m, at, wire, &at);

	return (Str){ out, dname_text((Str){ wire, n }, out) };
}

/* The first record of `type`, at or after *i, whose owner is name. */
static const Found *section_find(const Section *s, Str name, DnsType type, size_t *i)
{
	uint64_t hash = str_hash(name, STR_HASH_START);
	char text[DNAME_TEXT_MAX];

	while (*i < s->n) {
		const Found *f = &s->v[(*i)++];

		if (f->type == type && f->class == CLASS_IN && f->hash == hash && str_eq(text_at(s->bytes, f->name, text), name))
			return f;
	}
	return NULL;
}

/* The DNAME of a name above this one, where its CNAME is missing (RFC 6672 3.1). */
static const Found *section_dname(const Section *s, Str name, Str *owner)
{
	while (name.len) {
		size_t i = 0;

		name = str_cut(name, '.', owner);
		const Found *f = section_find(s, name, DNS_TYPE_DNAME, &i);

		if (f) {
			*owner = name;
			return f;
		}
	}
	return NULL;
}

static bool fail(DnsAnswer *out, const char *why)
{
	out->status = DNS_SERVFAIL;
	out->why = str_of(why);
	return false;
}

static bool one_record(const Section *s, const Found *f, Arena *keep, DnsRecord *out)
{
	Str wire = STR("");
	bool sound = rdata_expand(f->type, s->bytes, f->data, f->len, keep, &wire) && dns_record(f->type, wire, keep, out);

	out->ttl = f->ttl;
	return sound;
}

typedef enum { ALIAS_NONE, ALIAS_FOUND, ALIAS_DAMAGED } Alias;

/* The target of the alias of `name`: of its own, or by a DNAME above it. */
static Alias alias_of(const Section *s, Str name, Arena *keep, Str *target)
{
	char text[DNAME_TEXT_MAX];
	DnsRecord r;
	size_t i = 0, len;
	const Found *f = section_find(s, name, DNS_TYPE_CNAME, &i);
	Str owner;

	if (f) {
		bool sound = one_record(s, f, keep, &r);

		*target = r.data;
		return sound ? ALIAS_FOUND : ALIAS_DAMAGED;
	}
	f = section_dname(s, name, &owner);
	if (!f)
		return ALIAS_NONE;
	if (!one_record(s, f, keep, &r) || !dname_replace(name, owner, r.data, text, &len))
		return ALIAS_DAMAGED;
	*target = arena_str(keep, (Str){ text, len });
	return ALIAS_FOUND;
}

/* The chain of aliases from *name on, as long as there is no record of the type itself; *name is its end. */
static bool follow(const Section *s, Str *name, DnsType type, Arena *keep, DnsAnswer *out)
{
	struct { Str *v; size_t n, cap; } chain = { 0 };

	for (size_t i = 0; type != DNS_TYPE_CNAME && !section_find(s, *name, type, &i); i = 0) {
		Str target;
		Alias alias = alias_of(s, *name, keep, &target);

		if (alias == ALIAS_NONE)
			break;
		if (alias == ALIAS_DAMAGED)
			return fail(out, "an alias in the answer is damaged");
		if (chain.n == LIMIT_ALIASES)
			return fail(out, "the chain of aliases is too long");
		*arena_push(keep, &chain) = *name = target;
		out->aliases = chain.v;
		out->n_aliases = chain.n;
	}
	return true;
}

static bool records(const Section *s, Str name, DnsType type, Arena *keep, DnsAnswer *out)
{
	struct { DnsRecord *v; size_t n, cap; } list = { 0 };
	const Found *f;

	for (size_t i = 0; (f = section_find(s, name, type, &i)); ) {
		DnsRecord r;

		if (!one_record(s, f, keep, &r))
			return fail(out, "a record of the answer is damaged");
		r.name = name;
		*arena_push(keep, &list) = r;
	}
	out->v = list.v;
	out->n = list.n;
	return true;
}

/* Is the message's question, where it repeats it, ours?  *at: behind it. */
static bool questions(Str m, Str name, DnsType type, size_t *at)
{
	char wire[DNAME_WIRE_MAX], text[DNAME_TEXT_MAX];

	for (unsigned i = 0; i < two(m, 4); i++) {
		size_t from = *at;

		if (!dname_expand(m, from, wire, at) || m.len - *at < 4)
			return false;
		if (!str_eq(text_at(m, from, text), name) || two(m, *at) != (unsigned)type)
			return false;
		*at += 4;
	}
	return true;
}

bool dns_message(Str m, Str name, DnsType type, Arena *keep, DnsAnswer *out)
{
	static const struct { unsigned rcode; DnsStatus status; } failed[] = { { RCODE_SERVFAIL, DNS_SERVFAIL }, { RCODE_REFUSED, DNS_REFUSED } };
	char text[DNAME_TEXT_MAX];
	Section answer;
	size_t at = HEADER;
	Str end;

	*out = (DnsAnswer){ .name = arena_str(keep, name), .type = type, .why = STR(""), .who = STR("") };
	if (m.len < HEADER || !(two(m, 2) & FLAG_ANSWER))
		return fail(out, "what came back is no answer of the DNS");
	end = arena_str(keep, (Str){ text, dname_question(name, text) });
	if (!questions(m, end, type, &at))
		return fail(out, "what came back answers another question");
	unsigned rcode = two(m, 2) & 15;
	for (size_t i = 0; i < sizeof failed / sizeof *failed; i++)
		if (rcode == failed[i].rcode) {
			out->status = failed[i].status;
			return true;
		}
	if (rcode != 0 && rcode != RCODE_NXDOMAIN) {
		Buf why = buf_new(keep);

		buf_format(&why, "the name server answers with code %u", rcode);
		out->status = DNS_SERVFAIL;
		out->why = buf_str(&why);
		return true;
	}
	if (two(m, 2) & FLAG_TRUNCATED)
		return fail(out, "the answer is cut off");
	if (!section_read(m, at, two(m, 6), keep, &answer))
		return fail(out, "the answer is damaged");
	if (!follow(&answer, &end, type, keep, out) || !records(&answer, end, type, keep, out))
		return false;
	out->status = out->n ? DNS_OK : rcode == RCODE_NXDOMAIN ? DNS_NXDOMAIN : DNS_NODATA;
	return true;
}
