/* What is covered, and whether the note that something follows from is. Reads; shows nothing. */
#include "core/cover.h"

#include <stddef.h>

#include "core/error.h"
#include "core/model.h"
#include "core/noteversion.h"

enum { OPEN_NOTE, COUNT };
static const char *const text[COUNT] = {
	[OPEN_NOTE] = ("SELECT 1 FROM j_caseload c JOIN j_folder f ON f.cid = c.cid JOIN j_record r ON r.fid = f.fid"
		       " JOIN note n ON n.rid = r.rid WHERE c.id = ?1 AND f.id = ?2 AND r.entity = 14 AND r.id = ?3 AND "
		       COVER_OPEN_NOTE("n")),
};
const struct db_sql cover_sql = { "cover", COUNT, text };
_Static_assert(MODEL_WIRE_note == 14, "cover.h names it by number");

/* ---- what follows from a note ---- */

/* The field that names the note; FIELD_COUNT: none does. */
static enum field note_field(enum field field)
{
	switch ((int)field) {
	case FIELD_followup_text:
		return FIELD_followup_note;
	case FIELD_action_text:
	case FIELD_action_result:
		return FIELD_action_note;
	case FIELD_appointment_subject:
	case FIELD_appointment_reminder_text:
		return FIELD_appointment_note;
	default:
		return FIELD_COUNT;
	}
}

static bool is_open(struct db *db, const struct record *r, const struct jal_id *note)
{
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &cover_sql, OPEN_NOTE, &st);
	if (err)
		return false;
	db_bind_id(st, 1, record_caseload(r));
	db_bind_id(st, 2, record_dossier(r));
	db_bind_id(st, 3, note);
	err = db_step(st, &row);
	db_done(st);
	return !err && row;
}

static bool follows(struct db *db, const struct record *r, enum field names)
{
	const struct value *note = record_value(r, names);
	if (note->kind != VALUE_ID || !record_dossier(r))
		return false;
	if (record_entity(r) == ENTITY_action && record_get(r, action_goal))
		return false;
	return !is_open(db, r, &note->id);
}

/* ---- barriers ---- */

static bool tells_barrier(enum field field)
{
	switch ((int)field) {
	case FIELD_barrier_theme:
	case FIELD_barrier_situations:
	case FIELD_barrier_subthemes:
	case FIELD_barrier_answer:
	case FIELD_barrier_level:
	case FIELD_barrier_comment:
		return true;
	default:
		return false;
	}
}

/* ---- all ---- */

bool cover_field(struct db *db, const struct record *r, enum field field)
{
	const enum field note = note_field(field);
	const bool gone = !r || record_blank(r);
	if (model_field(field)->flags & FIELD_SENSITIVE)
		return true;
	if (field == FIELD_note_text)
		return gone || noteversion_confidential(r);
	if (tells_barrier(field))
		return gone || record_get(r, barrier_sensitive)->count > 0;
	if (note != FIELD_COUNT)
		return gone || follows(db, r, note);
	return false;
}

bool cover_value(struct db *db, const struct record *r, enum field field)
{
	if (model_field(field)->type == FIELD_TYPE_set ? record_elements(r, field)->count == 0 :
							 record_value(r, field)->kind == VALUE_EMPTY)
		return false;
	return cover_field(db, r, field);
}

bool cover_past(struct journal *j, const struct jal_id *caseload, const struct jal_id *dossier, enum entity entity,
		const struct jal_id *id, enum field field)
{
	struct record *r = NULL;
	if (model_field(field)->flags & FIELD_SENSITIVE)
		return true;
	if (field != FIELD_note_text && !tells_barrier(field) && note_field(field) == FIELD_COUNT)
		return false;
	/* Without it nobody can tell. */
	const enum jal_err err = journal_load(j, caseload, entity, dossier, id, &r);
	const bool covered = err ? true : cover_field(journal_db(j), r, field);
	record_free(r);
	return covered;
}

const char *cover_label(void)
{
	return N_("Suite d’une note confidentielle");
}
