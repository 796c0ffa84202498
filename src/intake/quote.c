/* quote.c - the words of the one who refused, found in what somebody else wrote around them.
 *
 * The innermost quotation counts: a transcript ("<<< 550 …"), then words that a phrase introduces ("said: 550 …"), then a reply code
 * at the start of a line, then one in the midst of a sentence, and only then what the reporting system says in its own words
 * (reason.c). */
#include "base/limits.h"
#include "intake/quote.h"
#include "intake/reason.h"
#include "intake/transcript.h"
#include "mail/received.h"

enum { COMMAND_NEAR = 60, CLOSE_LIMIT = 4000, SPEAKER_WORDS = 14, SPEAKER_BYTES = 300 };

int quote_code_at(Str s, size_t at)
{
	const char *p = s.at + at;

	if (s.len < at + 3 || p[0] < '2' || p[0] > '5' || !is_digit(p[1]) || !is_digit(p[2]))
		return 0;
	if (s.len > at + 3 && !is_space(p[3]) && !strchr("-:;,.)]'\"", p[3]))
		return 0;
	if (s.len > at + 4 && p[3] == '.' && is_digit(p[4]))
		return 0;                               /* the first number of an address or version */
	return (p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0');
}

/* An enhanced status code ("5.7.1") of that class at s.at[at]; its length, or 0. */
static size_t status_at(Str s, size_t at, char class)
{
	Status st;
	Str here = str_drop(s, at), rest;

	if (here.len == 0 || here.at[0] != class)
		return 0;
	rest = status_read(here, &st);
	return st.cls ? here.len - rest.len : 0;
}

/* A code in the midst of a sentence needs a sign that it is one: something that introduces it, or what only follows a code. */
static bool is_signed(Str s, size_t at)
{
	size_t before = at, after = at + 3;

	while (before > 0 && is_space(s.at[before - 1]))
		before--;
	if (before == 0 || memchr(":;[('\",>", s.at[before - 1], 8))
		return true;
	if (before >= 3 && memcmp(s.at + before - 3, "...", 3) == 0)
		return true;
	if (before == at)
		return false;
	if (after < s.len && s.at[after] == '-')
		return after + 1 < s.len && !is_space(s.at[after + 1]) && !is_digit(s.at[after + 1]);
	while (after < s.len && is_space(s.at[after]))
		after++;
	return status_at(s, after, s.at[at]) > 0;
}

size_t quote_code_find(Str s, size_t from)
{
	for (size_t i = refusal_digit(s, from); i + 3 <= s.len; i = refusal_digit(s, i + 1)) {
		if (i > 0 && (is_alnum(s.at[i - 1]) || memchr(".-/=#+_@", s.at[i - 1], 8)))
			continue;
		if (quote_code_at(s, i) >= 400 && s.at[i + 1] <= '7' && is_signed(s, i))
			return i;
	}
	return s.len;
}

static const struct { PhraseKind phrase; Phase phase; } phases[] = {
	{ PHRASE_END_OF_DATA, PHASE_END_OF_DATA }, { PHRASE_DATA, PHASE_DATA }, { PHRASE_RCPT, PHASE_RCPT },
	{ PHRASE_MAIL, PHASE_MAIL }, { PHRASE_EHLO, PHASE_EHLO }, { PHRASE_CONNECT, PHASE_CONNECT },
};

Phase quote_phase(const Page *p, Str slice)
{
	for (size_t i = 0; i < sizeof phases / sizeof *phases; i++)
		if (page_hit(p, phases[i].phrase, slice))
			return phases[i].phase;
	return PHASE_UNKNOWN;
}

static bool is_host(Str s)
{
	size_t dot = s.len;

	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '.')
			dot = i;
		else if (!is_alnum(s.at[i]) && s.at[i] != '-' && s.at[i] != '_')
			return false;
	}
	return dot > 0 && dot + 2 < s.len && is_alpha(s.at[dot + 1]) && is_alpha(s.at[s.len - 1]) && is_alnum(s.at[0]);
}

static Str strip(Str s)
{
	while (s.len && !is_alnum(s.at[0]) && s.at[0] != ':')
		s = str_drop(s, 1);
	while (s.len && !is_alnum(s.at[s.len - 1]))
		s.len--;
	return s;
}

/* One word before the reply: "host[ip]", "[ip]:", "host." …  True when the host is known, or a recipient's line begins, and the search is
 * over. */
static bool read_speaker(Str word, bool first, Str *host, Str *ip)
{
	Str name, address;
	bool any = false;

	for (size_t i = 0; i < word.len; i++) {
		if (word.at[i] == '@')
			return first;
		any |= word.at[i] == '.' || word.at[i] == ':';
	}
	if (!any)                                       /* most words are neither a name nor an address */
		return false;
	address = str_cut(word, '[', &name);
	bool bracket = address.len > 0;

	if (memchr(word.at, '=', word.len))
		return false;
	if (!bracket)
		address = word;
	address = strip(str_take(address, str_find(address, STR("]"), 0)));
	if (ip->len == 0 && ip_plausible(address)) {
		*ip = address;
		if (!bracket)
			return false;
	}
	name = strip(name);
	if (is_host(name))
		*host = name;
	return host->len > 0;
}

void quote_speaker(Str s, size_t at, Str *host, Str *ip)
{
	size_t least = at > SPEAKER_BYTES ? at - SPEAKER_BYTES : 0;

	*host = *ip = STR("");
	for (int i = 0; i < SPEAKER_WORDS && at > least; i++) {
		size_t end = at;

		while (end > least && is_space(s.at[end - 1]))
			end--;
		at = end;
		while (at > least && !is_space(s.at[at - 1]))
			at--;
		bool first = at == 0 || s.at[at - 1] == '\n';

		if (end > at && read_speaker(str_between(s.at + at, s.at + end), first, host, ip))
			return;
	}
}

/* Where a line of this paragraph ends with the mark; s.len for nowhere.  Marks in its midst may be the quoted one's own. */
static size_t quote_at_line_end(Str s, size_t at, char mark)
{
	while (at < s.len) {
		size_t end = text_line_stop(s, at), last = end;

		while (last > at && (is_blank(s.at[last - 1]) || s.at[last - 1] == '.' || s.at[last - 1] == ')'))
			last--;
		if (last > at && s.at[last - 1] == mark)
			return last - 1;
		if (last == at)
			break;
		at = end + 1;
	}
	return s.len;
}

/* The quotation's own closing mark, where it was opened by one: "returned '550 …'", "(reason: 550 …)", "[550 …]". */
static size_t closing(Str s, size_t at)
{
	static const char open[] = "'\"[(", shut[] = "'\"])";
	size_t before = at, depth = 1, end = s.len < at + CLOSE_LIMIT ? s.len : at + CLOSE_LIMIT;
	const char *which;

	while (before > 0 && is_blank(s.at[before - 1]))
		before--;
	which = before > 0 && s.at[before - 1] ? strchr(open, s.at[before - 1]) : NULL;
	if (!which)
		return s.len;
	char opens = *which, shuts = shut[which - open];

	if (opens == shuts && quote_at_line_end(str_take(s, end), at, shuts) < end)
		return quote_at_line_end(str_take(s, end), at, shuts);
	for (size_t i = at; i < end; i++) {
		if (s.at[i] == shuts && (opens != shuts || i + 1 == s.len || !is_alnum(s.at[i + 1])) && --depth == 0)
			return i;
		depth += s.at[i] == opens && opens != shuts;
	}
	return s.len;
}

static bool is_rule(Str line)
{
	return line.len >= 3 && line.at[0] == line.at[1] && line.at[1] == line.at[2] && memchr("-=*_#<>~", line.at[0], 8);
}

/* May this line still belong to the reply that began with `code`? */
static bool goes_on(Str line, int code)
{
	int other;

	line = str_trim(line);
	if (line.len == 0 || is_rule(line) || str_has(str_take(line, COMMAND_NEAR), STR("--> ")))
		return false;                           /* the last: the next command of a session's transcript */
	other = quote_code_at(line, 0);
	return other == 0 || other == code || other < 400;
}

/* "550-": another line of this reply is to come, even behind empty ones (line ends that somebody doubled). */
static Str skip_empty(Str line, Str next, int code)
{
	Str rest = next;

	line = str_trim(line);
	if (quote_code_at(line, 0) != code || line.len < 4 || line.at[3] != '-')
		return next;
	while (rest.len && is_space(rest.at[0]))
		rest = str_drop(rest, 1);
	return quote_code_at(rest, 0) == code ? rest : next;
}

/* Where the reply that begins at offset `at` of the block ends: with its paragraph, its quotation, a phrase that says so, or another
 * reply. */
static size_t extent(const Page *p, Str block, size_t at, int code)
{
	const Hit *end = page_hit(p, PHRASE_END, str_drop(block, at));
	size_t stop = closing(block, at), i = at;

	if (end && end->from - page_offset(p, block) < stop)
		stop = end->from - page_offset(p, block);
	if (stop > at + LIMIT_REPLY_BYTES)
		stop = at + LIMIT_REPLY_BYTES;
	if (stop > block.len)
		stop = block.len;
	while (i < stop) {
		const char *lf = memchr(block.at + i, '\n', stop - i);
		Str next;

		if (!lf)
			return stop;
		next = skip_empty(str_between(block.at + i, lf), str_between(lf + 1, block.at + block.len), code);
		i = (size_t)(next.at - block.at);
		if (!goes_on(text_line_at(next, 0), code))
			return i;
	}
	return stop;
}

/* "550-…" without a last line "550 …": a mail system that shows one line only. */
static bool is_cut(Str s, int code)
{
	char last[4] = { (char)('0' + code / 100), (char)('0' + code / 10 % 10), (char)('0' + code % 10), ' ' };

	return s.len > 3 && s.at[3] == '-' && str_find(s, (Str){ last, 4 }, 3) == s.len;
}

/* What stands between a code and the words ("550: …", ", ERROR_CODE :5.1.1 …") is dropped. */
static Str after_code(const Page *p, Str block, Str reply)
{
	Str rest = str_drop(reply, 3);

	if (rest.len && (rest.at[0] == '-' || rest.at[0] == ' '))
		return reply;
	while (rest.len && (is_space(rest.at[0]) || memchr(":;,.", rest.at[0], 4)))
		rest = str_drop(rest, 1);
	if (p && rest.len) {
		const Hit *again = page_hit(p, PHRASE_REPLY, rest);
		size_t at = page_offset(p, block) + (size_t)(rest.at - block.at);

		if (again && again->from == at)
			rest = str_drop(rest, again->to - again->from);
	}
	return rest;
}

static bool is_status_break(Str s, size_t i)
{
	return i == 0 || is_space(s.at[i - 1]) || memchr("([#:;,", s.at[i - 1], 6);
}

/* An enhanced code somewhere in words that have no code of their own. */
static void find_status(Reply *r)
{
	if (r->code || r->status.cls)
		return;
	for (size_t i = refusal_digit(r->text, 0); i + 5 <= r->text.len && r->status.cls == 0; i = refusal_digit(r->text, i + 1))
		if (r->text.at[i + 1] == '.' && is_status_break(r->text, i))
			status_read(str_drop(r->text, i), &r->status);
}

/* A closing mark at the end, whose opening one stands before the reply: "< mx.example.net #5.1.1 smtp; 550 unknown >". */
static Str without_closing(Str s)
{
	static const char open[] = "<([", shut[] = ">)]";
	const char *which = s.len ? memchr(shut, s.at[s.len - 1], 3) : NULL;
	size_t depth = 0;

	for (size_t i = 0; which && i < s.len; i++) {
		if (s.at[i] == open[which - shut])
			depth++;
		else if (s.at[i] == *which && depth-- == 0)
			return i + 1 == s.len ? str_trim_end(str_take(s, i)) : s;
	}
	return s;
}

/* "550-'5.1.1 no such user'": a reply in a reply, in quotes. */
static void unquote(Reply *r)
{
	Str s = r->text, rest;
	Status status;

	if (s.len < 3 || s.at[0] != '\'' || s.at[s.len - 1] != '\'')
		return;
	rest = status_read(str_take(str_drop(s, 1), s.len - 2), &status);
	if (status.cls)
		r->status = status;
	r->text = str_trim(rest);
}

static void read_reply(Str code, Str words, Arena *keep, Reply *out)
{
	Str inner = reply_innermost(words);

	if (inner.at != words.at && quote_code_at(inner, 0) >= 400)
		reply_read(inner, keep, out);
	else if (words.at == code.at)
		reply_read(words, keep, out);
	else
		reply_read(arena_join(keep, arena_join(keep, str_take(code, 3), STR(" ")), words), keep, out);
	out->text = without_closing(page_unfold(out->text, keep));
	unquote(out);
	find_status(out);
}

/* A reply that begins at offset `at` of the block with a code. */
static void take_coded(const Page *p, Str block, size_t at, size_t intro, Arena *keep, Quote *out)
{
	int code = quote_code_at(block, at);
	size_t end = extent(p, block, at, code);
	Str whole = str_trim(str_between(block.at + at, block.at + end));

	read_reply(whole, after_code(p, block, whole), keep, &out->reply);
	out->cut = is_cut(whole, code);
	quote_speaker(block, intro, &out->host, &out->ip);
	out->phase = quote_phase(p, block);
	if (intro < at) {
		Str line = page_line(p, page_offset(p, block) + intro);
		const char *from = line.at > block.at ? line.at : block.at;

		out->wrapper = page_unfold(str_between(from, block.at + end), keep);
	}
}

static size_t skip_lead(Str s, size_t at)
{
	while (at < s.len && (is_space(s.at[at]) || memchr("'\"[(:->=*#", s.at[at], 10)))
		at++;
	return at;
}

/* The phrase that introduces words which begin with a reply code; NULL where there is none. */
static const Hit *introduction(const Page *p, Str block)
{
	size_t base = page_offset(p, block);
	const Hit *hit = page_hit(p, PHRASE_REPLY, block);

	while (hit && quote_code_at(block, skip_lead(block, hit->to - base)) < 400)
		hit = hits_next(&p->hits, PHRASE_REPLY, hit->from + 1, base + block.len);
	return hit;
}

static bool introduced(const Page *p, Str block, Arena *keep, Quote *out)
{
	const Hit *said = introduction(p, block);
	size_t base = page_offset(p, block);

	if (!said)
		return false;
	take_coded(p, block, skip_lead(block, said->to - base), said->from - base, keep, out);
	return out->remote = true;
}

static bool holds(Str line, Str address)
{
	return address.len && str_ifind(line, address, 0) < line.len;
}

/* "554 <a@b>... 550 Host unknown": the code of the server that was asked stands behind the dots. */
static size_t inner_code(Str block, size_t at, size_t line_end)
{
	Str line = str_take(block, line_end);
	size_t dots = str_find(line, STR("... "), at);

	return dots < line.len && quote_code_at(line, dots + 4) >= 400 ? dots + 4 : at;
}

typedef struct { size_t at, end; bool named; } Coded;      /* a line that begins with a reply code; named: it holds the recipient */

/* The first such line that names the recipient; where none does, the first of all. */
static bool find_coded(Str block, Str recipient, Coded *out)
{
	*out = (Coded){ block.len, block.len, false };
	for (size_t i = 0; i < block.len && !out->named;) {
		size_t end = text_line_stop(block, i), at = skip_lead(str_take(block, end), i);

		if (quote_code_at(block, at) >= 400) {
			bool named = holds(str_between(block.at + at, block.at + end), recipient);

			if (named || out->at == block.len)
				*out = (Coded){ at, end, named };
			if (recipient.len == 0)
				break;
		}
		i = end + 1;
	}
	return out->at < block.len;
}

static void take_line(const Page *p, Str block, const Coded *line, Arena *keep, Quote *out)
{
	size_t inner = inner_code(block, line->at, line->end);

	take_coded(p, block, inner, inner, keep, out);
	out->sendmail_form = inner == line->at && str_has(str_between(block.at + line->at, block.at + line->end), STR(">... "));
	out->remote = true;
}

/* A line with a code: Sendmail's own "550 5.1.1 <a@b>... User unknown" is about this recipient, and goes before what a phrase introduces. */
static bool coded_or_introduced(const Page *p, Str block, Str recipient, Arena *keep, Quote *out)
{
	Coded line;
	bool any = find_coded(block, recipient, &line);
	bool own = any && line.named && str_has(str_between(block.at + line.at, block.at + line.end), STR("... "));

	if (!own && introduced(p, block, keep, out))
		return true;
	if (any)
		take_line(p, block, &line, keep, out);
	return any;
}

static bool in_midst(const Page *p, Str block, Arena *keep, Quote *out)
{
	size_t at = quote_code_find(block, 0);

	if (at == block.len)
		return false;
	take_coded(p, block, at, at, keep, out);
	return out->remote = true;
}

/* GMX and others leave the code out and keep the status: "5.2.2 <a@b>... Mailbox Full" as a line. */
static bool at_status(const Page *p, Str block, Arena *keep, Quote *out)
{
	for (size_t i = 0; i < block.len;) {
		size_t end = text_line_stop(block, i), at = skip_lead(str_take(block, end), i);

		if (status_at(block, at, '5') || status_at(block, at, '4')) {
			reply_read(str_between(block.at + at, block.at + extent(p, block, at, 0)), keep, &out->reply);
			out->reply.text = page_unfold(out->reply.text, keep);
			quote_speaker(block, at, &out->host, &out->ip);
			out->remote = out->host.len || out->ip.len;
			out->phase = quote_phase(p, block);
			return true;
		}
		i = end + 1;
	}
	return false;
}

void quote_around(const Page *p, Str block, Arena *keep, Quote *out)
{
	const Hit *said = introduction(p, block), *end;
	size_t base = page_offset(p, block), at;

	*out = (Quote){ .reply.text = STR(""), .wrapper = STR(""), .host = STR(""), .ip = STR("") };
	out->phase = quote_phase(p, block);
	at = said ? said->from - base : quote_code_find(block, 0);
	if (at < block.len)
		quote_speaker(block, at, &out->host, &out->ip);
	if (!said)
		return;
	end = hits_next(&p->hits, PHRASE_END, said->to, base + block.len);
	if (end && end->from - said->from < LIMIT_REPLY_BYTES) {
		Str line = page_line(p, said->from);

		out->wrapper = page_unfold(str_between(line.at, p->text.at + end->from), keep);
	}
}

void quote_in_block(const Page *p, Str block, Str recipient, Str line, Arena *keep, Quote *out)
{
	*out = (Quote){ .reply.text = STR(""), .wrapper = STR(""), .host = STR(""), .ip = STR("") };
	if (transcript_read(p, block, recipient, keep, out)) {
		find_status(&out->reply);
		return;
	}
	if (coded_or_introduced(p, block, recipient, keep, out) || in_midst(p, block, keep, out) || at_status(p, block, keep, out))
		return;
	reason_read(p, block, recipient, line, keep, out);
	find_status(&out->reply);
	out->phase = quote_phase(p, block);
}

/* "x-unix; 77" says nothing. */
static bool has_words(Str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (is_alpha(s.at[i]) || (unsigned char)s.at[i] >= 0x80)
			return true;
	return false;
}

/* Where words that are no more of the reply begin. */
static size_t field_end(const Page *p, size_t at)
{
	const Hit *end = hits_next(&p->hits, PHRASE_END, at, p->text.len);

	return end ? end->from : p->text.len;
}

/* Where the reply begins: at its code, or at s.len where there is none. */
static size_t field_code(Str s)
{
	Str inner;

	if (quote_code_at(s, 0) >= 400)
		return 0;
	inner = reply_innermost(s);
	return quote_code_at(inner, 0) >= 400 ? (size_t)(inner.at - s.at) : quote_code_find(s, 0);
}

void quote_in_field(const Dialects *d, Str field, Arena *keep, Quote *out)
{
	Page page = { .text = page_unfold(field, keep) };
	size_t at = field_code(page.text);
	bool alone = at == 0 && !str_has(page.text, STR("(in reply to"));
	Str whole = page.text;

	*out = (Quote){ .reply.text = STR(""), .wrapper = STR(""), .host = STR(""), .ip = STR("") };
	if (!alone) {
		phrases_find(&d->phrases, whole, SLOT_TEXT, keep, &page.hits);
		out->phase = quote_phase(&page, whole);
		quote_speaker(whole, at < whole.len ? at : 0, &out->host, &out->ip);
	}
	if (at < whole.len) {
		Str inner = str_trim_end(str_between(whole.at + at, whole.at + field_end(&page, at)));

		read_reply(inner, after_code(NULL, whole, inner), keep, &out->reply);
		out->cut = is_cut(inner, quote_code_at(inner, 0));
		out->remote = true;
		if (out->reply.status.cls == 0 && at > 0)
			status_read(whole, &out->reply.status);
	} else if (has_words(whole)) {
		reply_read(whole, keep, &out->reply);
		find_status(&out->reply);
	}
	if (at > 0 && at < whole.len)
		out->wrapper = whole;
}
