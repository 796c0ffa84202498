/* undo.c - the search ends within its limits, and names nothing unless it is so: a body that is named is shown in a diff, a
 * field stands in the message; a signature that holds, or of which nothing can be known, has no change. */
#include "auth.h"
#include "diagnose/undo.h"

static void claim_undone(const DkimCheck *d, const Undo *u)
{
	claim(d->result != DKIM_PASS && d->reason != DKIM_REASON_KEY_MISMATCH && d->reason != DKIM_REASON_NO_KEY);
	claim(u->n > 0 && u->n <= UNDO_CHANGES && u->says.len);
	for (size_t i = 0; i < u->n; i++) {
		claim(u->v[i].kind < UNDO_KIND_COUNT && u->v[i].header == (u->v[i].field.len > 0));
		claim(u->v[i].header ? !d->header_holds : !d->body_holds);
	}
}

static void law(Str in, Arena *a)
{
	RawMessage m;
	DkimChecks dkim;
	Checks checks = { .dkim = &dkim };

	raw_read(in, false, a, &m);
	dkim_check(fuzz_context(), &m, a, NULL, &dkim);
	undo_checks(&m, fuzz_context()->crypto, a, &checks);
	claim(checks.dkim->n == dkim.n);
	for (size_t i = 0; i < dkim.n; i++)
		if (checks.dkim->v[i].undone)
			claim_undone(&dkim.v[i], checks.dkim->v[i].undone);
}

FUZZ(law)
