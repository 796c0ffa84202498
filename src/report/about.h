/* about.h - the three things that a person asks first, as sentences: who said it, about whom, is the address still good. */
#ifndef REPORT_ABOUT_H
#define REPORT_ABOUT_H

#include "knowledge/knowledge.h"
#include "model/diagnosis.h"
#include "report/sheet.h"

void about_who(const Diagnosis *d, const Knowledge *k, Run *r);
void about_whom(const Diagnosis *d, const Knowledge *k, Arena *keep, Run *r);
void about_address(const Diagnosis *d, Run *r);

/* "550 5.7.1 the words", the decisive ones marked.  At least `least` lines, where there are as many, and more to reach the end of the decisive
 * words; where `most` lines do not reach it, what stands long before them is left out. */
void about_reply(Sheet *s, const char *label, const Diagnosis *d, int least, int most);
void about_codes(const Reply *reply, Run *r);           /* "550 5.7.1" */

/* "block: the sender must change something; ..." */
void about_class(const Diagnosis *d, Run *r);

/* What the answer stands on: "the rule microsoft-banned-ip", "the code alone". */
void about_ground(const Diagnosis *d, Run *r);

/* The colour of a class, and of what becomes of an address. */
Ink about_class_ink(Class class);

/* An id as people write it: "5.1.1" for the code "/5.1.1". */
Str about_id(Str id);

/* What is not to be done, behind a label that says "Never": without its own "Do not". */
void about_never(Str never, Run *r);

/* One step, as a sentence.  The letter that the remedy has for others: "<recipient>", "[REPLY]" replaced by the case's own. */
void about_step(const Step *step, Run *r);
void about_letter(const Diagnosis *d, Run *r);

/* The title of a cause, and its name behind it. */
void about_cause(const Knowledge *k, CauseId c, Run *r);

#endif
