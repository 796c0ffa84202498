/* address.c - mail addresses, wherever they stand. */
#include "base/codec.h"
#include "base/eight.h"
#include "mail/address.h"
#include "mail/encoded.h"
#include "mail/header.h"

enum { LOCAL_BYTES = 320 };     /* RFC 5321 4.5.3.1.1 says 64; VERP and SRS say more */

/* What a dot-atom is written with (RFC 5322 3.2.3), and a domain; UTF-8 in both (RFC 6532). */
enum { LOCAL = 1, DOMAIN = 2 };

static const unsigned char signs[256] = {
	['0' ... '9'] = LOCAL | DOMAIN, ['A' ... 'Z'] = LOCAL | DOMAIN, ['a' ... 'z'] = LOCAL | DOMAIN, [0x80 ... 0xff] = LOCAL | DOMAIN,
	['.'] = LOCAL | DOMAIN, ['-'] = LOCAL | DOMAIN, ['_'] = LOCAL | DOMAIN,
	['!'] = LOCAL, ['#'] = LOCAL, ['$'] = LOCAL, ['%'] = LOCAL, ['&'] = LOCAL, ['\''] = LOCAL, ['*'] = LOCAL, ['+'] = LOCAL, ['/'] = LOCAL,
	['='] = LOCAL, ['?'] = LOCAL, ['^'] = LOCAL, ['`'] = LOCAL, ['{'] = LOCAL, ['|'] = LOCAL, ['}'] = LOCAL, ['~'] = LOCAL,
};

static inline bool is_local(char c)  { return signs[(unsigned char)c] & LOCAL; }
static inline bool is_domain(char c) { return signs[(unsigned char)c] & DOMAIN; }

Str address_domain(Str s)
{
	const char *at = s.len ? memrchr(s.at, '@', s.len) : NULL;

	return at ? str_between(at + 1, s.at + s.len) : STR("");
}

/* No controls, and no byte below `least`? */
static bool is_clean(Str s, unsigned char least)
{
	size_t i = 0;

	for (; i + 8 <= s.len; i += 8)
		if (eight_below(eight_at(s.at + i), least) | eight_are(eight_at(s.at + i), 0x7f))
			return false;
	for (; i < s.len; i++)
		if ((unsigned char)s.at[i] < least || s.at[i] == 0x7f)
			return false;
	return true;
}

/* Only in quotes there may be blanks, and another @. */
bool address_plausible(Str s)
{
	Str domain = address_domain(s), local = str_take(s, s.len - domain.len - 1);

	if (domain.len == 0 || local.len == 0 || !is_clean(domain, '!'))
		return false;
	return local.at[0] == '"' ? is_clean(local, ' ') : is_clean(local, '!') && !memchr(local.at, '@', local.len);
}

/* ---- header fields ---- */

/* One piece of a field: a quoted string, a comment, a sign of its own, or a run of other bytes without blanks. */
typedef enum { END, QUOTED, COMMENT, SIGN, WORD } Kind;
typedef struct { Kind kind; Str text; } Piece;  /* QUOTED and COMMENT: without what encloses them */

/* A quoted string or a comment at the front of s: its length with what encloses it. */
static size_t enclosed_length(Str s, char open, char close)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\\')
			i++;
		else if (s.at[i] == close && (i > 0 && (open == close || --depth == 0)))
			return i + 1;
		else if (s.at[i] == open && open != close)
			depth++;
	}
	return s.len;
}

static Str inside(Str s, char close)
{
	s = str_drop(s, 1);
	return s.len && s.at[s.len - 1] == close ? str_take(s, s.len - 1) : s;
}

static bool is_sign(char c)
{
	return c == '<' || c == '>' || c == ',' || c == ';' || c == ':';
}

/* *broken: a quote was opened and not closed, so that no quote means anything any more. */
static Str piece_read(Str s, bool *broken, Piece *out)
{
	size_t n = 0;

	if (s.len && s.at[0] == '"' && !*broken) {
		size_t quoted = enclosed_length(s, '"', '"');

		*broken = quoted == s.len && (quoted == 1 || s.at[quoted - 1] != '"');
	}
	while (s.len && (is_space(s.at[0]) || (*broken && s.at[0] == '"')))
		s = str_drop(s, 1);
	*out = (Piece){ END, s };
	if (!s.len)
		return s;
	if (s.at[0] == '"' || s.at[0] == '(') {
		bool quoted = s.at[0] == '"';
		char close = quoted ? '"' : ')';

		n = enclosed_length(s, s.at[0], close);
		*out = (Piece){ quoted ? QUOTED : COMMENT, inside(str_take(s, n), close) };
	} else if (is_sign(s.at[0])) {
		n = 1;
		*out = (Piece){ SIGN, str_take(s, 1) };
	} else {
		while (n < s.len && !is_space(s.at[n]) && !is_sign(s.at[n]) && s.at[n] != '"' && s.at[n] != '(')
			n++;
		*out = (Piece){ WORD, str_take(s, n) };
	}
	return str_drop(s, n);
}

/* Is a local part a dot-atom, which needs no quotes (RFC 5321 4.1.2: then they mean nothing)? */
static bool is_dot_atom(Str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_local(s.at[i]))
			return false;
	return s.len && s.at[0] != '.' && s.at[s.len - 1] != '.';
}

/* "a.b"@c is a.b@c; all other quotes stay. */
static Str unquoted_whole(Str s, Arena *keep)
{
	if (s.len < 2 || s.at[0] != '"')
		return s;
	size_t n = enclosed_length(s, '"', '"');
	Str local = header_unquote(inside(str_take(s, n), '"'), keep), rest = str_drop(s, n);

	return is_dot_atom(local) && rest.len && rest.at[0] == '@' ? arena_join(keep, local, rest) : s;
}

/* Everything between '<' and '>', or all of a bare address: blanks, comments and a source route dropped (RFC 5321 4.1.2, appendix C). */
static Str spec_read(Str s, Arena *keep)
{
	Str route;

	s = str_trim(s);
	if (s.len && (memchr(s.at, '(', s.len) || memchr(s.at, '\n', s.len) || memchr(s.at, '\r', s.len)))
		s = header_without_comments(header_unfold(s, keep), keep);
	if (s.len && s.at[0] == '@' && memchr(s.at, ':', s.len))
		s = str_cut(s, ':', &route);
	return unquoted_whole(str_trim(s), keep);
}

static void address_push(Str name, Str spec, Arena *keep, Addresses *out)
{
	Str whole = spec_read(spec, keep), domain = address_domain(whole);

	*arena_push(keep, out) = (Address){
		.name = str_trim(name),
		.local = domain.len || str_ends(whole, STR("@")) ? str_take(whole, whole.len - domain.len - 1) : whole,
		.domain = domain, .whole = whole,
	};
}

Str address_display(const Address *a, Arena *keep)
{
	return encoded_decode(header_unquote(a->name, keep), STR("windows-1252"), keep);
}

/* A mailbox while it is read: the words before '<' (or all of a bare address), the last comment, and what stood in '<>'. */
typedef struct { const char *from, *to; Str quoted, comment, angle; bool has_angle, after_angle; } Mailbox;

static void mailbox_end(Mailbox *m, Arena *keep, Addresses *out)
{
	Str words = m->from ? str_between(m->from, m->to) : STR("");

	if (m->has_angle)
		address_push(m->quoted.len ? m->quoted : words, m->angle, keep, out);
	else if (words.len && memchr(words.at, '@', words.len))
		address_push(m->comment, words, keep, out);
	else if (words.len && !memchr(words.at, ' ', words.len) && !m->after_angle)
		address_push(m->comment, words, keep, out);     /* "MAILER-DAEMON" */
	*m = (Mailbox){ .quoted = STR(""), .comment = STR(""), .angle = STR("") };
}

/* What stands between '<' and its '>', quotes respected; the result is what follows it. */
static Str angle_read(Str s, Str *inside_angle)
{
	size_t n = 0;

	while (n < s.len && s.at[n] != '>')
		n += s.at[n] == '"' ? enclosed_length(str_drop(s, n), '"', '"') : 1;
	n = n < s.len ? n : s.len;
	*inside_angle = str_take(s, n);
	return str_drop(s, n + 1);
}

static void mailbox_piece(Mailbox *m, Piece p, const char *end, Arena *keep, Addresses *out)
{
	if (p.kind == COMMENT) {
		m->comment = p.text;
		return;
	}
	if (m->has_angle) {                             /* the comma was forgotten, or the name stands behind */
		mailbox_end(m, keep, out);
		m->after_angle = true;
	}
	if (p.kind == QUOTED && !m->from)
		m->quoted = p.text;
	else if (p.kind == WORD && m->quoted.len)
		m->quoted = STR("");                    /* "A" B <c>: the name is all of it */
	if (!m->from)
		m->from = p.kind == QUOTED ? p.text.at - 1 : p.text.at;
	m->to = end;
}

void addresses_read(Str value, Arena *keep, Addresses *out)
{
	Mailbox m = { .quoted = STR(""), .comment = STR(""), .angle = STR("") };
	bool broken = false;
	Piece p;

	for (Str s = piece_read(value, &broken, &p); p.kind != END; s = piece_read(s, &broken, &p)) {
		char sign = p.kind == SIGN ? p.text.at[0] : 0;

		if (sign == '<') {
			if (m.has_angle)
				mailbox_end(&m, keep, out);
			s = angle_read(s, &m.angle);
			m.has_angle = true;
		} else if (sign == ',' || sign == ';') {
			mailbox_end(&m, keep, out);
		} else if (sign == ':') {
			m.from = NULL;                          /* the name of a group (RFC 5322 3.4) */
		} else if (!sign) {
			mailbox_piece(&m, p, s.at, keep, out);
		}
	}
	mailbox_end(&m, keep, out);
}

/* ---- SMTP paths and RFC 3464 ---- */

/* "rfc822;", "utf-8;", "rfc/822;", "smtp:" and their like (RFC 3464 2.3.2, and habits). */
static Str without_type(Str s, bool *utf8)
{
	for (size_t n = 0; n < s.len && n < 20; n++) {
		if (s.at[n] == ';' || s.at[n] == ':') {
			*utf8 |= str_istarts(s, STR("utf-8")) || str_istarts(s, STR("utf8"));
			return str_trim(str_drop(s, n + 1));
		}
		if (!is_alnum(s.at[n]) && s.at[n] != '-' && s.at[n] != '/' && !is_blank(s.at[n]))
			break;
	}
	return s;
}

/* RFC 6533 3.2: \x{XXXX}. */
static Str utf8_addr_decode(Str s, Arena *keep)
{
	if (!str_has(s, STR("\\x{")))
		return s;
	char *out = take(keep, char, s.len + 4);
	size_t n = 0;

	while (s.len) {
		uint32_t rune = 0;
		size_t i = str_starts(s, STR("\\x{")) ? 3 : 0, from = i;

		while (i && i < s.len && i < 9 && is_hex(s.at[i])) {
			rune = rune * 16 + (uint32_t)(is_digit(s.at[i]) ? s.at[i] - '0' : (s.at[i] | 0x20) - 'a' + 10);
			i++;
		}
		if (i > from && i < s.len && s.at[i] == '}') {
			n += utf8_write(out + n, rune);
			s = str_drop(s, i + 1);
		} else {
			out[n++] = s.at[0];
			s = str_drop(s, 1);
		}
	}
	return (Str){ out, n };
}

Str address_path(Str s, Arena *keep)
{
	bool utf8 = false;
	Str angle, word;

	s = without_type(str_trim(s), &utf8);
	size_t open = 0;
	while (open < s.len && s.at[open] != '<')
		open += s.at[open] == '"' ? enclosed_length(str_drop(s, open), '"', '"') : 1;
	if (open < s.len) {
		angle_read(str_drop(s, open + 1), &angle);
		s = without_type(str_trim(angle), &utf8);
	}
	s = spec_read(s, keep);
	if (s.len && s.at[0] != '"') {
		str_word(s, &word);                     /* "a@b may be forged": the address is the first word */
		s = word;
	}
	while (s.len && memchr(">,;", s.at[s.len - 1], 3))
		s.len--;
	return utf8 ? utf8_addr_decode(s, keep) : s;
}

/* ---- free text ---- */

/* Where the local part that ends before `at` begins; not before `from`. */
static const char *local_start(const char *from, const char *at)
{
	const char *p = at;

	if (at > from && at[-1] == '"') {
		const char *open = at - 1 > from ? memrchr(from, '"', (size_t)(at - 1 - from)) : NULL;

		return open && at - open < LOCAL_BYTES ? open : at;
	}
	while (p > from && at - p < LOCAL_BYTES && is_local(p[-1]))
		p--;
	while (p < at && *p && strchr("./'`=|{}&?*#", *p))      /* opening punctuation of the sentence */
		p++;
	return p;
}

/* "to=user@example.org", "from=…": keys of log lines, no part of the address. */
static const char *skip_key(const char *p, const char *at)
{
	static const Str keys[] = {
		STR("to="), STR("from="), STR("rcpt="), STR("orcpt="), STR("recipient="), STR("sender="), STR("email="), STR("address="), STR("for="),
	};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (str_istarts(str_between(p, at), keys[i]))
			return p + keys[i].len;
	return p;
}

/* Where the domain that begins at p ends, closing punctuation left out; p itself where there is none. */
static const char *domain_end(const char *p, const char *end)
{
	const char *q = p;

	if (p < end && *p == '[') {                     /* RFC 5321 4.1.3 */
		while (q < end && *q != ']' && !is_space(*q) && q - p < 64)
			q++;
		return q < end && *q == ']' && q > p + 1 ? q + 1 : p;
	}
	while (q < end && q - p < 255 && is_domain(*q))
		q++;
	while (q > p && (q[-1] == '.' || q[-1] == '-' || q[-1] == '_'))
		q--;
	return q > p && (*p == '.' || *p == '-') ? p : q;
}

/* What may close or open a quotation in UTF-8 is no part of an address: U+2000 to U+206F and U+3000 to U+303F cut it. */
static inline bool is_typography(const char *q)
{
	unsigned char a = (unsigned char)q[0], b = (unsigned char)q[1];

	return a & 0x80 && ((a == 0xe2 && (b & 0xfe) == 0x80) || (a == 0xe3 && b == 0x80));
}

static const char *before_typography(const char *p, const char *end)
{
	for (const char *q = p; end - q >= 3; q++)
		if (is_typography(q))
			return q;
	return end;
}

Str address_scan(Str s, Str *found)
{
	const char *from = s.at, *end = s.at + s.len;

	for (const char *at = s.at; at < end && (at = memchr(at, '@', (size_t)(end - at))); at++) {
		const char *left = skip_key(local_start(from, at), at), *right = before_typography(at + 1, domain_end(at + 1, end));

		for (const char *q = left; at - q >= 3; q++)    /* likewise on the left: from behind the last of them */
			if (is_typography(q))
				left = q + 3;
		if (left < at && right > at + 1) {
			*found = str_between(left, right);
			return str_between(right, end);
		}
		from = at + 1;
	}
	*found = (Str){ end, 0 };
	return (Str){ end, 0 };
}
