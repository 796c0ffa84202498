/* dkim_run.c - DKIM and ARC for the test drivers: cases on standard input, a line of JSON each on standard output.
 *
 * A case is a line "RECORDS MESSAGE NOW FLAGS", RECORDS and MESSAGE in bytes, and those bytes behind it.  RECORDS has a TXT
 * record a line: name, TAB, text; a text that is "!servfail" is that answer.  FLAGS: h  only a header section is at hand, c
 * show canonical forms, t  with a trace, u  look for what was changed after signing, -  none of these. */
#include <stdio.h>
#include "../unit/keyworld.h"
#include "auth/arc.h"
#include "base/json.h"
#include "diagnose/undo.h"

static Str read_bytes(size_t n, Arena *a)
{
	char *at = take(a, char, n);

	return (Str){ at, fread(at, 1, n, stdin) };
}

static void read_records(KeyWorld *w, Str text)
{
	while (text.len) {
		Str line, name;

		text = str_cut(text, '\n', &line);
		Str value = str_cut(line, '\t', &name);
		if (str_eq(value, STR("!servfail")))
			keyworld_status(w, name, DNS_SERVFAIL);
		else if (name.len)
			keyworld_txt(w, name, value);
	}
}

static void string(Buf *b, const char *name, Str value)
{
	Json j = { .buf = b };

	buf_format(b, ",\"%s\":", name);
	json_str(&j, value);
}

static void write_undone(Buf *b, const Undo *u)
{
	buf_put(b, STR(",\"undone\":["));
	for (size_t i = 0; i < u->n; i++) {
		buf_format(b, "%s{\"kind\":\"%s\",\"lines\":%d", i ? "," : "", undo_kind_name[u->v[i].kind], u->v[i].lines_added);
		string(b, "field", u->v[i].field);
		string(b, "text", u->v[i].text);
		buf_put(b, STR("}"));
	}
	buf_put(b, STR("]"));
	string(b, "says", u->says);
	string(b, "diff", u->diff);
}

static void write_signature(Buf *b, const DkimCheck *d)
{
	buf_format(b, "{\"result\":\"%s\",\"reason\":\"%s\",\"bits\":%d,\"header_holds\":%d,\"body_holds\":%d,\"oversigned_from\":%d,\"unsigned_from\":%d,"
		"\"body_bytes\":%zu,\"body_unsigned\":%zu,\"testing\":%d", dkim_result_name[d->result], dkim_reason_name[d->reason], d->key_bits, d->header_holds,
		d->body_holds, d->oversigned_from, d->unsigned_from, d->body_bytes, d->body_unsigned, d->testing);
	string(b, "d", d->d);
	string(b, "s", d->s);
	string(b, "key_name", d->key_name);
	string(b, "why", d->why);
	string(b, "canonical_header", d->canonical_header);
	string(b, "canonical_body", d->canonical_body);
	if (d->undone)
		write_undone(b, d->undone);
	buf_put(b, STR("}"));
}

static void write_results(Buf *b, const DkimChecks *dkim, const ArcCheck *arc, const Trace *t)
{
	buf_format(b, "{\"best\":\"%s\",\"dkim\":[", dkim_result_name[dkim_best(dkim)]);
	for (size_t i = 0; i < dkim->n; i++) {
		buf_put(b, i ? STR(",") : STR(""));
		write_signature(b, &dkim->v[i]);
	}
	buf_format(b, "],\"arc\":{\"result\":\"%s\",\"reason\":\"%s\",\"instance\":%d,\"oldest_pass\":%d,\"sets\":%zu", arc_result_name[arc->result],
		arc_reason_name[arc->reason], arc->instance, arc->oldest_pass, arc->n);
	string(b, "why", arc->why);
	buf_put(b, STR("},\"trace\":["));
	for (size_t i = 0; i < t->n; i++) {
		buf_format(b, "%s{\"parent\":%d,\"what\":\"%s\",\"rfc\":\"%s\"", i ? "," : "", t->v[i].parent, t->v[i].what, t->v[i].rfc);
		string(b, "outcome", t->v[i].outcome);
		string(b, "note", t->v[i].note);
		buf_put(b, STR("}"));
	}
	buf_put(b, STR("]}\n"));
}

static bool run_case(Crypto *crypto, Arena a)
{
	size_t records, size;
	long long now;
	char flags[8];

	if (scanf("%zu %zu %lld %7s", &records, &size, &now, flags) != 4 || getchar() != '\n')
		return false;
	static KeyWorld world;
	keyworld_begin(&world, now);
	read_records(&world, read_bytes(records, &a));
	Str message = read_bytes(size, &a);
	DkimContext c = { &world.world, crypto, strchr(flags, 'c') != NULL };
	Trace trace = trace_new(&a), *t = strchr(flags, 't') ? &trace : NULL;
	RawMessage m;
	DkimChecks dkim;
	ArcCheck arc;
	Buf out = buf_new(&a);

	raw_read(message, strchr(flags, 'h') != NULL, &a, &m);
	dkim_check(&c, &m, &a, t, &dkim);
	arc_check(&c, &m, &a, t, &arc);
	if (strchr(flags, 'u')) {
		Checks checks = { .dkim = &dkim };

		undo_checks(&m, crypto, &a, &checks);
		dkim = *checks.dkim;
	}
	write_results(&out, &dkim, &arc, &trace);
	fwrite(out.at, 1, out.len, stdout);
	return true;
}

int main(void)
{
	Crypto *crypto = crypto_open();
	jmp_buf full;
	Pool pool;

	if (!crypto || !pool_open(&pool, (size_t)256 << 20) || setjmp(full))
		return 1;
	while (run_case(crypto, pool_arena(&pool, &full)))
		;
	pool_close(&pool);
	crypto_close(crypto);
	return 0;
}
