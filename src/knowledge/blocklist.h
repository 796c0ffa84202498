/* blocklist.h - a list that is asked over the DNS (RFC 5782), as its stanza describes it (docs/knowledge.md). */
#ifndef KNOWLEDGE_BLOCKLIST_H
#define KNOWLEDGE_BLOCKLIST_H

#include "knowledge/knowledge.h"

#define LIST_KINDS(X) X(IP4, "ip4")  X(IP6, "ip6")  X(DOMAIN, "domain")  X(URL, "url")  X(HASH, "hash")
#define X(id, name) LIST_##id,
typedef enum { LIST_KINDS(X) LIST_KIND_COUNT } ListKind;
#undef X

typedef struct {
	Entry entry;
	Str zone;                               /* the first; a list without a zone cannot be asked */
	unsigned kinds;                         /* bits, 1 << LIST_IP4 … */
	Str terms;                              /* "free", "registered", "key", "noncommercial" */
	Str test;                               /* what must be listed: an address or a name; "" where none is known */
	bool ended;
} Blocklist;

void blocklist_read(Entry entry, Blocklist *out);

/* What one address of its answer means. */
typedef struct {
	bool error;                             /* the list refused to answer: no listing */
	Str cause;                              /* the name of a cause, "none" where the entry speaks for the address; the list's own where no line names it */
	Str words;
} ListMeaning;

ListMeaning blocklist_meaning(const Blocklist *list, const uint8_t code[4]);

#endif
