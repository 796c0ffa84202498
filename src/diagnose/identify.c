/* identify.c - whom the diagnosis is about: the recipient of the case, or else the one that the reply names.
 *
 * A server that refuses a recipient repeats the address: "<bob@example.org>: …", "bob@example.org... …".  It repeats a sender's in the
 * same place, so only a cause that lies with the recipient tells that it is his; and below some of those another address is as likely. */
#include "diagnose/diagnose.h"
#include "mail/address.h"

/* Whose words are about the sender, or name a new address. */
static const char *const of_others[] = { "recipient.restricted", "recipient.moved", "recipient.challenge" };

static bool is_about_recipient(const Knowledge *k, CauseId cause)
{
	if (!cause_within(k, cause, cause_find(k, STR("recipient"))))
		return false;
	for (size_t i = 0; i < sizeof of_others / sizeof *of_others; i++)
		if (cause_within(k, cause, cause_find(k, str_of(of_others[i]))))
			return false;
	return true;
}

/* Does the address stand in angle brackets, or at the start, with Sendmail's dots behind it? */
static bool is_named(Str text, Str address)
{
	Str before = str_between(text.at, address.at), behind = str_between(address.at + address.len, text.at + text.len);

	if (str_ends(before, STR("<")))
		return str_starts(behind, STR(">"));
	return before.len == 0 && str_starts(behind, STR("... "));
}

static bool follows_sender(Str before)
{
	before = str_trim_end(str_take(before, before.len - str_ends(before, STR("<"))));
	while (before.len && before.at[before.len - 1] == ':')
		before.len--;
	return str_iends(before, STR("from"));
}

/* The only address that is named so; "" where there is none, or another. */
static Str only_address(Str text)
{
	Str one = STR(""), found;

	for (Str rest = address_scan(text, &found); found.len; rest = address_scan(rest, &found)) {
		if (!is_named(text, found))
			continue;
		if (follows_sender(str_between(text.at, found.at)) || (one.len && !str_ieq(one, found)))
			return STR("");
		one = one.len ? one : found;
	}
	return one;
}

void identify(const Case *c, const Knowledge *k, Diagnosis *d)
{
	const Event *e = &c->event;

	d->recipient = e->recipient;
	if (e->recipient.len == 0 && is_about_recipient(k, d->cause) && !str_ihas(e->reply.text, STR("sender")))
		d->recipient = only_address(e->reply.text);
}
