/* resolver.h - libunbound, behind one door: opened at the first question, told how to ask, and asked for its reasons.
 *
 * The library is loaded with dlopen and not linked: it and what it needs cost a millisecond of every start, and most commands ask nothing.
 * It works in a thread of its own, not in a forked process: a fork would keep a copy of all our pools and of every file that is open, would be
 * a child to whoever waits for children, and may not be made at all where other threads run.  No signal reaches the thread.
 *
 * Nothing here takes from an arena, so nothing of the library is held when one is full. */
#ifndef WORLD_RESOLVER_H
#define WORLD_RESOLVER_H

#include <pthread.h>
#include <stdio.h>
#include <unbound.h>
#include "base/error.h"
#include "world/dns.h"

/* What is used of the library. */
#define RESOLVER_CALLS(X) \
	X(ub_ctx_create) X(ub_ctx_delete) X(ub_ctx_set_option) X(ub_ctx_debugout) X(ub_ctx_async) X(ub_ctx_set_fwd) X(ub_ctx_set_stub) \
	X(ub_ctx_add_ta_file) X(ub_fd) X(ub_process) X(ub_resolve_async) X(ub_cancel) X(ub_resolve_free) X(ub_strerror)

/* Where questions go.  Each may be NULL. */
typedef struct {
	const char *forward;                        /* ADDR@PORT of a forwarder; else own recursion */
	const char *anchor;                         /* a file of trust anchors; else nothing is validated */
	const char *stubs;                          /* "ZONE ADDR@PORT, …" */
} Route;

/* What the library wrote down, for it gives the reason of a SERVFAIL nowhere else.  Its thread writes, ours reads; old lines give way.  The library has
 * one log for the whole process: where two are open, the older one may miss reasons, and nothing else. */
typedef struct { pthread_mutex_t lock; FILE *file; size_t n; char text[1 << 18]; } ResolverLog;

typedef struct {
#define X(call) __typeof__(&call) call;
	RESOLVER_CALLS(X)
#undef X
	struct ub_ctx *ctx;                         /* NULL: not open */
	ResolverLog log;
	char why[256];                              /* that it cannot be opened or asked */
} Resolver;

/* false: r->why says what is missing.  A zeroed Resolver is closed, and may be closed again. */
bool resolver_open(Resolver *r, const Route *route);
void resolver_close(Resolver *r);

/* Asks for a name in the form of answers (dname.h).  back(arg, …) is called by ub_process, and owns the result; false: r->why. */
bool resolver_ask(Resolver *r, const char *name, DnsType type, ub_callback_type back, void *arg, int *id);

/* Why the question failed, in the library's words; how long that is, 0: it did not say. */
enum { RESOLVER_REASON_MAX = 512 };
size_t resolver_reason(Resolver *r, Str name, Str type, char out[RESOLVER_REASON_MAX]);

/* ADDR, ADDR:PORT, ADDR@PORT, [ADDR]:PORT as the library writes it, ADDR@PORT; false: err says what to write. */
enum { RESOLVER_ADDRESS_MAX = 64 };
bool resolver_address(Str s, char out[RESOLVER_ADDRESS_MAX], Err *err);

/* Is that a list of stubs? */
bool resolver_stubs(Str s, Err *err);

/* The first file of the system that holds the root's trust anchor; NULL where there is none. */
const char *resolver_anchor(void);

#endif
