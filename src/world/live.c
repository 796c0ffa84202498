/* live.c - the DNS itself: questions in flight, their limits, and what came back; pages are fetch.c's, and are waited for here, too.
 *
 * A question that is past its limit is given up and answered DNS_TIMEOUT.  The library's results wait in their questions until it has returned,
 * and are read only then, for what is read is taken from an arena.
 *
 * Where the root's keys cannot be had through the resolver, or those on this system are out of date, every answer would be bogus, and no zone to
 * blame.  Then all is asked again without validation, and of no answer is it known whether it is secure. */
#include <poll.h>
#include <time.h>
#include <unistd.h>
#include "world/answers.h"
#include "world/dname.h"
#include "world/fetch.h"
#include "world/resolver.h"
#include "base/limits.h"

enum {
	QUESTION_MS = 5000,
	TOTAL_MS    = 30000,
	LINGER_MS   = 3,                        /* answers that come this soon after one are taken along, so that fewer examinations run in vain */
	IN_FLIGHT   = 50,                       /* questions that are under way at the same time; the others wait for their turn */
	MEMORY      = 512 << 20,                /* of address space: 1000 answers of 64 KB, with room */
};

typedef struct {
	DnsAnswer *answer;
	struct ub_result *result;
	int64_t since;
	int id, err;
	bool back;
} Question;

typedef struct {
	Answers answers;
	Resolver resolver;
	Route route;
	Fetches pages;
	Question *v, **pending;                 /* all that were asked; those not answered yet, the oldest first */
	size_t n, n_pending, n_sent, most;      /* n_sent: of the pending, how many are under way: the first */
	int64_t question_ms, total_ms, begun;   /* begun: when the first was asked */
	int64_t now;                            /* the World's clock; signatures of DNSSEC are held against the system's */
	Str who, late, silent, all_late, enough;    /* texts of answers */
	Str silence;                            /* behind them, where nobody has answered yet: why that may be */
	bool alive;                             /* somebody has */
	bool broken;                            /* nobody can be asked: resolver.why */
} Live;

static int64_t clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- a question goes out ---- */

/* Called by ub_process: no memory may be taken here. */
static void came_back(void *arg, int err, struct ub_result *result)
{
	Question *q = arg;

	q->result = result;
	q->err = err;
	q->back = true;
}

static bool send(Live *l, Question *q)
{
	char name[DNAME_TEXT_MAX + 1];
	size_t len = dname_question(q->answer->name, name);

	name[len] = 0;
	return resolver_ask(&l->resolver, name, q->answer->type, came_back, q, &q->id);
}

static void unasked(DnsAnswer *a, DnsStatus status, Str why)
{
	a->status = status;
	a->dnssec = DNSSEC_UNKNOWN;
	a->why = why;
}

static void ask_anew(Answers *s, DnsAnswer *out, bool again)
{
	Live *l = (Live *)(void *)s;
	int64_t now = clock_ms();

	if (again)
		return;
	out->dnssec = DNSSEC_UNKNOWN;
	l->begun = l->begun ? l->begun : now;
	if (l->n == l->most)
		return unasked(out, DNS_NOT_ASKED, l->enough);
	if (now - l->begun >= l->total_ms)
		return unasked(out, DNS_TIMEOUT, l->all_late);
	l->broken = l->broken || (!l->resolver.ctx && !resolver_open(&l->resolver, &l->route));
	Question *q = &l->v[l->n];
	*q = (Question){ .answer = out, .since = now };
	bool at_once = l->n_sent < IN_FLIGHT;
	if (l->broken || (at_once && !send(l, q)))
		return unasked(out, DNS_NOT_ASKED, arena_str(&s->keep, str_of(l->resolver.why)));
	out->who = l->who;
	l->n_sent += at_once;
	l->pending[l->n_pending++] = q;
	l->n++;
}

static const DnsAnswer *ask(World *w, Str name, DnsType type)
{
	return answers_ask((Answers *)(void *)w, name, type, ask_anew);
}

/* ---- an answer comes back ---- */

/* "validation failure <name TYPE IN>: the reason", as libunbound says it, without what the answer says itself. */
static Str bogus_reason(Str why, Arena *keep)
{
	size_t from = str_find(why, STR(" <"), 0), to = str_find(why, STR(">: "), from);

	return to < why.len ? arena_join(keep, str_take(why, from), str_drop(why, to + 1)) : arena_str(keep, why);
}

/* The library calls every failure SERVFAIL; its reason tells more.  That no root server can be reached is nobody's failure but this host's. */
static DnsStatus status_of(Str why)
{
	static const struct { Str says, unless; DnsStatus status; } t[] = {
		{ { "got REFUSED", 11 }, { "", 0 }, DNS_REFUSED },
		{ { "prime failure", 13 }, { "", 0 }, DNS_TIMEOUT },
		{ { "could not prime root", 20 }, { "", 0 }, DNS_TIMEOUT },
		{ { "server timeout", 14 }, { "got ", 4 }, DNS_TIMEOUT },
	};

	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		if (str_has(why, t[i].says) && (t[i].unless.len == 0 || !str_has(why, t[i].unless)))
			return t[i].status;
	return DNS_SERVFAIL;
}

static void failure(Live *l, DnsAnswer *a)
{
	Arena *keep = &l->answers.keep;
	char name[DNAME_TEXT_MAX], reason[RESOLVER_REASON_MAX];
	Str text = { name, dname_question(a->name, name) };
	Str why = { reason, resolver_reason(&l->resolver, text, dns_type_name(a->type, keep), reason) };

	if (why.len) {
		a->status = status_of(why);
		a->why = arena_str(keep, why);
	}
	if (a->status == DNS_TIMEOUT && !l->alive)
		a->why = arena_join(keep, a->why, l->silence);
}

static void read_result(Live *l, const Question *q, DnsAnswer *a)
{
	Arena *keep = &l->answers.keep;
	const struct ub_result *r = q->result;

	if (q->err || !r || !r->answer_packet) {
		unasked(a, DNS_SERVFAIL, arena_str(keep, str_of(q->err ? l->resolver.ub_strerror(q->err) : "no answer came with the result")));
		return;
	}
	dns_message((Str){ r->answer_packet, (size_t)r->answer_len }, q->answer->name, q->answer->type, keep, a);
	if (r->bogus) {
		*a = (DnsAnswer){ .status = DNS_BOGUS, .dnssec = DNSSEC_BOGUS, .why = bogus_reason(str_of(r->why_bogus), keep) };
		return;
	}
	if (a->status == DNS_SERVFAIL)
		failure(l, a);
	if (dns_failed(a->status))
		a->dnssec = DNSSEC_UNKNOWN;
	else
		a->dnssec = r->secure ? DNSSEC_SECURE : l->route.anchor ? DNSSEC_INSECURE : DNSSEC_UNKNOWN;
}

/* Fills in the answer of one question; of a full arena nothing half is left. */
static void settle(Answers *s, void *arg)
{
	Live *l = (Live *)(void *)s;
	Question *q = arg;
	DnsAnswer a = { .why = STR("") };

	read_result(l, q, &a);
	a.name = q->answer->name;
	a.type = q->answer->type;
	a.who = l->who;
	*q->answer = a;
	l->alive = l->alive || a.status != DNS_TIMEOUT;
}

static void let_go(Live *l, Question *q)
{
	if (q->result)
		l->resolver.ub_resolve_free(q->result);
	q->result = NULL;
	q->back = false;
}

/* Is this bogus because no trust anchor of ours holds? */
static bool unanchored(const Live *l, const Question *q)
{
	return l->route.anchor && q->result && q->result->bogus && str_has(str_of(q->result->why_bogus), STR("for trust anchor . "));
}

/* All that is pending once more, and nothing is validated. */
static void ask_unvalidated(Live *l)
{
	for (size_t i = 0; i < l->n_pending; i++)
		let_go(l, l->pending[i]);
	l->route.anchor = NULL;
	resolver_close(&l->resolver);
	l->broken = !resolver_open(&l->resolver, &l->route);
	for (size_t i = 0; i < l->n_sent; i++)
		l->broken = l->broken || !send(l, l->pending[i]);
}

/* Those that wait for their turn go out, as far as there is room. */
static void send_waiting(Live *l)
{
	int64_t now = clock_ms();
	size_t left = l->n_sent;

	for (size_t i = l->n_sent; i < l->n_pending; i++) {
		Question *q = l->pending[i];
		bool room = l->n_sent < IN_FLIGHT;

		q->since = now;
		if (room && !send(l, q)) {
			unasked(q->answer, DNS_NOT_ASKED, str_of(l->resolver.why));
			continue;
		}
		l->n_sent += room;
		l->pending[left++] = q;
	}
	l->n_pending = left;
}

/* Those of the pending that are answered, or past a limit, are so no more. */
static void sort_out(Live *l)
{
	int64_t now = clock_ms();
	bool all_late = now - l->begun >= l->total_ms;
	size_t left = 0, n_sent = l->n_sent;

	l->n_sent = 0;
	for (size_t i = 0; i < l->n_pending; i++) {
		Question *q = l->pending[i];
		bool sent = i < n_sent;

		if (q->back) {
			if (!answers_guard(&l->answers, settle, q))
				unasked(q->answer, DNS_NOT_ASKED, STR("the memory for answers is full"));
			let_go(l, q);
		} else if (l->broken) {
			unasked(q->answer, DNS_SERVFAIL, str_of(l->resolver.why));
		} else if (all_late || (sent && now - q->since >= l->question_ms)) {
			if (sent)
				l->resolver.ub_cancel(l->resolver.ctx, q->id);
			unasked(q->answer, DNS_TIMEOUT, all_late ? l->all_late : l->alive ? l->late : l->silent);
		} else {
			l->n_sent += sent;
			l->pending[left++] = q;
		}
	}
	l->n_pending = left;
	send_waiting(l);
}

/* ---- waiting ---- */

/* Until something comes back, at most until then. */
static void listen_until(Live *l, int64_t then)
{
	int64_t left = then - clock_ms();
	int ms = left > 0 ? (int)left : 0;
	struct pollfd p = { .fd = l->resolver.ctx ? l->resolver.ub_fd(l->resolver.ctx) : -1, .events = POLLIN };

	if (!(l->pages.flying ? fetch_listen(&l->pages, p.fd, ms) : poll(&p, 1, ms) > 0))
		return;
	if (l->resolver.ub_process(l->resolver.ctx) != UB_NOERROR) {
		snprintf(l->resolver.why, sizeof l->resolver.why, "libunbound's thread has ended");
		l->broken = true;
	}
	for (size_t i = 0; i < l->n_pending; i++)
		if (unanchored(l, l->pending[i])) {
			ask_unvalidated(l);
			return;
		}
}

static int64_t nearest_limit(const Live *l)
{
	int64_t all = l->begun + l->total_ms, one = l->n_pending ? l->pending[0]->since + l->question_ms : all;

	return one < all ? one : all;
}

static size_t open_things(const Live *l)
{
	return l->n_pending + l->pages.flying;
}

static bool wait_for(World *w)
{
	Live *l = (Live *)(void *)w;
	size_t before = open_things(l);
	int64_t enough = 0;

	while (open_things(l) && (open_things(l) == before || clock_ms() < enough)) {
		listen_until(l, enough ? enough : nearest_limit(l));
		sort_out(l);
		if (open_things(l) < before && !enough)
			enough = clock_ms() + LINGER_MS;
	}
	return before > 0;
}

/* ---- the World ---- */

static int64_t now(World *w)
{
	return answers_clock(((Live *)(void *)w)->now);
}

static const WorldPage *fetch(World *w, Str url)
{
	Live *l = (Live *)(void *)w;
	int64_t ms = clock_ms();

	l->begun = l->begun ? l->begun : ms;
	return fetch_page(&l->pages, url, l->begun + l->total_ms - ms);
}

static void shut(World *w)
{
	Live *l = (Live *)(void *)w;

	fetch_close(&l->pages);
	resolver_close(&l->resolver);
	answers_close(&l->answers);
}

/* "5 s", "300 ms". */
static Str duration(int64_t ms, const char *what, Arena *keep)
{
	Buf b = buf_new(keep);

	buf_format(&b, what, ms % 1000 ? (int)ms : (int)(ms / 1000), ms % 1000 ? "ms" : "s");
	return buf_str(&b);
}

typedef struct { const LiveOptions *options; char forward[RESOLVER_ADDRESS_MAX]; } Opening;

static void set_up(Answers *s, void *arg)
{
	const Opening *o = arg;
	Live *l = (Live *)(void *)s;
	Arena *keep = &s->keep;
	const char *anchor = o->options->anchor ? o->options->anchor : resolver_anchor();

	l->route.forward = *o->forward ? arena_z(keep, str_of(o->forward)) : NULL;
	l->route.anchor = anchor && *anchor ? arena_z(keep, str_of(anchor)) : NULL;
	l->route.stubs = o->options->stubs ? arena_z(keep, str_of(o->options->stubs)) : NULL;
	l->question_ms = o->options->question_ms ? o->options->question_ms : QUESTION_MS;
	l->total_ms = o->options->total_ms ? o->options->total_ms : TOTAL_MS;
	l->most = o->options->most ? (size_t)o->options->most : LIMIT_QUESTIONS;
	l->now = o->options->now;
	l->pages.answers = s;
	l->pages.private_too = o->options->private_too;
	l->pages.authorities = o->options->authorities ? arena_z(keep, str_of(o->options->authorities)) : NULL;
	l->v = take(keep, Question, l->most);
	l->pending = take(keep, Question *, l->most);
	l->who = *o->forward ? arena_str(keep, str_of(o->options->resolver)) : STR("own recursion");
	l->late = duration(l->question_ms, "no answer within %d %s", keep);
	l->silence = *o->forward ? STR("; so far the resolver has answered nothing") :
		STR("; so far no name server has answered: where this host may not ask them (port 53), name a resolver that it may ask (--resolver)");
	l->silent = arena_join(keep, l->late, l->silence);
	l->all_late = duration(l->total_ms, "the time for all questions, %d %s, is over", keep);
	Buf b = buf_new(keep);
	buf_format(&b, "%zu questions were asked, and no more may be", l->most);
	l->enough = buf_str(&b);
}

World *live_open(const LiveOptions *options, Err *err)
{
	Opening o = { .options = options };
	const char *anchor = options->anchor;
	Live *l;

	if (options->resolver && !resolver_address(str_of(options->resolver), o.forward, err))
		return NULL;
	if (options->stubs && !resolver_stubs(str_of(options->stubs), err))
		return NULL;
	if (anchor && *anchor && access(anchor, R_OK) != 0) {
		err_set(err, EX_NOINPUT, "%s: %m", anchor);
		return NULL;
	}
	l = answers_open(sizeof *l, MEMORY);
	if (!l || !answers_guard(&l->answers, set_up, &o)) {
		err_set(err, EX_OSERR, "no memory for the answers of the DNS");
		if (l)
			answers_close(&l->answers);
		return NULL;
	}
	l->answers.world = (World){ ask, now, wait_for, shut, fetch };
	return &l->answers.world;
}
