/*
 * The new passphrase.
 */
#include "tui/scr_phrase.h"

#include "core/recovery.h"
#include "tui/i18n.h"
#include "tui/scr_code.h"
#include "tui/sheet.h"

enum { FRESH, AGAIN, COUNT };

struct phrase {
	struct sheet sheet;	/* first */
	struct secret code;	/* the recovery code: the same when one comes back */
};

static const struct form_field fields[COUNT] = {
	[FRESH] = { .label = N_("Phrase secrète"), .type = FORM_SECRET, .needed = true },
	[AGAIN] = { .label = N_("Confirmation"), .type = FORM_SECRET, .needed = true },
};
static const char *const buttons[] = { N_("Continuer"), N_("Précédent") };

static enum jal_err above(const struct sheet *s, struct buf *out)
{
	(void)s;
	return buf_puts(out, _("La phrase secrète ouvre vos dossiers sur cet ordinateur. Personne ne peut la retrouver à votre "
			       "place.\n"
			       "Une phrase solide : quatre mots ou plus sans lien entre eux, 12 caractères au moins. Ctrl+A la montre.\n"));
}

static enum form_verdict check(const struct sheet *s, size_t field, struct buf *why)
{
	return sheet_check_phrase(s, field, FRESH, AGAIN, why);
}

static void understood(const struct sheet *s, size_t field, struct buf *out)
{
	sheet_understood_phrase(s, field, FRESH, AGAIN, out);
}

static void pressed(struct sheet *s, size_t button)
{
	struct phrase *p = (struct phrase *)s;
	struct secret fresh = SECRET_INIT;
	struct secret code = SECRET_INIT;
	struct screen *next = NULL;
	enum jal_err err = JAL_OK;

	if (button != 0) {
		app_pop(s->screen.app);
		return;
	}
	if (!sheet_ready(s))
		return;
	if (p->code.n == 0)
		err = recovery_make(&p->code);
	if (err == JAL_OK)
		err = sheet_secret(s, FRESH, &fresh);
	if (err == JAL_OK)
		err = secret_copy(p->code.p, p->code.n, &code);
	if (err == JAL_OK) {
		next = scr_code_new(s->h, &fresh, &code);
		err = next != NULL ? app_push(s->screen.app, next) : JAL_ERR_NOMEM;
	}
	secret_free(&fresh);
	secret_free(&code);
	if (err != JAL_OK)
		sheet_say_memory(s);
}

static void forget(struct sheet *s)
{
	secret_free(&((struct phrase *)s)->code);
}

static const struct sheet_kind kind = {
	.fields = fields,
	.n = COUNT,
	.buttons = buttons,
	.n_buttons = 2,
	.title = N_("Phrase secrète, étape 2 sur 4"),
	.above = above,
	.check = check,
	.understood = understood,
	.pressed = pressed,
	.forget = forget,
};

struct screen *scr_phrase_new(struct host *h)
{
	struct sheet *s = sheet_new(h, &kind, sizeof(struct phrase));

	return s != NULL ? &s->screen : NULL;
}
