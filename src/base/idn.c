/* idn.c - internationalized domain names.  libidn2 allocates, so all room is taken before it is called. */
#include <idn2.h>
#include "base/idn.h"
#include "base/codec.h"

enum {
	NAME_MAX_ASCII = 255,                               /* what libidn2 answers is a name of the DNS */
	LABEL_MAX = 63,
	LABEL_UTF8 = LABEL_MAX * 4 + 1,                     /* a label's characters, each of four bytes */
	FLAGS = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL,
};

static Str no_dot(Str s)
{
	return s.len && s.at[s.len - 1] == '.' ? str_take(s, s.len - 1) : s;
}

/* What libidn2 makes of z, at most `room` bytes of it; false where it refuses, or where that is more. */
static bool to_ascii(const char *z, char *out, size_t room, size_t *n)
{
	char *made = NULL;
	bool ok = idn2_to_ascii_8z(z, &made, FLAGS) == IDN2_OK && made && strlen(made) <= room;

	*n = ok ? strlen(made) : 0;
	if (ok)
		memcpy(out, made, *n);
	idn2_free(made);
	return ok;
}

Str idn_ascii(Str name, Arena *keep, bool *ok)
{
	Str lower = arena_lower(keep, no_dot(name));

	*ok = true;
	if (ascii_length(name) == name.len)
		return lower;
	char *z = arena_z(keep, no_dot(name)), *out = take(keep, char, NAME_MAX_ASCII);

	Str made = { out, 0 };

	*ok = !memchr(name.at, 0, name.len) && to_ascii(z, out, NAME_MAX_ASCII, &made.len);
	made = no_dot(made);
	*ok = *ok && made.len && made.at[0] != '.' && !str_has(made, STR(".."));        /* UTS 46 may leave nothing of a label */
	return *ok ? made : lower;
}

/* The U-label of an A-label, in `out`; false where there is none that leads back. */
static bool u_label(Str label, char out[LABEL_UTF8], size_t *n)
{
	char z[LABEL_MAX + 1] = { 0 }, back[LABEL_MAX];
	char *made = NULL;
	size_t n_back;

	if (label.len > LABEL_MAX || !str_istarts(label, STR("xn--")) || memchr(label.at, 0, label.len))
		return false;
	for (size_t i = 0; i < label.len; i++)
		z[i] = to_lower(label.at[i]);
	bool ok = idn2_to_unicode_8z8z(z, &made, 0) == IDN2_OK && made && strlen(made) < LABEL_UTF8;
	*n = ok ? strlen(made) : 0;
	if (ok)
		memcpy(out, made, *n + 1);
	idn2_free(made);
	return ok && to_ascii(out, back, sizeof back, &n_back) && n_back == label.len && memcmp(back, z, n_back) == 0;
}

Str idn_unicode(Str name, Arena *keep)
{
	char *out = take(keep, char, name.len * 4 + 1), u[LABEL_UTF8];
	size_t n = 0, len;

	while (name.len) {
		Str label, rest = str_cut(name, '.', &label);

		if (u_label(label, u, &len) && len <= label.len * 4) {
			memcpy(out + n, u, len);
		} else {
			memcpy(out + n, label.at, label.len);
			len = label.len;
		}
		n += len;
		if (label.len < name.len)
			out[n++] = '.';
		name = rest;
	}
	return (Str){ out, n };
}
