/* codec.h - the small encodings.  All total: wrong input gives what could be read, and `damaged` says so. */
#ifndef BASE_CODEC_H
#define BASE_CODEC_H

#include "base/arena.h"

Str base64_decode(Str s, Arena *keep, bool *damaged);      /* RFC 4648 4; white space skipped; stops at '=' */
Str qp_decode(Str s, bool header, Arena *keep, bool *damaged);  /* RFC 2045 6.7; header: '_' is a blank (RFC 2047 4.2) */
Str uu_decode(Str s, Arena *keep, bool *damaged);          /* uuencode (POSIX): from a line "begin MODE NAME" to "end"; s itself where none is */
Str percent_decode(Str s, Arena *keep);                    /* RFC 3986, and RFC 2231 values */
Str xtext_decode(Str s, Arena *keep);                      /* RFC 3461 section 4: +HH */

/* How many bytes the UTF-8 character at the front of s has; 0 where it is none (RFC 3629: no surrogates,
 * nothing overlong, nothing above U+10FFFF).  *rune is the character. */
size_t utf8_read(Str s, uint32_t *rune);
size_t utf8_write(char out[4], uint32_t rune);
bool utf8_valid(Str s);
size_t ascii_length(Str s);                                /* how many bytes at the front of s are ASCII */

/* s in the named character set as UTF-8.  An unknown set is read as windows-1252 where s is not UTF-8;
 * bytes that fit nothing become U+FFFD.  *damaged where that happened.  ASCII and UTF-8 are given back as they are, without a copy. */
Str charset_to_utf8(Str s, Str charset, Arena *keep, bool *damaged);

/* The other way round: UTF-8 in the named set.  *fits: all of it can be said in that set, which is known; else the result is "". */
Str charset_from_utf8(Str s, Str charset, Arena *keep, bool *fits);

/* HTML as the text a person sees: tags dropped, blocks and <br> as line ends, entities resolved, scripts and
 * styles left out.  s is UTF-8. */
Str html_to_text(Str s, Arena *keep);
Str html_entities(Str s, Arena *keep);                     /* only the entities: for pasted text */

#endif
