/* test_idn.c - internationalized domain names, there and back. */
#include "unit.h"
#include "base/idn.h"

static void test_ascii(void **state)
{
	static const struct { const char *in, *out; bool ok; } t[] = {
		{ "Example.ORG.", "example.org", true },
		{ "b\303\274cher.example", "xn--bcher-kva.example", true },
		{ "B\303\234CHER.Example.", "xn--bcher-kva.example", true },
		{ "bu\314\210cher.example", "xn--bcher-kva.example", true },            /* the dots behind their letter: NFC */
		{ "fa\303\237.example", "xn--fa-hia.example", true },                   /* non-transitional: sharp s stays itself */
		{ "_dmarc.b\303\274cher.example", "_dmarc.xn--bcher-kva.example", true },
		{ "\344\276\213\343\200\202example", "xn--fsq.example", true },          /* the ideographic full stop divides labels */
		{ "under_score.example", "under_score.example", true },
		{ "XN--BCHER-KVA.example", "xn--bcher-kva.example", true },
		{ "xn--\377.example", "xn--\377.example", false },                       /* no UTF-8 */
		{ "\342\200\213.example", NULL, false },                                 /* nothing is left of it */
		{ "", "", true }, { ".", "", true },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		bool fine;
		Str out = idn_ascii(in, &a, &fine);

		ok(fine == t[i].ok, "'%s' is %s\n", t[i].in, fine ? "a name" : "none");
		if (t[i].out)
			same(out, t[i].out, "'%s'", t[i].in);
		exact_free(in);
	}
}

static void test_unicode(void **state)
{
	static const struct { const char *in, *out; } t[] = {
		{ "xn--bcher-kva.example", "b\303\274cher.example" },
		{ "_dmarc.XN--BCHER-KVA.example.", "_dmarc.b\303\274cher.example." },
		{ "example.org", "example.org" },
		{ "xn--.example", "xn--.example" },
		{ "xn--a.example", "xn--a.example" },                                   /* no Punycode of anything */
		{ "xn--zzzzzzzzzzzzzzzzzzzzzzzzzz.example", "xn--zzzzzzzzzzzzzzzzzzzzzzzzzz.example" },
		{ "xn--BCHER-KVA-.example", "xn--BCHER-KVA-.example" },
		{ "a..b", "a..b" }, { "", "" }, { ".", "." },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);

		same(idn_unicode(in, &a), t[i].out, "'%s'", t[i].in);
		exact_free(in);
	}
}

UNIT_MAIN(cmocka_unit_test(test_ascii), cmocka_unit_test(test_unicode))
