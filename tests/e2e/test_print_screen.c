/* Printing from the screen of the shipped program: the file is there, and what is said of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "tests/support/seat.h"

#define WANT(condition)                             \
	do {                                        \
		if (!(condition)) {                 \
			pty_show(p, #condition);    \
			fail_msg("%s", #condition); \
		}                                   \
	} while (0)

/* Whether a file is there, its owner's alone, and begins as a PDF does. */
static bool is_pdf(const char *path)
{
	char head[5] = "";
	struct stat st;
	FILE *f = fopen(path, "rb");
	bool ok = false;

	if (f == NULL)
		return false;
	ok = fread(head, 1, sizeof(head), f) == sizeof(head) && memcmp(head, "%PDF-", sizeof(head)) == 0;
	(void)fclose(f);
	return ok && stat(path, &st) == 0 && (st.st_mode & 07777) == 0600;
}

/* The form, with that file in the place of the one proposed. */
static void name_it(struct pty *p, const char *path)
{
	WANT(pty_type(p, "e"));
	WANT(pty_wait_text(p, "ne sera pas chiffré"));
	WANT(pty_key(p, "Tab"));
	for (int i = 0; i < 200 && !pty_sees(p, "Fichier *            \n"); i++)
		WANT(pty_write(p, "\x7f", 1));
	WANT(pty_settle(p));
	WANT(pty_paste(p, path));
}

static void everything_held__is_printed__and_the_history_says_so(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	char path[BOX_PATH_MAX + 32];
	char id[33] = "";
	static char out[1 << 16];

	(void)state;
	seat_make(&s);
	SEAT_DO(&s, "v", "init", "--kdf", "interactive", "--territory", "Littoral", "--name", "Nadia Essai");
	SEAT_DO(&s, "v", "add", "person", "birth_name=LEFÈVRE", "first_name=Hélène", "birth_date=1992-05-17",
		"nir=2920575056123");
	p = seat_enter(&s, "v", NULL);
	(void)snprintf(path, sizeof(path), "%s/tout.pdf", s.box.path);
	WANT(pty_key(p, "Enter"));
	WANT(pty_wait_text(p, "Synthèse"));
	name_it(p, path);
	WANT(pty_key(p, "Shift+Tab"));
	WANT(pty_key(p, "Space"));
	WANT(pty_type(p, "tout"));
	WANT(pty_key(p, "Enter"));
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "non chiffrée"));
	assert_true(is_pdf(path));
	/* Again: what is there stays. */
	name_it(p, path);
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "existe déjà"));
	WANT(pty_key(p, "Esc"));
	/* What the journal says of it is no save to be undone. */
	WANT(pty_key(p, "Ctrl+Z"));
	WANT(pty_wait_text(p, "rien à annuler"));
	/* And the history shows it. */
	WANT(pty_type(p, "7"));
	WANT(pty_wait_text(p, "consultation de données"));
	pty_free(p);
	assert_int_equal(seat_jalon(&s, "v", out, sizeof(out), "list", "--format", "json", (char *)0), 0);
	assert_non_null(strstr(out, "\"id\":\""));
	(void)snprintf(id, sizeof(id), "%s", strstr(out, "\"id\":\"") + 6);
	assert_int_equal(seat_jalon(&s, "v", out, sizeof(out), "show", id, "--format", "json", (char *)0), 0);
	assert_non_null(strstr(out, "\"entity\":\"disclosure\""));
	assert_non_null(strstr(out, "person.nir"));
	seat_remove(&s);
}

/* A copy of the program with a printer that waits until it is let go on. */
static void make_slow(const struct seat *s, char program[BOX_PATH_MAX + 32], char gate[BOX_PATH_MAX + 32])
{
	char script[4 * BOX_PATH_MAX];
	size_t n = 0;
	uint8_t *bytes = box_read(getenv("JALON_BIN"), &n);

	assert_non_null(bytes);
	(void)snprintf(program, BOX_PATH_MAX + 32, "%s/jalon", s->box.path);
	(void)snprintf(gate, BOX_PATH_MAX + 32, "%s/gate", s->box.path);
	box_write(program, bytes, n);
	free(bytes);
	assert_int_equal(chmod(program, 0700), 0);
	assert_int_equal(mkfifo(gate, 0600), 0);
	(void)snprintf(script, sizeof(script), "#!/bin/sh\nread -r word <'%s'\nexec '%s/jalon-print'\n", gate,
		getenv("JALON_BUILDDIR"));
	box_write(box_file(&s->box, "jalon-print"), script, strlen(script));
	assert_int_equal(chmod(box_file(&s->box, "jalon-print"), 0700), 0);
}

static void a_long_paper__is_laid_out_behind__and_esc_gives_it_up(void **state)
{
	struct seat s;
	struct pty *p = NULL;
	FILE *f = NULL;
	char path[BOX_PATH_MAX + 32], program[BOX_PATH_MAX + 32], gate[BOX_PATH_MAX + 32];

	(void)state;
	seat_make(&s);
	seat_settle(&s, "v");
	make_slow(&s, program, gate);
	assert_int_equal(setenv("JALON_BIN", program, 1), 0);
	p = seat_enter(&s, "v", NULL);
	(void)snprintf(path, sizeof(path), "%s/long.pdf", s.box.path);
	WANT(pty_key(p, "Enter"));
	WANT(pty_wait_text(p, "Synthèse"));
	name_it(p, path);
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "Mise en page en cours"));
	/* Nothing else is done meanwhile. */
	WANT(pty_type(p, "x"));
	WANT(pty_key(p, "F9"));
	WANT(pty_settle(p));
	WANT(pty_sees(p, "ne sera pas chiffré"));
	WANT(pty_key(p, "Esc"));
	WANT(pty_wait_text(p, "rien n’a été écrit"));
	assert_false(is_pdf(path));
	WANT(pty_key(p, "F2"));
	WANT(pty_wait_text(p, "Mise en page en cours"));
	f = fopen(gate, "w");
	assert_non_null(f);
	assert_true(fputs("go\n", f) >= 0);
	assert_int_equal(fclose(f), 0);
	WANT(pty_wait_text(p, "non chiffrée"));
	assert_true(is_pdf(path));
	pty_free(p);
	seat_remove(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_held__is_printed__and_the_history_says_so),
		cmocka_unit_test(a_long_paper__is_laid_out_behind__and_esc_gives_it_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
