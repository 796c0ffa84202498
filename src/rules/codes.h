/* codes.h - what a code means where the words say nothing: to the provider that spoke, else to all (RFC 3463, RFC 5321, the IANA registry). */
#ifndef RULES_CODES_H
#define RULES_CODES_H

#include "rules/rulebook.h"

typedef struct { Entry entry; CauseId cause; Ground ground; } CodeMeaning;

/* The most particular `Code:` stanza: of this provider (a name, may be ""), then the enhanced code's, then the same code's in the permanent class, then the
 * basic code's.  telling: one that names a cause other than `generic`.  entry.book is NULL, and cause 0, where there is none. */
CodeMeaning codes_meaning(const Knowledge *k, const Rulebooks *rules, int code, Status status, Str provider, bool telling);

#endif
