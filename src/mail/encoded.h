/* encoded.h - RFC 2047 encoded-words and raw 8-bit in header fields, as UTF-8. */
#ifndef MAIL_ENCODED_H
#define MAIL_ENCODED_H

#include "base/arena.h"

/* s unfolded, with all encoded-words decoded (also inside quotes, glued, or split in the middle of a character: the bytes of
 * adjacent words of one charset are joined before they are decoded); what is left that is not UTF-8 is read as `fallback`. */
Str encoded_decode(Str s, Str fallback, Arena *keep);

#endif
