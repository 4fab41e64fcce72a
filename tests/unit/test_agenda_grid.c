/* Where what stands in a week: pure arithmetic on days made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/date.h"
#include "tui/agenda_grid.h"

#define ROOM 16

struct week {
	int32_t monday;
	struct days_item items[ROOM];
	struct days days;
	struct agenda_hours hours;
	struct agenda_grid grid;
};

static void begin(struct week *w)
{
	memset(w, 0, sizeof(*w));
	assert_int_equal(date_from_ymd(2026, 11, 23, &w->monday), JAL_OK);
	assert_int_equal(date_weekday(w->monday), 1);
	assert_int_equal(agenda_hours_read(AGENDA_HOURS_USUAL, strlen(AGENDA_HOURS_USUAL), &w->hours, NULL), JAL_OK);
	w->days.items = w->items;
}

/* By time, as days_load gives them. */
static void add(struct week *w, int day, int minute, int minutes, bool takes_time)
{
	struct days_item *item = &w->items[w->days.n++];

	assert_true(w->days.n <= ROOM);
	*item = (struct days_item){ .starts = date_with_minutes(w->monday + day, minute), .minutes = minutes,
		.takes_time = takes_time, .state = "planned", .name = "", .place = "", .address = "", .subject = "",
		.reminder_text = "" };
	item->appointment.b[0] = (uint8_t)w->days.n;
}

/* now: minutes from Monday 0:00. */
static void make(struct week *w, int shown, int now)
{
	agenda_grid_free(&w->grid);
	assert_int_equal(agenda_grid_make(&w->days, &w->hours, w->monday, w->monday + shown,
				 date_with_minutes(w->monday, 0) + now, &w->grid), JAL_OK);
}

static size_t count(const struct week *w, int day)
{
	return w->grid.first[day + 1] - w->grid.first[day];
}

static void an_empty_week__has__its_free_hours(void **state)
{
	struct week w;

	(void)state;
	begin(&w);
	make(&w, 0, 0);
	assert_int_equal(w.grid.columns, 5);
	for (int d = 0; d < 5; d++)
		assert_int_equal(count(&w, d), 6);
	assert_int_equal(count(&w, 5) + count(&w, 6), 0);
	assert_int_equal(w.grid.from_hour, 9);
	assert_int_equal(w.grid.to_hour, 16);
	assert_int_equal(w.grid.base[17], 8);
	/* What is over is not free; the quarter that has begun neither. */
	make(&w, 0, 1440 + 10 * 60 + 1);
	assert_int_equal(count(&w, 0), 0);
	assert_int_equal(count(&w, 1), 5);
	assert_int_equal(w.grid.entries[0].from, 615);
	make(&w, 0, 7 * 1440);
	assert_int_equal(w.grid.n, 0);
	assert_int_equal(w.grid.base[17], 8);
	agenda_grid_free(&w.grid);
}

static void an_hour__has__the_rows_of_its_fullest_day(void **state)
{
	struct week w;

	(void)state;
	begin(&w);
	add(&w, 0, 540, 30, true);
	add(&w, 1, 540, 30, true);
	add(&w, 1, 540, 30, true);
	add(&w, 1, 570, 15, true);
	make(&w, 0, 0);
	/* Tuesday: three, and 9h45-10h. */
	assert_int_equal(w.grid.base[10] - w.grid.base[9], 4);
	assert_int_equal(agenda_grid_row(&w.grid, w.grid.first[0]), 0);
	assert_int_equal(agenda_grid_row(&w.grid, w.grid.first[0] + 1), 1);
	assert_int_equal(agenda_grid_row(&w.grid, w.grid.first[1] + 3), 3);
	assert_int_equal(agenda_grid_row(&w.grid, w.grid.first[1] + 4), 4);
	assert_null(w.grid.entries[w.grid.first[1] + 3].item);
	agenda_grid_free(&w.grid);
}

static void what_takes_no_time__leaves__its_hour_free(void **state)
{
	struct week w;

	(void)state;
	begin(&w);
	add(&w, 0, 540, 60, false);
	make(&w, 0, 0);
	assert_int_equal(count(&w, 0), 7);
	assert_non_null(w.grid.entries[0].item);
	assert_null(w.grid.entries[1].item);
	assert_int_equal(w.grid.entries[1].from, 540);
	agenda_grid_free(&w.grid);
}

static void weekends__are_shown__when_something_is_there(void **state)
{
	struct week w;

	(void)state;
	begin(&w);
	make(&w, 6, 0);
	assert_int_equal(w.grid.columns, 7);
	add(&w, 5, 1260, 30, true);
	make(&w, 0, 0);
	assert_int_equal(w.grid.columns, 6);
	assert_int_equal(count(&w, 5), 1);
	assert_int_equal(w.grid.to_hour, 21);
	agenda_grid_free(&w.grid);
}

static void the_night__is_no_end(void **state)
{
	struct week w;

	(void)state;
	begin(&w);
	add(&w, 0, 0, 5, true);
	add(&w, 0, 1430, 720, true);	/* until Tuesday 11h50 */
	make(&w, 0, 0);
	assert_int_equal(w.grid.from_hour, 0);
	assert_int_equal(w.grid.to_hour, 23);
	assert_int_equal(w.grid.base[24], 24);
	/* Tuesday morning is taken but for ten minutes, which are too few. */
	assert_int_equal(count(&w, 1), 3);
	assert_int_equal(w.grid.entries[w.grid.first[1]].from, 840);
	agenda_grid_free(&w.grid);
}

static void find__prefers__the_appointment_then_the_nearest(void **state)
{
	struct week w;
	struct jal_id id = { { 1 } };

	(void)state;
	begin(&w);
	add(&w, 2, 600, 30, true);
	make(&w, 0, 0);
	assert_int_equal(agenda_grid_find(&w.grid, w.monday + 2, 960, &id), w.grid.first[2] + 1);
	assert_int_equal(agenda_grid_find(&w.grid, w.monday + 2, 961, NULL), w.grid.first[3] - 1);
	assert_int_equal(agenda_grid_find(&w.grid, w.monday + 2, 0, NULL), w.grid.first[2]);
	assert_true(agenda_grid_find(&w.grid, w.monday + 6, 600, NULL) == AGENDA_NONE);
	assert_true(agenda_grid_find(&w.grid, w.monday - 1, 600, NULL) == AGENDA_NONE);
	assert_true(agenda_grid_find(&w.grid, w.monday + 7, 600, NULL) == AGENDA_NONE);
	agenda_grid_free(&w.grid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_week__has__its_free_hours),
		cmocka_unit_test(an_hour__has__the_rows_of_its_fullest_day),
		cmocka_unit_test(what_takes_no_time__leaves__its_hour_free),
		cmocka_unit_test(weekends__are_shown__when_something_is_there),
		cmocka_unit_test(the_night__is_no_end),
		cmocka_unit_test(find__prefers__the_appointment_then_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
