/* addressee.h - whom a report is about, and which part of its text belongs to whom. */
#ifndef INTAKE_ADDRESSEE_H
#define INTAKE_ADDRESSEE_H

#include "intake/quote.h"

typedef struct Run Run;
struct Run {                                    /* a part of the page that speaks of one recipient */
	Str block, line;                        /* line: where the address stands in it; "" where it does not */
	Run *next;
};

typedef struct { Str address; Run *runs; } Addressee;
typedef struct { Addressee *v; size_t n, cap; bool truncated; } Addressees;

/* The addressees of a page.  Where `known` has any (from header fields or report fields), they are the ones, in that order, and only their parts
 * are looked for; otherwise they are found by the shape of the lines and by what introduces them.  `senders` are not among them,
 * if anybody else is. */
typedef struct { Str *v; size_t n, cap; } Names;
void addressees_find(const Page *p, const Names *known, const Names *senders, Arena *keep, Addressees *out);

/* Add a name, unless it is empty or there already. */
void names_add(Names *list, Arena *keep, Str name);
bool names_has(const Names *list, Str name);

/* What the page says of one of them: the part with a reply code, else the first with any words. */
void addressee_quote(const Page *p, const Addressee *a, Arena *keep, Quote *out);

#endif
