/* undo_diff.c - the lines that differ: what both begin and end with left out, then the longest common subsequence where that
 * is small enough. */
#include "diagnose/undo.h"

enum { LINES = 400, AROUND = 1 };

typedef struct { Str *v; size_t n, cap; } Text;

static void text_read(Str s, Arena *keep, Text *out)
{
	Str line;

	*out = (Text){ 0 };
	while (s.len) {
		s = str_cut(s, '\n', &line);
		*arena_push(keep, out) = line.len && line.at[line.len - 1] == '\r' ? str_take(line, line.len - 1) : line;
	}
}

typedef struct { Buf *out; int lines; bool cut; } Print;

static void put_line(Print *p, char sign, Str line)
{
	if (p->lines == DIFF_LINES) {
		p->cut = true;
		return;
	}
	p->lines++;
	buf_char(p->out, sign);
	buf_put(p->out, str_take(line, DIFF_COLUMNS));
	p->cut |= line.len > DIFF_COLUMNS;
	buf_char(p->out, '\n');
}

/* How long the common part of each two tails is. */
static uint16_t *common_tails(const Text *a, size_t a0, size_t na, const Text *b, size_t b0, size_t nb, Arena *keep)
{
	uint16_t *t = take(keep, uint16_t, (na + 1) * (nb + 1));

	for (size_t i = na; i-- > 0; )
		for (size_t j = nb; j-- > 0; ) {
			uint16_t down = t[(i + 1) * (nb + 1) + j], right = t[i * (nb + 1) + j + 1];

			t[i * (nb + 1) + j] = str_eq(a->v[a0 + i], b->v[b0 + j]) ? (uint16_t)(t[(i + 1) * (nb + 1) + j + 1] + 1) : down > right ? down : right;
		}
	return t;
}

static void put_middle(Print *p, const Text *a, size_t a0, size_t na, const Text *b, size_t b0, size_t nb, Arena *keep)
{
	bool small = na <= LINES && nb <= LINES;
	uint16_t *t = small ? common_tails(a, a0, na, b, b0, nb, keep) : NULL;
	size_t i = 0, j = 0, same = 0;

	while (i < na || j < nb) {
		if (small && i < na && j < nb && str_eq(a->v[a0 + i], b->v[b0 + j])) {
			i++;
			j++;
			same++;
			continue;
		}
		if (same > 2 * AROUND)
			put_line(p, '@', STR("@"));
		for (size_t k = same > 2 * AROUND ? AROUND : same; k > 0; k--)
			put_line(p, ' ', a->v[a0 + i - k]);
		same = 0;
		if (i < na && (j == nb || !small || t[(i + 1) * (nb + 1) + j] >= t[i * (nb + 1) + j + 1])) {
			put_line(p, '-', a->v[a0 + i]);
			i++;
		} else {
			put_line(p, '+', b->v[b0 + j]);
			j++;
		}
	}
}

bool undo_diff(Str was, Str now, const char *what, Buf *out)
{
	Print p = { .out = out };
	Text a, b;
	size_t begin = 0, end = 0;

	text_read(was, out->arena, &a);
	text_read(now, out->arena, &b);
	while (begin < a.n && begin < b.n && str_eq(a.v[begin], b.v[begin]))
		begin++;
	while (end < a.n - begin && end < b.n - begin && str_eq(a.v[a.n - 1 - end], b.v[b.n - 1 - end]))
		end++;
	if (a.n == begin + end && b.n == begin + end)
		return false;
	size_t around = begin < AROUND ? begin : AROUND, behind = end < AROUND ? end : AROUND, na = a.n - begin - end, nb = b.n - begin - end;

	buf_format(out, "@@ -%zu,%zu +%zu,%zu @@ %s\n", begin - around + 1, na + around + behind, begin - around + 1, nb + around + behind, what);
	for (size_t i = begin - around; i < begin; i++)
		put_line(&p, ' ', a.v[i]);
	put_middle(&p, &a, begin, na, &b, begin, nb, out->arena);
	for (size_t i = 0; i < behind; i++)
		put_line(&p, ' ', a.v[a.n - end + i]);
	return p.cut;
}
