/* match.c - does a pattern match somewhere in a reply? */
#include "mail/received.h"
#include "rules/ops.h"

/* ---- holes ---- */

enum { IN_IP = 1, IN_HOST = 2, IN_ADDRESS = 4, IN_NUMBER = 8, IN_WORD = 16, IN_DOMAIN = 32, CLOSING = 64 };

#define AL  (IN_HOST | IN_DOMAIN | IN_ADDRESS | IN_WORD)
#define HX  (AL | IN_IP)
#define DG  (HX | IN_NUMBER)
#define OT  (IN_ADDRESS | IN_WORD)
#define CL  (OT | CLOSING)

/* Which holes a byte may stand in; CLOSING: punctuation that a hole leaves off at its end.  Texts are in lower case. */
static const uint8_t byte_class[256] = {
	['!'] = CL, ['"'] = IN_WORD | CLOSING, ['#'] = OT, ['$'] = OT, ['%'] = OT, ['&'] = OT, ['\''] = CL, ['('] = OT, [')'] = CL, ['*'] = OT,
	['+'] = OT, [','] = CL, ['-'] = AL, ['.'] = AL | IN_IP | CLOSING, ['/'] = OT | IN_IP, ['0' ... '9'] = DG, [':'] = CL | IN_IP,
	[';'] = CL, ['<'] = IN_WORD, ['='] = OT, ['>'] = IN_WORD | CLOSING, ['?'] = CL, ['@'] = OT, ['A' ... 'Z'] = AL, ['['] = OT,
	['\\'] = OT, [']'] = CL, ['^'] = OT, ['_'] = AL, ['`'] = OT, ['a' ... 'f'] = HX, ['g' ... 'z'] = AL, ['{'] = OT, ['|'] = OT,
	['}'] = CL, ['~'] = OT, [0x7f] = 0, [0x80 ... 0xff] = OT | IN_DOMAIN,
};

static const uint8_t hole_class[HOLE_COUNT] = {
	[HOLE_IP] = IN_IP, [HOLE_HOST] = IN_HOST, [HOLE_DOMAIN] = IN_DOMAIN, [HOLE_ADDRESS] = IN_ADDRESS, [HOLE_LIST] = IN_HOST,
	[HOLE_URL] = IN_ADDRESS, [HOLE_NUMBER] = IN_NUMBER, [HOLE_WORD] = IN_WORD,
};

static bool in_hole(Hole h, char c)
{
	return byte_class[(unsigned char)c] & hole_class[h];
}

static bool is_closing(char c)
{
	return byte_class[(unsigned char)c] & CLOSING;
}

/* Is s what the hole's name says?  (That its bytes may stand there is known.) */
static bool hole_holds(Hole h, Str s)
{
	switch (h) {
	case HOLE_IP: {
		const char *slash = s.len ? memchr(s.at, '/', s.len) : NULL;

		return ip_plausible(slash ? str_between(s.at, slash) : s);
	}
	case HOLE_LIST:    return s.len >= 3 && memchr(s.at, '.', s.len);
	case HOLE_ADDRESS: return s.len >= 3 && memchr(s.at, '@', s.len);
	default:           return s.len > 0;
	}
}

/* ---- places ---- */

/* Where a block may have got to in the text.  Small enough for a register: texts are at most LIMIT_REPLY_BYTES long. */
typedef struct {
	uint32_t at;
	uint16_t literal;                       /* literal bytes so far */
	bool begun, word;                       /* something was matched; the last of it was literal */
} At;
enum { NOWHERE = UINT32_MAX };

enum { SET_MAX = 8 };
typedef struct { At v[SET_MAX]; int n; } Set;

typedef struct {
	Str text;
	const Subject *subject;
	bool cut_allowed, cut;                  /* may the end of the text cut the pattern short; did it */
	uint32_t literal;                       /* of the blocks before this one */
} Run;

static void put(Set *s, At a)
{
	for (int i = 0; i < s->n; i++)
		if (s->v[i].at == a.at && s->v[i].begun == a.begun) {
			if (a.literal > s->v[i].literal)
				s->v[i] = a;
			return;
		}
	if (s->n < SET_MAX)
		s->v[s->n++] = a;
}

static bool boundary(Str text, size_t at)
{
	return at == 0 || at >= text.len || !is_alnum(text.at[at - 1]) || !is_alnum(text.at[at]);
}

/* Do n bytes agree?  (Literals are short: a call of memcmp costs more than most comparisons.) */
static bool same(const char *a, const char *b, size_t n)
{
	if (n >= 8)
		return gram_same(a, b, n);
	if (n >= 4)
		return gram_key4(a) == gram_key4(b) && gram_key4(a + n - 4) == gram_key4(b + n - 4);
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

/* The literal at a: true, with a moved behind it; or as much of it as there is text, where that is allowed. */
static bool step_literal(Run *r, Str lit, At *a)
{
	size_t left = r->text.len - a->at, n = left < lit.len ? left : lit.len;

	if (!same(r->text.at + a->at, lit.at, n) || (!a->begun && !boundary(r->text, a->at)))
		return false;
	if (n < lit.len && !(r->cut_allowed && n && r->literal + a->literal + n >= PREFIX_MIN))
		return false;
	r->cut |= n < lit.len;
	*a = (At){ a->at + (uint32_t)n, (uint16_t)(a->literal + n), true, true };
	return true;
}

/* May a plain piece begin with the byte at `at`?  Most that do not fit are refused so.  (Behind the text stands a zero byte.) */
static bool may_begin(const Run *r, const Op *op, size_t at)
{
	return op->kind == OP_GROUP ? set_has(op->set, r->text.at[at]) : op->bytes.at[0] == r->text.at[at];
}

static void step_group(Run *r, const Op *op, At from, Set *out)
{
	Str one;

	if (!may_begin(r, op, from.at) && !group_may_be_nothing(op))
		return;
	for (Str rest = op->bytes; rest.len; ) {
		At a = from;

		rest = group_next(rest, &one);
		if (one.len == 0 || (one.at[0] == r->text.at[a.at] && step_literal(r, one, &a)))
			put(out, a);
	}
}

static bool token_fits(Str token, Str text, size_t at)
{
	if (text.len - at < token.len)
		return false;
	for (size_t i = 0; i < token.len; i++) {
		char t = token.at[i], c = text.at[at + i];

		if (t == TOKEN_ANY ? c == ' ' : t == TOKEN_DIGIT ? !is_digit(c) : t != c)
			return false;
	}
	return boundary(text, at) && boundary(text, at + token.len);
}

static bool ends_block(Str rest)
{
	return rest.len == 0 || rest.at[0] == OP_GAP;
}

/* Does the literal, or an alternative of the group, fit at `at`, or, where a group may be nothing, what follows it?  (To find the end of the hole
 * before it.) */
static bool fits(Run *r, const Op *op, size_t at)
{
	bool was = r->cut, yes = false, group = op->kind == OP_GROUP;
	Str one = op->bytes;

	if (may_begin(r, op, at)) {
		Str rest = group ? op->bytes : STR("");

		do {
			At a = { (uint32_t)at, 0, true, false };

			if (group)
				rest = group_next(rest, &one);
			yes = one.len && one.at[0] == r->text.at[at] && step_literal(r, one, &a);
		} while (rest.len && !yes);
		r->cut = was;
	}
	if (yes || !group_may_be_nothing(op))
		return yes;
	if (ends_block(op->rest))
		return true;
	Op next = op_read(op->rest);
	return fits(r, &next, at);
}

/* A hole at `at`, with `next` behind it, NULL for nothing or another hole: where it ends; SIZE_MAX where it does not fit. */
static size_t hole_end(Run *r, Hole h, size_t at, const Op *next, size_t *from)
{
	size_t reach;
	bool bracket = h == HOLE_ADDRESS && at < r->text.len && r->text.at[at] == '<';

	*from = at += bracket;
	for (reach = at; reach < r->text.len && in_hole(h, r->text.at[reach]); )
		reach++;
	if (next) {
		/* Where what follows cannot begin inside the hole, it can only begin at its end. */
		bool inside = bracket || next->kind == OP_GROUP || in_hole(h, next->bytes.at[0]);

		for (size_t end = inside || reach == at ? at + 1 : reach; end <= reach; end++) {
			size_t over = bracket && end < r->text.len && r->text.at[end] == '>';

			if (fits(r, next, end + over) && hole_holds(h, str_between(r->text.at + at, r->text.at + end)))
				return end + over;
		}
		return SIZE_MAX;
	}
	while (reach > at && is_closing(r->text.at[reach - 1]))
		reach--;
	if (!hole_holds(h, str_between(r->text.at + at, r->text.at + reach)))
		return SIZE_MAX;
	return reach + (bracket && reach < r->text.len && r->text.at[reach] == '>');
}

/* ---- blocks ---- */

static void note_hole(HoleTexts *m, Hole h, Str s)
{
	if (m && m->n < PATTERN_HOLES) {
		m->v[m->n].hole = h;
		m->v[m->n++].text = s;
	}
}

/* What stood in a hole, without the bracket that an address may end in. */
static Str hole_text(Hole h, Str s)
{
	return h == HOLE_ADDRESS && str_ends(s, STR(">")) ? str_take(s, s.len - 1) : s;
}

/* A hole at a, moved behind it. */
static bool step_hole(Run *r, const Op *op, At *a, HoleTexts *m)
{
	Hole h = (Hole)op->value;
	Op next = { 0 };
	size_t from, end;

	if (!ends_block(op->rest))
		next = op_read(op->rest);
	end = hole_end(r, h, a->at, next.kind == OP_LITERAL || next.kind == OP_GROUP ? &next : NULL, &from);
	if (end == SIZE_MAX)
		return false;
	note_hole(m, h, hole_text(h, str_between(r->text.at + from, r->text.at + end)));
	*a = (At){ (uint32_t)end, a->literal, true, false };
	return true;
}

/* An op that leads from a place to one place at most. */
static bool step_one(Run *r, const Op *op, At *a, HoleTexts *m)
{
	if (op->kind == OP_LITERAL)
		return step_literal(r, op->bytes, a);
	if (op->kind == OP_HOLE)
		return step_hole(r, op, a, m);
	if (!token_fits(op->bytes, r->text, a->at))
		return false;
	*a = (At){ a->at + (uint32_t)op->bytes.len, (uint16_t)(a->literal + op->bytes.len), true, true };
	return true;
}

static void step(Run *r, const Op *op, const Set *now, Set *next, HoleTexts *m)
{
	next->n = 0;
	for (int i = 0; i < now->n; i++) {
		At a = now->v[i];

		if (op->kind == OP_GROUP)
			step_group(r, op, a, next);
		else if (step_one(r, op, &a, i == 0 ? m : NULL))
			put(next, a);
	}
}

/* The block of ops at the front of `ops`, anchored at `at`: the best of its ends, false where it does not match. */
static bool block_match(Run *r, Str ops, size_t at, At *best, HoleTexts *m)
{
	Set sets[2], *now = &sets[0], *next = &sets[1];

	now->v[0] = (At){ (uint32_t)at, 0, false, false };
	now->n = 1;
	r->cut = false;
	for (Op op; !ends_block(ops) && !r->cut; ops = op.rest) {
		op = op_read(ops);
		if (now->n == 1 && op.kind != OP_GROUP) {       /* mostly: from one place to one place, without a set */
			if (!step_one(r, &op, &now->v[0], m))
				return false;
			continue;
		}
		Set *was = now;

		step(r, &op, now, next, m);
		if (next->n == 0)
			return false;
		now = next;
		next = was;
	}
	best->at = NOWHERE;
	for (int i = 0; i < now->n; i++) {
		At a = now->v[i];
		bool end = a.at > at && (!a.word || r->cut || boundary(r->text, a.at));

		if (end && (best->at == NOWHERE || a.literal > best->literal))
			*best = a;
	}
	return best->at != NOWHERE;
}

/* The next place in the window where a block that begins with `op` might match; SIZE_MAX for none.  Blocks begin where a word or a mark does. */
static size_t next_start(const Run *r, const Op *op, Window w)
{
	size_t end = w.to < r->text.len ? w.to + 1 : r->text.len;
	Str want = r->cut_allowed ? str_take(op->bytes, PREFIX_MIN / 3) : op->bytes;

	for (size_t at = subject_next(r->subject, w.from); at < end; at = subject_next(r->subject, at + 1)) {
		char c = r->text.at[at];

		if (op->kind == OP_LITERAL ? c == want.at[0] && str_starts(str_drop(r->text, at), want)
		    : op->kind == OP_TOKEN || (op->kind == OP_GROUP ? set_has(op->set, c) : in_hole((Hole)op->value, c) || c == '<'))
			return at;
	}
	return SIZE_MAX;
}

static size_t next_block_start(const Run *r, Str ops, Window w)
{
	size_t best = SIZE_MAX;

	for (Op op; !ends_block(ops); ops = op.rest) {
		op = op_read(ops);
		size_t at = next_start(r, &op, w);

		best = at < best ? at : best;
		if (!group_may_be_nothing(&op))          /* or what follows it may be the beginning */
			break;
	}
	return best;
}

static bool at_text_end(Str text, size_t at)
{
	while (at < text.len && (text.at[at] == ' ' || is_closing(text.at[at])))
		at++;
	return at == text.len;
}

/* ---- the whole ---- */

typedef struct { uint32_t from; At to; int back; } Place;         /* a block's match, and the one before it */
typedef struct { Place v[PATTERN_PLACES]; int n; } Places;

/* Find the places of one block.  `before`: the places of the block before it, NULL for the first; most: the gap between. */
static void block_places(Run *r, const Pattern *p, Str ops, bool last, Window w, const Places *before, size_t most, Places *out)
{
	int reach = 0;

	out->n = 0;
	for (size_t at = w.from == w.to ? w.from : next_block_start(r, ops, w); at <= w.to && at < r->text.len;
	     at = next_block_start(r, ops, (Window){ at + 1, w.to })) {
		while (before && reach < before->n - 1 && before->v[reach].to.at + most < at)
			reach++;
		bool near = !before || (before->v[reach].to.at <= at && before->v[reach].to.at + most >= at);
		At to;

		if (near && block_match(r, ops, at, &to, NULL) && (!last || !p->at_end || r->cut || at_text_end(r->text, to.at))) {
			out->v[out->n++] = (Place){ (uint32_t)at, to, reach };
			if (last || r->cut || out->n == PATTERN_PLACES)
				return;
		}
		if (at == w.to)
			return;
	}
}

/* Where a block may begin: where the caller says, or within the gap behind the block before it. */
static Window window_after(const Places *before, size_t most)
{
	return (Window){ before->v[0].to.at, before->v[before->n - 1].to.at + most };
}

/* What follows the block at the front of `ops`: a gap and another block, or nothing. */
static Str behind_block(Str ops)
{
	while (!ends_block(ops))
		ops = op_read(ops).rest;
	return ops;
}

/* The places of all blocks, as far as the text goes; how many blocks, 0 where the pattern does not match. */
static int all_places(Run *r, const Pattern *p, Window w, Places *places)
{
	size_t most = 0;
	int n = 0;

	for (Str ops = p->ops, rest; n < PATTERN_BLOCKS; ops = str_drop(rest, 2)) {
		rest = behind_block(ops);
		block_places(r, p, ops, rest.len == 0, w, n ? &places[n - 1] : NULL, most, &places[n]);
		if (places[n].n == 0)
			return 0;
		r->literal += places[n++].v[0].to.literal;
		if (rest.len == 0 || r->cut)            /* cut: the text ended inside this block, and nothing of the rest can be asked */
			return n;
		most = (unsigned char)rest.at[1];
		w = window_after(&places[n - 1], most);
	}
	return 0;
}

bool pattern_match(const Pattern *p, const Subject *subject, Window start, bool cut, Match *m)
{
	Run r = { .text = subject->text, .subject = subject, .cut_allowed = cut };
	Places places[PATTERN_BLOCKS];

	if (p->at_start && start.from > 0)
		return false;
	int n = all_places(&r, p, p->at_start ? (Window){ 0, 0 } : start, places);

	if (n == 0)
		return false;
	const Place *place = &places[n - 1].v[0];

	*m = (Match){ .to = place->to.at, .cut = r.cut, .blocks = (uint8_t)n };
	while (n--) {                                   /* from the last block's place back to the first's */
		m->block[n] = (uint16_t)place->from;
		m->literal += place->to.literal;
		m->from = place->from;
		place = n ? &places[n - 1].v[place->back] : NULL;
	}
	return true;
}

/* Does the piece fit where its last byte would stand right before `end`? */
static bool fits_before(const Run *r, const Op *op, size_t end)
{
	Str one = op->bytes, text = str_take(r->text, end);

	if (op->kind == OP_HOLE)
		return end > 0 && (in_hole((Hole)op->value, text.at[end - 1]) || text.at[end - 1] == '>');
	if (op->kind != OP_GROUP)
		return str_ends(text, one);
	for (Str rest = op->bytes; rest.len; ) {
		rest = group_next(rest, &one);
		if (str_ends(text, one))
			return true;
	}
	return false;
}

static bool fits_behind(Run *r, const Op *op, size_t at)
{
	if (op->kind == OP_HOLE)
		return at < r->text.len && (in_hole((Hole)op->value, r->text.at[at]) || r->text.at[at] == '<');
	return fits(r, op, at);
}

bool pattern_near(const Pattern *p, const Subject *subject, size_t from, size_t to)
{
	Run r = { .text = subject->text, .subject = subject };
	Op op;

	if (p->near.after != NEAR_NOTHING) {
		op = op_read(str_drop(p->ops, p->near.after));
		if (!fits_behind(&r, &op, to))
			return false;
	}
	if (p->near.before == NEAR_NOTHING)
		return true;
	op = op_read(str_drop(p->ops, p->near.before));
	return fits_before(&r, &op, from);
}

bool pattern_token_at(const Pattern *p, Str text, size_t at)
{
	return at < text.len && token_fits(pattern_token(p), text, at);
}

void pattern_holes(const Pattern *p, const Subject *subject, const Match *m, HoleTexts *out)
{
	Run r = { .text = subject->text, .subject = subject, .cut_allowed = m->cut, .literal = PREFIX_MIN };    /* every block is known to match */
	Str ops = p->ops;

	out->n = 0;
	for (int i = 0; i < m->blocks; i++) {
		At to;

		block_match(&r, ops, m->block[i], &to, out);
		ops = str_drop(behind_block(ops), 2);
	}
}
