/* intake.c - every text of every case lies in the input or in the arena; the same input gives the same cases; LF or CRLF makes no difference. */
#include "fuzz.h"
#include "base/limits.h"
#include "intake/intake.h"

extern const char embedded_book[];

static const Dialects *dialects(void)
{
	static const Dialects *open;
	static Pool pool;
	static jmp_buf full;

	if (open)
		return open;
	Knowledge k = { .books = { (const Book *)(const void *)embedded_book }, .n = 1 };

	if (!pool_open(&pool, (size_t)64 << 20) || setjmp(full))
		abort();
	Arena keep = pool_arena(&pool, &full);

	return open = intake_open(&k, &keep);
}

static Cases read_all(Str in, Arena *a)
{
	Cases out = { 0 };
	Place place = { .file = STR("fuzz"), .line = 1, .format = STR("") };

	intake_read(in, place, dialects(), a, &out);
	return out;
}

typedef struct { Str in, arena; } Room;

static bool lives(Str s, Room room)
{
	return s.at && (s.len == 0 || fuzz_inside(s, room.in) || fuzz_inside(s, room.arena));
}

static void claim_texts(const Case *c, Room room)
{
	const Event *e = &c->event;

	claim(lives(e->recipient, room) && lives(e->original, room) && lives(e->sender, room));
	claim(lives(e->reply.text, room) && lives(e->wrapper, room) && lives(e->message_id, room) && lives(e->queue_id, room));
	claim(lives(e->spoke.host, room) && lives(e->spoke.ip, room));
	claim(lives(e->session.client_ip, room) && lives(e->session.helo, room));
	claim(lives(e->session.mail_from, room) && lives(e->session.header_from, room));
	claim(lives(c->returned, room) && lives(c->human, room));
	for (size_t i = 0; i < c->returned_headers.n; i++)
		claim(lives(c->returned_headers.v[i].name, room) && lives(c->returned_headers.v[i].value, room));
	claim(e->place.format.len && e->dialect.at && e->feedback_type.at && e->session.client_ip_from.at);
	for (size_t i = 0; i < c->notes.n; i++)
		claim(c->notes.v[i].text.len && c->notes.v[i].where.data.at && c->notes.v[i].where.source.at);
}

/* A case without an outcome is there for its note alone: a limit was reached before anything was found. */
static void claim_values(const Case *c)
{
	const Event *e = &c->event;

	claim(e->outcome < OUTCOME_COUNT && (e->outcome != OUTCOME_UNKNOWN || c->notes.n));
	claim(e->reply.code == 0 || (e->reply.code >= 200 && e->reply.code < 600));
	claim(e->reply.status.cls == 0 || e->reply.status.cls == 2 || e->reply.status.cls == 4 || e->reply.status.cls == 5);
	claim(e->phase < PHASE_COUNT && e->spoke.role < ROLE_COUNT && e->direction < DIRECTION_COUNT);
}

static bool same(const Event *a, const Event *b)
{
	return str_eq(a->recipient, b->recipient) && a->outcome == b->outcome && a->reply.code == b->reply.code && str_eq(a->reply.text, b->reply.text)
	    && a->phase == b->phase && str_eq(a->dialect, b->dialect) && str_eq(a->spoke.host, b->spoke.host) && str_eq(a->spoke.ip, b->spoke.ip);
}

static void claim_same(Cases first, Cases second, bool ids)
{
	claim(first.n == second.n);
	for (size_t i = 0; i < first.n; i++) {
		const Event *a = &first.v[i].event, *b = &second.v[i].event;

		claim(same(a, b));
		claim(!ids || (a->id[0] == b->id[0] && a->id[1] == b->id[1]));
	}
}

static void law(Str in, Arena *a)
{
	const char *start = a->at;
	Cases cases = read_all(in, a);
	Room room = { in, str_between(start, a->at) };

	claim(cases.n <= LIMIT_RECIPIENTS || in.len > LIMIT_RECIPIENTS);
	for (size_t i = 0; i < cases.n; i++) {
		claim_texts(&cases.v[i], room);
		claim_values(&cases.v[i]);
	}
	claim_same(cases, read_all(in, a), true);
	if (in.len && !memchr(in.at, '\r', in.len))
		claim_same(cases, read_all(fuzz_crlf(in, a), a), false);
}

FUZZ(law)
