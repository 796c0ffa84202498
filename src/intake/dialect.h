/* dialect.h - the Dialect: stanzas of the knowledge (docs/dialects.md), ready for use: which mail system writes what where.
 *
 * The phrases of all stanzas are looked for in every text, so that a system that no stanza names is read as well as it may be; a
 * stanza's own Match: lines only give it its name. */
#ifndef INTAKE_DIALECT_H
#define INTAKE_DIALECT_H

#include "intake/intake.h"
#include "intake/phrase.h"

enum { CONDITION_MAX = 512, CONDITIONS_A_LINE = 4 };

typedef struct {
	Str name;
	Str type;                               /* of a complaint: "abuse" */
	Outcome outcome;                        /* OUTCOME_UNKNOWN: as the text says */
	bool skip;                              /* mails of this kind are no bounces, whatever they look like */
} Dialect;

/* Conditions of which all must be met. */
typedef struct { uint16_t dialect, need[CONDITIONS_A_LINE], next; int n, weight; } Recipe;     /* next: that needs the same first */

/* A header field that matters.  present: the condition that it is there, counted from 1; next: of the same hash, counted from 1; searched:
 * phrases are looked for in it. */
typedef struct { Str name; uint16_t present, next; bool searched; } Slot;

struct Dialects {
	Knowledge knowledge;                    /* that the stanzas are of */
	PhraseSet phrases;
	struct { Dialect *v; size_t n, cap; } list;
	struct { Recipe *v; size_t n, cap; } recipes;
	struct { Slot *v; size_t n, cap; } slots;   /* slot 0 is the text of a report; the i-th of these is slot i + 1 */
	uint16_t heads[64];                     /* of slots, by hash of the name, counted from 1 */
	uint16_t conditions;
	uint16_t first[CONDITION_MAX];          /* the recipes by what they need first, counted from 1 */
};

enum { SLOT_TEXT, SLOT_SUBJECT, SLOT_FROM };

/* Which conditions a mail has met so far, and which kinds of phrases its header fields hold. */
typedef struct { uint64_t bits[CONDITION_MAX / 64]; uint32_t kinds; } Seen;

static inline bool seen_kind(const Seen *seen, PhraseKind kind) { return seen->kinds >> kind & 1; }

void dialect_see_headers(const Dialects *d, const Headers *h, Arena scratch, Seen *seen);
void dialect_see_hits(const Dialects *d, const Hits *hits, Seen *seen);

/* The dialect whose conditions are met together and weigh most: a field that only some systems write, or From, 4; words of the Subject or of
 * the text 1; of equals the first by name.  NULL where none is.  *by_field: a field was among them, which nobody quotes. */
const Dialect *dialect_recognise(const Dialects *d, const Seen *seen, bool *by_field);

#endif
