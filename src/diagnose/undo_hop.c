/* undo_hop.c - where it happened: the Received fields above the signature, its own time, and the fields that lists and
 * forwarders add. */
#include "diagnose/undo.h"
#include "mail/received.h"

enum { HOPS = 64 };

typedef struct { int field; Str by; int64_t time; } Hop;

/* From the oldest to the newest. */
static size_t hops_read(const RawMessage *m, Arena *keep, Hop *out)
{
	size_t n = 0;

	for (size_t i = m->n; i-- > 0 && n < HOPS; ) {
		Received r;

		if (!str_ieq(m->v[i].name, STR("Received")))
			continue;
		received_read(raw_value(&m->v[i]), keep, &r);
		if (r.by.len)
			out[n++] = (Hop){ (int)i, r.by, r.time };
	}
	return n;
}

/* Fields of a mailing list or of a forwarder; true: the name of a list is in it. */
static bool is_mark(Str name, bool *list)
{
	static const struct { const char *name; bool list; } marks[] = {
		{ "List-Id", true }, { "List-Post", true }, { "List-Unsubscribe", true }, { "X-BeenThere", true }, { "Mailing-List", true }, { "X-Mailman-Version", false },
		{ "X-Forwarded-To", false }, { "X-Forwarded-For", false }, { "X-Original-From", false }, { "X-Original-Sender", false }, { "X-Google-Group-Id", false },
		{ "Resent-From", false }, { "Resent-Sender", false }, { "X-MIME-Autoconverted", false },
	};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_ieq(name, str_of(marks[i].name))) {
			*list = marks[i].list;
			return true;
		}
	return false;
}

/* "<friends.example.org>", "<mailto:friends@example.org>": what follows the last '@', or the whole. */
static Str list_domain(Str value)
{
	size_t open = str_behind_last(value, '<');
	Str inside = str_drop(value, open);

	inside = str_take(inside, str_find(inside, STR(">"), 0));
	inside = str_take(inside, str_find(inside, STR("?"), 0));
	return str_trim(str_drop(inside, str_behind_last(inside, '@')));
}

static bool related(Str by, Str domain)
{
	Str first, rest = str_cut(domain, '.', &first);

	return str_has_suffix_label(by, domain) || str_has_suffix_label(domain, by) || (memchr(rest.at, '.', rest.len) && str_has_suffix_label(by, rest));
}

/* A field that was put above the signature was added by the host whose Received is next below it; else a list's own name may
 * show the host. */
static bool by_marks(const RawMessage *m, int signature, const Hop *hops, size_t n, size_t first, UndoHop *out)
{
	for (size_t i = m->n; i-- > 0; ) {
		bool list = false;

		if (!is_mark(m->v[i].name, &list))
			continue;
		for (size_t k = n; k-- > first; ) {
			bool below = (int)i < signature && hops[k].field > (int)i;

			if (below || (list && related(hops[k].by, list_domain(raw_value(&m->v[i]))))) {
				out->at = hops[k].by;
				out->why = m->v[i].name;
				return true;
			}
		}
	}
	return false;
}

void undo_hop(const RawMessage *m, int signature, int64_t t, Arena *keep, UndoHop *out)
{
	Hop *hops = take(keep, Hop, HOPS);
	size_t n = hops_read(m, keep, hops), first = 0;

	*out = (UndoHop){ STR(""), STR(""), STR(""), STR("") };
	while (first < n && (hops[first].field > signature || (t >= 0 && hops[first].time > 0 && hops[first].time <= t)))
		first++;
	if (first > 0)
		out->after = hops[first - 1].by;
	if (first < n)
		out->before = hops[n - 1].by;
	by_marks(m, signature, hops, n, first, out);
}
