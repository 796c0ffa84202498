/* intake.h - bytes become Cases.
 *
 * intake_read looks at what it is given and takes the first reader of the table (intake.c) that knows it: a message, a pasted reply.  It
 * is total: any bytes give an answer, perhaps no case at all.  What stood in the way of reading is in the Case's notes. */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include "knowledge/knowledge.h"
#include "model/case.h"

typedef enum { INPUT_EMPTY, INPUT_MESSAGE, INPUT_MAILBOX, INPUT_NOTICE, INPUT_REPLY, INPUT_QUESTION } InputKind;

/* What s looks like, from its content alone. */
InputKind intake_kind(Str s);

/* The Dialect: stanzas, made ready to be looked for in one pass over a text.  Done once, when the program starts, in an arena that
 * outlives every reading; read-only afterwards, and may be shared by threads. */
typedef struct Dialects Dialects;
const Dialects *intake_open(const Knowledge *k, Arena *keep);

/* All cases of one message or one pasted text.  `place` is copied into each event; its format and line are filled in. */
void intake_read(Str s, Place place, const Dialects *d, Arena *keep, Cases *out);

/* Cut the next mail off an mbox (RFC 4155; "From " lines, with or without a blank line before, Content-Length ignored): *mail is its
 * bytes (still with ">From " quoting), the result the rest. */
Str mailbox_next(Str s, Str *mail);

/* Cut the next JSON object off a row of them, whether one a line or an array: *object is its bytes, the result the rest. */
Str notice_next(Str s, Str *object);

#endif
