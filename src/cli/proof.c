/* proof.c - rules against replies: their own examples, and whole files of others. */
#include "base/buf.h"
#include "cli/check.h"
#include "rules/classify.h"

/* "… (in reply to RCPT TO command)": the phase, as Postfix names it. */
static Phase phase_of(Str text)
{
	static const struct { const char *command; Phase phase; } commands[] = {
		{ "(in reply to HELO", PHASE_EHLO }, { "(in reply to EHLO", PHASE_EHLO }, { "(in reply to MAIL FROM", PHASE_MAIL },
		{ "(in reply to RCPT TO", PHASE_RCPT }, { "(in reply to DATA", PHASE_DATA }, { "(in reply to end of DATA", PHASE_END_OF_DATA },
	};

	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (str_has(text, str_of(commands[i].command)))
			return commands[i].phase;
	return PHASE_UNKNOWN;
}

/* "mx.example.net| 550 5.1.1 …\n…" as an event. */
static void read_example(Str example, Arena *keep, Event *out)
{
	Str host, after = str_cut(example, '|', &host);
	bool named = after.len && !memchr(host.at, ' ', host.len);
	Str text = named ? str_trim(after) : example;
	char *p = take(keep, char, text.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		bool escaped = text.at[i] == '\\' && i + 1 < text.len && (text.at[i + 1] == 'n' || text.at[i + 1] == 'r');

		if (!escaped)
			p[n++] = text.at[i];
		else if (text.at[++i] == 'n')
			p[n++] = '\n';
	}
	*out = (Event){ .outcome = OUTCOME_FAILED, .phase = phase_of(text), .spoke.host = named ? host : STR(""), .spoke.ip = STR("") };
	reply_read((Str){ p, n }, keep, &out->reply);
}

static Hits hits_of(const Rulebooks *rules, Str example, Arena *keep)
{
	Event e;
	Hits hits = { 0 };

	read_example(example, keep, &e);
	classify_all(&e, rules, keep, &hits);
	return hits;
}

static CauseId cause_of(const Rulebooks *rules, const Hit *hit)
{
	return rulebook_rule(rules->books[hit->book], hit->rule)->cause[0];
}

static Entry entry_of(const Knowledge *k, const Rulebooks *rules, const Hit *hit)
{
	return (Entry){ k->books[hit->book], rulebook_rule(rules->books[hit->book], hit->rule)->stanza };
}

static const Hit *own_hit(const Knowledge *k, const Rulebooks *rules, const Hits *hits, Entry rule)
{
	for (size_t i = 0; i < hits->n; i++) {
		Entry e = entry_of(k, rules, &hits->v[i]);

		if (e.book == rule.book && e.at == rule.at)
			return &hits->v[i];
	}
	return NULL;
}

/* ---- examples ---- */

typedef struct { const Knowledge *k; const Rulebooks *rules; Arena *keep; Complaints *out; } Trial;

static void check_example(Trial *p, Entry rule, Str example)
{
	Arena scratch = *p->keep;
	Hits hits = hits_of(p->rules, example, &scratch);
	const Hit *own = own_hit(p->k, p->rules, &hits, rule);

	if (!own) {
		complain(p->out, p->keep, entry_file(rule), entry_line(rule), "Rule %.*s: does not match its example: %.*s", STR_ARG(entry_id(rule)),
		         STR_ARG(str_take(example, 120)));
		return;
	}
	Entry winner = entry_of(p->k, p->rules, &hits.v[0]);

	if (!cause_related(p->k, cause_of(p->rules, &hits.v[0]), cause_of(p->rules, own)))
		complain(p->out, p->keep, entry_file(rule), entry_line(rule), "Rule %.*s: its example is won by %.*s (%.*s): %.*s", STR_ARG(entry_id(rule)),
		         STR_ARG(entry_id(winner)), STR_ARG(cause_name(p->k, cause_of(p->rules, &hits.v[0]))), STR_ARG(str_take(example, 120)));
}

static void check_not(Trial *p, Entry rule, Str reply)
{
	Arena scratch = *p->keep;
	Hits hits = hits_of(p->rules, reply, &scratch);

	if (own_hit(p->k, p->rules, &hits, rule))
		complain(p->out, p->keep, entry_file(rule), entry_line(rule), "Rule %.*s: matches what it must not: %.*s", STR_ARG(entry_id(rule)),
		         STR_ARG(str_take(reply, 120)));
}

void check_examples(const Knowledge *k, const Rulebooks *rules, Arena *keep, Complaints *out)
{
	Trial p = { k, rules, keep, out };

	for (Entry e = knowledge_first(k, KIND_RULE); entry_ok(e); e = knowledge_next(k, e)) {
		Str value;

		for (size_t i = 0; (value = entry_nth(e, STR("Example"), i)).len; i++)
			check_example(&p, e, value);
		for (size_t i = 0; (value = entry_nth(e, STR("Not"), i)).len; i++)
			check_not(&p, e, value);
	}
}

/* ---- collisions ---- */

typedef struct { Entry winner, loser; CauseId won, lost; size_t n; Str reply; } Pair;
typedef struct { Pair *v; size_t n, cap; } Pairs;
typedef struct { Entry rule; size_t n; } Use;
typedef struct { Use *v; size_t n, cap; } Uses;

static bool same(Entry a, Entry b)
{
	return a.book == b.book && a.at == b.at;
}

static void note_pair(Pairs *pairs, Arena *keep, Pair pair)
{
	for (size_t i = 0; i < pairs->n; i++)
		if (same(pairs->v[i].winner, pair.winner) && same(pairs->v[i].loser, pair.loser)) {
			pairs->v[i].n++;
			return;
		}
	*arena_push(keep, pairs) = pair;
}

static void note_use(Uses *uses, Arena *keep, Entry rule)
{
	for (size_t i = 0; i < uses->n; i++)
		if (same(uses->v[i].rule, rule)) {
			uses->v[i].n++;
			return;
		}
	*arena_push(keep, uses) = (Use){ rule, 1 };
}

enum { LISTS = 1 << 20 };                           /* bytes that the lists may take for one reply */

static void note_reply(const Knowledge *k, const Rulebooks *rules, Str reply, Arena *keep, Pairs *pairs, Uses *uses)
{
	Arena behind = { keep->at + LISTS, keep->end, keep->full };     /* the lists, which grow meanwhile, come before it */
	Hits hits = hits_of(rules, reply, &behind);

	for (size_t i = 0; i < hits.n; i++) {
		Pair p = { entry_of(k, rules, &hits.v[0]), entry_of(k, rules, &hits.v[i]), cause_of(rules, &hits.v[0]), cause_of(rules, &hits.v[i]), 1, reply };

		note_use(uses, keep, p.loser);
		if (!cause_related(k, p.won, p.lost))
			note_pair(pairs, keep, p);
	}
}

static int by_n(const void *a, const void *b)
{
	const Pair *x = a, *y = b;

	return (x->n < y->n) - (x->n > y->n);
}

static void print_pairs(const Knowledge *k, Pairs *pairs, Buf *out)
{
	if (pairs->n)
		qsort(pairs->v, pairs->n, sizeof *pairs->v, by_n);
	for (size_t i = 0; i < pairs->n; i++) {
		const Pair *p = &pairs->v[i];

		buf_format(out, "%5zu  %.*s (%.*s) over %.*s (%.*s): ", p->n, STR_ARG(entry_id(p->winner)), STR_ARG(cause_name(k, p->won)), STR_ARG(entry_id(p->loser)),
		           STR_ARG(cause_name(k, p->lost)));
		buf_visible(out, str_take(p->reply, 160));
		buf_char(out, '\n');
	}
}

static void print_single(const Uses *uses, Buf *out)
{
	for (size_t i = 0; i < uses->n; i++)
		if (uses->v[i].n == 1 && str_eq(entry_value(uses->v[i].rule, STR("Basis")), STR("verbatim")))
			buf_format(out, "one reply only, and undocumented: %.*s\n", STR_ARG(entry_id(uses->v[i].rule)));
}

void check_collisions(const Knowledge *k, const Rulebooks *rules, Str replies, Arena *keep, Buf *out)
{
	Pairs pairs = { 0 };
	Uses uses = { 0 };

	while (replies.len) {
		Str line;

		replies = str_line(replies, &line);
		if (str_trim(line).len)
			note_reply(k, rules, str_trim(line), keep, &pairs, &uses);
	}
	print_pairs(k, &pairs, out);
	print_single(&uses, out);
}
