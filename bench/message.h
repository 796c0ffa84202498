/* message.h - the message that the verifiers are measured with: 10 KB, two parts, signed with RSA of 2048 bits over 9 fields,
 * relaxed/relaxed.  The key is made when the program starts. */
#ifndef BENCH_MESSAGE_H
#define BENCH_MESSAGE_H

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include "auth/canon.h"

#define MESSAGE_SELECTOR "s2026"
#define MESSAGE_DOMAIN "news.example.com"
#define MESSAGE_ORGANISATION "example.com"
#define MESSAGE_INCLUDED "_spf.example.net"     /* what its SPF record includes */
#define MESSAGE_CLIENT "192.0.2.25"             /* for an SPF record that a bench publishes */

typedef struct { EVP_PKEY *key; Str text, key_name, key_record; } Message;

static inline Str message_base64(const uint8_t *bytes, size_t n, Arena *a)
{
	uint8_t *out = take(a, uint8_t, n / 3 * 4 + 8);

	return (Str){ (char *)out, (size_t)EVP_EncodeBlock(out, bytes, (int)n) };
}

static inline Str message_unsigned(Arena *a)
{
	static const char *const words[] = { "the", "order", "of", "your", "delivery", "will", "arrive", "on", "Thursday", "between", "nine", "and", "noon", "please", "keep", "this" };
	Buf b = buf_new(a);
	uint32_t random = 550;

	buf_put(&b, STR("Received: from mx1.news.example.com (mx1.news.example.com [192.0.2.25])\r\n\tby mx.example.org (Postfix) with ESMTPS id 4XyZ12abcd\r\n"
		"\tfor <reader@example.org>; Tue, 17 Nov 2026 07:45:15 +0000 (UTC)\r\n"
		"From: \"Example News\" <news@news.example.com>\r\nTo: Reader <reader@example.org>\r\nSubject: Your order 550-2026 has left our house\r\n"
		"Date: Tue, 17 Nov 2026 07:45:12 +0000\r\nMessage-ID: <20261117074512.550@news.example.com>\r\nMIME-Version: 1.0\r\n"
		"Content-Type: multipart/alternative;\r\n\tboundary=\"=_part_550_2026\"\r\nReply-To: service@news.example.com\r\n"
		"List-Unsubscribe: <https://news.example.com/unsubscribe/550>,\r\n <mailto:unsubscribe@news.example.com>\r\n"
		"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nX-Mailer: Example 5.5\r\n\r\n"));
	for (int part = 0; part < 2; part++) {
		size_t limit = part ? 10700 : 5400;

		buf_format(&b, "--=_part_550_2026\r\nContent-Type: text/%s; charset=UTF-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n", part ? "html" : "plain");
		while (b.len < limit) {
			buf_put(&b, part ? STR("  <p>") : STR(""));
			for (size_t line = b.len; b.len - line < 62; buf_char(&b, ' ')) {
				random = random * 1664525 + 1013904223;
				buf_put(&b, str_of(words[random >> 28]));
			}
			b.len--;
			buf_put(&b, part ? STR("</p>\r\n") : STR("\r\n"));
		}
		buf_put(&b, STR("\r\n"));
	}
	buf_put(&b, STR("--=_part_550_2026--\r\n"));
	return buf_str(&b);
}

/* The message with its signature on top. */
static inline Message message_make(Arena *a)
{
	static const char h[] = "from:to:subject:date:message-id:mime-version:content-type:reply-to:list-unsubscribe";
	Message m = { .key = EVP_RSA_gen(2048), .key_name = STR(MESSAGE_SELECTOR "._domainkey." MESSAGE_DOMAIN) };
	Str plain = message_unsigned(a);
	uint8_t hash[32], signature[256], *der = NULL;
	size_t all, n = sizeof signature;
	Buf field = buf_new(a), text = buf_new(a), record = buf_new(a);
	RawMessage raw;
	FieldChoice chosen;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	raw_read(plain, false, a, &raw);
	Str body = canon_body(raw.body, CANON_RELAXED, -1, a, &all);
	EVP_Digest(body.at, body.len, hash, NULL, EVP_sha256(), NULL);
	buf_format(&field, "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n\td=" MESSAGE_DOMAIN "; s=" MESSAGE_SELECTOR "; t=1795000000;\r\n\th=%s;\r\n\tbh=%.*s;\r\n\tb=",
		h, STR_ARG(message_base64(hash, sizeof hash, a)));
	canon_choose(&raw, str_of(h), -1, a, &chosen);
	for (size_t i = 0; i < chosen.n; i++)
		canon_field(raw.v[chosen.v[i]].whole, STR(""), CANON_RELAXED, &text);
	canon_field(buf_str(&field), STR(""), CANON_RELAXED, &text);
	EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, m.key);
	EVP_DigestSign(ctx, signature, &n, (uint8_t *)text.at, text.len - 2);
	EVP_MD_CTX_free(ctx);
	Str b = message_base64(signature, n, a);
	for (size_t i = 0; i < b.len; i += 72)
		buf_format(&field, "%s%.*s", i ? "\r\n\t " : "", STR_ARG(str_take(str_drop(b, i), 72)));
	buf_put(&field, STR("\r\n"));
	buf_put(&field, plain);
	m.text = buf_str(&field);
	n = (size_t)i2d_PUBKEY(m.key, &der);
	buf_format(&record, "v=DKIM1; k=rsa; p=%.*s", STR_ARG(message_base64(der, n, a)));
	OPENSSL_free(der);
	m.key_record = buf_str(&record);
	return m;
}

#endif
