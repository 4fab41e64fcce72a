/* Templates of goals and actions: those of the program for every theme, those of a territory before them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/template.h"
#include "core/text.h"
#include "tests/support/people.h"

static void template_load__has__goals_and_actions_for_every_theme(void **state)
{
	(void)state;
	struct corebox b;
	struct template_list l = { 0 };
	size_t count = 0;
	const struct vocab_code *themes = vocab_codes(VOCAB_theme, &count);
	corebox_open(&b);
	assert_int_equal(template_load(b.journal, NULL, &l), JAL_OK);
	for (size_t t = 0; t < count; t++) {
		size_t goals = 0, actions = 0, least = 99;
		for (size_t i = 0; i < l.n; i++) {
			if (strcmp(l.items[i].theme, themes[t].code) != 0)
				continue;
			if (l.items[i].goal && goals++ > 0)
				least = actions < least ? actions : least;
			actions = l.items[i].goal ? 0 : actions + 1;
		}
		assert_true(goals >= 3);
		assert_true(least >= 3 && actions >= 3);
	}
	template_list_free(&l);
	corebox_close(&b);
}

static void template_load__gives__well_formed_items(void **state)
{
	(void)state;
	struct corebox b;
	struct template_list l = { 0 };
	corebox_open(&b);
	assert_int_equal(template_load(b.journal, NULL, &l), JAL_OK);
	for (size_t i = 0; i < l.n; i++) {
		const struct template_item *t = &l.items[i];
		assert_non_null(vocab_find(VOCAB_theme, t->theme));
		assert_null(strchr(t->text, '\''));
		assert_false(t->own);
		if (t->goal) {
			assert_true(template_goal(&l, t->theme, t->text) == t);
			continue;
		}
		assert_true(t->of < i && l.items[t->of].goal);
		assert_string_equal(l.items[t->of].theme, t->theme);
		assert_non_null(vocab_find(VOCAB_action_who, t->who));
		assert_in_range(t->hours, 0, 48);
	}
	assert_null(template_goal(&l, "mobilite", "Rien de tel"));
	template_list_free(&l);
	corebox_close(&b);
}

static void setting(struct corebox *b, const char *key, const char *value)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create(ENTITY_setting, &b->common, NULL, &e), JAL_OK);
	set_text(e, FIELD_setting_key, key);
	set_text(e, FIELD_setting_value, value);
	assert_int_equal(write_one(b, e), JAL_OK);
	edit_free(e);
}

static void template_load__reads__what_a_territory_adds(void **state)
{
	(void)state;
	struct corebox b;
	struct template_list l = { 0 };
	corebox_open(&b);
	b.common = people_common;
	corebox_place(&b, &people_common, &people_caseload, 1, true);
	setting(&b, "templates.mobilite",
		"- Sans objectif\n\n  Prendre la navette  \n- S’inscrire\n -  Réserver \n---\nAutre objectif");
	setting(&b, "templates.inconnu", "Objectif perdu");
	setting(&b, "contact.days", "30");
	assert_int_equal(template_load(b.journal, &b.common, &l), JAL_OK);
	assert_string_equal(l.items[0].text, "Prendre la navette");
	assert_true(l.items[0].goal && l.items[0].own);
	assert_string_equal(l.items[0].theme, "mobilite");
	assert_string_equal(l.items[1].text, "S’inscrire");
	assert_int_equal(l.items[1].of, 0);
	assert_string_equal(l.items[2].text, "Réserver");
	assert_string_equal(l.items[3].text, "Autre objectif");
	assert_true(l.items[3].goal);
	assert_false(l.items[4].own);
	for (size_t i = 0; i < l.n; i++)
		assert_string_not_equal(l.items[i].text, "Objectif perdu");
	template_list_free(&l);
	corebox_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(template_load__has__goals_and_actions_for_every_theme),
		cmocka_unit_test(template_load__gives__well_formed_items),
		cmocka_unit_test(template_load__reads__what_a_territory_adds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
