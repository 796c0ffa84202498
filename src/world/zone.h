/* zone.h - what a zone file says, as names with their records: for the Worlds that are made of one.
 *
 * There is one view from the root.  Names are in the form of answers (dname.h).  Everything lies in the arena that the Zone was begun with. */
#ifndef WORLD_ZONE_H
#define WORLD_ZONE_H

#include "base/error.h"
#include "world/world.h"

typedef enum {
	SET_RECORDS,                            /* v, n */
	SET_STATUS,                             /* a directive: this status, and why */
	SET_DELETED,                            /* a directive of an overlay */
	SET_ANSWER,                             /* a whole answer as it was recorded */
} SetKind;

typedef struct ZoneSet ZoneSet;
struct ZoneSet {
	ZoneSet *next;
	SetKind kind;
	DnsType type;                           /* 0: every type, of SET_STATUS and SET_DELETED */
	DnsStatus status;
	Str why;
	DnsRecord *v;                           /* in the order of the file; record.name is the owner */
	size_t n, cap;
	DnsAnswer *answer;
};

typedef struct {
	Str name;
	uint64_t hash;
	ZoneSet *sets;
	bool exists;                            /* it or a name below it has records, or a directive says so */
	Dnssec dnssec;                          /* at and below it, where `verdict` */
	bool verdict;
} ZoneNode;

typedef struct {
	Arena *keep;
	ZoneNode **slots;                       /* by hash of the name */
	size_t cap, n;
	struct ZoneSeen { uint64_t hash; const ZoneNode *node; Str wire; DnsType type; } *seen;     /* every record, so that none is there twice (RFC 2181 5.5) */
	size_t seen_cap, n_seen;
	struct { WorldPage *v; size_t n, cap; } pages;
	bool overlay;                           /* something may be deleted */
	bool wildcards, dnames, verdicts, has_now;  /* is there any? */
	int64_t now;
} Zone;

Zone zone_new(Arena *keep);

/* The name's node, made where it is missing (with the names above it, where it exists); zone_node: NULL where there is none. */
ZoneNode *zone_name(Zone *z, Str name, bool exists);
const ZoneNode *zone_node(const Zone *z, Str name);
const ZoneSet *zone_set(const ZoneNode *node, SetKind kind, DnsType type);

/* false, NULL: there are ZONE_SETS sets at that name already; a search goes through all of them. */
enum { ZONE_SETS = 500 };
bool zone_add(Zone *z, ZoneNode *node, DnsType type, DnsRecord r);
ZoneSet *zone_add_set(Zone *z, ZoneNode *node, SetKind kind, DnsType type);

/* The page behind the URL; NULL: none.  zone_add_page: false where there are ZONE_PAGES already, or that one is there. */
enum { ZONE_PAGES = 500 };
const WorldPage *zone_page(const Zone *z, Str url);
bool zone_add_page(Zone *z, WorldPage page);

/* The whole answer that was recorded for this question, if one was: true, and out is that. */
bool zone_answer(const Zone *z, Str name, DnsAnswer *out);

/* What stands at one name, aliases not followed. */
typedef enum { ZONE_NO_NAME, ZONE_NO_DATA, ZONE_RECORDS, ZONE_ALIAS, ZONE_STATUS, ZONE_DELETED } ZoneIs;
typedef struct {
	ZoneIs is;
	const ZoneSet *set;                     /* RECORDS: these, owned by the name, or by a wildcard above it.  STATUS: the directive's */
	Str target;                             /* ALIAS: "" and too_long where a DNAME leads to what is no name */
	bool too_long;
} ZoneFound;

/* Of a name, by RFC 1034 4.3.2 and RFC 4592 3.3.1; of a name, wildcards apart; of a node. */
ZoneFound zone_find(const Zone *z, Str name, DnsType type, Arena *keep);
ZoneFound zone_find_plain(const Zone *z, Str name, DnsType type, Arena *keep);
ZoneFound zone_find_at(const ZoneNode *node, DnsType type);

/* The node "*.name"; NULL where there is none. */
const ZoneNode *zone_wildcard(const Zone *z, Str name);

/* Whether the name's answers are secure: the verdict nearest above it; `otherwise` where there is none. */
Dnssec zone_dnssec(const Zone *z, Str name, Dnssec otherwise);

/* What was found at *name brings the answer a step on.  true: to the target of an alias, which is *name now; false: it is settled.
 * The answer is as secure as the least of its names; `otherwise`: where no verdict is on the name. */
bool zone_step(const Zone *z, const ZoneFound *f, Str *name, Dnssec otherwise, Arena *keep, DnsAnswer *out);

/* The weaker of two verdicts. */
Dnssec zone_weaker(Dnssec a, Dnssec b);

/* It failed: with a reason, and with no verdict but "bogus". */
void zone_fail(DnsAnswer *out, DnsStatus status, Str why);

#endif
