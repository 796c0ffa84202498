/* test_world_files.c - the world files of the shared scenarios open, and answer with every record that stands in them; so do the examples of the manual. */
#include <glob.h>
#include "world.h"
#include "base/file.h"

/* "NAME TTL IN TYPE RDATA", as those files are written throughout: w answers with it. */
static void has_line(World *w, Str line, const char *path, Arena *a)
{
	Str rest = line, name, ttl, class, type, rdata;
	bool found = false;

	rest = str_word(rest, &name);
	rest = str_word(rest, &ttl);
	rest = str_word(rest, &class);
	rest = str_word(rest, &type);
	rdata = str_trim(rest);
	const DnsAnswer *d = world_ask(w, name, dns_type_of(type));

	for (size_t i = 0; i < d->n; i++)
		found |= str_eq(dns_rdata_text(d->type, d->v[i].wire, a), rdata);
	ok(found, "%s: %.*s: %s\n", path, STR_ARG(line), dns_status_name[d->status]);
}

static size_t has_lines(World *w, const char *path, Arena *a)
{
	File f;
	Err err;
	size_t n = 0;
	Str line;

	ok(file_open(&f, path, &err), "%s\n", err.text);
	for (Str s = f.bytes; s.len; ) {
		s = str_line(s, &line);
		if (!line.len || line.at[0] == ';' || line.at[0] == '$')
			continue;
		has_line(w, line, path, a);
		n++;
	}
	file_close(&f);
	return n;
}

static void test_scenarios(void **state)
{
	const char *shared = getenv("FIVEFIFTY_SHARED"), *given = getenv("FIVEFIFTY_SHARED_GIVEN");
	Arena a = unit_arena();
	Buf pattern = buf_new(&a);
	glob_t found;
	size_t records = 0, overlays = 0;

	(void)state;
	buf_format(&pattern, "%s/corpora/scenarios/*/zone.txt", shared ? shared : "");
	buf_char(&pattern, 0);
	if (glob(pattern.at, 0, NULL, &found) != 0) {
		ok(!getenv("CI") && !(given && *given), "no %s\n", pattern.at);
		print_message("skipped: no %s (set FIVEFIFTY_SHARED)\n", pattern.at);
		skip();
	}
	for (size_t i = 0; i < found.gl_pathc; i++) {
		Str folder = str_take(str_of(found.gl_pathv[i]), strlen(found.gl_pathv[i]) - strlen("zone.txt"));
		const char *overlay = arena_z(&a, arena_join(&a, folder, STR("overlay.txt")));
		Err err = { 0 };
		File f;
		World *w = zonefile_open(found.gl_pathv[i], 1, &err);

		ok(w, "%s\n", err.text);
		records += has_lines(w, found.gl_pathv[i], &a);
		if (file_open(&f, overlay, &err)) {
			World *over = overlay_open(w, f.bytes, overlay, false, &err);

			ok(over, "%s\n", err.text);
			records += has_lines(over, overlay, &a);
			overlays++;
			world_close(over);
			file_close(&f);
		}
		world_close(w);
	}
	ok(found.gl_pathc >= 12 && overlays >= 8 && records >= 200, "%zu zones, %zu overlays, %zu records\n", found.gl_pathc, overlays, records);
	globfree(&found);
}

/* Each stretch of indented lines of docs/world.md is a world file. */
static void test_manual(void **state)
{
	Arena a = unit_arena();
	const char *path = arena_z(&a, arena_join(&a, str_of(getenv("FIVEFIFTY_SOURCE")), STR("/docs/world.md")));
	Buf b = buf_new(&a);
	size_t examples = 0;
	Err err = { 0 };
	File f;
	Str line;

	(void)state;
	ok(file_open(&f, path, &err), "%s\n", err.text);
	for (Str s = f.bytes; s.len; ) {
		s = str_line(s, &line);
		if (str_starts(line, STR("    "))) {
			buf_put(&b, str_drop(line, 4));
			buf_char(&b, '\n');
		} else if (b.len) {
			World *base = empty_open(1), *w = overlay_open(base, buf_str(&b), path, true, &err);

			ok(w, "%s\n", err.text);
			world_close(w);
			b.len = 0;
			examples++;
		}
	}
	file_close(&f);
	assert_true(examples >= 3);
}

UNIT_MAIN(cmocka_unit_test(test_scenarios), cmocka_unit_test(test_manual))
