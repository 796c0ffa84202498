/* mta_sts.c - any text is a record or a policy, or none and one sentence why; what is pointed at lies inside of it; what a policy allows it allows in any
 * case. */
#include "fuzz.h"
#include "auth/mta_sts.h"
#include "auth/tlsa.h"

/* A slice of the input, or nothing. */
static bool within(Str part, Str in)
{
	return part.len == 0 || fuzz_inside(part, in);
}

static void records(Str in)
{
	TlsrptRecord t;
	StsRecord r;
	Tlsa tlsa;

	sts_record(in, &r);
	claim(r.valid == !r.why && within(r.id, in) && within(r.wrong, in));
	claim(!r.valid || (sts_record_begins(in) && r.id.len && r.id.len <= 32 && !r.wrong.len));
	tlsrpt_record(in, &t);
	claim(t.valid == !t.why && within(t.rua, in) && within(t.wrong, in));
	claim(!t.valid || (tlsrpt_record_begins(in) && !r.valid));
	tlsa_read(in, &tlsa);
	claim(tlsa.usable == !tlsa.why && (!tlsa.usable || (fuzz_tail(tlsa.data, in) && tlsa.usage >= 2 && tlsa.usage <= 3)));
}

static void law(Str in, Arena *a)
{
	StsPolicy p;

	records(in);
	sts_policy(in, a, &p);
	claim(p.valid == !p.why && within(p.wrong, in) && p.mx.n <= STS_MX_MOST);
	claim(!p.valid || (p.max_age >= 0 && p.max_age <= STS_AGE_MOST && (p.mx.n || p.mode == STS_NONE)));
	for (size_t i = 0; i < p.mx.n; i++) {
		bool wild = str_starts(p.mx.v[i], STR("*."));
		Str host = wild ? arena_join(a, STR("x"), str_drop(p.mx.v[i], 1)) : p.mx.v[i];

		claim(within(p.mx.v[i], in) && sts_allows(&p, host) && sts_pattern_matches(p.mx.v[i], arena_lower(a, host)));
		claim(!wild || !sts_pattern_matches(p.mx.v[i], str_drop(host, 2)));
	}
}

FUZZ(law)
