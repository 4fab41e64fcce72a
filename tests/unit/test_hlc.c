/* Stamps: above what they must be above, never dragged along by a clock that is years off. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/hlc.h"

#define NOON ((int64_t)1800000000000)

static void hlc_next__follows__the_clock(void **state)
{
	(void)state;
	assert_int_equal(hlc_ms(hlc_next(0, 0, NOON)), NOON);
	assert_true(hlc_next(hlc_of_ms(NOON - 1000), 0, NOON) == hlc_of_ms(NOON));
}

static void hlc_next__counts__within_one_millisecond(void **state)
{
	(void)state;
	uint64_t last = hlc_of_ms(NOON);
	for (int i = 0; i < 70000; i++) {
		const uint64_t next = hlc_next(last, 0, NOON);
		assert_true(next == last + 1);
		last = next;
	}
	/* The counter ran over into the milliseconds, still ascending. */
	assert_int_equal(hlc_ms(last), NOON + 1);
}

static void hlc_next__goes__above_what_it_replaces(void **state)
{
	(void)state;
	const uint64_t ahead = hlc_of_ms(NOON + HLC_AHEAD_MS) + 7;
	assert_true(hlc_next(0, ahead, NOON) == ahead + 1);
	assert_true(hlc_next(ahead, ahead + 5, NOON) == ahead + 6);
}

static void hlc_next__ignores__what_is_over_24_hours_ahead(void **state)
{
	(void)state;
	const uint64_t far_off = hlc_of_ms(NOON + HLC_AHEAD_MS + 1);
	assert_true(hlc_ahead(far_off, NOON));
	assert_false(hlc_ahead(hlc_of_ms(NOON + HLC_AHEAD_MS), NOON));
	assert_true(hlc_next(0, far_off, NOON) == hlc_of_ms(NOON));
	/* A vault whose own clock was corrected starts again from the clock. */
	assert_true(hlc_next(far_off, 0, NOON) == hlc_of_ms(NOON));
}

static void hlc_seen__moves__only_within_24_hours(void **state)
{
	(void)state;
	const uint64_t last = hlc_of_ms(NOON);
	assert_true(hlc_seen(last, last - 5, NOON) == last);
	assert_true(hlc_seen(last, last + 5, NOON) == last + 5);
	assert_true(hlc_seen(last, hlc_of_ms(NOON + HLC_AHEAD_MS + 1), NOON) == last);
}

static void hlc_of_ms__brings__impossible_clocks_into_range(void **state)
{
	(void)state;
	assert_true(hlc_next(0, 0, INT64_MIN) == 1);
	assert_true(hlc_next(0, 0, INT64_MAX) <= (uint64_t)INT64_MAX);
	assert_true(hlc_next(INT64_MAX, 0, INT64_MAX) <= (uint64_t)INT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hlc_next__follows__the_clock),
		cmocka_unit_test(hlc_next__counts__within_one_millisecond),
		cmocka_unit_test(hlc_next__goes__above_what_it_replaces),
		cmocka_unit_test(hlc_next__ignores__what_is_over_24_hours_ahead),
		cmocka_unit_test(hlc_seen__moves__only_within_24_hours),
		cmocka_unit_test(hlc_of_ms__brings__impossible_clocks_into_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
