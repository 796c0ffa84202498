/* test_knowledge.c - stanzas, the image of them, the tree of causes, whose host it is. */
#include "unit.h"
#include "knowledge/blocklist.h"
#include "knowledge/book.h"

static const char text[] =
	"# a comment\n"
	"Cause: recipient\nTitle: the recipient's side\nClass: soft\nAddress: keep\nWho: recipient_admin\nRetry: later\n"
	"\n"
	"Cause: recipient.unknown\nTitle: no such mailbox\nClass: hard\nAddress: suppress\nExplain: one\n two\n\n"
	"Provider: near\nHost: mx.near.example near.example\n\n"
	"Provider: far\nHost: far.example\nMx: mx.near.example\n\n"
	"  stray\n"
	"not a field\n"
	"\n"
	"Cause: recipient.unknown\nTitle: twice\n\n"
	"Oddity: x\n"
	"\n"
	"Cause: orphan.child\nClass: nonsense\n";

static const Book *build(Arena *a, Complaints *complaints)
{
	Stanzas s = { 0 };
	Knowledge none = { 0 };

	stanzas_read(str_of(text), STR("test.know"), a, &s, complaints);
	return book_build(&s, &none, a, complaints);
}

static void test_complaints(void **state)
{
	static const struct { int line; const char *word; } t[] = {
		{ 23, "no field above" }, { 24, "not a field" }, { 29, "unknown kind" }, { 26, "stands already" }, { 31, "no parent" }, { 31, "nonsense" },
	};
	Arena a = unit_arena();
	Complaints c = { 0 };

	(void)state;
	build(&a, &c);
	ok(c.n == ROWS(t), "%zu complaints\n", c.n);
	for (size_t i = 0; i < ROWS(t); i++)
		ok(c.v[i].line == t[i].line && str_has(c.v[i].text, str_of(t[i].word)), "%d: %.*s\n", c.v[i].line, STR_ARG(c.v[i].text));
}

static void test_causes(void **state)
{
	Arena a = unit_arena();
	Complaints c = { 0 };
	Knowledge k = { .n = 1 };

	(void)state;
	k.books[0] = build(&a, &c);
	CauseId up = cause_find(&k, STR("recipient")), leaf = cause_find(&k, STR("recipient.unknown"));

	ok(up && leaf && cause_parent(&k, leaf) == up && cause_parent(&k, up) == 0, "the tree\n");
	ok(cause_class(&k, leaf) == CLASS_HARD && cause_class(&k, up) == CLASS_SOFT, "its own class\n");
	ok(cause_actor(&k, leaf) == ACTOR_RECIPIENT_ADMIN && cause_retry(&k, leaf) == RETRY_LATER, "what is inherited\n");
	ok(cause_within(&k, leaf, up) && !cause_within(&k, up, leaf), "within\n");
	ok(cause_related(&k, leaf, leaf) && !cause_related(&k, up, leaf), "an ancestor that is a root is not related\n");
	same(cause_text(&k, leaf, STR("Explain")), "one\ntwo", "a continuation");
	same(cause_name(&k, 0), "", "no cause");
	ok(cause_find(&k, STR("recipient.other")) == 0, "an unknown one\n");
}

static void test_providers(void **state)
{
	static const struct { const char *host, *provider; } t[] = {
		{ "a.b.MX.near.example", "near" }, { "near.example", "near" }, { "notnear.example", "" }, { "x.far.example", "far" }, { "", "" },
	};
	Arena a = unit_arena();
	Complaints c = { 0 };
	Knowledge k = { .n = 1 };

	(void)state;
	k.books[0] = build(&a, &c);
	for (size_t i = 0; i < ROWS(t); i++)
		same(entry_id(provider_of(&k, str_of(t[i].host))), t[i].provider, "'%s'", t[i].host);
}

/* What a list's addresses mean: one, a range, any number, bits; errors before all else. */
static void test_codes(void **state)
{
	static const char list[] = "Cause: list\n\nBlocklist: one\nZone: z.example\nKind: ip4 url\nCause: list\nAnswer: 127.0.0.2 a two\nAnswer: 127.0.0.4-7 b some\n"
		"Answer: 127.0.*.9 c any\nAnswer: 127.0.9.* d all\nAnswer: bit 16 e bits\nError: 127.0.3.* no\nError: 127.0.0.255 never\n";
	static const struct { uint8_t code[4]; const char *cause, *words; bool error; } t[] = {
		{ { 127, 0, 0, 2 }, "a", "two", false }, { { 127, 0, 0, 4 }, "b", "some", false }, { { 127, 0, 0, 7 }, "b", "some", false }, { { 127, 0, 0, 8 }, "list", "", false },
		{ { 127, 0, 77, 9 }, "c", "any", false }, { { 127, 1, 77, 9 }, "list", "", false }, { { 127, 0, 9, 200 }, "d", "all", false }, { { 127, 0, 0, 17 }, "e", "bits", false },
		{ { 127, 0, 3, 9 }, "", "no", true }, { { 127, 0, 0, 255 }, "", "never", true },
		{ { 127, 255, 255, 254 }, "", "the list refuses to answer this resolver", true },
	};
	Arena a = unit_arena();
	Complaints c = { 0 };
	Knowledge k = { .n = 1 }, none = { 0 };
	Stanzas s = { 0 };
	Blocklist one;

	(void)state;
	stanzas_read(str_of(list), STR("test.know"), &a, &s, &c);
	k.books[0] = book_build(&s, &none, &a, &c);
	blocklist_read(knowledge_find(&k, KIND_BLOCKLIST, STR("one")), &one);
	ok(one.kinds == (1u << LIST_IP4 | 1u << LIST_URL), "its kinds\n");
	for (size_t i = 0; i < ROWS(t); i++) {
		ListMeaning m = blocklist_meaning(&one, t[i].code);

		ok(m.error == t[i].error, "row %zu\n", i);
		same(m.words, t[i].words, "row %zu", i);
		same(m.cause, t[i].cause, "row %zu", i);
	}
	ok(blocklist_meaning(&one, (const uint8_t[]){ 192, 0, 2, 1 }).error, "no answer of a list\n");
}

UNIT_MAIN(cmocka_unit_test(test_codes), cmocka_unit_test(test_complaints), cmocka_unit_test(test_causes), cmocka_unit_test(test_providers))
