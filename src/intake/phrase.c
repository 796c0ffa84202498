/* phrase.c - many phrases, looked for in one pass over a text.
 *
 * Where a word begins, its first eight bytes, folded, are compared with those of the few phrases that share the hash of the first four. */
#include "intake/phrase.h"

enum { KEY_BYTES = 4, HEAD_BYTES = 8, HASH_BITS = 12, HIT_LIMIT = 100000, LEAD_LIMIT = 100 };

#define X(id, name) name,
const char *const phrase_name[PHRASE_COUNT] = { PHRASES(X) };
#undef X

static inline unsigned char fold(char c)
{
	return (unsigned char)(is_space(c) ? ' ' : to_lower(c));
}

static Str fold_text(Str s, Arena *keep)
{
	char *p = take(keep, char, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		if (!is_space(s.at[i]) || (n && p[n - 1] != ' '))
			p[n++] = (char)fold(s.at[i]);
	return (Str){ p, n };
}

/* The first eight bytes at s.at[i], folded, a run of white space as one; fewer where s ends. */
static inline uint64_t head_at(Str s, size_t i)
{
	uint64_t head = 0;
	unsigned char last = 0;

	for (int n = 0; n < HEAD_BYTES && i < s.len; i++) {
		unsigned char c = fold(s.at[i]);

		if (c == ' ' && last == ' ')
			continue;
		head |= (uint64_t)c << 8 * n++;
		last = c;
	}
	return head;
}

static inline uint32_t hash_of(uint64_t head)
{
	return (uint32_t)head * 0x9e3779b1u >> (32 - HASH_BITS);
}

static uint64_t mask_of(size_t len)
{
	return len >= HEAD_BYTES ? ~0ull : (1ull << 8 * len) - 1;
}

void phrases_add(PhraseSet *set, Arena *keep, PhraseKind kind, uint16_t slot, uint16_t condition, Str text)
{
	bool line_start = str_starts(text, STR("^"));
	Str folded = fold_text(str_drop(text, line_start), keep);

	if (folded.len < KEY_BYTES || set->n >= UINT16_MAX - 1)
		return;
	*arena_push(keep, set) = (Phrase){ folded, slot, condition, (uint8_t)kind, line_start };
}

/* A counting sort by hash; of the same hash in the order they were added. */
void phrases_index(PhraseSet *set, Arena *keep)
{
	enum { HASHES = 1 << HASH_BITS };
	uint16_t *place;

	set->heads = take(keep, PhraseHead, set->n + 1);
	set->starts = take(keep, uint16_t, HASHES + 1);
	place = take(keep, uint16_t, HASHES + 1);
	for (size_t i = 0; i < set->n; i++)
		set->starts[hash_of(head_at(set->v[i].text, 0)) + 1]++;
	for (int h = 0; h < HASHES; h++)
		place[h + 1] = set->starts[h + 1] = (uint16_t)(set->starts[h] + set->starts[h + 1]);
	for (size_t i = 0; i < set->n; i++) {
		const Phrase *p = &set->v[i];
		uint64_t head = head_at(p->text, 0);
		char c = p->text.at[0];

		set->heads[place[hash_of(head)]++] = (PhraseHead){ head, mask_of(p->text.len), (uint16_t)i, p->slot };
		set->first[(unsigned char)c] = 1;
		set->first[(unsigned char)(is_alpha(c) ? c & ~0x20 : c)] = 1;
	}
}

/* Where the phrase, which begins at s.at[at], ends; 0 where it is another text. */
static size_t match_end(Str s, size_t at, Str phrase)
{
	size_t i = at;

	for (size_t k = 0; k < phrase.len; k++) {
		if (i >= s.len)
			return 0;
		if (phrase.at[k] == ' ') {
			size_t start = i, lines = 0;

			for (; i < s.len && is_space(s.at[i]); i++)
				lines += s.at[i] == '\n';
			if (i == start || lines > 1)
				return 0;
		} else if ((unsigned char)phrase.at[k] != fold(s.at[i++])) {
			return 0;
		}
	}
	return i;
}

static bool ends_word(Str s, size_t end)
{
	return end >= s.len || !is_alnum(s.at[end]) || !is_alnum(s.at[end - 1]);
}

static bool starts_line(Str s, size_t at)
{
	size_t least = at > LEAD_LIMIT ? at - LEAD_LIMIT : 0;

	while (at > least && (is_blank(s.at[at - 1]) || memchr(">*-#|", s.at[at - 1], 5)))
		at--;
	return at == 0 || s.at[at - 1] == '\n' || s.at[at - 1] == '\r';
}

static void try_at(const PhraseSet *set, Str s, size_t at, uint16_t slot, Arena *keep, Hits *out)
{
	uint64_t head = head_at(s, at);
	uint32_t hash = hash_of(head);

	for (size_t i = set->starts[hash], end = set->starts[hash + 1]; i < end; i++) {
		const PhraseHead *h = &set->heads[i];
		size_t to;

		if ((head & h->mask) != h->key || h->slot != slot)
			continue;
		const Phrase *p = &set->v[h->phrase];

		to = match_end(s, at, p->text);
		if (to && ends_word(s, to) && (!p->line_start || starts_line(s, at)) && out->n < HIT_LIMIT)
			*arena_push(keep, out) = (Hit){ (uint32_t)at, (uint32_t)to, h->phrase, p->kind };
	}
}

void phrases_find(const PhraseSet *set, Str s, uint16_t slot, Arena *keep, Hits *out)
{
	phrases_find_in(set, s, 0, s.len, slot, keep, out);
}

void phrases_find_in(const PhraseSet *set, Str s, size_t from, size_t to, uint16_t slot, Arena *keep, Hits *out)
{
	bool in_word = from > 0 && from <= s.len && is_alnum(s.at[from - 1]);

	if (!set->heads || s.len > UINT32_MAX)
		return;
	for (size_t i = from; i < to && i + KEY_BYTES <= s.len; i++) {
		if (!in_word && set->first[(unsigned char)s.at[i]])
			try_at(set, s, i, slot, keep, out);
		in_word = is_alnum(s.at[i]);
	}
}

const Hit *hits_next(const Hits *hits, PhraseKind kind, size_t from, size_t to)
{
	size_t lo = 0, hi = hits->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (hits->v[mid].from < from)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < hits->n && hits->v[lo].from < to; lo++)
		if (hits->v[lo].kind == kind)
			return &hits->v[lo];
	return NULL;
}
