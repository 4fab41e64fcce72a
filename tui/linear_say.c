/*
 * What linear mode says.
 */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tui/app_impl.h"
#include "tui/i18n.h"
#include "tui/linear_impl.h"
#include "tui/search.h"

/* Of a screen that tells nothing, what it draws is read: large enough for anything. */
#define READ_ROWS 200
#define READ_COLS 200
/* When more lines than that change, the screen is said whole. */
#define CHANGES_MAX 5

/* ---- a screen that only draws ---- */

static bool is_rule(const struct cell *cell)
{
	return cell->n == 3 && memcmp(cell->text, "─", 3) == 0;
}

/* One row, runs of spaces as one separator. */
JAL_MUST static enum jal_err put_row(const struct canvas *c, int row, struct buf *out)
{
	int blanks = 0;
	enum jal_err err = JAL_OK;

	for (int col = 0; col < c->cols && err == JAL_OK; col++) {
		const struct cell *cell = canvas_at(c, row, col);

		if (cell->width == 0)
			continue;
		if (is_rule(cell) || (cell->n == 1 && cell->text[0] == ' ')) {
			blanks++;
			continue;
		}
		if (out->len > 0 && blanks > 0)
			err = buf_puts(out, blanks > 1 ? "  " : " ");
		blanks = 0;
		if (err == JAL_OK)
			err = buf_put(out, cell->text, cell->n);
	}
	return err;
}

static void read_canvas(struct screen *s, struct tell *t)
{
	struct canvas *c = NULL;
	struct layout l = layout_for(READ_ROWS, READ_COLS);
	struct buf line = BUF_INIT;

	if (canvas_new(READ_ROWS, READ_COLS, &c) != JAL_OK) {
		t->err = JAL_ERR_NOMEM;
		return;
	}
	canvas_clear(c);
	s->vt->draw(s, c, &l);
	for (int row = 0; row < c->rows; row++) {
		buf_clear(&line);
		if (put_row(c, row, &line) != JAL_OK)
			t->err = JAL_ERR_NOMEM;
		else if (line.len > 0)
			tell_say(t, buf_str(&line));
	}
	buf_free(&line);
	canvas_free(c);
}

void linear_say_look(struct linear *l)
{
	struct screen *s = app_top(l->app);

	tell_begin(&l->now);
	if (s == NULL)
		return;
	if (s->vt->tell != NULL)
		s->vt->tell(s, &l->now);
	else
		read_canvas(s, &l->now);
}

enum tell_takes linear_say_takes(const struct linear *l)
{
	if (l->command || (l->closed && l->now.takes == TELL_LONG))
		return TELL_COMMAND;
	return l->now.takes;
}

/* ---- what can be done ---- */

static void put(struct linear *l, const char *text)
{
	/* Without memory less is said. */
	if (buf_puts(&l->extra, text) == JAL_OK)
		(void)!buf_putc(&l->extra, '\n');
}

static void put_syntax(struct linear *l)
{
	put(l, _("Une ligne puis Entrée. Entrée seule : redire. Échap ou « < » : revenir. « ? » et un mot : ce qui s’y rapporte."));
	switch (l->now.takes) {
	case TELL_COMMAND:
	case TELL_WORDS:
		put(l, _("Un numéro : choisir et ouvrir. Un numéro et une action, « 3 note » : sur cette ligne-là. « r » et un mot : chercher. "
			 "« > » : onglet suivant."));
		break;
	case TELL_LONG:
		put(l, _("Ce qui est tapé s’ajoute au texte ; « . » seul : finir. Une ligne qui commence par « ! » est une commande ; « ! » seul : "
			 "enregistrer ; « ! vider » : tout effacer."));
		break;
	case TELL_LINE:
	case TELL_SECRET:
		put(l, _("Ce qui est tapé remplace la valeur. Entrée seule : la garder. « . » : la vider. « - » : champ d’avant. « ! » seul : "
			 "enregistrer ; « ! » et un mot ou un numéro : une action, un champ."));
		break;
	}
}

static bool answers(const struct action *row, const struct buf *key)
{
	const char *texts[] = { _(row->label), _(row->help), row->synonyms != NULL ? _(row->synonyms) : NULL };

	return search_words(buf_str(key), key->len, texts, 3);
}

/* "Note (n ou Ctrl+N) : Note rapide sur la personne choisie." */
JAL_MUST static enum jal_err put_action(struct linear *l, const struct screen *s, const struct action *row)
{
	const char *why = app_why_not(l->app, s, row);
	struct buf keys = BUF_INIT;
	enum jal_err err = action_key_names(row, false, &keys);

	if (err == JAL_OK && why != NULL)
		err = buf_printf(&l->extra, _("%s (%s) : impossible, %s."), _(row->label), buf_str(&keys), why);
	else if (err == JAL_OK)
		err = buf_printf(&l->extra, _("%s (%s) : %s"), _(row->label), buf_str(&keys), _(row->help));
	buf_free(&keys);
	return err == JAL_OK ? buf_putc(&l->extra, '\n') : err;
}

void linear_say_actions(struct linear *l, const char *words)
{
	const struct action_table *t = app_host(l->app)->actions;
	const struct screen *s = app_top(l->app);
	struct buf key = BUF_INIT;
	size_t told = 0;

	if (s == NULL || text_fold(words, strlen(words), &key) != JAL_OK)
		goto out;
	if (key.len == 0)
		put_syntax(l);
	for (size_t i = 0; i < t->n; i++) {
		const struct action *row = &t->rows[i];

		if (!(row->screens & SCREEN(screen_keys(s))) || row->id == ACT_REDRAW ||
			((row->flags & ACTION_WIDGET) && !action_is_pressed(row)) ||
			!answers(row, &key) || put_action(l, s, row) != JAL_OK)
			continue;
		told++;
	}
	if (told == 0)
		put(l, _("Aucune action ne répond à ces mots."));
out:
	buf_free(&key);
}

/* ---- the news ---- */

static size_t line_length(const char *s)
{
	return strcspn(s, "\n");
}

static const char *next_line(const char *s)
{
	s += line_length(s);
	return *s == '\n' ? s + 1 : s;
}

static size_t lines_in(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s = next_line(s))
		n++;
	return n;
}

static bool has_line(const char *text, const char *line, size_t n)
{
	for (; *text != '\0'; text = next_line(text))
		if (line_length(text) == n && memcmp(text, line, n) == 0)
			return true;
	return false;
}

/* Of a form, the lines that were not there: which fields it has is known. */
JAL_MUST static enum jal_err put_new_lines(const struct linear *l, struct buf *out)
{
	enum jal_err err = JAL_OK;

	for (const char *s = buf_str(&l->now.text); *s != '\0' && err == JAL_OK; s = next_line(s)) {
		if (has_line(buf_str(&l->before), s, line_length(s)))
			continue;
		err = buf_put(out, s, line_length(s));
		if (err == JAL_OK)
			err = buf_putc(out, '\n');
	}
	return err;
}

/* The lines that differ, when they are few and stand in the same places. */
JAL_MUST static enum jal_err put_changes(struct linear *l, struct buf *out)
{
	const char *a = buf_str(&l->before);
	const char *b = buf_str(&l->now.text);
	size_t changed = 0;
	enum jal_err err = JAL_OK;

	if (l->now.fields)
		return put_new_lines(l, out);
	for (const char *x = a, *y = b; *y != '\0'; x = next_line(x), y = next_line(y))
		changed += line_length(x) != line_length(y) || memcmp(x, y, line_length(x)) != 0;
	if (lines_in(a) != lines_in(b) || changed > CHANGES_MAX)
		return buf_puts(out, b);
	for (; *b != '\0' && err == JAL_OK; a = next_line(a), b = next_line(b)) {
		if (line_length(a) == line_length(b) && memcmp(a, b, line_length(a)) == 0)
			continue;
		err = buf_put(out, b, line_length(b));
		if (err == JAL_OK)
			err = buf_putc(out, '\n');
	}
	return err;
}

JAL_MUST static enum jal_err keep(struct buf *kept, const struct buf *now)
{
	buf_clear(kept);
	return buf_put(kept, buf_str(now), now->len);
}

JAL_MUST static enum jal_err put_title(struct linear *l, struct buf *out)
{
	const struct app_host *host = app_host(l->app);
	const struct screen *shown = app_main(l->app);
	struct buf title = BUF_INIT;
	struct buf status = BUF_INIT;
	enum jal_err err = JAL_OK;

	shown->vt->title(shown, &title);
	if (host->status != NULL && !app_is_locked(l->app))
		host->status(host->ctx, &status);
	/* What lies over another screen has its own name. */
	if (app_top(l->app) != shown) {
		buf_clear(&title);
		err = buf_puts(&title, action_screen_name(app_top(l->app)->id));
	}
	if (err == JAL_OK && l->whole)
		err = buf_putc(out, '\n');
	if (err == JAL_OK && l->whole)
		err = text_inert(buf_str(&title), title.len, TEXT_LINE, out);
	if (err == JAL_OK && l->whole && status.len > 0 && strcmp(buf_str(&status), buf_str(&l->status)) != 0)
		err = buf_printf(out, " (%s)", buf_str(&status));
	if (err == JAL_OK && l->whole)
		err = buf_putc(out, '\n');
	if (err == JAL_OK && l->whole)
		err = keep(&l->status, &status);
	if (err == JAL_OK)
		err = keep(&l->title, &title);
	buf_free(&title);
	buf_free(&status);
	return err;
}

static void look_at_lock(struct linear *l)
{
	bool locked = app_is_locked(l->app);

	if (locked && !l->was_locked) {
		/* What was known before is known no more. */
		buf_free(&l->before);
		buf_free(&l->title);
		buf_free(&l->status);
		buf_free(&l->extra);
		l->erase = true;
		l->command = false;
	}
	l->was_locked = locked;
}

JAL_MUST static enum jal_err put_message(struct linear *l, struct buf *out)
{
	const char *message = app_message(l->app);
	enum jal_err err = JAL_OK;

	if (*message == '\0' || strcmp(message, buf_str(&l->message)) == 0)
		return JAL_OK;
	buf_clear(&l->message);
	err = buf_puts(&l->message, message);
	if (err == JAL_OK)
		err = text_inert(message, strlen(message), TEXT_LONG, out);
	return err == JAL_OK ? buf_putc(out, '\n') : err;
}

JAL_MUST static enum jal_err put_countdown(struct linear *l, struct buf *out)
{
	int64_t left = app_locks_in_s(l->app);
	bool soon = left >= 0 && left <= APP_IMPL_COUNTDOWN_S && app_settings(l->app)->lock_after_s > APP_IMPL_COUNTDOWN_S;
	bool told = l->counted;

	l->counted = soon;
	if (!soon || told)
		return JAL_OK;
	return buf_printf(out, _("Verrouillage dans %d s. Une touche suffit pour continuer."), (int)left) == JAL_OK ?
		       buf_putc(out, '\n') :
		       JAL_ERR_NOMEM;
}

enum jal_err linear_news(struct linear *l, struct buf *out)
{
	struct screen *s = app_top(l->app);
	enum jal_err err = JAL_OK;
	bool back = false;

	look_at_lock(l);
	if (s == NULL || app_ended(l->app))
		return put_message(l, out);
	linear_say_look(l);
	if (l->now.err != JAL_OK)
		return l->now.err;
	if (s != l->screen || s->id != l->id) {
		/* Seen again, it need not be heard again but for where one is. */
		back = s->told && s != l->screen && !app_is_locked(l->app);
		l->whole = true;
		l->closed = l->command = l->wrote = false;
	}
	l->screen = s;
	l->id = s->id;
	if (!l->greeted)
		err = buf_puts(out, _("jalon, en lignes. « ? » : ce qui peut se faire ici.\n"));
	l->greeted = true;
	if (err == JAL_OK)
		err = put_message(l, out);
	if (err == JAL_OK)
		err = buf_put(out, buf_str(&l->extra), l->extra.len);
	buf_free(&l->extra);
	if (err == JAL_OK)
		err = put_title(l, out);
	if (err == JAL_OK && back)
		err = buf_put(out, buf_str(&l->now.current), l->now.current.len);
	else if (err == JAL_OK && l->whole)
		err = buf_put(out, buf_str(&l->now.text), l->now.text.len);
	else if (err == JAL_OK && !l->quiet)
		err = put_changes(l, out);
	s->told = s->told || l->whole;
	l->whole = l->quiet = false;
	if (err == JAL_OK)
		err = keep(&l->before, &l->now.text);
	return err == JAL_OK ? put_countdown(l, out) : err;
}

enum jal_err linear_prompt(const struct linear *l, struct buf *out)
{
	if (l->closed && l->now.takes == TELL_LONG)
		return buf_puts(out, _("Action, « + » : écrire encore, « ? » : la liste : "));
	if (linear_say_takes(l) == TELL_COMMAND && l->now.takes != TELL_COMMAND)
		return buf_puts(out, _("Action, « ? » pour la liste : "));
	if (linear_say_takes(l) == TELL_LONG && l->wrote)
		return buf_puts(out, "… ");
	if (l->now.prompt.len == 0)
		return buf_puts(out, "> ");
	return buf_printf(out, "%s ", buf_str(&l->now.prompt));
}

bool linear_hides(const struct linear *l)
{
	return linear_say_takes(l) == TELL_SECRET;
}

bool linear_takes_lines(const struct linear *l)
{
	return linear_say_takes(l) == TELL_LONG;
}

bool linear_is_busy(const struct linear *l)
{
	return l->now.busy;
}

bool linear_wants_erased(struct linear *l)
{
	bool erase = l->erase;

	l->erase = false;
	return erase;
}
