/* recode.h - a text as another program would have written it: transfer encodings and line wraps, in the forms that are in use. */
#ifndef DIAGNOSE_RECODE_H
#define DIAGNOSE_RECODE_H

#include "base/buf.h"

typedef enum { TRANSFER_RAW, TRANSFER_BASE64, TRANSFER_QP, TRANSFER_OTHER } Transfer;
Transfer transfer_read(Str value);              /* of Content-Transfer-Encoding; absent: TRANSFER_RAW */

typedef enum { EOL_KEPT, EOL_LF, EOL_CRLF } Eol;

/* One way to encode: lines of at most `width` characters; blank: empty lines behind; eol: how lines end inside of base64. */
typedef struct { Transfer transfer; int width, blank; Eol eol; } Encoder;
extern const Encoder encoders[];
extern const size_t encoders_n;
enum { ENCODERS_MOST = 32 };

Str recode(const Encoder *e, Str bytes, Arena *keep);   /* whole lines */

/* How long lines are is counted in bytes or in characters (UTF-8): programs do either. */
typedef enum { COUNT_CHARACTERS, COUNT_BYTES } Count;

/* Lines whose next word would not have fit into `width` are joined with the next one, as a program that wraps at that width
 * took them apart; width 0: all lines of a paragraph.  most: no line was longer than that before; 0: any length. */
Str unwrap(Str text, size_t width, size_t most, Count count, Arena *keep);
Str rewrap(Str text, size_t width, Count count, Arena *keep);        /* lines that are longer are wrapped at blanks */
size_t longest_line(Str text, Count count);

Str with_eol(Str text, Eol eol, Arena *keep);

#endif
