/*
 * The address.
 */
#include "tui/scr_address.h"

#include "tui/i18n.h"
#include "tui/sheet.h"

enum { ADDRESS, COUNT };

static const struct form_field fields[COUNT] = {
	[ADDRESS] = { .label = N_("Adresse"), .type = FORM_TEXT, .needed = true, .max = 1000 },
};
static const char *const buttons[] = { N_("Enregistrer et synchroniser"), N_("Plus tard") };

static enum jal_err above(const struct sheet *s, struct buf *out)
{
	(void)s;
	return buf_puts(out, _("Où synchroniser ? Un répertoire partagé, une clé USB (/media/…) ou un serveur "
			       "(ssh://compte@serveur/chemin.git).\n"
			       "Ce qui y est envoyé est chiffré : ni le serveur ni la clé n’en lisent rien."));
}

static void pressed(struct sheet *s, size_t button)
{
	if (button != 0)
		app_pop(s->screen.app);
	else if (sheet_ready(s) &&
		host_exchange_start(s->h, EXCHANGE_ADDRESS, NULL, NULL, form_value(&s->form, ADDRESS), NULL))
		sheet_begin(s, _("Enregistrement de l’adresse…"));
}

static void ended(struct sheet *s)
{
	struct host *h = s->h;
	const struct exchange *x = host_exchange(h);

	if (x->err != JAL_OK) {
		app_say_diag(s->screen.app, &x->why);
		return;
	}
	app_pop(s->screen.app);
	host_synchronise(h, true);
}

static const struct sheet_kind kind = {
	.fields = fields,
	.n = COUNT,
	.buttons = buttons,
	.n_buttons = 2,
	.title = N_("Où synchroniser"),
	.above = above,
	.check = sheet_check_address,
	.pressed = pressed,
	.ended = ended,
};

struct screen *scr_address_new(struct host *h)
{
	struct sheet *s = sheet_new(h, &kind, sizeof(*s));

	return s != NULL ? &s->screen : NULL;
}
