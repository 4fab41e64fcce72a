/*
 * Archiving a dossier.
 */
#include "tui/dossier_archive.h"

#include "core/casework.h"
#include "tui/i18n.h"
#include "tui/work.h"

void dossier_archive_set(struct desk *d, struct app *app, const struct file_ref *ref, bool archived)
{
	struct diag why = DIAG_INIT;
	struct edit *e = NULL;
	struct buf said = BUF_INIT;
	struct value flag = value_flag(archived);
	enum jal_err err = casework_dossier(desk_journal(d), &ref->caseload, &ref->dossier, &e);

	if (err == JAL_OK)
		err = edit_set(e, FIELD_dossier_archived, &flag);
	if (err == JAL_OK)
		err = work_said(d, ref, archived ? _("archivage du dossier de %s") : _("retour du dossier de %s"), &said);
	if (err != JAL_OK)
		work_say_error(app, err, &why);
	else if (work_write(d, app, &e, 1, buf_str(&said)))
		app_say(app, APP_INFO, "%s", archived ? _("Le dossier est archivé, rien n’est effacé. Ctrl+Z : annuler.") :
							_("Le dossier est de nouveau actif. Ctrl+Z : annuler."));
	edit_free(e);
	buf_free(&said);
}
