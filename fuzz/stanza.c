/* stanza.c - whatever comes in: every value lies on lines of the input, and the image of the stanzas gives them back. */
#include "fuzz.h"
#include "knowledge/book.h"

static void law(Str in, Arena *a)
{
	Stanzas s = { 0 };
	Complaints c = { 0 };
	Knowledge none = { 0 }, k = { .n = 1 };

	stanzas_read(in, STR("x"), a, &s, &c);
	k.books[0] = book_build(&s, &none, a, &c);
	claim(book_valid(k.books[0], k.books[0]->size));
	for (size_t i = 0; i < s.n; i++) {
		claim(fuzz_inside(s.v[i].kind, in));
		for (int kind = 0; kind < KIND_COUNT; kind++)
			if (str_eq(s.v[i].kind, str_of(kind_name[kind])))
				claim(entry_ok(knowledge_find(&k, (Kind)kind, s.v[i].id)));
	}
	for (CauseId id = 1; id <= k.books[0]->n_causes; id++)
		claim(cause_find(&k, cause_name(&k, id)) == id);
}

FUZZ(law)
