/* eventjson.h - one object a line, "fivefifty-event/1" (docs/event.schema.json): a case without what only a person or a diagnosis needs. */
#ifndef REPORT_EVENTJSON_H
#define REPORT_EVENTJSON_H

#include "base/json.h"
#include "knowledge/knowledge.h"
#include "model/diagnosis.h"

/* The object and its line feed. */
void eventjson(Buf *out, const Diagnosis *d, const Knowledge *k);

#endif
