/* What is typed into a reference: an identifier of what is there, of the right kind, in the right place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/edit.h"
#include "core/settle.h"
#include "tests/support/corebox.h"

static const struct jal_id here = { { 0xd0 } }, elsewhere = { { 0xd1 } }, nowhere = { { 0xee } };

static struct jal_id add(struct corebox *box, enum entity entity, const struct jal_id *dossier, enum field field,
	const char *text)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create(entity, dossier ? &box->caseload : &box->common, dossier, &e), JAL_OK);
	assert_int_equal(edit_set_text(e, field, text), JAL_OK);
	const struct jal_id id = *edit_record(e);
	assert_int_equal(journal_write(box->journal, &e, 1, NULL), JAL_OK);
	edit_free(e);
	return id;
}

/* Whether a new record of that kind may name id there. */
static bool takes(struct corebox *box, enum entity entity, enum field field, const struct jal_id *id)
{
	struct check_issues issues = { 0 };
	struct edit *e = NULL;
	bool refused = false;
	assert_int_equal(edit_create(entity, &box->caseload, &here, &e), JAL_OK);
	assert_int_equal(edit_set_id(e, field, id), JAL_OK);
	assert_int_equal(settle_typed(box->journal, e, &issues), JAL_OK);
	for (size_t i = 0; i < issues.count; i++)
		refused = refused || (issues.item[i].field == field && issues.item[i].level == CHECK_ERROR);
	edit_free(e);
	return !refused;
}

static void settle_typed__refuses__references_to_what_is_not_there(void **state)
{
	(void)state;
	struct corebox box;
	corebox_open(&box);
	const struct jal_id contract = add(&box, ENTITY_contract, &here, FIELD_contract_kind, "engagement");
	const struct jal_id other = add(&box, ENTITY_contract, &elsewhere, FIELD_contract_kind, "engagement");
	const struct jal_id note = add(&box, ENTITY_note, &here, FIELD_note_text, "Un texte");
	const struct jal_id structure = add(&box, ENTITY_structure, NULL, FIELD_structure_nom, "Une structure");
	assert_true(takes(&box, ENTITY_goal, FIELD_goal_contract, &contract));
	assert_false(takes(&box, ENTITY_goal, FIELD_goal_contract, &other));
	assert_false(takes(&box, ENTITY_goal, FIELD_goal_contract, &note));
	assert_false(takes(&box, ENTITY_goal, FIELD_goal_contract, &nowhere));
	assert_true(takes(&box, ENTITY_followup, FIELD_followup_note, &note));
	assert_true(takes(&box, ENTITY_signature, FIELD_signature_document, &contract));
	assert_false(takes(&box, ENTITY_signature, FIELD_signature_document, &other));
	assert_false(takes(&box, ENTITY_signature, FIELD_signature_document, &note));
	assert_true(takes(&box, ENTITY_orientation, FIELD_orientation_structure, &structure));
	assert_false(takes(&box, ENTITY_orientation, FIELD_orientation_structure, &contract));
	/* A member may have no card yet. */
	assert_true(takes(&box, ENTITY_orientation, FIELD_orientation_referent, &nowhere));
	corebox_close(&box);
}

static void settle_typed__refuses__what_names_itself(void **state)
{
	(void)state;
	struct corebox box;
	struct check_issues issues = { 0 };
	struct edit *e = NULL;
	corebox_open(&box);
	const struct jal_id contract = add(&box, ENTITY_contract, &here, FIELD_contract_kind, "engagement");
	assert_int_equal(journal_edit(box.journal, &box.caseload, ENTITY_contract, &here, &contract, &e), JAL_OK);
	assert_int_equal(edit_set_id(e, FIELD_contract_previous, &contract), JAL_OK);
	assert_int_equal(settle_typed(box.journal, e, &issues), JAL_OK);
	assert_int_equal(issues.count, 1);
	assert_int_equal(issues.item[0].field, FIELD_contract_previous);
	edit_free(e);
	corebox_close(&box);
}

/* What came so from elsewhere does not keep anyone from changing the rest. */
static void settle_typed__leaves__what_it_did_not_change(void **state)
{
	(void)state;
	struct corebox box;
	struct check_issues issues = { 0 };
	struct edit *e = NULL;
	corebox_open(&box);
	assert_int_equal(edit_create(ENTITY_goal, &box.caseload, &here, &e), JAL_OK);
	assert_int_equal(edit_set_id(e, FIELD_goal_contract, &nowhere), JAL_OK);
	const struct jal_id goal = *edit_record(e);
	assert_int_equal(journal_write(box.journal, &e, 1, NULL), JAL_OK);
	edit_free(e);
	assert_int_equal(journal_edit(box.journal, &box.caseload, ENTITY_goal, &here, &goal, &e), JAL_OK);
	assert_int_equal(edit_set_text(e, FIELD_goal_text, "Un but"), JAL_OK);
	assert_int_equal(settle_typed(box.journal, e, &issues), JAL_OK);
	assert_int_equal(issues.count, 0);
	edit_free(e);
	corebox_close(&box);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settle_typed__refuses__references_to_what_is_not_there),
		cmocka_unit_test(settle_typed__refuses__what_names_itself),
		cmocka_unit_test(settle_typed__leaves__what_it_did_not_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
