/* Forms: digits without Shift, dates, choices, what is wrong and when it is said. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/date.h"
#include "tests/support/press.h"
#include "tui/form.h"

enum { TITLE, CHOICE, NAME, DATE, HOUR, PHONE, TOWN, SET, CHECK, NOTE, FIELDS };

static const struct picker_choice few[] = { { "m", "M." }, { "f", "Mme" }, { "none", "Non précisé" } };
static const struct picker_choice many[] = { { "a", "Cancale" }, { "b", "Dinan" }, { "c", "Évran" }, { "d", "Miniac" },
	{ "e", "Pleurtuit" }, { "f", "Saint-Malo" } };
static const struct form_field fields[FIELDS] = {
	[TITLE] = { .label = "Dossier", .type = FORM_FIXED },
	[CHOICE] = { .label = "Civilité", .type = FORM_CHOICE, .choices = { few, 3, NULL, NULL } },
	[NAME] = { .label = "Nom", .type = FORM_TEXT, .needed = true, .max = 10 },
	[DATE] = { .label = "Date", .type = FORM_DATE },
	[HOUR] = { .label = "Heure", .type = FORM_TIME },
	[PHONE] = { .label = "Téléphone", .type = FORM_DIGITS },
	[TOWN] = { .label = "Commune", .type = FORM_CHOICE, .choices = { many, 6, NULL, NULL } },
	[SET] = { .label = "Marques", .type = FORM_SET, .choices = { few, 3, NULL, NULL } },
	[CHECK] = { .label = "Oui", .type = FORM_CHECK },
	[NOTE] = { .label = "Note", .type = FORM_LONG },
};
static const char *const buttons[] = { "Enregistrer", "Annuler" };

static struct form f;

static int open_form(void **state)
{
	int32_t today = 0;

	(void)state;
	if (form_init(&f, fields, FIELDS, buttons, 2, NULL, NULL) != JAL_OK ||
		date_from_ymd(2026, 11, 24, &today) != JAL_OK)
		return 1;
	f.today = today;
	f.azerty = true;
	return 0;
}

static int closed(void **state)
{
	(void)state;
	form_free(&f);
	return 0;
}

static enum form_result hit(const char *name)
{
	struct key k = press(name);

	return form_key(&f, &k);
}

static void type(const char *text)
{
	while (*text != '\0') {
		uint32_t cp = 0;
		struct key k = { 0 };

		text += glyph_decode(text, strlen(text), &cp);
		k.code = cp;
		k.len = (uint8_t)glyph_encode(cp, k.text);
		form_key(&f, &k);
	}
}

static void focus__begins_and_moves__where_one_can_write(void **state)
{
	(void)state;
	assert_int_equal(f.at, CHOICE);
	assert_int_equal(hit("Shift+Tab"), FORM_MOVED);
	assert_int_equal(f.at, CHOICE);
	for (int i = 0; i < 50; i++)
		hit("Tab");
	assert_int_equal(f.at, FIELDS + 1);
	assert_int_equal(hit("Enter"), FORM_PRESSED);
	assert_int_equal(form_button(&f), 1);
	assert_false(form_typing(&f));
}

static void digits__need_no_shift(void **state)
{
	(void)state;
	form_focus(&f, PHONE);
	type("àé &é çè");
	assert_string_equal(form_value(&f, PHONE), "02 12 97");
	form_focus(&f, DATE);
	/* After a digit typed as such, "-" is a "-". */
	type("24-11");
	assert_string_equal(form_value(&f, DATE), "24-11");
	f.azerty = false;
	form_focus(&f, PHONE);
	type("&");
	assert_string_equal(form_value(&f, PHONE), "02 12 97&");
	f.azerty = true;
	/* Where words are typed, letters are letters. */
	form_focus(&f, NAME);
	type("é-è");
	assert_string_equal(form_value(&f, NAME), "é-è");
}

static void a_date__is_moved_and_written_out(void **state)
{
	int32_t date = 0;
	char shown[DATE_SHOWN_MAX];

	(void)state;
	form_focus(&f, DATE);
	assert_int_equal(hit("Down"), FORM_CHANGED);
	assert_string_equal(form_value(&f, DATE), "24/11/2026");
	hit("Down");
	assert_string_equal(form_value(&f, DATE), "25/11/2026");
	hit("PgDn");
	hit("Up");
	assert_string_equal(form_value(&f, DATE), "01/12/2026");
	while (f.values[DATE].editor.len > 0)
		hit("Backspace");
	type("+7");
	assert_true(form_date(&f, DATE, &date));
	assert_string_equal(date_shown(date, shown), "01/12/2026");
	/* Tomorrow "+7" would mean another day. */
	hit("Tab");
	assert_string_equal(form_value(&f, DATE), "01/12/2026");
	form_focus(&f, HOUR);
	type("930");
	hit("Tab");
	assert_string_equal(form_value(&f, HOUR), "9h30");
}

static void a_path__is_written_out__when_it_is_left(void **state)
{
	(void)state;
	static const struct form_field one[] = { { .label = "Fichier", .type = FORM_TEXT, .path = true, .max = 30 } };
	form_free(&f);
	assert_int_equal(setenv("HOME", "/home/essai", 1), 0);
	assert_int_equal(form_init(&f, one, 1, buttons, 2, NULL, NULL), JAL_OK);
	type("~/a.pdf");
	assert_string_equal(form_value(&f, 0), "~/a.pdf");
	hit("Tab");
	assert_string_equal(form_value(&f, 0), "/home/essai/a.pdf");
	/* What would not fit stays as it was typed: it means the same. */
	hit("Shift+Tab");
	while (f.values[0].editor.len > 0)
		hit("Backspace");
	type("~/23456789012345678901234567890");
	hit("Tab");
	assert_string_equal(form_value(&f, 0), "~/2345678901234567890123456789");
}

static void a_date_that_was_there__is_typed_over__a_typed_one_is_not(void **state)
{
	(void)state;
	assert_int_equal(form_set(&f, DATE, "2026-12-01"), JAL_OK);
	if (strcmp(form_value(&f, DATE), "01/12/2026") != 0)
		assert_int_equal(form_set(&f, DATE, "01/12/2026"), JAL_OK);
	form_focus(&f, DATE);
	type(" ");
	assert_string_equal(form_value(&f, DATE), "01/12/2026 ");
	hit("Backspace");
	type("15");
	assert_string_equal(form_value(&f, DATE), "15");
	type("/12/2026");
	assert_string_equal(form_value(&f, DATE), "15/12/2026");
	type("3");
	assert_string_equal(form_value(&f, DATE), "15/12/20263");
	hit("Ctrl+z");
	/* In its middle it is corrected. */
	assert_int_equal(form_set(&f, DATE, "01/12/2026"), JAL_OK);
	hit("Left");
	type("9");
	assert_string_equal(form_value(&f, DATE), "01/12/20296");
}

static void what_is_not_understood__stays__and_says_so(void **state)
{
	(void)state;
	assert_int_equal(form_set(&f, NAME, "Roy"), JAL_OK);
	form_focus(&f, DATE);
	type("32/13");
	assert_int_equal(hit("Up"), FORM_LEFT);
	assert_int_equal(hit("Tab"), FORM_LEFT);
	assert_string_equal(form_value(&f, DATE), "32/13");
	assert_int_equal(f.values[DATE].verdict, FORM_WRONG);
	assert_int_equal(f.at, HOUR);
	assert_false(form_ready(&f));
	assert_int_equal(f.at, DATE);
	assert_true(strlen(form_why(&f)) > 0);
	for (int i = 0; i < 5; i++)
		hit("Backspace");
	assert_true(form_ready(&f));
}

static void saving__goes_to__the_first_that_is_needed(void **state)
{
	(void)state;
	form_focus(&f, NOTE);
	assert_false(form_ready(&f));
	assert_int_equal(f.at, NAME);
	type("LE GOFF");
	assert_true(form_ready(&f));
}

static void a_choice__turns_and_is_found__by_its_letter(void **state)
{
	(void)state;
	form_focus(&f, CHOICE);
	assert_string_equal(form_value(&f, CHOICE), "");
	hit("Space");
	assert_string_equal(form_value(&f, CHOICE), "m");
	hit("Left");
	assert_string_equal(form_value(&f, CHOICE), "none");
	hit("m");
	assert_string_equal(form_value(&f, CHOICE), "m");
	hit("M");
	assert_string_equal(form_value(&f, CHOICE), "f");
	hit("\"");
	assert_string_equal(form_value(&f, CHOICE), "none");
	hit("2");
	assert_string_equal(form_value(&f, CHOICE), "f");
	assert_int_equal(hit("t"), FORM_NO_CHOICE);
	assert_string_equal(form_value(&f, CHOICE), "f");
	hit("Delete");
	assert_string_equal(form_value(&f, CHOICE), "");
	form_focus(&f, CHECK);
	assert_int_equal(hit("x"), FORM_NO_CHOICE);
	assert_string_equal(form_value(&f, CHECK), "");
	assert_string_not_equal(form_how_to_choose(&f), "");
}

static void a_long_choice__is_typed__into_its_list(void **state)
{
	(void)state;
	form_focus(&f, TOWN);
	hit("e");
	assert_true(f.picker.open);
	type("vr");
	assert_int_equal(hit("Enter"), FORM_CHANGED);
	assert_false(f.picker.open);
	assert_string_equal(form_value(&f, TOWN), "c");
	hit("Space");
	type("zzz");
	assert_int_equal(hit("Enter"), FORM_MOVED);
	assert_true(f.picker.open);
	hit("Esc");
	assert_true(f.picker.open);
	hit("Esc");
	assert_false(f.picker.open);
	assert_string_equal(form_value(&f, TOWN), "c");
}

static size_t offer_two(void *ctx, const char *query, struct picker_choice *out, size_t room)
{
	(void)ctx;
	(void)room;
	if (*query != '\0' && *query != 'p')
		return 0;
	out[0] = (struct picker_choice){ "Passer le permis", "Passer le permis" };
	return 1;
}

/* A text may be chosen from what is offered, or be anything else. */
static void a_text__may_be_chosen__or_typed(void **state)
{
	static const struct form_field one[] = {
		{ .label = "Objectif", .type = FORM_TEXT, .choices = { NULL, 0, offer_two, NULL } },
	};

	form_free(&f);
	(void)state;
	assert_int_equal(form_init(&f, one, 1, buttons, 2, NULL, NULL), JAL_OK);
	hit("Space");
	assert_true(f.picker.open);
	type("p");
	assert_int_equal(hit("Enter"), FORM_CHANGED);
	assert_string_equal(form_value(&f, 0), "Passer le permis");
	/* Where something stands, a space is one. */
	hit("Space");
	assert_false(f.picker.open);
	assert_string_equal(form_value(&f, 0), "Passer le permis ");
	assert_int_equal(form_type_in(&f, 0, ""), JAL_OK);
	hit("Space");
	type("Reprendre");
	assert_int_equal(hit("Enter"), FORM_CHANGED);
	assert_false(f.picker.open);
	assert_string_equal(form_value(&f, 0), "Reprendre");
	assert_int_equal(form_type_in(&f, 0, ""), JAL_OK);
	hit("Space");
	type("pa");
	assert_int_equal(hit("Tab"), FORM_CHANGED);
	assert_string_equal(form_value(&f, 0), "pa");
	assert_int_equal(form_type_in(&f, 0, ""), JAL_OK);
	hit("Space");
	hit("Esc");
	assert_false(f.picker.open);
	assert_string_equal(form_value(&f, 0), "");
	hit("Space");
	type("Marcher");
	assert_true(form_ready(&f));
	assert_false(f.picker.open);
	assert_string_equal(form_value(&f, 0), "Marcher");
}

static void saving__shuts__an_open_list(void **state)
{
	(void)state;
	form_focus(&f, TOWN);
	hit("Space");
	type("zzz");
	(void)form_ready(&f);
	assert_false(f.picker.open);
	assert_string_equal(form_value(&f, TOWN), "");
}

static void a_set__takes_and_gives_back__its_marks(void **state)
{
	(void)state;
	form_focus(&f, SET);
	hit("Space");
	hit("Space");
	hit("Down");
	hit("Space");
	assert_string_equal(form_value(&f, SET), "m\nf\n");
	hit("Up");
	hit("Space");
	assert_string_equal(form_value(&f, SET), "f\n");
	hit("Enter");
	assert_false(f.picker.open);
	assert_true(form_changed(&f, SET));
}

static void a_set__is_the_same__in_any_order(void **state)
{
	(void)state;
	assert_int_equal(form_set(&f, SET, "m\nf\n"), JAL_OK);
	assert_int_equal(form_type_in(&f, SET, "f\nm\n"), JAL_OK);
	assert_false(form_changed(&f, SET));
	assert_int_equal(form_type_in(&f, SET, "f\nf\n"), JAL_OK);
	assert_true(form_changed(&f, SET));
	assert_int_equal(form_type_in(&f, SET, "f\n"), JAL_OK);
	assert_true(form_changed(&f, SET));
}

static void a_set__goes_on_over_rows__as_it_must(void **state)
{
	(void)state;
	int wide = form_rows(&f, 80);
	int narrow = form_rows(&f, 22);

	assert_int_equal(form_type_in(&f, SET, "m\nf\nnone\n"), JAL_OK);
	assert_int_equal(form_rows(&f, 80), wide);
	/* "M., Mme, Non précisé" in eighteen columns. */
	assert_int_equal(form_rows(&f, 22), narrow + 1);
}

static void changes__are_told_from__what_it_opened_with(void **state)
{
	(void)state;
	assert_int_equal(form_set(&f, NAME, "Roy"), JAL_OK);
	assert_int_equal(form_set(&f, CHECK, "1"), JAL_OK);
	assert_false(form_any_changed(&f));
	form_focus(&f, CHECK);
	hit("Space");
	assert_true(form_changed(&f, CHECK));
	hit("Space");
	assert_false(form_any_changed(&f));
	assert_int_equal(form_type_in(&f, NAME, "Rey"), JAL_OK);
	assert_true(form_changed(&f, NAME));
}

static void a_full_field__says_so(void **state)
{
	(void)state;
	form_focus(&f, NAME);
	type("0123456789");
	assert_int_equal(hit("x"), FORM_TOO_LONG);
	assert_int_equal(form_paste(&f, "xyz", 3, NULL), FORM_TOO_LONG);
	assert_string_equal(form_value(&f, NAME), "0123456789");
}

static void enter__is_a_line__only_in_a_long_text(void **state)
{
	(void)state;
	form_focus(&f, NAME);
	hit("Enter");
	assert_int_equal(f.at, DATE);
	form_focus(&f, NOTE);
	type("a");
	hit("Enter");
	assert_string_equal(form_value(&f, NOTE), "a\n");
	assert_int_equal(f.at, NOTE);
}

static void one_key__empties__any_field__and_one_more_puts_it_back(void **state)
{
	(void)state;
	assert_int_equal(hit("Ctrl+U"), FORM_IGNORED);
	hit("Space");
	hit("Space");
	assert_string_equal(form_value(&f, CHOICE), "f");
	assert_int_equal(hit("Ctrl+U"), FORM_CHANGED);
	assert_string_equal(form_value(&f, CHOICE), "");
	assert_int_equal(hit("Ctrl+Z"), FORM_CHANGED);
	assert_string_equal(form_value(&f, CHOICE), "f");
	form_focus(&f, SET);
	assert_int_equal(hit("Ctrl+Z"), FORM_IGNORED);
	assert_int_equal(form_type_in(&f, SET, "m\nf\n"), JAL_OK);
	assert_int_equal(hit("Ctrl+U"), FORM_CHANGED);
	assert_string_equal(form_value(&f, SET), "");
	hit("Ctrl+Z");
	assert_string_equal(form_value(&f, SET), "m\nf\n");
	form_focus(&f, CHECK);
	hit("Space");
	hit("Ctrl+U");
	assert_string_equal(form_value(&f, CHECK), "");
	form_focus(&f, DATE);
	type("24/11/2026");
	hit("Ctrl+U");
	assert_string_equal(form_value(&f, DATE), "");
	form_focus(&f, NOTE);
	type("un");
	hit("Enter");
	type("deux");
	hit("Ctrl+U");
	assert_string_equal(form_value(&f, NOTE), "");
	hit("Ctrl+Z");
	assert_string_equal(form_value(&f, NOTE), "un\ndeux");
	/* What is needed and was complained of says so again. */
	form_focus(&f, NAME);
	type("Zoé");
	assert_int_equal(form_complain(&f, NAME, FORM_WRONG, "non"), JAL_OK);
	hit("Ctrl+U");
	assert_int_equal(f.values[NAME].verdict, FORM_WRONG);
	form_focus(&f, FIELDS);
	assert_int_equal(hit("Ctrl+U"), FORM_IGNORED);
}

static bool not_the_phone(void *ctx, const struct form *form, size_t field)
{
	(void)ctx;
	(void)form;
	return field != PHONE;
}

static void what_is_not_asked__is_passed_over__unless_it_holds_something(void **state)
{
	static const struct form_hooks asks = { .asked = not_the_phone };

	(void)state;
	f.hooks = &asks;
	assert_false(form_shown(&f, PHONE));
	assert_int_equal(form_place(&f, TOWN), TOWN);
	form_focus(&f, HOUR);
	hit("Tab");
	assert_int_equal(f.at, TOWN);
	hit("Shift+Tab");
	assert_int_equal(f.at, HOUR);
	/* Numbers of linear mode have no gap. */
	assert_true(form_choose(&f, TOWN));
	assert_int_equal(f.at, TOWN);
	assert_true(form_choose(&f, FIELDS));
	assert_int_equal(f.at, FIELDS);
	assert_false(form_choose(&f, FIELDS + 2));
	/* Nothing that was entered is hidden. */
	assert_int_equal(form_type_in(&f, PHONE, "0639980001"), JAL_OK);
	assert_true(form_shown(&f, PHONE));
	assert_int_equal(form_type_in(&f, PHONE, ""), JAL_OK);
	form_focus(&f, PHONE);
	assert_true(form_shown(&f, PHONE));
	form_focus(&f, NAME);
	assert_false(form_shown(&f, PHONE));
	f.hooks = NULL;
}

static void what_came_back__is_judged__where_it_was_typed(void **state)
{
	(void)state;
	assert_int_equal(form_type_in(&f, DATE, "31/02"), JAL_OK);
	assert_int_equal(f.values[DATE].why.len, 0);
	form_judge_changed(&f);
	assert_int_equal(f.values[DATE].verdict, FORM_WRONG);
	assert_true(f.values[DATE].why.len > 0);
	/* What was never touched is not blamed for being empty. */
	assert_int_equal(f.values[NAME].why.len, 0);
}

static void any_size__draws__the_field_with_the_focus(void **state)
{
	struct canvas *c = NULL;

	(void)state;
	form_focus(&f, DATE);
	type("xx");
	form_focus(&f, TOWN);
	hit("Space");
	for (size_t at = CHOICE; at < FIELDS + 2; at++) {
		for (int rows = 1; rows < 30; rows++) {
			for (int cols = 1; cols < 100; cols += 9) {
				assert_int_equal(canvas_new(rows, cols, &c), JAL_OK);
				form_draw(&f, c, (struct rect){ 0, 0, rows, cols });
				assert_true(c->cursor_row < rows && c->cursor_col < cols);
				canvas_free(c);
			}
		}
		hit("Tab");
		hit("Tab");
	}
}

static int start(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") == NULL;
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, open_form, closed)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(focus__begins_and_moves__where_one_can_write),
		CASE(digits__need_no_shift),
		CASE(a_date__is_moved_and_written_out),
		CASE(a_path__is_written_out__when_it_is_left),
		CASE(a_date_that_was_there__is_typed_over__a_typed_one_is_not),
		CASE(what_is_not_understood__stays__and_says_so),
		CASE(saving__goes_to__the_first_that_is_needed),
		CASE(a_choice__turns_and_is_found__by_its_letter),
		CASE(a_long_choice__is_typed__into_its_list),
		CASE(a_text__may_be_chosen__or_typed),
		CASE(saving__shuts__an_open_list),
		CASE(a_set__takes_and_gives_back__its_marks),
		CASE(a_set__is_the_same__in_any_order),
		CASE(a_set__goes_on_over_rows__as_it_must),
		CASE(changes__are_told_from__what_it_opened_with),
		CASE(a_full_field__says_so),
		CASE(enter__is_a_line__only_in_a_long_text),
		CASE(one_key__empties__any_field__and_one_more_puts_it_back),
		CASE(what_is_not_asked__is_passed_over__unless_it_holds_something),
		CASE(what_came_back__is_judged__where_it_was_typed),
		CASE(any_size__draws__the_field_with_the_focus),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
