/* reason.c - a report without any reply code: the sentence in which the reporting system says why.
 *
 * Where it stands depends on the system: behind words that introduce it, beside the recipient's address, in a paragraph that ends
 * with it, in the paragraph below, before it in the same line, or above.  They are tried in this order. */
#include "base/buf.h"
#include "intake/reason.h"
#include "mail/date.h"

enum { LETTERS_LEAST = 4, ABOVE_LINES = 5, WHOLE_MAX = 4000 };

/* Words, not only marks and numbers; characters beyond ASCII count as letters. */
static bool has_words(Str s)
{
	int letters = 0;

	for (size_t i = 0; i < s.len && letters < LETTERS_LEAST; i++)
		letters += is_alpha(s.at[i]) || (unsigned char)s.at[i] >= 0x80;
	return letters >= LETTERS_LEAST;
}

/* "----- Transcript of session follows -----" */
static bool is_heading(Str line)
{
	line = str_trim(line);
	return line.len > 8 && memchr("-=*_#", line.at[0], 5) && line.at[1] == line.at[0] && line.at[2] == line.at[0]
	    && line.at[line.len - 1] == line.at[0] && line.at[line.len - 2] == line.at[0];
}

static bool is_noise(const Page *p, Str line)
{
	return !has_words(line) || is_heading(line) || page_hit(p, PHRASE_NOISE, line) || page_hit(p, PHRASE_SENDER, line);
}

/* From offset i of the block to the end of its paragraph, or to a phrase that ends it. */
static Str paragraph(const Page *p, Str block, size_t i)
{
	const Hit *end = page_hit(p, PHRASE_END, str_drop(block, i));
	size_t stop = end ? end->from - page_offset(p, block) : block.len, at = i;

	while (at < stop) {
		Str line = text_line_at(block, at);

		if (at > i && str_trim(line).len == 0)
			break;
		at += line.len + 1;
	}
	return str_trim(str_between(block.at + i, block.at + (at < stop ? at : stop)));
}

static Str unwrap(Str s)
{
	while (s.len && (is_space(s.at[0]) || memchr(":;,.-=>\"'", s.at[0], 9) || str_starts(s, STR("\xef\xbc\x9a"))))
		s = str_drop(s, s.at[0] == '\xef' ? 3 : 1);       /* a colon of full width */
	s = str_trim_end(s);
	if (s.len > 2 && ((s.at[0] == '[' && s.at[s.len - 1] == ']') || (s.at[0] == '(' && s.at[s.len - 1] == ')')))
		return str_trim(str_drop(str_take(s, s.len - 1), 1));
	return s.len && s.at[s.len - 1] == '"' ? str_take(s, s.len - 1) : s;
}

static size_t skip_space(Str s, size_t i)
{
	while (i < s.len && (is_space(s.at[i]) || memchr(":-*", s.at[i], 3)))
		i++;
	return i;
}

/* Behind a phrase that introduces it. */
static Str introduced(const Page *p, Str block, PhraseKind kind)
{
	size_t base = page_offset(p, block);
	const Hit *hit = page_hit(p, kind, block);

	while (hit) {
		size_t i = skip_space(block, hit->to - base);
		Str words = unwrap(paragraph(p, block, i));

		if (has_words(words) && (kind != PHRASE_REPLY || !is_alnum(p->text.at[hit->to - 1])))
			return words;
		hit = hits_next(&p->hits, kind, hit->from + 1, base + block.len);
	}
	return STR("");
}

/* Exchange: "a@b on Thu, 29 Apr 2010 …". */
static bool is_when(Str s)
{
	int64_t t;

	return str_istarts(s, STR("on ")) && date_read(str_drop(s, 3), &t);
}

static Str after_address(Str line, Str recipient)
{
	size_t i = str_ifind(line, recipient, 0);
	Str rest = str_drop(line, i + recipient.len);

	while (rest.len && memchr(">\"')", rest.at[0], 4))
		rest = str_drop(rest, 1);
	if (str_istarts(rest, STR("<mailto:")))
		rest = str_drop(rest, str_find(rest, STR(">"), 0) + 1);
	return rest;
}

/* Beside the address, going on in the lines below. */
static Str beside(const Page *p, Str block, Str line, Str recipient)
{
	Str rest = after_address(line, recipient);
	size_t i = (size_t)(rest.at - block.at);

	if (!has_words(rest) || is_noise(p, rest) || is_when(str_trim(rest)))
		return STR("");
	return unwrap(paragraph(p, block, i));
}

static Str below(const Page *p, Str block, Str line)
{
	size_t i = (size_t)(line.at - block.at) + line.len + 1;
	const Hit *end = page_hit(p, PHRASE_END, str_drop(block, i));
	size_t stop = end ? end->from - page_offset(p, block) : block.len;

	while (i < stop) {
		Str here = text_line_at(block, i);

		if (!is_noise(p, here))
			return unwrap(paragraph(p, block, i));
		i += here.len + 1;
	}
	return STR("");
}

static Str before(const Page *p, Str line, Str recipient)
{
	Str head = str_take(line, str_ifind(line, recipient, 0));

	while (head.len && (is_space(head.at[head.len - 1]) || memchr("<\"'(:", head.at[head.len - 1], 5)))
		head.len--;
	return is_noise(p, head) ? STR("") : str_trim(head);
}

static bool is_address_alone(Str line)
{
	const char *sign = line.len ? memchr(line.at, '@', line.len) : NULL;

	return sign && !memchr(str_trim(line).at, ' ', str_trim(line).len);
}

/* A paragraph of its own that ends with the address: Notes has the reason above it. */
static Str above(const Page *p, Str line)
{
	size_t at = page_offset(p, line), start = at, below = at + line.len + 1;
	Str words;

	if (!is_address_alone(line) || str_trim(text_line_at(p->text, below < p->text.len ? below : p->text.len)).len)
		return STR("");
	for (int i = 0; i < ABOVE_LINES && start > 0; i++) {
		Str here = page_line(p, start - 1);

		if (str_trim(here).len == 0 || is_noise(p, here) || memchr(here.at, '@', here.len))
			break;
		start = page_offset(p, here);
	}
	words = str_trim(str_between(p->text.at + start, line.at));
	return words.len == 0 || words.at[words.len - 1] == ':' || page_hit(p, PHRASE_RECIPIENT, words) ? STR("") : words;
}

/* All lines that say something, joined. */
static Str filtered(const Page *p, Str s, Arena *keep)
{
	Buf b = buf_new(keep);

	for (size_t i = 0; i < s.len && b.len < WHOLE_MAX;) {
		Str line = text_line_at(s, i);

		i += line.len + 1;
		if (is_noise(p, line) || is_address_alone(line))
			continue;
		if (b.len)
			buf_char(&b, ' ');
		buf_put(&b, str_take(str_trim(line), WHOLE_MAX));
	}
	return buf_str(&b);
}

Str reason_whole(const Page *p, Arena *keep)
{
	return page_unfold(filtered(p, p->text, keep), keep);
}

static Str by_layout(const Page *p, Str block, Str recipient, Str line, Arena *keep)
{
	Str words = beside(p, block, line, recipient);

	if (words.len == 0)
		words = above(p, line);
	if (words.len == 0)
		words = below(p, block, line);
	if (words.len == 0)
		words = before(p, line, recipient);
	if (words.len == 0)
		words = filtered(p, str_between(p->text.at, line.at), keep);
	return words;
}

void reason_read(const Page *p, Str block, Str recipient, Str line, Arena *keep, Quote *out)
{
	Str words = introduced(p, block, PHRASE_REPLY);

	if (words.len == 0)
		words = introduced(p, block, PHRASE_REASON);
	if (words.len == 0 && line.len && recipient.len)
		words = by_layout(p, block, recipient, line, keep);
	reply_read(words, keep, &out->reply);
	out->reply.text = page_unfold(out->reply.text, keep);
}
