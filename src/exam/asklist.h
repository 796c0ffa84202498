/* asklist.h - a public list that is asked over the DNS (RFC 5782): whether it may be, whether it is well, and what it says.
 *
 * Which lists may be asked is the site's business: those whose terms are `free`, and those that it has accepted.  A list is asked for its test
 * points first: one that is dead, lists the whole world or refuses us is reported as that, and whatever else it says is not heard. */
#ifndef EXAM_ASKLIST_H
#define EXAM_ASKLIST_H

#include "exam/look.h"
#include "knowledge/blocklist.h"

bool list_may_be_asked(const ExamInput *in, const Blocklist *list);

/* false: it is ill, and that was seen; or its test points are still pending. */
bool list_is_healthy(Look *l, const Blocklist *list);

/* What the list has at this label, its address (look_ask). */
const DnsAnswer *list_ask(Look *l, const Blocklist *list, Str label);

/* Does one code of the answer say that the list did not answer?  *m: its meaning. */
bool list_refuses(const Blocklist *list, const DnsAnswer *a, ListMeaning *m);

/* "TITLE (ZONE) WHAT: WORDS", of unknown grade. */
void list_see_ill(Look *l, const Blocklist *list, const DnsAnswer *a, Str todo, const char *what, Str words);

#endif
