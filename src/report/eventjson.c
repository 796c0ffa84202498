/* eventjson.c - one object a line, "fivefifty-event/1". */
#include "report/casejson.h"
#include "report/eventjson.h"

enum { ROOM = 2048 };                               /* bytes of an ordinary event: the buffer need not grow */

static void put_answer(Json *j, const Diagnosis *d, const Knowledge *k)
{
	json_member(j, "cause", cause_name(k, d->cause));
	json_option(j, "class", str_of(class_name[d->class]));
	json_option(j, "address", str_of(address_name[d->address]));
	json_option(j, "retry", str_of(retry_name[d->retry]));
	json_key(j, "confidence");
	json_real(j, d->confidence);
	json_option(j, "provider", d->said.provider);
}

static void put_place(Json *j, const Event *e)
{
	json_option(j, "file", e->place.file);
	if (e->place.line) {
		json_key(j, "line");
		json_int(j, (int64_t)e->place.line);
	}
	json_option(j, "format", e->place.format);
	json_option(j, "queue_id", e->queue_id);
	json_option(j, "message_id", e->message_id);
}

void eventjson(Buf *out, const Diagnosis *d, const Knowledge *k)
{
	Json j = { .buf = out };

	buf_room(out, ROOM);
	json_open(&j, '{');
	json_member(&j, "schema", STR("fivefifty-event/1"));
	casejson_shared(&j, d, k);
	put_answer(&j, d, k);
	put_place(&j, &d->of->event);
	json_close(&j, '}');
	buf_char(out, '\n');
}
