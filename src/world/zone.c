/* zone.c - the names of a zone file, in a hash table; look-ups by RFC 1034, wildcards by RFC 4592, DNAME by RFC 6672. */
#include "world/zone.h"
#include "world/dname.h"
#include "base/limits.h"

enum { FIRST = 256 };                           /* slots of a new table; a power of two, at most half of them used */

Zone zone_new(Arena *keep)
{
	return (Zone){ .keep = keep, .slots = take(keep, ZoneNode *, FIRST), .cap = FIRST, .seen = take(keep, struct ZoneSeen, FIRST), .seen_cap = FIRST };
}

static uint64_t hash_of(Str name)
{
	return str_hash(name, STR_HASH_START) * 0x9e3779b97f4a7c15ull;
}

static ZoneNode **slot_of(const Zone *z, uint64_t hash, Str name)
{
	for (size_t i = (size_t)(hash >> 32); ; i++) {
		ZoneNode **slot = &z->slots[i & (z->cap - 1)];

		if (!*slot || ((*slot)->hash == hash && str_eq((*slot)->name, name)))
			return slot;
	}
}

static void wider(Zone *z)
{
	ZoneNode **old = z->slots;
	size_t n = z->cap;

	z->slots = take(z->keep, ZoneNode *, n * 2);
	z->cap = n * 2;
	for (size_t i = 0; i < n; i++)
		if (old[i])
			*slot_of(z, old[i]->hash, old[i]->name) = old[i];
}

const ZoneNode *zone_node(const Zone *z, Str name)
{
	return *slot_of(z, hash_of(name), name);
}

static Str parent_of(Str name)
{
	Str label;

	return str_cut(name, '.', &label);
}

/* The text of a name is that of all names above it, too. */
ZoneNode *zone_name(Zone *z, Str name, bool exists)
{
	ZoneNode *first = NULL;
	bool copied = false;

	for (;; name = parent_of(name)) {
		if (z->n * 2 >= z->cap)
			wider(z);
		uint64_t hash = hash_of(name);
		ZoneNode **slot = slot_of(z, hash, name);

		if (!*slot) {
			name = copied ? name : arena_str(z->keep, name);
			copied = true;
			*slot = take(z->keep, ZoneNode, 1);
			**slot = (ZoneNode){ .name = name, .hash = hash };
			z->n++;
			z->wildcards |= str_starts(name, STR("*.")) || str_eq(name, STR("*"));
		}
		bool known = (*slot)->exists;

		first = first ? first : *slot;
		(*slot)->exists |= exists;
		if (!exists || known || name.len == 0)
			return first;
	}
}

const ZoneSet *zone_set(const ZoneNode *node, SetKind kind, DnsType type)
{
	for (const ZoneSet *s = node ? node->sets : NULL; s; s = s->next)
		if (s->kind == kind && s->type == type)
			return s;
	return NULL;
}

ZoneSet *zone_add_set(Zone *z, ZoneNode *node, SetKind kind, DnsType type)
{
	ZoneSet **at = &node->sets;
	int n = 0;

	for (; *at && !((*at)->kind == kind && (*at)->type == type); n++)
		at = &(*at)->next;
	if (!*at && n < ZONE_SETS) {
		*at = take(z->keep, ZoneSet, 1);
		**at = (ZoneSet){ .kind = kind, .type = type, .why = STR("") };
	}
	return *at;
}

/* Was this very record there before?  It is from now on. */
static bool seen_before(Zone *z, const ZoneNode *node, DnsType type, Str wire)
{
	uint64_t hash = str_hash(wire, node->hash ^ (uint64_t)type) * 0x9e3779b97f4a7c15ull;
	size_t i = (size_t)(hash >> 32);

	for (; z->seen[i & (z->seen_cap - 1)].node; i++) {
		const struct ZoneSeen *s = &z->seen[i & (z->seen_cap - 1)];

		if (s->hash == hash && s->node == node && s->type == type && str_eq(s->wire, wire))
			return true;
	}
	z->seen[i & (z->seen_cap - 1)] = (struct ZoneSeen){ hash, node, wire, type };
	z->n_seen++;
	return false;
}

static void seen_wider(Zone *z)
{
	struct ZoneSeen *old = z->seen;
	size_t n = z->seen_cap;

	z->seen = take(z->keep, struct ZoneSeen, n * 2);
	z->seen_cap = n * 2;
	for (size_t i = 0; i < n; i++)
		if (old[i].node) {
			size_t at = (size_t)(old[i].hash >> 32);

			while (z->seen[at & (z->seen_cap - 1)].node)
				at++;
			z->seen[at & (z->seen_cap - 1)] = old[i];
		}
}

bool zone_add(Zone *z, ZoneNode *node, DnsType type, DnsRecord r)
{
	ZoneSet *set = zone_add_set(z, node, SET_RECORDS, type);

	if (!set)
		return false;
	if (z->n_seen * 2 >= z->seen_cap)
		seen_wider(z);
	if (seen_before(z, node, type, r.wire))
		return true;
	if (set->n == set->cap) {                       /* most sets have one record: they begin small */
		DnsRecord *more = take(z->keep, DnsRecord, set->cap * 2 + 1);

		if (set->n)
			memcpy(more, set->v, set->n * sizeof *more);
		set->v = more;
		set->cap = set->cap * 2 + 1;
	}
	r.name = node->name;
	set->v[set->n++] = r;
	z->dnames |= type == DNS_TYPE_DNAME;
	return true;
}

ZoneFound zone_find_at(const ZoneNode *node, DnsType type)
{
	const ZoneSet *s = zone_set(node, SET_STATUS, type);

	if (!node)
		return (ZoneFound){ ZONE_NO_NAME, NULL, STR(""), false };
	if (s || (s = zone_set(node, SET_STATUS, (DnsType)0)))
		return (ZoneFound){ ZONE_STATUS, s, STR(""), false };
	if ((s = zone_set(node, SET_RECORDS, type)))
		return (ZoneFound){ ZONE_RECORDS, s, STR(""), false };
	if ((s = zone_set(node, SET_RECORDS, DNS_TYPE_CNAME)))
		return (ZoneFound){ ZONE_ALIAS, s, s->v[0].data, false };
	if ((s = zone_set(node, SET_DELETED, type)) || (s = zone_set(node, SET_DELETED, (DnsType)0)))
		return (ZoneFound){ ZONE_DELETED, s, STR(""), false };
	return (ZoneFound){ node->exists ? ZONE_NO_DATA : ZONE_NO_NAME, NULL, STR(""), false };
}

/* The highest DNAME above a name: what is below a DNAME does not exist (RFC 6672 2.4). */
static const ZoneSet *dname_above(const Zone *z, Str name)
{
	const ZoneSet *found = NULL;

	while (z->dnames && name.len) {
		name = parent_of(name);
		const ZoneSet *s = zone_set(zone_node(z, name), SET_RECORDS, DNS_TYPE_DNAME);

		found = s ? s : found;
	}
	return found;
}

/* The CNAME that a DNAME makes, for who asks for that itself (RFC 6672 3.1). */
static ZoneFound made_alias(const ZoneSet *dname, Str name, Str target, Arena *keep)
{
	ZoneSet *set = take(keep, ZoneSet, 1);
	char wire[DNAME_WIRE_MAX];

	set->v = take(keep, DnsRecord, 1);
	set->n = 1;
	dns_record(DNS_TYPE_CNAME, arena_str(keep, (Str){ wire, dname_wire(target, wire) }), keep, set->v);
	set->v->ttl = dname->v[0].ttl;
	set->v->name = arena_str(keep, name);
	return (ZoneFound){ ZONE_RECORDS, set, STR(""), false };
}

ZoneFound zone_find_plain(const Zone *z, Str name, DnsType type, Arena *keep)
{
	const ZoneSet *dname = dname_above(z, name);
	char text[DNAME_TEXT_MAX];
	size_t len;

	if (!dname)
		return zone_find_at(zone_node(z, name), type);
	bool fits = dname_replace(name, dname->v[0].name, dname->v[0].data, text, &len);
	Str target = arena_str(keep, (Str){ text, len });
	if (fits && type == DNS_TYPE_CNAME)
		return made_alias(dname, name, target, keep);
	return (ZoneFound){ ZONE_ALIAS, dname, target, !fits };
}

const ZoneNode *zone_wildcard(const Zone *z, Str name)
{
	char text[DNAME_TEXT_MAX + 2] = "*.";

	memcpy(text + 2, name.at, name.len);
	return zone_node(z, (Str){ text, name.len ? name.len + 2 : 1 });
}

ZoneFound zone_find(const Zone *z, Str name, DnsType type, Arena *keep)
{
	ZoneFound f = zone_find_plain(z, name, type, keep);
	const ZoneNode *encloser = NULL;

	if (f.is != ZONE_NO_NAME || !z->wildcards)
		return f;
	while (name.len && !(encloser && encloser->exists)) {
		name = parent_of(name);
		encloser = zone_node(z, name);
	}
	return encloser ? zone_find_at(zone_wildcard(z, name), type) : f;
}

Dnssec zone_dnssec(const Zone *z, Str name, Dnssec otherwise)
{
	if (!z->verdicts)
		return otherwise;
	for (;; name = parent_of(name)) {
		const ZoneNode *node = zone_node(z, name);

		if (node && node->verdict)
			return node->dnssec;
		if (name.len == 0)
			return otherwise;
	}
}

Dnssec zone_weaker(Dnssec a, Dnssec b)
{
	static const unsigned char rank[] = { [DNSSEC_BOGUS] = 0, [DNSSEC_INSECURE] = 1, [DNSSEC_UNKNOWN] = 2, [DNSSEC_SECURE] = 3 };

	return rank[a] < rank[b] ? a : b;
}

const WorldPage *zone_page(const Zone *z, Str url)
{
	for (size_t i = 0; i < z->pages.n; i++)
		if (str_eq(z->pages.v[i].url, url))
			return &z->pages.v[i];
	return NULL;
}

bool zone_add_page(Zone *z, WorldPage page)
{
	if (z->pages.n == ZONE_PAGES || zone_page(z, page.url))
		return false;
	*arena_push(z->keep, &z->pages) = page;
	return true;
}

bool zone_answer(const Zone *z, Str name, DnsAnswer *out)
{
	const ZoneSet *set = zone_set(zone_node(z, name), SET_ANSWER, out->type);
	Str asked = out->name;

	if (set)
		*out = *set->answer;
	out->name = asked;
	return set != NULL;
}

void zone_fail(DnsAnswer *out, DnsStatus status, Str why)
{
	out->status = status;
	out->why = why;
	out->dnssec = status == DNS_BOGUS ? DNSSEC_BOGUS : dns_failed(status) ? DNSSEC_UNKNOWN : out->dnssec;
}

/* The records of the set, as records of `name`: that of a wildcard is another. */
static void records(const ZoneSet *set, Str name, Arena *keep, DnsAnswer *out)
{
	out->status = DNS_OK;
	out->v = set->v;
	out->n = set->n;
	if (str_eq(set->v[0].name, name))
		return;
	name = arena_str(keep, name);
	out->v = take(keep, DnsRecord, set->n);
	memcpy(out->v, set->v, set->n * sizeof *set->v);
	for (size_t i = 0; i < set->n; i++)
		out->v[i].name = name;
}

static const char *alias_wrong(const ZoneFound *f, const DnsAnswer *out)
{
	if (f->too_long)
		return "an alias leads to a name that is too long";
	for (size_t i = 0; i < out->n_aliases; i++)
		if (str_eq(out->aliases[i], f->target))
			return "the aliases lead in a circle";
	return out->n_aliases == LIMIT_ALIASES ? "the chain of aliases is too long" : NULL;
}

bool zone_step(const Zone *z, const ZoneFound *f, Str *name, Dnssec otherwise, Arena *keep, DnsAnswer *out)
{
	const char *wrong = f->is == ZONE_ALIAS ? alias_wrong(f, out) : NULL;

	out->dnssec = zone_weaker(out->dnssec, zone_dnssec(z, *name, otherwise));
	if (f->is == ZONE_RECORDS)
		records(f->set, *name, keep, out);
	else if (f->is == ZONE_STATUS)
		zone_fail(out, f->set->status, f->set->why);
	else if (wrong)
		zone_fail(out, DNS_SERVFAIL, str_of(wrong));
	else if (f->is != ZONE_ALIAS)
		out->status = f->is == ZONE_NO_DATA ? DNS_NODATA : DNS_NXDOMAIN;
	if (f->is != ZONE_ALIAS || wrong)
		return false;
	if (!out->aliases)
		out->aliases = take(keep, Str, LIMIT_ALIASES);
	out->aliases[out->n_aliases++] = *name = f->target;
	return true;
}
