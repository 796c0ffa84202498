/* sheet.c - text for a terminal. */
#include "base/codec.h"
#include "report/sheet.h"

#define X(id, sgr) "\x1b[" sgr "m",
static const char *const ink_code[INK_COUNT] = { INKS(X) };
#undef X

enum { INK_BYTE = 1 };                              /* an ink in a Run: this byte, then 'A' + the ink */

/* ---- runs ---- */

Run run_new(const Sheet *s)
{
	return (Run){ .text = buf_new(s->out->arena), .colour = s->colour };
}

void run_put(Run *r, Str s)
{
	buf_visible(&r->text, s);
}

void run_plain(Run *r, const char *text)
{
	buf_put(&r->text, str_of(text));
}

void run_ink(Run *r, Ink ink)
{
	if (r->colour)
		buf_put(&r->text, (Str){ (char[]){ INK_BYTE, (char)('A' + ink) }, 2 });
	else if ((ink == INK_MARK) != (r->ink == INK_MARK))
		buf_put(&r->text, ink == INK_MARK ? STR("\xc2\xab") : STR("\xc2\xbb"));
	r->ink = ink;
}

/* ---- how wide a character is ---- */

typedef struct { uint32_t from, to; } Range;

/* Marks that sit on the character before them, and characters without width; then those of two columns (Unicode: Mn, Me, Cf;
 * East_Asian_Width W and F), by blocks. */
static const Range narrow[] = {
	{ 0x300, 0x36f }, { 0x483, 0x489 }, { 0x591, 0x5bd }, { 0x610, 0x61a }, { 0x64b, 0x65f }, { 0x6d6, 0x6dc }, { 0xe31, 0xe31 }, { 0xe34, 0xe3a },
	{ 0xe47, 0xe4e }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x200b, 0x200f }, { 0x202a, 0x202e }, { 0x2060, 0x2064 }, { 0x20d0, 0x20ff },
	{ 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff },
};
static const Range wide[] = {
	{ 0x1100, 0x115f }, { 0x231a, 0x231b }, { 0x2e80, 0x303e }, { 0x3041, 0x33ff }, { 0x3400, 0x4dbf }, { 0x4e00, 0x9fff }, { 0xa000, 0xa4cf },
	{ 0xa960, 0xa97c }, { 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xfe30, 0xfe6f }, { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x1f300, 0x1f64f },
	{ 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
};

static bool within(const Range *table, size_t n, uint32_t rune)
{
	for (size_t i = 0; i < n && table[i].from <= rune; i++)
		if (rune <= table[i].to)
			return true;
	return false;
}

static int rune_columns(uint32_t rune)
{
	if (rune < 0x300)
		return 1;
	return within(narrow, sizeof narrow / sizeof *narrow, rune) ? 0 : within(wide, sizeof wide / sizeof *wide, rune) ? 2 : 1;
}

/* How many bytes at the front of s fit into `columns`, an ink counting nothing; *used: the columns that they take. */
static size_t fit(Str s, int columns, int *used)
{
	size_t i = 0;

	*used = 0;
	while (i < s.len) {
		uint32_t rune;
		size_t n = s.at[i] == INK_BYTE ? 2 : utf8_read(str_drop(s, i), &rune);
		int w = s.at[i] == INK_BYTE ? 0 : n ? rune_columns(rune) : 1;

		if (*used + w > columns)
			break;
		*used += w;
		i += n ? n : 1;
	}
	return i < s.len ? i : s.len;
}

int sheet_columns(Str s)
{
	int used;

	fit(s, 1 << 30, &used);
	return used;
}

/* ---- wrapping ---- */

/* A field being written: where the pen is, and what there still may be. */
typedef struct { Sheet *sheet; int indent, column, lines, most; Ink ink; bool full; } Pen;

static void put_ink(Sheet *s, Ink ink)
{
	if (s->colour)
		buf_put(s->out, str_of(ink_code[ink]));
}

static void put_blanks(Sheet *s, int n)
{
	for (; n > 0; n--)
		buf_char(s->out, ' ');
}

static void put_word(Pen *p, Str word)
{
	for (size_t i = 0; i < word.len; i++) {
		if (word.at[i] != INK_BYTE || i + 1 == word.len) {
			buf_char(p->sheet->out, word.at[i]);
			continue;
		}
		p->ink = (Ink)(word.at[++i] - 'A');
		put_ink(p->sheet, p->ink);
	}
}

/* Columns that are left on this line; the last one that is allowed keeps room for "…". */
static int room(const Pen *p)
{
	return p->sheet->width - p->column - (p->most && p->lines == p->most);
}

/* Begin another line; false where no more are allowed. */
static bool new_line(Pen *p)
{
	Ink ink = p->ink;

	if (p->most && p->lines == p->most) {
		buf_put(p->sheet->out, STR("\xe2\x80\xa6"));
		p->full = true;
		return false;
	}
	if (ink != INK_PLAIN)
		put_ink(p->sheet, INK_PLAIN);
	buf_char(p->sheet->out, '\n');
	put_blanks(p->sheet, p->indent);
	if (ink != INK_PLAIN)
		put_ink(p->sheet, ink);
	p->column = p->indent;
	p->lines++;
	return true;
}

/* A word too long for a line of its own is cut where the line ends. */
static void write_long(Pen *p, Str word)
{
	while (word.len && !p->full) {
		int used;
		size_t n = fit(word, room(p), &used);

		if (n == 0 && p->column == p->indent)
			n = 1;
		put_word(p, str_take(word, n));
		p->column += used;
		word = str_drop(word, n);
		if (word.len && !new_line(p))
			return;
	}
}

static void write_word(Pen *p, Str word)
{
	int n = sheet_columns(word);

	if (p->column > p->indent && n + 1 > room(p) && !new_line(p))
		return;
	if (p->column > p->indent) {
		buf_char(p->sheet->out, ' ');
		p->column++;
	}
	if (n > room(p) && (p->most || !str_has(word, STR("://")))) {    /* an address of the web must stay whole, to be copied */
		write_long(p, word);
		return;
	}
	put_word(p, word);
	p->column += n;
}

static void write_run(Pen *p, Str text)
{
	Str word;

	for (text = str_word(text, &word); word.len && !p->full; text = str_word(text, &word))
		write_word(p, word);
	if (p->ink != INK_PLAIN)
		put_ink(p->sheet, INK_PLAIN);
	buf_char(p->sheet->out, '\n');
}

static void put_label(Sheet *s, const char *label)
{
	Str text = str_of(label);

	put_ink(s, INK_BOLD);
	buf_put(s->out, text);
	put_ink(s, INK_PLAIN);
	put_blanks(s, s->label - sheet_columns(text));
}

void sheet_list(Sheet *s, const char *label, const char *bullet, const Run *r, int most)
{
	int indent = s->label + sheet_columns(str_of(bullet));
	Pen p = { .sheet = s, .indent = indent, .column = indent, .lines = 1, .most = most, .ink = INK_PLAIN };

	put_label(s, label);
	buf_put(s->out, str_of(bullet));
	write_run(&p, buf_str(&r->text));
}

void sheet_field(Sheet *s, const char *label, const Run *r, int most)
{
	sheet_list(s, label, "", r, most);
}

int sheet_lines(const Sheet *s, const Run *r)
{
	Buf b = buf_new(s->out->arena);
	Sheet trial = *s;
	int n = 0;

	trial.out = &b;
	sheet_field(&trial, "", r, 0);
	for (size_t i = 0; i < b.len; i++)
		n += b.at[i] == '\n';
	return n;
}

void sheet_text(Sheet *s, const char *label, Str text, int most)
{
	Run r = run_new(s);

	if (text.len == 0)
		return;
	run_put(&r, text);
	sheet_field(s, label, &r, most);
}

void sheet_blank(Sheet *s)
{
	buf_char(s->out, '\n');
}

void sheet_row(Sheet *s, const Cell *cells, int n)
{
	for (int i = 0; i < n; i++) {
		Run r = run_new(s);
		int used;

		run_put(&r, cells[i].text);
		Str text = buf_str(&r.text);
		size_t fits = fit(text, cells[i].width, &used);
		bool cut = fits < text.len;

		if (cut)
			fits = fit(text, cells[i].width - 1, &used);
		put_ink(s, cells[i].ink);
		buf_put(s->out, str_take(text, fits));
		if (cut)
			buf_put(s->out, STR("\xe2\x80\xa6"));
		put_ink(s, INK_PLAIN);
		if (i + 1 < n)
			put_blanks(s, cells[i].width - used - cut + 2);
	}
	buf_char(s->out, '\n');
}
