/* test_undo.c - a signed message, one change or two, and what the search names; nothing where the signature would not hold. */
#include "unit.h"
#include "keyworld.h"
#include "signer.h"
#include "diagnose/bodyhash.h"
#include "diagnose/undo.h"

#define RELAXED "v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s; h=from:to:subject:reply-to:content-type; bh=@bh; b=@b"
#define SIMPLE "v=1; a=rsa-sha256; c=simple/simple; d=example.com; s=s; h=from:to:subject; bh=@bh; b=@b"
#define ED "v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com; s=s; h=from:to:subject; bh=@bh; b=@b"
#define HEAD "From: Ann <ann@example.com>\r\nTo: list@lists.example.net\r\nSubject: one two\r\n"
#define PLAIN HEAD "\r\nHello,\r\n\r\nFrom here a longer line of words that goes on and on.\r\n-- \r\nAnn\r\n"
#define MIXED HEAD "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" \
	"Gr\xc3\xbc\xc3\x9f" "e\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<html><body><p>Hi</p></body></html>\r\n\r\n--b--\r\n"

enum { NOW = 1800000000 };

static Crypto *crypto;
static SignerKey rsa, other, ed;

/* Signed by `key`, with `what` replaced by `by` and then `what2` by `by2`; published is what the DNS has. */
static const Undo *undone(const SignerKey *key, const SignerKey *published, const char *tags, const char *message, const char *const change[4], Arena *a)
{
	static KeyWorld w;
	DkimContext c = { &w.world, crypto, false };
	Str signed_ = signer_message(key, "DKIM-Signature", tags, str_of(message), a);
	Buf record = buf_new(a);
	RawMessage *m = take(a, RawMessage, 1);
	DkimChecks *dkim = take(a, DkimChecks, 1);
	Checks checks = { .dkim = dkim };

	for (int i = 0; i < 4 && change[i]; i += 2) {
		size_t at = str_find(signed_, str_of(change[i]), str_find(signed_, STR("From:"), 0));

		ok(at < signed_.len, "no '%s'\n", change[i]);
		signed_ = arena_join(a, arena_join(a, str_take(signed_, at), str_of(change[i + 1])), str_drop(signed_, at + strlen(change[i])));
	}
	buf_format(&record, "v=DKIM1; k=%s; p=", published == &ed ? "ed25519" : "rsa");
	buf_put(&record, published->p);
	keyworld_begin(&w, NOW);
	keyworld_txt(&w, STR("s._domainkey.example.com"), buf_str(&record));
	raw_read(signed_, false, a, m);
	dkim_check(&c, m, a, NULL, dkim);
	undo_checks(m, crypto, a, &checks);
	return checks.dkim->v[0].undone;
}

static void test_changes(void **state)
{
	static const struct { const char *tags, *message, *change[4], *kinds, *says; } t[] = {
		{ RELAXED, PLAIN, { "Ann\r\n", "Ann\r\n" }, "", "" },
		{ RELAXED, PLAIN, { "\r\nAnn\r\n", "\r\nAnn\r\n\r\n____\r\nOur list\r\nleave it\r\n" }, "footer_text", "a footer of 3 lines was added after signing: \"Our list\"" },
		{ RELAXED, PLAIN, { "\r\n\r\nHello", "\r\n\r\nCAUTION: from outside\r\n\r\nHello" }, "banner", "a banner of 1 line" },
		{ RELAXED, PLAIN, { "Subject: ", "Subject: [list] " }, "subject_tag", "Subject was \"one two\", is \"[list] one two\"" },
		{ RELAXED, PLAIN, { "Subject: ", "Subject: [list] ", "\r\nAnn\r\n", "\r\nAnn\r\nfoot\r\n" }, "footer_text subject_tag", "; " },
		{ RELAXED, PLAIN, { "Ann <ann@example.com>", "\"Ann via List\" <list@lists.example.net>\r\nX-Original-From: Ann <ann@example.com>" }, "from_rewritten", "From was" },
		{ RELAXED, PLAIN, { "Subject:", "Reply-To: list@lists.example.net\r\nSubject:" }, "header_added", "Reply-To was not there" },
		{ RELAXED, PLAIN, { "Subject: one two", "Subject: one two\r\nSubject: other" }, "header_doubled", "" },
		{ RELAXED, PLAIN, { "\r\nFrom here", "\r\n>From here" }, "from_quoting", "" },
		{ RELAXED, PLAIN, { "words that", "words\r\nthat" }, "rewrapped", "" },
		{ SIMPLE, PLAIN, { "Hello,", "Hello,  " }, "trailing_blanks", "" },
		{ SIMPLE, PLAIN, { "-- \r\n", "--\r\n" }, "trailing_blanks", "" },
		{ SIMPLE, PLAIN, { "one two", "one\r\n two" }, "header_refolded", "" },
		{ RELAXED, PLAIN, { "Hello,\r\n", "Hello,\r\n\r\n" }, "blank_lines", "" },
		{ RELAXED, MIXED, { "\r\n\r\n--b\r\nContent-Type: text/html", "\r\n\r\n---\r\nfoot\r\n\r\n--b\r\nContent-Type: text/html" }, "footer_text", "" },
		{ RELAXED, MIXED, { "</body>", "<hr><p>foot</p></body>" }, "footer_html", "\"foot\"" },
		{ RELAXED, MIXED, { "\r\n\r\n--b\r\nContent-Type: text/html", "\r\n\r\n---\r\nfoot\r\n\r\n--b\r\nContent-Type: text/html", "</body>", "<p>foot</p></body>" },
		  "footer_text footer_html", "" },
		{ RELAXED, MIXED, { "8bit\r\n\r\nGr\xc3\xbc\xc3\x9f" "e\r\n", "quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n" }, "reencoded", "" },
		{ RELAXED, MIXED, { "utf-8", "iso-8859-1", "Gr\xc3\xbc\xc3\x9f" "e", "Gr\xfc\xdf" "e" }, "charset", "" },
		{ RELAXED, MIXED, { "--b--", "--b\r\nContent-Type: text/plain\r\n\r\nfoot\r\n--b--" }, "mime_part_added", "\"foot\"" },
		{ RELAXED, PLAIN, { "Hello", "Gello" }, "", "" },
		{ RELAXED, PLAIN, { "one two", "quite another" }, "", "" },
	};
	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		const Undo *u = undone(&rsa, &rsa, t[i].tags, t[i].message, t[i].change, &a);
		Buf kinds = buf_new(&a);

		for (size_t k = 0; u && k < u->n; k++)
			buf_format(&kinds, "%s%s", k ? " " : "", undo_kind_name[u->v[k].kind]);
		same(buf_str(&kinds), t[i].kinds, "row %zu, '%s'", i, t[i].change[1]);
		ok(!u || str_has(u->says, str_of(t[i].says)), "row %zu: says %.*s\n", i, STR_ARG(u->says));
		ok(!u || u->diff.len, "row %zu: no diff\n", i);
	}
}

/* A footer and a tag, signed by another key than the one that is published, or by Ed25519. */
static void test_keys(void **state)
{
	static const char *const change[4] = { "Subject: ", "Subject: [list] ", "\r\nAnn\r\n", "\r\nAnn\r\nfoot\r\n" };
	Arena a = unit_arena();

	(void)state;
	ok(!undone(&other, &rsa, RELAXED, PLAIN, change, &a), "another key\n");
	const Undo *u = undone(&ed, &ed, ED, PLAIN, change, &a);
	ok(u && u->n == 2, "Ed25519\n");
}

static void test_hop(void **state)
{
	static const struct { const char *head; int signature; int64_t t; const char *at, *after, *before; } t[] = {
		{ "DKIM-Signature: x\n", 0, -1, "", "", "" },
		{ "Received: by c.example.org; Tue, 17 Nov 2026 07:47:00 +0000\nReceived: by b.example.net; Tue, 17 Nov 2026 07:46:00 +0000\nDKIM-Signature: x\n"
		  "Received: by a.example.com; Tue, 17 Nov 2026 07:45:00 +0000\n", 2, -1, "", "a.example.com", "c.example.org" },
		{ "Received: by b.example.net; Tue, 17 Nov 2026 07:46:00 +0000\nReceived: by a.example.com; Tue, 17 Nov 2026 07:45:00 +0000\nDKIM-Signature: x\n",
		  2, 1794901500, "", "a.example.com", "b.example.net" },
		{ "Received: by c.example.org\nX-BeenThere: l@b.example.net\nReceived: by b.example.net\nDKIM-Signature: x\n", 3, -1, "b.example.net", "", "c.example.org" },
		{ "Received: by c.example.org\nReceived: by mail.lists.example.net\nDKIM-Signature: x\nList-Id: L <l.lists.example.net>\n", 2, -1, "mail.lists.example.net", "",
		  "c.example.org" },
	};
	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		RawMessage m;
		UndoHop hop;

		raw_read(str_of(t[i].head), true, &a, &m);
		undo_hop(&m, t[i].signature, t[i].t, &a, &hop);
		same(hop.at, t[i].at, "row %zu, at", i);
		same(hop.after, t[i].after, "row %zu, after", i);
		same(hop.before, t[i].before, "row %zu, before", i);
	}
}

/* A body hashed in two pieces, wherever it is cut at a line, has the hash of the whole. */
static void test_bodyhash(void **state)
{
	static const char *const bodies[] = { "", "\n", "a", "a\n", "a \t b\n\n \nc\r\n\r\n", "\n\na\n\n", " \n \n", "x\r\n\r\n\r\n", "a\rb\n" };
	(void)state;
	for (size_t i = 0; i < ROWS(bodies); i++)
		for (Canon kind = CANON_SIMPLE; kind <= CANON_RELAXED; kind++) {
			Arena a = unit_arena();
			Lined l;
			size_t all;
			Sha256 hash;

			lined_read(str_of(bodies[i]), kind, &a, &l);
			crypto_sha256(crypto, canon_body(str_of(bodies[i]), kind, -1, &a, &all), &hash);
			for (size_t cut = 0; cut <= l.n; cut++) {
				BodyRun r = bodyrun_begin(-1);
				Piece rest = piece_of(lined_slice(&l, cut, l.n), kind, &a);

				bodyrun_lines(&r, &l, 0, cut);
				bodyrun_piece(&r, &rest);
				ok(bodyrun_is(r, kind, (Str){ (const char *)hash.at, sizeof hash.at }), "body %zu, kind %d, cut at %zu\n", i, kind, cut);
			}
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_changes), cmocka_unit_test(test_keys), cmocka_unit_test(test_hop), cmocka_unit_test(test_bodyhash) };
	Pool pool;

	if (setjmp(unit_full) || unit_open(NULL) || !pool_open(&pool, 1 << 20))
		return 1;
	Arena a = pool_arena(&pool, &unit_full);

	crypto = crypto_open();
	rsa = signer_key(1024, &a);
	other = signer_key(1024, &a);
	ed = signer_key(0, &a);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	EVP_PKEY_free(rsa.pkey);
	EVP_PKEY_free(other.pkey);
	EVP_PKEY_free(ed.pkey);
	crypto_close(crypto);
	pool_close(&pool);
	unit_close(NULL);
	return failed;
}
