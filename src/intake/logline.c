/* logline.c - one line of a mail server's log.  What stands before the program's own words (syslog, journal, ISO time) does not matter. */
#include "intake/logline.h"
#include "mail/address.h"

static Str value_after(Str line, Str key, char end)
{
	size_t i = str_find(line, key, 0);
	Str value;

	if (i == line.len)
		return STR("");
	str_cut(str_drop(line, i + key.len), end, &value);
	return value;
}

/* From a key to the end of the line. */
static Str rest_after(Str line, Str key)
{
	size_t i = str_find(line, key, 0);

	return i < line.len ? str_drop(line, i + key.len) : STR("");
}

static Str without_last(Str s, char c)
{
	return s.len && s.at[s.len - 1] == c ? str_take(s, s.len - 1) : s;
}

/* Words by which a program says how it ended. */
typedef struct { const char *word; Outcome outcome; } Ending;

static Outcome ending(Str s, const Ending *all, size_t n, Outcome other)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(s, str_of(all[i].word)))
			return all[i].outcome;
	return other;
}

#define ENDING(s, all, other) ending((s), (all), sizeof (all) / sizeof *(all), (other))

/* "to=<a>, relay=h[ip]:25, …, dsn=5.1.1, status=bounced (host h said: 550 …)" */
static bool postfix_line(Str line, Arena *keep, LogLine *out)
{
	static const Ending states[] = {
		{ "bounced", OUTCOME_FAILED }, { "deferred", OUTCOME_DELAYED }, { "expired", OUTCOME_EXPIRED }, { "sent", OUTCOME_DELIVERED },
		{ "undeliverable", OUTCOME_FAILED }, { "deliverable", OUTCOME_DELIVERED }, { "SOFTBOUNCE", OUTCOME_DELAYED },
	};
	Str state = rest_after(line, STR("status="));

	(void)keep;
	out->outcome = ENDING(state, states, OUTCOME_UNKNOWN);
	out->recipient = value_after(line, STR("to=<"), '>');
	out->status = value_after(line, STR("dsn="), ',');
	out->relay = value_after(line, STR("relay="), ',');
	out->words = without_last(str_trim(rest_after(state, STR("("))), ')');
	return out->outcome != OUTCOME_UNKNOWN && out->recipient.len;
}

/* Postfix as the one who refuses: "NOQUEUE: reject: RCPT from h[ip]: 554 5.7.1 <a>: …; from=<> to=<a> proto=…" */
static bool postfix_reject(Str line, Arena *keep, LogLine *out)
{
	Str rest = rest_after(line, STR("reject: "));
	size_t end = str_find(rest, STR("; from=<"), 0);

	(void)keep;
	out->recipient = value_after(rest, STR(" to=<"), '>');
	out->words = rest_after(str_take(rest, end), STR("]: "));
	out->outcome = str_starts(out->words, STR("4")) ? OUTCOME_DELAYED : OUTCOME_FAILED;
	out->direction = DIRECTION_IN;
	return end < rest.len && out->words.len > 0;
}

/* "** a@b R=… T=… H=h [ip]:25: SMTP error from remote mail server after RCPT TO:<a@b>: 550 …", "== a@b R=… T=… defer (-44) H=…: …" */
static bool exim_line(Str line, Arena *keep, LogLine *out)
{
	size_t failed = str_find(line, STR(" ** "), 0), deferred = str_find(line, STR(" == "), 0);
	Str rest = str_drop(line, (failed < deferred ? failed : deferred) + 4), word;

	(void)keep;
	rest = str_word(rest, &word);
	out->outcome = failed < deferred ? OUTCOME_FAILED : OUTCOME_DELAYED;
	out->recipient = without_last(word, ':');
	out->words = out->recipient.len < word.len ? str_trim(rest) : rest_after(rest, STR(": "));
	out->relay = value_after(str_take(rest, str_find(rest, STR("]"), 0) + 1), STR("H="), ']');
	return address_plausible(out->recipient) && out->words.len;
}

/* Exim as the one who refuses: "H=h [ip] F=<s> rejected RCPT <a@b>: 550 …", "… temporarily rejected RCPT <a@b>: …" */
static bool exim_reject(Str line, Arena *keep, LogLine *out)
{
	Str rest = rest_after(line, STR(" rejected RCPT "));

	(void)keep;
	out->recipient = str_take(rest, str_find(rest, STR(": "), 0));
	out->words = rest_after(rest, STR(": "));
	out->outcome = str_has(line, STR("temporarily rejected")) || str_starts(out->words, STR("4")) ? OUTCOME_DELAYED : OUTCOME_FAILED;
	out->phase = PHASE_RCPT;
	out->direction = DIRECTION_IN;
	return out->words.len > 0;
}

/* "to=<a>, …, relay=h [ip], dsn=5.1.1, [reply=550 …,] stat=User unknown" */
static bool sendmail_line(Str line, Arena *keep, LogLine *out)
{
	static const Ending states[] = { { "Sent", OUTCOME_DELIVERED }, { "Deferred", OUTCOME_DELAYED }, { "queued", OUTCOME_UNKNOWN } };
	Str state = rest_after(line, STR(" stat=")), reply = rest_after(line, STR(" reply="));

	(void)keep;
	if (state.len == 0 || !str_has(line, STR("to=")) || str_starts(state, STR("\"")))
		return false;
	out->outcome = ENDING(state, states, OUTCOME_FAILED);
	out->recipient = value_after(line, STR("to="), ',');
	out->status = value_after(line, STR("dsn="), ',');
	out->relay = value_after(line, STR("relay="), ',');
	out->words = str_take(reply, str_find(reply, STR(", stat="), 0));
	if (out->words.len == 0)
		out->words = str_starts(state, STR("Deferred: ")) ? str_drop(state, 10) : state;
	return out->outcome != OUTCOME_UNKNOWN;
}

/* 'to=<a> … relay="ip (host)" … result="PermFail" stat="550 …"', "relay: Expire for …: …, to=<a>, …, stat=Envelope expired" */
static bool opensmtpd_line(Str line, Arena *keep, LogLine *out)
{
	static const Ending results[] = { { "Ok", OUTCOME_DELIVERED }, { "TempFail", OUTCOME_DELAYED }, { "PermFail", OUTCOME_FAILED } };
	bool expired = str_has(line, STR("relay: Expire for "));

	(void)keep;
	out->outcome = expired ? OUTCOME_EXPIRED : ENDING(value_after(line, STR("result=\""), '"'), results, OUTCOME_UNKNOWN);
	out->recipient = value_after(line, STR(" to=<"), '>');
	out->relay = value_after(line, STR("relay=\""), '"');
	out->words = expired ? rest_after(line, STR("stat=")) : without_last(rest_after(line, STR("stat=\"")), '"');
	return out->outcome != OUTCOME_UNKNOWN && out->words.len;
}

/* "delivery 45: failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550_…/Giving_up_on_192.0.2.1./" */
static bool qmail_line(Str line, Arena *keep, LogLine *out)
{
	static const Ending endings[] = { { "success", OUTCOME_DELIVERED }, { "deferral", OUTCOME_DELAYED }, { "failure", OUTCOME_FAILED } };
	Str rest = rest_after(rest_after(line, STR("delivery ")), STR(": "));
	Str words = rest_after(rest, STR(": "));
	char *p;

	out->outcome = ENDING(rest, endings, OUTCOME_UNKNOWN);
	if (out->outcome == OUTCOME_UNKNOWN || words.len == 0 || !memchr(words.at, '_', words.len))
		return false;
	p = take(keep, char, words.len + 1);
	for (size_t i = 0; i < words.len; i++)
		p[i] = words.at[i] == '_' ? ' ' : words.at[i] == '/' && (i + 1 == words.len || is_upper(words.at[i + 1])) ? '\n' : words.at[i];
	out->words = str_trim((Str){ p, words.len });
	return true;
}

/* "courieresmtp: id=…,from=<s>,addr=<a@b>: 550 …", "…,addr=<a@b>,status: failure" */
static bool courier_line(Str line, Arena *keep, LogLine *out)
{
	Str rest = rest_after(line, STR(",addr=<"));

	(void)keep;
	out->recipient = str_take(rest, str_find(rest, STR(">"), 0));
	out->words = rest_after(rest, STR(">: "));
	out->outcome = str_starts(out->words, STR("4")) ? OUTCOME_DELAYED : OUTCOME_FAILED;
	return is_digit(out->words.len ? out->words.at[0] : ' ');
}

static const struct { bool (*read)(Str, Arena *, LogLine *); const char *dialect; } lines[] = {
	{ postfix_line, "postfix" }, { opensmtpd_line, "opensmtpd" }, { sendmail_line, "sendmail" }, { exim_line, "exim" },
	{ postfix_reject, "postfix" }, { exim_reject, "exim" }, { qmail_line, "qmail" }, { courier_line, "courier" },
};

bool logline_read(Str line, Arena *keep, LogLine *out)
{
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		*out = (LogLine){ .dialect = lines[i].dialect, .recipient = STR(""), .words = STR(""), .status = STR(""), .relay = STR("") };
		if (lines[i].read(line, keep, out))
			return true;
	}
	return false;
}
