/* error.c - why a call could not be answered. */
#include <stdarg.h>
#include <stdio.h>
#include "base/error.h"

bool err_set(Err *e, int code, const char *format, ...)
{
	va_list args;

	e->code = code;
	va_start(args, format);
	vsnprintf(e->text, sizeof e->text, format, args);
	va_end(args);
	return false;
}
