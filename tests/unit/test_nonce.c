/* Nonces of writes: in range, never the same, nothing left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/nonce.h"

#define MANY ((size_t)NONCE_STOCK * 64)

static int ascending(const void *pa, const void *pb)
{
	const uint64_t *a = pa, *b = pb;
	return *a < *b ? -1 : *a > *b;
}

static void nonce_draw__gives__each_once_and_all_bits(void **state)
{
	(void)state;
	struct nonce_stock one = NONCE_STOCK_INIT, other = NONCE_STOCK_INIT;
	static uint64_t drawn[MANY];
	uint64_t any = 0, all = UINT64_MAX;
	for (size_t i = 0; i < MANY; i++) {
		drawn[i] = nonce_draw(i % 2 ? &one : &other);
		assert_in_range(drawn[i], 1, INT64_MAX);
		any |= drawn[i];
		all &= drawn[i];
	}
	/* 2048 of them: each of 63 bits was 1 once, and 0 once. */
	assert_int_equal(any, INT64_MAX);
	assert_int_equal(all, 0);
	qsort(drawn, MANY, sizeof(*drawn), ascending);
	for (size_t i = 1; i < MANY; i++)
		assert_int_not_equal(drawn[i - 1], drawn[i]);
}

static void nonce_draw__passes__over_zero(void **state)
{
	(void)state;
	struct nonce_stock s = NONCE_STOCK_INIT;
	(void)nonce_draw(&s);
	/* The sign bit alone is zero, too. */
	for (size_t i = 1; i < NONCE_STOCK; i++)
		s.next[i] = i % 2 ? 0 : (uint64_t)1 << 63;
	s.next[NONCE_STOCK - 1] = 7;
	assert_int_equal(nonce_draw(&s), 7);
	assert_int_equal(s.left, 0);
}

static void nonce_stock__keeps__nothing_that_was_used_or_forgotten(void **state)
{
	(void)state;
	struct nonce_stock s = NONCE_STOCK_INIT;
	for (size_t i = 0; i < 3; i++)
		(void)nonce_draw(&s);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(s.next[i], 0);
	nonce_forget(&s);
	assert_int_equal(s.left, 0);
	for (size_t i = 0; i < NONCE_STOCK; i++)
		assert_int_equal(s.next[i], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nonce_draw__gives__each_once_and_all_bits),
		cmocka_unit_test(nonce_draw__passes__over_zero),
		cmocka_unit_test(nonce_stock__keeps__nothing_that_was_used_or_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
