/* signer.h - signed messages for tests, with keys that are made when the test starts. */
#ifndef SIGNER_H
#define SIGNER_H

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include "auth/canon.h"

typedef struct { EVP_PKEY *pkey; Str p; } SignerKey;    /* p: its public half in base64 */

static inline Str signer_base64(const uint8_t *bytes, size_t n, Arena *a)
{
	uint8_t *out = take(a, uint8_t, n / 3 * 4 + 8);

	return (Str){ (char *)out, (size_t)EVP_EncodeBlock(out, bytes, (int)n) };
}

/* bits 0: an Ed25519 key. */
static inline SignerKey signer_key(unsigned bits, Arena *a)
{
	SignerKey k = { .pkey = bits ? EVP_RSA_gen(bits) : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519") };
	uint8_t raw[32], *der = NULL;
	size_t n = sizeof raw;

	if (bits) {
		n = (size_t)i2d_PUBKEY(k.pkey, &der);
		k.p = signer_base64(der, n, a);
		OPENSSL_free(der);
	} else {
		EVP_PKEY_get_raw_public_key(k.pkey, raw, &n);
		k.p = signer_base64(raw, n, a);
	}
	return k;
}

/* The base64 signature of text: of RSA over it, of Ed25519 over its SHA-256. */
static inline Str signer_sign(const SignerKey *k, Str text, Arena *a)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool rsa = EVP_PKEY_is_a(k->pkey, "RSA");
	uint8_t hash[32], out[1024];
	size_t n = sizeof out;

	EVP_Digest(text.at, text.len, hash, NULL, EVP_sha256(), NULL);
	EVP_DigestSignInit(ctx, NULL, rsa ? EVP_sha256() : NULL, NULL, k->pkey);
	if (EVP_DigestSign(ctx, out, &n, rsa ? (const uint8_t *)text.at : hash, rsa ? text.len : sizeof hash) != 1)
		abort();
	EVP_MD_CTX_free(ctx);
	return signer_base64(out, n, a);
}

/* s with each `what` as `by`. */
static inline Str signer_replace(Str s, const char *what, Str by, Arena *a)
{
	Buf b = buf_new(a);
	size_t at;

	while ((at = str_find(s, str_of(what), 0)) < s.len) {
		buf_put(&b, str_take(s, at));
		buf_put(&b, by);
		s = str_drop(s, at + strlen(what));
	}
	buf_put(&b, s);
	return buf_str(&b);
}

/* The value of a tag, as far as the tests write them. */
static inline Str signer_tag(const char *tags, const char *name)
{
	Str rest = str_of(tags), one;

	while (rest.len) {
		rest = str_cut(rest, ';', &one);
		Str head, value = str_cut(str_trim(one), '=', &head);
		if (str_eq(head, str_of(name)))
			return value;
	}
	return STR("");
}

/* The message (with CRLF) with a field of that name on top, whose tags are given: in them @bh stands for the hash of the body
 * and @b for the signature, as c=, l= and h= of the tags have them. */
static inline Str signer_message(const SignerKey *k, const char *field, const char *tags, Str message, Arena *a)
{
	Str c = signer_tag(tags, "c"), l = signer_tag(tags, "l"), h = signer_tag(tags, "h");
	Canon header = str_starts(c, STR("relaxed")) ? CANON_RELAXED : CANON_SIMPLE, body = str_ends(c, STR("/relaxed")) ? CANON_RELAXED : CANON_SIMPLE;
	uint8_t hash[32];
	int limit = -1;
	size_t all;
	Buf text = buf_new(a), whole = buf_new(a), out = buf_new(a);
	RawMessage m;
	FieldChoice chosen;

	raw_read(message, false, a, &m);
	if (l.len)
		str_number(l, &limit);
	Str canonical = canon_body(m.body, body, limit, a, &all);
	EVP_Digest(canonical.at, canonical.len, hash, NULL, EVP_sha256(), NULL);
	buf_format(&whole, "%s: ", field);
	buf_put(&whole, signer_replace(str_of(tags), "@bh", signer_base64(hash, sizeof hash, a), a));
	canon_choose(&m, h, -1, a, &chosen);
	for (size_t i = 0; i < chosen.n; i++)
		if (chosen.v[i] >= 0)
			canon_field(m.v[chosen.v[i]].whole, STR(""), header, &text);
	canon_field(signer_replace(buf_str(&whole), "@b", STR(""), a), STR(""), header, &text);
	buf_put(&out, signer_replace(buf_str(&whole), "@b", signer_sign(k, str_take(buf_str(&text), text.len - 2), a), a));
	buf_put(&out, STR("\r\n"));
	buf_put(&out, message);
	return buf_str(&out);
}

#endif
