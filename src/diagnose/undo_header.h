/* undo_header.h - which change of signed header fields makes the signature hold again when it is undone.
 *
 * For RSA the hash that was signed is known (DkimCheck.signed_hash), so a try is a hash and no arithmetic with keys; Ed25519
 * verifies each try and gets fewer. */
#ifndef DIAGNOSE_UNDO_HEADER_H
#define DIAGNOSE_UNDO_HEADER_H

#include "auth/dkim.h"
#include "diagnose/bodyhash.h"
#include "diagnose/header_alt.h"

enum {
	HEADER_SLOTS   = 64,                    /* names of h= that are looked at; a longer list is passed over */
	HEADER_CHANGES = 3,                     /* fields changed at once … */
	HEADER_ADDED   = 3,                     /* … beside those that lists add, and the signature says were not there */
	ED25519_TRIES  = 1500,
};

typedef struct {
	const Signature *signature;
	const MimeTree *mime;
	const Key *key;                         /* of Ed25519; NULL for RSA: signed_hash decides */
	Str signed_hash;
	Crypto *crypto;
	Budget *budget;
} HeaderSearch;

typedef struct {
	struct { UndoKind kind; Str name, was, now; } v[HEADER_CHANGES + HEADER_ADDED];        /* was, now: whole fields, "" where absent */
	size_t n;
} HeaderFound;

bool undo_header(const HeaderSearch *search, Arena *keep, HeaderFound *out);

#endif
