/* keyrecord.h - what a selector publishes (RFC 6376 3.6.1, RFC 8463 4): is it a key, and what is it for? */
#ifndef AUTH_KEYRECORD_H
#define AUTH_KEYRECORD_H

#include "auth/crypto.h"
#include "auth/tags.h"

typedef struct {
	KeyKind kind;                           /* by k=; KEY_NONE: of a kind that nobody knows, and unusable */
	Str p;                                  /* decoded */
	bool damaged;                           /* no key can be read from it */
	bool revoked;                           /* p= is empty */
	bool unusable;                          /* a key, and not for the signature of a message: v=, k=, h=, s= */
	bool testing, strict;                   /* t=y, t=s */
	Str why;                                /* of the first of the three that is set: a sentence */
} KeyRecord;

/* Total. */
void keyrecord_read(Str record, Arena *keep, KeyRecord *out);

/* Does it mean to be one?  A TXT record at a selector may be something else. */
bool keyrecord_is(Str record, Arena scratch);

#endif
