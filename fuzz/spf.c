/* spf.c - any record ends within the limits; what is pointed at lies inside of it; with a trace, without the count, or once more
 * the result is the same.
 *
 * The input is lines: client, HELO, MAIL FROM, and then a zone, as "name TXT text" with the text unquoted (its bytes as they
 * are); the first record is asked for.  Whatever cannot be a zone is a record alone. */
#include "fuzz.h"
#include "auth/spf.h"
#include "auth/spf_record.h"
#include "base/buf.h"

static bool alike(const SpfCheck *a, const SpfCheck *b)
{
	return a->result == b->result && a->problem == b->problem && a->lookups == b->lookups && a->voids == b->voids && str_eq(a->term, b->term) &&
	       str_eq(a->why, b->why) && str_eq(a->explanation, b->explanation) && a->explanation_default == b->explanation_default;
}

/* Terms: in order, apart, inside; the first error is the record's. */
static void grammar(Str in)
{
	SpfRecord r;
	SpfTerm t;
	Str rest = in;
	const char *last = in.at;
	bool wrong = false;

	while (spf_term(&rest, &t)) {
		claim(fuzz_tail(rest, in) && fuzz_inside(t.text, in) && t.text.len && t.text.at >= last);
		claim(fuzz_inside(t.wrong, t.text) && fuzz_inside(t.domain, t.text));
		claim(t.bits4 <= 32 && t.bits6 <= 128 && (t.error || (t.bits4 >= 0 && t.bits6 >= 0)));
		last = t.text.at + t.text.len;
		wrong |= t.error != NULL;
	}
	if (!spf_is_record(in))
		return;
	claim(spf_record(in, &r) == !r.error && (!wrong || r.error) && fuzz_inside(r.term, in) && fuzz_inside(r.wrong, in) && r.asking >= 0);
}

static void put_quoted(Buf *b, Str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (i % 64 == 0)
			buf_put(b, i ? STR("\" \"") : STR("\""));
		buf_format(b, "\\%03d", (unsigned char)text.at[i]);
	}
	buf_put(b, text.len ? STR("\"") : STR("\"\""));
}

/* "name TYPE rest" as a line of a master file: TXT is quoted, the rest stays; a name of letters, digits, dots and hyphens. */
static void put_line(Buf *b, Str line)
{
	Str name, type, rest = str_word(str_word(line, &name), &type);

	if (name.len == 0 || dns_type_of(type) == 0)
		return;
	for (size_t i = 0; i < name.len; i++)
		buf_char(b, is_alnum(name.at[i]) || name.at[i] == '.' || name.at[i] == '-' || name.at[i] == '_' ? name.at[i] : 'x');
	buf_format(b, ". %.*s ", STR_ARG(type));
	if (dns_type_of(type) == DNS_TYPE_TXT)
		put_quoted(b, str_drop(rest, 1));
	else
		buf_put(b, rest);
	buf_char(b, '\n');
}

static World *world_of(Str lines, Arena *a)
{
	Buf b = buf_new(a);
	Err err;

	for (Str line; lines.len; ) {
		lines = str_line(lines, &line);
		put_line(&b, line);
	}
	return zonefile_read(buf_str(&b), "zone", 1, &err);
}

static void law(Str in, Arena *a)
{
	SpfSession s = { .receiver = STR("mx.example.net"), .exact = true };
	SpfCheck plain, traced, again, uncounted;
	Trace trace = trace_new(a);
	Str ip, rest;

	grammar(in);
	rest = str_line(str_line(str_line(in, &ip), &s.helo), &s.mail_from);
	if (!ip_read(ip, &s.ip))
		s.ip = ip_of("\xc0\x00\x02\x01", false);
	World *w = world_of(rest, a);
	if (!w)
		return;
	spf_check(w, &s, a, NULL, &plain);
	spf_check(w, &s, a, &trace, &traced);
	spf_check(w, &s, a, NULL, &again);
	s.uncounted = true;
	spf_check(w, &s, a, NULL, &uncounted);
	claim(!plain.pending && alike(&plain, &traced) && alike(&plain, &again) && alike(&plain, &uncounted));
	claim(plain.lookups <= 10 && plain.voids <= 3 && (plain.term.len == 0 || fuzz_inside(plain.term, plain.record)));
	claim((plain.problem != SPF_PROBLEM_NONE) == (plain.result == SPF_PERMERROR || plain.result == SPF_TEMPERROR));
	claim(plain.why.len && (plain.result == SPF_FAIL || (plain.explanation.len == 0 && !plain.explanation_default)));
	claim(plain.terms_total >= 0 && trace.open == -1);
	for (size_t i = 0; i < trace.n; i++)
		claim(trace.v[i].parent < (int)i && (trace.v[i].whole.len == 0 || fuzz_inside(trace.v[i].text, trace.v[i].whole)) && trace.v[i].cost <= 1);
	world_close(w);
}

FUZZ(law)
