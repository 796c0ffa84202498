/* evidence.c - what speaks for or against a cause. */
#include "model/evidence.h"

#define X(id, name, text) name,
const char *const grade_name[GRADE_COUNT] = { GRADES(X) };
#undef X
#define X(id, name, text) text,
const char *const grade_text[GRADE_COUNT] = { GRADES(X) };
#undef X

void evidence_note(EvidenceList *list, Arena *keep, Str text, Str where)
{
	*arena_push(keep, list) = (Evidence){ .origin = ORIGIN_SEEN, .text = text, .todo = STR(""),
	                                      .where = { where.len ? STR("input") : STR(""), STR(""), STR(""), where } };
}

int grade_rank(Grade grade)
{
	static const int rank[GRADE_COUNT] = { [GRADE_GOOD] = 1, [GRADE_NOTE] = 2, [GRADE_UNKNOWN] = 3, [GRADE_WARN] = 4, [GRADE_BAD] = 5 };

	return rank[grade];
}

Grade evidence_worst(const EvidenceList *list, Str exam)
{
	Grade worst = GRADE_NONE;

	for (size_t i = 0; i < list->n; i++)
		if ((exam.len == 0 || str_eq(str_of(list->v[i].exam), exam)) && grade_rank(list->v[i].grade) > grade_rank(worst))
			worst = list->v[i].grade;
	return worst;
}
