/* engine.h - the program as a library for its own command line: knowledge loaded, bytes in, diagnoses out. */
#ifndef API_ENGINE_H
#define API_ENGINE_H

#include "base/error.h"
#include "diagnose/diagnose.h"
#include "intake/intake.h"
#include "knowledge/knowledge.h"
#include "model/diagnosis.h"
#include "rules/rulebook.h"

typedef struct {
	Knowledge knowledge;
	Rulebooks rules;
	const Dialects *dialects;
	Examining *examining;                   /* what a diagnosis may look at; NULL: the input alone */
	Pool own_pool;                          /* what lives as long as the engine: dialects, a site's own knowledge */
	Pool case_pool;                         /* one arena's worth of memory, rewound for every input */
} Engine;

/* Opens the embedded knowledge, and that of `site` (a directory or a file; NULL: none), which goes before it. */
bool engine_open(Engine *e, const char *site, Err *err);
void engine_close(Engine *e);

/* Reads one input (a mail, a reply, pasted text) and calls `each` for every case in it, in order.  `place` says where it came
 * from.  The diagnosis and all it points to is good until `each` returns; `each` must not keep it.  No case: `each` is not called, and the
 * result is 0.  A memory limit is reported as a case of its own with a note. */
typedef void EngineEach(const Diagnosis *d, Arena *scratch, void *arg);
size_t engine_read(Engine *e, Str input, Place place, EngineEach *each, void *arg);

/* The same with all cases of the input at once, for a report that compares them. */
typedef void EngineAll(const Diagnosis *d, size_t n, Arena *scratch, void *arg);
size_t engine_read_all(Engine *e, Str input, Place place, EngineAll *all, void *arg);

/* The mails of a mailbox (mbox), or the notices of a row of them, one by one, each with the line it begins at; anything else is one mail.  `each` answers false to stop. */
typedef bool EngineMail(Str mail, Place place, void *arg);
void engine_mails(Str input, Place place, EngineMail *each, void *arg);

/* engine_read for each mail of a mailbox, or for the input itself. */
size_t engine_read_any(Engine *e, Str input, Place place, EngineEach *each, void *arg);

#endif
