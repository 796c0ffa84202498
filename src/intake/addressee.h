/* addressee.h - whom a report is about, and which part of its text belongs to whom. */
#ifndef INTAKE_ADDRESSEE_H
#define INTAKE_ADDRESSEE_H

#include "intake/quote.h"

typedef struct Run Run;
struct Run {                                    /* a part of the page that speaks of one recipient */
	Str block, line;                        /* line: where the address stands in it; "" where it does not */
	Run *next;
};

typedef struct {
	Str address;
	Run *runs, *last;
	Quote *quote, *around;                  /* once read */
	enum { NOT_LOOKED, HAS_TRANSCRIPT, NO_TRANSCRIPT } transcript;
} Addressee;

typedef struct {
	Addressee *v;
	size_t n, cap;
	bool truncated;
	bool certain;                           /* found by their places in the layout, not as any addresses that stand there */
	Addressee everyone;                     /* nobody in particular: what the page says as a whole */
} Addressees;

/* The addressees of a page.  Where `known` has any (from header fields or report fields), they are the ones, in that order, and only
 * their parts are looked for; otherwise they are found by the shape of the lines and by what introduces them.  `senders` are not among
 * them, if anybody else is. */
typedef struct { Str *v; size_t n, cap; } Names;
void addressees_find(const Page *p, const Names *known, const Names *senders, Arena *keep, Addressees *out);

/* Add a name, unless it is empty or there already. */
void names_add(Names *list, Arena *keep, Str name);
bool names_has(const Names *list, Str name);

/* Whose words are those for this address?  The addressee of that name (perhaps the one at `guess`); everyone's where no part of the
 * page is his; NULL where he is unknown and there are several others. */
Addressee *addressee_find(Addressees *all, Str address, size_t guess);

/* What the page says of one of them, read once: the part with a reply code, else the first with any words.  And only what stands
 * around it. */
const Quote *addressee_quote(const Page *p, Addressee *a, Arena *keep);
const Quote *addressee_around(const Page *p, Addressee *a, Arena *keep);

/* Is there a transcript of a session ("<<< 550 …") in his part? */
bool addressee_transcript(const Page *p, Addressee *a);

#endif
