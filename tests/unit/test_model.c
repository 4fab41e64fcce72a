/* The model as a whole: look-ups, and the dictionary that is made from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/model.h"
#include "tests/support/dictionary.h"

static void model_field_by_name__finds__every_field_of_its_entity(void **state)
{
	(void)state;
	for (unsigned f = 0; f < FIELD_COUNT; f++) {
		const struct model_field *field = model_field((enum field)f);
		assert_int_equal(field->id, f);
		assert_ptr_equal(model_field_by_name(field->entity, field->name), field);
		assert_ptr_equal(model_field_by_wire(field->entity, field->wire), field);
		assert_true(field->id >= model_entity(field->entity)->first && field->id < model_end(field->entity));
	}
	assert_null(model_field_by_name(ENTITY_person, "no_such_field"));
	assert_null(model_field_by_name(ENTITY_person, "starts"));
	assert_null(model_field_by_wire(ENTITY_person, 9999));
}

static void model_entity_by_name__finds__every_entity(void **state)
{
	(void)state;
	for (unsigned e = 0; e < ENTITY_COUNT; e++) {
		const struct model_entity *entity = model_entity((enum entity)e);
		assert_int_equal(entity->id, e);
		assert_ptr_equal(model_entity_by_name(entity->name), entity);
		assert_ptr_equal(model_entity_by_wire(entity->wire), entity);
		const struct model_field *archived = model_field(model_archived((enum entity)e));
		assert_int_equal(archived->entity, e);
		assert_int_equal(archived->type, FIELD_TYPE_flag);
		assert_string_equal(archived->name, "archived");
	}
	assert_null(model_entity_by_name("shoe"));
	assert_null(model_entity_by_wire(0));
}

/* Sensitive fields are in no list and no index; what supervisors alone write lies
 * in a dossier, since the common caseload's entities say it for all their fields. */
static void model_def__keeps__its_flags_consistent(void **state)
{
	(void)state;
	for (unsigned f = 0; f < FIELD_COUNT; f++) {
		const struct model_field *field = model_field((enum field)f);
		if (field->flags & FIELD_SENSITIVE)
			assert_int_equal(field->flags & (FIELD_LISTED | FIELD_SEARCHED), 0);
		if (field->flags & FIELD_SEARCHED)
			assert_int_equal(field->type, FIELD_TYPE_text);
		if (field->flags & FIELD_SUPERVISOR)
			assert_int_equal(model_entity(field->entity)->home, HOME_dossier);
	}
	assert_true(model_field(FIELD_person_nir)->flags & FIELD_SENSITIVE);
	assert_true(model_field(FIELD_dossier_home)->flags & FIELD_SUPERVISOR);
}

static void data_dictionary__is__what_the_model_says(void **state)
{
	(void)state;
	char path[4096] = "";
	const char *top = getenv("JALON_SRCDIR");
	(void)snprintf(path, sizeof(path), "%s/docs/data-dictionary.md", top ? top : ".");
	struct buf page = BUF_INIT;
	assert_int_equal(dictionary_write(&page), JAL_OK);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	char *kept = calloc(1, page.len + 2);
	assert_non_null(kept);
	const size_t n = fread(kept, 1, page.len + 1, file);
	(void)fclose(file);
	if (n != page.len || memcmp(kept, buf_str(&page), n) != 0)
		fail_msg("docs/data-dictionary.md is not what the model says: make docs/data-dictionary.md");
	free(kept);
	buf_free(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(model_field_by_name__finds__every_field_of_its_entity),
		cmocka_unit_test(model_entity_by_name__finds__every_entity),
		cmocka_unit_test(model_def__keeps__its_flags_consistent),
		cmocka_unit_test(data_dictionary__is__what_the_model_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
