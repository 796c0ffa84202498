/* exam_reputation.c - what public sources say of the sending address: scores, and lists of good senders.
 *
 * Unlike a blocklist such a source grades: of most addresses it says nothing, and that is no fault.  Whoever refuses us says nothing either.
 * The sources are knowledge (Reputation:); they are asked as lists are (asklist.h). */
#include "base/ip.h"
#include "exam/asklist.h"

static Grade grade_of(Str name)
{
	for (int g = GRADE_NONE + 1; g < GRADE_COUNT; g++)
		if (str_eq(name, str_of(grade_name[g])))
			return (Grade)g;
	return GRADE_NOTE;
}

/* The words of the code, "{4}" in them replaced by its last number; the code itself where there are none. */
static Str words_of(Look *l, Str words, const uint8_t code[4])
{
	size_t at = str_find(words, STR("{4}"), 0);

	if (words.len == 0)
		return ip_text(ip_of((const char *)code, false), l->keep);
	if (at == words.len)
		return words;
	return look_say(l, "%.*s%d%.*s", (int)at, words.at, code[3], STR_ARG(str_drop(words, at + 3)));
}

static Str better(Look *l, const Blocklist *source, Grade grade)
{
	Str page = entry_value(source->entry, STR("Delist"));

	if (grade != GRADE_WARN && grade != GRADE_BAD)
		return STR("");
	return look_say(l, "send only what is wanted, and look it up%s%.*s", page.len ? ": " : "", STR_ARG(page));
}

/* True where the source knows the address. */
static bool hear(Look *l, const Blocklist *source, Ip ip)
{
	const DnsAnswer *a = list_ask(l, source, ip_nibbles(ip, l->keep));
	Str title = entry_value(source->entry, STR("Title")), text = ip_text(ip, l->keep);
	ListMeaning m;

	if (!a || dns_void(a->status))
		return false;
	if (dns_failed(a->status) || list_refuses(source, a, &m)) {
		list_see_ill(l, source, a, STR(""), "did not answer for this", dns_failed(a->status) ? STR("") : m.words);
		return false;
	}
	const uint8_t *code = (const uint8_t *)a->v[0].data.at;

	m = blocklist_meaning(source, code);
	Grade grade = grade_of(m.cause);
	Str words = words_of(l, m.words, code);

	look_see(l, grade, grade == GRADE_NOTE ? NULL : "reputation.ip", a, better(l, source, grade), "%.*s at %.*s: %.*s", STR_ARG(text), STR_ARG(title),
	         STR_ARG(words));
	return true;
}

void exam_reputation(Look *l)
{
	size_t asked = 0, known = 0;

	if (!l->in->lists || !l->in->knowledge || !l->in->session)
		return;
	Ip ip = ip_unmapped(l->in->session->ip);

	for (Entry e = knowledge_first(l->in->knowledge, KIND_REPUTATION); entry_ok(e); e = knowledge_next(l->in->knowledge, e)) {
		Blocklist source;

		blocklist_read(e, &source);
		if (!(source.kinds & 1u << (ip.v6 ? LIST_IP6 : LIST_IP4)) || !list_may_be_asked(l->in, &source) || !list_is_healthy(l, &source))
			continue;
		asked++;
		known += hear(l, &source, ip);
	}
	if (!l->pending && asked && known == 0)
		look_see(l, GRADE_NOTE, NULL, NULL, STR(""), "none of %zu sources of reputation knows the address", asked);
}
