/* returned.h - the refused message, as far as it came back. */
#ifndef INTAKE_RETURNED_H
#define INTAKE_RETURNED_H

#include "intake/reading.h"

/* Finds it in a part or in the text, whole or only its header section, and fills r->common. */
void returned_find(Reading *r);

/* Is it a part that holds a returned message or header section? */
bool returned_type(Str type);

#endif
