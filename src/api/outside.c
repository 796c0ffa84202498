/* outside.c - a World from what the options say: its ground, then what is laid over it, then who writes it down. */
#include "api/outside.h"
#include "base/file.h"
#include "mail/date.h"

static bool read_now(const char *text, int64_t *now, Err *err)
{
	int seconds;

	*now = 0;
	if (!text)
		return true;
	if (date_read(str_of(text), now) && *now > 0)
		return true;
	if (str_number(str_of(text), &seconds).len == 0 && seconds > 0) {
		*now = seconds;
		return true;
	}
	return err_set(err, EX_USAGE, "'%s' is no time; write 2026-11-17T07:45:15Z or seconds since 1970", text);
}

static World *lay_over(World *base, const char *path, Err *err)
{
	File f;

	if (!base || !path)
		return base;
	if (!file_open(&f, path, err)) {
		world_close(base);
		return NULL;
	}
	World *w = overlay_open(base, f.bytes, path, true, err);

	file_close(&f);
	if (!w)
		world_close(base);
	return w;
}

static World *write_down(World *base, const char *path, Err *err)
{
	World *w = base && path ? recorder_open(base, path, err) : base;

	if (!w)
		world_close(base);
	return w;
}

World *outside_open(const Outside *o, Err *err)
{
	int64_t now;

	if (!read_now(o->now, &now, err))
		return NULL;
	LiveOptions live = { .resolver = o->resolver, .now = now };

	if (o->world && o->resolver) {
		err_set(err, EX_USAGE, "--world and --resolver exclude each other: a world file is all there is");
		return NULL;
	}
	World *ground = o->world ? zonefile_open(o->world, now, err) : live_open(&live, err);

	return write_down(lay_over(ground, o->overlay, err), o->record, err);
}

bool outside_close(const Outside *o, World *w, Err *err)
{
	bool written = !w || !o->record || recorder_write(w, err);

	world_close(w);
	return written;
}
