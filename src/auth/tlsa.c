/* tlsa.c - which records a sender may use: others it passes over, and without a usable one it encrypts and trusts nobody (RFC 7672 2.2). */
#include "auth/tlsa.h"

enum { HEAD = 3, DANE_TA = 2, DANE_EE = 3, SELECTOR_MOST = 1, MATCHING_MOST = 2 };

static const char *fault(const Tlsa *t)
{
	static const size_t length[] = { 0, 32, 64 };

	if (t->usage < DANE_TA)
		return "usages 0 and 1 do not count for mail (RFC 7672 3.1.3)";
	if (t->usage > DANE_EE)
		return "there is no such usage";
	if (t->selector > SELECTOR_MOST)
		return "there is no such selector";
	if (t->matching > MATCHING_MOST)
		return "there is no such matching type";
	if (t->data.len == 0 || (t->matching && t->data.len != length[t->matching]))
		return "its hash has not the length of its type";
	return NULL;
}

void tlsa_read(Str wire, Tlsa *out)
{
	*out = (Tlsa){ .data = STR(""), .why = "it is damaged" };
	if (wire.len < HEAD)
		return;
	out->usage = (uint8_t)wire.at[0];
	out->selector = (uint8_t)wire.at[1];
	out->matching = (uint8_t)wire.at[2];
	out->data = str_drop(wire, HEAD);
	out->why = fault(out);
	out->usable = !out->why;
}
