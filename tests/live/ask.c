/* ask.c - questions to a World from a command line, for tests/live.
 *
 * usage: ask [-r RESOLVER] [-a ANCHOR] [-s STUBS] [-q QUESTION_MS] [-t TOTAL_MS] [-m MOST] [-n NOW] [-o OVERLAY] [-w RECORD] [-c CERTIFICATES] [-p] NAME TYPE [NAME TYPE]… [, NAME TYPE …]
 *        ask -z ZONEFILE NAME TYPE …
 *
 * A URL instead of a NAME, with any TYPE, is fetched; -p: from private addresses, too.  Questions are asked together; those behind a "," when all before it are answered.  Prints a JSON object a question, with the milliseconds
 * after which it was answered, and one for the run: its clock, how often it waited, whether something of libunbound was loaded, and how long closing took. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "base/file.h"
#include "base/json.h"
#include "world/world.h"

typedef struct { Str name; DnsType type; const DnsAnswer *answer; const WorldPage *page; double ms; } Asked;

static double clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void print_page(const Asked *q, Arena keep)
{
	const WorldPage *page = q->page;
	Buf b = buf_new(&keep);
	Json j = { &b, false };

	json_open(&j, '{');
	json_member(&j, "url", page->url);
	json_member(&j, "status", str_of(page_status_name[page->status]));
	json_key(&j, "code");
	json_int(&j, page->code);
	json_member(&j, "content_type", page->type);
	json_member(&j, "body", page->body);
	json_member(&j, "why", page->why);
	json_key(&j, "ms");
	json_real(&j, q->ms);
	json_close(&j, '}');
	printf("%.*s\n", STR_ARG(buf_str(&b)));
}

static void print(const Asked *q, Arena keep)
{
	const DnsAnswer *a = q->answer;
	Buf b = buf_new(&keep);
	Json j = { &b, false };

	json_open(&j, '{');
	json_member(&j, "name", a->name);
	json_member(&j, "type", dns_type_name(a->type, &keep));
	json_member(&j, "status", str_of(dns_status_name[a->status]));
	json_member(&j, "dnssec", str_of(dnssec_name[a->dnssec]));
	json_member(&j, "why", a->why);
	json_member(&j, "who", a->who);
	json_key(&j, "records");
	json_open(&j, '[');
	for (size_t i = 0; i < a->n; i++) {
		json_open(&j, '{');
		json_member(&j, "name", a->v[i].name);
		json_member(&j, "text", dns_rdata_text(a->type, a->v[i].wire, &keep));
		json_key(&j, "ttl");
		json_int(&j, a->v[i].ttl);
		json_key(&j, "length");
		json_int(&j, (int64_t)a->v[i].data.len);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_key(&j, "aliases");
	json_open(&j, '[');
	for (size_t i = 0; i < a->n_aliases; i++)
		json_str(&j, a->aliases[i]);
	json_close(&j, ']');
	json_key(&j, "ms");
	json_real(&j, q->ms);
	json_close(&j, '}');
	printf("%.*s\n", STR_ARG(buf_str(&b)));
}

/* false: it is still pending. */
static bool ask_one(World *w, Asked *q)
{
	if (str_starts(q->name, STR("https:"))) {
		q->page = world_fetch(w, q->name);
		return q->page->status != PAGE_PENDING;
	}
	q->answer = world_ask(w, q->name, q->type);
	return q->answer->status != DNS_PENDING;
}

/* Until all are answered. */
static int wave(World *w, Asked *v, size_t n)
{
	double begin = clock_ms();
	int waits = 0;

	for (;;) {
		size_t pending = 0;

		for (size_t i = 0; i < n; i++) {
			if (!ask_one(w, &v[i]))
				pending++;
			else if (v[i].ms == 0)
				v[i].ms = clock_ms() - begin;
		}
		if (!pending)
			return waits;
		if (!world_wait(w)) {
			fputs("something is pending, and nothing waited for\n", stderr);
			exit(1);
		}
		waits++;
	}
}

static bool loaded(void)
{
	File maps;
	Err err;

	if (!file_open(&maps, "/proc/self/maps", &err))
		return false;
	bool found = str_has(maps.bytes, STR("libunbound"));
	file_close(&maps);
	return found;
}

static int questions(World *w, char **words, int n, Arena keep)
{
	Asked *v = take(&keep, Asked, (size_t)n / 2 + 1);
	size_t count = 0, from = 0;
	int waits = 0;

	for (int i = 0; i < n; i++) {
		if (strcmp(words[i], ",") == 0) {
			waits += wave(w, v + from, count - from);
			from = count;
		} else if (i + 1 < n) {
			v[count].name = str_of(words[i]);
			v[count++].type = dns_type_of(str_of(words[++i]));
		}
	}
	waits += wave(w, v + from, count - from);
	for (size_t i = 0; i < count; i++)
		(v[i].page ? print_page : print)(&v[i], keep);
	return waits;
}

typedef struct { LiveOptions live; const char *overlay, *record, *zonefile; } Options;

static World *opened(const Options *o, Err *err)
{
	World *w = o->zonefile ? zonefile_open(o->zonefile, 0, err) : live_open(&o->live, err);

	if (w && o->overlay)
		w = overlay_open(w, str_of(o->overlay), "overlay", true, err);
	return w && o->record ? recorder_open(w, o->record, err) : w;
}

int main(int argc, char **argv)
{
	Options o = { 0 };
	Pool pool;
	jmp_buf full;
	Err err;

	for (int c; (c = getopt(argc, argv, "r:a:s:q:t:m:n:o:w:z:c:p")) != -1; )
		switch (c) {
		case 'r': o.live.resolver = optarg; break;
		case 'a': o.live.anchor = optarg; break;
		case 's': o.live.stubs = optarg; break;
		case 'q': o.live.question_ms = atoi(optarg); break;
		case 't': o.live.total_ms = atoi(optarg); break;
		case 'm': o.live.most = atoi(optarg); break;
		case 'n': o.live.now = atoll(optarg); break;
		case 'o': o.overlay = optarg; break;
		case 'w': o.record = optarg; break;
		case 'c': o.live.authorities = optarg; break;
		case 'p': o.live.private_too = true; break;
		case 'z': o.zonefile = optarg; break;
		default:  return EX_USAGE;
		}
	if (setjmp(full) || !pool_open(&pool, (size_t)1 << 30))
		return EX_OSERR;
	World *w = opened(&o, &err);
	if (!w) {
		fprintf(stderr, "%s\n", err.text);
		return err.code;
	}
	int waits = questions(w, argv + optind, argc - optind, pool_arena(&pool, &full));
	bool used = loaded();
	double begin = clock_ms();
	long long now = world_now(w);
	world_close(w);
	printf("{\"now\":%lld,\"waits\":%d,\"loaded\":%s,\"closing_ms\":%.2f}\n", now, waits, used ? "true" : "false", clock_ms() - begin);
	pool_close(&pool);
	return 0;
}
