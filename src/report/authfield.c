/* authfield.c - the checks as an Authentication-Results field. */
#include "mail/authres.h"
#include "report/authfield.h"

enum { SIGNATURE_SHOWN = 8 };                       /* characters of b= that tell signatures of one key apart (RFC 6008 4) */

static AuthResult *add(AuthResults *r, Arena *keep, const char *method, const char *result, Str reason)
{
	AuthResult *one = arena_push(keep, r);

	*one = (AuthResult){ .method = str_of(method), .version = 1, .result = str_of(result), .reason = reason, .comment = STR(""), .whole = STR("") };
	return one;
}

static void add_property(AuthResult *one, Arena *keep, const char *ptype, const char *property, Str value)
{
	if (value.len)
		*arena_push(keep, one) = (AuthProperty){ str_of(ptype), str_of(property), value };
}

static void add_signature(AuthResults *r, Arena *keep, const DkimCheck *c)
{
	AuthResult *one = add(r, keep, "dkim", dkim_result_name[c->result], str_of(dkim_reason_text[c->reason]));

	add_property(one, keep, "header", "d", c->d);
	add_property(one, keep, "header", "s", c->s);
	add_property(one, keep, "header", "a", c->a);
	add_property(one, keep, "header", "b", str_take(c->b, SIGNATURE_SHOWN));
}

static void add_signatures(AuthResults *r, Arena *keep, const DkimChecks *dkim)
{
	if (dkim->n == 0)
		add(r, keep, "dkim", "none", STR(""));
	for (size_t i = 0; i < dkim->n; i++)
		add_signature(r, keep, &dkim->v[i]);
}

Str authfield(const Checks *c, Str server, Arena *keep)
{
	AuthResults r = { .authserv_id = server, .version = 1, .error = STR("") };

	if (c->spf)
		add_property(add(&r, keep, "spf", spf_result_name[c->spf->result], STR("")), keep, "smtp", c->spf->helo ? "helo" : "mailfrom", c->spf->domain);
	if (c->dkim)
		add_signatures(&r, keep, c->dkim);
	if (c->arc)
		add(&r, keep, "arc", arc_result_name[c->arc->result], str_of(arc_reason_text[c->arc->reason]));
	if (c->dmarc)
		add_property(add(&r, keep, "dmarc", dmarc_result_name[c->dmarc->result], STR("")), keep, "header", "from", c->dmarc->author);
	return r.n ? authres_write(&r, keep) : STR("");
}
