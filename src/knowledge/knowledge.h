/* knowledge.h - everything that experts know, ready to be asked.
 *
 * All stanzas in one pointer-free image (a Book): the embedded one is made at build and costs nothing to open; a site's own
 * stanzas make a second Book when the program starts, and go first.  Read-only; may be shared by threads. */
#ifndef KNOWLEDGE_KNOWLEDGE_H
#define KNOWLEDGE_KNOWLEDGE_H

#include "knowledge/cause.h"
#include "knowledge/stanza.h"

#define KINDS(X) X(CAUSE, "Cause") X(REMEDY, "Remedy") X(CODE, "Code") X(PROVIDER, "Provider") X(BLOCKLIST, "Blocklist") \
	X(DIALECT, "Dialect") X(TOPIC, "Topic") X(RULE, "Rule") X(CONFIDENCE, "Confidence") \
	X(REQUIREMENT, "Requirement") X(REPUTATION, "Reputation") X(OBJECTION, "Objection")
#define X(id, name) KIND_##id,
typedef enum { KINDS(X) KIND_COUNT } Kind;
#undef X
extern const char *const kind_name[KIND_COUNT];

typedef struct Book Book;                       /* an image: see book.h */
typedef struct { const Book *books[2]; int n; } Knowledge;

/* One stanza of a book.  book NULL: none. */
typedef struct { const Book *book; uint32_t at; } Entry;

Entry knowledge_find(const Knowledge *k, Kind kind, Str id);
Entry knowledge_first(const Knowledge *k, Kind kind);       /* and the next of its kind, in the order of ids; book NULL at the end */
Entry knowledge_next(const Knowledge *k, Entry e);
static inline bool entry_ok(Entry e) { return e.book != NULL; }

Str entry_id(Entry e);
Str entry_file(Entry e);
int entry_line(Entry e);
Str entry_value(Entry e, Str field);            /* the first; "" for none */
Str entry_nth(Entry e, Str field, size_t i);
bool entry_field(Entry e, size_t i, Str *name, Str *value);    /* the i-th field whatever its name; false past the end */

/* Causes.  0 is no cause: its name is "". */
CauseId    cause_find(const Knowledge *k, Str name);
Entry      cause_entry(const Knowledge *k, CauseId c);
Str        cause_name(const Knowledge *k, CauseId c);
CauseId    cause_parent(const Knowledge *k, CauseId c);
bool       cause_within(const Knowledge *k, CauseId c, CauseId root);  /* is root, or below it */
bool       cause_related(const Knowledge *k, CauseId a, CauseId b);    /* equal, or one is an ancestor of the other that is no root */
Class      cause_class(const Knowledge *k, CauseId c);
AddressUse cause_address(const Knowledge *k, CauseId c);
Actor      cause_actor(const Knowledge *k, CauseId c);
Retry      cause_retry(const Knowledge *k, CauseId c);
Str        cause_text(const Knowledge *k, CauseId c, Str field);       /* of the cause, else of the nearest ancestor that has it */

/* The provider whose Host: (or Mx:) names a suffix of host; the longest suffix wins. */
Entry provider_of(const Knowledge *k, Str host);

/* Is host one that MX records name: does an Mx: of its provider say so? */
bool provider_receives(const Knowledge *k, Str host);

#endif
