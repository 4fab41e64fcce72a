/* The list of dossiers, for spreadsheets and other programs. */
#include "core/export.h"

#include <string.h>

#include "core/csv.h"
#include "core/date.h"
#include "core/model.h"
#include "core/roster.h"
#include "core/text.h"
#include "core/value.h"

#define WINDOW 256

/* What comes from the list; then the person's fields, by their names. */
static const char *const listed[] = { "id", "number", "lead", "stage", "contract", "contract_end", "last_contact",
				      "next_appointment", "urgency", "archived" };
enum { ID, NUMBER, LEAD, STAGE, CONTRACT, CONTRACT_END, LAST_CONTACT, NEXT_APPOINTMENT, URGENCY, ARCHIVED, LISTED };
_Static_assert(sizeof(listed) / sizeof(*listed) == LISTED, "a title for each");

struct lines {
	struct journal *journal;
	enum export_form form;
	struct jsonw w;
	struct csv_out csv;
	struct buf cell, safe;
	struct record *person;	/* of the dossier being written; NULL: none */
};

/* Sensitive ones stay in the vault; what jalon links by itself says nothing outside it. */
static bool leaves(enum field field)
{
	return !(model_field(field)->flags & (FIELD_SENSITIVE | FIELD_DERIVED)) && field != model_archived(ENTITY_person);
}

static enum jal_err take_first(void *ctx, struct record *r)
{
	struct lines *l = ctx;
	if (!l->person && !record_archived(r))
		l->person = r;
	else
		record_free(r);
	return JAL_OK;
}

/* ---- JSON ---- */

static void pair(struct lines *l, int which, const char *text)
{
	jsonw_pair(&l->w, listed[which], text && *text ? text : NULL);
}

/* "" when there is none. */
static const char *iso(int32_t date, char out[DATE_ISO_MAX])
{
	out[0] = '\0';
	return date == RECORD_NO_DATE ? out : date_iso(date, out);
}

static const char *iso_time(int64_t time, char out[DATE_ISO_MAX])
{
	out[0] = '\0';
	return time == RECORD_NO_NUMBER ? out : date_iso_time(time, out);
}

struct texts {
	char id[ID_HEX + 1];
	char dates[4][DATE_ISO_MAX];
	const char *text[LISTED];
};

struct looked_for {
	const struct jal_id *id;
	char *name;
	size_t room;
};

static enum jal_err look(void *ctx, const struct roster_member *m)
{
	const struct looked_for *f = ctx;
	if (id_equal(&m->id, f->id) && strlen(m->name) < f->room)
		memcpy(f->name, m->name, strlen(m->name) + 1);
	return JAL_OK;
}

static void fill(struct texts *t, const struct caseload_row *r, const char *lead)
{
	t->text[ID] = id_hex(&r->dossier, t->id);
	t->text[NUMBER] = r->number;
	t->text[LEAD] = lead;
	t->text[STAGE] = r->stage;
	t->text[CONTRACT] = r->contract;
	t->text[CONTRACT_END] = iso(r->contract_end, t->dates[0]);
	t->text[LAST_CONTACT] = iso(r->last_contact, t->dates[1]);
	t->text[NEXT_APPOINTMENT] = iso_time(r->next_appointment, t->dates[2]);
	t->text[URGENCY] = iso(r->urgency, t->dates[3]);
	t->text[ARCHIVED] = r->archived ? "true" : "false";
}

static enum jal_err put_object(struct lines *l, const struct texts *t)
{
	enum jal_err err = JAL_OK;
	jsonw_object(&l->w);
	for (int i = 0; i < ARCHIVED; i++)
		pair(l, i, t->text[i]);
	jsonw_pair_bool(&l->w, listed[ARCHIVED], t->text[ARCHIVED][0] == 't');
	for (enum field f = model_entity(ENTITY_person)->first; f < model_end(ENTITY_person) && !err && l->person; f++)
		if (leaves(f))
			err = export_field(&l->w, l->person, f);
	jsonw_object_end(&l->w);
	return err;
}

/* ---- CSV ---- */

static enum jal_err cell(struct lines *l, const char *text)
{
	buf_clear(&l->safe);
	const enum jal_err err = text_inert(text, strlen(text), TEXT_LONG, &l->safe);
	if (!err)
		csv_write_cell(&l->csv, buf_str(&l->safe), l->safe.len);
	return err;
}

static enum jal_err put_value(struct lines *l, enum field f)
{
	enum jal_err err = JAL_OK;
	buf_clear(&l->cell);
	if (!l->person)
		return JAL_OK;
	if (model_field(f)->type != FIELD_TYPE_set)
		return value_plain(model_field(f), record_value(l->person, f), &l->cell);
	const struct record_set *set = record_elements(l->person, f);
	for (size_t i = 0; set && i < set->count && !err; i++)
		err = buf_printf(&l->cell, "%s%s", i ? ", " : "", set->elements[i]);
	return err;
}

static enum jal_err put_row(struct lines *l, const struct texts *t)
{
	enum jal_err err = JAL_OK;
	for (int i = 0; i < LISTED && !err; i++)
		err = cell(l, t->text[i] ? t->text[i] : "");
	for (enum field f = model_entity(ENTITY_person)->first; f < model_end(ENTITY_person) && !err; f++) {
		if (!leaves(f))
			continue;
		err = put_value(l, f);
		if (!err)
			err = cell(l, buf_str(&l->cell));
	}
	csv_write_row(&l->csv);
	return err;
}

static void put_titles(struct lines *l)
{
	for (int i = 0; i < LISTED; i++)
		csv_write_cell(&l->csv, listed[i], strlen(listed[i]));
	for (enum field f = model_entity(ENTITY_person)->first; f < model_end(ENTITY_person); f++)
		if (leaves(f))
			csv_write_cell(&l->csv, model_field(f)->name, strlen(model_field(f)->name));
	csv_write_row(&l->csv);
}

/* ---- both ---- */

static enum jal_err put_dossier(struct lines *l, const struct caseload_row *r)
{
	char lead[256] = "";
	struct looked_for looking = { &r->lead, lead, sizeof(lead) };
	struct texts t = { .id = "" };
	enum jal_err err = roster_members(journal_db(l->journal), look, &looking);
	fill(&t, r, lead);
	if (!err)
		err = journal_each(l->journal, &r->caseload, ENTITY_person, &r->dossier, take_first, l);
	if (!err)
		err = l->form == EXPORT_JSON ? put_object(l, &t) : put_row(l, &t);
	record_free(l->person);
	l->person = NULL;
	return err;
}

static enum jal_err put_all(struct lines *l, struct caseload_view *view, size_t total)
{
	enum jal_err err = JAL_OK;
	for (size_t done = 0; done < total && !err;) {
		const struct caseload_row *rows = NULL;
		size_t count = 0;
		err = caseload_window(view, done, total - done < WINDOW ? total - done : WINDOW, &rows, &count);
		if (!err && count == 0)
			break;
		for (size_t i = 0; i < count && !err; i++)
			err = put_dossier(l, &rows[i]);
		done += count;
	}
	return err;
}

enum jal_err export_caseload(struct journal *j, const struct jal_clock *clock, const struct caseload_query *q,
			     enum export_form form, struct buf *out, size_t *n)
{
	struct lines l = { .journal = j, .form = form, .w = jsonw_start(out) };
	struct caseload_view *view = NULL;
	size_t total = 0;
	bool own = false;
	enum jal_err err = db_read_enter(journal_db(j), &own);
	if (err)
		return err;
	err = caseload_open(journal_db(j), clock_today(clock), &view);
	if (!err)
		err = caseload_find(view, q, &total);
	if (!err && form == EXPORT_JSON) {
		jsonw_array(&l.w);
		err = put_all(&l, view, total);
		jsonw_array_end(&l.w);
		if (!err)
			err = jsonw_end(&l.w);
		if (!err)
			err = buf_putc(out, '\n');
	} else if (!err) {
		csv_write_begin(&l.csv, out);
		put_titles(&l);
		err = put_all(&l, view, total);
		const enum jal_err written = csv_write_end(&l.csv);
		err = err ? err : written;
	}
	caseload_close(view);
	db_read_leave(journal_db(j), own);
	buf_free(&l.cell);
	buf_free(&l.safe);
	if (!err)
		*n = total;
	return err;
}
