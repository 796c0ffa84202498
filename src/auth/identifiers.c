/* identifiers.c - who vouches. */
#include "auth/identifiers.h"
#include "base/idn.h"

static bool is_plain(Str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (is_upper(s.at[i]) || (s.at[i] & 0x80))
			return false;
	return s.len > 0 && s.at[s.len - 1] != '.';
}

Str identifier_domain(Str domain, Arena *keep)
{
	char name[DNS_NAME_MAX];
	bool good = true;
	size_t len;

	Str found = is_plain(domain) ? domain : idn_ascii(domain, keep, &good);
	if (!good || !found.len || found.at[0] == '[' || !dns_name(found, name, &len))
		return STR("");
	return found;
}

static void add(Str domain, bool dkim, bool passes, Arena *keep, Identifiers *out)
{
	Str name = identifier_domain(domain, keep);

	if (!name.len)
		return;
	for (size_t i = 0; i < out->n; i++)             /* at most LIMIT_SIGNATURES of them */
		if (out->v[i].dkim == dkim && str_eq(out->v[i].domain, name)) {
			out->v[i].passes |= passes;
			return;
		}
	*arena_push(keep, out) = (Identifier){ name, dkim, passes };
}

void identifiers_read(const SpfCheck *spf, const DkimChecks *dkim, Arena *keep, Identifiers *out)
{
	*out = (Identifiers){ 0 };
	if (spf && (spf->result == SPF_PASS || spf->result == SPF_TEMPERROR))
		add(spf->domain, false, spf->result == SPF_PASS, keep, out);
	for (size_t i = 0; dkim && i < dkim->n; i++)
		if (dkim->v[i].result == DKIM_PASS || dkim->v[i].result == DKIM_TEMPERROR)
			add(dkim->v[i].d, true, dkim->v[i].result == DKIM_PASS, keep, out);
}
