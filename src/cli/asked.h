/* asked.h - what a text on the command line is: nothing but codes, a vendor's token, a question, or a reply. */
#ifndef CLI_ASKED_H
#define CLI_ASKED_H

#include "knowledge/topic.h"
#include "mail/reply.h"

/* Nothing but codes ("550 5.7.1", "5.7.1", "550/5.7.1", "SMTP error 550"); *out: which. */
bool asked_codes(Str text, Reply *out);

/* The same of the codes that stand anywhere in a question; false where none does. */
bool asked_codes_in(Str question, Reply *out);

/* It begins as a question does, or ends in "?"; *first: it begins so. */
bool asked_question(Str text, bool *first);

/* A catchword: one or two words, no digit. */
bool asked_catchword(Str text);

/* The next word that has letters and digits, as tokens have, without the marks around it; *word is "" at the end. */
Str asked_mixed(Str question, Str *word);

/* One word that is a vendor's token ("TSS04", "[TSS04]", "OXSUS001_403"): a reply that carries it, as the rule's example does; "" where it is none. */
Str asked_token(const Knowledge *k, Str text, Arena *keep);

#endif
