/* authres_run.c - what mail/authres.h reads of the Authentication-Results fields of mails: one JSON object a file, in the words of the suite's
 * arh-expected.json. */
#include <stdlib.h>
#include "base/file.h"
#include "base/json.h"
#include "mail/authres.h"
#include "mail/header.h"

static void put_result(Json *j, const AuthResult *r, Arena *a)
{
	json_open(j, '{');
	json_member(j, "method", arena_lower(a, r->method));
	json_member(j, "result", arena_lower(a, r->result));
	json_option(j, "reason", r->reason);
	json_key(j, "properties");
	json_open(j, '[');
	for (size_t i = 0; i < r->n; i++) {
		Str name = arena_join(a, r->v[i].ptype, arena_join(a, STR("."), r->v[i].property));

		json_open(j, '[');
		json_str(j, arena_lower(a, name));
		json_str(j, r->v[i].value);
		json_close(j, ']');
	}
	json_close(j, ']');
	json_close(j, '}');
}

static void put_field(Json *j, Str value, Arena *a)
{
	AuthResults r;

	authres_read(value, a, &r);
	json_open(j, '{');
	json_key(j, "valid");
	json_bool(j, r.valid);
	json_key(j, "usable");
	json_bool(j, r.usable);
	json_member(j, "authserv_id", r.authserv_id);
	json_key(j, "version");
	json_int(j, r.version);
	json_key(j, "results");
	json_open(j, '[');
	for (size_t i = 0; i < r.n; i++)
		put_result(j, &r.v[i], a);
	json_close(j, ']');
	json_close(j, '}');
}

static void put_file(const char *path, Arena *a)
{
	Buf b = buf_new(a);
	Json j = { .buf = &b };
	Headers h;
	File f;
	Err err;

	if (!file_open(&f, path, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	headers_read(f.bytes, a, &h);
	json_open(&j, '[');
	for (size_t i = 0; i < h.n; i++)
		if (str_ieq(h.v[i].name, STR("Authentication-Results")))
			put_field(&j, h.v[i].value, a);
	json_close(&j, ']');
	printf("%.*s\n", STR_ARG(buf_str(&b)));
	file_close(&f);
}

int main(int argc, char **argv)
{
	jmp_buf full;
	Pool pool;

	if (!pool_open(&pool, (size_t)64 << 20) || setjmp(full))
		return 1;
	for (int i = 1; i < argc; i++) {
		Arena a = pool_arena(&pool, &full);

		put_file(argv[i], &a);
	}
	return 0;
}
