/* spf_record.c - the grammar of RFC 7208 12, from the top: record, term, mechanism, domain-spec. */
#include "auth/spf_record.h"
#include "auth/spf_macro.h"

#define X(id, name, asks, rfc) name,
const char *const spf_kind_name[SPF_KIND_COUNT] = { SPF_KINDS(X) };
#undef X
#define X(id, name, asks, rfc) rfc,
const char *const spf_kind_rfc[SPF_KIND_COUNT] = { SPF_KINDS(X) };
#undef X
#define X(id, name, asks, rfc) asks,
const bool spf_kind_asks[SPF_KIND_COUNT] = { SPF_KINDS(X) };
#undef X
#define X(id, name, asks, rfc) sizeof name - 1,
static const size_t name_size[SPF_KIND_COUNT] = { SPF_KINDS(X) };
#undef X

enum { BITS4 = 32, BITS6 = 128, TOO_MANY_BITS = 1000 };

static const char version[] = "v=spf1";
enum { VERSION_SIZE = sizeof version - 1 };

/* What people write, and what they mean. */
static const struct { const char *written, *error; } mistakes[] = {
	{ "ipv4", "there is no mechanism of this name; ip4 is meant" },
	{ "ipv6", "there is no mechanism of this name; ip6 is meant" },
	{ "ip", "there is no mechanism of this name; ip4 or ip6 is meant" },
	{ "prt", "there is no mechanism of this name; ptr is meant" },
	{ "txt", "there is no mechanism of this name; include is meant" },
	{ "spf", "there is no mechanism of this name; include is meant" },
	{ "exist", "there is no mechanism of this name; exists is meant" },
	{ "includes", "there is no mechanism of this name; include is meant" },
	{ "redirect", "redirect is a modifier: redirect=, not redirect:" },
	{ "exp", "exp is a modifier: exp=, not exp:" },
	{ "all.", "nothing may follow all" },
	{ "all,", "terms are divided by blanks, not by commas" },
	{ "all;", "terms are divided by blanks, and the record does not end in a semicolon" },
	{ "all\"", "a quotation mark is part of the record" },
};

static bool fails(SpfTerm *t, Str wrong, const char *error)
{
	t->error = error;
	t->wrong = wrong;
	return false;
}

/* toplabel = ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum ) */
static bool is_toplabel(Str s)
{
	bool alpha = false, dash = false;

	for (size_t i = 0; i < s.len; i++) {
		alpha |= is_alpha(s.at[i]);
		dash |= s.at[i] == '-';
	}
	return s.len > 0 && is_alnum(s.at[0]) && is_alnum(s.at[s.len - 1]) && (alpha || dash);
}

/* domain-end = ( "." toplabel [ "." ] ) / macro-expand; the second is known already. */
static bool ends_in_toplabel(Str s)
{
	size_t end = s.len && s.at[s.len - 1] == '.' ? s.len - 1 : s.len;
	size_t from = end;

	while (from > 0 && (is_alnum(s.at[from - 1]) || s.at[from - 1] == '-'))
		from--;
	return from > 0 && s.at[from - 1] == '.' && is_toplabel((Str){ s.at + from, end - from });
}

static bool looks_like_address(Str s)
{
	Ip ip;

	return ip_read(s, &ip);
}

/* domain-spec = macro-string domain-end */
static bool domain_spec(SpfTerm *t, Str s)
{
	MacroSyntax m = macro_syntax(s, MACRO_IN_DOMAIN);

	t->domain = s;
	if (s.len == 0)
		return fails(t, s, "a domain must follow");
	if (m.error)
		return fails(t, m.wrong, m.error);
	if (m.ends_in_macro || ends_in_toplabel(s))
		return true;
	if (looks_like_address(s))
		return fails(t, s, "this is an address, not a domain; ip4: or ip6: is meant");
	return fails(t, s, "a domain name must end in a dot and a top-level label, or in a macro");
}

/* "0" / %x31-39 0*2DIGIT, at most `most`; -1: it is not. */
static int prefix_bits(Str digits, int most)
{
	int n = 0;

	if (digits.len == 0 || (digits.len > 1 && digits.at[0] == '0'))
		return -1;
	for (size_t i = 0; i < digits.len; i++) {
		if (!is_digit(digits.at[i]))
			return -1;
		n = n < TOO_MANY_BITS ? n * 10 + (digits.at[i] - '0') : n;
	}
	return n <= most ? n : -1;
}

static const char *const wrong_bits4 = "a prefix length of IPv4 is a number from 0 to 32, without zeros before it";
static const char *const wrong_bits6 = "a prefix length of IPv6 is a number from 0 to 128, without zeros before it";

/* The last '/' and the digits behind it off the end of *s; "" where there are none. */
static Str last_prefix(Str *s)
{
	size_t from = s->len;

	while (from > 0 && is_digit(s->at[from - 1]))
		from--;
	if (from == 0 || from == s->len || s->at[from - 1] != '/')
		return (Str){ s->at + s->len, 0 };
	Str digits = str_drop(*s, from);
	s->len = from - 1;
	return digits;
}

/* dual-cidr-length = [ ip4-cidr-length ] [ "/" ip6-cidr-length ], off the end of *s.  No domain-spec ends in '/' and digits: the end decides. */
static bool dual_cidr(SpfTerm *t, Str *s)
{
	Str last = last_prefix(s);

	if (last.len && s->len && s->at[s->len - 1] == '/') {
		s->len--;
		if ((t->bits6 = prefix_bits(last, BITS6)) < 0)
			return fails(t, last, wrong_bits6);
		last = last_prefix(s);
	}
	if (last.len && last_prefix(&(Str){ s->at, s->len }).len)
		return fails(t, last, "a prefix length of IPv6 is written //64, with two slashes");
	if (last.len && (t->bits4 = prefix_bits(last, BITS4)) < 0)
		return fails(t, last, wrong_bits4);
	return true;
}

/* ip4-network = qnum "." qnum "." qnum "." qnum; a qnum is at most 255, and has no zero before it. */
static bool ip4_network(Str s, Ip *out)
{
	const char *at = s.at, *end = s.at + s.len;

	*out = (Ip){ 0 };
	for (int i = 0; i < 4; i++) {
		const char *from = at;
		int n = 0;

		while (at < end && is_digit(*at) && at - from < 4)
			n = n * 10 + (*at++ - '0');
		if (at == from || n > 255 || (*from == '0' && at - from > 1))
			return false;
		out->at[i] = (uint8_t)n;
		if (i < 3 && (at == end || *at++ != '.'))
			return false;
	}
	return at == end;
}

static bool read_ip4(SpfTerm *t, Str s)
{
	Str address, digits = str_cut(s, '/', &address);

	if (!ip4_network(address, &t->net))
		return fails(t, address, "this is no IPv4 address of four numbers from 0 to 255, without zeros before them");
	if (address.len < s.len && (t->bits4 = prefix_bits(digits, BITS4)) < 0)
		return fails(t, digits, wrong_bits4);
	return true;
}

static bool read_ip6(SpfTerm *t, Str s)
{
	Str address, digits = str_cut(s, '/', &address);

	if (!ip_read(address, &t->net) || !t->net.v6)
		return fails(t, address, "this is no IPv6 address");
	if (address.len < s.len && (t->bits6 = prefix_bits(digits, BITS6)) < 0)
		return fails(t, digits, wrong_bits6);
	return true;
}

/* What follows the name: "" where nothing does.  has: there is a ':'. */
static bool arguments(SpfTerm *t, Str s)
{
	bool has = s.len && s.at[0] == ':';

	switch (t->kind) {
	case SPF_KIND_ALL:
		return s.len ? fails(t, s, "nothing may follow all") : true;
	case SPF_KIND_IP4:
		return has ? read_ip4(t, str_drop(s, 1)) : fails(t, t->text, "a colon and an address must follow ip4");
	case SPF_KIND_IP6:
		return has ? read_ip6(t, str_drop(s, 1)) : fails(t, t->text, "a colon and an address must follow ip6");
	case SPF_KIND_A:
	case SPF_KIND_MX:
		if (!dual_cidr(t, &s))
			return false;
		break;
	case SPF_KIND_INCLUDE:
	case SPF_KIND_EXISTS:
		if (!has)
			return fails(t, t->text, "a colon and a domain must follow");
		break;
	default:
		break;
	}
	if (s.len && s.at[0] != ':')
		return fails(t, s, t->kind == SPF_KIND_PTR ? "ptr takes no prefix length" : "a prefix length is written /24 for IPv4 and //64 for IPv6");
	return s.len ? domain_spec(t, str_drop(s, 1)) : true;
}

static bool is_mistake(SpfTerm *t, Str name)
{
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
		if (str_ieq(name, str_of(mistakes[i].written)))
			return fails(t, name, mistakes[i].error);
	return fails(t, name, "there is no mechanism of this name");
}

static bool is_name(Str s, const char *name)
{
	for (size_t i = 0; i < s.len; i++)
		if (to_lower(s.at[i]) != name[i])
			return false;
	return true;
}

static SpfKind kind_of(Str name, int from, int to)
{
	for (int k = from; k <= to; k++)
		if (name_size[k] == name.len && is_name(name, spf_kind_name[k]))
			return (SpfKind)k;
	return SPF_KIND_OTHER;
}

static bool mechanism(SpfTerm *t, Str s)
{
	size_t n = 0;

	while (n < s.len && s.at[n] != ':' && s.at[n] != '/')
		n++;
	t->kind = kind_of(str_take(s, n), SPF_KIND_ALL, SPF_KIND_EXISTS);
	if (t->kind == SPF_KIND_OTHER)
		return is_mistake(t, str_take(s, n));
	return arguments(t, str_drop(s, n));
}

static bool modifier(SpfTerm *t, Str name, Str value)
{
	t->modifier = true;
	t->kind = kind_of(name, SPF_KIND_REDIRECT, SPF_KIND_EXP);
	if (t->kind != SPF_KIND_OTHER)
		return domain_spec(t, value);
	MacroSyntax m = macro_syntax(value, MACRO_IN_DOMAIN);       /* RFC 7208 6: ignored, but it must be one */

	t->domain = value;
	return m.error ? fails(t, m.wrong, m.error) : true;
}

/* name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ), where a '=' follows; 0: it is no modifier. */
static size_t modifier_name(Str s)
{
	size_t n = 0;

	if (s.len == 0 || !is_alpha(s.at[0]))
		return 0;
	while (n < s.len && (is_alnum(s.at[n]) || s.at[n] == '-' || s.at[n] == '_' || s.at[n] == '.'))
		n++;
	return n < s.len && s.at[n] == '=' ? n : 0;
}

static SpfResult qualifier(char c)
{
	return c == '-' ? SPF_FAIL : c == '~' ? SPF_SOFTFAIL : c == '?' ? SPF_NEUTRAL : c == '+' ? SPF_PASS : SPF_NONE;
}

bool spf_term(Str *rest, SpfTerm *out)
{
	Str s = *rest;
	size_t n;

	while (s.len && s.at[0] == ' ')
		s = str_drop(s, 1);
	*rest = str_cut(s, ' ', &s);
	if (s.len == 0)
		return false;
	*out = (SpfTerm){ .text = s, .result = SPF_PASS, .domain = { s.at + s.len, 0 }, .bits4 = BITS4, .bits6 = BITS6, .wrong = { s.at, 0 } };
	SpfResult wanted = qualifier(s.at[0]);
	if (wanted != SPF_NONE) {
		out->result = wanted;
		s = str_drop(s, 1);
	}
	if ((n = modifier_name(s)) == 0)
		mechanism(out, s);
	else if (wanted != SPF_NONE)
		fails(out, str_take(out->text, 1), "a modifier takes no qualifier");
	else
		modifier(out, str_take(s, n), str_drop(s, n + 1));
	return true;
}

bool spf_is_record(Str text)
{
	return str_istarts(text, ((Str){ version, VERSION_SIZE })) && (text.len == VERSION_SIZE || text.at[VERSION_SIZE] == ' ');
}

static void first_error(SpfRecord *r, const SpfTerm *t, Str wrong, const char *error)
{
	if (r->error)
		return;
	r->error = error;
	r->term = t->text;
	r->wrong = wrong;
}

/* RFC 7208 6: redirect and exp at most once. */
static void keep_modifier(SpfRecord *r, const SpfTerm *t, SpfTerm *place)
{
	if (place->kind != SPF_KIND_OTHER)
		first_error(r, t, t->text, t->kind == SPF_KIND_EXP ? "exp may stand in a record only once" : "redirect may stand in a record only once");
	else
		*place = *t;
}

bool spf_record(Str text, SpfRecord *out)
{
	SpfTerm t;

	*out = (SpfRecord){ .text = text, .terms = str_drop(text, VERSION_SIZE), .term = { text.at, 0 }, .wrong = { text.at, 0 } };
	for (Str rest = out->terms; spf_term(&rest, &t); ) {
		if (t.error)
			first_error(out, &t, t.wrong, t.error);
		else if (t.kind == SPF_KIND_REDIRECT)
			keep_modifier(out, &t, &out->redirect);
		else if (t.kind == SPF_KIND_EXP)
			keep_modifier(out, &t, &out->exp);
		out->asking += spf_kind_asks[t.kind] && t.kind != SPF_KIND_REDIRECT && !out->has_all;
		out->has_all |= t.kind == SPF_KIND_ALL && !t.error;
	}
	out->asking += out->redirect.kind == SPF_KIND_REDIRECT && !out->has_all;
	return out->error == NULL;
}

const SpfRecord *spf_read(SpfReader *reader, Str text)
{
	for (int i = 0; i < reader->n; i++)
		if (reader->v[i]->text.at == text.at && reader->v[i]->text.len == text.len)
			return reader->v[i];
	SpfRecord *r = take(reader->keep, SpfRecord, 1);
	spf_record(text, r);
	if (reader->n < SPF_RECORDS_KEPT)
		reader->v[reader->n++] = r;
	return r;
}

int spf_select(const DnsAnswer *answer, Str *record)
{
	int found = 0;

	*record = STR("");
	for (size_t i = 0; answer->status == DNS_OK && i < answer->n; i++)
		if (spf_is_record(answer->v[i].data) && found++ == 0)
			*record = answer->v[i].data;
	return found;
}
