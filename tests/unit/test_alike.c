/* Who looks like someone who is being typed. */
#include "core/alike.h"
#include "tests/support/people.h"

#define BORN 8172	/* some day of 1992 */

static void add_person(struct corebox *box, unsigned dossier, const char *name, const char *usage, const char *first,
	int64_t born, enum field number, const char *text)
{
	struct edit *e = NULL;
	const struct jal_id id = id_of(dossier);
	const struct value day = value_number(born);
	assert_int_equal(edit_create(ENTITY_person, &box->caseload, &id, &e), JAL_OK);
	set_text(e, FIELD_person_birth_name, name);
	set_text(e, FIELD_person_usage_name, usage);
	set_text(e, FIELD_person_first_name, first);
	set_text(e, FIELD_person_city, "Dinan");
	set_text(e, number, text);
	assert_int_equal(edit_set(e, FIELD_person_birth_date, &day), JAL_OK);
	assert_int_equal(write_one(box, e), JAL_OK);
	edit_free(e);
}

static void people(struct corebox *box)
{
	corebox_open(box);
	add_person(box, 1, "Lefèvre", "Le Goff", "Hélène", BORN, FIELD_person_nir, "2920535288012");
	add_person(box, 2, "N’Diaye", "", "Cœlia Awa", BORN + 1, FIELD_person_france_travail_id, "1234567A");
	add_person(box, 3, "Phan", "", "Thierry", BORN + 2, FIELD_person_phone, "+33612345678");
	add_person(box, 4, "Roy", "", "Zoé", BORN + 3, FIELD_person_external_id, "D-12");
}

static enum alike_by by(struct corebox *box, const struct alike_traits *t, enum alike_by worst, unsigned dossier)
{
	struct alike_found found = { .by = ALIKE_NOBODY };
	const struct jal_id id = id_of(dossier);
	const enum jal_err err = alike_find(box->db, t, worst, &found);
	const enum alike_by how = err ? ALIKE_NOBODY : found.by;
	assert_true(err == JAL_OK || err == JAL_ERR_NOT_FOUND);
	if (!err) {
		assert_true(id_equal(&found.dossier, &id));
		assert_true(id_equal(&found.caseload, &box->caseload));
		assert_false(found.archived);
	}
	alike_free(&found);
	return how;
}

static void alike_find__knows__a_number_whatever_the_name(void **state)
{
	(void)state;
	struct corebox box;
	people(&box);
	struct alike_traits t = { .birth_date = RECORD_NO_DATE, .nir = "2920535288012" };
	assert_int_equal(by(&box, &t, ALIKE_CONTACT, 1), ALIKE_NIR);
	t = (struct alike_traits){ .birth_date = RECORD_NO_DATE, .france_travail_id = "1234567A" };
	assert_int_equal(by(&box, &t, ALIKE_CONTACT, 2), ALIKE_FRANCE_TRAVAIL);
	t = (struct alike_traits){ .birth_date = RECORD_NO_DATE, .external_id = "D-12" };
	assert_int_equal(by(&box, &t, ALIKE_CONTACT, 4), ALIKE_EXTERNAL_ID);
	/* Nothing given is equal to nothing. */
	t = (struct alike_traits){ .birth_date = RECORD_NO_DATE, .nir = "", .external_id = "", .phone = "", .email = NULL };
	assert_int_equal(by(&box, &t, ALIKE_CONTACT, 0), ALIKE_NOBODY);
	corebox_close(&box);
}

static void alike_find__knows__names_in_any_order_and_by_ear(void **state)
{
	(void)state;
	struct corebox box;
	people(&box);
	struct alike_traits t = { .birth_name = "LEFEVRE", .first_name = "helene", .birth_date = BORN };
	assert_int_equal(by(&box, &t, ALIKE_CONTACT, 1), ALIKE_IDENTITY);
	/* Her usage name; first name and name the other way round; a hyphen for a space. */
	t.birth_name = "Le-Goff";
	assert_int_equal(by(&box, &t, ALIKE_CONTACT, 1), ALIKE_IDENTITY);
	t = (struct alike_traits){ .birth_name = "Hélène", .first_name = "Lefèvre", .birth_date = BORN };
	assert_int_equal(by(&box, &t, ALIKE_CONTACT, 1), ALIKE_IDENTITY);
	t = (struct alike_traits){ .birth_name = "Lefaivre", .first_name = "Hélène", .birth_date = BORN };
	assert_int_equal(by(&box, &t, ALIKE_CONTACT, 1), ALIKE_SOUND);
	assert_int_equal(by(&box, &t, ALIKE_IDENTITY, 1), ALIKE_NOBODY);
	/* Another day, another person; and she herself is not another. */
	t.birth_date = BORN + 40;
	assert_int_equal(by(&box, &t, ALIKE_CONTACT, 1), ALIKE_NOBODY);
	t = (struct alike_traits){ .birth_name = "Lefèvre", .first_name = "Hélène", .birth_date = BORN, .self = id_of(1) };
	assert_int_equal(by(&box, &t, ALIKE_CONTACT, 1), ALIKE_NOBODY);
	corebox_close(&box);
}

static void alike_find__knows__a_phone_with_the_same_first_name(void **state)
{
	(void)state;
	struct corebox box;
	people(&box);
	struct alike_traits t = { .first_name = "THIERRY Paul", .birth_date = RECORD_NO_DATE, .phone = "+33612345678" };
	assert_int_equal(by(&box, &t, ALIKE_CONTACT, 3), ALIKE_CONTACT);
	assert_int_equal(by(&box, &t, ALIKE_SOUND, 3), ALIKE_NOBODY);
	t.first_name = "Thi";
	assert_int_equal(by(&box, &t, ALIKE_CONTACT, 3), ALIKE_NOBODY);
	corebox_close(&box);
}

static void alike_find__prefers__what_is_surest(void **state)
{
	(void)state;
	struct corebox box;
	people(&box);
	const struct alike_traits t = { .birth_name = "Phan", .first_name = "Thierry", .birth_date = BORN + 2,
		.france_travail_id = "1234567A" };
	assert_int_equal(by(&box, &t, ALIKE_CONTACT, 2), ALIKE_FRANCE_TRAVAIL);
	corebox_close(&box);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alike_find__knows__a_number_whatever_the_name),
		cmocka_unit_test(alike_find__knows__names_in_any_order_and_by_ear),
		cmocka_unit_test(alike_find__knows__a_phone_with_the_same_first_name),
		cmocka_unit_test(alike_find__prefers__what_is_surest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
