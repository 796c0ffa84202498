/* out.h - the one way to standard output: gathered, written in large pieces.
 *
 * Where the reader has gone away (EPIPE) the program ends at once, quietly, with 0.  Any other failure is remembered until out_close. */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include "base/error.h"

typedef struct { int fd, error; size_t n; char at[1 << 16]; } Out;

void out_open(Out *o, int fd);
void out_put(Out *o, Str s);
void out_flush(Out *o);
bool out_close(Out *o, Err *err);

#endif
