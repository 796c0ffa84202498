/* error.h - why a call could not be answered, for its caller.
 *
 * Only for misuse by a person (options, files): bad input of a mail is Evidence, and the outside failing is a value. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <sysexits.h>
#include "base/str.h"

typedef struct { int code; char text[256]; } Err;   /* code: an exit status of sysexits(3) */

/* Fills e and answers false, so that `return err_set(...)` reads well. */
bool err_set(Err *e, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
