/* ip.h - addresses of the Internet, as numbers.  Text forms: RFC 4291 2.2 and RFC 5952; reverse names: RFC 1035 3.5 and RFC 3596 2.5. */
#ifndef BASE_IP_H
#define BASE_IP_H

#include "base/arena.h"

typedef struct { bool v6; uint8_t at[16]; } Ip;     /* network order; of an IPv4 address the first four bytes, the rest zero */

bool ip_read(Str s, Ip *out);                       /* all of s is an address: dotted quad, or any form of RFC 4291 (no zone, no prefix) */
Ip   ip_of(const void *bytes, bool v6);             /* 4 or 16 bytes */
Ip   ip_unmapped(Ip ip);                            /* ::ffff:192.0.2.1 as IPv4; any other as it is */
Str  ip_text(Ip ip, Arena *keep);                   /* RFC 5952 */
bool ip_eq(Ip a, Ip b);
bool ip_within(Ip ip, Ip net, int bits);            /* of the same family, and the first `bits` bits are alike */
bool ip_is_private(Ip ip);                          /* RFC 6890: no mail from outside reaches it: private, loopback, link-local, multicast … */

/* "1.2.0.192" or 32 nibbles, as it stands before ".in-addr.arpa" and before a blocklist's zone; ip_reverse: with its ".in-addr.arpa"/".ip6.arpa". */
Str  ip_nibbles(Ip ip, Arena *keep);
Str  ip_reverse(Ip ip, Arena *keep);

#endif
