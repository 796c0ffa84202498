/* exam.h - the examinations: a table, and the driver that runs them until the World has answered.
 *
 * An examination is a pure function of what is examined and of the World's answers.  It never waits: where an answer is pending it says so and is run again from
 * its beginning, so that all examinations ask at the same time and a run costs the longest chain of dependent questions. */
#ifndef EXAM_EXAM_H
#define EXAM_EXAM_H

#include "auth/arc.h"
#include "auth/dmarc.h"
#include "auth/spf.h"
#include "knowledge/knowledge.h"
#include "exam/links.h"
#include "mail/mime.h"
#include "world/filter.h"

typedef struct {                                    /* what is examined, as far as it is known; "" and NULL: not */
	World *world;
	Crypto *crypto;
	const Knowledge *knowledge;
	const SpfSession *session;                  /* NULL: the address that sends is not known */
	Str helo, mail_from;                        /* of the session, also where the address is not known; mail_from_known tells "<>" from unknown */
	bool mail_from_known;
	const RawMessage *message;                  /* NULL: no message is at hand */
	Str bytes;                                  /* of the message, as they came */
	const Headers *headers;                     /* of the message, as they mean */
	const Links *links;                         /* of its text */
	const MimeTree *mime;                       /* its parts; NULL where only the header section is at hand */
	Str author;                                 /* the domain of From, where no message is at hand */
	Str recipient;                              /* an address or a domain: whom the mail is for */
	Str spoke_host;                             /* route: the server that refused, as far as it is known */
	const Ip *spoke_ip;
	bool lists;                                 /* ask a panel of blocklists */
	Str named;                                  /* a reply: the list that it names is asked, whatever `lists` says */
	const Str *accepted;                        /* terms of lists that the site has accepted beside "free": "noncommercial", "registered", a list's id */
	size_t n_accepted;
	bool show_canonical;
	const FilterVerdict *filters;               /* what running filters said of the message */
	size_t n_filters;
} ExamInput;

/* Nothing is known yet: every text is "". */
ExamInput exam_input(void);

/* An examination looks (exam/look.h) and notes what it saw.  What its input does not allow it leaves out. */
typedef struct Look Look;
typedef void ExamRun(Look *l);

#define EXAMS(X) X(PTR, ptr)  X(HELO, helo)  X(SENDER, sender)  X(SPF, spf)  X(DKIM, dkim)  X(ARC, arc)  X(DMARC, dmarc)  X(BLOCKLIST, blocklist)  X(REPUTATION, reputation) \
	X(ROUTE, route)  X(TLS, tls)  X(BULK, bulk)  X(CONTENT, content)
#define X(id, name) EXAM_##id,
typedef enum { EXAMS(X) EXAM_COUNT } ExamId;
#undef X
#define X(id, name) ExamRun exam_##name;
EXAMS(X)
#undef X

typedef struct {
	const char *name, *rfc, *help;
	unsigned before;                            /* those that it builds on: bits, 1 << EXAM_SPF … */
	ExamRun *run;
} Exam;

extern const Exam exams[EXAM_COUNT];

/* Runs those of `which` (bits) and those they build on.  traced: out->trace is filled. */
void exam_all(const ExamInput *in, unsigned which, bool traced, Arena *keep, Checks *out);

#endif
