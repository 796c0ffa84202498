/* fields.h - the RDATA of a master file's entry (RFC 1035 5.1, RFC 3597 5). */
#ifndef WORLD_FIELDS_H
#define WORLD_FIELDS_H

#include "world/master.h"

/* The rest of the entry is RDATA of this type.  What it takes lies in keep; out->name and ttl are the caller's. */
bool fields_read(Master *m, DnsType type, Arena *keep, DnsRecord *out);

#endif
