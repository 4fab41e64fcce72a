/* Every bad input of a person's fields (bad-input.txt), typed into the form of the shipped program: told under its field
 * and on row 22, never erased, and nobody is kept from going on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/seat.h"

#define WANT(condition)                             \
	do {                                        \
		if (!(condition)) {                 \
			pty_show(p, #condition);    \
			fail_msg("%s", #condition); \
		}                                   \
	} while (0)

/* A person has fewer fields than that. */
#define MOST_FIELDS 80
#define LONGEST 64

struct row {
	bool refused;
	char field[32];
	char label[64];
	char typed[64];
	char say[64];
};

/* The next row of the table; false at its end. */
static bool next_row(FILE *table, struct row *out)
{
	char line[512];
	char kind = 0;

	while (fgets(line, sizeof(line), table) != NULL) {
		if (line[0] != '!' && line[0] != '?')
			continue;
		assert_int_equal(sscanf(line, "%c|%31[^|]|%63[^|]|%63[^|]|%63[^|\n]", &kind, out->field, out->label,
					 out->typed, out->say), 5);
		out->refused = kind == '!';
		return true;
	}
	return false;
}

/* The line that has the focus, to its end. */
static const char *focused(struct pty *p)
{
	const char *screen = pty_screen(p);
	const char *at = strstr(screen, "\n > ");

	if (at == NULL)
		at = strstr(screen, "\n >~");
	return at != NULL ? at + 1 : "";
}

static bool on_field(struct pty *p, const char *label)
{
	const char *line = focused(p);

	return strncmp(line, " > ", 3) == 0 ? strncmp(line + 3, label, strlen(label)) == 0 :
					      strlen(line) > 3 && strncmp(line + 3, label, strlen(label)) == 0;
}

static void go_to(struct pty *p, const char *label)
{
	for (int i = 0; i < MOST_FIELDS && !on_field(p, label); i++)
		WANT(pty_key(p, "Tab"));
	if (!on_field(p, label)) {
		pty_show(p, label);
		fail_msg("no field %s", label);
	}
}

static void empty_field(struct pty *p)
{
	char back[LONGEST];

	memset(back, 0x7f, sizeof(back));
	WANT(pty_key(p, "End"));
	WANT(pty_write(p, back, sizeof(back)));
	WANT(pty_settle(p));
}

static void bad_inputs__are_told__and_stay_as_typed(void **state)
{
	static const struct pty_options wide = { .rows = 40, .cols = 120 };
	struct seat s;
	struct pty *p = NULL;
	struct row row;
	char path[512];
	FILE *table = NULL;
	size_t n = 0;

	(void)state;
	snprintf(path, sizeof(path), "%s/tests/e2e/bad-input.txt", getenv("JALON_SRCDIR"));
	table = fopen(path, "r");
	assert_non_null(table);
	seat_make(&s);
	seat_settle(&s, "v");
	p = seat_enter(&s, "v", &wide);
	WANT(pty_wait_text(p, "LEFÈVRE Hélène"));
	WANT(pty_key(p, "m"));
	WANT(pty_wait_text(p, "[ Tous les champs ]"));
	for (int i = 0; i < MOST_FIELDS && !pty_sees(p, "> [ Tous les champs ]"); i++)
		WANT(pty_key(p, "Tab"));
	WANT(pty_key(p, "Enter"));
	WANT(pty_wait_text(p, "Lieu de naissance"));
	for (int i = 0; i < MOST_FIELDS && !on_field(p, "Civilité"); i++)
		WANT(pty_key(p, "Shift+Tab"));
	while (next_row(table, &row)) {
		go_to(p, row.label);
		empty_field(p);
		WANT(pty_type(p, row.typed));
		WANT(pty_key(p, "Tab"));
		if (!pty_sees(p, row.say)) {
			pty_show(p, row.typed);
			fail_msg("%s: \"%s\" is not told: %s", row.field, row.typed, row.say);
		}
		/* Gone on, and nothing erased of what can't be taken. */
		WANT(!on_field(p, row.label));
		WANT(pty_key(p, "Shift+Tab"));
		WANT(on_field(p, row.label));
		if (row.refused && strstr(focused(p), row.typed) == NULL) {
			pty_show(p, row.typed);
			fail_msg("%s: \"%s\" does not stay", row.field, row.typed);
		}
		empty_field(p);
		n++;
	}
	assert_true(n > 40);
	/* Esc keeps all of it as a draft; nothing was saved. */
	WANT(pty_key(p, "Esc"));
	WANT(pty_wait_text(p, "gardé en brouillon"));
	pty_free(p);
	fclose(table);
	seat_remove(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_inputs__are_told__and_stay_as_typed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
