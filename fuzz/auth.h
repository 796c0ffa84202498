/* auth.h - what the targets of signatures share: the keys that RFC 8463 A.2 publishes, in a World of their own. */
#ifndef FUZZ_AUTH_H
#define FUZZ_AUTH_H

#include "fuzz.h"
#include "../tests/unit/keyworld.h"
#include "auth/arc.h"

static inline const DkimContext *fuzz_context(void)
{
	static KeyWorld world;
	static DkimContext context;

	if (context.crypto)
		return &context;
	keyworld_begin(&world, 1795000100);
	keyworld_txt(&world, STR("test._domainkey.football.example.com"), STR("v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOK"
		"b2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"));
	keyworld_txt(&world, STR("brisbane._domainkey.football.example.com"), STR("v=DKIM1; k=ed25519; t=s; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="));
	keyworld_status(&world, STR("fail._domainkey.football.example.com"), DNS_TIMEOUT);
	context = (DkimContext){ &world.world, crypto_open(), false };
	return &context;
}

/* The same outcome of one signature. */
static inline bool fuzz_same_signature(const DkimCheck *a, const DkimCheck *b)
{
	return a->result == b->result && a->reason == b->reason && a->header_holds == b->header_holds && a->body_holds == b->body_holds &&
		a->body_bytes == b->body_bytes && a->body_unsigned == b->body_unsigned && a->key_bits == b->key_bits && a->unsigned_from == b->unsigned_from &&
		(a->reason == DKIM_REASON_SYNTAX || str_eq(a->d, b->d)) && str_eq(a->why, b->why);
}

/* What always holds of one signature of the message. */
static inline void fuzz_claim_signature(const DkimCheck *d, const RawMessage *m)
{
	claim(!d->field.len || fuzz_inside(d->field, m->text));
	claim(!d->h.len || fuzz_inside(d->h, d->field));
	claim(d->result != DKIM_PASS || (d->header_holds && d->reason == DKIM_REASON_NONE && d->key_bits));
	claim(d->result == DKIM_PASS || d->result == DKIM_NONE || (d->why.len && d->reason != DKIM_REASON_NONE));
	claim(!m->body_missing || (d->reason != DKIM_REASON_BODY_HASH && !d->body_holds && d->body_bytes == 0));
	claim(d->body_unsigned <= d->body_bytes);
}

#endif
