/* mta_sts.c - the grammars of RFC 8461 3.1 and 3.2, RFC 8460 3. */
#include "auth/mta_sts.h"

#define X(id, name, text) name,
const char *const sts_mode_name[STS_MODE_COUNT] = { STS_MODES(X) };
#undef X
#define X(id, name, text) text,
const char *const sts_mode_text[STS_MODE_COUNT] = { STS_MODES(X) };
#undef X

enum { NAME_MOST = 32, ID_MOST = 32, AGE_DIGITS = 10 };

/* ---- fields ---- */

/* (ALPHA / DIGIT) *31(ALPHA / DIGIT / "_" / "-" / ".") */
static bool is_name(Str s)
{
	if (s.len == 0 || s.len > NAME_MOST || !is_alnum(s.at[0]))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!is_alnum(s.at[i]) && s.at[i] != '_' && s.at[i] != '-' && s.at[i] != '.')
			return false;
	return true;
}

static bool is_id(Str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_alnum(s.at[i]))
			return false;
	return s.len > 0 && s.len <= ID_MOST;
}

/* Visible ASCII; "=" and ";" are not among it, where a value is not a URI. */
static bool is_value(Str s, bool uri)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] <= ' ' || s.at[i] > '~' || s.at[i] == ';' || (!uri && s.at[i] == '='))
			return false;
	return s.len > 0;
}

static Str trim_blanks(Str s)
{
	while (s.len && (s.at[0] == ' ' || s.at[0] == '\t'))
		s = str_drop(s, 1);
	while (s.len && (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t'))
		s.len--;
	return s;
}

/* ---- records: "v=VERSION; name=value; …" ---- */

static bool begins(Str text, Str version)
{
	Str rest = str_drop(text, version.len);

	return str_starts(text, version) && str_starts(trim_blanks(rest), STR(";"));
}

bool sts_record_begins(Str text)    { return begins(text, STR("v=STSv1")); }
bool tlsrpt_record_begins(Str text) { return begins(text, STR("v=TLSRPTv1")); }

/* The next "name=value"; false at the end.  name "": it is none, and *field the slice. */
static bool next_field(Str *rest, Str *field, Str *name, Str *value)
{
	while (rest->len) {
		*rest = str_cut(*rest, ';', field);
		*field = trim_blanks(*field);
		if (field->len == 0 && rest->len == 0)
			return false;
		*value = str_cut(*field, '=', name);
		if (!is_name(*name) || name->len == field->len)
			*name = STR("");
		return true;
	}
	return false;
}

void sts_record(Str text, StsRecord *out)
{
	Str field, name, value, rest = str_cut(text, ';', &field);

	*out = (StsRecord){ .id = STR(""), .wrong = STR("") };
	if (!sts_record_begins(text)) {
		out->why = "it does not begin with v=STSv1;";
		return;
	}
	while (next_field(&rest, &field, &name, &value)) {
		bool is_the_id = str_eq(name, STR("id"));

		if (name.len == 0 || !(is_the_id ? is_id(value) : is_value(value, false))) {
			out->wrong = field;
			out->why = is_the_id ? "id= has 1 to 32 letters and digits" : "a field is name=value";
			return;
		}
		if (is_the_id && out->id.len == 0)
			out->id = value;
	}
	out->valid = out->id.len > 0;
	out->why = out->valid ? NULL : "it has no id=";
}

/* One or more URIs, mailto: or https:, commas between them. */
static bool is_rua(Str s)
{
	Str uri;

	while (s.len) {
		s = str_cut(s, ',', &uri);
		uri = trim_blanks(uri);
		if (!is_value(uri, true) || !(str_istarts(uri, STR("mailto:")) ? str_has(uri, STR("@")) : str_istarts(uri, STR("https://"))))
			return false;
	}
	return true;
}

void tlsrpt_record(Str text, TlsrptRecord *out)
{
	Str field, name, value, rest = str_cut(text, ';', &field);

	*out = (TlsrptRecord){ .rua = STR(""), .wrong = STR("") };
	if (!tlsrpt_record_begins(text)) {
		out->why = "it does not begin with v=TLSRPTv1;";
		return;
	}
	while (next_field(&rest, &field, &name, &value)) {
		bool is_the_rua = str_eq(name, STR("rua"));

		if (name.len == 0 || value.len == 0 || (is_the_rua && !is_rua(value))) {
			out->wrong = field;
			out->why = is_the_rua ? "rua= names mailto: and https: addresses" : "a field is name=value";
			return;
		}
		if (is_the_rua && out->rua.len == 0)
			out->rua = value;
	}
	out->valid = out->rua.len > 0;
	out->why = out->valid ? NULL : "it has no rua=";
}

/* ---- the policy: "name: value" lines ---- */

typedef struct { StsPolicy *p; Arena *keep; bool version, mode, max_age; } Reading;

static const char *read_version(Reading *r, Str value)
{
	bool first = !r->version;

	r->version = true;
	return first && !str_eq(value, STR("STSv1")) ? "the version is not STSv1" : NULL;
}

static const char *read_mode(Reading *r, Str value)
{
	if (r->mode)                                /* of a field that stands there twice the first counts */
		return NULL;
	r->mode = true;
	for (int i = 0; i < STS_MODE_COUNT; i++)
		if (str_eq(value, str_of(sts_mode_name[i]))) {
			r->p->mode = (StsMode)i;
			return NULL;
		}
	return "mode: is enforce, testing or none";
}

static const char *read_max_age(Reading *r, Str value)
{
	int64_t n = 0;

	if (r->max_age)
		return NULL;
	r->max_age = true;
	for (size_t i = 0; i < value.len && i <= AGE_DIGITS; i++) {
		if (!is_digit(value.at[i]))
			return "max_age: is a number of seconds";
		n = n * 10 + (value.at[i] - '0');
	}
	if (value.len == 0 || value.len > AGE_DIGITS || n > STS_AGE_MOST)
		return "max_age: is a number of seconds, at most 31557600";
	r->p->max_age = n;
	return NULL;
}

/* A domain, or "*." and a domain. */
static bool is_pattern(Str s)
{
	Str label;

	if (str_starts(s, STR("*.")))
		s = str_drop(s, 2);
	if (s.len == 0 || s.len > 253 || s.at[s.len - 1] == '.')
		return false;
	while (s.len) {
		s = str_cut(s, '.', &label);
		if (label.len == 0 || label.len > 63 || label.at[0] == '-' || label.at[label.len - 1] == '-')
			return false;
		for (size_t i = 0; i < label.len; i++)
			if (!is_alnum(label.at[i]) && label.at[i] != '-' && label.at[i] != '_')
				return false;
	}
	return true;
}

static const char *read_mx(Reading *r, Str value)
{
	if (!is_pattern(value))
		return "mx: is a host, or *. and a domain";
	if (r->p->mx.n == STS_MX_MOST)
		return "there are more than 1000 mx: lines";
	*arena_push(r->keep, &r->p->mx) = value;
	return NULL;
}

/* One line; NULL where it is well. */
static const char *read_line(Reading *r, Str line)
{
	static const struct { Str name; const char *(*read)(Reading *, Str); } fields[] = {
		{ { "version", 7 }, read_version }, { { "mode", 4 }, read_mode }, { { "mx", 2 }, read_mx }, { { "max_age", 7 }, read_max_age },
	};
	Str name, value = str_cut(line, ':', &name);

	if (name.len == line.len || !is_name(name))
		return "a line is name: value";
	value = trim_blanks(value);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (str_eq(name, fields[i].name))
			return fields[i].read(r, value);
	return NULL;
}

void sts_policy(Str body, Arena *keep, StsPolicy *out)
{
	Reading r = { .p = out, .keep = keep };
	Str line;

	*out = (StsPolicy){ .wrong = STR("") };
	while (body.len && !out->why) {
		body = str_cut(body, '\n', &line);
		if (line.len && line.at[line.len - 1] == '\r')
			line.len--;
		if (line.len == 0 && body.len == 0)
			break;
		out->why = read_line(&r, line);
		out->wrong = out->why ? line : out->wrong;
	}
	if (!out->why)
		out->why = !r.version ? "version: is missing" : !r.mode ? "mode: is missing" : !r.max_age ? "max_age: is missing" :
		           out->mx.n == 0 && out->mode != STS_NONE ? "mx: is missing" : NULL;
	out->valid = !out->why;
}

bool sts_pattern_matches(Str pattern, Str host)
{
	Str label, rest = str_cut(host, '.', &label);

	if (str_starts(pattern, STR("*.")))
		return label.len && rest.len && str_ieq(rest, str_drop(pattern, 2));
	return str_ieq(pattern, host);
}

bool sts_allows(const StsPolicy *p, Str host)
{
	for (size_t i = 0; i < p->mx.n; i++)
		if (sts_pattern_matches(p->mx.v[i], host))
			return true;
	return false;
}
