/* undo.c - one failing signature after the other: body and header undone apart, and what came of it. */
#include "diagnose/undo.h"
#include "base/codec.h"
#include "diagnose/undo_body.h"
#include "diagnose/undo_header.h"

/* What all signatures of a message share. */
typedef struct {
	const RawMessage *m;
	Crypto *crypto;
	Arena *keep;
	MimeTree mime;
	bool mime_read;
	Budget body, header;
} Run;

static const char *const required[] = { "b", "bh", "h", "" };
static const SignatureForm form = { required, "RFC 6376 3.5", true };

static bool may_be_undone(const DkimCheck *c)
{
	return c->reason == DKIM_REASON_BODY_HASH || c->reason == DKIM_REASON_HEADER || c->reason == DKIM_REASON_KEY_OR_HEADER;
}

static int field_of(const RawMessage *m, const DkimCheck *c)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].whole.at == c->field.at)
			return (int)i;
	return -1;
}

/* ---- the two searches ---- */

static bool search_body(Run *r, const Signature *s, const DkimCheck *c, BodyFound *out)
{
	BodySearch search = { r->m, s->body, c->l, s->bh, r->crypto, &r->body };

	if (r->m->body_missing || (c->l >= 0 && (uint64_t)c->l > c->body_bytes))
		return false;
	return undo_body(&search, r->keep, out);
}

static bool search_header(Run *r, const Signature *s, const DkimCheck *c, HeaderFound *out)
{
	HeaderSearch search = { s, r->m->body_missing ? NULL : &r->mime, NULL, c->signed_hash, r->crypto, &r->header };
	KeyRecord record;

	if (s->kind == KEY_ED25519) {
		keyrecord_read(c->key_record, r->keep, &record);
		search.key = crypto_key(r->crypto, record.kind, record.p);
	}
	if (!search.key && c->signed_hash.len != SHA256_SIZE)
		return false;
	if (!r->mime_read && !r->m->body_missing)
		mime_read(r->m->text, r->keep, &r->mime);
	r->mime_read = true;
	return undo_header(&search, r->keep, out);
}

/* ---- what was found ---- */

static int count_lines(Str s)
{
	int n = 0;
	Str line;

	while (s.len) {
		s = str_cut(s, '\n', &line);
		n += str_trim(line).len > 0;
	}
	return n;
}

static void note_body(const BodyFound *found, Arena *keep, Undo *out)
{
	for (size_t i = 0; i < found->n && out->n < UNDO_CHANGES; i++) {
		Str gone = found->v[i].gone, seen = gone;

		if (found->v[i].kind == UNDO_FOOTER_HTML || (gone.len && gone.at[0] == '<'))
			seen = str_trim(html_to_text(gone, keep));
		out->v[out->n++] = (UndoChange){ .kind = found->v[i].kind, .field = STR(""), .text = seen, .was = STR(""), .now = STR(""), .lines_added = count_lines(seen) };
	}
}

static Str value_of(Str whole)
{
	Str name;

	return str_trim(str_cut(whole, ':', &name));
}

static void note_header(const HeaderFound *found, Undo *out)
{
	for (size_t i = 0; i < found->n && out->n < UNDO_CHANGES; i++)
		out->v[out->n++] = (UndoChange){ .kind = found->v[i].kind, .header = true, .field = found->v[i].name, .text = STR(""), .was = value_of(found->v[i].was),
		                                 .now = value_of(found->v[i].now), .lines_added = found->v[i].now.len > 0, .lines_removed = found->v[i].was.len > 0 };
}

static Str with_line_end(Str field, Arena *keep)
{
	return field.len ? arena_join(keep, field, STR("\n")) : field;
}

static const Undo *note(const Run *r, int field, const DkimCheck *c, const BodyFound *body, const HeaderFound *header)
{
	Undo *out = take(r->keep, Undo, 1);
	Buf diff = buf_new(r->keep);

	note_body(body, r->keep, out);
	note_header(header, out);
	for (size_t i = 0; i < header->n; i++)
		out->diff_cut |= undo_diff(with_line_end(header->v[i].was, r->keep), with_line_end(header->v[i].now, r->keep), "header", &diff);
	if (body->n)
		out->diff_cut |= undo_diff(body->raw, r->m->body, "body", &diff);
	out->diff = buf_str(&diff);
	undo_hop(r->m, field, c->t, r->keep, &out->hop);
	out->says = undo_says(out, r->keep);
	return out;
}

static const Undo *undo_one(Run *r, const DkimCheck *c)
{
	int field = field_of(r->m, c);
	DkimCheck again;
	Signature s;
	BodyFound body = { .raw = STR(""), .n = 0 };
	HeaderFound header = { .n = 0 };

	if (field < 0 || !signature_read(r->m, field, &form, r->keep, &s, &again))
		return NULL;
	if (c->reason == DKIM_REASON_BODY_HASH && !search_body(r, &s, c, &body))
		return NULL;
	if (!c->header_holds && !search_header(r, &s, c, &header))
		return NULL;
	return body.n + header.n ? note(r, field, c, &body, &header) : NULL;
}

void undo_checks(const RawMessage *m, Crypto *crypto, Arena *keep, Checks *checks)
{
	Run r = { .m = m, .crypto = crypto, .keep = keep, .body = { UNDO_TRIES, UNDO_BYTES }, .header = { UNDO_TRIES, UNDO_BYTES } };
	const DkimChecks *old = checks->dkim;

	if (!old || old->n == 0)
		return;
	DkimChecks *dkim = take(keep, DkimChecks, 1);

	*dkim = *old;
	dkim->v = take(keep, DkimCheck, old->n);
	for (size_t i = 0; i < old->n; i++) {
		dkim->v[i] = old->v[i];
		if (may_be_undone(&old->v[i]))
			dkim->v[i].undone = undo_one(&r, &old->v[i]);
	}
	checks->dkim = dkim;
}
