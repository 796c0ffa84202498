/* classify.c - the index loses nothing: the rules that it finds for a text are those that match when every pattern is tried. */
#include "fuzz.h"
#include "rules/classify.h"
#include "rules/normal.h"
#include "rules/rank.h"

extern const char embedded_rulebook[];

static bool found(const Hits *hits, uint32_t rule)
{
	for (size_t i = 0; i < hits->n; i++)
		if (hits->v[i].rule == rule)
			return true;
	return false;
}

static void law(Str in, Arena *a)
{
	Rulebooks rules = { .books = { (const Rulebook *)(const void *)embedded_rulebook }, .n = 1 };
	const Rulebook *b = rules.books[0];
	Event e = { 0 };
	Hits hits = { 0 };
	Normal n;
	Subject s;

	reply_read(str_take(in, 2000), a, &e.reply);
	classify_all(&e, &rules, a, &hits);
	normal_reply(e.reply.text, false, a, &n);
	subject_make(n.text, a, &s);
	for (uint32_t i = 0; i < b->n_patterns; i++) {
		const RuleLine *r = rulebook_rule(b, rulebook_line(b, i)->rule);
		Pattern p = rulebook_pattern(b, i);
		Match m;
		Fit fit;

		if ((r->n_tokens && r->n_replies) || !rank_fit(b, &r->rank, &e, false, &fit) || !pattern_match(&p, &s, WINDOW_ALL, false, &m))
			continue;
		claim(found(&hits, rulebook_line(b, i)->rule));
	}
}

FUZZ(law)
