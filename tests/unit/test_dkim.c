/* test_dkim.c - signatures: what holds, what does not, and which of the reasons is given.  The keys are made here. */
#include "unit.h"
#include "keyworld.h"
#include "signer.h"
#include "auth/dkim.h"

#define TAGS "v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s; h=from:to:subject; bh=@bh; b=@b"
#define ED_TAGS "v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com; s=s; h=from:to:subject; bh=@bh; b=@b"
#define MESSAGE "From: a@example.com\r\nTo: b@example.net\r\nSubject: one  two\r\n\r\nThe body.\r\n"
#define RECORD "v=DKIM1; k=rsa; p=@rsa"
#define ED_RECORD "v=DKIM1; k=ed25519; p=@ed"

enum { NOW = 1800000000 };

static Crypto *crypto;
static SignerKey rsa, other, weak, ed;
static Pool key_pool;
static jmp_buf key_full;

static int keys_open(void **state)
{
	(void)state;
	if (!pool_open(&key_pool, 1 << 20) || setjmp(key_full))
		return -1;
	Arena a = pool_arena(&key_pool, &key_full);

	crypto = crypto_open();
	rsa = signer_key(1024, &a);
	other = signer_key(1024, &a);
	weak = signer_key(768, &a);
	ed = signer_key(0, &a);
	return crypto ? 0 : -1;
}

static int keys_close(void **state)
{
	(void)state;
	EVP_PKEY_free(rsa.pkey);
	EVP_PKEY_free(other.pkey);
	EVP_PKEY_free(weak.pkey);
	EVP_PKEY_free(ed.pkey);
	crypto_close(crypto);
	pool_close(&key_pool);
	return 0;
}

static Str fill(const char *record, Arena *a)
{
	Str s = signer_replace(str_of(record), "@rsa", rsa.p, a);

	s = signer_replace(s, "@other", other.p, a);
	s = signer_replace(s, "@weak", weak.p, a);
	return signer_replace(s, "@ed", ed.p, a);
}

/* One message checked in a World that has one record at s._domainkey.example.com; "" none, "!" a failure. */
static void check(Str message, const char *record, bool headers_only, Arena *a, Trace *t, DkimChecks *out)
{
	static KeyWorld w;
	DkimContext c = { &w.world, crypto, t != NULL };
	RawMessage m;

	keyworld_begin(&w, NOW);
	if (record[0] == '!')
		keyworld_status(&w, STR("s._domainkey.example.com"), DNS_SERVFAIL);
	else if (record[0])
		keyworld_txt(&w, STR("s._domainkey.example.com"), fill(record, a));
	raw_read(message, headers_only, a, &m);
	dkim_check(&c, &m, a, t, out);
}

static void expect(const DkimChecks *got, DkimResult result, DkimReason reason, const char *row)
{
	ok(got->n == 1, "%s: %zu signatures\n", row, got->n);
	ok(got->v[0].result == result && got->v[0].reason == reason, "%s: %s %s: %.*s\n", row, dkim_result_name[got->v[0].result], dkim_reason_name[got->v[0].reason],
		STR_ARG(got->v[0].why));
}

/* ---- the field ---- */

static void test_tags(void **state)
{
	static const struct { const char *tags; DkimResult result; DkimReason reason; } t[] = {
		{ TAGS, DKIM_PASS, DKIM_REASON_NONE },
		{ "v=1;a=rsa-sha256;d=example.com;s=s;h=From:Subject:From;bh=@bh;b=@b", DKIM_PASS, DKIM_REASON_NONE },
		{ "a=rsa-sha256; b=@b; bh=@bh;\r\n\tc=relaxed/simple; d=Example.COM; h=from :\r\n to; s=S; v=1; z=x; unknown=y;", DKIM_PASS, DKIM_REASON_NONE },
		{ "v=1; a=rsa-sha256; c=relaxed; d=example.com; s=s; q=dns/foo:dns/txt; h=from; t=1799999999; x=1800000001; bh=@bh; b=@b", DKIM_PASS, DKIM_REASON_NONE },
		{ "a=rsa-sha256; d=example.com; s=s; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; d=example.com; s=s; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; s=s; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; h=from; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; h=from; bh=@bh", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; h=from; bh=@bh; b=", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; h=from; bh=@bh; b=*", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; h=from; bh=; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; v=1; a=rsa-sha256; d=example.com; s=s; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; h=from; bh=@bh; odd; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=2; a=rsa-sha256; d=example.com; s=s; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-md5; d=example.com; s=s; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha1; d=example.com; s=s; h=from; bh=@bh; b=@b", DKIM_PERMERROR, DKIM_REASON_SHA1 },
		{ "v=1; a=rsa-sha256; c=nofws; d=example.com; s=s; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; c=simple/; d=example.com; s=s; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; q=http; d=example.com; s=s; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=exa mple.com; s=s; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example..com; s=s; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=; s=s; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; s=; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; h=to:subject; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; i=x@sub.example.com; h=from; bh=@bh; b=@b", DKIM_PASS, DKIM_REASON_NONE },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; i=@EXAMPLE.com; h=from; bh=@bh; b=@b", DKIM_PASS, DKIM_REASON_NONE },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; i=@xexample.com; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; i=example.com; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; t=1800000000; x=1800000000; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; t=soon; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; x=1799990000; h=from; bh=@bh; b=@b", DKIM_PERMERROR, DKIM_REASON_EXPIRED },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; x=1799999900; h=from; bh=@bh; b=@b", DKIM_PASS, DKIM_REASON_NONE },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; t=1800001000; h=from; bh=@bh; b=@b", DKIM_PERMERROR, DKIM_REASON_FUTURE },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; x=99999999999999999999999; h=from; bh=@bh; b=@b", DKIM_PASS, DKIM_REASON_NONE },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; l=0; h=from; bh=@bh; b=@b", DKIM_PASS, DKIM_REASON_NONE },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; l=12; h=from; bh=@bh; b=@b", DKIM_FAIL, DKIM_REASON_BODY_HASH },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; l=-1; h=from; bh=@bh; b=@b", DKIM_NEUTRAL, DKIM_REASON_SYNTAX },
		{ "v=1; a=rsa-sha256; d=example.com; s=s; h=from:dkim-signature; bh=@bh; b=@b", DKIM_PASS, DKIM_REASON_NONE },
	};
	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str message = signer_message(&rsa, "DKIM-Signature", t[i].tags, STR(MESSAGE), &a);
		DkimChecks got;

		check(message, RECORD, false, &a, NULL, &got);
		expect(&got, t[i].result, t[i].reason, t[i].tags);
	}
}

/* ---- changes on the way ---- */

static void test_changes(void **state)
{
	static const struct { const char *from, *to; DkimReason rsa, ed; } t[] = {
		{ "one", "one", DKIM_REASON_NONE, DKIM_REASON_NONE },
		{ "one  two", "one two", DKIM_REASON_NONE, DKIM_REASON_NONE },
		{ "body.\r\n", "body. \r\n\r\n", DKIM_REASON_NONE, DKIM_REASON_NONE },
		{ "From: a@", "X-Mailer: x\r\nFROM:a@", DKIM_REASON_NONE, DKIM_REASON_NONE },
		{ "Subject: one", "Subject: [list] one", DKIM_REASON_HEADER, DKIM_REASON_KEY_OR_HEADER },
		{ "To: b@example.net\r\n", "", DKIM_REASON_HEADER, DKIM_REASON_KEY_OR_HEADER },
		{ "d=example.com;", "d=example.com; z=1;", DKIM_REASON_HEADER, DKIM_REASON_KEY_OR_HEADER },
		{ "body.\r\n", "body.\r\n-- \r\nfooter\r\n", DKIM_REASON_BODY_HASH, DKIM_REASON_BODY_HASH },
		{ "two\r\n\r\nThe", "2\r\n\r\nA", DKIM_REASON_BODY_HASH, DKIM_REASON_BODY_HASH },
		{ "b@example.net\r\n", "b@example.net\r\nTo: c@example.net\r\n", DKIM_REASON_HEADER, DKIM_REASON_KEY_OR_HEADER },
	};
	(void)state;
	for (size_t i = 0; i < ROWS(t) * 2; i++) {
		Arena a = unit_arena();
		bool is_ed = i % 2;
		DkimReason want = is_ed ? t[i / 2].ed : t[i / 2].rsa;
		Str message = signer_message(is_ed ? &ed : &rsa, "DKIM-Signature", is_ed ? ED_TAGS : TAGS, STR(MESSAGE), &a);
		DkimChecks got;

		message = signer_replace(message, t[i / 2].from, str_of(t[i / 2].to), &a);
		check(message, is_ed ? ED_RECORD : RECORD, false, &a, NULL, &got);
		expect(&got, want == DKIM_REASON_NONE ? DKIM_PASS : DKIM_FAIL, want, t[i / 2].to);
	}
}

/* Where only the header section came back, the body is not held against it. */
static void test_headers_only(void **state)
{
	(void)state;
	for (int changed = 0; changed < 2; changed++) {
		Arena a = unit_arena();
		Str message = signer_message(&rsa, "DKIM-Signature", TAGS, STR(MESSAGE), &a);
		DkimChecks got;

		message = str_take(message, str_find(message, STR("\r\n\r\n"), 0));
		check(signer_replace(message, "one", changed ? STR("1") : STR("one"), &a), RECORD, true, &a, NULL, &got);
		expect(&got, changed ? DKIM_FAIL : DKIM_NEUTRAL, changed ? DKIM_REASON_HEADER : DKIM_REASON_UNCHECKED_HEADERS_ONLY, "headers only");
		ok(got.v[0].header_holds == !changed && !got.v[0].body_holds, "what holds\n");
	}
}

static void test_length(void **state)
{
	Arena a = unit_arena();
	DkimChecks got;
	Str message = signer_message(&rsa, "DKIM-Signature", "v=1; a=rsa-sha256; d=example.com; s=s; l=11; h=from; bh=@bh; b=@b", STR(MESSAGE), &a);

	(void)state;
	check(arena_join(&a, message, STR("more\r\n")), RECORD, false, &a, NULL, &got);
	expect(&got, DKIM_PASS, DKIM_REASON_NONE, "l=");
	ok(got.v[0].body_bytes == 17 && got.v[0].body_unsigned == 6, "%zu of %zu\n", got.v[0].body_unsigned, got.v[0].body_bytes);
	check(signer_replace(message, "body.\r\n", STR("bod"), &a), RECORD, false, &a, NULL, &got);
	expect(&got, DKIM_FAIL, DKIM_REASON_BODY_HASH, "cut");
}

static void test_from(void **state)
{
	static const struct { const char *h, *above; bool over, unsigned_from; DkimResult result; } t[] = {
		{ "from", "", false, false, DKIM_PASS },
		{ "from:from", "", true, false, DKIM_PASS },
		{ "from", "From: evil@example.net\r\n", false, true, DKIM_PASS },
		{ "from:from", "From: evil@example.net\r\n", false, false, DKIM_FAIL },
	};
	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Buf tags = buf_new(&a);
		DkimChecks got;

		buf_format(&tags, "v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s; h=%s; bh=@bh; b=@b%c", t[i].h, 0);
		Str message = signer_message(&rsa, "DKIM-Signature", tags.at, STR(MESSAGE), &a);
		check(arena_join(&a, str_of(t[i].above), message), RECORD, false, &a, NULL, &got);
		expect(&got, t[i].result, t[i].result == DKIM_PASS ? DKIM_REASON_NONE : DKIM_REASON_HEADER, t[i].h);
		ok(got.v[0].oversigned_from == t[i].over && got.v[0].unsigned_from == t[i].unsigned_from, "row %zu\n", i);
	}
}

/* ---- the key ---- */

static void test_keys(void **state)
{
	static const struct { const char *record; DkimResult result; DkimReason reason; } t[] = {
		{ "p=@rsa", DKIM_PASS, DKIM_REASON_NONE },
		{ " v = DKIM1 ; k=RSA ; t=y:x ; n=a note; g=*; p = @rsa ; ", DKIM_PASS, DKIM_REASON_NONE },
		{ "v=DKIM1; h=sha1 : sha256; s=tlsrpt:email; p=@rsa", DKIM_PASS, DKIM_REASON_NONE },
		{ "v=DKIM1; t=s; p=@rsa", DKIM_PASS, DKIM_REASON_NONE },
		{ "", DKIM_PERMERROR, DKIM_REASON_NO_KEY },
		{ "!", DKIM_TEMPERROR, DKIM_REASON_DNS_ERROR },
		{ "v=DKIM1; p=", DKIM_PERMERROR, DKIM_REASON_KEY_REVOKED },
		{ "v=DKIM1; k=other; p=", DKIM_PERMERROR, DKIM_REASON_KEY_REVOKED },
		{ "v=DKIM1; k=rsa", DKIM_PERMERROR, DKIM_REASON_KEY_DAMAGED },
		{ "v=spf1 -all", DKIM_PERMERROR, DKIM_REASON_KEY_DAMAGED },
		{ "v=DKIM1; p=@rsa; odd", DKIM_PERMERROR, DKIM_REASON_KEY_DAMAGED },
		{ "v=DKIM1; p=@rsa; p=@rsa", DKIM_PERMERROR, DKIM_REASON_KEY_DAMAGED },
		{ "\"v=DKIM1; p=@rsa\"", DKIM_PERMERROR, DKIM_REASON_KEY_DAMAGED },
		{ "v=DKIM1\\; k=rsa\\; p=@rsa", DKIM_PERMERROR, DKIM_REASON_KEY_DAMAGED },
		{ "k=rsa\\; p=@rsa", DKIM_PERMERROR, DKIM_REASON_KEY_DAMAGED },
		{ "v=DKIM1; p=MIGf@", DKIM_PERMERROR, DKIM_REASON_KEY_DAMAGED },
		{ "v=DKIM1; p=AAAA", DKIM_PERMERROR, DKIM_REASON_KEY_DAMAGED },
		{ "v=DKIM1; p=-----BEGIN PUBLIC KEY-----@rsa", DKIM_PERMERROR, DKIM_REASON_KEY_DAMAGED },
		{ "v=DKIM2; p=@rsa", DKIM_PERMERROR, DKIM_REASON_KEY_UNUSABLE },
		{ "k=rsa; v=DKIM1; p=@rsa", DKIM_PERMERROR, DKIM_REASON_KEY_UNUSABLE },
		{ "v=DKIM1; k=x509; p=@rsa", DKIM_PERMERROR, DKIM_REASON_KEY_UNUSABLE },
		{ "v=DKIM1; h=sha1; p=@rsa", DKIM_PERMERROR, DKIM_REASON_KEY_UNUSABLE },
		{ "v=DKIM1; s=tlsrpt; p=@rsa", DKIM_PERMERROR, DKIM_REASON_KEY_UNUSABLE },
		{ ED_RECORD, DKIM_PERMERROR, DKIM_REASON_KEY_UNUSABLE },
		{ "v=DKIM1; k=ed25519; p=@rsa", DKIM_PERMERROR, DKIM_REASON_KEY_UNUSABLE },
		{ "v=DKIM1; p=@weak", DKIM_PERMERROR, DKIM_REASON_WEAK_KEY },
		{ "v=DKIM1; p=@other", DKIM_FAIL, DKIM_REASON_KEY_MISMATCH },
	};
	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str message = signer_message(&rsa, "DKIM-Signature", TAGS, STR(MESSAGE), &a);
		DkimChecks got;

		check(message, t[i].record, false, &a, NULL, &got);
		expect(&got, t[i].result, t[i].reason, t[i].record);
		same(got.v[0].key_name, "s._domainkey.example.com", "key name");
	}
}

/* Each cut of the record: never a pass, and mostly said to be cut. */
static void test_cut_key(void **state)
{
	Arena keep = unit_arena();
	Str message = signer_message(&rsa, "DKIM-Signature", TAGS, STR(MESSAGE), &keep), record = fill(RECORD, &keep);

	(void)state;
	for (size_t i = 1; i + 2 < record.len; i++) {
		Arena a = keep;
		DkimChecks got;

		check(message, arena_z(&a, str_take(record, i)), false, &a, NULL, &got);
		ok(got.v[0].result == DKIM_PERMERROR, "cut at %zu: %s\n", i, dkim_reason_name[got.v[0].reason]);
		if (i > 30)
			ok(got.v[0].reason == DKIM_REASON_KEY_DAMAGED && str_has(got.v[0].why, STR("cut")), "cut at %zu: %.*s\n", i, STR_ARG(got.v[0].why));
	}
}

static void test_records(void **state)
{
	static const struct { const char *a, *b; DkimResult result; DkimReason reason; } t[] = {
		{ RECORD, "some-verification=1", DKIM_PASS, DKIM_REASON_NONE },
		{ "v=spf1 -all", RECORD, DKIM_PASS, DKIM_REASON_NONE },
		{ RECORD, RECORD, DKIM_PASS, DKIM_REASON_NONE },
		{ RECORD, "v=DKIM1; p=@other", DKIM_PERMERROR, DKIM_REASON_KEY_UNUSABLE },
		{ "x", "y", DKIM_PERMERROR, DKIM_REASON_KEY_DAMAGED },
	};
	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str message = signer_message(&rsa, "DKIM-Signature", TAGS, STR(MESSAGE), &a);
		static KeyWorld w;
		DkimContext c = { &w.world, crypto, false };
		DkimChecks got;
		RawMessage m;

		keyworld_begin(&w, NOW);
		keyworld_txt(&w, STR("s._domainkey.example.com"), fill(t[i].a, &a));
		keyworld_txt(&w, STR("s._domainkey.example.com"), fill(t[i].b, &a));
		raw_read(message, false, &a, &m);
		dkim_check(&c, &m, &a, NULL, &got);
		expect(&got, t[i].result, t[i].reason, t[i].b);
	}
}

/* A key behind an alias, in a zone file; names as U-labels (RFC 8616). */
static void test_zone(void **state)
{
	Arena a = unit_arena();
	Err err;
	Buf zone = buf_new(&a);
	Str p = rsa.p;

	(void)state;
	buf_format(&zone, "; !now %d\n$TTL 60\ns._domainkey.example.com. CNAME key.example.net.\nkey.example.net. TXT \"v=DKIM1; \" \"p=%.*s\"\n"
		"s._domainkey.xn--bcher-kva.example. TXT \"p=%.*s\"\n", NOW, STR_ARG(p), STR_ARG(p));
	World *w = zonefile_read(buf_str(&zone), "test", 0, &err);
	ok(w, "%s\n", err.text);
	DkimContext c = { w, crypto, false };
	static const char *const tags[] = { TAGS, "v=1; a=rsa-sha256; c=relaxed/relaxed; d=b\xc3\xbc" "cher.example; i=x@sub.b\xc3\xbc" "cher.example; s=s; h=from; bh=@bh; b=@b" };
	for (size_t i = 0; i < ROWS(tags); i++) {
		RawMessage m;
		DkimChecks got;

		raw_read(signer_message(&rsa, "DKIM-Signature", tags[i], STR(MESSAGE), &a), false, &a, &m);
		dkim_check(&c, &m, &a, NULL, &got);
		expect(&got, DKIM_PASS, DKIM_REASON_NONE, tags[i]);
		same(got.v[0].d, i ? "xn--bcher-kva.example" : "example.com", "d");
	}
	world_close(w);
}

/* ---- several, none, not yet, and what is shown ---- */

static void test_several(void **state)
{
	Arena a = unit_arena();
	Str one = signer_message(&rsa, "DKIM-Signature", TAGS, STR(MESSAGE), &a);
	Str two = signer_message(&rsa, "dkim-signature", "v=1; a=rsa-sha256; c=simple/simple; d=example.com; s=s; h=from:dkim-signature; bh=@bh; b=@b", one, &a);
	DkimChecks got;

	(void)state;
	check(two, RECORD, false, &a, NULL, &got);
	ok(got.n == 2 && got.v[0].result == DKIM_PASS && got.v[1].result == DKIM_PASS, "both\n");
	check(signer_replace(two, "one  two", STR("1"), &a), RECORD, false, &a, NULL, &got);
	ok(got.v[0].result == DKIM_PASS && got.v[1].result == DKIM_FAIL && dkim_best(&got) == DKIM_PASS, "the upper one does not sign Subject\n");
	check(STR(MESSAGE), RECORD, false, &a, NULL, &got);
	ok(got.n == 0 && dkim_best(&got) == DKIM_NONE, "none\n");
}

static void test_pending(void **state)
{
	static const DnsAnswer pending = { .status = DNS_PENDING, .name = { "", 0 }, .why = { "", 0 }, .who = { "", 0 } };
	Arena a = unit_arena();
	Str message = signer_message(&rsa, "DKIM-Signature", TAGS, STR(MESSAGE), &a);
	static KeyWorld w;
	DkimContext c = { &w.world, crypto, false };
	DkimChecks got;
	RawMessage m;

	(void)state;
	keyworld_begin(&w, NOW);
	w.v[w.n] = pending;
	w.v[w.n++].name = STR("s._domainkey.example.com");
	raw_read(message, false, &a, &m);
	dkim_check(&c, &m, &a, NULL, &got);
	ok(got.n == 1 && got.v[0].pending && got.v[0].result == DKIM_NONE, "pending\n");
}

static void test_trace(void **state)
{
	Arena a = unit_arena();
	Trace t = trace_new(&a);
	DkimChecks got;
	Str message = signer_replace(signer_message(&rsa, "DKIM-Signature", TAGS, STR(MESSAGE), &a), "one  two\r\n\r\nThe", STR("1\r\n\r\nA "), &a);
	static const char *const steps[] = { "signature field", "tags", "fields", "key", "body hash", "header hash", "signature" };

	(void)state;
	check(message, RECORD, false, &a, &t, &got);
	ok(t.n == ROWS(steps), "%zu steps\n", t.n);
	for (size_t i = 0; i < t.n; i++) {
		same(str_of(t.v[i].what), steps[i], "step %zu", i);
		ok(t.v[i].parent == (i ? 0 : -1) && t.v[i].rfc, "step %zu\n", i);
	}
	same(t.v[0].outcome, "fail", "outcome");
	same(got.v[0].canonical_body, "A body.\r\n", "body");
	ok(str_starts(got.v[0].canonical_header, STR("from:a@example.com\r\nto:b@example.net\r\nsubject:1\r\ndkim-signature:v=1;")) &&
		str_ends(got.v[0].canonical_header, STR("; b=")) && got.v[0].signed_hash.len == 32, "header %.*s\n", STR_ARG(got.v[0].canonical_header));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tags), cmocka_unit_test(test_changes), cmocka_unit_test(test_headers_only), cmocka_unit_test(test_length), cmocka_unit_test(test_from),
		cmocka_unit_test(test_keys), cmocka_unit_test(test_cut_key), cmocka_unit_test(test_records), cmocka_unit_test(test_zone), cmocka_unit_test(test_several),
		cmocka_unit_test(test_pending), cmocka_unit_test(test_trace),
	};

	if (setjmp(unit_full) || unit_open(NULL) || keys_open(NULL))
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	keys_close(NULL);
	unit_close(NULL);
	return failed;
}
