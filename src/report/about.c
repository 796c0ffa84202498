/* about.c - who said it, about whom, is the address still good. */
#include "mail/address.h"
#include "report/about.h"

/* ---- who ---- */

static void put_host(const Spoke *spoke, Run *r)
{
	if (spoke->host.len == 0 && spoke->ip.len == 0)
		return;
	run_plain(r, r->text.len ? ", " : "");
	run_put(r, spoke->host);
	if (spoke->ip.len) {
		run_plain(r, spoke->host.len ? " [" : "[");
		run_put(r, spoke->ip);
		run_plain(r, "]");
	}
}

void about_who(const Diagnosis *d, const Knowledge *k, Run *r)
{
	const Event *e = &d->of->event;
	Str title = entry_value(knowledge_find(k, KIND_PROVIDER, d->said.provider), STR("Title"));

	run_put(r, title.len ? title : d->said.provider);
	if (r->text.len && e->spoke.host.len == 0)
		run_plain(r, " (by its words)");
	put_host(&e->spoke, r);
	if (e->spoke.role != ROLE_UNKNOWN) {
		run_plain(r, r->text.len ? ", " : "");
		run_plain(r, role_text[e->spoke.role]);
	}
	if (r->text.len == 0)
		run_plain(r, "a server that the text does not name");
	if (e->phase != PHASE_UNKNOWN) {
		run_plain(r, ", ");
		run_plain(r, phase_text[e->phase]);
	}
}

/* ---- about whom ---- */

typedef enum { SUBJECT_NONE, SUBJECT_IP, SUBJECT_HOST, SUBJECT_DOMAIN, SUBJECT_SENDER, SUBJECT_MESSAGE, SUBJECT_RECIPIENT } Subject;

/* By cause, the nearest ancestor that stands here. */
static const struct { const char *cause, *text; Subject subject; } subjects[] = {
	{ "auth",                      "the sender's domain",                              SUBJECT_DOMAIN },
	{ "auth.dkim",                 "the signature of the message",                     SUBJECT_DOMAIN },
	{ "auth.forwarding",           "the message, as a forwarder passed it on",         SUBJECT_MESSAGE },
	{ "auth.spoof_backscatter",    "mail that somebody else sent in the sender's name", SUBJECT_NONE },
	{ "sender",                    "the sender's address",                             SUBJECT_SENDER },
	{ "host",                      "the sending address",                              SUBJECT_IP },
	{ "host.helo",                 "the name that the sending server gives",           SUBJECT_HOST },
	{ "host.tls",                  "the encryption between the two servers",           SUBJECT_NONE },
	{ "host.protocol",             "the sending program",                              SUBJECT_IP },
	{ "list",                      "the sending address",                              SUBJECT_IP },
	{ "list.domain",               "the sender's domain",                              SUBJECT_DOMAIN },
	{ "reputation",                "the sending address or domain",                    SUBJECT_IP },
	{ "reputation.ip",             "the sending address",                              SUBJECT_IP },
	{ "reputation.domain",         "the sender's domain",                              SUBJECT_DOMAIN },
	{ "reputation.complaints",     "the sender's mail as a whole",                     SUBJECT_IP },
	{ "content",                   "the message",                                      SUBJECT_MESSAGE },
	{ "policy",                    "the receiver's policy; the words do not say more", SUBJECT_NONE },
	{ "policy.bulk_rules",         "the sender's domain",                              SUBJECT_DOMAIN },
	{ "policy.rate",               "how much the sender sends",                        SUBJECT_IP },
	{ "policy.rate.recipient",     "how much the recipient gets",                      SUBJECT_RECIPIENT },
	{ "policy.greylist",           "a sender that the receiver does not know yet",     SUBJECT_IP },
	{ "policy.size",               "the message",                                      SUBJECT_MESSAGE },
	{ "policy.geo",                "where the mail comes from",                        SUBJECT_IP },
	{ "relay",                     "the sender's right to send through this server",   SUBJECT_NONE },
	{ "relay.account_restricted",  "the sender's account",                             SUBJECT_SENDER },
	{ "relay.sender_not_owned",    "the sender's address",                             SUBJECT_SENDER },
	{ "relay.recipient_mx_wrong",  "the set-up of the recipient's domain",             SUBJECT_RECIPIENT },
	{ "relay.domain_not_accepted", "the set-up of the recipient's domain",             SUBJECT_RECIPIENT },
	{ "recipient",                 "the recipient",                                    SUBJECT_RECIPIENT },
	{ "receiver",                  "the receiver's own system",                        SUBJECT_NONE },
	{ "transport",                 "the way to the receiver",                          SUBJECT_NONE },
	{ "generic",                   "the words do not say",                             SUBJECT_NONE },
	{ "info",                      "nobody: nothing was refused",                      SUBJECT_NONE },
};

static size_t subject_of(const Knowledge *k, CauseId c)
{
	for (; c; c = cause_parent(k, c))
		for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
			if (str_eq(cause_name(k, c), str_of(subjects[i].cause)))
				return i;
	return sizeof subjects / sizeof *subjects - 2;      /* generic */
}

static Str extracted(const Said *said, Str name)
{
	for (int i = 0; i < said->n_extract; i++)
		if (str_eq(said->extract[i].name, name))
			return said->extract[i].value;
	return STR("");
}

static Str first_of(Str a, Str b)
{
	return a.len ? a : b;
}

/* Which one, as far as the reply or the mail tells it. */
static Str subject_name(const Diagnosis *d, Subject subject, Arena *keep)
{
	const Event *e = &d->of->event;
	Str sender = first_of(e->session.mail_from, e->sender);

	switch (subject) {
	case SUBJECT_NONE:      return STR("");
	case SUBJECT_IP:        return first_of(extracted(&d->said, STR("ip")), e->session.client_ip);
	case SUBJECT_HOST:      return first_of(e->session.helo, extracted(&d->said, STR("host")));
	case SUBJECT_DOMAIN:    return first_of(extracted(&d->said, STR("domain")), first_of(e->session.header_from, address_domain(sender)));
	case SUBJECT_SENDER:    return sender;
	case SUBJECT_MESSAGE:   return header_text(&d->of->returned_headers, STR("Subject"), keep);
	case SUBJECT_RECIPIENT: return d->recipient;
	}
	return STR("");
}

void about_whom(const Diagnosis *d, const Knowledge *k, Arena *keep, Run *r)
{
	size_t i = subject_of(k, d->cause);
	Str name = subject_name(d, subjects[i].subject, keep);
	bool quoted = subjects[i].subject == SUBJECT_MESSAGE;

	run_put(r, str_of(subjects[i].text));
	if (name.len == 0)
		return;
	run_plain(r, quoted ? " \"" : " ");
	run_put(r, name);
	run_plain(r, quoted ? "\"" : "");
}

/* ---- the address ---- */

static const struct { const char *text; Ink ink; } verdicts[ADDRESS_COUNT] = {
	[ADDRESS_NONE]          = { "nothing is known of it", INK_PLAIN },
	[ADDRESS_KEEP]          = { "good, as far as this tells: keep it", INK_GREEN },
	[ADDRESS_SUPPRESS]      = { "stop using it", INK_RED },
	[ADDRESS_AFTER_REPEATS] = { "keep it for now; stop after three refusals over more than 14 days", INK_YELLOW },
};

void about_address(const Diagnosis *d, Run *r)
{
	Str recipient = d->recipient;

	if (recipient.len) {
		run_put(r, recipient);
		run_plain(r, ": ");
	}
	run_ink(r, verdicts[d->address].ink);
	run_plain(r, d->address == ADDRESS_SUPPRESS && d->class == CLASS_HARD ? "bad: " : "");
	run_plain(r, verdicts[d->address].text);
	run_ink(r, INK_PLAIN);
}

Ink about_class_ink(Class class)
{
	static const Ink inks[CLASS_COUNT] = { [CLASS_HARD] = INK_RED, [CLASS_SOFT] = INK_YELLOW, [CLASS_BLOCK] = INK_BLUE, [CLASS_INFO] = INK_GREEN };

	return inks[class];
}

/* ---- the class ---- */

void about_class(const Diagnosis *d, Run *r)
{
	bool open = d->state == STATE_UNDETERMINED && d->class == CLASS_BLOCK;

	run_ink(r, about_class_ink(d->class));
	run_plain(r, class_name[d->class]);
	run_ink(r, INK_PLAIN);
	run_plain(r, ": ");
	run_plain(r, open ? "no reason is known; nothing says that the address is bad" : class_text[d->class]);
}

/* ---- the reply, the decisive words marked ---- */

enum { PARTNER_MAX = 200, LEAD = 60 };              /* bytes: from a bracket to its partner; before decisive words that stand far back */

typedef struct { size_t from, to; } Span;

static size_t next_alnum(Str s, size_t i)
{
	while (i < s.len && !is_alnum(s.at[i]))
		i++;
	return i;
}

static bool at_word_end(Str s, size_t last)
{
	return last + 1 >= s.len || !is_alnum(s.at[last + 1]);
}

/* Where the letters and digits of `words` stand in s, whatever lies between them; empty where they do not.  strict: words of s begin and end
 * where those do. */
static Span span_of(Str s, Str words, bool strict)
{
	size_t first = next_alnum(words, 0);

	for (size_t start = next_alnum(s, 0); first < words.len && start < s.len; start = next_alnum(s, start + 1)) {
		size_t i = start, w = first, last = start;

		if (strict && start > 0 && is_alnum(s.at[start - 1]))
			continue;
		while (i < s.len && w < words.len && to_lower(s.at[i]) == to_lower(words.at[w])) {
			if (strict && at_word_end(s, i) != at_word_end(words, w))
				break;
			last = i;
			i = next_alnum(s, i + 1);
			w = next_alnum(words, w + 1);
		}
		if (w == words.len)
			return (Span){ start, last + 1 };
	}
	return (Span){ 0, 0 };
}

/* A letter or digit, or a mark that holds two of them together ("example.com", "domain's"). */
static bool in_word(Str s, size_t i)
{
	char c = s.at[i];

	if (is_alnum(c) || (unsigned char)c >= 0x80 || c == '_' || c == '-')
		return true;
	return c && strchr(".@:/'", c) && i > 0 && i + 1 < s.len && is_alnum(s.at[i - 1]) && is_alnum(s.at[i + 1]);
}

static Span whole_words(Str s, Span m)
{
	while (m.from > 0 && in_word(s, m.from) && in_word(s, m.from - 1))
		m.from--;
	while (m.to < s.len && in_word(s, m.to - 1) && in_word(s, m.to))
		m.to++;
	return m;
}

/* An opening bracket inside takes its closing one in, and the other way round; nothing where that is too far away. */
static Span with_partners(Str s, Span m, char open, char close)
{
	size_t opens = 0, closes = 0;

	for (size_t i = m.from; i < m.to; i++) {
		if (s.at[i] == close && opens)
			opens--;
		else if (s.at[i] == close)
			closes++;
		else if (s.at[i] == open)
			opens++;
	}
	for (size_t i = m.from; closes && i > 0 && m.from - i < PARTNER_MAX; )
		if (s.at[--i] == open && --closes == 0)
			m.from = i;
	for (size_t i = m.to; opens && i < s.len && i - m.to < PARTNER_MAX; i++)
		if (s.at[i] == close && --opens == 0)
			m.to = i + 1;
	return m;
}

/* The same of double quotes, which do not tell which of the two they are: those before say it. */
static Span with_quotes(Str s, Span m)
{
	size_t before = 0, inside = 0, last = 0;

	for (size_t i = 0; i < m.to; i++) {
		if (s.at[i] != '"')
			continue;
		if (i < m.from) {
			before++;
			last = i;
		} else {
			inside++;
		}
	}
	if (inside % 2 == 0)
		return m;
	if (before % 2) {
		m.from = last;
		return m;
	}
	size_t next = str_find(s, STR("\""), m.to);

	m.to = next < s.len ? next + 1 : m.to;
	return m;
}

static Span decisive(const Diagnosis *d)
{
	Str s = d->of->event.reply.text;
	Span m = span_of(s, d->said.matched, true);

	if (m.to == m.from)
		m = span_of(s, d->said.matched, false);
	if (m.to == m.from)
		return m;
	m = with_quotes(s, whole_words(s, m));
	m = with_partners(s, m, '(', ')');
	m = with_partners(s, m, '[', ']');
	return whole_words(s, with_partners(s, m, '<', '>'));
}

void about_codes(const Reply *reply, Run *r)
{
	if (reply->code)
		buf_format(&r->text, "%d", reply->code);
	if (reply->status.cls)
		buf_format(&r->text, "%s%d.%d.%d", reply->code ? " " : "", reply->status.cls, reply->status.subject, reply->status.detail);
}

/* The reply from `from` to `to`, a mark around the decisive words. */
static Run reply_run(const Sheet *s, const Reply *reply, size_t from, Span mark, size_t to)
{
	Run r = run_new(s);

	about_codes(reply, &r);
	run_plain(&r, r.text.len ? " " : "");
	run_plain(&r, from ? "\xe2\x80\xa6 " : "");
	run_put(&r, str_between(reply->text.at + from, reply->text.at + mark.from));
	if (mark.to > mark.from) {
		run_ink(&r, INK_MARK);
		run_put(&r, str_between(reply->text.at + mark.from, reply->text.at + mark.to));
		run_ink(&r, INK_PLAIN);
	}
	run_put(&r, str_between(reply->text.at + mark.to, reply->text.at + to));
	return r;
}

/* Where to begin so that not much stands before the decisive words: at a word. */
static size_t shortly_before(Str s, size_t at)
{
	size_t from = at > LEAD ? at - LEAD : 0;

	while (from > 0 && from < at && !is_space(s.at[from - 1]))
		from++;
	return from;
}

void about_reply(Sheet *s, const char *label, const Diagnosis *d, int least, int most)
{
	const Reply *reply = &d->of->event.reply;
	Span mark = decisive(d);
	Run run = reply_run(s, reply, 0, mark, mark.to);
	int lines = sheet_lines(s, &run);                   /* as far as the decisive words */
	size_t from = lines > most ? shortly_before(reply->text, mark.from) : 0;

	lines = lines > most ? most : lines < least ? least : lines;
	run = reply_run(s, reply, from, mark, reply->text.len);
	sheet_field(s, label, &run, lines);
}

/* ---- what it stands on ---- */

static const struct { const char *basis, *text; bool id; } grounds[] = {
	{ "rule",          "the rule ",                                     true },
	{ "list",          "the name of a blocklist in the words: ",        true },
	{ "provider-code", "what this provider means by the code ",         true },
	{ "code",          "the code alone: ",                              true },
	{ "basic-code",    "the code alone: ",                              true },
	{ "outcome",       "the kind of report that this is",               false },
	{ "nothing",       "no rule reads these words, and the codes do not decide", false },
};

Str about_id(Str id)
{
	return str_starts(id, STR("/")) ? str_drop(id, 1) : id;
}

void about_ground(const Diagnosis *d, Run *r)
{
	for (size_t i = 0; i < sizeof grounds / sizeof *grounds; i++)
		if (str_eq(d->said.basis, str_of(grounds[i].basis))) {
			run_plain(r, grounds[i].text);
			if (grounds[i].id)
				run_put(r, about_id(d->said.rule));
		}
	if (d->confidence > 0)
		buf_format(&r->text, "; %d %% sure", (int)(d->confidence * 100 + 0.5));
}

void about_cause(const Knowledge *k, CauseId c, Run *r)
{
	run_put(r, cause_text(k, c, STR("Title")));
	run_ink(r, INK_DIM);
	run_plain(r, " (");
	run_put(r, cause_name(k, c));
	run_plain(r, ")");
	run_ink(r, INK_PLAIN);
}

/* ---- steps and letters ---- */

static const struct { const char *kind, *head; } step_heads[] = {
	{ "dns", "DNS, " }, { "ask", "Ask " },
};

void about_step(const Step *step, Run *r)
{
	size_t before = r->text.len;

	for (size_t i = 0; i < sizeof step_heads / sizeof *step_heads; i++)
		if (str_eq(step->kind, str_of(step_heads[i].kind)))
			run_plain(r, step_heads[i].head);
	run_put(r, step->where);
	if (r->text.len > before)
		run_plain(r, ": ");
	run_put(r, step->text);
}

/* What stands for a name in brackets; "" for none. */
static Str letter_value(const Diagnosis *d, Str name)
{
	const Event *e = &d->of->event;
	Str domain = first_of(e->session.header_from, address_domain(e->sender));
	const struct { const char *name; Str value; } values[] = {
		{ "ip", first_of(extracted(&d->said, STR("ip")), e->session.client_ip) }, { "host", first_of(e->session.helo, e->spoke.host) },
		{ "domain", domain }, { "sender_domain", domain }, { "sender", e->sender }, { "recipient", d->recipient }, { "reply", e->reply.text },
	};

	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		if (str_ieq(name, str_of(values[i].name)))
			return values[i].value;
	return STR("");
}

static size_t next_bracket(Str s)
{
	size_t i = 0;

	while (i < s.len && s.at[i] != '<' && s.at[i] != '[' && s.at[i] != '{')
		i++;
	return i;
}

void about_never(Str never, Run *r)
{
	static const char *const heads[] = { "Do not ", "Never " };

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (str_istarts(never, str_of(heads[i]))) {
			run_put(r, str_drop(never, strlen(heads[i])));
			return;
		}
	run_put(r, never);
}

/* What is not known stays as it is: a form to fill in. */
void about_letter(const Diagnosis *d, Run *r)
{
	for (Str rest = d->remedy.letter; rest.len; ) {
		size_t at = next_bracket(rest);
		Str open = str_take(str_drop(rest, at), 1), name;

		run_put(r, str_take(rest, at));
		rest = str_cut(str_drop(rest, at + 1), open.len && open.at[0] == '<' ? '>' : open.len && open.at[0] == '[' ? ']' : '}', &name);
		Str value = letter_value(d, name);

		if (value.len || open.len == 0) {
			run_put(r, value);
		} else {
			run_put(r, str_between(open.at, rest.at));
		}
	}
}
