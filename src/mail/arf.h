/* arf.h - feedback reports (RFC 5965, 6591): the machine-readable part. */
#ifndef MAIL_ARF_H
#define MAIL_ARF_H

#include "mail/header.h"

typedef struct {
	Str type;                               /* Feedback-Type in lower case: abuse fraud virus other not-spam opt-out auth-failure … */
	Str user_agent, version;
	Str original_mail_from, source_ip, reporting_mta, reported_domain, auth_failure, dkim_domain;
	Str *recipients;                        /* Original-Rcpt-To and Removal-Recipient, addresses, each once */
	size_t n, cap;
	int64_t arrival;
	Headers fields;                         /* all of them */
} Arf;

/* s: the body of the message/feedback-report part, decoded.  Answers false where there is no Feedback-Type. */
bool arf_read(Str s, Arena *keep, Arf *out);

#endif
