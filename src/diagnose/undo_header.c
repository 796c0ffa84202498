/* undo_header.c - combinations of older forms of the signed fields, one field first, then two, then three of the common forms. */
#include "diagnose/undo_header.h"

typedef struct {
	const HeaderSearch *in;
	HeaderSlot *slots;
	Str **canon;                            /* of each slot, of each of its forms */
	size_t n;
	Str text;                               /* what would be hashed as the fields stand */
	size_t at[HEADER_SLOTS + 1];            /* where each slot begins in it; the last: where the signature's own field does */
	int picked[HEADER_CHANGES][2];          /* slot, form */
	bool added[HEADER_SLOTS];               /* taken for added by a list: left out of text */
	size_t n_added;
	long ed25519;
} Search;

static Str canonical(const Signature *s, Str whole, Arena *keep)
{
	Buf b = buf_new(keep);

	if (whole.len)
		canon_field(whole, STR(""), s->header, &b);
	return buf_str(&b);
}

static void slots_read(Search *s, Arena *keep)
{
	const Signature *sig = s->in->signature;
	Str h = tags_value(&sig->tags, "h"), name;
	FieldChoice chosen;

	canon_choose(sig->message, h, sig->field, keep, &chosen);
	s->n = chosen.n <= HEADER_SLOTS ? chosen.n : 0;
	s->slots = take(keep, HeaderSlot, s->n);
	s->canon = take(keep, Str *, s->n);
	for (size_t i = 0; i < s->n; i++) {
		int field = chosen.v[i];

		h = str_cut(h, ':', &name);
		s->slots[i] = (HeaderSlot){ .name = field >= 0 ? sig->message->v[field].name : str_trim(name), .field = field };
	}
}

/* What would be hashed as the fields stand, without those that were added. */
static void write_text(Search *s, Arena *keep)
{
	const Signature *sig = s->in->signature;
	Buf text = buf_new(keep);

	for (size_t i = 0; i < s->n; i++) {
		int field = s->added[i] ? -1 : s->slots[i].field;

		s->at[i] = text.len;
		if (field >= 0)
			canon_field(sig->message->v[field].whole, STR(""), sig->header, &text);
	}
	s->at[s->n] = text.len;
	signature_put_own(sig, &text);
	s->text = buf_str(&text);
}

/* Those that lists add, as added: Sender, Reply-To, List-….  false: there are none. */
static bool take_for_added(Search *s)
{
	static const char *const names[] = { "sender", "reply-to", "precedence", "errors-to" };

	for (size_t i = 0; i < s->n; i++) {
		bool add = str_istarts(s->slots[i].name, STR("list-"));

		for (size_t k = 0; k < sizeof names / sizeof *names; k++)
			add |= str_ieq(s->slots[i].name, str_of(names[k]));
		if (add && s->slots[i].field >= 0 && s->n_added < HEADER_ADDED) {
			s->added[i] = true;
			s->n_added++;
		}
	}
	return s->n_added > 0;
}

/* Is that name a repetition of one before it, and absent?  Its forms were those of the first. */
static void forms_read(Search *s, Arena *keep)
{
	const Signature *sig = s->in->signature;

	for (size_t i = 0; i < s->n; i++) {
		HeaderSlot *slot = &s->slots[i];
		bool repeated = false;

		for (size_t k = 0; k < i; k++)
			repeated |= str_ieq(s->slots[k].name, slot->name);
		if (!repeated || slot->field >= 0)
			header_alts(sig->message, s->in->mime, sig->header, keep, slot);
		s->canon[i] = take(keep, Str, slot->n);
		for (size_t k = 0; k < slot->n; k++)
			s->canon[i][k] = canonical(sig, slot->v[k].whole, keep);
	}
}

static bool verifies(Search *s, Sha256Run run, size_t next)
{
	const HeaderSearch *in = s->in;
	Str rest = str_drop(s->text, s->at[next]);
	Sha256 none;

	in->budget->tries--;
	in->budget->bytes -= (int64_t)rest.len + 64;
	sha256_put(&run, rest);
	Sha256 hash = sha256_end(run);
	if (!in->key)
		return str_eq(in->signed_hash, (Str){ (const char *)hash.at, sizeof hash.at });
	return s->ed25519-- > 0 && crypto_verify(in->crypto, in->key, &hash, in->signature->b, &none) == SIGNATURE_HOLDS;
}

static bool may_go_on(const Search *s)
{
	return budget_left(s->in->budget) && (!s->in->key || s->ed25519 > 0);
}

/* All slots before `from` are in the run: change `more` of the others. */
static bool try_from(Search *s, Sha256Run run, size_t from, int depth, int more, bool strong)
{
	for (size_t i = from; i < s->n && may_go_on(s); i++) {
		for (size_t k = 0; k < s->slots[i].n && !s->added[i] && may_go_on(s); k++) {
			Sha256Run changed = run;

			if (strong && !s->slots[i].v[k].strong)
				continue;
			s->picked[depth][0] = (int)i;
			s->picked[depth][1] = (int)k;
			sha256_put(&changed, s->canon[i][k]);
			if (more == 1 ? verifies(s, changed, i + 1) : try_from(s, changed, i + 1, depth + 1, more - 1, strong))
				return true;
		}
		sha256_put(&run, str_between(s->text.at + s->at[i], s->text.at + s->at[i + 1]));
	}
	return false;
}

static void note(const Search *s, int n, HeaderFound *out)
{
	out->n = 0;
	for (int i = 0; i < n; i++) {
		const HeaderSlot *slot = &s->slots[s->picked[i][0]];
		const HeaderAlt *alt = &slot->v[s->picked[i][1]];

		out->v[out->n].kind = alt->kind;
		out->v[out->n].name = slot->name;
		out->v[out->n].was = alt->whole;
		out->v[out->n++].now = slot->field >= 0 ? s->in->signature->message->v[slot->field].whole : STR("");
	}
	for (size_t i = 0; i < s->n; i++)
		if (s->added[i]) {
			out->v[out->n].kind = UNDO_HEADER_ADDED;
			out->v[out->n].name = s->slots[i].name;
			out->v[out->n].was = STR("");
			out->v[out->n++].now = s->in->signature->message->v[s->slots[i].field].whole;
		}
}

bool undo_header(const HeaderSearch *search, Arena *keep, HeaderFound *out)
{
	static const struct { int fields; bool strong, added; } rounds[] = {
		{ 1, false, false }, { 2, true, false }, { 1, false, true }, { 2, true, true }, { 3, true, false }, { 3, true, true }, { 2, false, false },
	};
	Search s = { .in = search, .ed25519 = ED25519_TRIES };

	slots_read(&s, keep);
	forms_read(&s, keep);
	for (size_t i = 0; i < sizeof rounds / sizeof *rounds && may_go_on(&s); i++) {
		memset(s.added, 0, sizeof s.added);
		s.n_added = 0;
		if (rounds[i].added && !take_for_added(&s))
			continue;
		write_text(&s, keep);
		if (!try_from(&s, sha256_begin(), 0, 0, rounds[i].fields, rounds[i].strong))
			continue;
		note(&s, rounds[i].fields, out);
		return true;
	}
	return false;
}
