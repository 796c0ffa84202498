/* outcome.c - how an attempt ended.
 *
 * "failed" with a temporary code, or with words that say so, means that the mail was given up after delays; unless the report shows
 * that it was not even tried for ten minutes. */
#include "intake/outcome.h"

enum { SOON = 600 };

static bool says(const Reading *r, PhraseKind kind, Str slice)
{
	if (slice.len == r->page.text.len)              /* all of it */
		return hits_have(&r->page.hits, kind);
	return slice.at >= r->page.text.at && slice.at + slice.len <= r->page.text.at + r->page.text.len && page_hit(&r->page, kind, slice);
}

/* The words of a report's field are not on the page: looked for by themselves. */
bool outcome_words_expired(const Reading *r, Str words)
{
	Arena scratch = *r->keep;
	Hits hits = { 0 };

	phrases_find(&r->dialects->phrases, str_take(words, 2000), SLOT_TEXT, &scratch, &hits);
	return hits_have(&hits, PHRASE_EXPIRED);
}

static bool was_soon(const Reading *r, const DsnRecipient *d)
{
	return d && d->last_attempt && r->dsn.arrival && d->last_attempt - r->dsn.arrival < SOON && d->last_attempt >= r->dsn.arrival;
}

static Outcome failed_or_expired(const Reading *r, const DsnRecipient *d, const Reply *reply, Str block)
{
	int class = reply->code ? reply->code / 100 : reply->status.cls ? reply->status.cls : d ? d->status.cls : 5;

	if (d && d->status.cls == 4 && d->status.subject == 4 && d->status.detail == 7)
		return OUTCOME_EXPIRED;
	if (class == 4 && !was_soon(r, d))
		return OUTCOME_EXPIRED;
	if (!d && reply->code == 0 && reply->status.cls == 0 && says(r, PHRASE_CONNECT, block))
		return OUTCOME_EXPIRED;                 /* nobody gives up because one connection failed */
	return OUTCOME_FAILED;
}

static bool is_expired(const Reading *r, const DsnRecipient *d, const Reply *reply, Str block)
{
	if (says(r, PHRASE_EXPIRED, block) || (d && reply->code / 100 != 4 && outcome_words_expired(r, reply->text)))
		return true;
	return reply->code < 500 && says(r, PHRASE_EXPIRED, r->page.text);
}

Outcome outcome_of(const Reading *r, const DsnRecipient *d, const Reply *reply, Str block)
{
	Str action = d ? d->action : STR("");
	bool delayed = d ? str_istarts(action, STR("delay")) : says(r, PHRASE_DELAYED, r->page.text);

	if (str_istarts(action, STR("deliver")) || str_istarts(action, STR("relay")) || str_istarts(action, STR("expand")))
		return OUTCOME_DELIVERED;
	if (d && action.len == 0 && d->status.cls == 2)
		return OUTCOME_DELIVERED;
	if (!d && reply->code < 400 && reply->status.cls < 4 && says(r, PHRASE_DELIVERED, r->page.text))
		return OUTCOME_DELIVERED;
	if (delayed)
		return says(r, PHRASE_EXPIRED, block) ? OUTCOME_EXPIRED : OUTCOME_DELAYED;
	if (is_expired(r, d, reply, block))
		return OUTCOME_EXPIRED;
	return failed_or_expired(r, d, reply, block);
}
