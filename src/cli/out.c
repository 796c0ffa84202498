/* out.c - the one way to standard output. */
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include "cli/out.h"

void out_open(Out *o, int fd)
{
	o->fd = fd;
	o->error = 0;
	o->n = 0;
	signal(SIGPIPE, SIG_IGN);
}

static void write_all(Out *o, Str s)
{
	while (s.len && !o->error) {
		ssize_t n = write(o->fd, s.at, s.len);

		if (n < 0 && errno == EPIPE)
			_exit(EX_OK);
		if (n < 0 && errno != EINTR)
			o->error = errno;
		s = str_drop(s, n > 0 ? (size_t)n : 0);
	}
}

void out_flush(Out *o)
{
	write_all(o, (Str){ o->at, o->n });
	o->n = 0;
}

void out_put(Out *o, Str s)
{
	if (s.len > sizeof o->at - o->n)
		out_flush(o);
	if (s.len > sizeof o->at) {
		write_all(o, s);
		return;
	}
	memcpy(o->at + o->n, s.at, s.len);
	o->n += s.len;
}

bool out_close(Out *o, Err *err)
{
	char why[128];

	out_flush(o);
	return !o->error || err_set(err, EX_IOERR, "standard output: %s", strerror_r(o->error, why, sizeof why));
}
