/* exam.c - the table, and the driver. */
#include "exam/exam.h"

#define BIT(id) (1u << (id))

const Exam exams[EXAM_COUNT] = {
	[EXAM_SPF]   = { "spf",   "may this address send for that domain?  (RFC 7208)", 0, exam_spf },
	[EXAM_DKIM]  = { "dkim",  "which signatures of a message hold, and why not?  (RFC 6376)", 0, exam_dkim },
	[EXAM_ARC]   = { "arc",   "does the chain of forwarders hold?  (RFC 8617)", 0, exam_arc },
	[EXAM_DMARC] = { "dmarc", "is the author's domain proved, and what does it ask for if not?  (RFC 9989)", BIT(EXAM_SPF) | BIT(EXAM_DKIM), exam_dmarc },
};

static unsigned with_those_before(unsigned which)
{
	for (int id = EXAM_COUNT - 1; id >= 0; id--)
		if (which & BIT(id))
			which |= exams[id].before;
	return which;
}

/* All of them once, in the order of the table; false where one is pending. */
static bool run_once(const ExamInput *in, unsigned which, Arena *keep, Trace *t, Checks *out)
{
	bool done = true;

	for (int id = 0; id < EXAM_COUNT; id++)
		if (which & BIT(id))
			done &= exams[id].run(in, keep, t, out);
	return done;
}

void exam_all(const ExamInput *in, unsigned which, bool traced, Arena *keep, Checks *out)
{
	const Arena start = *keep;

	which = with_those_before(which);
	do {
		*keep = start;                          /* what pended has left nothing behind */
		*out = (Checks){ 0 };
		Trace *t = traced ? take(keep, Trace, 1) : NULL;

		if (t)
			*t = trace_new(keep);
		out->trace = t;
		if (run_once(in, which, keep, t, out))
			return;
	} while (world_wait(in->world));
}
