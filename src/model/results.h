/* results.h - what the examinations of a message's authentication gave.  auth fills these, exams weigh them, report prints them.
 *
 * `pending`: the World is still asking; nothing else holds then, and the examination runs again when it has answered.
 * Names of results: RFC 8601 2.7.  All Str live in the arena that was given, in the message or in answers of the World. */
#ifndef MODEL_RESULTS_H
#define MODEL_RESULTS_H

#include "model/evidence.h"
#include "model/trace.h"
#include "model/undo.h"

/* ---- SPF (RFC 7208) ---- */

#define SPF_RESULTS(X) \
	X(NONE,      "none",      "no record") \
	X(NEUTRAL,   "neutral",   "the record takes no side") \
	X(PASS,      "pass",      "the address is authorised") \
	X(FAIL,      "fail",      "the address is not authorised") \
	X(SOFTFAIL,  "softfail",  "the address is probably not authorised") \
	X(TEMPERROR, "temperror", "the DNS failed") \
	X(PERMERROR, "permerror", "the record cannot be evaluated")
#define SPF_PROBLEMS(X) \
	X(NONE,             "",                 "") \
	X(SYNTAX,           "syntax",           "the record cannot be parsed") \
	X(MULTIPLE_RECORDS, "multiple_records", "the domain publishes more than one SPF record") \
	X(LOOKUPS,          "lookups",          "more than 10 terms that ask the DNS") \
	X(VOIDS,            "voids",            "more than 2 questions without an answer") \
	X(NAMES,            "names",            "an mx with more than 10 hosts") \
	X(NO_RECORD,        "no_record",        "an include or redirect names a domain without an SPF record") \
	X(DNS,              "dns",              "the DNS failed")
#define X(id, name, text) SPF_##id,
typedef enum { SPF_RESULTS(X) SPF_RESULT_COUNT } SpfResult;
#undef X
#define X(id, name, text) SPF_PROBLEM_##id,
typedef enum { SPF_PROBLEMS(X) SPF_PROBLEM_COUNT } SpfProblem;
#undef X
extern const char *const spf_result_name[SPF_RESULT_COUNT], *const spf_result_text[SPF_RESULT_COUNT];
extern const char *const spf_problem_name[SPF_PROBLEM_COUNT], *const spf_problem_text[SPF_PROBLEM_COUNT];

typedef struct {
	SpfResult result;
	SpfProblem problem;
	bool pending;
	bool helo;                              /* the HELO identity was checked, for MAIL FROM is empty */
	Str domain;                             /* whose record was asked for, as A-labels */
	Str record;                             /* the record that decided, and whose it is: an included one, where the error stands there */
	Str record_domain;
	Str term;                               /* the term that decided: a slice of record; "" where none matched */
	Str why;                                /* a sentence */
	Str explanation;                        /* of a fail: exp= expanded, the domain's own text; where it has none that can be used, the default */
	bool explanation_default;               /* it is the default, not the domain's text */
	int lookups, voids;                     /* that the evaluation used (RFC 7208 4.6.4) */
	int terms_total;                        /* terms that ask the DNS in the whole tree, whatever stopped the evaluation */
	bool terms_more;                        /* the tree is too large to be counted: there are more */
} SpfCheck;

/* ---- DKIM (RFC 6376) ---- */

#define DKIM_RESULTS(X) \
	X(NONE,      "none",      "the message is not signed") \
	X(PASS,      "pass",      "the signature holds") \
	X(FAIL,      "fail",      "the signature does not hold") \
	X(POLICY,    "policy",    "the signature holds, and is not acceptable") \
	X(NEUTRAL,   "neutral",   "the signature could not be examined to the end") \
	X(TEMPERROR, "temperror", "the DNS failed") \
	X(PERMERROR, "permerror", "the signature or its key cannot be used")
#define DKIM_REASONS(X) \
	X(NONE,          "",              "") \
	X(NO_KEY,        "no_key",        "the selector publishes no key") \
	X(KEY_REVOKED,   "key_revoked",   "the key was revoked: its p= is empty") \
	X(KEY_DAMAGED,   "key_damaged",   "the key record cannot be read") \
	X(KEY_UNUSABLE,  "key_unusable",  "the key does not allow this use") \
	X(KEY_MISMATCH,  "key_mismatch",  "the published key is not the one that signed") \
	X(BODY_HASH,     "body_hash",     "the body was changed after it was signed") \
	X(HEADER,        "header",        "a signed header field was changed after signing") \
	X(KEY_OR_HEADER, "key_or_header", "the key is another one, or a signed header field was changed") \
	X(EXPIRED,       "expired",       "the signature has expired") \
	X(FUTURE,        "future",        "the signature was made in the future") \
	X(SYNTAX,        "syntax",        "the signature's field cannot be parsed") \
	X(WEAK_KEY,      "weak_key",      "an RSA key of less than 1024 bits (RFC 8301)") \
	X(SHA1,          "sha1",          "signed with SHA-1 (RFC 8301)") \
	X(DNS_ERROR,     "dns_error",     "the key could not be fetched") \
	X(UNCHECKED_HEADERS_ONLY, "unchecked_headers_only", "the header is as it was signed; the body is not at hand")
#define X(id, name, text) DKIM_##id,
typedef enum { DKIM_RESULTS(X) DKIM_RESULT_COUNT } DkimResult;
#undef X
#define X(id, name, text) DKIM_REASON_##id,
typedef enum { DKIM_REASONS(X) DKIM_REASON_COUNT } DkimReason;
#undef X
extern const char *const dkim_result_name[DKIM_RESULT_COUNT], *const dkim_result_text[DKIM_RESULT_COUNT];
extern const char *const dkim_reason_name[DKIM_REASON_COUNT], *const dkim_reason_text[DKIM_REASON_COUNT];

typedef struct {                                /* one signature */
	DkimResult result;
	DkimReason reason;
	bool pending;
	Str field;                              /* the DKIM-Signature field, as it stands in the message */
	Str d, s, i, a, c, b;                   /* its tags; d and s as A-labels, defaults filled in; b without blanks */
	Str h;                                  /* h=, as it stands */
	int64_t t, x, l;                        /* -1: absent */
	Str key_name, key_record;               /* "s._domainkey.d" and what was found there */
	int key_bits;                           /* of RSA; 256 for Ed25519; 0: no key */
	bool testing;                           /* the key says t=y */
	bool header_holds, body_holds;          /* as far as it was examined */
	bool oversigned_from;                   /* From is listed in h= once more than it occurs */
	size_t body_bytes, body_unsigned;       /* of the body: all, and those that l= leaves out */
	Str why;                                /* a sentence */
	bool unsigned_from;                     /* a From stands there that the signature does not cover: it holds, and says nothing about that author */
	Str signed_hash;                        /* of RSA, where the header was changed: the SHA-256 that was signed, 32 bytes; else "" */
	Str canonical_header, canonical_body;   /* what was hashed, where that was asked for and the hash does not agree */
	const Undo *undone;                     /* what was changed after signing; NULL: not looked for, or not found */
} DkimCheck;

typedef struct {
	DkimCheck *v;
	size_t n, cap;
	DkimResult result;                      /* of all together: pass where one passes, else that of the one that came farthest */
} DkimChecks;

/* ---- ARC (RFC 8617) ---- */

#define ARC_RESULTS(X) \
	X(NONE, "none", "no ARC set")  X(PASS, "pass", "the chain holds")  X(FAIL, "fail", "the chain is broken") \
	X(TEMPERROR, "temperror", "the DNS failed")
#define ARC_REASONS(X) \
	X(NONE,         "",             "") \
	X(TOO_MANY,     "too_many",     "more than 50 sets") \
	X(INCOMPLETE,   "incomplete",   "a set lacks one of its three fields, or has one twice") \
	X(GAP,          "gap",          "the instances are not 1, 2, 3 … without a gap") \
	X(SYNTAX,       "syntax",       "a field of a set cannot be parsed") \
	X(CV,           "cv",           "a seal says cv=fail, or cv= does not fit its place") \
	X(SEAL_FIELDS,  "seal_fields",  "a seal has a tag that it must not have (h=)") \
	X(MESSAGE,      "message",      "the newest ARC-Message-Signature does not hold") \
	X(SEAL,         "seal",         "an ARC-Seal does not hold") \
	X(DNS_ERROR,    "dns_error",    "a key could not be fetched")
#define X(id, name, text) ARC_##id,
typedef enum { ARC_RESULTS(X) ARC_RESULT_COUNT } ArcResult;
#undef X
#define X(id, name, text) ARC_REASON_##id,
typedef enum { ARC_REASONS(X) ARC_REASON_COUNT } ArcReason;
#undef X
extern const char *const arc_result_name[ARC_RESULT_COUNT], *const arc_result_text[ARC_RESULT_COUNT];
extern const char *const arc_reason_name[ARC_REASON_COUNT], *const arc_reason_text[ARC_REASON_COUNT];

typedef struct {                                /* one set */
	int instance;
	Str cv;
	DkimCheck message, seal;                /* the two signatures, as far as they were examined */
	Str results;                            /* the ARC-Authentication-Results, unfolded, without i= */
} ArcSet;

typedef struct {
	ArcResult result;
	ArcReason reason;
	bool pending;
	int instance;                           /* of the set that broke it, or of the newest */
	int oldest_pass;                        /* RFC 8617 5.2: 0 where all message signatures hold; else the oldest instance from which on they do */
	Str why;
	ArcSet *v;
	size_t n, cap;
} ArcCheck;

/* ---- DMARC (RFC 9989) ---- */

#define DMARC_RESULTS(X) \
	X(NONE,      "none",      "no DMARC record")  X(PASS, "pass", "an aligned SPF or DKIM passes") \
	X(FAIL,      "fail",      "neither SPF nor DKIM passes aligned") \
	X(TEMPERROR, "temperror", "the DNS failed")  X(PERMERROR, "permerror", "From or the record cannot be used")
#define DMARC_POLICIES(X) \
	X(NONE, "none", "nothing is asked for")  X(QUARANTINE, "quarantine", "treat as suspicious")  X(REJECT, "reject", "refuse")
#define X(id, name, text) DMARC_##id,
typedef enum { DMARC_RESULTS(X) DMARC_RESULT_COUNT } DmarcResult;
#undef X
#define X(id, name, text) DMARC_POLICY_##id,
typedef enum { DMARC_POLICIES(X) DMARC_POLICY_COUNT } DmarcPolicy;
#undef X
extern const char *const dmarc_result_name[DMARC_RESULT_COUNT], *const dmarc_result_text[DMARC_RESULT_COUNT];
extern const char *const dmarc_policy_name[DMARC_POLICY_COUNT], *const dmarc_policy_text[DMARC_POLICY_COUNT];

typedef struct {
	DmarcResult result;
	bool pending;
	Str author;                             /* the domain of From, as A-labels */
	Str record, record_domain;              /* the record that holds, and whose it is */
	Str organisation;                       /* the Organizational Domain of author, by the tree walk (RFC 9989 4.10) */
	Str organisation_psl;                   /* by the public suffix list (RFC 7489 3.2) */
	DmarcPolicy policy;                     /* what the record asks for this domain … */
	const char *policy_tag;                 /* … and by which tag: "p", "sp", "np" */
	DmarcPolicy disposition;                /* for this message: after pass, t=y */
	bool testing;                           /* t=y */
	bool strict_spf, strict_dkim;
	bool spf_aligned, dkim_aligned;         /* a passing one with an aligned domain */
	bool psl_differs;                       /* by RFC 7489 and the list, result, policy or alignment would be another one */
	DmarcResult result_psl;
	DmarcPolicy policy_psl;
	Str why;
} DmarcCheck;

/* ---- reverse DNS, lists ---- */

typedef struct {
	Str ptr;                                /* the first name; "" for none */
	bool confirmed;                         /* a name of the address has that very address */
} PtrCheck;

typedef struct {                                /* one thing on one list */
	Str subject;                            /* the address or the domain that was asked for */
	Str zone;
	Str *codes;                             /* the addresses that the list answered */
	size_t n_codes;
} Listing;

typedef struct { Listing *v; size_t n, cap; } Listings;

/* ---- all of them; NULL: not examined ---- */

typedef struct {
	const SpfCheck *spf;
	const DkimChecks *dkim;
	const ArcCheck *arc;
	const DmarcCheck *dmarc;
	const PtrCheck *ptr;
	const Listings *dnsbl, *urls;           /* listings of addresses and sending domains; of hosts in links */
	EvidenceList evidence;                  /* what all of them saw, in the order of the examinations */
	const Trace *trace;                     /* of all, where it was asked for */
} Checks;

#endif
