/* explain.h - what a reply, a code or a question means, in at most 25 lines of 80 columns: class, causes, first step, source. */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include "knowledge/knowledge.h"
#include "model/diagnosis.h"
#include "report/sheet.h"

void explain_reply(Sheet *s, const Diagnosis *d, const Knowledge *k);
void explain_topic(Sheet *s, Entry topic, const Knowledge *k);

/* A code alone.  `general`: its stanza in the registry (may be none).  `deviating`: providers' own stanzas for it. */
void explain_code(Sheet *s, const Diagnosis *d, Entry general, const Entry *deviating, size_t n, const Knowledge *k);

/* A question that no topic answers; `near` are topics to try. */
void explain_unknown(Sheet *s, const Entry *near, size_t n);

#endif
