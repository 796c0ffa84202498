/* arf.c - every field lies inside the report; no recipient is empty or counted twice; an address is one. */
#include "fuzz.h"
#include "mail/arf.h"
#include "mail/received.h"

static void law(Str in, Arena *a)
{
	Arf r;
	bool read = arf_read(in, a, &r);

	claim(read == (r.type.len > 0));
	for (size_t i = 0; i < r.fields.n; i++)
		claim(fuzz_inside(r.fields.v[i].name, in) && fuzz_inside(r.fields.v[i].value, in));
	for (size_t i = 0; i < r.n; i++) {
		claim(r.recipients[i].len > 0);
		for (size_t k = 0; k < i; k++)
			claim(!str_eq(r.recipients[i], r.recipients[k]));
	}
	claim(!r.source_ip.len || ip_plausible(r.source_ip));
}

FUZZ(law)
