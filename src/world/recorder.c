/* recorder.c - another World, and what it answered as a file.
 *
 * The file is written as a person would write it: records, failures, verdicts.  Then it is read back and asked everything again; where that gives
 * another answer (a name server that contradicts itself, records in another order by another way) the answer is written out whole (!answer). */
#include <errno.h>
#include "world/answers.h"
#include "world/dname.h"
#include "world/master.h"

enum { MEMORY = 64 << 20 };                      /* of answers only the outside is copied */

typedef struct {
	Answers answers;
	World *base;
	int64_t now;                            /* the clock stands, so that the replay sees the same time */
	FILE *file;                             /* NULL: none, or it is written */
	const char *path;
	struct { const DnsAnswer **v; size_t n, cap; } asked;       /* in the order in which they were answered */
	struct { const WorldPage **v; size_t n, cap; } pages;
} Recorder;

/* Its own copy of the answer: what the base keeps stays where it is until it is closed. */
static void note(Answers *s, DnsAnswer *out, bool again)
{
	Recorder *r = (Recorder *)s;
	const DnsAnswer *d = world_ask(r->base, out->name, out->type);
	Str name = out->name;
	DnsType type = out->type;

	(void)again;
	if (d->status == DNS_PENDING)
		return;
	*arena_push(&s->keep, &r->asked) = out;
	*out = *d;
	out->name = name;
	out->type = type;
}

static const DnsAnswer *ask(World *w, Str name, DnsType type)
{
	return answers_ask((Answers *)w, name, type, note);
}

static void note_page(Answers *s, void *page)
{
	*arena_push(&s->keep, &((Recorder *)s)->pages) = page;
}

static const WorldPage *fetch(World *w, Str url)
{
	Recorder *r = (Recorder *)w;
	const WorldPage *page = world_fetch(r->base, url);

	for (size_t i = 0; i < r->pages.n; i++)
		if (r->pages.v[i] == page)
			return page;
	if (page->status != PAGE_PENDING && page->url.len)
		answers_guard(&r->answers, note_page, (void *)(uintptr_t)page);
	return page;
}

static int64_t now(World *w)
{
	return ((Recorder *)w)->now;
}

static bool await(World *w)
{
	return world_wait(((Recorder *)w)->base);
}

static void put_record(Buf *b, Str owner, uint32_t ttl, DnsType type, Str rdata)
{
	master_put_name(b, owner);
	buf_format(b, " %u IN ", ttl);
	buf_put(b, dns_type_name(type, b->arena));
	buf_char(b, ' ');
	buf_put(b, rdata);
	buf_char(b, '\n');
}

/* A reason, so that it is one line and its blanks stay. */
static void put_why(Buf *b, Str why)
{
	for (size_t i = 0; i < why.len; i++) {
		if (why.at[i] == ' ' && (i == 0 || i + 1 == why.len))
			buf_put(b, STR("\\032"));
		else if (why.at[i] == '"')
			buf_char(b, '"');
		else
			master_put_byte(b, why.at[i], true);
	}
}

/* "; !WORD NAME" */
static void put_directive(Buf *b, const char *word, Str name)
{
	buf_format(b, "; !%s ", word);
	master_put_name(b, name);
}

/* What is written already: (owner, type), so that one answer's records are there once. */
typedef struct { uint64_t *v; size_t mask; } Written;

static bool written(Written *w, Str owner, DnsType type)
{
	uint64_t hash = ((str_hash(owner, STR_HASH_START) ^ (uint64_t)type) * 0x9e3779b97f4a7c15ull) | 1;

	for (size_t i = (size_t)(hash >> 32); ; i++) {
		uint64_t *at = &w->v[i & w->mask];

		if (*at == hash)
			return true;
		if (!*at) {
			*at = hash;
			return false;
		}
	}
}

/* The name in whose place the answer stands: the end of its chain. */
static Str end_of(const DnsAnswer *d, char text[DNAME_TEXT_MAX])
{
	return d->n_aliases ? d->aliases[d->n_aliases - 1] : (Str){ text, dname_question(d->name, text) };
}

/* The answer as a master file says it. */
static void put_plain(Buf *b, const DnsAnswer *d, Written *w)
{
	char text[DNAME_TEXT_MAX];
	Str owner = { text, dname_question(d->name, text) }, end;

	for (size_t i = 0; i < d->n_aliases; owner = d->aliases[i++]) {
		Buf target = buf_new(b->arena);

		master_put_name(&target, d->aliases[i]);
		if (!written(w, owner, DNS_TYPE_CNAME))
			put_record(b, owner, d->n ? d->v[0].ttl : 3600, DNS_TYPE_CNAME, buf_str(&target));
	}
	end = end_of(d, text);
	if (written(w, end, d->type))
		return;
	for (size_t i = 0; i < d->n; i++)
		put_record(b, end, d->v[i].ttl, d->type, dns_rdata_text(d->type, d->v[i].wire, b->arena));
	if (d->status == DNS_OK)
		return;
	put_directive(b, dns_status_name[d->status], end);
	if (d->status != DNS_NODATA) {                  /* that alone says that the name exists */
		buf_char(b, ' ');
		buf_put(b, dns_type_name(d->type, b->arena));
	}
	if (d->why.len)
		buf_char(b, ' ');
	put_why(b, d->why);
	buf_char(b, '\n');
}

/* The verdict that most answers have. */
static Dnssec most(const Recorder *r)
{
	size_t count[DNSSEC_BOGUS + 1] = { 0 };
	int best = DNSSEC_INSECURE;

	for (size_t i = 0; i < r->asked.n; i++)
		if (!dns_failed(r->asked.v[i]->status))
			count[r->asked.v[i]->dnssec]++;
	for (int d = 0; d < DNSSEC_BOGUS; d++)
		best = count[d] > count[best] ? d : best;
	return (Dnssec)best;
}

static void put_verdicts(Buf *b, const Recorder *r, Written *w)
{
	Dnssec all = most(r);

	if (all != DNSSEC_INSECURE)
		buf_format(b, "; !%s .\n", dnssec_name[all]);
	for (size_t i = 0; i < r->asked.n; i++) {
		const DnsAnswer *d = r->asked.v[i];
		char text[DNAME_TEXT_MAX];
		Str name = { text, dname_question(d->name, text) };

		if (dns_failed(d->status) || d->dnssec == DNSSEC_BOGUS || d->dnssec == all || written(w, name, (DnsType)0))
			continue;
		put_directive(b, dnssec_name[d->dnssec], name);
		buf_char(b, '\n');
	}
}

/* The answer as a whole, whatever stands in the rest of the file. */
static void put_whole(Buf *b, const DnsAnswer *d)
{
	char text[DNAME_TEXT_MAX];

	put_directive(b, "answer", (Str){ text, dname_question(d->name, text) });
	buf_char(b, ' ');
	buf_put(b, dns_type_name(d->type, b->arena));
	buf_format(b, " %s %s\n", dns_status_name[d->status], dnssec_name[d->dnssec]);
	for (size_t i = 0; i < d->n_aliases; i++) {
		put_directive(b, "alias", d->aliases[i]);
		buf_char(b, '\n');
	}
	if (d->why.len) {
		buf_put(b, STR("; !why "));
		put_why(b, d->why);
		buf_char(b, '\n');
	}
	for (size_t i = 0; i < d->n; i++) {
		buf_format(b, "; !record %u ", d->v[i].ttl);
		buf_put(b, dns_rdata_text(d->type, d->v[i].wire, b->arena));
		buf_char(b, '\n');
	}
}

static void put_quoted(Buf *b, Str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.len; i++)
		master_put_byte(b, s.at[i], true);
	buf_char(b, '"');
}

static void put_page(Buf *b, const WorldPage *page)
{
	buf_put(b, STR("; !https "));
	put_quoted(b, page->url);
	buf_char(b, ' ');
	if (page->status != PAGE_OK) {
		buf_put(b, str_of(page_status_name[page->status]));
		buf_char(b, ' ');
		put_why(b, page->why);
		buf_char(b, '\n');
		return;
	}
	buf_format(b, "%d ", page->code);
	for (size_t i = 0; i < page->type.len; i++)
		master_put_byte(b, page->type.at[i], false);
	buf_put(b, page->type.len ? STR(" ") : STR("- "));
	put_quoted(b, page->body);
	buf_char(b, '\n');
}

static size_t names_of(const Recorder *r)
{
	size_t n = r->asked.n * 2;

	for (size_t i = 0; i < r->asked.n; i++)
		n += r->asked.v[i]->n_aliases;
	return n;
}

/* All answers as records and directives.  Those without aliases first: they know their records best. */
static void put_answers(Buf *b, const Recorder *r)
{
	size_t slots = 16;

	while (slots < names_of(r) * 4)
		slots *= 2;
	Written w = { take(b->arena, uint64_t, slots), slots - 1 };

	put_verdicts(b, r, &w);
	for (int chained = 0; chained < 2; chained++)
		for (size_t i = 0; i < r->asked.n; i++)
			if ((r->asked.v[i]->n_aliases > 0) == chained)
				put_plain(b, r->asked.v[i], &w);
}

/* Which answers the text does not give; false where it cannot be read at all. */
static bool differing(const Recorder *r, Str text, bool *differs)
{
	Err err;
	World *w = zonefile_read(text, "", 0, &err);

	for (size_t i = 0; i < r->asked.n; i++)
		differs[i] = !w || !dns_same(world_ask(w, r->asked.v[i]->name, r->asked.v[i]->type), r->asked.v[i]);
	world_close(w);
	return w != NULL;
}

Str recorder_text(World *w, Arena *keep)
{
	const Recorder *r = (const Recorder *)w;
	bool *differs = take(keep, bool, r->asked.n);
	Buf b = buf_new(keep);

	buf_format(&b, "; A world file: what was asked, and what was answered.\n; !now %lld\n$ORIGIN .\n", (long long)r->now);
	for (size_t i = 0; i < r->pages.n; i++)
		put_page(&b, r->pages.v[i]);
	size_t head = b.len;

	put_answers(&b, r);
	if (!differing(r, buf_str(&b), differs))
		b.len = head;
	for (size_t i = 0; i < r->asked.n; i++)
		if (differs[i])
			put_whole(&b, r->asked.v[i]);
	return buf_str(&b);
}

bool recorder_write(World *w, Err *err)
{
	Recorder *r = (Recorder *)w;
	FILE *file = r->file;
	Pool pool;
	jmp_buf full;

	if (!file)
		return true;
	r->file = NULL;
	if (!pool_open(&pool, (size_t)1 << 30)) {
		fclose(file);
		return err_set(err, EX_OSERR, "%s: no memory", r->path);
	}
	volatile bool fine = false;
	if (setjmp(full) == 0) {
		Arena a = pool_arena(&pool, &full);
		Str text = recorder_text(w, &a);

		fine = fwrite(text.at, 1, text.len, file) == text.len;
	}
	pool_close(&pool);
	if (fclose(file) == 0 && fine)
		return true;
	return err_set(err, EX_IOERR, "%s: could not be written", r->path);
}

static void shut(World *w)
{
	Recorder *r = (Recorder *)w;
	Err err;

	recorder_write(w, &err);
	world_close(r->base);
	answers_close(&r->answers);
}

static void keep_path(Answers *s, void *path)
{
	((Recorder *)s)->path = arena_z(&s->keep, str_of(path));
}

World *recorder_open(World *base, const char *path, Err *err)
{
	Recorder *r = answers_open(sizeof *r, MEMORY);
	char *given = (char *)(uintptr_t)(path ? path : "");

	if (!r || !answers_guard(&r->answers, keep_path, given)) {
		err_set(err, EX_OSERR, "no memory to record answers in");
		return NULL;
	}
	r->answers.world = (World){ ask, now, await, shut, fetch };
	r->base = base;
	r->now = world_now(base);
	r->file = path ? fopen(path, "we") : NULL;
	if (!path || r->file)
		return &r->answers.world;
	err_set(err, EX_CANTCREAT, "%s: %s", path, strerror(errno));
	answers_close(&r->answers);
	return NULL;
}
