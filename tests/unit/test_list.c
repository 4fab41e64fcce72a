/* Lists: what the current line stays on, what is drawn, what is searched. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/press.h"
#include "tui/list.h"

#define MOST 6000

/* Rows are numbers; a negative one is a group's title. */
struct rows {
	int value[MOST];
	size_t n;
	size_t cells;	/* asked for */
};

static struct rows r;
static struct list l;

static size_t count(void *ctx)
{
	return ((struct rows *)ctx)->n;
}

static struct jal_id id_of(void *ctx, size_t row)
{
	struct jal_id id = ID_ZERO;
	int v = ((struct rows *)ctx)->value[row];

	id.b[0] = 1;
	memcpy(&id.b[4], &v, sizeof(v));
	return id;
}

static void cell(void *ctx, size_t row, size_t column, struct buf *text, unsigned *style)
{
	struct rows *rs = ctx;

	(void)column;
	(void)style;
	rs->cells++;
	assert_int_equal(buf_printf(text, rs->value[row] < 0 ? "GROUPE %d" : "personne %d", rs->value[row]), JAL_OK);
}

static bool heading(void *ctx, size_t row)
{
	return ((struct rows *)ctx)->value[row] < 0;
}

static int compare(void *ctx, size_t a, size_t b, int sort)
{
	const struct rows *rs = ctx;

	return sort == 0 ? 0 : rs->value[b] - rs->value[a];
}

static bool match(void *ctx, size_t row, const char *key, size_t n)
{
	char text[32];

	(void)n;
	snprintf(text, sizeof(text), "%d", ((struct rows *)ctx)->value[row]);
	return strstr(text, key) != NULL;
}

static const struct list_model model = { .count = count, .id = id_of, .cell = cell, .heading = heading,
	.compare = compare, .match = match };
static const struct list_column columns[] = {
	{ .title = "Personne", .place = { .width = 12, .weight = 1 } },
};

static int open_list(void **state)
{
	(void)state;
	r.n = 100;
	r.cells = 0;
	for (size_t i = 0; i < MOST; i++)
		r.value[i] = (int)i;
	return list_init(&l, &model, &r, columns, 1) != JAL_OK || list_load(&l) != JAL_OK;
}

static int closed(void **state)
{
	(void)state;
	list_free(&l);
	return 0;
}

static bool hit(const char *name)
{
	struct key k = press(name);

	return list_key(&l, &k);
}

static void draw(int rows)
{
	struct canvas *c = NULL;

	assert_int_equal(canvas_new(rows, 40, &c), JAL_OK);
	list_draw(&l, c, (struct rect){ 0, 0, rows, 40 });
	canvas_free(c);
}

static void the_current_line__stays_on__its_record(void **state)
{
	(void)state;
	for (int i = 0; i < 30; i++)
		hit("Down");
	assert_int_equal(r.value[list_current(&l)], 30);
	l.sort = 1;
	assert_int_equal(list_load(&l), JAL_OK);
	assert_int_equal(r.value[list_current(&l)], 30);
	/* Others come and go. */
	memmove(r.value, r.value + 10, 90 * sizeof(int));
	r.n = 90;
	assert_int_equal(list_load(&l), JAL_OK);
	assert_int_equal(r.value[list_current(&l)], 30);
}

static void a_click__chooses__the_line_under_it(void **state)
{
	bool again = true;

	(void)state;
	draw(12);
	/* Two lines of titles, then the first. */
	assert_true(list_click(&l, 5, 3, &again));
	assert_false(again);
	assert_int_equal(r.value[list_current(&l)], 3);
	assert_true(list_click(&l, 5, 3, &again));
	assert_true(again);
	assert_false(list_click(&l, 1, 3, &again));
	assert_false(list_click(&l, 12, 3, &again));
	assert_false(list_click(&l, -1, 3, &again));
	assert_false(list_click(&l, 5, 40, &again));
	assert_int_equal(r.value[list_current(&l)], 3);
	/* As they stand, further down. */
	hit("End");
	draw(12);
	assert_true(list_click(&l, 2, 0, &again));
	assert_int_equal(r.value[list_current(&l)], (int)l.top);
}

static void a_record_that_goes__leaves__its_place(void **state)
{
	(void)state;
	for (int i = 0; i < 30; i++)
		hit("Down");
	memmove(r.value + 30, r.value + 31, 69 * sizeof(int));
	r.n = 99;
	assert_int_equal(list_load(&l), JAL_OK);
	assert_int_equal(r.value[list_current(&l)], 31);
	r.n = 5;
	assert_int_equal(list_load(&l), JAL_OK);
	assert_int_equal(r.value[list_current(&l)], 4);
	r.n = 0;
	assert_int_equal(list_load(&l), JAL_OK);
	assert_int_equal(list_current(&l), LIST_NONE);
	assert_true(hit("Down"));
	assert_true(hit("End"));
	assert_true(hit("PgUp"));
	draw(10);
}

static void a_resize__keeps__the_current_line_in_view(void **state)
{
	(void)state;
	for (int i = 0; i < 60; i++)
		hit("Down");
	for (int rows = 40; rows > 0; rows--) {
		draw(rows);
		assert_int_equal(r.value[list_current(&l)], 60);
		assert_true(l.at >= l.top && l.at < l.top + (size_t)(l.height > 0 ? l.height : 1));
	}
}

static void drawing__asks_only_for__what_is_seen(void **state)
{
	(void)state;
	r.n = MOST;
	assert_int_equal(list_load(&l), JAL_OK);
	r.cells = 0;
	draw(20);
	assert_true(r.cells <= 20);
	hit("PgDn");
	assert_true(r.cells <= 20);
}

static void searching__shows_the_best_first__and_comes_back(void **state)
{
	(void)state;
	for (int i = 0; i < 50; i++)
		hit("Down");
	list_search(&l);
	assert_true(hit("7"));
	assert_int_equal(list_count(&l), 19);
	assert_int_equal(r.value[list_current(&l)], 7);
	hit("Down");
	assert_int_equal(r.value[list_current(&l)], 17);
	assert_true(hit("5"));
	assert_int_equal(r.value[list_current(&l)], 75);
	/* Enter is the screen's. */
	assert_false(hit("Enter"));
	assert_true(hit("Esc"));
	assert_int_equal(l.search.len, 0);
	assert_int_equal(r.value[list_current(&l)], 17);
	assert_true(l.searching);
	assert_true(hit("Esc"));
	assert_false(l.searching);
	assert_false(hit("7"));
}

static void the_field__can_be_left__with_what_was_found(void **state)
{
	struct jal_id chosen = ID_ZERO;

	(void)state;
	draw(20);
	for (int i = 0; i < 30; i++)
		hit("Down");
	draw(20);
	list_search(&l);
	hit("7");
	hit("Down");
	assert_int_equal(r.value[list_current(&l)], 17);
	chosen = l.model->id(l.ctx, list_current(&l));
	list_leave_search(&l, &chosen);
	assert_int_equal(list_count(&l), 19);
	assert_int_equal(r.value[list_current(&l)], 17);
	/* Letters are no longer for the field; Esc still empties it. */
	assert_false(hit("7"));
	assert_true(hit("Esc"));
	assert_int_equal(l.search.len, 0);
	assert_int_equal(r.value[list_current(&l)], 17);
	assert_false(hit("Esc"));
}

static void an_emptied_search__shows__the_lines_of_before(void **state)
{
	size_t top = 0;

	(void)state;
	draw(20);
	for (int i = 0; i < 30; i++)
		hit("Down");
	hit("Up");
	draw(20);
	top = l.top;
	assert_int_not_equal(top, 0);
	list_search(&l);
	hit("9");
	hit("9");
	hit("Esc");
	draw(20);
	assert_int_equal(l.top, top);
	assert_int_equal(r.value[list_current(&l)], 29);
}

static void nothing_found__comes_back__to_who_was_chosen(void **state)
{
	(void)state;
	for (int i = 0; i < 50; i++)
		hit("Down");
	list_search(&l);
	hit("x");
	assert_int_equal(list_current(&l), LIST_NONE);
	hit("Backspace");
	assert_int_equal(r.value[list_current(&l)], 50);
}

static void titles_of_groups__are_never__current(void **state)
{
	(void)state;
	r.value[0] = -1;
	r.value[10] = -2;
	r.value[99] = -3;
	assert_int_equal(list_load(&l), JAL_OK);
	hit("Home");
	assert_int_equal(r.value[list_current(&l)], 1);
	draw(8);
	hit("Up");
	assert_int_equal(r.value[list_current(&l)], 1);
	assert_int_equal(l.top, 0);
	for (int i = 0; i < 9; i++)
		hit("Down");
	assert_int_equal(r.value[list_current(&l)], 11);
	hit("Up");
	assert_int_equal(r.value[list_current(&l)], 9);
	hit("End");
	assert_int_equal(r.value[list_current(&l)], 98);
	hit("Down");
	assert_int_equal(r.value[list_current(&l)], 98);
	assert_int_equal(list_count(&l), 97);
}

/* ---- rows that are too many to be walked ---- */

/* The even numbers of a million, or all. */
static size_t ask(void *ctx, const char *query, int sort)
{
	(void)ctx;
	(void)sort;
	return *query != '\0' ? 500000 : 1000000;
}

static struct jal_id id_of_million(void *ctx, size_t row)
{
	struct jal_id id = ID_ZERO;
	uint32_t v = (uint32_t)(l.search.len > 0 ? 2 * row : row);

	(void)ctx;
	id.b[0] = 1;
	memcpy(&id.b[4], &v, sizeof(v));
	return id;
}

static size_t place(void *ctx, const struct jal_id *id)
{
	uint32_t v = 0;

	(void)ctx;
	memcpy(&v, &id->b[4], sizeof(v));
	if (l.search.len == 0)
		return v;
	return v % 2 == 0 ? v / 2 : LIST_NONE;
}

static void cell_of_million(void *ctx, size_t row, size_t column, struct buf *text, unsigned *style)
{
	(void)column;
	(void)style;
	((struct rows *)ctx)->cells++;
	assert_int_equal(buf_printf(text, "personne %zu", row), JAL_OK);
}

static const struct list_model million = { .id = id_of_million, .cell = cell_of_million, .ask = ask, .place = place };

static void rows_too_many_to_walk__are_asked_for__where_they_are_seen(void **state)
{
	struct canvas *c = NULL;
	size_t first = 0;
	size_t n = 0;

	(void)state;
	list_free(&l);
	assert_int_equal(list_init(&l, &million, &r, columns, 1), JAL_OK);
	assert_int_equal(list_load(&l), JAL_OK);
	assert_int_equal(list_count(&l), 1000000);
	assert_int_equal(canvas_new(12, 40, &c), JAL_OK);
	list_draw(&l, c, (struct rect){ 0, 0, 12, 40 });
	hit("End");
	assert_int_equal(list_current(&l), 999999);
	r.cells = 0;
	list_draw(&l, c, (struct rect){ 0, 0, 12, 40 });
	assert_int_equal(r.cells, 10);
	list_seen(&l, &first, &n);
	assert_int_equal(first, 999990);
	assert_int_equal(n, 10);
	hit("Up");
	list_search(&l);
	hit("x");
	assert_int_equal(list_current(&l), 0);
	hit("Esc");
	/* Who was chosen is current again. */
	assert_int_equal(list_current(&l), 999998);
	canvas_free(c);
}

static void cell_two(void *ctx, size_t row, size_t column, struct buf *text, unsigned *style)
{
	(void)ctx;
	(void)style;
	if (column == 0 || row == 1)
		assert_int_equal(buf_puts(text, "un texte assez long"), JAL_OK);
}

static void a_long_text__flows__over_empty_cells_only(void **state)
{
	static const struct list_model two = { .count = count, .id = id_of, .cell = cell_two };
	static const struct list_column narrow[] = { { .title = "A", .place = { .width = 8 } },
		{ .title = "B", .place = { .width = 20 } } };
	struct canvas *c = NULL;
	struct buf out = BUF_INIT;

	(void)state;
	list_free(&l);
	assert_int_equal(list_init(&l, &two, &r, narrow, 2), JAL_OK);
	l.plain = true;
	l.flows = true;
	assert_int_equal(list_load(&l), JAL_OK);
	assert_int_equal(canvas_new(2, 40, &c), JAL_OK);
	list_draw(&l, c, (struct rect){ 0, 0, 2, 40 });
	assert_int_equal(canvas_dump(c, &out), JAL_OK);
	assert_string_equal(buf_str(&out), ">un texte assez long\n un text… un texte assez long\n");
	buf_free(&out);
	canvas_free(c);
}

static int start(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") == NULL;
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, open_list, closed)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_current_line__stays_on__its_record),
		CASE(a_click__chooses__the_line_under_it),
		CASE(a_record_that_goes__leaves__its_place),
		CASE(a_resize__keeps__the_current_line_in_view),
		CASE(drawing__asks_only_for__what_is_seen),
		CASE(searching__shows_the_best_first__and_comes_back),
		CASE(the_field__can_be_left__with_what_was_found),
		CASE(an_emptied_search__shows__the_lines_of_before),
		CASE(nothing_found__comes_back__to_who_was_chosen),
		CASE(titles_of_groups__are_never__current),
		CASE(rows_too_many_to_walk__are_asked_for__where_they_are_seen),
		CASE(a_long_text__flows__over_empty_cells_only),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
