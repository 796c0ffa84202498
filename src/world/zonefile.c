/* zonefile.c - the World that a file says. */
#include "world/answers.h"
#include "world/master.h"
#include "base/file.h"

enum {
	MEMORY = 64 << 20,                      /* address space for answers; and for what is read, this many bytes a byte of it: */
	MEMORY_EACH = 64,
};

typedef struct {
	Answers answers;
	Zone zone;
	int64_t now;
	Str who;
} Zonefile;

static void resolve(Answers *s, DnsAnswer *out, bool again)
{
	Zonefile *f = (Zonefile *)s;
	char text[DNAME_TEXT_MAX];
	Str name = { text, dname_question(out->name, text) };
	ZoneFound found;

	(void)again;
	out->who = f->who;
	if (zone_answer(&f->zone, name, out)) {
		out->who = f->who;
		return;
	}
	out->dnssec = DNSSEC_SECURE;
	do {
		found = zone_find(&f->zone, name, out->type, &s->keep);
	} while (zone_step(&f->zone, &found, &name, DNSSEC_INSECURE, &s->keep, out));
}

static const DnsAnswer *ask(World *w, Str name, DnsType type)
{
	return answers_ask((Answers *)w, name, type, resolve);
}

static int64_t now(World *w)
{
	Zonefile *f = (Zonefile *)w;

	return f->zone.has_now ? f->zone.now : answers_clock(f->now);
}

static bool never(World *w)
{
	(void)w;
	return false;
}

static const WorldPage *fetch(World *w, Str url)
{
	static const WorldPage none = { PAGE_NOT_ASKED, { "", 0 }, 0, { "", 0 }, { "", 0 }, { "the world file says nothing of it", 33 } };
	const WorldPage *page = zone_page(&((Zonefile *)w)->zone, url);

	return page ? page : &none;
}

static void shut(World *w)
{
	answers_close((Answers *)w);
}

typedef struct { Str text; const char *name; Err *err; bool read; } Opening;

static void read_all(Answers *s, void *arg)
{
	Zonefile *f = (Zonefile *)s;
	Opening *o = arg;

	f->who = arena_join(&s->keep, STR("zone file "), str_of(o->name));
	f->zone = zone_new(&s->keep);
	o->read = master_read(&f->zone, o->text, o->name, o->err);
}

World *zonefile_read(Str text, const char *name, int64_t clock, Err *err)
{
	Opening o = { text, name, err, false };
	Zonefile *f = answers_open(sizeof *f, MEMORY + text.len * MEMORY_EACH);

	if (!f) {
		err_set(err, EX_OSERR, "%s: no memory for it", name);
		return NULL;
	}
	f->answers.world = (World){ ask, now, never, shut, fetch };
	if (!answers_guard(&f->answers, read_all, &o))
		err_set(err, EX_DATAERR, "%s: what it says takes too much memory", name);
	if (!o.read) {
		shut(&f->answers.world);
		return NULL;
	}
	f->now = clock;
	return &f->answers.world;
}

World *zonefile_open(const char *path, int64_t clock, Err *err)
{
	File file;
	World *w;

	if (!file_open(&file, path, err))
		return NULL;
	w = zonefile_read(file.bytes, path, clock, err);
	file_close(&file);
	return w;
}
