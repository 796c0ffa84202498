/* casejson.h - the case object of "fivefifty/1" (docs/case.schema.json): what programs may rely on.
 *
 * What was not examined or is not known is absent; examined and empty is []. */
#ifndef REPORT_CASEJSON_H
#define REPORT_CASEJSON_H

#include "base/json.h"
#include "knowledge/knowledge.h"
#include "model/diagnosis.h"

/* The head of a document, up to and with "cases":[; and its end.  file "" for a text on the command line. */
void casejson_begin(Json *j, Str file, Str format);
void casejson_end(Json *j);

void casejson(Json *j, const Diagnosis *d, const Knowledge *k);

/* One piece of evidence. */
void casejson_evidence(Json *j, const Evidence *e, const Knowledge *k);

/* The members that a case and an event share: from "id" to "said". */
void casejson_shared(Json *j, const Diagnosis *d, const Knowledge *k);

#endif
