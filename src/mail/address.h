/* address.h - mail addresses: of header fields (RFC 5322 3.4, obsolete forms too), of SMTP paths (RFC 5321 4.1.2), of
 * "rfc822; user@host" (RFC 3464), and of free text. */
#ifndef MAIL_ADDRESS_H
#define MAIL_ADDRESS_H

#include "base/arena.h"

typedef struct { Str name, local, domain, whole; } Address;    /* whole: local@domain, unquoted where that is safe; "" = null sender <> */

typedef struct { Address *v; size_t n, cap; } Addresses;

/* name: as it stands; address_display: as a person reads it. */
Str address_display(const Address *a, Arena *keep);

/* All mailboxes of a header field's value (groups opened).  Total. */
void addresses_read(Str value, Arena *keep, Addresses *out);

/* The address of an SMTP path or of an RFC 3464 recipient field: angle brackets, "rfc822;", "RFC822:", source routes, comments and
 * "smtp:" prefixes dropped.  "" where none is in it (also for <>). */
Str address_path(Str s, Arena *keep);

/* The next thing in free text that looks like an address (brackets and closing punctuation not part of it): *found is a slice of s,
 * or empty; the result is what follows it. */
Str address_scan(Str s, Str *found);

bool address_plausible(Str s);                      /* one @, neither side empty, no blank or control */
Str  address_domain(Str s);                         /* what follows the last @; "" without one */

#endif
