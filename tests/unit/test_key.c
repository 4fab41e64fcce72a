/* What terminals send, cut anywhere, and what becomes of what nobody knows. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tui/key.h"

/* All keys of some bytes, as names with spaces between; then what is held back
 * is given up. split: bytes given at a time. */
static void decode(struct key_decoder *d, const char *bytes, size_t split, struct buf *out)
{
	const uint8_t *p = (const uint8_t *)bytes;
	size_t n = strlen(bytes);
	struct key k;

	buf_clear(out);
	while (n > 0) {
		size_t step = n < split ? n : split;
		enum key_event e = KEY_NOTHING;

		assert_int_equal(key_feed(d, p, step), step);
		p += step;
		n -= step;
		for (;;) {
			e = key_next(d, n == 0, &k);
			if (e == KEY_NOTHING)
				break;
			if (out->len > 0)
				assert_int_equal(buf_putc(out, ' '), JAL_OK);
			if (e == KEY_PASTED)
				assert_int_equal(buf_printf(out, "[%s]", buf_str(&d->paste)), JAL_OK);
			else
				assert_int_equal(key_label(k.code, out), JAL_OK);
		}
	}
	assert_int_equal(d->n, 0);
}

static void assert_keys(const char *bytes, const char *expected)
{
	struct key_decoder d = KEY_DECODER_INIT;
	struct buf b = BUF_INIT;

	for (size_t split = 1; split < 9; split++) {
		decode(&d, bytes, split, &b);
		assert_string_equal(buf_str(&b), expected);
	}
	key_decoder_free(&d);
	buf_free(&b);
}

static void key_next__knows__each_dialect_of_function_keys(void **state)
{
	(void)state;
	assert_keys("\033[11~\033[12~\033[13~\033[14~\033[15~\033[17~\033[18~\033[19~\033[20~\033[21~\033[23~\033[24~",
		"F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12");
	assert_keys("\033[[A\033[[B\033[[C\033[[D\033[[E", "F1 F2 F3 F4 F5");
	assert_keys("\033OP\033OQ\033OR\033OS", "F1 F2 F3 F4");
}

static void key_next__knows__both_modes_of_the_arrows(void **state)
{
	(void)state;
	assert_keys("\033[A\033OB\033[C\033OD", "Haut Bas Droite Gauche");
	assert_keys("\033[H\033OF\033[1~\033[4~\033[7~\033[8~", "Origine Fin Origine Fin Origine Fin");
	assert_keys("\033[5~\033[6~\033[2~\033[3~\033[Z", "PgHaut PgBas Inser Suppr Maj+Tab");
	assert_keys("\033[1;5C\033Od", "Ctrl+Droite Ctrl+Gauche");
	assert_keys("\033Op\033Oy\033OM", "0 9 Entrée");
}

static void key_next__swallows__what_nobody_knows(void **state)
{
	(void)state;
	assert_keys("\033[?62;1;6cx", "inconnue x");
	assert_keys("\033[99~y", "inconnue y");
	assert_keys("\033[I\033[Oz", "z");
	assert_keys("\xc3\xa9\xff\xc3(", "é (");
	assert_keys("\xc2\x9b", "");
}

static void assert_mouse(const char *bytes, uint32_t code, int row, int col)
{
	for (size_t split = 1; split <= strlen(bytes); split++) {
		struct key_decoder d = KEY_DECODER_INIT;
		struct key k = { .code = K_UNKNOWN };
		enum key_event e = KEY_NOTHING;

		for (size_t i = 0; i < strlen(bytes); i += split) {
			size_t n = strlen(bytes) - i < split ? strlen(bytes) - i : split;

			assert_int_equal(key_feed(&d, (const uint8_t *)bytes + i, n), n);
			if (e == KEY_NOTHING)
				e = key_next(&d, false, &k);
		}
		if (code == K_NONE) {
			assert_int_equal(e, KEY_NOTHING);
		} else {
			assert_int_equal(e, KEY_PRESSED);
			assert_int_equal(k.code, code);
			assert_int_equal(k.row, row);
			assert_int_equal(k.col, col);
		}
		assert_int_equal(d.n, 0);
		key_decoder_free(&d);
	}
}

static void key_next__reads__clicks_and_the_wheel(void **state)
{
	(void)state;
	assert_mouse("\033[<0;10;3M", K_CLICK, 2, 9);
	assert_mouse("\033[<64;1;1M", K_WHEEL_UP, 0, 0);
	assert_mouse("\033[<65;200;50M", K_WHEEL_DOWN, 49, 199);
	/* Let go, another button, a drag, numbers that are none: nothing. */
	assert_mouse("\033[<0;10;3m", K_NONE, 0, 0);
	assert_mouse("\033[<2;10;3M", K_NONE, 0, 0);
	assert_mouse("\033[<32;10;3M", K_NONE, 0, 0);
	/* Too large to be anywhere, and still one key. */
	assert_mouse("\033[<0;99999;99999M", K_CLICK, 9998, 9998);
	assert_mouse("\033[<0M", K_CLICK, -1, -1);
}

static void key_next__makes__function_keys_of_alt_and_digits(void **state)
{
	(void)state;
	assert_keys("\0332", "F2");
	assert_keys("\0330", "F10");
	assert_keys("\033\xc3\xa9", "F2");
	assert_keys("\033&", "F1");
}

static void key_next__gives__escape_alone(void **state)
{
	(void)state;
	assert_keys("\033", "Échap");
	assert_keys("\033x", "Échap x");
	assert_keys("\033\033", "Échap Échap");
	assert_keys("\033\033[A", "Haut");
}

static void key_wait_ms__is_longer__when_digits_may_follow(void **state)
{
	struct key_decoder d = KEY_DECODER_INIT;
	struct key k;

	(void)state;
	assert_int_equal(key_wait_ms(&d), -1);
	key_feed(&d, (const uint8_t *)"\033", 1);
	assert_int_equal(key_next(&d, false, &k), KEY_NOTHING);
	assert_int_equal(key_wait_ms(&d), 50);
	d.timing.digits = true;
	assert_int_equal(key_wait_ms(&d), KEY_DIGIT_MS);
	key_decoder_free(&d);
}

static void key_next__knows__controls(void **state)
{
	(void)state;
	assert_keys("\x01\x13\x11\x1a\x03\x12\x0c", "Ctrl+A Ctrl+S Ctrl+Q Ctrl+Z Ctrl+C Ctrl+R Ctrl+L");
	assert_keys("\r\n\t\x08\x7f", "Entrée Entrée Tab Retour arrière Retour arrière");
	assert_keys("\x1c", "inconnue");
}

static void key_next__hands_over__a_paste_whole(void **state)
{
	(void)state;
	assert_keys("a\033[200~b\nc\033[A\033[20\033[201~d", "a [b\nc\033[A\033[20] d");
}

static void key_next__cuts__an_endless_paste(void **state)
{
	struct key_decoder d = KEY_DECODER_INIT;
	struct key k;
	char block[200];
	enum key_event e = KEY_NOTHING;

	(void)state;
	memset(block, 'x', sizeof(block));
	key_feed(&d, (const uint8_t *)"\033[200~", 6);
	assert_int_equal(key_next(&d, false, &k), KEY_NOTHING);
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(key_feed(&d, (const uint8_t *)block, sizeof(block)), sizeof(block));
		assert_int_equal(key_next(&d, false, &k), KEY_NOTHING);
	}
	key_feed(&d, (const uint8_t *)"\033[201~", 6);
	e = key_next(&d, false, &k);
	assert_int_equal(e, KEY_PASTED);
	assert_true(d.paste_cut);
	assert_true(d.paste.len <= KEY_PASTE_MAX);
	key_decoder_free(&d);
}

static void key_next__ends__a_paste_that_never_ends(void **state)
{
	struct key_decoder d = KEY_DECODER_INIT;
	struct key k;

	(void)state;
	key_feed(&d, (const uint8_t *)"\033[200~abc", 9);
	assert_int_equal(key_next(&d, false, &k), KEY_NOTHING);
	assert_int_equal(key_wait_ms(&d), KEY_PASTE_MS);
	assert_int_equal(key_next(&d, true, &k), KEY_PASTED);
	assert_string_equal(buf_str(&d.paste), "abc");
	key_feed(&d, (const uint8_t *)"x", 1);
	assert_int_equal(key_next(&d, false, &k), KEY_PRESSED);
	assert_int_equal(k.code, 'x');
	key_decoder_free(&d);
}

static void key_azerty_digit__reads__the_top_row(void **state)
{
	(void)state;
	assert_int_equal(key_azerty_digit('&'), 1);
	assert_int_equal(key_azerty_digit(0xe9), 2);
	assert_int_equal(key_azerty_digit(0xe0), 0);
	assert_int_equal(key_azerty_digit('7'), -1);
	assert_int_equal(key_azerty_digit('a'), -1);
}

static void key_from_name__undoes__the_scripts_names(void **state)
{
	(void)state;
	assert_int_equal(key_from_name("F2"), K_F(2));
	assert_int_equal(key_from_name("f12"), K_F12);
	assert_int_equal(key_from_name("Ctrl+S"), K_CTRL | 's');
	assert_int_equal(key_from_name("Shift+Tab"), K_BACKTAB);
	assert_int_equal(key_from_name("é"), 0xe9);
	assert_int_equal(key_from_name("F"), 'F');
	assert_int_equal(key_from_name("+"), '+');
	assert_int_equal(key_from_name("F13"), K_NONE);
	assert_int_equal(key_from_name(""), K_NONE);
	assert_int_equal(key_from_name("Entree"), K_NONE);
}

static int start(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") == NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_next__knows__each_dialect_of_function_keys),
		cmocka_unit_test(key_next__knows__both_modes_of_the_arrows),
		cmocka_unit_test(key_next__swallows__what_nobody_knows),
		cmocka_unit_test(key_next__reads__clicks_and_the_wheel),
		cmocka_unit_test(key_next__makes__function_keys_of_alt_and_digits),
		cmocka_unit_test(key_next__gives__escape_alone),
		cmocka_unit_test(key_wait_ms__is_longer__when_digits_may_follow),
		cmocka_unit_test(key_next__knows__controls),
		cmocka_unit_test(key_next__hands_over__a_paste_whole),
		cmocka_unit_test(key_next__cuts__an_endless_paste),
		cmocka_unit_test(key_next__ends__a_paste_that_never_ends),
		cmocka_unit_test(key_azerty_digit__reads__the_top_row),
		cmocka_unit_test(key_from_name__undoes__the_scripts_names),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
