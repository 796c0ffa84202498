/* transcript.c - sessions as Sendmail, Courier and others show them.
 *
 * Not every "<<<" is the refusal: a server that has refused all recipients answers the DATA that was already under way with 503
 * or "554 no valid recipients", and these come last. */
#include "intake/transcript.h"

typedef struct {
	Str command;                            /* the last ">>>" line before it */
	size_t from, to;                        /* the reply's lines, offsets into the block */
	int code;
	int rank;                               /* the best is the answer; of equals the first */
	bool sequel;                            /* a later reply says that no recipient was left */
} Turn;

static Str answer(Str line)
{
	line = str_trim(line);
	return str_starts(line, STR("<<<")) ? str_trim(str_drop(line, 3)) : STR("");
}

static Str command(Str line)
{
	line = str_trim(line);
	return str_starts(line, STR(">>>")) ? str_trim(str_drop(line, 3)) : STR("");
}

/* What a server says to DATA when it has taken no recipient. */
static bool is_sequel(Str words, int code)
{
	return code == 503 || str_ihas(words, STR("no valid recipient")) || str_ihas(words, STR("all RCPT commands were rejected"));
}

static int rank(Str words, int code, Str recipient)
{
	if (code < 400 && code != 0)
		return 0;
	if (code == 0)
		return 1;
	if (is_sequel(words, code))
		return 2;
	if (recipient.len && str_ihas(words, recipient))
		return code >= 500 ? 6 : 5;
	return code >= 500 ? 4 : 3;
}

/* The answer that begins at offset i: all its lines. */
static size_t turn_end(Str block, size_t i, int code)
{
	Str line = text_line_at(block, i), words = answer(line);
	size_t end = i + line.len;

	while (code && words.len > 3 && words.at[3] == '-' && end < block.len) {
		line = text_line_at(block, end + 1);
		words = answer(line);
		if (quote_code_at(words, 0) != code)
			break;
		end += 1 + line.len;
	}
	return end;
}

/* The answer without its "<<<" marks, lines kept apart. */
static Str unmarked(Str block, const Turn *t, Arena *keep)
{
	Str lines = str_between(block.at + t->from, block.at + t->to), line = answer(lines);

	if (!memchr(lines.at, '\n', lines.len))
		return line;
	char *p = take(keep, char, lines.len + 1);
	size_t n = 0;

	while (lines.len) {
		Str words;

		lines = str_cut(lines, '\n', &line);
		words = answer(line);
		memcpy(p + n, words.at, words.len);
		n += words.len;
		p[n++] = '\n';
	}
	return (Str){ p, n - 1 };
}

static const struct { const char *verb; Phase phase; } verbs[] = {
	{ "RCPT", PHASE_RCPT }, { "MAIL", PHASE_MAIL }, { "EHLO", PHASE_EHLO }, { "HELO", PHASE_EHLO }, { "DATA", PHASE_END_OF_DATA },
	{ "STARTTLS", PHASE_EHLO }, { ".", PHASE_END_OF_DATA }, { "QUIT", PHASE_UNKNOWN },
};

/* With pipelining DATA has been sent already when a recipient is refused: what is answered to it then shows that. */
static Phase phase_of(const Turn *t)
{
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (str_istarts(t->command, str_of(verbs[i].verb)))
			return verbs[i].phase == PHASE_END_OF_DATA && t->sequel ? PHASE_RCPT : verbs[i].phase;
	return PHASE_UNKNOWN;
}

/* All turns, one after the other; the best is kept in *best. */
static void read_turns(Str block, Str recipient, Turn *best)
{
	Str asked = STR("");

	for (size_t i = 0; i < block.len;) {
		Str line = text_line_at(block, i), words = answer(line);
		size_t end = i + line.len;

		if (words.len) {
			int code = quote_code_at(words, 0), r = rank(words, code, recipient);

			end = turn_end(block, i, code);
			if (best->rank > 2 && is_sequel(words, code))
				best->sequel = true;
			if (r > best->rank)
				*best = (Turn){ asked, i, end, code, r, false };
		} else if (command(line).len) {
			asked = command(line);
		}
		i = end + 1;
	}
}

/* Sendmail's own line behind it, "550 5.1.1 <a@b>... User unknown", stands there when the recipient was refused, not the message. */
static bool names_recipient(Str block, size_t at)
{
	Str line = at < block.len ? text_line_at(block, at + 1) : STR("");

	return quote_code_at(line, 0) >= 400 && str_has(line, STR(">... "));
}

bool transcript_read(const Page *p, Str block, Str recipient, Arena *keep, Quote *out)
{
	Turn best = { 0 };
	Str words;

	if (!p->transcript)
		return false;
	read_turns(block, recipient, &best);
	if (best.rank == 0)
		return false;
	words = unmarked(block, &best, keep);
	if (reply_innermost(words).at != words.at && quote_code_at(reply_innermost(words), 0) >= 400)
		words = reply_innermost(words);
	reply_read(words, keep, &out->reply);
	out->reply.text = page_unfold(out->reply.text, keep);
	best.sequel = best.sequel || names_recipient(block, best.to);
	out->phase = best.command.len ? phase_of(&best) : quote_phase(p, block);
	quote_speaker(block, best.from, &out->host, &out->ip);
	return out->remote = true;
}
