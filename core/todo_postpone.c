/* Putting off what is to be done, with a trace. Decides nothing else. */
#include "core/todo.h"

#include <string.h>

#include "core/date.h"

#define YEAR 366

bool todo_can_wait(enum tasks_kind kind)
{
	return kind > TASKS_NONE && kind < TASKS_LISTED;
}

/* Those that said a later day, of the same line. */
struct earlier {
	const struct todo_row *row;
	int32_t until;
	struct edit **edits;
	size_t *count;
};

static bool is_of(const struct record *r, const struct todo_row *row)
{
	const char *task = record_get(r, postponement_task);
	const struct jal_id *about = record_get(r, postponement_about);
	return !record_archived(r) && task &&
	       strcmp(task, tasks_info(row->kind)->code) == 0 && id_equal(about ? about : &ID_ZERO, &row->record);
}

static enum jal_err put_away(void *ctx, struct record *r)
{
	struct earlier *e = ctx;
	enum jal_err err = JAL_OK;
	if (is_of(r, e->row) && record_get(r, postponement_until) > e->until && *e->count < TODO_EDITS) {
		err = edit_of(r, &e->edits[*e->count]);
		if (!err)
			err = edit_set_flag(e->edits[(*e->count)++], FIELD_postponement_archived, true);
	}
	record_free(r);
	return err;
}

static enum jal_err say(const struct todo_row *row, int32_t until, const char *reason, struct edit *e)
{
	enum jal_err err = edit_set_text(e, FIELD_postponement_task, tasks_info(row->kind)->code);
	if (!err && !id_is_zero(&row->record))
		err = edit_set_id(e, FIELD_postponement_about, &row->record);
	if (!err)
		err = edit_set_number(e, FIELD_postponement_until, until);
	return err || !reason || !*reason ? err : edit_set_text(e, FIELD_postponement_reason, reason);
}

enum jal_err todo_postpone(struct journal *j, const struct todo_row *row, int32_t today, int32_t until, const char *reason,
			   struct edit *edits[TODO_EDITS], size_t *count, struct diag *why)
{
	struct edit *made[TODO_EDITS] = { NULL };
	size_t n = 0;
	if (row->heading || !todo_can_wait(row->kind))
		return diag_set(why, JAL_ERR_INVALID, N_("Cette ligne ne se reporte pas : elle se règle. Rien n’a été changé."));
	if (until <= today)
		return diag_set(why, JAL_ERR_INVALID, N_("On reporte à un jour à venir. Rien n’a été changé."));
	if ((int64_t)until - today > YEAR)
		return diag_set(why, JAL_ERR_INVALID, N_("On reporte d’un an au plus. Rien n’a été changé."));
	enum jal_err err = edit_create(ENTITY_postponement, &row->caseload, &row->dossier, &made[0]);
	if (!err) {
		n = 1;
		err = say(row, until, reason, made[0]);
	}
	if (!err) {
		struct earlier e = { row, until, made, &n };
		err = journal_each(j, &row->caseload, ENTITY_postponement, &row->dossier, put_away, &e);
	}
	if (err) {
		for (size_t i = 0; i < n; i++)
			edit_free(made[i]);
		return diag_set_if_empty(why, err, NULL);
	}
	memcpy(edits, made, sizeof(made));
	*count = n;
	return JAL_OK;
}
