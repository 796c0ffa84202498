/* book.h - the image of many stanzas: one block without pointers, the same on disk, in the program and in memory.
 *
 * Stanzas are sorted by kind and id, so that finding one is a binary search; causes and the hosts of providers have tables of their own, for
 * they are asked for every reply.  All `at` are offsets from the start of the image, which is aligned to 8. */
#ifndef KNOWLEDGE_BOOK_H
#define KNOWLEDGE_BOOK_H

#include "knowledge/knowledge.h"

#define BOOK_MAGIC 0x31303535u                      /* "5501" */

typedef struct { uint32_t at, len; } BookText;
typedef struct { BookText name, value; } BookField;
typedef struct { BookText id, file; uint32_t line, kind, first, n; } BookStanza;
typedef struct { uint32_t stanza; uint16_t parent; uint8_t class, address, actor, retry; } BookCause;
typedef struct { BookText suffix; uint32_t stanza; } BookHost;

struct Book {
	uint32_t magic, size;
	uint32_t stanzas, n_stanzas;
	uint32_t fields, n_fields;
	uint32_t causes, n_causes;              /* causes[i] is number base + i + 1 */
	uint32_t cause_base;
	uint32_t hosts, host_slots;             /* an open hash table; a free slot has suffix.len 0 */
	uint32_t kinds[KIND_COUNT][2];          /* first stanza, and how many */
};

/* Build the image of these stanzas in keep.  `under` is the knowledge it will be laid over (a site's book over the embedded one): its causes
 * may be named, and the numbers of new ones follow its own.  What is wrong is complained of; the image is whole all the same. */
const Book *book_build(Stanzas *s, const Knowledge *under, Arena *keep, Complaints *complaints);

/* Is this an image that this program can read?  (Not a defence against a hostile one.) */
bool book_valid(const void *image, size_t size);

static inline Str book_str(const Book *b, BookText t) { return (Str){ (const char *)b + t.at, t.len }; }
static inline const BookStanza *book_stanza(const Book *b, uint32_t i) { return (const BookStanza *)(const void *)((const char *)b + b->stanzas) + i; }
static inline const BookField *book_field(const Book *b, uint32_t i) { return (const BookField *)(const void *)((const char *)b + b->fields) + i; }
static inline const BookCause *book_cause(const Book *b, uint32_t i) { return (const BookCause *)(const void *)((const char *)b + b->causes) + i; }
static inline const BookHost *book_host(const Book *b, uint32_t i) { return (const BookHost *)(const void *)((const char *)b + b->hosts) + i; }

#endif
