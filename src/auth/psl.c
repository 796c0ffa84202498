/* psl.c - the public suffix list that libpsl has built in: it lies in the library's read-only data and costs nothing before it is asked. */
#include <libpsl.h>
#include "auth/orgdomain.h"

/* libpsl answers with a tail of the text that it is given. */
Str psl_registrable(Str domain, Arena *keep)
{
	const psl_ctx_t *list = psl_builtin();

	if (!list || !domain.len || memchr(domain.at, '\0', domain.len))
		return STR("");
	char *name = arena_z(keep, domain);
	for (char *c = name; *c; c++)
		*c = to_lower(*c);
	return str_of(psl_registrable_domain(list, name));
}

Str psl_organisation(Str domain, Arena *keep)
{
	Str found = psl_registrable(domain, keep);

	return found.len ? found : domain;
}

bool psl_listed(Str suffix, Arena *keep)
{
	const psl_ctx_t *list = psl_builtin();
	char *name = arena_z(keep, arena_lower(keep, suffix));

	return list && suffix.len && psl_is_public_suffix2(list, name, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE);
}
