/* stanza.c - the one syntax of all knowledge. */
#include <stdarg.h>
#include <stdio.h>
#include "base/buf.h"
#include "knowledge/stanza.h"

void complain(Complaints *list, Arena *keep, Str file, int line, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	*arena_push(keep, list) = (Complaint){ file, line, arena_str(keep, str_of(text)) };
}

static bool is_name(Str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_alnum(s.at[i]) && s.at[i] != '-')
			return false;
	return s.len > 0 && is_upper(s.at[0]);
}

/* What the reader knows between two lines. */
typedef struct {
	Arena *keep;
	Stanzas *out;
	Complaints *complaints;
	Str file;
	int line;
	Stanza *stanza;                         /* the one being filled; NULL between two */
} Reader;

/* The value that a continuation belongs to: the last field's, or the id's where there is none. */
static void continue_field(Reader *r, Str more)
{
	Stanza *s = r->stanza;
	Str *value = s == NULL ? NULL : s->n ? &s->v[s->n - 1].value : &s->id;

	if (value == NULL) {
		complain(r->complaints, r->keep, r->file, r->line, "a continuation line, but no field above it");
		return;
	}
	Buf b = buf_new(r->keep);

	buf_put(&b, *value);
	buf_char(&b, '\n');
	buf_put(&b, str_trim(more));
	*value = buf_str(&b);
}

static void begin_field(Reader *r, Str line)
{
	Str name, value = str_trim(str_cut(line, ':', &name));

	if (name.len == line.len || !is_name(name)) {
		complain(r->complaints, r->keep, r->file, r->line, "not a field: '%.*s'", STR_ARG(str_take(line, 60)));
	} else if (r->stanza == NULL) {
		r->stanza = arena_push(r->keep, r->out);
		*r->stanza = (Stanza){ .kind = name, .id = value, .file = r->file, .line = r->line };
	} else {
		*arena_push(r->keep, r->stanza) = (Field){ name, value, r->line };
	}
}

void stanzas_read(Str bytes, Str file, Arena *keep, Stanzas *out, Complaints *complaints)
{
	Reader r = { .keep = keep, .out = out, .complaints = complaints, .file = file };

	while (bytes.len) {
		Str line;

		bytes = str_line(bytes, &line);
		r.line++;
		if (line.len && line.at[0] == '#')
			continue;
		if (str_trim(line).len == 0)
			r.stanza = NULL;
		else if (is_blank(line.at[0]))
			continue_field(&r, line);
		else
			begin_field(&r, str_trim_end(line));
	}
}

Str stanza_nth(const Stanza *s, Str name, size_t i)
{
	for (size_t k = 0; k < s->n; k++)
		if (str_eq(s->v[k].name, name) && i-- == 0)
			return s->v[k].value;
	return STR("");
}

Str stanza_value(const Stanza *s, Str name)
{
	return stanza_nth(s, name, 0);
}
