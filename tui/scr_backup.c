/*
 * The backup.
 */
#include "tui/scr_backup.h"

#include <stdlib.h>

#include "core/date.h"
#include "tui/i18n.h"
#include "tui/sheet.h"

enum { BACKUP, COUNT };

static const struct form_field fields[COUNT] = {
	[BACKUP] = { .label = N_("Fichier"), .type = FORM_TEXT, .needed = true, .path = true, .max = 1000 },
};
static const char *const buttons[] = { N_("Sauvegarder"), N_("Abandonner") };

static enum jal_err above(const struct sheet *s, struct buf *out)
{
	(void)s;
	return buf_puts(out, _("Tout le coffre dans un fichier, toujours chiffré : il s’ouvre avec la phrase secrète d’aujourd’hui. "
			       "Mettez-le sur une clé USB que vous gardez ailleurs."));
}

static enum jal_err load(struct sheet *s, struct diag *why)
{
	const char *home = getenv("HOME");
	struct buf file = BUF_INIT;
	char day[DATE_ISO_MAX];
	enum jal_err err = JAL_OK;

	if (*form_value(&s->form, BACKUP) != '\0')
		return JAL_OK;
	err = buf_printf(&file, "%s/jalon-%s.sauvegarde", home != NULL ? home : "", date_iso(clock_today(host_clock(s->h)), day));
	if (err == JAL_OK)
		err = form_type_in(&s->form, BACKUP, buf_str(&file));
	buf_free(&file);
	return err != JAL_OK ? diag_set(why, err, NULL) : JAL_OK;
}

static void pressed(struct sheet *s, size_t button)
{
	struct app *app = s->screen.app;

	if (button != 0) {
		app_pop(app);
		return;
	}
	if (!sheet_ready(s))
		return;
	if (host_back_up(s->h, form_value(&s->form, BACKUP)))
		sheet_begin(s, _("Sauvegarde en cours ; le haut de l’écran dit où elle en est. Échap : faire autre chose."));
}

/* The host has said how it went. */
static void ended(struct sheet *s)
{
	if (s->ended_err == JAL_OK)
		app_pop(s->screen.app);
}

static const struct sheet_kind kind = {
	.fields = fields,
	.n = COUNT,
	.buttons = buttons,
	.n_buttons = 2,
	.title = N_("Sauvegarder"),
	.above = above,
	.load = load,
	.pressed = pressed,
	.ended = ended,
	.behind = true,
};

struct screen *scr_backup_new(struct host *h)
{
	struct sheet *s = sheet_new(h, &kind, sizeof(*s));

	return s != NULL ? &s->screen : NULL;
}
