/* date.c - dates of mail and of the Internet, as Unix seconds. */
#include "mail/date.h"

/* What has been read of a date; -1: not yet. */
typedef struct { int year, month, day, hour, minute, second, zone; bool timed, zoned; } Parts;

/* Days from 1970-01-01 in the Gregorian calendar; years are counted from March, so that the leap day is last. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int days_in_month(int year, int month)
{
	static const unsigned char days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

static bool parts_time(const Parts *p, int64_t *time)
{
	if (p->year < 1900 || p->year > 9999 || p->month < 1 || p->month > 12 || p->day < 1 || p->day > days_in_month(p->year, p->month)
	    || p->hour > 23 || p->minute > 59 || p->second > 60)
		return false;
	*time = days_from_civil(p->year, p->month, p->day) * 86400 + p->hour * 3600 + p->minute * 60 + p->second - p->zone * 60;
	return true;
}

/* A number of `least` to `most` digits at the front. */
static Str digits(Str s, size_t least, size_t most, int *n)
{
	size_t len = 0;
	int value = 0;

	for (; len < s.len && len <= most && is_digit(s.at[len]); len++)
		value = value * 10 + (s.at[len] - '0');
	*n = len < least || len > most ? -1 : value;
	return *n < 0 ? s : str_drop(s, len);
}

static bool skip_char(Str *s, char c)
{
	if (!s->len || s->at[0] != c)
		return false;
	*s = str_drop(*s, 1);
	return true;
}

/* hh:mm[:ss[.fraction]] */
static bool clock_read(Str *s, Parts *p)
{
	Str rest = digits(*s, 1, 2, &p->hour);

	if (p->hour < 0 || !skip_char(&rest, ':'))
		return false;
	rest = digits(rest, 2, 2, &p->minute);
	if (p->minute < 0)
		return false;
	if (skip_char(&rest, ':')) {
		rest = digits(rest, 2, 2, &p->second);
		if (p->second < 0)
			return false;
	}
	if (rest.len > 1 && (rest.at[0] == '.' || rest.at[0] == ',') && is_digit(rest.at[1]))
		for (rest = str_drop(rest, 1); rest.len && is_digit(rest.at[0]); )
			rest = str_drop(rest, 1);
	*s = rest;
	return p->timed = true;
}

/* RFC 5322 4.3: the zones of North America; all other letters mean that nothing is known. */
static int zone_named(Str name)
{
	static const struct { const char *name; int hours; } zones[] = {
		{ "EDT", -4 }, { "EST", -5 }, { "CDT", -5 }, { "CST", -6 }, { "MDT", -6 }, { "MST", -7 }, { "PDT", -7 }, { "PST", -8 },
		{ "JST", 9 }, { "CET", 1 }, { "CEST", 2 }, { "MET", 1 }, { "MEST", 2 }, { "BST", 1 }, { "MSK", 3 },
	};

	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		if (str_ieq(name, str_of(zones[i].name)))
			return zones[i].hours * 60;
	return 0;
}

/* +hhmm, -hh:mm */
static bool offset_read(Str *s, Parts *p)
{
	int hours, minutes, sign = s->at[0] == '-' ? -1 : 1;
	Str rest = digits(str_drop(*s, 1), 4, 4, &hours);

	if (hours >= 0) {
		minutes = hours % 100;
		hours /= 100;
	} else {
		rest = digits(str_drop(*s, 1), 2, 2, &hours);
		skip_char(&rest, ':');
		rest = digits(rest, 2, 2, &minutes);
		if (hours < 0 || minutes < 0)
			return false;
	}
	if (hours > 24 || minutes > 59)                 /* nobody lives there: as good as unknown */
		hours = minutes = 0;
	p->zone = sign * (hours * 60 + minutes);
	p->zoned = true;
	*s = rest;
	return true;
}

static int month_named(Str word)
{
	static const char names[12][4] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec" };
	char three[4] = { 0 };

	for (size_t i = 0; i < 3 && i < word.len; i++)
		three[i] = to_lower(word.at[i]);
	for (int i = 0; i < 12; i++)
		if (memcmp(names[i], three, 4) == 0)
			return i + 1;
	return 0;
}

static void word_read(Str word, Parts *p)
{
	int month = p->month < 0 ? month_named(word) : 0;

	if (month)
		p->month = month;
	else if (p->timed && !p->zoned && word.len <= 5) {
		p->zone = zone_named(word);
		p->zoned = true;
	}
}

/* RFC 5322 4.3: two digits below 50 are of this century, others and three digits count from 1900. */
static int full_year(int year, size_t width)
{
	return width >= 4 ? year : width == 2 && year < 50 ? year + 2000 : year + 1900;
}

static bool number_read(Str *s, Parts *p)
{
	int n;
	Str rest = digits(*s, 1, 4, &n);
	size_t width = s->len - rest.len;

	if (n < 0)
		return false;
	if (p->day < 0 && width <= 2)
		p->day = n;
	else if (p->year < 0 && width >= 2)
		p->year = full_year(n, width);
	*s = rest;
	return true;
}

static Str skip_comment(Str s)
{
	size_t i = 0, depth = 0;

	for (; i < s.len; i++) {
		depth += s.at[i] == '(';
		if (s.at[i] == ')' && --depth == 0)
			return str_drop(s, i + 1);
	}
	return str_drop(s, i);
}

/* One item of the date; false where it makes no sense. */
static bool item_read(Str *s, Parts *p)
{
	char c = s->at[0];
	size_t n = 0;

	if (c == '(') {
		*s = skip_comment(*s);
		return true;
	}
	if (is_digit(c))
		return (!p->timed && clock_read(s, p)) || number_read(s, p);
	if ((c == '+' || c == '-') && p->timed && !p->zoned)
		return offset_read(s, p);
	while (n < s->len && is_alpha(s->at[n]))
		n++;
	if (n)
		word_read(str_take(*s, n), p);
	*s = str_drop(*s, n ? n : 1);
	return n || is_space(c) || c == ',' || c == '-' || c == '.';
}

/* day-name, day month year time zone, in whichever order: also asctime(3)'s. */
static bool mail_date(Str s, int64_t *time)
{
	Parts p = { .year = -1, .month = -1, .day = -1 };

	while (s.len && !(p.zoned && p.year >= 0)) {
		if (s.at[0] == ' ')
			s = str_drop(s, 1);
		else if (!item_read(&s, &p))
			break;
	}
	return p.timed && parts_time(&p, time);
}

/* RFC 3339: 2026-11-17T07:45:15Z, also with a blank for the T and without a zone (UTC then). */
static bool internet_date(Str s, int64_t *time)
{
	Parts p = { 0 };

	s = digits(s, 4, 4, &p.year);
	if (p.year < 0 || !skip_char(&s, '-'))
		return false;
	s = digits(s, 2, 2, &p.month);
	if (p.month < 0 || !skip_char(&s, '-'))
		return false;
	s = digits(s, 2, 2, &p.day);
	if (p.day < 0 || !s.len || (to_lower(s.at[0]) != 't' && s.at[0] != ' '))
		return false;
	s = str_drop(s, 1);
	if (!clock_read(&s, &p))
		return false;
	s = str_trim(s);
	if (s.len && (s.at[0] == '+' || s.at[0] == '-'))
		offset_read(&s, &p);
	return parts_time(&p, time);
}

bool date_read(Str s, int64_t *time)
{
	*time = 0;
	s = str_trim(s);
	if (s.len > 4 && s.at[4] == '-' && is_digit(s.at[0]))
		return internet_date(s, time);
	return mail_date(s, time);
}

static char *put_digits(char *p, int64_t n, int width)
{
	for (int i = width; i-- > 0; n /= 10)
		p[i] = (char)('0' + n % 10);
	return p + width;
}

Str date_text(int64_t time, Arena *keep)
{
	int64_t days = time / 86400 - (time % 86400 < 0), second = time - days * 86400;
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100), m = (5 * of_year + 2) / 153;
	int64_t month = m < 10 ? m + 3 : m - 9, y = year + era * 400 + (month <= 2);
	if (y < 0 || y > 9999)
		return STR("");
	char *out = take(keep, char, 21), *p = put_digits(out, y, 4);

	*p++ = '-';
	p = put_digits(p, month, 2);
	*p++ = '-';
	p = put_digits(p, of_year - (153 * m + 2) / 5 + 1, 2);
	*p++ = 'T';
	p = put_digits(p, second / 3600, 2);
	*p++ = ':';
	p = put_digits(p, second / 60 % 60, 2);
	*p++ = ':';
	p = put_digits(p, second % 60, 2);
	*p = 'Z';
	return (Str){ out, 20 };
}
