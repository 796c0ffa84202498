/* checkjson.h - the examinations as JSON: the object of `fivefifty check … --json` (docs/check.schema.json), and "checks" of a case.
 *
 * What was not examined is absent; examined and empty is []. */
#ifndef REPORT_CHECKJSON_H
#define REPORT_CHECKJSON_H

#include "base/json.h"
#include "knowledge/knowledge.h"
#include "model/results.h"

/* One examination as an object, with "trace" where there is one; dmarc shows what it builds on, too. */
void checkjson_spf(Json *j, const Checks *c);
void checkjson_dkim(Json *j, const Checks *c);
void checkjson_arc(Json *j, const Checks *c);
void checkjson_dmarc(Json *j, const Checks *c);

/* Any examination: the worst grade, what it saw, and what it found out.  exam "": all of them. */
void checkjson_exam(Json *j, const Checks *c, Str exam, const Knowledge *k);

/* The member "checks" of a case: what was examined, in short. */
void checkjson_checks(Json *j, const Checks *c);

/* The steps below `parent` (-1: all), as an array of trees. */
void checkjson_trace(Json *j, const Trace *t, int parent);

#endif
