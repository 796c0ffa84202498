/* dns.h - a question to the DNS and its answer, apart from who gives it.
 *
 * Names are text without the closing dot, in lower case: every dot divides labels, every other byte of a question stands for itself.  In names that
 * come from answers and files a dot, a backslash or a control byte inside a label is written \DDD (RFC 4343 2.1), so that nobody mistakes it. */
#ifndef WORLD_DNS_H
#define WORLD_DNS_H

#include "base/arena.h"

#define DNS_TYPES(X) \
	X(A, 1)  X(NS, 2)  X(CNAME, 5)  X(SOA, 6)  X(PTR, 12)  X(MX, 15)  X(TXT, 16)  X(AAAA, 28)  X(SRV, 33)  X(DNAME, 39)  X(DS, 43) \
	X(DNSKEY, 48)  X(TLSA, 52)  X(SPF, 99)  X(CAA, 257)
#define X(id, n) DNS_TYPE_##id = n,
typedef enum { DNS_TYPES(X) } DnsType;
#undef X

/* What became of a question.  No such record, failed and not asked stay apart all the way to the report. */
#define DNS_STATUSES(X) \
	X(PENDING,   "pending",   "asked, and not answered yet") \
	X(OK,        "ok",        "records") \
	X(NODATA,    "nodata",    "the name exists, and has no record of this type") \
	X(NXDOMAIN,  "nxdomain",  "no such name") \
	X(SERVFAIL,  "servfail",  "the name servers failed") \
	X(REFUSED,   "refused",   "the name server refuses to answer") \
	X(TIMEOUT,   "timeout",   "no answer in time") \
	X(BOGUS,     "bogus",     "the answer's DNSSEC signatures do not hold") \
	X(BAD_NAME,  "bad-name",  "no name of the DNS: a label is empty or longer than 63 bytes, or all is longer than 253") \
	X(NOT_ASKED, "not-asked", "nobody was asked")
#define X(id, name, text) DNS_##id,
typedef enum { DNS_STATUSES(X) DNS_STATUS_COUNT } DnsStatus;
#undef X

extern const char *const dns_status_name[DNS_STATUS_COUNT], *const dns_status_text[DNS_STATUS_COUNT];

/* There is no such record (RFC 7208 4.6.4 counts these as void). */
static inline bool dns_void(DnsStatus s)   { return s == DNS_NODATA || s == DNS_NXDOMAIN; }
/* It is not known whether there is one. */
static inline bool dns_failed(DnsStatus s) { return s == DNS_SERVFAIL || s == DNS_REFUSED || s == DNS_TIMEOUT || s == DNS_BOGUS || s == DNS_NOT_ASKED; }

typedef enum { DNSSEC_UNKNOWN, DNSSEC_INSECURE, DNSSEC_SECURE, DNSSEC_BOGUS } Dnssec;
extern const char *const dnssec_name[];                 /* "unknown", "insecure", "secure", "bogus" */

typedef struct {
	Str name;                               /* whose record it is: the end of the chain of aliases */
	uint32_t ttl;                           /* seconds */
	uint16_t preference;                    /* of an MX */
	Str data;                               /* A, AAAA: 4 or 16 bytes.  TXT, SPF: the strings joined.  MX, PTR, CNAME, NS, DNAME, SRV: the name.  SOA: MNAME.  Others: wire */
	Str wire;                               /* the RDATA, names in it uncompressed and in the case in which they came */
} DnsRecord;

typedef struct {
	DnsStatus status;
	Dnssec dnssec;
	Str name;                               /* that was asked for */
	DnsType type;
	DnsRecord *v;                           /* of this type only; aliases that were followed are in `aliases` */
	size_t n;
	Str *aliases;                           /* the CNAME chain: targets, in order */
	size_t n_aliases;
	Str why;                                /* where it failed: the reason in words ("validation failure: signature expired"); else "" */
	Str who;                                /* who answered: "192.0.2.53", "own recursion", "zone file zone.txt" */
} DnsAnswer;

/* Are two answers alike, in every field but who gave them? */
bool dns_same(const DnsAnswer *a, const DnsAnswer *b);

/* "TXT", "TYPE65"; and back, case ignored: 0 where it is none. */
Str     dns_type_name(DnsType type, Arena *keep);
DnsType dns_type_of(Str name);

/* s as a name in the form above: lower case, no closing dot.  false where it is none (DNS_BAD_NAME); the root is "".  `out` has DNS_NAME_MAX bytes. */
enum { DNS_NAME_MAX = 256 };
bool dns_name(Str s, char *out, size_t *len);

/* Is name at or below the zone?  Both in the form above. */
bool dns_below(Str name, Str zone);

/* One record's RDATA in wire form, without compression, as the fields of DnsRecord; false where it is damaged.  Total.  out->wire is that of the
 * caller, and data lies in it where it can; name and ttl are left to him. */
bool dns_record(DnsType type, Str wire, Arena *keep, DnsRecord *out);

/* A whole DNS message (RFC 1035 4) that answers (name, type): follows its CNAMEs, at most LIMIT_ALIASES.  Total: false where it is damaged, cut off or
 * answers another question, out->status then says SERVFAIL and why.  dnssec stays unknown; nothing of the message is pointed at. */
bool dns_message(Str message, Str name, DnsType type, Arena *keep, DnsAnswer *out);

/* RDATA as a master file writes it: TXT "…" "…", MX 10 name., and RFC 3597 \# where there is no form, or it is damaged.  Read again it is the same wire. */
Str dns_rdata_text(DnsType type, Str wire, Arena *keep);

#endif
