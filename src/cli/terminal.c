/* terminal.c - what standard output is. */
#include <sys/ioctl.h>
#include <unistd.h>
#include "cli/terminal.h"

enum { WIDTH_MIN = 40, WIDTH_MAX = 120, WIDTH_USUAL = 80 };

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

bool terminal_colour(int fd)
{
	const char *force = getenv("CLICOLOR_FORCE"), *term = getenv("TERM");

	if (is_set("NO_COLOR"))
		return false;
	if (force && *force && strcmp(force, "0") != 0)
		return true;
	return isatty(fd) && term && *term && strcmp(term, "dumb") != 0;
}

int terminal_width(int fd)
{
	struct winsize size = { 0 };
	const char *columns = getenv("COLUMNS");
	int n = columns ? atoi(columns) : 0;

	if (n <= 0 && isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0)
		n = size.ws_col;
	if (n <= 0)
		n = WIDTH_USUAL;
	return n < WIDTH_MIN ? WIDTH_MIN : n > WIDTH_MAX ? WIDTH_MAX : n;
}

Sheet terminal_sheet(Buf *out)
{
	return (Sheet){ .out = out, .width = terminal_width(STDOUT_FILENO), .colour = terminal_colour(STDOUT_FILENO) };
}
