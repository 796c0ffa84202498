/* pattern.h - a rule's pattern as bytes for the matcher, and the matcher.
 *
 * A pattern is a list of ops: literals, groups, holes and gaps (docs/knowledge.md).  Between two gaps lies a block, which is matched
 * by a small set of places in the text, so that alternatives need no going back; a hole ends where what is behind it first fits.  Blocks are
 * joined by dynamic programming over the places where they match.  So the whole is linear in the text, and complete for up to
 * PATTERN_PLACES places a block. */
#ifndef RULES_PATTERN_H
#define RULES_PATTERN_H

#include "base/arena.h"
#include "rules/gram.h"
#include "rules/subject.h"

#define HOLES(X) X(IP, "ip") X(HOST, "host") X(DOMAIN, "domain") X(ADDRESS, "address") X(LIST, "list") X(URL, "url") \
	X(NUMBER, "number") X(WORD, "word")
#define X(id, name) HOLE_##id,
typedef enum { HOLES(X) HOLE_COUNT } Hole;
#undef X
extern const char *const hole_name[HOLE_COUNT];

enum {
	PATTERN_PLACES = 32,
	PATTERN_HOLES  = 8,                     /* holes that are extracted */
	PATTERN_BLOCKS = 8,
	PREFIX_MIN     = 24,                    /* literal bytes that must match before the end of the input may cut a pattern short */
	TOKEN_ANY = 1, TOKEN_DIGIT = 2,         /* wildcards inside a token's literal */
};

/* The neighbours of a pattern's key: where in its ops the piece right before it stands, and the one right behind it. */
typedef struct { uint16_t before, after; } Near;
enum { NEAR_NOTHING = UINT16_MAX };             /* a gap, or an end of the pattern */

typedef struct {
	Str ops;
	bool token, at_start, at_end;
	Near near;
} Pattern;

typedef struct {
	size_t from, to;                        /* of the text */
	uint32_t literal;                       /* literal bytes that matched, those of groups too */
	bool cut;                               /* the end of the text cut the pattern short */
	uint8_t blocks;                         /* that were matched, and where each begins; none where the pattern is but one literal or token */
	uint16_t block[PATTERN_BLOCKS];
} Match;

typedef struct {
	int n;
	struct { Hole hole; Str text; } v[PATTERN_HOLES];
} HoleTexts;

typedef struct { Pattern *v; size_t n, cap; } Patterns;
typedef struct { Str *v; size_t n, cap; } Keys;

/* Where in a text a pattern may begin. */
typedef struct { size_t from, to; } Window;
#define WINDOW_ALL ((Window){ 0, SIZE_MAX })

/* compile.c: one Reply: line (several patterns where a group holds holes or gaps), or one Token: line.  False, and why, where it is no pattern. */
bool pattern_compile(Str line, Arena *keep, Patterns *out, Str *why);
bool pattern_compile_token(Str line, Arena *keep, Patterns *out, Str *why);

/* match.c: does p match somewhere in the text?  cut: may the end of the text cut it short? */
bool pattern_match(const Pattern *p, const Subject *subject, Window start, bool cut, Match *m);
/* A pattern whose key stands from..to: do the pieces beside it fit there?  (Most patterns that are tried in vain fail so.) */
bool pattern_near(const Pattern *p, const Subject *subject, size_t from, size_t to);
bool pattern_token_at(const Pattern *p, Str text, size_t at);          /* a token, at that very place? */
/* What stood in the holes of a match. */
void pattern_holes(const Pattern *p, const Subject *subject, const Match *m, HoleTexts *out);
/* The most literal bytes that p can match with. */
uint32_t pattern_literal_max(const Pattern *p);

/* key.c: literals one of which stands in every text that the pattern matches: as few and as rare as can be; and where the pattern
 * begins when one of them is found; where->bound: the literal bytes that the rest of the pattern may add to the key's; p->near.  The answer: do
 * they begin where a word begins? */
bool pattern_keys(Pattern *p, const GramCensus *c, Arena *keep, Keys *out, GramValue *where);
/* Of each literal and group without which the pattern does not match: how many words, and one of each alternative by its number
 * (gram_rarest_word).  0 ends it. */
typedef struct { uint16_t *v; size_t n, cap; } Clauses;
void pattern_clauses(const Pattern *p, const GramCensus *c, Arena *keep, Clauses *out);
/* Every literal that a pattern may begin with (for texts that were cut), and every literal that a pattern without holes and gaps may
 * be (for texts that lost their blanks).  Empty where they are too many. */
void pattern_heads(const Pattern *p, Arena *keep, Keys *out);
void pattern_wholes(const Pattern *p, Arena *keep, Keys *out);
bool pattern_has_holes(const Pattern *p);
bool pattern_is_literal(const Pattern *p);          /* nothing but one literal */
Str  pattern_token(const Pattern *p);               /* the literal of a token; "" for another pattern */

#endif
