/* phrase.h - many phrases, looked for in one pass over a text.
 *
 * A phrase is plain text of 4 to 255 bytes; case does not matter, and a blank stands for any white space that holds no empty line.
 * It begins where a word begins; with `^` in front only where a line does (blanks, bullets and ">" before it do not count).  Each
 * phrase belongs to a field of a Dialect: stanza. */
#ifndef INTAKE_PHRASE_H
#define INTAKE_PHRASE_H

#include "base/arena.h"

/* What a phrase tells.  The names are the fields of a Dialect: stanza (docs/dialects.md). */
#define PHRASES(X) \
	X(MATCH,       "Match") \
	X(BOUNCE,      "Bounce")      /* in a Subject: this is a report */ \
	X(SUBJECT,     "Subject")     /* in a Subject: what follows is the reason */ \
	X(ANSWER,      "Answer")      /* in a Subject: this is an automatic answer */ \
	X(DAEMON,      "Daemon")      /* in From: a mail system, not a person */ \
	X(RETURNED,    "Returned")    /* this line ends the report; the returned message follows */ \
	X(FIELD,       "Field")       /* a field of the returned message, at the start of a line */ \
	X(REPORT,      "Report")      /* a field of a delivery report, at the start of a line */ \
	X(RECIPIENT,   "Recipient")   /* a recipient follows */ \
	X(SENDER,      "Sender")      /* the sender follows */ \
	X(REPLY,       "Reply")       /* the words of the server that refused follow */ \
	X(REASON,      "Reason")      /* the reporting system's own reason follows */ \
	X(END,         "End")         /* such words end here */ \
	X(NOISE,       "Noise")       /* a line that says nothing of the reason */ \
	X(EXPIRED,     "Expired") \
	X(DELAYED,     "Delayed") \
	X(DELIVERED,   "Delivered") \
	X(CONNECT,     "Connect")     /* the phases of a session */ \
	X(EHLO,        "Ehlo") \
	X(MAIL,        "Mail") \
	X(RCPT,        "Rcpt") \
	X(DATA,        "Data") \
	X(END_OF_DATA, "End-of-data")

#define X(id, name) PHRASE_##id,
typedef enum { PHRASES(X) PHRASE_COUNT } PhraseKind;
#undef X
extern const char *const phrase_name[PHRASE_COUNT];

typedef struct {
	Str text;                               /* folded: lower case, one blank for white space */
	uint16_t slot;                          /* 0: the text of a report; else the header field it is looked for in */
	uint16_t condition;                     /* of PHRASE_MATCH: its number */
	uint8_t kind;
	bool line_start;
	uint8_t shared;                         /* once indexed: the bytes it has in common with the one above it in the list */
	uint8_t differs;                        /* the byte behind those; 0 where it has none */
	uint16_t next;                          /* the next one that has less in common with the one above that */
} Phrase;

/* The phrases, by their places in the sorted list, that share a key: slot and the first eight bytes, or four of a shorter one. */
typedef struct { uint64_t key; uint16_t slot, begin, end; } PhraseRange;

typedef struct {
	Phrase *v;                              /* once indexed: sorted by slot, short or not, and text */
	size_t n, cap;
	PhraseRange *ranges;                    /* an open hash table; a free place has end 0 */
	uint64_t *expected;                     /* a bit for a hash of slot and the four bytes with which some phrase may begin in a text */
	uint64_t *keys;                         /* the same of the keys of all ranges */
} PhraseSet;

typedef struct { uint32_t from, to; uint16_t phrase; uint8_t kind; } Hit;
typedef struct { Hit *v; size_t n, cap; uint32_t kinds; } Hits;         /* kinds: a bit for each PhraseKind that is among them */

static inline bool hits_have(const Hits *hits, PhraseKind kind) { return hits->kinds >> kind & 1; }

/* Add a phrase (too short a one is left out), and, when all are there, build the index. */
void phrases_add(PhraseSet *set, Arena *keep, PhraseKind kind, uint16_t slot, uint16_t condition, Str text);
void phrases_index(PhraseSet *set, Arena *keep);

/* All places in s (at most 4 GB) where a phrase of that slot stands, in order; appended to out. */
void phrases_find(const PhraseSet *set, Str s, uint16_t slot, Arena *keep, Hits *out);

/* The same step by step, for who may stop early: each appends those that begin in the next PHRASE_STEP bytes; false where that was the last. */
enum { PHRASE_STEP = 256 };
typedef struct {
	const PhraseSet *set;
	Str s;
	uint16_t slot;
	unsigned char *folded;                  /* s as it is compared, in lower case and with blanks for white space, so far as `ready` says */
	size_t ready, at;                       /* at: where the next step begins */
} PhraseSearch;
PhraseSearch phrases_begin(const PhraseSet *set, Str s, uint16_t slot, Arena *keep);
bool phrases_step(PhraseSearch *f, Arena *keep, Hits *out);

/* The first hit of that kind at or after offset `from` and before `to`; NULL where there is none. */
const Hit *hits_next(const Hits *hits, PhraseKind kind, size_t from, size_t to);

#endif
