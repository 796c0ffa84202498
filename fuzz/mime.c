/* mime.c - every part lies inside the one around it, its body is a tail of it, and its text is UTF-8; CRLF or LF makes no difference. */
#include "fuzz.h"
#include "base/codec.h"
#include "base/limits.h"
#include "mail/mime.h"

static void part_law(const Part *p, Arena a)
{
	bool damaged;

	claim(fuzz_tail(p->body, p->whole));
	claim(p->depth <= LIMIT_NESTING && p->type.len);
	for (const Part *c = p->child; c; c = c->next)
		claim(fuzz_inside(c->whole, p->body) && c->depth == p->depth + 1);
	for (const Part *c = p->child; c && c->next; c = c->next)
		claim(c->whole.at + c->whole.len <= c->next->whole.at);
	claim(utf8_valid(part_text(p, &a, &damaged)));
}

static void law(Str in, Arena *a)
{
	MimeTree tree, twin;
	size_t n = 0;

	mime_read(in, a, &tree);
	claim(fuzz_tail(tree.root->whole, in));
	for (const Part *p = tree.root; p; p = part_walk(tree.root, p), n++)
		part_law(p, *a);
	claim(n == tree.parts && n <= LIMIT_PARTS);
	if (in.len && memchr(in.at, '\r', in.len))
		return;
	mime_read(fuzz_crlf(in, a), a, &twin);
	claim(twin.parts == tree.parts && str_eq(twin.root->type, tree.root->type));
}

FUZZ(law)
