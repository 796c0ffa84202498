/* spamd.c - what SpamAssassin's daemon says of a message (SPAMC/1.5, REPORT): a line "Spam: True ; 5.2 / 5.0", and a table of rules with their
 * points. */
#include <stdlib.h>
#include "base/buf.h"
#include "world/exchange.h"
#include "world/filter.h"

/* A decimal number at the front of s; false where there is none. */
static Str number(Str s, double *n)
{
	char text[32] = { 0 }, *end;
	size_t len;

	s = str_trim(s);
	len = s.len < sizeof text - 1 ? s.len : sizeof text - 1;
	for (size_t i = 0; i < len && (is_digit(s.at[i]) || s.at[i] == '.' || s.at[i] == '-'); i++)
		text[i] = s.at[i];
	*n = strtod(text, &end);
	return str_drop(s, (size_t)(end - text));
}

/* "True ; 5.2 / 5.0" */
static void read_verdict(Str line, FilterVerdict *out)
{
	Str word, rest = str_cut(line, ';', &word);

	out->action = str_istarts(str_trim(word), STR("true")) ? STR("spam") : STR("no spam");
	rest = str_trim(number(rest, &out->score));
	number(str_drop(rest, 1), &out->required);
}

static bool is_rule(Str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_alnum(s.at[i]) && s.at[i] != '_')
			return false;
	return s.len > 2 && is_alpha(s.at[0]);
}

/* " 1.3 RULE_NAME   what it means"; what a long text goes on with is passed over. */
static void read_rule(Str line, FilterVerdict *out)
{
	double score;
	Str rest = number(line, &score), name;

	if (rest.len == str_trim(line).len || out->n == FILTER_SYMBOLS)
		return;
	rest = str_word(rest, &name);
	if (is_rule(name))
		out->v[out->n++] = (FilterSymbol){ name, str_trim(rest), score };
}

void spamd_read(Str answer, Arena *keep, FilterVerdict *out)
{
	bool table = false, found = false;
	Str line;

	out->v = take(keep, FilterSymbol, FILTER_SYMBOLS);
	while (answer.len) {
		answer = str_line(answer, &line);
		if (!found && str_istarts(line, STR("Spam:"))) {
			found = true;
			read_verdict(str_drop(line, 5), out);
		} else if (str_starts(str_trim(line), STR("----")))
			table = found;
		else if (table)
			read_rule(line, out);
	}
	out->why = found ? STR("") : STR("its answer is not that of spamd");
}

void filter_spamd(Str where, Str message, Arena *keep, FilterVerdict *out)
{
	Buf b = buf_new(keep);
	Str answer;

	*out = (FilterVerdict){ .filter = "spamd", .where = where, .why = STR(""), .action = STR("") };
	buf_format(&b, "REPORT SPAMC/1.5\r\nContent-length: %zu\r\n\r\n", message.len);
	if (exchange(hostport_read(where, STR("783")), buf_str(&b), message, true, FILTER_MS, FILTER_BYTES, keep, &answer))
		spamd_read(answer, keep, out);
	else
		out->why = answer;
}
