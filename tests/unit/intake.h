/* intake.h - what the tests of the intake share: the dialects of the program's own knowledge, and a line that shows a case. */
#ifndef UNIT_INTAKE_H
#define UNIT_INTAKE_H

#include "unit.h"
#include "base/buf.h"
#include "intake/intake.h"

extern const char embedded_book[];

static inline const Dialects *dialects(Arena *a)
{
	Knowledge k = { .books = { (const Book *)(const void *)embedded_book }, .n = 1 };

	return intake_open(&k, a);
}

static inline Cases read_cases(Str in, const Dialects *d, Arena *a)
{
	Cases out = { 0 };
	Place place = { .file = STR("test"), .line = 1, .format = STR("") };

	intake_read(in, place, d, a, &out);
	return out;
}

static inline Str or_none(Str s)
{
	return s.len ? s : STR("-");
}

/* "recipient outcome code status reported phase dialect host-and-address role text", with a tab between any two. */
static inline void show_case(const Event *e, Arena *a, Buf *to)
{
	Str space = e->spoke.host.len && e->spoke.ip.len ? STR(" ") : STR("");
	Str spoke = arena_join(a, e->spoke.host, arena_join(a, space, e->spoke.ip));
	Str status = or_none(status_text(e->reply.status, a)), reported = or_none(status_text(e->reported, a));

	buf_format(to, "%.*s\t%s\t%d\t%.*s\t%.*s\t%s\t", STR_ARG(or_none(e->recipient)), outcome_name[e->outcome], e->reply.code, STR_ARG(status),
	           STR_ARG(reported), phase_name[e->phase]);
	buf_format(to, "%.*s\t%.*s\t%s\t%.*s\n", STR_ARG(or_none(e->dialect)), STR_ARG(or_none(spoke)), role_name[e->spoke.role],
	           STR_ARG(e->reply.text));
}

static inline Str show_cases(Cases cases, Arena *a)
{
	Buf b = buf_new(a);

	for (size_t i = 0; i < cases.n; i++)
		show_case(&cases.v[i].event, a, &b);
	return buf_str(&b);
}

#endif
