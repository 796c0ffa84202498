/* explain.h - what a reply, a code or a question means, in at most 25 lines of 80 columns: class, causes, first step, source. */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include "knowledge/knowledge.h"
#include "model/diagnosis.h"
#include "report/sheet.h"

void explain_reply(Sheet *s, const Diagnosis *d, const Knowledge *k);
void explain_topic(Sheet *s, Entry topic, const Knowledge *k);

/* A code alone: its stanza in the registry, and those of providers that mean something of their own by it.  leading: of these the one that
 * answers, where the registry has no such code; d is then the diagnosis of the code as said by that provider. */
typedef struct { Entry general, leading; const Entry *deviating; size_t n; } CodePage;
void explain_code(Sheet *s, const Diagnosis *d, const CodePage *page, const Knowledge *k);

/* A question that no topic answers; `near` are topics to try. */
void explain_unknown(Sheet *s, const Entry *near, size_t n);

#endif
