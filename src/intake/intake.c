/* intake.c - bytes become Cases: what is it, and who reads it? */
#include "intake/paste.h"
#include "mail/line.h"

enum { LOOK = 8192, NOTICE_MAX = 1 << 20, QUESTION_MAX = 300, BUDGET = 128 << 20 };

static bool is_mail_field(Str name)
{
	static const Str names[] = {
		STR("received"), STR("return-path"), STR("from"), STR("to"), STR("subject"), STR("date"), STR("message-id"), STR("delivered-to"),
		STR("mime-version"), STR("content-type"), STR("x-original-to"), STR("envelope-to"), STR("delivery-date"), STR("dkim-signature"),
		STR("authentication-results"), STR("reply-to"), STR("cc"), STR("x-failed-recipients"), STR("arc-seal"), STR("received-spf"), STR("x-apparently-to"),
		STR("auto-submitted"), STR("newsgroups"), STR("x-mozilla-status"), STR("content-transfer-encoding"), STR("sender"), STR("references"),
		STR("in-reply-to"), STR("x-google-smtp-source"), STR("x-received"), STR("x-gmail-labels"), STR("x-gm-thrid"), STR("original-recipient"),
		STR("return-receipt-to"), STR("errors-to"), STR("x-mailer"),
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_ieq(name, names[i]))
			return true;
	return false;
}

/* A message begins with its header section: at least two fields, one of which only mail has; or one such, and an empty line. */
static bool is_message(Str s)
{
	Lines l = lines_with(s, line_end(s));
	size_t fields = 0, known = 0, odd = 0;
	Header h;
	Str line;

	while (line_next(&l, &line) && odd < 2 && fields < 20) {
		if (line.len == 0 && fields == 0 && odd == 0)
			continue;
		if (line.len == 0)
			break;
		if (is_blank(line.at[0]) || str_starts(line, STR("From ")) || str_starts(line, STR(">From ")))
			continue;
		if (header_split(line, &h)) {
			fields++;
			known += is_mail_field(h.name);
			if (known == 2 && odd == 0)
				return true;
		} else if (str_starts(line, STR("--"))) {
			break;
		} else {
			odd++;
		}
		if (odd > fields)
			return false;
	}
	return known >= 2 || (known == 1 && (fields > 2 || (l.at < l.end && odd == 0)));
}

static bool is_question(Str s)
{
	static const char *const words[] = {
		"what", "what's", "why", "how", "which", "who", "when", "where", "is", "are", "does", "do", "can", "could", "should", "will", "was", "explain",
		"warum", "wie", "was", "wer", "pourquoi", "comment", "quel", "por", "como", "qual", "perch\xc3\xa9", "come",
	};
	Str word, trimmed = str_trim(s);

	if (trimmed.len == 0 || trimmed.len > QUESTION_MAX || memchr(trimmed.at, '\n', trimmed.len) || quote_code_at(trimmed, 0))
		return false;
	if (trimmed.at[trimmed.len - 1] == '?' && !memchr(trimmed.at, ':', trimmed.len))
		return true;
	str_word(trimmed, &word);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_ieq(word, str_of(words[i])))
			return true;
	return false;
}

/* A notification of Amazon SES: the member that names its kind, in the first object; inside the JSON of SNS its quotes are escaped. */
static bool is_notice(Str s)
{
	static const char *const members[] = { "\"notificationType", "\"eventType" };
	Str object;

	s = str_trim(str_take(s, NOTICE_MAX));
	if (!str_starts(s, STR("{")) && !str_starts(s, STR("[")))
		return false;
	notice_next(s, &object);
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (str_has(object, str_of(members[i])))
			return true;
	return false;
}

InputKind intake_kind(Str s)
{
	Str head = str_take(s, LOOK);

	if (str_trim(head).len == 0 && str_trim(s).len == 0)
		return INPUT_EMPTY;
	if (is_message(head))
		return str_starts(head, STR("From ")) ? INPUT_MAILBOX : INPUT_MESSAGE;
	if (is_notice(s))
		return INPUT_NOTICE;
	return is_question(s) ? INPUT_QUESTION : INPUT_REPLY;
}

static void read_message(Reading *r, Str s)
{
	r->mail = s;
	message_read(r);
}

/* One that is cut off is read as text. */
static void read_notice(Reading *r, Str s)
{
	if (!notice_alone(r, s))
		paste_read(r, s);
}

/* The readers, by what they read.  A mailbox, or a row of notices, is cut by its caller; given whole, its first is read. */
static const struct { InputKind kind; void (*read)(Reading *, Str); } readers[] = {
	{ INPUT_MESSAGE, read_message }, { INPUT_MAILBOX, read_message }, { INPUT_NOTICE, read_notice },
	{ INPUT_REPLY, paste_read }, { INPUT_QUESTION, paste_read },
};

void intake_read(Str s, Place place, const Dialects *d, Arena *keep, Cases *out)
{
	Reading r = { .dialects = d, .keep = keep, .out = out, .place = place, .budget = BUDGET > 4 * s.len ? BUDGET : 4 * s.len };
	InputKind kind = intake_kind(s);

	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
		if (readers[i].kind == kind)
			readers[i].read(&r, s);
}
