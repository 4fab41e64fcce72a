/*
 * The sheet.
 */
#include "tui/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "core/passphrase.h"
#include "sync/address.h"
#include "tui/i18n.h"

#define SECRET_BYTES 1026

static struct sheet *self(struct screen *s)
{
	return (struct sheet *)s;
}

static void title(const struct screen *s, struct buf *out)
{
	if (buf_puts(out, _(((const struct sheet *)s)->kind->title)) != JAL_OK)
		buf_clear(out);
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct sheet *sh = self(s);

	sh->form.today = clock_today(app_clock(s->app));
	sh->form.azerty = app_settings(s->app)->azerty_digits;
	return sh->kind->load != NULL ? sh->kind->load(sh, why) : JAL_OK;
}

/* ---- drawing ---- */

static int draw_above(const struct sheet *sh, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	int rows = 0;

	if (sh->kind->above != NULL && sh->kind->above(sh, &text) == JAL_OK && text.len > 0)
		rows = canvas_paragraph(c, r, ROLE_NORMAL, buf_str(&text));
	buf_free(&text);
	return rows;
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct sheet *sh = self(s);
	struct rect r = { l->body.row, 1, l->body.rows, l->cols - 2 };
	/* Where rows are few, the field with the focus goes before the explanation. */
	int room = l->body.rows > 4 ? l->body.rows - 4 : 0;
	int above = room > 0 ? draw_above(sh, c, (struct rect){ r.row, r.col, room, r.cols }) : 0;

	r = layout_below(r, above > 0 && l->body.rows > above + 6 ? above + 1 : above);
	if (sh->busy != NULL && r.rows > 1) {
		r.rows--;
		canvas_put(c, r.row + r.rows, r.col, r.cols, ATTR_BOLD, sh->busy);
	}
	form_draw(&sh->form, c, r);
}

static void tell(struct screen *s, struct tell *t)
{
	struct sheet *sh = self(s);
	struct buf text = BUF_INIT;

	if (sh->kind->above != NULL && sh->kind->above(sh, &text) == JAL_OK && text.len > 0)
		tell_say(t, buf_str(&text));
	buf_free(&text);
	form_tell(&sh->form, t);
	if (sh->busy == NULL)
		return;
	tell_say(t, sh->busy);
	t->busy = true;
	t->takes = TELL_COMMAND;
	t->fields = false;
	tell_prompt(t, "");
}

/* ---- keys ---- */

void sheet_say_memory(struct sheet *s)
{
	app_say(s->screen.app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
}

static void say_why(struct sheet *sh, size_t field, enum app_tone tone)
{
	const char *why = buf_str(&sh->form.values[field].why);

	if (*why != '\0')
		app_say_about(sh->screen.app, tone, _(sh->fields[field].label), why);
}

bool sheet_ready(struct sheet *s)
{
	if (form_ready(&s->form))
		return true;
	say_why(s, s->form.at, APP_ERROR);
	return false;
}

static void press(struct sheet *sh, size_t button)
{
	if (sh->busy != NULL)
		app_say(sh->screen.app, APP_INFO, "%s", sh->busy);
	else
		sh->kind->pressed(sh, button);
}

static bool key(struct screen *s, const struct key *k)
{
	struct sheet *sh = self(s);
	size_t before = sh->form.at;

	if (sh->busy != NULL && k->code != K_ESC) {
		/* Nothing comes over a sheet that waits: its end is told on it. */
		bool kept = k->len > 0 || k->code == K_ENTER || k->code == K_F(1) || k->code == K_F(9) ||
			k->code == (K_CTRL | 'p');

		if (kept)
			app_say(s->app, APP_INFO, "%s", sh->busy);
		return kept;
	}
	switch (form_key(&sh->form, k)) {
	case FORM_CHANGED:
		app_touch(s->app);
		return true;
	case FORM_LEFT:
		say_why(sh, before, APP_WARNING);
		return true;
	case FORM_TOO_LONG:
		app_say(s->app, APP_WARNING, "%s", _("Ce champ est plein : la suite n’a pas été prise."));
		return true;
	case FORM_NO_CHOICE:
		app_say(s->app, APP_INFO, "%s", form_how_to_choose(&sh->form));
		return true;
	case FORM_PRESSED:
		press(sh, form_button(&sh->form));
		return true;
	case FORM_MOVED:
		return true;
	case FORM_IGNORED:
		break;
	}
	return false;
}

static bool choose(struct screen *s, size_t number)
{
	struct sheet *sh = self(s);

	if (sh->busy != NULL || !form_choose(&sh->form, number))
		return false;
	/* A button's number is the button. */
	if (!sh->form.picker.open && sh->form.at >= sh->form.n)
		press(sh, form_button(&sh->form));
	return true;
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	struct sheet *sh = self(s);

	switch (sh->busy != NULL ? FORM_IGNORED : form_answer(&sh->form, line, n)) {
	case FORM_TOO_LONG:
		app_say(s->app, APP_WARNING, "%s", _("Ce champ est plein : la suite n’a pas été prise."));
		return true;
	case FORM_NO_CHOICE:
		app_say(s->app, APP_INFO, "%s", _("Aucun choix ne commence ainsi."));
		return true;
	case FORM_CHANGED:
		app_touch(s->app);
		return true;
	case FORM_MOVED:
	case FORM_LEFT:
	case FORM_PRESSED:
		return true;
	case FORM_IGNORED:
		break;
	}
	return false;
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	struct sheet *sh = self(s);

	switch (sh->busy != NULL ? FORM_IGNORED : form_paste(&sh->form, bytes, n, NULL)) {
	case FORM_TOO_LONG:
		app_say(s->app, APP_WARNING, "%s", _("Le texte collé n’a pas la place ici : rien n’a été collé."));
		return true;
	case FORM_CHANGED:
		app_touch(s->app);
		return true;
	case FORM_MOVED:
	case FORM_LEFT:
	case FORM_NO_CHOICE:
	case FORM_PRESSED:
		return true;
	case FORM_IGNORED:
		break;
	}
	return false;
}

static void show_secrets(struct sheet *sh, bool shown)
{
	sh->shown = shown;
	for (size_t i = 0; i < sh->kind->n; i++)
		if (sh->fields[i].type == FORM_SECRET)
			sh->form.values[i].editor.shown = shown;
}

static bool run(struct screen *s, enum action_id action)
{
	struct sheet *sh = self(s);

	if (action == ACT_SAVE) {
		press(sh, 0);
		return true;
	}
	if (action == ACT_SHOW_SECRET) {
		show_secrets(sh, !sh->shown);
		return true;
	}
	if (action != ACT_BACK)
		return false;
	if (sh->busy != NULL && !sh->kind->behind) {
		app_say(s->app, APP_INFO, "%s", sh->busy);
		return true;
	}
	return sh->kind->back != NULL && sh->kind->back(sh);
}

static const char *why_not(const struct screen *s, enum action_id action)
{
	const struct sheet *sh = (const struct sheet *)s;

	return action == ACT_LOCK && host_vault(sh->h) == NULL ? _("aucun coffre n’est encore ouvert") : NULL;
}

static unsigned have(const struct screen *s)
{
	const struct sheet *sh = (const struct sheet *)s;

	for (size_t i = 0; i < sh->kind->n; i++)
		if (sh->fields[i].type == FORM_SECRET)
			return NEED_SECRET;
	return 0;
}

static bool typing(const struct screen *s)
{
	return form_typing(&((const struct sheet *)s)->form);
}

static enum jal_err save_draft(struct screen *s, struct diag *why)
{
	struct sheet *sh = self(s);

	return sh->kind->save_draft != NULL ? sh->kind->save_draft(sh, why) : JAL_OK;
}

/* Under a lock it is only noted: what a sheet does at its end is not for the lock's
 * screen, which would be closed instead. */
static void event(struct screen *s, const void *e)
{
	struct sheet *sh = self(s);

	if (((const struct desk_event *)e)->kind != DESK_NEWS || sh->busy == NULL ||
		(!sh->over && (host_at_door(sh->h) || host_backing_up(sh->h) || exchange_running(host_exchange(sh->h)))))
		return;
	if (!sh->over)
		sh->ended_err = host_refusal(sh->h, &sh->ended_why);
	sh->over = true;
	if (app_top(s->app) != s)
		return;
	sh->busy = NULL;
	if (sh->exchanges && host_exchange(sh->h)->state != EXCHANGE_OVER)
		app_say(s->app, APP_WARNING, "%s", _("Le verrouillage l’a interrompu : recommencez. Rien n’est perdu."));
	else if (sh->kind->ended != NULL)
		sh->kind->ended(sh);
}

/* ---- life ---- */

static void clear_secrets(struct sheet *s)
{
	for (size_t i = 0; i < s->kind->n; i++)
		if (s->fields[i].type == FORM_SECRET)
			(void)!form_type_in(&s->form, i, "");
}

static void release(struct screen *s)
{
	struct sheet *sh = self(s);

	clear_secrets(sh);
	show_secrets(sh, false);
}

static void sheet_free(struct screen *s)
{
	struct sheet *sh = self(s);

	if (sh->kind->forget != NULL)
		sh->kind->forget(sh);
	form_free(&sh->form);
	for (size_t i = 0; i < SHEET_FIELDS; i++)
		secret_free(&sh->memory[i]);
	free(sh);
}

static enum form_verdict check(void *ctx, const struct form *f, size_t field, struct buf *why)
{
	const struct sheet *sh = ctx;

	(void)f;
	return sh->kind->check != NULL ? sh->kind->check(sh, field, why) : FORM_FINE;
}

static void understood(void *ctx, const struct form *f, size_t field, struct buf *out)
{
	const struct sheet *sh = ctx;

	(void)f;
	if (sh->kind->understood != NULL)
		sh->kind->understood(sh, field, out);
}

static const struct form_hooks hooks = { .check = check, .understood = understood };

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = draw,
	.tell = tell,
	.choose = choose,
	.answer = answer,
	.key = key,
	.paste = paste,
	.run = run,
	.why_not = why_not,
	.have = have,
	.typing = typing,
	.save_draft = save_draft,
	.event = event,
	.release = release,
	.free = sheet_free,
};

struct sheet *sheet_new(struct host *h, const struct sheet_kind *kind, size_t size)
{
	struct sheet *sh = calloc(1, size);
	enum jal_err err = JAL_OK;

	if (sh == NULL)
		return NULL;
	sh->screen = (struct screen){ .vt = &vt, .id = SCR_ASSISTANT };
	sh->h = h;
	sh->kind = kind;
	for (size_t i = 0; i < kind->n && err == JAL_OK; i++) {
		sh->fields[i] = kind->fields[i];
		if (kind->fields[i].type != FORM_SECRET)
			continue;
		err = secret_new(SECRET_BYTES, &sh->memory[i]);
		sh->fields[i].secret.memory = (char *)sh->memory[i].p;
		sh->fields[i].secret.n = SECRET_BYTES;
	}
	if (err == JAL_OK)
		err = form_init(&sh->form, sh->fields, kind->n, kind->buttons, kind->n_buttons, &hooks, sh);
	if (err != JAL_OK) {
		for (size_t i = 0; i < SHEET_FIELDS; i++)
			secret_free(&sh->memory[i]);
		free(sh);
		return NULL;
	}
	return sh;
}

void sheet_begin(struct sheet *s, const char *busy)
{
	s->busy = busy;
	s->over = false;
	s->exchanges = exchange_running(host_exchange(s->h));
}

enum jal_err sheet_secret(const struct sheet *s, size_t field, struct secret *out)
{
	const char *text = form_value(&s->form, field);

	return secret_copy(text, strlen(text), out);
}

enum form_verdict sheet_check_address(const struct sheet *s, size_t field, struct buf *why)
{
	struct address address;
	struct diag refused = DIAG_INIT;

	/* "serveur.example/plie" is a folder of that name beside the vault, which takes every
	 * exchange and which no colleague ever sees. */
	if (address_parse(form_value(&s->form, field), &address, &refused) == JAL_OK &&
		(address.kind != ADDRESS_FOLDER || address.path[0] == '/'))
		return FORM_FINE;
	(void)diag_set_if_empty(&refused, JAL_ERR_INVALID,
			N_("Un répertoire s’écrit en entier, depuis « / » (/media/cle/territoire.git) ; un serveur, avec "
			   "ssh:// devant (ssh://compte@serveur/chemin.git)."));
	(void)!diag_render(&refused, i18n_text, why);
	return FORM_WRONG;
}

/* ---- a new passphrase ---- */

enum form_verdict sheet_check_phrase(const struct sheet *s, size_t field, size_t fresh, size_t again, struct buf *why)
{
	const char *text = form_value(&s->form, fresh);
	enum passphrase_strength strength = PASSPHRASE_REFUSED;
	struct diag refused = DIAG_INIT;

	if (field == again && strcmp(text, form_value(&s->form, again)) != 0) {
		(void)!buf_puts(why, _("Ce n’est pas la même phrase : retapez-la, Ctrl+A la montre."));
		return FORM_WRONG;
	}
	if (field != fresh || passphrase_check(text, strlen(text), &strength, &refused) == JAL_OK)
		return FORM_FINE;
	(void)!diag_render(&refused, i18n_text, why);
	return FORM_WRONG;
}

void sheet_understood_phrase(const struct sheet *s, size_t field, size_t fresh, size_t again, struct buf *out)
{
	const char *text = form_value(&s->form, fresh);
	enum passphrase_strength strength = PASSPHRASE_REFUSED;

	if (field == fresh && passphrase_check(text, strlen(text), &strength, NULL) == JAL_OK)
		(void)!buf_printf(out, _("solidité : %s"), _(passphrase_word(strength)));
	else if (field == fresh)
		(void)!buf_puts(out, _("trop faible"));
	else if (field == again && strcmp(text, form_value(&s->form, again)) == 0)
		(void)!buf_puts(out, _("identique"));
}
