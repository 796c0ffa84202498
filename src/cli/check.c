/* check.c - the stanzas themselves: fields, closed lists, references. */
#include <stdarg.h>
#include "cli/check.h"
#include "model/event.h"

/* ---- what a stanza may and must have ---- */

/* "+" in front: it must be there.  "1": at most once. */
static const struct { Kind kind; const char *fields; } shapes[] = {
	{ KIND_RULE,       "1+Cause 1+Source? 1+Checked 1+Basis +Example From 1Provider Role Stage Code Token Reply 1Class 1Retry 1Remedy Not" },
	{ KIND_CAUSE,      "1+Title 1+Class 1+Address 1+Who 1+Retry 1+Remedy 1+Explain Source Checked" },
	{ KIND_REMEDY,     "1+Summary +Step +Source Never 1Letter 1+Checked" },
	{ KIND_CODE,       "1+Title 1+Means 1+Cause +Source 1+Checked From 1Remedy" },
	{ KIND_PROVIDER,   "1+Title +Source 1+Checked Host Mx 1Stands Postmaster Form Loop Note" },
	{ KIND_BLOCKLIST,  "1+Cause +Source 1+Checked Name Zone Url Kind Users Title Test Terms Ended Error Duration Delist Answer Note" },
	{ KIND_REPUTATION, "1+Title 1+Zone 1+Kind 1+Terms +Answer +Source 1+Checked Test Error Delist Note" },
	{ KIND_TOPIC,      "1+Title +Ask 1+Class 1+Answer 1+Step +Source 1+Checked 1Cause" },
	{ KIND_REQUIREMENT, "1+Of 1+Applies 1+Title 1+Test 1+Weight 1+Source? 1+Checked 1Code 1Volume" },
	{ KIND_OBJECTION,  "1+Title 1+Weight +Source 1+Checked 1Of 1Shortener 1Extension 1Size" },
	{ KIND_CONFIDENCE, "1+Value Source Checked Basis Note" },
};

static const char *const bases[] = { "verbatim", "documented", "format-string", "reconstructed" };
static const char *const stands[] = { "filter", "forwarder" };
static const char *const steps[] = { "dns", "config", "content", "request", "ask", "resend" };

/* Values that are one word each of a list. */
static const struct { const char *field; const char *const *names; int count; } closed[] = {
	{ "Class",   class_name,   CLASS_COUNT },   { "Address", address_name, ADDRESS_COUNT }, { "Who",   actor_name, ACTOR_COUNT },
	{ "Retry",   retry_name,   RETRY_COUNT },   { "Role",    role_name,    ROLE_COUNT },    { "Stage", phase_name, PHASE_COUNT },
	{ "Basis",   bases,        sizeof bases / sizeof *bases },                          { "Stands", stands, sizeof stands / sizeof *stands },
};

typedef struct { const Knowledge *k; Entry entry; Kind kind; Arena *keep; Complaints *out; } Check;

static void say(Check *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(Check *c, const char *format, ...)
{
	char text[400];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	complain(c->out, c->keep, entry_file(c->entry), entry_line(c->entry), "%s %.*s: %s", kind_name[c->kind], STR_ARG(str_take(entry_id(c->entry), 80)), text);
}

static const char *shape_of(Kind kind)
{
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		if (shapes[i].kind == kind)
			return shapes[i].fields;
	return NULL;
}

/* One word of a shape. */
typedef struct { Str name; bool once, needed; } Shape;

static Str next_shape(Str shapes_left, Shape *out)
{
	Str word, rest = str_word(shapes_left, &word);

	*out = (Shape){ .name = word };
	if (word.len && word.at[0] == '1') {
		out->once = true;
		word = str_drop(word, 1);
	}
	if (word.len && word.at[0] == '+') {
		out->needed = true;
		word = str_drop(word, 1);
	}
	if (str_ends(word, STR("?"))) {                     /* needed, and may be there several times all the same */
		out->once = false;
		word.len--;
	}
	out->name = word;
	return rest;
}

static bool is_allowed(const char *shape, Str field)
{
	Shape one;

	for (Str rest = next_shape(str_of(shape), &one); one.name.len; rest = next_shape(rest, &one))
		if (str_eq(one.name, field))
			return true;
	return false;
}

static void check_shape(Check *c)
{
	const char *shape = shape_of(c->kind);
	Str name, value;
	Shape one;

	if (!shape)
		return;
	for (size_t i = 0; entry_field(c->entry, i, &name, &value); i++)
		if (!is_allowed(shape, name))
			say(c, "unknown field %.*s:", STR_ARG(name));
	for (Str rest = next_shape(str_of(shape), &one); one.name.len; rest = next_shape(rest, &one)) {
		if (one.needed && entry_value(c->entry, one.name).len == 0)
			say(c, "no %.*s:", STR_ARG(one.name));
		if (one.once && entry_nth(c->entry, one.name, 1).len)
			say(c, "a second %.*s:", STR_ARG(one.name));
	}
}

/* ---- values ---- */

static bool is_month(Str s)
{
	int year, month;
	Str rest = str_number(s, &year);

	if (s.len != 7 || rest.len != 3 || rest.at[0] != '-')
		return false;
	return str_number(str_drop(rest, 1), &month).len == 0 && year >= 2000 && month >= 1 && month <= 12;
}

static void check_closed(Check *c, Str field, Str value)
{
	Str word;

	if (c->kind == KIND_TOPIC)                          /* a sentence there */
		return;
	for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
		if (!str_eq(field, str_of(closed[i].field)))
			continue;
		for (Str rest = str_word(value, &word); word.len; rest = str_word(rest, &word))
			if (name_index(closed[i].names, closed[i].count, word) < 0)
				say(c, "%.*s: '%.*s' is no such value", STR_ARG(field), STR_ARG(word));
	}
}

static void check_causes(Check *c, Str list)
{
	while (list.len) {
		Str one, name;

		list = str_cut(list, ',', &one);
		str_word(one, &name);
		if (name.len && cause_find(c->k, name) == 0)
			say(c, "Cause: there is no cause '%.*s'", STR_ARG(name));
	}
}

static void check_step(Check *c, Str value)
{
	Str kind;

	str_word(value, &kind);
	if (name_index(steps, sizeof steps / sizeof *steps, kind) < 0)
		say(c, "Step: '%.*s' is no kind of step", STR_ARG(kind));
}

static void check_values(Check *c)
{
	Str name, value;

	for (size_t i = 0; entry_field(c->entry, i, &name, &value); i++) {
		if (value.len == 0)
			say(c, "%.*s: is empty", STR_ARG(name));
		if (str_eq(name, STR("Checked")) && !is_month(value))
			say(c, "Checked: is a month, as 2026-11");
		if (str_eq(name, STR("Cause")))
			check_causes(c, value);
		if (str_eq(name, STR("Remedy")) && !entry_ok(knowledge_find(c->k, KIND_REMEDY, value)))
			say(c, "Remedy: there is no remedy '%.*s'", STR_ARG(value));
		if (str_eq(name, STR("Step")) && c->kind == KIND_REMEDY)
			check_step(c, value);
		check_closed(c, name, value);
	}
}

/* Lower case, digits, and hyphens between them. */
static bool is_rule_id(Str id)
{
	bool ok = id.len > 0 && id.at[0] != '-' && id.at[id.len - 1] != '-';

	for (size_t i = 0; i < id.len; i++)
		ok &= is_lower(id.at[i]) || is_digit(id.at[i]) || (id.at[i] == '-' && id.at[i - (i > 0)] != '-');
	return ok;
}

static void check_rule(Check *c)
{
	if (!is_rule_id(entry_id(c->entry)))
		say(c, "an id is lower case, digits and hyphens");
	if (entry_value(c->entry, STR("Reply")).len + entry_value(c->entry, STR("Token")).len == 0)
		say(c, "neither Reply: nor Token:");
	Str provider = entry_value(c->entry, STR("Provider"));

	if (provider.len && !entry_ok(knowledge_find(c->k, KIND_PROVIDER, provider)))
		say(c, "Provider: there is no provider '%.*s'", STR_ARG(provider));
}

static void check_blocklist(Check *c)
{
	if (entry_value(c->entry, STR("Zone")).len + entry_value(c->entry, STR("Name")).len + entry_value(c->entry, STR("Url")).len == 0)
		say(c, "neither Zone: nor Name: nor Url:");
}

/* Answer: CODE GRADE words. */
static void check_reputation(Check *c)
{
	static const char *const grades[] = { "good", "note", "warn", "bad" };

	for (size_t i = 0; entry_nth(c->entry, STR("Answer"), i).len; i++) {
		Str grade, rest = str_word(entry_nth(c->entry, STR("Answer"), i), &grade);

		str_word(rest, &grade);
		if (name_index(grades, sizeof grades / sizeof *grades, grade) < 0)
			say(c, "Answer: '%.*s' is no grade: good, note, warn or bad", STR_ARG(grade));
	}
}

static void check_objection(Check *c)
{
	Str size = entry_value(c->entry, STR("Size")), weight = entry_value(c->entry, STR("Weight")), of = entry_value(c->entry, STR("Of")), one;
	int n;

	if (entry_value(c->entry, STR("Shortener")).len + entry_value(c->entry, STR("Extension")).len + size.len == 0)
		say(c, "neither Shortener: nor Extension: nor Size:");
	if (size.len && (str_number(size, &n).len || n <= 0))
		say(c, "Size: is a number of bytes");
	if (!str_eq(weight, STR("refuse")) && !str_eq(weight, STR("note")))
		say(c, "Weight: is refuse or note");
	for (of = str_word(of, &one); one.len; of = str_word(of, &one))
		if (!entry_ok(knowledge_find(c->k, KIND_PROVIDER, one)))
			say(c, "Of: there is no provider '%.*s'", STR_ARG(one));
}

/* What no table says. */
static const struct { Kind kind; void (*check)(Check *); } others[] = {
	{ KIND_RULE, check_rule }, { KIND_BLOCKLIST, check_blocklist }, { KIND_REPUTATION, check_reputation }, { KIND_OBJECTION, check_objection },
};

static void check_one(Check *c)
{
	check_shape(c);
	check_values(c);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (others[i].kind == c->kind)
			others[i].check(c);
}

void check_stanzas(const Knowledge *k, Arena *keep, Complaints *out)
{
	Check c = { .k = k, .keep = keep, .out = out };

	for (int kind = 0; kind < KIND_COUNT; kind++) {
		c.kind = (Kind)kind;
		for (c.entry = knowledge_first(k, c.kind); entry_ok(c.entry); c.entry = knowledge_next(k, c.entry))
			check_one(&c);
	}
}
