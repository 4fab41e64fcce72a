/*
 * The recovery code and a new passphrase.
 */
#include "tui/scr_recover.h"

#include <string.h>

#include "core/recovery.h"
#include "tui/i18n.h"
#include "tui/sheet.h"

enum { CODE, FRESH, AGAIN, COUNT };

static const struct form_field fields[COUNT] = {
	[CODE] = { .label = N_("Code de secours"), .type = FORM_SECRET, .needed = true },
	[FRESH] = { .label = N_("Nouvelle phrase"), .type = FORM_SECRET, .needed = true },
	[AGAIN] = { .label = N_("Encore une fois"), .type = FORM_SECRET, .needed = true },
};
static const char *const buttons[] = { N_("Ouvrir avec la nouvelle phrase"), N_("Abandonner") };

static enum jal_err above(const struct sheet *s, struct buf *out)
{
	(void)s;
	return buf_puts(out, _("Le code de secours, ce sont les 8 mots notés sur papier quand le coffre a été créé. Accents et "
			       "majuscules ne comptent pas. Ctrl+A montre ce que vous tapez.\n"
			       "Une phrase solide : quatre mots ou plus sans lien entre eux. L’ancienne phrase n’ouvrira plus rien."));
}

static enum form_verdict check(const struct sheet *s, size_t field, struct buf *why)
{
	const char *text = form_value(&s->form, field);
	struct secret code = SECRET_INIT;
	struct diag refused = DIAG_INIT;
	enum jal_err err = JAL_OK;

	if (field != CODE)
		return sheet_check_phrase(s, field, FRESH, AGAIN, why);
	err = recovery_parse(text, strlen(text), &code, &refused);
	secret_free(&code);
	if (err == JAL_OK)
		return FORM_FINE;
	(void)!diag_render(&refused, i18n_text, why);
	return FORM_WRONG;
}

static void understood(const struct sheet *s, size_t field, struct buf *out)
{
	sheet_understood_phrase(s, field, FRESH, AGAIN, out);
}

static void pressed(struct sheet *s, size_t button)
{
	struct secret code = SECRET_INIT;
	struct secret fresh = SECRET_INIT;
	enum jal_err err = JAL_OK;

	if (button != 0) {
		app_pop(s->screen.app);
		return;
	}
	if (!sheet_ready(s))
		return;
	err = sheet_secret(s, CODE, &code);
	if (err == JAL_OK)
		err = sheet_secret(s, FRESH, &fresh);
	if (err == JAL_OK)
		err = host_enter(s->h, DOOR_RECOVER, &code, &fresh, NULL, NULL);
	secret_free(&code);
	secret_free(&fresh);
	if (err != JAL_OK)
		sheet_say_memory(s);
	else
		sheet_begin(s, _("Vérification du code : quelques secondes."));
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
	.title = N_("Phrase oubliée"),
	.above = above,
	.check = check,
	.understood = understood,
	.pressed = pressed,
	.ended = ended,
};

struct screen *scr_recover_new(struct host *h)
{
	struct sheet *s = sheet_new(h, &kind, sizeof(*s));

	return s != NULL ? &s->screen : NULL;
}
