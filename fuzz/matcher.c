/* matcher.c - the first line is a pattern, the rest a text.  Where the pattern matches, one of its keys stands in the text (or the index would lose it),
 * the match lies in the text, and so does what stood in its holes. */
#include "fuzz.h"
#include "rules/normal.h"
#include "rules/pattern.h"

static bool has_a_key(Pattern *p, Str text, Arena *a)
{
	GramCensus c = gram_census(a);
	GramValue where;
	Keys keys = { 0 };

	pattern_keys(p, &c, a, &keys, &where);
	for (size_t i = 0; i < keys.n; i++)
		if (str_has(text, keys.v[i]))
			return true;
	return keys.n == 0;
}

static void law(Str in, Arena *a)
{
	Str line, text = str_line(in, &line), why;
	Patterns p = { 0 };
	Normal n;
	Subject s;

	pattern_compile(line, a, &p, &why);
	normal_reply(text, false, a, &n);
	subject_make(n.text, a, &s);
	for (size_t i = 0; i < p.n; i++) {
		HoleTexts holes;
		Match m;

		if (!pattern_match(&p.v[i], &s, WINDOW_ALL, false, &m))
			continue;
		claim(m.from < m.to && m.to <= n.text.len && m.literal <= m.to - m.from);
		claim(m.literal <= pattern_literal_max(&p.v[i]));
		claim(has_a_key(&p.v[i], n.text, a));
		pattern_holes(&p.v[i], &s, &m, &holes);
		for (int k = 0; k < holes.n; k++)
			claim(fuzz_inside(holes.v[k].text, n.text));
	}
}

FUZZ(law)
