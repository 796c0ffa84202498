/* test_answers.c - what a World knows is kept, asked for once, and a full memory is an answer too. */
#include "world.h"
#include "world/answers.h"

typedef struct { Answers answers; int made, pends; size_t each; } Counter;

/* One record that names the question's number; `pends` times first it is not known yet. */
static void count(Answers *s, DnsAnswer *out, bool again)
{
	Counter *c = (Counter *)s;

	c->made++;
	assert_true(again == (out->status == DNS_PENDING && out->who.len > 0));
	out->who = STR("counter");
	if (c->pends > 0) {
		c->pends--;
		return;
	}
	out->v = take(&s->keep, DnsRecord, 1);
	out->v->data = arena_str(&s->keep, out->name);
	take(&s->keep, char, c->each);
	out->n = 1;
	out->status = DNS_OK;
}

static Str name_of(int i, char text[32])
{
	return (Str){ text, (size_t)snprintf(text, 32, "n%d.example.org", i) };
}

static void test_kept(void **state)
{
	enum { MANY = 20000 };
	Counter *c = answers_open(sizeof *c, 64 << 20);
	const DnsAnswer **first = calloc(MANY, sizeof *first);
	char text[32];
	size_t n = 0;

	(void)state;
	assert_true(c && first);
	for (int i = 0; i < MANY; i++)
		first[i] = answers_ask(&c->answers, name_of(i, text), i % 2 ? DNS_TYPE_A : DNS_TYPE_TXT, count);
	assert_true(c->made == MANY);
	for (int i = 0; i < MANY; i++) {
		const DnsAnswer *d = answers_ask(&c->answers, name_of(i, text), i % 2 ? DNS_TYPE_A : DNS_TYPE_TXT, count);

		assert_true(d == first[i] && str_eq(d->v->data, name_of(i, text)) && str_eq(d->name, name_of(i, text)));
	}
	assert_true(c->made == MANY && !answers_find(&c->answers, STR("n0.example.org"), DNS_TYPE_MX));
	for (size_t at = 0; answers_next(&c->answers, &at); )
		n++;
	assert_true(n == MANY);
	answers_close(&c->answers);
	free(first);
}

static void test_pending(void **state)
{
	Counter *c = answers_open(sizeof *c, 1 << 20);

	(void)state;
	c->pends = 2;
	assert_true(answers_ask(&c->answers, STR("a"), DNS_TYPE_A, count)->status == DNS_PENDING);
	assert_true(answers_ask(&c->answers, STR("a"), DNS_TYPE_A, count)->status == DNS_PENDING);
	assert_true(answers_ask(&c->answers, STR("a"), DNS_TYPE_A, count)->status == DNS_OK && c->made == 3);
	assert_true(answers_ask(&c->answers, STR("a"), DNS_TYPE_A, count)->status == DNS_OK && c->made == 3);
	answers_close(&c->answers);
}

/* What was answered before the memory was full stays as it was; small answers may still find room. */
static void test_full(void **state)
{
	Counter *c = answers_open(sizeof *c, 1 << 20);
	int good = 0, full = 0;
	char text[32];

	(void)state;
	c->each = 10000;
	for (int i = 0; i < 3000; i++)
		answers_ask(&c->answers, name_of(i, text), DNS_TYPE_A, count);
	for (int i = 0; i < 3000; i++) {
		const DnsAnswer *d = answers_ask(&c->answers, name_of(i, text), DNS_TYPE_A, count);

		good += d->status == DNS_OK && str_eq(d->v->data, name_of(i, text));
		full += d->status == DNS_NOT_ASKED && d->why.len > 0;
	}
	ok(good > 50 && good < 110 && good + full == 3000, "%d good, %d full\n", good, full);
	c->each = 1;
	assert_true(answers_ask(&c->answers, name_of(2999, text), DNS_TYPE_A, count)->status == DNS_OK);
	answers_close(&c->answers);
}

UNIT_MAIN(cmocka_unit_test(test_kept), cmocka_unit_test(test_pending), cmocka_unit_test(test_full))
