/* dmarc.c - a walk asks 8 questions at most, each name once; traced or not, with answers at once or late, with or without the list, the result is the
 * same; what is asked for fits the result.
 * Input: the author's domain, SPF's domain, a signature's domain, each on a line; then answers, and which one a name gets its hash says. */
#include "fuzz.h"
#include "auth/dmarc.h"

enum { NAMES = 64, RECORDS = 4 };

typedef struct {
	World world;
	Arena *keep;
	Str lines;
	DnsAnswer *v[NAMES];
	size_t n, answered;
	bool late;
} Oracle;

/* "0" no such name, "1" no data, "2" failure; else records with '|' between. */
static void answer_line(Str line, Arena *a, DnsAnswer *out)
{
	static const DnsStatus status[] = { DNS_NXDOMAIN, DNS_NODATA, DNS_SERVFAIL };
	Str text;

	if (line.len == 1 && line.at[0] >= '0' && line.at[0] <= '2') {
		out->status = status[line.at[0] - '0'];
		return;
	}
	out->status = DNS_OK;
	out->v = take(a, DnsRecord, RECORDS);
	while (line.len && out->n < RECORDS) {
		line = str_cut(line, '|', &text);
		out->v[out->n++] = (DnsRecord){ .name = out->name, .data = text, .wire = STR("") };
	}
}

static Str line_for(Str lines, Str name)
{
	Str line = STR("0");

	for (uint64_t n = str_hash(name, STR_HASH_START) >> 20 & 7; lines.len; n--) {
		lines = str_line(lines, &line);
		if (!n)
			break;
	}
	return line;
}

static const DnsAnswer *oracle_ask(World *w, Str name, DnsType type)
{
	static const DnsAnswer pending = { .status = DNS_PENDING, .name = { "", 0 }, .why = { "", 0 }, .who = { "", 0 } };
	Oracle *o = (Oracle *)w;
	size_t i = 0;

	claim(type == DNS_TYPE_TXT ? str_starts(name, STR("_dmarc.")) : type == DNS_TYPE_A);
	while (i < o->n && !(str_eq(o->v[i]->name, name) && o->v[i]->type == type))
		i++;
	if (i == o->n) {
		claim(i < NAMES);
		o->v[o->n++] = take(o->keep, DnsAnswer, 1);
		*o->v[i] = (DnsAnswer){ .name = arena_str(o->keep, name), .type = type, .why = STR(""), .who = STR("") };
		answer_line(line_for(o->lines, name), o->keep, o->v[i]);
	}
	return o->late && i >= o->answered ? &pending : o->v[i];
}

static bool oracle_wait(World *w)
{
	Oracle *o = (Oracle *)w;
	bool more = o->answered < o->n;

	o->answered = o->n;
	return more;
}

static bool alike(const DmarcCheck *a, const DmarcCheck *b)
{
	return a->result == b->result && a->policy == b->policy && a->disposition == b->disposition && a->spf_aligned == b->spf_aligned
	    && a->dkim_aligned == b->dkim_aligned && str_eq(a->organisation, b->organisation) && str_eq(a->record_domain, b->record_domain) && str_eq(a->why, b->why)
	    && strcmp(a->policy_tag, b->policy_tag) == 0;
}

static void claim_sense(const DmarcCheck *c, bool list)
{
	claim(!c->pending && c->why.len && c->policy_tag && (c->result == DMARC_PASS) == (c->spf_aligned || c->dkim_aligned));
	claim(c->disposition <= c->policy && (c->disposition == DMARC_POLICY_NONE || c->result == DMARC_FAIL));
	claim((!c->organisation.len || fuzz_tail(c->organisation, c->author)) && (!c->record_domain.len || fuzz_tail(c->record_domain, c->author)));
	claim(!list || c->result == DMARC_PERMERROR || str_iends(c->author, c->organisation_psl));
	claim((c->result != DMARC_PASS && c->result != DMARC_FAIL) || (c->record.len && c->policy_tag[0]));
}

static void run(Str lines, bool late, const DmarcInput *in, Trace *t, Arena *a, DmarcCheck *c)
{
	Oracle o = { .world = { oracle_ask, NULL, oracle_wait, NULL }, .keep = a, .lines = lines, .late = late };
	int rounds = 0;

	do {
		if (t)
			*t = trace_new(a);
		dmarc_check(&o.world, in, a, t, c);
		claim(++rounds < 8);
	} while (c->pending && oracle_wait(&o.world));
	claim(o.n <= 3 * WALK_MOST + 2);
	claim_sense(c, !in->without_list);
}

static void law(Str in, Arena *a)
{
	Str author, spf_domain, d;
	DmarcRecord r;

	dmarc_record(in, a, &r);
	claim(r.valid == dmarc_record_begins(in) && (r.valid || r.why.len) && r.pct >= 0 && r.pct <= 100 && fuzz_inside(r.text, in));
	if (r.valid)
		claim((!r.rua.len || fuzz_inside(r.rua, in)) && (!r.has_rua || r.rua.len) && !(r.has_sp && r.bad_sp) && !(r.has_np && r.bad_np));

	Str lines = str_line(str_line(str_line(in, &author), &spf_domain), &d);
	SpfCheck spf = { .result = in.len % 3 ? SPF_PASS : SPF_TEMPERROR, .domain = spf_domain };
	DkimCheck signature = { .result = DKIM_PASS, .d = d };
	DkimChecks dkim = { .v = &signature, .n = 1 };
	DmarcInput input = { .author = author, .spf = &spf, .dkim = &dkim }, alone = input;
	DmarcCheck plain, traced, late, without;
	Trace t = trace_new(a);

	alone.without_list = true;
	run(lines, false, &input, NULL, a, &plain);
	run(lines, false, &input, &t, a, &traced);
	claim(t.open == -1 && t.n > 0);
	run(lines, false, &alone, NULL, a, &without);
	claim(alike(&plain, &traced) && alike(&plain, &without) && plain.psl_differs == traced.psl_differs);
	run(lines, true, &input, &t, a, &late);
	claim(alike(&plain, &late) && plain.psl_differs == late.psl_differs);
}

FUZZ(law)
