/* authres.h - Authentication-Results fields (RFC 8601), read and written; also as ARC has them (RFC 8617 4.1.1).
 *
 * Reading is total.  `valid`: the value follows the grammar of RFC 8601 2.2 to the letter.  `usable`: it does, or what is broken leaves no
 * doubt who speaks and what he says: a closing ';', a sign in a value that wants quotes, words that belong to nothing, an end that was cut
 * off.  A field without a plain authserv-id is not usable, for nobody can say whose it is (RFC 8601 5); what could be read of it is
 * given all the same, for a person to see.
 *
 * Names and values keep the case that they have in the field; the grammar ignores it in methods, results, ptypes and properties. */
#ifndef MAIL_AUTHRES_H
#define MAIL_AUTHRES_H

#include "base/arena.h"

typedef struct {
	Str ptype, property;                    /* "smtp" "mailfrom"; ptype is "" in "action=none", which no grammar knows */
	Str value;                              /* without quotes, quoted pairs resolved; but an address stays as it is: "joe blow"@example.org */
} AuthProperty;

typedef struct {
	Str method;
	int version;                            /* of the method: 1 where it is absent */
	Str result;
	Str reason;                             /* reason=, without quotes; "" where it is absent */
	Str comment;                            /* the first one behind the result, without its brackets */
	AuthProperty *v;
	size_t n, cap;
	Str whole;                              /* all of it, as it stands */
} AuthResult;

typedef struct {
	bool valid, usable;
	int instance;                           /* i= of ARC; 0 where there is none */
	Str authserv_id;                        /* without quotes */
	int version;                            /* 1 where it is absent */
	AuthResult *v;                          /* none of them where it says "none" */
	size_t n, cap;
	Str error;                              /* the first that is wrong: a slice of the value; "" where all is well */
	const char *why;                        /* in words; "" */
} AuthResults;

/* value: what stands behind the field's name and colon, folded as it is. */
void authres_read(Str value, Arena *keep, AuthResults *out);
void authres_read_arc(Str value, Arena *keep, AuthResults *out);

/* The next result of that method from *i on, and *i behind it; NULL where none is left. */
const AuthResult *authres_next(const AuthResults *r, const char *method, size_t *i);
/* "header", "d"; "" where it is absent. */
Str authres_property(const AuthResult *r, const char *ptype, const char *property);

/* The whole field with its name, folded at 78 columns by CRLF and a tab, without the CRLF at its end; with i= (instance > 0) it is an
 * ARC-Authentication-Results.  It is valid whatever the struct holds: values are quoted where they must be, controls and what is no UTF-8
 * become '?', a value is cut at AUTHRES_VALUE bytes, and what has no keyword for its name is left out. */
enum { AUTHRES_VALUE = 512 };
Str authres_write(const AuthResults *r, Arena *keep);

#endif
