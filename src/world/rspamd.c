/* rspamd.c - what a running rspamd says of a message (rspamd's "Protocol": a POST of the message, an answer in JSON). */
#include <jansson.h>
#include "base/buf.h"
#include "world/exchange.h"
#include "world/filter.h"

/* Text of the answer, copied to room that was taken before: an answer's strings are never longer than the answer. */
typedef struct { char *at; size_t n, room; } Pool_;

static Str copy(Pool_ *p, const json_t *v)
{
	size_t n = v ? json_string_length(v) : 0;
	char *at = p->at + p->n;

	if (n == 0 || n > p->room - p->n)
		return STR("");
	memcpy(at, json_string_value(v), n);
	p->n += n;
	return (Str){ at, n };
}

static void copy_symbols(const json_t *symbols, Pool_ *pool, FilterVerdict *out)
{
	const char *name;
	json_t *s;

	json_object_foreach((json_t *)(uintptr_t)symbols, name, s) {
		if (out->n == FILTER_SYMBOLS)
			return;
		out->v[out->n++] = (FilterSymbol){ copy(pool, json_object_get(s, "name")), copy(pool, json_object_get(s, "description")),
		                                   json_number_value(json_object_get(s, "score")) };
	}
}

void rspamd_read(Str answer, Arena *keep, FilterVerdict *out)
{
	size_t head = str_find(answer, STR("\r\n\r\n"), 0);
	Str body = str_drop(answer, head + 4);
	Pool_ pool = { .at = take(keep, char, body.len + 1), .room = body.len };
	json_t *root;

	out->v = take(keep, FilterSymbol, FILTER_SYMBOLS);
	root = json_loadb(body.at, body.len, JSON_REJECT_DUPLICATES, NULL);
	out->why = json_is_object(root) && json_is_number(json_object_get(root, "score")) ? STR("") : STR("its answer is not that of rspamd");
	if (out->why.len == 0) {
		out->score = json_number_value(json_object_get(root, "score"));
		out->required = json_number_value(json_object_get(root, "required_score"));
		out->action = copy(&pool, json_object_get(root, "action"));
		copy_symbols(json_object_get(root, "symbols"), &pool, out);
	}
	json_decref(root);
}

static void put_field(Buf *b, const char *name, Str value)
{
	if (value.len && !memchr(value.at, '\n', value.len) && !memchr(value.at, '\r', value.len))
		buf_format(b, "%s: %.*s\r\n", name, STR_ARG(value));
}

void filter_rspamd(Str where, Str message, const FilterEnvelope *envelope, Arena *keep, FilterVerdict *out)
{
	Str authority, path, answer, rest = str_drop(where, STR("http://").len);
	Buf b = buf_new(keep);

	*out = (FilterVerdict){ .filter = "rspamd", .where = where, .why = STR(""), .action = STR("") };
	if (!str_istarts(where, STR("http://"))) {
		out->why = STR("its address begins with http://");
		return;
	}
	path = str_cut(rest, '/', &authority);
	buf_format(&b, "POST /%.*s HTTP/1.0\r\nHost: %.*s\r\nContent-Length: %zu\r\n",
	           STR_ARG(path.len ? path : STR("checkv2")), STR_ARG(authority), message.len);
	put_field(&b, "IP", envelope->ip);
	put_field(&b, "Helo", envelope->helo);
	put_field(&b, "From", envelope->from);
	put_field(&b, "Rcpt", envelope->recipient);
	buf_put(&b, STR("\r\n"));
	if (exchange(hostport_read(authority, STR("11333")), buf_str(&b), message, false, FILTER_MS, FILTER_BYTES, keep, &answer))
		rspamd_read(answer, keep, out);
	else
		out->why = answer;
}
