/* trace.c - the steps. */
#include "model/trace.h"

int trace_step(Trace *t, TraceStep step)
{
	if (!t)
		return -1;
	step.parent = t->open;
	*arena_push(t->arena, t) = step;
	return (int)t->n - 1;
}

int trace_open(Trace *t, TraceStep step)
{
	int at = trace_step(t, step);

	if (t)
		t->open = at;
	return at;
}

void trace_close(Trace *t, int at, Str outcome, Str note)
{
	if (!t || at < 0)
		return;
	t->v[at].outcome = outcome;
	if (note.len)
		t->v[at].note = note;
	t->open = t->v[at].parent;
}
