/* subject.h - a reply made ready for matching: its normal form, and the places where a word or a mark begins. */
#ifndef RULES_SUBJECT_H
#define RULES_SUBJECT_H

#include "base/arena.h"

typedef struct {
	Str text;
	const char *starts;                     /* a byte for each of the text: 1 where a word or a mark begins */
	const uint32_t *words;                  /* the same places as a list */
	size_t n_words;
} Subject;

/* text: NORMAL_PAD bytes stand behind it. */
void subject_make(Str text, Arena *keep, Subject *out);

#endif
