/* world.h - everything outside the input: names, policies behind https, and the clock.
 *
 * The engine reaches the outside through a World and in no other way, so that a test, a replay and a "what if" are the same program.
 *
 * world_ask never blocks.  What is not known yet is DNS_PENDING and is asked from then on; who meets it returns, and is run again once
 * world_wait answered.  Nothing is asked twice.  An answer belongs to the World and is good until world_close.
 *
 *	live        libunbound: own recursion, or a forwarder           zonefile    a master file with directives; never pends
 *	recorder    another World, and what was asked is written down   overlay     another World with records published, replaced, deleted
 *	empty       nothing is asked, and it says so */
#ifndef WORLD_WORLD_H
#define WORLD_WORLD_H

#include "base/buf.h"
#include "base/error.h"
#include "world/dns.h"

typedef struct World World;

/* ---- a page behind https ---- */

#define PAGE_STATUSES(X) \
	X(PENDING,     "pending",     "asked for, and not there yet") \
	X(OK,          "ok",          "the server answered; its code says how") \
	X(UNREACHABLE, "unreachable", "no connection to the server") \
	X(CERTIFICATE, "certificate", "the server's certificate does not hold") \
	X(TIMEOUT,     "timeout",     "not there in time") \
	X(TOO_LARGE,   "too-large",   "more than 64 KB") \
	X(BAD_URL,     "bad-url",     "no https URL") \
	X(NOT_ASKED,   "not-asked",   "nobody was asked")
#define X(id, name, text) PAGE_##id,
typedef enum { PAGE_STATUSES(X) PAGE_STATUS_COUNT } PageStatus;
#undef X
extern const char *const page_status_name[PAGE_STATUS_COUNT], *const page_status_text[PAGE_STATUS_COUNT];

enum { PAGE_BODY_MAX = 64 << 10, PAGE_URL_MAX = 2000 };

typedef struct {
	PageStatus status;
	Str url;                                    /* that was asked for */
	int code;                                   /* of HTTP: 200, 404; a redirect (3xx) is not followed (RFC 8461 3.3).  0: none came */
	Str type;                                   /* Content-Type, as it came; "" */
	Str body;                                   /* of a 200 */
	Str why;                                    /* where it failed, in words; else "" */
} WorldPage;

/* Are two pages alike? */
bool page_same(const WorldPage *a, const WorldPage *b);

/* A URL that may be fetched: https, a host, no password in it, and bytes that a URL is made of.  *host, with its port: a slice. */
bool page_url(Str url, Str *host);

/* ---- the World ---- */

struct World {                                      /* the first member of each kind */
	const DnsAnswer *(*ask)(World *, Str name, DnsType type);   /* name is checked and in the form of dns.h */
	int64_t (*now)(World *);                    /* seconds since 1970 */
	bool (*wait)(World *);                      /* until a pending question is answered; false where none is pending */
	void (*close)(World *);                     /* gives everything back, the World itself too */
	const WorldPage *(*fetch)(World *, Str url);    /* url is checked; NULL: this kind fetches nothing */
	size_t questions;                           /* that were asked of it so far, each once */
};

/* A name that is none gets an answer too: DNS_BAD_NAME. */
const DnsAnswer *world_ask(World *w, Str name, DnsType type);

/* The same, waited for: where nothing can begin without it. */
const DnsAnswer *world_answer(World *w, Str name, DnsType type);

/* Never blocks, as world_ask.  A page belongs to the World and is good until world_close; nothing is fetched twice. */
const WorldPage *world_fetch(World *w, Str url);

/* How many questions were asked so far, each counted once. */
static inline size_t  world_questions(const World *w)   { return w->questions; }
static inline int64_t world_now(World *w)   { return w->now(w); }
static inline bool    world_wait(World *w)  { return w->wait(w); }
static inline void    world_close(World *w) { if (w) w->close(w); }

/* Nothing is asked: DNS_NOT_ASKED.  The clock is `now`; 0: the system's. */
World *empty_open(int64_t now);

/* A master file (RFC 1035 5; $ORIGIN and $TTL; $INCLUDE is refused) with comment directives, one a line; docs/world.md tells people of them.  Names in them
 * are absolute; a TYPE that is missing or "*" is every type; WHY is the rest of the line, with the escapes of a master file.
 *	; !servfail NAME [TYPE] [WHY…]      and timeout, refused, bogus, not-asked, nodata, nxdomain: so ends whoever asks, whatever records there are
 *	; !nodata NAME              the name exists, though it has no records; hides none
 *	; !soa NAME MNAME SERIAL    what an SOA question for that zone answers
 *	; !secure NAME              answers at and below NAME are DNSSEC-secure; else they are insecure.  Likewise !insecure, !unknown: the nearest NAME says it
 *	; !https URL CODE [TYPE] "BODY"     what is behind a URL: HTTP's code, Content-Type (text/plain, where it is not given), the body as strings
 *	; !https URL STATUS [WHY…]  … that it cannot be had: unreachable, certificate, timeout, too-large, not-asked
 *	; !now TIME                 the clock: seconds since 1970, or 2026-11-17T07:45:15Z
 *	; !answer NAME TYPE STATUS DNSSEC       a whole answer to this one question, whatever the rest of the file says; behind it, each on its line,
 *	; !alias NAME               … its chain of aliases,   ; !why TEXT   … its reason,   ; !record TTL RDATA   … its records
 * One root view: an absent name is NXDOMAIN, one that only has names below it NODATA; wildcards (RFC 4592) and DNAME hold.  Records of one name keep
 * their order.  An answer that failed is of unknown security, or bogus.  Types that the DNS knows and DNS_TYPES lacks are passed over (their name
 * exists).  What cannot be read is an error with file name and line.  now: the clock where the file has no !now (0: the system's). */
World *zonefile_open(const char *path, int64_t now, Err *err);
World *zonefile_read(Str text, const char *name, int64_t now, Err *err);

/* Another World as it would be: (name, type) sets of the text replace those of `base` (a name that base lacks comes into being; an added CNAME hides the
 * name's other records); "; !delete NAME TYPE" removes one set (the name stays), "; !delete NAME" all of a name; the other directives hold, too.  Aliases lead
 * through both.  What it answers itself is insecure, unless "; !secure".  Closing it closes base where `owns`; where it fails base is the caller's. */
World *overlay_open(World *base, Str text, const char *name, bool owns, Err *err);

/* Another World, and what was asked and answered as a world file: replaying it gives the same answers in every field but who gave them, and the same time, for the
 * recorder's clock stands.  A question that pends is noted when it is answered.  recorder_text: what it has so far.  recorder_write writes that to path
 * (NULL: nowhere), once; the file is made when the recorder is opened.  Closing writes it where nobody did, and closes base. */
World *recorder_open(World *base, const char *path, Err *err);
Str    recorder_text(World *w, Arena *keep);
bool   recorder_write(World *w, Err *err);

typedef struct {
	const char *resolver;                       /* ADDR[:PORT] or ADDR[@PORT] of a forwarder; NULL: own recursion from the root */
	const char *anchor;                         /* a file of trust anchors; NULL: the system's root key; "": none, nothing is validated */
	const char *stubs;                          /* for tests: "ZONE ADDR@PORT, …", asked instead of recursing; NULL: none */
	int question_ms, total_ms;                  /* 0: 5000 and 30000 */
	int most;                                   /* questions altogether; 0: LIMIT_QUESTIONS */
	int64_t now;                                /* what the clock says; 0: the system's */
	const char *authorities;                    /* for tests: a file of certificates that are trusted instead of the system's */
	bool private_too;                           /* for tests: pages may be fetched from private addresses */
} LiveOptions;

/* The DNS itself, over libunbound.  Nothing is opened before the first question. */
World *live_open(const LiveOptions *options, Err *err);

#endif
