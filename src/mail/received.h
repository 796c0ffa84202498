/* received.h - one trace field (RFC 5321 4.4), as Postfix, Exim, Sendmail, qmail, Exchange and others write it. */
#ifndef MAIL_RECEIVED_H
#define MAIL_RECEIVED_H

#include "base/arena.h"

typedef struct {
	Str helo;                               /* the name the client gave */
	Str client_name, client_ip;             /* what the server saw: reverse name (not "unknown"), address without brackets and "IPv6:" */
	Str by, with, id, for_address;
	Str envelope_from;
	int64_t time;                           /* Unix seconds; 0 unknown */
} Received;

void received_read(Str value, Arena *keep, Received *out);

/* Does s look like an IPv4 or IPv6 address (RFC 4291; "IPv6:" and brackets off)? */
bool ip_plausible(Str s);

#endif
