/* reading.h - one mail while it is read: its parts, what its text says, and what all its cases share. */
#ifndef INTAKE_READING_H
#define INTAKE_READING_H

#include "intake/addressee.h"
#include "mail/dsn.h"
#include "mail/mime.h"

typedef struct {
	const Dialects *dialects;
	Arena *keep;
	Cases *out;
	Place place;
	uint64_t ordinal;                       /* of the case, over all mails of this input */
	int depth;                              /* messages that this one lies in */
	size_t budget;                          /* bytes of messages inside messages that may still be opened */
	bool too_deep;

	Str mail;
	MimeTree tree;
	const Headers *headers;
	const Part *human, *fields, *feedback, *attached;      /* attached: the returned message or its header section */
	Page page;
	Seen seen;
	const Dialect *dialect;                 /* NULL: not known */
	bool by_field;                          /* known by a header field */
	Dsn dsn;                                /* of a delivery report; empty otherwise */
	Names senders;                          /* addresses of who sent the refused mail: whom the report is written to, first */
	Str reporter;                           /* the address in From of the report */
	bool receiver_side;                     /* the recipient's side wrote the report, after it had taken the mail */
	Case common;                            /* what all cases of this mail share */
} Reading;

/* message.c: all cases of r->mail.  True where there are any. */
bool message_read(Reading *r);

/* A message inside this one; false where it gives no case. */
bool message_read_inner(Reading *r, Str message);

/* The readers of one kind of mail each; false where it is none of theirs. */
bool feedback_read(Reading *r);
bool notice_read(Reading *r);
bool notice_alone(Reading *r, Str s);           /* without a mail around it: the first object of s */
bool report_read(Reading *r);
bool prose_read(Reading *r);
bool autoreply_read(Reading *r);

#endif
