/* authres.c - slices lie inside the field or were unquoted; what the writer makes is valid, has no line over 998 bytes, and reads as what it was made
 * from: writing that again gives the same bytes. */
#include "fuzz.h"
#include "mail/authres.h"

static void claim_lines(Str field)
{
	Str line;

	for (Str rest = field; rest.len; ) {
		rest = str_line(rest, &line);
		claim(line.len <= 998 && line.len > 0);
		claim(line.at == field.at || line.at[0] == '\t');
	}
	for (size_t i = 0; i < field.len; i++)
		claim((unsigned char)field.at[i] >= 0x20 || strchr("\r\n\t", field.at[i]));
}

static void claim_round(const AuthResults *r, Arena *a)
{
	AuthResults again;
	Str written = authres_write(r, a), name;
	Str value = str_cut(written, ':', &name);

	claim_lines(written);
	(r->instance ? authres_read_arc : authres_read)(value, a, &again);
	claim(again.valid && again.usable && again.version == (r->version > 1 ? r->version : 1) && again.instance == r->instance && again.n <= r->n);
	claim(str_eq(authres_write(&again, a), written));
}

static void law(Str in, Arena *a)
{
	AuthResults r;

	authres_read_arc(in, a, &r);
	claim(r.instance >= 0 && r.instance <= 50 && (!r.valid || r.instance > 0));
	if (r.instance)
		claim_round(&r, a);
	authres_read(in, a, &r);
	claim(fuzz_inside(r.error, in) && r.valid == (r.why[0] == '\0') && (!r.valid || r.usable));
	for (size_t i = 0; i < r.n; i++)
		claim(r.v[i].method.len && r.v[i].result.len && fuzz_inside(r.v[i].whole, in) && fuzz_inside(r.v[i].method, r.v[i].whole));
	claim_round(&r, a);
}

FUZZ(law)
