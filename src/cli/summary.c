/* summary.c - many mails in one short table. */
#include "cli/scan.h"
#include "cli/summary.h"
#include "cli/terminal.h"

enum { POOL = 16 << 20, ROWS_MAX = 20, NAME_COLUMNS = 46 };

bool summary_open(Summary *s, const Knowledge *k, Err *err)
{
	*s = (Summary){ .k = k };
	if (!pool_open(&s->pool, POOL))
		return err_set(err, EX_OSERR, "no address space for %d MB", POOL >> 20);
	s->keep = pool_arena(&s->pool, &s->full);
	return true;
}

/* The name lies in the knowledge, or is one of a closed list. */
static void count(Summary *s, Counts *counts, Str name)
{
	for (size_t i = 0; i < counts->n; i++)
		if (str_eq(counts->v[i].name, name)) {
			counts->v[i].n++;
			return;
		}
	*arena_push(&s->keep, counts) = (Count){ name, 1 };
}

void summary_add(Summary *s, const Diagnosis *d)
{
	if (setjmp(s->full))
		return;
	s->cases++;
	s->undetermined += d->state == STATE_UNDETERMINED;
	count(s, &s->outcomes, str_of(outcome_name[d->of->event.outcome]));
	count(s, &s->classes, str_of(class_name[d->class]));
	count(s, &s->causes, cause_name(s->k, d->cause));
	count(s, &s->providers, d->said.provider);
}

static int by_count(const void *a, const void *b)
{
	const Count *x = a, *y = b;

	return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : str_cmp(x->name, y->name);
}

static void print_count(Sheet *s, Str name, size_t n, size_t all)
{
	char number[32], share[32];
	int a = snprintf(number, sizeof number, "%8zu", n), b = snprintf(share, sizeof share, "%5.1f %%", all ? 100.0 * (double)n / (double)all : 0);

	sheet_row(s, (Cell[]){ { STR(""), 0, INK_PLAIN }, { name, NAME_COLUMNS, INK_PLAIN }, { { number, (size_t)a }, 8, INK_PLAIN },
		{ { share, (size_t)b }, 8, INK_PLAIN } }, 4);
}

static void print_counts(Sheet *s, const char *title, Counts *counts, size_t all)
{
	size_t rest = 0;

	qsort(counts->v, counts->n, sizeof *counts->v, by_count);
	sheet_row(s, (Cell[]){ { str_of(title), NAME_COLUMNS, INK_BOLD } }, 1);
	for (size_t i = 0; i < counts->n; i++)
		if (i < ROWS_MAX)
			print_count(s, counts->v[i].name.len ? counts->v[i].name : STR("(not known)"), counts->v[i].n, all);
		else
			rest += counts->v[i].n;
	if (rest)
		print_count(s, STR("(others)"), rest, all);
}

static void print_all(Summary *s, Sheet *sheet)
{
	buf_format(sheet->out, "%zu mail%s in %zu file%s: %zu case%s; %zu without a refusal\n", s->mails, s->mails == 1 ? "" : "s", s->files,
	           s->files == 1 ? "" : "s", s->cases, s->cases == 1 ? "" : "s", s->silent);
	if (s->cases == 0)
		return;
	print_counts(sheet, "outcome", &s->outcomes, s->cases);
	print_counts(sheet, "class", &s->classes, s->cases);
	print_counts(sheet, "cause", &s->causes, s->cases);
	print_counts(sheet, "provider", &s->providers, s->cases);
	sheet_row(sheet, (Cell[]){ { STR("without a stated reason"), NAME_COLUMNS, INK_BOLD } }, 1);
	print_count(sheet, STR("unclassified"), s->undetermined, s->cases);
}

void summary_print(Summary *s, Out *out)
{
	if (setjmp(s->full) == 0) {
		Buf b = buf_new(&s->keep);
		Sheet sheet = terminal_sheet(&b);

		print_all(s, &sheet);
		out_put(out, buf_str(&b));
	}
	pool_close(&s->pool);
}

bool summary_path(Engine *e, Out *out, const char *path, Err *err)
{
	Summary s;
	Scan scan = { .engine = e, .summary = &s };

	if (!summary_open(&s, &e->knowledge, err) || !scan_path(&scan, path, err))
		return false;
	summary_print(&s, out);
	return true;
}
