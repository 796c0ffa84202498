/* search.h - which rules match a reply: between the index (gram.h) and the choice (classify.h). */
#ifndef RULES_SEARCH_H
#define RULES_SEARCH_H

#include "model/event.h"
#include "rules/classify.h"

/* A reply made ready. */
typedef struct {
	const Event *event;
	Subject subject;                        /* normal form, padded */
	bool speaker_known;                     /* who spoke is known by name */
} Query;

/* floor: a hit that scores no more is of no use, and need not be found; the callee may raise it. */
typedef struct { uint64_t floor; } Found;
typedef void FoundHit(Found *found, const Hit *hit);

/* Every rule that matches the words as they are, and every blocklist that is named in them. */
void search_whole(const Query *q, const Rulebook *b, int book, Arena scratch, FoundHit *tell, Found *found);
/* Where these gave nothing: rules that the end of the text cuts short, and rules in a text that lost its blanks. */
void search_damaged(const Query *q, const Rulebook *b, int book, Arena scratch, FoundHit *tell, Found *found);

#endif
