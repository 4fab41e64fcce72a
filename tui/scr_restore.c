/*
 * Restoring a backup.
 */
#include "tui/scr_restore.h"

#include "core/fsio.h"
#include "tui/i18n.h"
#include "tui/sheet.h"

enum { BACKUP, PHRASE, COUNT };

static const struct form_field fields[COUNT] = {
	[BACKUP] = { .label = N_("Fichier de sauvegarde"), .type = FORM_TEXT, .needed = true, .path = true, .max = 1000 },
	[PHRASE] = { .label = N_("Phrase secrète d’alors"), .type = FORM_SECRET, .needed = true },
};
static const char *const buttons[] = { N_("Restaurer"), N_("Précédent") };

static enum jal_err above(const struct sheet *s, struct buf *out)
{
	(void)s;
	return buf_puts(out, _("La sauvegarde est vérifiée en entier avant de servir. Le fichier n’est pas modifié.\n"
			       "Ce poste devra ensuite être admis de nouveau dans le territoire : jalon préparera la demande."));
}

static enum form_verdict check(const struct sheet *s, size_t field, struct buf *why)
{
	if (field != BACKUP || fsio_exists(form_value(&s->form, BACKUP)))
		return FORM_FINE;
	(void)!buf_puts(why, _("Ce fichier n’est pas là. Donnez son chemin entier, par exemple /media/cle/jalon.sauvegarde."));
	return FORM_WRONG;
}

static void pressed(struct sheet *s, size_t button)
{
	struct secret phrase = SECRET_INIT;
	enum jal_err err = JAL_OK;

	if (button != 0) {
		app_pop(s->screen.app);
		return;
	}
	if (!sheet_ready(s))
		return;
	err = sheet_secret(s, PHRASE, &phrase);
	if (err == JAL_OK)
		err = host_enter(s->h, DOOR_RESTORE, &phrase, NULL, NULL, form_value(&s->form, BACKUP));
	secret_free(&phrase);
	if (err != JAL_OK)
		sheet_say_memory(s);
	else
		sheet_begin(s, _("Vérification et restauration de la sauvegarde…"));
}

static void ended(struct sheet *s)
{
	if (s->ended_err != JAL_OK)
		app_say_diag(s->screen.app, &s->ended_why);
}

static const struct sheet_kind kind = {
	.fields = fields,
	.n = COUNT,
	.buttons = buttons,
	.n_buttons = 2,
	.title = N_("Restaurer une sauvegarde"),
	.above = above,
	.check = check,
	.pressed = pressed,
	.ended = ended,
};

struct screen *scr_restore_new(struct host *h)
{
	struct sheet *s = sheet_new(h, &kind, sizeof(*s));

	return s != NULL ? &s->screen : NULL;
}
