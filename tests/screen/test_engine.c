/* The engine in a real terminal: key scripts against reviewed screens, and what only a terminal shows. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "tests/screen/demo.h"
#include "tests/support/pty.h"
#include "tests/support/script.h"

static struct demo_options sixty = { .people = 60 };

static struct pty *demo(const struct pty_options *o)
{
	struct pty *p = pty_spawn_function(demo_run, &sixty, o);

	assert_non_null(p);
	if (!pty_wait_text(p, "BENOÎT")) {
		pty_show(p, "the first screen");
		fail();
	}
	return p;
}

#define WANT(condition)                           \
	do {                                      \
		if (!(condition)) {               \
			pty_show(p, #condition);  \
			fail_msg("%s", #condition); \
		}                                 \
	} while (0)

static void play(const char *name)
{
	char folder[512];
	struct pty *p = demo(NULL);
	bool same = false;

	snprintf(folder, sizeof(folder), "%s/tests/screen/engine", getenv("JALON_SRCDIR"));
	same = script_check(p, folder, name);
	pty_free(p);
	assert_true(same);
}

static void script__list(void **state)
{
	(void)state;
	play("list");
}

static void script__form(void **state)
{
	(void)state;
	play("form");
}

static void script__note(void **state)
{
	(void)state;
	play("note");
}

static void script__palette_and_help(void **state)
{
	(void)state;
	play("palette");
}

static void script__sizes(void **state)
{
	(void)state;
	play("sizes");
}

static void script__lock(void **state)
{
	(void)state;
	play("lock");
}

static void every_key__is_answered__by_one_frame(void **state)
{
	static const char *const keys[] = { "Down", "Unknown", "F12", "Ctrl+O", "z", "Ctrl+R", "g", "z" };
	struct pty *p = demo(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		WANT(pty_key(p, keys[i]));
	WANT(pty_key(p, "z"));
	WANT(pty_sees(p, "La touche z ne fait rien ici."));
	pty_free(p);
}

static void down__sends_at_most_400_bytes__scrolling_too(void **state)
{
	struct pty *p = demo(NULL);
	size_t most = 0;

	(void)state;
	for (int i = 0; i < 55; i++) {
		WANT(pty_key(p, "Down"));
		if (pty_bytes(p) > most)
			most = pty_bytes(p);
	}
	if (most > 400)
		fail_msg("a step down sent %zu bytes", most);
	pty_free(p);
}

static void the_cursor__ends_on__the_current_line(void **state)
{
	struct pty *p = demo(NULL);
	int row = 0;
	int col = 0;

	(void)state;
	WANT(pty_key(p, "Down"));
	pty_cursor(p, &row, &col);
	assert_int_equal(row, 5);
	assert_int_equal(col, 0);
	WANT(pty_is_reverse(p, 5, 3));
	WANT(!pty_is_reverse(p, 4, 3));
	pty_free(p);
}

static void the_title__says__only_the_programs_name(void **state)
{
	struct pty *p = demo(NULL);

	(void)state;
	assert_string_equal(pty_title(p), "jalon");
	pty_free(p);
}

static void ctrl_keys__reach_the_program(void **state)
{
	static const char *const keys[] = { "Ctrl+C", "Ctrl+Z", "Ctrl+S", "Ctrl+Q", "Ctrl+\\" };
	struct pty *p = demo(NULL);

	(void)state;
	for (size_t i = 0; i < 3; i++)
		WANT(pty_key(p, keys[i]));
	WANT(pty_key(p, "Ctrl+L"));
	WANT(pty_sees(p, "Verrouillé"));
	pty_free(p);
}

static void assert_erased(struct pty *p, bool hung_up)
{
	int status = 0;

	WANT(pty_wait_end(p, &status));
	if (!hung_up)
		assert_true(WIFEXITED(status));
	WANT(!pty_sees(p, "BENOÎT"));
	WANT(!pty_sees(p, "jalon |"));
}

static void the_screen__is_erased__on_leaving(void **state)
{
	struct pty *p = demo(NULL);

	(void)state;
	WANT(pty_key(p, "F10"));
	WANT(pty_key(p, "Right"));
	WANT(pty_write(p, "\r", 1));
	assert_erased(p, false);
	pty_free(p);
}

static void the_screen__is_erased__on_sigterm(void **state)
{
	struct pty *p = demo(NULL);

	(void)state;
	WANT(pty_settle(p));
	WANT(pty_signal(p, SIGTERM));
	assert_erased(p, false);
	pty_free(p);
}

static void a_hang_up__ends_it(void **state)
{
	struct pty *p = demo(NULL);
	int status = 0;

	(void)state;
	WANT(pty_signal(p, SIGHUP));
	WANT(pty_wait_end(p, &status));
	assert_true(WIFEXITED(status));
	pty_free(p);
}

static void a_stop__locks_and_erases__then_comes_back(void **state)
{
	struct pty *p = demo(NULL);

	(void)state;
	WANT(pty_settle(p));
	/* The process stops itself; it may go on as soon as it has. */
	WANT(pty_signal(p, SIGTSTP));
	WANT(pty_wait_stopped(p));
	WANT(!pty_sees(p, "BENOÎT"));
	WANT(pty_signal(p, SIGCONT));
	WANT(pty_wait_text(p, "Verrouillé"));
	WANT(pty_key(p, "Enter"));
	WANT(pty_sees(p, "BENOÎT"));
	pty_free(p);
}

static void every_terminal__shows_the_same(void **state)
{
	static const char *const terms[] = { "vt100", "linux", "xterm", "screen" };
	static const char *const no_colour[] = { "NO_COLOR=1", NULL };
	char *first = NULL;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct pty_options o = { .term = terms[i], .env = no_colour };
		struct pty *p = demo(&o);
		size_t n = 0;
		const char *raw = NULL;

		WANT(pty_write(p, "n", 1));
		WANT(pty_wait_text(p, "0 octets"));
		WANT(pty_write(p, "\303\251t\303\251", 5));
		WANT(pty_wait_text(p, "été"));
		WANT(pty_wait_text(p, "5 octets"));
		raw = pty_raw(p, &n);
		if (i < 2)
			assert_null(memmem(raw, n, "\033[?2026", 7));
		if (first == NULL)
			first = strdup(pty_screen(p));
		else
			assert_string_equal(pty_screen(p), first);
		pty_free(p);
	}
	free(first);
}

static void no_colour__means_none(void **state)
{
	static const char *const no_colour[] = { "NO_COLOR=1", NULL };
	struct pty_options o = { .env = no_colour };
	struct pty *p = demo(NULL);
	int coloured[2] = { 0, 0 };

	(void)state;
	for (int run = 0; run < 2; run++) {
		WANT(pty_key(p, "t"));
		WANT(pty_key(p, "Home"));
		for (int row = 0; row < 24; row++)
			for (int col = 0; col < 80; col++)
				coloured[run] += pty_is_coloured(p, row, col);
		pty_free(p);
		p = run == 0 ? demo(&o) : NULL;
	}
	assert_true(coloured[0] > 0);
	assert_int_equal(coloured[1], 0);
}

static void another_charset__is_refused__in_plain_words(void **state)
{
	static const char *const latin[] = { "LC_ALL=C", NULL };
	struct pty_options o = { .env = latin };
	struct pty *p = pty_spawn_function(demo_run, &sixty, &o);
	int status = 0;

	(void)state;
	assert_non_null(p);
	WANT(pty_wait_end(p, &status));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	WANT(pty_sees(p, "UTF-8"));
	pty_free(p);
}

static void escape_then_a_digit__is_a_function_key__when_asked(void **state)
{
	struct demo_options o = { .people = 60, .esc_digits = true };
	struct pty *p = pty_spawn_function(demo_run, &o, NULL);

	(void)state;
	assert_non_null(p);
	WANT(pty_wait_text(p, "BENOÎT"));
	/* One write each: the digit comes well within its 600 ms. */
	WANT(pty_write(p, "\033", 1));
	WANT(pty_key(p, "9"));
	WANT(pty_sees(p, "Que voulez-vous faire"));
	pty_free(p);
}

static void any_bytes__leave_it_standing(void **state)
{
	struct pty *p = demo(NULL);
	uint32_t seed = 12345;
	char bytes[64];

	(void)state;
	for (int round = 0; round < 60; round++) {
		for (size_t i = 0; i < sizeof(bytes); i++) {
			seed = seed * 1664525u + 1013904223u;
			bytes[i] = (char)(seed >> 24);
			/* Not what ends it or steps out of it. */
			if (bytes[i] == 0x11)
				bytes[i] = 'x';
		}
		if (!pty_write(p, bytes, sizeof(bytes)))
			break;
	}
	/* It still answers, or it was left by its keys: it never fell. */
	if (!(pty_write(p, "\033[201~\022", 7) && pty_frame(p) && pty_sees(p, "jalon |"))) {
		int status = 0;

		WANT(pty_wait_end(p, &status));
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	pty_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(script__list),
		cmocka_unit_test(script__form),
		cmocka_unit_test(script__note),
		cmocka_unit_test(script__palette_and_help),
		cmocka_unit_test(script__sizes),
		cmocka_unit_test(script__lock),
		cmocka_unit_test(every_key__is_answered__by_one_frame),
		cmocka_unit_test(down__sends_at_most_400_bytes__scrolling_too),
		cmocka_unit_test(the_cursor__ends_on__the_current_line),
		cmocka_unit_test(the_title__says__only_the_programs_name),
		cmocka_unit_test(ctrl_keys__reach_the_program),
		cmocka_unit_test(the_screen__is_erased__on_leaving),
		cmocka_unit_test(the_screen__is_erased__on_sigterm),
		cmocka_unit_test(a_hang_up__ends_it),
		cmocka_unit_test(a_stop__locks_and_erases__then_comes_back),
		cmocka_unit_test(every_terminal__shows_the_same),
		cmocka_unit_test(no_colour__means_none),
		cmocka_unit_test(another_charset__is_refused__in_plain_words),
		cmocka_unit_test(escape_then_a_digit__is_a_function_key__when_asked),
		cmocka_unit_test(any_bytes__leave_it_standing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
