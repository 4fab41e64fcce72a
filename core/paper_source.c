/* What papers have in common. */
#include "core/paper_source.h"

#include <stdlib.h>
#include <string.h>

#include "core/caseload.h"
#include "core/grow.h"
#include "core/name.h"
#include "core/named.h"

static enum jal_err keep_first(void *ctx, struct record *r)
{
	struct record **first = ctx;
	if (*first)
		record_free(r);
	else
		*first = r;
	return JAL_OK;
}

/* %1 and %2 put in. */
static enum jal_err put_in(struct buf *out, const char *text, const char *a, const char *b)
{
	enum jal_err err = JAL_OK;
	while (*text && !err) {
		const char *place = strchr(text, '%');
		const size_t n = place && (place[1] == '1' || place[1] == '2') ? (size_t)(place - text) : strlen(text);
		err = buf_put(out, text, n);
		text += n;
		if (*text && !err) {
			err = buf_puts(out, text[1] == '1' ? a : b);
			text += 2;
		}
	}
	return err;
}

static enum jal_err put_name(struct paper_source *s)
{
	const struct record *p = s->person;
	const struct format *f = s->ask->format;
	const char *family = p ? name_family(record_get(p, person_usage_name), record_get(p, person_birth_name)) : "";
	enum jal_err err = p ? name_list(family, record_get(p, person_first_name), &s->name) : JAL_OK;
	if (!err && s->name.len == 0)
		err = put_in(&s->name, f->translate ? f->translate(N_("Dossier %1")) : N_("Dossier %1"), s->number, "");
	return err;
}

enum jal_err paper_source_open(const struct paper_ask *ask, bool dossier, struct paper_source *out, struct diag *why)
{
	struct paper_source s = { .ask = ask, .name = BUF_INIT, .today = clock_today(ask->clock) };
	struct db *db = journal_db(ask->journal);
	enum jal_err err = roster_territory(db, &s.territory);
	if (!err)
		err = journal_each(ask->journal, &s.territory.common, ENTITY_territory, NULL, keep_first, &s.about);
	if (!err && dossier) {
		err = caseload_number(db, &ask->dossier, s.number);
		if (!err)
			err = journal_load(ask->journal, &ask->caseload, ENTITY_dossier, &ask->dossier, &ask->dossier, &s.self);
		if (err == JAL_ERR_NOT_FOUND)
			err = JAL_OK;
		if (!err)
			err = journal_each(ask->journal, &ask->caseload, ENTITY_person, &ask->dossier, keep_first, &s.person);
		if (!err && !s.self && !s.person)
			err = diag_set(why, JAL_ERR_NOT_FOUND, N_("Ce dossier n’est plus sur cet ordinateur."));
		if (!err)
			err = put_name(&s);
	}
	if (err) {
		paper_source_close(&s);
		return diag_set_if_empty(why, err, NULL);
	}
	*out = s;
	return JAL_OK;
}

void paper_source_close(struct paper_source *s)
{
	record_free(s->about);
	record_free(s->self);
	record_free(s->person);
	buf_free(&s->name);
}

void paper_source_put(struct paper *p, struct buf *out, const char *text, const char *a, const char *b)
{
	paper_err(p, put_in(out, paper_say(p, text), a, b));
}

enum jal_err paper_source_start(const struct paper_source *s, const char *name, int32_t day, struct paper **out)
{
	struct paper *p = NULL;
	struct buf head = BUF_INIT, foot = BUF_INIT;
	const char *territory = s->about ? record_get(s->about, territory_name) : NULL;
	enum jal_err err = paper_new(s->ask->format, day, &p);
	if (err)
		return err;
	if (s->name.len) {
		paper_source_put(p, &head, "%1 · %2", paper_say(p, name), buf_str(&s->name));
		paper_source_put(p, &foot, territory && *territory ? N_("%1 · dossier %2") : N_("Dossier %2"),
				 territory ? territory : "", s->number);
	} else {
		paper_err(p, buf_puts(&head, paper_say(p, name)));
		paper_err(p, buf_puts(&foot, territory ? territory : ""));
	}
	paper_set(p, PAPER_NAME, paper_say(p, name));
	paper_set(p, PAPER_HEAD, buf_str(&head));
	paper_set(p, PAPER_FOOT, buf_str(&foot));
	paper_set(p, PAPER_PAGES, paper_say(p, N_("Page %1 sur %2")));
	paper_set(p, PAPER_LANG, s->ask->format->english ? "en" : "fr");
	buf_free(&head);
	buf_free(&foot);
	*out = p;
	return JAL_OK;
}

/* ---- values ---- */

enum jal_err paper_source_value(const struct paper_source *s, const struct record *r, enum field field, struct buf *out)
{
	const struct model_field *f = model_field(field);
	const struct format *format = s->ask->format;
	if (f->type == FIELD_TYPE_set) {
		const struct record_set *set = record_elements(r, field);
		return set ? format_elements(format, f, set->elements, set->count, out) : JAL_OK;
	}
	const struct value *v = record_value(r, field);
	if (f->type == FIELD_TYPE_ref && v->kind == VALUE_ID)
		return named_reference(s->ask->journal, format, record_caseload(r), record_dossier(r), f, &v->id, out);
	return format_value(format, f, v, out);
}

enum jal_err paper_source_long(const struct paper_source *s, const struct record *r, enum field field, struct buf *out)
{
	const struct value *v = record_value(r, field);
	if (model_field(field)->type == FIELD_TYPE_date && v->kind == VALUE_NUMBER)
		return format_long_day(s->ask->format, (int32_t)v->number, false, out);
	if (model_field(field)->type == FIELD_TYPE_time && v->kind == VALUE_NUMBER)
		return format_long_time(s->ask->format, v->number, out);
	return paper_source_value(s, r, field, out);
}

void paper_source_field_as(const struct paper_source *s, struct paper *p, const char *label, const struct record *r,
			   enum field field)
{
	struct buf text = BUF_INIT;
	if (r) {
		paper_err(p, paper_source_long(s, r, field, &text));
		paper_field(p, paper_say(p, label), buf_str(&text));
	}
	buf_free(&text);
}

void paper_source_field(const struct paper_source *s, struct paper *p, const struct record *r, enum field field)
{
	paper_source_field_as(s, p, model_field(field)->label, r, field);
}

/* ---- records ---- */

static enum jal_err keep(void *ctx, struct record *r)
{
	struct paper_records *l = ctx;
	if (record_archived(r) && !l->archived) {
		record_free(r);
		return JAL_OK;
	}
	struct record **more = grow_array(l->list, l->n, &l->cap, sizeof(*more));
	if (!more) {
		record_free(r);
		return JAL_ERR_NOMEM;
	}
	l->list = more;
	l->list[l->n++] = r;
	return JAL_OK;
}

enum jal_err paper_source_records(const struct paper_source *s, enum entity entity, struct paper_records *out)
{
	const struct paper_ask *ask = s->ask;
	return journal_each(ask->journal, &ask->caseload, entity, &ask->dossier, keep, out);
}

void paper_source_forget(struct paper_records *r)
{
	for (size_t i = 0; i < r->n; i++)
		record_free(r->list[i]);
	free(r->list);
	*r = (struct paper_records){ .list = NULL };
}

/* ---- people ---- */

enum jal_err paper_source_called(const struct paper_source *s, struct buf *out)
{
	const char *civility = s->person ? record_get(s->person, person_civility) : NULL;
	enum jal_err err = JAL_OK;
	if (civility && strcmp(civility, "unspecified") != 0) {
		err = format_code(s->ask->format, VOCAB_civility, civility, strlen(civility), out);
		if (!err)
			err = buf_putc(out, ' ');
	}
	return err ? err : buf_put(out, s->name.data, s->name.len);
}

static enum jal_err load(const struct paper_source *s, enum entity entity, bool inside, const struct jal_id *id,
			 struct record **out)
{
	struct record *r = NULL;
	const enum jal_err err = journal_load(s->ask->journal, inside ? &s->ask->caseload : &s->territory.common, entity,
					      inside ? &s->ask->dossier : NULL, id, &r);
	*out = err ? NULL : r;
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

enum jal_err paper_source_professional(const struct paper_source *s, const struct jal_id *id, struct record **out)
{
	return load(s, ENTITY_professional, false, id, out);
}

enum jal_err paper_source_lead(const struct paper_source *s, struct record **out)
{
	const struct jal_id *lead = s->self ? record_get(s->self, dossier_lead) : NULL;
	struct record *assignment = NULL;
	enum jal_err err = JAL_OK;
	*out = NULL;
	if (lead)
		err = load(s, ENTITY_assignment, true, lead, &assignment);
	const struct jal_id *who = assignment ? record_get(assignment, assignment_professional) : NULL;
	if (!err && who)
		err = paper_source_professional(s, who, out);
	record_free(assignment);
	return err;
}

void paper_source_card(const struct paper_source *s, struct paper *p, const char *label, const struct record *card)
{
	if (!card)
		return;
	paper_source_field_as(s, p, label, card, FIELD_professional_name);
	paper_source_field(s, p, card, FIELD_professional_job_title);
	paper_source_field(s, p, card, FIELD_professional_structure);
	paper_source_field(s, p, card, FIELD_professional_phone);
	paper_source_field(s, p, card, FIELD_professional_email);
}
