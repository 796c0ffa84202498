/* normal.c - the normal form of a reply's words. */
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include "base/block.h"
#include "base/codec.h"
#include "base/limits.h"
#include "rules/normal.h"

/* A text being folded: what comes in is appended in lower case, with one blank for any white space. */
typedef struct {
	Arena *keep;
	Str in;
	char *out;
	uint32_t *map;
	size_t n, cap;
	bool began_with_line_code;              /* "550-": then a bare "550 " inside is a code too */
} Folder;

static void put(Folder *f, char c, size_t from)
{
	if (f->n + NORMAL_PAD >= f->cap)
		return;                             /* cap is ample but for texts that NFKC swells beyond reason */
	if (f->map)
		f->map[f->n] = (uint32_t)from;
	f->out[f->n++] = c;
}

static void put_blank(Folder *f, size_t from)
{
	if (f->n && f->out[f->n - 1] != ' ')
		put(f, ' ', from);
}

/* Typographic marks that NFKC leaves alone, and their plain twins. */
static char plain_mark(uint32_t rune)
{
	switch (rune) {
	case 0x2018: case 0x2019: case 0x201a: case 0x201b: case 0x2032: case 0x00b4: case 0x0060: return '\'';
	case 0x201c: case 0x201d: case 0x201e: case 0x201f: case 0x2033: case 0x00ab: case 0x00bb: return '"';
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2212: return '-';
	case 0x00a0: case 0x2028: case 0x2029: case 0x3000: case 0x200b: case 0xfeff: return ' ';
	default: return 0;
	}
}

enum { RUN_MAX = 1024 };                            /* bytes of one run that are normalised together */

/* NFKC and case folding of one run by ICU.  No arena is touched while ICU works. */
static size_t fold_unicode(Str run, char *out, size_t cap)
{
	UErrorCode e = U_ZERO_ERROR;
	const UNormalizer2 *nfkc = unorm2_getNFKCCasefoldInstance(&e);
	UChar wide[RUN_MAX * 2], folded[RUN_MAX * 4];
	int32_t n, m, bytes;

	u_strFromUTF8WithSub(wide, RUN_MAX * 2, &n, run.at, (int32_t)run.len, 0xfffd, NULL, &e);
	m = U_SUCCESS(e) ? unorm2_normalize(nfkc, wide, n, folded, RUN_MAX * 4, &e) : 0;
	u_strToUTF8(out, (int32_t)cap, &bytes, folded, m, &e);
	return U_SUCCESS(e) ? (size_t)bytes : 0;
}

/* The run of bytes over 127 at the front of s, at most RUN_MAX, cut between characters. */
static Str high_run(Str s)
{
	size_t n = 0;

	while (n < s.len && n < RUN_MAX && (s.at[n] & 0x80))
		n++;
	while (n == RUN_MAX && n > 1 && n < s.len && ((unsigned char)s.at[n] & 0xc0) == 0x80)
		n--;
	return str_take(s, n);
}

static size_t put_high(Folder *f, size_t at)
{
	Str run = high_run(str_drop(f->in, at));
	char folded[RUN_MAX * 6];
	Str rest = { folded, fold_unicode(run, folded, sizeof folded) };

	while (rest.len) {
		uint32_t rune;
		size_t n = utf8_read(rest, &rune);
		char mark = n ? plain_mark(rune) : 0;

		n = n ? n : 1;
		if (mark == ' ' || (n == 1 && is_space(rest.at[0])))
			put_blank(f, at);
		else if (mark)
			put(f, mark, at);
		else
			for (size_t i = 0; i < n; i++)
				put(f, rest.at[i], at);
		rest = str_drop(rest, n);
	}
	return at + run.len;
}

/* ---- codes ---- */

/* The length of an enhanced code at the front of s, with what ends it ("5.7.1 " or "5.7.1: "); 0 where there is none. */
static size_t status_length(Str s)
{
	Str rest = s;
	int part;

	if (s.len < 5 || (s.at[0] != '2' && s.at[0] != '4' && s.at[0] != '5') || s.at[1] != '.')
		return 0;
	for (int i = 0; i < 3; i++) {
		if (i > 0 && (rest.len == 0 || rest.at[0] != '.'))
			return 0;
		rest = str_number(str_drop(rest, i > 0), &part);
		if (part < 0 || part > 999)
			return 0;
	}
	if (rest.len && rest.at[0] == ':')
		rest = str_drop(rest, 1);
	if (rest.len && !is_space(rest.at[0]))
		return 0;
	return s.len - rest.len;
}

/* The length of "550-" or "550 " (or "550" at the end) at the front of s; 0 where there is none. */
static size_t code_length(Str s)
{
	if (s.len < 3 || (s.at[0] != '2' && s.at[0] != '4' && s.at[0] != '5') || s.at[1] > '5' || !is_digit(s.at[1]) || !is_digit(s.at[2]))
		return 0;
	if (s.len == 3)
		return 3;
	return s.at[3] == '-' || is_space(s.at[3]) ? 4 : 0;
}

/* What of the codes at `at` is no part of the words: where the words go on.  line: it is the start of a line. */
static size_t skip_codes(Folder *f, size_t at, bool line)
{
	Str s = str_drop(f->in, at);
	size_t code = code_length(s), status = code ? status_length(str_drop(s, code)) : 0;

	bool dashed = code == 4 && s.at[3] == '-';          /* a code at the very end has nothing behind it */

	if (!line && code && !status && !f->began_with_line_code && !dashed)
		code = 0;
	if (line && at == 0 && dashed)
		f->began_with_line_code = true;
	if (code == 0)
		return at + (line || at == 0 ? status_length(s) : 0);
	s = str_drop(s, code);
	for (int again = 0; again < 2 && code_length(s); again++) {     /* "550-550-5.1.1": the server says its code twice */
		code += code_length(s);
		s = str_drop(s, code_length(s));
	}
	return at + code + status_length(s);
}

/* ---- the walk ---- */

/* The bytes of a block that are folded alike whatever stands around them: printable ASCII, and a single blank that no digit of a code follows. */
static uint32_t plain_bytes(Block b, Block next)
{
	Block odd = ~block_in(b, '!', '~') | (Block)(b == '`'), behind = ~block_in(next, '!', '~') | block_in(next, '2', '5');

	return ~block_mask(odd & ~((Block)(b == ' ') & ~behind));
}

/* As many of the sixteen bytes at `at` as may be folded at once; where the walk goes on. */
static size_t put_block(Folder *f, size_t at)
{
	char tail[2 * BLOCK] = { 0 };
	size_t left = f->in.len - at;
	const char *in = f->in.at + at;

	if (f->cap - NORMAL_PAD - f->n < BLOCK)
		return at;
	if (left <= BLOCK)
		in = memcpy(tail, in, left);
	Block b = block_load(in);
	size_t n = (size_t)__builtin_ctz(~plain_bytes(b, block_load(in + 1)) | 1 << BLOCK);

	block_store(f->out + f->n, b + (block_in(b, 'A', 'Z') & 0x20));
	for (size_t i = 0; f->map && i < n; i++)
		f->map[f->n + i] = (uint32_t)(at + i);
	f->n += n;
	return at + n;
}

/* White space, as one blank, and a code behind it. */
static size_t put_space(Folder *f, size_t at, bool codes)
{
	bool line = false;

	put_blank(f, at);
	for (; at < f->in.len && (unsigned char)f->in.at[at] <= 0x20; at++)
		line |= f->in.at[at] == '\n' || f->in.at[at] == '\r';
	if (codes && at < f->in.len && (f->in.at[at] == '5' || f->in.at[at] == '4' || f->in.at[at] == '2'))
		at = skip_codes(f, at, line);
	return at;
}

static void fold(Folder *f, bool codes)
{
	size_t at = codes ? skip_codes(f, 0, true) : 0;

	while (at < f->in.len) {
		unsigned char c = (unsigned char)f->in.at[at];
		size_t was = at;

		if (c & 0x80)
			at = put_high(f, at);
		else if (c <= 0x20)
			at = put_space(f, at, codes);
		else if (c == 0x7f)
			put_blank(f, at++);
		else if ((at = put_block(f, at)) == was)
			put(f, c == '`' ? '\'' : to_lower((char)c), at++);
	}
	while (f->n && codes && f->out[f->n - 1] == ' ')
		f->n--;
	memset(f->out + f->n, 0, NORMAL_PAD);
}

static void open_folder(Folder *f, Str s, bool with_map, Arena *keep)
{
	*f = (Folder){ .keep = keep, .in = s, .cap = s.len * 3 / 2 + 256 + NORMAL_PAD };
	f->out = arena_raw(keep, 1, 8, f->cap);
	if (with_map)
		f->map = take(keep, uint32_t, f->cap);
}

void normal_reply(Str s, bool with_map, Arena *keep, Normal *out)
{
	Str in = str_trim(str_take(s, LIMIT_REPLY_BYTES));
	Folder f;

	open_folder(&f, in, with_map, keep);
	fold(&f, true);
	if (f.map) {
		f.map[f.n] = (uint32_t)in.len;
		for (size_t i = 0; i <= f.n; i++)
			f.map[i] += (uint32_t)(in.at - s.at);
	}
	*out = (Normal){ { f.out, f.n }, f.map };
}

Str normal_literal(Str s, Arena *keep)
{
	Folder f;

	open_folder(&f, s, false, keep);
	if (s.len && is_space(s.at[0]))
		put(&f, ' ', 0);
	fold(&f, false);
	return (Str){ f.out, f.n };
}

Str normal_squeeze(Str normal, Arena *keep)
{
	char *out = take(keep, char, normal.len + NORMAL_PAD);
	size_t n = 0;

	for (size_t i = 0; i < normal.len; i++)
		if (normal.at[i] != ' ')
			out[n++] = normal.at[i];
	return (Str){ out, n };
}
