/* bodyhash.c - lines in canonical form, and their hash. */
#include "diagnose/bodyhash.h"

/* Where each line of s begins, and its end. */
static size_t *index_lines(Str s, Arena *keep, size_t *n)
{
	size_t count = 0, i = 0;
	const char *end = s.at + s.len;

	for (const char *p = s.at; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
		count++;
	size_t *at = take(keep, size_t, count + 2);
	for (const char *p = s.at; p < end; ) {
		const char *hit = memchr(p, '\n', (size_t)(end - p));

		at[i++] = (size_t)(p - s.at);
		p = hit ? hit + 1 : end;
	}
	at[i] = s.len;
	*n = i;
	return at;
}

/* Without the lines at its end that are empty; simple says CRLF where nothing is left. */
static Str canon_content(Str raw, Canon kind, Arena *keep)
{
	size_t all;
	Str s = canon_body(raw, kind, -1, keep, &all);

	return str_eq(s, STR("\r\n")) ? STR("") : s;
}

void lined_read(Str raw, Canon kind, Arena *keep, Lined *out)
{
	*out = (Lined){ .raw = raw, .kind = kind };
	out->raw_at = index_lines(raw, keep, &out->n);
	out->canon = canon_content(raw, kind, keep);
	out->canon_at = index_lines(out->canon, keep, &out->n_canon);
}

size_t lined_line(const Lined *l, const char *p)
{
	size_t at = (size_t)(p - l->raw.at), low = 0, high = l->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (l->raw_at[middle + 1] <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

Str lined_slice(const Lined *l, size_t from, size_t to)
{
	from = from < l->n ? from : l->n;
	to = to < from ? from : to < l->n ? to : l->n;
	return str_between(l->raw.at + l->raw_at[from], l->raw.at + l->raw_at[to]);
}

BodyRun bodyrun_begin(int64_t limit)
{
	return (BodyRun){ .sha = sha256_begin(), .left = limit < 0 ? UINT64_MAX : (uint64_t)limit };
}

static void put(BodyRun *r, Str s)
{
	if (r->left != UINT64_MAX) {
		s = str_take(s, r->left < s.len ? (size_t)r->left : s.len);
		r->left -= s.len;
	}
	sha256_put(&r->sha, s);
}

static void put_blank(BodyRun *r)
{
	static const char lines[] = "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n";

	for (size_t n; r->blank; r->blank -= n) {
		n = r->blank < 16 ? r->blank : 16;
		put(r, (Str){ lines, 2 * n });
	}
}

void bodyrun_piece(BodyRun *r, const Piece *p)
{
	if (p->canon.len) {
		put_blank(r);
		put(r, p->canon);
		r->any = true;
	}
	r->blank += p->blank;
}

void bodyrun_lines(BodyRun *r, const Lined *l, size_t from, size_t to)
{
	size_t end = to < l->n_canon ? to : l->n_canon, full = end;

	if (from >= to)
		return;
	while (full > from && l->canon_at[full] - l->canon_at[full - 1] == 2)
		full--;
	if (full > from)
		bodyrun_piece(r, &(Piece){ str_between(l->canon.at + l->canon_at[from], l->canon.at + l->canon_at[full]), 0 });
	r->blank += to - (full > from ? full : from);
}

/* How many lines; the last may lack its end. */
static size_t count_lines(Str s)
{
	size_t n = s.len && s.at[s.len - 1] != '\n';
	const char *end = s.at + s.len;

	for (const char *p = s.at; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
		n++;
	return n;
}

Piece piece_of(Str raw, Canon kind, Arena *keep)
{
	Str canon = canon_content(raw, kind, keep);

	return (Piece){ canon, count_lines(raw) - count_lines(canon) };
}

bool bodyrun_is(BodyRun r, Canon kind, Str bh)
{
	if (!r.any && kind == CANON_SIMPLE)
		put(&r, STR("\r\n"));
	if (r.left != UINT64_MAX && r.left > 0)
		return false;
	Sha256 hash = sha256_end(r.sha);
	return str_eq(bh, (Str){ (const char *)hash.at, sizeof hash.at });
}
