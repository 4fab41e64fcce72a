/*
 * The summary: what one needs in ten seconds on a doorstep. One fact a line, so
 * that a braille display or a magnifier can go through them; Enter opens what a
 * line is about, or shows it in full.
 */
#include <stdlib.h>
#include <string.h>

#include "core/agenda.h"
#include "core/assess.h"
#include "core/contract.h"
#include "core/course.h"
#include "core/cover.h"
#include "core/date.h"
#include "core/format.h"
#include "core/name.h"
#include "core/settle.h"
#include "core/text.h"
#include "core/todo.h"
#include "tui/alike_words.h"
#include "tui/assess_words.h"
#include "tui/i18n.h"
#include "tui/scr_conflict.h"
#include "tui/scr_file.h"
#include "tui/tab.h"
#include "tui/todo_settle.h"
#include "tui/todo_words.h"
#include "tui/work.h"

enum { CELL_LABEL, CELL_TEXT, CELL_DETAIL, CELLS };

static const struct list_column columns[CELLS] = {
	[CELL_LABEL] = { .title = "", .place = { .width = 11 } },
	[CELL_TEXT] = { .title = "", .place = { .width = 24, .weight = 1 } },
	[CELL_DETAIL] = { .title = "", .place = { .width = 26, .drop = 1 } },
};

/* What a line is about; its id says which. */
enum { KIND_FACT, KIND_ACTION, KIND_APPOINTMENT, KIND_TASK, KIND_CONFLICT, KIND_NOTE, KIND_ALIKE };

struct fill {
	struct tab_view *v;
	struct lines *out;
	struct format format;
	int32_t today;
	struct buf text;	/* being written */
	const char *label;	/* of the next line; then "" */
};

/* A line of what stands in f->text, unless that is empty. */
JAL_MUST static enum jal_err put(struct fill *f, int kind, const struct jal_id *id, unsigned style, const char *detail)
{
	struct line *line = NULL;
	enum jal_err err = JAL_OK;

	if (f->text.len == 0)
		return JAL_OK;
	line = lines_add(f->out, id);
	if (line == NULL)
		return JAL_ERR_NOMEM;
	line->kind = kind;
	line->sign = style;
	line->sign_cell = CELL_TEXT;
	err = lines_put(f->out, CELL_LABEL, f->label);
	if (err == JAL_OK)
		err = lines_put(f->out, CELL_TEXT, buf_str(&f->text));
	if (err == JAL_OK && detail != NULL)
		err = lines_put(f->out, CELL_DETAIL, detail);
	f->label = "";
	buf_clear(&f->text);
	return err;
}

JAL_MUST static enum jal_err put_fact(struct fill *f)
{
	return put(f, KIND_FACT, NULL, ROLE_NORMAL, NULL);
}

/* Appends a text that came from elsewhere, after a separator if there is something. */
JAL_MUST static enum jal_err join(struct fill *f, const char *separator, const char *s)
{
	enum jal_err err = JAL_OK;

	if (s == NULL || *s == '\0')
		return JAL_OK;
	if (f->text.len > 0)
		err = buf_puts(&f->text, separator);
	return err == JAL_OK ? text_inert(s, strlen(s), TEXT_LINE, &f->text) : err;
}

/* The value of a field of the person, as people read it. */
JAL_MUST static enum jal_err join_field(struct fill *f, const char *separator, enum field field)
{
	const struct value *v = record_value(f->v->file.person, field);
	struct buf shown = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (v->kind == VALUE_EMPTY)
		return JAL_OK;
	err = format_value(&f->format, model_field(field), v, &shown);
	if (err == JAL_OK)
		err = join(f, separator, buf_str(&shown));
	buf_free(&shown);
	return err;
}

/* ---- who it is ---- */

JAL_MUST static enum jal_err put_reach(struct fill *f)
{
	enum jal_err err = JAL_OK;

	f->label = _("JOINDRE");
	if (!desk_discreet(f->v->desk)) {
		err = join_field(f, " — ", FIELD_person_phone);
		if (err == JAL_OK)
			err = join_field(f, " — ", FIELD_person_phone2);
	}
	if (err == JAL_OK)
		err = join_field(f, " — ", FIELD_person_preferred_contact);
	if (err == JAL_OK && !desk_discreet(f->v->desk))
		err = join_field(f, ", ", FIELD_person_contact_hint);
	return err == JAL_OK ? put_fact(f) : err;
}

JAL_MUST static enum jal_err put_home(struct fill *f)
{
	enum jal_err err = JAL_OK;

	f->label = _("ADRESSE");
	if (!desk_discreet(f->v->desk)) {
		err = join_field(f, ", ", FIELD_person_address);
		if (err == JAL_OK)
			err = join_field(f, ", ", FIELD_person_address_more);
		if (err == JAL_OK)
			err = join_field(f, ", ", FIELD_person_postcode);
	}
	if (err == JAL_OK)
		err = join_field(f, " ", FIELD_person_city);
	return err == JAL_OK ? put_fact(f) : err;
}

JAL_MUST static enum jal_err put_rights(struct fill *f)
{
	int32_t since = record_get(f->v->file.person, person_rsa_since);
	char month[DATE_SHOWN_MAX];
	struct format format = desk_format();
	struct buf right = BUF_INIT;
	enum jal_err err = JAL_OK;

	f->label = _("DROITS");
	if (record_get(f->v->file.person, person_rsa_right) != NULL) {
		err = buf_puts(&f->text, _("RSA : "));
		if (err == JAL_OK)
			err = format_value(&format, model_field(FIELD_person_rsa_right),
				record_value(f->v->file.person, FIELD_person_rsa_right), &right);
		if (err == JAL_OK)
			err = text_after_colon(buf_str(&right), right.len, &f->text);
	}
	if (err == JAL_OK && f->text.len > 0 && since != RECORD_NO_DATE)
		err = buf_printf(&f->text, _(" depuis %s"), date_shown_month(since, month));
	if (err == JAL_OK)
		err = join_field(f, " — ", FIELD_person_work_situation);
	buf_free(&right);
	return err == JAL_OK ? put_fact(f) : err;
}

JAL_MUST static enum jal_err put_file(struct fill *f)
{
	const struct file_ref *ref = &f->v->file.ref;
	struct record *pathway = NULL;
	const char *stage = NULL;
	enum jal_err err = course_pathway(desk_journal(f->v->desk), &ref->caseload, &ref->dossier, &pathway);

	f->label = _("SUIVI");
	if (err == JAL_OK)
		err = join(f, "", file_lead(f->v->desk, &f->v->file));
	stage = pathway != NULL ? record_get(pathway, pathway_status) : NULL;
	if (err == JAL_OK && stage != NULL) {
		if (f->text.len > 0)
			err = buf_puts(&f->text, " — ");
		if (err == JAL_OK)
			err = format_code(&f->format, VOCAB_pathway_status, stage, strlen(stage), &f->text);
	}
	if (err == JAL_OK && f->text.len > 0)
		err = buf_puts(&f->text, " — ");
	if (err == JAL_OK)
		err = buf_printf(&f->text, _("Dossier %s"), f->v->file.number);
	record_free(pathway);
	return err == JAL_OK ? put_fact(f) : err;
}

/* ---- what to know ---- */

/* What opens what settles it; actions have their own part of the screen. */
JAL_MUST static enum jal_err put_task(struct fill *f, const struct todo_row *r)
{
	struct todo_row *about = NULL;
	unsigned style = ROLE_NORMAL;
	enum jal_err err = JAL_OK;

	if (r->kind == TASKS_ACTION)
		return JAL_OK;
	err = buf_puts(&f->text, todo_words_mark(r->sign, &style));
	if (err == JAL_OK)
		err = todo_words_sentence(r, f->today, &f->text);
	if (err == JAL_OK)
		err = put(f, KIND_TASK, &r->key, style, NULL);
	if (err != JAL_OK)
		return err;
	about = arena_array(&f->out->texts, 1, sizeof(*about));
	f->out->all[f->out->n - 1].about = about;
	if (about == NULL)
		return JAL_ERR_NOMEM;
	*about = todo_row_kept(r);
	return JAL_OK;
}

JAL_MUST static enum jal_err put_tasks(struct fill *f)
{
	struct todo_view *view = NULL;
	const struct todo_row *rows = NULL;
	size_t n = 0;
	enum jal_err err = todo_open(desk_db(f->v->desk), desk_clock(f->v->desk), &view);

	if (err == JAL_OK)
		err = todo_of(view, &f->v->file.ref.dossier, &rows, &n);
	for (size_t i = 0; i < n && err == JAL_OK; i++)
		err = put_task(f, &rows[i]);
	todo_close(view);
	return err;
}

/* "! Téléphone : deux valeurs à départager", "! Contrat : un contrat finit après avoir commencé." */
static enum jal_err put_settle(void *ctx, const struct settle_item *item)
{
	struct fill *f = ctx;
	struct buf say = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (item->kind == SETTLE_VALUES) {
		err = buf_printf(&f->text, _("! %s : deux valeurs à départager (Entrée)"), _(model_field(item->field)->label));
	} else {
		err = diag_render(&item->say, i18n_text, &say);
		if (err == JAL_OK)
			err = buf_printf(&f->text, _("! %s : "), _(model_entity(item->entity)->label));
		if (err == JAL_OK)
			err = text_after_colon(buf_str(&say), say.len, &f->text);
	}
	buf_free(&say);
	if (err == JAL_OK)
		err = put(f, KIND_CONFLICT, &item->record, ROLE_LATE, NULL);
	if (err == JAL_OK) {
		struct settle_item *about = arena_array(&f->out->texts, 1, sizeof(*about));

		f->out->all[f->out->n - 1].about = about;
		if (about == NULL)
			return JAL_ERR_NOMEM;
		*about = *item;
	}
	return err;
}

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

/* A second dossier of the same person, maybe. Relatives share phones, so that is not told here. */
JAL_MUST static enum jal_err put_alike(struct fill *f)
{
	const struct record *p = f->v->file.person;
	struct alike_found found = { .by = ALIKE_NOBODY };
	struct alike_traits t = { .self = f->v->file.ref.dossier };
	enum jal_err err = JAL_OK;

	if (p == NULL)
		return JAL_OK;
	t.birth_name = or_empty(record_get(p, person_birth_name));
	t.usage_name = or_empty(record_get(p, person_usage_name));
	t.first_name = or_empty(record_get(p, person_first_name));
	t.birth_date = record_get(p, person_birth_date);
	t.nir = or_empty(record_get(p, person_nir));
	t.external_id = or_empty(record_get(p, person_external_id));
	t.france_travail_id = or_empty(record_get(p, person_france_travail_id));
	err = alike_find(desk_db(f->v->desk), &t, ALIKE_SOUND, &found);
	if (err == JAL_ERR_NOT_FOUND)
		return JAL_OK;
	if (err == JAL_OK)
		err = buf_puts(&f->text, _("! Doublon possible : "));
	if (err == JAL_OK)
		err = alike_who(f->v->desk, &found, &f->text);
	if (err == JAL_OK) {
		f->v->alike = (struct file_ref){ found.dossier, found.caseload };
		err = put(f, KIND_ALIKE, NULL, ROLE_LATE, NULL);
	}
	alike_free(&found);
	return err;
}

JAL_MUST static enum jal_err put_warnings(struct fill *f)
{
	const struct record *person = f->v->file.person;
	enum jal_err err = JAL_OK;

	f->label = _("À SAVOIR");
	err = put_alike(f);
	if (err == JAL_OK)
		err = put_tasks(f);
	if (err == JAL_OK)
		err = settle_each(desk_journal(f->v->desk), &f->v->file.ref.caseload, &f->v->file.ref.dossier, put_settle, f);
	if (err == JAL_OK && person != NULL && record_get(person, person_needs_interpreter) == 1) {
		const char *language = record_get(person, person_language);

		err = buf_puts(&f->text, _("Interprète nécessaire"));
		if (err == JAL_OK)
			err = join(f, " : ", language);
		if (err == JAL_OK)
			err = put_fact(f);
	}
	return err;
}

JAL_MUST static enum jal_err put_barrier(struct fill *f, const struct assess_theme *t)
{
	enum jal_err err = f->text.len > 0 ? buf_puts(&f->text, ", ") : JAL_OK;

	if (err == JAL_OK)
		err = assess_words_theme(t->code, true, &f->text);
	return err == JAL_OK ? buf_printf(&f->text, " (%s)", _(assess_level_word(t->level, t->lifted))) : err;
}

/* What the diagnosis tab shows, the strongest first, but for what was never in the way. */
JAL_MUST static enum jal_err put_barriers(struct fill *f)
{
	const struct file_ref *ref = &f->v->file.ref;
	struct assess a = { .inside = NULL };
	enum jal_err err =
		assess_load(desk_journal(f->v->desk), desk_clock(f->v->desk), &ref->caseload, &ref->dossier, &a);

	f->label = _("FREINS");
	for (int level = ASSESS_HIGH; level >= ASSESS_NOT_DISCUSSED && err == JAL_OK; level--) {
		for (size_t i = 0; i < a.n_themes && err == JAL_OK; i++) {
			const struct assess_theme *t = &a.themes[i];

			if ((int)t->level == level && !t->sensitive && (level > ASSESS_NONE || t->lifted))
				err = put_barrier(f, t);
		}
	}
	assess_free(&a);
	return err == JAL_OK ? put_fact(f) : err;
}

/* Not what a renewal that is being prepared repeats. */
static bool goal_counts(const struct fill *f, const struct record *goal)
{
	const struct jal_id *contract = goal != NULL ? record_get(goal, goal_contract) : NULL;

	return contract == NULL || contract_counts(file_find(&f->v->file, ENTITY_contract, contract));
}

static bool action_counts(const struct fill *f, const struct record *action)
{
	const struct jal_id *goal = record_get(action, action_goal);

	return goal == NULL || goal_counts(f, file_find(&f->v->file, ENTITY_goal, goal));
}

JAL_MUST static enum jal_err put_goals(struct fill *f)
{
	const struct file_list *l = &f->v->file.of[ENTITY_goal];
	char month[DATE_SHOWN_MAX];
	enum jal_err err = JAL_OK;

	f->label = _("OBJECTIF");
	for (size_t i = 0; i < l->n && err == JAL_OK; i++) {
		int32_t due = record_get(l->list[i], goal_due);

		if (!contract_goal_open(l->list[i]) || !goal_counts(f, l->list[i]))
			continue;
		err = join(f, "", record_get(l->list[i], goal_text));
		if (err == JAL_OK && f->text.len > 0 && due != RECORD_NO_DATE)
			err = buf_printf(&f->text, _(", avant %s"), date_shown_month(due, month));
		if (err == JAL_OK)
			err = put_fact(f);
	}
	return err;
}

/* ---- actions ---- */

JAL_MUST static enum jal_err put_action(struct fill *f, const struct record *r)
{
	bool open = contract_action_open(r);
	int32_t due = record_get(r, action_due);
	int32_t done = record_get(r, action_done_on);
	const struct todo_clock clock = todo_clocks_of(&f->v->file.clocks, TASKS_ACTION, record_id(r));
	bool late = clock.sign == TASKS_SIGN_LATE;
	struct buf detail = BUF_INIT;
	char day[DATE_SHOWN_MAX];
	enum jal_err err = buf_puts(&f->text, open ? "[ ] " : "[x] ");

	if (err == JAL_OK)
		err = join(f, "", file_text(f->v->desk, r, FIELD_action_text));
	if (err == JAL_OK && open && due != RECORD_NO_DATE) {
		date_shown_day(due, day);
		err = late ?
			buf_printf(&detail, _("! %s, retard %d j"), day, (int)(f->today - due)) :
			clock.waits ? todo_words_waits(&clock, &detail) : buf_printf(&detail, _("échéance %s"), day);
	} else if (err == JAL_OK && !open && done != RECORD_NO_DATE) {
		err = buf_printf(&detail, _("fait le %s"), date_shown_day(done, day));
	}
	if (err == JAL_OK)
		err = put(f, KIND_ACTION, record_id(r), !open ? ROLE_DONE : late ? ROLE_LATE : ROLE_NORMAL, buf_str(&detail));
	buf_free(&detail);
	return err;
}

/* Open ones by due date, then the one done last. */
JAL_MUST static enum jal_err put_actions(struct fill *f)
{
	const struct file_list *l = &f->v->file.of[ENTITY_action];
	const struct record **sorted = NULL;
	const struct record *last = NULL;
	enum jal_err err = tab_sorted(l, tab_action_due, false, &sorted);

	f->label = _("ACTIONS");
	for (size_t i = 0; i < l->n && err == JAL_OK; i++) {
		const struct record *r = sorted[i];
		const char *status = record_get(r, action_status);
		int32_t done = record_get(r, action_done_on);

		if (!action_counts(f, r))
			continue;
		if (contract_action_open(r))
			err = put_action(f, r);
		else if (text_is(status, "done") &&
			(last == NULL || done > record_get(last, action_done_on)))
			last = r;
	}
	if (err == JAL_OK && last != NULL)
		err = put_action(f, last);
	free(sorted);
	return err;
}

/* ---- before and after ---- */

JAL_MUST static enum jal_err put_next(struct fill *f)
{
	const struct file_list *l = &f->v->file.of[ENTITY_appointment];
	int64_t now = clock_civil_minutes(desk_clock(f->v->desk));
	const struct record *next = NULL;
	const char *place = NULL;
	const char *reminder = NULL;
	enum jal_err err = JAL_OK;

	f->label = _("PROCHAIN");
	for (size_t i = 0; i < l->n; i++) {
		int64_t starts = record_get(l->list[i], appointment_starts);

		if (!agenda_to_come(record_get(l->list[i], appointment_status), starts, now))
			continue;
		if (next == NULL || starts < record_get(next, appointment_starts))
			next = l->list[i];
	}
	if (next == NULL)
		return JAL_OK;
	place = record_get(next, appointment_place);
	reminder = cover_value(desk_db(f->v->desk), next, FIELD_appointment_reminder_text) ? NULL :
		record_get(next, appointment_reminder_text);
	err = format_time(&f->format, record_get(next, appointment_starts), &f->text);
	if (err == JAL_OK && place != NULL) {
		err = buf_puts(&f->text, "  ");
		if (err == JAL_OK)
			err = format_code(&f->format, VOCAB_place, place, strlen(place), &f->text);
	}
	if (err == JAL_OK)
		err = join(f, ", ", file_text(f->v->desk, next, FIELD_appointment_subject));
	if (err == JAL_OK && reminder != NULL) {
		err = buf_puts(&f->text, _(" (rappel : "));
		if (err == JAL_OK)
			err = text_inert(reminder, strlen(reminder), TEXT_LINE, &f->text);
		if (err == JAL_OK)
			err = buf_putc(&f->text, ')');
	}
	return err == JAL_OK ? put(f, KIND_APPOINTMENT, record_id(next), ROLE_NORMAL, NULL) : err;
}

JAL_MUST static enum jal_err put_last(struct fill *f)
{
	const struct file_list *l = &f->v->file.of[ENTITY_note];
	const struct record **sorted = NULL;
	char day[DATE_SHOWN_MAX];
	enum jal_err err = JAL_OK;

	f->label = _("DERNIER");
	if (l->n == 0)
		return JAL_OK;
	err = tab_sorted(l, tab_note_time, true, &sorted);
	if (err == JAL_OK) {
		const char *channel = record_get(sorted[0], note_channel);
		int32_t date = record_get(sorted[0], note_date);

		if (date != RECORD_NO_DATE)
			err = buf_printf(&f->text, "%s  ", date_shown_day(date, day));
		if (err == JAL_OK && channel != NULL)
			err = format_code(&f->format, VOCAB_channel, channel, strlen(channel), &f->text);
		if (err == JAL_OK && channel != NULL)
			err = buf_puts(&f->text, _(" : "));
		if (err == JAL_OK)
			err = file_describe(f->v->desk, &f->v->file, ENTITY_note, record_id(sorted[0]), &f->text);
		if (err == JAL_OK)
			err = put(f, KIND_NOTE, record_id(sorted[0]), ROLE_NORMAL, NULL);
	}
	free(sorted);
	return err;
}

/* ---- the tab ---- */

typedef enum jal_err (*part_fn)(struct fill *f);

/* In the order of the screen. */
static const part_fn parts[] = { put_reach, put_home, put_rights, put_file, put_warnings, put_barriers, put_goals,
	put_actions, put_next, put_last };

static enum jal_err fill(struct tab_view *v, struct lines *out, struct diag *why)
{
	struct fill f = { .v = v, .out = out, .format = desk_format(), .today = desk_today(v->desk), .text = BUF_INIT,
		.label = "" };
	enum jal_err err = JAL_OK;

	/* The first three are the person's. */
	for (size_t i = v->file.person != NULL ? 0 : 3; i < sizeof(parts) / sizeof(parts[0]) && err == JAL_OK; i++) {
		buf_clear(&f.text);
		err = parts[i](&f);
	}
	buf_free(&f.text);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* "LABEL : text", of a line that may be cut. */
static void read_line(struct tab_view *v, const struct line *line)
{
	struct buf text = BUF_INIT;

	if (buf_puts(&text, line->cell[CELL_TEXT]) == JAL_OK)
		tab_read(v, buf_str(&text));
	buf_free(&text);
}

static bool run(struct tab_view *v, const struct line *line, enum action_id action)
{
	struct jal_id id = line != NULL ? line->id : ID_ZERO;

	if (action == ACT_TOGGLE && line != NULL) {
		tab_toggle_action(v, &id);
		return true;
	}
	if (action != ACT_OPEN || line == NULL)
		return false;
	switch (line->kind) {
	case KIND_ACTION:
		tab_open_record(v, ENTITY_action, &id);
		break;
	case KIND_APPOINTMENT:
		tab_open_record(v, ENTITY_appointment, &id);
		break;
	case KIND_NOTE:
		tab_open_record(v, ENTITY_note, &id);
		break;
	/* What settles it. */
	case KIND_TASK:
		if (!todo_settle_open_in_file(v->desk, v->app, line->about))
			read_line(v, line);
		break;
	case KIND_CONFLICT:
		work_push(v->app, scr_conflict_new(v->desk, line->about));
		break;
	case KIND_ALIKE:
		work_push(v->app, scr_file_new(v->desk, &v->alike, SCR_SUMMARY, NULL));
		break;
	default:
		read_line(v, line);
	}
	return true;
}

static const char *why_not(const struct tab_view *v, const struct line *line, enum action_id action)
{
	(void)v;
	if (action == ACT_TOGGLE && (line == NULL || line->kind != KIND_ACTION))
		return _("la ligne choisie n’est pas une action");
	return NULL;
}

const struct tab tab_summary = {
	.id = SCR_SUMMARY,
	.name = N_("Synthèse"),
	.columns = columns,
	.n_columns = CELLS,
	.empty = N_("Ce dossier est encore vide. m : le remplir."),
	.fill = fill,
	.run = run,
	.why_not = why_not,
};
