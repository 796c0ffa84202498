/* content_attachments.c - attachments by their name and by what stands in them. */
#include "base/filetype.h"
#include "exam/content.h"
#include "exam/content_part.h"

enum { HEAD_BYTES = 1 << 16 };                          /* of each attachment, for its type */

/* ---- names ---- */

static const char documents[] = "pdf doc docx xls xlsx ppt pptx txt rtf odt ods jpg jpeg png gif htm html mp3 mp4 csv eml";

static bool see_name(Look *l, const File *f)
{
	Str extension = name_extension(f->name), before = name_extension(name_before(f->name, extension));
	Entry e = name_objection(l->in->knowledge, extension);

	if (!entry_ok(e))
		return false;
	look_see_slice(l, content_refuses(e) ? GRADE_BAD : GRADE_WARN, "content.attachment", content_slice(f->name),
	               STR("send a link to the file instead of the file"), "%.*s is attached: %.*s %s .%.*s files", STR_ARG(name_shown(f->name)),
	               STR_ARG(content_whose(l, e)), content_refuses(e) ? "refuses" : "does not let its readers open", STR_ARG(extension));
	if (before.len && name_ends(str_of(documents), before))
		look_see_slice(l, GRADE_BAD, "content.attachment", content_slice(f->name), STR("give the file one ending, that of what it is"),
		               "%.*s has two endings: it looks like a .%.*s file and is none", STR_ARG(name_shown(f->name)), STR_ARG(before));
	return true;
}

static void see_names(Look *l, const Files *files)
{
	size_t seen = 0, i = 0;

	for (; i < files->n && seen < CONTENT_SHOWN; i++)
		seen += see_name(l, &files->v[i]);
	for (; i < files->n; i++)
		seen += entry_ok(name_objection(l->in->knowledge, name_extension(files->v[i].name)));
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
		if (extension.len && name_ends(str_of(expected[i].extensions), extension))
			return !str_eq(type, str_of(expected[i].type));
	return false;
}

static void see_type(Look *l, const File *f, Str head, Str type)
{
	Str extension = name_extension(f->name);

	if (head.len == 0 || type.len == 0)
		return;
	if (is_program(type) && !entry_ok(name_objection(l->in->knowledge, extension)))
		look_see_slice(l, GRADE_BAD, "content.attachment", content_slice(f->name), STR("send a link to the file instead of the file"),
		               "%.*s is a program by what stands in it (%.*s), whatever its name", STR_ARG(name_shown(f->name)), STR_ARG(type));
	else if (belies_name(extension, type))
		look_see_slice(l, GRADE_WARN, "content.attachment", content_slice(f->name), STR("give the file the ending of what it is"),
		               "%.*s is no .%.*s file by what stands in it, but %.*s", STR_ARG(name_shown(f->name)), STR_ARG(extension),
		               STR_ARG(type));
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
		look_see(l, GRADE_UNKNOWN, NULL, NULL, STR("install libmagic (Debian: libmagic1)"),
		         "what stands in the attachments could not be examined: libmagic is missing");
		return;
	}
	for (size_t i = 0; i < n; i++)
		see_type(l, &files->v[i], heads[i], str_of(types[i].name));
	if (files->n > n)
		look_see(l, GRADE_NOTE, NULL, NULL, STR(""), "%zu attachments: what stands in them was looked at in the first %zu", files->n, n);
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
	content_archives(l, &files);
}
