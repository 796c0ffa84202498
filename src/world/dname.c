/* dname.c - names as the wire has them, and as text. */
#include "world/dname.h"

enum { POINTER = 0xc0, LABEL_MAX = 63 };

size_t dname_length(Str wire)
{
	for (size_t at = 0; at < wire.len && at < DNAME_WIRE_MAX; at += (size_t)(unsigned char)wire.at[at] + 1) {
		if ((unsigned char)wire.at[at] > LABEL_MAX)
			return 0;
		if (wire.at[at] == 0)
			return at + 1;
	}
	return 0;
}

size_t dname_expand(Str message, size_t at, char out[DNAME_WIRE_MAX], size_t *next)
{
	size_t n = 0, below = at;                       /* a pointer leads below the place where this stretch of labels began */

	*next = 0;
	while (at < message.len) {
		size_t len = (unsigned char)message.at[at];

		if ((len & POINTER) == POINTER) {
			if (at + 1 >= message.len)
				return 0;
			size_t to = (len & ~(size_t)POINTER) << 8 | (unsigned char)message.at[at + 1];
			*next = *next ? *next : at + 2;
			if (to >= below)
				return 0;
			at = below = to;
			continue;
		}
		if (len > LABEL_MAX || len + 1 > message.len - at || n + len + 1 > DNAME_WIRE_MAX)
			return 0;
		memcpy(out + n, message.at + at, len + 1);
		n += len + 1;
		at += len + 1;
		if (len == 0) {
			*next = *next ? *next : at;
			return n;
		}
	}
	return 0;
}

/* One byte of a label. */
static size_t put(char *out, char c)
{
	unsigned u = (unsigned char)c;

	if (u >= 0x20 && u != 0x7f && c != '.' && c != '\\') {
		*out = to_lower(c);
		return 1;
	}
	out[0] = '\\';
	out[1] = (char)('0' + u / 100);
	out[2] = (char)('0' + u / 10 % 10);
	out[3] = (char)('0' + u % 10);
	return 4;
}

size_t dname_text(Str wire, char out[DNAME_TEXT_MAX])
{
	size_t n = 0;

	for (size_t at = 0; at < wire.len && wire.at[at]; ) {
		size_t end = at + 1 + (unsigned char)wire.at[at];

		if (n)
			out[n++] = '.';
		for (at++; at < end; at++)
			n += put(out + n, wire.at[at]);
	}
	return n;
}

size_t dname_question(Str name, char out[DNAME_TEXT_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < name.len; i++) {
		if (name.at[i] == '.')
			out[n++] = '.';
		else
			n += put(out + n, name.at[i]);
	}
	return n;
}

size_t dname_wire_length(Str text)
{
	size_t n = text.len ? text.len + 2 : 1;

	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == '\\')
			n -= 3;
	return n;
}

size_t dname_wire(Str text, char out[DNAME_WIRE_MAX])
{
	size_t n = 0;

	while (text.len) {
		Str label, rest = str_cut(text, '.', &label);
		size_t length_at = n++;

		for (size_t i = 0; i < label.len; i++) {
			bool escaped = label.at[i] == '\\';

			out[n++] = escaped ? (char)((label.at[i + 1] - '0') * 100 + (label.at[i + 2] - '0') * 10 + (label.at[i + 3] - '0')) : label.at[i];
			i += escaped ? 3 : 0;
		}
		out[length_at] = (char)(n - length_at - 1);
		text = rest;
	}
	out[n++] = 0;
	return n;
}

bool dname_replace(Str name, Str from, Str to, char out[DNAME_TEXT_MAX], size_t *len)
{
	Str head = str_take(name, name.len - from.len - (from.len > 0));

	*len = 0;
	if (dname_wire_length(head) + dname_wire_length(to) - 1 > DNAME_WIRE_MAX)
		return false;
	memcpy(out, head.at, head.len);
	*len = head.len;
	if (!to.len)
		return true;
	out[head.len] = '.';
	memcpy(out + head.len + 1, to.at, to.len);
	*len += 1 + to.len;
	return true;
}
