/* spf_record.h - an SPF record as its terms, by the grammar of RFC 7208 12.
 *
 * No term is copied, and none is taken from an arena: a record of 64 KB costs what reading it costs.  spf_record reads it all
 * and says whether its syntax holds, for one error anywhere makes the whole record permerror (RFC 7208 4.6); spf_term then gives
 * its terms one by one.  Total: any bytes give an answer, and a term that cannot be read says what is wrong with it and where. */
#ifndef AUTH_SPF_RECORD_H
#define AUTH_SPF_RECORD_H

#include "base/ip.h"
#include "model/results.h"
#include "world/dns.h"

/* The terms: name, does it ask the DNS (RFC 7208 4.6.4), where the RFC has it. */
#define SPF_KINDS(X) \
	X(OTHER,    "",         false, "RFC 7208 6") \
	X(ALL,      "all",      false, "RFC 7208 5.1") \
	X(INCLUDE,  "include",  true,  "RFC 7208 5.2") \
	X(A,        "a",        true,  "RFC 7208 5.3") \
	X(MX,       "mx",       true,  "RFC 7208 5.4") \
	X(PTR,      "ptr",      true,  "RFC 7208 5.5") \
	X(IP4,      "ip4",      false, "RFC 7208 5.6") \
	X(IP6,      "ip6",      false, "RFC 7208 5.6") \
	X(EXISTS,   "exists",   true,  "RFC 7208 5.7") \
	X(REDIRECT, "redirect", true,  "RFC 7208 6.1") \
	X(EXP,      "exp",      false, "RFC 7208 6.2")
#define X(id, name, asks, rfc) SPF_KIND_##id,
typedef enum { SPF_KINDS(X) SPF_KIND_COUNT } SpfKind;
#undef X
extern const char *const spf_kind_name[SPF_KIND_COUNT], *const spf_kind_rfc[SPF_KIND_COUNT];
extern const bool spf_kind_asks[SPF_KIND_COUNT];

typedef struct {
	SpfKind kind;                           /* OTHER: a modifier that nobody knows, or a term with an error */
	bool modifier;
	SpfResult result;                       /* what the check gives where this mechanism matches: its qualifier */
	Str text;                               /* the term: a slice of the record */
	Str domain;                             /* its domain-spec, before macros; "" where it has none.  Of an unknown modifier the macro-string */
	Ip net;                                 /* ip4, ip6 */
	int bits4, bits6;                       /* prefix lengths; 32 and 128 where none is written */
	const char *error;                      /* NULL: its syntax holds.  Else what is wrong … */
	Str wrong;                              /* … and which part of the term */
} SpfTerm;

typedef struct {
	Str text;
	Str terms;                              /* what stands behind the version */
	SpfTerm redirect, exp;                  /* kind OTHER where there is none */
	bool has_all;
	int asking;                             /* terms that ask the DNS, up to `all`: those behind it, and a redirect beside it, are ignored (RFC 7208 5.1, 6.1) */
	const char *error;                      /* of the first term that has one; NULL: the syntax holds */
	Str term, wrong;
} SpfRecord;

/* Does a TXT record begin with the version, and is so an SPF record (RFC 7208 4.5)? */
bool spf_is_record(Str text);

/* Read a whole record that spf_is_record.  Answers whether its syntax holds. */
bool spf_record(Str text, SpfRecord *out);

/* Take the next term off *rest, which begins as SpfRecord.terms; false where there is none. */
bool spf_term(Str *rest, SpfTerm *out);

/* Records that were read already in this check, told by where they stand: counting the tree and evaluating it read each of them
 * once. */
enum { SPF_RECORDS_KEPT = 16 };
typedef struct { Arena *keep; const SpfRecord *v[SPF_RECORDS_KEPT]; int n; } SpfReader;
const SpfRecord *spf_read(SpfReader *reader, Str text);

/* The SPF record among the TXT records of an answer (RFC 7208 4.5): the first one, and how many there are. */
int spf_select(const DnsAnswer *answer, Str *record);

#endif
