/* quote.h - the words of the one who refused, found in what somebody else wrote around them. */
#ifndef INTAKE_QUOTE_H
#define INTAKE_QUOTE_H

#include "intake/page.h"

typedef struct {
	Reply reply;                            /* text unfolded; "" where there are no words at all */
	Str wrapper;                            /* the sentence it was taken from, unfolded, where that is more than the reply */
	Phase phase;
	Str host, ip;                           /* of the server that is quoted */
	bool remote;                            /* another server's words, not those of the system that reports */
	bool cut;                               /* only the first line of a reply of several */
	bool sendmail_form;                     /* "550 5.1.1 <a@b>... User unknown": as Sendmail writes its own words, too */
} Quote;

static inline bool status_same(Status a, Status b)
{
	return a.cls == b.cls && a.subject == b.subject && a.detail == b.detail;
}

/* In a block of a report's text (a slice of the page's).  `recipient` (its address, perhaps "") says whose reply is looked for, and
 * `line` is the slice of the block in which it was found, or "". */
void quote_in_block(const Page *p, Str block, Str recipient, Str line, Arena *keep, Quote *out);

/* Only what stands around the quotation: phase, host and address, the wrapper.  For where the words are known already. */
void quote_around(const Page *p, Str block, Arena *keep, Quote *out);

/* In a text that holds nothing else: a Diagnostic-Code, a JSON member, a pasted reply. */
void quote_in_field(const Dialects *d, Str field, Arena *keep, Quote *out);

/* A reply code that begins at offset `at` of s ("550 ", "550-", "550:"), 200 to 599; 0 where there is none. */
int quote_code_at(Str s, size_t at);

/* Where a reply code that somebody refused with (4yz, 5yz) stands in the midst of a text, at or after `from`; s.len for nowhere. */
size_t quote_code_find(Str s, size_t from);

/* What phase the phrases in this slice tell of; PHASE_UNKNOWN where none does. */
Phase quote_phase(const Page *p, Str slice);

/* The last host and address that stand before offset `at` of s, not far away. */
void quote_speaker(Str s, size_t at, Str *host, Str *ip);

#endif
