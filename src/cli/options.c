/* options.c - options as a table. */
#include "cli/options.h"

/* Options that are decided and not built yet: a better answer than "unknown". */
static const char *const later[] = {
	"ours", "html", "explain-weights", "rspamd", "spamd", "refusals", "store", "format", "unparsed",
};

static bool is_later(Str name)
{
	for (size_t i = 0; i < sizeof later / sizeof *later; i++)
		if (str_eq(name, str_of(later[i])))
			return true;
	return false;
}

static const char *option_name(const void *list, size_t i)
{
	return ((const Option *)list)[i].name;
}

static bool unknown(const Option *table, Str name, Err *err)
{
	char word[64];

	snprintf(word, sizeof word, "%.*s", STR_ARG(name));
	const char *near = nearest_name(word, option_name, table);

	if (is_later(name))
		return err_set(err, EX_USAGE, "option --%s does not exist yet: it is decided, and not built", word);
	return err_set(err, EX_USAGE, "unknown option --%s%s%s", word, near ? "; did you mean --" : "", near ? near : "");
}

/* One option, at argv[*i]; its value may be the next one. */
static bool read_one(const Option *table, int argc, char **argv, int *i, Args *out, Err *err)
{
	Str name, given = str_of(argv[*i] + 2), value = str_cut(given, '=', &name);
	bool joined = name.len < given.len;

	if (str_eq(name, STR("help"))) {
		out->help = true;
		return true;
	}
	for (int k = 0; table[k].name; k++) {
		if (!str_eq(name, str_of(table[k].name)))
			continue;
		if (!table[k].argument && joined)
			return err_set(err, EX_USAGE, "option --%s takes no value", table[k].name);
		if (table[k].argument && !joined && *i + 1 >= argc)
			return err_set(err, EX_USAGE, "option --%s needs %s", table[k].name, table[k].argument);
		out->value[k] = joined ? value.at : table[k].argument ? argv[++*i] : "";
		return true;
	}
	return unknown(table, name, err);
}

bool options_read(const Option *table, int argc, char **argv, Args *out, Err *err)
{
	int n = 0;

	*out = (Args){ .operand = argv };
	for (int i = 0; i < argc; i++) {
		Str word = str_of(argv[i]);

		if (str_eq(word, STR("--"))) {
			while (++i < argc)
				argv[n++] = argv[i];
		} else if (str_eq(word, STR("-h"))) {
			out->help = true;
		} else if (str_starts(word, STR("--"))) {
			if (!read_one(table, argc, argv, &i, out, err))
				return false;
		} else if (word.len > 1 && word.at[0] == '-' && !memchr(word.at, ' ', word.len)) {
			return err_set(err, EX_USAGE, "unknown option %s", argv[i]);
		} else {
			argv[n++] = argv[i];
		}
	}
	argv[n] = NULL;
	out->n = n;
	return true;
}

const char *option_value(const Option *table, const Args *args, const char *name)
{
	for (int k = 0; table[k].name; k++)
		if (strcmp(table[k].name, name) == 0)
			return args->value[k];
	return NULL;
}

/* ---- the nearest name ---- */

enum { NAME_MAX_BYTES = 32 };

/* Letters to add, drop, change or swap. */
static size_t distance(Str a, Str b)
{
	size_t row[3][NAME_MAX_BYTES + 1];

	for (size_t j = 0; j <= b.len; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t *now = row[i % 3], *up = row[(i + 2) % 3], *upper = row[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t least = up[j - 1] + (a.at[i - 1] != b.at[j - 1]);

			least = up[j] + 1 < least ? up[j] + 1 : least;
			least = now[j - 1] + 1 < least ? now[j - 1] + 1 : least;
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1] && upper[j - 2] + 1 < least)
				least = upper[j - 2] + 1;
			now[j] = least;
		}
	}
	return row[a.len % 3][b.len];
}

const char *nearest_name(const char *word, NameAt *at, const void *list)
{
	Str w = str_of(word);
	size_t best = w.len / 3 + 1;
	const char *found = NULL, *name;

	for (size_t i = 0; w.len <= NAME_MAX_BYTES && (name = at(list, i)); i++) {
		size_t d = strlen(name) <= NAME_MAX_BYTES ? distance(w, str_of(name)) : best;

		if (d < best) {
			best = d;
			found = name;
		}
	}
	return found;
}
