/* dkim.c - any message gives an answer; a trace changes nothing; LF and CRLF are one message; the canonical form of a body is
 * canonical. */
#include "auth.h"

static void check(Str in, bool headers_only, bool traced, Arena *a, RawMessage *m, DkimChecks *out)
{
	DkimContext c = *fuzz_context();
	Trace t = trace_new(a);

	c.show_canonical = traced;
	raw_read(in, headers_only, a, m);
	dkim_check(&c, m, a, traced ? &t : NULL, out);
	for (size_t i = 0; i < out->n; i++)
		fuzz_claim_signature(&out->v[i], m);
	for (size_t i = 0; i < t.n; i++)
		claim(t.v[i].parent < (int)i && t.v[i].outcome.len && (!t.v[i].whole.len || fuzz_inside(t.v[i].text, t.v[i].whole)));
}

static void same(const DkimChecks *a, const DkimChecks *b)
{
	claim(a->n == b->n && dkim_best(a) == dkim_best(b));
	for (size_t i = 0; i < a->n; i++)
		claim(fuzz_same_signature(&a->v[i], &b->v[i]));
}

static void canonical_law(Str body, Arena *a)
{
	for (Canon c = CANON_SIMPLE; c <= CANON_RELAXED; c++) {
		size_t all, again, part;
		Str once = canon_body(body, c, -1, a, &all), twice = canon_body(once, c, -1, a, &again);

		claim(str_eq(once, twice) && all == again && all == once.len);
		claim(str_eq(canon_body(body, c, (int64_t)all / 2, a, &part), str_take(once, all / 2)) && part == all);
	}
}

static void law(Str in, Arena *a)
{
	RawMessage m, other;
	DkimChecks plain, traced, headers, crlf;

	check(in, false, false, a, &m, &plain);
	check(in, false, true, a, &other, &traced);
	same(&plain, &traced);
	check(in, true, false, a, &other, &headers);
	claim(headers.n == plain.n);
	if (!in.len || !memchr(in.at, '\r', in.len)) {
		check(fuzz_crlf(in, a), false, false, a, &other, &crlf);
		same(&plain, &crlf);
	}
	for (size_t i = 0; i < m.n; i++)
		claim(fuzz_inside(m.v[i].whole, m.text) && fuzz_inside(m.v[i].name, m.v[i].whole) && m.v[i].name.len);
	claim(fuzz_tail(m.body, m.text));
	canonical_law(m.body, a);
}

FUZZ(law)
