/* event.h - one delivery attempt for one recipient, and the reply that ended it.
 *
 * Intake fills it; everything above reads it.  A Str that is empty is not known.  All Str live in the case's arena or in the input. */
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include "mail/reply.h"

#define OUTCOMES(X) \
	X(UNKNOWN,   "",          "not known") \
	X(FAILED,    "failed",    "refused for good") \
	X(DELAYED,   "delayed",   "refused for now, still tried") \
	X(EXPIRED,   "expired",   "given up after delays") \
	X(DELIVERED, "delivered", "delivered, relayed or expanded") \
	X(COMPLAINT, "complaint", "a feedback report") \
	X(AUTOREPLY, "autoreply", "an automatic answer")

#define ROLES(X) \
	X(UNKNOWN,          "unknown",          "not known") \
	X(OWN,              "own",              "the sender's own server or relay") \
	X(SUBMISSION,       "submission",       "a server that takes mail from its users") \
	X(RECIPIENT_MX,     "recipient_mx",     "the recipient's mail exchanger") \
	X(FILTER,           "filter",           "a filter in front of, or a server behind, that MX") \
	X(FORWARDER,        "forwarder",        "a server that forwards for the address written to") \
	X(AFTER_ACCEPTANCE, "after_acceptance", "the recipient's side, after it had taken the mail")

#define PHASES(X) \
	X(UNKNOWN,          "unknown",          "not known") \
	X(CONNECT,          "connect",          "at the connection or its greeting") \
	X(EHLO,             "ehlo",             "after HELO or EHLO") \
	X(MAIL,             "mail",             "after MAIL FROM") \
	X(RCPT,             "rcpt",             "after RCPT TO") \
	X(DATA,             "data",             "after DATA") \
	X(END_OF_DATA,      "end-of-data",      "after the message") \
	X(AFTER_ACCEPTANCE, "after-acceptance", "later, by a report")

#define DIRECTIONS(X) \
	X(OUT,      "out",      "others refuse what we send") \
	X(IN,       "in",       "we refuse what others send") \
	X(INTERNAL, "internal", "between our own hosts")

#define X(id, name, text) OUTCOME_##id,
typedef enum { OUTCOMES(X) OUTCOME_COUNT } Outcome;
#undef X
#define X(id, name, text) ROLE_##id,
typedef enum { ROLES(X) ROLE_COUNT } Role;
#undef X
#define X(id, name, text) PHASE_##id,
typedef enum { PHASES(X) PHASE_COUNT } Phase;
#undef X
#define X(id, name, text) DIRECTION_##id,
typedef enum { DIRECTIONS(X) DIRECTION_COUNT } Direction;
#undef X

extern const char *const outcome_name[OUTCOME_COUNT], *const outcome_text[OUTCOME_COUNT];
extern const char *const role_name[ROLE_COUNT], *const role_text[ROLE_COUNT];
extern const char *const phase_name[PHASE_COUNT], *const phase_text[PHASE_COUNT];
extern const char *const direction_name[DIRECTION_COUNT], *const direction_text[DIRECTION_COUNT];

typedef struct {                                /* who refused */
	Role role;
	Str host, ip;                           /* ip without brackets */
} Spoke;

typedef struct {                                /* the refused attempt, as far as the mail tells it */
	Str client_ip, client_ip_from;          /* the sending address, and how it was found, in words */
	Str helo, mail_from;
	Str header_from;                        /* a domain */
} Session;

typedef struct {                                /* where in the input it stands */
	Str file;                               /* as given; "-" for standard input */
	uint64_t line;                          /* from 1; 0 unknown */
	Str format;                             /* "rfc3464", "rfc5965", "bounce", "autoreply", "reply", "ses-json" … */
} Place;

typedef struct {
	uint64_t id[2];                         /* 128 bits over source and place: the same input gives the same id */
	Place place;
	Direction direction;
	Outcome outcome;
	Str recipient, sender;                  /* addresses; sender: of the refused mail's envelope */
	Str original;                           /* the address that was written to, where it is not the recipient's (a forwarder's, an alias) */
	int64_t time;                           /* Unix seconds, 0 unknown */
	Str dialect;                            /* the mail system that wrote the report: "postfix", "exim", "qmail" … */
	Reply reply;                            /* of the one who refused: innermost quotation first, then Diagnostic-Code, then Status: */
	Str wrapper;                            /* the whole quotation the reply was taken from, where it is more than the reply */
	Phase phase;
	Status reported;                        /* what the reporting server claims, where it differs from the reply */
	Spoke spoke;
	Session session;
	Str message_id, queue_id;
	Str feedback_type;                      /* of a complaint */
} Event;

#endif
