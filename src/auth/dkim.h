/* dkim.h - DomainKeys Identified Mail (RFC 6376, 8301, 8463, 8616): which signatures of a message hold, and why not. */
#ifndef AUTH_DKIM_H
#define AUTH_DKIM_H

#include "auth/canon.h"
#include "auth/crypto.h"
#include "auth/tags.h"
#include "model/results.h"
#include "world/world.h"

typedef struct {
	World *world;
	Crypto *crypto;
	bool show_canonical;                    /* fill in canonical_header and canonical_body where a hash does not agree */
} DkimContext;

/* Every DKIM-Signature, from top to bottom, at most LIMIT_SIGNATURES; n is 0 where there is none. */
void dkim_check(const DkimContext *c, const RawMessage *m, Arena *keep, Trace *t, DkimChecks *out);

/* What ARC shares: a signature whose tags were read is examined with its key: key record, hash of the body (where it has bh=), hash of the chosen fields. `field` is
 * the signature's own field, `signed_fields` what is hashed before it. */
typedef struct {
	Str field;
	Tags tags;
	bool has_body;                          /* DKIM-Signature, ARC-Message-Signature; an ARC-Seal has none */
	Canon header, body;
	const Str *signed_fields;               /* raw fields, in the order of hashing */
	size_t n_signed;
} Signature;
void dkim_examine(const DkimContext *c, const RawMessage *m, const Signature *s, Arena *keep, Trace *t, DkimCheck *out);

/* A key record (RFC 6376 3.6.1). */
typedef struct {
	KeyKind kind;
	Str p;                                  /* decoded */
	bool revoked, damaged, testing, strict, sha256, email;     /* strict: t=s; sha256: h= allows it; email: s= does */
	Str why;
} KeyRecord;
void dkim_key_record(Str record, Arena *keep, KeyRecord *out);

#endif
