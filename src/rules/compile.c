/* compile.c - a rule's pattern, from its notation to ops. */
#include "base/buf.h"
#include "base/limits.h"
#include "rules/normal.h"
#include "rules/ops.h"

#define X(id, name) name,
const char *const hole_name[HOLE_COUNT] = { HOLES(X) };
#undef X

static const Str ellipsis = { "\xe2\x80\xa6", 3 };

/* "<ip>" and its like at the front of s; HOLE_COUNT where it is none. */
static Hole hole_read(Str s, size_t *len)
{
	for (int h = 0; h < HOLE_COUNT; h++) {
		Str name = str_of(hole_name[h]);

		if (s.len >= name.len + 2 && str_starts(str_drop(s, 1), name) && s.at[name.len + 1] == '>') {
			*len = name.len + 2;
			return (Hole)h;
		}
	}
	return HOLE_COUNT;
}

/* ---- groups ---- */

/* Where the first c stands in s that has no backslash before it; s.len for none. */
static size_t find_plain(Str s, char c, size_t from)
{
	while (from < s.len && s.at[from] != c)
		from += s.at[from] == '\\' ? 2 : 1;
	return from < s.len ? from : s.len;
}

/* Where c stands in s at or after `from`, outside of groups that open there; s.len for nowhere. */
static size_t find_outside(Str s, char c, size_t from)
{
	int depth = 0;

	for (; from < s.len; from += s.at[from] == '\\' ? 2 : 1) {
		if (s.at[from] == c && depth == 0)
			return from;
		depth += s.at[from] == '{' ? 1 : s.at[from] == '}' ? -1 : 0;
	}
	return s.len;
}

/* Must this group be multiplied out, for it holds more than literals? */
static bool is_rich(Str inside)
{
	return str_has(inside, ellipsis) || find_plain(inside, '<', 0) < inside.len || find_plain(inside, '{', 0) < inside.len
	    || str_starts(inside, STR("^")) || str_has(inside, STR("|^"));
}

typedef struct { Str v[LIMIT_ALTERNATIVES]; size_t n; } Texts;

/* Append to `out` every text that `rest` stands for once its rich groups are multiplied out, each behind `head`. */
static bool expand(Str head, Str rest, size_t from, Arena *keep, Texts *out)
{
	size_t open = find_plain(rest, '{', from), close = open < rest.len ? find_outside(rest, '}', open + 1) : open;

	if (open == rest.len) {
		if (out->n == LIMIT_ALTERNATIVES)
			return false;
		out->v[out->n++] = arena_join(keep, head, rest);
		return true;
	}
	Str inside = str_take(str_drop(rest, open + 1), close - open - 1), behind = str_drop(rest, close + 1);

	if (close == rest.len || !is_rich(inside))
		return expand(head, rest, close + 1, keep, out);
	head = arena_join(keep, head, str_take(rest, open));
	for (size_t bar = 0; bar <= inside.len; ) {
		size_t next = find_outside(inside, '|', bar);

		if (!expand(arena_join(keep, head, str_between(inside.at + bar, inside.at + next)), behind, 0, keep, out))
			return false;
		bar = next + 1;
	}
	return true;
}

/* ---- one pattern ---- */

typedef struct {
	Arena *keep;
	Buf ops, literal;
	Pattern p;
	Str why;
	bool owes_blank;                        /* the group before took the blank that follows it into its alternatives */
} Compiler;

static void flush_literal(Compiler *c, bool before_gap_or_end)
{
	Str s = normal_literal(buf_str(&c->literal), c->keep);

	if (before_gap_or_end)
		s = str_trim_end(s);
	c->literal.len = 0;
	for (; s.len; s = str_drop(s, 255)) {
		Str piece = str_take(s, 255);

		buf_char(&c->ops, OP_LITERAL);
		buf_char(&c->ops, (char)piece.len);
		buf_put(&c->ops, piece);
	}
}

static Str unescape(Str s, Arena *keep)
{
	Buf b = buf_new(keep);

	for (; s.len; s = str_drop(s, 1)) {
		if (s.at[0] == '\\' && s.len > 1)
			s = str_drop(s, 1);
		buf_char(&b, s.at[0]);
	}
	return buf_str(&b);
}

/* Alternatives that may be nothing: where blanks stand on both sides ("a {b|} c"), the one behind goes into the others ("a {b |}c"). */
static Str put_group(Compiler *c, Str inside, Str behind)
{
	bool nothing = inside.len == 0 || inside.at[0] == '|' || inside.at[inside.len - 1] == '|' || str_has(inside, STR("||"));
	bool blank_before = c->ops.len + c->literal.len == 0 || (c->literal.len && is_blank(c->literal.at[c->literal.len - 1]));
	bool move = nothing && blank_before && behind.len && is_blank(behind.at[0]);
	Buf alternatives = buf_new(c->keep);
	char set[GROUP_SET] = { 0 };
	int n = 0;

	flush_literal(c, false);
	for (size_t bar = 0; bar <= inside.len; n++) {
		size_t next = find_plain(inside, '|', bar);
		Str one = unescape(str_between(inside.at + bar, inside.at + next), c->keep);

		if (move && one.len)
			one = arena_join(c->keep, one, STR(" "));
		one = normal_literal(one, c->keep);
		if (one.len > 255)
			c->why = STR("an alternative over 255 bytes");
		unsigned char first = one.len ? (unsigned char)one.at[0] : 0;
		set[first / 8] |= (char)(1 << first % 8);
		buf_char(&alternatives, (char)one.len);
		buf_put(&alternatives, str_take(one, 255));
		bar = next + 1;
	}
	if (n > 255 || alternatives.len > UINT16_MAX)
		c->why = STR("too many alternatives");
	buf_char(&c->ops, OP_GROUP);
	buf_char(&c->ops, (char)n);
	buf_char(&c->ops, (char)(alternatives.len & 0xff));
	buf_char(&c->ops, (char)(alternatives.len >> 8));
	buf_put(&c->ops, (Str){ set, sizeof set });
	buf_put(&c->ops, buf_str(&alternatives));
	return move ? str_drop(behind, 1) : behind;
}

static Str put_gap(Compiler *c, Str rest)
{
	int most;

	flush_literal(c, true);
	rest = str_number(rest, &most);
	if (most < 0 || most > LIMIT_GAP)
		most = LIMIT_GAP;
	buf_char(&c->ops, OP_GAP);
	buf_char(&c->ops, (char)most);
	return str_trim(rest);
}

static Str put_one(Compiler *c, Str rest)
{
	size_t len = 0, close = rest.at[0] == '{' ? find_plain(rest, '}', 0) : 0;
	Hole hole = rest.at[0] == '<' ? hole_read(rest, &len) : HOLE_COUNT;

	if (close == rest.len)
		c->why = STR("a group that is not closed; a literal '{' is written \\{");
	else if (close)
		return put_group(c, str_take(str_drop(rest, 1), close - 1), str_drop(rest, close + 1));
	if (rest.at[0] == '<' && hole == HOLE_COUNT)
		c->why = STR("an unknown hole; a literal '<' is written \\<");
	if (hole < HOLE_COUNT) {
		flush_literal(c, false);
		buf_char(&c->ops, OP_HOLE);
		buf_char(&c->ops, (char)hole);
		return str_drop(rest, len);
	}
	if (str_starts(rest, ellipsis))
		return put_gap(c, str_drop(rest, ellipsis.len));
	if (rest.at[0] == '\\' && rest.len > 1)
		rest = str_drop(rest, 1);
	buf_char(&c->literal, rest.at[0]);
	return str_drop(rest, 1);
}

/* Is there something to begin with, and not too much?  (Whether there is enough to look for is known when keys are chosen.) */
static void check(Compiler *c)
{
	int ops = 0, blocks = 1;

	for (Op op = { .rest = c->p.ops }; op.rest.len; ops++) {
		op = op_read(op.rest);
		blocks += op.kind == OP_GAP;
	}
	if (ops == 0)
		c->why = STR("an empty pattern");
	else if (c->p.ops.at[0] == OP_GAP)
		c->why = STR("a gap at the start");
	else if (ops > OPS_MAX || blocks > PATTERN_BLOCKS)
		c->why = STR("more than 64 pieces, or more than 7 gaps");
}

static bool compile(Str s, Arena *keep, Patterns *out, Str *why)
{
	Compiler c = { .keep = keep, .ops = buf_new(keep), .literal = buf_new(keep), .why = STR("") };

	s = str_trim(s);
	if (s.len && s.at[0] == '^') {
		c.p.at_start = true;
		s = str_drop(s, 1);
	}
	if (s.len && s.at[s.len - 1] == '$' && (s.len < 2 || s.at[s.len - 2] != '\\')) {
		c.p.at_end = true;
		s.len--;
	}
	while (s.len && c.why.len == 0)
		s = put_one(&c, s);
	flush_literal(&c, true);
	c.p.ops = buf_str(&c.ops);
	if (c.why.len == 0)
		check(&c);
	*why = c.why;
	if (c.why.len == 0)
		*arena_push(keep, out) = c.p;
	return c.why.len == 0;
}

bool pattern_compile(Str line, Arena *keep, Patterns *out, Str *why)
{
	Texts *texts = take(keep, Texts, 1);

	if (!expand(STR(""), line, 0, keep, texts)) {
		*why = STR("groups with holes or gaps in them give more than 256 patterns");
		return false;
	}
	for (size_t i = 0; i < texts->n; i++)
		if (!compile(texts->v[i], keep, out, why))
			return false;
	return true;
}

bool pattern_compile_token(Str line, Arena *keep, Patterns *out, Str *why)
{
	Buf b = buf_new(keep), ops = buf_new(keep);

	for (Str s = str_trim(line); s.len; s = str_drop(s, 1)) {
		if (s.at[0] == '\\' && s.len > 1) {
			s = str_drop(s, 1);
			buf_char(&b, to_lower(s.at[0]));
		} else {
			buf_char(&b, s.at[0] == '?' ? TOKEN_ANY : s.at[0] == 'N' ? TOKEN_DIGIT : to_lower(s.at[0]));
		}
	}
	if (b.len == 0 || b.len > 255) {
		*why = STR("not a token");
		return false;
	}
	buf_char(&ops, OP_TOKEN);
	buf_char(&ops, (char)b.len);
	buf_put(&ops, buf_str(&b));
	*arena_push(keep, out) = (Pattern){ .ops = buf_str(&ops), .token = true };
	return true;
}
