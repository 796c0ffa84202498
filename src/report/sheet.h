/* sheet.h - text for a terminal: labels in a column, words wrapped to its width, in colour where that is wanted.
 *
 * What is put in is text for people; control bytes of mail never reach the terminal (buf_visible).  A Run is a line before it is wrapped:
 * text with inks in it. */
#ifndef REPORT_SHEET_H
#define REPORT_SHEET_H

#include "base/buf.h"

#define INKS(X) \
	X(PLAIN,  "0")  X(BOLD, "1")  X(DIM, "2")  X(MARK, "1;4")  X(RED, "1;31")  X(GREEN, "32")  X(YELLOW, "33")  X(BLUE, "1;34")
#define X(id, sgr) INK_##id,
typedef enum { INKS(X) INK_COUNT } Ink;
#undef X

typedef struct {
	Buf *out;
	int width;                              /* columns of the terminal */
	int label;                              /* columns of the labels, the blank behind them too */
	bool colour;
} Sheet;

typedef struct { Buf text; Ink ink; bool colour; } Run;

Run  run_new(const Sheet *s);
void run_put(Run *r, Str s);                        /* made visible: line ends become blanks */
void run_plain(Run *r, const char *text);           /* the program's own words */
void run_ink(Run *r, Ink ink);                      /* from here on; without colour, INK_MARK is a pair of angle quotes and the others nothing */

/* A label and what it says, wrapped; the label may be "" (indented alike).  At most `most` lines (0: any number), the last ending in "…" where there
 * was more.  sheet_text: the same of plain words; nothing where there are none. */
void sheet_field(Sheet *s, const char *label, const Run *r, int most);
void sheet_text(Sheet *s, const char *label, Str text, int most);
void sheet_list(Sheet *s, const char *label, const char *bullet, const Run *r, int most);   /* with a bullet in front, "1. " */
void sheet_blank(Sheet *s);

/* Lines that sheet_field takes for r. */
int sheet_lines(const Sheet *s, const Run *r);

/* One row of a table: cells cut to their widths. */
typedef struct { Str text; int width; Ink ink; } Cell;
void sheet_row(Sheet *s, const Cell *cells, int n);

/* Columns that s needs on a terminal. */
int sheet_columns(Str s);

#endif
