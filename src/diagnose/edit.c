/* edit.c - the candidates for parts of a body. */
#include "base/codec.h"
#include "diagnose/cut.h"
#include "diagnose/edit.h"
#include "diagnose/recode.h"

/* A part that holds text. */
typedef struct {
	const Part *part;
	size_t head, from, to;                  /* lines: its header section, its body, and what follows */
	Transfer transfer;
	Str bytes;                              /* decoded */
	Str charset;
	bool html, nested;
} Leaf;

/* What the part may have held before it was encoded. */
typedef struct { Str bytes, charset; UndoKind kind; bool changed; } Content;

Edit *edit_add(const Stage *st, size_t from, size_t to, Str text, UndoKind kind, Arena *keep, Edits *out)
{
	to = to < st->lines.n ? to : st->lines.n;
	if (from > to || out->n >= UNDO_EDITS || out->bytes + text.len > UNDO_EDIT_BYTES)
		return take(keep, Edit, 1);
	out->bytes += text.len;
	Edit *e = arena_push(keep, out);
	*e = (Edit){ .from = from, .to = to, .text = text, .piece = piece_of(text, st->lines.kind, keep), .kinds = { kind }, .n_kinds = 1, .gone = STR("") };
	return e;
}

/* ---- the parts that hold text ---- */

static Transfer transfer_of(const Part *p)
{
	return transfer_read(header_value(&p->headers, STR("Content-Transfer-Encoding")));
}

static Str decode(const Leaf *l, Arena *keep)
{
	bool damaged;

	return l->transfer == TRANSFER_BASE64 ? base64_decode(l->part->body, keep, &damaged) :
		l->transfer == TRANSFER_QP ? qp_decode(l->part->body, false, keep, &damaged) : l->part->body;
}

/* The line behind the part: that of the next delimiter. */
static size_t line_behind(const Stage *st, const Part *p)
{
	size_t line = lined_line(&st->lines, p->whole.at + p->whole.len) + 1;

	return p->depth == 0 || line > st->lines.n ? st->lines.n : line;
}

static bool leaf_read(const Stage *st, const Part *p, Arena *keep, Leaf *out)
{
	if (p->child || p->body.at < st->lines.raw.at || !str_starts(p->type, STR("text/")))
		return false;
	*out = (Leaf){ .part = p, .nested = p->depth > 0, .html = str_eq(p->type, STR("text/html")), .transfer = transfer_of(p),
	               .head = p->depth ? lined_line(&st->lines, p->whole.at) : 0, .from = lined_line(&st->lines, p->body.at), .to = line_behind(st, p) };
	out->bytes = decode(out, keep);
	out->charset = header_parameter(header_value(&p->headers, STR("Content-Type")), STR("charset"), keep);
	return out->transfer != TRANSFER_OTHER;
}

/* ---- a stretch left out, as it stands ---- */

static void leave_out(const Stage *st, const Part *part, const Cut *c, Arena *keep, Edits *out)
{
	const Lined *l = &st->lines;
	const char *end = c->gone.at + c->gone.len;
	size_t from = lined_line(l, c->gone.at), last = lined_line(l, end), to = last < l->n ? last + 1 : l->n;
	Buf b = buf_new(keep);

	buf_put(&b, str_between(l->raw.at + l->raw_at[from], c->gone.at));
	buf_put(&b, str_between(end, l->raw.at + l->raw_at[to]));
	Edit *e = edit_add(st, from, to, buf_str(&b), c->kind, keep, out);
	e->gone = c->gone;
	e->strong = c->strong;
	e->part = part;
}

/* ---- a part written anew ---- */

/* text with the token behind `name` (as "charset=", case ignored) as `by`; the same where it has none. */
static Str with_parameter(Str text, Str name, Str by, Arena *keep)
{
	size_t at = str_ifind(text, name, 0), begin = at + name.len, end;
	Buf b = buf_new(keep);

	if (at == text.len)
		return text;
	begin += begin < text.len && text.at[begin] == '"';
	for (end = begin; end < text.len && !is_space(text.at[end]) && !strchr("\";", text.at[end]); end++)
		;
	buf_put(&b, str_take(text, begin));
	buf_put(&b, by);
	buf_put(&b, str_drop(text, end));
	return buf_str(&b);
}

/* A header section (with the empty line at its end) with Content-Transfer-Encoding as `value`; "" without it. */
static Str with_transfer(Str head, Str value, Arena *keep)
{
	Str field = STR("Content-Transfer-Encoding:"), line;
	Buf b = buf_new(keep);
	bool done = false;

	for (Str rest = head; rest.len; ) {
		Str next = str_cut(rest, '\n', &line);

		line = str_between(rest.at, next.at);
		if (!str_istarts(line, field)) {
			if (!done && value.len && str_trim(line).len == 0) {
				buf_put(&b, STR("Content-Transfer-Encoding: "));
				buf_put(&b, value);
				buf_put(&b, STR("\r\n"));
				done = true;
			}
			buf_put(&b, line);
		} else if (value.len) {
			buf_put(&b, str_take(line, field.len));
			buf_put(&b, STR(" "));
			buf_put(&b, value);
			buf_put(&b, STR("\r\n"));
			done = true;
		}
		rest = next;
	}
	return buf_str(&b);
}

/* The header sections that the part may have had with that encoding and set. */
static size_t heads_of(const Leaf *l, const Encoder *e, const Content *c, Arena *keep, Str *heads)
{
	Str head = str_between(l->part->whole.at, l->part->body.at);
	size_t n = 0;

	if (c->charset.len)
		head = with_parameter(head, STR("charset="), c->charset, keep);
	if (e->transfer == l->transfer) {
		heads[n++] = head;
	} else if (e->transfer == TRANSFER_RAW) {
		heads[n++] = with_transfer(head, STR("8bit"), keep);
		heads[n++] = with_transfer(head, STR("7bit"), keep);
		heads[n++] = with_transfer(head, STR(""), keep);
	} else {
		heads[n++] = with_transfer(head, e->transfer == TRANSFER_QP ? STR("quoted-printable") : STR("base64"), keep);
	}
	return n;
}

/* The bytes of c without the cut, encoded by e: an edit, or several where the part's own header section is in question. */
static void write_anew(const Stage *st, const Leaf *l, const Encoder *e, const Content *c, const Cut *cut, Arena *keep, Edits *out)
{
	Str bytes = c->bytes, heads[3];
	bool head = l->nested && (e->transfer != l->transfer || c->charset.len);
	size_t n = 1;

	if (cut) {
		Buf b = buf_new(keep);

		buf_put(&b, str_between(bytes.at, cut->gone.at));
		buf_put(&b, str_between(cut->gone.at + cut->gone.len, bytes.at + bytes.len));
		bytes = buf_str(&b);
	}
	Str text = recode(e, bytes, keep);
	if (head)
		n = heads_of(l, e, c, keep, heads);
	for (size_t i = 0; i < n; i++) {
		Edit *edit = edit_add(st, head ? l->head : l->from, l->to, head ? arena_join(keep, heads[i], text) : text, UNDO_REENCODED, keep, out);

		edit->n_kinds = 0;
		if (cut) {
			edit->kinds[edit->n_kinds++] = cut->kind;
			edit->gone = cut->gone;
			edit->strong = cut->strong;
		}
		if (c->changed)
			edit->kinds[edit->n_kinds++] = c->kind;
		if (e->transfer != l->transfer || edit->n_kinds == 0)
			edit->kinds[edit->n_kinds++] = UNDO_REENCODED;
		edit->part = l->part;
		edit->strong |= !cut && (e->width == 0 || e->width >= 73);
	}
}

/* ---- what a part may have held ---- */

enum { CONTENTS = 160, CONTENTS_DOUBLE = 32, WRAPS_MORE = 12, WRAPS_SHORT = 3, MARGIN = 20 };

static void content_add(Content *list, size_t *n, Str bytes, Str charset, UndoKind kind, Str now)
{
	bool known = *n == CONTENTS || str_eq(bytes, now);

	for (size_t i = 0; i < *n && !known; i++)
		known = str_eq(list[i].bytes, bytes) && str_eq(list[i].charset, charset);
	if (!known)
		list[(*n)++] = (Content){ bytes, charset, kind, true };
}

static void charsets(const Leaf *l, Arena *keep, Content *list, size_t *n)
{
	static const char *const small[] = { "iso-8859-1", "ISO-8859-1", "windows-1252", "iso-8859-15", "ISO-8859-15", "iso-8859-2", "windows-1251", "koi8-r", "gb2312", "big5",
		"shift_jis", "euc-kr", "iso-2022-jp" };
	bool wide = str_ieq(l->charset, STR("utf-8")), fits, damaged;

	if (ascii_length(l->bytes) == l->bytes.len && !memchr(l->bytes.at, '\033', l->bytes.len))
		return;
	if (wide) {
		for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
			Str bytes = charset_from_utf8(l->bytes, str_of(small[i]), keep, &fits);

			if (fits)
				content_add(list, n, bytes, str_of(small[i]), UNDO_CHARSET, l->bytes);
		}
		return;
	}
	Str bytes = charset_to_utf8(l->bytes, l->charset, keep, &damaged);
	content_add(list, n, bytes, STR("utf-8"), UNDO_CHARSET, l->bytes);
	content_add(list, n, bytes, STR("UTF-8"), UNDO_CHARSET, l->bytes);
}

static void wraps(const Leaf *l, Count count, Arena *keep, Content *list, size_t *n)
{
	static const size_t widths[] = { 72, 76, 78, 70, 74, 75, 79, 80, 65, 60, 990, 998 };
	size_t longest = longest_line(l->bytes, count);

	content_add(list, n, unwrap(l->bytes, 0, 0, count, keep), STR(""), UNDO_REWRAPPED, l->bytes);
	for (size_t w = longest; longest > 20 && w < longest + WRAPS_MORE; w++)
		content_add(list, n, unwrap(l->bytes, w, 0, count, keep), STR(""), UNDO_REWRAPPED, l->bytes);
	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
		if (longest > widths[i])
			content_add(list, n, rewrap(l->bytes, widths[i], count, keep), STR(""), UNDO_REWRAPPED, l->bytes);
	for (size_t w = longest; longest > 20 && w < longest + WRAPS_SHORT; w++)
		for (size_t most = w + 1; most <= w + MARGIN; most++)
			content_add(list, n, unwrap(l->bytes, w, most, count, keep), STR(""), UNDO_REWRAPPED, l->bytes);
}

static size_t contents_of(const Leaf *l, Arena *keep, Content *list)
{
	size_t n = 0;

	charsets(l, keep, list, &n);
	wraps(l, COUNT_CHARACTERS, keep, list, &n);
	if (ascii_length(l->bytes) < l->bytes.len)
		wraps(l, COUNT_BYTES, keep, list, &n);
	return n;
}

/* The encoder that writes as the part stands: the first of its encoding. */
static const Encoder *own_encoder(Transfer t)
{
	size_t i = 0;

	while (encoders[i].transfer != t)
		i++;
	return &encoders[i];
}

/* ---- all of a part ---- */

/* Does the encoder make `now` of the bytes, line ends and the end apart? */
static bool writes_so(const Encoder *e, Str bytes, Str now, Arena scratch)
{
	Str text = str_trim_end(recode(e, bytes, &scratch));

	return str_eq(with_eol(text, EOL_LF, &scratch), with_eol(now, EOL_LF, &scratch));
}

/* The encoders that would have written the part as it stands; where none would, all of its encoding but the rare ones. */
static size_t likely_encoders(const Leaf *l, Arena scratch, const Encoder **list)
{
	Str now = str_trim_end(l->part->body);
	size_t n = 0;

	for (size_t e = 0; e < encoders_n && n == 0; e++)
		if (encoders[e].transfer == l->transfer && encoders[e].eol == EOL_KEPT && writes_so(&encoders[e], l->bytes, now, scratch))
			list[n++] = &encoders[e];
	for (size_t e = 0; e < encoders_n && (n == 0 || list[0] != &encoders[0]); e++)
		if (encoders[e].transfer == l->transfer && encoders[e].eol == EOL_KEPT && (n == 0 || list[0] != &encoders[e]) && encoders[e].width >= 75 &&
		    (n == 0 || list[0]->transfer == TRANSFER_BASE64))
			list[n++] = &encoders[e];
	return n;
}

/* A footer or a banner in a part that is encoded. */
static void encoded_cuts(const Stage *st, const Leaf *l, Arena *keep, Edits *out)
{
	const Content same = { l->bytes, STR(""), UNDO_REENCODED, false };
	const Encoder *own[ENCODERS_MOST];
	size_t n = likely_encoders(l, *keep, own);
	Cuts cuts;

	cuts_find(l->bytes, l->html, keep, &cuts);
	for (size_t e = 0; e < n; e++)
		for (size_t i = 0; i < cuts.n; i++)
			write_anew(st, l, own[e], &same, &cuts.v[i], keep, out);
}

/* Another set, another wrap. */
static void other_contents(const Stage *st, const Leaf *l, Arena *keep, Edits *out)
{
	Content list[CONTENTS];
	size_t n = contents_of(l, keep, list);

	for (size_t i = 0; i < n; i++)
		for (size_t e = 0; e < encoders_n; e++)
			if (encoders[e].transfer == l->transfer && (&encoders[e] == own_encoder(l->transfer) || list[i].kind == UNDO_CHARSET))
				write_anew(st, l, &encoders[e], &list[i], NULL, keep, out);
}

/* One thing changed. */
static void plain_edits(const Stage *st, const Leaf *l, Arena *keep, Edits *out)
{
	Content same = { l->bytes, STR(""), UNDO_REENCODED, false };
	bool small = l->bytes.len <= UNDO_RECODE_BYTES;
	Cuts cuts;

	cuts_find(l->part->body, l->html, keep, &cuts);
	for (size_t i = 0; i < cuts.n && l->transfer != TRANSFER_BASE64; i++)
		leave_out(st, l->part, &cuts.v[i], keep, out);
	for (size_t e = 0; e < encoders_n && small; e++)
		if (encoders[e].transfer != TRANSFER_RAW || l->transfer != TRANSFER_RAW)
			write_anew(st, l, &encoders[e], &same, NULL, keep, out);
	if (l->transfer != TRANSFER_RAW && small)
		encoded_cuts(st, l, keep, out);
	if (small)
		other_contents(st, l, keep, out);
}

/* Two things changed: a cut and another encoding, set or wrap; another encoding and another set or wrap. */
static void double_edits(const Stage *st, const Leaf *l, Arena *keep, Edits *out)
{
	Content same = { l->bytes, STR(""), UNDO_REENCODED, false }, list[CONTENTS];
	Cuts cuts;

	if (l->bytes.len > UNDO_RECODE_BYTES)
		return;
	cuts_find(l->bytes, l->html, keep, &cuts);
	for (size_t e = 0; e < encoders_n; e++)
		for (size_t i = 0; i < cuts.n && encoders[e].transfer != l->transfer && (encoders[e].width == 0 || encoders[e].width >= 73); i++)
			write_anew(st, l, &encoders[e], &same, &cuts.v[i], keep, out);
	size_t n = contents_of(l, keep, list);
	for (size_t c = 0; c < n && c < CONTENTS_DOUBLE; c++) {
		for (size_t e = 0; e < encoders_n; e++)
			if (encoders[e].transfer != l->transfer)
				write_anew(st, l, &encoders[e], &list[c], NULL, keep, out);
		cuts_find(list[c].bytes, l->html, keep, &cuts);
		for (size_t i = 0; i < cuts.n; i++)
			if (cuts.v[i].strong)
				write_anew(st, l, own_encoder(l->transfer), &list[c], &cuts.v[i], keep, out);
	}
}

void edits_of_leaves(const Stage *st, bool plain, Arena *keep, Edits *out)
{
	size_t leaves = 0;

	for (const Part *p = st->mime.root; p && leaves < UNDO_LEAVES; p = part_walk(st->mime.root, p)) {
		Leaf l;

		if (!leaf_read(st, p, keep, &l))
			continue;
		leaves++;
		(plain ? plain_edits : double_edits)(st, &l, keep, out);
	}
}

/* ---- parts ---- */

static void part_added(const Stage *st, const Part *p, Arena *keep, Edits *out)
{
	size_t line = lined_line(&st->lines, p->whole.at), to = line_behind(st, p), from = line ? line - 1 : 0;

	for (size_t blank = 0; blank < 2 && from >= blank; blank++) {
		Edit *e = edit_add(st, from - blank, to, STR(""), UNDO_MIME_PART_ADDED, keep, out);

		e->gone = p->body;
		e->strong = true;
	}
	edit_add(st, from, to, STR("\r\n"), UNDO_MIME_PART_ADDED, keep, out)->gone = p->body;
}

void edits_of_parts(const Stage *st, Arena *keep, Edits *out)
{
	size_t parts = 0;

	for (const Part *p = st->mime.root; p && parts < UNDO_LEAVES; p = part_walk(st->mime.root, p), parts++) {
		if (p->depth == 0)
			continue;
		part_added(st, p, keep, out);
		edit_add(st, 0, st->lines.n, arena_join(keep, p->body, STR("\r\n")), UNDO_WRAPPED, keep, out);
		size_t line = lined_line(&st->lines, p->whole.at);
		if (p == st->mime.root->child && line > 1)
			edit_add(st, 0, line - 1, STR(""), UNDO_BLANK_LINES, keep, out);
	}
}
