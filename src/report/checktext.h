/* checktext.h - the examinations for people: the result first, then what shows it, then (where they were asked for) the steps. */
#ifndef REPORT_CHECKTEXT_H
#define REPORT_CHECKTEXT_H

#include "model/results.h"
#include "report/sheet.h"

void checktext(Sheet *s, const Checks *c);

/* What the examinations saw, the worst first, each with the one thing to do.  whole: also what is well. */
void checktext_evidence(Sheet *s, const EvidenceList *list, bool whole);

/* The steps, each below the one it belongs to. */
void checktext_trace(Sheet *s, const Trace *t);

#endif
