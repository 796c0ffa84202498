/* topic.c - a question in words, and the topic that answers it. */
#include "knowledge/topic.h"

enum { WORDS_MAX = 128, WORD_MIN = 4 };

/* The words of a question, as written and without the punctuation around them, all in lower case. */
typedef struct { Str v[WORDS_MAX]; size_t n; } Words;

static bool is_around(char c)
{
	return c && strchr("?!.,;:\"'`()[]<>{}", c) != NULL;
}

static void add_word(Words *w, Str word)
{
	if (word.len && w->n < WORDS_MAX)
		w->v[w->n++] = word;
}

/* "'[TSS04]'?" gives "[tss04]" and "tss04"; "550-5.7.1" its two halves too; typographic quotes count as blanks. */
static void add_forms(Words *w, Str word)
{
	Str bare, half, rest;

	while (word.len && strchr("?!.,;:\"'`", word.at[word.len - 1]))
		word.len--;
	while (word.len && strchr("\"'`", word.at[0]))
		word = str_drop(word, 1);
	add_word(w, word);
	for (bare = word; bare.len && is_around(bare.at[0]); )
		bare = str_drop(bare, 1);
	while (bare.len && is_around(bare.at[bare.len - 1]))
		bare.len--;
	if (bare.len < word.len)
		add_word(w, bare);
	if (memchr(bare.at, '-', bare.len) || memchr(bare.at, '/', bare.len))
		for (rest = bare; rest.len; rest = str_drop(rest, half.len + 1)) {
			for (half = rest, half.len = 0; half.len < rest.len && !strchr("-/", rest.at[half.len]); )
				half.len++;
			add_word(w, half);
		}
}

static void words_of(Str question, Arena *keep, Words *out)
{
	char *p = take(keep, char, question.len + 1);
	Str rest = { p, question.len }, word;

	for (size_t i = 0; i < question.len; i++)
		p[i] = to_lower(question.at[i]);
	for (size_t i = 0; i + 2 < question.len; i++)   /* U+2018 to U+201F: quotes */
		if (memcmp(p + i, "\xe2\x80", 2) == 0 && (unsigned char)p[i + 2] >= 0x98 && (unsigned char)p[i + 2] <= 0x9f)
			memcpy(p + i, "'  ", 3);
	out->n = 0;
	for (rest = str_word(rest, &word); word.len; rest = str_word(rest, &word))
		add_forms(out, word);
}

/* The longest alternative of one word of an Ask: line that the question has; 0 for none. */
static size_t alternative(const Words *w, Str alternatives)
{
	size_t best = 0;
	Str one;

	while (alternatives.len) {
		alternatives = str_cut(alternatives, '|', &one);
		for (size_t i = 0; i < w->n; i++)
			if (str_eq(w->v[i], one) && one.len > best)
				best = one.len;
	}
	return best;
}

/* Bytes of all words of the line; 0 where one is missing. */
static size_t weigh_line(const Words *w, Str line)
{
	size_t sum = 0;
	Str word;

	for (line = str_word(line, &word); word.len; line = str_word(line, &word)) {
		size_t n = alternative(w, word);

		if (n == 0)
			return 0;
		sum += n;
	}
	return sum;
}

Topic topic_find(const Knowledge *k, Str question, Arena scratch)
{
	Topic best = { 0 };
	Words w;

	words_of(question, &scratch, &w);
	for (Entry e = knowledge_first(k, KIND_TOPIC); entry_ok(e); e = knowledge_next(k, e)) {
		Str line;

		for (size_t i = 0; (line = entry_nth(e, STR("Ask"), i)).len; i++) {
			size_t n = weigh_line(&w, line);

			if (n > best.bytes)
				best = (Topic){ e, n };
		}
	}
	return best;
}

bool topic_asks(Entry topic, Str word)
{
	Words one = { { word }, 1 };
	Str line, part;

	for (size_t i = 0; (line = entry_nth(topic, STR("Ask"), i)).len; i++)
		for (line = str_word(line, &part); part.len; line = str_word(line, &part))
			if (alternative(&one, part))
				return true;
	return false;
}

/* Bytes of the question's longer words that the topic has anywhere in its Ask: lines. */
static size_t nearness(const Words *w, Entry topic)
{
	size_t sum = 0;

	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].len >= WORD_MIN && topic_asks(topic, w->v[i]))
			sum += w->v[i].len;
	return sum;
}

size_t topic_near(const Knowledge *k, Str question, Arena scratch, Entry *out, size_t n)
{
	size_t have = 0;
	size_t *near = take(&scratch, size_t, n + 1);
	Words w;

	words_of(question, &scratch, &w);
	for (Entry e = knowledge_first(k, KIND_TOPIC); entry_ok(e); e = knowledge_next(k, e)) {
		size_t bytes = nearness(&w, e), at = have < n ? have : n;

		while (at > 0 && (near[at - 1] < bytes || (near[at - 1] == bytes && entry_line(out[at - 1]) > entry_line(e)))) {
			if (at < n) {
				out[at] = out[at - 1];
				near[at] = near[at - 1];
			}
			at--;
		}
		if (at == n)
			continue;
		out[at] = e;
		near[at] = bytes;
		have += have < n;
	}
	return have;
}
