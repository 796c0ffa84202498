/* mta_sts.h - MTA-STS (RFC 8461): the record at _mta-sts, the policy behind https, and which hosts that allows; the record of TLS reports (RFC 8460) at
 * _smtp._tls, which is written alike.
 *
 * Total, and nothing is taken over that the grammar does not have; an unknown field is ignored, as both ask (RFC 8461 3.1, 3.2; RFC 8460 3). */
#ifndef AUTH_MTA_STS_H
#define AUTH_MTA_STS_H

#include "base/arena.h"

/* Others at the same name are passed over (RFC 8461 3.1: "records that do not begin with …"). */
bool sts_record_begins(Str text);
bool tlsrpt_record_begins(Str text);

typedef struct {
	bool valid;
	Str id;                                     /* of the policy: another one, another policy */
	Str wrong;                                  /* the slice that is wrong; "" */
	const char *why;                            /* a sentence; NULL where it is valid */
} StsRecord;

void sts_record(Str text, StsRecord *out);

typedef struct {
	bool valid;
	Str rua;                                    /* where reports go: mailto: and https: URIs, with commas between them */
	Str wrong;
	const char *why;
} TlsrptRecord;

void tlsrpt_record(Str text, TlsrptRecord *out);

#define STS_MODES(X) \
	X(NONE,    "none",    "no policy: what there was is taken back") \
	X(TESTING, "testing", "failures are reported, and nothing is held back") \
	X(ENFORCE, "enforce", "mail is not sent where the policy does not hold")
#define X(id, name, text) STS_##id,
typedef enum { STS_MODES(X) STS_MODE_COUNT } StsMode;
#undef X
extern const char *const sts_mode_name[STS_MODE_COUNT], *const sts_mode_text[STS_MODE_COUNT];

enum { STS_MX_MOST = 1000, STS_AGE_MOST = 31557600 };

typedef struct {
	bool valid;
	StsMode mode;
	int64_t max_age;                            /* seconds */
	struct { Str *v; size_t n, cap; } mx;       /* patterns, as they stand there */
	Str wrong;                                  /* the line that is wrong; "" where one is missing */
	const char *why;
} StsPolicy;

void sts_policy(Str body, Arena *keep, StsPolicy *out);

/* "mx.example.org", or "*.example.org" for exactly one label in front (RFC 8461 4.1). */
bool sts_pattern_matches(Str pattern, Str host);
bool sts_allows(const StsPolicy *p, Str host);

#endif
