/* look.h - one examination at work: it asks, it sees, it says what to do.
 *
 * A Look knows which examination it is, notes every question in the trace, and remembers whether one is pending.  What was seen is Evidence
 * with the record that shows it. */
#ifndef EXAM_LOOK_H
#define EXAM_LOOK_H

#include "base/idn.h"
#include "exam/exam.h"

struct Look {
	const char *exam;
	const ExamInput *in;
	Arena *keep;
	Trace *trace;
	Checks *out;
	bool pending;
	Str outcome;                                /* for the trace: "pass", "fail" */
};

/* Asks the World; NULL while the answer is pending, and the Look is then pending, too. */
const DnsAnswer *look_ask(Look *l, Str name, DnsType type);

/* The same for a page behind https. */
const WorldPage *look_fetch(Look *l, Str url);

/* Something was seen.  cause: what it speaks for, NULL for nothing; answer: what shows it, NULL for nothing; todo: the one thing to do, "" for
 * nothing; then a sentence.  look_see_slice: a slice of the input shows it. */
void look_see(Look *l, Grade grade, const char *cause, const DnsAnswer *answer, Str todo, const char *format, ...) __attribute__((format(printf, 6, 7)));
void look_see_slice(Look *l, Grade grade, const char *cause, Str slice, Str todo, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* The same, shown by one record: its name, its type and its text; where that is empty, by nothing. */
typedef struct { Str name, type, data; } Record;
void look_see_record(Look *l, Grade grade, const char *cause, Record record, Str todo, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* The same, shown by a page. */
void look_see_page(Look *l, Grade grade, const char *cause, const WorldPage *page, Str todo, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* A sentence, in the arena. */
Str look_say(Look *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Is ip among the addresses of the answer (A or AAAA)?  False for NULL. */
bool look_leads_to(const DnsAnswer *answer, Ip ip);

/* What came of a question, in words: the records, or "nxdomain". */
Str look_answer(const DnsAnswer *answer, Arena *keep);

/* The weight of a grade, in log-odds (docs/design: a deterministic examination weighs three). */
double look_weight(Grade grade);

#endif
