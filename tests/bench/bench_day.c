/*
 * A referent's day in the program as it is shipped, in a pseudo-terminal of 80 × 24, on 5,000 dossiers of 30 records:
 * the seven tabs of a file, the next person, agenda, to do, notes found by their words, every action, what is saved;
 * then a file whose life fills many pages. In copies: what is measured writes.
 *
 *	bench_day PROGRAM
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/journal.h"
#include "core/roster.h"
#include "core/schema.h"
#include "core/vault.h"
#include "tests/bench/crowd.h"
#include "tests/bench/drive.h"

#define FOLDER "bench-day"
#define VAULT FOLDER "/vault"
#define DOSSIERS 5000U
#define LONG_NAME "Longuevie"
#define TIMES 20

#define OPEN_AIM (&(struct bench_row){ .aim_95 = 80e3, .aim_worst = 250e3 })
#define SAVE_AIM (&(struct bench_row){ .aim_95 = 150e3, .aim_worst = 500e3 })

/* ---- a file of many pages ---- */

static void core_must(enum jal_err err, const char *what)
{
	drive_must(err == JAL_OK, NULL, what);
}

static void add_long(void)
{
	const struct jal_clock *clock = clock_system();
	const struct vault_options options = { .path = VAULT, .schema = &schema_vault, .clock = clock };
	const struct vault_credential credential = { SLOTS_PASSPHRASE, CROWD_PHRASE, strlen(CROWD_PHRASE) };
	struct roster_territory territory;
	struct vault *v = NULL;
	struct journal *j = NULL;
	struct diag why = DIAG_INIT;
	core_must(vault_open(&options, &credential, &v, &why), "opening the copy");
	core_must(journal_open(vault_db(v), clock, &j), "its journal");
	core_must(roster_territory(vault_db(v), &territory), "its caseload");
	core_must(crowd_fill_long(j, &territory.home_caseload, clock_today(clock), DOSSIERS, LONG_NAME, &why), "a long file");
	journal_close(j);
	vault_close(v);
}

/* ---- files ---- */

static const char *const tab_names[] = { "the summary", "the diagnosis", "the pathway", "the contract", "the appointments",
	"the notes", "the history" };
#define TABS (sizeof(tab_names) / sizeof(tab_names[0]))

/* The seven tabs of the file that is open: each reached by its digit, and ↓ on it. */
static void tabs(struct pty *p, struct bench_series reached[TABS], struct bench_series down[TABS])
{
	static const char digits[TABS][2] = { "1", "2", "3", "4", "5", "6", "7" };
	/* The first one is shown already. */
	for (size_t i = 1; i <= TABS; i++) {
		const size_t t = i % TABS;
		DRIVE(p, &reached[t], digits[t]);
		for (int k = 0; k < 4; k++)
			DRIVE(p, &down[t], "Down");
	}
}

static void say_tabs(const char *whose, struct bench_series reached[TABS], struct bench_series down[TABS])
{
	char what[96];
	for (size_t t = 0; t < TABS; t++) {
		(void)snprintf(what, sizeof(what), "%s%s shown", tab_names[t], whose);
		drive_row_key(what, DOSSIERS, &reached[t]);
		(void)snprintf(what, sizeof(what), "%s%s: ↓ → frame", tab_names[t], whose);
		drive_row_key(what, DOSSIERS, &down[t]);
	}
}

static void files(struct pty *p)
{
	struct bench_series reached[TABS] = { { .at = NULL } }, down[TABS] = { { .at = NULL } };
	struct bench_series next = { .at = NULL };
	for (int i = 0; i < TIMES; i++) {
		DRIVE(p, NULL, "Down", "Enter");
		tabs(p, reached, down);
		DRIVE(p, NULL, "Esc");
	}
	/* From a file to the next one: three keys. */
	DRIVE(p, NULL, "Enter");
	for (int i = 0; i < 3 * TIMES; i++) {
		double all = 0;
		/* Esc's twin: after Esc itself 50 ms pass in which it might be the beginning of another key. */
		static const char *const keys[] = { "Ctrl+C", "Down", "Enter" };
		for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
			DRIVE(p, NULL, keys[k]);
			all += (double)pty_micros(p);
		}
		bench_add(&next, all);
	}
	DRIVE(p, NULL, "Esc");
	say_tabs("", reached, down);
	drive_row("the next person's file (Ctrl+C ↓ Enter)", DOSSIERS, &next, OPEN_AIM);
}

/* ---- agenda, to do, notes, every action ---- */

/* A main screen, reached by g and a digit, and a key on it. */
static void place(struct pty *p, const char *name, const char *digit, const char *key, const char *label)
{
	struct bench_series opened = { .at = NULL }, pressed = { .at = NULL };
	char what[96];
	for (int i = 0; i < TIMES; i++) {
		DRIVE(p, &opened, "g", digit);
		for (int k = 0; k < 6; k++)
			DRIVE(p, &pressed, key);
		DRIVE(p, NULL, "Esc");
	}
	(void)snprintf(what, sizeof(what), "%s opened", name);
	drive_row(what, DOSSIERS, &opened, OPEN_AIM);
	(void)snprintf(what, sizeof(what), "%s: %s → frame", name, label);
	drive_row_key(what, DOSSIERS, &pressed);
}

/* Letters in a field that a key opens; Esc empties it, then leaves it, then the screen. */
static void letters(struct pty *p, const char *what, const char *open, bool search)
{
	static const char *const typed[] = { "p", "e", "r", "m", "Backspace", "Backspace", "Backspace", "Backspace", "d", "e",
		"Backspace", "Backspace" };
	struct bench_series opened = { .at = NULL }, letter = { .at = NULL };
	char name[96];
	for (int i = 0; i < TIMES; i++) {
		DRIVE(p, &opened, open);
		for (size_t k = 0; k < sizeof(typed) / sizeof(typed[0]); k++)
			DRIVE(p, &letter, typed[k]);
		for (int k = 0; k < 3 && (k == 0 || !pty_sees(p, "Mes dossiers")); k++)
			DRIVE(p, NULL, "Esc");
	}
	(void)snprintf(name, sizeof(name), "%s opened", what);
	drive_row(name, DOSSIERS, &opened, OPEN_AIM);
	(void)snprintf(name, sizeof(name), "%s: a letter → frame", what);
	drive_row(name, DOSSIERS, &letter, &(struct bench_row){ .aim_95 = 16e3, .aim_worst = search ? 50e3 : 33e3 });
}

/* ---- saving ---- */

static void note_saved(struct pty *p)
{
	static const char *const typed[] = { "V", "i", "s", "i", "t", "e", "Space", "9", "h", "3", "0", ".", "Space" };
	struct bench_series letter = { .at = NULL }, saved = { .at = NULL }, undone = { .at = NULL };
	DRIVE(p, NULL, "Enter");
	for (int i = 0; i < 30; i++) {
		DRIVE(p, NULL, "n");
		for (size_t k = 0; k < sizeof(typed) / sizeof(typed[0]); k++)
			DRIVE(p, &letter, typed[k]);
		DRIVE(p, &saved, "F2");
	}
	for (int i = 0; i < 30; i++)
		DRIVE(p, &undone, "Ctrl+Z");
	DRIVE(p, NULL, "Esc");
	drive_row_key("a letter of a note → frame", DOSSIERS, &letter);
	drive_row("a note saved → frame", DOSSIERS, &saved, SAVE_AIM);
	drive_row("undone → frame", DOSSIERS, &undone, SAVE_AIM);
}

/* Space on the first line of a tab where it writes something, in one file after the other, and back with Ctrl+Z. */
static void space_saves(struct pty *p, const char *what, const char *digit)
{
	struct bench_series saved = { .at = NULL };
	for (int i = 0; i < 200 && saved.count < 2 * TIMES; i++) {
		DRIVE(p, NULL, "Down", "Enter", digit);
		for (int k = 0; k < 12; k++) {
			DRIVE(p, NULL, "Down", "Space");
			if (pty_sees(p, "registré")) {
				bench_add(&saved, (double)pty_micros(p));
				DRIVE(p, NULL, "Ctrl+Z");
				break;
			}
		}
		DRIVE(p, NULL, "Esc");
	}
	drive_must(saved.count > 0, p, what);
	drive_row(what, DOSSIERS, &saved, SAVE_AIM);
}

/* ---- the long file ---- */

static void long_file(struct pty *p)
{
	struct bench_series reached[TABS] = { { .at = NULL } }, down[TABS] = { { .at = NULL } };
	struct bench_series opened = { .at = NULL }, saved = { .at = NULL };
	DRIVE(p, NULL, "r");
	drive_must(pty_type(p, LONG_NAME) && pty_sees(p, "LONGUEVIE"), p, "finding the long file");
	for (int i = 0; i < TIMES; i++) {
		DRIVE(p, &opened, "Enter");
		tabs(p, reached, down);
		DRIVE(p, NULL, "n", "a");
		DRIVE(p, &saved, "F2");
		DRIVE(p, NULL, "Esc");
	}
	DRIVE(p, NULL, "Esc", "Esc");
	drive_row("a long file opened", DOSSIERS, &opened, OPEN_AIM);
	say_tabs(" of a long file", reached, down);
	drive_row("a note saved in a long file → frame", DOSSIERS, &saved, SAVE_AIM);
}

int main(int argc, char **argv)
{
	char command[1024];
	if (argc != 2 || secret_start() != JAL_OK)
		return 2;
	drive_begin(argv[1], FOLDER);
	(void)snprintf(command, sizeof(command), "cp -r %s " VAULT, crowd_vault(DOSSIERS));
	drive_shell(command);
	add_long();
	bench_table("A referent's day",
		"The shipped binary as above, on a copy of the vault of 5,000 dossiers of 30 records each (assessments, barriers, "
		"orientations, contracts, goals, actions, appointments, notes, follow-ups, postponements; a document in one of "
		"fifty). Tabs: 20 files, each tab reached by its digit, then ↓ four times. A long file: one dossier more, with "
		"2,000 notes and 300 appointments, whose pathway and history show them all.");
	struct pty *p = drive_start(VAULT);
	(void)drive_enter(p);
	const bool peak = pty_forget_peak(p);
	files(p);
	place(p, "the agenda of a week", "2", "Right", "→");
	place(p, "the agenda, another week", "2", "PgDn", "PgDn");
	place(p, "what is to do", "3", "Down", "↓");
	letters(p, "a search in notes", "Ctrl+F", true);
	letters(p, "every action", "F9", false);
	note_saved(p);
	space_saves(p, "a barrier's level saved → frame", "2");
	space_saves(p, "an action done, saved → frame", "4");
	drive_memory(p, DOSSIERS, peak);
	long_file(p);
	drive_leave(p);
	drive_end();
	return 0;
}
