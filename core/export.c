/* Everything held on one person, as JSON. */
#include "core/export.h"

#include <stdlib.h>
#include <string.h>

#include "core/casework.h"
#include "core/date.h"
#include "core/grow.h"
#include "core/model.h"
#include "core/roster.h"
#include "core/value.h"

/* A record that another one names. */
struct named {
	enum entity entity;
	struct jal_id id;
};

struct person {
	struct journal *journal;
	const struct jal_clock *clock;
	struct jsonw w;
	struct named *named;	/* each once */
	size_t n_named, cap_named;
	enum entity only;	/* ENTITY_COUNT: all */
};

enum jal_err export_field(struct jsonw *w, const struct record *r, enum field field)
{
	const struct model_field *f = model_field(field);
	if (f->type == FIELD_TYPE_set) {
		const struct record_set *set = record_elements(r, field);
		if (!set || set->count == 0)
			return JAL_OK;
		jsonw_key(w, f->name);
		jsonw_array(w);
		for (size_t i = 0; i < set->count; i++)
			jsonw_text(w, set->elements[i]);
		jsonw_array_end(w);
		return JAL_OK;
	}
	const struct value *v = record_value(r, field);
	if (v->kind == VALUE_EMPTY)
		return JAL_OK;
	struct buf plain = BUF_INIT;
	const enum jal_err err = value_plain(f, v, &plain);
	if (!err) {
		jsonw_key(w, f->name);
		if (f->type == FIELD_TYPE_integer)
			jsonw_int(w, v->number);
		else if (f->type == FIELD_TYPE_flag)
			jsonw_bool(w, v->number != 0);
		else
			jsonw_text(w, buf_str(&plain));
	}
	buf_free(&plain);
	return err;
}

/* ---- records ---- */

static enum jal_err remember(struct person *p, enum entity entity, const struct jal_id *id)
{
	for (size_t i = 0; i < p->n_named; i++)
		if (p->named[i].entity == entity && id_equal(&p->named[i].id, id))
			return JAL_OK;
	struct named *more = grow_array(p->named, p->n_named, &p->cap_named, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	p->named = more;
	p->named[p->n_named++] = (struct named){ entity, *id };
	return JAL_OK;
}

static enum jal_err put_fields(struct person *p, const struct record *r)
{
	const enum entity entity = record_entity(r);
	enum jal_err err = JAL_OK;
	for (enum field f = model_entity(entity)->first; f < model_end(entity) && !err; f++) {
		const enum entity target = model_field(f)->target;
		err = export_field(&p->w, r, f);
		if (!err && model_field(f)->type == FIELD_TYPE_ref && record_value(r, f)->kind == VALUE_ID &&
			target != ENTITY_COUNT && model_entity(target)->home != HOME_dossier)
			err = remember(p, target, &record_value(r, f)->id);
	}
	return err;
}

static void put_conflicts(struct person *p, const struct record *r)
{
	const enum entity entity = record_entity(r);
	jsonw_key(&p->w, "conflicts");
	jsonw_array(&p->w);
	for (enum field f = model_entity(entity)->first; f < model_end(entity); f++)
		if (record_conflict(r, f))
			jsonw_text(&p->w, model_field(f)->name);
	jsonw_array_end(&p->w);
}

static enum jal_err put_record(void *ctx, struct record *r)
{
	struct person *p = ctx;
	char id[ID_HEX + 1];
	enum jal_err err = JAL_OK;
	/* What documents hold is taken out one by one, as files. */
	const bool wanted = p->only == ENTITY_COUNT ? record_entity(r) != ENTITY_content : p->only == record_entity(r);
	if (wanted) {
		jsonw_object(&p->w);
		jsonw_pair(&p->w, "entity", model_entity(record_entity(r))->name);
		jsonw_pair(&p->w, "id", id_hex(record_id(r), id));
		err = put_fields(p, r);
		if (!err && record_any_conflict(r))
			put_conflicts(p, r);
		jsonw_object_end(&p->w);
	}
	record_free(r);
	return err;
}

/* ---- what they name ---- */

/* The first field that lists show of it. */
static enum jal_err put_name(struct person *p, const struct jal_id *common, const struct named *n)
{
	struct record *r = NULL;
	struct buf plain = BUF_INIT;
	char id[ID_HEX + 1];
	enum jal_err err = journal_load(p->journal, common, n->entity, NULL, &n->id, &r);
	if (err)
		return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
	for (enum field f = model_entity(n->entity)->first; f < model_end(n->entity) && !err && plain.len == 0; f++)
		if (model_field(f)->flags & FIELD_LISTED && model_field(f)->type != FIELD_TYPE_set)
			err = value_plain(model_field(f), record_value(r, f), &plain);
	if (!err && plain.len > 0)
		jsonw_pair(&p->w, id_hex(&n->id, id), buf_str(&plain));
	buf_free(&plain);
	record_free(r);
	return err;
}

static enum jal_err put_names(struct person *p)
{
	struct roster_territory territory = { .charter = 0 };
	enum jal_err err = roster_territory(journal_db(p->journal), &territory);
	jsonw_key(&p->w, "names");
	jsonw_object(&p->w);
	for (size_t i = 0; i < p->n_named && !err; i++)
		err = put_name(p, &territory.common, &p->named[i]);
	jsonw_object_end(&p->w);
	return err;
}

/* ---- history ---- */

static enum jal_err put_plain(struct person *p, const char *key, const struct model_field *f, const struct value *v)
{
	struct buf plain = BUF_INIT;
	const enum jal_err err = value_plain(f, v, &plain);
	if (!err)
		jsonw_pair(&p->w, key, plain.len > 0 ? buf_str(&plain) : NULL);
	buf_free(&plain);
	return err;
}

static enum jal_err put_event(void *ctx, const struct journal_event *e)
{
	struct person *p = ctx;
	const struct model_field *f = model_field(e->field);
	struct roster_member who = { .supervisor = false };
	char id[ID_HEX + 1], when[DATE_ISO_MAX];
	if (e->entity == ENTITY_content)
		return JAL_OK;
	enum jal_err err = roster_who(journal_db(p->journal), &e->device, &who);
	if (err && err != JAL_ERR_NOT_FOUND)
		return err;
	jsonw_object(&p->w);
	jsonw_pair(&p->w, "when", date_iso_time(clock_civil_of_stamp(p->clock, e->stamp), when));
	jsonw_pair(&p->w, "who", *who.name ? who.name : id_hex(&e->device, id));
	jsonw_pair(&p->w, "entity", model_entity(e->entity)->name);
	jsonw_pair(&p->w, "record", id_hex(&e->record, id));
	jsonw_pair(&p->w, "field", f->name);
	jsonw_pair(&p->w, "element", e->element);
	err = put_plain(p, "before", f, &e->before);
	if (!err)
		err = put_plain(p, "after", f, &e->after);
	jsonw_pair_bool(&p->w, "live", e->live);
	jsonw_object_end(&p->w);
	return err;
}

/* ---- the whole ---- */

static enum jal_err put_parts(struct person *p, const struct jal_id *caseload, const struct jal_id *dossier)
{
	jsonw_key(&p->w, "records");
	jsonw_array(&p->w);
	enum jal_err err = casework_each(p->journal, caseload, dossier, put_record, p);
	jsonw_array_end(&p->w);
	if (!err)
		err = put_names(p);
	jsonw_key(&p->w, "attachments");
	jsonw_array(&p->w);
	p->only = ENTITY_attachment;
	if (!err)
		err = journal_each(p->journal, caseload, ENTITY_attachment, dossier, put_record, p);
	jsonw_array_end(&p->w);
	jsonw_key(&p->w, "history");
	jsonw_array(&p->w);
	if (!err)
		err = journal_history(p->journal, caseload, dossier, 0, put_event, p);
	jsonw_array_end(&p->w);
	return err;
}

enum jal_err export_person(struct journal *j, const struct jal_clock *clock, const struct jal_id *caseload,
			   const struct jal_id *dossier, struct buf *out, struct diag *why)
{
	struct person p = { .journal = j, .clock = clock, .w = jsonw_start(out), .only = ENTITY_COUNT };
	char id[ID_HEX + 1], number[ID_NUMBER_MAX], now[DATE_ISO_MAX];
	enum jal_err err = casework_disclose_all(j, caseload, dossier, why);
	if (err)
		return err;
	err = caseload_number(journal_db(j), dossier, number);
	if (!err) {
		jsonw_object(&p.w);
		jsonw_pair(&p.w, "exported", date_iso_time(clock_civil_minutes(clock), now));
		jsonw_pair(&p.w, "id", id_hex(dossier, id));
		jsonw_pair(&p.w, "number", number);
		jsonw_pair(&p.w, "caseload", id_hex(caseload, id));
		err = put_parts(&p, caseload, dossier);
		jsonw_object_end(&p.w);
	}
	free(p.named);
	if (!err)
		err = jsonw_end(&p.w);
	if (!err)
		err = buf_putc(out, '\n');
	return err ? db_explain(journal_db(j), err, why) : JAL_OK;
}
