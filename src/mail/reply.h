/* reply.h - SMTP replies (RFC 5321 4.2) and enhanced status codes (RFC 3463), as servers write them and as other servers
 * and people quote them. */
#ifndef MAIL_REPLY_H
#define MAIL_REPLY_H

#include "base/arena.h"

typedef struct { uint8_t cls; uint16_t subject, detail; } Status;      /* cls 0: none */
typedef struct { int code; Status status; Str text; } Reply;           /* code 0: none; text: the words, without the leading code */

/* Read an enhanced status code off the front of s.  Total: any bytes give an answer; where there is no code, out->cls is 0 and the
 * rest is s itself.  Behind a code stands anything but more of a word, a number, a host name or an address. */
Str status_read(Str s, Status *out);

/* Read a basic code ("550", "550-", "550 ", "550:", "550/5.7.1") off the front of s with the one sign behind it; *code is 0 where there is
 * none, and the rest s itself. */
Str code_read(Str s, int *code);

/* A whole reply of one or several lines.  The code is the first one; the status the first one beside it; text is all lines
 * unfolded by one blank, each line's own "550-5.7.1 " dropped, and likewise where a mail system glued lines together
 * ("… text 550-5.7.1 more text 550 5.7.1 end").  "#5.7.1" and "(#5.7.1)" (qmail, Courier) give the status where no other does, if
 * they are of the code's class.  A greeting in front of a refusal ("220-host 421 4.2.1 …") is passed over.  text lives in keep, or is a slice of s. */
void reply_read(Str s, Arena *keep, Reply *out);

/* The innermost reply that is quoted inside s: what follows the last "said:", "Remote host said:", "responded", "<<< ", "SMTP; ",
 * "Remote Server returned" and their like, up to the end of the quotation ("(in reply to RCPT TO command)" left out); s
 * itself where nothing is quoted.  A code counts there where a status stands beside it, or where the words before it announce a reply; what a server says of the
 * sender's address by a call-out of its own is no quotation.  The result is a slice of s. */
Str reply_innermost(Str s);

/* "5.7.1" of a status; "" for none. */
Str status_text(Status st, Arena *keep);

/* The next place at or after `from` where a 4 or a 5 stands, with which the code of a refusal begins; s.len where none does. */
size_t refusal_digit(Str s, size_t from);

#endif
