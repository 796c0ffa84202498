/* world.c - the door: a name, or a URL, is checked before anybody is asked. */
#include "world/world.h"

const DnsAnswer *world_ask(World *w, Str name, DnsType type)
{
	static const DnsAnswer bad = { .status = DNS_BAD_NAME, .name = { "", 0 }, .why = { "", 0 }, .who = { "", 0 } };
	char clean[DNS_NAME_MAX];
	size_t len;

	return dns_name(name, clean, &len) ? w->ask(w, (Str){ clean, len }, type) : &bad;
}

#define X(id, name, text) name,
const char *const page_status_name[PAGE_STATUS_COUNT] = { PAGE_STATUSES(X) };
#undef X
#define X(id, name, text) text,
const char *const page_status_text[PAGE_STATUS_COUNT] = { PAGE_STATUSES(X) };
#undef X

bool page_same(const WorldPage *a, const WorldPage *b)
{
	return a->status == b->status && a->code == b->code && str_eq(a->url, b->url) && str_eq(a->type, b->type) && str_eq(a->body, b->body) &&
	       str_eq(a->why, b->why);
}

bool page_url(Str url, Str *host)
{
	Str rest = str_drop(url, 8);

	for (size_t i = 0; i < url.len; i++)
		if (url.at[i] <= ' ' || url.at[i] > '~' || strchr("\"<>\\^`{|}", url.at[i]))
			return false;
	*host = str_take(rest, str_find(rest, STR("/"), 0));
	return url.len <= PAGE_URL_MAX && str_starts(url, STR("https://")) && host->len && !str_has(*host, STR("@")) && !str_has(*host, STR("?")) &&
	       !str_has(*host, STR("#")) && !str_has(*host, STR("%"));
}

const WorldPage *world_fetch(World *w, Str url)
{
	static const WorldPage bad = { PAGE_BAD_URL, { "", 0 }, 0, { "", 0 }, { "", 0 }, { "no https URL", 12 } };
	static const WorldPage nobody = { PAGE_NOT_ASKED, { "", 0 }, 0, { "", 0 }, { "", 0 }, { "", 0 } };
	Str host;

	return !page_url(url, &host) ? &bad : w->fetch ? w->fetch(w, url) : &nobody;
}

const DnsAnswer *world_answer(World *w, Str name, DnsType type)
{
	const DnsAnswer *a = world_ask(w, name, type);

	while (a->status == DNS_PENDING && world_wait(w))
		a = world_ask(w, name, type);
	return a;
}
