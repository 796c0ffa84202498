/* exam.h - the examinations: a table, and the driver that runs them until the World has answered.
 *
 * An examination is a pure function of what is examined and of the World's answers.  It never waits: where an answer is pending it says so and is run again from
 * its beginning, so that all examinations ask at the same time and a run costs the longest chain of dependent questions. */
#ifndef EXAM_EXAM_H
#define EXAM_EXAM_H

#include "auth/dmarc.h"
#include "auth/arc.h"
#include "auth/spf.h"

typedef struct {                                    /* what is examined, as far as it is known */
	World *world;
	Crypto *crypto;
	const SpfSession *session;                  /* NULL: who connected is not known */
	const RawMessage *message;                  /* NULL: no message is at hand */
	Str author;                                 /* the domain of From, where no message is at hand; else "" */
	bool show_canonical;
} ExamInput;

/* Fills in what it found; false while an answer is pending.  What the input does not allow is left out. */
typedef bool ExamRun(const ExamInput *in, Arena *keep, Trace *t, Checks *out);

typedef enum { EXAM_SPF, EXAM_DKIM, EXAM_ARC, EXAM_DMARC, EXAM_COUNT } ExamId;

typedef struct {
	const char *name, *help;
	unsigned before;                            /* those that it builds on: bits, 1 << EXAM_SPF … */
	ExamRun *run;
} Exam;

extern const Exam exams[EXAM_COUNT];

ExamRun exam_spf, exam_dkim, exam_arc, exam_dmarc;

/* Runs those of `which` (bits) and those they build on.  traced: out->trace is filled. */
void exam_all(const ExamInput *in, unsigned which, bool traced, Arena *keep, Checks *out);

#endif
