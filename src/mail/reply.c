/* reply.c - SMTP replies and enhanced status codes, as servers write them and as others quote them. */
#include "base/eight.h"
#include "base/limits.h"
#include "mail/line.h"
#include "mail/reply.h"

static char char_at(Str s, size_t i)
{
	return i < s.len ? s.at[i] : '\0';
}

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

/* ---- codes ---- */

static Str part_read(Str s, uint16_t *n)
{
	size_t i = 0;

	for (*n = 0; i < 3 && i < s.len && is_digit(s.at[i]); i++)
		*n = (uint16_t)(*n * 10 + (s.at[i] - '0'));
	return str_drop(s, i);
}

/* What may follow a code: anything but more of a word, a number, a host name or an address. */
static bool status_ends(Str s)
{
	char c = char_at(s, 0), next = char_at(s, 1);

	return !(is_alnum(c) || (c & 0x80) || c == '_' || c == '@' || c == '%' || ((c == '.' || c == '-' || c == '/') && is_alnum(next)));
}

/* RFC 3463 section 2: class "." subject "." detail. */
Str status_read(Str s, Status *out)
{
	uint16_t subject, detail;
	char cls = char_at(s, 0);

	*out = (Status){ 0 };
	if ((cls != '2' && cls != '4' && cls != '5') || char_at(s, 1) != '.' || !is_digit(char_at(s, 2)))
		return s;
	Str rest = part_read(str_drop(s, 2), &subject);
	if (char_at(rest, 0) != '.' || !is_digit(char_at(rest, 1)))
		return s;
	rest = part_read(str_drop(rest, 1), &detail);
	if (!status_ends(rest))
		return s;
	*out = (Status){ (uint8_t)(cls - '0'), subject, detail };
	return rest;
}

/* RFC 5321 4.2.  The second digit is 0 to 5 there; servers use all of them. */
Str code_read(Str s, int *code)
{
	char c = char_at(s, 3), next = char_at(s, 4);

	*code = 0;
	if (s.len < 3 || s.at[0] < '2' || s.at[0] > '5' || !is_digit(s.at[1]) || !is_digit(s.at[2]))
		return s;
	if (is_alnum(c) || (c & 0x80) || c == '_' || c == '@' || c == '%' || ((c == '.' || c == '/') && is_alnum(next) && !(c == '/' && is_digit(next))))
		return s;
	*code = (s.at[0] - '0') * 100 + (s.at[1] - '0') * 10 + (s.at[2] - '0');
	return str_drop(s, is_space(c) || is_one_of(c, "-:;,/") ? 4 : 3);
}

size_t refusal_digit(Str s, size_t from)
{
	size_t i = from;

	for (; i + 8 <= s.len; i += 8) {
		uint64_t hit = eight_are(eight_at(s.at + i) & EIGHT(0xfe), '4');        /* 4 and 5 differ in the last bit */

		if (hit)
			return i + eight_first(hit);
	}
	while (i < s.len && s.at[i] != '4' && s.at[i] != '5')
		i++;
	return i;
}

static bool status_same(Status a, Status b)
{
	return a.cls == b.cls && a.subject == b.subject && a.detail == b.detail;
}

static Str number_put(char *to, unsigned n)
{
	char digits[8];
	size_t at = sizeof digits;

	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	memcpy(to, digits + at, sizeof digits - at);
	return (Str){ to, sizeof digits - at };
}

enum { STATUS_BYTES = 16 };     /* "5.65535.65535" */

static Str status_put(char to[STATUS_BYTES], Status st)
{
	unsigned part[3] = { st.cls, st.subject, st.detail };
	size_t n = 0;

	for (int i = 0; i < 3; i++) {
		if (i)
			to[n++] = '.';
		n += number_put(to + n, part[i]).len;
	}
	return (Str){ to, n };
}

Str status_text(Status st, Arena *keep)
{
	char text[STATUS_BYTES];

	return st.cls ? arena_str(keep, status_put(text, st)) : STR("");
}

/* ---- the head of a line: "550-5.7.1 ", "550 #5.1.0 ", "550-550-5.1.1 " ---- */

typedef struct {
	int code;
	Status status;
	bool dash;                              /* "550-": more lines follow, or did before somebody joined them */
} Head;

static Str skip_blanks(Str s)
{
	size_t i = 0;

	while (i < s.len && is_space(s.at[i]))
		i++;
	return str_drop(s, i);
}

/* A status at the front, also "#5.1.0", "(5.7.1)" and "[5.7.1]".  One that is glued to a colon takes it along. */
static Str head_status(Str s, Status *out)
{
	size_t open = 0;
	char close = '\0';

	if (char_at(s, 0) == '(' || char_at(s, 0) == '[')
		close = s.at[open++] == '(' ? ')' : ']';
	open += char_at(s, open) == '#';
	Str from = str_drop(s, open), rest = status_read(from, out);
	if (out->cls && close && char_at(rest, 0) != close)
		out->cls = 0;
	if (!out->cls)
		return s;
	rest = str_drop(rest, close != '\0');
	bool mark = char_at(rest, 0) == ':' || (is_one_of(char_at(rest, 0), "-.") && !is_alnum(char_at(rest, 1)));
	return mark ? str_drop(rest, 1) : rest;
}

/* Codes and statuses off the front of a line, as often as they stand there.  h->code, if it is set, is the only code taken; the first
 * status is kept. */
static Str head_read(Str s, Head *h)
{
	for (;;) {
		Status st;
		int code;

		s = skip_blanks(s);
		if (is_alpha(char_at(s, 0)))            /* a word: no code and no status begins so */
			return s;
		Str rest = code_read(s, &code);
		if (code && (h->code == 0 || h->code == code)) {
			h->dash |= char_at(s, 3) == '-';
			h->code = code;
			s = rest;
			continue;
		}
		rest = head_status(s, &st);
		if (!st.cls)
			break;
		if (!h->status.cls)
			h->status = st;
		s = rest;
	}
	return char_at(s, 0) == '-' && is_blank(char_at(s, 1)) ? skip_blanks(str_drop(s, 1)) : s;
}

/* ---- joints: where a mail system joined the lines of a reply ---- */

typedef struct {
	Head head;
	char digits[3];                         /* of head.code */
	Str status;                             /* of head.status, as text */
} Joints;

static Joints joints_of(const Head *h)
{
	Joints j = { .head = *h };
	int n = h->code;

	for (int i = 3; i-- > 0; n /= 10)
		j.digits[i] = (char)('0' + n % 10);
	j.status = STR("");
	return j;
}

/* May the code at s.at[i] begin a line although a word stands right before it?  Not inside a number, a host name, a URL or a key. */
static bool splits_word(Str s, size_t i)
{
	char before = s.at[i - 1];

	if (!is_alpha(before) && !is_one_of(before, ".,;:)!?>]'\""))
		return false;
	for (size_t n = 0; n < 64 && i > n && !is_space(s.at[i - n - 1]); n++)
		if (is_one_of(s.at[i - n - 1], "/@="))
			return false;
	return true;
}

/* OpenSMTPD takes the codes off and leaves the statuses: "… the sender is5.7.26 unauthenticated." */
static bool status_joint(const Joints *j, Str s, size_t i)
{
	Str rest = str_drop(s, i);

	if (!j->head.dash || !j->status.len || !str_starts(rest, j->status) || !is_blank(char_at(rest, j->status.len)))
		return false;
	if (i == 0 || is_blank(s.at[i - 1]))
		return true;
	if (s.at[i - 1] == '-')
		return i > 1 && is_blank(s.at[i - 2]);
	if (s.at[i - 1] == '.')                         /* the end of a sentence, not the middle of an address */
		return i > 1 && is_alpha(s.at[i - 2]);
	return !is_digit(s.at[i - 1]) && !is_one_of(s.at[i - 1], "#([/=@");
}

/* "… text 550-5.7.1 more", "text550 5.7.1 more", "text 550-more": the code of the first line again. */
static bool code_joint(const Joints *j, Str s, size_t i)
{
	Str rest = str_drop(s, i);
	char separator = char_at(rest, 3), next = char_at(rest, 4);
	bool apart = i == 0 || is_space(s.at[i - 1]);
	Status st;

	if (!j->head.code || !str_starts(rest, (Str){ j->digits, 3 }) || !is_one_of(separator ? separator : '-', "- "))
		return false;
	if (!separator)                                 /* a line was folded behind the code */
		return j->head.dash && apart && i > 0;
	status_read(str_drop(rest, 4), &st);
	if (st.cls && (separator == '-' || status_same(st, j->head.status)))
		return apart || splits_word(s, i);
	if (apart)
		return j->head.dash || (separator == '-' && str_starts(str_drop(rest, 4), (Str){ j->digits, 3 }));
	return j->head.dash && is_alpha(next) && splits_word(s, i);
}

/* Exim's logs write the line end as two characters. */
static size_t written_line_end(Str s, size_t i)
{
	size_t n = 0;

	while (i >= n + 2 && s.at[i - n - 2] == '\\' && (s.at[i - n - 1] == 'n' || s.at[i - n - 1] == 'r'))
		n += 2;
	return n;
}

/* Where a or b next stands; s.len for nowhere. */
static size_t next_of(Str s, char a, char b, size_t from)
{
	const char *hit = a == b && from < s.len ? memchr(s.at + from, a, s.len - from) : NULL;

	if (a == b)
		return hit ? (size_t)(hit - s.at) : s.len;
	while (from < s.len && s.at[from] != a && s.at[from] != b)
		from++;
	return from;
}

/* The first joint at or after `from`; s.len where there is none. */
static size_t joint_find(const Joints *j, Str s, size_t from)
{
	char code = j->head.code ? j->digits[0] : '\0', status = j->status.len ? j->status.at[0] : code;

	for (size_t i = next_of(s, code, status, from); i < s.len; i = next_of(s, code, status, i + 1)) {
		if (code_joint(j, s, i) || status_joint(j, s, i))
			return i;
		if (written_line_end(s, i) && code_joint(j, str_drop(s, i), 0))
			return i;
	}
	return s.len;
}

typedef struct { char *at; size_t len; } Out;

static void out_put(Out *o, Str s)
{
	if (o->len && s.len && !is_blank(o->at[o->len - 1]))
		o->at[o->len++] = ' ';
	if (s.len)
		memcpy(o->at + o->len, s.at, s.len);
	o->len += s.len;
}

/* One line without its joints.  A status beside the code of a later line is the reply's where no earlier one was. */
static void line_put(Out *o, Str s, Joints *j)
{
	size_t i = joint_find(j, s, 0);

	while (i < s.len) {
		Str before = str_trim(str_take(s, i - written_line_end(s, i)));
		Head h = { .code = j->head.code };

		out_put(o, before);
		s = head_read(str_drop(s, i), &h);
		if (!j->head.status.cls && h.status.cls && (!before.len || before.at[before.len - 1] != ':'))
			j->head.status = h.status;
		i = joint_find(j, s, 0);
	}
	out_put(o, str_trim(s));
}

/* ---- what stands around a reply ---- */

/* "(in reply to RCPT TO command)", as Postfix adds it. */
static Str without_reply_to(Str s)
{
	for (size_t i = next_of(s, '(', '(', 0); i < s.len; i = next_of(s, '(', '(', i + 1))
		if (str_starts(str_drop(s, i), STR("(in reply to")))
			return str_trim_end(str_take(s, i));
	return s;
}

static char closer_of(char c)
{
	static const char closer[256] = { ['('] = ')', ['['] = ']', ['<'] = '>', ['{'] = '}', ['\''] = '\'', ['"'] = '"' };

	return closer[(unsigned char)c];
}

/* '550 …', [550 …], #550 … ##: what encloses the whole. */
static Str unwrap(Str s)
{
	char close = closer_of(char_at(s, 0));
	int code;

	if (close) {
		code_read(str_drop(s, 1), &code);
		if (code && s.at[s.len - 1] == close)
			s = str_take(s, s.len - 1);
		return code ? str_drop(s, 1) : s;
	}
	if (char_at(s, 0) == '#' && is_digit(char_at(s, 1))) {
		s = str_drop(s, 1);
		while (s.len && (s.at[s.len - 1] == '#' || is_space(s.at[s.len - 1])))
			s.len--;
	}
	return s;
}

static Str line_start(Str line)
{
	line = skip_blanks(line);
	return str_starts(line, STR("<<<")) ? skip_blanks(str_drop(line, 3)) : line;
}

/* "(#5.7.1)", "#5.1.1", "(5.7.1)", "[5.7.1]", "…: 5.7.1 text": a status in the text, of the code's class and with a subject that exists
 * (RFC 3463 section 3): Yahoo's [4.16.55.1], addresses and versions are none. */
static bool status_inside(Str s, size_t i)
{
	char before = i ? s.at[i - 1] : '\0', far = i > 1 ? s.at[i - 2] : ' ';
	Status st;
	char after = char_at(status_read(str_drop(s, i), &st), 0);

	if (before == '#')
		return is_space(far) || far == '(' || far == '[' || far == '<';
	if (before == '(' || before == '[')
		return after == (before == '(' ? ')' : ']');
	return before == ' ' && far == ':' && (after == ' ' || after == ':');
}

static Status status_find(Str s, int code)
{
	Status st;

	for (size_t i = refusal_digit(s, 0); i + 5 <= s.len; i = refusal_digit(s, i + 1)) {
		if (s.at[i + 1] != '.')
			continue;
		status_read(str_drop(s, i), &st);
		if (st.cls && st.subject <= 7 && (!code || code / 100 == st.cls) && status_inside(s, i))
			return st;
	}
	return (Status){ 0 };
}

/* A later code with a status, " 421 4.2.1 …", behind a greeting: "220-host 421 4.2.1 Service refused". */
static size_t refusal_find(Str s)
{
	for (size_t i = refusal_digit(s, 1); i + 9 <= s.len; i = refusal_digit(s, i + 1)) {
		Status st;
		int code;

		if (!is_space(s.at[i - 1]))
			continue;
		status_read(code_read(str_drop(s, i), &code), &st);
		if (code && st.cls == code / 100)
			return i;
	}
	return s.len;
}

/* "5.3.0 - Other mail system problem 550-'Unknown user'": a status at the front, and the code behind it. */
static int code_find(Str s, int cls)
{
	for (size_t i = 1; i + 4 < s.len; i++) {
		int code;

		if (s.at[i] != '0' + cls || !is_space(s.at[i - 1]))
			continue;
		code_read(str_drop(s, i), &code);
		if (code && s.at[i + 3] == '-' && !is_digit(s.at[i + 4]))
			return code;
	}
	return 0;
}

/* The lines behind the first, each without its own code. */
static Str text_join(Str first, Lines *l, Joints *j, Arena *keep)
{
	bool alone = l->at == l->end;
	Str line;

	if (alone && joint_find(j, first, 0) == first.len)
		return str_trim_end(first);
	Out o = { take(keep, char, first.len + (size_t)(l->end - l->at) + 2), 0 };
	line_put(&o, first, j);
	while (line_next(l, &line)) {
		Head h = { .code = j->head.code };

		line = head_read(line_start(line), &h);
		if (!j->head.status.cls)
			j->head.status = h.status;
		line_put(&o, line, j);
	}
	return (Str){ o.at, o.len };
}

void reply_read(Str s, Arena *keep, Reply *out)
{
	Head h = { 0 };
	Str first;

	s = without_reply_to(unwrap(str_trim(str_take(s, LIMIT_REPLY_BYTES))));
	Lines l = lines_of(s);
	if (!line_next(&l, &first))
		first = s;
	Str text = head_read(line_start(first), &h);
	if (h.code && h.code < 400 && refusal_find(s) < s.len) {
		reply_read(str_drop(s, refusal_find(s)), keep, out);
		return;
	}
	Joints j = joints_of(&h);
	char buf[STATUS_BYTES];

	if (h.dash && h.status.cls)                     /* it is looked for in replies of several lines */
		j.status = status_put(buf, h.status);
	text = text_join(text, &l, &j, keep);
	if (!j.head.status.cls)
		j.head.status = status_find(text, h.code);
	if (!j.head.code && h.status.cls)
		j.head.code = code_find(text, h.status.cls);
	*out = (Reply){ j.head.code, j.head.status, text };
}

/* ---- the innermost quotation ---- */

/* How sure it is that a number is the code of a quoted reply.  A number behind a colon may be a size or a count, so that there a status must
 * stand beside it, or it must be the first thing on its line. */
typedef enum { NO_CODE, WEAK, STRONG } Sureness;

static Sureness code_sureness(Str s)
{
	Status st;
	int code, next;
	Str rest = code_read(s, &code);
	char separator = char_at(s, 3);

	if (code < 400)
		return NO_CODE;
	head_status(skip_blanks(rest), &st);
	if (st.cls)
		return STRONG;
	code_read(rest, &next);
	if (separator == '-' && is_digit(char_at(rest, 0)) && next != code)
		return NO_CODE;                         /* 450-500 */
	return is_space(separator) || is_one_of(separator, "-:") ? WEAK : NO_CODE;
}

/* What stands before a quotation, its opening quote and blanks taken off. */
typedef struct { Str before; bool own_line; char open; } Lead;

static Lead lead_of(Str s, size_t i)
{
	Lead l = { .before = str_take(s, i) };

	for (;;) {
		char c = l.before.len ? l.before.at[l.before.len - 1] : '\0';

		if (str_ends(l.before, STR("<<<")))
			return l;
		if (c == '\n' || c == '\r')
			l.own_line = true;
		else if (!l.open && closer_of(c) && c != '>')
			l.open = c;
		else if (!is_space(c) && c != '#')
			return l;
		l.before.len--;
	}
}

/* Words that announce what another server said, right before the colon. */
static bool is_announced(Str before)
{
	static const char *const words[] = {
		"said", "responded", "response", "respond", "was", "returned", "reason", "error", "to me", "follows", "command", "data", "connection",
		"message", "message]", "reply", "failure", "status", "server", "because", "diagnostic", "diagnostics", "output", "code", "details", "with",
	};
	Str line = before.len > 200 ? str_drop(before, before.len - 200) : before;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_iends(before, str_of(words[i])))
			return true;
	line = str_drop(line, str_behind_last(line, '\n'));
	return str_ihas(line, STR("SMTP error from remote"));     /* … after RCPT TO:<user@example.org>: */
}

/* A reply about another address: the server's own call-out to the sender's or a later server tells nothing of the recipient. */
static bool is_callout(Str before)
{
	Str near = before.len > 300 ? str_drop(before, before.len - 300) : before;

	return str_ihas(near, STR("sender address rejected")) || str_ihas(near, STR("verification failed")) || str_ihas(near, STR("verify failed"));
}

static bool starts_quotation(Str s, size_t i)
{
	Lead l = lead_of(s, i);
	Str before = l.before;
	Sureness sure = code_sureness(str_drop(s, i));

	if (sure == NO_CODE || before.len == 0)
		return false;
	if (str_ends(before, STR("->")) || str_ends(before, STR("<<<")) || str_iends(before, STR("smtp;")) || str_ends(before, STR("LED=")))
		return true;
	if (before.at[before.len - 1] != ':')
		return l.open && (str_iends(before, STR("returned")) || str_iends(before, STR("said")) || str_iends(before, STR("with")));
	before.len--;
	if (is_callout(before))
		return false;
	return sure == STRONG || l.own_line || is_announced(before);
}

/* Where the group of "<<< " lines ends that begins at i. */
static size_t transcript_end(Str s, size_t i)
{
	Lines l = lines_of(str_drop(s, i));
	size_t end = i;
	Str line;

	while (line_next(&l, &line) && (end == i || str_starts(skip_blanks(line), STR("<<<"))))
		end = (size_t)(line.at + line.len - s.at);
	return end;
}

/* The closing quote or bracket: brackets in pairs, a quote where no letter follows it. */
static size_t closing(Str s, char open)
{
	char close = closer_of(open);
	size_t depth = 1;

	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == open && open != close)
			depth++;
		else if (s.at[i] == close && (open == close ? !is_alnum(char_at(s, i + 1)) : --depth == 0))
			return i;
	}
	return s.len;
}

/* An empty line ends a quotation in a person's text. */
static size_t empty_line(Str s)
{
	Lines l = lines_of(s);
	Str line;

	while (line_next(&l, &line))
		if (str_trim(line).len == 0)
			return (size_t)(line.at - s.at);
	return s.len;
}

/* How often c stands in s as a quote: not between two letters, as in "doesn't". */
static int quotes(Str s, char c)
{
	int n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += s.at[i] == c && !(i && is_alnum(s.at[i - 1]) && is_alnum(char_at(s, i + 1)));
	return n;
}

/* What closes at the very end and is not opened inside: "<host #5.1.1 smtp; 550 … User unknown>'". */
static Str without_stray_closer(Str s)
{
	for (;;) {
		char last = s.len ? s.at[s.len - 1] : '\0';
		int open = 0;

		if (last == '>' || last == ')')
			for (size_t i = 0; i < s.len; i++)
				open += s.at[i] == last ? -1 : closer_of(s.at[i]) == last;
		else if (last == '\'' || last == '"')
			open = quotes(s, last) % 2 ? -1 : 0;
		if (open >= 0)
			return s;
		s = str_trim_end(str_take(s, s.len - 1));
	}
}

static Str quotation_end(Str s)
{
	static const char *const ends[] = { "};{", "Giving up on ", "(in reply to", "> #SMTP#" };

	s = str_take(s, empty_line(s));
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		s = str_take(s, str_find(s, str_of(ends[i]), 0));
	while (s.len && (is_space(s.at[s.len - 1]) || s.at[s.len - 1] == '#'))
		s.len--;
	return without_stray_closer(s);
}

/* No code anywhere: what follows the last "said:". */
static Str said_find(Str s)
{
	Str last = s, rest = s;

	for (size_t i = str_find(rest, STR("said:"), 0); i < rest.len; i = str_find(rest, STR("said:"), 0)) {
		if (is_callout(str_between(s.at, rest.at + i)))
			break;
		last = rest = str_trim(str_drop(rest, i + 5));
	}
	if (last.at == s.at || last.len == 0)
		return s;
	Str quoted = quotation_end(last);
	return quoted.len ? quoted : s;
}

/* The next line of one reply, "550-first:\n550 second", is no quotation in it. */
static bool is_next_line(Str reply, Str at)
{
	int code = 0, again = 0;

	code_read(line_start(reply), &code);
	code_read(at, &again);
	return code == again && char_at(line_start(reply), 3) == '-';
}

Str reply_innermost(Str s)
{
	size_t start = 0, end = s.len;
	bool transcript = false;

	for (size_t i = refusal_digit(s, 1); i + 3 <= end; i = refusal_digit(s, i + 1)) {
		if (is_alnum(s.at[i - 1]) || s.at[i - 1] == '.' || !starts_quotation(s, i))
			continue;
		Lead lead = lead_of(s, i);
		bool said = str_iends(lead.before, STR("said:"));

		if (!said && is_next_line(str_between(s.at + start, s.at + end), str_drop(s, i)))
			continue;
		if (str_ends(lead.before, STR("<<<"))) {
			if (transcript)
				continue;
			transcript = true;
			end = transcript_end(s, i);
		}
		start = i;
		if (lead.open)
			end = start + closing(str_between(s.at + start, s.at + end), lead.open);
	}
	return start == 0 ? said_find(s) : quotation_end(str_between(s.at + start, s.at + end));
}
