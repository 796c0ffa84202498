/* answers.c - a hash table that only grows, in a pool of its own. */
#include "world/answers.h"

enum { FIRST = 64 };                            /* slots of a new table; always a power of two, and never more than half of them used */

static const DnsAnswer no_room = { .status = DNS_NOT_ASKED, .name = { "", 0 }, .why = { "the memory for answers is full", 30 }, .who = { "", 0 } };

void *answers_open(size_t size, size_t memory)
{
	Pool pool;
	jmp_buf full;

	if (!pool_open(&pool, memory + size))
		return NULL;
	if (setjmp(full)) {
		pool_close(&pool);
		return NULL;
	}
	Arena keep = pool_arena(&pool, &full);
	Answers *s = arena_take(&keep, size, alignof(max_align_t), 1);

	s->slots = take(&keep, AnswerSlot, FIRST);
	s->cap = FIRST;
	s->pool = pool;
	s->keep = keep;
	s->keep.full = &s->full;
	return s;
}

void answers_close(Answers *s)
{
	Pool pool = s->pool;                        /* s itself lies in it */

	pool_close(&pool);
}

static uint64_t mix(uint64_t h, const char *at)
{
	uint64_t eight;

	memcpy(&eight, at, 8);
	h = (h ^ eight) * 0x9e3779b97f4a7c15ull;
	return h ^ h >> 32;
}

/* Eight bytes at a time, the last of them perhaps twice. */
static uint64_t hash_of(Str name, DnsType type)
{
	uint64_t h = STR_HASH_START ^ (uint64_t)type << 32 ^ name.len;
	char few[8] = { 0 };

	if (name.len < 8) {
		for (size_t i = 0; i < name.len; i++)
			few[i] = name.at[i];
		return mix(h, few);
	}
	for (size_t i = 0; i + 8 < name.len; i += 8)
		h = mix(h, name.at + i);
	return mix(h, name.at + name.len - 8);
}

/* Where it is, or where it would be. */
static AnswerSlot *slot_of(const Answers *s, uint64_t hash, Str name, DnsType type)
{
	for (size_t i = (size_t)hash; ; i++) {
		AnswerSlot *slot = &s->slots[i & (s->cap - 1)];

		if (!slot->answer || (slot->hash == hash && slot->answer->type == type && str_eq(slot->answer->name, name)))
			return slot;
	}
}

static void wider(Answers *s, void *arg)
{
	(void)arg;
	AnswerSlot *old = s->slots, *slots = take(&s->keep, AnswerSlot, s->cap * 2);
	size_t n = s->cap;

	s->slots = slots;
	s->cap = n * 2;
	for (size_t i = 0; i < n; i++)
		if (old[i].answer)
			*slot_of(s, old[i].hash, old[i].answer->name, old[i].answer->type) = old[i];
}

DnsAnswer *answers_find(const Answers *s, Str name, DnsType type)
{
	return slot_of(s, hash_of(name, type), name, type)->answer;
}

DnsAnswer *answers_next(const Answers *s, size_t *at)
{
	while (*at < s->cap)
		if (s->slots[(*at)++].answer)
			return s->slots[*at - 1].answer;
	return NULL;
}

bool answers_guard(Answers *s, void (*run)(Answers *, void *), void *arg)
{
	char *at = s->keep.at;

	if (setjmp(s->full)) {
		s->keep.at = at;
		return false;
	}
	run(s, arg);
	return true;
}

typedef struct { Str name; DnsType type; AnswerMake *make; DnsAnswer *answer; } Asked;

/* The slot is filled last, so that a full pool leaves no half of an answer behind. */
static void ask_anew(Answers *s, void *arg)
{
	Asked *q = arg;
	bool again = q->answer != NULL;

	if (!again) {
		q->answer = take(&s->keep, DnsAnswer, 1);
		*q->answer = (DnsAnswer){ .name = arena_str(&s->keep, q->name), .type = q->type, .dnssec = DNSSEC_INSECURE, .why = STR(""), .who = STR("") };
	}
	q->make(s, q->answer, again);
	if (again)
		return;
	uint64_t hash = hash_of(q->name, q->type);
	*slot_of(s, hash, q->name, q->type) = (AnswerSlot){ hash, q->answer };
	s->n++;
	s->world.questions++;
}

const DnsAnswer *answers_ask(Answers *s, Str name, DnsType type, AnswerMake *make)
{
	Asked q = { name, type, make, answers_find(s, name, type) };

	if (q.answer && q.answer->status != DNS_PENDING)
		return q.answer;
	if (!q.answer && s->n * 2 >= s->cap && !answers_guard(s, wider, NULL))
		return &no_room;
	return answers_guard(s, ask_anew, &q) ? q.answer : &no_room;
}

int64_t answers_clock(int64_t now)
{
	return now ? now : (int64_t)time(NULL);
}
