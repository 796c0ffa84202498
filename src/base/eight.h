/* eight.h - bytes looked at eight at a time, for loops over all of a text.
 *
 * Each question is answered with the high bit of the bytes that are meant.  Only the first of them is sure (a borrow may carry on), and so the
 * first of several answers joined with `|`. */
#ifndef BASE_EIGHT_H
#define BASE_EIGHT_H

#include <stdint.h>
#include <string.h>

#define EIGHT(byte) (~(uint64_t)0 / 255 * (byte))       /* eight such bytes */

static inline uint64_t eight_at(const void *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof w);
	return w;
}

static inline uint64_t eight_below(uint64_t w, unsigned char byte) { return (w - EIGHT(byte)) & ~w & EIGHT(0x80); }    /* byte: at most 0x80 */
static inline uint64_t eight_above(uint64_t w, unsigned char byte) { return (w | (w + EIGHT(0x7f - byte))) & EIGHT(0x80); }  /* at most 0x7f */
static inline uint64_t eight_are(uint64_t w, unsigned char byte)   { return eight_below(w ^ EIGHT(byte), 1); }
static inline uint64_t eight_high(uint64_t w)                      { return w & EIGHT(0x80); }

/* ASCII capitals made small; this is exact in each byte, for nothing carries beyond the seven bits that are added to. */
static inline uint64_t eight_lower(uint64_t w)
{
	uint64_t seven = w & EIGHT(0x7f), from_a = seven + EIGHT(0x80 - 'A'), behind_z = seven + EIGHT(0x7f - 'Z');

	return w | ((from_a & ~behind_z & ~w & EIGHT(0x80)) >> 2);
}

/* The place of the first byte that is meant; some is. */
static inline size_t eight_first(uint64_t answer)
{
	return (size_t)__builtin_ctzll(answer) / 8;
}

#endif
