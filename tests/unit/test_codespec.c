/* test_codespec.c - which codes a rule is about. */
#include "unit.h"
#include "rules/codespec.h"

static void test_fit(void **state)
{
	static const struct { const char *spec; int code; Status st; CodeFit fit; } t[] = {
		{ "550", 550, { 5, 7, 1 }, CODES_BASIC },
		{ "550", 554, { 5, 7, 1 }, CODES_DIFFER },
		{ "550", 0, { 0 }, CODES_MISSING },
		{ "55x", 554, { 0 }, CODES_BASIC },
		{ "4xx", 450, { 4, 2, 0 }, CODES_BASIC },
		{ "4xx", 550, { 0 }, CODES_DIFFER },
		{ "550/5.7.1", 550, { 5, 7, 1 }, CODES_ENHANCED },
		{ "550/5.7.1", 550, { 0 }, CODES_MISSING },
		{ "550/5.7.1", 550, { 5, 1, 1 }, CODES_DIFFER },
		{ "/5.7.606-649", 550, { 5, 7, 630 }, CODES_ENHANCED },
		{ "/5.7.606-649", 550, { 5, 7, 650 }, CODES_DIFFER },
		{ "/x.7.1", 450, { 4, 7, 1 }, CODES_ENHANCED },
		{ "/5.7.x", 550, { 5, 7, 99 }, CODES_ENHANCED },
		{ "521/none", 521, { 0 }, CODES_BASIC },
		{ "521/none", 521, { 5, 3, 2 }, CODES_DIFFER },
	};

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		CodeSpec spec;
		bool basic;

		ok(codespec_read(str_of(t[i].spec), &spec), "'%s' is not read\n", t[i].spec);
		ok(codespec_fit(&spec, t[i].code, t[i].st, &basic) == t[i].fit, "row %zu, '%s'\n", i, t[i].spec);
	}
}

static void test_wrong(void **state)
{
	static const char *const t[] = { "", "55", "5500", "abc", "550/", "550/5.7", "550/5.7.1.2", "550/5.7.", "/none5" };

	(void)state;
	for (size_t i = 0; i < ROWS(t); i++) {
		CodeSpec spec;

		ok(!codespec_read(str_of(t[i]), &spec), "'%s' is read\n", t[i]);
	}
}

UNIT_MAIN(cmocka_unit_test(test_fit), cmocka_unit_test(test_wrong))
