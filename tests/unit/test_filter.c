/* test_filter.c - what filters answer, and an answer that does not come. */
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>
#include "unit.h"
#include "base/buf.h"
#include "world/exchange.h"
#include "world/filter.h"

/* "action score/required", and "NAME score text" for each symbol; the reason where there is no verdict. */
static Str verdict_text(const FilterVerdict *v, Arena *a)
{
	Buf b = buf_new(a);

	if (v->why.len)
		return v->why;
	buf_format(&b, "%.*s %.1f/%.1f", STR_ARG(v->action), v->score, v->required);
	for (size_t i = 0; i < v->n; i++)
		buf_format(&b, "; %.*s %.1f %.*s", STR_ARG(v->v[i].name), v->v[i].score, STR_ARG(v->v[i].text));
	return buf_str(&b);
}

typedef void Reader(Str answer, Arena *keep, FilterVerdict *out);

static const struct { Reader *read; const char *in, *out; } answers[] = {
	{ rspamd_read, "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{\"score\":3.5,\"required_score\":15.0,\"action\":\"add header\",\"symbols\":{\"A\":{\"name\":\"A\","
	  "\"score\":2.5,\"description\":\"words\"},\"B\":{\"name\":\"B\",\"score\":-1}}}", "add header 3.5/15.0; A 2.5 words; B -1.0 " },
	{ rspamd_read, "HTTP/1.0 200 OK\r\n\r\n{\"score\":0,\"action\":\"no action\"}", "no action 0.0/0.0" },
	{ rspamd_read, "HTTP/1.0 404 Not found\r\n\r\n{\"error\":\"x\"}", "its answer is not that of rspamd" },
	{ rspamd_read, "HTTP/1.0 200 OK\r\n\r\n{\"score\":3.5,\"symbols\":[1,2],\"action\":7}", " 3.5/0.0" },
	{ rspamd_read, "HTTP/1.0 200 OK\r\n\r\n[", "its answer is not that of rspamd" }, { rspamd_read, "", "its answer is not that of rspamd" },
	{ spamd_read, "SPAMD/1.1 0 EX_OK\r\nContent-length: 9\r\nSpam: True ; 5.2 / 5.0\r\n\r\nContent preview: x\n\n pts rule name description\n---- ----- ----\n"
	  " 2.8 RULE_ONE               BODY: words\n                            that go on\n-0.1 RULE_TWO two\n 0.0 [no rule]\n", "spam 5.2/5.0; RULE_ONE 2.8 BODY: words; RULE_TWO -0.1 two" },
	{ spamd_read, "SPAMD/1.1 0 EX_OK\r\nSpam: False ; -1.5 / 5.0\r\n\r\n", "no spam -1.5/5.0" },
	{ spamd_read, "SPAMD/1.0 76 Bad header line\r\n", "its answer is not that of spamd" }, { spamd_read, "Spam:", "no spam 0.0/0.0" }, { spamd_read, "", "its answer is not that of spamd" },
};

static void test_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(answers); i++) {
		Arena a = unit_arena();
		Str in = exact(answers[i].in);
		FilterVerdict v = { .why = STR(""), .action = STR("") };

		answers[i].read(in, &a, &v);
		same(verdict_text(&v, &a), answers[i].out, "%s", answers[i].in);
		exact_free(in);
	}
}

/* More symbols than there is room for, and an answer cut at each byte. */
static void test_hostile(void **state)
{
	Arena a = unit_arena();
	Buf b = buf_new(&a);
	FilterVerdict v = { .why = STR(""), .action = STR("") };

	(void)state;
	buf_put(&b, STR("\r\n\r\n{\"score\":1,\"symbols\":{"));
	for (int i = 0; i < 2 * FILTER_SYMBOLS; i++)
		buf_format(&b, "\"S%d\":{\"name\":\"S%d\",\"score\":1},", i, i);
	buf_put(&b, STR("\"last\":{}}}"));
	rspamd_read(buf_str(&b), &a, &v);
	assert_int_equal(v.n, FILTER_SYMBOLS);
	for (size_t i = 0; i < ROWS(answers); i++)
		for (size_t n = 0; n < strlen(answers[i].in); n++) {
			Arena scratch = a;
			Str in = exact_bytes(answers[i].in, n);

			answers[i].read(in, &scratch, &(FilterVerdict){ .why = STR(""), .action = STR("") });
			exact_free(in);
		}
}

static void test_hostport(void **state)
{
	static const struct { const char *in, *host, *port; } t[] = {
		{ "example.org", "example.org", "783" }, { "example.org:25", "example.org", "25" }, { "[2001:db8::1]:25", "2001:db8::1", "25" },
		{ "[2001:db8::1]", "2001:db8::1", "783" }, { "[", "", "783" }, { "", "", "783" }, { "a:", "a", "783" },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		Str in = exact(t[i].in);
		HostPort got = hostport_read(in, STR("783"));

		same(got.host, t[i].host, "%s", t[i].in);
		same(got.port, t[i].port, "%s", t[i].in);
		exact_free(in);
	}
}

/* A server that takes the connection, for that is the system's doing, and never says anything. */
static void test_silence(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	Arena a = unit_arena();
	Str answer;
	char port[8];

	(void)state;
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
	snprintf(port, sizeof port, "%d", ntohs(at.sin_port));
	assert_false(exchange((HostPort){ STR("127.0.0.1"), str_of(port) }, STR("hello"), STR(""), true, 100, 100, &a, &answer));
	same(answer, "no answer in time", "silence");
	close(fd);
	assert_false(exchange((HostPort){ STR("127.0.0.1"), str_of(port) }, STR("hello"), STR(""), true, 100, 100, &a, &answer));
	same(answer, "Connection refused", "nobody there");
}

UNIT_MAIN(cmocka_unit_test(test_answers), cmocka_unit_test(test_hostile), cmocka_unit_test(test_hostport), cmocka_unit_test(test_silence))
