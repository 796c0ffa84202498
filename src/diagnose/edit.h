/* edit.h - what a body may have been: lines of it replaced by others, and what that would mean. */
#ifndef DIAGNOSE_EDIT_H
#define DIAGNOSE_EDIT_H

#include "diagnose/undo_body.h"
#include "mail/mime.h"

typedef struct {
	size_t from, to;                        /* lines of the stage */
	Str text;                               /* what stands there instead: whole lines, raw … */
	Piece piece;                            /* … and canonical */
	UndoKind kinds[BODY_CHANGES];
	int n_kinds;
	Str gone;                               /* what was added, as its reader sees it; "" where nothing was */
	bool strong;                            /* worth a try together with another one */
	const void *part;                       /* the part that it changes; NULL: more than one */
} Edit;

typedef struct { Edit *v; size_t n, cap; size_t bytes; } Edits;

/* A body that is searched: the message's own, or that with one change of all its lines undone. */
typedef struct {
	Lined lines;
	MimeTree mime;
	BodyRun *at;                            /* the hash at every step-th line */
	size_t step;
	UndoKind kind;
	bool changed;                           /* kind was undone */
} Stage;

/* Footers, banners, transfer encodings, character sets and wraps of each text part.  plain: those that change one thing; else
 * those that do two. */
void edits_of_leaves(const Stage *st, bool plain, Arena *keep, Edits *out);

/* Parts that were added, and a body that was wrapped into a multipart. */
void edits_of_parts(const Stage *st, Arena *keep, Edits *out);

/* Bounded by UNDO_EDITS and UNDO_EDIT_BYTES: what does not fit is left out. */
Edit *edit_add(const Stage *st, size_t from, size_t to, Str text, UndoKind kind, Arena *keep, Edits *out);

#endif
