/* speed.c - how fast: mails decoded and classified, replies classified, on one core.
 *
 * usage: speed mails MBOX          every mail of a mailbox: decode, classify, write its event
 *        speed replies FILE N      N replies, each made distinct (addresses, numbers and host names drawn anew): read, classify */
#include <time.h>
#include "api/engine.h"
#include "base/file.h"
#include "report/eventjson.h"
#include "rules/classify.h"

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

typedef struct { const Engine *engine; size_t cases, bytes; } Count;

static void count_case(const Diagnosis *d, Arena *scratch, void *arg)
{
	Count *c = arg;
	Buf out = buf_new(scratch);

	eventjson(&out, d, &c->engine->knowledge);
	c->cases++;
	c->bytes += out.len;
}

static int mails(Engine *e, Str box)
{
	Count c = { .engine = e };
	size_t n = 0;
	double t = now();
	Place place = { .file = STR("box") };

	while (box.len) {
		Str mail;

		box = mailbox_next(box, &mail);
		engine_read(e, mail, place, count_case, &c);
		n++;
	}
	t = now() - t;
	printf("%zu mails, %zu cases, %.2f s, %.0f mails/s\n", n, c.cases, t, (double)n / t);
	return 0;
}

/* ---- replies ---- */

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	return *state ^= *state << 17;
}

/* Inside text that looks like an id, an address or a host: digits and, in words with a digit or a dot, letters are drawn anew.  Codes at the front stay. */
static Str vary(Str s, uint64_t *random, char *out)
{
	size_t n = 0, start = s.len > 10 ? 10 : s.len;

	memcpy(out, s.at, start);
	for (n = start; n < s.len; n++)
		out[n] = is_digit(s.at[n]) && n + 1 < s.len && is_digit(s.at[n + 1]) ? (char)('0' + next_random(random) % 10) : s.at[n];
	return (Str){ out, n };
}

enum { REPLY_MAX = 4096, BATCH = 20000 };

/* One batch: the seconds it took; *causes counts those that were given one. */
static double classify_batch(Engine *e, const Str *batch, size_t *causes)
{
	jmp_buf full;

	if (setjmp(full))
		exit(EX_SOFTWARE);
	double t = now();

	for (size_t i = 0; i < BATCH; i++) {
		Arena keep = pool_arena(&e->case_pool, &full);
		Event event = { 0 };
		Said said;

		reply_read(batch[i], &keep, &event.reply);
		classify(&event, &e->knowledge, &e->rules, &keep, &said);
		*causes += said.cause != 0;
	}
	return now() - t;
}

static int replies(Engine *e, Str file, size_t want)
{
	static char room[BATCH * 512 + REPLY_MAX];         /* one after the other, as in a log */
	static Str lines[REPLY_MAX], batch[BATCH];
	size_t n = 0, done = 0, causes = 0;
	uint64_t random = 0x550550550550ull;
	double total = 0;

	while (file.len && n < REPLY_MAX) {
		file = str_line(file, &lines[n]);
		n += lines[n].len > 0 && lines[n].len < REPLY_MAX;
	}
	for (; n && done < want; done += BATCH) {
		char *at = room;

		for (size_t i = 0; i < BATCH; i++) {
			batch[i] = vary(lines[next_random(&random) % n], &random, at);
			at += batch[i].len < 512 ? batch[i].len : 0;
		}
		total += classify_batch(e, batch, &causes);
	}
	printf("%zu replies, %zu with a cause, %.2f s, %.0f replies/s\n", done, causes, total, (double)done / total);
	return 0;
}

int main(int argc, char **argv)
{
	Engine e;
	Err err;
	File f;

	if (argc < 3 || !engine_open(&e, NULL, &err) || !file_open(&f, argv[2], &err)) {
		fprintf(stderr, "usage: speed mails MBOX | speed replies FILE N\n");
		return EX_USAGE;
	}
	return argc > 3 ? replies(&e, f.bytes, strtoul(argv[3], NULL, 10)) : mails(&e, f.bytes);
}
