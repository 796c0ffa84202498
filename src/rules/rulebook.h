/* rulebook.h - all rules in one pointer-free image: patterns as bytes for the matcher, and the index that finds, from a few bytes of a
 * reply, the few rules worth trying.
 *
 * A rulebook belongs to the Book it was made from.  The embedded one is made at build; a site's own at start. */
#ifndef RULES_RULEBOOK_H
#define RULES_RULEBOOK_H

#include "knowledge/knowledge.h"
#include "mail/reply.h"
#include "rules/gram.h"
#include "rules/pattern.h"

#define RULEBOOK_MAGIC 0x33303535u                  /* "5503" */

enum { RULE_CAUSES = 4 };

/* How sure an answer is, by what decided it: the lines of `Confidence:` stanzas (estimated from labelled mail). */
#define GROUNDS(X) \
	X(TOKEN,         "token")          /* a vendor's token */ \
	X(SPEAKER,       "speaker")        /* a rule of the provider that is known to have spoken */ \
	X(WORDS,         "words")          /* a rule, 24 literal bytes or more */ \
	X(FEW_WORDS,     "few-words")      /* a rule, fewer bytes */ \
	X(RANKED,        "ranked")         /* a rule that names several causes */ \
	X(VAGUE,         "vague")          /* a rule whose cause is generic or policy.local */ \
	X(CUT,           "cut")            /* a rule that the end of the input cut short, or blanks were lost */ \
	X(LIST,          "list")           /* the name of a blocklist in the text */ \
	X(PROVIDER_CODE, "provider-code")  /* a code as this provider uses it */ \
	X(CODE,          "code")           /* the registry of enhanced codes */ \
	X(BASIC_CODE,    "basic-code")     /* the three digits */ \
	X(NOTHING,       "nothing")
#define X(id, name) GROUND_##id,
typedef enum { GROUNDS(X) GROUND_COUNT } Ground;
#undef X
extern const char *const ground_name[GROUND_COUNT];

typedef struct { uint32_t at, len; } RuleText;

typedef struct {
	uint16_t basic_from, basic_to;          /* 0: any */
	uint8_t enhanced;                       /* 0 any, 1 none may be there, 2 as below */
	uint8_t cls;
	uint16_t subject, detail_from, detail_to;
} CodeSpec;

/* What decides, beside its words, whether a rule holds and how it ranks (rank.h). */
typedef struct {
	uint32_t codes, n_codes;
	uint32_t froms, n_froms;                /* RuleText: suffixes in lower case */
	uint16_t roles, phases;                 /* bit sets; 0: any */
	bool token, text;                       /* it has tokens; it has texts, and is no blocklist's name */
	bool vague;                             /* its cause is generic, or policy.local */
} RuleRank;

typedef struct {
	uint32_t stanza;                        /* in the Book */
	uint32_t tokens, n_tokens;              /* numbers of patterns, side by side */
	uint32_t replies, n_replies;
	RuleRank rank;
	CauseId cause[RULE_CAUSES];
	uint8_t percent[RULE_CAUSES];           /* of a ranked list */
	uint8_t class, retry;
	RuleText remedy, source, provider;      /* in the Book */
	bool generic;                           /* its cause is */
	bool list;                              /* not a rule but a blocklist's name */
} RuleLine;

/* A `Code:` stanza: what a code means, to one provider or to all.  next: the next line of its bucket, and one more; 0 at the end. */
typedef struct { CodeSpec spec; uint32_t stanza, froms, n_froms, next; CauseId cause; bool vague; } CodeLine;
enum { CODE_BUCKETS = 64 };                         /* the last two: ranges of enhanced codes, and codes without one */

/* All that is asked of a pattern before its ops are run, in one line of the cache: rank is its rule's.  clauses: pattern_clauses, right before the ops. */
typedef struct {
	uint32_t rule, clauses, ops, ops_len, literal_max;
	Near near;
	bool token, at_start, at_end, holes;
	RuleRank rank;
	uint8_t none[12];
} PatternLine;
enum { CACHE_LINE = 64 };
_Static_assert(sizeof(PatternLine) == CACHE_LINE, "patterns are a line of the cache each");

typedef struct {
	uint32_t magic, size;
	uint32_t rules, n_rules;
	uint32_t patterns, n_patterns;
	uint32_t codes, froms;
	uint32_t code_lines, n_code_lines, code_bucket[CODE_BUCKETS];
	float confidence[GROUND_COUNT];         /* 0: not told by this book */
	GramTable keys, heads, squeezed;
} Rulebook;

typedef struct { const Rulebook *books[2]; int n; } Rulebooks;

/* The image of the rules and blocklists of the top book of `k`, in keep.  What is wrong is complained of, and left out. */
const Rulebook *rulebook_build(const Knowledge *k, Arena *keep, Complaints *complaints);

static inline const RuleLine *rulebook_rule(const Rulebook *b, uint32_t i) { return (const RuleLine *)(const void *)((const char *)b + b->rules) + i; }
static inline const PatternLine *rulebook_line(const Rulebook *b, uint32_t i) { return (const PatternLine *)(const void *)((const char *)b + b->patterns) + i; }
static inline const uint16_t *rulebook_clauses(const Rulebook *b, const PatternLine *p) { return (const uint16_t *)(const void *)((const char *)b + p->clauses); }
static inline const CodeSpec *rulebook_code(const Rulebook *b, uint32_t i) { return (const CodeSpec *)(const void *)((const char *)b + b->codes) + i; }
static inline const CodeLine *rulebook_code_line(const Rulebook *b, uint32_t i) { return (const CodeLine *)(const void *)((const char *)b + b->code_lines) + i; }
/* The bucket of an enhanced code (not of a range). */
static inline uint32_t code_bucket(unsigned subject, unsigned detail) { return (subject * 17 + detail) % (CODE_BUCKETS - 2); }
static inline Str rulebook_from(const Rulebook *b, uint32_t i)
{
	const RuleText *t = (const RuleText *)(const void *)((const char *)b + b->froms) + i;

	return (Str){ (const char *)b + t->at, t->len };
}
static inline Pattern rulebook_pattern(const Rulebook *b, uint32_t i)
{
	const PatternLine *p = rulebook_line(b, i);

	return (Pattern){ { (const char *)b + p->ops, p->ops_len }, p->token, p->at_start, p->at_end, p->near };
}

#endif
