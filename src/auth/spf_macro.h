/* spf_macro.h - macros of SPF (RFC 7208 7): their syntax, and what they expand to.
 *
 * Pure: what %{p} stands for must be found out before (macro_uses asks whether it is needed).  A name is expanded into a window
 * of fixed size, whatever the record says; the text of an explanation into an arena, up to a limit. */
#ifndef AUTH_SPF_MACRO_H
#define AUTH_SPF_MACRO_H

#include "base/ip.h"
#include "world/dns.h"

/* Where a macro-string stands: c, r and t are allowed in the text of an explanation only, and blanks, too. */
typedef enum { MACRO_IN_DOMAIN, MACRO_IN_TEXT } MacroPlace;

typedef struct {
	const char *error;                      /* NULL: it is a macro-string.  Else what is wrong … */
	Str wrong;                              /* … and where: a slice of it */
	bool ends_in_macro;                     /* its last element is a macro-expand */
} MacroSyntax;

MacroSyntax macro_syntax(Str s, MacroPlace place);

/* Does one of its macros have one of these letters (in lower case)? */
bool macro_uses(Str s, const char *letters);

typedef struct {
	Ip ip;                                  /* i c v */
	Str local, origin;                      /* l o, and s of both.  The local part of a name is the caller's choice: see spf.h, exact */
	Str domain;                             /* d: the current one */
	Str helo;                               /* h */
	Str receiver;                           /* r */
	Str validated;                          /* p */
	int64_t now;                            /* t */
} MacroValues;

/* A domain-spec as a name to ask for: expanded, a closing dot dropped, labels taken off its left side until it has at most 253
 * bytes (RFC 7208 7.3).  A slice of spec where there is nothing to expand, else in `window`.  The spec's syntax must hold. */
enum { MACRO_WINDOW = 1024 };
Str macro_name(const MacroValues *v, Str spec, char window[MACRO_WINDOW], Arena scratch);

/* An explanation (RFC 7208 6.2).  false where its syntax does not hold, or it exceeds LIMIT_EXPLANATION: there is none then. */
enum { LIMIT_EXPLANATION = 4096 };
bool macro_text(const MacroValues *v, Str spec, Arena *keep, Str *out);

#endif
