/*
 * Step 4. What is typed lies in the vault (host_keep_steps), not in a draft:
 * it is no record's.
 */
#include "tui/scr_enter.h"

#include <string.h>

#include "tui/i18n.h"
#include "tui/scr_join.h"
#include "tui/sheet.h"

enum { CREATE_TERRITORY, CREATE_NAME, CREATE_ADDRESS, CREATE_COUNT };
enum { JOIN_NAME, JOIN_COUNT };

struct enter {
	struct sheet sheet;	/* first */
	bool joins;
	bool filled;		/* what was kept is in the fields */
};

static const struct form_field create_fields[CREATE_COUNT] = {
	[CREATE_TERRITORY] = { .label = N_("Nom du territoire"), .type = FORM_TEXT, .needed = true, .max = 320 },
	[CREATE_NAME] = { .label = N_("Votre nom"), .type = FORM_TEXT, .needed = true, .max = 320 },
	[CREATE_ADDRESS] = { .label = N_("Où synchroniser"), .type = FORM_TEXT, .max = 1000 },
};
static const char *const create_buttons[] = { N_("Créer le territoire"), N_("Plutôt en rejoindre un") };

static const struct form_field join_fields[JOIN_COUNT] = {
	[JOIN_NAME] = { .label = N_("Votre nom"), .type = FORM_TEXT, .needed = true, .max = 320 },
};
static const char *const join_buttons[] = { N_("Préparer ma demande"), N_("Plutôt créer un territoire") };

static enum jal_err above_create(const struct sheet *s, struct buf *out)
{
	(void)s;
	return buf_puts(out, _("Le territoire est créé sur cet ordinateur. Il sera envoyé à l’adresse ci-dessous quand vous "
			       "synchroniserez (F5), pas avant. Votre nom sera vu de vos collègues.\n"
			       "L’adresse peut attendre : un répertoire partagé, une clé USB (/media/…) ou un serveur (ssh://compte@serveur/chemin.git)."));
}

static enum jal_err above_join(const struct sheet *s, struct buf *out)
{
	(void)s;
	return buf_puts(out, _("jalon prépare une demande d’admission : un petit fichier à donner à la personne qui supervise le "
			       "territoire. Elle vous rendra une invitation. Votre nom sera vu de vos collègues.\n"
			       "Vous pouvez travailler tout de suite : vos dossiers restent ici, chiffrés, et partiront après l’admission."));
}

static enum form_verdict check_create(const struct sheet *s, size_t field, struct buf *why)
{
	return field == CREATE_ADDRESS ? sheet_check_address(s, field, why) : FORM_FINE;
}

/* ---- what is kept ---- */

JAL_MUST static enum jal_err gather(const struct enter *e, struct host_steps *out)
{
	const struct form *f = &e->sheet.form;
	struct host_steps s = { .joins = e->joins, .name = BUF_INIT, .territory = BUF_INIT, .address = BUF_INIT };
	enum jal_err err = buf_puts(&s.name, form_value(f, e->joins ? JOIN_NAME : CREATE_NAME));

	if (err == JAL_OK && !e->joins)
		err = buf_puts(&s.territory, form_value(f, CREATE_TERRITORY));
	if (err == JAL_OK && !e->joins)
		err = buf_puts(&s.address, form_value(f, CREATE_ADDRESS));
	if (err != JAL_OK) {
		host_steps_free(&s);
		return err;
	}
	*out = s;
	return JAL_OK;
}

static enum jal_err save_draft(struct sheet *s, struct diag *why)
{
	struct host_steps steps;
	enum jal_err err = JAL_OK;

	if (host_vault(s->h) == NULL || !desk_is_open(host_desk(s->h)))
		return JAL_OK;
	err = gather((struct enter *)s, &steps);
	if (err != JAL_OK)
		return diag_set(why, err, NULL);
	err = host_keep_steps(s->h, &steps, why);
	host_steps_free(&steps);
	return err;
}

static enum jal_err load(struct sheet *s, struct diag *why)
{
	struct enter *e = (struct enter *)s;
	struct host_steps steps;
	enum jal_err err = JAL_OK;

	if (e->filled)
		return JAL_OK;
	err = host_steps(s->h, &steps);
	if (err != JAL_OK)
		return diag_set(why, err, NULL);
	err = form_type_in(&s->form, e->joins ? JOIN_NAME : CREATE_NAME, buf_str(&steps.name));
	if (err == JAL_OK && !e->joins)
		err = form_type_in(&s->form, CREATE_TERRITORY, buf_str(&steps.territory));
	if (err == JAL_OK && !e->joins)
		err = form_type_in(&s->form, CREATE_ADDRESS, buf_str(&steps.address));
	host_steps_free(&steps);
	e->filled = err == JAL_OK;
	return err != JAL_OK ? diag_set(why, err, NULL) : JAL_OK;
}

/* ---- going on ---- */

static struct screen *new(struct host *h, bool joins);

static void turn_round(struct enter *e)
{
	struct sheet *s = &e->sheet;
	struct host_steps steps;
	struct diag why = DIAG_INIT;
	enum jal_err err = gather(e, &steps);

	if (err == JAL_OK) {
		steps.joins = !e->joins;
		err = host_keep_steps(s->h, &steps, &why);
		host_steps_free(&steps);
	}
	if (err == JAL_OK)
		err = app_go(s->screen.app, new(s->h, !e->joins));
	if (err != JAL_OK)
		sheet_say_memory(s);
}

static void pressed(struct sheet *s, size_t button)
{
	struct enter *e = (struct enter *)s;
	struct diag why = DIAG_INIT;
	bool begun = false;

	if (button != 0) {
		turn_round(e);
		return;
	}
	if (!sheet_ready(s) || save_draft(s, &why) != JAL_OK)
		return;
	if (e->joins)
		begun = host_exchange_start(s->h, EXCHANGE_REQUEST, form_value(&s->form, JOIN_NAME), NULL, NULL, NULL);
	else
		begun = host_exchange_start(s->h, EXCHANGE_CREATE, form_value(&s->form, CREATE_NAME),
			form_value(&s->form, CREATE_TERRITORY), form_value(&s->form, CREATE_ADDRESS), NULL);
	if (begun)
		sheet_begin(s, e->joins ? _("Préparation de la demande…") : _("Création du territoire…"));
}

static void ended(struct sheet *s)
{
	struct app *app = s->screen.app;
	struct host *h = s->h;
	bool joins = ((struct enter *)s)->joins;
	const struct exchange *x = host_exchange(h);

	/* The territory is there although its address was refused: it is asked for again by F5. */
	if (x->err != JAL_OK && id_is_zero(&desk_territory(host_desk(h))->id)) {
		app_say_diag(app, &x->why);
		return;
	}
	host_go_to_work(h);
	if (joins)
		(void)!app_push(app, scr_join_new(h));
	else if (x->err != JAL_OK)
		app_say_diag(app, &x->why);
	else
		app_say(app, APP_INFO, _("Le territoire « %s » est créé. Rien n’est encore parti : F5 pour l’envoyer."), host_place(h));
}

static bool back(struct sheet *s)
{
	app_say(s->screen.app, APP_INFO, "%s",
		_("Le coffre est créé ; il ne reste que cette étape. F10 : s’arrêter là, elle attendra à la prochaine ouverture."));
	return true;
}

static const struct sheet_kind create_kind = {
	.fields = create_fields,
	.n = CREATE_COUNT,
	.buttons = create_buttons,
	.n_buttons = 2,
	.title = N_("Créer un territoire, étape 4 sur 4"),
	.above = above_create,
	.check = check_create,
	.load = load,
	.pressed = pressed,
	.ended = ended,
	.save_draft = save_draft,
	.back = back,
};

static const struct sheet_kind join_kind = {
	.fields = join_fields,
	.n = JOIN_COUNT,
	.buttons = join_buttons,
	.n_buttons = 2,
	.title = N_("Rejoindre un territoire, étape 4 sur 4"),
	.above = above_join,
	.load = load,
	.pressed = pressed,
	.ended = ended,
	.save_draft = save_draft,
	.back = back,
};

static struct screen *new(struct host *h, bool joins)
{
	struct sheet *s = sheet_new(h, joins ? &join_kind : &create_kind, sizeof(struct enter));

	if (s == NULL)
		return NULL;
	((struct enter *)s)->joins = joins;
	return &s->screen;
}

struct screen *scr_enter_new(struct host *h)
{
	struct host_steps steps;
	bool joins = true;

	if (host_steps(h, &steps) == JAL_OK) {
		joins = steps.joins;
		host_steps_free(&steps);
	}
	return new(h, joins);
}
