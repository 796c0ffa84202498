/* received.c - one trace field, as mail servers write it.
 *
 * RFC 5321 4.4 gives the clauses (from, by, via, with, id, for) and leaves what the server saw to comments; those are where mail systems
 * differ:
 *   Postfix, Sendmail, OpenSMTPD   from HELO (rname [ip])
 *   Exim                           from rname ([ip] helo=HELO), from [ip] (helo=HELO)
 *   qmail                          from rname (HELO HELO) (user@ip), from rname (ip)
 *   Exchange                       from HELO (ip) by host (ip)
 *   Google                         from HELO (rname. [ip]) */
#include "mail/address.h"
#include "mail/date.h"
#include "mail/header.h"
#include "mail/received.h"

static Str without_brackets(Str s)
{
	if (s.len && s.at[0] == '[') {
		const char *close = memchr(s.at, ']', s.len);

		s = close ? str_between(s.at + 1, close) : str_drop(s, 1);
	}
	return str_istarts(s, STR("IPv6:")) ? str_drop(s, 5) : s;
}

static bool is_ipv4(Str s)
{
	int parts = 0, n;

	for (;; s = str_drop(s, 1)) {
		size_t before = s.len;

		s = str_number(s, &n);
		if (n < 0 || n > 255 || before - s.len > 3)
			return false;
		if (++parts == 4)
			return s.len == 0;
		if (!s.len || s.at[0] != '.')
			return false;
	}
}

/* RFC 4291 2.2: up to eight groups of up to four hexadecimal digits, one "::", perhaps an IPv4 address at the end. */
static bool is_ipv6(Str s)
{
	int groups = 0, gaps = 0;
	size_t digits = 0;

	if (s.len < 2 || s.len > 45 || !memchr(s.at, ':', s.len))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (is_hex(s.at[i])) {
			groups += digits == 0;
			if (++digits > 4)
				return false;
		} else if (s.at[i] == ':') {
			gaps += i > 0 && s.at[i - 1] == ':';
			digits = 0;
		} else if (s.at[i] == '.' && digits) {
			groups++;               /* an IPv4 address fills two groups; its first one is counted */
			if (!is_ipv4(str_drop(s, i - digits)))
				return false;
			break;
		} else {
			return false;
		}
	}
	if (s.at[0] == ':' && s.at[1] != ':')
		return false;
	if (s.at[s.len - 1] == ':' && s.at[s.len - 2] != ':')
		return false;
	return gaps == 1 ? groups < 8 : gaps == 0 && groups == 8;
}

bool ip_plausible(Str s)
{
	Str zone;

	s = without_brackets(s);
	str_cut(s, '%', &zone);                         /* RFC 4007 11: fe80::1%3 */
	return is_ipv4(zone) || is_ipv6(zone);
}

/* The address that a word holds: [192.0.2.1], [192.0.2.1]:25, user@192.0.2.1, 192.0.2.1; "" where none. */
static Str word_ip(Str word)
{
	Str ip;

	if (word.len && word.at[0] != '[') {
		Str domain = address_domain(word);

		word = domain.len ? domain : word;
	}
	while (word.len && (word.at[word.len - 1] == ',' || word.at[word.len - 1] == ')' || word.at[word.len - 1] == ';'))
		word.len--;
	ip = without_brackets(word);
	str_cut(ip, '%', &ip);
	return ip_plausible(ip) ? ip : STR("");
}

/* A name as the DNS has it: not "unknown", not a key, no address, without the root's dot. */
static Str word_name(Str word)
{
	Str domain = address_domain(word);

	word = domain.len ? domain : word;
	while (word.len && (word.at[word.len - 1] == '.' || word.at[word.len - 1] == ',' || word.at[word.len - 1] == ':'))
		word.len--;
	if (!word.len || word.at[0] == '[' || !memchr(word.at, '.', word.len) || memchr(word.at, '=', word.len) || ip_plausible(word))
		return STR("");
	return word;
}

/* "helo=x", "HELO x", "EHLO x", "EHLO=x". */
static Str helo_read(Str word, Str *rest)
{
	Str helo;

	if (str_istarts(word, STR("helo=")) || str_istarts(word, STR("ehlo=")))
		return str_drop(word, 5);
	if (str_ieq(word, STR("helo")) || str_ieq(word, STR("ehlo"))) {
		*rest = str_word(*rest, &helo);
		return helo;
	}
	return STR("");
}

static void set_once(Str *to, Str s)
{
	if (!to->len)
		*to = s;
}

/* A comment of the from clause: whatever in it says who the client was. */
static void client_comment(Str s, Arena *keep, Received *out)
{
	Str word, ip;

	for (Str rest = str_word(s, &word); word.len; rest = str_word(rest, &word)) {
		Str helo = helo_read(word, &rest);

		if (helo.len) {
			set_once(&out->client_name, word_name(out->helo));
			out->helo = helo;
		} else if (str_istarts(word, STR("envelope-from")) || str_istarts(word, STR("envelope"))) {
			set_once(&out->envelope_from, address_path(rest, keep));
			return;
		} else if (str_istarts(word, STR("using")) || str_istarts(word, STR("authenticated"))) {
			return;
		} else if ((ip = word_ip(word)).len) {
			set_once(&out->client_ip, ip);
		} else if (!out->client_ip.len) {
			set_once(&out->client_name, word_name(word));
		}
	}
}

/* The next word or comment of the field; *comment tells which.  False at the end. */
static bool part_next(Str *s, Str *part, bool *comment)
{
	size_t n = 0, depth = 0;

	*s = str_trim(*s);
	if (!s->len)
		return false;
	*comment = s->at[0] == '(';
	if (*comment) {
		for (; n < s->len; n++) {
			depth += s->at[n] == '(';
			if (s->at[n] == ')' && --depth == 0)
				break;
		}
		*part = str_take(str_drop(*s, 1), n - 1);
		*s = str_drop(*s, n + 1);
		return true;
	}
	while (n < s->len && !is_space(s->at[n]) && s->at[n] != '(')
		n++;
	*part = str_take(*s, n);
	*s = str_drop(*s, n);
	return true;
}

typedef enum { NOWHERE, FROM, BY, VIA, WITH, ID, FOR, ENVELOPE } Clause;

static const struct { Str name; Clause clause; } clauses[] = {
	{ { "from", 4 }, FROM }, { { "by", 2 }, BY }, { { "via", 3 }, VIA }, { { "with", 4 }, WITH }, { { "id", 2 }, ID }, { { "for", 3 }, FOR },
	{ { "envelope-from", 13 }, ENVELOPE },
};

static Clause clause_named(Str word)
{
	for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++)
		if (word.len == clauses[i].name.len && str_istarts(word, clauses[i].name))
			return clauses[i].clause;
	return NOWHERE;
}

/* The first word of a clause. */
static void clause_word(Clause c, Str word, Arena *keep, Received *out)
{
	switch (c) {
	case FROM:
		set_once(&out->helo, word);
		set_once(&out->client_ip, word_ip(word));
		break;
	case BY:
		set_once(&out->by, word);
		break;
	case WITH:
		set_once(&out->with, word);
		break;
	case ID:
		set_once(&out->id, word.len > 2 && word.at[0] == '<' ? address_path(word, keep) : word);
		break;
	case FOR:
		set_once(&out->for_address, address_path(word, keep));
		break;
	case ENVELOPE:
		set_once(&out->envelope_from, address_path(word, keep));
		break;
	default:
		break;
	}
}

static void clauses_read(Str s, Arena *keep, Received *out)
{
	Clause at = NOWHERE;
	bool comment, used = false;
	Str part;

	while (part_next(&s, &part, &comment)) {
		Clause next = comment ? NOWHERE : clause_named(part);

		if (comment && (at == FROM || str_istarts(part, STR("envelope"))))
			client_comment(part, keep, out);
		else if (next != NOWHERE && !(next == FROM && at != NOWHERE) && (used || at == NOWHERE)) {
			at = next;
			used = false;
		} else if (!comment && !used) {
			clause_word(at, part, keep, out);
			used = true;
		}
	}
}

void received_read(Str value, Arena *keep, Received *out)
{
	Str s = header_unfold(value, keep);
	const char *date = s.len ? memrchr(s.at, ';', s.len) : NULL;

	*out = (Received){ .helo = STR(""), .client_name = STR(""), .client_ip = STR(""), .by = STR(""), .with = STR(""), .id = STR(""),
	                   .for_address = STR(""), .envelope_from = STR("") };
	if (date) {
		Str time = str_between(date + 1, s.at + s.len);

		date_read(time, &out->time);
		s = str_between(s.at, date);
	}
	clauses_read(s, keep, out);
}
