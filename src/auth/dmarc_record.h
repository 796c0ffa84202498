/* dmarc_record.h - a DMARC Policy Record (RFC 9989 4.7, 4.8; RFC 7489 6.3 for what it had besides). */
#ifndef AUTH_DMARC_RECORD_H
#define AUTH_DMARC_RECORD_H

#include "auth/tags.h"
#include "model/results.h"

typedef enum { PSD_UNSET, PSD_YES, PSD_NO } DmarcPsd;

typedef struct {
	bool valid;                             /* it is a DMARC record, and not to be passed over */
	Str text;
	DmarcPolicy p, sp, np;
	bool has_p, has_sp, has_np;
	bool strict_spf, strict_dkim;           /* aspf=s, adkim=s */
	bool testing;                           /* t=y */
	DmarcPsd psd;
	int pct;                                /* RFC 7489; 100 where absent.  RFC 9989 does not know it */
	Str rua, ruf;
	Str why;                                /* what is odd or wrong in it: for a person */
} DmarcRecord;

void dmarc_record(Str text, Arena *keep, DmarcRecord *out);

#endif
