/* The content checks of protocol.md §3: where an entity lives, what a field may hold, who writes it. */
#include "core/model.h"
#include "core/op.h"
#include "core/value.h"

static enum jal_err check_field(const struct model_entity *entity, const struct merge_write *w,
	const struct op_place *place, struct diag *why)
{
	const struct model_field *field = model_field_by_wire(entity->id, w->key.field);
	if (!field)
		return JAL_OK;
	if ((field->flags & FIELD_SUPERVISOR) && !place->supervisor)
		return diag_set(why, JAL_ERR_DENIED, N_("Le champ « %1 » est réservé aux superviseurs."), field->label);
	if ((field->type == FIELD_TYPE_set) != (w->key.element != NULL))
		return diag_set(why, JAL_ERR_INVALID, N_("Le champ « %1 » n’a pas le type prévu."), field->label);
	if (w->key.element)
		return JAL_OK;
	struct value value = VALUE_INIT;
	const enum jal_err err = value_decode(field, w->value, w->value_len, &value);
	if (err == JAL_ERR_NOMEM)
		return err;
	if (err)
		return diag_set(why, JAL_ERR_INVALID,
			N_("Le champ « %1 » n’a pas le type prévu, ou sa valeur est trop longue."), field->label);
	return JAL_OK;
}

enum jal_err op_check(const struct op *op, const struct op_place *place, struct diag *why)
{
	const struct model_entity *entity = model_entity_by_wire(op->entity);

	if (op->merge.carry && !place->supervisor)
		return diag_set(why, JAL_ERR_DENIED, N_("Un transfert est réservé aux superviseurs."));
	if (place->common == op->has_dossier || (entity && (entity->home == HOME_dossier) == place->common))
		return diag_set(why, JAL_ERR_INVALID,
			N_("Une opération n’est pas dans le portefeuille où sont les fiches de ce genre."));
	if (!entity)
		return JAL_OK;
	if (entity->id == ENTITY_dossier && !id_equal(&op->dossier, &op->record))
		return diag_set(why, JAL_ERR_INVALID, N_("Un dossier ne porte pas son propre identifiant."));
	if (entity->home == HOME_territory && !place->supervisor)
		return diag_set(why, JAL_ERR_DENIED, N_("« %1 » est réservé aux superviseurs."), entity->label);
	for (size_t i = 0; i < op->merge.write_count; i++) {
		const enum jal_err err = check_field(entity, &op->merge.writes[i], place, why);
		if (err)
			return err;
	}
	return JAL_OK;
}
