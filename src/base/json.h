/* json.h - JSON out: a streaming writer over a Buf.  Commas and closing brackets are its business; strings
 * are always valid UTF-8 (what is not becomes U+FFFD) and control characters are escaped. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

typedef struct { Buf *buf; bool comma; } Json;

void json_open(Json *j, char bracket);              /* '{' or '[' */
void json_close(Json *j, char bracket);             /* '}' or ']' */
void json_put_key(Json *j, Str key);                /* the program's own: nothing in it is escaped */
void json_put_member(Json *j, Str key, Str s);
void json_str(Json *j, Str s);
void json_int(Json *j, int64_t n);
void json_real(Json *j, double x);                  /* two digits after the point */
void json_bool(Json *j, bool b);
void json_null(Json *j);

/* A key; a member, and the same left out where s is empty.  Inline, for then the length of the key is a constant. */
static inline void json_key(Json *j, const char *key) { json_put_key(j, str_of(key)); }
static inline void json_member(Json *j, const char *key, Str s) { json_put_member(j, str_of(key), s); }
static inline void json_option(Json *j, const char *key, Str s)
{
	if (s.len)
		json_put_member(j, str_of(key), s);
}

#endif
