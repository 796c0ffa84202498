/* authres.c - the grammar of RFC 8601 2.2, from left to right. */
#include "base/buf.h"
#include "base/codec.h"
#include "mail/authres.h"

/* ---- signs ---- */

enum { TOKEN = 1, ATEXT = 2, LDH = 4 };

/* RFC 2045 5.1 tokens, RFC 5322 3.2.3 atext, RFC 5321 4.1.2 keywords; bytes of UTF-8 are as letters in the first two (RFC 8616 5). */
static int sign(char c)
{
	if (is_alnum(c) || c == '-')
		return TOKEN | ATEXT | LDH;
	if (c & 0x80 || (c && strchr("!#$%&'*+^_`{|}~", c)))
		return TOKEN | ATEXT;
	if (c == '/' || c == '=' || c == '?')
		return ATEXT;
	return c == '.' ? TOKEN : 0;
}

static bool all_of(Str s, int kind)
{
	for (size_t i = 0; i < s.len; i++)
		if (!(sign(s.at[i]) & kind))
			return false;
	return s.len > 0;
}

static bool is_keyword(Str s)
{
	return all_of(s, LDH) && s.at[s.len - 1] != '-';
}

/* Labels of that kind of sign, divided by single dots. */
static bool is_dotted(Str s, int kind)
{
	Str label;

	if (!s.len || s.at[s.len - 1] == '.')
		return false;
	while (s.len) {
		s = str_cut(s, '.', &label);
		if (!all_of(label, kind))
			return false;
	}
	return true;
}

/* U-labels are UTF-8. */
static bool is_domain(Str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!(sign(s.at[i]) & LDH) && s.at[i] != '.' && !(s.at[i] & 0x80))
			return false;
	return is_dotted(s, ATEXT);
}

/* How long the quoted string at the front of s is, its closing quote included; 0 where it does not end. */
static size_t quoted_length(Str s)
{
	for (size_t i = 1; i < s.len; i++) {
		if (s.at[i] == '\\')
			i++;
		else if (s.at[i] == '"')
			return i + 1;
	}
	return 0;
}

/* [[local-part] "@"] domain-name */
static bool is_address(Str s)
{
	Str local = s, domain;

	if (s.len && s.at[0] == '"') {
		size_t n = quoted_length(s);

		domain = str_drop(s, n);
		return n && domain.len && domain.at[0] == '@' && is_domain(str_drop(domain, 1));
	}
	domain = str_cut(s, '@', &local);
	return local.len < s.len && (local.len == 0 || is_dotted(local, ATEXT)) && is_domain(domain);
}

/* ---- reading ---- */

typedef struct {
	Str s;                                  /* what is left */
	Arena *keep;
	AuthResults *out;
} Reader;

static void complain(Reader *r, Str where, const char *why)
{
	AuthResults *out = r->out;

	if (!out->why[0]) {
		out->error = where;
		out->why = why;
	}
	out->valid = false;
}

static bool at(const Reader *r, char c)
{
	return r->s.len && r->s.at[0] == c;
}

static bool accept(Reader *r, char c)
{
	if (!at(r, c))
		return false;
	r->s = str_drop(r->s, 1);
	return true;
}

static Str advance(Reader *r, size_t n)
{
	Str head = str_take(r->s, n);

	r->s = str_drop(r->s, n);
	return head;
}

/* Quoted pairs resolved, line ends of folding dropped. */
static Str unescape(Str s, Arena *keep)
{
	if (!s.len || (!memchr(s.at, '\\', s.len) && !memchr(s.at, '\r', s.len) && !memchr(s.at, '\n', s.len)))
		return s;
	char *out = take(keep, char, s.len);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\\' && i + 1 < s.len)
			out[n++] = s.at[++i];
		else if (s.at[i] != '\r' && s.at[i] != '\n')
			out[n++] = s.at[i];
	}
	return (Str){ out, n };
}

static Str read_comment(Reader *r)
{
	size_t depth = 0;

	for (size_t i = 0; i < r->s.len; i++) {
		if (r->s.at[i] == '\\')
			i++;
		else if (r->s.at[i] == '(')
			depth++;
		else if (r->s.at[i] == ')' && --depth == 0)
			return unescape(str_take(str_drop(advance(r, i + 1), 1), i - 1), r->keep);
	}
	complain(r, r->s, "a comment does not end");
	return unescape(str_drop(advance(r, r->s.len), 1), r->keep);
}

/* [CFWS]; the first comment is *comment, where that is still empty. */
static void skip(Reader *r, Str *comment)
{
	while (r->s.len && (is_space(r->s.at[0]) || r->s.at[0] == '(')) {
		if (r->s.at[0] != '(') {
			advance(r, 1);
			continue;
		}
		Str found = read_comment(r);
		if (comment && !comment->len)
			*comment = found;
	}
}

/* Up to a blank, a comment, a quote, ';' or one of the signs `stops`. */
static Str read_run(Reader *r, const char *stops)
{
	size_t n = 0;

	while (n < r->s.len && !is_space(r->s.at[n]) && !strchr("(\";", r->s.at[n] ? r->s.at[n] : 'x') && (!r->s.at[n] || !strchr(stops, r->s.at[n])))
		n++;
	return advance(r, n);
}

static Str read_keyword(Reader *r, const char *stops, const char *why)
{
	Str word = read_run(r, stops);

	if (!is_keyword(word))
		complain(r, word.len ? word : r->s, why);
	return word;
}

/* value, or an address where one may stand. */
static Str read_value(Reader *r, bool address)
{
	skip(r, NULL);
	if (!at(r, '"')) {
		Str run = read_run(r, "");

		if (!all_of(run, TOKEN) && !(address && is_address(run)))
			complain(r, run.len ? run : r->s, run.len ? "a value has a sign that wants quotes" : "a value is missing");
		return run;
	}
	Str start = r->s;
	size_t n = quoted_length(start);
	if (!n) {
		complain(r, start, "a quoted string does not end");
		return unescape(str_drop(advance(r, start.len), 1), r->keep);
	}
	advance(r, n);
	if (!at(r, '@'))
		return unescape(str_take(str_drop(start, 1), n - 2), r->keep);
	Str domain = read_run(r, "");
	Str whole = str_take(start, n + domain.len);
	if (!address || !is_address(whole))
		complain(r, whole, "a value has a sign that wants quotes");
	return unescape(whole, r->keep).len == whole.len ? whole : arena_str(r->keep, whole);
}

/* "1" behind a method or an authserv-id. */
static void read_version(Reader *r, int *version)
{
	Str digits = read_run(r, "=");

	if (str_number(digits, version).len || *version < 0) {
		complain(r, digits, "a version is no number");
		*version = 1;
	}
}

/* method [/ version] = result, comments between; false where it is none. */
static bool read_method(Reader *r, AuthResult *out)
{
	out->method = read_keyword(r, "=/", "a method is no keyword");
	skip(r, NULL);
	if (accept(r, '/')) {
		skip(r, NULL);
		read_version(r, &out->version);
		skip(r, NULL);
	}
	if (!accept(r, '=') || !out->method.len)
		return false;
	skip(r, NULL);
	out->result = read_keyword(r, "=", "a result is no keyword");
	return out->result.len > 0;
}

/* What belongs to nothing: over it. */
static void drop_junk(Reader *r, Str word)
{
	complain(r, word.len ? word : r->s, "a word that is neither a reason nor a property");
	if (word.len)
		return;
	size_t n = at(r, '"') ? quoted_length(r->s) : 1;
	advance(r, n ? n : r->s.len);
}

/* reason=value, or ptype.property=value. */
static void read_specification(Reader *r, AuthResult *out)
{
	Str first = read_run(r, "=."), property = STR("");

	skip(r, NULL);
	bool dotted = first.len && accept(r, '.');
	if (dotted) {
		skip(r, NULL);
		property = read_run(r, "=");
		skip(r, NULL);
	}
	if (!first.len || !accept(r, '=')) {
		drop_junk(r, first);
		return;
	}
	if (!dotted && str_ieq(first, STR("reason"))) {
		if (out->reason.len || out->n)
			complain(r, first, "a reason stands behind a property");
		out->reason = read_value(r, false);
		return;
	}
	if (!is_keyword(first) || !is_keyword(property))
		complain(r, first, dotted ? "the name of a property is no keyword" : "a property has no type");
	*arena_push(r->keep, out) = dotted ? (AuthProperty){ first, property, read_value(r, true) } : (AuthProperty){ STR(""), first, read_value(r, true) };
}

static void over_to_semicolon(Reader *r)
{
	while (r->s.len && !at(r, ';')) {
		skip(r, NULL);
		if (at(r, '"'))
			advance(r, quoted_length(r->s) ? quoted_length(r->s) : r->s.len);
		else if (!read_run(r, "").len && r->s.len && !at(r, ';'))
			advance(r, 1);
	}
}

/* What stands between two ';'. */
static void read_result(Reader *r)
{
	AuthResult result = { .version = 1, .method = STR(""), .result = STR(""), .reason = STR(""), .comment = STR("") };

	skip(r, NULL);
	const char *from = r->s.at;
	Reader ahead = *r;
	if (str_ieq(read_run(&ahead, "=/"), STR("none"))) {
		skip(&ahead, NULL);
		if (!ahead.s.len && !r->out->n) {
			*r = ahead;
			return;
		}
	}
	if (!r->s.len || at(r, ';')) {
		complain(r, str_between(from, from), "a ';' with nothing behind it");
		return;
	}
	if (!read_method(r, &result)) {
		complain(r, str_between(from, r->s.at), "no method and result");
		over_to_semicolon(r);
		return;
	}
	for (skip(r, &result.comment); r->s.len && !at(r, ';'); skip(r, &result.comment))
		read_specification(r, &result);
	result.whole = str_trim_end(str_between(from, r->s.at));
	*arena_push(r->keep, r->out) = result;
}

/* authserv-id [CFWS version]; false where it is none, and nothing was read then. */
static bool read_authority(Reader *r)
{
	AuthResults *out = r->out;

	skip(r, NULL);
	Reader before = *r;
	bool quoted = at(r, '"');
	Str id = quoted ? read_value(r, false) : read_run(r, "=");
	Str where = str_between(before.s.at, r->s.at);

	skip(r, NULL);
	if ((!quoted && !all_of(id, TOKEN)) || (quoted && !quoted_length(before.s)) || at(r, '=')) {
		complain(r, where, at(r, '=') ? "no authserv-id" : "the authserv-id has a sign that wants quotes");
		r->s = at(r, '=') ? before.s : r->s;
		return false;
	}
	out->authserv_id = id;
	if (r->s.len && is_digit(r->s.at[0])) {
		read_version(r, &out->version);
		skip(r, NULL);
	}
	if (r->s.len && !at(r, ';')) {
		complain(r, r->s, "words behind the authserv-id");
		over_to_semicolon(r);
	}
	return true;
}

static void read_payload(Reader *r)
{
	AuthResults *out = r->out;
	bool id = read_authority(r);

	out->usable = id;
	if (id && !r->s.len)
		complain(r, r->s, "neither a result nor \"none\"");
	if (!id && !at(r, ';'))
		read_result(r);
	while (accept(r, ';'))
		read_result(r);
}

void authres_read(Str value, Arena *keep, AuthResults *out)
{
	Reader r = { value, keep, out };

	*out = (AuthResults){ .valid = true, .version = 1, .authserv_id = STR(""), .error = { value.at, 0 }, .why = "" };
	read_payload(&r);
}

/* RFC 8617 4.1.1: i=N; and then as above.  4.2.1: from 1 to 50. */
void authres_read_arc(Str value, Arena *keep, AuthResults *out)
{
	Reader r = { value, keep, out };

	*out = (AuthResults){ .valid = true, .version = 1, .authserv_id = STR(""), .error = { value.at, 0 }, .why = "" };
	skip(&r, NULL);
	Reader start = r;
	bool named = str_eq(read_run(&r, "="), STR("i"));
	skip(&r, NULL);
	if (!named || !accept(&r, '=')) {
		complain(&r, start.s, "no instance (i=)");
		return;
	}
	skip(&r, NULL);
	Str digits = read_run(&r, "");
	skip(&r, NULL);
	if (digits.len > 2 || str_number(digits, &out->instance).len || out->instance < 1 || out->instance > 50 || !accept(&r, ';')) {
		complain(&r, digits, "the instance is no number from 1 to 50");
		out->instance = 0;
		return;
	}
	read_payload(&r);
}

const AuthResult *authres_next(const AuthResults *r, const char *method, size_t *i)
{
	while (*i < r->n) {
		const AuthResult *found = &r->v[(*i)++];

		if (str_ieq(found->method, str_of(method)))
			return found;
	}
	return NULL;
}

Str authres_property(const AuthResult *r, const char *ptype, const char *property)
{
	for (size_t i = 0; i < r->n; i++)
		if (str_ieq(r->v[i].ptype, str_of(ptype)) && str_ieq(r->v[i].property, str_of(property)))
			return r->v[i].value;
	return STR("");
}

/* ---- writing ---- */

enum { COLUMNS = 78 };

typedef struct {
	Buf b;
	size_t column;
} Writer;

/* text, behind a blank or a fold where it does not fit. */
static void put_piece(Writer *w, Str text)
{
	if (w->column + 1 + text.len > COLUMNS) {
		buf_put(&w->b, STR("\r\n\t"));
		w->column = 8;
	} else {
		buf_char(&w->b, ' ');
		w->column++;
	}
	buf_put(&w->b, text);
	w->column += text.len;
}

/* What may stand in a field: at most AUTHRES_VALUE bytes of UTF-8 without controls, each that is not as '?'. */
static Str presentable(Str s, Arena *keep)
{
	Buf b = buf_new(keep);
	uint32_t rune;

	s = str_take(s, AUTHRES_VALUE);
	for (size_t n; s.len; s = str_drop(s, n ? n : 1)) {
		n = utf8_read(s, &rune);
		if (!n || rune < 0x20 || (rune >= 0x7f && rune < 0xa0))
			buf_char(&b, '?');
		else
			buf_put(&b, str_take(s, n));
	}
	return buf_str(&b);
}

static void put_escaped(Buf *b, Str s, const char *escape)
{
	for (size_t i = 0; i < s.len; i++) {
		if (strchr(escape, s.at[i]))
			buf_char(b, '\\');
		buf_char(b, s.at[i]);
	}
}

/* A value as it is where the grammar lets it stand so; else quoted. */
static void put_value(Buf *b, Str s, bool address)
{
	s = presentable(s, b->arena);
	if (ascii_length(s) == s.len && (all_of(s, TOKEN) || (address && is_address(s)))) {
		buf_put(b, s);
		return;
	}
	buf_char(b, '"');
	put_escaped(b, s, "\"\\");
	buf_char(b, '"');
}

static Str quoted(Str head, Str s, bool address, const char *tail, Arena *keep)
{
	Buf b = buf_new(keep);

	buf_put(&b, head);
	put_value(&b, s, address);
	buf_put(&b, str_of(tail));
	return buf_str(&b);
}

static Str method_text(const AuthResult *r, Arena *keep)
{
	Buf b = buf_new(keep);

	buf_put(&b, r->method);
	if (r->version != 1 && r->version >= 0)
		buf_format(&b, "/%d", r->version);
	buf_char(&b, '=');
	buf_put(&b, r->result);
	return buf_str(&b);
}

static Str comment_text(Str comment, Arena *keep)
{
	Buf b = buf_new(keep);

	buf_char(&b, '(');
	put_escaped(&b, presentable(comment, keep), "()\\");
	buf_char(&b, ')');
	return buf_str(&b);
}

static void put_result(Writer *w, const AuthResult *r, Arena *keep)
{
	buf_char(&w->b, ';');
	w->column = COLUMNS;                            /* every result on a line of its own */
	put_piece(w, method_text(r, keep));
	if (r->comment.len)
		put_piece(w, comment_text(r->comment, keep));
	if (r->reason.len)
		put_piece(w, quoted(STR("reason="), r->reason, false, "", keep));
	for (size_t i = 0; i < r->n; i++) {
		const AuthProperty *p = &r->v[i];
		Str name = arena_join(keep, p->ptype, arena_join(keep, STR("."), arena_join(keep, p->property, STR("="))));

		if (is_keyword(p->ptype) && is_keyword(p->property) && name.len <= AUTHRES_VALUE)
			put_piece(w, quoted(name, p->value, true, "", keep));
	}
}

static bool can_stand(const AuthResult *r)
{
	return is_keyword(r->method) && is_keyword(r->result) && r->method.len + r->result.len <= AUTHRES_VALUE;
}

Str authres_write(const AuthResults *r, Arena *keep)
{
	Writer w = { .b = buf_new(keep) };
	bool any = false;

	buf_put(&w.b, r->instance > 0 ? STR("ARC-Authentication-Results:") : STR("Authentication-Results:"));
	w.column = w.b.len;
	if (r->instance > 0) {
		Buf i = buf_new(keep);

		buf_format(&i, "i=%d;", r->instance);
		put_piece(&w, buf_str(&i));
	}
	put_piece(&w, quoted(STR(""), r->authserv_id, false, r->version > 1 ? " " : "", keep));
	if (r->version > 1)
		buf_number(&w.b, r->version);
	for (size_t i = 0; i < r->n; i++) {
		if (can_stand(&r->v[i]))
			put_result(&w, &r->v[i], keep);
		any |= can_stand(&r->v[i]);
	}
	if (!any) {
		buf_char(&w.b, ';');
		put_piece(&w, STR("none"));
	}
	return buf_str(&w.b);
}
