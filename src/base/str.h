/* str.h - views of text.
 *
 * A Str owns nothing and may hold NULs; its bytes live in an Arena or in the input.  `at` is never NULL.
 * No function here allocates and none can fail; slices clamp, whatever they are asked. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct { const char *at; size_t len; } Str;

#define STR(lit)    ((Str){ "" lit, sizeof(lit) - 1 })
#define STR_ARG(s)  (int)(s).len, (s).at            /* printf("%.*s", STR_ARG(s)) */

static inline Str str_of(const char *z)
{
	return z ? (Str){ z, strlen(z) } : STR("");
}

/* The bytes from `from` up to `to`, both inside the same text. */
static inline Str str_between(const char *from, const char *to)
{
	return (Str){ from, to > from ? (size_t)(to - from) : 0 };
}

static inline Str str_drop(Str s, size_t n)
{
	return n < s.len ? (Str){ s.at + n, s.len - n } : (Str){ s.at + s.len, 0 };
}

static inline Str str_take(Str s, size_t n)
{
	return (Str){ s.at, n < s.len ? n : s.len };
}

/* Cut s at the first c: *head is what stands before it, the result what follows. */
static inline Str str_cut(Str s, char c, Str *head)
{
	const char *hit = s.len ? memchr(s.at, c, s.len) : NULL;
	size_t n = hit ? (size_t)(hit - s.at) : s.len;

	*head = (Str){ s.at, n };
	return str_drop(s, n + 1);
}

static inline bool str_eq(Str a, Str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool str_starts(Str s, Str head)
{
	return s.len >= head.len && (head.len == 0 || memcmp(s.at, head.at, head.len) == 0);
}

static inline bool str_ends(Str s, Str tail)
{
	return s.len >= tail.len && (tail.len == 0 || memcmp(s.at + s.len - tail.len, tail.at, tail.len) == 0);
}

/* ASCII classes and case, whatever the locale. */
static inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static inline bool is_alpha(char c) { return is_lower((char)(c | 0x20)) && (c & 0x40); }
static inline bool is_alnum(char c) { return is_digit(c) || is_alpha(c); }
static inline bool is_blank(char c) { return c == ' ' || c == '\t'; }
static inline bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static inline bool is_hex(char c)   { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }
static inline char to_lower(char c) { return is_upper(c) ? (char)(c | 0x20) : c; }

/* ASCII case ignored, here and below.  The first byte is looked at here, for it answers most questions. */
bool str_istarts_rest(Str s, Str head);
static inline bool str_istarts(Str s, Str head)
{
	return s.len >= head.len && (head.len == 0 || (to_lower(s.at[0]) == to_lower(head.at[0]) && str_istarts_rest(s, head)));
}
static inline bool str_ieq(Str a, Str b) { return a.len == b.len && str_istarts(a, b); }
bool str_iends(Str s, Str tail);
int  str_cmp(Str a, Str b);                         /* bytewise order */

/* Where needle first stands in s, at or after `from`; s.len where it does not. */
size_t str_find(Str s, Str needle, size_t from);
size_t str_ifind(Str s, Str needle, size_t from);
size_t str_behind_last(Str s, char c);              /* behind the last c of s; 0 where it has none */
static inline bool str_has(Str s, Str needle)  { return needle.len == 0 || str_find(s, needle, 0) < s.len; }
static inline bool str_ihas(Str s, Str needle) { return needle.len == 0 || str_ifind(s, needle, 0) < s.len; }

Str str_trim(Str s);                                /* white space off both ends */
Str str_trim_end(Str s);

/* Take one line off the front of s: *line is without its end (CRLF, LF or CR), the result what follows.
 * *line.at is NULL-free; at the end of s both are empty. */
Str str_line(Str s, Str *line);

/* Take one word (bytes without white space) off the front of s. */
Str str_word(Str s, Str *word);

/* Take a decimal number off the front of s; *n is -1 where there is none or it exceeds INT32_MAX. */
Str str_number(Str s, int *n);

/* Is `suffix` the end of host at a label: "mx.example.org" has the suffix "example.org"?  Case ignored. */
bool str_has_suffix_label(Str host, Str suffix);

/* FNV-1a, 64 bits, continued from h (start with STR_HASH_START). */
#define STR_HASH_START 0xcbf29ce484222325ull
uint64_t str_hash(Str s, uint64_t h);

#endif
