/* test_dmarc_record.c - policy records: what is one, what its tags may say, which policy holds. */
#include "unit.h"
#include "auth/dmarc_record.h"
#include "base/buf.h"

/* "p sp np aspf adkim t psd pct fo", "-" for a policy that is absent, "!" for one that it may not be; "" where it is no record. */
static Str show(const DmarcRecord *r, Arena *a)
{
	Buf b = buf_new(a);

	if (!r->valid)
		return STR("");
	buf_format(&b, "%s %s %s ", r->has_p ? dmarc_policy_name[r->p] : "-", r->bad_sp ? "!" : r->has_sp ? dmarc_policy_name[r->sp] : "-",
	           r->bad_np ? "!" : r->has_np ? dmarc_policy_name[r->np] : "-");
	buf_format(&b, "%c %c %c %c %d %.*s", r->strict_spf ? 's' : 'r', r->strict_dkim ? 's' : 'r', r->testing ? 'y' : 'n', "uyn"[r->psd], r->pct, STR_ARG(r->fo));
	return buf_str(&b);
}

static void test_read(void **state)
{
	static const struct { const char *in, *shown; } t[] = {
		{ "v=DMARC1; p=reject", "reject - - r r n u 100 0" },
		{ "v=DMARC1; p=reject;", "reject - - r r n u 100 0" },
		{ "v=DMARC1;p=none;sp=quarantine;np=reject;aspf=s;adkim=s;t=y;psd=n;pct=5;fo=1:d;ruf=mailto:a@b", "none quarantine reject s s y n 5 1:d" },
		{ "v=DMARC1; fo=1:d; p=none", "none - - r r n u 100 0" },
		{ "v=DMARC1; ruf=mailto:a@b; fo=0:1", "- - - r r n u 100 0" },
		{ "v=DMARC1; ruf=mailto:a@b; fo=d:d", "- - - r r n u 100 0" },
		{ "v=DMARC1; ruf=mailto:a@b; fo=s", "- - - r r n u 100 s" },
		{ "v=DMARC1", "- - - r r n u 100 0" },
		{ "v = DMARC1", "- - - r r n u 100 0" },
		{ "V=DMARC1; P=Reject; PSD=Y", "reject - - r r n y 100 0" },
		{ "v=DMARC1; p=rejects; sp=; np=x; pct=101; psd=yes; t=1; aspf=x", "- ! ! r r n u 100 0" },
		{ "v=DMARC1; p=quarantine; p=none", "quarantine - - r r n u 100 0" },
		{ "v=DMARC1; p = none ; x ; = ; ;", "none - - r r n u 100 0" },
		{ "v=DMARC1;\tp=none", "none - - r r n u 100 0" },
		{ "v=DMARC1 p=none", "" }, { "v=dmarc1; p=none", "" }, { " v=DMARC1; p=none", "" }, { "p=none; v=DMARC1", "" }, { "v=DMARC12", "" },
		{ "v=spf1 -all", "" }, { "v", "" }, { "=DMARC1", "" }, { "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		Str in = exact(t[i].in);
		DmarcRecord r;

		dmarc_record(in, &a, &r);
		same(show(&r, &a), t[i].shown, "'%s'", t[i].in);
		ok(r.valid == dmarc_record_begins(in), "'%s': begins\n", t[i].in);
		exact_free(in);
	}
}

static void test_rua(void **state)
{
	static const struct { const char *value; bool valid; } t[] = {
		{ "mailto:a@b.example", true }, { "MAILTO:a@b.example", true }, { "mailto:a%2Cb@c.example", true }, { "mailto:a@b.example!10m", true },
		{ "mailto:a@b.example!5", true }, { "https://b.example/r?x=1", true }, { "x, mailto:a@b", true }, { ", ,mailto:a@b,", true },
		{ "a@b.example", false }, { "mailto:", false }, { "mailto:a", false }, { "mailto:@b", false }, { "mailto:a@", false },
		{ "mailto:a@b!", false }, { "mailto:a@b!m", false }, { "mailto:a@b!1mm", false }, { "mailto:a b@c", false }, { "mailto:a%2@c", false },
		{ "1x:a@b", false }, { ":a@b", false }, { "mailto", false }, { "!1m", false }, { "", false },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		char text[200];
		DmarcRecord r;

		snprintf(text, sizeof text, "v=DMARC1; rua=%s", t[i].value);
		Str in = exact(text);
		dmarc_record(in, &a, &r);
		ok(r.has_rua == t[i].valid, "'%s'\n", t[i].value);
		exact_free(in);
	}
}

static void test_policy(void **state)
{
	static const struct { const char *in; DmarcFor whom; bool old, holds; const char *tag, *policy; } t[] = {
		{ "p=reject; sp=none; np=quarantine", DMARC_FOR_DOMAIN, false, true, "p", "reject" },
		{ "p=reject; sp=none; np=quarantine", DMARC_FOR_SUBDOMAIN, false, true, "sp", "none" },
		{ "p=reject; sp=none; np=quarantine", DMARC_FOR_NONEXISTENT, false, true, "np", "quarantine" },
		{ "p=reject; sp=none; np=quarantine", DMARC_FOR_NONEXISTENT, true, true, "sp", "none" },
		{ "p=reject; np=none", DMARC_FOR_SUBDOMAIN, false, true, "p", "reject" },
		{ "p=reject; sp=none", DMARC_FOR_NONEXISTENT, false, true, "sp", "none" },
		{ "p=reject", DMARC_FOR_NONEXISTENT, false, true, "p", "reject" },
		{ "p=reject; np=x", DMARC_FOR_DOMAIN, true, true, "p", "reject" },
		{ "p=reject; np=x", DMARC_FOR_DOMAIN, false, false, "p", "none" },
		{ "p=reject; np=x; rua=mailto:a@b", DMARC_FOR_DOMAIN, false, true, "p", "none" },
		{ "rua=mailto:a@b; sp=reject", DMARC_FOR_SUBDOMAIN, false, true, "p", "none" },
		{ "sp=reject", DMARC_FOR_SUBDOMAIN, false, false, "p", "none" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		DmarcRecord r;
		DmarcPolicy policy;
		const char *tag;

		dmarc_record(arena_join(&a, STR("v=DMARC1; "), str_of(t[i].in)), &a, &r);
		ok(dmarc_policy(&r, t[i].whom, t[i].old, &policy, &tag) == t[i].holds, "'%s'\n", t[i].in);
		same(str_of(tag), t[i].tag, "tag of '%s'", t[i].in);
		same(str_of(dmarc_policy_name[policy]), t[i].policy, "'%s'", t[i].in);
	}
}

static void test_why(void **state)
{
	static const struct { const char *in, *why; } t[] = {
		{ "v=DMARC1; p=none; rua=mailto:a@b", "" },
		{ "p=none", "it does not begin with v=DMARC1" },
		{ "v=DMARC1; p=none; pct=50", "pct= is of RFC 7489; RFC 9989 does not know it" },
		{ "v=DMARC1; p=none; foo=1", "foo= is no tag of DMARC and is ignored" },
		{ "v=DMARC1; p=none; words", "\"words\" is no tag and is ignored" },
		{ "v=DMARC1; p=none; aspf=strict", "aspf= has a value that it may not have: r holds" },
		{ "v=DMARC1; rua=mailto:a@b", "it has no valid p=; so it asks for reports and nothing else: p=none" },
		{ "v=DMARC1; p=none; psd=y; ruf=mailto:a@b", "a public suffix (psd=y) must not ask for failure reports" },
		{ "v=DMARC1; p=none; rua=mailto:a@b!1m", "rua= limits the size of reports, which nobody regards any more" },
		{ "v=DMARC1; P=none", "P= should be written in small letters" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Arena a = unit_arena();
		DmarcRecord r;

		dmarc_record(str_of(t[i].in), &a, &r);
		same(r.why, t[i].why, "'%s'", t[i].in);
	}
}

UNIT_MAIN(cmocka_unit_test(test_read), cmocka_unit_test(test_rua), cmocka_unit_test(test_policy), cmocka_unit_test(test_why))
