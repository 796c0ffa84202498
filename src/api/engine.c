/* engine.c - knowledge loaded, bytes in, diagnoses out. */
#include "api/engine.h"
#include "base/limits.h"
#include "diagnose/diagnose.h"
#include "intake/intake.h"
#include "knowledge/book.h"
#include "knowledge/folder.h"

extern const char embedded_book[], embedded_rulebook[];         /* made by bake */

/* ---- a site's own knowledge ---- */

typedef struct { Arena keep; Stanzas stanzas; Complaints complaints; } Site;

static bool load_site(Engine *e, const char *dir, Site *site, Err *err)
{
	if (!dir)
		return true;
	if (!folder_read(dir, &site->keep, &site->stanzas, &site->complaints, err))
		return false;
	if (site->stanzas.n == 0)
		return true;
	e->knowledge.books[1] = book_build(&site->stanzas, &e->knowledge, &site->keep, &site->complaints);
	e->knowledge.n = 2;
	e->rules.books[1] = rulebook_build(&e->knowledge, &site->keep, &site->complaints);
	e->rules.n = 2;
	if (site->complaints.n)
		return err_set(err, EX_CONFIG, "%.*s:%d: %.*s", STR_ARG(site->complaints.v[0].file), site->complaints.v[0].line,
		               STR_ARG(site->complaints.v[0].text));
	return true;
}

bool engine_open(Engine *e, const char *dir, Err *err)
{
	jmp_buf full;
	Site site = { 0 };

	*e = (Engine){ 0 };
	e->knowledge.books[0] = (const Book *)(const void *)embedded_book;
	e->rules.books[0] = (const Rulebook *)(const void *)embedded_rulebook;
	e->knowledge.n = e->rules.n = 1;
	if (!pool_open(&e->case_pool, LIMIT_CASE_MEMORY) || !pool_open(&e->own_pool, LIMIT_CASE_MEMORY))
		return err_set(err, EX_OSERR, "no address space for %d MB", 2 * (LIMIT_CASE_MEMORY >> 20));
	if (setjmp(full))
		return err_set(err, EX_CONFIG, "%s: more knowledge than %d MB", dir, LIMIT_CASE_MEMORY >> 20);
	site.keep = pool_arena(&e->own_pool, &full);
	if (!load_site(e, dir, &site, err))
		return false;
	e->dialects = intake_open(&e->knowledge, &site.keep);
	return true;
}

void engine_close(Engine *e)
{
	pool_close(&e->own_pool);
	pool_close(&e->case_pool);
}

/* ---- one input ---- */

enum { KEEP_WARM = 4 << 20 };                       /* bytes of the pool that stay in memory between two inputs */

/* An input that does not fit: one case that says so. */
static void report_limit(Engine *e, Place place, EngineEach *each, void *arg)
{
	jmp_buf full;
	Case c = { .event.place = place };
	Diagnosis d;

	if (setjmp(full))
		return;
	Arena keep = pool_arena(&e->case_pool, &full);

	evidence_note(&c.notes, &keep, STR("limit.memory: this input needs more memory than one case may take; it was not read to its end"), STR(""));
	diagnose(&c, &e->knowledge, &e->rules, NULL, &keep, &d);
	each(&d, &keep, arg);
}

size_t engine_read(Engine *e, Str input, Place place, EngineEach *each, void *arg)
{
	jmp_buf full;
	Cases cases = { 0 };
	volatile size_t done = 0;

	if (setjmp(full)) {
		report_limit(e, place, each, arg);
		pool_trim(&e->case_pool, KEEP_WARM);
		return done + 1;
	}
	Arena keep = pool_arena(&e->case_pool, &full);

	intake_read(input, place, e->dialects, &keep, &cases);
	for (size_t i = 0; i < cases.n; i++, done++) {
		Arena scratch = keep;                       /* what one diagnosis takes is gone before the next */
		Diagnosis d;

		diagnose(&cases.v[i], &e->knowledge, &e->rules, e->examining, &scratch, &d);
		each(&d, &scratch, arg);
	}
	if ((size_t)(keep.at - e->case_pool.base) > KEEP_WARM)
		pool_trim(&e->case_pool, KEEP_WARM);
	return done;
}

/* ---- all cases of one input, and all mails of a mailbox ---- */

typedef struct { EngineAll *all; void *arg; } ToAll;

static void one_of_all(const Diagnosis *d, Arena *scratch, void *arg)
{
	ToAll *to = arg;

	to->all(d, 1, scratch, to->arg);
}

size_t engine_read_all(Engine *e, Str input, Place place, EngineAll *all, void *arg)
{
	ToAll to = { all, arg };
	jmp_buf full;
	Cases cases = { 0 };

	if (setjmp(full)) {
		report_limit(e, place, one_of_all, &to);
		pool_trim(&e->case_pool, KEEP_WARM);
		return 1;
	}
	Arena keep = pool_arena(&e->case_pool, &full);

	intake_read(input, place, e->dialects, &keep, &cases);
	Diagnosis *d = take(&keep, Diagnosis, cases.n + 1);

	for (size_t i = 0; i < cases.n; i++)
		diagnose(&cases.v[i], &e->knowledge, &e->rules, e->examining, &keep, &d[i]);
	if (cases.n)
		all(d, cases.n, &keep, arg);
	if ((size_t)(keep.at - e->case_pool.base) > KEEP_WARM)
		pool_trim(&e->case_pool, KEEP_WARM);
	return cases.n;
}

void engine_mails(Str input, Place place, EngineMail *each, void *arg)
{
	InputKind kind = intake_kind(input);

	if (kind != INPUT_MAILBOX && kind != INPUT_NOTICE) {
		each(input, place, arg);
		return;
	}
	place.line = 1;
	while (input.len) {
		const char *from = input.at;
		Str mail;

		input = kind == INPUT_NOTICE ? notice_next(input, &mail) : mailbox_next(input, &mail);
		if (!each(mail, place, arg))
			return;
		for (const char *p = from; (p = memchr(p, '\n', (size_t)(input.at - p))); p++)
			place.line++;
	}
}

typedef struct { Engine *e; EngineEach *each; void *arg; size_t n; } ReadAny;

static bool read_one(Str mail, Place place, void *arg)
{
	ReadAny *r = arg;

	r->n += engine_read(r->e, mail, place, r->each, r->arg);
	return true;
}

size_t engine_read_any(Engine *e, Str input, Place place, EngineEach *each, void *arg)
{
	ReadAny r = { e, each, arg, 0 };

	engine_mails(input, place, read_one, &r);
	return r.n;
}
