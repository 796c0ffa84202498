/* undo_body.c - the search for a changed body: candidates in the order of how common they are, within a budget. */
#include "diagnose/edit.h"

enum {
	CHECKPOINTS   = 16384,                  /* lines at which the hash is kept */
	PREFIXES      = 65536,                  /* lines that may be left out at the end, one by one */
	LINES_TRIED   = 4000,                   /* places where an empty line is put in or left out */
};

typedef struct {
	const BodySearch *in;
	Arena *keep;
	BodyFound *out;
} Search;

/* ---- a find ---- */

/* The body as it was signed, canonicalised and hashed as a verifier does. */
static bool is_signed(const Search *s, Str raw)
{
	Arena scratch = *s->keep;
	size_t all;
	Str canon = canon_body(raw, s->in->canon, s->in->limit, &scratch, &all);
	Sha256 hash;

	crypto_sha256(s->in->crypto, canon, &hash);
	return str_eq(s->in->bh, (Str){ (const char *)hash.at, sizeof hash.at }) && (s->in->limit < 0 || all >= (uint64_t)s->in->limit);
}

static void note(BodyFound *out, UndoKind kind, Str gone)
{
	for (size_t i = 0; i < out->n; i++)
		if (out->v[i].kind == kind && (gone.len == 0 || str_eq(out->v[i].gone, gone)))
			return;
	if (out->n < BODY_CHANGES) {
		out->v[out->n].kind = kind;
		out->v[out->n++].gone = gone;
	}
}

/* The stage with these edits, in the order of their lines. */
static bool found(Search *s, const Stage *st, const Edit *const *edits, size_t n)
{
	Buf b = buf_new(s->keep);
	size_t line = 0;

	s->out->n = 0;
	for (size_t i = 0; i < n; i++) {
		buf_put(&b, lined_slice(&st->lines, line, edits[i]->from));
		buf_put(&b, edits[i]->text);
		line = edits[i]->to;
		for (int k = 0; k < edits[i]->n_kinds; k++)
			note(s->out, edits[i]->kinds[k], k == 0 ? edits[i]->gone : STR(""));
	}
	buf_put(&b, lined_slice(&st->lines, line, st->lines.n));
	if (st->changed)
		note(s->out, st->kind, STR(""));
	s->out->raw = buf_str(&b);
	return is_signed(s, s->out->raw);
}

static bool spend(const Search *s, size_t bytes)
{
	s->in->budget->tries--;
	s->in->budget->bytes -= (int64_t)bytes + 64;
	return budget_left(s->in->budget);
}

/* Canonical bytes of the lines from there on. */
static size_t bytes_from(const Stage *st, size_t line)
{
	const Lined *l = &st->lines;

	return line < l->n_canon ? l->canon.len - l->canon_at[line] : 0;
}

static BodyRun run_at(const Stage *st, size_t line)
{
	size_t mark = line / st->step;
	BodyRun r = st->at[mark];

	bodyrun_lines(&r, &st->lines, mark * st->step, line);
	return r;
}

/* Does the hash, after all lines before `line`, agree once the rest is added? */
static bool ends_well(const Search *s, const Stage *st, BodyRun r, size_t line)
{
	bodyrun_lines(&r, &st->lines, line, st->lines.n);
	return bodyrun_is(r, st->lines.kind, s->in->bh);
}

/* ---- the last lines left out ---- */

/* Hash the lines once; at the end of each see whether all would be right if it were the last.  Fills the checkpoints. */
static bool try_prefixes(Search *s, Stage *st)
{
	const Lined *l = &st->lines;
	BodyRun r = bodyrun_begin(s->in->limit);
	size_t from = l->n > PREFIXES ? l->n - PREFIXES : 0, hit = SIZE_MAX;

	st->step = 1 + l->n / CHECKPOINTS;
	st->at = take(s->keep, BodyRun, l->n / st->step + 1);
	spend(s, l->canon.len);
	for (size_t i = 0; i <= l->n; i++) {
		if (i % st->step == 0)
			st->at[i / st->step] = r;
		if (i >= from && r.blank == 0 && hit == SIZE_MAX && spend(s, 64) && bodyrun_is(r, l->kind, s->in->bh))
			hit = i;
		if (i < l->n)
			bodyrun_lines(&r, l, i, i + 1);
	}
	if (hit == SIZE_MAX)
		return bodyrun_is(r, l->kind, s->in->bh) && found(s, st, NULL, 0);
	UndoKind kind = str_eq(st->mime.root->type, STR("text/html")) ? UNDO_FOOTER_HTML : UNDO_FOOTER_TEXT;
	Edit e = { .from = hit, .to = l->n, .text = STR(""), .kinds = { kind }, .n_kinds = hit < l->n_canon, .gone = lined_slice(l, hit, l->n) };

	return found(s, st, &(const Edit *){ &e }, 1);
}

/* ---- stages ---- */

static bool stage_begin(Search *s, Str raw, Stage *st)
{
	const RawMessage *m = s->in->message;
	Str head = str_between(m->text.at, m->body.at), whole = raw.at == m->body.at ? m->text : arena_join(s->keep, head, raw);

	mime_read(whole, s->keep, &st->mime);
	lined_read(str_drop(whole, head.len), s->in->canon, s->keep, &st->lines);
	return try_prefixes(s, st);
}

/* What becomes of one line when a change of all lines is undone; false: it is left out.  n: how many went before. */
typedef bool LineUndo(Str line, size_t n, Buf *out);

static bool unquote_from(Str line, size_t n, Buf *out)
{
	(void)n;
	buf_put(out, str_starts(line, STR(">From ")) ? str_drop(line, 1) : line);
	return true;
}

static bool drop_cr(Str line, size_t n, Buf *out)
{
	(void)n;
	while (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	buf_put(out, line);
	return true;
}

/* Each line end was doubled: every second line is empty. */
static bool drop_second(Str line, size_t n, Buf *out)
{
	buf_put(out, line);
	return n % 2 == 0;
}

static bool strip_blanks(Str line, size_t n, Buf *out)
{
	(void)n;
	while (line.len && is_blank(line.at[line.len - 1]))
		line.len--;
	buf_put(out, line);
	return true;
}

/* The same, but the line that begins a signature (RFC 3676 4.3) keeps its own. */
static bool strip_added(Str line, size_t n, Buf *out)
{
	if (str_starts(line, STR("-- ")) && str_trim(line).len == 2) {
		buf_put(out, STR("-- "));
		return true;
	}
	return strip_blanks(line, n, out);
}

static bool strip_one_blank(Str line, size_t n, Buf *out)
{
	(void)n;
	buf_put(out, line.len && is_blank(line.at[line.len - 1]) ? str_take(line, line.len - 1) : line);
	return true;
}

/* "-- " lost its blank (RFC 3676 4.3). */
static bool restore_dashes(Str line, size_t n, Buf *out)
{
	(void)n;
	buf_put(out, line);
	if (str_eq(line, STR("--")))
		buf_char(out, ' ');
	return true;
}

static bool add_blank(Str line, size_t n, Buf *out)
{
	(void)n;
	buf_put(out, line);
	if (line.len)
		buf_char(out, ' ');
	return true;
}

static bool unstuff_dots(Str line, size_t n, Buf *out)
{
	(void)n;
	buf_put(out, str_starts(line, STR("..")) ? str_drop(line, 1) : line);
	return true;
}

static const struct { LineUndo *undo; UndoKind kind; } line_undos[] = {
	{ unquote_from, UNDO_FROM_QUOTING }, { drop_cr, UNDO_LINE_ENDS }, { strip_blanks, UNDO_TRAILING_BLANKS }, { strip_one_blank, UNDO_TRAILING_BLANKS },
	{ strip_added, UNDO_TRAILING_BLANKS }, { restore_dashes, UNDO_TRAILING_BLANKS }, { drop_second, UNDO_LINE_ENDS }, { add_blank, UNDO_TRAILING_BLANKS }, { unstuff_dots, UNDO_LINE_ENDS },
};
enum { LINE_UNDOS = sizeof line_undos / sizeof *line_undos };

static Str undo_lines(Str raw, LineUndo *undo, Arena *keep)
{
	Buf b = buf_new(keep);

	buf_room(&b, raw.len + raw.len / 16 + 64);
	for (size_t n = 0; raw.len; n++) {
		Str line, rest = str_cut(raw, '\n', &line);
		bool cr = line.len < raw.len && line.len && line.at[line.len - 1] == '\r';
		size_t before = b.len, content = cr ? line.len - 1 : line.len;

		if (undo(str_take(line, content), n, &b))
			buf_put(&b, str_between(line.at + content, rest.at));
		else
			b.len = before;
		raw = rest;
	}
	return buf_str(&b);
}

/* ---- edits ---- */

static bool try_one(Search *s, const Stage *st, const Edit *e)
{
	BodyRun r;

	if (!spend(s, e->piece.canon.len + bytes_from(st, e->to)))
		return false;
	r = run_at(st, e->from);
	bodyrun_piece(&r, &e->piece);
	return ends_well(s, st, r, e->to) && found(s, st, &(const Edit *){ e }, 1);
}

static bool try_each(Search *s, const Stage *st, const Edits *list)
{
	for (size_t i = 0; i < list->n && budget_left(s->in->budget); i++)
		if (try_one(s, st, &list->v[i]))
			return true;
	return false;
}

/* May both have happened at once?  Within one part a banner and a footer may; in two parts the same thing; with an added part
 * all; where three are tried, footers and banners all. */
static bool go_together(const Edit *a, const Edit *b, size_t most)
{
	static const char group[UNDO_KIND_COUNT] = { [UNDO_FOOTER_TEXT] = 1, [UNDO_FOOTER_HTML] = 1, [UNDO_BANNER] = 2, [UNDO_REENCODED] = 3, [UNDO_CHARSET] = 4, [UNDO_REWRAPPED] = 5 };
	char one = group[a->kinds[0]], two = group[b->kinds[0]];

	if (!a->part || !b->part)
		return true;
	return a->part == b->part ? one != two : one == two || most > 2;
}

enum { AT_ONCE = 3 };

/* Edits that are tried at once: those that were chosen, and from which others are. */
typedef struct { const Edit *chosen[AT_ONCE]; size_t n, most; const Edit *const *list; size_t list_n; } Choice;

static bool fits(const Choice *c, const Edit *e)
{
	for (size_t i = 0; i < c->n; i++)
		if (e->from < c->chosen[i]->to || !go_together(c->chosen[i], e, c->most))
			return false;
	return true;
}

/* `more` edits behind those that are chosen; r: the hash up to `line`. */
static bool try_behind(Search *s, const Stage *st, Choice *c, size_t from, size_t more, BodyRun r, size_t line)
{
	for (size_t i = from; i < c->list_n && budget_left(s->in->budget); i++) {
		const Edit *e = c->list[i];
		BodyRun with;

		if (!fits(c, e))
			continue;
		bodyrun_lines(&r, &st->lines, line, e->from);
		line = e->from;
		with = r;
		bodyrun_piece(&with, &e->piece);
		c->chosen[c->n++] = e;
		if (more > 1 ? try_behind(s, st, c, i + 1, more - 1, with, e->to) :
		    spend(s, e->piece.canon.len + bytes_from(st, e->to)) && ends_well(s, st, with, e->to) && found(s, st, c->chosen, c->n))
			return true;
		c->n--;
	}
	return false;
}

/* By merging: the edits in the order of their lines. */
static void sort_edits(const Edit **v, size_t n, Arena scratch)
{
	const Edit **other = take(&scratch, const Edit *, n), **from = v, **to = other;

	for (size_t width = 1; width < n; width *= 2) {
		for (size_t i = 0; i < n; i += 2 * width) {
			size_t a = i, a_end = i + width < n ? i + width : n, b = a_end, b_end = i + 2 * width < n ? i + 2 * width : n;

			for (size_t k = i; k < b_end; k++)
				to[k] = b == b_end || (a < a_end && from[a]->from <= from[b]->from) ? from[a++] : from[b++];
		}
		const Edit **swap = from;
		from = to;
		to = swap;
	}
	if (from != v)
		memcpy(v, from, n * sizeof *v);
}

/* Footers and banners only, where three are tried. */
static bool is_cut(const Edit *e)
{
	return e->gone.len && e->part;
}

static bool try_together(Search *s, const Stage *st, const Edits *list, size_t many)
{
	const Edit **v = take(s->keep, const Edit *, list->n);
	Choice c = { .list = v, .most = many };

	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].strong && (many == 2 || is_cut(&list->v[i])))
			v[c.list_n++] = &list->v[i];
	sort_edits(v, c.list_n, *s->keep);
	return try_behind(s, st, &c, 0, many, bodyrun_begin(s->in->limit), 0);
}

/* An empty line left out, and one put in, at each place. */
static bool try_empty_lines(Search *s, const Stage *st)
{
	const Lined *l = &st->lines;
	Edit e = { .text = STR(""), .kinds = { UNDO_BLANK_LINES }, .n_kinds = 1, .gone = STR("") };

	for (size_t i = 0; i < l->n && i < LINES_TRIED && budget_left(s->in->budget); i++) {
		e.from = i;
		e.to = i + 1;
		e.text = STR("");
		e.piece = (Piece){ STR(""), 0 };
		if (str_trim(lined_slice(l, i, i + 1)).len == 0 && try_one(s, st, &e))
			return true;
		e.to = i;
		e.text = STR("\r\n");
		e.piece.blank = 1;
		if (try_one(s, st, &e))
			return true;
	}
	return false;
}

/* ---- the order of things ---- */

static bool search_stage(Search *s, const Stage *st)
{
	Edits one = { 0 }, two = { 0 };

	edits_of_parts(st, s->keep, &one);
	edits_of_leaves(st, true, s->keep, &one);
	if (try_each(s, st, &one) || try_together(s, st, &one, 2))
		return true;
	if (st->changed)
		return false;
	edits_of_leaves(st, false, s->keep, &two);
	return try_each(s, st, &two) || try_together(s, st, &one, 3);
}

bool undo_body(const BodySearch *search, Arena *keep, BodyFound *out)
{
	Search s = { search, keep, out };
	Stage stages[LINE_UNDOS + 1] = { 0 };
	Str body = search->message->body;
	size_t n = 1;

	if (stage_begin(&s, body, &stages[0]))
		return true;
	for (size_t i = 0; i < LINE_UNDOS && budget_left(search->budget); i++) {
		Str raw = undo_lines(body, line_undos[i].undo, keep);
		Stage *st = &stages[n];

		if (raw.len == body.len)
			continue;
		*st = (Stage){ .kind = line_undos[i].kind, .changed = true };
		n++;
		if (stage_begin(&s, raw, st))
			return true;
	}
	for (size_t i = 0; i < n && budget_left(search->budget); i++)
		if (search_stage(&s, &stages[i]))
			return true;
	return try_empty_lines(&s, &stages[0]);
}
