/* book.c - the image of many stanzas: making one. */
#include <stdlib.h>
#include "base/buf.h"
#include "knowledge/book.h"

typedef struct {
	Buf image;
	Stanza *v;                              /* sorted */
	size_t n;
	const Knowledge *under;
	Complaints *complaints;
	Arena *keep;
} Maker;

static Kind kind_of(Str name)
{
	for (int k = 0; k < KIND_COUNT; k++)
		if (str_eq(name, str_of(kind_name[k])))
			return (Kind)k;
	return KIND_COUNT;
}

/* A code may have several stanzas: its meaning for all, and for the providers that its From: names. */
static int by_kind_and_id(const void *a, const void *b)
{
	const Stanza *x = a, *y = b;
	Kind kind = kind_of(x->kind);
	int d = (int)kind - (int)kind_of(y->kind);

	if (d == 0)
		d = str_cmp(x->id, y->id);
	return d || kind != KIND_CODE ? d : str_cmp(stanza_value(x, STR("From")), stanza_value(y, STR("From")));
}

/* Sort; leave out what has no known kind, and what stands there twice. */
static void arrange(Maker *m, Stanzas *s)
{
	m->v = take(m->keep, Stanza, s->n + 1);
	for (size_t i = 0; i < s->n; i++) {
		if (kind_of(s->v[i].kind) == KIND_COUNT)
			complain(m->complaints, m->keep, s->v[i].file, s->v[i].line, "unknown kind of stanza '%.*s'", STR_ARG(s->v[i].kind));
		else
			m->v[m->n++] = s->v[i];
	}
	qsort(m->v, m->n, sizeof *m->v, by_kind_and_id);
	size_t kept = 0;

	for (size_t i = 0; i < m->n; i++) {
		if (kept && by_kind_and_id(&m->v[kept - 1], &m->v[i]) == 0)
			complain(m->complaints, m->keep, m->v[i].file, m->v[i].line, "%.*s '%.*s' stands already at %.*s:%d",
			         STR_ARG(m->v[i].kind), STR_ARG(m->v[i].id), STR_ARG(m->v[kept - 1].file), m->v[kept - 1].line);
		else
			m->v[kept++] = m->v[i];
	}
	m->n = kept;
}

static Book *head(Maker *m)
{
	return (Book *)(void *)m->image.at;
}

/* Room for n aligned, zeroed objects at the end of the image; the offset. */
static uint32_t reserve(Maker *m, size_t size, size_t n)
{
	size_t pad = (size_t)-m->image.len & 7;

	buf_room(&m->image, pad + size * n);
	memset(m->image.at + m->image.len, 0, pad + size * n);
	m->image.len += pad + size * n;
	return (uint32_t)(m->image.len - size * n);
}

static BookText put_text(Maker *m, Str s)
{
	BookText t = { (uint32_t)m->image.len, (uint32_t)s.len };

	buf_put(&m->image, s);
	return t;
}

static void put_stanzas(Maker *m)
{
	size_t n_fields = 0, f = 0;

	for (size_t i = 0; i < m->n; i++)
		n_fields += m->v[i].n;
	uint32_t stanzas = reserve(m, sizeof(BookStanza), m->n), fields = reserve(m, sizeof(BookField), n_fields);

	head(m)->stanzas = stanzas;
	head(m)->n_stanzas = (uint32_t)m->n;
	head(m)->fields = fields;
	head(m)->n_fields = (uint32_t)n_fields;
	for (size_t i = 0; i < m->n; i++) {
		Stanza *s = &m->v[i];
		BookStanza b = { put_text(m, s->id), put_text(m, s->file), (uint32_t)s->line, kind_of(s->kind), (uint32_t)f, (uint32_t)s->n };

		for (size_t k = 0; k < s->n; k++, f++) {
			BookField field = { put_text(m, s->v[k].name), put_text(m, s->v[k].value) };
			((BookField *)(void *)(m->image.at + fields))[f] = field;
		}
		((BookStanza *)(void *)(m->image.at + stanzas))[i] = b;
		if (head(m)->kinds[b.kind][1]++ == 0)
			head(m)->kinds[b.kind][0] = (uint32_t)i;
	}
}

/* The value of one of the closed lists; inherited where the field is absent. */
static uint8_t listed(Maker *m, const Stanza *s, Str field, const char *const *names, int count, uint8_t inherited)
{
	Str value = stanza_value(s, field);
	int i = name_index(names, count, value);

	if (value.len && i < 0)
		complain(m->complaints, m->keep, s->file, s->line, "%.*s: '%.*s' is no such value", STR_ARG(field), STR_ARG(value));
	return value.len && i >= 0 ? (uint8_t)i : inherited;
}

/* The number of a cause, of this book or the one below. */
static CauseId number_of(const Maker *m, uint32_t first, uint32_t n, Str name)
{
	uint32_t lo = 0, hi = n;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;
		int d = str_cmp(m->v[first + mid].id, name);

		if (d == 0)
			return (CauseId)(((const Book *)(const void *)m->image.at)->cause_base + mid + 1);
		if (d < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return cause_find(m->under, name);
}

static Str parent_name(Str name)
{
	while (name.len && name.at[name.len - 1] != '.')
		name.len--;
	return str_take(name, name.len ? name.len - 1 : 0);
}

/* A parent's line stands above its children's, for ids are sorted: so inheriting is one pass. */
static void put_causes(Maker *m)
{
	uint32_t first = head(m)->kinds[KIND_CAUSE][0], n = head(m)->kinds[KIND_CAUSE][1];
	uint32_t at = reserve(m, sizeof(BookCause), n);

	head(m)->causes = at;
	head(m)->n_causes = n;
	for (uint32_t i = 0; i < n; i++) {
		BookCause *c = (BookCause *)(void *)(m->image.at + at);
		const Stanza *s = &m->v[first + i];
		Str up = parent_name(s->id);
		CauseId parent = up.len ? number_of(m, first, n, up) : 0;
		uint32_t base = head(m)->cause_base;
		BookCause from = { 0 };

		if (up.len && parent == 0)
			complain(m->complaints, m->keep, s->file, s->line, "cause '%.*s' has no parent '%.*s'", STR_ARG(s->id), STR_ARG(up));
		if (parent > base)
			from = c[parent - base - 1];
		else if (parent)
			from = (BookCause){ .class = cause_class(m->under, parent), .address = cause_address(m->under, parent),
			                    .actor = cause_actor(m->under, parent), .retry = cause_retry(m->under, parent) };
		c[i] = (BookCause){ first + i, parent,
			listed(m, s, STR("Class"), class_name, CLASS_COUNT, from.class),
			listed(m, s, STR("Address"), address_name, ADDRESS_COUNT, from.address),
			listed(m, s, STR("Who"), actor_name, ACTOR_COUNT, from.actor),
			listed(m, s, STR("Retry"), retry_name, RETRY_COUNT, from.retry) };
	}
}

static void add_host(Maker *m, Str suffix, uint32_t stanza)
{
	BookText text = put_text(m, arena_lower(m->keep, suffix));
	uint32_t slots = head(m)->host_slots;
	BookHost *table = (BookHost *)(void *)(m->image.at + head(m)->hosts);

	for (uint32_t i = (uint32_t)str_hash(book_str(head(m), text), STR_HASH_START); ; i++) {
		BookHost *slot = &table[i & (slots - 1)];

		if (slot->suffix.len && !str_eq(book_str(head(m), slot->suffix), book_str(head(m), text)))
			continue;
		if (slot->suffix.len == 0)
			*slot = (BookHost){ text, stanza };
		return;
	}
}

/* Count each word of that field of each provider, and add it to the table where asked. */
static size_t each_host(Maker *m, Str field, bool add)
{
	uint32_t first = head(m)->kinds[KIND_PROVIDER][0], n = head(m)->kinds[KIND_PROVIDER][1];
	size_t count = 0;

	for (uint32_t i = first; i < first + n; i++)
		for (size_t k = 0; k < m->v[i].n; k++) {
			Str word, rest = m->v[i].v[k].value;

			if (!str_eq(m->v[i].v[k].name, field))
				continue;
			for (rest = str_word(rest, &word); word.len; rest = str_word(rest, &word), count++)
				if (add)
					add_host(m, word, i);
		}
	return count;
}

static void put_hosts(Maker *m)
{
	uint32_t slots = 8;

	while (slots < 2 * (each_host(m, STR("Host"), false) + each_host(m, STR("Mx"), false)))
		slots *= 2;
	uint32_t at = reserve(m, sizeof(BookHost), slots);

	head(m)->hosts = at;
	head(m)->host_slots = slots;
	each_host(m, STR("Host"), true);            /* first: a host is whose it is, whoever else it takes mail for */
	each_host(m, STR("Mx"), true);
}

const Book *book_build(Stanzas *s, const Knowledge *under, Arena *keep, Complaints *complaints)
{
	Maker m = { .under = under, .complaints = complaints, .keep = keep };

	arrange(&m, s);
	m.image = buf_new(keep);
	buf_room(&m.image, 1 << 22);
	reserve(&m, sizeof(Book), 1);
	head(&m)->magic = BOOK_MAGIC;
	for (int i = 0; i < under->n; i++)
		head(&m)->cause_base += under->books[i]->n_causes;
	put_stanzas(&m);
	put_causes(&m);
	put_hosts(&m);
	reserve(&m, 8, 4);                                  /* the matcher reads blocks */
	head(&m)->size = (uint32_t)m.image.len;
	return head(&m);
}

bool book_valid(const void *image, size_t size)
{
	const Book *b = image;

	return size >= sizeof *b && b->magic == BOOK_MAGIC && b->size <= size;
}
