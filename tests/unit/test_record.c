/* What a record says of itself: whether it is archived, and when a value was written, as people tell it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/clock.h"
#include "core/hlc.h"
#include "core/merge.h"
#include "core/record.h"
#include "core/value.h"

#define MIDNIGHT_MS ((int64_t)20833 * 86400000)	/* 2027-01-15 00:00 UTC */
#define MINUTE_MS ((int64_t)60000)

static int64_t now_ms(void *ctx)
{
	return *(const int64_t *)ctx;
}

/* An hour east of UTC, as Paris in winter. */
static int one_hour(void *ctx, int64_t at_ms)
{
	(void)ctx;
	(void)at_ms;
	return 60;
}

static struct jal_id id_of(uint8_t n)
{
	return (struct jal_id){ { n } };
}

struct head {
	uint8_t device;
	uint64_t stamp;
	struct value value;
};

/* A record of one field with a few heads; n 0: nothing was ever written. */
static struct record *record_with(enum field field, const struct head *heads, size_t n)
{
	const struct jal_id caseload = id_of(1), dossier = id_of(5), id = id_of(6);
	struct merge_write w[4];
	struct merge_op ops[4];
	const struct merge_op *list[4] = { NULL };
	struct buf cbor[4];
	assert_true(n <= 4);
	for (size_t i = 0; i < n; i++) {
		cbor[i] = BUF_INIT;
		assert_int_equal(value_encode(&heads[i].value, &cbor[i]), JAL_OK);
		w[i] = (struct merge_write){ .name = { caseload, id_of(heads[i].device), 1, 1000 + i }, .stamp = heads[i].stamp,
			.key = { .field = model_field(field)->wire }, .value = cbor[i].data, .value_len = cbor[i].len };
		ops[i] = (struct merge_op){ .name = w[i].name, .stamp = w[i].stamp, .seq = 1, .encoded = cbor[i].data,
			.encoded_len = cbor[i].len, .writes = &w[i], .write_count = 1 };
		list[i] = &ops[i];
	}
	struct merge_state *state = NULL;
	struct record *r = NULL;
	assert_int_equal(merge_all(list, n, &state), JAL_OK);
	for (size_t i = 0; i < n; i++)
		buf_free(&cbor[i]);
	assert_int_equal(record_new(model_field(field)->entity, &caseload, &dossier, &id, state, &r), JAL_OK);
	return r;
}

static void record_archived__follows__the_flag_of_every_entity(void **state)
{
	(void)state;
	for (enum entity e = 0; e < ENTITY_COUNT; e++) {
		struct record *never = record_with(model_archived(e), NULL, 0);
		struct record *yes = record_with(model_archived(e), &(struct head){ 1, hlc_of_ms(1), value_flag(true) }, 1);
		struct record *back = record_with(model_archived(e), &(struct head){ 1, hlc_of_ms(1), value_flag(false) }, 1);
		assert_false(record_archived(never));
		assert_true(record_archived(yes));
		assert_false(record_archived(back));
		record_free(never);
		record_free(yes);
		record_free(back);
	}
}

static void record_written_on__tells__the_civil_day_of_the_value_shown(void **state)
{
	(void)state;
	int64_t now = MIDNIGHT_MS;
	const struct jal_clock clock = { now_ms, one_hour, &now };
	/* 0 h 30 in Paris is still the day before in UTC. */
	const struct head heads[] = {
		{ 1, hlc_of_ms(MIDNIGHT_MS - 30 * MINUTE_MS), value_text("done") },
		{ 2, hlc_of_ms(MIDNIGHT_MS - 90 * MINUTE_MS), value_text("dropped") },
	};
	struct record *r = record_with(FIELD_action_status, heads, 2);
	assert_string_equal(record_get(r, action_status), "done");
	assert_true(record_write(r, FIELD_action_status)->stamp == heads[0].stamp);
	assert_int_equal(record_written_on(r, FIELD_action_status, &clock), 20833);
	assert_null(record_write(r, FIELD_action_text));
	assert_int_equal(record_written_on(r, FIELD_action_text, &clock), RECORD_NO_DATE);
	record_free(r);
	r = record_with(FIELD_action_status, &heads[1], 1);
	assert_int_equal(record_written_on(r, FIELD_action_status, &clock), 20832);
	record_free(r);
}

static void clock_day_of_stamp__agrees__with_today(void **state)
{
	(void)state;
	int64_t now = 0;
	const struct jal_clock clock = { now_ms, one_hour, &now };
	for (int minute = -180; minute <= 180; minute++) {
		now = MIDNIGHT_MS + minute * MINUTE_MS;
		assert_int_equal(clock_day_of_stamp(&clock, hlc_of_ms(now)), clock_today(&clock));
		assert_int_equal(clock_day_of_stamp(&clock, hlc_of_ms(now)), minute < -60 ? 20832 : 20833);
		assert_int_equal(clock_civil_of_stamp(&clock, hlc_of_ms(now)), clock_civil_minutes(&clock));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(record_archived__follows__the_flag_of_every_entity),
		cmocka_unit_test(record_written_on__tells__the_civil_day_of_the_value_shown),
		cmocka_unit_test(clock_day_of_stamp__agrees__with_today),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
