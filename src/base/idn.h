/* idn.h - internationalized domain names (RFC 5890, 5891; libidn2 with UTS 46 non-transitional). */
#ifndef BASE_IDN_H
#define BASE_IDN_H

#include "base/arena.h"

/* The name with A-labels, in lower case, a closing dot dropped.  A name of ASCII is only lower-cased, whatever it holds; what libidn2 refuses
 * is given back lower-cased, and *ok is false. */
Str idn_ascii(Str name, Arena *keep, bool *ok);

/* The name as a person reads it, U-labels where they convert back to the same A-labels. */
Str idn_unicode(Str name, Arena *keep);

#endif
