/* The person of a dossier, whatever was done to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/casework.h"
#include "core/edit.h"
#include "tests/support/corebox.h"

static const struct jal_id dossier = { { 0xd0 } };

static void write(struct corebox *box, struct edit *e)
{
	assert_int_equal(journal_write(box->journal, &e, 1, NULL), JAL_OK);
	edit_free(e);
}

static struct jal_id add_person(struct corebox *box, const char *name)
{
	struct edit *e = NULL;
	assert_int_equal(edit_create(ENTITY_person, &box->caseload, &dossier, &e), JAL_OK);
	assert_int_equal(edit_set_text(e, FIELD_person_birth_name, name), JAL_OK);
	const struct jal_id id = *edit_record(e);
	write(box, e);
	return id;
}

static void name_it(struct corebox *box, const struct jal_id *id, const char *name)
{
	struct edit *e = NULL;
	const struct value v = name ? value_text(name) : VALUE_INIT;
	assert_int_equal(journal_edit(box->journal, &box->caseload, ENTITY_person, &dossier, id, &e), JAL_OK);
	assert_int_equal(edit_set(e, FIELD_person_birth_name, &v), JAL_OK);
	write(box, e);
}

static void casework_person__gives__what_was_emptied_to_be_filled_in_again(void **state)
{
	(void)state;
	struct corebox box;
	struct record *r = NULL;
	struct diag why = DIAG_INIT;
	corebox_open(&box);
	assert_int_equal(casework_person(box.journal, &box.caseload, &dossier, &r, &why), JAL_ERR_NOT_FOUND);
	assert_non_null(why.text);
	assert_int_equal(journal_blank(box.journal, &box.caseload, ENTITY_person, &dossier, &r), JAL_ERR_NOT_FOUND);
	const struct jal_id id = add_person(&box, "Essai");
	assert_int_equal(journal_blank(box.journal, &box.caseload, ENTITY_person, &dossier, &r), JAL_ERR_NOT_FOUND);
	/* As an operation from elsewhere may: what is typed here is refused (core/check). */
	name_it(&box, &id, NULL);
	assert_int_equal(casework_person(box.journal, &box.caseload, &dossier, &r, &why), JAL_OK);
	assert_true(id_equal(record_id(r), &id));
	assert_true(record_blank(r));
	record_free(r);
	name_it(&box, &id, "Essai-Neuf");
	assert_int_equal(casework_person(box.journal, &box.caseload, &dossier, &r, &why), JAL_OK);
	assert_string_equal(record_get(r, person_birth_name), "Essai-Neuf");
	record_free(r);
	corebox_close(&box);
}

/* One that says something counts before one that says nothing. */
static void casework_person__prefers__who_is_there(void **state)
{
	(void)state;
	struct corebox box;
	struct record *r = NULL;
	corebox_open(&box);
	const struct jal_id first = add_person(&box, "Essai"), second = add_person(&box, "Autre");
	name_it(&box, &first, NULL);
	assert_int_equal(casework_person(box.journal, &box.caseload, &dossier, &r, NULL), JAL_OK);
	assert_true(id_equal(record_id(r), &second));
	record_free(r);
	assert_int_equal(journal_blank(box.journal, &box.caseload, ENTITY_person, &dossier, &r), JAL_OK);
	assert_true(id_equal(record_id(r), &first));
	record_free(r);
	corebox_close(&box);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(casework_person__gives__what_was_emptied_to_be_filled_in_again),
		cmocka_unit_test(casework_person__prefers__who_is_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
