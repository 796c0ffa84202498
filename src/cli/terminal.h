/* terminal.h - what standard output is: how wide, and whether colour is wanted. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "report/sheet.h"

/* NO_COLOR, then CLICOLOR_FORCE, then whether fd is a terminal that can (TERM). */
bool terminal_colour(int fd);

/* COLUMNS, else the terminal's, else 80; between 40 and 120. */
int terminal_width(int fd);

Sheet terminal_sheet(Buf *out);

#endif
