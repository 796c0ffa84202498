/* check.h - is the knowledge sound?  What `fivefifty knowledge check` complains of (docs/knowledge.md). */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include "knowledge/knowledge.h"
#include "rules/rulebook.h"

/* Every stanza of k: fields, closed lists, references; every rule's examples.  Appended to out, in keep. */
void check_stanzas(const Knowledge *k, Arena *keep, Complaints *out);
void check_examples(const Knowledge *k, const Rulebooks *rules, Arena *keep, Complaints *out);

/* Replies, one a line: which pairs of rules of unrelated causes match the same reply, and which rules that no document names match one reply
 * only.  Lines for a person. */
void check_collisions(const Knowledge *k, const Rulebooks *rules, Str replies, Arena *keep, Buf *out);

#endif
