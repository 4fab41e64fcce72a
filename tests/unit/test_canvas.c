/* The grid of cells and the measure of text: what is cut, where, and what never reaches a terminal. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tui/canvas.h"
#include "tui/layout.h"
#include "tui/theme.h"

static struct canvas *fresh(int rows, int cols)
{
	struct canvas *c = NULL;

	assert_int_equal(canvas_new(rows, cols, &c), JAL_OK);
	return c;
}

static void assert_dump(const struct canvas *c, const char *expected)
{
	struct buf b = BUF_INIT;

	assert_int_equal(canvas_dump(c, &b), JAL_OK);
	assert_string_equal(buf_str(&b), expected);
	buf_free(&b);
}

static void glyph_next__keeps__marks_with_their_base(void **state)
{
	struct glyph g;

	(void)state;
	assert_true(glyph_next("e\xcc\x81x", 4, &g));
	assert_int_equal(g.len, 3);
	assert_int_equal(g.width, 1);
	assert_int_equal(g.n, 3);
	assert_false(glyph_next("", 0, &g));
}

static void canvas_plain__leaves__only_what_every_font_has(void **state)
{
	struct canvas *c = fresh(2, 12);

	(void)state;
	canvas_rule(c, 0, 0, 4, ROLE_FRAME, "─");
	canvas_put(c, 0, 4, 8, ROLE_NORMAL, "│┌┘█░é…");
	canvas_put(c, 1, 0, 12, ROLE_NORMAL, "’«à»▓═");
	canvas_plain(c);
	assert_dump(c, "----|++#.é…\n’«à».+\n");
	canvas_free(c);
}

static void glyph_next__never_gives__what_a_terminal_obeys(void **state)
{
	static const char *const hostile[] = { "\033", "\007", "\x7f", "\xc2\x9b", "\xff", "\xc3", "\xe2\x80\xae",
		"\xf4\x90\x80\x80", "\xc0\xaf", "\xed\xa0\x80" };

	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		struct glyph g;

		assert_true(glyph_next(hostile[i], strlen(hostile[i]), &g));
		assert_true(g.len >= 1);
		for (size_t k = 0; k < g.n; k++)
			assert_true((unsigned char)g.text[k] == '?' || (unsigned char)g.text[k] == ' ');
		assert_int_equal(g.width, g.n > 0 ? 1 : 0);
	}
}

static void glyph_columns__counts__wide_and_accented(void **state)
{
	(void)state;
	assert_int_equal(glyph_columns("LEFÈVRE", strlen("LEFÈVRE")), 7);
	assert_int_equal(glyph_columns("日本", strlen("日本")), 4);
	assert_int_equal(glyph_columns("«\xc2\xa0œ\xc2\xa0»", strlen("«\xc2\xa0œ\xc2\xa0»")), 5);
}

static void canvas_put__ends__in_an_ellipsis(void **state)
{
	struct canvas *c = fresh(2, 12);

	(void)state;
	assert_int_equal(canvas_put(c, 0, 0, 12, 0, "LEFÉVRIER-LE GOFF Anne"), 12);
	assert_int_equal(canvas_put(c, 1, 2, 5, 0, "Dinan"), 5);
	assert_dump(c, "LEFÉVRIER-L…\n  Dinan\n");
	canvas_free(c);
}

static void canvas_put__never_shows__half_a_wide_character(void **state)
{
	struct canvas *c = fresh(1, 8);

	(void)state;
	assert_int_equal(canvas_put(c, 0, 0, 4, 0, "日本語"), 3);
	assert_dump(c, "日…\n");
	canvas_put(c, 0, 1, 1, 0, "x");
	assert_dump(c, " x…\n");
	canvas_put(c, 0, 0, 2, 0, "日");
	canvas_put(c, 0, 0, 1, 0, "y");
	assert_dump(c, "y …\n");
	/* At the edge of what may be drawn there is no room for its right half. */
	canvas_put(c, 0, 7, 2, 0, "日");
	assert_dump(c, "y …\n");
	canvas_free(c);
}

static void canvas_clip__keeps__the_rest_untouched(void **state)
{
	struct canvas *c = fresh(3, 6);
	struct rect before = canvas_clip(c, (struct rect){ 1, 2, 1, 3 });

	(void)state;
	for (int row = -1; row < 4; row++)
		canvas_put(c, row, -2, 20, 0, "abcdefghijk");
	canvas_unclip(c, before);
	assert_dump(c, "\n  efg\n\n");
	canvas_free(c);
}

static void canvas_clip__nested__never_grows(void **state)
{
	struct canvas *c = fresh(2, 4);

	(void)state;
	canvas_clip(c, (struct rect){ 0, 1, 1, 2 });
	canvas_clip(c, (struct rect){ 0, 0, 2, 4 });
	canvas_fill(c, (struct rect){ 0, 0, 2, 4 }, ATTR_REVERSE);
	assert_int_equal(canvas_at(c, 0, 0)->style, 0);
	assert_int_equal(canvas_at(c, 0, 1)->style, ATTR_REVERSE);
	assert_int_equal(canvas_at(c, 1, 1)->style, 0);
	canvas_free(c);
}

static void canvas_restyle__keeps__the_role_when_none_is_given(void **state)
{
	struct canvas *c = fresh(1, 4);

	(void)state;
	canvas_put(c, 0, 0, 4, ROLE_LATE, "!");
	canvas_restyle(c, (struct rect){ 0, 0, 1, 4 }, ATTR_REVERSE);
	assert_int_equal(canvas_at(c, 0, 0)->style, ROLE_LATE | ATTR_REVERSE);
	canvas_restyle(c, (struct rect){ 0, 0, 1, 1 }, ROLE_CURRENT);
	assert_int_equal(canvas_at(c, 0, 0)->style, ROLE_CURRENT | ATTR_REVERSE);
	canvas_free(c);
}

static void canvas_cursor__stays__inside(void **state)
{
	struct canvas *c = fresh(2, 3);

	(void)state;
	canvas_cursor(c, 99, -4);
	assert_int_equal(c->cursor_row, 1);
	assert_int_equal(c->cursor_col, 0);
	canvas_free(c);
}

static void canvas_new__refuses__impossible_sizes(void **state)
{
	struct canvas *c = NULL;

	(void)state;
	assert_int_equal(canvas_new(0, 80, &c), JAL_ERR_INVALID);
	assert_int_equal(canvas_new(24, 100000, &c), JAL_ERR_LIMIT);
	assert_null(c);
	canvas_free(NULL);
}

static void layout_for__gives__every_size_a_whole_frame(void **state)
{
	(void)state;
	for (int rows = 1; rows < 60; rows++) {
		for (int cols = 1; cols < 200; cols++) {
			struct layout l = layout_for(rows, cols);

			assert_int_equal(l.title.rows + l.body.rows + l.message.rows + l.footer.rows, rows);
			assert_true(l.body.rows > 0);
		}
	}
	assert_int_equal(layout_for(24, 80).mode, LAYOUT_FULL);
	assert_int_equal(layout_for(24, 80).body.rows, 20);
	assert_int_equal(layout_for(24, 80).message.row, 21);
	assert_int_equal(layout_for(24, 79).mode, LAYOUT_COMPACT);
	assert_int_equal(layout_for(12, 40).mode, LAYOUT_NARROW);
	assert_int_equal(layout_for(17, 100).mode, LAYOUT_NARROW);
	assert_int_equal(layout_for(5, 3).mode, LAYOUT_TINY);
}

static void layout_share__drops__then_shares(void **state)
{
	static const struct layout_column columns[] = {
		{ .width = 20, .weight = 2 },
		{ .width = 10, .weight = 1, .drop = 2 },
		{ .width = 8, .drop = 1 },
		{ .width = 12, .from = 100 },
	};
	int w[4];

	(void)state;
	layout_share(columns, 4, 46, w);
	assert_int_equal(w[0] + w[1] + w[2] + 2, 46);
	assert_int_equal(w[2], 8);
	assert_int_equal(w[3], 0);
	layout_share(columns, 4, 35, w);
	assert_int_equal(w[1], 0);
	assert_int_equal(w[2], 8);
	layout_share(columns, 4, 20, w);
	assert_int_equal(w[0], 20);
	assert_int_equal(w[1] + w[2], 0);
	layout_share(columns, 4, 7, w);
	assert_int_equal(w[0], 7);
	layout_share(columns, 4, 120, w);
	assert_true(w[3] >= 12);
	assert_int_equal(w[0] + w[1] + w[2] + w[3] + 3, 120);
}

static void theme_look__says_nothing__by_colour_alone(void **state)
{
	(void)state;
	for (int role = 0; role < ROLE_COUNT; role++)
		assert_int_equal(theme_look(THEME_NONE, (unsigned)role).colour, COLOUR_OWN);
	/* The current line is seen in every theme. */
	for (int kind = 0; kind < THEME_COUNT; kind++)
		assert_true(theme_look((enum theme_kind)kind, ROLE_CURRENT).attr & ATTR_REVERSE);
}

static int start(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") == NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(canvas_plain__leaves__only_what_every_font_has),
		cmocka_unit_test(glyph_next__keeps__marks_with_their_base),
		cmocka_unit_test(glyph_next__never_gives__what_a_terminal_obeys),
		cmocka_unit_test(glyph_columns__counts__wide_and_accented),
		cmocka_unit_test(canvas_put__ends__in_an_ellipsis),
		cmocka_unit_test(canvas_put__never_shows__half_a_wide_character),
		cmocka_unit_test(canvas_clip__keeps__the_rest_untouched),
		cmocka_unit_test(canvas_clip__nested__never_grows),
		cmocka_unit_test(canvas_restyle__keeps__the_role_when_none_is_given),
		cmocka_unit_test(canvas_cursor__stays__inside),
		cmocka_unit_test(canvas_new__refuses__impossible_sizes),
		cmocka_unit_test(layout_for__gives__every_size_a_whole_frame),
		cmocka_unit_test(layout_share__drops__then_shares),
		cmocka_unit_test(theme_look__says_nothing__by_colour_alone),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
