/* codespec.c - which codes a rule is about. */
#include "rules/codespec.h"

/* "550", "55x" or "4xx". */
static bool basic_read(Str s, CodeSpec *out)
{
	int from = 0, to = 0;

	if (s.len == 0)
		return true;
	if (s.len != 3 || !is_digit(s.at[0]))
		return false;
	for (size_t i = 0; i < 3; i++) {
		bool any = (s.at[i] | 0x20) == 'x';

		if (!any && !is_digit(s.at[i]))
			return false;
		from = from * 10 + (any ? 0 : s.at[i] - '0');
		to = to * 10 + (any ? 9 : s.at[i] - '0');
	}
	out->basic_from = (uint16_t)from;
	out->basic_to = (uint16_t)to;
	return true;
}

/* "5.7.1", "5.7.606-649", "x.7.1" (either class), "5.7.x", "none". */
static bool enhanced_read(Str s, CodeSpec *out)
{
	int part[4] = { 0, 0, 0, -1 };

	if (str_eq(s, STR("none"))) {
		out->enhanced = 1;
		return true;
	}
	for (int i = 0; i < 3; i++) {
		bool any = s.len && (s.at[0] | 0x20) == 'x' && i != 1;

		s = any ? str_drop(s, 1) : str_number(s, &part[i]);
		if (any)
			part[i] = i == 0 ? 0 : -2;
		if (part[i] == -1 || (i < 2 && (s.len == 0 || s.at[0] != '.')))
			return false;
		s = i < 2 ? str_drop(s, 1) : s;
	}
	part[3] = part[2];
	if (s.len && s.at[0] == '-')
		s = str_number(str_drop(s, 1), &part[3]);
	out->enhanced = 2;
	out->cls = (uint8_t)part[0];
	out->subject = (uint16_t)part[1];
	out->detail_from = part[2] == -2 ? 0 : (uint16_t)part[2];
	out->detail_to = part[2] == -2 ? 999 : (uint16_t)part[3];
	return s.len == 0 && part[3] != -1;
}

bool codespec_read(Str s, CodeSpec *out)
{
	Str basic, enhanced = str_cut(s, '/', &basic);

	*out = (CodeSpec){ 0 };
	return s.len && basic_read(basic, out) && (basic.len == s.len || enhanced_read(enhanced, out));
}

CodeFit codespec_fit(const CodeSpec *spec, int code, Status st, bool *basic)
{
	bool missing = false;

	*basic = spec->basic_to && code;
	if (*basic && (code < spec->basic_from || code > spec->basic_to))
		return CODES_DIFFER;
	missing |= spec->basic_to && !code;
	if (spec->enhanced == 0)
		return missing ? CODES_MISSING : CODES_BASIC;
	if (spec->enhanced == 1)
		return st.cls ? CODES_DIFFER : missing ? CODES_MISSING : CODES_BASIC;
	if (st.cls == 0)
		return CODES_MISSING;
	if ((spec->cls && spec->cls != st.cls) || spec->subject != st.subject || st.detail < spec->detail_from || st.detail > spec->detail_to)
		return CODES_DIFFER;
	return missing ? CODES_MISSING : CODES_ENHANCED;
}
