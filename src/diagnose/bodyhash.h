/* bodyhash.h - a body as lines in canonical form, and its hash as a value that goes on from any line.
 *
 * Canonicalisation (RFC 6376 3.4) looks at one line at a time, save for the empty lines at the end.  So a body is brought
 * into canonical form once, and a candidate that differs from it in a few lines is hashed from its first changed line on,
 * without a copy. */
#ifndef DIAGNOSE_BODYHASH_H
#define DIAGNOSE_BODYHASH_H

#include "auth/canon.h"
#include "auth/crypto.h"

/* What a search may still cost.  Bytes stand for time: a core hashes 0.4 to 1.5 GB a second. */
typedef struct { long tries; int64_t bytes; } Budget;
static inline bool budget_left(const Budget *b) { return b->tries > 0 && b->bytes > 0; }

typedef struct {
	Str raw;
	Canon kind;
	Str canon;                              /* of all lines but the empty ones at the end */
	size_t *raw_at, *canon_at;              /* where each line begins; one more entry: where all end */
	size_t n, n_canon;                      /* line i of canon is line i of raw */
} Lined;

void lined_read(Str raw, Canon kind, Arena *keep, Lined *out);
size_t lined_line(const Lined *l, const char *p);       /* the line in which p, a place of raw or its end, stands; n at the end behind a line end */
Str lined_slice(const Lined *l, size_t from, size_t to); /* of raw: lines [from, to) */

typedef struct {
	Sha256Run sha;
	size_t blank;                           /* empty lines that count only if something follows */
	uint64_t left;                          /* bytes that l= still allows; UINT64_MAX without l= */
	bool any;
} BodyRun;

BodyRun bodyrun_begin(int64_t limit);           /* l=, or -1 */
void bodyrun_lines(BodyRun *r, const Lined *l, size_t from, size_t to);

/* Whole lines in canonical form: those up to the last that is not empty, and how many empty ones follow. */
typedef struct { Str canon; size_t blank; } Piece;
Piece piece_of(Str raw, Canon kind, Arena *keep);
void bodyrun_piece(BodyRun *r, const Piece *p);

bool bodyrun_is(BodyRun r, Canon kind, Str bh); /* is that the hash of all so far, as a whole body? */

#endif
