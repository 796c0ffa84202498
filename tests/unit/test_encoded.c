/* test_encoded.c - encoded-words as mailers write them. */
#include "unit.h"
#include "mail/encoded.h"

static void test_decode(void **state)
{
	static const struct { const char *in, *out; } t[] = {
		{ "plain", "plain" },
		{ "=?utf-8?Q?caf=C3=A9?=", "café" },
		{ "=?UTF-8?B?Y2Fmw6k=?=", "café" },
		{ "=?iso-8859-1?q?caf=E9_au_lait?= x", "café au lait x" },
		{ "=?utf-8?q?a?= =?utf-8?q?b?=", "ab" },
		{ "=?utf-8?q?a?=\r\n =?utf-8?q?b?=", "ab" },
		{ "=?utf-8?q?a?==?utf-8?q?b?=", "ab" },
		{ "=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c" },
		{ "=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café" },               /* split inside a character */
		{ "=?utf-8?B?Y2Fmw6k?= =?utf-8?B?Y2Fmw6k?=", "cafécafé" },       /* no padding */
		{ "=?utf-8?q?a?= =?iso-8859-1?q?=E9?=", "aé" },
		{ "\"=?utf-8?q?a?=\" <a@example.org>", "\"a\" <a@example.org>" },
		{ "x=?utf-8?q?a?=y", "xay" },
		{ "=?utf-8*de?q?a?=", "a" },
		{ "=?utf-8?q?with blanks in it?=", "with blanks in it" },
		{ "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本" },
		{ "=?iso-2022-jp?B?GyRCRnw=?= =?iso-2022-jp?B?S1wbKEI=?=", "日本" },
		{ "=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?=", "Привет" },
		{ "=?koi8-r?B?8NLJ18XU?=", "Привет" },
		{ "=?gb2312?B?xOO6ww==?=", "你好" },
		{ "=?x-none?q?caf=C3=A9?=", "café" },
		{ "=?utf-8?x?a?=", "=?utf-8?x?a?=" },
		{ "=?utf-8?q?open", "=?utf-8?q?open" },
		{ "=?utf-8?q", "=?utf-8?q" },
		{ "=?=?utf-8?q?a?=", "=?a" },
		{ "=??q?a?=", "=??q?a?=" },
		{ "caf\xc3\xa9", "café" },
		{ "caf\xe9", "café" },
		{ "=?", "=?" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);

		same(encoded_decode(in, STR("windows-1252"), &a), t[i].out, "'%s'", t[i].in);
		exact_free(in);
	}
}

/* Many openings without an end, and many words: one pass each. */
static void test_length(void **state)
{
	enum { BYTES = 1 << 20 };
	static const char *const pieces[] = { "=?a?q?b ", "=?a?q?b?= ", "=?", "?=" };
	char *text = malloc(BYTES);

	(void)state;
	for (size_t i = 0; i < ROWS(pieces); i++) {
		Arena a = unit_arena();
		size_t n = strlen(pieces[i]);

		for (size_t k = 0; k + n <= BYTES; k += n)
			memcpy(text + k, pieces[i], n);
		ok(encoded_decode((Str){ text, BYTES / n * n }, STR(""), &a).len > 0, "'%s'\n", pieces[i]);
	}
	free(text);
}

UNIT_MAIN(cmocka_unit_test(test_decode), cmocka_unit_test(test_length))
