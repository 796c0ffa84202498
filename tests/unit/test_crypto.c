/* test_crypto.c - keys in their forms, and what a signature that does not hold tells.  The keys are made here. */
#include "unit.h"
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include "auth/crypto.h"

typedef struct { EVP_PKEY *pkey; uint8_t *spki, *pkcs1; int spki_len, pkcs1_len; } Made;

static Made make_rsa(unsigned bits)
{
	Made m = { .pkey = EVP_RSA_gen(bits) };

	m.spki_len = i2d_PUBKEY(m.pkey, &m.spki);
	m.pkcs1_len = i2d_PublicKey(m.pkey, &m.pkcs1);
	return m;
}

static void unmake(Made *m)
{
	OPENSSL_free(m->spki);
	OPENSSL_free(m->pkcs1);
	EVP_PKEY_free(m->pkey);
}

static Str spki(const Made *m)  { return (Str){ (char *)m->spki, (size_t)m->spki_len }; }
static Str pkcs1(const Made *m) { return (Str){ (char *)m->pkcs1, (size_t)m->pkcs1_len }; }

/* RSASSA-PKCS1-v1_5 over the SHA-256 of text; Ed25519 over that hash. */
static Str sign(EVP_PKEY *pkey, Str text, uint8_t *room, size_t size)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t hash[32];
	bool rsa = EVP_PKEY_is_a(pkey, "RSA");
	size_t n = size;

	assert_int_equal(EVP_Digest(text.at, text.len, hash, NULL, EVP_sha256(), NULL), 1);
	assert_int_equal(EVP_DigestSignInit(ctx, NULL, rsa ? EVP_sha256() : NULL, NULL, pkey), 1);
	if (rsa)
		assert_int_equal(EVP_DigestSign(ctx, room, &n, (const uint8_t *)text.at, text.len), 1);
	else
		assert_int_equal(EVP_DigestSign(ctx, room, &n, hash, sizeof hash), 1);
	EVP_MD_CTX_free(ctx);
	return (Str){ (char *)room, n };
}

static void test_sha256(void **state)
{
	static const uint8_t abc[32] = "\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23\xb0\x03\x61\xa3\x96\x17\x7a\x9c\xb4\x10\xff\x61\xf2\x00\x15\xad";
	Crypto *c = crypto_open();
	Sha256 got;

	(void)state;
	for (int i = 0; i < 2; i++) {
		crypto_sha256(c, STR("abc"), &got);
		assert_memory_equal(got.at, abc, sizeof abc);
	}
	crypto_close(c);
}

static void test_rsa(void **state)
{
	Crypto *c = crypto_open();
	Made mine = make_rsa(1024), other = make_rsa(1024), longer = make_rsa(2048);
	uint8_t room[512];
	Sha256 hash, text, was;
	Str signature = sign(mine.pkey, STR("abc"), room, sizeof room);
	const Key *key = crypto_key(c, KEY_RSA, spki(&mine));

	(void)state;
	crypto_sha256(c, STR("abc"), &hash);
	crypto_sha256(c, STR("abd"), &text);
	assert_true(key && key->bits == 1024 && key->kind == KEY_RSA);
	assert_ptr_equal(key, crypto_key(c, KEY_RSA, spki(&mine)));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(crypto_verify(c, key, &hash, signature, &was), SIGNATURE_HOLDS);
		assert_int_equal(crypto_verify(c, key, &text, signature, &was), SIGNATURE_OTHER_TEXT);
		assert_memory_equal(was.at, hash.at, SHA256_SIZE);
		assert_int_equal(crypto_verify(c, crypto_key(c, KEY_RSA, pkcs1(&mine)), &hash, signature, &was), SIGNATURE_HOLDS);
		assert_int_equal(crypto_verify(c, crypto_key(c, KEY_RSA, spki(&other)), &hash, signature, &was), SIGNATURE_OTHER_KEY);
		assert_int_equal(crypto_verify(c, crypto_key(c, KEY_RSA, spki(&longer)), &hash, signature, &was), SIGNATURE_OTHER_KEY);
		assert_int_equal(crypto_verify(c, key, &hash, str_take(signature, 127), &was), SIGNATURE_OTHER_KEY);
		assert_int_equal(crypto_verify(c, key, &hash, STR(""), &was), SIGNATURE_OTHER_KEY);
	}
	unmake(&mine);
	unmake(&other);
	unmake(&longer);
	crypto_close(c);
}

static void test_ed25519(void **state)
{
	Crypto *c = crypto_open();
	EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	uint8_t public[32], room[64];
	size_t n = sizeof public;
	Sha256 hash, text, was;
	Str signature = sign(pkey, STR("abc"), room, sizeof room);

	(void)state;
	EVP_PKEY_get_raw_public_key(pkey, public, &n);
	const Key *key = crypto_key(c, KEY_ED25519, (Str){ (char *)public, n });
	crypto_sha256(c, STR("abc"), &hash);
	crypto_sha256(c, STR("abd"), &text);
	assert_true(key && key->bits == 256);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(crypto_verify(c, key, &hash, signature, &was), SIGNATURE_HOLDS);
		assert_int_equal(crypto_verify(c, key, &text, signature, &was), SIGNATURE_NOT);
		assert_int_equal(crypto_verify(c, key, &hash, str_take(signature, 63), &was), SIGNATURE_NOT);
	}
	EVP_PKEY_free(pkey);
	crypto_close(c);
}

/* Every cut of a key, and a key of the other kind: none is a key, and none is kept in the place of one. */
static void test_damaged(void **state)
{
	Crypto *c = crypto_open();
	Made m = make_rsa(1024);

	(void)state;
	for (int i = 0; i < m.spki_len; i++) {
		Str cut = exact_bytes((char *)m.spki, (size_t)i);

		ok(!crypto_key(c, KEY_RSA, cut), "cut at %d\n", i);
		exact_free(cut);
	}
	for (int i = 0; i < m.pkcs1_len; i++) {
		Str cut = exact_bytes((char *)m.pkcs1, (size_t)i);

		ok(!crypto_key(c, KEY_RSA, cut), "PKCS#1 cut at %d\n", i);
		exact_free(cut);
	}
	assert_null(crypto_key(c, KEY_ED25519, spki(&m)));
	assert_null(crypto_key(c, KEY_RSA, STR("01234567890123456789012345678901")));
	assert_non_null(crypto_key(c, KEY_ED25519, STR("01234567890123456789012345678901")));
	assert_null(crypto_key(c, KEY_NONE, spki(&m)));
	assert_non_null(crypto_key(c, KEY_RSA, spki(&m)));
	unmake(&m);
	crypto_close(c);
}

/* More keys than are kept: the old ones go, and are read again. */
static void test_ring(void **state)
{
	Crypto *c = crypto_open();
	uint8_t raw[32] = { 1 };

	(void)state;
	for (int round = 0; round < 3; round++)
		for (int i = 0; i < KEYS_KEPT * 2; i++) {
			raw[1] = (uint8_t)i;
			raw[2] = (uint8_t)(i >> 8);
			assert_non_null(crypto_key(c, KEY_ED25519, (Str){ (char *)raw, sizeof raw }));
		}
	crypto_close(c);
}

UNIT_MAIN(cmocka_unit_test(test_sha256), cmocka_unit_test(test_rsa), cmocka_unit_test(test_ed25519), cmocka_unit_test(test_damaged), cmocka_unit_test(test_ring))
