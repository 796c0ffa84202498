/* dmarc_record.h - a DMARC Policy Record (RFC 9989 4.7, 4.8; RFC 7489 6.3 for what it had besides).
 *
 * A record begins with v=DMARC1, to the letter and without a blank before it; else it is none.  In the rest nothing is an error: an
 * unknown tag is ignored, and so is a known one with a value that it cannot have (4.8).  Two questions RFC 9989 leaves open.  Names of tags
 * are read in any case, for the literals of its grammar are so, though RFC 6376 3.2, which it builds on, is strict there; of a tag that
 * stands twice the first counts, as the other is the error.  `why` tells of both, for other receivers decide otherwise.
 *
 * Without a valid p=, or with an sp= or np= that is none, the record counts as p=none where rua= has a valid address, and for nothing where
 * it has not (4.10.1): no DMARC for this message, and no other record is looked for.  It stays a record of the tree walk all the same. */
#ifndef AUTH_DMARC_RECORD_H
#define AUTH_DMARC_RECORD_H

#include "auth/tags.h"
#include "model/results.h"

typedef enum { PSD_UNSET, PSD_YES, PSD_NO } DmarcPsd;

typedef struct {
	bool valid;                             /* it is a DMARC record, and not to be passed over */
	Str text;
	DmarcPolicy p, sp, np;                  /* as they were written; dmarc_policy says what holds */
	bool has_p, has_sp, has_np;             /* with a value that they may have */
	bool bad_sp, bad_np;                    /* with another one */
	bool strict_spf, strict_dkim;           /* aspf=s, adkim=s */
	bool testing;                           /* t=y */
	DmarcPsd psd;
	int pct;                                /* RFC 7489; 100 where absent.  RFC 9989 does not know it */
	Str rua, ruf, fo;                       /* fo: "0" where it is absent, damaged, or there is no ruf */
	bool has_rua;                           /* rua lists at least one valid URI */
	Str why;                                /* what is odd or wrong in it: for a person */
} DmarcRecord;

void dmarc_record(Str text, Arena *keep, DmarcRecord *out);

/* Does it begin as a record does?  Others at the same name are passed over, and do not count as a second record (4.10). */
bool dmarc_record_begins(Str text);

/* For whom: the domain where the record stands, a subdomain of that, one that does not exist. */
typedef enum { DMARC_FOR_DOMAIN, DMARC_FOR_SUBDOMAIN, DMARC_FOR_NONEXISTENT } DmarcFor;

/* Which policy holds, and the tag that says so ("p": also where it is absent, and p=none is supposed).  False: no DMARC.
 * old: by RFC 7489, which knows no np=. */
bool dmarc_policy(const DmarcRecord *r, DmarcFor whom, bool old, DmarcPolicy *policy, const char **tag);

#endif
