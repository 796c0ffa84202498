/* dmarc_run.c - what auth/dmarc.h makes of the cases of dmarc/rfc9989-cases.json: one JSON object a case, its names those of the case's "want".
 * Each case is examined several times: traced and not, with and without the second opinion, and with a World whose answers come late.  All must agree. */
#include <jansson.h>
#include "auth/dmarc.h"

/* ---- a World that writes down what is asked, and answers late where it is told to ---- */

typedef struct {
	World world;
	World *base;
	Arena *keep;
	struct { const DnsAnswer **v; size_t n, cap; } asked;
	bool late;
	size_t answered;                        /* of those asked, while it is late */
} Spy;

static const DnsAnswer *spy_ask(World *w, Str name, DnsType type)
{
	static const DnsAnswer pending = { .status = DNS_PENDING, .name = { "", 0 }, .why = { "", 0 }, .who = { "", 0 } };
	Spy *s = (Spy *)w;
	const DnsAnswer *a = world_ask(s->base, name, type);
	size_t i = 0;

	while (i < s->asked.n && s->asked.v[i] != a)
		i++;
	if (i == s->asked.n)
		*arena_push(s->keep, &s->asked) = a;
	return s->late && i >= s->answered ? &pending : a;
}

static bool spy_wait(World *w)
{
	Spy *s = (Spy *)w;
	bool more = s->answered < s->asked.n;

	s->answered = s->asked.n;
	return more;
}

static int64_t spy_now(World *w)
{
	return world_now(((Spy *)w)->base);
}

static void spy_close(World *w)
{
	(void)w;
}

static Spy spy_on(World *base, bool late, Arena *keep)
{
	return (Spy){ .world = { spy_ask, spy_now, spy_wait, spy_close }, .base = base, .keep = keep, .late = late };
}

/* ---- a case ---- */

static Str text_of(const json_t *object, const char *key)
{
	return str_of(json_string_value(json_object_get(object, key)));
}

/* "NAME TYPE STATUS" as a directive of zone files. */
static void put_failure(Buf *zone, Str line)
{
	Str name, type, status;

	str_word(str_word(str_word(line, &name), &type), &status);
	buf_format(zone, "; !%.*s %.*s %.*s\n", STR_ARG(status), STR_ARG(name), STR_ARG(type));
}

static World *zone_of(const json_t *one, Arena *keep, Err *err)
{
	Buf zone = buf_new(keep);
	const json_t *line;
	size_t i;

	json_array_foreach(json_object_get(one, "zone"), i, line) {
		buf_put(&zone, str_of(json_string_value(line)));
		buf_char(&zone, '\n');
	}
	json_array_foreach(json_object_get(one, "failing"), i, line)
		put_failure(&zone, str_of(json_string_value(line)));
	return zonefile_read(buf_str(&zone), json_string_value(json_object_get(one, "id")), 1, err);
}

static int index_of(Str name, const char *const *names, int n)
{
	for (int i = 0; i < n; i++)
		if (str_eq(name, str_of(names[i])))
			return i;
	fprintf(stderr, "no such result: %.*s\n", STR_ARG(name));
	exit(1);
}

static void read_results(const json_t *one, Arena *keep, SpfCheck *spf, DkimChecks *dkim)
{
	const json_t *s = json_object_get(one, "spf"), *d;
	size_t i;

	if (s)
		*spf = (SpfCheck){ .result = (SpfResult)index_of(text_of(s, "result"), spf_result_name, SPF_RESULT_COUNT), .domain = text_of(s, "domain") };
	json_array_foreach(json_object_get(one, "dkim"), i, d)
		*arena_push(keep, dkim) = (DkimCheck){ .result = (DkimResult)index_of(text_of(d, "result"), dkim_result_name, DKIM_RESULT_COUNT), .d = text_of(d, "d") };
}

static void put(json_t *to, const char *key, Str value)
{
	json_object_set_new(to, key, json_stringn(value.at, value.len));
}

static json_t *check_of(const DmarcCheck *c)
{
	json_t *out = json_object();

	put(out, "result", str_of(dmarc_result_name[c->result]));
	put(out, "organisation", c->organisation);
	put(out, "record_domain", c->record_domain);
	put(out, "policy", str_of(dmarc_policy_name[c->policy]));
	put(out, "policy_tag", str_of(c->policy_tag));
	put(out, "disposition", str_of(dmarc_policy_name[c->disposition]));
	json_object_set_new(out, "spf_aligned", json_boolean(c->spf_aligned));
	json_object_set_new(out, "dkim_aligned", json_boolean(c->dkim_aligned));
	put(out, "why", c->why);
	return out;
}

static json_t *opinion_of(const DmarcCheck *c)
{
	json_t *out = json_object();

	put(out, "organisation", c->organisation_psl);
	put(out, "result", str_of(dmarc_result_name[c->result_psl]));
	put(out, "policy", str_of(dmarc_policy_name[c->policy_psl]));
	json_object_set_new(out, "differs", json_boolean(c->psl_differs));
	return out;
}

static json_t *questions_of(const Spy *s, Arena *keep)
{
	json_t *out = json_array();

	for (size_t i = 0; i < s->asked.n; i++) {
		Str one = arena_join(keep, s->asked.v[i]->name, arena_join(keep, STR(" "), dns_type_name(s->asked.v[i]->type, keep)));

		json_array_append_new(out, json_stringn(one.at, one.len));
	}
	return out;
}

static bool alike(json_t *a, json_t *b)
{
	bool equal = json_equal(a, b);

	json_decref(a);
	json_decref(b);
	return equal;
}

/* Until nothing is pending. */
static void examine(World *base, const DmarcInput *in, bool late, Trace *t, Arena *keep, Spy *spy, DmarcCheck *c)
{
	*spy = spy_on(base, late, keep);
	do {
		if (t)
			*t = trace_new(keep);
		dmarc_check(&spy->world, in, keep, t, c);
	} while (c->pending && world_wait(&spy->world));
}

static void run(const json_t *one, Arena *keep)
{
	SpfCheck spf = { .domain = STR("") };
	DkimChecks dkim = { 0 };
	Trace t = trace_new(keep);
	DmarcCheck c[4];
	Spy spy[4];
	Err err;
	World *w = zone_of(one, keep, &err);

	if (!w) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	read_results(one, keep, &spf, &dkim);
	DmarcInput in = { .author = text_of(one, "author"), .spf = &spf, .dkim = &dkim }, alone = in;
	alone.without_list = true;
	examine(w, &alone, false, NULL, keep, &spy[0], &c[0]);
	examine(w, &alone, true, &t, keep, &spy[1], &c[1]);
	examine(w, &in, false, &t, keep, &spy[2], &c[2]);
	examine(w, &in, true, NULL, keep, &spy[3], &c[3]);
	bool agree = alike(check_of(&c[0]), check_of(&c[1])) && alike(check_of(&c[0]), check_of(&c[2])) && alike(check_of(&c[2]), check_of(&c[3]))
	          && alike(opinion_of(&c[2]), opinion_of(&c[3]));
	json_t *out = check_of(&c[0]);
	json_object_set_new(out, "questions", questions_of(&spy[0], keep));
	json_object_set_new(out, "rfc7489", opinion_of(&c[2]));
	json_object_set_new(out, "agree", json_boolean(agree));
	json_dumpf(out, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(out);
	world_close(w);
}

int main(int argc, char **argv)
{
	jmp_buf full;
	Pool pool;
	const json_t *one;
	size_t i;
	json_t *cases = argc == 2 ? json_load_file(argv[1], 0, NULL) : NULL;

	if (!cases || !pool_open(&pool, (size_t)64 << 20) || setjmp(full))
		return 1;
	json_array_foreach(json_object_get(cases, "cases"), i, one) {
		Arena a = pool_arena(&pool, &full);

		run(one, &a);
	}
	json_decref(cases);
	pool_close(&pool);
	return 0;
}
