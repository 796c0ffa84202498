/* content_attachments.c - attachments by their name, by what stands in them, and by what lies inside of archives. */
#include "base/filetype.h"
#include "base/limits.h"
#include "base/zip.h"
#include "exam/content.h"
#include "exam/content_part.h"

enum {
	OPENED = 100,                                   /* attachments whose bytes are looked at */
	HEAD_BYTES = 1 << 16,                           /* of each, for its type */
	ARCHIVE_ROOM = 4 << 20,                         /* bytes of an archive inside of an archive */
	ARCHIVE_BYTES = 64 << 20,                       /* bytes of all archives together */
	NAME_SHOWN = 120, EXTENSION = 20,
};

typedef struct { const Part *part; Str name; } File;
typedef struct { File *v; size_t n, cap; } Files;

/* ---- names ---- */

static Str without_end(Str name)
{
	while (name.len && (name.at[name.len - 1] == '.' || is_space(name.at[name.len - 1])))
		name.len--;
	return name;
}

/* What stands behind the last dot; "" where there is none.  Windows drops dots and blanks at the end. */
static Str extension_of(Str name)
{
	name = without_end(name);
	size_t dot = str_behind_last(name, '.');

	return dot > 0 && name.len - dot <= EXTENSION ? str_drop(name, dot) : STR("");
}

static bool has_word(Str words, Str word)
{
	Str one;

	for (words = str_word(words, &one); one.len; words = str_word(words, &one))
		if (str_ieq(one, word))
			return true;
	return false;
}

/* Who objects to the name: who refuses it before who only hides it.  No arena is needed. */
static Entry objection_to(const Knowledge *k, Str extension)
{
	Entry found = { 0 };

	for (Entry e = knowledge_first(k, KIND_OBJECTION); extension.len && entry_ok(e); e = knowledge_next(k, e))
		if ((!entry_ok(found) || (content_refuses(e) && !content_refuses(found))) && has_word(entry_value(e, STR("Extension")), extension))
			found = e;
	return found;
}

static const char documents[] = "pdf doc docx xls xlsx ppt pptx txt rtf odt ods jpg jpeg png gif htm html mp3 mp4 csv eml";

static Str shown(Str name)
{
	return str_take(name, NAME_SHOWN);
}

static bool see_name(Look *l, const File *f)
{
	Str extension = extension_of(f->name), before = extension_of(str_take(f->name, without_end(f->name).len - extension.len - (extension.len > 0)));
	Entry e = objection_to(l->in->knowledge, extension);

	if (!entry_ok(e))
		return false;
	look_see_slice(l, content_refuses(e) ? GRADE_BAD : GRADE_WARN, "content.attachment", content_slice(f->name), STR("send a link to the file instead of the file"),
	               "%.*s is attached: %.*s %s .%.*s files", STR_ARG(shown(f->name)), STR_ARG(content_whose(l, e)),
	               content_refuses(e) ? "refuses" : "does not let its readers open", STR_ARG(extension));
	if (before.len && has_word(str_of(documents), before))
		look_see_slice(l, GRADE_BAD, "content.attachment", content_slice(f->name), STR("give the file one ending, that of what it is"),
		               "%.*s has two endings: it looks like a .%.*s file and is none", STR_ARG(shown(f->name)), STR_ARG(before));
	return true;
}

static void see_names(Look *l, const Files *files)
{
	size_t seen = 0, i = 0;

	for (; i < files->n && seen < CONTENT_SHOWN; i++)
		seen += see_name(l, &files->v[i]);
	for (; i < files->n; i++)
		seen += entry_ok(objection_to(l->in->knowledge, extension_of(files->v[i].name)));
	content_more(l, seen, "attachments that are objected to by name");
}

/* ---- contents ---- */

static const struct { const char *extensions, *type; } expected[] = {
	{ "pdf", "application/pdf" }, { "jpg jpeg", "image/jpeg" }, { "png", "image/png" }, { "gif", "image/gif" }, { "zip", "application/zip" },
};

static const char *const programs[] = {
	"application/x-dosexec", "application/vnd.microsoft.portable-executable", "application/x-executable", "application/x-pie-executable",
	"application/x-sharedlib", "application/x-mach-binary", "application/x-ms-shortcut",
};

static bool is_program(Str type)
{
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
		if (str_eq(type, str_of(programs[i])))
			return true;
	return false;
}

/* Is the file another thing than its name says? */
static bool belies_name(Str extension, Str type)
{
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		if (extension.len && has_word(str_of(expected[i].extensions), extension))
			return !str_eq(type, str_of(expected[i].type));
	return false;
}

static void see_type(Look *l, const File *f, Str head, Str type)
{
	Str extension = extension_of(f->name);

	if (head.len == 0 || type.len == 0)
		return;
	if (is_program(type) && !entry_ok(objection_to(l->in->knowledge, extension)))
		look_see_slice(l, GRADE_BAD, "content.attachment", content_slice(f->name), STR("send a link to the file instead of the file"),
		               "%.*s is a program by what stands in it (%.*s), whatever its name", STR_ARG(shown(f->name)), STR_ARG(type));
	else if (belies_name(extension, type))
		look_see_slice(l, GRADE_WARN, "content.attachment", content_slice(f->name), STR("give the file the ending of what it is"),
		               "%.*s is no .%.*s file by what stands in it, but %.*s", STR_ARG(shown(f->name)), STR_ARG(extension), STR_ARG(type));
}

static size_t heads_of(Look *l, const Files *files, Str *heads)
{
	size_t n = files->n < OPENED ? files->n : OPENED;
	bool damaged;

	for (size_t i = 0; i < n; i++) {
		Part front = *files->v[i].part;

		front.body = str_take(front.body, HEAD_BYTES);
		heads[i] = part_bytes(&front, l->keep, &damaged);
	}
	return n;
}

static void see_types(Look *l, const Files *files)
{
	Str *heads = take(l->keep, Str, OPENED);
	FileType *types = take(l->keep, FileType, OPENED);
	size_t n = heads_of(l, files, heads);

	if (!filetypes(heads, n, types)) {
		look_see(l, GRADE_UNKNOWN, NULL, NULL, STR("install libmagic (Debian: libmagic1)"), "what stands in the attachments could not be examined: libmagic is missing");
		return;
	}
	for (size_t i = 0; i < n; i++)
		see_type(l, &files->v[i], heads[i], str_of(types[i].name));
	if (files->n > n)
		look_see(l, GRADE_NOTE, NULL, NULL, STR(""), "%zu attachments: what stands in them was looked at in the first %zu", files->n, n);
}

/* ---- archives ---- */

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
	Str extension = extension_of(entry->name);
	Entry e = objection_to(in->k, extension);

	in->encrypted |= entry->encrypted;
	in->nested |= str_ieq(extension, STR("zip"));
	in->macros |= str_iends(entry->name, STR("vbaProject.bin"));
	if (!entry_ok(e) || !content_refuses(e))                /* who only hides files does not look inside */
		return;
	if (in->n++)
		return;
	in->objection = e;
	in->n_name = shown(entry->name).len;
	memcpy(in->name, entry->name.at, in->n_name);
}

static void see_inside(Look *l, const File *f, const Inside *in)
{
	Str slice = content_slice(f->name), name = shown(f->name), inside = arena_str(l->keep, (Str){ in->name, in->n_name });

	if (in->n)
		look_see_slice(l, GRADE_BAD, "content.attachment", inside, STR("send a link to the file instead of the file"),
		               "%.*s has %.*s inside%s: %.*s refuses such files in archives, too", STR_ARG(name), STR_ARG(inside), in->n > 1 ? ", and more of that kind" : "",
		               STR_ARG(content_whose(l, in->objection)));
	if (in->encrypted)
		look_see_slice(l, in->nested ? GRADE_BAD : GRADE_WARN, "content.attachment", slice, STR("send the archive without a password, or a link to it"),
		               "%.*s is locked with a password%s: filters cannot look into it", STR_ARG(name), in->nested ? ", and has an archive inside" : "");
	else if (in->nested)
		look_see_slice(l, GRADE_WARN, "content.attachment", slice, STR("put the files into one archive"), "%.*s has an archive inside", STR_ARG(name));
	if (in->macros)
		look_see_slice(l, GRADE_WARN, "content.attachment", slice, STR("save the document without macros"), "%.*s is a document with macros", STR_ARG(name));
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
		look_see(l, GRADE_UNKNOWN, NULL, NULL, STR("install libzip (Debian: libzip4)"), "what lies in %.*s could not be examined: libzip is missing", STR_ARG(shown(f->name)));
	else if (end.broken)
		look_see_slice(l, GRADE_WARN, "content.attachment", content_slice(f->name), STR("make the archive anew"), "%.*s is a damaged archive", STR_ARG(shown(f->name)));
	else
		see_inside(l, f, &in);
	if (end.cut)
		look_see(l, GRADE_NOTE, NULL, NULL, STR(""), "%.*s has more in it than is looked at", STR_ARG(shown(f->name)));
}

static void see_archives(Look *l, const Files *files)
{
	size_t left = ARCHIVE_BYTES;

	for (size_t i = 0; i < files->n && i < OPENED; i++) {
		const File *f = &files->v[i];

		if (!is_archive(l, f->part))
			continue;
		if (f->part->body.len > LIMIT_REPORT_BYTES || f->part->body.len > left) {
			look_see(l, GRADE_UNKNOWN, NULL, NULL, STR(""), "%.*s is too large to be looked into", STR_ARG(shown(f->name)));
			continue;
		}
		left -= f->part->body.len;
		see_archive(l, f);
	}
}

/* ---- all of them ---- */

static bool is_file(const Part *p, Arena *keep)
{
	if (p->child || str_starts(p->type, STR("multipart/")) || str_starts(p->type, STR("message/")))
		return false;
	return part_is_attached(p, keep) || !str_starts(p->type, STR("text/"));
}

void content_attachments(Look *l)
{
	const Part *root = l->in->mime ? l->in->mime->root : NULL;
	Files files = { 0 };

	for (const Part *p = root; p; p = part_walk(root, p))
		if (is_file(p, l->keep)) {
			Str name = part_name(p, l->keep);

			*arena_push(l->keep, &files) = (File){ p, name.len ? name : p->type };
		}
	if (files.n == 0 || !l->in->knowledge)
		return;
	see_names(l, &files);
	see_types(l, &files);
	see_archives(l, &files);
}
