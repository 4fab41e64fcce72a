/* What someone typed points to: a record that is there, of the right kind, in the right place. */
#include "core/roster.h"
#include "core/settle.h"

/* Whether there is such a record, with something in it. */
static enum jal_err is_there(struct journal *j, const struct jal_id *caseload, enum entity entity,
	const struct jal_id *dossier, const struct jal_id *id, bool *out)
{
	struct record *r = NULL;
	const enum jal_err err = journal_load(j, caseload, entity, dossier, id, &r);
	*out = !err && !record_blank(r);
	record_free(r);
	return err == JAL_ERR_NOT_FOUND ? JAL_OK : err;
}

/* A field that may point to several kinds, and to which. */
static const enum entity documents[] = { ENTITY_contract, ENTITY_immersion };

static enum jal_err find_document(struct journal *j, const struct edit *e, const struct jal_id *id, bool *out)
{
	enum jal_err err = JAL_OK;
	*out = false;
	for (size_t i = 0; i < sizeof(documents) / sizeof(*documents) && !err && !*out; i++)
		err = is_there(j, edit_caseload(e), documents[i], edit_dossier(e), id, out);
	return err;
}

static enum jal_err look(struct journal *j, const struct edit *e, const struct model_field *f, const struct jal_id *id,
	const char **sentence)
{
	struct roster_territory territory = { .charter = 0 };
	bool there = true;
	enum jal_err err = JAL_OK;
	if (f->id == FIELD_signature_document) {
		err = find_document(j, e, id, &there);
	} else if (f->target < ENTITY_COUNT && f->target != ENTITY_dossier && model_entity(f->target)->home == HOME_dossier) {
		err = is_there(j, edit_caseload(e), f->target, edit_dossier(e), id, &there);
	} else if (f->target < ENTITY_COUNT && model_entity(f->target)->home == HOME_common) {
		err = roster_territory(journal_db(j), &territory);
		if (!err)
			err = is_there(j, &territory.common, f->target, NULL, id, &there);
	}
	if (err)
		return err;
	if (id_equal(id, edit_record(e)) && f->target == edit_entity(e))
		*sentence = N_("Un élément ne se désigne pas lui-même.");
	else if (!there)
		*sentence = N_("Rien de ce qui peut aller ici n’a cet identifiant, dans ce dossier ou dans les fiches communes.");
	return JAL_OK;
}

enum jal_err settle_typed_reference(struct journal *j, const struct edit *e, enum field *field, const char **sentence)
{
	const enum entity entity = edit_entity(e);
	enum jal_err err = JAL_OK;
	*sentence = NULL;
	for (enum field f = model_entity(entity)->first; f < model_end(entity) && !err && !*sentence; f++) {
		if (model_field(f)->type != FIELD_TYPE_ref || !edit_changed(e, f) || edit_value(e, f)->kind != VALUE_ID)
			continue;
		*field = f;
		err = look(j, e, model_field(f), &edit_value(e, f)->id, sentence);
	}
	return err;
}
