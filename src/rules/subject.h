/* subject.h - a reply made ready for matching: its normal form, and the places where a word or a mark begins. */
#ifndef RULES_SUBJECT_H
#define RULES_SUBJECT_H

#include "base/arena.h"

typedef struct {
	Str text;
	Str folded;                             /* the same with digits as '0' */
	const uint64_t *starts;                 /* a bit for each byte of the text: a word or a mark begins there */
} Subject;

/* text: NORMAL_PAD zero bytes stand behind it, and will behind folded. */
void subject_make(Str text, Arena *keep, Subject *out);

static inline bool subject_starts(const Subject *s, size_t at) { return s->starts[at / 64] >> (at % 64) & 1; }

/* The first of them at or behind `at`; the text's length where there is none. */
static inline size_t subject_next(const Subject *s, size_t at)
{
	while (at < s->text.len) {
		uint64_t rest = s->starts[at / 64] >> (at % 64);

		if (rest)
			return at + (size_t)__builtin_ctzll(rest);
		at = (at | 63) + 1;
	}
	return s->text.len;
}

#endif
