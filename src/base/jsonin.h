/* jsonin.h - JSON in (RFC 8259): a text that is checked as a whole, and what is wanted of it found by its name.
 *
 * No tree is built, for of a notification of a hundred values ten are wanted: a value is the slice of the text that it stands in.  Total: of
 * what is no value, or one of another kind, the answer is "" or nothing. */
#ifndef BASE_JSONIN_H
#define BASE_JSONIN_H

#include "base/arena.h"

/* Is s one object or array, with white space around it at most?  Its strings are UTF-8 without halves of surrogate pairs, and nothing lies
 * deeper than LIMIT_JSON_DEPTH.  How large a number may be is not asked. */
bool jsonin_valid(Str s);

/* Of a value that is valid: the member of that name (the last, where there are several), and the elements of an array, one after the other: *list
 * is what is left of it; false where nothing is. */
Str  jsonin_member(Str object, Str name);
bool jsonin_next(Str *list, Str *value);

static inline bool jsonin_is(Str value, char first) { return value.len && value.at[0] == first; }      /* '{' '[' '"' */

/* What a string says; "" where the value is none. */
Str jsonin_text(Str value, Arena *keep);

#endif
