/* The shipped program in lines, in a terminal: a whole visit without looking at the screen. */
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

static const char *const accessible[] = { "ACCESSIBLE=1", NULL };
static const struct pty_options wide = { .rows = 100, .cols = 200, .env = accessible };

static bool type_line(struct pty *p, const char *line)
{
	return pty_write(p, line, strlen(line)) && pty_write(p, "\r", 1);
}

/* Types a line and waits for what answers it. */
static bool answers(struct pty *p, const char *line, const char *text)
{
	return type_line(p, line) && pty_wait_text(p, text);
}

/* What places the cursor or turns to another screen; a window's title and pastes are none of that. */
static bool is_plain(const struct pty *p)
{
	size_t n = 0;
	const char *raw = pty_raw(p, &n);

	for (size_t i = 0; i + 1 < n; i++)
		if (raw[i] == '\033' && raw[i + 1] == '[')
			return false;
	return true;
}

static struct pty *enter(const struct seat *s)
{
	struct pty *p = seat_open(s, "camille", &wide);

	assert_non_null(p);
	WANT(pty_wait_text(p, "Phrase secrète, "));
	WANT(!pty_sees(p, "Mes dossiers"));
	WANT(answers(p, SEAT_PHRASE, "Mes dossiers"));
	WANT(!pty_sees(p, SEAT_PHRASE));
	return p;
}

static void a_visit__is_written_down__line_by_line(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	int status = 0;

	(void)state;
	seat_make(&s);
	seat_settle(&s, "camille");
	p = enter(&s);
	WANT(answers(p, "r lefevre", "Recherche : lefevre"));
	WANT(answers(p, "1", "Onglets : 1 Synthèse (ici)"));
	WANT(is_plain(p));
	/* What was mistyped is taken back. */
	WANT(answers(p, "notz\177e", "Texte, ligne après ligne"));
	WANT(type_line(p, "Visite : elle cherche une place en crèche."));
	WANT(answers(p, ".", "Action, "));
	WANT(answers(p, "enregistrer", "Enregistré à"));
	WANT(answers(p, "rendez-vous", "Date (à remplir) : "));
	WANT(answers(p, "+7", "Heure (à remplir) : "));
	WANT(answers(p, "9h30", "Durée (minutes)"));
	WANT(type_line(p, "!"));
	WANT(answers(p, ">6", "6 Notes (ici)"));
	WANT(pty_wait_text(p, "Visite : elle cherche une place en crèche."));
	WANT(is_plain(p));
	/* Keys do what they do on the screen. */
	WANT(pty_write(p, "\014", 1));
	WANT(pty_wait_text(p, "Session verrouillée."));
	WANT(!pty_sees(p, "LEFÈVRE") && !pty_sees(p, "crèche"));
	WANT(answers(p, SEAT_PHRASE, "LEFÈVRE Hélène"));
	WANT(answers(p, "u", "Annulé : un changement d’avant le verrouillage"));
	WANT(pty_write(p, "\033[21~", 5));
	WANT(pty_wait_text(p, "2. Bouton : Quitter"));
	WANT(type_line(p, "2"));
	WANT(pty_wait_end(p, &status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_false(pty_sees(p, "LEFÈVRE"));
	pty_free(p);
	seat_remove(&s);
}

static void a_hang_up__keeps__what_was_written(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	int status = 0;

	(void)state;
	seat_make(&s);
	seat_settle(&s, "camille");
	p = enter(&s);
	WANT(answers(p, "n", "Texte, ligne après ligne"));
	WANT(answers(p, "Un début de note.", "…"));
	WANT(pty_signal(p, SIGHUP));
	WANT(pty_wait_end(p, &status));
	pty_free(p);
	p = enter(&s);
	WANT(pty_wait_text(p, "1 brouillon non enregistré vous attend"));
	WANT(answers(p, "g 0", "Quoi : Note"));
	WANT(answers(p, "1", "Un début de note."));
	pty_free(p);
	seat_remove(&s);
}

/* What was typed of a line when nobody came back is not given to whoever opens again. */
static void nobody_there__locks__and_forgets_the_line(void **state)
{
	struct seat s;
	struct pty *p = NULL;

	(void)state;
	seat_make(&s);
	seat_settle(&s, "camille");
	seat_settings(&s, "[security]\nlock_after_s = 5\n");
	p = enter(&s);
	WANT(pty_write(p, "not", 3));
	WANT(pty_wait_text(p, "Session verrouillée."));
	WANT(!pty_sees(p, "LEFÈVRE"));
	WANT(answers(p, SEAT_PHRASE, "LEFÈVRE Hélène"));
	pty_free(p);
	seat_remove(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_visit__is_written_down__line_by_line),
		cmocka_unit_test(a_hang_up__keeps__what_was_written),
		cmocka_unit_test(nobody_there__locks__and_forgets_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
