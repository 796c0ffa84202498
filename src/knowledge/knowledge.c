/* knowledge.c - everything that experts know, ready to be asked. */
#include "knowledge/book.h"

#define X(id, name) name,
const char *const kind_name[KIND_COUNT] = { KINDS(X) };
#undef X

static const BookStanza *stanza_of(Entry e)
{
	return book_stanza(e.book, e.at);
}

static Entry find_in(const Book *b, Kind kind, Str id)
{
	uint32_t lo = b->kinds[kind][0], hi = lo + b->kinds[kind][1];

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;
		int d = str_cmp(book_str(b, book_stanza(b, mid)->id), id);

		if (d == 0)
			return (Entry){ b, mid };
		if (d < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (Entry){ 0 };
}

Entry knowledge_find(const Knowledge *k, Kind kind, Str id)
{
	for (int i = k->n - 1; i >= 0; i--) {
		Entry e = find_in(k->books[i], kind, id);

		if (entry_ok(e))
			return e;
	}
	return (Entry){ 0 };
}

/* The first stanza of that kind in the book at place i or a later one. */
static Entry first_from(const Knowledge *k, Kind kind, int i)
{
	for (; i < k->n; i++)
		if (k->books[i]->kinds[kind][1])
			return (Entry){ k->books[i], k->books[i]->kinds[kind][0] };
	return (Entry){ 0 };
}

Entry knowledge_first(const Knowledge *k, Kind kind)
{
	return first_from(k, kind, 0);
}

Entry knowledge_next(const Knowledge *k, Entry e)
{
	Kind kind = (Kind)stanza_of(e)->kind;
	int i = 0;

	if (e.at + 1 < e.book->kinds[kind][0] + e.book->kinds[kind][1])
		return (Entry){ e.book, e.at + 1 };
	while (i < k->n && k->books[i] != e.book)
		i++;
	return first_from(k, kind, i + 1);
}

Str entry_id(Entry e)   { return entry_ok(e) ? book_str(e.book, stanza_of(e)->id) : STR(""); }
Str entry_file(Entry e) { return entry_ok(e) ? book_str(e.book, stanza_of(e)->file) : STR(""); }
int entry_line(Entry e) { return entry_ok(e) ? (int)stanza_of(e)->line : 0; }

bool entry_field(Entry e, size_t i, Str *name, Str *value)
{
	if (!entry_ok(e) || i >= stanza_of(e)->n)
		return false;
	const BookField *f = book_field(e.book, stanza_of(e)->first + (uint32_t)i);

	*name = book_str(e.book, f->name);
	*value = book_str(e.book, f->value);
	return true;
}

Str entry_nth(Entry e, Str field, size_t nth)
{
	Str name, value;

	for (size_t i = 0; entry_field(e, i, &name, &value); i++)
		if (str_eq(name, field) && nth-- == 0)
			return value;
	return STR("");
}

Str entry_value(Entry e, Str field)
{
	return entry_nth(e, field, 0);
}
