/* The shipped program in a terminal: exchanging in the background, and settling what differs. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

#define F5 "\033[15~"

/* Makes the seat: Nadia's territory with its folder, Camille admitted, one dossier of Camille's
 * that both have; its id. */
static void two_people(struct seat *s, char id[33])
{
	char request[4096] = "";
	char invitation[4096] = "";
	char out[256] = "";

	seat_make(s);
	SEAT_DO(s, "nadia", "init", "--kdf", "interactive", "--territory", "Littoral", "--name", "Nadia Essai", "--remote",
		box_file(&s->box, "server.git"));
	SEAT_DO(s, "nadia", "sync");
	assert_int_equal(seat_jalon(s, "camille", request, sizeof(request), "request", "--kdf", "interactive", "--name",
		"Camille Essai", (char *)0), 0);
	box_write(box_file(&s->box, "request"), request, strlen(request));
	assert_int_equal(seat_jalon(s, "nadia", invitation, sizeof(invitation), "admit", box_file(&s->box, "request"), (char *)0), 0);
	box_write(box_file(&s->box, "invitation"), invitation, strlen(invitation));
	SEAT_DO(s, "nadia", "sync");
	SEAT_DO(s, "camille", "join", box_file(&s->box, "invitation"));
	assert_int_equal(seat_jalon(s, "camille", out, sizeof(out), "add", "person", "birth_name=LEFÈVRE", "first_name=Hélène",
		"birth_date=1992-05-17", "phone=0600000000", (char *)0), 0);
	memcpy(id, out, 32);
	id[32] = '\0';
	SEAT_DO(s, "camille", "sync");
	SEAT_DO(s, "nadia", "sync");
}

static void an_exchange__goes_on_behind_a_form(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	char id[33] = "";

	(void)state;
	two_people(&s, id);
	SEAT_DO(&s, "camille", "set", id, "phone=0612345678");
	p = seat_enter(&s, "camille", NULL);
	WANT(pty_wait_text(p, "1 à envoyer"));
	/* In one breath: synchronise, back to the list, a new dossier. */
	WANT(pty_write(p, F5 "g1c", 8));
	WANT(pty_wait_text(p, "Nouveau dossier"));
	WANT(pty_write(p, "BRINDAVOINE", 11));
	WANT(pty_wait_text(p, "BRINDAVOINE"));
	/* Its end is told in row 1, and what was typed is still there. */
	WANT(pty_wait_text(p, "Littoral | "));
	while (pty_sees(p, "à envoyer") || pty_sees(p, "échange"))
		WANT(pty_settle(p));
	WANT(pty_wait_text(p, "BRINDAVOINE"));
	WANT(pty_key(p, "Esc"));
	WANT(pty_write(p, "g6", 2));
	WANT(pty_wait_text(p, "bien arrivé"));
	pty_free(p);
	seat_remove(&s);
}

/* Camille has the person's form open, or a note, when Nadia's change comes in by F5. */
static struct pty *write_while_nadia_changes(struct seat *s, char id[33], const char *opens, const char *typed)
{
	struct pty *p = NULL;

	two_people(s, id);
	p = seat_enter(s, "camille", NULL);
	WANT(pty_wait_text(p, "LEFÈVRE Hélène"));
	WANT(pty_write(p, opens, strlen(opens)));
	WANT(pty_wait_text(p, "F2 Enregistrer"));
	WANT(pty_write(p, typed, strlen(typed)));
	WANT(pty_wait_text(p, typed));
	SEAT_DO(s, "nadia", "set", id, "phone=0698765432");
	SEAT_DO(s, "nadia", "sync");
	WANT(pty_write(p, F5, 5));
	return p;
}

static void a_form__says__what_came_in_under_it(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	char id[33] = "";

	(void)state;
	p = write_while_nadia_changes(&s, id, "m\t\t\t\t\t\t\t", "12 rue de la Halle");
	/* Who, what, the value, and what saving does; what was displayed and typed stays. */
	WANT(pty_wait_text(p, "! Changé entre-temps par Nadia Essai"));
	WANT(pty_wait_text(p, "désormais 06 98 76 54 32"));
	WANT(pty_wait_text(p, "à départager"));
	WANT(pty_wait_text(p, "06 00 00 00 00"));
	WANT(pty_wait_text(p, "12 rue de la Halle"));
	/* Someone who changes the same field all the same makes two values of it. */
	WANT(pty_write(p, "\033[Z\033[Z", 6));
	WANT(pty_write(p, "\1770", 2));
	WANT(pty_write(p, "\1771", 2));
	WANT(pty_wait_text(p, "06 00 00 00 01"));
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "1 à régler"));
	pty_free(p);
	seat_remove(&s);
}

static void a_note__says__that_its_dossier_changed(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	char id[33] = "";

	(void)state;
	p = write_while_nadia_changes(&s, id, "n", "Visite annulée par la pluie");
	WANT(pty_wait_text(p, "Reçu de Nadia Essai"));
	WANT(pty_wait_text(p, "sans rien remplacer"));
	WANT(pty_wait_text(p, "Visite annulée par la pluie"));
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "Enregistré à"));
	pty_free(p);
	seat_remove(&s);
}

static void a_lock__pauses_it__and_the_unlock_goes_on(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	char id[33] = "";

	(void)state;
	two_people(&s, id);
	SEAT_DO(&s, "camille", "set", id, "phone=0612345678");
	p = seat_enter(&s, "camille", NULL);
	WANT(pty_wait_text(p, "1 à envoyer"));
	/* In one breath, so that the exchange has only begun. */
	WANT(pty_write(p, F5 "\014", 6));
	WANT(pty_wait_text(p, "Session verrouillée"));
	WANT(!pty_sees(p, "Littoral"));
	WANT(seat_unlock(p, "Synchronisation"));
	WANT(pty_wait_text(p, "RÉSULTAT"));
	WANT(!pty_sees(p, "à envoyer"));
	pty_free(p);
	seat_remove(&s);
}

static void a_folder_that_is_gone__is_told_with_what_is_safe(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	char id[33] = "";

	(void)state;
	two_people(&s, id);
	SEAT_DO(&s, "camille", "set", id, "phone=0612345678");
	assert_int_equal(rename(box_file(&s.box, "server.git"), box_file(&s.box, "elsewhere.git")), 0);
	p = seat_enter(&s, "camille", NULL);
	WANT(pty_write(p, F5, 5));
	WANT(pty_wait_text(p, "RÉSULTAT"));
	WANT(!pty_sees(p, "bien arrivé"));
	WANT(pty_wait_text(p, "1 à envoyer"));
	/* The same key tries again once it is back. */
	assert_int_equal(rename(box_file(&s.box, "elsewhere.git"), box_file(&s.box, "server.git")), 0);
	WANT(pty_write(p, F5, 5));
	WANT(pty_wait_text(p, "bien arrivé"));
	WANT(!pty_sees(p, "à envoyer"));
	pty_free(p);
	seat_remove(&s);
}

static void what_differs__is_settled__undone__and_settled_otherwise(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	char id[33] = "";
	char out[4096] = "";

	(void)state;
	two_people(&s, id);
	SEAT_DO(&s, "camille", "set", id, "phone=0612345678");
	SEAT_DO(&s, "nadia", "set", id, "phone=0698765432");
	SEAT_DO(&s, "nadia", "sync");
	assert_int_equal(seat_jalon(&s, "camille", NULL, 0, "sync", (char *)0), 5);
	p = seat_enter(&s, "camille", NULL);
	WANT(pty_write(p, "g7", 2));
	WANT(pty_wait_text(p, "LEFÈVRE Hélène"));
	WANT(pty_wait_text(p, "06 12 34 56 78"));
	WANT(pty_wait_text(p, "06 98 76 54 32"));
	WANT(pty_wait_text(p, "06 00 00 00 00"));
	WANT(pty_wait_text(p, "Camille Essai"));
	WANT(pty_wait_text(p, "Nadia Essai"));
	/* Not before everything is chosen. */
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "Valider\xc2\xa0:"));
	WANT(pty_key(p, "Right"));
	WANT(pty_wait_text(p, "Tout est choisi"));
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "Rien à régler"));
	WANT(pty_key(p, "Ctrl+Z"));
	WANT(pty_wait_text(p, "06 12 34 56 78"));
	WANT(pty_wait_text(p, "06 98 76 54 32"));
	/* Both stand: the second one beside. */
	WANT(pty_key(p, "l"));
	WANT(pty_wait_text(p, "en autre téléphone"));
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "Rien à régler"));
	pty_free(p);
	assert_int_equal(seat_jalon(&s, "camille", out, sizeof(out), "conflicts", (char *)0), 0);
	assert_int_equal(seat_jalon(&s, "camille", out, sizeof(out), "show", id, "--format", "json", (char *)0), 0);
	assert_non_null(strstr(out, "\"phone2\""));
	assert_non_null(strstr(out, "612345678"));
	assert_non_null(strstr(out, "698765432"));
	seat_remove(&s);
}

static void another_value__may_be_typed(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	char id[33] = "";
	char out[4096] = "";

	(void)state;
	two_people(&s, id);
	SEAT_DO(&s, "camille", "set", id, "birth_date=1992-05-18");
	SEAT_DO(&s, "nadia", "set", id, "birth_date=1991-05-17");
	SEAT_DO(&s, "nadia", "sync");
	assert_int_equal(seat_jalon(&s, "camille", NULL, 0, "sync", (char *)0), 5);
	p = seat_enter(&s, "camille", NULL);
	WANT(pty_write(p, "g7", 2));
	WANT(pty_wait_text(p, "choix\xc2\xa0: aucun"));
	/* Two dates can't both stand, and that is said. */
	WANT(pty_key(p, "l"));
	WANT(pty_wait_text(p, "ne peuvent pas rester ensemble"));
	WANT(pty_key(p, "s"));
	for (int i = 0; i < 10; i++)
		WANT(pty_key(p, "Backspace"));
	WANT(pty_type(p, "31/02/1992"));
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "Une autre valeur"));
	for (int i = 0; i < 10; i++)
		WANT(pty_key(p, "Backspace"));
	WANT(pty_type(p, "01/03/1990"));
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "Tout est choisi"));
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "Rien à régler"));
	pty_free(p);
	assert_int_equal(seat_jalon(&s, "camille", out, sizeof(out), "show", id, "--format", "json", (char *)0), 0);
	assert_non_null(strstr(out, "1990-03-01"));
	seat_remove(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_exchange__goes_on_behind_a_form),
		cmocka_unit_test(a_form__says__what_came_in_under_it),
		cmocka_unit_test(a_note__says__that_its_dossier_changed),
		cmocka_unit_test(a_lock__pauses_it__and_the_unlock_goes_on),
		cmocka_unit_test(a_folder_that_is_gone__is_told_with_what_is_safe),
		cmocka_unit_test(what_differs__is_settled__undone__and_settled_otherwise),
		cmocka_unit_test(another_value__may_be_typed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
