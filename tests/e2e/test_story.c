/* One pathway through the shipped program, as its referent lives it: first appointment, diagnosis, contract printed,
 * home visit with what follows from it, an appointment missed, a renewal, the exit; each step read on the screen, and
 * at the end what the commands say of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/seat.h"

#define WANT(condition)                             \
	do {                                        \
		if (!(condition)) {                 \
			pty_show(p, #condition);    \
			fail_msg("%s", #condition); \
		}                                   \
	} while (0)

/* Keys by name, with spaces between. */
static void keys(struct pty *p, const char *names)
{
	char name[32];
	int n = 0;

	while (sscanf(names, " %31s%n", name, &n) == 1) {
		WANT(pty_key(p, name));
		names += n;
	}
}

/* Saves, and waits for the file to be there again. */
static void save(struct pty *p)
{
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "Enregistré"));
	WANT(pty_settle(p));
}

/* To the first line that holds it. */
static void go_to(struct pty *p, const char *text)
{
	int row = 0;
	int col = 0;

	WANT(pty_key(p, "Home"));
	for (int i = 0; i < 40; i++) {
		const char *line = pty_screen(p);

		pty_cursor(p, &row, &col);
		for (int k = 0; k < row; k++)
			line = strchrnul(line, '\n') + 1;
		if (memmem(line, (size_t)(strchrnul(line, '\n') - line), text, strlen(text)) != NULL)
			return;
		WANT(pty_key(p, "Down"));
	}
	pty_show(p, text);
	fail_msg("no line %s", text);
}

static void first_appointment(struct pty *p)
{
	keys(p, "v");
	WANT(pty_wait_text(p, "Nouveau rendez-vous"));
	WANT(pty_type(p, "hier"));
	keys(p, "Tab");
	WANT(pty_type(p, "930"));
	save(p);
	keys(p, "5");
	WANT(pty_wait_text(p, "* à rédiger"));
	keys(p, "k");
	WANT(pty_type(p, "Premier entretien : souhaite retravailler."));
	save(p);
	WANT(pty_wait_text(p, "[x] rédigé"));
	WANT(pty_sees(p, "Honoré") || pty_sees(p, "Présent"));
}

static void orientation_and_diagnosis(struct pty *p)
{
	keys(p, "3 o Space Enter");
	save(p);
	WANT(pty_wait_text(p, "Orientation"));
	keys(p, "2 c");
	WANT(pty_wait_text(p, "Nouveau diagnostic"));
	WANT(pty_type(p, "Retravailler près de chez elle."));
	save(p);
	WANT(pty_wait_text(p, "(ce jour)"));
	go_to(p, "Mobilité");
	keys(p, "Space Space Space Space");
	WANT(pty_wait_text(p, "3 fort"));
	keys(p, "u");
	WANT(pty_wait_text(p, "2 moyen"));
}

static void contract(struct pty *p, const char *pdf)
{
	char command[1024];

	keys(p, "4 c");
	WANT(pty_wait_text(p, "Nouveau contrat"));
	save(p);
	WANT(pty_wait_text(p, "En préparation"));
	keys(p, "c");
	WANT(pty_wait_text(p, "Nouvel objectif"));
	keys(p, "Tab");
	WANT(pty_type(p, "Se déplacer seule"));
	save(p);
	go_to(p, "Se déplacer seule");
	keys(p, "c");
	WANT(pty_wait_text(p, "Nouvelle action"));
	WANT(pty_type(p, "S’inscrire à l’auto-école"));
	save(p);
	WANT(pty_wait_text(p, "0 / 1 action"));
	/* Printed: what the paper says is what the screen says. */
	keys(p, "e");
	WANT(pty_wait_text(p, "Ce fichier ne sera pas chiffré"));
	keys(p, "Tab End");
	for (int i = 0; i < 120; i++)
		WANT(pty_write(p, "\x7f", 1));
	WANT(pty_settle(p));
	WANT(pty_type(p, pdf));
	keys(p, "F2");
	WANT(pty_wait_text(p, "1 page, non chiffrée"));
	assert_int_equal(access(pdf, R_OK), 0);
	snprintf(command, sizeof(command), "pdftotext '%s' - | grep -q 'S’inscrire à l’auto-école'", pdf);
	if (system("command -v pdftotext >/dev/null") == 0)
		assert_int_equal(system(command), 0);
	/* Signed by both. */
	go_to(p, "[ ] Bénéficiaire");
	keys(p, "Space");
	WANT(pty_wait_text(p, "[x] Bénéficiaire"));
	go_to(p, "[ ] Référent·e");
	keys(p, "Space");
	WANT(pty_wait_text(p, "[x] Référent·e"));
}

static void home_visit(struct pty *p)
{
	keys(p, "n");
	WANT(pty_wait_text(p, "Note >") || pty_sees(p, "Note"));
	WANT(pty_type(p, "Visite à domicile : devis de l’auto-école remis."));
	keys(p, "F4 Enter");
	WANT(pty_wait_text(p, "Nouvelle action"));
	WANT(pty_type(p, "Confirmer la place en crèche"));
	keys(p, "Tab Tab Tab");
	WANT(pty_type(p, "+3"));
	keys(p, "F2");
	WANT(pty_wait_text(p, "Suites, créées avec la note"));
	WANT(pty_sees(p, "Confirmer la place en crèche"));
	save(p);
	keys(p, "1");
	WANT(pty_wait_text(p, "Confirmer la place en crèche"));
}

static void missed_appointment(struct pty *p)
{
	keys(p, "v");
	WANT(pty_wait_text(p, "Nouveau rendez-vous"));
	WANT(pty_type(p, "hier"));
	keys(p, "Tab");
	WANT(pty_type(p, "14"));
	save(p);
	keys(p, "5");
	go_to(p, "14h00");
	keys(p, "Space a b s Enter");
	WANT(pty_wait_text(p, "Absence"));
	keys(p, "3 c");
	WANT(pty_type(p, "manq"));
	keys(p, "Enter");
	WANT(pty_wait_text(p, "Manquement"));
	WANT(pty_settle(p));
	keys(p, "Space");
	WANT(pty_type(p, "rend"));
	keys(p, "Enter");
	save(p);
	WANT(pty_wait_text(p, "Rendez-vous manqué"));
}

static void renewal(struct pty *p)
{
	keys(p, "4");
	go_to(p, "Contrat d’engagement");
	keys(p, "w");
	WANT(pty_wait_text(p, "modifiez-le plutôt que de le renouveler"));
	go_to(p, "Étape suivante");
	keys(p, "Enter");
	WANT(pty_wait_text(p, "— Signé"));
	go_to(p, "Contrat d’engagement");
	keys(p, "w");
	WANT(pty_wait_text(p, "Renouveler le contrat"));
	WANT(pty_sees(p, "Renouvellement"));
	save(p);
	WANT(pty_wait_text(p, "2 — En préparation"));
}

static void the_exit(struct pty *p)
{
	keys(p, "3 c");
	WANT(pty_type(p, "sort"));
	keys(p, "Enter");
	WANT(pty_wait_text(p, "Sortie du parcours"));
	keys(p, "Space");
	WANT(pty_type(p, "cdi"));
	WANT(pty_wait_text(p, "Emploi en CDI"));
	keys(p, "Enter F2");
	/* What the exit would close is asked for; all of it is one save. */
	WANT(pty_wait_text(p, "2 contrats qui ne sont pas finis"));
	keys(p, "Right Right Enter");
	WANT(pty_wait_text(p, "Enregistré"));
	WANT(pty_wait_text(p, "Emploi en CDI"));
	keys(p, "4");
	WANT(pty_wait_text(p, "Annulé"));
	keys(p, "u");
	WANT(pty_wait_text(p, "2 — En préparation"));
	keys(p, "3");
	WANT(pty_settle(p));
	WANT(!pty_sees(p, "Emploi en CDI"));
	keys(p, "c");
	WANT(pty_type(p, "sort"));
	keys(p, "Enter Space");
	WANT(pty_type(p, "cdi"));
	keys(p, "Enter F2");
	WANT(pty_wait_text(p, "Tout clore"));
	keys(p, "Right Right Enter");
	WANT(pty_wait_text(p, "Enregistré"));
}

/* The first id of 32 hex digits in a JSON. */
static void first_id(const char *json, char out[33])
{
	const char *at = strstr(json, "\"id\":\"");

	assert_non_null(at);
	snprintf(out, 33, "%.32s", at + 6);
}

static void the_commands_agree(const struct seat *s)
{
	static const char *const told[] = { "exit", "breach", "orientation", "contract", "assessment", "home_visit" };
	static char json[262144];
	char id[33];

	assert_int_equal(seat_jalon(s, "v", json, sizeof(json), "search", "lefevre", "--all", "--format", "json", (char *)0), 0);
	first_id(json, id);
	assert_int_equal(seat_jalon(s, "v", json, sizeof(json), "export", id, "--format", "json", "--yes", (char *)0), 0);
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (strstr(json, told[i]) == NULL)
			fail_msg("the export says nothing of %s", told[i]);
}

static void the_whole_story(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	char pdf[BOX_PATH_MAX + 32];
	int status = -1;

	(void)state;
	seat_make(&s);
	seat_settle(&s, "v");
	snprintf(pdf, sizeof(pdf), "%s/contrat.pdf", s.box.path);
	p = seat_enter(&s, "v", NULL);
	keys(p, "Enter");
	WANT(pty_wait_text(p, "[1 Synthèse]"));
	first_appointment(p);
	orientation_and_diagnosis(p);
	contract(p, pdf);
	home_visit(p);
	missed_appointment(p);
	renewal(p);
	the_exit(p);
	/* Leaving says what waits to be sent. */
	keys(p, "F10");
	WANT(pty_wait_text(p, "[ Quitter ]"));
	keys(p, "Right");
	WANT(pty_write(p, "\r", 1));
	WANT(pty_wait_end(p, &status));
	assert_int_equal(status, 0);
	pty_free(p);
	the_commands_agree(&s);
	seat_remove(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_story),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
