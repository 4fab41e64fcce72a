/*
 * The recovery code. It is drawn and nowhere kept but in locked memory.
 */
#include "tui/scr_code.h"

#include <string.h>

#include "tui/i18n.h"
#include "tui/sheet.h"

enum { NOTED, COUNT };

struct code {
	struct sheet sheet;	/* first */
	bool change;
	struct secret phrase;
	struct secret words;
};

static const struct form_field fields[COUNT] = {
	[NOTED] = { .label = N_("Noté sur papier"), .type = FORM_CHECK, .needed = true, .hint = N_("Espace : cocher quand c’est fait") },
};
static const char *const make_buttons[] = { N_("Créer le coffre"), N_("Précédent") };
static const char *const change_buttons[] = { N_("Remplacer l’ancien code"), N_("Abandonner") };

/* Four words on a line, well apart. */
JAL_MUST static enum jal_err put_words(const struct code *c, struct buf *out)
{
	size_t words = 0;
	enum jal_err err = buf_puts(out, "     1 ");

	for (size_t i = 0; i < c->words.n && err == JAL_OK; i++) {
		if (c->words.p[i] != ' ') {
			err = buf_putc(out, c->words.p[i]);
		} else {
			words++;
			err = buf_printf(out, "%s%zu ", words == 4 ? "\n     " : "   ", words + 1);
		}
	}
	return err;
}

static enum jal_err above(const struct sheet *s, struct buf *out)
{
	enum jal_err err = buf_puts(out, _("Si vous oubliez la phrase secrète, ces 8 mots ouvriront le coffre. Notez-les sur papier, "
					   "loin de l’ordinateur : ils ne seront plus jamais montrés et ne sont dans aucun fichier.\n\n"));

	if (err == JAL_OK)
		err = put_words((const struct code *)s, out);
	return err == JAL_OK ? buf_puts(out, "\n") : err;
}

static void pressed(struct sheet *s, size_t button)
{
	struct code *c = (struct code *)s;
	struct secret phrase = SECRET_INIT;
	struct secret words = SECRET_INIT;
	enum jal_err err = JAL_OK;

	if (button != 0) {
		app_pop(s->screen.app);
		return;
	}
	if (*form_value(&s->form, NOTED) == '\0') {
		form_focus(&s->form, NOTED);
		app_say(s->screen.app, APP_WARNING, "%s", _("Notez d’abord les 8 mots sur papier, puis cochez la case avec Espace."));
		return;
	}
	err = secret_copy(c->phrase.p, c->phrase.n, &phrase);
	if (err == JAL_OK)
		err = secret_copy(c->words.p, c->words.n, &words);
	if (err == JAL_OK && c->change)
		err = host_enter(s->h, DOOR_RECOVERY, &phrase, NULL, &words, NULL);
	else if (err == JAL_OK)
		err = host_enter(s->h, DOOR_MAKE, NULL, &phrase, &words, NULL);
	secret_free(&phrase);
	secret_free(&words);
	if (err != JAL_OK)
		sheet_say_memory(s);
	else
		sheet_begin(s, c->change ? _("Changement du code : quelques secondes.") : _("Création du coffre chiffré : quelques secondes."));
}

static void ended(struct sheet *s)
{
	struct app *app = s->screen.app;

	if (s->ended_err != JAL_OK) {
		app_say_diag(app, &s->ended_why);
	} else if (((struct code *)s)->change) {
		app_pop(app);
		app_say(app, APP_INFO, "%s", _("Le nouveau code de secours est en place. L’ancien n’ouvre plus rien : détruisez-le."));
	}
}

static void forget(struct sheet *s)
{
	secret_free(&((struct code *)s)->phrase);
	secret_free(&((struct code *)s)->words);
}

static const struct sheet_kind make_kind = {
	.fields = fields,
	.n = COUNT,
	.buttons = make_buttons,
	.n_buttons = 2,
	.title = N_("Code de secours, étape 3 sur 4"),
	.above = above,
	.pressed = pressed,
	.ended = ended,
	.forget = forget,
};

static const struct sheet_kind change_kind = {
	.fields = fields,
	.n = COUNT,
	.buttons = change_buttons,
	.n_buttons = 2,
	.title = N_("Nouveau code de secours"),
	.above = above,
	.pressed = pressed,
	.ended = ended,
	.forget = forget,
};

static struct screen *new(struct host *h, bool change, struct secret *phrase, struct secret *words)
{
	struct sheet *s = sheet_new(h, change ? &change_kind : &make_kind, sizeof(struct code));
	struct code *c = (struct code *)s;

	if (s == NULL)
		return NULL;
	c->change = change;
	c->phrase = *phrase;
	c->words = *words;
	*phrase = SECRET_INIT;
	*words = SECRET_INIT;
	return &s->screen;
}

struct screen *scr_code_new(struct host *h, struct secret *fresh, struct secret *code)
{
	return new(h, false, fresh, code);
}

struct screen *scr_code_change(struct host *h, struct secret *typed, struct secret *code)
{
	return new(h, true, typed, code);
}
