/*
 * Contradictions, read from the journal.
 */
#include "tui/contradiction.h"

#include <string.h>

#include "core/cover.h"
#include "core/format.h"
#include "core/text.h"
#include "tui/file.h"
#include "tui/i18n.h"

/* Values that say which record it is. */
#define SAID_MAX 3

bool contradiction_has_sides(const struct contradiction *c)
{
	return settle_has_sides(&c->ref.item);
}

void contradiction_free(struct contradiction *c)
{
	for (size_t i = 0; i < c->n_rows; i++) {
		buf_free(&c->rows[i].of);
		buf_free(&c->rows[i].value);
		buf_free(&c->rows[i].who);
	}
	buf_free(&c->about);
	buf_free(&c->say);
	*c = (struct contradiction){ .open = false };
}

/* "Contrat : CER, 05/09/2026": what it is and what lists show of it; nothing of what is covered. */
JAL_MUST static enum jal_err put_of(const struct desk *d, struct contradiction *c, const struct record *r, bool reveal,
	struct buf *out)
{
	const struct model_entity *entity = model_entity(record_entity(r));
	size_t said = 0;
	enum jal_err err = buf_puts(out, _(entity->label));

	for (enum field f = entity->first; f < model_end(entity->id) && said < SAID_MAX && err == JAL_OK; f++) {
		const struct model_field *field = model_field(f);
		const struct value *v = record_value(r, f);

		if (!(field->flags & FIELD_LISTED) || (field->flags & FIELD_SENSITIVE) || v->kind == VALUE_EMPTY ||
			field->type == FIELD_TYPE_ref || field->type == FIELD_TYPE_long_text)
			continue;
		if (!reveal && cover_value(desk_db(d), r, f)) {
			c->covered = true;
			continue;
		}
		err = buf_puts(out, said++ == 0 ? _(" : ") : ", ");
		if (err == JAL_OK)
			err = conflict_put_value(d, field, v, false, out);
	}
	return err;
}

JAL_MUST static enum jal_err put_elements(const struct record *r, const struct model_field *field, struct buf *out)
{
	const struct record_set *set = record_elements(r, field->id);
	struct format f = desk_format();
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < set->count && err == JAL_OK; i++) {
		if (i > 0)
			err = buf_puts(out, ", ");
		if (err == JAL_OK && field->vocab != VOCAB_free)
			err = format_code(&f, field->vocab, set->elements[i], strlen(set->elements[i]), out);
		else if (err == JAL_OK)
			err = text_inert(set->elements[i], strlen(set->elements[i]), TEXT_LINE, out);
	}
	return err;
}

JAL_MUST static enum jal_err put_value(const struct desk *d, struct contradiction *c, const struct record *r,
	const struct model_field *field, bool reveal, struct buf *out)
{
	bool covered = !reveal && cover_value(desk_db(d), r, field->id);

	c->covered = c->covered || covered;
	if (field->type == FIELD_TYPE_set)
		return covered ? buf_puts(out, _("[confidentiel]")) : put_elements(r, field, out);
	return conflict_put_value(d, field, record_value(r, field->id), covered, out);
}

/* The write of the value shown; of what is empty or a set, the last one on the record. */
static const struct merge_write *writer_of(const struct record *r, const struct model_field *field)
{
	const struct merge_state *state = record_state(r);
	const struct merge_write *last =
		field->type != FIELD_TYPE_set ? record_write(r, field->id) : NULL;

	if (last != NULL)
		return last;
	for (size_t i = 0; i < merge_live_count(state); i++)
		if (last == NULL || merge_live(state, i)->stamp > last->stamp)
			last = merge_live(state, i);
	return last;
}

JAL_MUST static enum jal_err put_writer(const struct desk *d, const struct record *r, const struct model_field *field,
	struct buf *out)
{
	const struct merge_write *w = writer_of(r, field);

	return w != NULL ? conflict_put_author(d, &w->name.device, w->stamp, out) : JAL_OK;
}

/* A dossier is shown by its person, and the one that it is said to be. */
JAL_MUST static enum jal_err fill_dossier(const struct desk *d, const struct contradiction *c, struct contradiction_row *row)
{
	struct file_ref ref = { row->record, c->ref.caseload };
	char number[ID_NUMBER_MAX];
	enum jal_err err = buf_printf(&row->of, _("Dossier %s"), id_number(&row->record, 6, number));

	return err == JAL_OK ? file_name_of(d, &ref, &row->value) : err;
}

JAL_MUST static enum jal_err add_row(const struct desk *d, struct contradiction *c, enum entity entity,
	const struct jal_id *dossier, const struct jal_id *id, enum field which, bool reveal)
{
	const struct model_field *field = model_field(which);
	const bool in_dossier = model_entity(entity)->home == HOME_dossier;
	struct contradiction_row *row = &c->rows[c->n_rows];
	struct record *r = NULL;
	enum jal_err err = journal_load(desk_journal(d), &c->ref.caseload, entity, in_dossier ? dossier : NULL, id, &r);

	if (err != JAL_OK)
		return err;
	*row = (struct contradiction_row){ .entity = entity, .dossier = *dossier, .record = *id, .field = which };
	c->n_rows++;
	if (entity == ENTITY_dossier)
		err = fill_dossier(d, c, row);
	else
		err = put_of(d, c, r, reveal, &row->of);
	if (err == JAL_OK && entity != ENTITY_dossier)
		err = put_value(d, c, r, field, reveal, &row->value);
	if (err == JAL_OK)
		err = put_writer(d, r, field, &row->who);
	record_free(r);
	return err;
}

/* Whether it is still so. */
struct search {
	const struct settle_item *wanted;
	bool there;
};

static enum jal_err look(void *ctx, const struct settle_item *item)
{
	struct search *s = ctx;
	const struct settle_item *w = s->wanted;

	s->there = s->there || (item->kind == w->kind && id_equal(&item->record, &w->record) && item->field == w->field &&
				       item->against == w->against && id_equal(&item->other, &w->other));
	return JAL_OK;
}

JAL_MUST static enum jal_err put_about(const struct desk *d, const struct conflict_ref *ref, struct buf *out)
{
	struct file_ref file = { ref->dossier, ref->caseload };

	if (id_is_zero(&ref->dossier))
		return buf_puts(out, _(model_entity(ref->entity)->label));
	return file_name_of(d, &file, out);
}

enum jal_err contradiction_load(const struct desk *d, const struct conflict_ref *ref, bool reveal,
	struct contradiction *out)
{
	const struct settle_item *item = &ref->item;
	const struct jal_id *other_dossier = item->kind == SETTLE_RING ? &item->other : &item->dossier;
	struct contradiction c = { .ref = *ref, .open = true };
	struct search search = { item, false };
	enum jal_err err = settle_each(desk_journal(d), &ref->caseload, id_is_zero(&ref->dossier) ? NULL : &ref->dossier,
		look, &search);

	if (err == JAL_OK && !search.there)
		err = JAL_ERR_NOT_FOUND;
	if (err == JAL_OK)
		err = put_about(d, ref, &c.about);
	if (err == JAL_OK)
		err = diag_render(&item->say, i18n_text, &c.say);
	if (err == JAL_OK)
		err = add_row(d, &c, item->entity, &item->dossier, &item->record, item->field, reveal);
	if (err == JAL_OK && item->against < FIELD_COUNT && !(item->kind == SETTLE_RING && id_equal(&item->other, &item->record)))
		err = add_row(d, &c, item->other_entity, other_dossier, &item->other, item->against, reveal);
	if (err != JAL_OK) {
		contradiction_free(&c);
		return err;
	}
	*out = c;
	return JAL_OK;
}
