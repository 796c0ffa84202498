/* dsn.h - the machine-readable part of a delivery status notification (RFC 3464; RFC 6533 global-delivery-status). */
#ifndef MAIL_DSN_H
#define MAIL_DSN_H

#include "mail/header.h"
#include "mail/reply.h"

typedef struct {
	Str original, final;                    /* addresses (mail/address.h address_path; utf-8 type decoded, RFC 6533) */
	Str action;                             /* lower case: failed delayed delivered relayed expanded, or as it stands */
	Status status;
	Str diagnostic_type, diagnostic;        /* "smtp"; the rest, unfolded, encoded-words decoded */
	Str remote_mta;                         /* host name or address, without "dns;" and brackets */
	int64_t last_attempt, will_retry_until;
} DsnRecipient;

typedef struct {
	Str reporting_mta, received_from_mta;   /* without "dns;" */
	Str envelope_id;
	int64_t arrival;
	DsnRecipient *v;
	size_t n, cap;
	bool truncated;                         /* LIMIT_RECIPIENTS */
	Headers per_message;                    /* all fields of the first group */
} Dsn;

/* s: the body of the part, decoded.  Groups are told apart by Final-Recipient or Original-Recipient rather than by empty lines alone, for many
 * systems leave these out or add some.  "Final-Recipient :" with a blank is read; so are the lines of a reply that are not folded.  Fields of
 * a recipient without any name give one recipient without addresses.  Total; no recipient is an answer too. */
void dsn_read(Str s, Arena *keep, Dsn *out);

#endif
