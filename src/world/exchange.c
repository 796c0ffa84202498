/* exchange.c - one question and one answer over TCP, within a time. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "base/buf.h"
#include "world/exchange.h"

HostPort hostport_read(Str where, Str port)
{
	HostPort out = { .port = port };
	Str rest;

	if (where.len && where.at[0] == '[') {
		rest = str_cut(str_drop(where, 1), ']', &out.host);
		if (rest.len && rest.at[0] == ':')
			out.port = str_drop(rest, 1);
		return out;
	}
	rest = str_cut(where, ':', &out.host);
	if (rest.len)
		out.port = rest;
	return out;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits for one of `events`; what came, 0 where the time is over. */
static int await(int fd, int events, int64_t until)
{
	struct pollfd p = { .fd = fd, .events = (short)events };
	int64_t left = until - now_ms();
	int n = left > 0 ? poll(&p, 1, (int)left) : 0;

	return n > 0 ? p.revents : n < 0 && errno == EINTR ? await(fd, events, until) : 0;
}

static bool connect_within(int fd, const struct addrinfo *a, int64_t until)
{
	int error = 0;
	socklen_t len = sizeof error;

	if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
		return true;
	if (errno != EINPROGRESS)
		return false;
	if (!await(fd, POLLOUT, until)) {
		errno = ETIMEDOUT;
		return false;
	}
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
	errno = error;
	return error == 0;
}

/* The first address that takes the connection; -1, and *why. */
static int dial(const char *host, const char *port, int64_t until, const char **why)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL;
	int error = getaddrinfo(host, port, &hints, &list), fd = -1;

	*why = error ? gai_strerror(error) : "";
	for (const struct addrinfo *a = list; a && fd < 0; a = a->ai_next) {
		fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		if (fd >= 0 && !connect_within(fd, a, until)) {
			*why = strerrordesc_np(errno);
			close(fd);
			fd = -1;
		}
	}
	if (list)
		freeaddrinfo(list);
	return fd;
}

/* What is left to send, and what has come. */
typedef struct { int fd; Str head, body; bool close, sent; char *at; size_t n, most; } Talk;

static bool is_for_now(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

static bool send_some(Talk *t)
{
	Str *from = t->head.len ? &t->head : &t->body;
	ssize_t n = from->len ? send(t->fd, from->at, from->len, MSG_NOSIGNAL) : 0;

	if (n > 0)
		*from = str_drop(*from, (size_t)n);
	t->sent = t->head.len + t->body.len == 0;
	if (t->sent && t->close)
		shutdown(t->fd, SHUT_WR);
	return n >= 0 || is_for_now();
}

/* An answer may come before all was sent: then the rest is not wanted. */
static const char *talk(Talk *t, int64_t until)
{
	for (;;) {
		int ready = await(t->fd, t->sent ? POLLIN : POLLIN | POLLOUT, until);
		ssize_t n = 1;

		if (!ready)
			return "no answer in time";
		if (ready & (POLLIN | POLLHUP | POLLERR)) {
			n = recv(t->fd, t->at + t->n, t->most - t->n, 0);
			t->n += n > 0 ? (size_t)n : 0;
			if (n < 0 && !is_for_now())
				return t->n ? NULL : strerrordesc_np(errno);
			if (n == 0 || t->n == t->most)
				return t->n ? NULL : "it closed without an answer";
		} else if ((ready & POLLOUT) && !t->sent && !send_some(t))
			return strerrordesc_np(errno);
	}
}

bool exchange(HostPort with, Str head, Str body, bool close_side, int ms, size_t most, Arena *keep, Str *answer)
{
	char *host = arena_z(keep, with.host), *port = arena_z(keep, with.port);
	Talk t = { .head = head, .body = body, .close = close_side, .at = take(keep, char, most), .most = most };
	int64_t until = now_ms() + ms;
	const char *why;

	t.fd = dial(host, port, until, &why);
	if (t.fd >= 0) {
		why = talk(&t, until);
		close(t.fd);
		if (!why) {
			*answer = (Str){ t.at, t.n };
			return true;
		}
	}
	*answer = str_of(why);
	return false;
}
