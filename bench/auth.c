/* auth.c - what verifying costs, on one core: the limit of the hardware (SHA-256 of the body, one RSA verification with the parsed key), and the whole of it.
 *
 * usage: auth [ROUNDS]      microseconds each, the best of a few runs, measured in turns so that both meet the same machine */
#include <time.h>
#include "../tests/unit/keyworld.h"
#include "auth/dkim.h"
#include "base/codec.h"
#include "message.h"

enum { RUNS = 7 };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

typedef struct {
	Message message;
	KeyWorld world;
	Crypto *crypto;
	const Key *key;
	Str body, signature;
	Pool pool;
	int rounds;
} Bench;

/* What no verifier can do without. */
static void floor_round(Bench *b, Arena a)
{
	Sha256 hash, was;

	(void)a;
	crypto_sha256(b->crypto, b->body, &hash);
	if (crypto_verify(b->crypto, b->key, &hash, b->signature, &was) != SIGNATURE_OTHER_TEXT)
		abort();
}

static void read_round(Bench *b, Arena a)
{
	RawMessage m;
	size_t all;

	raw_read(b->message.text, false, &a, &m);
	canon_body(m.body, CANON_RELAXED, -1, &a, &all);
}

static void verify(Bench *b, Arena *a, Trace *t)
{
	DkimContext c = { &b->world.world, b->crypto, false };
	DkimChecks checks;
	RawMessage m;

	raw_read(b->message.text, false, a, &m);
	dkim_check(&c, &m, a, t, &checks);
	if (dkim_best(&checks) != DKIM_PASS)
		abort();
}

static void dkim_round(Bench *b, Arena a)
{
	verify(b, &a, NULL);
}

static void traced_round(Bench *b, Arena a)
{
	Trace t = trace_new(&a);

	verify(b, &a, &t);
}

static const struct { const char *what; void (*round)(Bench *, Arena); } measured[] = {
	{ "floor: SHA-256 of the body and one RSA-2048 verification", floor_round },
	{ "reading and canonicalising alone", read_round },
	{ "DKIM, without a trace", dkim_round },
	{ "DKIM, with a trace", traced_round },
};

enum { MEASURED = sizeof measured / sizeof *measured };

static void prepare(Bench *b, Arena *a)
{
	RawMessage m;
	size_t all;
	Tags tags;
	KeyRecord record;

	b->message = message_make(a);
	b->crypto = crypto_open();
	keyworld_begin(&b->world, 1795000001);
	keyworld_txt(&b->world, b->message.key_name, b->message.key_record);
	raw_read(b->message.text, false, a, &m);
	b->body = canon_body(m.body, CANON_RELAXED, -1, a, &all);
	tags_read(raw_value(&m.v[0]), a, &tags);
	bool damaged;
	b->signature = base64_decode(tags_value(&tags, "b"), a, &damaged);
	keyrecord_read(b->message.key_record, a, &record);
	b->key = crypto_key(b->crypto, KEY_RSA, record.p);
}

int main(int argc, char **argv)
{
	static Bench b;
	double best[MEASURED];
	jmp_buf full;
	Pool pool;

	if (!pool_open(&pool, 64 << 20) || !pool_open(&b.pool, 64 << 20) || setjmp(full))
		return 1;
	Arena a = pool_arena(&pool, &full);

	b.rounds = argc > 1 ? atoi(argv[1]) : 5000;
	prepare(&b, &a);
	for (int run = 0; run < RUNS; run++)
		for (int i = 0; i < MEASURED; i++) {
			double t = now();

			for (int k = 0; k < b.rounds; k++)
				measured[i].round(&b, pool_arena(&b.pool, &full));
			t = (now() - t) / b.rounds * 1e6;
			best[i] = run == 0 || t < best[i] ? t : best[i];
		}
	printf("a message of %zu bytes, body %zu\n", b.message.text.len, b.body.len);
	for (int i = 0; i < MEASURED; i++)
		printf("%6.2f us  %s\n", best[i], measured[i].what);
	crypto_close(b.crypto);
	EVP_PKEY_free(b.message.key);
	return 0;
}
