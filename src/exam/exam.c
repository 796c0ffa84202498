/* exam.c - the table, and the driver. */
#include "exam/look.h"

#define BIT(id) (1u << (id))

const Exam exams[EXAM_COUNT] = {
	[EXAM_PTR]   = { "ptr",   "RFC 1912 2.1", "has the sending address a name that leads back to it?", 0, exam_ptr },
	[EXAM_HELO]  = { "helo",  "RFC 5321 4.1.1.1", "is the name that the server gives a real one?", BIT(EXAM_PTR), exam_helo },
	[EXAM_SENDER] = { "sender", "RFC 5321 5.1", "can the envelope's sender get an answer?", 0, exam_sender },
	[EXAM_SPF]   = { "spf",   "RFC 7208 4", "may this address send for that domain?", 0, exam_spf },
	[EXAM_DKIM]  = { "dkim",  "RFC 6376 6", "which signatures of a message hold, and why not?", 0, exam_dkim },
	[EXAM_ARC]   = { "arc",   "RFC 8617 5.2", "does the chain of forwarders hold?", 0, exam_arc },
	[EXAM_DMARC] = { "dmarc", "RFC 9989 5.3", "is the author's domain proved, and what does it ask for if not?", BIT(EXAM_SPF) | BIT(EXAM_DKIM), exam_dmarc },
	[EXAM_BLOCKLIST] = { "blocklist", "RFC 5782", "is the address, a domain or a link on a blocklist?", BIT(EXAM_PTR) | BIT(EXAM_DKIM) | BIT(EXAM_DMARC), exam_blocklist },
	[EXAM_REPUTATION] = { "reputation", "RFC 5782", "what do public sources say of the sending address?", 0, exam_reputation },
	[EXAM_ROUTE] = { "route", "RFC 5321 5.1", "where does mail for the recipient go?", 0, exam_route },
	[EXAM_TLS]   = { "tls",   "RFC 8461, 7672", "do the policies on encryption hold: MTA-STS, DANE, TLS reports?", 0, exam_tls },
	[EXAM_BULK]  = { "bulk",  "", "what the large providers ask of a sender: is it met?", BIT(EXAM_PTR) | BIT(EXAM_SENDER) | BIT(EXAM_DMARC), exam_bulk },
	[EXAM_CONTENT] = { "content", "RFC 5322", "what do receivers object to in the message itself?", 0, exam_content },
};

ExamInput exam_input(void)
{
	return (ExamInput){ .helo = STR(""), .mail_from = STR(""), .bytes = STR(""), .author = STR(""), .recipient = STR(""), .spoke_host = STR(""), .named = STR("") };
}

static unsigned with_those_before(unsigned which)
{
	for (int id = EXAM_COUNT - 1; id >= 0; id--)
		if (which & BIT(id))
			which |= exams[id].before;
	return which;
}

/* One examination, a step of the trace of its own; false while it is pending. */
static bool run_one(const Exam *e, const ExamInput *in, Arena *keep, Trace *t, Checks *out)
{
	Look look = { .exam = e->name, .in = in, .keep = keep, .trace = t, .out = out };
	int at = trace_open(t, (TraceStep){ .what = e->name, .rfc = e->rfc, .text = STR(""), .whole = STR(""), .outcome = STR(""), .note = STR("") });

	e->run(&look);
	trace_close(t, at, look.outcome.at ? look.outcome : STR(""), STR(""));
	return !look.pending;
}

/* All of them once, in the order of the table; false where one is pending. */
static bool run_once(const ExamInput *in, unsigned which, Arena *keep, Trace *t, Checks *out)
{
	bool done = true;

	for (int id = 0; id < EXAM_COUNT; id++)
		if (which & BIT(id))
			done &= run_one(&exams[id], in, keep, t, out);
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
