/* paste.h - a reply, or lines of a log or a report, as somebody pasted them. */
#ifndef INTAKE_PASTE_H
#define INTAKE_PASTE_H

#include "intake/reading.h"

/* All cases of a pasted text: one a log line that tells of a refusal or a delay, one for a report's fields, else one for all of it. */
void paste_read(Reading *r, Str s);

#endif
