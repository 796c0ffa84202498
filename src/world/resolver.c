/* resolver.c - all that the program knows of libunbound. */
#include <dlfcn.h>
#include <signal.h>
#include <unistd.h>
#include "world/resolver.h"
#include "base/buf.h"
#include "base/ip.h"

enum { CLASS_IN = 1, PORT = 53, STUB_MAX = 512 };

/* ---- where to ask ---- */

/* The port that follows an address, ":53" or "@53"; "" where nothing does, and that is sound. */
static bool port_cut(Str s, Str *port)
{
	*port = str_drop(s, 1);
	return s.len == 0 || (port->len && (s.at[0] == ':' || s.at[0] == '@'));
}

/* The address of s, and its port: in brackets, or up to the "@", or up to its only ":". */
static bool address_cut(Str s, Str *addr, Str *port)
{
	size_t at = str_find(s, STR("@"), 0), colon = str_find(s, STR(":"), 0), close = str_find(s, STR("]"), 0);

	if (str_starts(s, STR("["))) {
		*addr = str_drop(str_take(s, close), 1);
		return close < s.len && port_cut(str_drop(s, close + 1), port);
	}
	at = at == s.len && str_find(s, STR(":"), colon + 1) == s.len ? colon : at;
	*addr = str_take(s, at);
	return port_cut(str_drop(s, at), port);
}

bool resolver_address(Str s, char out[RESOLVER_ADDRESS_MAX], Err *err)
{
	Str port = STR(""), addr;
	int n = PORT;
	Ip ip;
	bool sound = address_cut(s, &addr, &port) && ip_read(addr, &ip);
	Str rest = port.len ? str_number(port, &n) : port;

	if (!sound || rest.len || n < 1 || n > 65535)
		return err_set(err, EX_USAGE, "'%.*s' is no address of a name server: write it as 192.0.2.53, 192.0.2.53:5353, 2001:db8::53 or [2001:db8::53]:5353",
			STR_ARG(s));
	snprintf(out, RESOLVER_ADDRESS_MAX, "%.*s@%d", STR_ARG(addr), n);
	return true;
}

/* The next "ZONE ADDR@PORT" of a list, both ended by a NUL. */
static Str stub_next(Str list, char zone[STUB_MAX], char addr[RESOLVER_ADDRESS_MAX], bool *sound)
{
	Str item, name, where, rest = str_cut(list, ',', &item);
	Err ignored;

	where = str_trim(str_word(str_trim(item), &name));
	*sound = name.len && name.len < STUB_MAX && resolver_address(where, addr, &ignored);
	if (*sound)
		snprintf(zone, STUB_MAX, "%.*s", STR_ARG(name));
	return rest;
}

bool resolver_stubs(Str s, Err *err)
{
	char zone[STUB_MAX], addr[RESOLVER_ADDRESS_MAX];
	bool sound = true;

	for (Str rest = s; rest.len && sound; )
		rest = stub_next(rest, zone, addr, &sound);
	return sound || err_set(err, EX_USAGE, "'%.*s' is no list of zones and their servers: write it as 'example.org 192.0.2.53@5353, example.net …'", STR_ARG(s));
}

const char *resolver_anchor(void)
{
	static const char *const files[] = {
		"/usr/share/dns/root.key",              /* Debian: dns-root-data */
		"/var/lib/unbound/root.key",            /* unbound-anchor's */
		"/etc/unbound/root.key",
		"/usr/share/dnssec-root/trusted-key.key",
		"/etc/trusted-key.key",
	};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (access(files[i], R_OK) == 0)
			return files[i];
	return NULL;
}

/* ---- what it writes down ---- */

static ssize_t log_write(void *arg, const char *bytes, size_t n)
{
	ResolverLog *log = arg;
	size_t take = n < sizeof log->text / 4 ? n : sizeof log->text / 4;

	pthread_mutex_lock(&log->lock);
	while (log->n + take > sizeof log->text) {
		memmove(log->text, log->text + log->n / 2, log->n - log->n / 2);
		log->n -= log->n / 2;
	}
	memcpy(log->text + log->n, bytes, take);
	log->n += take;
	pthread_mutex_unlock(&log->lock);
	return (ssize_t)n;
}

static bool log_open(ResolverLog *log)
{
	log->file = fopencookie(log, "w", (cookie_io_functions_t){ .write = log_write });
	if (!log->file)
		return false;
	setvbuf(log->file, NULL, _IOLBF, BUFSIZ);
	pthread_mutex_init(&log->lock, NULL);
	return true;
}

/* What stands behind the last `mark` of the log, up to the end of its line. */
static Str log_behind(Str log, Str mark)
{
	Str found = STR(""), line;

	for (size_t at = str_find(log, mark, 0); at < log.len; at = str_find(log, mark, at + mark.len)) {
		str_line(str_drop(log, at + mark.len), &line);
		found = line;
	}
	return found;
}

size_t resolver_reason(Resolver *r, Str name, Str type, char out[RESOLVER_REASON_MAX])
{
	char mark[RESOLVER_REASON_MAX * 3];
	int n = snprintf(mark, sizeof mark, "SERVFAIL <%.*s. %.*s IN>: ", STR_ARG(name), STR_ARG(type));

	pthread_mutex_lock(&r->log.lock);
	Str found = str_take(log_behind((Str){ r->log.text, r->log.n }, (Str){ mark, (size_t)n }), RESOLVER_REASON_MAX);
	memcpy(out, found.at, found.len);
	pthread_mutex_unlock(&r->log.lock);
	return found.len;
}

/* ---- the library ---- */

/* What is set for all questions.  A version that does not know one of these does without: none changes what an answer says. */
static const char *const settings[][2] = {
	{ "edns-buffer-size:", "1232" },            /* no fragments: what is longer comes by TCP */
	{ "outgoing-range:", "256" },               /* questions in flight: the library's own 16 make a queue of a batch */
	{ "num-queries-per-thread:", "1024" },
	{ "outgoing-num-tcp:", "32" },
	{ "outbound-msg-retry:", "3" },             /* who says no is not asked five times; who is silent is waited for 5 s all the same */
	{ "infra-cache-min-rtt:", "250" },          /* the library's own 50 ms ask a server twice that is a little slower than it was */
	{ "trust-anchor-signaling:", "no" },        /* nor are the root servers told which keys we have */
	{ "val-log-level:", "2" },                  /* reasons: of a BOGUS in the result, … */
	{ "log-servfail:", "yes" },                 /* … of a SERVFAIL in the log */
	{ "val-log-squelch:", "no" },
};

/* Who names a resolver or a server means it, be it on this host, and what it says of private addresses, too. */
static const char *const named[][2] = {
	{ "do-not-query-localhost:", "no" }, { "unblock-lan-zones:", "yes" }, { "insecure-lan-zones:", "yes" },
};

static void set(const Resolver *r, const char *const (*v)[2], size_t n)
{
	for (size_t i = 0; i < n; i++)
		r->ub_ctx_set_option(r->ctx, v[i][0], v[i][1]);
}

static int stubs_set(const Resolver *r, const char *stubs)
{
	char zone[STUB_MAX], addr[RESOLVER_ADDRESS_MAX];
	bool sound;
	int failed = 0;

	for (Str rest = str_of(stubs); rest.len && !failed; ) {
		rest = stub_next(rest, zone, addr, &sound);
		failed = sound ? r->ub_ctx_set_stub(r->ctx, zone, addr, 0) : UB_SYNTAX;
	}
	return failed;
}

static int configure(const Resolver *r, const Route *route)
{
	int failed = r->ub_ctx_async(r->ctx, 1);

	set(r, settings, sizeof settings / sizeof *settings);
	if (route->forward || route->stubs)
		set(r, named, sizeof named / sizeof *named);
	else
		r->ub_ctx_set_option(r->ctx, "do-not-query-localhost:", "yes");
	if (!failed && route->forward)
		failed = r->ub_ctx_set_fwd(r->ctx, route->forward);
	if (!failed && route->stubs) {
		r->ub_ctx_set_option(r->ctx, "target-fetch-policy:", "0 0 0 0 0");      /* nothing but what was asked */
		failed = stubs_set(r, route->stubs);
	}
	if (!failed && route->anchor)
		failed = r->ub_ctx_add_ta_file(r->ctx, route->anchor);
	return failed;
}

static bool load(Resolver *r)
{
	static const char *const names[] = {
#define X(call) #call,
		RESOLVER_CALLS(X)
#undef X
	};
	size_t at[] = {
#define X(call) offsetof(Resolver, call),
		RESOLVER_CALLS(X)
#undef X
	};
	void *library = dlopen("libunbound.so.8", RTLD_NOW | RTLD_LOCAL);         /* stays loaded, as if it were linked */

	for (size_t i = 0; library && i < sizeof at / sizeof *at; i++) {
		void *call = dlsym(library, names[i]);

		if (!call)
			return false;
		memcpy((char *)r + at[i], &call, sizeof call);
	}
	return library != NULL;
}

bool resolver_open(Resolver *r, const Route *route)
{
	if (!load(r)) {
		snprintf(r->why, sizeof r->why, "the DNS is asked by libunbound, which cannot be loaded: %s; on Debian it is in the package libunbound8", dlerror());
		return false;
	}
	r->ctx = r->ub_ctx_create();
	if (!r->ctx || !log_open(&r->log)) {
		snprintf(r->why, sizeof r->why, "libunbound does not start: %m");
		if (r->ctx)
			r->ub_ctx_delete(r->ctx);
		r->ctx = NULL;
		return false;
	}
	r->ub_ctx_debugout(r->ctx, r->log.file);
	int failed = configure(r, route);
	if (!failed)
		return true;
	snprintf(r->why, sizeof r->why, "libunbound does not start: %s", r->ub_strerror(failed));
	resolver_close(r);
	return false;
}

void resolver_close(Resolver *r)
{
	if (!r->ctx)
		return;
	r->ub_ctx_delete(r->ctx);                   /* its thread has ended then, and nobody writes any more */
	r->ctx = NULL;
	fclose(r->log.file);
	pthread_mutex_destroy(&r->log.lock);
	r->log.n = 0;
}

/* Why the library did not take a question: the first thing that it complained of, and the name of the error. */
static void refused(Resolver *r, int failed)
{
	Str mark = STR("error: "), line, log;

	pthread_mutex_lock(&r->log.lock);
	log = (Str){ r->log.text, r->log.n };
	str_line(str_drop(log, str_find(log, mark, 0) + mark.len), &line);
	snprintf(r->why, sizeof r->why, "libunbound: %s%s%.*s", r->ub_strerror(failed), line.len ? ": " : "", STR_ARG(line));
	pthread_mutex_unlock(&r->log.lock);
}

bool resolver_ask(Resolver *r, const char *name, DnsType type, ub_callback_type back, void *arg, int *id)
{
	sigset_t all, before;

	sigfillset(&all);                           /* the first question starts the thread, which inherits this */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int failed = r->ub_resolve_async(r->ctx, *name ? name : ".", (int)type, CLASS_IN, arg, back, id);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (failed)
		refused(r, failed);
	return !failed;
}
