/* keyworld.h - a World of a few TXT records, for tests: what is not in it does not exist. */
#ifndef KEYWORLD_H
#define KEYWORLD_H

#include "world/world.h"

enum { KEYWORLD_MOST = 64 };

typedef struct {
	World world;                            /* first */
	int64_t clock;
	DnsAnswer v[KEYWORLD_MOST];
	DnsRecord records[KEYWORLD_MOST];
	size_t n;
	size_t asked;
} KeyWorld;

static inline const DnsAnswer *keyworld_ask(World *w, Str name, DnsType type)
{
	static const DnsAnswer none = { .status = DNS_NXDOMAIN, .name = { "", 0 }, .why = { "", 0 }, .who = { "test", 4 } };
	KeyWorld *k = (KeyWorld *)w;

	k->asked++;
	for (size_t i = 0; i < k->n; i++)
		if (type == DNS_TYPE_TXT && str_ieq(k->v[i].name, name))
			return &k->v[i];
	return &none;
}

static inline int64_t keyworld_now(World *w) { return ((KeyWorld *)w)->clock; }
static inline bool keyworld_wait(World *w)   { (void)w; return false; }
static inline void keyworld_close(World *w)  { (void)w; }

static inline void keyworld_begin(KeyWorld *k, int64_t now)
{
	memset(k, 0, sizeof *k);
	k->world = (World){ keyworld_ask, keyworld_now, keyworld_wait, keyworld_close };
	k->clock = now;
}

/* A name that is there already gets a second record. */
static inline void keyworld_txt(KeyWorld *k, Str name, Str text)
{
	DnsRecord *r = &k->records[k->n];
	DnsAnswer *a = k->n ? &k->v[k->n - 1] : NULL;

	if (k->n == KEYWORLD_MOST)
		return;
	*r = (DnsRecord){ .name = name, .data = text, .wire = STR("") };
	if (a && str_ieq(a->name, name)) {          /* records of one name stand together */
		k->v[k->n] = (DnsAnswer){ .status = DNS_NXDOMAIN, .name = STR("") };
		a->n++;
	} else {
		k->v[k->n] = (DnsAnswer){ .status = DNS_OK, .name = name, .type = DNS_TYPE_TXT, .v = r, .n = 1, .why = STR(""), .who = STR("test") };
	}
	k->n++;
}

static inline void keyworld_status(KeyWorld *k, Str name, DnsStatus status)
{
	if (k->n < KEYWORLD_MOST)
		k->v[k->n++] = (DnsAnswer){ .status = status, .name = name, .type = DNS_TYPE_TXT, .why = STR(""), .who = STR("test") };
}

#endif
