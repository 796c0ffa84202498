/* keyrecord.c - key records, and how they are spoiled. */
#include "auth/keyrecord.h"
#include "base/buf.h"
#include "base/codec.h"

/* Is word in the list, whose words stand between colons?  Case is ignored, as in all literals of ABNF. */
static bool lists(Str list, Str word)
{
	while (list.len) {
		Str head;

		list = str_cut(list, ':', &head);
		if (str_ieq(str_trim(head), word))
			return true;
	}
	return false;
}

static void damaged(KeyRecord *out, Str why)
{
	out->damaged = true;
	out->why = why;
}

static void unusable(KeyRecord *out, Str why)
{
	if (!out->unusable)
		out->why = why;
	out->unusable = true;
}

/* How many bytes the DER value at the front says that it has; 0 where it says nothing. */
static size_t der_says(Str der)
{
	const unsigned char *p = (const unsigned char *)der.at;

	if (der.len < 4 || p[0] != 0x30)
		return 0;
	return p[1] < 0x80 ? 2u + p[1] : p[1] == 0x81 ? 3u + p[2] : p[1] == 0x82 ? 4u + (p[2] << 8 | p[3]) : 0;
}

static void read_key(Str p, Arena *keep, KeyRecord *out)
{
	bool broken;
	Buf why = buf_new(keep);

	out->p = base64_decode(p, keep, &broken);
	size_t says = out->kind == KEY_RSA ? der_says(out->p) : out->kind == KEY_ED25519 ? 32 : 0;

	if (out->p.len < says) {
		buf_format(&why, "the key is cut: p= has %zu of its %zu bytes%s", out->p.len, says,
			out->kind == KEY_RSA ? "; one string of a TXT record holds 255, and the others are lost" : "");
		damaged(out, buf_str(&why));
	} else if (broken) {
		damaged(out, STR("p= is not base64"));
	} else if (out->p.len == 0) {
		out->revoked = true;
		out->why = STR("p= is empty: the key was revoked (RFC 6376 3.6.1)");
	}
}

/* The tags that say what the key is for (RFC 6376 3.6.1). */
static void read_limits(const Tags *t, Arena *keep, KeyRecord *out)
{
	const Tag *v = tags_find(t, "v"), *h = tags_find(t, "h"), *s = tags_find(t, "s");
	Buf why = buf_new(keep);

	if (v && !str_eq(v->value, STR("DKIM1"))) {
		buf_format(&why, "v=%.*s: the only version is DKIM1", STR_ARG(v->value));
		unusable(out, buf_str(&why));
	}
	if (v && v != t->v)
		unusable(out, STR("v= is not the first tag, as it must be (RFC 6376 3.6.1)"));
	if (out->kind == KEY_NONE)
		unusable(out, STR("k= names a kind of key that is not known"));
	if (h && !lists(h->value, STR("sha256")))
		unusable(out, STR("h= does not allow SHA-256"));
	if (s && !lists(s->value, STR("*")) && !lists(s->value, STR("email")))
		unusable(out, STR("s= says that the key is not for mail"));
}

static KeyKind kind_of(const Tags *t)
{
	const Tag *k = tags_find(t, "k");

	return !k || str_ieq(k->value, STR("rsa")) ? KEY_RSA : str_ieq(k->value, STR("ed25519")) ? KEY_ED25519 : KEY_NONE;
}

void keyrecord_read(Str record, Arena *keep, KeyRecord *out)
{
	Tags t;

	tags_read(record, keep, &t);
	*out = (KeyRecord){ .kind = kind_of(&t), .why = STR(""), .p = STR(""), .testing = lists(tags_value(&t, "t"), STR("y")),
		.strict = lists(tags_value(&t, "t"), STR("s")) };
	if (t.damaged || t.duplicate) {
		damaged(out, t.duplicate ? STR("a tag stands there twice") : STR("what stands there is no list of tags"));
	} else if (!tags_find(&t, "p")) {
		damaged(out, STR("there is no p=, and so no key"));
	} else {
		read_limits(&t, keep, out);
		if (!out->unusable || tags_value(&t, "p").len == 0)
			read_key(tags_value(&t, "p"), keep, out);
	}
	if ((out->damaged || out->unusable) && str_has(record, STR("\\;")))
		damaged(out, STR("a backslash stands before the semicolons: the record was pasted with its escapes"));
}

bool keyrecord_is(Str record, Arena scratch)
{
	Tags t;

	tags_read(record, &scratch, &t);
	return tags_find(&t, "v") ? str_starts(tags_value(&t, "v"), STR("DKIM")) : tags_find(&t, "p") != NULL;
}
