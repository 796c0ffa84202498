/* encoded.c - RFC 2047 encoded-words as mailers write them, which is seldom as RFC 2047 says. */
#include "base/buf.h"
#include "base/codec.h"
#include "mail/encoded.h"
#include "mail/header.h"

typedef struct { Str charset, text; char encoding; } Word;

/* Words of one charset that stand beside each other: their bytes are one text. */
typedef struct { Str charset; Buf bytes; bool open; } Run;

enum { CHARSET_BYTES = 64 };

/* The encoded-word at the front of s; 0 where there is none, else its length.  Blanks inside the text are seen and taken.  *dry is set
 * where no "?=" follows at all, so that it is looked for only once. */
static size_t word_read(Str s, Word *out, bool *dry)
{
	Str charset, set, head = str_take(str_drop(s, 2), CHARSET_BYTES);
	Str after = str_cut(head, '?', &charset);

	if (*dry || charset.len == 0 || charset.len == head.len || after.len < 2 || after.at[1] != '?')
		return 0;
	for (size_t i = 0; i < charset.len; i++)
		if (is_space(charset.at[i]) || charset.at[i] == '=')
			return 0;
	char e = to_lower(after.at[0]);
	if (e != 'b' && e != 'q')
		return 0;
	size_t text = (size_t)(after.at + 2 - s.at), end = str_find(s, STR("?="), text);
	*dry = end == s.len;
	if (*dry)
		return 0;
	str_cut(charset, '*', &set);                    /* without the language of RFC 2231 section 5 */
	*out = (Word){ set, str_between(s.at + text, s.at + end), e };
	return end + 2;
}

static void run_close(Run *r, Buf *out, Arena *keep)
{
	bool damaged;

	if (!r->open)
		return;
	buf_put(out, charset_to_utf8(buf_str(&r->bytes), r->charset, keep, &damaged));
	*r = (Run){ .bytes = buf_new(keep) };
}

static void run_add(Run *r, const Word *w, Buf *out, Arena *keep)
{
	bool damaged;
	Str bytes = w->encoding == 'b' ? base64_decode(w->text, keep, &damaged) : qp_decode(w->text, true, keep, &damaged);

	if (r->open && !str_ieq(r->charset, w->charset))
		run_close(r, out, keep);
	r->open = true;
	r->charset = w->charset;
	buf_put(&r->bytes, bytes);
}

static bool all_blank(Str s)
{
	return str_trim(s).len == 0;
}

/* Text between two words; blanks alone there vanish (RFC 2047 6.2). */
static void plain_put(Str s, bool before_word, Run *r, Str fallback, Buf *out, Arena *keep)
{
	bool damaged;

	if (s.len == 0 || (r->open && before_word && all_blank(s)))
		return;
	run_close(r, out, keep);
	buf_put(out, charset_to_utf8(s, fallback, keep, &damaged));
}

Str encoded_decode(Str s, Str fallback, Arena *keep)
{
	bool damaged, dry = false;

	s = header_unfold(s, keep);
	size_t hit = str_find(s, STR("=?"), 0);
	if (hit == s.len)
		return charset_to_utf8(s, fallback, keep, &damaged);

	Buf out = buf_new(keep);
	Run run = { .bytes = buf_new(keep) };
	size_t from = 0;
	Word w;
	while (hit < s.len) {
		size_t n = word_read(str_drop(s, hit), &w, &dry);
		if (n) {
			plain_put(str_between(s.at + from, s.at + hit), true, &run, fallback, &out, keep);
			run_add(&run, &w, &out, keep);
			from = hit + n;
		}
		hit = dry ? s.len : str_find(s, STR("=?"), n ? from : hit + 2);
	}
	plain_put(str_drop(s, from), false, &run, fallback, &out, keep);
	run_close(&run, &out, keep);
	return buf_str(&out);
}
