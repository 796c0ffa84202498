/* cut.h - where a footer or a banner may have been put into a text: the stretches whose removal is worth a try. */
#ifndef DIAGNOSE_CUT_H
#define DIAGNOSE_CUT_H

#include "base/arena.h"
#include "model/undo.h"

typedef struct {
	Str gone;                               /* a slice of the text */
	UndoKind kind;
	bool strong;                            /* it begins or ends where such things do: at a line of dashes, behind an empty line, at a block of HTML */
} Cut;

typedef struct { Cut *v; size_t n, cap; } Cuts;

/* At most CUTS_MOST, none longer than CUT_BYTES. */
enum { CUTS_MOST = 800, CUT_BYTES = 8192, CUT_PLACES = 100 };
void cuts_find(Str text, bool html, Arena *keep, Cuts *out);

#endif
