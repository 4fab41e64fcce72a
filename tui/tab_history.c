/*
 * The history: who, when, what it was and what it became, in plain words. What
 * made a record is one line; h writes a former value again.
 */
#include <stdlib.h>
#include <string.h>

#include "core/check.h"
#include "core/cover.h"
#include "core/date.h"
#include "core/edit.h"
#include "core/entry.h"
#include "core/format.h"
#include "core/text.h"
#include "tui/i18n.h"
#include "tui/tab.h"
#include "tui/work.h"

enum { CELL_WHEN, CELL_WHO, CELL_WHAT, CELL_SENT, CELLS };

/* Older changes are told by `jalon show`. */
#define HISTORY_MAX 2000

static const struct list_column columns[CELLS] = {
	[CELL_WHEN] = { .title = "", .place = { .width = 11 } },
	[CELL_WHO] = { .title = "", .place = { .width = 11, .drop = 2 } },
	[CELL_WHAT] = { .title = "", .place = { .width = 22, .weight = 1 } },
	[CELL_SENT] = { .title = "", .place = { .width = 12, .drop = 3 } },
};

/* ---- reading ---- */

JAL_MUST static enum jal_err copy_value(const struct value *v, struct value_owned *out)
{
	enum jal_err err = JAL_OK;

	if (v->kind == VALUE_TEXT)
		err = value_owned_text(v->text, v->text_len, out);
	else
		out->v = *v;
	return err;
}

static enum jal_err keep(void *ctx, const struct journal_event *e)
{
	struct tab_changes *c = ctx;
	struct tab_change *change = NULL;
	enum jal_err err = JAL_OK;

	/* Links that jalon keeps up itself say nothing to people; that someone looked does. */
	if ((model_field(e->field)->flags & FIELD_DERIVED) && e->field != FIELD_disclosure_fields)
		return JAL_OK;
	if (c->n == c->cap) {
		size_t cap = c->cap > 0 ? c->cap * 2 : 64;
		struct tab_change *list = realloc(c->list, cap * sizeof(*list));

		if (list == NULL)
			return JAL_ERR_NOMEM;
		c->list = list;
		c->cap = cap;
	}
	change = &c->list[c->n];
	*change = (struct tab_change){ .record = e->record, .entity = e->entity, .field = e->field, .stamp = e->stamp,
		.device = e->device, .before = VALUE_OWNED_INIT, .after = VALUE_OWNED_INIT, .sent = e->sent };
	c->n++;
	if (e->element != NULL) {
		change->element = strdup(e->element);
		if (change->element == NULL)
			return JAL_ERR_NOMEM;
	}
	err = copy_value(&e->before, &change->before);
	return err == JAL_OK ? copy_value(&e->after, &change->after) : err;
}

/* The oldest operation on a record made it. */
static void mark_creations(struct tab_changes *c)
{
	for (size_t i = c->n; i-- > 0;) {
		struct tab_change *change = &c->list[i];
		bool older = false;

		for (size_t k = i + 1; k < c->n && !older; k++)
			older = id_equal(&c->list[k].record, &change->record) && c->list[k].stamp != change->stamp;
		change->creates = !older;
	}
}

/* Whether change i is of the same operation as one that stands before it. */
static bool told_before(const struct tab_changes *c, size_t i)
{
	for (size_t k = i; k-- > 0 && c->list[k].stamp == c->list[i].stamp;)
		if (id_equal(&c->list[k].record, &c->list[i].record))
			return true;
	return false;
}

static bool left_value(const struct tab_change *change)
{
	return change->element != NULL ? change->after.v.number != 0 : change->after.v.kind != VALUE_EMPTY;
}

static bool same_place(const struct tab_change *a, const struct tab_change *b)
{
	return a->field == b->field && id_equal(&a->record, &b->record) &&
		(a->element == NULL) == (b->element == NULL) &&
		(a->element == NULL || strcmp(a->element, b->element) == 0);
}

/* Whether something newer than change k, but not than i, is about the same field. */
static bool is_overwritten(const struct tab_changes *c, size_t i, size_t k)
{
	for (size_t m = i; m < k; m++)
		if (same_place(&c->list[m], &c->list[k]))
			return true;
	return false;
}

/* Whether what was written with change i, the first of its operation, left nothing
 * in the record. */
static bool left_nothing(const struct tab_changes *c, size_t i)
{
	const struct tab_change *change = &c->list[i];

	/* Out of the archive again: what the record holds may be links alone. */
	if (change->field == model_archived(change->entity))
		return false;
	for (size_t k = i; k < c->n; k++)
		if (id_equal(&c->list[k].record, &change->record) && left_value(&c->list[k]) &&
			(c->list[k].stamp == change->stamp || !is_overwritten(c, i, k)))
			return false;
	return true;
}

/* What undoing the making of a record writes. */
static void mark_undone(struct tab_changes *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct tab_change *change = &c->list[i];
		bool first = !told_before(c, i);

		if (first && !change->creates)
			change->undoes = left_nothing(c, i);
		for (size_t k = i; !first && k-- > 0 && c->list[k].stamp == change->stamp;)
			if (id_equal(&c->list[k].record, &change->record))
				change->undoes = c->list[k].undoes;
	}
}

/* What brings back a record that an undoing had emptied. */
static void mark_remade(struct tab_changes *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct tab_change *change = &c->list[i];
		size_t k = i + 1;

		while (k < c->n && (!id_equal(&c->list[k].record, &change->record) || c->list[k].stamp == change->stamp))
			k++;
		change->remakes = k < c->n && c->list[k].undoes;
	}
}

JAL_MUST static enum jal_err read_changes(struct tab_view *v)
{
	enum jal_err err = JAL_OK;

	if (v->changes.n > 0)
		return JAL_OK;
	err = journal_history(desk_journal(v->desk), &v->file.ref.caseload, &v->file.ref.dossier, HISTORY_MAX, keep,
		&v->changes);
	if (err != JAL_OK) {
		tab_changes_free(&v->changes);
		return err;
	}
	/* With as many lines, what came before is not known. */
	if (v->changes.n < HISTORY_MAX) {
		mark_creations(&v->changes);
		mark_undone(&v->changes);
		mark_remade(&v->changes);
	}
	return JAL_OK;
}

/* ---- telling ---- */

/* What is covered in the file is so here too. */
static bool is_covered(const struct tab_view *v, const struct tab_change *change)
{
	return cover_past(desk_journal(v->desk), &v->file.ref.caseload, &v->file.ref.dossier, change->entity, &change->record,
		change->field);
}

JAL_MUST static enum jal_err put_value(const struct tab_view *v, const struct tab_change *change,
	const struct value *value, struct buf *out)
{
	const struct model_field *field = model_field(change->field);
	struct format format = desk_format();
	struct buf shown = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (value->kind == VALUE_EMPTY)
		return buf_puts(out, _("(vide)"));
	if (!(field->flags & FIELD_SENSITIVE) && is_covered(v, change))
		return buf_puts(out, _("[confidentiel]"));
	if (desk_hides(v->desk, field))
		return buf_puts(out, "…");
	if (field->type == FIELD_TYPE_ref)
		err = file_describe(v->desk, &v->file, field->target, &value->id, &shown);
	else
		err = format_masked(&format, field, value, &shown);
	if (err == JAL_OK)
		err = text_inert(buf_str(&shown), shown.len, TEXT_LINE, out);
	buf_free(&shown);
	return err;
}

/* "person.nir", as disclosures name fields, in words; NULL when it is none. */
static const char *field_label(const char *element)
{
	const char *dot = strchr(element, '.');
	char entity[64] = "";

	if (dot == NULL || (size_t)(dot - element) >= sizeof(entity))
		return NULL;
	memcpy(entity, element, (size_t)(dot - element));
	const struct model_entity *e = model_entity_by_name(entity);
	const struct model_field *f = e != NULL ? model_field_by_name(e->id, dot + 1) : NULL;

	return f != NULL ? _(f->label) : NULL;
}

JAL_MUST static enum jal_err put_change(const struct tab_view *v, const struct tab_change *change, struct buf *out)
{
	const struct model_field *field = model_field(change->field);
	struct format format = desk_format();
	enum jal_err err = JAL_OK;

	if (change->entity != ENTITY_person)
		err = buf_printf(out, "%s, ", _(model_entity(change->entity)->label));
	if (err == JAL_OK)
		err = buf_printf(out, _("%s : "), _(field->label));
	if (err == JAL_OK && change->element != NULL) {
		const char *shown_field = field->id == FIELD_disclosure_fields ? field_label(change->element) : NULL;

		err = shown_field != NULL ? buf_puts(out, shown_field) :
			is_covered(v, change) ? buf_puts(out, _("[confidentiel]")) :
					    format_elements(&format, field, (const char *const[]){ change->element }, 1, out);
		if (err == JAL_OK)
			err = buf_puts(out, change->after.v.number != 0 ? _(" ajouté") : _(" retiré"));
		return err;
	}
	if (err == JAL_OK)
		err = put_value(v, change, &change->before.v, out);
	if (err == JAL_OK)
		err = buf_puts(out, " → ");
	return err == JAL_OK ? put_value(v, change, &change->after.v, out) : err;
}

JAL_MUST static enum jal_err put_entity(const char *what, enum entity entity, struct buf *out)
{
	const char *label = _(model_entity(entity)->label);
	enum jal_err err = buf_puts(out, what);

	return err == JAL_OK ? text_after_colon(label, strlen(label), out) : err;
}

/* "Nouveau : …" for all that made one record. */
JAL_MUST static enum jal_err put_creation(const struct tab_view *v, const struct tab_change *change, struct buf *out)
{
	struct buf what = BUF_INIT;
	char number[ID_NUMBER_MAX];
	enum jal_err err = file_describe(v->desk, &v->file, change->entity, &change->record, &what);

	/* A number says nothing here. */
	if (err == JAL_OK && strcmp(buf_str(&what), id_number(&change->record, 6, number)) == 0)
		buf_clear(&what);
	if (err == JAL_OK)
		err = put_entity(change->remakes ? _("Rétabli : ") : _("Nouveau : "), change->entity, out);
	if (err == JAL_OK && what.len > 0)
		err = buf_printf(out, ", %s", buf_str(&what));
	buf_free(&what);
	return err;
}

/* In a list: the hour in this year, the year in others. */
JAL_MUST static enum jal_err put_when_short(const struct tab_view *v, const struct tab_change *change, struct buf *out)
{
	int64_t minutes = file_minutes_of_stamp(v->desk, change->stamp);
	int32_t date = date_of_time(minutes);
	char day[DATE_SHOWN_MAX];
	char time[DATE_SHOWN_MAX];

	if (date_to_ymd(date).year != date_to_ymd(desk_today(v->desk)).year)
		return buf_puts(out, date_shown(date, day));
	return buf_printf(out, "%s %s", date_shown_day(date, day),
		date_shown_minutes(date_minutes_of_time(minutes), true, i18n_lang()[0] == 'e' ? ':' : 'h', time));
}

JAL_MUST static enum jal_err put_when(const struct tab_view *v, const struct tab_change *change, struct buf *out)
{
	int64_t minutes = file_minutes_of_stamp(v->desk, change->stamp);
	char day[DATE_SHOWN_MAX];
	char time[DATE_SHOWN_MAX];

	return buf_printf(out, "%s %s", date_shown(date_of_time(minutes), day),
		date_shown_minutes(date_minutes_of_time(minutes), false, i18n_lang()[0] == 'e' ? ':' : 'h', time));
}

JAL_MUST static enum jal_err put_line(const struct tab_view *v, size_t i, struct lines *out, struct buf *text)
{
	const struct tab_change *change = &v->changes.list[i];
	const char *who = desk_device_name(v->desk, &change->device);
	struct line *line = lines_add(out, NULL);
	enum jal_err err = line != NULL ? JAL_OK : JAL_ERR_NOMEM;

	if (err != JAL_OK)
		return err;
	line->about = change;
	buf_clear(text);
	err = put_when_short(v, change, text);
	if (err == JAL_OK)
		err = lines_put(out, CELL_WHEN, buf_str(text));
	buf_clear(text);
	if (err == JAL_OK)
		err = *who != '\0' ? file_short_name(who, text) : buf_puts(text, _("inconnu"));
	if (err == JAL_OK)
		err = lines_put(out, CELL_WHO, buf_str(text));
	buf_clear(text);
	if (err == JAL_OK)
		err = change->creates || change->remakes ? put_creation(v, change, text) :
			change->undoes ? put_entity(_("Création annulée : "), change->entity, text) :
					 put_change(v, change, text);
	if (err == JAL_OK)
		err = lines_put(out, CELL_WHAT, buf_str(text));
	return err == JAL_OK ? lines_put(out, CELL_SENT, change->sent ? "" : _("à envoyer")) : err;
}

/* One line tells all of its operation. */
static bool is_whole(const struct tab_change *change)
{
	return change->creates || change->undoes || change->remakes;
}

static enum jal_err fill(struct tab_view *v, struct lines *out, struct diag *why)
{
	struct buf text = BUF_INIT;
	enum jal_err err = tab_documents_fill(v, out);

	if (err == JAL_OK)
		err = read_changes(v);
	for (size_t i = 0; i < v->changes.n && err == JAL_OK; i++)
		if (!is_whole(&v->changes.list[i]) || !told_before(&v->changes, i))
			err = put_line(v, i, out, &text);
	buf_free(&text);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* ---- doing ---- */

/* All that was written with it, a line each. */
static void read_change(struct tab_view *v, const struct tab_change *change)
{
	struct buf text = BUF_INIT;
	const char *who = desk_device_name(v->desk, &change->device);
	enum jal_err err = put_when(v, change, &text);

	if (err == JAL_OK)
		err = buf_printf(&text, "  %s\n", who);
	for (size_t i = 0; i < v->changes.n && err == JAL_OK; i++) {
		const struct tab_change *other = &v->changes.list[i];

		if (other->stamp != change->stamp || !id_equal(&other->record, &change->record))
			continue;
		err = buf_putc(&text, '\n');
		if (err == JAL_OK)
			err = put_change(v, other, &text);
	}
	if (err == JAL_OK)
		tab_read(v, buf_str(&text));
	buf_free(&text);
}

JAL_MUST static enum jal_err put_back(struct edit *e, const struct tab_change *change)
{
	if (change->element != NULL)
		return edit_element(e, change->field, change->element, change->after.v.number == 0);
	return edit_set(e, change->field, &change->before.v);
}

/* What an undoing took away comes back whole. */
JAL_MUST static enum jal_err put_all_back(const struct tab_changes *c, struct edit *e, const struct tab_change *change)
{
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < c->n && err == JAL_OK; i++)
		if (c->list[i].stamp == change->stamp && id_equal(&c->list[i].record, &change->record))
			err = put_back(e, &c->list[i]);
	return err;
}

static void restore(struct tab_view *v, const struct tab_change *change)
{
	struct record *r = NULL;
	struct edit *e = NULL;
	struct buf what = BUF_INIT;
	bool whole = is_whole(change);	/* after the save, change is gone */
	const char *label = whole ? _(model_entity(change->entity)->label) : _(model_field(change->field)->label);
	enum jal_err err = journal_load(desk_journal(v->desk), &v->file.ref.caseload, change->entity, &v->file.ref.dossier,
		&change->record, &r);

	if (err == JAL_OK)
		err = edit_of(r, &e);
	if (err == JAL_OK)
		err = whole ? put_all_back(&v->changes, e, change) : put_back(e, change);
	if (err == JAL_OK)
		err = buf_printf(&what, _("retour de « %s » à une valeur d’avant"), label);
	if (err != JAL_OK) {
		struct diag why = DIAG_INIT;

		work_say_error(v->app, err, &why);
	} else if (edit_empty(e)) {
		app_say(v->app, APP_INFO, _("%s a déjà cette valeur."), label);
	} else if (work_write(v->desk, v->app, &e, 1, buf_str(&what))) {
		app_say(v->app, APP_INFO, whole ? _("%s : remis comme avant. Ctrl+Z : annuler.") :
			_("%s : la valeur d’avant est remise. Ctrl+Z : annuler."), label);
	}
	edit_free(e);
	record_free(r);
	buf_free(&what);
}

static bool run(struct tab_view *v, const struct line *line, enum action_id action)
{
	const struct tab_change *change = line != NULL ? line->about : NULL;

	if (tab_documents_run(v, line, action))
		return true;
	if (change == NULL || (action != ACT_OPEN && action != ACT_RESTORE))
		return false;
	if (action == ACT_OPEN)
		read_change(v, change);
	else
		restore(v, change);
	return true;
}

static const char *why_not(const struct tab_view *v, const struct line *line, enum action_id action)
{
	const struct tab_change *change = line != NULL ? line->about : NULL;

	(void)v;
	if (action == ACT_RESTORE && change != NULL && (change->creates || change->entity == ENTITY_disclosure))
		return _("il n’y avait rien avant ; Entrée montre ce qui a été écrit");
	if (action == ACT_RESTORE && change != NULL && !is_whole(change) && check_stays(change->field) &&
		change->before.v.kind == VALUE_EMPTY)
		return _("ce champ est nécessaire : il se remplace, il ne se vide pas");
	if (action == ACT_RESTORE && change != NULL && change->entity == ENTITY_attachment && (change->undoes || change->remakes))
		return _("son contenu n’y est plus ; c ajoute de nouveau le document");
	return tab_documents_why_not(line, action);
}

const struct tab tab_history = {
	.id = SCR_HISTORY,
	.name = N_("Historique"),
	.columns = columns,
	.n_columns = CELLS,
	.empty = N_("Rien n’a encore été écrit dans ce dossier.\nc : ajouter un document."),
	.fill = fill,
	.run = run,
	.why_not = why_not,
};
