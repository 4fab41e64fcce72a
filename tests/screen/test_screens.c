/*
 * Every screen of the program at every size, against reviewed dumps; and what holds for all of them: glyphs that a
 * console has, the cursor on what has the focus, labels whole in French, in English and in a longer language.
 *
 * A screen without a file here fails. tests/screen/all/NAME.keys says in its first line on what it is played (CONTRIBUTING.md
 * has the list) and presses the keys that lead to it; JALON_UPDATE_SCREENS=1 writes NAME.screen.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/screen/desk_run.h"
#include "tests/screen/host_run.h"
#include "tests/support/deskbox.h"
#include "tests/support/pty.h"
#include "tests/support/quarrel.h"
#include "tests/support/script.h"
#include "tests/support/secrets.h"
#include "tests/support/wild.h"
#include "tui/bindings.h"
#include "tui/i18n.h"

#define PEOPLE 12
#define KINDS 6

static const char *const names[SCR_COUNT] = {
	[SCR_UNLOCK] = "unlock",
	[SCR_LOCKED] = "locked",
	[SCR_WELCOME] = "welcome",
	[SCR_ASSISTANT] = "assistant",
	[SCR_CASELOAD] = "caseload",
	[SCR_SUMMARY] = "summary",
	[SCR_ASSESSMENT] = "assessment",
	[SCR_PATHWAY] = "pathway",
	[SCR_CONTRACT] = "contract",
	[SCR_APPOINTMENTS] = "appointments",
	[SCR_NOTES] = "notes",
	[SCR_HISTORY] = "history",
	[SCR_AGENDA] = "agenda",
	[SCR_TODO] = "todo",
	[SCR_FORM] = "form",
	[SCR_NOTE] = "note",
	[SCR_NOTEVIEW] = "noteview",
	[SCR_FIND] = "find",
	[SCR_SYNC] = "sync",
	[SCR_CONFLICT] = "conflict",
	[SCR_CONTRADICTION] = "contradiction",
	[SCR_SETTLED] = "settled",
	[SCR_SETTINGS] = "settings",
	[SCR_READER] = "reader",
	[SCR_DRAFTS] = "drafts",
	[SCR_HELP] = "help",
	[SCR_GUIDE] = "guide",
	[SCR_PALETTE] = "palette",
	[SCR_PROMPT] = "prompt",
	[SCR_PICK] = "pick",
};

static const struct {
	int rows, cols;
} sizes[] = { { 24, 80 }, { 40, 120 }, { 12, 40 } };

/* ---- what a screen is played on ---- */

struct stage {
	struct deskbox box;
	struct desk_run_options desk;
	struct host_run_options host;
	struct pty *p;
	bool has_box;
	bool on_desk;		/* the screens alone, on a seeded caseload */
	bool lines_cut;		/* what is cut in a line is shown whole below it, or by Enter */
};

static void first_line(const char *path, char *out, size_t room)
{
	FILE *f = fopen(path, "r");

	if (f == NULL)
		fail_msg("%s is missing: a screen has its keys there (CONTRIBUTING.md)", path);
	if (fgets(out, (int)room, f) == NULL)
		out[0] = '\0';
	(void)fclose(f);
	out[strcspn(out, "\n")] = '\0';
}

static void open_stage(struct stage *s, const char *path, const char *lang)
{
	char world[64] = "";
	char *more = NULL;

	first_line(path, world, sizeof(world));
	more = strstr(world, ", ");
	if (more != NULL)
		*more = '\0';
	*s = (struct stage){ .desk = { .people = PEOPLE, .lang = lang }, .host = { .lang = lang },
		.lines_cut = more != NULL && strcmp(more + 2, "lines may be cut") == 0 };
	s->on_desk = strcmp(world, "# on desk") == 0 || strcmp(world, "# on quarrel") == 0;
	if (strcmp(world, "# on desk") == 0) {
		s->p = pty_spawn_function(desk_run, &s->desk, NULL);
	} else if (strcmp(world, "# on quarrel") == 0) {
		deskbox_open(&s->box, 3);
		quarrel(&s->box);
		deskbox_leave(&s->box);
		s->has_box = true;
		s->desk.people = 3;
		s->desk.box = &s->box;
		s->p = pty_spawn_function(desk_run, &s->desk, NULL);
	} else {
		s->host.closed = strcmp(world, "# on closed") == 0;
		s->host.demo = s->host.closed || strcmp(world, "# on demo") == 0;
		if (!s->host.demo && strcmp(world, "# on first") != 0)
			fail_msg("%s: the first line says on what it is played", path);
		s->p = pty_spawn_function(host_run, &s->host, NULL);
	}
	assert_non_null(s->p);
	if (!pty_wait_text(s->p, "jalon |"))
		fail_msg("%s: nothing came", path);
}

static void close_stage(struct stage *s)
{
	pty_free(s->p);
	if (s->has_box)
		deskbox_close(&s->box);
}

/* Played up to the screen itself. */
static void reach(struct stage *s, int id, const char *lang)
{
	char path[512];
	struct buf nothing = BUF_INIT;
	bool played = false;

	(void)snprintf(path, sizeof(path), "%s/tests/screen/all/%s.keys", getenv("JALON_SRCDIR"), names[id]);
	open_stage(s, path, lang);
	played = script_play(s->p, path, &nothing);
	buf_free(&nothing);
	if (!played)
		fail_msg("%s can't be played", path);
}

/* ---- what holds for every one ---- */

/* What console fonts of Debian's Lat15 have; names of people may have more letters. */
static bool is_in_lat15(uint32_t cp)
{
	static const uint32_t others[] = { 0x20ac, 0x2018, 0x2019, 0x201c, 0x201d, 0x2026, 0x2013, 0x2014, 0x2022, 0x2588, 0x2591,
		0x2592, 0x2500, 0x2502, 0x250c, 0x2510, 0x2514, 0x2518, 0x2191, 0x2193, 0x2192, 0x2190 };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i] == cp)
			return true;
	return cp == '\n' || (cp >= 0x20 && cp < 0x7f) || (cp >= 0xa0 && cp <= 0x17f);
}

static void want_glyphs(const char *name, const char *screen)
{
	for (size_t at = 0, n = strlen(screen); at < n;) {
		uint32_t cp = 0;

		at += glyph_decode(screen + at, n - at, &cp);
		if (!is_in_lat15(cp))
			fail_msg("%s draws U+%04X, which console fonts do not have", name, (unsigned)cp);
	}
}

/* A frame begins with the cursor in the last cell: a screen that puts it nowhere leaves it there. */
static void want_cursor(int id, const struct pty *p, int rows, int cols)
{
	int row = 0;
	int col = 0;

	pty_cursor(p, &row, &col);
	if (row == rows - 1 && col == cols - 1)
		fail_msg("%s at %d × %d puts the cursor on nothing", names[id], rows, cols);
}

/* The rows that are read: all, or those that are no lines of a list; but for a path, which is as long as where the test
 * runs. */
static bool is_read(const struct stage *s, const char *screen, const char *at)
{
	const char *line = screen;
	int row = 1;

	for (const char *c = screen; c < at; c++) {
		row += *c == '\n';
		if (*c == '\n')
			line = c + 1;
	}
	if (memmem(line, (size_t)(at - line), " /", 2) != NULL)
		return false;
	return !s->lines_cut || row <= 3 || row >= 22;
}

static size_t ellipses(const struct stage *s, const char *screen)
{
	size_t n = 0;

	for (const char *at = strstr(screen, "…"); at != NULL; at = strstr(at + 3, "…"))
		n += is_read(s, screen, at);
	return n;
}

/* The screen is the one that its file's name says: help names it. */
static void want_name(int id, struct pty *p)
{
	if (action_for_id(bindings(), (enum screen_id)id, ACT_HELP) == NULL)
		return;
	assert_true(pty_key(p, "F1"));
	if (!pty_sees(p, action_screen_name((enum screen_id)id))) {
		pty_show(p, names[id]);
		fail_msg("%s.keys does not lead to \"%s\"", names[id], action_screen_name((enum screen_id)id));
	}
}

/* ---- dumps ---- */

/* Where the territory lies depends on where the test runs. */
static void append_row(struct buf *out, const char *row, size_t n)
{
	const char *path = memmem(row, n, "Adresse", 7) != NULL ? memmem(row, n, " /", 2) : NULL;

	if (path == NULL) {
		assert_int_equal(buf_put(out, row, n), JAL_OK);
		return;
	}
	assert_int_equal(buf_put(out, row, (size_t)(path - row)), JAL_OK);
	assert_int_equal(buf_puts(out, " (ici)\n"), JAL_OK);
}

static void append_dump(struct buf *out, struct pty *p, int rows, int cols)
{
	int row = 0;
	int col = 0;

	pty_cursor(p, &row, &col);
	assert_int_equal(buf_printf(out, "=== %d × %d\n", rows, cols), JAL_OK);
	for (const char *s = pty_screen(p); *s != '\0';) {
		size_t n = strcspn(s, "\n") + 1;

		append_row(out, s, n);
		s += n;
	}
	assert_int_equal(buf_printf(out, "cursor %d %d\n", row + 1, col + 1), JAL_OK);
}

/* "" when there is none. */
static void read_file(const char *path, struct buf *out)
{
	char block[4096];
	FILE *f = fopen(path, "r");
	size_t n = 0;

	while (f != NULL && (n = fread(block, 1, sizeof(block), f)) > 0)
		assert_int_equal(buf_put(out, block, n), JAL_OK);
	if (f != NULL)
		(void)fclose(f);
}

static void read_dump(int id, struct buf *out)
{
	char path[512];

	(void)snprintf(path, sizeof(path), "%s/tests/screen/all/%s.screen", getenv("JALON_SRCDIR"), names[id]);
	read_file(path, out);
}

static void compare(int id, const struct buf *got)
{
	char path[512];
	char here[64];
	struct buf wanted = BUF_INIT;
	bool update = getenv("JALON_UPDATE_SCREENS") != NULL;
	bool same = false;
	FILE *f = NULL;

	(void)snprintf(path, sizeof(path), "%s/tests/screen/all/%s.screen", getenv("JALON_SRCDIR"), names[id]);
	(void)snprintf(here, sizeof(here), "%s/%s.all.screen", getenv("TMPDIR"), names[id]);
	read_dump(id, &wanted);
	same = strcmp(buf_str(&wanted), buf_str(got)) == 0;
	buf_free(&wanted);
	if (same)
		return;
	f = fopen(update ? path : here, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(buf_str(got), 1, got->len, f), got->len);
	assert_int_equal(fclose(f), 0);
	if (!update)
		fail_msg("%s differs from its dump: compare it with %s", names[id], here);
}

static void a_screen__is_what_was_reviewed(int id)
{
	struct stage s;
	struct buf got = BUF_INIT;

	reach(&s, id, "fr");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_true(i == 0 || pty_resize(s.p, sizes[i].rows, sizes[i].cols));
		append_dump(&got, s.p, sizes[i].rows, sizes[i].cols);
		want_glyphs(names[id], pty_screen(s.p));
		want_cursor(id, s.p, sizes[i].rows, sizes[i].cols);
	}
	assert_true(pty_resize(s.p, 24, 80));
	want_name(id, s.p);
	close_stage(&s);
	compare(id, &got);
	buf_free(&got);
}

/* ---- languages ---- */

/* English cuts no more than French, where only what people wrote is cut. */
static void english__cuts__nothing_more(int id)
{
	struct stage s;
	struct buf reviewed = BUF_INIT;
	char *end = NULL;
	size_t french = 0;
	size_t english = 0;

	read_dump(id, &reviewed);
	/* The first of its dumps, without its title. */
	end = reviewed.len > 0 ? strstr((char *)reviewed.data + 4, "\n=== ") : NULL;
	if (end != NULL)
		*end = '\0';
	reach(&s, id, "en");
	french = ellipses(&s, buf_str(&reviewed) + strcspn(buf_str(&reviewed), "\n") + (reviewed.len > 0));
	english = ellipses(&s, pty_screen(s.p));
	buf_free(&reviewed);
	if (english > french) {
		pty_show(s.p, names[id]);
		fail_msg("%s cuts more in English: %zu instead of %zu", names[id], english, french);
	}
	close_stage(&s);
}

/* In the longer language the program's own words have "xx" in them, people's words do not. */
static void want_whole_words(int id, const struct stage *s)
{
	struct pty *p = s->p;
	const char *screen = pty_screen(p);

	for (const char *at = strstr(screen, "…"); at != NULL; at = strstr(at + 3, "…")) {
		const char *from = at;

		while (from > screen && from[-1] != '\n' && !(from[-1] == ' ' && from - 1 > screen && from[-2] == ' '))
			from--;
		for (const char *x = from; x + 1 < at && is_read(s, screen, at); x++)
			if (x[0] == 'x' && x[1] == 'x') {
				pty_show(p, names[id]);
				fail_msg("%s cuts \"%.*s…\" in a longer language", names[id], (int)(at - from), from);
			}
	}
}

static void a_longer_language__is_whole(int id)
{
	struct stage s;
	char folder[512];
	char before[512] = "";

	(void)snprintf(folder, sizeof(folder), "%s/tests/longer", getenv("JALON_BUILDDIR"));
	if (getenv("JALON_LOCALEDIR") != NULL)
		(void)snprintf(before, sizeof(before), "%s", getenv("JALON_LOCALEDIR"));
	assert_int_equal(setenv("JALON_LOCALEDIR", folder, 1), 0);
	reach(&s, id, "en");
	want_whole_words(id, &s);
	close_stage(&s);
	assert_int_equal(setenv("JALON_LOCALEDIR", before, 1), 0);
}

/* ---- when others can see the screen ---- */

/* Discreet from the list on, no screen that is reached then names a person of the file, says a phone or a street. */
static void discreet__names__nobody(int id)
{
	static const char *const told[] = { "LEFÈVRE", "Hélène", "06 39 98", "Étang" };
	char path[512];
	struct stage s;
	struct buf nothing = BUF_INIT;
	bool played = false;

	(void)snprintf(path, sizeof(path), "%s/tests/screen/all/%s.keys", getenv("JALON_SRCDIR"), names[id]);
	open_stage(&s, path, "fr");
	if (s.host.demo || id == SCR_CASELOAD || s.desk.people == 0)
		goto out;
	assert_true(pty_key(s.p, "d"));
	played = script_play(s.p, path, &nothing);
	buf_free(&nothing);
	assert_true(played);
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (pty_sees(s.p, told[i])) {
			pty_show(s.p, names[id]);
			fail_msg("%s says \"%s\" in discreet mode", names[id], told[i]);
		}
out:
	close_stage(&s);
}

/* ---- what is covered ---- */

static void want_none(int id, struct pty *p, const char *how)
{
	const char *const label = id == SCR_ASSESSMENT ? NULL : SECRETS_THEME_LABEL;

	for (const char *const *number = secrets_numbers; *number != NULL; number++)
		if (pty_sees(p, *number)) {
			pty_show(p, names[id]);
			fail_msg("%s %s says \"%s\"", names[id], how, *number);
		}
	if (pty_sees(p, SECRETS_MARK) || (label != NULL && pty_sees(p, label))) {
		pty_show(p, names[id]);
		fail_msg("%s %s says what nobody asked for", names[id], how);
	}
}

/* On a file in which everything is planted that is covered, no screen tells any of it before it is asked for: at once, page
 * after page, and when there is room for all. */
static void covered__is_told__nowhere(int id)
{
	char path[512];
	struct stage s;
	struct buf nothing = BUF_INIT;
	bool played = false;

	(void)snprintf(path, sizeof(path), "%s/tests/screen/all/%s.keys", getenv("JALON_SRCDIR"), names[id]);
	open_stage(&s, path, "fr");
	if (!s.on_desk) {
		close_stage(&s);
		return;
	}
	close_stage(&s);
	deskbox_open(&s.box, PEOPLE);
	secrets_plant(&s.box);
	deskbox_leave(&s.box);
	s = (struct stage){ .desk = { .people = PEOPLE, .lang = "fr", .box = &s.box }, .box = s.box, .has_box = true };
	s.desk.box = &s.box;
	s.p = pty_spawn_function(desk_run, &s.desk, NULL);
	assert_non_null(s.p);
	assert_true(pty_wait_text(s.p, "jalon |"));
	played = script_play(s.p, path, &nothing);
	buf_free(&nothing);
	assert_true(played);
	want_none(id, s.p, "at once");
	for (int page = 0; page < 8; page++) {
		assert_true(pty_key(s.p, "PgDn"));
		want_none(id, s.p, "further on");
	}
	assert_true(pty_resize(s.p, 60, 160));
	want_none(id, s.p, "with room for all");
	close_stage(&s);
}

/* ---- what no form would take ---- */

/* In a file full of it, a screen is drawn, is moved through, and the program goes on. */
static void a_wild_file__breaks__nothing(int id)
{
	static const char *const keys[] = { "PgDn", "End", "Down", "Enter", "Esc", "PgUp", "Home", "Right", "Enter", "Esc", "Space", "m",
		"Esc", "w", "Esc", "F1", "Esc" };
	char path[512];
	struct stage s;
	struct wild w;
	struct buf nothing = BUF_INIT;

	(void)snprintf(path, sizeof(path), "%s/tests/screen/all/%s.keys", getenv("JALON_SRCDIR"), names[id]);
	open_stage(&s, path, "fr");
	if (!s.on_desk) {
		close_stage(&s);
		return;
	}
	close_stage(&s);
	deskbox_open(&s.box, 3);
	wild_make(&w, &s.box.box, &s.box.helene.caseload, &s.box.helene.dossier, (uint64_t)id);
	deskbox_leave(&s.box);
	s = (struct stage){ .desk = { .people = 3, .lang = "fr", .box = &s.box }, .box = s.box, .has_box = true };
	s.desk.box = &s.box;
	s.p = pty_spawn_function(desk_run, &s.desk, NULL);
	assert_non_null(s.p);
	assert_true(pty_wait_text(s.p, "jalon |"));
	/* It may be called otherwise, so that the keys lead elsewhere. */
	(void)script_play(s.p, path, &nothing);
	buf_free(&nothing);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		/* There it runs the line, which may be the one that quits. */
		if (strcmp(keys[i], "Enter") == 0 && (id == SCR_HELP || id == SCR_PALETTE))
			continue;
		if (!pty_key(s.p, keys[i]))
			fail_msg("%s: no answer to %s", names[id], keys[i]);
	}
	assert_true(pty_resize(s.p, 40, 120));
	assert_true(pty_sees(s.p, "jalon |"));
	close_stage(&s);
}

/* ---- every dump that was ever reviewed ---- */

/* tests/screen/engine tries what a terminal makes of other scripts; the others are the program's. */
static void every_dump__has__what_a_console_has(void **state)
{
	static const char *const folders[] = { "all", "desk", "host" };
	size_t read = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char pattern[512];
		glob_t found;

		(void)snprintf(pattern, sizeof(pattern), "%s/tests/screen/%s/*.screen", getenv("JALON_SRCDIR"), folders[i]);
		assert_int_equal(glob(pattern, 0, NULL, &found), 0);
		for (size_t k = 0; k < found.gl_pathc; k++) {
			struct buf text = BUF_INIT;

			read_file(found.gl_pathv[k], &text);
			want_glyphs(found.gl_pathv[k], buf_str(&text));
			buf_free(&text);
			read++;
		}
		globfree(&found);
	}
	assert_true(read > SCR_COUNT);
}

/* ---- a case a screen ---- */

static void dumps(void **state)
{
	a_screen__is_what_was_reviewed((int)(intptr_t)*state);
}

static void english(void **state)
{
	english__cuts__nothing_more((int)(intptr_t)*state);
}

static void longer(void **state)
{
	a_longer_language__is_whole((int)(intptr_t)*state);
}

static void discreet(void **state)
{
	discreet__names__nobody((int)(intptr_t)*state);
}

static void wild(void **state)
{
	a_wild_file__breaks__nothing((int)(intptr_t)*state);
}

static void covered(void **state)
{
	covered__is_told__nowhere((int)(intptr_t)*state);
}

int main(void)
{
	struct CMUnitTest tests[KINDS * SCR_COUNT + 1] = { { .name = NULL } };
	static char titles[KINDS * SCR_COUNT][64];
	static const struct {
		const char *what;
		CMUnitTestFunction run;
	} kinds[KINDS] = { { "is_what_was_reviewed", dumps }, { "cuts_nothing_in_english", english }, { "cuts_nothing_when_longer", longer },
		{ "names_nobody_when_discreet", discreet }, { "tells_nothing_that_is_covered", covered },
		{ "stands_a_wild_file", wild } };
	size_t n = 0;

	i18n_start("fr");
	for (int id = 0; id < SCR_COUNT; id++) {
		for (size_t k = 0; k < KINDS; k++) {
			(void)snprintf(titles[n], sizeof(titles[n]), "%s__%s", names[id] != NULL ? names[id] : "a_new_screen", kinds[k].what);
			tests[n] = (struct CMUnitTest){ .name = titles[n], .test_func = kinds[k].run,
				.initial_state = (void *)(intptr_t)id };
			n++;
		}
	}
	tests[n++] = (struct CMUnitTest){ .name = "every_dump__has__what_a_console_has",
		.test_func = every_dump__has__what_a_console_has };
	return _cmocka_run_group_tests("screens", tests, n, NULL, NULL);
}
