/* codespec.h - which codes a rule is about: "550", "55x", "4xx", "550/5.7.1", "/5.7.606-649", "521/none". */
#ifndef RULES_CODESPEC_H
#define RULES_CODESPEC_H

#include "rules/rulebook.h"

bool codespec_read(Str s, CodeSpec *out);

/* How a spec and a reply's codes stand to each other. */
typedef enum { CODES_DIFFER, CODES_MISSING, CODES_BASIC, CODES_ENHANCED } CodeFit;

/* MISSING: nothing contradicts, but a part that the spec asks for is not known.  *basic: the basic code was asked for, and is there. */
CodeFit codespec_fit(const CodeSpec *spec, int code, Status status, bool *basic);

#endif
