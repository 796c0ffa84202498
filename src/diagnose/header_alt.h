/* header_alt.h - what a signed header field may have been before a list, a forwarder or a gateway touched it. */
#ifndef DIAGNOSE_HEADER_ALT_H
#define DIAGNOSE_HEADER_ALT_H

#include "auth/canon.h"
#include "mail/mime.h"
#include "model/undo.h"

typedef struct {
	Str whole;                              /* the field; "" where it was not there */
	UndoKind kind;
	bool strong;                            /* common: tried together with two others */
} HeaderAlt;

typedef struct {                                /* one name of h= */
	Str name;
	int field;                              /* the field that stands for it now; -1: none */
	HeaderAlt *v;
	size_t n, cap;
} HeaderSlot;

/* At most HEADER_ALTS for a slot.  mime: the parts of the message, whose Content fields may have been the message's own; NULL:
 * not at hand. */
enum { HEADER_ALTS = 400 };
void header_alts(const RawMessage *m, const MimeTree *mime, Canon canon, Arena *keep, HeaderSlot *slot);

#endif
