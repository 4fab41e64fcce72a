/*
 * The first choice. The lines below it are the terminal's own test.
 */
#include "tui/scr_welcome.h"

#include <stdlib.h>
#include <string.h>

#include "core/fsio.h"
#include "sync/showcase.h"
#include "tui/demo_place.h"
#include "tui/i18n.h"
#include "tui/scr_phrase.h"
#include "tui/scr_restore.h"

enum line { JOIN, CREATE, DEMO, RESTORE, ACCENTS, FKEYS, COLOURS, COUNT };

#define CHOICES 4

struct welcome {
	struct screen screen;	/* first */
	struct host *h;
	enum line at;
	bool accents_wrong;
	bool busy;		/* the demonstration is being made */
	uint32_t seen;		/* the last function key that came */
};

static const struct {
	const char *what;
	const char *why;
} choices[CHOICES] = {
	[JOIN] = { N_("Rejoindre un territoire"), N_("la supervision vous admet") },
	[CREATE] = { N_("Créer un territoire"), N_("je supervise, premier poste") },
	[DEMO] = { N_("Essayer avec des données fictives"), N_("60 dossiers, effaçables") },
	[RESTORE] = { N_("Restaurer une sauvegarde"), N_("d’une clé USB ou d’un répertoire") },
};

static struct welcome *self(struct screen *s)
{
	return (struct welcome *)s;
}

static void title(const struct screen *s, struct buf *out)
{
	(void)s;
	if (buf_puts(out, _("Bienvenue, étape 1 sur 4")) != JAL_OK)
		buf_clear(out);
}

/* ---- drawing ---- */

static void put_line(const struct welcome *w, struct canvas *c, struct rect r, enum line line, const char *text, const char *more)
{
	bool current = w->at == line;
	int wide = r.cols >= 70 ? 38 : r.cols - 6;
	char digit[2] = { (char)('1' + (int)line), '\0' };

	if (current) {
		canvas_put(c, r.row, r.col, 1, ATTR_BOLD, ">");
		canvas_fill(c, (struct rect){ r.row, r.col + 2, 1, wide + 3 }, ROLE_CURRENT);
		canvas_cursor(c, r.row, r.col + 2);
	}
	if (line < CHOICES)
		canvas_put(c, r.row, r.col + 2, 1, current ? ROLE_CURRENT : ROLE_KEY, digit);
	canvas_put(c, r.row, r.col + 5, wide, current ? ROLE_CURRENT : ROLE_NORMAL, text);
	if (r.cols >= 70)
		canvas_put(c, r.row, r.col + 5 + wide + 1, r.cols - wide - 6, ROLE_NORMAL, more);
}

static void draw_test(struct welcome *w, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	struct buf name = BUF_INIT;
	bool digits = strcmp(prefs_get(host_prefs(w->h), PREF_ESC_DIGITS), "yes") == 0;

	put_line(w, c, r, ACCENTS, w->accents_wrong ? _("[ ] é è ç œ « » ’ — … déformés") : _("[x] é è ç œ « » ’ — … s’affichent"),
		_("Espace si ce n’est pas le cas"));
	r = layout_below(r, 1);
	if (w->seen != 0 && key_label(w->seen, &name) == JAL_OK)
		(void)!buf_printf(&text, _("[x] touche %s reçue"), buf_str(&name));
	else
		(void)!buf_puts(&text, digits ? _("[x] Échap puis 2 remplace F2") : _("[ ] touches F : essayez F2"));
	put_line(w, c, r, FKEYS, buf_str(&text), digits ? _("Espace : mes touches F marchent") : _("Espace si rien ne se passe"));
	r = layout_below(r, 1);
	buf_clear(&text);
	if (buf_puts(&text, _("couleurs : ")) == JAL_OK && prefs_shown(host_prefs(w->h), PREF_THEME, &text) == JAL_OK)
		put_line(w, c, r, COLOURS, buf_str(&text), _("Espace : les suivantes"));
	buf_free(&text);
	buf_free(&name);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct welcome *w = self(s);
	struct rect r = { l->body.row, 1, l->body.rows, l->cols - 2 };
	bool full = l->body.rows >= 16;

	canvas_put(c, r.row, r.col, r.cols, ATTR_BOLD, _("Bienvenue. Que voulez-vous faire ?"));
	r = layout_below(r, full ? 2 : 1);
	for (int i = 0; i < CHOICES; i++) {
		put_line(w, c, r, (enum line)i, _(choices[i].what), _(choices[i].why));
		r = layout_below(r, 1);
	}
	if (full) {
		r = layout_below(r, 1);
		r = layout_below(r, canvas_paragraph(c, r, ROLE_NORMAL,
			_("Rien n’est envoyé avant la dernière étape, et rien ne l’est sans que vous le demandiez. Échap revient en "
			  "arrière à chaque étape, sans rien perdre. F10 : s’arrêter là.")) + 1);
		canvas_put(c, r.row, r.col, r.cols, ROLE_HEADING, _("Ce terminal"));
		r = layout_below(r, 1);
	}
	draw_test(w, c, r);
}

static void tell(struct screen *s, struct tell *t)
{
	struct welcome *w = self(s);
	struct buf text = BUF_INIT;

	tell_say(t, _("Bienvenue. Que voulez-vous faire ?"));
	for (int i = 0; i < CHOICES; i++) {
		buf_clear(&text);
		if (buf_printf(&text, _("%s : %s"), _(choices[i].what), _(choices[i].why)) == JAL_OK)
			tell_item(t, (size_t)i + 1, w->at == (enum line)i, buf_str(&text));
	}
	tell_say(t, _("Rien n’est envoyé avant la dernière étape, et rien ne l’est sans que vous le demandiez. Échap revient en "
		      "arrière à chaque étape, sans rien perdre. F10 : s’arrêter là."));
	t->busy = w->busy;
	/* What one sees of a terminal is not asked of who does not look at it. */
	buf_free(&text);
}

static bool choose_line(struct screen *s, size_t number)
{
	if (number == 0 || number > CHOICES)
		return false;
	self(s)->at = (enum line)(number - 1);
	return true;
}

/* ---- choosing ---- */

JAL_MUST static enum jal_err begin_demo(struct welcome *w)
{
	struct buf place = BUF_INIT;
	struct buf vault = BUF_INIT;
	enum jal_err err = demo_place_folder(NULL, &place);

	if (err == JAL_OK)
		err = fsio_path(buf_str(&place), SHOWCASE_REFERENT, &vault);
	if (err == JAL_OK)
		err = host_choose_folder(w->h, buf_str(&vault));
	if (err == JAL_OK)
		err = host_enter(w->h, DOOR_DEMO, NULL, NULL, NULL, buf_str(&place));
	buf_free(&place);
	buf_free(&vault);
	return err;
}

static void choose(struct welcome *w, enum line line)
{
	struct app *app = w->screen.app;
	enum jal_err err = JAL_OK;

	w->at = line;
	if (line == JOIN || line == CREATE) {
		host_set_joins(w->h, line == JOIN);
		err = app_push(app, scr_phrase_new(w->h));
	} else if (line == RESTORE) {
		err = app_push(app, scr_restore_new(w->h));
	} else if (line == DEMO) {
		err = begin_demo(w);
		w->busy = err == JAL_OK;
		if (w->busy)
			app_say(app, APP_INFO, "%s", _("Le territoire d’essai se prépare : quelques secondes."));
	}
	if (err != JAL_OK)
		app_say(app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
}

static void toggle(struct welcome *w)
{
	if (w->at == ACCENTS) {
		w->accents_wrong = !w->accents_wrong;
		if (w->accents_wrong)
			app_say(w->screen.app, APP_WARNING, "%s",
				_("Choisissez l’encodage UTF-8 dans les préférences de ce terminal, puis relancez jalon. Rien n’a encore été créé."));
	} else if (w->at == FKEYS) {
		host_next_pref(w->h, PREF_ESC_DIGITS);
		w->seen = 0;
	} else if (w->at == COLOURS) {
		host_next_pref(w->h, PREF_THEME);
	}
}

static bool run(struct screen *s, enum action_id action)
{
	struct welcome *w = self(s);

	switch ((int)action) {
	case ACT_OPEN:
		if (w->at < CHOICES)
			choose(w, w->at);
		else
			toggle(w);
		return true;
	case ACT_LANGUAGE:
		host_next_pref(w->h, PREF_LANGUAGE);
		return true;
	case ACT_BACK:
		app_say(s->app, APP_INFO, "%s", _("C’est le premier écran. F10 ou q : quitter."));
		return true;
	default:
		return false;
	}
}

static bool key(struct screen *s, const struct key *k)
{
	struct welcome *w = self(s);
	int digit = key_azerty_digit(k->code);

	if (k->code > K_F(0) && k->code <= K_F(12)) {
		w->seen = k->code;
		/* F1, F9 and F10 also do what they do. */
		return action_for_key(app_host(s->app)->actions, s->id, k->code, false) == NULL;
	}
	if (w->busy && k->code != K_ESC) {
		app_say(s->app, APP_INFO, "%s", _("Le territoire d’essai se prépare : quelques secondes."));
		return true;
	}
	if (k->code >= '1' && k->code <= '9')
		digit = (int)(k->code - '0');
	if (digit >= 1 && digit <= CHOICES) {
		choose(w, (enum line)(digit - 1));
		return true;
	}
	switch (k->code) {
	case K_UP:
	case K_BACKTAB:
		w->at = (enum line)((w->at + COUNT - 1) % COUNT);
		return true;
	case K_DOWN:
	case K_TAB:
		w->at = (enum line)((w->at + 1) % COUNT);
		return true;
	case ' ':
		if (w->at >= CHOICES)
			toggle(w);
		return w->at >= CHOICES;
	default:
		return false;
	}
}

static void event(struct screen *s, const void *e)
{
	struct welcome *w = self(s);
	struct diag why = DIAG_INIT;

	if (((const struct desk_event *)e)->kind != DESK_NEWS || !w->busy || host_at_door(w->h))
		return;
	w->busy = false;
	if (host_refusal(w->h, &why) != JAL_OK)
		app_say_diag(s->app, &why);
}

static void welcome_free(struct screen *s)
{
	free(s);
}

static const struct screen_vt vt = {
	.title = title,
	.draw = draw,
	.tell = tell,
	.choose = choose_line,
	.key = key,
	.run = run,
	.event = event,
	.free = welcome_free,
};

struct screen *scr_welcome_new(struct host *h)
{
	struct welcome *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->screen = (struct screen){ .vt = &vt, .id = SCR_WELCOME };
	w->h = h;
	return &w->screen;
}
