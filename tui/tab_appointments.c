/*
 * The appointments: those to come, then those that were, newest first, with
 * what is missing.
 */
#include <stdlib.h>
#include <string.h>

#include "core/agenda.h"
#include "core/date.h"
#include "core/format.h"
#include "core/text.h"
#include "tui/appointment_life.h"
#include "tui/form_appointment.h"
#include "tui/i18n.h"
#include "tui/scr_agenda.h"
#include "tui/scr_note.h"
#include "tui/scr_print.h"
#include "tui/tab.h"
#include "tui/todo_words.h"
#include "tui/work.h"

enum { CELL_DAY, CELL_TIME, CELL_PLACE, CELL_SUBJECT, CELL_STATUS, CELL_REPORT, CELLS };

static const struct list_column columns[CELLS] = {
	[CELL_DAY] = { .title = "", .place = { .width = 15 } },
	[CELL_TIME] = { .title = "", .place = { .width = 5 }, .right = true },
	[CELL_PLACE] = { .title = "", .place = { .width = 10, .drop = 2 } },
	[CELL_SUBJECT] = { .title = "", .place = { .width = 8, .weight = 1, .drop = 3 } },
	[CELL_STATUS] = { .title = "", .place = { .width = 15 } },
	[CELL_REPORT] = { .title = "", .place = { .width = 16, .drop = 1 } },
};

/* "[x] rédigé", "! à rédiger", "reporté au 05/12": with the sign that the list of what is to be done has. */
JAL_MUST static enum jal_err put_report(const struct tab_view *v, const struct record *r, struct lines *out,
	struct line *line, struct buf *text)
{
	const struct todo_clock clock = todo_clocks_of(&v->file.clocks, TASKS_REPORT, record_id(r));
	enum jal_err err = JAL_OK;

	if (record_get(r, appointment_report) != NULL)
		return lines_put(out, CELL_REPORT, _("[x] rédigé"));
	if (!tab_awaits_report(v->desk, r))
		return JAL_OK;
	buf_clear(text);
	if (clock.waits) {
		err = todo_words_waits(&clock, text);
	} else {
		err = buf_puts(text, todo_words_mark(clock.sign, &line->sign));
		line->sign_cell = CELL_REPORT;
		if (err == JAL_OK)
			err = buf_puts(text, _("à rédiger"));
	}
	return err == JAL_OK ? lines_put(out, CELL_REPORT, buf_str(text)) : err;
}

JAL_MUST static enum jal_err put_appointment(const struct tab_view *v, const struct record *r, struct lines *out,
	struct buf *text)
{
	struct format format = desk_format();
	struct line *line = lines_add(out, record_id(r));
	int64_t starts = record_get(r, appointment_starts);
	const char *subject = file_text(v->desk, r, FIELD_appointment_subject);
	char time[DATE_SHOWN_MAX];
	enum jal_err err = line != NULL ? JAL_OK : JAL_ERR_NOMEM;

	buf_clear(text);
	if (err == JAL_OK && starts != RECORD_NO_NUMBER) {
		err = format_day(&format, date_of_time(starts), true, text);
		if (err == JAL_OK)
			err = lines_put(out, CELL_DAY, buf_str(text));
		if (err == JAL_OK)
			err = lines_put(out, CELL_TIME,
				date_shown_minutes(date_minutes_of_time(starts), false, format.english ? ':' : 'h', time));
	}
	if (err == JAL_OK)
		err = tab_put_code(out, CELL_PLACE, VOCAB_place, record_get(r, appointment_place), text);
	if (err == JAL_OK)
		err = tab_put_code(out, CELL_STATUS, VOCAB_appointment_status, record_get(r, appointment_status), text);
	buf_clear(text);
	if (err == JAL_OK && record_get(r, appointment_compulsory) == 1)
		err = buf_printf(text, "%s%s", _("obligatoire"), subject != NULL ? ", " : "");
	if (err == JAL_OK && subject != NULL)
		err = text_inert(subject, strlen(subject), TEXT_LINE, text);
	if (err == JAL_OK)
		err = lines_put(out, CELL_SUBJECT, buf_str(text));
	return err == JAL_OK ? put_report(v, r, out, line, text) : err;
}

static enum jal_err fill(struct tab_view *v, struct lines *out, struct diag *why)
{
	const struct file_list *l = &v->file.of[ENTITY_appointment];
	int64_t now = clock_civil_minutes(desk_clock(v->desk));
	const struct record **sorted = NULL;
	struct buf text = BUF_INIT;
	size_t past = 0;
	enum jal_err err = tab_sorted(l, tab_appointment_time, true, &sorted);

	while (err == JAL_OK && past < l->n && tab_appointment_time(sorted[past]) >= now)
		past++;
	if (err == JAL_OK && past > 0)
		err = lines_heading(out, _("À VENIR"));
	/* The next one first. */
	for (size_t i = past; i > 0 && err == JAL_OK; i--)
		err = put_appointment(v, sorted[i - 1], out, &text);
	if (err == JAL_OK && past < l->n)
		err = lines_heading(out, _("PASSÉS"));
	for (size_t i = past; i < l->n && err == JAL_OK; i++)
		err = put_appointment(v, sorted[i], out, &text);
	free(sorted);
	buf_free(&text);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* How far it is, as of now. */
static const char *state_of(const struct desk *d, const struct record *r)
{
	const char *status = record_get(r, appointment_status);

	return agenda_state(status != NULL ? status : "planned", record_get(r, appointment_starts),
		record_get(r, appointment_report) != NULL, clock_civil_minutes(desk_clock(d)));
}

static bool run(struct tab_view *v, const struct line *line, enum action_id action)
{
	struct jal_id id = line != NULL ? line->id : ID_ZERO;
	const struct record *r = line != NULL ? file_find(&v->file, ENTITY_appointment, &id) : NULL;

	if (action == ACT_CREATE) {
		work_push(v->app, form_appointment_new(v->desk, &v->file.ref, NULL, NULL));
		return true;
	}
	if (r == NULL)
		return false;
	if (action == ACT_OPEN)
		tab_open_record(v, ENTITY_appointment, &id);
	else if (action == ACT_EXPORT)
		work_push(v->app, scr_print_new(v->desk, &v->file.ref,
			&(struct scr_print_aim){ .kind = PAPERS_SLIP, .appointment = id, .shown = TIMELINE_KINDS,
				.day = RECORD_NO_DATE }));
	else if (action == ACT_REPORT)
		work_push(v->app, scr_note_new(v->desk, &v->file.ref, &id));
	else if (action == ACT_ARCHIVE)
		(void)appointment_life_set(v->desk, v->app, &v->file.ref, &id, "cancelled");
	else if (action == ACT_TOGGLE)
		appointment_life_ask(v->desk, v->app, &v->file.ref, &id, state_of(v->desk, r));
	else if (action == ACT_VIEW)
		work_push(v->app, scr_agenda_new(v->desk, record_get(r, appointment_starts), &id));
	else
		return false;
	return true;
}

static const char *why_not(const struct tab_view *v, const struct line *line, enum action_id action)
{
	const struct record *r = line != NULL ? file_find(&v->file, ENTITY_appointment, &line->id) : NULL;

	if (r == NULL)
		return NULL;
	if (action == ACT_REPORT)
		return appointment_life_no_report(v->desk, tab_appointment_time(r), record_get(r, appointment_report) != NULL);
	return action == ACT_ARCHIVE ? appointment_life_no_cancel(record_get(r, appointment_status)) : NULL;
}

const struct tab tab_appointments = {
	.id = SCR_APPOINTMENTS,
	.name = N_("RDV"),
	.columns = columns,
	.n_columns = CELLS,
	.empty = N_("Aucun rendez-vous.\nc : en créer un."),
	.fill = fill,
	.run = run,
	.why_not = why_not,
};
