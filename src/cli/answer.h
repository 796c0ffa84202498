/* answer.h - one input answered on standard output: for people, or as JSON. */
#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include "cli/verb.h"
#include "report/sheet.h"

typedef struct {
	Engine *engine;
	Out *out;
	bool json, whole;                       /* whole: all evidence, whatever the input is */
	bool headed;                            /* several inputs: say which one this is about */
	size_t answered;                        /* inputs so far */
} Answerer;

/* A mail, a mailbox or a reply.  file: as given, "-" for standard input. */
void answer_input(Answerer *a, Str bytes, Str file);

/* Words on the command line: a reply, a code, a token, a question. */
void answer_words(Answerer *a, Str words, Str file);

/* A file by name, or standard input for "-". */
bool answer_path(Answerer *a, const char *path, Err *err);

/* All operands as one text, joined by blanks. */
bool answer_args(Answerer *a, const Args *args, Err *err);

#endif
