/* content.c - whatever the message, the examination of it ends with a sentence at least, and all that it says is bounded; what shows it lies in the message or
 * is text of its own. */
#include "fuzz.h"
#include "exam/look.h"

extern const char embedded_book[];

enum { MOST = 2000 };                                   /* pieces of evidence */

static void law(Str in, Arena *a)
{
	Knowledge k = { .books = { (const Book *)(const void *)embedded_book }, .n = 1 };
	World *world = empty_open(1795000000);
	RawMessage raw;
	Headers headers;
	MimeTree mime;
	Links links;
	Checks out;

	raw_read(in, false, a, &raw);
	headers_read(in, a, &headers);
	mime_read(in, a, &mime);
	links_of(mime.root, a, &links);
	ExamInput input = { .world = world, .knowledge = &k, .helo = STR(""), .mail_from = STR(""), .message = &raw, .bytes = in, .headers = &headers, .links = &links,
	                    .mime = &mime, .author = STR(""), .recipient = STR("") };
	exam_all(&input, 1u << EXAM_CONTENT, false, a, &out);
	claim(out.evidence.n >= 1 && out.evidence.n <= MOST);
	for (size_t i = 0; i < out.evidence.n; i++) {
		const Evidence *e = &out.evidence.v[i];

		claim(e->grade != GRADE_NONE && e->text.len && e->where.data.len <= 1000);
		claim((e->grade != GRADE_BAD && e->grade != GRADE_WARN) || (e->cause && e->todo.len));
	}
	world_close(world);
}

FUZZ(law)
