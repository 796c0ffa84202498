/* header_alt.c - the older forms of a field: by what is known of those that change it. */
#include "base/codec.h"
#include "diagnose/header_alt.h"
#include "mail/address.h"
#include "mail/encoded.h"

enum { WORDS = 12, TAGS = 6, ADDRESSES = 24, DISPLAY_NAMES = 24, FOLD = 78, ENCODED_WORD = 75 };

/* Of one field. */
typedef struct {
	const RawMessage *m;
	Arena *keep;
	HeaderSlot *slot;
	Canon canon;
	Str before, value;                      /* name, colon and the blanks behind it; the value as it stands, "" where the field is absent */
	UndoKind kind;                          /* of a changed value */
} Work;

static void put(Work *w, Str whole, UndoKind kind, bool strong)
{
	HeaderSlot *s = w->slot;

	if (s->n < HEADER_ALTS && !(s->field >= 0 && str_eq(whole, w->m->v[s->field].whole)))
		*arena_push(w->keep, s) = (HeaderAlt){ whole, s->field < 0 && whole.len ? UNDO_HEADER_REMOVED : kind, strong };
}

static void put_value(Work *w, Str value, UndoKind kind, bool strong)
{
	put(w, arena_join(w->keep, w->before, value), kind, strong);
}

/* The value without that stretch of it. */
static void put_without(Work *w, const char *from, const char *to, UndoKind kind, bool strong)
{
	put_value(w, arena_join(w->keep, str_between(w->value.at, from), str_between(to, w->value.at + w->value.len)), kind, strong);
}

static bool is_named(const Work *w, const char *name) { return str_ieq(w->slot->name, str_of(name)); }

/* ---- any field ---- */

/* What is added by those who forward, and may be signed as absent. */
static bool often_added(Str name)
{
	static const char *const names[] = { "reply-to", "sender", "cc", "to", "precedence", "errors-to", "mime-version", "content-type", "content-transfer-encoding", "resent-from",
		"resent-to", "resent-date", "in-reply-to", "references", "message-id", "date" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_ieq(name, str_of(names[i])))
			return true;
	return str_istarts(name, STR("list-"));
}

static void absent(Work *w)
{
	if (w->slot->field >= 0)
		put(w, STR(""), UNDO_HEADER_ADDED, often_added(w->slot->name));
}

static void other_fields(Work *w)
{
	for (int i = raw_lowest(w->m, w->slot->name), n = 0; i >= 0 && n < 8; i = raw_above(w->m, i), n++)
		if (i != w->slot->field)
			put(w, w->m->v[i].whole, UNDO_HEADER_DOUBLED, true);
}

/* Who changes a field often keeps the old one under another name. */
static void kept_copies(Work *w)
{
	static const char *const heads[] = { "X-Original-", "Original-", "X-Orig-", "X-", "Old-", "X-Google-Original-", "X-Old-", "X-MS-Exchange-Original-", "X-MDArrival-", "Resent-" };

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		int at = raw_lowest(w->m, arena_join(w->keep, str_of(heads[i]), w->slot->name));

		if (at >= 0)
			put_value(w, str_trim(raw_value(&w->m->v[at])), w->kind, true);
	}
}

static Str squeezed(Str s, Arena *keep)
{
	Buf b = buf_new(keep);

	for (size_t i = 0; i < s.len; i++)
		if (!is_space(s.at[i]))
			buf_char(&b, s.at[i]);
		else if (b.len && b.at[b.len - 1] != ' ')
			buf_char(&b, ' ');
	return str_trim_end(buf_str(&b));
}

/* The same words, folded where `fold` says. */
static Str folded(Str name, Str s, Str fold, size_t width, Arena *keep)
{
	Buf b = buf_new(keep);
	size_t column = name.len + 2;

	while (s.len) {
		Str word, rest = str_cut(s, ' ', &word);

		if (b.len && column + 1 + word.len > width) {
			buf_put(&b, fold);
			column = 1;
		} else if (b.len) {
			buf_char(&b, ' ');
			column++;
		}
		buf_put(&b, word);
		column += word.len;
		s = rest;
	}
	return buf_str(&b);
}

/* Without the line ends and the blanks behind them: folds that were put into a word. */
static Str unfolded_tight(Str s, Arena *keep)
{
	Buf b = buf_new(keep);

	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] != '\r' && s.at[i] != '\n') {
			buf_char(&b, s.at[i]);
			continue;
		}
		while (i + 1 < s.len && is_space(s.at[i + 1]))
			i++;
	}
	return buf_str(&b);
}

static Str behind_commas(Str s, Str by, Arena *keep)
{
	Buf b = buf_new(keep);

	for (size_t i = 0; i < s.len; i++) {
		buf_char(&b, s.at[i]);
		if (s.at[i] != ',' && s.at[i] != ';')
			continue;
		buf_put(&b, by);
		while (i + 1 < s.len && is_space(s.at[i + 1]))
			i++;
	}
	return buf_str(&b);
}

static void blanks(Work *w)
{
	static const char *const names[] = { "Subject", "From", "To", "Date", "Message-ID", "Message-Id", "MIME-Version", "Mime-Version", "Content-Type", "Cc", "CC", "Reply-To",
		"Content-Transfer-Encoding", "Sender", "In-Reply-To", "References" };
	Str one = squeezed(w->value, w->keep);

	if (memchr(w->value.at, '\n', w->value.len))
		put_value(w, unfolded_tight(w->value, w->keep), UNDO_HEADER_REFOLDED, true);
	put_value(w, behind_commas(w->value, STR(" "), w->keep), UNDO_HEADER_REFOLDED, false);
	put_value(w, behind_commas(w->value, STR(""), w->keep), UNDO_HEADER_REFOLDED, false);
	if (w->canon == CANON_RELAXED)
		return;
	put_value(w, one, UNDO_HEADER_REFOLDED, true);
	put(w, arena_join(w->keep, arena_join(w->keep, w->slot->name, STR(": ")), one), UNDO_HEADER_REFOLDED, true);
	put(w, arena_join(w->keep, arena_join(w->keep, w->slot->name, STR(":")), w->value), UNDO_HEADER_REFOLDED, false);
	for (size_t width = 70; width <= 80; width++) {
		put_value(w, folded(w->slot->name, one, STR("\r\n "), width, w->keep), UNDO_HEADER_REFOLDED, width == FOLD || width == 76);
		put_value(w, folded(w->slot->name, one, STR("\r\n\t"), width, w->keep), UNDO_HEADER_REFOLDED, width == FOLD || width == 76);
	}
	put_value(w, behind_commas(w->value, STR("\r\n "), w->keep), UNDO_HEADER_REFOLDED, false);
	put_value(w, behind_commas(w->value, STR("\r\n\t"), w->keep), UNDO_HEADER_REFOLDED, false);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (is_named(w, names[i]))
			put(w, arena_join(w->keep, str_of(names[i]), str_drop(w->m->v[w->slot->field].whole, w->slot->name.len)), UNDO_HEADER_REFOLDED, true);
}

/* The first words left out, and the last ones. */
static void words(Work *w, UndoKind kind)
{
	const char *p = w->value.at, *end = p + w->value.len;

	for (int n = 0; n < WORDS && p < end; n++) {
		while (p < end && !is_space(*p))
			p++;
		while (p < end && is_space(*p))
			p++;
		if (p < end)
			put_without(w, w->value.at, p, kind, n < 3);
	}
	p = end;
	for (int n = 0; n < WORDS && p > w->value.at; n++) {
		while (p > w->value.at && !is_space(p[-1]))
			p--;
		while (p > w->value.at && is_space(p[-1]))
			p--;
		if (p > w->value.at)
			put_without(w, p, end, kind, n < 1);
	}
}

/* ---- encoded-words ---- */

static void put_q(Buf *b, Str bytes, bool strict)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.at[i];

		if (c == ' ')
			buf_char(b, '_');
		else if (is_alnum((char)c) || (c && strchr(strict ? "-!*+/" : "-!*+/.,:;'()%$#@&~^<>|{}[]\\`\"", c)))
			buf_char(b, (char)c);
		else
			buf_put(b, (Str){ (const char[]){ '=', hex[c >> 4], hex[c & 15] }, 3 });
	}
}

static void put_b(Buf *b, Str s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < s.len; i += 3) {
		const unsigned char *p = (const unsigned char *)s.at + i;
		size_t n = s.len - i < 3 ? s.len - i : 3;
		uint32_t bits = (uint32_t)p[0] << 16 | (n > 1 ? (uint32_t)p[1] << 8 : 0) | (n > 2 ? p[2] : 0);

		buf_put(b, (Str){ (const char[]){ digits[bits >> 18], digits[bits >> 12 & 63], n > 1 ? digits[bits >> 6 & 63] : '=', n > 2 ? digits[bits & 63] : '=' }, 4 });
	}
}

/* How many bytes of s fit into one encoded-word: whole characters. */
static size_t fits(Str s, size_t room, bool b64, bool strict, Arena scratch)
{
	size_t n = 0, used = 0;
	Buf b = buf_new(&scratch);

	while (n < s.len) {
		uint32_t rune;
		size_t step = utf8_read(str_drop(s, n), &rune);

		step = step ? step : 1;
		b.len = 0;
		if (!b64)
			put_q(&b, str_take(str_drop(s, n), step), strict);
		used += b.len;
		if (n && (b64 ? (n + step + 2) / 3 * 4 > room : used > room))
			break;
		n += step;
	}
	return n;
}

/* As encoded-words; the first is at most `first` characters long, for programs make room for the field's name, or do not; some
 * write one character more than RFC 2047 2 allows, in every word. */
static Str encoded(Str text, const char *head, bool strict, size_t first, Arena *keep)
{
	size_t prefix = strlen(head);
	bool b64 = to_lower(head[prefix - 2]) == 'b';
	Buf b = buf_new(keep);

	while (text.len) {
		size_t n = fits(text, (b.len && first < ENCODED_WORD ? ENCODED_WORD : first) - prefix - 2, b64, strict, *keep);
		Str part = str_take(text, n);

		if (b.len)
			buf_put(&b, STR("\r\n "));
		buf_put(&b, str_of(head));
		if (b64)
			put_b(&b, part);
		else
			put_q(&b, part, strict);
		buf_put(&b, STR("?="));
		text = str_drop(text, n);
	}
	return buf_str(&b);
}

static void encodings(Work *w, Str text, UndoKind kind, bool strong)
{
	static const char *const heads[] = { "=?utf-8?q?", "=?utf-8?b?", "=?UTF-8?Q?", "=?UTF-8?B?", "=?utf-8?Q?", "=?utf-8?B?" };
	static const size_t firsts[] = { ENCODED_WORD, ENCODED_WORD + 1, 66, 67 };

	put_value(w, text, kind, strong);
	if (ascii_length(text) == text.len)
		return;
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		for (size_t k = 0; k < sizeof firsts / sizeof *firsts && (k == 0 || text.len > 24); k++)
			put_value(w, encoded(text, heads[i], true, firsts[k], w->keep), kind, strong && k < 2);
		if (to_lower(heads[i][8]) == 'q')
			put_value(w, encoded(text, heads[i], false, ENCODED_WORD, w->keep), kind, false);
	}
}

/* ---- Subject ---- */

/* "[list] " wherever it stands. */
static void brackets(Work *w)
{
	const char *p = w->value.at, *end = p + w->value.len;

	for (int n = 0; n < TAGS && p < end && (p = memchr(p, '[', (size_t)(end - p))) != NULL; n++) {
		const char *close = memchr(p, ']', (size_t)(end - p)), *behind = close ? close + 1 : NULL;

		if (!close)
			return;
		while (behind < end && is_space(*behind))
			behind++;
		put_without(w, p, behind, UNDO_SUBJECT_TAG, true);
		if (behind > close + 1)
			put_without(w, p, close + 1, UNDO_SUBJECT_TAG, false);
		p = close + 1;
	}
}

/* The tag in front of decoded text, with the blanks behind it; 0 for none. */
static size_t tag_length(Str text)
{
	const char *close = text.len && text.at[0] == '[' ? memchr(text.at, ']', text.len) : NULL;
	size_t n = close ? (size_t)(close - text.at) + 1 : 0;

	while (n && n < text.len && text.at[n] == ' ')
		n++;
	return n;
}

static void subject(Work *w)
{
	Str text = encoded_decode(w->value, STR("utf-8"), w->keep), word;

	brackets(w);
	words(w, UNDO_SUBJECT_TAG);
	if (tag_length(text))
		encodings(w, str_drop(text, tag_length(text)), UNDO_SUBJECT_TAG, true);
	Str rest = str_trim(str_word(text, &word));
	if (rest.len && ascii_length(rest) < rest.len)
		encodings(w, rest, UNDO_SUBJECT_TAG, false);
	for (int i = 0; i < 3; i++)
		put_value(w, arena_join(w->keep, str_of((const char *const[]){ "Re: ", "RE: ", "Fwd: " }[i]), w->value), UNDO_HEADER_REWRITTEN, false);
}

/* ---- addresses ---- */

typedef struct { Str address[ADDRESSES], name[DISPLAY_NAMES]; size_t addresses, names; } People;

static void add(Str *list, size_t *n, size_t most, Str s)
{
	for (size_t i = 0; i < *n; i++)
		if (str_eq(list[i], s))
			return;
	if (*n < most && s.len)
		list[(*n)++] = s;
}

static Str bare(Str name)
{
	name = str_trim(name);
	return name.len >= 2 && name.at[0] == '"' && name.at[name.len - 1] == '"' ? str_drop(str_take(name, name.len - 1), 1) : name;
}

/* A name without what a list put to it: " via LIST", " (via LIST)", " - LIST". */
static void add_names(People *p, Str name)
{
	static const char *const marks[] = { " via ", " (via ", " - ", " on behalf of ", " (", " |" };

	name = bare(name);
	add(p->name, &p->names, DISPLAY_NAMES, name);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		add(p->name, &p->names, DISPLAY_NAMES, str_trim(bare(str_take(name, str_ifind(name, str_of(marks[i]), 0)))));
}

static void people_of(const Work *w, People *p)
{
	static const char *const fields[] = { "From", "Reply-To", "X-Original-From", "X-Original-Sender", "X-Google-Original-From", "Original-From", "X-Envelope-From", "Sender",
		"Mail-Followup-To", "Return-Path", "Cc", "To", "Delivered-To", "X-Original-To", "X-Envelope-To" };

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		int at = raw_lowest(w->m, str_of(fields[i]));
		Addresses list = { 0 };

		if (at < 0)
			continue;
		addresses_read(raw_value(&w->m->v[at]), w->keep, &list);
		for (size_t k = 0; k < list.n && k < 4; k++) {
			add(p->address, &p->addresses, ADDRESSES, list.v[k].whole);
			if (i < 5 || w->kind != UNDO_FROM_REWRITTEN)
				add_names(p, list.v[k].name);
		}
	}
}

/* The whole of another field: lists that put themselves into From leave the author in Reply-To. */
static void moved(Work *w)
{
	static const char *const fields[] = { "Reply-To", "X-Original-From", "X-Original-Sender", "Cc", "Sender", "From" };

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		int at = raw_lowest(w->m, str_of(fields[i]));

		if (at >= 0 && !is_named(w, fields[i]))
			put_value(w, str_trim(raw_value(&w->m->v[at])), w->kind, i < 3);
	}
}

/* "joe=example.com@list.example" and "joe.example.com@list.example" were joe@example.com. */
static void add_hidden(Work *w, People *p)
{
	size_t n = p->addresses;

	for (size_t i = 0; i < n; i++) {
		Str local = str_take(p->address[i], str_find(p->address[i], STR("@"), 0)), host, user;

		host = str_cut(local, '=', &user);
		if (host.len)
			add(p->address, &p->addresses, ADDRESSES, arena_join(w->keep, arena_join(w->keep, user, STR("@")), host));
	}
}

static void addresses(Work *w)
{
	People *p = take(w->keep, People, 1);

	people_of(w, p);
	add_hidden(w, p);
	for (size_t a = 0; a < p->addresses; a++) {
		Str angle = arena_join(w->keep, arena_join(w->keep, STR("<"), p->address[a]), STR(">"));
		bool strong = a < 4;

		put_value(w, p->address[a], w->kind, strong);
		put_value(w, angle, w->kind, false);
		for (size_t n = 0; n < p->names; n++) {
			Str spaced = arena_join(w->keep, STR(" "), angle), name = p->name[n];

			put_value(w, arena_join(w->keep, name, spaced), w->kind, strong && n < 4);
			put_value(w, arena_join(w->keep, arena_join(w->keep, STR("\""), name), arena_join(w->keep, STR("\""), spaced)), w->kind, strong && n < 4);
		}
	}
}

/* ---- Content fields ---- */

static void donors(Work *w, const MimeTree *mime)
{
	size_t parts = 0;

	for (const Part *p = mime ? mime->root : NULL; p && parts < 16; p = part_walk(mime->root, p), parts++)
		if (p->depth && header_has(&p->headers, w->slot->name))
			put_value(w, header_value(&p->headers, w->slot->name), UNDO_TYPE_CHANGED, true);
}

static void listed(Work *w, const char *const *values, size_t n, size_t strong)
{
	for (size_t i = 0; i < n; i++)
		put_value(w, str_of(values[i]), UNDO_TYPE_CHANGED, i < strong);
}

/* charset= as another set, its quotes kept; and without each of the parameters. */
static void parameters(Work *w)
{
	static const char *const sets[] = { "utf-8", "UTF-8", "iso-8859-1", "ISO-8859-1", "us-ascii", "windows-1252", "iso-8859-15", "ISO-8859-15", "iso-8859-2", "windows-1251",
		"koi8-r", "gb2312", "iso-2022-jp", "US-ASCII", "Windows-1252" };
	size_t at = str_ifind(w->value, STR("charset="), 0), begin = at + 8, end;

	if (at < w->value.len) {
		begin += begin < w->value.len && w->value.at[begin] == '"';
		for (end = begin; end < w->value.len && !is_space(w->value.at[end]) && !strchr("\";", w->value.at[end]); end++)
			;
		for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
			put_value(w, arena_join(w->keep, arena_join(w->keep, str_take(w->value, begin), str_of(sets[i])), str_drop(w->value, end)), UNDO_TYPE_CHANGED, true);
	}
	for (size_t from = str_find(w->value, STR(";"), 0); from < w->value.len; ) {
		size_t next = str_find(w->value, STR(";"), from + 1);

		put_without(w, w->value.at + from, w->value.at + next, UNDO_TYPE_CHANGED, true);
		from = next;
	}
}

/* Quotes off, and quotes on, all of them. */
static void quotes(Work *w)
{
	Buf off = buf_new(w->keep), on = buf_new(w->keep);

	for (size_t i = 0; i < w->value.len; i++) {
		if (w->value.at[i] != '"')
			buf_char(&off, w->value.at[i]);
		buf_char(&on, w->value.at[i]);
		if (w->value.at[i] != '=' || i + 1 == w->value.len || w->value.at[i + 1] == '"')
			continue;
		buf_char(&on, '"');
		while (i + 1 < w->value.len && !strchr("; \t\r\n\"", w->value.at[i + 1]))
			buf_char(&on, w->value.at[++i]);
		buf_char(&on, '"');
	}
	put_value(w, buf_str(&off), w->kind, true);
	put_value(w, buf_str(&on), w->kind, true);
}

static void content_type(Work *w)
{
	static const char *const types[] = { "text/plain", "text/plain; charset=us-ascii", "text/plain; charset=\"us-ascii\"", "text/plain; charset=utf-8", "text/plain; charset=\"utf-8\"",
		"text/plain; charset=UTF-8", "text/plain; charset=\"UTF-8\"", "text/html; charset=utf-8", "text/html; charset=\"utf-8\"", "text/html; charset=UTF-8",
		"text/html; charset=\"UTF-8\"", "text/plain; charset=iso-8859-1", "text/plain; charset=\"iso-8859-1\"" };

	parameters(w);
	quotes(w);
	listed(w, types, sizeof types / sizeof *types, 5);
}

/* ---- Date ---- */

static Str replaced(Str s, Str what, Str by, Arena *keep)
{
	size_t at = str_find(s, what, 0);

	return at == s.len ? s : arena_join(keep, arena_join(keep, str_take(s, at), by), str_drop(s, at + what.len));
}

static void date(Work *w)
{
	static const char *const zones[] = { "+0000", "GMT", "UT", "UTC", "-0000", "+0000 (UTC)", "+0000 (GMT)", "Z" };
	static const char *const days[] = { "Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, ", "Sun, " };
	size_t comma = str_find(w->value, STR(", "), 0), comment = str_find(w->value, STR(" ("), 0);

	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		for (size_t k = 0; k < sizeof zones / sizeof *zones; k++)
			if (i != k && str_ends(w->value, str_of(zones[i])))
				put_value(w, replaced(w->value, str_of(zones[i]), str_of(zones[k]), w->keep), UNDO_HEADER_REWRITTEN, false);
	if (comment < w->value.len)
		put_value(w, str_take(w->value, comment), UNDO_HEADER_REWRITTEN, true);
	if (comma < w->value.len)
		put_value(w, str_drop(w->value, comma + 2), UNDO_HEADER_REWRITTEN, true);
	else
		for (size_t i = 0; i < sizeof days / sizeof *days; i++)
			put_value(w, arena_join(w->keep, str_of(days[i]), w->value), UNDO_HEADER_REWRITTEN, false);
	if (comma + 3 < w->value.len && w->value.at[comma + 2] == '0')
		put_without(w, w->value.at + comma + 2, w->value.at + comma + 3, UNDO_HEADER_REWRITTEN, true);
	else if (comma + 3 < w->value.len && w->value.at[comma + 3] == ' ')
		put_value(w, arena_join(w->keep, arena_join(w->keep, str_take(w->value, comma + 2), STR("0")), str_drop(w->value, comma + 2)), UNDO_HEADER_REWRITTEN, true);
}

/* ---- all of a field ---- */

static const char *const transfers[] = { "8bit", "7bit", "quoted-printable", "base64", "8BIT", "7Bit", "7BIT", "8Bit", "binary", "BASE64", "Quoted-Printable", "QUOTED-PRINTABLE" };
static const char *const versions[] = { "1.0" };
static const char *const precedences[] = { "bulk", "list" };

static UndoKind kind_of(Str name)
{
	static const struct { const char *name; UndoKind kind; } kinds[] = {
		{ "subject", UNDO_SUBJECT_TAG }, { "from", UNDO_FROM_REWRITTEN }, { "sender", UNDO_HEADER_REWRITTEN }, { "reply-to", UNDO_REPLY_REWRITTEN },
		{ "to", UNDO_TO_REWRITTEN }, { "cc", UNDO_TO_REWRITTEN }, { "content-type", UNDO_TYPE_CHANGED }, { "content-transfer-encoding", UNDO_TYPE_CHANGED },
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_ieq(name, str_of(kinds[i].name)))
			return kinds[i].kind;
	return UNDO_HEADER_REWRITTEN;
}

static void by_name(Work *w, const MimeTree *mime)
{
	bool addressed = is_named(w, "from") || is_named(w, "to") || is_named(w, "cc") || is_named(w, "reply-to") || is_named(w, "sender");

	if (str_istarts(w->slot->name, STR("content-")))
		donors(w, mime);
	if (is_named(w, "subject"))
		subject(w);
	if (is_named(w, "content-type"))
		content_type(w);
	if (is_named(w, "content-transfer-encoding"))
		listed(w, transfers, sizeof transfers / sizeof *transfers, 4);
	if (is_named(w, "mime-version"))
		listed(w, versions, 1, 1);
	if (is_named(w, "precedence"))
		listed(w, precedences, 2, 0);
	if (is_named(w, "date") && w->value.len)
		date(w);
	if (addressed) {
		moved(w);
		addresses(w);
	}
}

void header_alts(const RawMessage *m, const MimeTree *mime, Canon canon, Arena *keep, HeaderSlot *slot)
{
	Work w = { .m = m, .keep = keep, .slot = slot, .canon = canon, .value = STR(""), .kind = kind_of(slot->name) };

	if (slot->field >= 0) {
		Str whole = m->v[slot->field].whole;

		w.value = str_trim(raw_value(&m->v[slot->field]));
		w.before = w.value.len ? str_between(whole.at, w.value.at) : whole;
	} else {
		w.before = arena_join(keep, slot->name, STR(": "));
	}
	absent(&w);
	other_fields(&w);
	kept_copies(&w);
	by_name(&w, mime);
	if (w.value.len == 0)
		return;
	blanks(&w);
	if (str_has(w.value, STR("=?")) || ascii_length(w.value) < w.value.len)
		encodings(&w, encoded_decode(w.value, STR("utf-8"), keep), UNDO_HEADER_REENCODED, true);
	if (!is_named(&w, "subject"))
		words(&w, w.kind);
	if (!is_named(&w, "content-type"))
		quotes(&w);
}
