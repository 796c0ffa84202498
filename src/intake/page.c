/* page.c - the human-readable text of a report. */
#include "base/eight.h"
#include "intake/page.h"
#include "mail/header.h"
#include "mail/line.h"

enum { STEP = 256, FIELDS_LEAST = 2, HEAD_LINES = 200 };

Str text_with_lf(Str s, Arena *keep)
{
	if (s.len == 0 || !memchr(s.at, '\r', s.len))
		return s;
	char *p = take(keep, char, s.len + 1);
	size_t n = 0;

	while (s.len) {
		const char *cr = memchr(s.at, '\r', s.len);
		size_t text = cr ? (size_t)(cr - s.at) : s.len, end = text;

		memcpy(p + n, s.at, text);
		n += text;
		while (end < s.len && s.at[end] == '\r')
			end++;
		if (end == s.len || s.at[end] != '\n')  /* any number of CR before an LF is nothing */
			for (size_t i = text; i < end; i++)
				p[n++] = '\n';
		s = str_drop(s, end);
	}
	return (Str){ p, n };
}

size_t text_line_start(Str s, size_t at)
{
	return str_behind_last(str_take(s, at), '\n');
}

static bool is_field_line(Str line)
{
	Header h;

	return line.len && (is_blank(line.at[0]) || header_split(line, &h));
}

/* Back from a line over the fields and continuations above it, to where they begin. */
static size_t fields_start(Str s, size_t at)
{
	for (int i = 0; i < HEAD_LINES && at > 0; i++) {
		size_t above = text_line_start(s, at - 1);
		Str line = str_drop(str_take(s, at - 1), above);

		if (!is_field_line(line) || str_trim(line).len == 0)
			break;
		at = above;
	}
	while (at < s.len && is_blank(s.at[at]))        /* a continuation of nothing */
		at = text_line_stop(s, at) + 1;
	return at;
}

/* Do at least two fields stand together here? */
static bool is_section(Str s, size_t at)
{
	Lines l = lines_with(str_drop(s, at), '\n');
	int fields = 0;
	Header h;
	Str line;

	while (fields < FIELDS_LEAST && line_next(&l, &line) && is_field_line(line))
		fields += !is_blank(line.at[0]) && header_split(line, &h);
	return fields >= FIELDS_LEAST;
}

/* Does the returned message begin with this hit?  Then *report is where the report ends, and *returned where the message begins. */
static bool begins_returned(Str s, const Hit *hit, size_t *report, size_t *returned)
{
	if (hit->kind == PHRASE_RETURNED) {
		*report = text_line_start(s, hit->from);
		*returned = text_line_stop(s, hit->to);
		return true;
	}
	if (hit->kind != PHRASE_FIELD || text_line_start(s, hit->from) != hit->from)
		return false;
	*report = *returned = fields_start(s, hit->from);
	return is_section(s, *returned);
}

/* Hits in the line that begins the returned message are kept: they tell the dialect. */
static void cut(Page *p, size_t report, size_t returned)
{
	p->returned = str_drop(p->text, returned);
	while (p->returned.len && is_space(p->returned.at[0]))
		p->returned = str_drop(p->returned, 1);
	p->text = str_take(p->text, report);
	while (p->hits.n && p->hits.v[p->hits.n - 1].from >= returned && p->hits.v[p->hits.n - 1].from > report)
		p->hits.n--;
	p->hits.kinds = 0;
	for (size_t i = 0; i < p->hits.n; i++)
		p->hits.kinds |= 1u << p->hits.v[i].kind;
}

/* A delivery report that stands in the text itself. */
static void find_fields(Page *p)
{
	const Hit *hit = page_hit(p, PHRASE_REPORT, p->text);

	if (hit)
		p->fields = str_drop(p->text, fields_start(p->text, text_line_start(p->text, hit->from)));
}

/* "<<<" somewhere.  By its first byte, for it is asked of every report. */
static bool has_transcript(Str s)
{
	const char *p = s.len ? memchr(s.at, '<', s.len) : NULL, *end = s.at + s.len;

	while (p && !str_starts(str_between(p, end), STR("<<<")))
		p = p + 1 < end ? memchr(p + 1, '<', (size_t)(end - p) - 1) : NULL;
	return p != NULL;
}

void page_read(Str text, const Dialects *d, Arena *keep, Page *out)
{
	*out = (Page){ .text = text_with_lf(text, keep), .returned = STR(""), .fields = STR("") };
	PhraseSearch search = phrases_begin(&d->phrases, out->text, SLOT_TEXT, keep);
	size_t seen = 0, report, returned;
	bool more = true;

	while (more) {
		more = phrases_step(&search, keep, &out->hits);
		for (; seen < out->hits.n; seen++)
			if (begins_returned(out->text, &out->hits.v[seen], &report, &returned)) {
				cut(out, report, returned);
				more = false;
				break;
			}
	}
	find_fields(out);
	out->transcript = has_transcript(out->text);
}

Str page_line(const Page *p, size_t at)
{
	return str_between(p->text.at + text_line_start(p->text, at), p->text.at + text_line_stop(p->text, at));
}

const Hit *page_hit(const Page *p, PhraseKind kind, Str slice)
{
	size_t at = page_offset(p, slice);

	return hits_next(&p->hits, kind, at, at + slice.len);
}

/* Is each white space in it one blank?  s is trimmed.  Eight bytes at a time, the last of them again, as long as they hold neither controls nor
 * two blanks side by side. */
static bool is_unfolded(Str s)
{
	size_t i = 0;

	for (; i + 8 <= s.len; i += 7) {
		uint64_t w = eight_at(s.at + i), blank = eight_are(w, ' ');

		if (eight_below(w, ' ') | (blank & blank >> 8))
			break;
	}
	for (; i < s.len; i++)
		if ((unsigned char)s.at[i] <= ' ' && is_space(s.at[i]) && (s.at[i] != ' ' || s.at[i + 1] == ' '))
			return false;
	return true;
}

Str page_unfold(Str s, Arena *keep)
{
	s = str_trim(s);
	if (is_unfolded(s))
		return s;
	char *p = take(keep, char, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] > ' ' || !is_space(s.at[i]))
			p[n++] = s.at[i];
		else if (p[n - 1] != ' ')
			p[n++] = ' ';
	return (Str){ p, n };
}
