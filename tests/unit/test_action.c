/* The one key table: walked whole, so that a row that clashes or says nothing never lands. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tui/bindings.h"
#include "tui/key.h"
#include "tui/search.h"

static const char *same(const char *text)
{
	return text;
}

/* A language that takes 40 % more room. Two texts are alive at a time at most. */
static const char *longer(const char *text)
{
	static char out[2][512];
	static int which;
	char *o = out[which = !which];
	size_t n = strlen(text);
	int more = (glyph_columns(text, n) * 4 + 9) / 10;

	assert_true(n + (size_t)more < sizeof(out[0]));
	memcpy(o, text, n);
	memset(o + n, 'x', (size_t)more);
	o[n + (size_t)more] = '\0';
	return o;
}

static void bindings__use__no_key_twice_on_a_screen(void **state)
{
	const struct action_table *t = bindings();

	(void)state;
	for (int s = 0; s < SCR_COUNT; s++) {
		for (size_t a = 0; a < t->n; a++) {
			for (size_t b = 0; b < a; b++) {
				if (!(t->rows[a].screens & t->rows[b].screens & SCREEN(s)))
					continue;
				for (size_t i = 0; i < ACTION_KEYS && t->rows[a].keys[i] != 0; i++) {
					for (size_t k = 0; k < ACTION_KEYS && t->rows[b].keys[k] != 0; k++) {
						if (t->rows[a].keys[i] == t->rows[b].keys[k])
							fail_msg("screen %d: %s and %s have one key", s, t->rows[a].label,
								t->rows[b].label);
					}
				}
			}
		}
	}
}

static void bindings__say__what_each_row_does(void **state)
{
	const struct action_table *t = bindings();

	(void)state;
	for (size_t i = 0; i < t->n; i++) {
		const struct action *row = &t->rows[i];
		size_t help = strlen(row->help);

		assert_true(row->id > ACT_NONE && row->id < ACT_COUNT);
		assert_true(strlen(row->label) > 0);
		assert_true(help > 10 && row->help[help - 1] == '.');
		assert_true(row->screens != 0);
		assert_true((row->screens & ~(SCREEN(SCR_COUNT) - 1)) == 0);
		assert_true(row->keys[0] != 0);
		for (size_t k = 0; k < ACTION_KEYS && row->keys[k] != 0; k++) {
			struct buf b = BUF_INIT;

			/* Capitals and what AZERTY types with AltGr are no keys. */
			assert_int_equal(key_fold(row->keys[k]), row->keys[k]);
			assert_null(strchr("~#{[|`\\^@]}", (int)(row->keys[k] < 128 && row->keys[k] > 0 ? row->keys[k] : 1)));
			assert_int_equal(row->keys[k] & K_ALT, 0);
			assert_int_equal(key_label(row->keys[k], &b), JAL_OK);
			buf_free(&b);
		}
	}
}

static void bindings__give__function_keys_a_twin(void **state)
{
	const struct action_table *t = bindings();

	(void)state;
	for (size_t i = 0; i < t->n; i++) {
		const struct action *row = &t->rows[i];
		bool only_f = true;

		for (size_t k = 0; k < ACTION_KEYS && row->keys[k] != 0; k++)
			only_f = only_f && row->keys[k] > K_F0 && row->keys[k] <= K_F12;
		if (only_f)
			fail_msg("%s has function keys only", row->label);
	}
}

/* Words that people have for what they want, where they would look for it. */
static void palette__finds__what_people_call_it(void **state)
{
	static const char *const words[] = { "relance", "prolonger", "rdv", "supprimer", "defaire", "visite", "cacher",
		"envoyer", "preferences", "sortir", "manuel", "corriger", "a faire", "semaine" };
	static const enum screen_id screens[] = { SCR_CASELOAD, SCR_SUMMARY };

	(void)state;
	for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
		for (size_t s = 0; s < 2; s++) {
			bool found = false;

			for (size_t i = 0; i < bindings()->n && !found; i++) {
				const struct action *row = &bindings()->rows[i];
				const char *texts[] = { row->label, row->help, row->synonyms };

				found = (row->screens & SCREEN(screens[s])) && !(row->flags & (ACTION_WIDGET | ACTION_HIDDEN)) &&
					search_words(words[w], strlen(words[w]), texts, 3);
			}
			if (!found)
				fail_msg("screen %d: \"%s\" finds nothing", screens[s], words[w]);
		}
	}
}

/* What needs a line or a person is left out where there is none. */
static void footer__tells__what_works_here(void **state)
{
	struct buf line[2] = { BUF_INIT, BUF_INIT };

	(void)state;
	assert_int_equal(action_footer(bindings(), SCR_CASELOAD, false, 0, 80, 2, same, line, NULL), JAL_OK);
	assert_null(strstr(buf_str(&line[0]), "Ouvrir"));
	assert_null(strstr(buf_str(&line[0]), "Rendez-vous"));
	assert_non_null(strstr(buf_str(&line[0]), "Créer"));
	buf_free(&line[0]);
	buf_free(&line[1]);
}

static void footer__fits__in_80_columns(void **state)
{
	(void)state;
	for (int s = 0; s < SCR_COUNT; s++) {
		for (int typing = 0; typing < 2; typing++) {
			struct buf line[2] = { BUF_INIT, BUF_INIT };
			size_t left_out = 0;

			assert_int_equal(action_footer(bindings(), (enum screen_id)s, typing, ~0U, 80, 2, same, line, &left_out),
				JAL_OK);
			for (int i = 0; i < 2; i++)
				assert_true(glyph_columns(buf_str(&line[i]), line[i].len) <= 80);
			if (left_out > 0)
				fail_msg("screen %d: %zu entries have no room in the footer:\n%s\n%s", s, left_out,
					buf_str(&line[0]), buf_str(&line[1]));
			buf_free(&line[0]);
			buf_free(&line[1]);
		}
	}
}

static void footer__cuts__nothing_in_a_longer_language(void **state)
{
	static const int widths[] = { 40, 60, 80, 200 };

	(void)state;
	for (int s = 0; s < SCR_COUNT; s++) {
		for (size_t w = 0; w < 4; w++) {
			struct buf line[2] = { BUF_INIT, BUF_INIT };
			int lines = widths[w] < 60 ? 1 : 2;

			assert_int_equal(action_footer(bindings(), (enum screen_id)s, false, ~0U, widths[w], lines, longer, line,
						 NULL),
				JAL_OK);
			for (int i = 0; i < 2; i++) {
				assert_true(glyph_columns(buf_str(&line[i]), line[i].len) <= widths[w]);
				assert_null(strstr(buf_str(&line[i]), "…"));
			}
			/* Help is always told, where it exists. */
			if (action_for_id(bindings(), (enum screen_id)s, ACT_HELP) != NULL)
				assert_non_null(strstr(buf_str(&line[lines - 1]), "F1 "));
			buf_free(&line[0]);
			buf_free(&line[1]);
		}
	}
}

static void sentences__are_told_whole__in_a_longer_language(void **state)
{
	const struct action_table *t = bindings();

	(void)state;
	for (size_t i = 0; i < t->n; i++) {
		char whole[1200];
		size_t shown = 0;
		size_t at = 0;
		size_t n = 0;

		snprintf(whole, sizeof(whole), "%s. %s", longer(t->rows[i].label), longer(t->rows[i].help));
		n = strlen(whole);
		for (int row = 0; row < 2; row++)
			at += glyph_wrap(whole + at, n - at, 70, &shown);
		if (at < n)
			fail_msg("%s: its help has no room in two rows", t->rows[i].label);
	}
}

static void action_for_key__leaves__letters_to_who_types(void **state)
{
	(void)state;
	assert_int_equal(action_for_key(bindings(), SCR_CASELOAD, 'n', false)->id, ACT_NOTE);
	assert_int_equal(action_for_key(bindings(), SCR_CASELOAD, 'N', false)->id, ACT_NOTE);
	assert_null(action_for_key(bindings(), SCR_CASELOAD, 'n', true));
	assert_int_equal(action_for_key(bindings(), SCR_CASELOAD, K_CTRL | 'n', true)->id, ACT_NOTE);
	assert_null(action_for_key(bindings(), SCR_CASELOAD, K_UNKNOWN, false));
	assert_null(action_for_key(bindings(), SCR_CASELOAD, K_NONE, false));
}

static void action_missing__says_why(void **state)
{
	const struct action *row = action_for_id(bindings(), SCR_CASELOAD, ACT_NOTE);

	(void)state;
	assert_non_null(row);
	assert_string_equal(action_missing(row, 0), "aucune personne n’est choisie");
	assert_null(action_missing(row, NEED_PERSON));
}

static void action_manual__has__every_screen_and_row(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	assert_int_equal(action_manual(bindings(), &b), JAL_OK);
	for (int s = 0; s < SCR_COUNT; s++)
		assert_true(strlen(action_screen_name((enum screen_id)s)) > 0);
	for (size_t i = 0; i < bindings()->n; i++) {
		const struct action *row = &bindings()->rows[i];

		assert_non_null(strstr(buf_str(&b), row->help));
		for (int s = 0; s < SCR_COUNT && !action_is_everywhere(row); s++)
			if (row->screens & SCREEN(s))
				assert_non_null(strstr(buf_str(&b), action_screen_name((enum screen_id)s)));
	}
	buf_free(&b);
}

static int start(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") == NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bindings__use__no_key_twice_on_a_screen),
		cmocka_unit_test(bindings__say__what_each_row_does),
		cmocka_unit_test(bindings__give__function_keys_a_twin),
		cmocka_unit_test(footer__fits__in_80_columns),
		cmocka_unit_test(footer__tells__what_works_here),
		cmocka_unit_test(palette__finds__what_people_call_it),
		cmocka_unit_test(footer__cuts__nothing_in_a_longer_language),
		cmocka_unit_test(sentences__are_told_whole__in_a_longer_language),
		cmocka_unit_test(action_for_key__leaves__letters_to_who_types),
		cmocka_unit_test(action_missing__says_why),
		cmocka_unit_test(action_manual__has__every_screen_and_row),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
