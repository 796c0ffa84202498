/* signature.h - what DKIM-Signature, ARC-Message-Signature and ARC-Seal share: their tags, their key, and the two hashes. */
#ifndef AUTH_SIGNATURE_H
#define AUTH_SIGNATURE_H

#include "auth/canon.h"
#include "auth/keyrecord.h"
#include "model/results.h"
#include "world/world.h"

typedef struct {
	World *world;
	Crypto *crypto;
	bool show_canonical;                    /* fill in canonical_header and canonical_body where a hash does not agree */
} DkimContext;

/* The hashes of a whole body, that several signatures need: made once.  Begin with {0}. */
typedef struct { bool known[2]; size_t bytes[2]; Sha256 hash[2]; } BodyHashes;

/* Which tags a field must have; "" ends the list.  has_body: bh= among them. */
typedef struct { const char *const *required; const char *rfc; bool has_body; } SignatureForm;

typedef struct {
	const RawMessage *message;
	int field;                              /* the index of its own field */
	const SignatureForm *form;
	Tags tags;
	KeyKind kind;                           /* by a= */
	Canon header, body;
	Str b, bh;                              /* decoded */
	bool subdomain;                         /* i= is in a subdomain of d=: the key may forbid it (t=s) */
	const Str *signed_fields;               /* raw fields, in the order of hashing, its own one excepted */
	size_t n_signed;
} Signature;

/* A signature of which nothing was read. */
DkimCheck signature_unread(void);

/* Read the tags of a field; false where it cannot be used: then out has result, reason and why.  *out is made anew. */
bool signature_read(const RawMessage *m, int field, const SignatureForm *form, Arena *keep, Signature *s, DkimCheck *out);

/* Is it neither expired (x=) nor made in the future (t=)?  Clocks may be apart by 5 minutes.  Else as above. */
bool signature_timely(int64_t now, DkimCheck *out);

/* Give it up: out has that result; answers false. */
bool signature_refuse(DkimCheck *out, DkimResult result, DkimReason reason, const char *why);

/* The fields that h= names, into s; names its own occurrence never. */
void signature_choose(Signature *s, Arena *keep, FieldChoice *chosen);

/* What the hash of the header ends in: the signature's own field, the value of b= left out, in canonical form and without
 * its last CRLF. */
void signature_put_own(const Signature *s, Buf *out);

/* Examine a signature whose tags were read: key record, hash of the body, hash of the signed fields.  out->pending where the
 * key is still asked for. */
void signature_examine(const DkimContext *c, const Signature *s, BodyHashes *bodies, Arena *keep, Trace *t, DkimCheck *out);

#endif
