/* scan.h - many inputs, one after the other: mails, mailboxes, folders of them or of reply texts. */
#ifndef CLI_SCAN_H
#define CLI_SCAN_H

#include "api/engine.h"
#include "cli/out.h"
#include "cli/summary.h"

typedef struct {
	Engine *engine;
	Summary *summary;                       /* NULL: none wanted */
	Out *events;                            /* NULL: none wanted */
	Class fail_on;                          /* CLASS_NONE: nothing */
	bool failed;                            /* a case of that class was there */
	int status;                             /* of the last file that could not be read; EX_OK */
	bool progress;                          /* on standard error */
	size_t mails;
} Scan;

/* A file, all files below a directory (in the order of names, a Maildir's tmp left out), or "-".  False where the path itself cannot be read; a file
 * below it that cannot is complained of and left out. */
bool scan_path(Scan *s, const char *path, Err *err);

#endif
