/* How contracts, goals and actions begin; what goes with an action that is done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/contract.h"
#include "core/date.h"
#include "tests/support/people.h"

#define TODAY 20833	/* 2027-01-15, the day of corebox */

static const char *text_in(const struct edit *e, enum field field)
{
	return edit_value(e, field)->kind == VALUE_TEXT ? edit_value(e, field)->text : "";
}

static void contract_complete__gives__a_done_action_its_day(void **state)
{
	(void)state;
	const struct jal_id dossier = id_of(7);
	struct corebox b;
	struct edit *e = NULL;
	corebox_open(&b);
	(void)new_person(&b, &dossier, "Essai");
	assert_int_equal(contract_new_action(&b.caseload, &dossier, NULL, false, TODAY, &e), JAL_OK);
	set_text(e, FIELD_action_text, "A");
	const struct jal_id id = *edit_record(e);
	assert_int_equal(write_one(&b, e), JAL_OK);
	edit_free(e);
	assert_int_equal(journal_edit(b.journal, &b.caseload, ENTITY_action, &dossier, &id, &e), JAL_OK);
	assert_int_equal(contract_complete(e, TODAY), JAL_OK);
	assert_true(edit_empty(e));
	set_text(e, FIELD_action_status, "done");
	assert_int_equal(contract_complete(e, TODAY), JAL_OK);
	assert_int_equal(edit_value(e, FIELD_action_done_on)->number, TODAY);
	/* A day that was typed stays. */
	assert_int_equal(edit_set_number(e, FIELD_action_done_on, TODAY - 3), JAL_OK);
	assert_int_equal(contract_complete(e, TODAY), JAL_OK);
	assert_int_equal(edit_value(e, FIELD_action_done_on)->number, TODAY - 3);
	assert_int_equal(write_one(&b, e), JAL_OK);
	edit_free(e);
	/* To be done again: the day goes. */
	assert_int_equal(journal_edit(b.journal, &b.caseload, ENTITY_action, &dossier, &id, &e), JAL_OK);
	set_text(e, FIELD_action_status, "paused");
	assert_int_equal(contract_complete(e, TODAY), JAL_OK);
	assert_int_equal(edit_value(e, FIELD_action_done_on)->kind, VALUE_EMPTY);
	/* Ticked, and not. */
	assert_int_equal(contract_tick(e, true, TODAY + 1), JAL_OK);
	assert_string_equal(text_in(e, FIELD_action_status), "done");
	assert_int_equal(edit_value(e, FIELD_action_done_on)->number, TODAY + 1);
	assert_int_equal(contract_tick(e, false, TODAY + 1), JAL_OK);
	assert_string_equal(text_in(e, FIELD_action_status), "planned");
	assert_int_equal(edit_value(e, FIELD_action_done_on)->kind, VALUE_EMPTY);
	edit_free(e);
	corebox_close(&b);
}

static void contract_new__begins__with_what_is_usual(void **state)
{
	(void)state;
	const struct jal_id dossier = id_of(7), caseload = id_of(8), g = id_of(9);
	struct edit *e = NULL;
	assert_int_equal(contract_new(&caseload, &dossier, TODAY, &e), JAL_OK);
	assert_string_equal(text_in(e, FIELD_contract_status), "draft");
	assert_int_equal(edit_value(e, FIELD_contract_ends)->number, date_add_months(TODAY, 6) - 1);
	assert_int_equal(edit_value(e, FIELD_contract_weekly_hours)->number, 15);
	edit_free(e);
	assert_int_equal(contract_new_goal(&caseload, &dossier, NULL, TODAY, &e), JAL_OK);
	assert_int_equal(edit_value(e, FIELD_goal_contract)->kind, VALUE_EMPTY);
	assert_int_equal(edit_value(e, FIELD_goal_agreed_on)->number, TODAY);
	edit_free(e);
	/* Under a contract that runs already, its hours count from today on. */
	assert_int_equal(contract_new_action(&caseload, &dossier, &g, false, TODAY, &e), JAL_OK);
	assert_int_equal(edit_value(e, FIELD_action_starts)->kind, VALUE_EMPTY);
	assert_true(id_equal(&edit_value(e, FIELD_action_goal)->id, &g));
	edit_free(e);
	assert_int_equal(contract_new_action(&caseload, &dossier, &g, true, TODAY, &e), JAL_OK);
	assert_int_equal(edit_value(e, FIELD_action_starts)->number, TODAY);
	edit_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contract_complete__gives__a_done_action_its_day),
		cmocka_unit_test(contract_new__begins__with_what_is_usual),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
