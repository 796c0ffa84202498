/* spf_macro.c - the elements of a macro-string: literal text, %% %_ %-, and %{letter transformers delimiters}. */
#include "auth/spf_macro.h"
#include "base/buf.h"

enum { NAME_MOST = 253, TAIL = 256, PARTS_MOST = 100000, NIBBLES = 32 };

typedef struct {
	char kind;                              /* 'l' literal, '%' '_' '-', '{' a macro; '!' an error; 0 the end */
	Str text;                               /* all of it */
	char letter;                            /* of a macro, in lower case */
	bool escape;                            /* it was written in upper case */
	int parts;                              /* how many from the right; 0: all */
	bool reverse;
	Str delimiters;                         /* "" for the dot */
	const char *error;
} Element;

static size_t wrong(Element *e, const char *error)
{
	e->kind = '!';
	e->error = error;
	return 0;
}

static bool is_delimiter(char c)
{
	return c == '.' || c == '-' || c == '+' || c == ',' || c == '/' || c == '_' || c == '=';
}

static const char *letter_error(char letter, MacroPlace place)
{
	bool text_only = letter == 'c' || letter == 'r' || letter == 't';

	if (letter == '\0' || !strchr("slodipvhcrt", letter))
		return "there is no macro of this letter";
	return text_only && place == MACRO_IN_DOMAIN ? "the macros c, r and t may stand in the text of an explanation only" : NULL;
}

/* "%{" macro-letter transformers *delimiter "}"; answers its length. */
static size_t read_macro(Str s, MacroPlace place, Element *e)
{
	size_t i = 3;
	bool digits = false;

	e->letter = to_lower(s.len > 2 ? s.at[2] : '\0');
	e->escape = s.len > 2 && is_upper(s.at[2]);
	e->text = str_take(s, 3);
	if ((e->error = letter_error(e->letter, place)) != NULL)
		return wrong(e, e->error);
	for (; i < s.len && is_digit(s.at[i]); i++, digits = true)
		e->parts = e->parts < PARTS_MOST ? e->parts * 10 + (s.at[i] - '0') : e->parts;
	if (i < s.len && to_lower(s.at[i]) == 'r') {
		e->reverse = true;
		i++;
	}
	size_t from = i;
	while (i < s.len && is_delimiter(s.at[i]))
		i++;
	e->delimiters = str_take(str_drop(s, from), i - from);
	e->text = str_take(s, i + 1);
	if (i == s.len || s.at[i] != '}')
		return wrong(e, "in a macro a letter is followed by a number, an r, delimiters and a closing brace, and by nothing else");
	if (digits && e->parts == 0)
		return wrong(e, "a macro cannot keep 0 parts");
	return i + 1;
}

static size_t read_percent(Str s, MacroPlace place, Element *e)
{
	char c = s.len > 1 ? s.at[1] : '\0';

	e->kind = c;
	e->text = str_take(s, 2);
	if (c == '{')
		return read_macro(s, place, e);
	return c == '%' || c == '_' || c == '-' ? 2 : wrong(e, "a percent sign must be followed by {, %, _ or -");
}

/* How many bytes of literal text s begins with. */
static size_t literal_size(Str s, MacroPlace place)
{
	char least = place == MACRO_IN_TEXT ? ' ' : ' ' + 1;
	size_t n = 0;

	while (n < s.len && s.at[n] >= least && s.at[n] < 0x7f && s.at[n] != '%')
		n++;
	return n;
}

/* Take one element off the front of s; its kind is 0 at the end. */
static Str next_element(Str s, MacroPlace place, Element *e)
{
	*e = (Element){ .text = { s.at, 0 }, .delimiters = { s.at, 0 } };
	if (s.len && s.at[0] == '%')
		return str_drop(s, read_percent(s, place, e));
	size_t n = literal_size(s, place);
	e->kind = n ? 'l' : 0;
	e->text = str_take(s, n);
	if (n == 0 && s.len) {
		e->text = str_take(s, 1);
		wrong(e, "only visible characters of ASCII may stand here");
	}
	return str_drop(s, n);
}

MacroSyntax macro_syntax(Str s, MacroPlace place)
{
	MacroSyntax m = { .wrong = { s.at, 0 } };
	Element e;

	if (literal_size(s, place) == s.len)
		return m;                               /* as nearly always */
	for (Str rest = next_element(s, place, &e); e.kind; rest = next_element(rest, place, &e)) {
		m.ends_in_macro = e.kind != 'l';
		if (e.kind == '!')
			return (MacroSyntax){ .error = e.error, .wrong = e.text };
	}
	return m;
}

bool macro_uses(Str s, const char *letters)
{
	Element e;

	if (!memchr(s.at, '%', s.len))
		return false;
	for (Str rest = next_element(s, MACRO_IN_TEXT, &e); e.kind && e.kind != '!'; rest = next_element(rest, MACRO_IN_TEXT, &e))
		if (e.kind == '{' && strchr(letters, e.letter))
			return true;
	return false;
}

/* Where expanded text goes: a window that keeps what was written last, for names, or a text up to its limit. */
typedef struct {
	char *at;
	size_t len, cap;
	bool slides;
	bool lost;                              /* it did not fit */
} Sink;

/* A window has room for more than a name and its closing dot, so that its last TAIL bytes are always right. */
static void put(Sink *k, Str s)
{
	if (k->len + s.len > k->cap) {
		k->lost = !k->slides;
		if (k->lost)
			return;
		size_t kept = k->len < TAIL ? k->len : TAIL;

		memmove(k->at, k->at + k->len - kept, kept);
		k->len = kept;
		s = s.len > TAIL ? str_drop(s, s.len - TAIL) : s;
	}
	memcpy(k->at + k->len, s.at, s.len);
	k->len += s.len;
}

/* RFC 3986 2.3 */
static bool is_unreserved(char c)
{
	return is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static void put_escaped(Sink *k, Str s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		char code[3] = { '%', hex[c >> 4], hex[c & 15] };

		put(k, is_unreserved(s.at[i]) ? (Str){ s.at + i, 1 } : (Str){ code, 3 });
	}
}

static void put_part(Sink *k, const Element *e, Str part)
{
	if (e->escape)
		put_escaped(k, part);
	else
		put(k, part);
}

static bool divides(const Element *e, char c)
{
	return e->delimiters.len ? memchr(e->delimiters.at, c, e->delimiters.len) != NULL : c == '.';
}

/* How many bytes of s its first n parts have. */
static size_t parts_size(const Element *e, Str s, int n)
{
	for (size_t i = 0; i < s.len; i++)
		if (divides(e, s.at[i]) && --n == 0)
			return i;
	return s.len;
}

/* The last n parts, in their order. */
static void put_forward(Sink *k, const Element *e, Str s, int skipped)
{
	Str rest = skipped ? str_drop(s, parts_size(e, s, skipped) + 1) : s;

	for (size_t i = 0, from = 0; i <= rest.len; i++) {
		if (i < rest.len && !divides(e, rest.at[i]))
			continue;
		put_part(k, e, (Str){ rest.at + from, i - from });
		if (i < rest.len)
			put(k, STR("."));
		from = i + 1;
	}
}

/* The first n parts from the last to the first: reversed, they are the last n. */
static void put_backward(Sink *k, const Element *e, Str s, int kept)
{
	Str head = str_take(s, parts_size(e, s, kept));

	for (size_t end = head.len, from; ; end = from - 1) {
		for (from = end; from > 0 && !divides(e, head.at[from - 1]); from--)
			;
		put_part(k, e, (Str){ head.at + from, end - from });
		if (from == 0)
			return;
		put(k, STR("."));
	}
}

/* RFC 7208 7.3: split at delimiters, reversed, the right-hand parts kept, joined by dots.  Parts may be empty. */
static void put_transformed(Sink *k, const Element *e, Str s)
{
	int parts = 1;

	if (e->parts == 0 && !e->reverse && e->delimiters.len == 0) {
		put_part(k, e, s);
		return;
	}
	for (size_t i = 0; i < s.len; i++)
		parts += divides(e, s.at[i]);
	int kept = e->parts && e->parts < parts ? e->parts : parts;
	if (e->reverse)
		put_backward(k, e, s, kept);
	else
		put_forward(k, e, s, parts - kept);
}

/* RFC 7208 7.3, %{i}: IPv4 as usual, of IPv6 every nibble with dots between. */
static Str dotted(Ip ip, Arena *a)
{
	if (!ip.v6)
		return ip_text(ip, a);
	char *out = take(a, char, 2 * NIBBLES);

	for (int i = 0; i < NIBBLES; i++) {
		out[2 * i] = "0123456789ABCDEF"[i % 2 ? ip.at[i / 2] & 15 : ip.at[i / 2] >> 4];
		out[2 * i + 1] = '.';
	}
	return (Str){ out, 2 * NIBBLES - 1 };
}

static Str value_of(const MacroValues *v, char letter, Arena *a)
{
	Buf b = buf_new(a);

	switch (letter) {
	case 's': return arena_join(a, v->local, arena_join(a, STR("@"), v->origin));
	case 'l': return v->local;
	case 'o': return v->origin;
	case 'd': return v->domain;
	case 'i': return dotted(v->ip, a);
	case 'p': return v->validated;
	case 'v': return v->ip.v6 ? STR("ip6") : STR("in-addr");
	case 'h': return v->helo;
	case 'c': return ip_text(v->ip, a);
	case 'r': return v->receiver;
	default:  buf_number(&b, v->now); return buf_str(&b);
	}
}

static void expand(const MacroValues *v, Str spec, MacroPlace place, Sink *k, Arena scratch)
{
	Element e;

	for (Str rest = next_element(spec, place, &e); e.kind && e.kind != '!'; rest = next_element(rest, place, &e)) {
		Arena a = scratch;

		switch (e.kind) {
		case 'l': put(k, e.text); break;
		case '%': put(k, STR("%")); break;
		case '_': put(k, STR(" ")); break;
		case '-': put(k, STR("%20")); break;
		default:  put_transformed(k, &e, value_of(v, e.letter, &a)); break;
		}
	}
}

/* Labels off the left side until the name fits: what follows the first dot of its last 254 bytes. */
static Str fitted(Str name)
{
	Str label;

	if (name.len && name.at[name.len - 1] == '.')
		name.len--;
	return name.len > NAME_MOST ? str_cut(str_drop(name, name.len - NAME_MOST - 1), '.', &label) : name;
}

Str macro_name(const MacroValues *v, Str spec, char window[MACRO_WINDOW], Arena scratch)
{
	Sink k = { .at = window, .cap = MACRO_WINDOW, .slides = true };

	if (!memchr(spec.at, '%', spec.len))
		return fitted(spec);
	expand(v, spec, MACRO_IN_DOMAIN, &k, scratch);
	return fitted((Str){ window, k.len });
}

bool macro_text(const MacroValues *v, Str spec, Arena *keep, Str *out)
{
	Sink k = { .at = take(keep, char, LIMIT_EXPLANATION), .cap = LIMIT_EXPLANATION };

	*out = STR("");
	if (macro_syntax(spec, MACRO_IN_TEXT).error)
		return false;
	expand(v, spec, MACRO_IN_TEXT, &k, *keep);
	if (k.lost)
		return false;
	*out = (Str){ k.at, k.len };
	return true;
}
