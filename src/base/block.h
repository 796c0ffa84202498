/* block.h - sixteen bytes of text at once, in the vectors of the compiler: operators work byte by byte, comparisons give 0xff or 0.
 *
 * Whoever loads a block sees to it that sixteen bytes may be read there. */
#ifndef BASE_BLOCK_H
#define BASE_BLOCK_H

#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { BLOCK = 16 };
typedef uint8_t Block __attribute__((vector_size(BLOCK)));

static inline Block block_load(const char *p) { Block b; memcpy(&b, p, BLOCK); return b; }
static inline void block_store(char *p, Block b) { memcpy(p, &b, BLOCK); }

/* 0xff for every byte from..to. */
static inline Block block_in(Block b, uint8_t from, uint8_t to) { return (Block)(b - from <= (uint8_t)(to - from)); }

/* A bit for every byte, the lowest for the first, of a block whose bytes are 0xff or 0. */
static inline uint32_t block_mask(Block b)
{
#ifdef __SSE2__
	return (uint32_t)_mm_movemask_epi8((__m128i)b);
#else
	uint32_t mask = 0;

	for (int i = 0; i < BLOCK; i++)
		mask |= (uint32_t)(b[i] & 1) << i;
	return mask;
#endif
}

#endif
