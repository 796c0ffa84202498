/* asked.c - what a text on the command line is. */
#include "cli/asked.h"

/* ---- codes ---- */

static bool is_noise(Str word)
{
	static const char *const noise[] = { "smtp", "esmtp", "error", "code", "codes", "status", "dsn", "ndr", "bounce", "enhanced" };

	for (size_t i = 0; i < sizeof noise / sizeof *noise; i++)
		if (str_ieq(word, str_of(noise[i])))
			return true;
	return false;
}

/* The next piece between blanks and the marks that people set around codes. */
static Str next_piece(Str s, Str *piece)
{
	while (s.len && (is_space(s.at[0]) || strchr("/,-;:()#?!\"'`[]", s.at[0])))
		s = str_drop(s, 1);
	*piece = s;
	piece->len = 0;
	while (piece->len < s.len && !is_space(s.at[piece->len]) && !strchr("/,-;:()#?!\"'`[]", s.at[piece->len]))
		piece->len++;
	return str_drop(s, piece->len);
}

/* Takes one piece over as a code; false where it is none. */
static bool take_code(Str piece, Reply *out)
{
	Status st;
	int n;

	while (piece.len && piece.at[piece.len - 1] == '.')
		piece.len--;
	if (str_number(piece, &n).len == 0 && piece.len == 3 && n >= 200 && n < 600) {
		out->code = out->code ? out->code : n;
		return true;
	}
	if (status_read(piece, &st).len || st.cls == 0)
		return false;
	out->status = out->status.cls ? out->status : st;
	return true;
}

bool asked_codes(Str text, Reply *out)
{
	Str piece;

	*out = (Reply){ .text = STR("") };
	for (text = next_piece(text, &piece); piece.len; text = next_piece(text, &piece))
		if (!take_code(piece, out) && !is_noise(piece))
			return false;
	return out->code || out->status.cls;
}

bool asked_codes_in(Str question, Reply *out)
{
	Str piece;

	*out = (Reply){ .text = STR("") };
	for (question = next_piece(question, &piece); piece.len; question = next_piece(question, &piece))
		take_code(piece, out);
	return out->code || out->status.cls;
}

/* ---- questions ---- */

bool asked_question(Str text, bool *first)
{
	static const char *const words[] = {
		"what", "what's", "whats", "why", "how", "which", "who", "when", "where", "is", "are", "does", "do", "can", "could", "should", "shall", "will",
		"explain", "must", "may", "did", "was",
	};
	Str word;

	text = str_trim(text);
	str_word(text, &word);
	*first = false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		*first |= str_ieq(word, str_of(words[i]));
	return *first || (text.len && text.at[text.len - 1] == '?');
}

bool asked_catchword(Str text)
{
	Str word, rest = str_word(text, &word);

	for (size_t i = 0; i < text.len; i++)
		if (is_digit(text.at[i]))
			return false;
	return word.len && str_word(str_word(rest, &word), &word).len == 0 && word.len == 0;
}

/* ---- tokens ---- */

Str asked_mixed(Str question, Str *word)
{
	while ((question = str_word(question, word)).at && word->len) {
		bool letter = false, digit = false;

		while (word->len && strchr("?!.,;:'\"`", word->at[word->len - 1]))
			word->len--;
		while (word->len && strchr("'\"`", word->at[0]))
			*word = str_drop(*word, 1);
		for (size_t i = 0; i < word->len; i++) {
			letter |= is_alnum(word->at[i]) && !is_digit(word->at[i]);
			digit |= is_digit(word->at[i]);
		}
		if (letter && digit)
			break;
	}
	return question;
}

static Str unbracket(Str s)
{
	while (s.len && strchr("[(", s.at[0]))
		s = str_drop(s, 1);
	while (s.len && strchr("])", s.at[s.len - 1]))
		s.len--;
	return s;
}

/* How many letters of the token the word has as they are; 0 where it is not that token. */
static size_t fits_token(Str token, Str word)
{
	size_t literal = 1, i = 0;

	token = unbracket(token);
	for (size_t t = 0; t < token.len; t++, i++) {
		bool escaped = token.at[t] == '\\' && t + 1 < token.len;
		char c = token.at[t += escaped];

		if (i == word.len)
			return 0;
		if (!escaped && (c == '?' || (c == 'N' && is_digit(word.at[i]))))
			continue;
		if (to_lower(c) != to_lower(word.at[i]))
			return 0;
		literal++;
	}
	return i == word.len ? literal : 0;
}

/* The example's codes, and the token as the rule writes it around the word. */
static Str with_codes(Str example, Str token, Str word, Arena *keep)
{
	Reply reply;
	char codes[32], *bracket = token.len && token.at[0] == '[' ? "[]" : token.len && token.at[0] == '(' ? "()" : NULL;

	reply_read(example, keep, &reply);
	int n = snprintf(codes, sizeof codes, reply.code ? "%d " : "%.0d", reply.code);

	if (reply.status.cls)
		n += snprintf(codes + n, sizeof codes - (size_t)n, "%d.%d.%d ", reply.status.cls, reply.status.subject, reply.status.detail);
	Str text = arena_join(keep, (Str){ codes, (size_t)n }, bracket ? (Str){ bracket, 1 } : STR(""));

	return arena_join(keep, text, arena_join(keep, word, bracket ? (Str){ bracket + 1, 1 } : STR("")));
}

Str asked_token(const Knowledge *k, Str text, Arena *keep)
{
	Str word = unbracket(str_trim(text)), token, best_token = STR(""), host;
	size_t best = 0;
	Entry rule = { 0 };

	if (word.len < 3 || memchr(word.at, ' ', word.len))
		return STR("");
	for (Entry e = knowledge_first(k, KIND_RULE); entry_ok(e); e = knowledge_next(k, e))
		for (size_t i = 0; (token = entry_nth(e, STR("Token"), i)).len; i++) {
			size_t n = fits_token(token, word);

			if (n > best) {
				best = n;
				rule = e;
				best_token = token;
			}
		}
	if (best == 0)
		return STR("");
	Str example = entry_value(rule, STR("Example")), after = str_cut(example, '|', &host);

	example = after.len && !memchr(host.at, ' ', host.len) ? str_trim(after) : example;
	return entry_value(rule, STR("Reply")).len ? example : with_codes(example, best_token, word, keep);
}
