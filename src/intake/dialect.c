/* dialect.c - the Dialect: stanzas of the knowledge, ready for use. */
#include "intake/dialect.h"
#include "mail/encoded.h"

enum { FIELD_WEIGHT = CONDITIONS_A_LINE };     /* one field outweighs a line of words */

static size_t name_hash(Str name)
{
	size_t h = name.len * 7;

	if (name.len)
		h += (size_t)(unsigned char)to_lower(name.at[0]) * 3 + (unsigned char)to_lower(name.at[name.len - 1])
		   + (size_t)(unsigned char)to_lower(name.at[name.len / 2]) * 5;
	return h & 63;
}

static uint16_t slot_find(const Dialects *d, Str name)
{
	for (uint16_t i = d->heads[name_hash(name)]; i; i = d->slots.v[i - 1].next)
		if (str_ieq(d->slots.v[i - 1].name, name))
			return i;
	return 0;
}

/* The slot of a header field's name: its number is the one in `slots`, counted from 1 with the text's being 0. */
static uint16_t slot_of(Dialects *d, Str name, Arena *keep)
{
	uint16_t i = slot_find(d, name), *head = &d->heads[name_hash(name)];

	if (i)
		return i;
	*arena_push(keep, &d->slots) = (Slot){ .name = name, .next = *head };
	return *head = (uint16_t)d->slots.n;
}

static uint16_t new_condition(Dialects *d)
{
	return d->conditions < CONDITION_MAX - 1 ? ++d->conditions : 0;
}

/* Letters of two bytes (Latin, Greek, Cyrillic), for the case of ASCII alone is folded: small ones, and what makes them capital. */
static const struct { unsigned char lead, from, to, capital_lead; int shift; } letters[] = {
	{ 0xc3, 0xa0, 0xbe, 0xc3, -0x20 }, { 0xce, 0xb1, 0xbf, 0xce, -0x20 }, { 0xcf, 0x80, 0x89, 0xce, 0x20 }, { 0xd0, 0xb0, 0xbf, 0xd0, -0x20 },
	{ 0xd1, 0x80, 0x8f, 0xd0, 0x20 }, { 0xd1, 0x90, 0x9f, 0xd0, -0x10 },
};

static bool make_capital(char *p)
{
	unsigned char lead = (unsigned char)p[0], next = (unsigned char)p[1];

	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (lead == letters[i].lead && next >= letters[i].from && next <= letters[i].to) {
			p[0] = (char)letters[i].capital_lead;
			p[1] = (char)(next + letters[i].shift);
			return true;
		}
	return false;
}

/* The phrase with its first letter, or all of them, as capitals; "" where that is no other phrase. */
static Str capitals(Str text, bool all, Arena *keep)
{
	char *p = arena_z(keep, text);
	size_t start = str_starts(text, STR("^"));
	bool any = false;

	for (size_t i = start; i + 1 < text.len && (all || i == start); i++)
		any |= make_capital(p + i);
	return any ? (Str){ p, text.len } : STR("");
}

static void add_phrase(Dialects *d, PhraseKind kind, uint16_t slot, uint16_t condition, Str text, Arena *keep)
{
	Str first = capitals(text, false, keep), all = capitals(text, true, keep);

	phrases_add(&d->phrases, keep, kind, slot, condition, text);
	if (first.len)
		phrases_add(&d->phrases, keep, kind, slot, condition, first);
	if (all.len && !str_eq(all, first))
		phrases_add(&d->phrases, keep, kind, slot, condition, all);
	if (slot)
		d->slots.v[slot - 1].searched = true;
}

/* One condition, "NAME:TEXT" or "NAME:*"; its number, or 0 where it is none. */
static uint16_t add_condition(Dialects *d, Str text, Arena *keep)
{
	Str name, value = str_trim(str_cut(text, ':', &name));
	uint16_t slot, c;

	name = str_trim(name);
	if (value.len == 0)
		return 0;
	slot = str_eq(name, STR("Body")) ? SLOT_TEXT : slot_of(d, name, keep);
	if (slot && str_eq(value, STR("*")))
		return d->slots.v[slot - 1].present ? d->slots.v[slot - 1].present : (d->slots.v[slot - 1].present = new_condition(d));
	c = new_condition(d);
	add_phrase(d, PHRASE_MATCH, slot, c, value, keep);
	return c;
}

static int weight_of(Str condition)
{
	return str_starts(condition, STR("Body:")) || str_starts(condition, STR("Subject:")) ? 1 : FIELD_WEIGHT;
}

/* "A:x + B:y": both must be met. */
static void add_recipe(Dialects *d, Str line, Arena *keep)
{
	Recipe r = { .dialect = (uint16_t)(d->list.n - 1) };

	while (line.len && r.n < CONDITIONS_A_LINE) {
		size_t plus = str_find(line, STR(" + "), 0);
		uint16_t c = add_condition(d, str_take(line, plus), keep);

		if (!c)
			return;
		r.need[r.n++] = c;
		r.weight += weight_of(line);
		line = str_drop(line, plus + 3);
	}
	if (r.n == 0)
		return;
	r.next = d->first[r.need[0]];
	*arena_push(keep, &d->recipes) = r;
	d->first[r.need[0]] = (uint16_t)d->recipes.n;
}

static uint16_t slot_of_kind(PhraseKind kind)
{
	return kind == PHRASE_DAEMON ? SLOT_FROM : kind < PHRASE_DAEMON ? SLOT_SUBJECT : SLOT_TEXT;
}

static void add_field(Dialects *d, Str name, Str value, Arena *keep)
{
	Dialect *last = &d->list.v[d->list.n - 1];
	int kind = name_index(phrase_name, PHRASE_COUNT, name);

	if (kind == PHRASE_MATCH)
		add_recipe(d, value, keep);
	else if (kind >= 0)
		add_phrase(d, (PhraseKind)kind, slot_of_kind((PhraseKind)kind), 0, value, keep);
	else if (str_eq(name, STR("Skip")))
		last->skip = str_eq(value, STR("yes"));
	else if (str_eq(name, STR("Type")))
		last->type = value;
	else if (str_eq(name, STR("Outcome")) && name_index(outcome_name, OUTCOME_COUNT, value) > 0)
		last->outcome = (Outcome)name_index(outcome_name, OUTCOME_COUNT, value);
}

const Dialects *intake_open(const Knowledge *k, Arena *keep)
{
	Dialects *d = take(keep, Dialects, 1);

	d->knowledge = *k;
	slot_of(d, STR("Subject"), keep);
	slot_of(d, STR("From"), keep);
	for (Entry e = knowledge_first(k, KIND_DIALECT); entry_ok(e); e = knowledge_next(k, e)) {
		Str name, value;

		*arena_push(keep, &d->list) = (Dialect){ .name = entry_id(e), .type = STR("") };
		for (size_t i = 0; entry_field(e, i, &name, &value); i++)
			add_field(d, name, value, keep);
	}
	phrases_index(&d->phrases, keep);
	return d;
}

static void see(Seen *seen, uint16_t condition)
{
	seen->bits[condition / 64] |= 1ull << condition % 64;
}

static bool is_seen(const Seen *seen, uint16_t condition)
{
	return seen->bits[condition / 64] >> condition % 64 & 1;
}

void dialect_see_hits(const Dialects *d, const Hits *hits, Seen *seen)
{
	for (size_t i = 0; hits_have(hits, PHRASE_MATCH) && i < hits->n; i++)
		if (hits->v[i].kind == PHRASE_MATCH)
			see(seen, d->phrases.v[hits->v[i].phrase].condition);
}

/* The value as a person reads it; most have nothing to decode. */
static Str readable(Str value, Arena *keep)
{
	const char *p = value.len ? memchr(value.at, '=', value.len) : NULL, *end = value.at + value.len;

	while (p && p + 1 < end && p[1] != '?')
		p = memchr(p + 1, '=', (size_t)(end - p) - 1);
	return p && p + 1 < end ? encoded_decode(value, STR(""), keep) : value;
}

void dialect_see_headers(const Dialects *d, const Headers *h, Arena scratch, Seen *seen)
{
	for (size_t i = 0; i < h->n; i++) {
		uint16_t slot = slot_find(d, h->v[i].name);
		Arena mine = scratch;
		Hits hits = { 0 };

		if (!slot)
			continue;
		if (d->slots.v[slot - 1].present)
			see(seen, d->slots.v[slot - 1].present), seen->kinds |= 1u << PHRASE_MATCH;
		if (!d->slots.v[slot - 1].searched)
			continue;
		phrases_find(&d->phrases, readable(h->v[i].value, &mine), slot, &mine, &hits);
		dialect_see_hits(d, &hits, seen);
		seen->kinds |= hits.kinds;
	}
}

static bool is_met(const Recipe *r, const Seen *seen)
{
	for (int c = 0; c < r->n; c++)
		if (!is_seen(seen, r->need[c]))
			return false;
	return true;
}

/* The weightiest, and of equals the first. */
const Dialect *dialect_recognise(const Dialects *d, const Seen *seen, bool *by_field)
{
	const Recipe *best = NULL;

	for (size_t word = 0; word < CONDITION_MAX / 64; word++)
		for (uint64_t bits = seen->bits[word]; bits; bits &= bits - 1)
			for (uint16_t i = d->first[word * 64 + (size_t)__builtin_ctzll(bits)]; i; i = d->recipes.v[i - 1].next) {
				const Recipe *r = &d->recipes.v[i - 1];

				if (is_met(r, seen) && (!best || r->weight > best->weight || (r->weight == best->weight && r < best)))
					best = r;
			}
	*by_field = best && best->weight >= FIELD_WEIGHT;
	return best ? &d->list.v[best->dialect] : NULL;
}
