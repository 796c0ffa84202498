/* case.h - an Event with everything that the input holds about it: the refused message, as far as it came back, and notes of the
 * intake (limits that were reached, codes that contradict each other, backscatter). */
#ifndef MODEL_CASE_H
#define MODEL_CASE_H

#include "mail/header.h"
#include "model/event.h"
#include "model/evidence.h"

typedef struct {
	Event event;
	Str returned;                           /* the refused message or its header section; "" where nothing came back */
	Headers returned_headers;
	bool returned_whole;                    /* its body is there too */
	Str human;                              /* the human-readable text of the report, UTF-8 */
	bool backscatter;                       /* the refused mail was, as far as can be told, never sent by the reader */
	EvidenceList notes;
} Case;

typedef struct { Case *v; size_t n, cap; } Cases;

#endif
