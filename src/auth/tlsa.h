/* tlsa.h - a TLSA record (RFC 6698 2.1) as mail servers use it (RFC 7672 3.1). */
#ifndef AUTH_TLSA_H
#define AUTH_TLSA_H

#include "base/arena.h"

typedef struct {
	int usage, selector, matching;              /* 3 1 1: the key of the server's certificate, as SHA-256 */
	Str data;
	bool usable;
	const char *why;                            /* why not; NULL */
} Tlsa;

/* Total: a damaged record is not usable. */
void tlsa_read(Str wire, Tlsa *out);

#endif
