/* crypto.c - OpenSSL, behind one door. */
#define OPENSSL_SUPPRESS_DEPRECATED         /* SHA256_CTX: OpenSSL's only digest that is a plain value */
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include "auth/crypto.h"

/* SubjectPublicKeyInfo of KEY_BITS_MOST bits and an exponent of 64. */
enum { DER_MOST = KEY_BITS_MOST / 8 + 64 };

typedef struct {
	Key key;                                /* first: a Key is the front of its entry */
	EVP_PKEY *pkey;
	EVP_PKEY_CTX *recover;                  /* of RSA, ready for verify_recover */
	size_t len;
	uint8_t der[DER_MOST];                  /* what it was read from: compared whole, for a hash of it could be forged */
} Entry_;

struct Crypto {
	EVP_MD *sha256;
	EVP_MD_CTX *digest, *verify;
	uint64_t hash[KEYS_KEPT];               /* of the DER of each entry; 0: empty */
	Entry_ kept[KEYS_KEPT];                 /* a ring */
	size_t next;
};

void crypto_close(Crypto *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < KEYS_KEPT; i++) {
		EVP_PKEY_CTX_free(c->kept[i].recover);
		EVP_PKEY_free(c->kept[i].pkey);
	}
	EVP_MD_CTX_free(c->digest);
	EVP_MD_CTX_free(c->verify);
	EVP_MD_free(c->sha256);
	OPENSSL_free(c);
}

Crypto *crypto_open(void)
{
	Crypto *c = OPENSSL_zalloc(sizeof *c);

	if (!c)
		return NULL;
	c->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	c->digest = EVP_MD_CTX_new();
	c->verify = EVP_MD_CTX_new();
	if (c->sha256 && c->digest && c->verify && EVP_DigestInit_ex2(c->digest, c->sha256, NULL) == 1)
		return c;
	crypto_close(c);
	return NULL;
}

/* That memory for a digest is missing is impossible here: its context exists. */
void crypto_sha256(Crypto *c, Str s, Sha256 *out)
{
	if (EVP_DigestInit_ex2(c->digest, NULL, NULL) != 1 || EVP_DigestUpdate(c->digest, s.at, s.len) != 1 ||
	    EVP_DigestFinal_ex(c->digest, out->at, NULL) != 1)
		*out = (Sha256){ { 0 } };
}

_Static_assert(sizeof(SHA256_CTX) <= sizeof(Sha256Run) && _Alignof(SHA256_CTX) <= _Alignof(Sha256Run), "a run has room for OpenSSL's state");

Sha256Run sha256_begin(void)
{
	SHA256_CTX ctx;
	Sha256Run r = { { 0 } };

	SHA256_Init(&ctx);
	memcpy(&r, &ctx, sizeof ctx);
	return r;
}

void sha256_put(Sha256Run *r, Str s)
{
	SHA256_CTX ctx;

	memcpy(&ctx, r, sizeof ctx);
	SHA256_Update(&ctx, s.at, s.len);
	memcpy(r, &ctx, sizeof ctx);
}

Sha256 sha256_end(Sha256Run r)
{
	SHA256_CTX ctx;
	Sha256 out;

	memcpy(&ctx, &r, sizeof ctx);
	SHA256_Final(out.at, &ctx);
	return out;
}

/* ---- keys ---- */

/* One DER element of this tag off the front of *s (X.690 8.1; lengths of at most two bytes); false where there is none. */
static bool der_take(Str *s, int tag, Str *content)
{
	const unsigned char *p = (const unsigned char *)s->at;
	size_t head = 2, n = s->len > 1 ? p[1] : 0;

	if (s->len < 2 || p[0] != tag)
		return false;
	if (n & 0x80) {
		size_t bytes = n & 0x7f;

		if (bytes < 1 || bytes > 2 || s->len < 2 + bytes)
			return false;
		n = bytes == 1 ? p[2] : (size_t)p[2] << 8 | p[3];
		head += bytes;
	}
	if (s->len - head < n)
		return false;
	*content = str_take(str_drop(*s, head), n);
	*s = str_drop(*s, head + n);
	return true;
}

/* RFC 8017 A.1.1: SEQUENCE { INTEGER, INTEGER } */
static bool is_rsa_key(Str der)
{
	Str inside, modulus, exponent;

	return der_take(&der, 0x30, &inside) && der_take(&inside, 0x02, &modulus) && der_take(&inside, 0x02, &exponent);
}

/* The PKCS#1 key inside a SubjectPublicKeyInfo (RFC 5280 4.1.2.7: SEQUENCE { SEQUENCE { OID rsaEncryption, … }, BIT STRING }),
 * or der itself. OpenSSL takes 150 times as long for the wrapper as for the key. */
static Str unwrap(Str der)
{
	Str all = der, inside, algorithm, oid, bits;

	if (!der_take(&all, 0x30, &inside) || !der_take(&inside, 0x30, &algorithm))
		return der;
	if (!der_take(&algorithm, 0x06, &oid) || !str_eq(oid, STR("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01")))
		return STR("");
	if (!der_take(&inside, 0x03, &bits) || bits.len == 0 || bits.at[0] != 0)
		return STR("");
	return str_drop(bits, 1);
}

static EVP_PKEY *parse(KeyKind kind, Str der)
{
	if (kind == KEY_ED25519)
		return der.len == 32 ? EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, (const unsigned char *)der.at, der.len) : NULL;
	Str key = unwrap(der);
	const unsigned char *p = (const unsigned char *)key.at;
	return is_rsa_key(key) ? d2i_PublicKey(EVP_PKEY_RSA, NULL, &p, (long)key.len) : NULL;
}

static EVP_PKEY_CTX *recover_context(const Crypto *c, EVP_PKEY *pkey)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(pkey, NULL);

	if (ctx && EVP_PKEY_verify_recover_init(ctx) == 1 && EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
	    EVP_PKEY_CTX_set_signature_md(ctx, c->sha256) == 1)
		return ctx;
	EVP_PKEY_CTX_free(ctx);
	return NULL;
}

/* Parse into the oldest entry of the ring; false where these bytes are no key, and the entry is empty then. */
static bool fill(Crypto *c, Entry_ *e, KeyKind kind, Str der)
{
	EVP_PKEY_CTX_free(e->recover);
	EVP_PKEY_free(e->pkey);
	e->recover = NULL;
	e->pkey = parse(kind, der);
	if (!e->pkey)
		return false;
	e->key = (Key){ kind, EVP_PKEY_get_bits(e->pkey) };
	if (kind == KEY_RSA)
		e->recover = recover_context(c, e->pkey);
	memcpy(e->der, der.at, e->len = der.len);
	return (kind == KEY_ED25519 || e->recover) && e->key.bits <= KEY_BITS_MOST;
}

/* A few bytes from the middle and from the low end of the modulus: all that differs in honest keys.  Never 0. */
static uint64_t fingerprint(KeyKind kind, Str der)
{
	uint64_t middle = 0, end = 0;

	if (der.len >= 32) {
		memcpy(&middle, der.at + der.len / 2, sizeof middle);
		memcpy(&end, der.at + der.len - 16, sizeof end);
	}
	return (middle ^ end << 1 ^ der.len << 3 ^ (uint64_t)kind) | 1;
}

const Key *crypto_key(Crypto *c, KeyKind kind, Str der)
{
	uint64_t hash = fingerprint(kind, der);

	if (kind == KEY_NONE || der.len == 0 || der.len > DER_MOST)
		return NULL;
	for (size_t i = 0; i < KEYS_KEPT; i++)
		if (c->hash[i] == hash && c->kept[i].key.kind == kind && str_eq((Str){ (const char *)c->kept[i].der, c->kept[i].len }, der))
			return &c->kept[i].key;
	size_t at = c->next;

	c->next = (at + 1) % KEYS_KEPT;
	c->hash[at] = fill(c, &c->kept[at], kind, der) ? hash : 0;
	return c->hash[at] ? &c->kept[at].key : NULL;
}

/* ---- signatures ---- */

static SignatureVerdict verify_rsa(const Entry_ *e, const Sha256 *hash, Str signature, Sha256 *signed_hash)
{
	uint8_t out[KEY_BITS_MOST / 8];
	size_t n = sizeof out;

	if (EVP_PKEY_verify_recover(e->recover, out, &n, (const unsigned char *)signature.at, signature.len) != 1 || n != SHA256_SIZE)
		return SIGNATURE_OTHER_KEY;
	memcpy(signed_hash->at, out, SHA256_SIZE);
	return memcmp(out, hash->at, SHA256_SIZE) == 0 ? SIGNATURE_HOLDS : SIGNATURE_OTHER_TEXT;
}

static SignatureVerdict verify_ed25519(Crypto *c, const Entry_ *e, const Sha256 *hash, Str signature)
{
	bool holds = EVP_MD_CTX_reset(c->verify) == 1 && EVP_DigestVerifyInit(c->verify, NULL, NULL, NULL, e->pkey) == 1 &&
		EVP_DigestVerify(c->verify, (const unsigned char *)signature.at, signature.len, hash->at, SHA256_SIZE) == 1;

	return holds ? SIGNATURE_HOLDS : SIGNATURE_NOT;
}

SignatureVerdict crypto_verify(Crypto *c, const Key *key, const Sha256 *hash, Str signature, Sha256 *signed_hash)
{
	const Entry_ *e = (const Entry_ *)key;

	*signed_hash = (Sha256){ { 0 } };
	return key->kind == KEY_RSA ? verify_rsa(e, hash, signature, signed_hash) : verify_ed25519(c, e, hash, signature);
}
