/* test_intake_phrase.c - many phrases in one pass. */
#include "unit.h"
#include "base/buf.h"
#include "intake/phrase.h"

static const struct { PhraseKind kind; uint16_t slot; const char *text; } phrases[] = {
	{ PHRASE_REPLY, 0, "said:" }, { PHRASE_REPLY, 0, "remote host said:" }, { PHRASE_END, 0, "(in reply to" }, { PHRASE_RETURNED, 0, "^original message" },
	{ PHRASE_BOUNCE, 1, "returned mail" }, { PHRASE_BOUNCE, 1, "returned mail: see" }, { PHRASE_NOISE, 0, "remote host" }, { PHRASE_NOISE, 0, "abc" },
	{ PHRASE_REASON, 0, "Grund:" }, { PHRASE_MATCH, 0, "a b c" },
};

static PhraseSet build(Arena *a)
{
	PhraseSet set = { 0 };

	for (size_t i = 0; i < ROWS(phrases); i++)
		phrases_add(&set, a, phrases[i].kind, phrases[i].slot, 0, str_of(phrases[i].text));
	phrases_index(&set, a);
	return set;
}

/* "Kind@from-to" of each hit. */
static Str found(const PhraseSet *set, Str in, uint16_t slot, Arena *a)
{
	Hits hits = { 0 };
	Buf b = buf_new(a);

	phrases_find(set, in, slot, a, &hits);
	for (size_t i = 0; i < hits.n; i++) {
		buf_format(&b, "%s%s@%u-%u", i ? " " : "", phrase_name[hits.v[i].kind], hits.v[i].from, hits.v[i].to);
		ok(hits_have(&hits, (PhraseKind)hits.v[i].kind), "kinds\n");
	}
	return buf_str(&b);
}

static void test_find(void **state)
{
	static const struct { const char *in; uint16_t slot; const char *out; } t[] = {
		{ "host said: no", 0, "Reply@5-10" },
		{ "Remote  Host\r\n\tSAID: no", 0, "Noise@0-12 Reply@0-20 Reply@15-20" },
		{ "Remote host\n\nsaid:", 0, "Noise@0-11 Reply@13-18" },
		{ "aforesaid: said:", 0, "Reply@11-16" },
		{ "(in reply to DATA)", 0, "End@0-12" }, { "(in reply tomorrow)", 0, "" },
		{ "the original message\n  - Original Message -", 0, "Returned@25-41" }, { "> original message", 0, "Returned@2-18" },
		{ "Returned mail: see transcript", 1, "Bounce@0-13 Bounce@0-18" }, { "Returned mail", 0, "" },
		{ "GRUND: x", 0, "Reason@0-6" }, { "abc", 0, "" }, { "a b c", 0, "Match@0-5" }, { "a  b\tc", 0, "Match@0-6" },
		{ "sai", 0, "" }, { "said", 0, "" }, { "", 0, "" },
	};
	Arena keep = unit_arena();
	PhraseSet set = build(&keep);

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = keep;
		Str in = exact(t[i].in);

		same(found(&set, in, t[i].slot, &a), t[i].out, "%s", t[i].in);
		exact_free(in);
	}
}

static void test_next(void **state)
{
	Arena a = unit_arena();
	PhraseSet set = build(&a);
	Str in = STR("said: x said: y (in reply to z said:");
	Hits hits = { 0 };

	(void)state;
	phrases_find(&set, in, 0, &a, &hits);
	ok(hits_next(&hits, PHRASE_REPLY, 0, in.len)->from == 0, "the first\n");
	ok(hits_next(&hits, PHRASE_REPLY, 1, in.len)->from == 8, "the second\n");
	ok(hits_next(&hits, PHRASE_END, 0, in.len)->from == 16, "of another kind\n");
	ok(!hits_next(&hits, PHRASE_REPLY, 1, 8) && !hits_next(&hits, PHRASE_SENDER, 0, in.len), "none\n");
}

UNIT_MAIN(cmocka_unit_test(test_find), cmocka_unit_test(test_next))
