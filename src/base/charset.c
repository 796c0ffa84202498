/* charset.c - text in the character sets that mails name, or should have named, as UTF-8.
 *
 * ASCII and UTF-8 are given back as they are, windows-1252 is read here; all else goes through iconv. */
#include <errno.h>
#include <iconv.h>
#include "base/codec.h"

/* What is done with a set: most are iconv's. */
typedef enum { AS_UTF8, AS_1252, BY_ICONV } Way;

/* Names of sets with everything but letters and digits left out, lower case: "ISO-8859-1", "iso8859_1" and "iso 8859-1" are one.  The
 * supersets that mailers write under a smaller name are read in its place (WHATWG Encoding, section 4.2). */
#define SET(key, way, iconv)  { { key, sizeof(key) - 1 }, way, iconv }
static const struct { Str key; Way way; const char *iconv; } sets[] = {
	SET("utf8", AS_UTF8, ""), SET("unicode11utf8", AS_UTF8, ""), SET("utf8mb4", AS_UTF8, ""), SET("usascii", AS_UTF8, ""),
	SET("ascii", AS_UTF8, ""), SET("ansix341968", AS_UTF8, ""), SET("iso646us", AS_UTF8, ""), SET("", AS_UTF8, ""),
	SET("unknown8bit", AS_UTF8, ""), SET("xunknown", AS_UTF8, ""), SET("binary", AS_UTF8, ""), SET("iso88591", AS_1252, ""),
	SET("latin1", AS_1252, ""), SET("l1", AS_1252, ""), SET("cp819", AS_1252, ""), SET("windows1252", AS_1252, ""),
	SET("cp1252", AS_1252, ""), SET("win1252", AS_1252, ""), SET("xansi", AS_1252, ""), SET("ansi", AS_1252, ""),
	SET("88591", AS_1252, ""), SET("iso885901", AS_1252, ""), SET("iso2022jp", BY_ICONV, "ISO-2022-JP-3"),
	SET("iso2022jp1", BY_ICONV, "ISO-2022-JP-3"), SET("iso2022jp2", BY_ICONV, "ISO-2022-JP-2"),
	SET("iso2022jp3", BY_ICONV, "ISO-2022-JP-3"), SET("csiso2022jp", BY_ICONV, "ISO-2022-JP-3"),
	SET("iso2022jpms", BY_ICONV, "ISO-2022-JP-3"), SET("cp50220", BY_ICONV, "ISO-2022-JP-3"),
	SET("cp50221", BY_ICONV, "ISO-2022-JP-3"), SET("jis", BY_ICONV, "ISO-2022-JP-3"), SET("shiftjis", BY_ICONV, "CP932"),
	SET("sjis", BY_ICONV, "CP932"), SET("xsjis", BY_ICONV, "CP932"), SET("mskanji", BY_ICONV, "CP932"),
	SET("cp932", BY_ICONV, "CP932"), SET("windows31j", BY_ICONV, "CP932"), SET("win31j", BY_ICONV, "CP932"),
	SET("eucjp", BY_ICONV, "EUC-JP-MS"), SET("xeucjp", BY_ICONV, "EUC-JP-MS"), SET("ujis", BY_ICONV, "EUC-JP-MS"),
	SET("gb2312", BY_ICONV, "GB18030"), SET("gb231280", BY_ICONV, "GB18030"), SET("euccn", BY_ICONV, "GB18030"),
	SET("gbk", BY_ICONV, "GB18030"), SET("cp936", BY_ICONV, "GB18030"), SET("xgbk", BY_ICONV, "GB18030"),
	SET("gb18030", BY_ICONV, "GB18030"), SET("gb", BY_ICONV, "GB18030"), SET("chinese", BY_ICONV, "GB18030"),
	SET("csgb2312", BY_ICONV, "GB18030"), SET("big5", BY_ICONV, "BIG5-HKSCS"), SET("big5hkscs", BY_ICONV, "BIG5-HKSCS"),
	SET("cnbig5", BY_ICONV, "BIG5-HKSCS"), SET("xbig5", BY_ICONV, "BIG5-HKSCS"), SET("cp950", BY_ICONV, "BIG5-HKSCS"),
	SET("euctw", BY_ICONV, "EUC-TW"), SET("ksc5601", BY_ICONV, "UHC"), SET("ksc56011987", BY_ICONV, "UHC"),
	SET("ksc56011989", BY_ICONV, "UHC"), SET("ksc5601199", BY_ICONV, "UHC"), SET("euckr", BY_ICONV, "UHC"),
	SET("cp949", BY_ICONV, "UHC"), SET("uhc", BY_ICONV, "UHC"), SET("korean", BY_ICONV, "UHC"), SET("windows949", BY_ICONV, "UHC"),
	SET("iso2022kr", BY_ICONV, "ISO-2022-KR"), SET("koi8r", BY_ICONV, "KOI8-R"), SET("koi8", BY_ICONV, "KOI8-R"),
	SET("koi8u", BY_ICONV, "KOI8-U"), SET("koi8ru", BY_ICONV, "KOI8-U"), SET("cp866", BY_ICONV, "CP866"),
	SET("ibm866", BY_ICONV, "CP866"), SET("cp850", BY_ICONV, "CP850"), SET("ibm850", BY_ICONV, "CP850"),
	SET("cp437", BY_ICONV, "CP437"), SET("ibm437", BY_ICONV, "CP437"), SET("cp852", BY_ICONV, "CP852"),
	SET("ibm852", BY_ICONV, "CP852"), SET("cp858", BY_ICONV, "CP858"), SET("cp855", BY_ICONV, "CP855"),
	SET("cp857", BY_ICONV, "CP857"), SET("cp862", BY_ICONV, "CP862"), SET("windows874", BY_ICONV, "CP874"),
	SET("cp874", BY_ICONV, "CP874"), SET("tis620", BY_ICONV, "CP874"), SET("iso885911", BY_ICONV, "CP874"),
	SET("windows1250", BY_ICONV, "CP1250"), SET("cp1250", BY_ICONV, "CP1250"), SET("win1250", BY_ICONV, "CP1250"),
	SET("windows1251", BY_ICONV, "CP1251"), SET("cp1251", BY_ICONV, "CP1251"), SET("win1251", BY_ICONV, "CP1251"),
	SET("windows1253", BY_ICONV, "CP1253"), SET("cp1253", BY_ICONV, "CP1253"), SET("iso88599", BY_ICONV, "CP1254"),
	SET("latin5", BY_ICONV, "CP1254"), SET("windows1254", BY_ICONV, "CP1254"), SET("cp1254", BY_ICONV, "CP1254"),
	SET("windows1255", BY_ICONV, "CP1255"), SET("cp1255", BY_ICONV, "CP1255"), SET("windows1256", BY_ICONV, "CP1256"),
	SET("cp1256", BY_ICONV, "CP1256"), SET("windows1257", BY_ICONV, "CP1257"), SET("cp1257", BY_ICONV, "CP1257"),
	SET("windows1258", BY_ICONV, "CP1258"), SET("cp1258", BY_ICONV, "CP1258"), SET("iso88592", BY_ICONV, "ISO-8859-2"),
	SET("latin2", BY_ICONV, "ISO-8859-2"), SET("iso88593", BY_ICONV, "ISO-8859-3"), SET("iso88594", BY_ICONV, "ISO-8859-4"),
	SET("iso88595", BY_ICONV, "ISO-8859-5"), SET("iso88596", BY_ICONV, "ISO-8859-6"), SET("iso88596i", BY_ICONV, "ISO-8859-6"),
	SET("iso88596e", BY_ICONV, "ISO-8859-6"), SET("iso88597", BY_ICONV, "ISO-8859-7"), SET("iso88598", BY_ICONV, "ISO-8859-8"),
	SET("iso88598i", BY_ICONV, "ISO-8859-8"), SET("iso88598e", BY_ICONV, "ISO-8859-8"), SET("iso885910", BY_ICONV, "ISO-8859-10"),
	SET("iso885913", BY_ICONV, "ISO-8859-13"), SET("iso885914", BY_ICONV, "ISO-8859-14"), SET("iso885915", BY_ICONV, "ISO-8859-15"),
	SET("latin9", BY_ICONV, "ISO-8859-15"), SET("iso885916", BY_ICONV, "ISO-8859-16"), SET("macintosh", BY_ICONV, "MACINTOSH"),
	SET("macroman", BY_ICONV, "MACINTOSH"), SET("xmacroman", BY_ICONV, "MACINTOSH"), SET("maccyrillic", BY_ICONV, "MAC-CYRILLIC"),
	SET("viscii", BY_ICONV, "VISCII"), SET("utf7", BY_ICONV, "UTF-7"), SET("unicode11utf7", BY_ICONV, "UTF-7"),
	SET("utf16", BY_ICONV, "UTF-16"), SET("utf16le", BY_ICONV, "UTF-16LE"), SET("utf16be", BY_ICONV, "UTF-16BE"),
	SET("utf32", BY_ICONV, "UTF-32"), SET("utf32le", BY_ICONV, "UTF-32LE"), SET("utf32be", BY_ICONV, "UTF-32BE"),
};

/* windows-1252, 0x80 to 0x9f; 0: not assigned there. */
static const uint16_t high_1252[32] = {
	0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
	0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
};

enum { KEY_BYTES = 32, UNKNOWN = -1 };

/* The set of that name; UNKNOWN where the table has none. */
static int set_find(Str name)
{
	char key[KEY_BYTES];
	size_t n = 0;

	for (size_t i = 0; i < name.len && name.at[i] != '*' && n < KEY_BYTES; i++)
		if (is_alnum(name.at[i]))
			key[n++] = to_lower(name.at[i]);
	if (n > 2 && memcmp(key, "cs", 2) == 0 && key[2] == 'u')        /* IANA's csUTF8 and its like */
		memmove(key, key + 2, n -= 2);
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
		if (sets[i].key.len == n && memcmp(sets[i].key.at, key, n) == 0)
			return (int)i;
	return UNKNOWN;
}

/* ISO 2022 escapes: the only sets whose text is ASCII and yet is not (and UTF-7, UTF-16, UTF-32). */
static bool has_escape(Str s)
{
	const char *esc = s.len ? memchr(s.at, 0x1b, s.len) : NULL;

	return esc && esc + 1 < s.at + s.len && (esc[1] == '$' || esc[1] == '(');
}

/* Could this be the name of UTF-7, UTF-16 or UTF-32, in which ASCII bytes are not ASCII? */
static bool may_be_wide(Str name)
{
	return name.len > 4 && name.at[name.len - 1] != '8' && str_ihas(name, STR("utf"));
}

static bool is_ascii_based(const char *iconv)
{
	return strncmp(iconv, "UTF", 3) != 0 && strncmp(iconv, "ISO-2022", 8) != 0;
}

/* Bytes that are not UTF-8 as windows-1252; the UTF-8 between them stays. */
static Str read_1252(Str s, bool utf8_stays, Arena *keep, bool *damaged)
{
	char *out = take(keep, char, s.len * 3 + 1);
	size_t n = 0;
	uint32_t rune;

	while (s.len) {
		size_t same = ascii_length(s);

		if (!same && utf8_stays)
			same = utf8_read(s, &rune);
		memcpy(out + n, s.at, same);
		n += same;
		if (!same) {
			unsigned char c = (unsigned char)s.at[0];
			rune = c >= 0xa0 ? c : high_1252[c - 0x80];
			*damaged |= rune == 0;
			n += utf8_write(out + n, rune ? rune : 0xfffd);
			same = 1;
		}
		s = str_drop(s, same);
	}
	keep->at = out + n;                             /* what is left of the worst case */
	return (Str){ out, n };
}

/* One U+FFFD for a byte that fits nothing; false where there is no room. */
static bool put_damage(char **out, size_t *room, bool *damaged)
{
	*damaged = true;
	if (*room < 3)
		return false;
	*out += utf8_write(*out, 0xfffd);
	*room -= 3;
	return true;
}

/* UTF-7 (RFC 2152): how many bytes are left of a run that is damaged at the front of s.  Its alphabet ends it, and so a line end at the latest.
 * A blank or a line end fits always: where one is refused the run before it was damaged, and it stays. */
static size_t utf7_run(Str s)
{
	size_t n = 0;

	while (n < s.len && (is_alnum(s.at[n]) || s.at[n] == '+' || s.at[n] == '/'))
		n++;
	n += n < s.len && s.at[n] == '-';
	return n || is_blank(s.at[0]) || s.at[0] == '\r' || s.at[0] == '\n' ? n : 1;
}

/* How many bytes that fit nothing are left out at the front of s.  iconv would stay inside the run. */
static size_t skip_damage(iconv_t cd, const char *set, Str s)
{
	if (strcmp(set, "UTF-7") != 0)
		return 1;
	iconv(cd, NULL, NULL, NULL, NULL);
	return utf7_run(s);
}

/* The converter from that set; (iconv_t)-1 where the system has none.  Opened once and kept, for each opening loads a library, which takes
 * longer than to read ten mails.  A cache of the thread, which changes no result (STYLE.md): no text of one mail stays in it. */
static iconv_t converter(const char *set)
{
	static _Thread_local struct { const char *set; iconv_t cd; } opened[sizeof sets / sizeof *sets];
	size_t i = 0;

	while (i < sizeof opened / sizeof *opened - 1 && opened[i].set && strcmp(opened[i].set, set) != 0)
		i++;
	if (!opened[i].set) {
		opened[i].cd = iconv_open("UTF-8", set);
		opened[i].set = set;
	}
	if (opened[i].cd != (iconv_t)-1)
		iconv(opened[i].cd, NULL, NULL, NULL, NULL);
	return opened[i].cd;
}

static Str read_iconv(Str s, const char *set, Arena *keep, bool *damaged)
{
	size_t room = s.len * 4 + 16;
	char *out = take(keep, char, room), *to = out, *from = (char *)(uintptr_t)s.at;
	size_t left = s.len;
	iconv_t cd = converter(set);

	if (cd == (iconv_t)-1) {
		keep->at = out;
		return read_1252(s, true, keep, damaged);
	}
	while (left && iconv(cd, &from, &left, &to, &room) == (size_t)-1) {
		if (errno == E2BIG || !put_damage(&to, &room, damaged))
			break;
		size_t skip = skip_damage(cd, set, (Str){ from, left });

		from += skip;
		left -= skip;
	}
	iconv(cd, NULL, NULL, &to, &room);              /* what a stateful set still holds back */
	keep->at = to;
	return (Str){ out, (size_t)(to - out) };
}

/* 8-bit text under the name of a 7-bit set of Japan: EUC-JP as a rule, Shift_JIS else. */
static Str read_japanese(Str s, Arena *keep, bool *damaged)
{
	static const char *const tries[] = { "EUC-JP-MS", "CP932" };

	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
		Str text;

		*damaged = false;
		text = read_iconv(s, tries[i], keep, damaged);
		if (!*damaged)
			return text;
	}
	*damaged = false;
	return read_iconv(s, "ISO-2022-JP-3", keep, damaged);
}

Str charset_to_utf8(Str s, Str charset, Arena *keep, bool *damaged)
{
	bool ascii = ascii_length(s) == s.len;

	*damaged = false;
	if (ascii && !memchr(s.at, 0x1b, s.len) && !may_be_wide(charset))
		return s;                               /* nearly all mail */
	int i = set_find(charset);
	Way way = i == UNKNOWN ? AS_UTF8 : sets[i].way;
	const char *set = i == UNKNOWN ? "" : sets[i].iconv;
	if (way != BY_ICONV && ascii && has_escape(s))
		return read_iconv(s, "ISO-2022-JP-3", keep, damaged);
	if (ascii && (way != BY_ICONV || is_ascii_based(set)))
		return s;
	if (!ascii && strncmp(set, "ISO-2022-JP", 11) == 0)
		return utf8_valid(s) ? s : read_japanese(s, keep, damaged);
	if (way == BY_ICONV)
		return read_iconv(s, set, keep, damaged);
	if (utf8_valid(s))                              /* also where windows-1252 was named: chance does not write UTF-8 */
		return s;
	return read_1252(s, way == AS_UTF8, keep, damaged);
}

/* ---- from UTF-8 ---- */

/* The byte of windows-1252; 0 for what it does not have. */
static unsigned char byte_1252(uint32_t rune)
{
	if (rune < 0x80 || (rune >= 0xa0 && rune < 0x100))
		return (unsigned char)rune;
	for (unsigned i = 0; i < sizeof high_1252 / sizeof *high_1252; i++)
		if (high_1252[i] == rune && rune)
			return (unsigned char)(0x80 + i);
	return 0;
}

static Str write_1252(Str s, Arena *keep, bool *fits)
{
	char *out = take(keep, char, s.len + 1);
	size_t n = 0;

	while (s.len) {
		uint32_t rune;
		size_t step = utf8_read(s, &rune);

		out[n] = step ? (char)byte_1252(rune) : 0;
		if (!step || (!out[n] && rune)) {
			*fits = false;
			return STR("");
		}
		n++;
		s = str_drop(s, step);
	}
	return (Str){ out, n };
}

/* Opened for one text and closed again; all room is taken before. */
static Str write_iconv(Str s, const char *set, Arena *keep, bool *fits)
{
	size_t room = s.len * 4 + 16, left = s.len;
	char *out = take(keep, char, room), *to = out, *from = (char *)(uintptr_t)s.at;
	iconv_t cd = iconv_open(set, "UTF-8");

	*fits = cd != (iconv_t)-1 && iconv(cd, &from, &left, &to, &room) == 0 && iconv(cd, NULL, NULL, &to, &room) != (size_t)-1;
	if (cd != (iconv_t)-1)
		iconv_close(cd);
	keep->at = *fits ? to : out;
	return *fits ? str_between(out, to) : STR("");
}

Str charset_from_utf8(Str s, Str charset, Arena *keep, bool *fits)
{
	int set = set_find(charset);

	*fits = set != UNKNOWN;
	if (!*fits)
		return STR("");
	if (sets[set].way == AS_UTF8)
		return s;
	return sets[set].way == AS_1252 ? write_1252(s, keep, fits) : write_iconv(s, sets[set].iconv, keep, fits);
}
