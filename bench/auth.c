/* auth.c - what authentication costs, on one core, every answer at hand: the limit of the hardware (SHA-256 of the body, one RSA verification with the parsed
 * key), DKIM, and SPF, DKIM and DMARC together; beside it libopendkim, libspf2 and libopendmarc.
 *
 * usage: auth [ROUNDS]      microseconds each, the best of a few runs, measured in turns so that all meet the same machine */
#include <time.h>
#include "../tests/unit/keyworld.h"
#include "auth/dkim.h"
#include "auth/dmarc.h"
#include "auth/spf.h"
#include "base/codec.h"
#include "message.h"
#include "rivals.h"

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
	World *zone;                            /* the same key, SPF and DMARC */
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

/* As a receiver does it: the session's SPF, the signatures, and what From's domain asks for. */
static void authenticate(Bench *b, Arena *a, Trace *t)
{
	SpfSession session = { .ip = { .at = { 192, 0, 2, 25 } }, .helo = STR("mx1." MESSAGE_DOMAIN), .mail_from = STR("news@" MESSAGE_DOMAIN), .receiver = STR(""), .exact = true };
	DkimContext c = { b->zone, b->crypto, false };
	DmarcAuthors authors;
	DkimChecks dkim;
	DmarcCheck dmarc;
	SpfCheck spf;
	RawMessage m;

	raw_read(b->message.text, false, a, &m);
	spf_check(b->zone, &session, a, t, &spf);
	dkim_check(&c, &m, a, t, &dkim);
	dmarc_authors(&m, a, &authors);
	DmarcInput in = { authors.v[0], &spf, &dkim };

	dmarc_check(b->zone, &in, a, t, &dmarc);
	if (spf.result != SPF_PASS || dkim_best(&dkim) != DKIM_PASS || dmarc.result != DMARC_PASS || !dmarc.spf_aligned || !dmarc.dkim_aligned)
		abort();
}

static void all_round(Bench *b, Arena a)
{
	authenticate(b, &a, NULL);
}

static void all_traced_round(Bench *b, Arena a)
{
	Trace t = trace_new(&a);

	authenticate(b, &a, &t);
}

#ifdef RIVALS
static void rivals_once(Bench *b, Arena a)
{
	(void)a;
	if (!rivals_round(b->message.text))
		abort();
}
#endif

static const struct { const char *what; void (*round)(Bench *, Arena); } measured[] = {
	{ "floor: SHA-256 of the body and one RSA-2048 verification", floor_round },
	{ "reading and canonicalising alone", read_round },
	{ "DKIM, without a trace", dkim_round },
	{ "DKIM, with a trace", traced_round },
	{ "SPF, DKIM and DMARC, without a trace", all_round },
	{ "SPF, DKIM and DMARC, with a trace", all_traced_round },
#ifdef RIVALS
	{ "libopendkim, libspf2 and libopendmarc", rivals_once },
#endif
};

enum { MEASURED = sizeof measured / sizeof *measured };

static const char spf_record[] = "v=spf1 include:" MESSAGE_INCLUDED " -all", included_record[] = "v=spf1 ip4:198.51.100.0/24 ip4:192.0.2.0/24 -all",
	dmarc_text[] = "v=DMARC1; p=reject; rua=mailto:dmarc@" MESSAGE_ORGANISATION;

/* The records as a zone file, and for the rivals. */
static bool publish(Bench *b, Arena *a)
{
	Buf zone = buf_new(a);
	Err err;

	buf_format(&zone, "; !now 1795000001\n$ORIGIN .\n%.*s. TXT", STR_ARG(b->message.key_name));
	for (size_t i = 0; i < b->message.key_record.len; i += 250)
		buf_format(&zone, " \"%.*s\"", STR_ARG(str_take(str_drop(b->message.key_record, i), 250)));
	buf_format(&zone, "\n" MESSAGE_DOMAIN ". TXT \"%s\"\n" MESSAGE_INCLUDED ". TXT \"%s\"\n_dmarc." MESSAGE_DOMAIN ". TXT \"%s\"\n", spf_record, included_record, dmarc_text);
	b->zone = zonefile_read(buf_str(&zone), "bench", 0, &err);
#ifdef RIVALS
	static RivalRecords records;

	records = (RivalRecords){ arena_z(a, b->message.key_record), arena_z(a, str_of(spf_record)), arena_z(a, str_of(included_record)), arena_z(a, str_of(dmarc_text)) };
	return b->zone && rivals_open(&records);
#else
	return b->zone != NULL;
#endif
}

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
	if (!publish(b, a))
		abort();
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
		printf("%8.2f us %8.0f/s %6.2f of the floor  %s\n", best[i], 1e6 / best[i], best[0] / best[i], measured[i].what);
	crypto_close(b.crypto);
	EVP_PKEY_free(b.message.key);
	return 0;
}
