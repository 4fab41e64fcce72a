/*
 * The passphrase. Argon2id runs in the worker; meanwhile the screen answers.
 */
#include "tui/scr_unlock.h"

#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/vaultdir.h"
#include "tui/editor.h"
#include "tui/i18n.h"
#include "tui/scr_recover.h"
#include "tui/term.h"

#define PHRASE_BYTES 1026
#define VAULTS 32

enum button { BUTTON_OPEN, BUTTON_FORGOTTEN, BUTTON_QUIT };

struct unlock {
	struct screen screen;	/* first */
	struct host *h;
	bool locked;
	struct secret memory;	/* what is typed */
	struct editor phrase;
	size_t at;	/* 0: the phrase; then the buttons; then the vault, if there are several */
	enum button buttons[3];
	size_t n_buttons;
	char *vaults[VAULTS];	/* folders; none when there is no choice */
	size_t n_vaults;
	size_t vault;
	int64_t closed;		/* when it was closed well; 0 */
	bool waiting;		/* the door was asked and has not answered */
};

static struct unlock *self(struct screen *s)
{
	return (struct unlock *)s;
}

static const char *button_label(const struct unlock *u, enum button b)
{
	switch (b) {
	case BUTTON_OPEN:
		return u->locked ? _("Déverrouiller") : _("Ouvrir");
	case BUTTON_FORGOTTEN:
		return _("J’ai oublié ma phrase");
	case BUTTON_QUIT:
		return u->locked ? _("Fermer jalon") : _("Quitter");
	}
	return "";
}

/* ---- vaults ---- */

static void forget_vaults(struct unlock *u)
{
	for (size_t i = 0; i < u->n_vaults; i++)
		free(u->vaults[i]);
	u->n_vaults = 0;
}

static enum jal_err keep_vault(void *ctx, const struct vaultdir_entry *entry)
{
	struct unlock *u = ctx;

	if (u->n_vaults == VAULTS)
		return JAL_OK;
	u->vaults[u->n_vaults] = strdup(entry->path);
	if (u->vaults[u->n_vaults] == NULL)
		return JAL_ERR_NOMEM;
	if (strcmp(entry->path, host_folder(u->h)) == 0)
		u->vault = u->n_vaults;
	u->n_vaults++;
	return JAL_OK;
}

/* Only when the vault asked for is one of several in the usual place. */
JAL_MUST static enum jal_err list_vaults(struct unlock *u)
{
	struct buf home = BUF_INIT;
	enum jal_err err = JAL_OK;

	forget_vaults(u);
	u->vault = VAULTS;
	if (!u->locked && vaultdir_home(&home) == JAL_OK)
		err = vaultdir_list(buf_str(&home), keep_vault, u);
	if (u->n_vaults < 2 || u->vault == VAULTS)
		forget_vaults(u);
	buf_free(&home);
	return err;
}

static const char *vault_name(const struct unlock *u)
{
	const char *name = strrchr(u->vaults[u->vault], '/');

	return name != NULL ? name + 1 : u->vaults[u->vault];
}

static void read_state(struct unlock *u)
{
	struct vaultdir_state state;

	vaultdir_read_state(host_folder(u->h), &state);
	u->closed = u->locked ? 0 : state.closed;
}

static void next_vault(struct unlock *u, size_t step)
{
	u->vault = (u->vault + step) % u->n_vaults;
	if (host_choose_folder(u->h, u->vaults[u->vault]) == JAL_OK)
		read_state(u);
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct unlock *u = self(s);
	enum jal_err err = list_vaults(u);

	if (err != JAL_OK)
		return diag_set(why, err, NULL);
	read_state(u);
	return JAL_OK;
}

/* ---- drawing ---- */

static void title(const struct screen *s, struct buf *out)
{
	const struct unlock *u = (const struct unlock *)s;

	if (buf_puts(out, u->locked ? _("Verrouillé") : _("Ouverture")) != JAL_OK)
		buf_clear(out);
}

/* "hier 18h04" */
JAL_MUST static enum jal_err put_when(const struct unlock *u, struct buf *out)
{
	const struct jal_clock *clock = host_clock(u->h);
	int64_t minutes = u->closed / 60000 + clock->offset_min(clock->ctx, u->closed);
	int32_t day = date_of_time(minutes);
	char time[DATE_SHOWN_MAX];
	char date[DATE_SHOWN_MAX];
	struct format f = desk_format();
	const char *at = date_shown_minutes(date_minutes_of_time(minutes), false, f.english ? ':' : 'h', time);

	if (day == clock_today(clock))
		return buf_printf(out, _("aujourd’hui %s"), at);
	if (day == clock_today(clock) - 1)
		return buf_printf(out, _("hier %s"), at);
	return buf_printf(out, _("le %s à %s"), date_shown(day, date), at);
}

JAL_MUST static enum jal_err put_since(const struct unlock *u, struct buf *out)
{
	int64_t minutes = (term_now_ms() - host_locked_at(u->h)) / 60000;

	if (minutes > 0)
		return buf_printf(out, P_("Session verrouillée depuis %d minute.", "Session verrouillée depuis %d minutes.",
			(unsigned long)minutes), (int)minutes);
	return buf_puts(out, _("Session verrouillée."));
}

static void draw_since(const struct unlock *u, struct canvas *c, struct rect r, int gap)
{
	struct buf text = BUF_INIT;

	if (put_since(u, &text) == JAL_OK)
		canvas_put(c, r.row, r.col, r.cols, ROLE_NORMAL, buf_str(&text));
	canvas_paragraph(c, (struct rect){ r.row + gap, r.col, 2, r.cols }, ROLE_NORMAL, _("Votre saisie est conservée, chiffrée."));
	buf_free(&text);
}

static void draw_buttons(struct unlock *u, struct canvas *c, struct rect r)
{
	int row = r.row;
	int col = r.col;

	for (size_t i = 0; i < u->n_buttons; i++) {
		const char *label = button_label(u, u->buttons[i]);
		int width = glyph_columns(label, strlen(label)) + 4;
		bool current = u->at == i + 1;
		unsigned style = current ? ROLE_CURRENT : ROLE_NORMAL;

		/* One under the other where there is no room beside. */
		if (col > r.col && col + width > r.col + r.cols) {
			col = r.col;
			row++;
		}
		canvas_put(c, row, col, 2, style, "[ ");
		canvas_put(c, row, col + 2, width - 4, style, label);
		canvas_put(c, row, col + width - 2, 2, style, " ]");
		if (current)
			canvas_cursor(c, row, col + 2);
		col += width + 4;
	}
}

static void draw_vault(struct unlock *u, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	bool current = u->at == u->n_buttons + 1;

	if (u->n_vaults == 0)
		return;
	canvas_put(c, r.row, r.col, 16, ROLE_NORMAL, _("Coffre"));
	if (buf_printf(&text, _("← %s →   (%zu sur %zu)"), vault_name(u), u->vault + 1, u->n_vaults) == JAL_OK)
		canvas_put(c, r.row, r.col + 18, r.cols - 18, current ? ROLE_CURRENT : ROLE_NORMAL, buf_str(&text));
	if (current) {
		canvas_put(c, r.row, r.col + 16, 1, ROLE_NORMAL, ">");
		canvas_cursor(c, r.row, r.col + 18);
	}
	buf_free(&text);
}

/* What is under way, what helps; nothing. */
JAL_MUST static enum jal_err put_below(const struct unlock *u, struct buf *out)
{
	int wait = host_wait_s(u->h);
	const char *phrase = host_demo_phrase(u->h);
	enum jal_err err = JAL_OK;

	if (u->waiting)
		err = buf_puts(out, _("Vérification de la phrase : environ 1 seconde. Échap : renoncer."));
	else if (wait > 0)
		err = buf_printf(out, _("Plusieurs phrases n’allaient pas. Prochain essai dans %d s ; les essais ne sont pas comptés."), wait);
	else if (phrase != NULL)
		err = buf_printf(out, _("Données fictives : la phrase est « %s »."), phrase);
	else if (u->closed > 0) {
		err = buf_puts(out, _("Dernière fermeture normale : "));
		if (err == JAL_OK)
			err = put_when(u, out);
		if (err == JAL_OK)
			err = buf_putc(out, '.');
	}
	return err;
}

static void draw_below(const struct unlock *u, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;

	if (put_below(u, &text) == JAL_OK)
		canvas_paragraph(c, r, ROLE_NORMAL, buf_str(&text));
	buf_free(&text);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct unlock *u = self(s);
	bool full = l->body.rows >= 12;
	int left = l->cols >= 70 ? 8 : 2;
	struct rect r = { l->body.row + (full ? 1 : 0), left, l->body.rows - (full ? 1 : 0), l->cols - left - 2 };
	int gap = full ? 2 : 1;

	if (u->locked)
		draw_since(u, c, r, gap);
	else
		canvas_paragraph(c, (struct rect){ r.row, r.col, 2, r.cols }, ATTR_BOLD,
			_("Dossiers d’accompagnement, chiffrés sur cet ordinateur"));
	r = layout_below(r, u->locked ? 3 + (full ? 2 : 0) : gap + 1);
	if (u->n_vaults > 0) {
		draw_vault(u, c, r);
		r = layout_below(r, gap);
	}
	canvas_put(c, r.row, r.col, 16, ROLE_NORMAL, _("Phrase secrète"));
	if (u->at == 0)
		canvas_put(c, r.row, r.col + 16, 1, ROLE_NORMAL, ">");
	editor_draw(&u->phrase, c, (struct rect){ r.row, r.col + 18, 1, r.cols - 18 > 50 ? 50 : r.cols - 18 }, ROLE_FIELD,
		u->at == 0);
	r = layout_below(r, gap);
	draw_buttons(u, c, r);
	draw_below(u, c, (struct rect){ r.row + gap + (l->cols < 60 ? 1 : 0), r.col, 3, r.cols });
}

static void tell(struct screen *s, struct tell *t)
{
	struct unlock *u = self(s);
	struct buf text = BUF_INIT;

	t->press = K_NONE;
	t->busy = u->waiting || host_at_door(u->h);
	if (t->busy) {
		tell_say(t, _("Vérification de la phrase : environ 1 seconde. Échap : renoncer."));
		return;
	}
	if (u->locked) {
		/* Minutes would be said again each time that they change. */
		tell_say(t, _("Session verrouillée."));
		tell_say(t, _("Votre saisie est conservée, chiffrée."));
	} else {
		tell_say(t, _("Dossiers d’accompagnement, chiffrés sur cet ordinateur"));
	}
	for (size_t i = 0; i < u->n_vaults; i++) {
		const char *name = strrchr(u->vaults[i], '/');

		buf_clear(&text);
		if (buf_printf(&text, _("%s : %s"), _("Coffre"), name != NULL ? name + 1 : u->vaults[i]) == JAL_OK)
			tell_item(t, i + 1, i == u->vault, buf_str(&text));
	}
	buf_clear(&text);
	if (host_wait_s(u->h) == 0 && put_below(u, &text) == JAL_OK && text.len > 0)
		tell_say(t, buf_str(&text));
	buf_free(&text);
	t->takes = TELL_SECRET;
	t->after = K_ENTER;
	tell_prompt(t, _("Phrase secrète, « ? » pour autre chose :"));
}

static bool choose(struct screen *s, size_t number)
{
	struct unlock *u = self(s);

	if (u->waiting || number == 0 || number > u->n_vaults)
		return false;
	next_vault(u, u->n_vaults + number - 1 - u->vault);
	return true;
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	struct unlock *u = self(s);

	(void)n;
	u->at = 0;
	return !u->waiting && editor_set(&u->phrase, line) == JAL_OK;
}

/* ---- opening ---- */

static void try(struct unlock *u)
{
	struct app *app = u->screen.app;
	struct secret typed = SECRET_INIT;
	enum jal_err err = JAL_OK;

	if (u->waiting)
		return;
	if (host_wait_s(u->h) > 0) {
		app_say(app, APP_WARNING, _("Attendez encore %d s avant le prochain essai. Votre saisie est gardée."), host_wait_s(u->h));
		return;
	}
	if (u->phrase.len == 0) {
		u->at = 0;
		app_say(app, APP_WARNING, "%s", _("Tapez d’abord votre phrase secrète."));
		return;
	}
	err = secret_copy(u->phrase.text, u->phrase.len, &typed);
	if (err == JAL_OK)
		err = host_enter(u->h, DOOR_OPEN, &typed, NULL, NULL, NULL);
	secret_free(&typed);
	if (err == JAL_ERR_BUSY) {
		app_say(app, APP_INFO, "%s", _("Un changement de phrase ou de code finit d’abord. Réessayez dans un instant."));
		return;
	}
	if (err != JAL_OK) {
		app_say(app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
		return;
	}
	u->waiting = true;
}

/* The door has answered; when it opened, this screen is gone or going. */
static void event(struct screen *s, const void *e)
{
	struct unlock *u = self(s);
	struct diag why = DIAG_INIT;
	enum jal_err err = JAL_OK;

	if (((const struct desk_event *)e)->kind != DESK_NEWS || !u->waiting || host_at_door(u->h))
		return;
	u->waiting = false;
	(void)!editor_set(&u->phrase, "");
	u->at = 0;
	err = host_refusal(u->h, &why);
	/* The recovery code is asked for by the other door only. */
	if (err == JAL_ERR_WRONG_KEY && u->locked)
		app_say(s->app, APP_ERROR, "%s", _("Ce n’est pas la bonne phrase secrète. Rien n’a été changé ; réessayez. "
						   "Oubliée : fermez jalon, rouvrez-le, puis F4."));
	else if (err != JAL_OK)
		app_say_diag(s->app, &why);
}

static void quit(struct unlock *u)
{
	const struct app_host *host = app_host(u->screen.app);

	host->quit(host->ctx, u->screen.app);
}

static bool press(struct unlock *u, enum button b)
{
	if (b == BUTTON_OPEN) {
		try(u);
	} else if (b == BUTTON_QUIT) {
		quit(u);
	} else if (!u->waiting) {
		(void)!app_push(u->screen.app, scr_recover_new(u->h));
	}
	return true;
}

static bool run(struct screen *s, enum action_id action)
{
	struct unlock *u = self(s);

	switch ((int)action) {
	case ACT_OPEN:
		return press(u, u->at >= 1 && u->at <= u->n_buttons ? u->buttons[u->at - 1] : BUTTON_OPEN);
	case ACT_SHOW_SECRET:
		u->phrase.shown = !u->phrase.shown;
		return true;
	case ACT_LANGUAGE:
		host_next_pref(u->h, PREF_LANGUAGE);
		return true;
	case ACT_FORGOTTEN:
		return press(u, BUTTON_FORGOTTEN);
	default:
		return false;
	}
}

/* ---- keys ---- */

static void escape(struct unlock *u)
{
	if (u->waiting) {
		host_give_up(u->h);
		u->waiting = false;
		app_say(u->screen.app, APP_INFO, "%s", _("Vérification abandonnée : rien n’est ouvert."));
	}
	(void)!editor_set(&u->phrase, "");
	u->at = 0;
}

static bool key(struct screen *s, const struct key *k)
{
	struct unlock *u = self(s);
	size_t places = 1 + u->n_buttons + (u->n_vaults > 0);
	bool on_vault = u->n_vaults > 0 && u->at == u->n_buttons + 1;

	if (k->code == K_ESC) {
		escape(u);
		return true;
	}
	if (k->code == K_TAB || k->code == K_DOWN) {
		u->at = (u->at + 1) % places;
		return true;
	}
	if (k->code == K_BACKTAB || k->code == K_UP) {
		u->at = (u->at + places - 1) % places;
		return true;
	}
	if (k->code == K_ENTER)
		return false;
	if (u->at == 0) {
		enum editor_result result = editor_key(&u->phrase, k);

		if (result == EDITOR_FULL)
			app_say(s->app, APP_WARNING, "%s", _("La phrase ne peut pas être plus longue."));
		return result != EDITOR_IGNORED;
	}
	if (on_vault && !u->waiting && (k->code == K_LEFT || k->code == K_RIGHT)) {
		next_vault(u, k->code == K_LEFT ? u->n_vaults - 1 : 1);
		return true;
	}
	if (!on_vault && (k->code == K_LEFT || k->code == K_RIGHT)) {
		u->at = 1 + (u->at - 1 + (k->code == K_LEFT ? u->n_buttons - 1 : 1)) % u->n_buttons;
		return true;
	}
	return false;
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	struct unlock *u = self(s);

	return u->at == 0 && editor_paste(&u->phrase, bytes, n, NULL) == JAL_OK;
}

static bool typing(const struct screen *s)
{
	return ((const struct unlock *)s)->at == 0;
}

/* The wait is counted down, and the minutes since the lock. */
static int tick(struct screen *s)
{
	struct unlock *u = self(s);

	if (host_wait_s(u->h) > 0)
		return 1000;
	return u->locked ? 20000 : 1000;
}

static void unlock_free(struct screen *s)
{
	struct unlock *u = self(s);

	if (u->waiting)
		host_give_up(u->h);
	editor_free(&u->phrase);
	secret_free(&u->memory);
	forget_vaults(u);
	free(u);
}

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
	.typing = typing,
	.event = event,
	.tick = tick,
	.free = unlock_free,
};

struct screen *scr_unlock_new(struct host *h, bool locked)
{
	struct unlock *u = calloc(1, sizeof(*u));

	if (u == NULL)
		return NULL;
	u->screen = (struct screen){ .vt = &vt, .id = locked ? SCR_LOCKED : SCR_UNLOCK };
	u->h = h;
	u->locked = locked;
	u->buttons[u->n_buttons++] = BUTTON_OPEN;
	if (!locked)
		u->buttons[u->n_buttons++] = BUTTON_FORGOTTEN;
	u->buttons[u->n_buttons++] = BUTTON_QUIT;
	if (secret_new(PHRASE_BYTES, &u->memory) != JAL_OK) {
		free(u);
		return NULL;
	}
	editor_init_secret(&u->phrase, (char *)u->memory.p, PHRASE_BYTES);
	return &u->screen;
}
