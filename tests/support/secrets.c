/* What nobody may see unasked. */
#include "tests/support/secrets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/date.h"
#include "core/edit.h"
#include "core/journal.h"
#include "tests/support/quarrel.h"

#define NIR "255081416802538"
#define OTHER_NIR "185077505612323"

const char *const secrets_numbers[] = { "168025", "168 025", "056123", "056 123", "7654321", "76 54 321", "9182736", NULL };

static struct edit *make(struct deskbox *b, enum entity entity)
{
	struct edit *e = NULL;

	assert_int_equal(edit_create(entity, &b->helene.caseload, &b->helene.dossier, &e), JAL_OK);
	return e;
}

static void text(struct edit *e, enum field field, const char *value)
{
	assert_int_equal(edit_set_text(e, field, value), JAL_OK);
}

static void number(struct edit *e, enum field field, int64_t value)
{
	assert_int_equal(edit_set_number(e, field, value), JAL_OK);
}

/* Two forms of one record, opened on the same values, each of which writes its own. */
static void twice(struct deskbox *b, enum entity entity, const struct jal_id *id, enum field field, const char *one,
	const char *other)
{
	struct edit *a = NULL;
	struct edit *c = NULL;

	assert_int_equal(journal_edit(b->box.journal, &b->helene.caseload, entity, &b->helene.dossier, id, &a), JAL_OK);
	assert_int_equal(journal_edit(b->box.journal, &b->helene.caseload, entity, &b->helene.dossier, id, &c), JAL_OK);
	text(a, field, one);
	text(c, field, other);
	quarrel_save(b, a);
	quarrel_save(b, c);
}

static struct jal_id plant_note(struct deskbox *b, int32_t day)
{
	struct edit *e = make(b, ENTITY_note);
	struct jal_id id = *edit_record(e);

	number(e, FIELD_note_date, day);
	text(e, FIELD_note_visibility, "me");
	text(e, FIELD_note_text, "Zyqx, " SECRETS_WORD " d’avant");
	quarrel_save(b, e);
	twice(b, ENTITY_note, &id, FIELD_note_text, "Zyqx, " SECRETS_WORD, "Zyqx, un autre " SECRETS_WORD);
	return id;
}

static void plant_what_follows(struct deskbox *b, const struct jal_id *note, int32_t today)
{
	struct edit *e = make(b, ENTITY_followup);

	assert_int_equal(edit_set_id(e, FIELD_followup_note, note), JAL_OK);
	text(e, FIELD_followup_text, "Zyqx, y revenir");
	number(e, FIELD_followup_due, today - 4);
	quarrel_save(b, e);
	e = make(b, ENTITY_action);
	assert_int_equal(edit_set_id(e, FIELD_action_note, note), JAL_OK);
	text(e, FIELD_action_text, "Zyqx, à faire");
	text(e, FIELD_action_result, "Zyqx, le résultat");
	number(e, FIELD_action_due, today - 3);
	quarrel_save(b, e);
	e = make(b, ENTITY_appointment);
	assert_int_equal(edit_set_id(e, FIELD_appointment_note, note), JAL_OK);
	number(e, FIELD_appointment_starts, date_with_minutes(today, 17 * 60));
	text(e, FIELD_appointment_subject, "Zyqx, l’objet");
	text(e, FIELD_appointment_reminder_text, "Zyqx, le rappel");
	assert_int_equal(edit_set_flag(e, FIELD_appointment_reminder, true), JAL_OK);
	quarrel_save(b, e);
}

/* Two of one theme, so that it is to be settled. */
static void plant_barriers(struct deskbox *b)
{
	for (int i = 0; i < 2; i++) {
		struct edit *e = make(b, ENTITY_barrier);
		struct jal_id id = *edit_record(e);

		text(e, FIELD_barrier_theme, SECRETS_THEME);
		text(e, FIELD_barrier_level, "low");
		text(e, FIELD_barrier_comment, "Zyqx, le frein");
		assert_int_equal(edit_element(e, FIELD_barrier_sensitive, "violence", true), JAL_OK);
		quarrel_save(b, e);
		if (i == 0)
			twice(b, ENTITY_barrier, &id, FIELD_barrier_comment, "Zyqx, dit l’un", "Zyqx, dit l’autre");
	}
}

static enum jal_err take(void *ctx, struct record *r)
{
	*(struct jal_id *)ctx = *record_id(r);
	record_free(r);
	return JAL_OK;
}

static void plant_numbers(struct deskbox *b)
{
	struct jal_id person = ID_ZERO;
	struct edit *e = NULL;

	assert_int_equal(journal_each(b->box.journal, &b->helene.caseload, ENTITY_person, &b->helene.dossier, take, &person),
		JAL_OK);
	assert_int_equal(journal_edit(b->box.journal, &b->helene.caseload, ENTITY_person, &b->helene.dossier, &person, &e),
		JAL_OK);
	text(e, FIELD_person_caf_number, "7654321");
	text(e, FIELD_person_france_travail_id, "9182736K");
	quarrel_save(b, e);
	twice(b, ENTITY_person, &person, FIELD_person_nir, NIR, OTHER_NIR);
}

void secrets_plant(struct deskbox *b)
{
	const int64_t now = b->box.now_ms;
	const int32_t today = clock_today(&b->box.clock);
	const struct jal_id note = plant_note(b, today - 400);

	plant_what_follows(b, &note, today);
	plant_barriers(b);
	plant_numbers(b);
	b->box.now_ms = now;
}
