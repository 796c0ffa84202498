/* zonefile.c - any text is an error, or a World that answers every question; what was asked of it is answered alike by its record, by an
 * overlay that says nothing, and by one that says it all again. */
#include "fuzz.h"
#include "base/limits.h"
#include "world/world.h"

enum { MOST = 60 };                             /* names that are asked for */

static const DnsType types[] = { DNS_TYPE_A, DNS_TYPE_TXT, DNS_TYPE_CNAME, DNS_TYPE_MX, DNS_TYPE_SOA, (DnsType)65 };
enum { TYPES = sizeof types / sizeof *types };

/* The text's own words are the names that it is asked for, and some below them. */
static size_t names(Str text, Str *out, Arena *a)
{
	size_t n = 0;
	Str word;

	out[n++] = STR("");
	while (n + 2 < MOST && (text = str_word(text, &word)).at && word.len) {
		out[n++] = word;
		out[n++] = arena_join(a, STR("q."), word);
	}
	return n;
}

/* recorded: the text may say whole answers, of any length. */
static void sound(const DnsAnswer *d, bool recorded)
{
	claim(d->status > DNS_PENDING && d->status < DNS_STATUS_COUNT && (d->n_aliases <= LIMIT_ALIASES || recorded));
	claim(d->status == DNS_OK || d->status == DNS_BAD_NAME || d->who.len);
	for (size_t i = 0; i < d->n; i++)
		claim(d->v[i].wire.len <= UINT16_MAX && d->v[i].name.at && d->v[i].data.at);
}

static void same_answers(World *was, World *is, const Str *name, size_t n, bool verdict, bool recorded)
{
	claim(is);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < TYPES; k++) {
			const DnsAnswer *a = world_ask(was, name[i], types[k]), *b = world_ask(is, name[i], types[k]);

			sound(a, recorded);
			claim(verdict ? dns_same(a, b) : a->status == b->status && a->n == b->n);
		}
}

/* The text's words that begin as URLs do, and one that it cannot have. */
static void same_pages(World *was, World *is, Str text)
{
	Str word = STR("https://none.example/");

	do {
		if (word.len > 1 && word.at[0] == '"')
			word = str_take(str_drop(word, 1), word.len - 2);
		if (str_starts(word, STR("https://"))) {
			const WorldPage *page = world_fetch(was, word);

			claim(page->status > PAGE_PENDING && page->status < PAGE_STATUS_COUNT && page->body.len <= PAGE_BODY_MAX);
			claim((page->status == PAGE_OK) == (page->code > 0) && page_same(page, world_fetch(is, word)));
		}
		text = str_word(text, &word);
	} while (word.len);
}

static void law(Str in, Arena *a)
{
	Str name[MOST];
	size_t n = names(in, name, a);
	bool recorded = str_ihas(in, STR("!answer"));
	Err err = { 0 };
	World *zone = zonefile_read(in, "zone", 1, &err), *over, *again;

	if (!zone) {
		claim(err.code == EX_DATAERR && strlen(err.text) > 5);
		return;
	}
	World *record = recorder_open(zone, NULL, &err);

	claim(record);
	same_answers(zone, record, name, n, true, recorded);
	same_pages(zone, record, in);
	again = zonefile_read(recorder_text(record, a), "again", 1, &err);
	same_answers(record, again, name, n, true, recorded);
	same_pages(record, again, in);
	world_close(again);
	over = overlay_open(zone, STR(""), "over", false, &err);
	same_answers(zone, over, name, n, true, recorded);
	same_pages(zone, over, in);
	world_close(over);
	over = overlay_open(zone, in, "over", false, &err);
	same_answers(zone, over, name, n, false, recorded);
	world_close(over);
	world_close(record);
}

FUZZ(law)
