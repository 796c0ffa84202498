/* arena.c - one lifetime: copies, lists, and the pool below. */
#include <sys/mman.h>
#include "base/arena.h"

Str arena_str(Arena *a, Str s)
{
	char *p = take(a, char, s.len + 1);

	memcpy(p, s.at, s.len);
	return (Str){ p, s.len };
}

Str arena_lower(Arena *a, Str s)
{
	char *p = take(a, char, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		p[i] = to_lower(s.at[i]);
	return (Str){ p, s.len };
}

char *arena_z(Arena *a, Str s)
{
	return (char *)(uintptr_t)arena_str(a, s).at;
}

Str arena_join(Arena *a, Str left, Str right)
{
	char *p = take(a, char, left.len + right.len + 1);

	memcpy(p, left.at, left.len);
	memcpy(p + left.len, right.at, right.len);
	return (Str){ p, left.len + right.len };
}

void *arena_grow(Arena *a, const void *v, size_t n, size_t *cap, size_t size, size_t align)
{
	size_t more = *cap ? *cap * 2 : 8;

	if (n && n == *cap && (const char *)v + n * size == a->at) {
		arena_take(a, size, 1, more - n);               /* nothing was taken since: it grows where it is */
		*cap = more;
		return (void *)(uintptr_t)v;
	}
	void *wider = arena_take(a, size, align, more);

	if (n)
		memcpy(wider, v, n * size);
	*cap = more;
	return wider;
}

bool pool_open(Pool *p, size_t size)
{
	void *base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	*p = base == MAP_FAILED ? (Pool){ 0 } : (Pool){ base, size };
	return p->base != NULL;
}

Arena pool_arena(const Pool *p, jmp_buf *full)
{
	return (Arena){ p->base, p->base + p->size, full };
}

void pool_trim(Pool *p, size_t keep)
{
	if (keep < p->size)
		madvise(p->base + keep, p->size - keep, MADV_DONTNEED);
}

void pool_close(Pool *p)
{
	if (p->base)
		munmap(p->base, p->size);
	*p = (Pool){ 0 };
}
