/* crypto.h - the three things that signatures need of OpenSSL: SHA-256, keys, and verification.
 *
 * A Crypto is opened once a run and keeps its digest and its parsed keys, for parsing costs more than verifying; no OpenSSL
 * object is held while an arena may run full: nothing here takes from one.  Not shared between threads. */
#ifndef AUTH_CRYPTO_H
#define AUTH_CRYPTO_H

#include "base/arena.h"

typedef struct Crypto Crypto;

Crypto *crypto_open(void);                          /* NULL where OpenSSL cannot */
void crypto_close(Crypto *c);

enum { SHA256_SIZE = 32 };
typedef struct { uint8_t at[SHA256_SIZE]; } Sha256;

void crypto_sha256(Crypto *c, Str s, Sha256 *out);

/* A hash under way, as a value: a copy of it goes on by itself, so that texts that begin alike are hashed once as far as they do.  Holds nothing. */
typedef struct { uint64_t state[14]; } Sha256Run;
Sha256Run sha256_begin(void);
void sha256_put(Sha256Run *r, Str s);
Sha256 sha256_end(Sha256Run r);

typedef enum { KEY_NONE, KEY_RSA, KEY_ED25519 } KeyKind;
typedef struct Key { KeyKind kind; int bits; } Key; /* bits: of an RSA key its modulus; of an Ed25519 key 256 */

/* A public key as DKIM publishes it: RSA as SubjectPublicKeyInfo or as the bare PKCS#1 key (RFC 6376 3.6.1, erratum 3017),
 * Ed25519 as its 32 bytes (RFC 8463 4).  NULL where these bytes are none, or where the modulus has more than KEY_BITS_MOST
 * bits.  The Key is the Crypto's, and good until KEYS_KEPT others were parsed. */
enum { KEYS_KEPT = 128, KEY_BITS_MOST = 8192 };
const Key *crypto_key(Crypto *c, KeyKind kind, Str der);

typedef enum { SIGNATURE_HOLDS, SIGNATURE_OTHER_KEY, SIGNATURE_OTHER_TEXT, SIGNATURE_NOT } SignatureVerdict;

/* Is `signature` that of hash under key (RSASSA-PKCS1-v1_5 with SHA-256; for Ed25519 of the 32 bytes of the hash itself, RFC
 * 8463 3)? For RSA the recovered hash tells OTHER_KEY from OTHER_TEXT, and *signed_hash is what was signed; Ed25519 cannot
 * tell and says NOT. */
SignatureVerdict crypto_verify(Crypto *c, const Key *key, const Sha256 *hash, Str signature, Sha256 *signed_hash);

#endif
