/* cause.h - the causes of a refusal: a tree, named by dotted paths ("auth.spf.no_record").
 *
 * A cause is known to the program by a small number, its place in the knowledge; 0 is no cause.  Titles and explanations are in the
 * stanza.  A cause's class, address and the rest are its own, or else the nearest ancestor's. */
#ifndef KNOWLEDGE_CAUSE_H
#define KNOWLEDGE_CAUSE_H

#include "base/str.h"

typedef uint16_t CauseId;

#define CLASSES(X) \
	X(NONE,  "",      "not known") \
	X(HARD,  "hard",  "the address is bad") \
	X(SOFT,  "soft",  "try again") \
	X(BLOCK, "block", "the sender must change something; the address is good") \
	X(INFO,  "info",  "not a refusal")

#define ADDRESS_USES(X) \
	X(NONE,          "",              "not known") \
	X(KEEP,          "keep",          "go on using it") \
	X(SUPPRESS,      "suppress",      "stop using it") \
	X(AFTER_REPEATS, "after_repeats", "stop after repeated refusals")

#define ACTORS(X) \
	X(NONE,             "",                 "not known") \
	X(SENDER_DNS,       "sender_dns",       "who runs the sender's DNS") \
	X(SENDER_MTA,       "sender_mta",       "who runs the sending server or account") \
	X(SENDER_HOSTING,   "sender_hosting",   "the owner of the sending IP address") \
	X(SENDER_CONTENT,   "sender_content",   "who writes and addresses the mail") \
	X(FORWARDER_ADMIN,  "forwarder_admin",  "who runs the forwarder or list") \
	X(RECIPIENT,        "recipient",        "the person written to") \
	X(RECIPIENT_ADMIN,  "recipient_admin",  "who runs the recipient's server or domain") \
	X(PROVIDER,         "provider",         "the mailbox provider") \
	X(LIST_OPERATOR,    "list_operator",    "who runs the blocklist") \
	X(HOSTING_PROVIDER, "hosting_provider", "who runs the network") \
	X(NOBODY,           "nobody",           "nobody; nothing needs mending") \
	X(UNKNOWN,          "unknown",          "not known yet")

#define RETRIES(X) \
	X(NONE,      "",          "not known") \
	X(NOW,       "now",       "nothing stands in the way any more") \
	X(LATER,     "later",     "the same mail, later") \
	X(AFTER_FIX, "after_fix", "when the remedy is in force") \
	X(NO,        "no",        "pointless until the other side changes")

#define X(id, name, text) CLASS_##id,
typedef enum { CLASSES(X) CLASS_COUNT } Class;
#undef X
#define X(id, name, text) ADDRESS_##id,
typedef enum { ADDRESS_USES(X) ADDRESS_COUNT } AddressUse;
#undef X
#define X(id, name, text) ACTOR_##id,
typedef enum { ACTORS(X) ACTOR_COUNT } Actor;
#undef X
#define X(id, name, text) RETRY_##id,
typedef enum { RETRIES(X) RETRY_COUNT } Retry;
#undef X

extern const char *const class_name[CLASS_COUNT], *const class_text[CLASS_COUNT];
extern const char *const address_name[ADDRESS_COUNT], *const address_text[ADDRESS_COUNT];
extern const char *const actor_name[ACTOR_COUNT], *const actor_text[ACTOR_COUNT];
extern const char *const retry_name[RETRY_COUNT], *const retry_text[RETRY_COUNT];

/* The number of a name in one of these lists; -1 where it is none of them. */
int name_index(const char *const *names, int count, Str name);

#endif
