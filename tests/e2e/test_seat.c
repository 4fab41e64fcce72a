/* The shipped program in a terminal: opening, locking, being killed, leaving. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "tests/support/seat.h"

#define WANT(condition)                             \
	do {                                        \
		if (!(condition)) {                 \
			pty_show(p, #condition);    \
			fail_msg("%s", #condition); \
		}                                   \
	} while (0)

/* ---- opening ---- */

static void a_wrong_passphrase__is_told__and_the_wait_grows(void **state)
{
	struct seat s;
	struct pty *p = NULL;

	(void)state;
	seat_make(&s);
	seat_settle(&s, "v");
	p = seat_open(&s, "v", NULL);
	WANT(pty_wait_text(p, "Phrase secrète"));
	for (int i = 0; i < 3; i++) {
		WANT(pty_settle(p));
		WANT(!pty_sees(p, "bonne phrase"));
		WANT(pty_type(p, "pas celle-ci du tout"));
		WANT(!pty_sees(p, "pas celle-ci"));
		WANT(pty_write(p, "\r", 1));
		WANT(pty_wait_text(p, "Ce n’est pas la bonne phrase secrète."));
	}
	WANT(pty_wait_text(p, "Prochain essai dans"));
	WANT(pty_type(p, SEAT_PHRASE));
	WANT(pty_key(p, "Enter"));
	WANT(pty_wait_text(p, "Attendez encore"));
	WANT(pty_wait_text(p, "Dernière fermeture normale"));
	WANT(pty_write(p, "\r", 1));
	WANT(pty_wait_text(p, "LEFÈVRE Hélène"));
	pty_free(p);
	seat_remove(&s);
}

static void the_screen_answers__while_the_passphrase_is_verified__and_esc_gives_up(void **state)
{
	struct seat s;
	struct pty *p = NULL;

	(void)state;
	seat_make(&s);
	seat_settle(&s, "v");
	p = seat_open(&s, "v", NULL);
	WANT(pty_wait_text(p, "Phrase secrète"));
	WANT(pty_type(p, SEAT_PHRASE));
	/* Ctrl+A shows it, Ctrl+E changes the language, at once. */
	WANT(pty_key(p, "Ctrl+A"));
	WANT(pty_wait_text(p, SEAT_PHRASE));
	WANT(pty_key(p, "Enter"));
	WANT(pty_wait_text(p, "Vérification de la phrase"));
	WANT(pty_key(p, "Esc"));
	WANT(pty_wait_text(p, "Vérification abandonnée"));
	WANT(!pty_sees(p, SEAT_PHRASE));
	WANT(seat_unlock(p, "LEFÈVRE Hélène"));
	pty_free(p);
	seat_remove(&s);
}

static void several_vaults__are_a_choice(void **state)
{
	struct seat s;
	struct pty *p = NULL;

	(void)state;
	seat_make(&s);
	SEAT_DO(&s, "data/jalon/camille", "request", "--kdf", "interactive", "--name", "Camille Essai");
	SEAT_DO(&s, "data/jalon/default", "request", "--kdf", "interactive", "--name", "Nadia Essai");
	p = seat_open(&s, NULL, NULL);
	WANT(pty_wait_text(p, "← default →   (2 sur 2)"));
	WANT(pty_key(p, "Up"));
	WANT(pty_key(p, "Left"));
	WANT(pty_wait_text(p, "← camille →   (1 sur 2)"));
	WANT(pty_key(p, "Tab"));
	WANT(seat_unlock(p, "pas encore admis"));
	pty_free(p);
	seat_remove(&s);
}

/* ---- locking ---- */

/* In the form of a new dossier, with a name begun. */
static struct pty *begin_form(const struct seat *s, const struct pty_options *o, int *row, int *col)
{
	struct pty *p = seat_enter(s, "v", o);

	WANT(pty_key(p, "c"));
	WANT(pty_type(p, "BRINDAVOINE"));
	WANT(pty_key(p, "Left"));
	WANT(pty_settle(p));
	pty_cursor(p, row, col);
	return p;
}

static void assert_form(struct pty *p, int row, int col)
{
	int row_now = 0;
	int col_now = 0;

	WANT(pty_wait_text(p, "BRINDAVOINE"));
	WANT(pty_settle(p));
	pty_cursor(p, &row_now, &col_now);
	assert_int_equal(row_now, row);
	assert_int_equal(col_now, col);
}

static void a_lock_by_key__says_nothing__and_gives_the_caret_back(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	int row = 0;
	int col = 0;

	(void)state;
	seat_make(&s);
	seat_settle(&s, "v");
	p = begin_form(&s, NULL, &row, &col);
	WANT(pty_key(p, "Ctrl+L"));
	WANT(pty_wait_text(p, "Session verrouillée"));
	WANT(!pty_sees(p, "BRINDAVOINE"));
	WANT(!pty_sees(p, "Littoral"));
	WANT(!pty_sees(p, "à envoyer"));
	WANT(seat_unlock(p, "BRINDAVOINE"));
	assert_form(p, row, col);
	pty_free(p);
	seat_remove(&s);
}

static void a_lock__stays_shut__when_what_was_slow_ends_behind_it(void **state)
{
	struct seat s;
	struct pty *p = NULL;

	(void)state;
	seat_make(&s);
	seat_settle(&s, "v");
	p = seat_enter(&s, "v", NULL);
	WANT(pty_type(p, "g9"));
	WANT(pty_wait_text(p, "Réglages"));
	WANT(pty_key(p, "r"));
	WANT(pty_type(p, "phrase"));
	WANT(pty_key(p, "Enter"));
	WANT(pty_wait_text(p, "Changer la phrase secrète"));
	WANT(pty_type(p, SEAT_PHRASE));
	WANT(pty_key(p, "Tab"));
	WANT(pty_type(p, "une phrase toute neuve ici"));
	WANT(pty_key(p, "Tab"));
	WANT(pty_type(p, "une phrase toute neuve ici"));
	/* In one breath: change it, lock. */
	WANT(pty_write(p, "\033OQ\014", 4));
	WANT(pty_wait_text(p, "Session verrouillée"));
	/* It ends; who knows no phrase sees no more than before. */
	for (int i = 0; i < 40; i++)
		WANT(pty_key(p, "Ctrl+R"));
	WANT(pty_wait_text(p, "Session verrouillée"));
	WANT(pty_type(p, "une phrase toute neuve ici"));
	/* While it ends the phrase is refused with a sentence; then the new one opens. */
	while (pty_sees(p, "Session verrouillée")) {
		WANT(pty_write(p, "\r", 1));
		WANT(pty_settle(p));
	}
	pty_free(p);
	seat_remove(&s);
}

static void a_backup__goes_on__beside_the_work(void **state)
{
	struct seat s;
	struct pty *p = NULL;

	(void)state;
	seat_make(&s);
	seat_settle(&s, "v");
	p = seat_enter(&s, "v", NULL);
	WANT(pty_type(p, "g9"));
	WANT(pty_key(p, "r"));
	WANT(pty_type(p, "sauvegarder"));
	WANT(pty_key(p, "Enter"));
	WANT(pty_wait_text(p, "sur une clé USB que vous"));
	WANT(pty_write(p, "\033OQ", 3));
	WANT(pty_wait_text(p, "Sauvegarde faite et relue"));
	WANT(!pty_sees(p, "sur une clé USB que vous"));
	WANT(pty_key(p, "Enter"));
	/* The file is there now: the sheet stays, with the reason. */
	WANT(pty_wait_text(p, "sur une clé USB que vous"));
	WANT(pty_write(p, "\033OQ", 3));
	WANT(pty_wait_text(p, "existe déjà"));
	WANT(pty_wait_text(p, "sur une clé USB que vous"));
	pty_free(p);
	seat_remove(&s);
}

static void a_lock_by_idleness__does_the_same(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	int row = 0;
	int col = 0;

	(void)state;
	seat_make(&s);
	seat_settle(&s, "v");
	seat_settings(&s, "[security]\nlock_after_s = 5\n");
	p = begin_form(&s, NULL, &row, &col);
	WANT(pty_wait_text(p, "Session verrouillée"));
	WANT(!pty_sees(p, "BRINDAVOINE"));
	WANT(seat_unlock(p, "BRINDAVOINE"));
	assert_form(p, row, col);
	pty_free(p);
	seat_remove(&s);
}

/* ---- ends ---- */

/* In a note on the one dossier, with some words typed; saved: that are on disk. */
static struct pty *begin_note(const struct seat *s, bool saved)
{
	struct pty *p = seat_enter(s, "v", NULL);
	int watch = -1;

	WANT(pty_key(p, "n"));
	WANT(pty_type(p, "Visite faite, devis remis."));
	if (!saved)
		return p;
	/* On a slow machine drafts were due while these words came. Whatever is written from here on has all of them. */
	watch = seat_watch(s, "v");
	WANT(pty_type(p, "!"));
	/* It has begun; when the next frame comes it is done. */
	WANT(seat_written(watch));
	WANT(pty_settle(p));
	return p;
}

static void assert_note_waits(const struct seat *s)
{
	struct pty *p = seat_open(s, "v", NULL);

	WANT(seat_unlock(p, "brouillon"));
	WANT(pty_key(p, "n"));
	WANT(pty_wait_text(p, "Visite faite, devis remis."));
	pty_free(p);
}

static void a_kill__leaves_a_draft__that_is_offered(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	int status = 0;

	(void)state;
	seat_make(&s);
	seat_settle(&s, "v");
	p = begin_note(&s, true);
	WANT(pty_signal(p, SIGKILL));
	WANT(pty_wait_end(p, &status));
	pty_free(p);
	assert_note_waits(&s);
	seat_remove(&s);
}

static void ends_by(int signal)
{
	struct seat s;
	struct pty *p = NULL;
	int status = 0;

	seat_make(&s);
	seat_settle(&s, "v");
	/* At once, before a draft was due. */
	p = begin_note(&s, false);
	WANT(pty_signal(p, signal));
	WANT(pty_wait_end(p, &status));
	assert_true(WIFEXITED(status));
	if (signal == SIGTERM) {
		WANT(!pty_sees(p, "LEFÈVRE"));
		WANT(!pty_sees(p, "devis"));
	}
	pty_free(p);
	assert_note_waits(&s);
	seat_remove(&s);
}

static void sigterm__erases_the_screen__and_keeps_the_draft(void **state)
{
	(void)state;
	ends_by(SIGTERM);
}

static void a_hang_up__keeps_the_draft(void **state)
{
	(void)state;
	ends_by(SIGHUP);
}

static void leaving__asks_when_something_waits__and_stays_by_default(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	int status = 0;

	(void)state;
	seat_make(&s);
	seat_settle(&s, "v");
	p = seat_enter(&s, "v", NULL);
	WANT(pty_key(p, "F10"));
	WANT(pty_wait_text(p, "Quitter jalon\xc2\xa0?"));
	WANT(pty_wait_text(p, "conservée"));
	WANT(pty_key(p, "Enter"));
	WANT(pty_wait_text(p, "LEFÈVRE Hélène"));
	WANT(pty_key(p, "q"));
	WANT(pty_key(p, "Esc"));
	WANT(pty_wait_text(p, "LEFÈVRE Hélène"));
	WANT(pty_key(p, "q"));
	WANT(pty_key(p, "Right"));
	WANT(pty_write(p, "\r", 1));
	WANT(pty_wait_end(p, &status));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	WANT(!pty_sees(p, "LEFÈVRE"));
	pty_free(p);
	seat_remove(&s);
}

/* ---- terminals ---- */

static void any_size__and_back__loses_nothing(void **state)
{
	static const int sizes[][2] = { { 3, 5 }, { 12, 40 }, { 40, 120 }, { 1, 1 }, { 24, 80 } };
	struct seat s;
	struct pty *p = NULL;
	int row = 0;
	int col = 0;

	(void)state;
	seat_make(&s);
	seat_settle(&s, "v");
	p = begin_form(&s, NULL, &row, &col);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		WANT(pty_resize(p, sizes[i][0], sizes[i][1]));
		WANT(pty_settle(p));
		if (sizes[i][0] == 12)
			WANT(pty_wait_text(p, "BRINDAVOINE"));
	}
	assert_form(p, row, col);
	pty_free(p);
	seat_remove(&s);
}

static void another_charset__is_told_plainly(void **state)
{
	static const char *const charsets[][2] = { { "LC_ALL=C", NULL }, { "LC_ALL=fr_FR.ISO-8859-1", NULL } };
	struct seat s;

	(void)state;
	seat_make(&s);
	for (size_t i = 0; i < 2; i++) {
		struct pty_options o = { .env = charsets[i] };
		struct pty *p = seat_open(&s, "v", &o);
		int status = 0;

		WANT(pty_wait_end(p, &status));
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
		WANT(pty_wait_text(p, "pas réglé en UTF-8"));
		pty_free(p);
	}
	seat_remove(&s);
}

static void a_poor_terminal__is_enough(void **state)
{
	static const char *const no_colour[] = { "NO_COLOR=1", NULL };
	struct pty_options o = { .term = "vt100", .env = no_colour };
	struct seat s;
	struct pty *p = NULL;
	int coloured = 0;

	(void)state;
	seat_make(&s);
	seat_settle(&s, "v");
	p = seat_enter(&s, "v", &o);
	WANT(pty_wait_text(p, "LEFÈVRE Hélène"));
	WANT(pty_write(p, "\r", 1));
	WANT(pty_wait_text(p, "[1 Synthèse]"));
	for (int row = 0; row < 24; row++)
		for (int col = 0; col < 80; col++)
			coloured += pty_is_coloured(p, row, col);
	assert_int_equal(coloured, 0);
	pty_free(p);
	seat_remove(&s);
}

static void without_a_terminal__it_says_so(void **state)
{
	struct seat s;

	(void)state;
	seat_make(&s);
	assert_int_equal(seat_jalon(&s, "v", NULL, 0, "--lang", "fr", (char *)0), 2);
	seat_remove(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_passphrase__is_told__and_the_wait_grows),
		cmocka_unit_test(the_screen_answers__while_the_passphrase_is_verified__and_esc_gives_up),
		cmocka_unit_test(several_vaults__are_a_choice),
		cmocka_unit_test(a_lock_by_key__says_nothing__and_gives_the_caret_back),
		cmocka_unit_test(a_lock__stays_shut__when_what_was_slow_ends_behind_it),
		cmocka_unit_test(a_backup__goes_on__beside_the_work),
		cmocka_unit_test(a_lock_by_idleness__does_the_same),
		cmocka_unit_test(a_kill__leaves_a_draft__that_is_offered),
		cmocka_unit_test(sigterm__erases_the_screen__and_keeps_the_draft),
		cmocka_unit_test(a_hang_up__keeps_the_draft),
		cmocka_unit_test(leaving__asks_when_something_waits__and_stays_by_default),
		cmocka_unit_test(any_size__and_back__loses_nothing),
		cmocka_unit_test(another_charset__is_told_plainly),
		cmocka_unit_test(a_poor_terminal__is_enough),
		cmocka_unit_test(without_a_terminal__it_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
