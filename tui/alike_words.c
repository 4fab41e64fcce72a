/*
 * Someone who looks like another, told.
 */
#include "tui/alike_words.h"

#include "tui/i18n.h"

static const char *what_is_equal(enum alike_by by)
{
	switch (by) {
	case ALIKE_NIR:
		return N_("Même numéro de sécurité sociale que le");
	case ALIKE_EXTERNAL_ID:
		return N_("Même identifiant du territoire que le");
	case ALIKE_FRANCE_TRAVAIL:
		return N_("Même identifiant France Travail que le");
	case ALIKE_IDENTITY:
		return N_("Cette personne semble connue :");
	case ALIKE_SOUND:
		return N_("Un nom qui sonne pareil, le même jour de naissance :");
	case ALIKE_CONTACT:
		return N_("Même téléphone ou courriel, même prénom :");
	case ALIKE_NOBODY:
		break;
	}
	return "";
}

enum jal_err alike_who(const struct desk *d, const struct alike_found *found, struct buf *out)
{
	char number[ID_NUMBER_MAX];
	enum jal_err err = buf_printf(out, found->archived ? _("dossier archivé %s") : _("dossier %s"),
		id_number(&found->dossier, 6, number));

	if (err == JAL_OK)
		err = buf_puts(out, ", ");
	if (err == JAL_OK)
		err = desk_name(d, buf_str(&found->family), buf_str(&found->first), out);
	return err == JAL_OK && found->town.len > 0 ? buf_printf(out, ", %s", buf_str(&found->town)) : err;
}

enum jal_err alike_words(const struct desk *d, const struct alike_found *found, struct buf *out)
{
	enum jal_err err = buf_printf(out, "%s ", _(what_is_equal(found->by)));

	return err == JAL_OK ? alike_who(d, found, out) : err;
}
