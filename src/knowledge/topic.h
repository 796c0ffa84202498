/* topic.h - a question in words, and the `Topic:` stanza that answers it.
 *
 * A topic answers where all words of one of its Ask: lines stand in the question (`a|b`: one of them).  Of several the one whose
 * words, as the question has them, are longest together. */
#ifndef KNOWLEDGE_TOPIC_H
#define KNOWLEDGE_TOPIC_H

#include "knowledge/knowledge.h"

typedef struct { Entry entry; size_t bytes; } Topic;   /* bytes: of the question's words that the Ask: line has; 0: no topic answers */

Topic topic_find(const Knowledge *k, Str question, Arena scratch);

/* Does some Ask: line of the topic have this word? */
bool topic_asks(Entry topic, Str word);

/* Topics that have a word in common with the question, those with most first; of equals, and where
 * nothing is in common, those that stand first in the knowledge.  At most n; how many there are. */
size_t topic_near(const Knowledge *k, Str question, Arena scratch, Entry *out, size_t n);

#endif
