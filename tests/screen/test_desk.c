/* The working screens in a real terminal: key scripts against reviewed screens, and what only a terminal shows. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/date.h"
#include "core/drafts.h"
#include "tests/screen/desk_run.h"
#include "tests/support/deskbox.h"
#include "tests/support/pty.h"
#include "tests/support/quarrel.h"
#include "tests/support/script.h"
#include "tests/support/secrets.h"

static struct desk_run_options sixty = { .people = 60 };

#define WANT(condition)                             \
	do {                                        \
		if (!(condition)) {                 \
			pty_show(p, #condition);    \
			fail_msg("%s", #condition); \
		}                                   \
	} while (0)

static struct pty *start(struct desk_run_options *o)
{
	struct pty *p = pty_spawn_function(desk_run, o, NULL);

	assert_non_null(p);
	WANT(pty_wait_text(p, "jalon |"));
	return p;
}

static void play_on(struct desk_run_options *o, const char *name)
{
	char folder[512];
	struct pty *p = start(o);
	bool same = false;

	snprintf(folder, sizeof(folder), "%s/tests/screen/desk", getenv("JALON_SRCDIR"));
	same = script_check(p, folder, name);
	pty_free(p);
	assert_true(same);
}

static void play(const char *name)
{
	play_on(&sixty, name);
}

static void script__contract(void **state)
{
	(void)state;
	play("contract");
}

static void script__caseload(void **state)
{
	(void)state;
	play("caseload");
}

/* ---- what is to be settled ---- */

static void script__settle_twice(void **state)
{
	struct deskbox box;
	struct desk_run_options o = { .people = 3, .box = &box };

	(void)state;
	deskbox_open(&box, 3);
	quarrel_twice(&box);
	deskbox_leave(&box);
	play_on(&o, "settle_twice");
	deskbox_close(&box);
}

static void script__settle(void **state)
{
	struct deskbox box;
	struct desk_run_options o = { .people = 3, .box = &box };

	(void)state;
	deskbox_open(&box, 3);
	quarrel(&box);
	deskbox_leave(&box);
	play_on(&o, "settle");
	deskbox_close(&box);
}

/* A file in which everything is that is not shown before it is asked for. */
static void script__covered(void **state)
{
	struct deskbox box;
	struct desk_run_options o = { .people = 3, .box = &box };

	(void)state;
	deskbox_open(&box, 3);
	secrets_plant(&box);
	deskbox_leave(&box);
	play_on(&o, "covered");
	deskbox_close(&box);
}

/* A colleague's barrier of a theme that has one. */
static void script__twins(void **state)
{
	struct deskbox box;
	struct desk_run_options o = { .people = 3, .box = &box };
	struct edit *e = NULL;

	(void)state;
	deskbox_open(&box, 3);
	box.box.now_ms -= 86400000;
	assert_int_equal(edit_create(ENTITY_barrier, &box.helene.caseload, &box.helene.dossier, &e), JAL_OK);
	assert_int_equal(edit_set_text(e, FIELD_barrier_theme, "mobilite"), JAL_OK);
	assert_int_equal(edit_set_text(e, FIELD_barrier_level, "low"), JAL_OK);
	assert_int_equal(edit_set_text(e, FIELD_barrier_comment, "Une voisine peut conduire"), JAL_OK);
	box.box.now_ms += 60000;
	assert_int_equal(journal_write(box.box.journal, &e, 1, NULL), JAL_OK);
	edit_free(e);
	box.box.now_ms = DESKBOX_NOW;
	deskbox_leave(&box);
	play_on(&o, "twins");
	deskbox_close(&box);
}

static void script__barrier(void **state)
{
	(void)state;
	play("barrier");
}

static void script__assessment(void **state)
{
	(void)state;
	play("assessment");
}

static void script__file(void **state)
{
	(void)state;
	play("file");
}

static void script__course(void **state)
{
	(void)state;
	play("course");
}

static void script__form(void **state)
{
	(void)state;
	play("form");
}

static void script__action_and_appointment(void **state)
{
	(void)state;
	play("action");
}

static void script__agenda(void **state)
{
	(void)state;
	play("agenda");
}

static void script__print(void **state)
{
	(void)state;
	play("print");
}

static void script__postponed(void **state)
{
	(void)state;
	play("postponed");
}

static void script__todo(void **state)
{
	(void)state;
	play("todo");
}

static void script__export(void **state)
{
	(void)state;
	play("export");
}

static void script__guide(void **state)
{
	(void)state;
	play("guide");
}

static void script__notes(void **state)
{
	(void)state;
	play("notes");
}

static void make_file(const char *name, size_t n)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(fputc((int)(i * 7 % 251), f), (int)(i * 7 % 251));
	assert_int_equal(fclose(f), 0);
}

/* In a folder that has files to be added, named from there. */
static void script__documents(void **state)
{
	char before[512];
	char folder[512];

	(void)state;
	assert_non_null(getcwd(before, sizeof(before)));
	snprintf(folder, sizeof(folder), "%s/documents.XXXXXX", getenv("TMPDIR"));
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	make_file("devis permis.pdf", 82345);
	make_file("trop.bin", ((size_t)4 << 20) + 1);
	assert_int_equal(mkdir("repertoire", 0700), 0);
	play("documents");
	assert_int_equal(chdir(before), 0);
}

static void script__note(void **state)
{
	(void)state;
	play("note");
}

static void script__drafts(void **state)
{
	(void)state;
	play("drafts");
}

static void script__sizes(void **state)
{
	(void)state;
	play("sizes");
}

static void script__discreet(void **state)
{
	(void)state;
	play("discreet");
}

static void script__inert(void **state)
{
	(void)state;
	play("inert");
}

static void the_title__never_names__anyone(void **state)
{
	struct pty *p = start(&sixty);

	(void)state;
	WANT(pty_key(p, "Enter"));
	WANT(pty_key(p, "n"));
	assert_string_equal(pty_title(p), "jalon");
	pty_free(p);
}

static void down__sends_at_most_400_bytes__scrolling_too(void **state)
{
	struct pty *p = start(&sixty);
	size_t most = 0;

	(void)state;
	for (int i = 0; i < 55; i++) {
		WANT(pty_key(p, "Down"));
		if (pty_bytes(p) > most)
			most = pty_bytes(p);
	}
	pty_free(p);
	if (most > 400)
		fail_msg("a step down sent %zu bytes", most);
}

/* ---- what is typed is never lost ---- */

static int64_t drafts_of(struct deskbox *b)
{
	int64_t n = 0;

	corebox_reopen(&b->box);
	assert_int_equal(drafts_count(b->box.db, &n), JAL_OK);
	deskbox_leave(b);
	return n;
}

/* Types into a note, lets go of the program in some way, and counts the drafts. */
static void a_note_ended_by(int signal, int64_t wanted)
{
	struct deskbox box;
	struct desk_run_options o = { .people = 3, .box = &box };
	struct pty *p = NULL;
	int status = 0;

	deskbox_open(&box, 3);
	deskbox_leave(&box);
	p = start(&o);
	WANT(pty_key(p, "n"));
	WANT(pty_type(p, "Visite"));
	/* The clock goes on a little with each key. */
	for (int i = 0; signal == SIGKILL && i < 30; i++)
		WANT(pty_settle(p));
	WANT(pty_signal(p, signal));
	WANT(pty_wait_end(p, &status));
	pty_free(p);
	assert_int_equal(drafts_of(&box), wanted);
	deskbox_close(&box);
}

static void a_draft__is_kept__on_sigterm(void **state)
{
	(void)state;
	a_note_ended_by(SIGTERM, 1);
}

static void a_draft__is_kept__on_a_hang_up(void **state)
{
	(void)state;
	a_note_ended_by(SIGHUP, 1);
}

static void a_draft__is_kept__soon_after_the_last_key(void **state)
{
	(void)state;
	a_note_ended_by(SIGKILL, 1);
}

/* Opens the screens that hold nothing but the program's own words. */
static void a_longer_language__cuts__nothing(void **state)
{
	static const char *const ways[][6] = {
		{ "c" },		/* a new dossier */
		{ "a" },		/* an action */
		{ "v" },		/* an appointment */
		{ "n" },		/* a note */
		{ "n", "Ctrl+F" },	/* what can follow it */
		{ "n", "Ctrl+D" },	/* what it is about */
		{ "Ctrl+F" },		/* a search in notes */
		{ "g", "0" },		/* drafts */
		{ "Enter", "2" },	/* the diagnosis */
		{ "Enter", "4" },	/* contracts */
		{ "Enter", "3", "f", "o", "Enter", "f" },	/* what the pathway shows, none of it data */
	};
	static struct desk_run_options longer = { .people = 3, .lang = "en" };
	char folder[512];
	char before[512] = "";

	(void)state;
	snprintf(folder, sizeof(folder), "%s/tests/longer", getenv("JALON_BUILDDIR"));
	if (getenv("JALON_LOCALEDIR") != NULL)
		snprintf(before, sizeof(before), "%s", getenv("JALON_LOCALEDIR"));
	setenv("JALON_LOCALEDIR", folder, 1);
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct pty *p = start(&longer);

		for (size_t n = 0; n < 6 && ways[i][n] != NULL; n++)
			WANT(pty_key(p, ways[i][n]));
		WANT(pty_sees(p, "xx"));
		WANT(!pty_sees(p, "…"));
		pty_free(p);
	}
	setenv("JALON_LOCALEDIR", before, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(script__caseload),
		cmocka_unit_test(script__contract),
		cmocka_unit_test(script__file),
		cmocka_unit_test(script__assessment),
		cmocka_unit_test(script__barrier),
		cmocka_unit_test(script__twins),
		cmocka_unit_test(script__settle),
		cmocka_unit_test(script__settle_twice),
		cmocka_unit_test(script__covered),
		cmocka_unit_test(script__course),
		cmocka_unit_test(script__form),
		cmocka_unit_test(script__action_and_appointment),
		cmocka_unit_test(script__agenda),
		cmocka_unit_test(script__print),
		cmocka_unit_test(script__todo),
		cmocka_unit_test(script__postponed),
		cmocka_unit_test(script__export),
		cmocka_unit_test(script__guide),
		cmocka_unit_test(script__note),
		cmocka_unit_test(script__notes),
		cmocka_unit_test(script__documents),
		cmocka_unit_test(script__drafts),
		cmocka_unit_test(script__sizes),
		cmocka_unit_test(script__discreet),
		cmocka_unit_test(script__inert),
		cmocka_unit_test(a_draft__is_kept__on_sigterm),
		cmocka_unit_test(a_draft__is_kept__on_a_hang_up),
		cmocka_unit_test(a_draft__is_kept__soon_after_the_last_key),
		cmocka_unit_test(a_longer_language__cuts__nothing),
		cmocka_unit_test(the_title__never_names__anyone),
		cmocka_unit_test(down__sends_at_most_400_bytes__scrolling_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
