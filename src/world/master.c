/* master.c - reading and writing master files. */
#include <stdarg.h>
#include "world/master.h"
#include "world/directive.h"
#include "world/fields.h"

enum { LABEL_MAX = 63, TTL_DEFAULT = 3600 };

bool master_error(Master *m, const char *format, ...)
{
	char text[160];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (!m->failed)
		err_set(m->err, EX_DATAERR, "%s:%d: %s", m->file, m->line, text);
	m->failed = true;
	return false;
}

bool master_too_many(Master *m)
{
	return master_error(m, "more than %d types at one name", ZONE_SETS);
}

static bool is_gap(char c)
{
	return is_blank(c) || c == '\r';
}

/* Blanks, comments, and within parentheses line ends; then a line end or the end of all is not taken. */
static void skip(Master *m)
{
	while (m->rest.len && !m->failed) {
		char c = m->rest.at[0];

		if (c == ';') {
			const char *end = memchr(m->rest.at, '\n', m->rest.len);

			m->rest = str_drop(m->rest, end ? (size_t)(end - m->rest.at) : m->rest.len);
			continue;
		}
		if (c == '(' || c == ')')
			m->depth += c == '(' ? 1 : -1;
		else if (c == '\n' && m->depth > 0)
			m->line++;
		else if (!is_gap(c))
			return;
		if (m->depth < 0)
			master_error(m, "a closing parenthesis too many");
		m->rest = str_drop(m->rest, 1);
	}
	if (m->depth > 0)
		master_error(m, "a parenthesis is not closed");
}

/* How far a token reaches: to its closing quote, or to what ends a word. */
static size_t token_length(Str s, bool quoted)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (c == '\\' && i + 1 < s.len && s.at[i + 1] != '\n')
			i++;
		else if (c == '\n' || c == '"' || (!quoted && (is_gap(c) || c == ';' || c == '(' || c == ')')))
			return i;
	}
	return s.len;
}

bool master_token(Master *m, Token *t)
{
	*t = (Token){ STR(""), false };
	skip(m);
	if (m->failed || !m->rest.len || m->rest.at[0] == '\n')
		return false;
	t->quoted = m->rest.at[0] == '"';
	if (t->quoted)
		m->rest = str_drop(m->rest, 1);
	size_t n = token_length(m->rest, t->quoted);

	t->raw = str_take(m->rest, n);
	m->rest = str_drop(m->rest, n);
	if (t->quoted && !(m->rest.len && m->rest.at[0] == '"'))
		return master_error(m, "a quoted string is not closed");
	if (t->quoted)
		m->rest = str_drop(m->rest, 1);
	return true;
}

/* The byte that an escape at the front of s stands for, and how long that is; -1 where it is none. */
static int escape(Str s, size_t *n)
{
	*n = 2;
	if (s.len < 2)
		return -1;
	if (!is_digit(s.at[1]))
		return (unsigned char)s.at[1];
	*n = 4;
	if (s.len < 4 || !is_digit(s.at[2]) || !is_digit(s.at[3]))
		return -1;
	int byte = (s.at[1] - '0') * 100 + (s.at[2] - '0') * 10 + (s.at[3] - '0');
	return byte <= 255 ? byte : -1;
}

/* The byte at the front of *s, taken off it; *plain: it was not escaped.  -1 after an error. */
static int take_byte(Master *m, Str *s, bool *plain)
{
	size_t n = 1;
	int byte = (unsigned char)s->at[0];

	*plain = byte != '\\';
	if (!*plain)
		byte = escape(*s, &n);
	if (byte < 0)
		master_error(m, "'%.*s' is no escape: \\X or \\DDD, DDD at most 255", MASTER_SHOW(str_take(*s, 4)));
	*s = str_drop(*s, n);
	return byte;
}

bool master_bytes(Master *m, Str raw, char *out, size_t room, size_t *n)
{
	bool plain;

	for (*n = 0; raw.len; ) {
		int byte = take_byte(m, &raw, &plain);

		if (byte < 0)
			return false;
		if (*n == room)
			return master_error(m, "a string of more than %zu bytes", room);
		out[(*n)++] = (char)byte;
	}
	return true;
}

/* Labels as they are given, without the zero at the end; *absolute: there was a closing dot. */
static bool labels(Master *m, Str raw, char out[DNAME_WIRE_MAX], size_t *n, bool *absolute)
{
	size_t length_at = 0;
	Str s = raw;

	*n = 1;
	for (*absolute = false; s.len; ) {
		bool plain, dot;
		int byte = take_byte(m, &s, &plain);

		if (byte < 0)
			return false;
		dot = plain && byte == '.';
		if (*n == length_at + 1 ? dot : *n - length_at > LABEL_MAX && !dot)
			return master_error(m, "'%.*s' is no name: a label is empty or longer than %d bytes", MASTER_SHOW(raw), LABEL_MAX);
		if (*n >= DNAME_WIRE_MAX)
			return master_error(m, "'%.*s' is no name: longer than %d bytes", MASTER_SHOW(raw), DNAME_WIRE_MAX - 2);
		if (dot) {
			length_at = (*n)++;
			*absolute = s.len == 0;
			continue;
		}
		out[(*n)++] = (char)byte;
		out[length_at] = (char)(*n - length_at - 1);
	}
	*n = *absolute ? length_at : *n;
	return true;
}

bool master_name(Master *m, Token t, char out[DNAME_WIRE_MAX], size_t *n)
{
	bool absolute;

	*n = 0;
	if (!t.quoted && (str_eq(t.raw, STR(".")) || str_eq(t.raw, STR("@")))) {
		*n = t.raw.at[0] == '@' ? m->origin_len : 1;
		out[0] = 0;
		memcpy(out, m->origin, *n > 1 ? *n : 0);
		return true;
	}
	if (!t.raw.len)
		return master_error(m, "a name is empty");
	if (!labels(m, t.raw, out, n, &absolute))
		return false;
	const char *above = absolute ? "" : m->origin;
	size_t more = absolute ? 1 : m->origin_len;

	if (*n + more > DNAME_WIRE_MAX)
		return master_error(m, "'%.*s' is no name: longer than %d bytes", MASTER_SHOW(t.raw), DNAME_WIRE_MAX - 2);
	memcpy(out + *n, above, more);
	*n += more;
	return true;
}

bool master_ttl(Str s, uint32_t *out)
{
	static const uint32_t unit[128] = { ['s'] = 1, ['m'] = 60, ['h'] = 3600, ['d'] = 86400, ['w'] = 604800 };
	uint64_t sum = 0;

	if (!s.len)
		return false;
	while (s.len) {
		int n;

		s = str_number(s, &n);
		if (n < 0)
			return false;
		uint32_t each = !s.len ? 1 : is_alpha(s.at[0]) ? unit[(int)to_lower(s.at[0])] : 0;
		if (!each)
			return false;
		sum += (uint64_t)n * each;
		s = str_drop(s, 1);
		if (sum > UINT32_MAX)
			return false;
	}
	*out = (uint32_t)sum;
	return true;
}

/* What entries without an owner or a TTL take over from those before. */
typedef struct {
	Master m;
	Zone *zone;
	ZoneNode *owner;                        /* of the last entry; NULL: none yet */
	char owner_wire[DNAME_WIRE_MAX];
	size_t owner_len;
	uint32_t ttl, last_ttl;                 /* $TTL, and the last that an entry gave */
	bool has_ttl, has_last_ttl;
} Reader;

static bool set_origin(Reader *r)
{
	char name[DNAME_WIRE_MAX];
	size_t n;
	Token t;

	if (!master_token(&r->m, &t) || !master_name(&r->m, t, name, &n))
		return master_error(&r->m, "$ORIGIN, and no name");
	memcpy(r->m.origin, name, n);
	r->m.origin_len = n;
	return true;
}

static bool set_ttl(Reader *r)
{
	Token t;

	r->has_ttl = master_token(&r->m, &t) && master_ttl(t.raw, &r->ttl) && r->ttl <= INT32_MAX;
	return r->has_ttl || master_error(&r->m, "$TTL, and no time: 3600, 1h30m");
}

static bool control(Reader *r, Token t)
{
	static const struct { Str name; bool (*set)(Reader *); } controls[] = { { { "$ORIGIN", 7 }, set_origin }, { { "$TTL", 4 }, set_ttl } };

	for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
		if (str_ieq(t.raw, controls[i].name)) {
			if (!controls[i].set(r))
				return false;
			return master_token(&r->m, &t) ? master_error(&r->m, "'%.*s' is left over", MASTER_SHOW(t.raw)) : !r->m.failed;
		}
	return master_error(&r->m, "'%.*s' is not read here", MASTER_SHOW(t.raw));
}

/* Types that the DNS knows and no examination asks for: their name exists, and their records are not read. */
static bool is_passed_over(Str type)
{
	static const char *const known[] = { "AFSDB", "APL", "CDNSKEY", "CDS", "CERT", "CSYNC", "DHCID", "DLV", "EUI48", "EUI64", "HINFO", "HIP", "HTTPS",
		"IPSECKEY", "KEY", "KX", "LOC", "MINFO", "NAPTR", "NSEC", "NSEC3", "NSEC3PARAM", "OPENPGPKEY", "RP", "RRSIG", "SIG", "SMIMEA", "SSHFP",
		"SVCB", "URI", "WKS", "X25", "ZONEMD" };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_ieq(type, str_of(known[i])))
			return true;
	return false;
}

/* [TTL] [class] type, or [class] [TTL] type.  *type 0: one that is passed over. */
static bool read_type(Reader *r, DnsType *type, uint32_t *ttl)
{
	bool has_ttl = false, has_class = false;
	Token t;

	while (master_token(&r->m, &t)) {
		if (!has_ttl && t.raw.len && is_digit(t.raw.at[0]) && master_ttl(t.raw, ttl)) {
			has_ttl = true;
			continue;
		}
		if (!has_class && (str_ieq(t.raw, STR("IN")) || str_ieq(t.raw, STR("CLASS1")))) {
			has_class = true;
			continue;
		}
		if (!has_class && (str_ieq(t.raw, STR("CH")) || str_ieq(t.raw, STR("HS")) || str_istarts(t.raw, STR("CLASS"))))
			return master_error(&r->m, "class %.*s is not read", MASTER_SHOW(t.raw));
		if (has_ttl && *ttl > INT32_MAX)
			return master_error(&r->m, "a TTL above 2147483647");
		*type = dns_type_of(t.raw);
		if (!*type && !is_passed_over(t.raw))
			return master_error(&r->m, "'%.*s' is no type of a record", MASTER_SHOW(t.raw));
		if (has_ttl)
			r->last_ttl = *ttl;
		r->has_last_ttl |= has_ttl;
		*ttl = has_ttl ? *ttl : r->has_ttl ? r->ttl : r->has_last_ttl ? r->last_ttl : TTL_DEFAULT;
		return true;
	}
	return master_error(&r->m, "an entry without a type");
}

static bool set_owner(Reader *r, Token t)
{
	char name[DNAME_WIRE_MAX], text[DNAME_TEXT_MAX];
	size_t n;

	if (!master_name(&r->m, t, name, &n))
		return false;
	if (r->owner && n == r->owner_len && memcmp(name, r->owner_wire, n) == 0)
		return true;
	memcpy(r->owner_wire, name, n);
	r->owner_len = n;
	r->owner = zone_name(r->zone, (Str){ text, dname_text((Str){ name, n }, text) }, true);
	return true;
}

/* One entry: a control, or a record. */
static bool entry(Reader *r)
{
	bool blank = is_gap(r->m.rest.at[0]);
	DnsRecord record;
	DnsType type = (DnsType)0;
	uint32_t ttl = 0;
	Token t;

	skip(&r->m);
	if (r->m.failed || !r->m.rest.len || r->m.rest.at[0] == '\n')
		return !r->m.failed;
	if (blank && !r->owner)
		return master_error(&r->m, "no name, and none before it");
	if (!blank) {
		if (!master_token(&r->m, &t))
			return false;
		if (!t.quoted && t.raw.len && t.raw.at[0] == '$')
			return control(r, t);
		if (!set_owner(r, t))
			return false;
	}
	if (!read_type(r, &type, &ttl))
		return false;
	if (!type) {
		while (master_token(&r->m, &t))
			continue;
		return !r->m.failed;
	}
	if (!fields_read(&r->m, type, r->zone->keep, &record))
		return false;
	record.ttl = ttl;
	return zone_add(r->zone, r->owner, type, record) || master_too_many(&r->m);
}

/* A line that is a comment and begins with '!' is a directive. */
static bool is_directive(Str line, Str *words)
{
	line = str_trim(line);
	if (!str_starts(line, STR(";")))
		return false;
	*words = str_trim(str_drop(line, 1));
	return str_starts(*words, STR("!"));
}

bool master_read(Zone *z, Str text, const char *file, Err *err)
{
	Reader r = { .m = { .rest = text, .line = 1, .file = file, .err = err, .origin_len = 1 }, .zone = z };
	Directives d = directives_new(z, file, err);
	Str line, words;

	while (r.m.rest.len) {
		str_cut(r.m.rest, '\n', &line);
		if (is_directive(line, &words)) {
			r.m.rest = str_drop(r.m.rest, line.len);
			if (!directive_read(&d, words, r.m.line))
				return false;
		} else if (!entry(&r)) {
			return false;
		}
		r.m.rest = str_drop(r.m.rest, 1);       /* the line end that ended the entry */
		r.m.line++;
	}
	return true;
}

void master_put_byte(Buf *b, char c, bool quoted)
{
	static const char special[] = ".;()@$\"\\";
	unsigned u = (unsigned char)c;

	if (u < 0x20 || u > 0x7e || (c == ' ' && !quoted)) {
		buf_char(b, '\\');
		buf_char(b, (char)('0' + u / 100));
		buf_char(b, (char)('0' + u / 10 % 10));
		buf_char(b, (char)('0' + u % 10));
		return;
	}
	if (quoted ? c == '"' || c == '\\' : strchr(special, c) != NULL)
		buf_char(b, '\\');
	buf_char(b, c);
}

void master_put_name(Buf *b, Str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\\') {
			buf_put(b, str_take(str_drop(text, i), 4));
			i += 3;
		} else if (text.at[i] == '.') {
			buf_char(b, '.');
		} else {
			master_put_byte(b, text.at[i], false);
		}
	}
	buf_char(b, '.');
}
