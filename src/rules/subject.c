/* subject.c - a reply made ready for matching. */
#include "rules/normal.h"
#include "rules/subject.h"

/* 1 for an ASCII letter (in lower case) or digit.  Written so that compilers make it sixteen bytes at a time. */
static unsigned char word_byte(unsigned char c)
{
	return (unsigned char)((unsigned char)(c - '0') < 10) | (unsigned char)((unsigned char)(c - 'a') < 26);
}

void subject_make(Str text, Arena *keep, Subject *out)
{
	size_t room = text.len + NORMAL_PAD;
	unsigned char *word = arena_take(keep, 1, 8, room + 1), *starts = arena_take(keep, 1, 8, room);
	uint32_t *words = take(keep, uint32_t, text.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)           /* word[i + 1]: byte i is of a word */
		word[i + 1] = word_byte((unsigned char)text.at[i]);
	for (size_t i = 0; i < text.len; i++)
		starts[i] = (unsigned char)((text.at[i] != ' ') & !(word[i + 1] & word[i]));
	for (size_t i = 0; i < text.len; i += 8) {
		uint64_t eight;

		memcpy(&eight, starts + i, 8);
		for (; eight; eight &= eight - 1)
			words[n++] = (uint32_t)(i + (size_t)__builtin_ctzll(eight) / 8);
	}
	*out = (Subject){ text, (const char *)starts, words, n };
}
