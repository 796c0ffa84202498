/* dmarc_record.c - tags and what they may say: a table. */
#include "auth/dmarc_record.h"
#include "base/buf.h"

/* dmarc-version = "v" *WSP "=" *WSP %s"DMARC1", and nothing but blanks up to the next ';' (4.8). */
bool dmarc_record_begins(Str text)
{
	Str name, version;

	if (!memchr(text.at, '=', text.len))
		return false;
	str_cut(str_cut(text, '=', &name), ';', &version);
	return str_ieq(str_trim_end(name), STR("v")) && str_eq(str_trim(version), STR("DMARC1"));
}

/* ---- URIs ---- */

/* RFC 3986 2: unreserved, reserved and percent-encoded; ',' and '!' are encoded in DMARC. */
static bool uri_plain(Str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '%' && (i + 2 >= s.len || !is_hex(s.at[i + 1]) || !is_hex(s.at[i + 2])))
			return false;
		if (!is_alnum(s.at[i]) && (!s.at[i] || !strchr("-._~:/?#[]@$&'()*+;=%", s.at[i])))
			return false;
	}
	return s.len > 0;
}

/* How long the scheme at the front of s is (RFC 3986 3.1). */
static size_t scheme_length(Str s)
{
	size_t n = 0;

	while (n < s.len && (is_alnum(s.at[n]) || s.at[n] == '+' || s.at[n] == '-' || s.at[n] == '.'))
		n++;
	return n && is_alpha(s.at[0]) ? n : 0;
}

/* "!" 1*DIGIT [ "k" / "m" / "g" / "t" ] */
static bool is_size(Str s)
{
	size_t n = 0;

	while (n < s.len && is_digit(s.at[n]))
		n++;
	return n > 0 && (n == s.len || (n + 1 == s.len && strchr("kmgtKMGT", s.at[n])));
}

static bool is_uri(Str s, bool *sized)
{
	Str uri;
	Str size = str_cut(s, '!', &uri);

	if (uri.len < s.len && !is_size(size))
		return false;
	*sized |= uri.len < s.len;
	size_t n = scheme_length(uri);
	Str rest = str_drop(uri, n);
	if (!n || rest.len < 2 || rest.at[0] != ':' || !uri_plain(rest))
		return false;
	return !str_ieq(str_take(uri, n), STR("mailto")) || (memchr(rest.at + 2, '@', rest.len - 2) && rest.at[rest.len - 1] != '@');
}

/* ---- tags ---- */

typedef struct {
	DmarcRecord *r;
	Buf why;
} Reading;

static void remark(Reading *g, const char *format, Str what)
{
	if (g->why.len)
		buf_put(&g->why, STR("; "));
	buf_format(&g->why, format, STR_ARG(what));
}

static bool read_policy(Str value, DmarcPolicy *to, bool *has)
{
	for (int i = 0; i < DMARC_POLICY_COUNT; i++)
		if (str_ieq(value, str_of(dmarc_policy_name[i]))) {
			*to = (DmarcPolicy)i;
			return *has = true;
		}
	return false;
}

static bool read_p(Reading *g, Str value)
{
	return read_policy(value, &g->r->p, &g->r->has_p);
}

static bool read_sp(Reading *g, Str value)
{
	g->r->bad_sp = !read_policy(value, &g->r->sp, &g->r->has_sp);
	return !g->r->bad_sp;
}

static bool read_np(Reading *g, Str value)
{
	g->r->bad_np = !read_policy(value, &g->r->np, &g->r->has_np);
	return !g->r->bad_np;
}

/* One of two or three letters; *at is its place among them. */
static bool read_letter(Str value, const char *letters, int *at)
{
	const char *hit = value.len == 1 && value.at[0] ? strchr(letters, to_lower(value.at[0])) : NULL;

	*at = hit ? (int)(hit - letters) : 0;
	return hit;
}

static bool read_adkim(Reading *g, Str value)
{
	int strict;
	bool good = read_letter(value, "rs", &strict);

	g->r->strict_dkim = strict;
	return good;
}

static bool read_aspf(Reading *g, Str value)
{
	int strict;
	bool good = read_letter(value, "rs", &strict);

	g->r->strict_spf = strict;
	return good;
}

static bool read_t(Reading *g, Str value)
{
	int testing;
	bool good = read_letter(value, "ny", &testing);

	g->r->testing = testing;
	return good;
}

static bool read_psd(Reading *g, Str value)
{
	static const DmarcPsd psd[] = { PSD_UNSET, PSD_YES, PSD_NO };
	int at;
	bool good = read_letter(value, "uyn", &at);

	g->r->psd = psd[at];
	return good;
}

/* At least one of the list is a URI. */
static bool read_uris(Reading *g, Str list, const char *sized_remark)
{
	bool any = false, sized = false;
	Str uri;

	while (list.len) {
		list = str_cut(list, ',', &uri);
		any |= is_uri(str_trim(uri), &sized);
	}
	if (sized)
		remark(g, sized_remark, STR(""));
	return any;
}

static bool read_rua(Reading *g, Str value)
{
	g->r->rua = value;
	return g->r->has_rua = read_uris(g, value, "rua= limits the size of reports, which nobody regards any more%.*s");
}

static bool read_ruf(Reading *g, Str value)
{
	g->r->ruf = value;
	return read_uris(g, value, "ruf= limits the size of reports, which nobody regards any more%.*s");
}

/* "0" or "1", "d", "s", each once, with colons between. */
static bool read_fo(Reading *g, Str value)
{
	Str rest = value, one;
	int seen = 0, at;

	while (rest.len) {
		rest = str_cut(rest, ':', &one);
		if (!read_letter(str_trim(one), "01ds", &at) || seen & 1 << at)
			return false;
		seen |= 1 << at;
	}
	if (!seen || (seen & 3) == 3)
		return false;
	g->r->fo = value;
	return true;
}

static bool read_pct(Reading *g, Str value)
{
	int n;

	if (str_number(value, &n).len || n < 0 || n > 100)
		return false;
	g->r->pct = n;
	return true;
}

static bool read_any(Reading *g, Str value)
{
	(void)g;
	(void)value;
	return true;
}

typedef struct {
	const char *name;
	bool (*read)(Reading *, Str);
	bool old;                               /* of RFC 7489 alone */
	const char *without;                    /* what holds where the value is none that the tag may have */
} TagRule;

static const TagRule rules[] = {
	{ "v", read_any, false, "" }, { "p", read_p, false, "it counts as absent" }, { "sp", read_sp, false, "the record counts as p=none" },
	{ "np", read_np, false, "the record counts as p=none" }, { "adkim", read_adkim, false, "r holds" }, { "aspf", read_aspf, false, "r holds" },
	{ "t", read_t, false, "n holds" }, { "psd", read_psd, false, "u holds" }, { "rua", read_rua, false, "no reports can be sent there" },
	{ "ruf", read_ruf, false, "no reports can be sent there" }, { "fo", read_fo, false, "0 holds" },
	{ "pct", read_pct, true, "" }, { "ri", read_any, true, "" }, { "rf", read_any, true, "" },
};

enum { RULES = sizeof rules / sizeof *rules };

static int rule_of(Str name)
{
	for (int i = 0; i < RULES; i++)
		if (str_ieq(name, str_of(rules[i].name)))
			return i;
	return -1;
}

static void read_tag(Reading *g, const Tag *tag, unsigned *seen)
{
	int i = rule_of(tag->name);

	if (i < 0) {
		remark(g, "%.*s= is no tag of DMARC and is ignored", str_take(tag->name, 40));
		return;
	}
	if (*seen & 1u << i) {
		remark(g, "%.*s= stands twice: the first is taken, and other receivers may take the other or neither", tag->name);
		return;
	}
	*seen |= 1u << i;
	if (!str_eq(tag->name, str_of(rules[i].name)))
		remark(g, "%.*s= should be written in small letters", tag->name);
	if (rules[i].old)
		remark(g, "%.*s= is of RFC 7489; RFC 9989 does not know it", tag->name);
	if (rules[i].read(g, tag->value) || rules[i].old)
		return;
	remark(g, "%.*s= has a value that it may not have", tag->name);
	if (g->why.len && rules[i].without[0])
		buf_format(&g->why, ": %s", rules[i].without);
}

static void conclude(Reading *g)
{
	DmarcRecord *r = g->r;

	if (!r->ruf.len)
		r->fo = STR("0");
	if (r->psd == PSD_YES && r->ruf.len)
		remark(g, "a public suffix (psd=y) must not ask for failure reports%.*s", STR(""));
	if (r->has_p && !r->bad_sp && !r->bad_np)
		return;
	if (!r->has_p)
		remark(g, "it has no valid p=%.*s", STR(""));
	remark(g, r->has_rua ? "so it asks for reports and nothing else: p=none%.*s" : "without a valid p=, sp= and np=, and without a valid rua=, it asks for nothing%.*s",
	       STR(""));
}

void dmarc_record(Str text, Arena *keep, DmarcRecord *out)
{
	Reading g = { out, buf_new(keep) };
	unsigned seen = 0;
	Tags tags;

	*out = (DmarcRecord){ .text = text, .pct = 100, .rua = STR(""), .ruf = STR(""), .fo = STR("0"), .why = STR("") };
	if (!dmarc_record_begins(text)) {
		out->why = STR("it does not begin with v=DMARC1");
		return;
	}
	out->valid = true;
	tags_read(text, keep, &tags);
	if (tags.damaged)
		remark(&g, "\"%.*s\" is no tag and is ignored", str_take(tags.error, 60));
	for (size_t i = 0; i < tags.n; i++)
		read_tag(&g, &tags.v[i], &seen);
	conclude(&g);
	out->why = buf_str(&g.why);
}

bool dmarc_policy(const DmarcRecord *r, DmarcFor whom, bool old, DmarcPolicy *policy, const char **tag)
{
	*policy = DMARC_POLICY_NONE;
	*tag = "p";
	if (!r->has_p || r->bad_sp || (r->bad_np && !old))
		return r->has_rua;
	*policy = r->p;
	if (whom == DMARC_FOR_NONEXISTENT && r->has_np && !old) {
		*policy = r->np;
		*tag = "np";
	} else if (whom != DMARC_FOR_DOMAIN && r->has_sp) {
		*policy = r->sp;
		*tag = "sp";
	}
	return true;
}
