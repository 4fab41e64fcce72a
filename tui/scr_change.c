/*
 * Another passphrase, another recovery code.
 */
#include "tui/scr_change.h"

#include "core/recovery.h"
#include "tui/i18n.h"
#include "tui/scr_code.h"
#include "tui/sheet.h"

enum { PRESENT, FRESH, AGAIN, COUNT };

static const struct form_field fields[COUNT] = {
	[PRESENT] = { .label = N_("Phrase actuelle"), .type = FORM_SECRET, .needed = true },
	[FRESH] = { .label = N_("Nouvelle phrase"), .type = FORM_SECRET, .needed = true },
	[AGAIN] = { .label = N_("Encore une fois"), .type = FORM_SECRET, .needed = true },
};
static const char *const phrase_buttons[] = { N_("Changer la phrase"), N_("Abandonner") };
static const char *const code_buttons[] = { N_("Continuer"), N_("Abandonner") };

static enum jal_err above_phrase(const struct sheet *s, struct buf *out)
{
	(void)s;
	return buf_puts(out, _("La nouvelle phrase remplace l’ancienne tout de suite. Quatre mots ou plus sans lien entre eux. Une "
			       "ancienne sauvegarde s’ouvre toujours avec la phrase qu’elle avait."));
}

static enum jal_err above_code(const struct sheet *s, struct buf *out)
{
	(void)s;
	return buf_puts(out, _("Un nouveau code de secours remplacera l’ancien. Ayez un papier sous la main : il ne sera montré qu’une fois."));
}

static enum form_verdict check(const struct sheet *s, size_t field, struct buf *why)
{
	return field == PRESENT ? FORM_FINE : sheet_check_phrase(s, field, FRESH, AGAIN, why);
}

static void understood(const struct sheet *s, size_t field, struct buf *out)
{
	if (field != PRESENT)
		sheet_understood_phrase(s, field, FRESH, AGAIN, out);
}

static void pressed_phrase(struct sheet *s, size_t button)
{
	struct secret present = SECRET_INIT;
	struct secret fresh = SECRET_INIT;
	enum jal_err err = JAL_OK;

	if (button != 0) {
		app_pop(s->screen.app);
		return;
	}
	if (!sheet_ready(s))
		return;
	err = sheet_secret(s, PRESENT, &present);
	if (err == JAL_OK)
		err = sheet_secret(s, FRESH, &fresh);
	if (err == JAL_OK)
		err = host_enter(s->h, DOOR_PASSPHRASE, &present, &fresh, NULL, NULL);
	secret_free(&present);
	secret_free(&fresh);
	if (err != JAL_OK)
		sheet_say_memory(s);
	else
		sheet_begin(s, _("Changement de la phrase : quelques secondes."));
}

static void ended_phrase(struct sheet *s)
{
	struct app *app = s->screen.app;

	if (s->ended_err != JAL_OK) {
		app_say_diag(app, &s->ended_why);
		return;
	}
	app_pop(app);
	app_say(app, APP_INFO, "%s", _("La phrase secrète est changée. L’ancienne n’ouvre plus que les sauvegardes d’avant."));
}

static void pressed_code(struct sheet *s, size_t button)
{
	struct app *app = s->screen.app;
	struct secret present = SECRET_INIT;
	struct secret code = SECRET_INIT;
	struct screen *next = NULL;
	enum jal_err err = JAL_OK;

	if (button != 0) {
		app_pop(app);
		return;
	}
	if (!sheet_ready(s))
		return;
	err = sheet_secret(s, PRESENT, &present);
	if (err == JAL_OK)
		err = recovery_make(&code);
	if (err == JAL_OK)
		next = scr_code_change(s->h, &present, &code);
	secret_free(&present);
	secret_free(&code);
	if (next == NULL) {
		sheet_say_memory(s);
		return;
	}
	app_pop(app);
	(void)!app_push(app, next);
}

static const struct sheet_kind phrase_kind = {
	.fields = fields,
	.n = COUNT,
	.buttons = phrase_buttons,
	.n_buttons = 2,
	.title = N_("Changer la phrase secrète"),
	.above = above_phrase,
	.check = check,
	.understood = understood,
	.pressed = pressed_phrase,
	.ended = ended_phrase,
};

static const struct sheet_kind code_kind = {
	.fields = fields,
	.n = 1,
	.buttons = code_buttons,
	.n_buttons = 2,
	.title = N_("Nouveau code de secours"),
	.above = above_code,
	.pressed = pressed_code,
};

static struct screen *new(struct host *h, const struct sheet_kind *kind)
{
	struct sheet *s = sheet_new(h, kind, sizeof(*s));

	return s != NULL ? &s->screen : NULL;
}

struct screen *scr_change_phrase_new(struct host *h)
{
	return new(h, &phrase_kind);
}

struct screen *scr_change_code_new(struct host *h)
{
	return new(h, &code_kind);
}
