/* answers.h - what a World knows: (name, type) and the answer, kept until it is closed.
 *
 * A kind of World is a struct that begins with an Answers; it lies in the pool that its answers lie in, and goes with it.  A full pool is no
 * failure of the program: who asks then is told that nobody was asked.
 *	typedef struct { Answers answers; int64_t clock; } Empty;       Empty *e = answers_open(sizeof *e, 1 << 20); */
#ifndef WORLD_ANSWERS_H
#define WORLD_ANSWERS_H

#include "world/world.h"

typedef struct { uint64_t hash; DnsAnswer *answer; } AnswerSlot;

typedef struct {
	World world;                            /* first: a World * is an Answers * is the kind's own */
	Pool pool;
	Arena keep;                             /* for answers, and for what the kind itself needs while it opens; take from it under answers_guard */
	jmp_buf full;
	AnswerSlot *slots;
	size_t cap, n;
} Answers;

/* A zeroed object of `size` bytes that begins with an Answers, in a pool of `memory` bytes of address space; NULL where the system has none.
 * The kind sets the methods of its World.  answers_close gives everything back. */
void *answers_open(size_t size, size_t memory);
void  answers_close(Answers *s);

/* Finds out the answer: status, records and the rest; name and type are set, dnssec is INSECURE, all else is empty.  What it takes comes from s->keep.
 * Leaving the status PENDING says that it is not known yet; then it is called again when the question is asked again (`again`).
 * It may ask another World, but not this one. */
typedef void AnswerMake(Answers *s, DnsAnswer *out, bool again);

/* The answer that is kept, or else what `make` makes of it. */
const DnsAnswer *answers_ask(Answers *s, Str name, DnsType type, AnswerMake *make);

/* The same, without finding out: NULL where it is not known. */
DnsAnswer *answers_find(const Answers *s, Str name, DnsType type);

/* Calls run(s, arg), which may take from s->keep; false where that became full, and what run took is gone.  For a World that fills an answer in
 * later (world_wait), and while it opens.  Not within another answers_guard or answers_ask of the same World. */
bool answers_guard(Answers *s, void (*run)(Answers *, void *), void *arg);

/* All answers, in no order: start with *at = 0; NULL at the end. */
DnsAnswer *answers_next(const Answers *s, size_t *at);

/* The clock of a World that was opened with `now`; 0: the system's. */
int64_t answers_clock(int64_t now);

#endif
