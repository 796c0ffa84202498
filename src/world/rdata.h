/* rdata.h - what the RDATA of each type is made of, in one table: reading, printing and parsing it follow the same letters. */
#ifndef WORLD_RDATA_H
#define WORLD_RDATA_H

#include "world/dns.h"

/* A field a letter, in order:
 *	1 2 4   a number of so many bytes           n   a name              z   a name that a message may compress (RFC 1035, 3597 4)
 *	a q     an IPv4, an IPv6 address            t   one or more strings of at most 255 bytes, to the end
 *	g       letters and digits behind their length (RFC 8659 4.1)       v   the rest, as one quoted string
 *	x b     the rest, in base 16, in base 64
 * NULL: a type that is bytes and no more. */
const char *rdata_layout(DnsType type);

/* Does wire have the fields of its type, and nothing behind them?  Total. */
bool rdata_sound(DnsType type, Str wire);

/* How many bytes the field `letter` at the front of wire has, -1 where it is damaged. */
int rdata_field(char letter, Str wire);

/* The RDATA of `len` bytes at `at` of a message, the names in it without compression; false where it is damaged. */
bool rdata_expand(DnsType type, Str message, size_t at, size_t len, Arena *keep, Str *out);

#endif
