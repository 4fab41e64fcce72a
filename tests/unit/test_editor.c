/* Typing: visible characters, undo, paste, wrapping, secrets, and what is not taken. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/press.h"
#include "tui/editor.h"

static struct editor e;

static int open_line(void **state)
{
	(void)state;
	return editor_init(&e, EDITOR_LINE, 64) != JAL_OK;
}

static int open_long(void **state)
{
	(void)state;
	return editor_init(&e, EDITOR_LONG, 4096) != JAL_OK;
}

static int closed(void **state)
{
	(void)state;
	editor_free(&e);
	return 0;
}

static enum editor_result hit(const char *name)
{
	struct key k = press(name);

	return editor_key(&e, &k);
}

static void type(const char *text)
{
	while (*text != '\0') {
		uint32_t cp = 0;
		struct key k = { 0 };

		text += glyph_decode(text, strlen(text), &cp);
		k.code = cp;
		k.len = (uint8_t)glyph_encode(cp, k.text);
		editor_key(&e, &k);
	}
}

static void typing__keeps__accents_whole(void **state)
{
	(void)state;
	type("Hélène");
	assert_string_equal(e.text, "Hélène");
	assert_int_equal(hit("Backspace"), EDITOR_CHANGED);
	assert_int_equal(hit("Backspace"), EDITOR_CHANGED);
	assert_string_equal(e.text, "Hélè");
	hit("Home");
	hit("Right");
	assert_int_equal(hit("Delete"), EDITOR_CHANGED);
	assert_string_equal(e.text, "Hlè");
}

static void a_mark__joins__the_character_before_it(void **state)
{
	(void)state;
	type("e\xcc\x81");
	assert_string_equal(e.text, "é");
	hit("Backspace");
	assert_string_equal(e.text, "");
	type("ab");
	hit("Left");
	type("\xcc\x82");
	assert_string_equal(e.text, "âb");
	assert_int_equal(e.caret, 2);
}

static void undo__goes_back__word_by_word_to_nothing(void **state)
{
	(void)state;
	type("un deux trois");
	assert_true(editor_undo(&e));
	assert_string_equal(e.text, "un deux");
	assert_true(editor_undo(&e));
	assert_string_equal(e.text, "un");
	while (editor_undo(&e))
		;
	assert_string_equal(e.text, "");
	assert_int_equal(e.caret, 0);
}

static void undo__brings_back__what_was_erased_at_once(void **state)
{
	(void)state;
	type("Saint-Malo");
	for (int i = 0; i < 4; i++)
		hit("Backspace");
	assert_string_equal(e.text, "Saint-");
	assert_true(editor_undo(&e));
	assert_string_equal(e.text, "Saint-Malo");
	assert_int_equal(e.caret, 10);
}

static void undo__survives__many_changes(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++) {
		type("x ");
		hit("Backspace");
		hit("Backspace");
	}
	assert_string_equal(e.text, "");
	while (editor_undo(&e))
		assert_true(e.len <= e.max && e.caret <= e.len);
}

static void a_full_field__takes_nothing__and_says_so(void **state)
{
	char most[65];

	(void)state;
	memset(most, 'a', 64);
	most[64] = '\0';
	assert_int_equal(editor_set(&e, most), JAL_OK);
	assert_int_equal(hit("b"), EDITOR_FULL);
	assert_int_equal(editor_paste(&e, "bc", 2, NULL), JAL_ERR_LIMIT);
	assert_string_equal(e.text, most);
	hit("Backspace");
	/* Two bytes do not fit in the one that is free. */
	assert_int_equal(hit("é"), EDITOR_FULL);
	assert_int_equal(e.len, 63);
	assert_int_equal(editor_set(&e, "\xff"), JAL_ERR_SYNTAX);
	assert_int_equal(e.len, 63);
}

static void a_paste__becomes__one_clean_line(void **state)
{
	size_t dropped = 0;

	(void)state;
	assert_int_equal(editor_paste(&e, "06\t12\r\n34\033[31m\xe2\x80\xae", 17, &dropped), JAL_OK);
	assert_string_equal(e.text, "06 12 34[31m");
	assert_int_equal(dropped, 2);
	assert_int_equal(editor_paste(&e, "\xc3(", 2, NULL), JAL_ERR_SYNTAX);
	assert_string_equal(e.text, "06 12 34[31m");
	assert_true(editor_undo(&e));
	assert_string_equal(e.text, "");
}

static void keys_of_others__are_left_alone(void **state)
{
	static const char *const names[] = { "F2", "Up", "Down", "Tab", "Esc", "Enter", "Ctrl+S", "PgUp", "Unknown" };

	(void)state;
	type("abc");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(hit(names[i]), EDITOR_IGNORED);
	assert_string_equal(e.text, "abc");
}

static struct canvas *drawn(int rows, int cols)
{
	struct canvas *c = NULL;

	assert_int_equal(canvas_new(rows, cols, &c), JAL_OK);
	editor_draw(&e, c, (struct rect){ 0, 0, rows, cols }, 0, true);
	return c;
}

static void assert_drawn(int rows, int cols, const char *expected, int row, int col)
{
	struct canvas *c = drawn(rows, cols);
	struct buf b = BUF_INIT;

	assert_int_equal(canvas_dump(c, &b), JAL_OK);
	assert_string_equal(buf_str(&b), expected);
	assert_int_equal(c->cursor_row, row);
	assert_int_equal(c->cursor_col, col);
	buf_free(&b);
	canvas_free(c);
}

static void a_long_line__scrolls__to_its_caret(void **state)
{
	(void)state;
	type("0123456789abc");
	/* What is cut off is told at that side. */
	assert_drawn(1, 6, "…9abc\n", 0, 5);
	hit("Home");
	assert_drawn(1, 6, "01234…\n", 0, 0);
	hit("End");
	assert_drawn(1, 20, "0123456789abc\n", 0, 13);
}

static void a_long_text__wraps__at_words(void **state)
{
	(void)state;
	type("un deux trois");
	assert_drawn(3, 8, "un deux\ntrois\n\n", 1, 5);
	hit("Enter");
	assert_drawn(3, 8, "un deux\ntrois\n\n", 2, 0);
	type("indivisible");
	assert_drawn(4, 8, "un deux\ntrois\nindivis\nible\n", 3, 4);
	/* No-break spaces do not break. */
	assert_int_equal(editor_set(&e, "a b\xc2\xa0!"), JAL_OK);
	assert_drawn(2, 5, "a\nb\xc2\xa0!\n", 1, 3);
}

static void the_caret__stays_on__its_character_at_any_width(void **state)
{
	(void)state;
	assert_int_equal(editor_set(&e, "Visite 9h30. Mme présente avec le petit. Entretien jeudi 14h."), JAL_OK);
	e.caret = strlen("Visite 9h30. Mme présente");
	for (int width = 1; width < 90; width++) {
		struct canvas *c = drawn(5, width);
		const struct cell *before = NULL;

		/* The cell before the caret still is the "e" that it was put after, unless a line begins there. */
		if (c->cursor_col > 0) {
			before = canvas_at(c, c->cursor_row, c->cursor_col - 1);
			assert_int_equal(before->text[0], 'e');
		}
		assert_int_equal(e.caret, strlen("Visite 9h30. Mme présente"));
		canvas_free(c);
	}
}

static void up_and_down__keep__their_column(void **state)
{
	struct canvas *c = NULL;

	(void)state;
	assert_int_equal(editor_set(&e, "abcdef\nab\nabcdef"), JAL_OK);
	c = drawn(5, 20);
	assert_int_equal(hit("Up"), EDITOR_MOVED);
	assert_int_equal(e.caret, 9);
	assert_int_equal(hit("Up"), EDITOR_MOVED);
	assert_int_equal(e.caret, 6);
	assert_int_equal(hit("Up"), EDITOR_IGNORED);
	hit("Down");
	hit("Down");
	assert_int_equal(e.caret, 16);
	assert_int_equal(hit("Down"), EDITOR_IGNORED);
	assert_int_equal(hit("Ctrl+Home"), EDITOR_MOVED);
	assert_int_equal(e.caret, 0);
	canvas_free(c);
}

static void a_secret__shows_dots__and_leaves_nothing(void **state)
{
	char memory[32];
	struct canvas *c = NULL;
	struct buf b = BUF_INIT;

	(void)state;
	editor_init_secret(&e, memory, sizeof(memory));
	type("mot dé passe");
	assert_int_equal(canvas_new(1, 20, &c), JAL_OK);
	editor_draw(&e, c, (struct rect){ 0, 0, 1, 20 }, 0, true);
	assert_int_equal(canvas_dump(c, &b), JAL_OK);
	assert_string_equal(buf_str(&b), "••••••••••••\n");
	assert_int_equal(c->cursor_col, 12);
	e.shown = true;
	editor_draw(&e, c, (struct rect){ 0, 0, 1, 20 }, 0, true);
	buf_clear(&b);
	assert_int_equal(canvas_dump(c, &b), JAL_OK);
	assert_string_equal(buf_str(&b), "mot dé passe\n");
	assert_false(editor_undo(&e));
	hit("Backspace");
	assert_int_equal(memory[e.len], '\0');
	editor_free(&e);
	for (size_t i = 0; i < sizeof(memory); i++)
		assert_int_equal(memory[i], 0);
	buf_free(&b);
	canvas_free(c);
}

static int start(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") == NULL;
}

#define LINE(test) cmocka_unit_test_setup_teardown(test, open_line, closed)
#define LONG(test) cmocka_unit_test_setup_teardown(test, open_long, closed)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LINE(typing__keeps__accents_whole),
		LINE(a_mark__joins__the_character_before_it),
		LINE(undo__goes_back__word_by_word_to_nothing),
		LINE(undo__brings_back__what_was_erased_at_once),
		LINE(undo__survives__many_changes),
		LINE(a_full_field__takes_nothing__and_says_so),
		LINE(a_paste__becomes__one_clean_line),
		LINE(keys_of_others__are_left_alone),
		LINE(a_long_line__scrolls__to_its_caret),
		LONG(a_long_text__wraps__at_words),
		LONG(the_caret__stays_on__its_character_at_any_width),
		LONG(up_and_down__keep__their_column),
		cmocka_unit_test(a_secret__shows_dots__and_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
