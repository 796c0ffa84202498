/* refute.c - what was ruled out, and why; each cause once. */
#include "diagnose/diagnose.h"

bool refuted(const Diagnosis *d, CauseId cause)
{
	for (size_t i = 0; i < d->n_refuted; i++)
		if (d->refuted[i].cause == cause)
			return true;
	return false;
}

void refute(Diagnosis *d, Arena *keep, CauseId cause, Str because)
{
	struct { Refuted *v; size_t n, cap; } list = { d->refuted, d->n_refuted, d->n_refuted };

	if (cause == 0 || refuted(d, cause))
		return;
	*arena_push(keep, &list) = (Refuted){ cause, because };
	d->refuted = list.v;
	d->n_refuted = list.n;
}
