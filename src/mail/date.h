/* date.h - dates of mail (RFC 5322 3.3, obsolete zones and two-digit years too) and RFC 3339, as Unix seconds. */
#ifndef MAIL_DATE_H
#define MAIL_DATE_H

#include "base/arena.h"

bool date_read(Str s, int64_t *time);               /* either notation; comments and a wrong weekday do not matter */
Str  date_text(int64_t time, Arena *keep);          /* "2026-11-17T07:45:15Z" */

#endif
