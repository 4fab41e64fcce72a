/* The shipped program in a terminal: the first run, and the way back in when the passphrase is forgotten. */
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

#define WORDS_MAX 256

/* From the first choice to the recovery code, which is read off the screen as
 * one writes it down: words with single spaces between. */
static struct pty *begin(const struct seat *s, const char *choice, char words[WORDS_MAX])
{
	struct pty *p = seat_open(s, NULL, NULL);
	const char *at = NULL;
	size_t n = 0;

	WANT(pty_wait_text(p, "Bienvenue"));
	WANT(pty_key(p, choice));
	WANT(pty_wait_text(p, "étape 2 sur 4"));
	WANT(pty_type(p, SEAT_PHRASE));
	WANT(pty_key(p, "Tab"));
	WANT(pty_type(p, SEAT_PHRASE));
	WANT(!pty_sees(p, SEAT_PHRASE));
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "étape 3 sur 4"));
	at = strstr(pty_screen(p), "\n      ");
	WANT(at != NULL);
	/* Two lines of four words. */
	for (int lines = 0; lines < 2 || *at != '\n'; at++) {
		lines += *at == '\n';
		if (*at != ' ' && *at != '\n' && n < WORDS_MAX - 2)
			words[n++] = *at;
		else if (n > 0 && words[n - 1] != ' ')
			words[n++] = ' ';
	}
	words[n] = '\0';
	return p;
}

static void leave(struct pty *p)
{
	int status = 0;

	WANT(pty_write(p, "\033[21~", 5));
	WANT(pty_wait_end(p, &status));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	pty_free(p);
}

static void make_the_vault(struct pty *p)
{
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "Notez d’abord les 8 mots"));
	WANT(pty_key(p, "Space"));
	WANT(pty_write(p, "\033OQ", 3));
	WANT(pty_wait_text(p, "étape 4 sur 4"));
}

static void founding__ends_at_the_list__and_the_recovery_code_opens(void **state)
{
	char words[WORDS_MAX] = "";
	struct seat s;
	struct pty *p = NULL;

	(void)state;
	seat_make(&s);
	p = begin(&s, "2", words);
	make_the_vault(p);
	WANT(pty_type(p, "Littoral"));
	WANT(pty_key(p, "Tab"));
	WANT(pty_type(p, "Nadia Essai"));
	WANT(pty_write(p, "\033OQ", 3));
	WANT(pty_wait_text(p, "Mes dossiers"));
	WANT(pty_wait_text(p, "Rien n’est encore parti"));
	/* Something waits to be sent, so leaving asks; staying is the default. */
	WANT(pty_key(p, "F10"));
	WANT(pty_key(p, "Right"));
	WANT(pty_write(p, "\r", 1));
	{
		int status = 0;

		WANT(pty_wait_end(p, &status));
	}
	pty_free(p);
	assert_false(box_holds(s.box.path, words, strlen(words) - 1));
	assert_false(box_holds(s.box.path, SEAT_PHRASE, strlen(SEAT_PHRASE)));

	p = seat_open(&s, NULL, NULL);
	WANT(pty_wait_text(p, "Phrase secrète"));
	WANT(pty_key(p, "F4"));
	WANT(pty_type(p, "merle tuile avril coton rampe sept lavoir bleu"));
	WANT(pty_key(p, "Tab"));
	WANT(pty_wait_text(p, "!"));
	WANT(pty_key(p, "Shift+Tab"));
	for (int i = 0; i < 46; i++)
		WANT(pty_key(p, "Backspace"));
	WANT(pty_type(p, words));
	WANT(pty_key(p, "Tab"));
	WANT(pty_type(p, "une phrase toute neuve ici"));
	WANT(pty_key(p, "Tab"));
	WANT(pty_type(p, "une phrase toute neuve ici"));
	WANT(pty_write(p, "\033OQ", 3));
	WANT(pty_wait_text(p, "Mes dossiers"));
	WANT(pty_wait_text(p, "Ouvert par le code de secours."));
	WANT(pty_wait_text(p, "l’ancienne n’ouvre plus rien"));
	/* The old passphrase opens nothing any more; the new one does. */
	WANT(pty_key(p, "Ctrl+L"));
	WANT(seat_unlock(p, "Ce n’est pas la bonne phrase secrète."));
	WANT(pty_type(p, "une phrase toute neuve ici"));
	WANT(pty_write(p, "\r", 1));
	WANT(pty_wait_text(p, "Mes dossiers"));
	pty_free(p);
	seat_remove(&s);
}

static void going_back__keeps_the_values__and_the_code(void **state)
{
	char words[WORDS_MAX] = "";
	char again[WORDS_MAX] = "";
	struct seat s;
	struct pty *p = NULL;

	(void)state;
	seat_make(&s);
	p = begin(&s, "1", words);
	WANT(pty_key(p, "Esc"));
	WANT(pty_wait_text(p, "étape 2 sur 4"));
	WANT(pty_wait_text(p, "identique"));
	WANT(pty_key(p, "F2"));
	(void)snprintf(again, sizeof(again), "%.*s", (int)strcspn(words, " "), words);
	WANT(pty_wait_text(p, again));
	WANT(pty_key(p, "Esc"));
	WANT(pty_key(p, "Esc"));
	WANT(pty_wait_text(p, "étape 1 sur 4"));
	leave(p);
	/* Nothing was made. */
	assert_int_equal(box_size(box_file(&s.box, "data/jalon")), -1);
	seat_remove(&s);
}

static void stopping_midway__resumes_there(void **state)
{
	char words[WORDS_MAX] = "";
	struct seat s;
	struct pty *p = NULL;

	(void)state;
	seat_make(&s);
	p = begin(&s, "2", words);
	make_the_vault(p);
	WANT(pty_type(p, "Littoral d’ici"));
	WANT(pty_key(p, "Tab"));
	WANT(pty_type(p, "Nadia"));
	leave(p);
	p = seat_open(&s, NULL, NULL);
	WANT(seat_unlock(p, "étape 4 sur 4"));
	WANT(pty_wait_text(p, "Littoral d’ici"));
	WANT(pty_wait_text(p, "Nadia"));
	pty_free(p);
	seat_remove(&s);
}

static void joining__works_at_once__then_follows_the_invitation(void **state)
{
	char words[WORDS_MAX] = "";
	char invitation[4096] = "";
	struct seat s;
	struct pty *p = NULL;

	(void)state;
	seat_make(&s);
	SEAT_DO(&s, "nadia", "init", "--kdf", "interactive", "--territory", "Littoral", "--name", "Nadia Essai", "--remote",
		box_file(&s.box, "server.git"));
	SEAT_DO(&s, "nadia", "sync");
	p = begin(&s, "1", words);
	make_the_vault(p);
	WANT(pty_type(p, "Camille Essai"));
	WANT(pty_write(p, "\033OQ", 3));
	WANT(pty_wait_text(p, "lisez-lui ce code"));
	/* Into a file of one's own choice. */
	for (int i = 0; i < 200; i++)
		WANT(pty_key(p, "Backspace"));
	WANT(pty_type(p, box_file(&s.box, "demande.txt")));
	for (int i = 0; i < 5; i++)
		WANT(pty_key(p, "Tab"));
	WANT(pty_key(p, "Enter"));
	WANT(pty_wait_text(p, "Demande enregistrée"));
	/* Work goes on meanwhile. */
	WANT(pty_key(p, "Esc"));
	WANT(pty_wait_text(p, "pas encore admis"));
	WANT(pty_key(p, "c"));
	WANT(pty_wait_text(p, "Nouveau dossier"));
	WANT(pty_key(p, "Esc"));

	assert_int_equal(seat_jalon(&s, "nadia", invitation, sizeof(invitation), "admit", box_file(&s.box, "demande.txt"), "--role",
		"referent", (char *)0), 0);
	SEAT_DO(&s, "nadia", "sync");
	WANT(pty_write(p, "\033[15~", 5));
	WANT(pty_wait_text(p, "lisez-lui ce code"));
	WANT(pty_key(p, "Tab"));
	WANT(pty_paste(p, invitation));
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "Code de l’invitation"));
	WANT(pty_write(p, "\033OQ", 3));
	WANT(pty_wait_text(p, "Bienvenue dans"));
	WANT(pty_wait_text(p, "Littoral"));
	WANT(!pty_sees(p, "pas encore admis"));
	pty_free(p);
	seat_remove(&s);
}

static void the_demonstration__opens_by_itself(void **state)
{
	struct seat s;
	struct pty *p = NULL;

	(void)state;
	seat_make(&s);
	p = seat_open(&s, NULL, NULL);
	WANT(pty_wait_text(p, "Bienvenue"));
	WANT(pty_write(p, "3", 1));
	WANT(pty_wait_text(p, "Mes dossiers"));
	WANT(pty_wait_text(p, "Données fictives"));
	pty_free(p);
	seat_remove(&s);
}

static void a_backup__is_restored(void **state)
{
	struct seat s;
	struct pty *p = NULL;

	(void)state;
	seat_make(&s);
	seat_settle(&s, "v");
	SEAT_DO(&s, "v", "backup", box_file(&s.box, "copie"));
	p = seat_open(&s, NULL, NULL);
	WANT(pty_wait_text(p, "Bienvenue"));
	WANT(pty_key(p, "4"));
	WANT(pty_type(p, box_file(&s.box, "rien")));
	WANT(pty_key(p, "Tab"));
	WANT(pty_wait_text(p, "Ce fichier n’est pas là"));
	WANT(pty_key(p, "Shift+Tab"));
	for (int i = 0; i < 4; i++)
		WANT(pty_key(p, "Backspace"));
	WANT(pty_type(p, "copie"));
	WANT(pty_key(p, "Tab"));
	WANT(pty_type(p, SEAT_PHRASE));
	WANT(pty_write(p, "\033OQ", 3));
	WANT(pty_wait_text(p, "LEFÈVRE Hélène"));
	/* What happened, and what comes next. */
	WANT(pty_wait_text(p, "Sauvegarde restaurée"));
	WANT(pty_wait_text(p, "F5 prépare la demande"));
	pty_free(p);
	seat_remove(&s);
}

static void the_terminals_own_test__sees_keys_and_offers_others(void **state)
{
	char locale[512] = "";
	const char *const env[] = { locale, NULL };
	struct pty_options o = { .env = env };
	struct seat s;
	struct pty *p = NULL;

	(void)state;
	(void)snprintf(locale, sizeof(locale), "JALON_LOCALEDIR=%s/po", getenv("JALON_BUILDDIR"));
	seat_make(&s);
	p = seat_open(&s, NULL, &o);
	WANT(pty_wait_text(p, "Bienvenue"));
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "touche F2 reçue"));
	for (int i = 0; i < 5; i++)
		WANT(pty_key(p, "Down"));
	WANT(pty_key(p, "Space"));
	WANT(pty_wait_text(p, "Échap puis 2 remplace F2"));
	WANT(pty_write(p, "\033", 1));
	WANT(pty_key(p, "9"));
	WANT(pty_wait_text(p, "Que voulez-vous faire"));
	WANT(pty_key(p, "Esc"));
	WANT(pty_key(p, "Ctrl+E"));
	WANT(pty_wait_text(p, "Continue"));
	pty_free(p);
	seat_remove(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(founding__ends_at_the_list__and_the_recovery_code_opens),
		cmocka_unit_test(going_back__keeps_the_values__and_the_code),
		cmocka_unit_test(stopping_midway__resumes_there),
		cmocka_unit_test(joining__works_at_once__then_follows_the_invitation),
		cmocka_unit_test(the_demonstration__opens_by_itself),
		cmocka_unit_test(a_backup__is_restored),
		cmocka_unit_test(the_terminals_own_test__sees_keys_and_offers_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
