/*
 * The request and the invitation. The same vault gives the same request again,
 * so it is made anew each time rather than kept.
 */
#include "tui/scr_join.h"

#include <stdlib.h>
#include <string.h>

#include "core/fsio.h"
#include "tui/i18n.h"
#include "tui/scr_reader.h"
#include "tui/sheet.h"

enum { FILE_OUT, INVITATION, FILE_IN, ADDRESS, COUNT };
enum { BUTTON_JOIN, BUTTON_SAVE, BUTTON_SHOW, BUTTON_LATER };

/* Requests and invitations are a few hundred bytes. */
#define LETTER_MAX ((size_t)16 << 10)

struct join {
	struct sheet sheet;	/* first */
	struct buf request;
	char code[TERRITORY_CODE_MAX];		/* to read aloud */
	char invitation_code[TERRITORY_CODE_MAX];
	bool asked;		/* the request is being made */
	bool joins;		/* the invitation is being followed */
};

static const struct form_field fields[COUNT] = {
	[FILE_OUT] = { .label = N_("Fichier de demande"), .type = FORM_TEXT, .path = true, .max = 1000 },
	[INVITATION] = { .label = N_("Invitation, à coller"), .type = FORM_LONG, .rows = 3, .max = LETTER_MAX },
	[FILE_IN] = { .label = N_("ou son fichier"), .type = FORM_TEXT, .path = true, .max = 1000 },
	[ADDRESS] = { .label = N_("Autre adresse, au besoin"), .type = FORM_TEXT, .max = 1000 },
};
static const char *const buttons[] = { [BUTTON_JOIN] = N_("Rejoindre"), [BUTTON_SAVE] = N_("Enregistrer la demande"),
	[BUTTON_SHOW] = N_("La lire"), [BUTTON_LATER] = N_("Plus tard") };

static struct join *of(struct sheet *s)
{
	return (struct join *)s;
}

static enum jal_err above(const struct sheet *s, struct buf *out)
{
	const struct join *j = (const struct join *)s;
	enum jal_err err = JAL_OK;

	if (j->request.len == 0)
		return buf_puts(out, _("Votre demande d’admission se prépare…\n"));
	err = buf_printf(out, _("1. Donnez votre demande à la personne qui supervise le territoire (fichier ou texte), et lisez-lui ce code "
				"au téléphone : %s\n"),
		j->code);
	if (err == JAL_OK && j->invitation_code[0] == '\0')
		err = buf_puts(out, _("2. Collez ici l’invitation qu’elle vous rendra, ou donnez son fichier. D’ici là, travaillez : tout est gardé ici.\n"));
	if (err == JAL_OK && j->invitation_code[0] != '\0')
		err = buf_printf(out, _("2. Le code de cette invitation est %s : faites-le-vous lire au téléphone avant de rejoindre.\n"),
			j->invitation_code);
	return err;
}

static enum form_verdict check(const struct sheet *s, size_t field, struct buf *why)
{
	return field == ADDRESS ? sheet_check_address(s, field, why) : FORM_FINE;
}

/* ---- the request ---- */

JAL_MUST static enum jal_err usual_file(struct buf *out)
{
	const char *home = getenv("HOME");

	return fsio_path(home != NULL ? home : "", _("demande-jalon.txt"), out);
}

static enum jal_err load(struct sheet *s, struct diag *why)
{
	struct join *j = of(s);
	struct host_steps steps;
	struct buf file = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (j->request.len > 0 || j->asked)
		return JAL_OK;
	err = usual_file(&file);
	if (err == JAL_OK && *form_value(&s->form, FILE_OUT) == '\0')
		err = form_type_in(&s->form, FILE_OUT, buf_str(&file));
	buf_free(&file);
	if (err == JAL_OK)
		err = host_steps(s->h, &steps);
	if (err != JAL_OK)
		return diag_set(why, err, NULL);
	/* Without a name on the first steps it was asked for on the command line, or in another vault. */
	j->asked = host_exchange_start(s->h, EXCHANGE_REQUEST,
		steps.name.len > 0 ? buf_str(&steps.name) : desk_member_name(host_desk(s->h), desk_member(host_desk(s->h))),
		NULL, NULL, NULL);
	if (j->asked)
		sheet_begin(s, _("Votre demande se prépare : un instant."));
	host_steps_free(&steps);
	return JAL_OK;
}

static void save_request(struct join *j)
{
	struct sheet *s = &j->sheet;
	const char *file = form_value(&s->form, FILE_OUT);
	struct diag why = DIAG_INIT;

	if (*file == '\0') {
		form_focus(&s->form, FILE_OUT);
		app_say(s->screen.app, APP_WARNING, "%s", _("Dites d’abord dans quel fichier enregistrer la demande."));
	} else if (fsio_exists(file)) {
		form_focus(&s->form, FILE_OUT);
		app_say(s->screen.app, APP_WARNING, _("« %s » existe déjà et n’a pas été touché. Donnez un autre nom."), file);
	} else if (fsio_replace(file, j->request.data, j->request.len, &why) != JAL_OK) {
		app_say_diag(s->screen.app, &why);
	} else {
		app_say(s->screen.app, APP_INFO, _("Demande enregistrée dans « %s ». Code à lire au téléphone : %s."), file, j->code);
	}
}

/* ---- the invitation ---- */

/* What was pasted, or what the file holds; appended. */
JAL_MUST static enum jal_err take_invitation(struct join *j, struct buf *out, struct diag *why)
{
	struct sheet *s = &j->sheet;

	if (*form_value(&s->form, INVITATION) != '\0')
		return buf_puts(out, form_value(&s->form, INVITATION));
	if (*form_value(&s->form, FILE_IN) != '\0')
		return fsio_read(form_value(&s->form, FILE_IN), LETTER_MAX, out, why);
	form_focus(&s->form, INVITATION);
	return diag_set(why, JAL_ERR_NOT_FOUND, N_("Collez d’abord l’invitation reçue, ou donnez le fichier où elle est."));
}

/* The first time its code is shown, to be compared; the second time it is
 * followed. */
static void follow(struct join *j)
{
	struct sheet *s = &j->sheet;
	struct buf letter = BUF_INIT;
	struct diag why = DIAG_INIT;
	char code[TERRITORY_CODE_MAX] = "";
	enum jal_err err = take_invitation(j, &letter, &why);

	if (err == JAL_OK)
		err = territory_check_code((const char *)letter.data, letter.len, code, &why);
	if (err != JAL_OK) {
		(void)diag_set_if_empty(&why, err, NULL);
		app_say_diag(s->screen.app, &why);
		goto out;
	}
	if (strcmp(code, j->invitation_code) != 0) {
		memcpy(j->invitation_code, code, sizeof(j->invitation_code));
		app_say(s->screen.app, APP_INFO, _("Code de l’invitation : %s. Si c’est bien celui qu’on vous lit, « Rejoindre » encore une fois."), code);
		goto out;
	}
	j->joins = host_exchange_start(s->h, EXCHANGE_JOIN, NULL, NULL, form_value(&s->form, ADDRESS), buf_str(&letter));
	if (j->joins)
		sheet_begin(s, _("Connexion au territoire et vérification de tout ce qu’il contient…"));
out:
	buf_free(&letter);
}

static void pressed(struct sheet *s, size_t button)
{
	struct join *j = of(s);
	struct app *app = s->screen.app;

	if (button == BUTTON_LATER) {
		app_pop(app);
		app_say(app, APP_INFO, "%s", _("F5 : revenir à votre demande et à l’invitation."));
	} else if (button == BUTTON_JOIN) {
		follow(j);
	} else if (j->request.len == 0) {
		app_say(app, APP_WARNING, "%s", _("La demande n’a pas pu être préparée. Fermez cet écran et rouvrez-le par F5."));
	} else if (button == BUTTON_SAVE) {
		save_request(j);
	} else {
		(void)!app_push(app, scr_reader_new(_("Votre demande d’admission"), buf_str(&j->request)));
	}
}

static void ended(struct sheet *s)
{
	struct join *j = of(s);
	struct app *app = s->screen.app;
	struct host *h = s->h;
	const struct exchange *x = host_exchange(h);
	struct diag why = x->why;

	if (j->asked) {
		j->asked = false;
		if (x->err == JAL_OK && (buf_put(&j->request, x->letter.data, x->letter.len) != JAL_OK ||
			territory_check_code((const char *)j->request.data, j->request.len, j->code, &why) != JAL_OK))
			buf_free(&j->request);
	}
	if (x->err != JAL_OK) {
		j->joins = false;
		app_say_diag(app, &why);
		return;
	}
	if (!j->joins)
		return;
	app_home(app);
	app_say(app, APP_INFO, _("Bienvenue dans « %s ». F5 envoie ce que vous avez préparé."), host_place(h));
}

static void forget(struct sheet *s)
{
	buf_free(&of(s)->request);
}

static const struct sheet_kind kind = {
	.fields = fields,
	.n = COUNT,
	.buttons = buttons,
	.n_buttons = 4,
	.title = N_("Rejoindre un territoire"),
	.above = above,
	.check = check,
	.load = load,
	.pressed = pressed,
	.ended = ended,
	.forget = forget,
};

struct screen *scr_join_new(struct host *h)
{
	struct sheet *s = sheet_new(h, &kind, sizeof(struct join));

	return s != NULL ? &s->screen : NULL;
}
