/* addressee.c - whom a report is about, and which part of its text belongs to whom.
 *
 * Every address in the text is a mark of some strength: at the start of its line ("<a@b>: host …"), behind words that introduce a
 * recipient ("Recipient address: a@b"), in a transcript ("RCPT TO:<a@b>"), or anywhere.  The strongest kind that is there
 * names the recipients. */
#include "base/eight.h"
#include "base/limits.h"
#include "intake/addressee.h"
#include "mail/address.h"

typedef enum { MARK_WEAK, MARK_COMMAND, MARK_CODED, MARK_LABELLED, MARK_LINE } Strength;
enum { HASHES = 256 /* of one byte */, NEAR = 100, COMMAND_NEAR = 12, MARKS_MAX = 100000, GUESSES = 100 };

typedef struct { Str line, address; Strength strength; int who; } Mark;    /* who: index of the addressee, -1 for none */
typedef struct { Mark *v; size_t n, cap; } Marks;

typedef struct {
	const Page *page;
	Arena *keep;
	Marks marks;
	Addressees *out;
	int heads[HASHES], *next;               /* the addressees by hash, counted from 1 */
} Finder;

void names_add(Names *list, Arena *keep, Str name)
{
	if (name.len && !names_has(list, name))
		*arena_push(keep, list) = name;
}

bool names_has(const Names *list, Str name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_ieq(list->v[i], name))
			return true;
	return false;
}

/* Case ignored, and some signs with it. */
static size_t hash(Str s)
{
	uint64_t h = s.len;
	size_t i = 0;

	for (; i + 8 <= s.len; i += 8)
		h = (h ^ (eight_at(s.at + i) | EIGHT(0x20))) * 0x9e3779b97f4a7c15ull;
	for (; i < s.len; i++)
		h = (h ^ (unsigned char)(s.at[i] | 0x20)) * 0x9e3779b97f4a7c15ull;
	return h >> 56;
}

static int who_is(const Finder *f, Str address)
{
	for (int i = f->heads[hash(address)]; i; i = f->next[i - 1])
		if (str_ieq(f->out->v[i - 1].address, address))
			return i - 1;
	return -1;
}

static int add_addressee(Finder *f, Str address)
{
	int i = who_is(f, address);
	size_t h = hash(address);

	if (i >= 0)
		return i;
	if (f->out->n == LIMIT_RECIPIENTS) {
		f->out->truncated = true;
		return -1;
	}
	*arena_push(f->keep, f->out) = (Addressee){ .address = address };
	f->next[f->out->n - 1] = f->heads[h];
	f->heads[h] = (int)f->out->n;
	return (int)f->out->n - 1;
}

/* Between a phrase and an address there may be blanks, brackets, quotes and colons. */
static bool only_lead(Str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_space(s.at[i]) && !memchr("<\"'(:*-[", s.at[i], 8))
			return false;
	return true;
}

static bool introduced_by(const Finder *f, PhraseKind kind, Str address)
{
	size_t at = page_offset(f->page, address);
	size_t from = at > NEAR ? at - NEAR : 0;
	const Hit *hit = hits_next(&f->page->hits, kind, from, at);

	for (; hit; hit = hits_next(&f->page->hits, kind, hit->from + 1, at))
		if (hit->to <= at && only_lead(str_between(f->page->text.at + hit->to, address.at)))
			return true;
	return false;
}

static size_t indent(Str line)
{
	size_t n = 0;

	while (n < line.len && is_blank(line.at[n]))
		n++;
	return n;
}

/* A wrapped line: it stands further in than the line above, which is not empty and no list item itself. */
static bool is_continuation(const Finder *f, Str line)
{
	size_t at = page_offset(f->page, line);
	Str above;

	if (at == 0)
		return false;
	above = page_line(f->page, at - 1);
	return str_trim(above).len > 0 && indent(line) > indent(above);
}

static Str at_head(Str line)
{
	line = str_drop(line, indent(line));
	while (line.len && memchr("<*->\"' \t", line.at[0], 8))
		line = str_drop(line, 1);
	return str_starts(line, STR("\xe2\x80\xa2")) ? str_trim(str_drop(line, 3)) : line;
}

/* Behind the address at the head of a line: "...", as Sendmail has it in transcripts, or anything else. */
static Strength head_strength(const Finder *f, Str line, Str head, Str address)
{
	if (str_starts(str_drop(head, address.len + (address.len < head.len && head.at[address.len] == '>')), STR("...")))
		return MARK_CODED;
	return is_continuation(f, line) ? MARK_WEAK : MARK_LINE;
}

static Strength strength(const Finder *f, Str line, Str address)
{
	Str head = at_head(line), rest = str_take(str_between(address.at + address.len, line.at + line.len), NEAR);
	Str lead = str_between(address.at - line.at > COMMAND_NEAR ? address.at - COMMAND_NEAR : line.at, address.at);

	if (introduced_by(f, PHRASE_SENDER, address))
		return MARK_WEAK;
	if (head.at == address.at)
		return head_strength(f, line, head, address);
	if (str_ihas(lead, STR("RCPT TO")))
		return MARK_COMMAND;
	if (str_starts(str_drop(line, indent(line)), STR("<<<")))
		return MARK_WEAK;
	if (introduced_by(f, PHRASE_RECIPIENT, address))
		return MARK_LABELLED;
	return quote_code_at(head, 0) >= 400 && str_has(rest, STR("... ")) ? MARK_CODED : MARK_WEAK;
}

static void find_marks(Finder *f)
{
	Str rest = f->page->text, line = STR(""), found;

	while (f->marks.n < MARKS_MAX) {
		const char *sign = rest.len ? memchr(rest.at, '@', rest.len) : NULL;

		if (!sign)
			break;
		line = page_line(f->page, (size_t)(sign - f->page->text.at));
		if (line.at < rest.at)                  /* the rest of a line */
			line = str_between(rest.at, line.at + line.len);
		Str whole = page_line(f->page, page_offset(f->page, line)), more = line;

		while (more.len) {
			more = address_scan(more, &found);
			if (found.len == 0)
				break;
			*arena_push(f->keep, &f->marks) = (Mark){ whole, found, strength(f, whole, found), -1 };
		}
		rest = str_between(line.at + line.len, f->page->text.at + f->page->text.len);
	}
}

/* The strongest marks that are not the sender's; if all are, those. */
static void choose(Finder *f, const Names *senders)
{
	for (int exclude = 1; exclude >= 0 && f->out->n == 0; exclude--)
		for (int s = MARK_LINE; s >= MARK_WEAK && f->out->n == 0; s--)
			for (size_t i = 0; i < f->marks.n; i++) {
				const Mark *m = &f->marks.v[i];
				Strength as = m->strength == MARK_CODED ? MARK_COMMAND : m->strength;

				if ((int)as == s && !(exclude && names_has(senders, m->address)) && (s > MARK_WEAK || exclude)) {
					add_addressee(f, m->address);
					f->out->certain = s > MARK_WEAK;
				}
			}
}

/* Each mark is that of an addressee, if it is strong enough: the least strength at which all of them are marked. */
static void assign(Finder *f)
{
	Strength *best = take(f->keep, Strength, f->out->n + 1);

	for (size_t i = 0; i < f->marks.n; i++) {
		Mark *m = &f->marks.v[i];

		m->who = who_is(f, m->address);
		if (m->who >= 0 && m->strength > best[m->who])
			best[m->who] = m->strength;
	}
	for (size_t i = 0; i < f->marks.n; i++) {
		Mark *m = &f->marks.v[i];
		bool transcript = m->strength == MARK_COMMAND || m->strength == MARK_CODED;

		if (m->who >= 0 && m->strength < best[m->who] && !(transcript && best[m->who] <= MARK_CODED))
			m->who = -1;
	}
}

static void add_run(Finder *f, int who, const char *from, const char *to, Str line)
{
	Run *r = take(f->keep, Run, 1);
	Addressee *a = &f->out->v[who];

	*r = (Run){ str_between(from, to), line, NULL };
	if (line.at < from || line.at > to)
		r->line = STR("");
	if (a->last)
		a->last->next = r;
	else
		a->runs = r;
	a->last = r;
}

/* The parts: marks of one addressee that follow each other belong together, and what lies between two is the former's; in a
 * transcript, where a coded line ends what was said of it, the latter's. */
static void split(Finder *f)
{
	const char *end = f->page->text.at + f->page->text.len, *from = f->page->text.at;
	size_t i = 0;

	while (i < f->marks.n && f->marks.v[i].who < 0)
		i++;
	while (i < f->marks.n) {
		const Mark *first = &f->marks.v[i], *last = first;
		size_t next = i + 1;

		for (; next < f->marks.n && (f->marks.v[next].who < 0 || f->marks.v[next].who == first->who); next++)
			if (f->marks.v[next].who >= 0)
				last = &f->marks.v[next];
		const char *to = next < f->marks.n ? f->marks.v[next].line.at : end;

		if (last->strength == MARK_CODED)
			to = last->line.at + last->line.len;
		if (first->strength != MARK_CODED)
			from = first->line.at;
		add_run(f, first->who, from, to > from ? to : end, first->line);
		from = to;
		i = next;
	}
}

/* One addressee has the whole page. */
static void one(Finder *f)
{
	Str line = STR("");

	for (size_t i = 0; i < f->marks.n && line.len == 0; i++)
		if (f->marks.v[i].who == 0)
			line = f->marks.v[i].line;
	add_run(f, 0, f->page->text.at, f->page->text.at + f->page->text.len, line);
}

void addressees_find(const Page *p, const Names *known, const Names *senders, Arena *keep, Addressees *out)
{
	Finder *f = take(keep, Finder, 1);

	f->page = p;
	f->keep = keep;
	f->out = out;
	out->everyone.address = STR("");
	find_marks(f);
	f->next = take(keep, int, known->n + f->marks.n + 1);
	for (size_t i = 0; i < known->n; i++)
		add_addressee(f, known->v[i]);
	if (known->n == 0)
		choose(f, senders);
	assign(f);
	if (out->n == 1)
		one(f);
	else
		split(f);
}

static void read_quote(const Page *p, const Addressee *a, Arena *keep, Quote *out)
{
	const Run *first = a->runs;

	quote_in_block(p, first ? first->block : p->text, a->address, first ? first->line : STR(""), keep, out);
	for (const Run *r = first ? first->next : NULL; r && out->reply.code == 0; r = r->next) {
		Quote q;

		quote_in_block(p, r->block, a->address, r->line, keep, &q);
		if (q.reply.code || (out->reply.text.len == 0 && q.reply.text.len))
			*out = q;
	}
}

const Quote *addressee_quote(const Page *p, Addressee *a, Arena *keep)
{
	if (!a->quote)
		read_quote(p, a, keep, a->quote = take(keep, Quote, 1));
	return a->quote;
}

const Quote *addressee_around(const Page *p, Addressee *a, Arena *keep)
{
	if (!a->around)
		quote_around(p, a->runs ? a->runs->block : p->text, keep, a->around = take(keep, Quote, 1));
	return a->around;
}

bool addressee_transcript(const Page *p, Addressee *a)
{
	if (a->transcript == NOT_LOOKED)
		a->transcript = p->transcript && str_has(a->runs ? a->runs->block : p->text, STR("<<<")) ? HAS_TRANSCRIPT : NO_TRANSCRIPT;
	return a->transcript == HAS_TRANSCRIPT;
}

Addressee *addressee_find(Addressees *all, Str address, size_t guess)
{
	if (guess < all->n && str_ieq(all->v[guess].address, address))
		return all->v[guess].runs ? &all->v[guess] : &all->everyone;
	for (size_t i = 0; i < all->n && i < GUESSES; i++)
		if (str_ieq(all->v[i].address, address))
			return all->v[i].runs ? &all->v[i] : &all->everyone;
	return all->n > 1 ? NULL : &all->everyone;
}
