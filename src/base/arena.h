/* arena.h - one lifetime.
 *
 * Everything that belongs to a case is taken from the case's arena and goes with it.  arena_take never
 * returns NULL: a full arena leaves by one jump to where the arena was begun (arena_begin), so no
 * library's frame may be on the stack while something is taken.
 *
 * `Arena *keep` as a parameter: the result lives there.  `Arena scratch`, by value: nothing survives the call. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <setjmp.h>
#include <stdalign.h>
#include "base/str.h"

typedef struct { char *at, *end; jmp_buf *full; } Arena;

#define take(a, T, n)  ((T *)arena_take((a), sizeof(T), alignof(T), (n)))

/* Room for n objects, as it is: for what is written before it is read. */
static inline void *arena_raw(Arena *a, size_t size, size_t align, size_t n)
{
	size_t pad = (size_t)-(uintptr_t)a->at & (align - 1);

	if ((size_t)(a->end - a->at) < pad || n > ((size_t)(a->end - a->at) - pad) / size)
		longjmp(*a->full, 1);
	void *p = a->at + pad;
	a->at += pad + n * size;
	return p;
}

/* n zeroed objects.  Inline, for it is called for every list and string. */
static inline void *arena_take(Arena *a, size_t size, size_t align, size_t n)
{
	return memset(arena_raw(a, size, align, n), 0, n * size);
}

/* A copy of s that lives in a; str_lower: in ASCII lower case. */
Str arena_str(Arena *a, Str s);
Str arena_lower(Arena *a, Str s);
char *arena_z(Arena *a, Str s);                     /* NUL-ended, cut at the first NUL of s: for open(2) and its like */
Str arena_join(Arena *a, Str left, Str right);

/* A list that is full, grown in its arena: returns where it is now.  arena_push: where the next element goes. */
void *arena_grow(Arena *a, const void *v, size_t n, size_t *cap, size_t size, size_t align);
#define arena_push(a, list)  ({                                                                     \
	if ((list)->n == (list)->cap)                                                               \
		(list)->v = arena_grow((a), (list)->v, (list)->n, &(list)->cap, sizeof *(list)->v, alignof(__typeof__(*(list)->v))); \
	&(list)->v[(list)->n++]; })

/* A pool: address space of `size` bytes, backed by memory only where it was touched.  pool_open answers
 * false where the system has none.  pool_arena is an empty arena over all of it; what was taken before is gone. */
typedef struct { char *base; size_t size; } Pool;
bool  pool_open(Pool *p, size_t size);
Arena pool_arena(const Pool *p, jmp_buf *full);
void  pool_trim(Pool *p, size_t keep);              /* give memory above `keep` bytes back to the system */
void  pool_close(Pool *p);

#endif
