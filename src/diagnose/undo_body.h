/* undo_body.h - which change of the body makes bh= agree again when it is undone (RFC 6376 3.7).
 *
 * Tried, in this order: the last lines left out; whole-body changes (line ends, blanks, quoting of "From "), each with the
 * last lines left out, too; footers and banners within each text part, parts that were added, other transfer encodings,
 * character sets and wraps; then two of these at once; last, empty lines. */
#ifndef DIAGNOSE_UNDO_BODY_H
#define DIAGNOSE_UNDO_BODY_H

#include "diagnose/bodyhash.h"
#include "model/undo.h"

/* Leaves longer than that are not written anew; candidates take at most so much memory. */
enum { UNDO_LEAVES = 64, UNDO_RECODE_BYTES = 256 << 10, UNDO_EDIT_BYTES = 24 << 20, UNDO_EDITS = 20000, BODY_CHANGES = 3 };

typedef struct {
	const RawMessage *message;
	Canon canon;
	int64_t limit;                          /* l=, or -1 */
	Str bh;                                 /* decoded */
	Crypto *crypto;
	Budget *budget;
} BodySearch;

typedef struct {
	Str raw;                                /* the body as it was signed */
	struct { UndoKind kind; Str gone; } v[BODY_CHANGES];
	size_t n;
} BodyFound;

/* false: nothing was found within the budget.  What is found was canonicalised and hashed whole once more. */
bool undo_body(const BodySearch *search, Arena *keep, BodyFound *out);

#endif
