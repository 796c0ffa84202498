/* outcome.h - how an attempt ended: refused, delayed, given up, delivered. */
#ifndef INTAKE_OUTCOME_H
#define INTAKE_OUTCOME_H

#include "intake/reading.h"

/* `d`: the recipient's fields in a delivery report, NULL where there are none.  `block`: the part of the text that speaks of him. */
Outcome outcome_of(const Reading *r, const DsnRecipient *d, const Reply *reply, Str block);

/* Do these words say that the mail was given up after delays? */
bool outcome_words_expired(const Reading *r, Str words);

#endif
