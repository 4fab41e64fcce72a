/* Edits that stand against each other. */
#include "tests/support/quarrel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/date.h"
#include "core/edit.h"
#include "core/journal.h"

static enum jal_err take_first(void *ctx, struct record *r)
{
	struct jal_id *id = ctx;

	if (id_is_zero(id))
		*id = *record_id(r);
	record_free(r);
	return JAL_OK;
}

static int32_t day(int year, int month, int d)
{
	int32_t out = 0;

	assert_int_equal(date_from_ymd(year, month, d, &out), JAL_OK);
	return out;
}

static struct edit *edit_first(struct deskbox *b, enum entity entity)
{
	const struct file_ref *ref = &b->helene;
	struct jal_id id = ID_ZERO;
	struct edit *e = NULL;

	assert_int_equal(journal_each(b->box.journal, &ref->caseload, entity, &ref->dossier, take_first, &id), JAL_OK);
	assert_int_equal(journal_edit(b->box.journal, &ref->caseload, entity, &ref->dossier, &id, &e), JAL_OK);
	return e;
}

void quarrel_save(struct deskbox *b, struct edit *e)
{
	struct edit *const list[] = { e };

	b->box.now_ms += 60000;
	assert_int_equal(journal_write(b->box.journal, list, 1, NULL), JAL_OK);
	edit_free(e);
}

static void orient(struct deskbox *b, int32_t starts)
{
	struct edit *e = NULL;

	assert_int_equal(edit_create(ENTITY_orientation, &b->helene.caseload, &b->helene.dossier, &e), JAL_OK);
	assert_int_equal(edit_set_number(e, FIELD_orientation_starts, starts), JAL_OK);
	assert_int_equal(edit_set_text(e, FIELD_orientation_type, "social"), JAL_OK);
	quarrel_save(b, e);
}

static void unite(struct deskbox *b, const struct jal_id *dossier, const struct jal_id *with)
{
	struct edit *e = NULL;

	assert_int_equal(journal_edit(b->box.journal, &b->helene.caseload, ENTITY_dossier, dossier, dossier, &e), JAL_OK);
	assert_int_equal(edit_set_id(e, FIELD_dossier_same_as, with), JAL_OK);
	quarrel_save(b, e);
}

/* A second dossier of the same person, each said to be the other. */
static void double_dossier(struct deskbox *b)
{
	const struct jal_id second = { { 0xff, 0xfe } };
	struct edit *e = NULL;

	assert_int_equal(edit_create_as(ENTITY_dossier, &b->helene.caseload, NULL, &second, &e), JAL_OK);
	assert_int_equal(edit_set_flag(e, FIELD_dossier_archived, false), JAL_OK);
	quarrel_save(b, e);
	assert_int_equal(edit_create(ENTITY_person, &b->helene.caseload, &second, &e), JAL_OK);
	assert_int_equal(edit_set_text(e, FIELD_person_birth_name, "Lefevre"), JAL_OK);
	assert_int_equal(edit_set_text(e, FIELD_person_first_name, "Helene"), JAL_OK);
	quarrel_save(b, e);
	unite(b, &b->helene.dossier, &second);
	unite(b, &second, &b->helene.dossier);
}

/* Two forms of one file, opened on the same values; a contract, turned around by two edits; two orientations. */
void quarrel(struct deskbox *b)
{
	struct edit *one = edit_first(b, ENTITY_person);
	struct edit *other = edit_first(b, ENTITY_person);
	struct edit *contract = edit_first(b, ENTITY_contract);

	b->box.now_ms -= 3600000;
	assert_int_equal(edit_set_text(one, FIELD_person_phone, "+33639980003"), JAL_OK);
	assert_int_equal(edit_set_text(one, FIELD_person_address, "12 bis rue de l’Étang"), JAL_OK);
	assert_int_equal(edit_set_text(other, FIELD_person_phone, "+33639980004"), JAL_OK);
	assert_int_equal(edit_set_text(other, FIELD_person_address, "14 rue de l’Étang"), JAL_OK);
	assert_int_equal(edit_set_number(contract, FIELD_contract_ends, day(2026, 9, 1)), JAL_OK);
	quarrel_save(b, one);
	quarrel_save(b, other);
	quarrel_save(b, contract);
	orient(b, day(2026, 10, 1));
	orient(b, day(2026, 11, 2));
	double_dossier(b);
	b->box.now_ms = DESKBOX_NOW;
}

/* One record with two things to settle: hours entered twice, and an end before its start. */
void quarrel_twice(struct deskbox *b)
{
	struct edit *one = edit_first(b, ENTITY_contract);
	struct edit *other = edit_first(b, ENTITY_contract);

	b->box.now_ms -= 3600000;
	assert_int_equal(edit_set_number(one, FIELD_contract_weekly_hours, 10), JAL_OK);
	assert_int_equal(edit_set_number(one, FIELD_contract_ends, day(2026, 9, 1)), JAL_OK);
	assert_int_equal(edit_set_number(other, FIELD_contract_weekly_hours, 20), JAL_OK);
	quarrel_save(b, one);
	quarrel_save(b, other);
	b->box.now_ms = DESKBOX_NOW;
}
