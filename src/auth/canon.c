/* canon.c - lines, blanks and fields, as RFC 6376 3.4 has them hashed.
 *
 * Most text is canonical as it stands.  So one scan, 16 bytes at a time, looks for the bytes at which it may not be, and what
 * lies between two of them is copied in one piece, or not at all. */
#include "auth/canon.h"
#include "base/limits.h"

typedef uint8_t Bytes __attribute__((vector_size(16), aligned(1), may_alias));
typedef union { Bytes bytes; uint64_t half[2]; uint8_t at[16]; } Mask;

/* May the text differ from its canonical form here?  A control byte may, or a blank before a blank or a control byte. */
static inline bool is_odd(const char *p, const char *end)
{
	return (unsigned char)*p <= ' ' && (*p != ' ' || p + 1 == end || (unsigned char)p[1] <= ' ');
}

/* Which of the 16 bytes of the mask is the first that is set; one is. */
static inline size_t first_set(const Mask *m)
{
	size_t n = 0;

	if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		return m->half[0] ? (size_t)__builtin_ctzll(m->half[0]) / 8 : 8 + (size_t)__builtin_ctzll(m->half[1]) / 8;
	while (!m->at[n])
		n++;
	return n;
}

static inline const char *next_odd(const char *p, const char *end)
{
	while (end - p > 16) {
		Bytes here = *(const Bytes *)p, next = *(const Bytes *)(p + 1);
		Mask odd = { .bytes = (Bytes)((here <= ' ') & ((here != ' ') | (next <= ' '))) };

		if (odd.half[0] | odd.half[1])
			return p + first_set(&odd);
		p += 16;
	}
	while (p < end && !is_odd(p, end))
		p++;
	return p;
}

static size_t count_lines(Str s)
{
	size_t n = 0, i = 0;

	while (s.len - i >= 16) {                       /* a byte of the sum holds 255 */
		Mask sum = { .half = { 0, 0 } };

		for (int k = 0; k < 255 && s.len - i >= 16; k++, i += 16)
			sum.bytes -= (Bytes)(*(const Bytes *)(s.at + i) == '\n');
		for (int k = 0; k < 16; k++)
			n += sum.at[k];
	}
	for (; i < s.len; i++)
		n += s.at[i] == '\n';
	return n;
}

/* How long the line end at p is: 2, 1, or 0 where there is none. */
static inline size_t line_end_at(const char *p, const char *end)
{
	return p == end ? 0 : *p == '\n' ? 1 : *p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 0;
}

/* What is being written: nothing is copied before the first byte that changes. */
typedef struct {
	Str in;
	const char *from;                       /* what was read and not yet written begins here */
	char *out, *to;                         /* NULL: nothing changed so far */
	bool grows;                             /* there is room for each LF to become CRLF */
	Arena *arena;
} Copy;

/* Room for all that is to come; what was written is kept.  A CRLF may be added at the end. */
static void copy_room(Copy *c, bool grows)
{
	size_t done = (size_t)(c->to - c->out);
	char *out = take(c->arena, char, c->in.len + 2 + (grows ? count_lines(c->in) : 0));

	if (done)
		memcpy(out, c->out, done);
	c->out = out;
	c->to = out + done;
	c->grows = grows;
}

/* Write all up to p, then s; go on behind `next`. */
static void copy_put(Copy *c, const char *p, Str s, const char *next)
{
	size_t n = (size_t)(p - c->from);

	if (!c->out)
		copy_room(c, false);
	memcpy(c->to, c->from, n);
	memcpy(c->to + n, s.at, s.len);
	c->to += n + s.len;
	c->from = next;
}

/* The LF at p as CRLF: only here the text grows. */
static void copy_line_end(Copy *c, const char *p)
{
	if (!c->grows)
		copy_room(c, true);
	copy_put(c, p, STR("\r\n"), p + 1);
}

/* ---- the body ---- */

/* Without the empty lines at its end (3.4.3); relaxed: a line of blanks is empty, too (3.4.4). */
static Str body_content(Str body, Canon c)
{
	while (body.len) {
		const char *end = body.at + body.len, *p = end;

		if (p[-1] == '\n' && --p > body.at && p[-1] == '\r')
			p--;
		while (c == CANON_RELAXED && p > body.at && is_blank(p[-1]))
			p--;
		if ((p > body.at && p[-1] != '\n') || p == end)
			break;
		body.len = (size_t)(p - body.at);
	}
	return body;
}

/* The blanks at p: gone at the end of a line, one blank elsewhere.  Where they end. */
static const char *body_blanks(Copy *c, const char *p, const char *end)
{
	const char *q = p;

	while (q < end && is_blank(*q))
		q++;
	if (q == end || line_end_at(q, end))
		copy_put(c, p, STR(""), q);
	else if (q != p + 1 || *p != ' ')
		copy_put(c, p, STR(" "), q);
	return q;
}

static void body_relaxed(Copy *c)
{
	const char *end = c->in.at + c->in.len;

	for (const char *p = next_odd(c->in.at, end); p < end; p = next_odd(p, end)) {
		size_t n = line_end_at(p, end);

		if (is_blank(*p)) {
			p = body_blanks(c, p, end);
			continue;
		}
		if (n == 1)
			copy_line_end(c, p);
		p += n ? n : 1;
	}
}

static void body_simple(Copy *c)
{
	const char *end = c->in.at + c->in.len, *p = c->in.at;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		if (p == c->in.at || p[-1] != '\r')
			copy_line_end(c, p);
		p++;
	}
}

Str canon_body(Str body, Canon kind, int64_t limit, Arena *keep, size_t *all)
{
	Str in = body_content(body, kind);
	Copy c = { .in = in, .from = in.at, .arena = keep };
	Str out = in;

	if (in.len == 0) {
		out = kind == CANON_SIMPLE ? STR("\r\n") : STR("");
	} else {
		(kind == CANON_SIMPLE ? body_simple : body_relaxed)(&c);
		if (in.at[in.len - 1] != '\n')
			copy_put(&c, in.at + in.len, STR("\r\n"), in.at + in.len);
		else if (c.out)
			copy_put(&c, in.at + in.len, STR(""), in.at + in.len);
		if (c.out)
			out = str_between(c.out, c.to);
	}
	*all = out.len;
	return limit >= 0 && (uint64_t)limit < out.len ? str_take(out, (size_t)limit) : out;
}

/* ---- a field ---- */

/* s with its lines ended by CRLF. */
static void put_simple(Str s, Buf *out)
{
	while (s.len) {
		const char *hit = memchr(s.at, '\n', s.len);
		size_t n = hit ? (size_t)(hit - s.at) : s.len;

		buf_put(out, str_take(s, n && hit && s.at[n - 1] == '\r' ? n - 1 : n));
		if (hit)
			buf_put(out, STR("\r\n"));
		s = str_drop(s, n + 1);
	}
}

/* s with its lines joined and each run of blanks one blank; *blank: the last byte was one, or there is none yet. */
static void put_relaxed(Str s, bool *blank, Buf *out)
{
	const char *p = s.at, *end = s.at + s.len;

	while (p < end) {
		const char *q = next_odd(p, end);

		if (q == p) {
			size_t n = line_end_at(q, end);

			if (!n && !is_blank(*q)) {
				buf_char(out, *q);
				*blank = false;
			} else if (!n && !*blank) {
				buf_char(out, ' ');
				*blank = true;
			}
			p = q + (n ? n : 1);
			continue;
		}
		if (*blank && *p == ' ')
			p++;
		if (p == q)
			continue;
		buf_put(out, str_between(p, q));
		*blank = q[-1] == ' ';
		p = q;
	}
}

static void field_relaxed(Str whole, Str without, Buf *out)
{
	Str name, value = str_cut(whole, ':', &name);
	bool blank = true;

	name = str_trim_end(name);
	buf_room(out, whole.len + 3);
	for (size_t i = 0; i < name.len; i++)
		out->at[out->len++] = to_lower(name.at[i]);
	buf_char(out, ':');
	if (without.len) {
		put_relaxed(str_between(value.at, without.at), &blank, out);
		value = str_between(without.at + without.len, value.at + value.len);
	}
	put_relaxed(value, &blank, out);
	if (out->at[out->len - 1] == ' ')
		out->len--;
}

void canon_field(Str whole, Str without, Canon c, Buf *out)
{
	if (c == CANON_RELAXED) {
		field_relaxed(whole, without, out);
	} else if (without.len) {
		put_simple(str_between(whole.at, without.at), out);
		put_simple(str_between(without.at + without.len, whole.at + whole.len), out);
	} else {
		put_simple(whole, out);
	}
	buf_put(out, STR("\r\n"));
}

/* ---- the header section ---- */

static uint32_t name_hash(Str name)
{
	uint32_t h = 0x811c9dc5;

	for (size_t i = 0; i < name.len; i++)
		h = (h ^ (unsigned char)(name.at[i] | 0x20)) * 0x01000193;
	return h;
}

/* RFC 5322 2.2: printable ASCII without the colon; 4.5.3 allows blanks before it. */
static bool field_name(Str line, Str *name)
{
	const char *p = line.at, *end = line.at + line.len;

	while (p < end && *p != ':' && (unsigned char)*p - 33u <= 93u)
		p++;
	*name = str_between(line.at, p);
	while (p < end && is_blank(*p))
		p++;
	return p < end && *p == ':' && name->len;
}

/* The line at *p without its end; *p goes behind it. */
static Str take_line(const char **p, const char *end)
{
	const char *hit = memchr(*p, '\n', (size_t)(end - *p));
	const char *stop = hit ? hit : end;
	Str line = str_between(*p, stop > *p && hit && stop[-1] == '\r' ? stop - 1 : stop);

	*p = hit ? hit + 1 : end;
	return line;
}

static bool is_empty(Str line)
{
	while (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	return line.len == 0;
}

/* A line that is no field: does the section go on at p? */
static bool goes_on(const char *p, const char *end)
{
	Str name, line;

	if (p == end)
		return false;
	line = take_line(&p, end);
	return is_empty(line) || is_blank(line.at[0]) || field_name(line, &name);
}

static bool is_from_line(Str line)
{
	return str_starts(line, STR("From ")) || str_starts(line, STR(">From "));
}

/* The fields at p; answers where the body begins. */
static const char *read_fields(const char *p, Arena *keep, RawMessage *out)
{
	const char *end = out->text.at + out->text.len;
	RawField *last = NULL;

	while (p < end) {
		const char *start = p;
		Str line = take_line(&p, end), name;

		if (is_empty(line))
			break;
		if (is_blank(line.at[0])) {
			if (last)
				last->whole = str_between(last->whole.at, line.at + line.len);
			continue;
		}
		last = NULL;
		if (field_name(line, &name)) {
			if (out->n == LIMIT_HEADER_FIELDS)
				out->truncated = true;
			else
				*(last = arena_push(keep, out)) = (RawField){ name, line, name_hash(name), -1 };
		} else if (!is_from_line(line) && (out->n == 0 || !goes_on(p, end))) {
			return start;
		}
	}
	return p;
}

/* The slot of the name: where it stands, or the empty one where it would. */
static uint32_t *slot_of(const RawMessage *m, Str name, uint32_t hash)
{
	for (size_t i = hash & m->mask; ; i = (i + 1) & m->mask) {
		uint32_t at = m->lowest[i];

		if (!at || (m->v[at - 1].hash == hash && str_ieq(m->v[at - 1].name, name)))
			return &m->lowest[i];
	}
}

static void index_names(RawMessage *m, Arena *keep)
{
	size_t slots = 16;

	while (slots < m->n * 2)
		slots *= 2;
	m->lowest = take(keep, uint32_t, slots);
	m->mask = slots - 1;
	for (size_t i = 0; i < m->n; i++) {
		uint32_t *slot = slot_of(m, m->v[i].name, m->v[i].hash);

		m->v[i].above = (int)*slot - 1;
		*slot = (uint32_t)i + 1;
	}
}

/* Without any LF the lines end in CR: a copy that has LF, so that all else need not know. */
static Str with_line_ends(Str s, Arena *keep)
{
	if (s.len == 0 || memchr(s.at, '\n', s.len) || !memchr(s.at, '\r', s.len))
		return s;
	char *out = take(keep, char, s.len);

	for (size_t i = 0; i < s.len; i++)
		out[i] = s.at[i] == '\r' ? '\n' : s.at[i];
	return (Str){ out, s.len };
}

void raw_read(Str message, bool headers_only, Arena *keep, RawMessage *out)
{
	*out = (RawMessage){ .text = with_line_ends(message, keep), .body_missing = headers_only };
	const char *body = read_fields(out->text.at, keep, out);

	out->body = headers_only ? STR("") : str_between(body, out->text.at + out->text.len);
	index_names(out, keep);
}

int raw_lowest(const RawMessage *m, Str name)
{
	return (int)*slot_of(m, name, name_hash(name)) - 1;
}

/* `next` has an entry for the lowest field of each name: what is to be taken, plus two; 0: nothing was taken yet, 1: all were. */
void canon_choose(const RawMessage *m, Str h, int except, Arena *keep, FieldChoice *out)
{
	uint32_t *next = take(keep, uint32_t, m->n);
	size_t names = 1;

	for (size_t i = 0; i < h.len; i++)
		names += h.at[i] == ':';
	*out = (FieldChoice){ .v = take(keep, int, names), .cap = names };
	while (out->n < names) {
		Str name;

		h = str_cut(h, ':', &name);
		int lowest = raw_lowest(m, str_trim(name)), i = lowest;

		if (lowest >= 0 && next[lowest])
			i = (int)next[lowest] - 2;
		if (i >= 0 && i == except)
			i = raw_above(m, i);
		if (i >= 0)
			next[lowest] = (uint32_t)(raw_above(m, i) + 2);
		out->v[out->n++] = i;
	}
}
