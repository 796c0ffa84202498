/* world.c - the door: a name is checked before anybody is asked. */
#include "world/world.h"

const DnsAnswer *world_ask(World *w, Str name, DnsType type)
{
	static const DnsAnswer bad = { .status = DNS_BAD_NAME, .name = { "", 0 }, .why = { "", 0 }, .who = { "", 0 } };
	char clean[DNS_NAME_MAX];
	size_t len;

	return dns_name(name, clean, &len) ? w->ask(w, (Str){ clean, len }, type) : &bad;
}
