/* search.h - which rules match a reply: between the index (gram.h) and the choice (classify.h). */
#ifndef RULES_SEARCH_H
#define RULES_SEARCH_H

#include "model/event.h"
#include "rules/classify.h"

/* A reply made ready. */
typedef struct {
	const Event *event;
	Str text;                               /* normal form, padded */
	bool speaker_known;                     /* it belongs to a provider that the knowledge names */
} Query;

typedef void FoundHit(void *arg, const Hit *hit);

/* Every rule that matches the words as they are, and every blocklist that is named in them. */
void search_whole(const Query *q, const Rulebook *b, int book, Arena scratch, FoundHit *found, void *arg);
/* Where these gave nothing: rules that the end of the text cuts short, and rules in a text that lost its blanks. */
void search_damaged(const Query *q, const Rulebook *b, int book, Arena scratch, FoundHit *found, void *arg);

#endif
