/* address.c - what was scanned lies before the rest, the rest is a tail; an address is its local part, '@' and its domain. */
#include "fuzz.h"
#include "mail/address.h"
#include "mail/received.h"

static void scan_law(Str in)
{
	Str found, rest;

	for (Str s = in; s.len; s = rest) {
		rest = address_scan(s, &found);
		claim(fuzz_tail(rest, s) && fuzz_inside(found, s) && found.at + found.len == rest.at);
		claim(found.len || !rest.len);
		claim(!found.len || (memchr(found.at, '@', found.len) && rest.len < s.len));
	}
}

static void law(Str in, Arena *a)
{
	Addresses all = { 0 };
	Received r;

	scan_law(in);
	addresses_read(in, a, &all);
	for (size_t i = 0; i < all.n; i++) {
		const Address *x = &all.v[i];

		claim(str_eq(x->domain, address_domain(x->whole)));
		claim(x->local.len + x->domain.len <= x->whole.len && str_starts(x->whole, x->local) && str_ends(x->whole, x->domain));
	}
	Str path = address_path(in, a);
	claim(path.len <= in.len);
	received_read(in, a, &r);
	claim(!r.client_ip.len || ip_plausible(r.client_ip));
}

FUZZ(law)
