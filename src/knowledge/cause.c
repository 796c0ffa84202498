/* cause.c - the tree of causes. */
#include "knowledge/book.h"

#define X(id, name, text) name,
const char *const class_name[CLASS_COUNT] = { CLASSES(X) };
const char *const address_name[ADDRESS_COUNT] = { ADDRESS_USES(X) };
const char *const actor_name[ACTOR_COUNT] = { ACTORS(X) };
const char *const retry_name[RETRY_COUNT] = { RETRIES(X) };
#undef X
#define X(id, name, text) text,
const char *const class_text[CLASS_COUNT] = { CLASSES(X) };
const char *const address_text[ADDRESS_COUNT] = { ADDRESS_USES(X) };
const char *const actor_text[ACTOR_COUNT] = { ACTORS(X) };
const char *const retry_text[RETRY_COUNT] = { RETRIES(X) };
#undef X

int name_index(const char *const *names, int count, Str name)
{
	for (int i = 0; i < count; i++)
		if (str_eq(name, str_of(names[i])))
			return i;
	return -1;
}

static const BookCause *line_of(const Knowledge *k, CauseId c, const Book **book)
{
	for (int i = 0; i < k->n; i++) {
		const Book *b = k->books[i];

		if (c > b->cause_base && c <= b->cause_base + b->n_causes) {
			*book = b;
			return book_cause(b, c - b->cause_base - 1);
		}
	}
	return NULL;
}

CauseId cause_find(const Knowledge *k, Str name)
{
	Entry e = knowledge_find(k, KIND_CAUSE, name);

	return entry_ok(e) ? (CauseId)(e.book->cause_base + (e.at - e.book->kinds[KIND_CAUSE][0]) + 1) : 0;
}

Entry cause_entry(const Knowledge *k, CauseId c)
{
	const Book *b = NULL;
	const BookCause *line = line_of(k, c, &b);

	return line ? (Entry){ b, line->stanza } : (Entry){ 0 };
}

Str cause_name(const Knowledge *k, CauseId c)
{
	return entry_id(cause_entry(k, c));
}

#define CAUSE_PROPERTY(function, Type, member)                            \
	Type function(const Knowledge *k, CauseId c)                      \
	{                                                                 \
		const Book *b;                                            \
		const BookCause *line = line_of(k, c, &b);                \
	                                                                  \
		return line ? (Type)line->member : 0;                     \
	}
CAUSE_PROPERTY(cause_parent,  CauseId,    parent)
CAUSE_PROPERTY(cause_class,   Class,      class)
CAUSE_PROPERTY(cause_address, AddressUse, address)
CAUSE_PROPERTY(cause_actor,   Actor,      actor)
CAUSE_PROPERTY(cause_retry,   Retry,      retry)

bool cause_within(const Knowledge *k, CauseId c, CauseId root)
{
	for (; c; c = cause_parent(k, c))
		if (c == root)
			return true;
	return false;
}

bool cause_related(const Knowledge *k, CauseId a, CauseId b)
{
	return cause_within(k, a, b) ? a == b || cause_parent(k, b) : cause_within(k, b, a) && cause_parent(k, a);
}

Str cause_text(const Knowledge *k, CauseId c, Str field)
{
	for (; c; c = cause_parent(k, c)) {
		Str value = entry_value(cause_entry(k, c), field);

		if (value.len)
			return value;
	}
	return STR("");
}
