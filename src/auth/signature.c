/* signature.c - a signature: its tags, its key, and the two hashes. */
#include "auth/signature.h"
#include "base/codec.h"
#include "base/idn.h"

/* How far clocks may be apart, in seconds. */
enum { CLOCK_SKEW = 300, RSA_BITS_LEAST = 1024 /* RFC 8301 3.2 */ };

bool signature_refuse(DkimCheck *out, DkimResult result, DkimReason reason, const char *why)
{
	out->result = result;
	out->reason = reason;
	out->why = str_of(why);
	return false;
}

static bool refuse_syntax(DkimCheck *out, const char *why)
{
	return signature_refuse(out, DKIM_NEUTRAL, DKIM_REASON_SYNTAX, why);
}

/* "h=: what is wrong with it" */
static bool refuse_tag(DkimCheck *out, const char *tag, const char *why, Arena *keep)
{
	Buf b = buf_new(keep);

	buf_format(&b, "%s= %s", tag, why);
	refuse_syntax(out, "");
	out->why = buf_str(&b);
	return false;
}

/* ---- the tags ---- */

/* A decimal number; what is larger than any time or length is the largest.  *out is -1 where the tag is absent; false where it
 * is no number. */
static bool read_number(const Tags *t, const char *name, int64_t *out)
{
	const Tag *tag = tags_find(t, name);

	*out = -1;
	if (!tag)
		return true;
	int64_t n = 0;
	for (size_t i = 0; i < tag->value.len; i++) {
		if (!is_digit(tag->value.at[i]))
			return false;
		n = n > INT64_MAX / 10 - 1 ? INT64_MAX / 10 : n * 10 + (tag->value.at[i] - '0');
	}
	*out = n;
	return tag->value.len > 0;
}

static bool read_numbers(const Tags *t, Arena *keep, DkimCheck *out)
{
	static const char *const names[] = { "t", "x", "l" };
	int64_t *to[] = { &out->t, &out->x, &out->l };

	for (int i = 0; i < 3; i++)
		if (!read_number(t, names[i], to[i]))
			return refuse_tag(out, names[i], "is not a number", keep);
	if (out->x >= 0 && out->t >= 0 && out->x <= out->t)
		return refuse_tag(out, "x", "is not later than t= (RFC 6376 3.5)", keep);
	return true;
}

bool signature_timely(int64_t now, DkimCheck *out)
{
	if (out->t > now + CLOCK_SKEW)
		return signature_refuse(out, DKIM_PERMERROR, DKIM_REASON_FUTURE, "t= lies in the future (RFC 6376 3.5)");
	if (out->x >= 0 && out->x + CLOCK_SKEW < now)
		return signature_refuse(out, DKIM_PERMERROR, DKIM_REASON_EXPIRED, "the signature expired at x= (RFC 6376 3.5)");
	return true;
}

/* "relaxed/simple"; the body's is simple where it is not said. */
static bool read_canon(Str c, Canon *header, Canon *body)
{
	static const char *const names[] = { "simple", "relaxed" };
	Str head, tail = str_cut(c, '/', &head);
	bool slash = head.len < c.len, known = false, other = !slash;

	*body = CANON_SIMPLE;
	for (int i = 0; i < 2; i++) {
		if (str_ieq(head, str_of(names[i]))) {
			*header = (Canon)i;
			known = true;
		}
		if (slash && str_ieq(tail, str_of(names[i]))) {
			*body = (Canon)i;
			other = true;
		}
	}
	return known && other;
}

static bool read_algorithm(Str a, Signature *s, DkimCheck *out)
{
	if (str_ieq(a, STR("rsa-sha1")))
		return signature_refuse(out, DKIM_PERMERROR, DKIM_REASON_SHA1, "a=rsa-sha1: nobody may rely on SHA-1 any more (RFC 8301 3.1)");
	s->kind = str_ieq(a, STR("rsa-sha256")) ? KEY_RSA : str_ieq(a, STR("ed25519-sha256")) ? KEY_ED25519 : KEY_NONE;
	return s->kind != KEY_NONE || refuse_syntax(out, "a= names an algorithm that is not known");
}

/* A domain or selector as A-labels (RFC 8616). */
static bool read_name(Str value, Arena *keep, Str *out)
{
	char room[DNS_NAME_MAX];
	size_t len;
	bool ok;

	*out = idn_ascii(value, keep, &ok);
	for (size_t i = 0; i < out->len; i++)
		ok &= is_alnum(out->at[i]) || out->at[i] == '-' || out->at[i] == '.' || out->at[i] == '_';
	return ok && out->len && dns_name(*out, room, &len);
}

static bool read_required(const Signature *s, Arena *keep, DkimCheck *out)
{
	if (s->tags.damaged)
		return refuse_syntax(out, "what stands there is no list of tags (RFC 6376 3.2)");
	if (s->tags.duplicate)
		return refuse_syntax(out, "a tag stands there twice (RFC 6376 3.2)");
	for (const char *const *name = s->form->required; **name; name++)
		if (!tags_find(&s->tags, *name))
			return refuse_tag(out, *name, "is missing", keep);
	return true;
}

/* q= is a list of ways to get the key; only dns/txt is defined (RFC 6376 3.5). */
static bool query_known(const Tags *t)
{
	const Tag *q = tags_find(t, "q");
	Str list = q ? q->value : STR("dns/txt"), one;

	while (list.len) {
		list = str_cut(list, ':', &one);
		if (str_ieq(str_trim(one), STR("dns/txt")))
			return true;
	}
	return false;
}

DkimCheck signature_unread(void)
{
	Str no = STR("");

	return (DkimCheck){ .field = no, .d = no, .s = no, .i = no, .a = no, .c = no, .b = no, .h = no, .t = -1, .x = -1, .l = -1, .key_name = no,
		.key_record = no, .why = no, .signed_hash = no, .canonical_header = no, .canonical_body = no };
}

/* The tags as they stand, defaults filled in. */
static void note_values(const Tags *t, Str field, Arena *keep, DkimCheck *out)
{
	*out = signature_unread();
	out->field = field;
	out->d = tags_value(t, "d");
	out->s = tags_value(t, "s");
	out->i = tags_value(t, "i");
	out->a = tags_value(t, "a");
	out->c = tags_find(t, "c") ? tags_value(t, "c") : STR("simple/simple");
	out->b = tags_squeeze(tags_value(t, "b"), keep);
	out->h = tags_value(t, "h");
}

bool signature_read(const RawMessage *m, int field, const SignatureForm *form, Arena *keep, Signature *s, DkimCheck *out)
{
	const RawField *f = &m->v[field];
	bool damaged = false, broken = false;

	*s = (Signature){ .message = m, .field = field, .form = form, .b = STR(""), .bh = STR("") };
	tags_read(raw_value(f), keep, &s->tags);
	const Tags *t = &s->tags;
	note_values(t, f->whole, keep, out);
	if (!read_required(s, keep, out) || !read_algorithm(out->a, s, out))
		return false;
	if (!read_canon(out->c, &s->header, &s->body))
		return refuse_tag(out, "c", "names a canonicalisation that is not known", keep);
	if (!query_known(t))
		return refuse_tag(out, "q", "does not offer dns/txt", keep);
	s->b = base64_decode(out->b, keep, &damaged);
	s->bh = base64_decode(tags_value(t, "bh"), keep, &broken);
	if (damaged || s->b.len == 0)
		return refuse_tag(out, "b", "is not base64", keep);
	if (form->has_body && (broken || s->bh.len == 0))
		return refuse_tag(out, "bh", "is not base64", keep);
	if (!read_name(out->d, keep, &out->d))
		return refuse_tag(out, "d", "is not a domain name", keep);
	if (!read_name(out->s, keep, &out->s))
		return refuse_tag(out, "s", "is not a name", keep);
	return read_numbers(t, keep, out);
}

void signature_choose(Signature *s, Arena *keep, FieldChoice *chosen)
{
	Str *fields;

	canon_choose(s->message, tags_value(&s->tags, "h"), s->field, keep, chosen);
	fields = take(keep, Str, chosen->n);
	for (size_t i = 0; i < chosen->n; i++)
		if (chosen->v[i] >= 0)
			fields[s->n_signed++] = s->message->v[chosen->v[i]].whole;
	s->signed_fields = fields;
}

/* ---- the key ---- */

/* The records that mean to be keys; where none does, all. */
static size_t key_records(const DnsAnswer *answer, Arena scratch, Str *first)
{
	size_t n = 0;

	*first = answer->v[0].data;
	for (size_t i = 0; answer->n > 1 && i < answer->n; i++)
		if (keyrecord_is(answer->v[i].data, scratch) && (n == 0 || !str_eq(*first, answer->v[i].data))) {
			if (n++ == 0)
				*first = answer->v[i].data;
		}
	return n ? n : 1;
}

/* The answer as a reason; true where there is a record. */
static bool answered(const DnsAnswer *answer, Arena *keep, DkimCheck *out)
{
	Buf why = buf_new(keep);
	size_t n;

	if (answer->status == DNS_PENDING) {
		out->pending = true;
		return false;
	}
	if (dns_failed(answer->status)) {
		buf_format(&why, "%.*s: %s", STR_ARG(out->key_name), dns_status_text[answer->status]);
		signature_refuse(out, DKIM_TEMPERROR, DKIM_REASON_DNS_ERROR, "");
	} else if (answer->status != DNS_OK || answer->n == 0) {
		buf_format(&why, "there is no key at %.*s: %s", STR_ARG(out->key_name), dns_status_text[answer->status == DNS_OK ? DNS_NODATA : answer->status]);
		signature_refuse(out, DKIM_PERMERROR, DKIM_REASON_NO_KEY, "");
	} else if ((n = key_records(answer, *keep, &out->key_record)) > 1) {
		buf_format(&why, "%.*s has %zu keys; which of them a receiver takes is not defined (RFC 6376 3.6.2.2)", STR_ARG(out->key_name), n);
		signature_refuse(out, DKIM_PERMERROR, DKIM_REASON_KEY_UNUSABLE, "");
	} else {
		return true;
	}
	out->why = buf_str(&why);
	return false;
}

/* The record as a reason; true where it allows this signature. */
static bool allowed(const KeyRecord *r, const Signature *s, DkimCheck *out)
{
	bool bad = r->damaged || r->revoked || r->unusable;

	out->testing = r->testing;
	if (bad) {
		signature_refuse(out, DKIM_PERMERROR, r->damaged ? DKIM_REASON_KEY_DAMAGED : r->revoked ? DKIM_REASON_KEY_REVOKED : DKIM_REASON_KEY_UNUSABLE, "");
		out->why = r->why;
		return false;
	}
	if (r->kind != s->kind)
		return signature_refuse(out, DKIM_PERMERROR, DKIM_REASON_KEY_UNUSABLE, r->kind == KEY_RSA ?
			"the signature is Ed25519, and the key is RSA" : "the signature is RSA, and the key is Ed25519");
	if (r->strict && s->subdomain)
		return signature_refuse(out, DKIM_PERMERROR, DKIM_REASON_KEY_UNUSABLE, "the key says t=s, and i= is in a subdomain of d= (RFC 6376 3.6.1)");
	return true;
}

static const Key *fetch_key(const DkimContext *c, const Signature *s, Arena *keep, const DnsAnswer **answer, DkimCheck *out)
{
	Buf name = buf_new(keep);
	KeyRecord record;

	buf_put(&name, out->s);
	buf_put(&name, STR("._domainkey."));
	buf_put(&name, out->d);
	out->key_name = buf_str(&name);
	*answer = world_ask(c->world, out->key_name, DNS_TYPE_TXT);
	if (!answered(*answer, keep, out))
		return NULL;
	keyrecord_read(out->key_record, keep, &record);
	if (!allowed(&record, s, out))
		return NULL;
	const Key *key = crypto_key(c->crypto, record.kind, record.p);
	if (!key) {
		signature_refuse(out, DKIM_PERMERROR, DKIM_REASON_KEY_DAMAGED,
			record.kind == KEY_RSA ? "what p= holds is no RSA key" : "what p= holds is no Ed25519 key");
		return NULL;
	}
	out->key_bits = key->bits;
	if (key->kind == KEY_RSA && key->bits < RSA_BITS_LEAST) {
		signature_refuse(out, DKIM_PERMERROR, DKIM_REASON_WEAK_KEY, "an RSA key of less than 1024 bits proves nothing (RFC 8301 3.2)");
		return NULL;
	}
	return key;
}

static const Key *traced_key(const DkimContext *c, const Signature *s, Arena *keep, Trace *t, DkimCheck *out)
{
	const DnsAnswer *answer = NULL;
	const Key *key = fetch_key(c, s, keep, &answer, out);

	if (t) {
		Buf note = buf_new(t->arena);

		if (key)
			buf_format(&note, "%s, %d bits%s", key->kind == KEY_RSA ? "RSA" : "Ed25519", key->bits, out->testing ? ", testing (t=y)" : "");
		trace_step(t, (TraceStep){ .what = "key", .rfc = "RFC 6376 6.1.2", .text = out->key_record, .whole = out->key_record, .answer = answer,
			.outcome = out->pending ? STR("pending") : key ? STR("usable") : str_of(dkim_reason_name[out->reason]),
			.note = key ? buf_str(&note) : out->why });
	}
	return key;
}

/* ---- the hashes ---- */

/* The hash of the body as far as l= says; *all: the bytes that there are. */
static Sha256 hash_body(const DkimContext *c, const Signature *s, int64_t limit, BodyHashes *bodies, Arena scratch, size_t *all)
{
	Canon kind = s->body;
	Sha256 hash;

	if (bodies->known[kind] && (limit < 0 || (uint64_t)limit >= bodies->bytes[kind])) {
		*all = bodies->bytes[kind];
		return bodies->hash[kind];
	}
	Str body = canon_body(s->message->body, kind, limit, &scratch, all);
	crypto_sha256(c->crypto, body, &hash);
	if (body.len == *all) {
		bodies->known[kind] = true;
		bodies->bytes[kind] = *all;
		bodies->hash[kind] = hash;
	}
	return hash;
}

static void check_body(const DkimContext *c, const Signature *s, BodyHashes *bodies, Arena *keep, Trace *t, DkimCheck *out)
{
	size_t all;
	Sha256 hash = hash_body(c, s, out->l, bodies, *keep, &all);
	bool cut = out->l >= 0 && (uint64_t)out->l > all;

	out->body_bytes = all;
	out->body_unsigned = out->l >= 0 && !cut ? all - (size_t)out->l : 0;
	out->body_holds = !cut && str_eq(s->bh, (Str){ (const char *)hash.at, sizeof hash.at });
	if (!out->body_holds && c->show_canonical)
		out->canonical_body = canon_body(s->message->body, s->body, out->l, keep, &all);
	if (t) {
		Buf note = buf_new(t->arena);

		buf_format(&note, "%s, %zu bytes", s->body == CANON_RELAXED ? "relaxed" : "simple", out->body_bytes);
		if (cut)
			buf_format(&note, ", and l= says %lld: its end is missing", (long long)out->l);
		else if (out->body_unsigned)
			buf_format(&note, ", %zu of them not signed (l=)", out->body_unsigned);
		trace_step(t, (TraceStep){ .what = "body hash", .rfc = "RFC 6376 3.7", .text = tags_value(&s->tags, "bh"), .whole = out->field,
			.outcome = out->body_holds ? STR("agrees") : STR("differs"), .note = buf_str(&note) });
	}
}

/* The value of b= with all blanks around it (RFC 6376 3.7): what is left out of the signature's own field. */
static Str signature_value(const Signature *s)
{
	Str whole = s->message->v[s->field].whole, value = tags_value(&s->tags, "b");
	const char *from = value.at, *to = value.at + value.len, *end = whole.at + whole.len;

	while (from > whole.at && from[-1] != '=')
		from--;
	while (to < end && *to != ';')
		to++;
	return str_between(from, to);
}

void signature_put_own(const Signature *s, Buf *out)
{
	canon_field(s->message->v[s->field].whole, signature_value(s), s->header, out);
	out->len -= 2;
}

/* What the signature signs: the fields, and its own without the value of b= and without its last CRLF. */
static Str signed_text(const Signature *s, Arena *keep)
{
	Buf b = buf_new(keep);
	size_t room = s->message->v[s->field].whole.len + 2;

	for (size_t i = 0; i < s->n_signed; i++)
		room += s->signed_fields[i].len + 2;
	buf_room(&b, room + room / 8);
	for (size_t i = 0; i < s->n_signed; i++)
		canon_field(s->signed_fields[i], STR(""), s->header, &b);
	signature_put_own(s, &b);
	return buf_str(&b);
}

static SignatureVerdict check_header(const DkimContext *c, const Signature *s, const Key *key, Arena *keep, DkimCheck *out)
{
	Arena scratch = *keep;
	Str text = signed_text(s, c->show_canonical ? keep : &scratch);
	Sha256 hash, was;

	crypto_sha256(c->crypto, text, &hash);
	SignatureVerdict verdict = crypto_verify(c->crypto, key, &hash, s->b, &was);

	out->header_holds = verdict == SIGNATURE_HOLDS;
	if (verdict != SIGNATURE_HOLDS && c->show_canonical)
		out->canonical_header = text;
	if (verdict == SIGNATURE_OTHER_TEXT)
		out->signed_hash = arena_str(keep, (Str){ (const char *)was.at, sizeof was.at });
	return verdict;
}

static void trace_header(const Signature *s, SignatureVerdict verdict, Trace *t, const DkimCheck *out)
{
	static const char *const outcomes[] = { [SIGNATURE_HOLDS] = "holds", [SIGNATURE_OTHER_KEY] = "another key",
		[SIGNATURE_OTHER_TEXT] = "another header", [SIGNATURE_NOT] = "does not hold" };
	Buf note = buf_new(t->arena);

	buf_format(&note, "%s, %zu fields and its own", s->header == CANON_RELAXED ? "relaxed" : "simple", s->n_signed);
	trace_step(t, (TraceStep){ .what = "header hash", .rfc = "RFC 6376 3.7", .text = out->h.len ? out->h : out->field, .whole = out->field,
		.outcome = STR("made"), .note = buf_str(&note) });
	trace_step(t, (TraceStep){ .what = "signature", .rfc = s->kind == KEY_RSA ? "RFC 6376 3.3" : "RFC 8463 3",
		.text = tags_value(&s->tags, "b"), .whole = out->field, .outcome = str_of(outcomes[verdict]), .note = STR("") });
}

static void conclude(const Signature *s, SignatureVerdict verdict, DkimCheck *out)
{
	bool unseen = s->form->has_body && s->message->body_missing, changed = s->form->has_body && !unseen && !out->body_holds;

	if (verdict == SIGNATURE_OTHER_KEY)
		signature_refuse(out, DKIM_FAIL, DKIM_REASON_KEY_MISMATCH, s->b.len == ((size_t)out->key_bits + 7) / 8 ?
			"the key that is published is not the one that signed" : "the signature is not of the size that the published key makes");
	else if (changed && out->l >= 0 && (uint64_t)out->l > out->body_bytes)
		signature_refuse(out, DKIM_FAIL, DKIM_REASON_BODY_HASH, "the body is shorter than l= says: its end is missing");
	else if (changed)
		signature_refuse(out, DKIM_FAIL, DKIM_REASON_BODY_HASH, out->header_holds ? "the body is not what was signed; the signed header fields are" :
			"the body is not what was signed, nor are the signed header fields");
	else if (verdict == SIGNATURE_OTHER_TEXT)
		signature_refuse(out, DKIM_FAIL, DKIM_REASON_HEADER, "a signed header field, or the signature's own, is not what was signed");
	else if (verdict == SIGNATURE_NOT)
		signature_refuse(out, DKIM_FAIL, DKIM_REASON_KEY_OR_HEADER,
			"the key is another one, or a signed header field is not what was signed; Ed25519 does not tell");
	else if (unseen)
		signature_refuse(out, DKIM_NEUTRAL, DKIM_REASON_UNCHECKED_HEADERS_ONLY,
			"the signed header fields are as they were signed; the body is not at hand");
	else
		signature_refuse(out, DKIM_PASS, DKIM_REASON_NONE, "");
}

void signature_examine(const DkimContext *c, const Signature *s, BodyHashes *bodies, Arena *keep, Trace *t, DkimCheck *out)
{
	const Key *key = traced_key(c, s, keep, t, out);

	if (!key)
		return;
	if (s->form->has_body && !s->message->body_missing)
		check_body(c, s, bodies, keep, t, out);
	SignatureVerdict verdict = check_header(c, s, key, keep, out);
	if (t)
		trace_header(s, verdict, t, out);
	conclude(s, verdict, out);
}
