/* keyrecord.c - any record gives an answer: a key, or one sentence why not; and a key that is one is found again. */
#include "auth.h"

static void law(Str in, Arena *a)
{
	Crypto *crypto = fuzz_context()->crypto;
	KeyRecord r;
	Sha256 hash = { { 0 } }, was;

	keyrecord_read(in, a, &r);
	claim((r.damaged || r.revoked || r.unusable) == (r.why.len > 0));
	claim(r.damaged || r.unusable || keyrecord_is(in, *a));
	if (r.why.len)
		return;
	claim(r.kind != KEY_NONE && r.p.len);
	const Key *key = crypto_key(crypto, r.kind, r.p);
	if (!key)
		return;
	claim(key->kind == r.kind && key->bits > 0 && key == crypto_key(crypto, r.kind, r.p));
	claim(crypto_verify(crypto, key, &hash, in, &was) != SIGNATURE_HOLDS || in.len == 0);
}

FUZZ(law)
