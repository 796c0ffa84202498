/* logline.h - one line of a mail server's log that tells of one attempt: Postfix, Exim, Sendmail, OpenSMTPD, qmail, Courier. */
#ifndef INTAKE_LOGLINE_H
#define INTAKE_LOGLINE_H

#include "base/arena.h"
#include "model/event.h"

typedef struct {
	const char *dialect;
	Outcome outcome;
	Str recipient;                          /* as it stands there, perhaps in <> */
	Str words;                              /* what was said */
	Str status;                             /* "5.1.1"; "" for none */
	Str relay;                              /* host and address of the other side */
	Phase phase;
	Direction direction;
} LogLine;

/* False where the line is no such line. */
bool logline_read(Str line, Arena *keep, LogLine *out);

#endif
