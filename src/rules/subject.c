/* subject.c - a reply made ready for matching. */
#include "base/block.h"
#include "rules/normal.h"
#include "rules/subject.h"

_Static_assert((int)NORMAL_PAD >= (int)BLOCK, "blocks are read across the end of a text");

/* Texts are in lower case. */
void subject_make(Str text, Arena *keep, Subject *out)
{
	uint64_t *starts = arena_raw(keep, sizeof *starts, alignof(uint64_t), text.len / 64 + 1), before = 0;
	char *folded = arena_raw(keep, 1, 8, text.len + NORMAL_PAD);

	for (size_t i = 0; i < text.len; i += 64) {
		uint64_t word = 0, solid = 0;

		for (size_t j = 0; j < 64 && i + j < text.len; j += BLOCK) {
			Block b = block_load(text.at + i + j), digit = block_in(b, '0', '9');

			block_store(folded + i + j, (b & ~digit) | ('0' & digit));
			word |= (uint64_t)block_mask(digit | block_in(b, 'a', 'z')) << j;
			solid |= (uint64_t)block_mask((Block)(b != ' ') & (Block)(b != 0)) << j;
		}
		starts[i / 64] = solid & ~(word & (word << 1 | before));
		before = word >> 63;
	}
	memset(folded + text.len, 0, NORMAL_PAD);
	*out = (Subject){ text, { folded, text.len }, starts };
}
