/* References in words. */
#include "core/named.h"

#include "core/caseload.h"
#include "core/record.h"
#include "core/roster.h"

/* So many values tell one record from another. */
#define TOLD 3
/* A reference in what tells a record is followed, not further. */
#define DEPTH 2

struct naming {
	struct journal *journal;
	const struct format *format;
	const struct jal_id *caseload, *dossier;
	struct jal_id common;
};

static enum jal_err put_reference(const struct naming *n, const struct model_field *field, const struct jal_id *id,
				  int depth, struct buf *out);

static enum jal_err put_field(const struct naming *n, const struct record *r, const struct model_field *f, int depth,
			      struct buf *out)
{
	const struct value *v = record_value(r, f->id);
	if (f->type == FIELD_TYPE_set || v->kind == VALUE_EMPTY)
		return JAL_OK;
	return f->type == FIELD_TYPE_ref ? put_reference(n, f, &v->id, depth - 1, out) : format_masked(n->format, f, v, out);
}

static enum jal_err put_record(const struct naming *n, const struct record *r, int depth, struct buf *out)
{
	const enum entity entity = record_entity(r);
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;
	size_t told = 0;
	for (enum field f = model_entity(entity)->first; !err && told < TOLD && f < model_end(entity); f++) {
		if (!(model_field(f)->flags & FIELD_LISTED))
			continue;
		buf_clear(&text);
		err = put_field(n, r, model_field(f), depth, &text);
		if (err || text.len == 0)
			continue;
		err = buf_printf(out, "%s%s", told ? " · " : "", buf_str(&text));
		told++;
	}
	buf_free(&text);
	return err;
}

static enum jal_err put_dossier(const struct naming *n, const struct jal_id *id, struct buf *out)
{
	char number[ID_NUMBER_MAX];
	const enum jal_err err = caseload_number(journal_db(n->journal), id, number);
	return err ? err : buf_puts(out, number);
}

static enum jal_err put_reference(const struct naming *n, const struct model_field *field, const struct jal_id *id,
				  int depth, struct buf *out)
{
	const size_t before = out->len;
	struct record *r = NULL;
	char number[ID_NUMBER_MAX];
	enum jal_err err = JAL_ERR_NOT_FOUND;
	if (field->target == ENTITY_dossier)
		err = put_dossier(n, id, out);
	else if (field->target < ENTITY_COUNT && depth > 0) {
		const bool inside = model_entity(field->target)->home == HOME_dossier;
		err = journal_load(n->journal, inside ? n->caseload : &n->common, field->target,
				   inside ? n->dossier : NULL, id, &r);
		if (!err)
			err = put_record(n, r, depth, out);
		record_free(r);
	}
	if (err && err != JAL_ERR_NOT_FOUND)
		return err;
	return out->len > before ? JAL_OK : buf_puts(out, id_number(id, 6, number));
}

enum jal_err named_reference(struct journal *j, const struct format *format, const struct jal_id *caseload,
			     const struct jal_id *dossier, const struct model_field *field, const struct jal_id *id,
			     struct buf *out)
{
	struct roster_territory territory = { .charter = 0 };
	const enum jal_err err = roster_territory(journal_db(j), &territory);
	const struct naming n = { j, format, caseload, dossier, territory.common };
	return err ? err : put_reference(&n, field, id, DEPTH, out);
}
