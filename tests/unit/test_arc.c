/* test_arc.c - chains, sealed here, and then broken in each way that RFC 8617 5.2 knows. */
#include "unit.h"
#include "keyworld.h"
#include "signer.h"
#include "auth/arc.h"

#define MESSAGE "From: a@example.com\r\nTo: b@example.net\r\nSubject: one\r\n\r\nThe body.\r\n"

enum { NOW = 1800000000 };

/* The fields of all sets up to `instance` that a seal signs, its own excepted, relaxed. */
static void sealed(const RawMessage *m, int instance, Buf *text)
{
	static const char *const names[] = { "ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal" };

	for (int i = 1; i <= instance; i++)
		for (int k = 0; k < 3; k++) {
			int at = raw_lowest(m, str_of(names[k]));

			for (int up = 1; up < i && at >= 0; up++)       /* the lowest is of the first set */
				at = raw_above(m, at);
			if (at >= 0 && (i < instance || k < 2))
				canon_field(m->v[at].whole, STR(""), CANON_RELAXED, text);
		}
}

/* One more set on top; seal: its tags, @b the signature. */
static Str add_set(const SignerKey *key, Str message, int instance, const char *seal, Arena *a)
{
	Buf tags = buf_new(a), text = buf_new(a), field = buf_new(a), results = buf_new(a);
	RawMessage m;

	buf_format(&results, "ARC-Authentication-Results: i=%d; mx.example.org; spf=pass\r\n", instance);
	buf_put(&results, message);
	buf_format(&tags, "i=%d; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s; h=from:to:subject; bh=@bh; b=@b%c", instance, 0);
	message = signer_message(key, "ARC-Message-Signature", tags.at, buf_str(&results), a);
	raw_read(message, false, a, &m);
	sealed(&m, instance, &text);
	buf_put(&field, STR("ARC-Seal: "));
	buf_put(&field, str_of(seal));
	canon_field(signer_replace(buf_str(&field), "@b", STR(""), a), STR(""), CANON_RELAXED, &text);
	Str whole = signer_replace(buf_str(&field), "@b", signer_sign(key, str_take(buf_str(&text), text.len - 2), a), a);
	return arena_join(a, arena_join(a, whole, STR("\r\n")), message);
}

static Str chain(const SignerKey *key, int sets, Arena *a)
{
	Str message = STR(MESSAGE);

	for (int i = 1; i <= sets; i++) {
		Buf seal = buf_new(a);

		buf_format(&seal, "i=%d; a=rsa-sha256; cv=%s; d=example.org; s=s; t=%d; b=@b%c", i, i == 1 ? "none" : "pass", NOW - 10 + i, 0);
		message = add_set(key, message, i, seal.at, a);
	}
	return message;
}

typedef struct { SignerKey key; Crypto *crypto; Pool pool; } Fixture;
static Fixture f;
static jmp_buf fixture_full;

static void check_world(Str message, const char *record, bool headers_only, Arena *a, ArcCheck *out)
{
	static KeyWorld w;
	DkimContext c = { &w.world, f.crypto, false };
	RawMessage m;

	keyworld_begin(&w, NOW);
	if (record[0] == '!')
		keyworld_status(&w, STR("s._domainkey.example.org"), DNS_TIMEOUT);
	else
		keyworld_txt(&w, STR("s._domainkey.example.org"), signer_replace(str_of(record), "@", f.key.p, a));
	raw_read(message, headers_only, a, &m);
	arc_check(&c, &m, a, NULL, out);
}

static void expect(const ArcCheck *got, ArcResult result, ArcReason reason, int instance, const char *row)
{
	ok(got->result == result && got->reason == reason && got->instance == instance, "%s: %s %s, set %d: %.*s\n", row, arc_result_name[got->result],
		arc_reason_name[got->reason], got->instance, STR_ARG(got->why));
}

static void test_whole(void **state)
{
	(void)state;
	for (int sets = 0; sets <= 3; sets++) {
		Arena a = unit_arena();
		ArcCheck got;

		check_world(chain(&f.key, sets, &a), "p=@", false, &a, &got);
		expect(&got, sets ? ARC_PASS : ARC_NONE, ARC_REASON_NONE, sets, "whole");
		ok((int)got.n == sets && got.oldest_pass == 0, "%zu sets\n", got.n);
		if (sets)
			same(got.v[0].results, "mx.example.org; spf=pass", "results");
	}
}

/* What was changed on the way, and by whom: the newest message signature counts, an older one only says how far back it holds. */
static void test_changed(void **state)
{
	static const struct { const char *from, *to; ArcResult result; ArcReason reason; int instance, oldest; } t[] = {
		{ "The body", "A body", ARC_FAIL, ARC_REASON_MESSAGE, 2, 0 },
		{ "Subject: one", "Subject: two", ARC_FAIL, ARC_REASON_MESSAGE, 2, 0 },
		{ "spf=pass", "spf=fail", ARC_FAIL, ARC_REASON_SEAL, 2, 0 },
		{ "i=1; mx.", "i=1; other.", ARC_FAIL, ARC_REASON_SEAL, 2, 0 },
		{ "t=1799999991", "t=1799999990", ARC_FAIL, ARC_REASON_SEAL, 2, 0 },
		{ "cv=none", "cv=pass", ARC_FAIL, ARC_REASON_CV, 1, 0 },
		{ "cv=pass", "cv=fail", ARC_FAIL, ARC_REASON_CV, 2, 0 },
		{ "cv=pass", "cv=none", ARC_FAIL, ARC_REASON_CV, 2, 0 },
		{ "cv=pass", "cv=maybe", ARC_FAIL, ARC_REASON_CV, 2, 0 },
		{ "i=1;", "i=3;", ARC_FAIL, ARC_REASON_GAP, 1, 0 },
		{ "i=2;", "i=51;", ARC_FAIL, ARC_REASON_TOO_MANY, 51, 0 },
		{ "i=2;", "i=999999999999;", ARC_FAIL, ARC_REASON_TOO_MANY, 51, 0 },
		{ "i=2;", "i=1;", ARC_FAIL, ARC_REASON_INCOMPLETE, 1, 0 },
		{ "i=2; mx", "i=x; mx", ARC_FAIL, ARC_REASON_SYNTAX, 0, 0 },
		{ "i=2; mx", "i=0; mx", ARC_FAIL, ARC_REASON_SYNTAX, 0, 0 },
		{ "ARC-Authentication-Results: i=2", "X-Lost: i=2", ARC_FAIL, ARC_REASON_INCOMPLETE, 2, 0 },
		{ "cv=pass; d", "cv=pass; h=from; d", ARC_FAIL, ARC_REASON_SEAL_FIELDS, 2, 0 },
		{ "cv=pass; d", "cv=pass;; d", ARC_FAIL, ARC_REASON_SYNTAX, 2, 0 },
		{ "h=from:to", "h=arc-seal:from:to", ARC_FAIL, ARC_REASON_SYNTAX, 2, 0 },
		{ "a=rsa-sha256; c=", "a=rsa-sha1; c=", ARC_FAIL, ARC_REASON_MESSAGE, 2, 0 },
	};
	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str message = signer_replace(chain(&f.key, 2, &a), t[i].from, str_of(t[i].to), &a);
		ArcCheck got;

		check_world(message, "p=@", false, &a, &got);
		expect(&got, t[i].result, t[i].reason, t[i].instance, t[i].to);
	}
}

static void test_oldest(void **state)
{
	Arena a = unit_arena();
	Str message = signer_replace(chain(&f.key, 1, &a), "Subject: one", STR("Subject: [list] one"), &a);
	ArcCheck got;

	(void)state;
	message = add_set(&f.key, message, 2, "i=2; a=rsa-sha256; cv=pass; d=example.org; s=s; b=@b", &a);
	message = add_set(&f.key, message, 3, "i=3; a=rsa-sha256; cv=pass; d=example.org; s=s; b=@b", &a);
	check_world(message, "p=@", false, &a, &got);
	expect(&got, ARC_PASS, ARC_REASON_NONE, 3, "a list in between");
	ok(got.oldest_pass == 2, "oldest %d\n", got.oldest_pass);
}

static void test_keys(void **state)
{
	static const struct { const char *record; ArcResult result; ArcReason reason; } t[] = {
		{ "v=DKIM1; p=@", ARC_PASS, ARC_REASON_NONE },
		{ "v=DKIM1; p=", ARC_FAIL, ARC_REASON_MESSAGE },
		{ "!", ARC_TEMPERROR, ARC_REASON_DNS_ERROR },
	};
	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		ArcCheck got;

		check_world(chain(&f.key, 2, &a), t[i].record, false, &a, &got);
		expect(&got, t[i].result, t[i].reason, 2, t[i].record);
	}
}

static void test_headers_only(void **state)
{
	Arena a = unit_arena();
	Str message = chain(&f.key, 2, &a);
	ArcCheck got;

	(void)state;
	check_world(str_take(message, str_find(message, STR("\r\n\r\n"), 0)), "p=@", true, &a, &got);
	expect(&got, ARC_PASS, ARC_REASON_NONE, 2, "headers only");
	ok(got.why.len && got.v[1].message.reason == DKIM_REASON_UNCHECKED_HEADERS_ONLY, "said\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole), cmocka_unit_test(test_changed), cmocka_unit_test(test_oldest), cmocka_unit_test(test_keys), cmocka_unit_test(test_headers_only),
	};

	if (!pool_open(&f.pool, 1 << 20) || setjmp(fixture_full) || setjmp(unit_full) || unit_open(NULL))
		return 1;
	Arena a = pool_arena(&f.pool, &fixture_full);

	f.key = signer_key(1024, &a);
	f.crypto = crypto_open();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	EVP_PKEY_free(f.key.pkey);
	crypto_close(f.crypto);
	pool_close(&f.pool);
	unit_close(NULL);
	return failed;
}
