/* spf_count.h - how large the tree of a domain's SPF record is: what a linter counts, whatever stops an evaluation. */
#ifndef AUTH_SPF_COUNT_H
#define AUTH_SPF_COUNT_H

#include "auth/spf_macro.h"
#include "auth/spf_record.h"
#include "model/results.h"
#include "world/world.h"

enum { LIMIT_SPF_RECORDS = 128 };                   /* records that are read to count a tree; a larger one: terms_more */

/* The terms that ask the DNS (RFC 7208 4.6.4) in the record of domain and in all that it includes or redirects to, into
 * out->terms_total, terms_more and pending.  All records that are known to be wanted are asked for before pending is said.  A
 * record that is included twice counts twice; one that leads back to itself is not entered again; of several records of one
 * domain the first is counted.  What stands behind `all` is never evaluated, and not counted.  A target with %{p} counts itself
 * only. */
void spf_count(World *w, const MacroValues *client, Str domain, SpfReader *reader, SpfCheck *out);

#endif
