/* evidence.c - what speaks for or against a cause. */
#include "model/evidence.h"

void evidence_note(EvidenceList *list, Arena *keep, Str text, Str where)
{
	*arena_push(keep, list) = (Evidence){ .origin = ORIGIN_SEEN, .text = text, .where = where, .source = STR("input") };
}
