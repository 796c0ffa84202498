/* dsn.c - every field of the message lies inside of it, every status is one; CRLF or LF makes no difference. */
#include "fuzz.h"
#include "base/codec.h"
#include "base/limits.h"
#include "mail/dsn.h"

static void law(Str in, Arena *a)
{
	Dsn d, twin;

	dsn_read(in, a, &d);
	claim(d.n <= LIMIT_RECIPIENTS);
	for (size_t i = 0; i < d.per_message.n; i++)
		claim(fuzz_inside(d.per_message.v[i].name, in) && fuzz_inside(d.per_message.v[i].value, in));
	for (size_t i = 0; i < d.n; i++) {
		const DsnRecipient *r = &d.v[i];

		claim(r->status.cls == 0 || r->status.cls == 2 || r->status.cls == 4 || r->status.cls == 5);
		claim(utf8_valid(r->diagnostic));
		claim(r->original.at && r->final.at && r->action.at && r->diagnostic.at && r->diagnostic_type.at && r->remote_mta.at);
	}
	if (in.len && memchr(in.at, '\r', in.len))
		return;
	dsn_read(fuzz_crlf(in, a), a, &twin);
	claim(twin.n == d.n && twin.per_message.n == d.per_message.n && str_eq(twin.reporting_mta, d.reporting_mta));
	for (size_t i = 0; i < d.n; i++)
		claim(str_eq(twin.v[i].final, d.v[i].final) && str_eq(twin.v[i].diagnostic, d.v[i].diagnostic));
}

FUZZ(law)
