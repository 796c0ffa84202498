/* phrase.c - many phrases, looked for in one pass over a text. */
#include "intake/phrase.h"

enum { KEY_BYTES = 4, HEAD_BITS = 12, HIT_LIMIT = 100000, LEAD_LIMIT = 100 };

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

/* The first four bytes at s.at[i], folded, a run of white space as one; 0 where there are not so many. */
static inline uint32_t key_at(Str s, size_t i)
{
	uint32_t key = 0;
	unsigned char last = 0;

	for (int n = 0; n < KEY_BYTES; i++) {
		if (i >= s.len)
			return 0;
		unsigned char c = fold(s.at[i]);

		if (c == ' ' && last == ' ')
			continue;
		key = key << 8 | c;
		last = c;
		n++;
	}
	return key;
}

static inline uint32_t head_of(uint32_t key)
{
	return key * 0x9e3779b1u >> (32 - HEAD_BITS);
}

void phrases_add(PhraseSet *set, Arena *keep, PhraseKind kind, uint16_t slot, uint16_t condition, Str text)
{
	bool line_start = str_starts(text, STR("^"));
	Str folded = fold_text(str_drop(text, line_start), keep);

	if (folded.len < KEY_BYTES || set->n >= UINT16_MAX - 1)
		return;
	*arena_push(keep, set) = (Phrase){ folded, key_at(folded, 0), 0, slot, condition, (uint8_t)kind, line_start };
}

void phrases_index(PhraseSet *set, Arena *keep)
{
	set->heads = take(keep, uint16_t, (size_t)1 << HEAD_BITS);
	for (size_t i = set->n; i-- > 0;) {
		Phrase *p = &set->v[i];
		uint16_t *head = &set->heads[head_of(p->key)];

		p->next = *head;
		*head = (uint16_t)(i + 1);
		set->first[(unsigned char)p->text.at[0]] = 1;
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
	uint32_t key = key_at(s, at);

	for (uint32_t i = set->heads[head_of(key)]; i; i = set->v[i - 1].next) {
		const Phrase *p = &set->v[i - 1];
		size_t end;

		if (p->key != key || p->slot != slot || (p->line_start && !starts_line(s, at)))
			continue;
		end = match_end(s, at, p->text);
		if (end && ends_word(s, end) && out->n < HIT_LIMIT)
			*arena_push(keep, out) = (Hit){ (uint32_t)at, (uint32_t)end, (uint16_t)(i - 1), p->kind };
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
		unsigned char c = fold(s.at[i]);

		if (!in_word && set->first[c])
			try_at(set, s, i, slot, keep, out);
		in_word = is_alnum((char)c);
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
