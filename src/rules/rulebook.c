/* rulebook.c - all rules in one image: making it. */
#include <stdlib.h>
#include "model/event.h"
#include "rules/codespec.h"
#include "rules/normal.h"
#include "rules/rank.h"
#include "rules/rulebook.h"

#define X(id, name) name,
const char *const ground_name[GROUND_COUNT] = { GROUNDS(X) };
#undef X

typedef struct { RuleLine *v; size_t n, cap; } RuleLines;
typedef struct { CodeSpec *v; size_t n, cap; } CodeSpecs;
typedef struct { CodeLine *v; size_t n, cap; } CodeLines;
typedef struct { Str *v; size_t n, cap; } Texts;
typedef struct { uint32_t *v; size_t n, cap; } Owners;

typedef struct {
	const Knowledge *k;
	Arena *keep;
	Complaints *complaints;
	Entry entry;                            /* the stanza at work */
	RuleLines rules;
	Patterns patterns;
	Owners owner;                           /* the rule of each pattern */
	CodeSpecs codes;
	CodeLines code_lines;
	uint32_t code_bucket[CODE_BUCKETS];
	Texts froms;
	GramPairs keys, heads, squeezed;
	Buf image;
} Maker;

static void wrong(Maker *m, Str field, Str value, Str why)
{
	complain(m->complaints, m->keep, entry_file(m->entry), entry_line(m->entry), "%.*s: %.*s '%.*s': %.*s",
	         STR_ARG(entry_id(m->entry)), STR_ARG(field), STR_ARG(str_take(value, 80)), STR_ARG(why));
}

/* ---- the fields of a rule ---- */

/* Compile all lines of a field; the numbers of their patterns are *first and the *n behind it. */
static void patterns_of(Maker *m, Str field, bool token, uint32_t *first, uint32_t *n)
{
	Str value;

	*first = (uint32_t)m->patterns.n;
	for (size_t i = 0; (value = entry_nth(m->entry, field, i)).len; i++) {
		Str why = STR("");
		bool ok = token ? pattern_compile_token(value, m->keep, &m->patterns, &why)
		                : pattern_compile(value, m->keep, &m->patterns, &why);

		if (!ok)
			wrong(m, field, value, why);
	}
	while (m->owner.n < m->patterns.n)
		*arena_push(m->keep, &m->owner) = (uint32_t)m->rules.n - 1;
	*n = (uint32_t)m->patterns.n - *first;
}

static void codes_of(Maker *m, RuleLine *r)
{
	Str value, word;

	r->rank.codes = (uint32_t)m->codes.n;
	for (size_t i = 0; (value = entry_nth(m->entry, STR("Code"), i)).len; i++)
		for (Str rest = str_word(value, &word); word.len; rest = str_word(rest, &word)) {
			CodeSpec spec;

			if (word.at[word.len - 1] == ',')
				word.len--;
			if (codespec_read(word, &spec))
				*arena_push(m->keep, &m->codes) = spec;
			else
				wrong(m, STR("Code"), word, STR("no such code"));
		}
	r->rank.n_codes = (uint32_t)m->codes.n - r->rank.codes;
}

static void froms_of(Maker *m, uint32_t *first, uint32_t *n)
{
	Str value, word;

	*first = (uint32_t)m->froms.n;
	for (size_t i = 0; (value = entry_nth(m->entry, STR("From"), i)).len; i++)
		for (Str rest = str_word(value, &word); word.len; rest = str_word(rest, &word))
			*arena_push(m->keep, &m->froms) = arena_lower(m->keep, word);
	*n = (uint32_t)m->froms.n - *first;
}

static uint16_t bits_of(Maker *m, Str field, const char *const *names, int count)
{
	Str value = entry_value(m->entry, field), word;
	uint16_t bits = 0;

	for (Str rest = str_word(value, &word); word.len; rest = str_word(rest, &word)) {
		int i = name_index(names, count, word);

		if (i < 0)
			wrong(m, field, word, STR("no such value"));
		else
			bits |= (uint16_t)(1u << i);
	}
	return bits;
}

static bool is_vague(Str cause)
{
	return str_starts(cause, STR("generic")) || str_eq(cause, STR("policy.local"));
}

/* "reputation.complaints 0.5, policy.rate 0.3": names, each with a weight that may be left out. */
static void causes_of(Maker *m, RuleLine *r)
{
	Str one, rest = entry_value(m->entry, STR("Cause"));

	for (int i = 0; i < RULE_CAUSES && rest.len; i++) {
		Str name, weight;

		rest = str_cut(rest, ',', &one);
		weight = str_trim(str_word(one, &name));
		r->cause[i] = cause_find(m->k, name);
		if (r->cause[i] == 0)
			wrong(m, STR("Cause"), name, STR("no such cause"));
		r->percent[i] = (uint8_t)(weight.len ? atof(arena_z(m->keep, weight)) * 100 + 0.5 : 100);
	}
	r->generic = str_starts(cause_name(m->k, r->cause[0]), STR("generic"));
	r->rank.vague = is_vague(cause_name(m->k, r->cause[0]));
}

static uint8_t listed(Maker *m, Str field, const char *const *names, int count)
{
	Str value = entry_value(m->entry, field);
	int i = name_index(names, count, value);

	if (i < 0)
		wrong(m, field, value, STR("no such value"));
	return i < 0 ? 0 : (uint8_t)i;
}

static RuleText text_in_book(Maker *m, Str field)
{
	Str s = entry_value(m->entry, field);

	return s.len ? (RuleText){ (uint32_t)(s.at - (const char *)m->entry.book), (uint32_t)s.len } : (RuleText){ 0 };
}

static void put_rule(Maker *m, uint32_t stanza)
{
	RuleLine *r = arena_push(m->keep, &m->rules);

	*r = (RuleLine){ .stanza = stanza };
	patterns_of(m, STR("Token"), true, &r->tokens, &r->n_tokens);
	patterns_of(m, STR("Reply"), false, &r->replies, &r->n_replies);
	codes_of(m, r);
	froms_of(m, &r->rank.froms, &r->rank.n_froms);
	causes_of(m, r);
	r->rank.roles = bits_of(m, STR("Role"), role_name, ROLE_COUNT);
	r->rank.phases = bits_of(m, STR("Stage"), phase_name, PHASE_COUNT);
	r->class = listed(m, STR("Class"), class_name, CLASS_COUNT);
	r->retry = listed(m, STR("Retry"), retry_name, RETRY_COUNT);
	r->remedy = text_in_book(m, STR("Remedy"));
	r->source = text_in_book(m, STR("Source"));
	r->provider = text_in_book(m, STR("Provider"));
	r->rank.token = r->n_tokens > 0;
	r->rank.text = r->n_replies > 0;
	if (r->n_tokens + r->n_replies == 0)
		wrong(m, STR("Rule"), entry_id(m->entry), STR("neither Token: nor Reply:"));
}

/* A blocklist is recognised by its zone, its name and its pages. */
static void put_list(Maker *m, uint32_t stanza)
{
	RuleLine *r = arena_push(m->keep, &m->rules);
	static const Str fields[] = { { "Zone", 4 }, { "Name", 4 }, { "Url", 3 } };

	*r = (RuleLine){ .stanza = stanza, .list = true, .replies = (uint32_t)m->patterns.n };
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		Str value, why;

		for (size_t k = 0; (value = entry_nth(m->entry, fields[i], k)).len; k++)
			for (Str word, rest = value; rest.len; ) {
				if (i == 1)
					word = rest, rest = STR("");
				else
					rest = str_trim(str_word(rest, &word));
				if (!pattern_compile(word, m->keep, &m->patterns, &why))
					wrong(m, fields[i], word, why);
			}
	}
	while (m->owner.n < m->patterns.n)
		*arena_push(m->keep, &m->owner) = (uint32_t)m->rules.n - 1;
	r->n_replies = (uint32_t)m->patterns.n - r->replies;
	causes_of(m, r);
}

static uint32_t bucket_of(const CodeSpec *spec)
{
	if (spec->enhanced != 2)
		return CODE_BUCKETS - 1;
	return spec->detail_from == spec->detail_to ? code_bucket(spec->subject, spec->detail_from) : CODE_BUCKETS - 2;
}

static void put_code(Maker *m, uint32_t stanza)
{
	CodeLine *line = arena_push(m->keep, &m->code_lines);
	Str name, value = entry_value(m->entry, STR("Cause"));

	*line = (CodeLine){ .stanza = stanza };
	str_word(value, &name);
	if (name.len && name.at[name.len - 1] == ',')
		name.len--;
	line->cause = cause_find(m->k, name);
	line->vague = line->cause == 0 || str_starts(name, STR("generic"));
	froms_of(m, &line->froms, &line->n_froms);
	if (!codespec_read(entry_id(m->entry), &line->spec))
		wrong(m, STR("Code"), entry_id(m->entry), STR("no such code"));
	if (value.len && line->cause == 0)
		wrong(m, STR("Cause"), name, STR("no such cause"));
	uint32_t *bucket = &m->code_bucket[bucket_of(&line->spec)];

	line->next = *bucket;
	*bucket = (uint32_t)m->code_lines.n;
}

static void read_all(Maker *m)
{
	static const struct { Kind kind; void (*put)(Maker *, uint32_t stanza); } kinds[] = {
		{ KIND_RULE, put_rule }, { KIND_BLOCKLIST, put_list }, { KIND_CODE, put_code },
	};
	const Book *top = m->k->books[m->k->n - 1];

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		for (m->entry = knowledge_first(m->k, kinds[i].kind); entry_ok(m->entry); m->entry = knowledge_next(m->k, m->entry))
			if (m->entry.book == top)
				kinds[i].put(m, m->entry.at);
}

/* ---- the index ---- */

enum { SQUEEZE_MIN = 12 };

/* What is rare in replies is learnt from the examples. */
static GramCensus census(Maker *m)
{
	GramCensus c = gram_census(m->keep);

	for (Entry e = knowledge_first(m->k, KIND_RULE); entry_ok(e); e = knowledge_next(m->k, e)) {
		Str value;

		for (size_t i = 0; (value = entry_nth(e, STR("Example"), i)).len; i++) {
			Arena scratch = *m->keep;
			Normal normal;

			normal_reply(value, false, &scratch, &normal);
			gram_count(&c, normal.text, gram_fold_digits(normal.text, &scratch));
		}
	}
	return c;
}

static uint32_t bound(const Maker *m, uint32_t pattern, uint32_t literal)
{
	return rank_bound(&m->rules.v[m->owner.v[pattern]].rank, m->owner.v[pattern], literal);
}

/* A token is looked for by its rarest four bytes without '?', digits and N as '0'. */
static void index_token(Maker *m, const GramCensus *c, Str token, uint32_t i)
{
	GramKey key = { 0, 0, UINT32_MAX };
	Str best = STR("");

	for (Str rest = token, run; rest.len; ) {
		rest = str_cut(rest, TOKEN_ANY, &run);
		GramKey one = gram_rarest_short(c, gram_fold_digits(run, m->keep), run.at == token.at);

		if (one.width && one.seen < key.seen) {
			best = run;
			key = one;
		}
	}
	uint16_t before = (uint16_t)(best.at - token.at);
	bool plain = !memchr(token.at, TOKEN_ANY, token.len) && !memchr(token.at, TOKEN_DIGIT, token.len);

	if (key.width == 0)
		wrong(m, STR("Token"), token, STR("no four bytes to look for"));
	else
		gram_add(&m->keys, key, best, (GramValue){ bound(m, i, (uint32_t)token.len), i, before, before, plain }, m->keep);
}

static void index_keys(Maker *m, const GramCensus *c, Pattern *p, uint32_t i)
{
	RuleLine *r = &m->rules.v[m->owner.v[i]];
	GramValue where = { .number = i };
	Keys keys = { 0 };
	bool tiny = false, at_start = pattern_keys(p, c, m->keep, &keys, &where);
	uint32_t rest = where.bound;

	for (size_t k = 0; k < keys.n; k++) {
		GramKey key = gram_rarest(c, keys.v[k], at_start, *m->keep);

		tiny |= keys.v[k].len < 6;
		where.bound = bound(m, i, (uint32_t)keys.v[k].len + rest);
		gram_add(&m->keys, key, keys.v[k], where, m->keep);
	}
	m->entry = (Entry){ m->k->books[m->k->n - 1], r->stanza };
	if (keys.n == 0)
		wrong(m, STR("Reply"), STR(""), STR("a pattern has no literal of 4 bytes or more that always stands there"));
	else if (tiny && !r->list && !(p->at_start && p->at_end) && keys.n == 1 && pattern_is_literal(p))
		wrong(m, STR("Reply"), keys.v[0], STR("under 6 bytes: anchor the pattern with ^ and $"));
}

/* For texts that were cut, and texts that lost their blanks. */
static void index_damaged(Maker *m, const Pattern *p, uint32_t i)
{
	Keys heads = { 0 }, wholes = { 0 };

	pattern_heads(p, m->keep, &heads);
	for (size_t k = 0; k < heads.n; k++)
		gram_add_head(&m->heads, heads.v[k], (GramValue){ .bound = UINT32_MAX, .number = i }, m->keep);
	pattern_wholes(p, m->keep, &wholes);
	for (size_t k = 0; k < wholes.n; k++) {
		Str squeezed = normal_squeeze(wholes.v[k], m->keep);

		if (squeezed.len >= SQUEEZE_MIN)
			gram_add_head(&m->squeezed, squeezed, (GramValue){ .bound = UINT32_MAX, .number = i }, m->keep);
	}
}

static void index_all(Maker *m, const GramCensus *c)
{
	for (uint32_t i = 0; i < m->patterns.n; i++) {
		Pattern *p = &m->patterns.v[i];

		if (p->token) {
			index_token(m, c, pattern_token(p), i);
			continue;
		}
		index_keys(m, c, p, i);
		if (!m->rules.v[m->owner.v[i]].list)
			index_damaged(m, p, i);
	}
}

/* ---- the image ---- */

static uint32_t put(Maker *m, const void *v, size_t size, size_t n)
{
	size_t pad = (size_t)-m->image.len & 7;

	buf_put(&m->image, str_take((Str){ "\0\0\0\0\0\0\0", 7 }, pad));
	buf_put(&m->image, (Str){ n ? v : "", size * n });
	return (uint32_t)(m->image.len - size * n);
}

static uint32_t put_clauses(Maker *m, const GramCensus *c, const Pattern *p)
{
	Clauses clauses = { 0 };

	pattern_clauses(p, c, m->keep, &clauses);
	return put(m, clauses.v, sizeof *clauses.v, clauses.n);
}

static uint32_t put_patterns(Maker *m, const GramCensus *c)
{
	PatternLine *lines = take(m->keep, PatternLine, m->patterns.n + 1);

	for (size_t i = 0; i < m->patterns.n; i++) {
		const Pattern *p = &m->patterns.v[i];

		uint32_t clauses = put_clauses(m, c, p);

		lines[i] = (PatternLine){ m->owner.v[i], clauses, (uint32_t)m->image.len, (uint32_t)p->ops.len, pattern_literal_max(p), p->near, p->token, p->at_start,
		                          p->at_end, pattern_has_holes(p), m->rules.v[m->owner.v[i]].rank };
		buf_put(&m->image, p->ops);
	}
	while (m->image.len % CACHE_LINE)
		buf_char(&m->image, '\0');
	return put(m, lines, sizeof *lines, m->patterns.n);
}

static uint32_t put_froms(Maker *m)
{
	RuleText *texts = take(m->keep, RuleText, m->froms.n + 1);

	for (size_t i = 0; i < m->froms.n; i++) {
		texts[i] = (RuleText){ (uint32_t)m->image.len, (uint32_t)m->froms.v[i].len };
		buf_put(&m->image, m->froms.v[i]);
	}
	return put(m, texts, sizeof *texts, m->froms.n);
}

static void put_confidence(Maker *m, Rulebook *head)
{
	for (int g = 0; g < GROUND_COUNT; g++) {
		Entry e = knowledge_find(m->k, KIND_CONFIDENCE, str_of(ground_name[g]));
		Str value = entry_value(e, STR("Value"));

		head->confidence[g] = value.len ? strtof(arena_z(m->keep, value), NULL) : 0;
	}
}

const Rulebook *rulebook_build(const Knowledge *k, Arena *keep, Complaints *complaints)
{
	Maker m = { .k = k, .keep = keep, .complaints = complaints };
	Rulebook head = { .magic = RULEBOOK_MAGIC };

	read_all(&m);
	GramCensus c = census(&m);

	index_all(&m, &c);
	m.image = buf_new(keep);
	put(&m, &head, sizeof head, 1);
	head.rules = put(&m, m.rules.v, sizeof *m.rules.v, m.rules.n);
	head.n_rules = (uint32_t)m.rules.n;
	head.patterns = put_patterns(&m, &c);
	head.n_patterns = (uint32_t)m.patterns.n;
	head.codes = put(&m, m.codes.v, sizeof *m.codes.v, m.codes.n);
	head.froms = put_froms(&m);
	head.code_lines = put(&m, m.code_lines.v, sizeof *m.code_lines.v, m.code_lines.n);
	head.n_code_lines = (uint32_t)m.code_lines.n;
	memcpy(head.code_bucket, m.code_bucket, sizeof head.code_bucket);
	put_confidence(&m, &head);
	head.keys = gram_build(&m.keys, &m.image);
	head.heads = gram_build(&m.heads, &m.image);
	head.squeezed = gram_build(&m.squeezed, &m.image);
	put(&m, "", 0, 0);
	head.size = (uint32_t)m.image.len;
	memcpy(m.image.at, &head, sizeof head);
	return (const Rulebook *)(const void *)m.image.at;
}
