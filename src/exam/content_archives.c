/* content_archives.c - what lies inside of the zip archives that are attached; documents of Office are such archives, too. */
#include "base/limits.h"
#include "base/zip.h"
#include "exam/content.h"
#include "exam/content_part.h"

enum {
	ARCHIVE_ROOM = 4 << 20,                         /* bytes of an archive inside of an archive */
	ARCHIVE_BYTES = 64 << 20,                       /* bytes of all archives together */
};

/* What was found in one; nothing is taken from the arena while the archive is open. */
typedef struct {
	const Knowledge *k;
	bool encrypted, nested, macros;
	char name[NAME_SHOWN];                          /* of the first entry that is objected to */
	size_t n_name, n;
	Entry objection;
} Inside;

static void on_entry(const ZipEntry *entry, void *arg)
{
	Inside *in = arg;
	Str extension = name_extension(entry->name);
	Entry e = name_objection(in->k, extension);

	in->encrypted |= entry->encrypted;
	in->nested |= str_ieq(extension, STR("zip"));
	in->macros |= str_iends(entry->name, STR("vbaProject.bin"));
	if (!entry_ok(e) || !content_refuses(e))                /* who only hides files does not look inside */
		return;
	if (in->n++)
		return;
	in->objection = e;
	in->n_name = name_shown(entry->name).len;
	memcpy(in->name, entry->name.at, in->n_name);
}

static void see_inside(Look *l, const File *f, const Inside *in)
{
	Str slice = content_slice(f->name), name = name_shown(f->name), inside = arena_str(l->keep, (Str){ in->name, in->n_name });

	if (in->n)
		look_see_slice(l, GRADE_BAD, "content.attachment", inside, STR("send a link to the file instead of the file"),
		               "%.*s has %.*s inside%s: %.*s refuses such files in archives, too", STR_ARG(name), STR_ARG(inside),
		               in->n > 1 ? ", and more of that kind" : "", STR_ARG(content_whose(l, in->objection)));
	if (in->encrypted)
		look_see_slice(l, in->nested ? GRADE_BAD : GRADE_WARN, "content.attachment", slice,
		               STR("send the archive without a password, or a link to it"),
		               "%.*s is locked with a password%s: filters cannot look into it", STR_ARG(name),
		               in->nested ? ", and has an archive inside" : "");
	else if (in->nested)
		look_see_slice(l, GRADE_WARN, "content.attachment", slice, STR("put the files into one archive"), "%.*s has an archive inside",
		               STR_ARG(name));
	if (in->macros)
		look_see_slice(l, GRADE_WARN, "content.attachment", slice, STR("save the document without macros"),
		               "%.*s is a document with macros", STR_ARG(name));
}

/* The archive lies in scratch, and with it goes what was read. */
static bool look_into(Look *l, Arena scratch, const File *f, Inside *in, ZipEnd *end)
{
	bool damaged;
	Str bytes = part_bytes(f->part, &scratch, &damaged);
	char *room = arena_raw(&scratch, 1, 1, ARCHIVE_ROOM);

	*in = (Inside){ .k = l->in->knowledge };
	return zip_entries(bytes, room, ARCHIVE_ROOM, on_entry, in, end);
}

static bool is_archive(Look *l, const Part *p)
{
	Part front = *p;
	bool damaged;

	front.body = str_take(p->body, CONTENT_WORDS);
	return zip_begins(part_bytes(&front, l->keep, &damaged));
}

static void see_archive(Look *l, const File *f)
{
	Inside in;
	ZipEnd end;

	if (!look_into(l, *l->keep, f, &in, &end))
		look_see(l, GRADE_UNKNOWN, NULL, NULL, STR("install libzip (Debian: libzip4)"),
		         "what lies in %.*s could not be examined: libzip is missing", STR_ARG(name_shown(f->name)));
	else if (end.broken)
		look_see_slice(l, GRADE_WARN, "content.attachment", content_slice(f->name), STR("make the archive anew"),
		               "%.*s is a damaged archive", STR_ARG(name_shown(f->name)));
	else
		see_inside(l, f, &in);
	if (end.cut)
		look_see(l, GRADE_NOTE, NULL, NULL, STR(""), "%.*s has more in it than is looked at", STR_ARG(name_shown(f->name)));
}

void content_archives(Look *l, const Files *files)
{
	size_t left = ARCHIVE_BYTES;

	for (size_t i = 0; i < files->n && i < OPENED; i++) {
		const File *f = &files->v[i];

		if (!is_archive(l, f->part))
			continue;
		if (f->part->body.len > LIMIT_REPORT_BYTES || f->part->body.len > left) {
			look_see(l, GRADE_UNKNOWN, NULL, NULL, STR(""), "%.*s is too large to be looked into", STR_ARG(name_shown(f->name)));
			continue;
		}
		left -= f->part->body.len;
		see_archive(l, f);
	}
}
