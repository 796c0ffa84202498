/* exchange.h - one question and one answer over TCP, within a time. */
#ifndef WORLD_EXCHANGE_H
#define WORLD_EXCHANGE_H

#include "base/arena.h"

/* "HOST", "HOST:PORT", "[IPV6]:PORT". */
typedef struct { Str host, port; } HostPort;
HostPort hostport_read(Str where, Str port);

/* Sends head and body, closes its side where `close` says so, and reads until the other side closes or `most` bytes have come.  True: *answer is what came;
 * false: *answer says why there is none.  Nothing is held when it returns. */
bool exchange(HostPort with, Str head, Str body, bool close, int ms, size_t most, Arena *keep, Str *answer);

#endif
