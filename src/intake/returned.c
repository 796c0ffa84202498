/* returned.c - the refused message, as far as it came back.
 *
 * A part says so by its type; some systems send it as plain text, or paste its header section right behind the boundary, so that its
 * fields look like the part's own. */
#include "intake/returned.h"

static const struct { const char *type; bool headers_only; } types[] = {
	{ "message/rfc822", false }, { "message/global", false }, { "message/partial", false },
	{ "text/rfc822-headers", true }, { "text/rfc822-header", true }, { "message/rfc822-headers", true }, { "message/global-headers", true },
	{ "text/rfc822", false },
};

static int type_index(Str type)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_eq(type, str_of(types[i].type)))
			return (int)i;
	return -1;
}

bool returned_type(Str type)
{
	return type_index(type) >= 0;
}

static bool is_trace(const Headers *h)
{
	return header_has(h, STR("Received")) || header_has(h, STR("Return-Path"))
	    || (header_has(h, STR("Message-ID")) && header_has(h, STR("From")));
}

static void fill(Reading *r, Str message, bool headers_only)
{
	Str body = headers_read(message, r->keep, &r->common.returned_headers);

	r->common.returned = message;
	r->common.returned_whole = !headers_only && str_trim(str_take(body, 4096)).len > 0;
}

/* A later part whose own fields, or whose text, are a message. */
static bool disguised(Reading *r)
{
	for (const Part *p = r->human ? part_walk(r->tree.root, r->human) : NULL; p; p = part_walk(r->tree.root, p)) {
		Headers inner;

		if (is_trace(&p->headers)) {
			fill(r, p->whole, false);
			return true;
		}
		if (!str_eq(p->type, STR("text/plain")))
			continue;
		headers_read(p->body, r->keep, &inner);
		if (inner.n > 1 && is_trace(&inner)) {
			fill(r, p->body, false);
			return true;
		}
	}
	return false;
}

void returned_find(Reading *r)
{
	bool damaged;

	r->common.returned = STR("");
	if (r->attached)
		fill(r, part_bytes(r->attached, r->keep, &damaged), types[type_index(r->attached->type)].headers_only);
	else if (!disguised(r) && r->page.returned.len)
		fill(r, r->page.returned, false);
}
