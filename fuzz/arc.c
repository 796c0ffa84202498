/* arc.c - any chain gives an answer; its sets are 1, 2, 3 …; a trace changes nothing; LF and CRLF are one message. */
#include "auth.h"

static void check(Str in, bool traced, Arena *a, ArcCheck *out)
{
	Trace t = trace_new(a);
	RawMessage m;

	raw_read(in, false, a, &m);
	arc_check(fuzz_context(), &m, a, traced ? &t : NULL, out);
	for (size_t i = 0; i < out->n; i++) {
		claim(out->v[i].instance == (int)i + 1);
		fuzz_claim_signature(&out->v[i].message, &m);
		fuzz_claim_signature(&out->v[i].seal, &m);
	}
	claim((out->result == ARC_PASS || out->result == ARC_NONE) == (out->reason == ARC_REASON_NONE));
	claim((out->result == ARC_PASS || out->result == ARC_NONE) || out->why.len);
	claim(out->oldest_pass <= (int)out->n && (out->result != ARC_PASS || out->n));
	claim(out->result != ARC_PASS || (out->v[out->n - 1].message.result == DKIM_PASS && out->v[0].seal.result == DKIM_PASS));
}

static void same(const ArcCheck *a, const ArcCheck *b)
{
	claim(a->result == b->result && a->reason == b->reason && a->instance == b->instance && a->oldest_pass == b->oldest_pass && a->n == b->n);
	for (size_t i = 0; i < a->n; i++)
		claim(fuzz_same_signature(&a->v[i].message, &b->v[i].message) && fuzz_same_signature(&a->v[i].seal, &b->v[i].seal));
}

static void law(Str in, Arena *a)
{
	ArcCheck plain, traced, crlf;

	check(in, false, a, &plain);
	check(in, true, a, &traced);
	same(&plain, &traced);
	if (!in.len || !memchr(in.at, '\r', in.len)) {
		check(fuzz_crlf(in, a), false, a, &crlf);
		same(&plain, &crlf);
	}
}

FUZZ(law)
