/* overlay.c - another World as it would be.
 *
 * A chain of aliases goes through both: where the base followed one, the overlay may have changed a name on its way. */
#include "world/answers.h"
#include "world/dname.h"
#include "world/master.h"
#include "base/limits.h"

enum { MEMORY = 64 << 20, MEMORY_EACH = 64 };           /* as for a zone file */

typedef struct {
	Answers answers;
	Zone zone;
	World *base;
	bool owns;
	Str who;
} Overlay;

/* What the base answers to a name in the form of answers: a question has control bytes and backslashes as they are. */
static const DnsAnswer *ask_base(const Overlay *o, Str name, DnsType type)
{
	char question[DNAME_TEXT_MAX];
	size_t n = 0;

	for (size_t i = 0; i < name.len; i++) {
		int byte = name.at[i] != '\\' ? -1 : (name.at[i + 1] - '0') * 100 + (name.at[i + 2] - '0') * 10 + name.at[i + 3] - '0';

		if (byte >= 0 && byte != '.') {
			question[n++] = (char)byte;
			i += 3;
		} else {
			question[n++] = name.at[i];
		}
	}
	return world_ask(o->base, (Str){ question, n }, type);
}

/* Does the overlay say anything about this name? */
static bool touches(const Overlay *o, Str name)
{
	const ZoneNode *node = zone_node(&o->zone, name);

	return o->zone.wildcards || o->zone.dnames || (node && (node->sets || node->exists));
}

static bool alias_deleted(const Overlay *o, Str name)
{
	const ZoneNode *node = zone_node(&o->zone, name);

	return zone_set(node, SET_DELETED, DNS_TYPE_CNAME) || zone_set(node, SET_DELETED, (DnsType)0);
}

static Str parent_of(Str name)
{
	Str label;

	return str_cut(name, '.', &label);
}

static bool same_records(const DnsAnswer *a, const DnsAnswer *b)
{
	bool same = a->status == DNS_OK && b->status == DNS_OK && a->n == b->n;

	for (size_t i = 0; same && i < a->n; i++)
		same = str_eq(a->v[i].wire, b->v[i].wire);
	return same;
}

static bool exists(const ZoneNode *node)
{
	return node && node->exists;
}

/* The overlay's wildcard for a name that neither has: that of the nearest name above it which one of them has (RFC 4592 3.3.1).  NULL: none.
 * *pending: the base does not know yet. */
static const ZoneNode *wildcard_for_new(const Overlay *o, Str name, DnsType type, bool *pending)
{
	while (o->zone.wildcards && name.len) {
		name = parent_of(name);
		const ZoneNode *w = zone_wildcard(&o->zone, name);

		if (exists(w))
			return w;
		if (exists(zone_node(&o->zone, name)))
			return NULL;
		DnsStatus status = ask_base(o, name, type)->status;

		*pending = status == DNS_PENDING;
		if (status != DNS_NXDOMAIN)
			return NULL;
	}
	return NULL;
}

/* The overlay's wildcard in place of the base's: where the base answers with the very records that it has at that wildcard. */
static const ZoneNode *wildcard_for_old(const Overlay *o, const DnsAnswer *base, Str name, DnsType type, bool *pending)
{
	while (o->zone.wildcards && name.len) {
		name = parent_of(name);
		const ZoneNode *w = zone_wildcard(&o->zone, name);

		if (!exists(w))
			continue;
		const DnsAnswer *old = ask_base(o, w->name, type);

		*pending = old->status == DNS_PENDING;
		return same_records(old, base) ? w : NULL;
	}
	return NULL;
}

/* What stands at one name: in the overlay; or f.is ZONE_NO_NAME, and *base answers. */
static ZoneFound look(Overlay *o, Str name, DnsType type, const DnsAnswer **base)
{
	static const ZoneFound nothing = { .is = ZONE_NO_DATA, .target = { "", 0 } }, ask = { .is = ZONE_NO_NAME, .target = { "", 0 } };
	static const DnsAnswer waiting = { .status = DNS_PENDING };
	ZoneFound f = zone_find_plain(&o->zone, name, type, &o->answers.keep);
	bool pending = false;

	if (f.is == ZONE_DELETED)
		return f.set->type || exists(zone_node(&o->zone, name)) ? nothing : f;
	if (f.is != ZONE_NO_NAME && f.is != ZONE_NO_DATA)
		return f;
	*base = ask_base(o, name, type);
	if ((*base)->status == DNS_PENDING)
		return ask;
	if ((*base)->n_aliases)
		return alias_deleted(o, name) ? nothing : ask;
	if (f.is == ZONE_NO_DATA)
		return (*base)->status == DNS_NXDOMAIN ? nothing : ask;
	const ZoneNode *w = (*base)->status == DNS_NXDOMAIN ? wildcard_for_new(o, name, type, &pending) : wildcard_for_old(o, *base, name, type, &pending);
	if (pending)
		*base = &waiting;
	return w ? zone_find_at(w, type) : ask;
}

/* Does the overlay leave the whole chain of the base alone? */
static bool leaves_alone(const Overlay *o, const DnsAnswer *base)
{
	for (size_t i = 0; i < base->n_aliases; i++)
		if (touches(o, base->aliases[i]))
			return false;
	return true;
}

/* Then it is taken over as it is, whatever its length, and also where it leads in a circle. */
static void adopt_chain(const Overlay *o, const DnsAnswer *base, Str *name, DnsAnswer *out)
{
	for (size_t i = 0; i < base->n_aliases; i++) {
		out->dnssec = zone_weaker(out->dnssec, zone_dnssec(&o->zone, *name, base->dnssec));
		*name = base->aliases[i];
	}
	out->aliases = base->aliases;
	out->n_aliases = base->n_aliases;
}

/* The base's aliases up to the first that the overlay has a say in: true where there is one, and *name is that.  Else the answer is the base's. */
static bool adopt(Overlay *o, const DnsAnswer *base, Str *name, DnsAnswer *out)
{
	out->status = base->status;
	if (base->status == DNS_PENDING) {
		out->n_aliases = 0;
		return false;
	}
	bool whole = out->n_aliases == 0 && leaves_alone(o, base);

	if (whole)
		adopt_chain(o, base, name, out);
	for (size_t i = 0; !whole && i < base->n_aliases; i++) {
		ZoneFound f = { .is = ZONE_ALIAS, .target = base->aliases[i] };

		if (!zone_step(&o->zone, &f, name, base->dnssec, &o->answers.keep, out))
			return false;
		if (touches(o, f.target))
			return true;
	}
	out->v = base->v;
	out->n = base->n;
	out->why = base->why;
	out->who = base->who;
	out->dnssec = dns_failed(base->status) ? base->dnssec : zone_weaker(out->dnssec, zone_dnssec(&o->zone, *name, base->dnssec));
	return false;
}

/* Until an alias leads nowhere else.  What pends begins anew the next time. */
static void resolve(Answers *s, DnsAnswer *out, bool again)
{
	Overlay *o = (Overlay *)s;
	char text[DNAME_TEXT_MAX];
	Str name = { text, dname_question(out->name, text) };
	const DnsAnswer *base = NULL;
	bool on = true;

	(void)again;
	if (zone_answer(&o->zone, name, out)) {
		out->who = o->who;
		return;
	}
	out->dnssec = DNSSEC_SECURE;
	out->aliases = NULL;
	out->n_aliases = 0;
	while (on) {
		ZoneFound f = look(o, name, out->type, &base);
		bool own = f.is != ZONE_NO_NAME;

		on = own ? zone_step(&o->zone, &f, &name, DNSSEC_INSECURE, &s->keep, out) : adopt(o, base, &name, out);
		if (own && !on)
			out->who = o->who;
	}
}

static const DnsAnswer *ask(World *w, Str name, DnsType type)
{
	return answers_ask((Answers *)w, name, type, resolve);
}

static int64_t now(World *w)
{
	Overlay *o = (Overlay *)w;

	return o->zone.has_now ? o->zone.now : world_now(o->base);
}

static bool await(World *w)
{
	return world_wait(((Overlay *)w)->base);
}

static const WorldPage *fetch(World *w, Str url)
{
	const Overlay *o = (const Overlay *)w;
	const WorldPage *page = zone_page(&o->zone, url);

	return page ? page : world_fetch(o->base, url);
}

static void shut(World *w)
{
	Overlay *o = (Overlay *)w;

	if (o->owns)
		world_close(o->base);
	answers_close(&o->answers);
}

typedef struct { Str text; const char *name; Err *err; bool read; } Opening;

static void read_all(Answers *s, void *arg)
{
	Overlay *o = (Overlay *)s;
	Opening *opening = arg;

	o->who = arena_join(&s->keep, STR("overlay "), str_of(opening->name));
	o->zone = zone_new(&s->keep);
	o->zone.overlay = true;
	opening->read = master_read(&o->zone, opening->text, opening->name, opening->err);
}

World *overlay_open(World *base, Str text, const char *name, bool owns, Err *err)
{
	Opening opening = { text, name, err, false };
	Overlay *o = answers_open(sizeof *o, MEMORY + text.len * MEMORY_EACH);

	if (!o) {
		err_set(err, EX_OSERR, "%s: no memory for it", name);
		return NULL;
	}
	o->answers.world = (World){ ask, now, await, shut, fetch };
	o->base = base;
	if (!answers_guard(&o->answers, read_all, &opening))
		err_set(err, EX_DATAERR, "%s: what it says takes too much memory", name);
	if (opening.read) {
		o->owns = owns;
		return &o->answers.world;
	}
	answers_close(&o->answers);
	return NULL;
}
