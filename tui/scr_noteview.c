/*
 * The note that is read.
 */
#include "tui/scr_noteview.h"

#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/edit.h"
#include "core/noteversion.h"
#include "tui/app.h"
#include "tui/i18n.h"
#include "tui/note_about.h"
#include "tui/reading.h"
#include "tui/scr_note.h"
#include "tui/work.h"

struct noteview {
	struct screen screen;	/* first */
	struct desk *desk;
	struct file_ref ref;
	struct jal_id id;
	struct record *note;	/* NULL while locked */
	struct edit *edit;	/* of it, to be shown and changed */
	struct noteversions versions;
	size_t at;		/* the version that is shown; 0: the newest */
	struct buf title;
	struct reading reading;
};

static struct noteview *self(struct screen *s)
{
	return (struct noteview *)s;
}

/* ---- loading ---- */

static void forget(struct noteview *n)
{
	edit_free(n->edit);
	n->edit = NULL;
	record_free(n->note);
	n->note = NULL;
	noteversion_free(&n->versions);
	reading_free(&n->reading);
	buf_free(&n->title);
}

static const char *text_of(const struct noteview *n)
{
	const char *text = record_get(n->note, note_text);

	if (n->at < n->versions.n)
		return n->versions.list[n->at].text;
	return text != NULL ? text : "";
}

/* The version that says what counts now; 0 when none does (a conflict is told elsewhere). */
static size_t current(const struct noteview *n)
{
	const char *text = record_get(n->note, note_text);

	for (size_t i = 0; i < n->versions.n && text != NULL; i++)
		if (n->versions.list[i].live && strcmp(n->versions.list[i].text, text) == 0)
			return i;
	return 0;
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct noteview *n = self(s);
	struct record *note = NULL;
	enum jal_err err = journal_load(desk_journal(n->desk), &n->ref.caseload, ENTITY_note, &n->ref.dossier, &n->id, &note);

	if (err == JAL_ERR_NOT_FOUND)
		return diag_set(why, err, N_("Cette note n’est plus sur cet ordinateur."));
	if (err != JAL_OK)
		return diag_set_if_empty(why, err, NULL);
	forget(n);
	n->note = note;
	err = edit_of(note, &n->edit);
	if (err == JAL_OK)
		err = noteversion_read(desk_journal(n->desk), note, &n->versions);
	if (err == JAL_OK)
		err = file_name_of(n->desk, &n->ref, &n->title);
	if (err == JAL_OK) {
		n->at = current(n);
		err = reading_set(&n->reading, text_of(n));
	}
	if (err != JAL_OK)
		forget(n);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static void release(struct screen *s)
{
	forget(self(s));
}

static void event(struct screen *s, const void *e)
{
	struct diag why = DIAG_INIT;

	(void)e;
	if (self(s)->note != NULL && load(s, &why) != JAL_OK)
		app_say_diag(s->app, &why);
}

/* ---- drawing ---- */

static void title(const struct screen *s, struct buf *out)
{
	const struct noteview *n = (const struct noteview *)s;

	if (buf_printf(out, _("Note > %s"), buf_str(&n->title)) != JAL_OK)
		buf_clear(out);
}

/* "Camille Roussel, le 24/11/2026 10h41 — texte 1 sur 2 : depuis, un autre l’a remplacé" */
JAL_MUST static enum jal_err put_version(const struct noteview *n, size_t at, struct buf *out)
{
	const struct noteversion *v = at < n->versions.n ? &n->versions.list[at] : NULL;
	const char *author = record_get(n->note, note_author);
	const char *who = v != NULL ? desk_device_name(n->desk, &v->device) : "";
	char separator = i18n_lang()[0] == 'e' ? ':' : 'h';
	char day[DATE_SHOWN_MAX];
	char time[DATE_SHOWN_MAX];
	int64_t minutes = v != NULL ? file_minutes_of_stamp(n->desk, v->stamp) : 0;
	enum jal_err err = JAL_OK;

	if (author != NULL && strcmp(author, who) != 0 && at == current(n))
		err = buf_printf(out, _("De %s. "), author);
	if (err == JAL_OK && v != NULL)
		err = buf_printf(out, _("Écrit par %s le %s %s"), *who != '\0' ? who : _("inconnu"),
			date_shown(date_of_time(minutes), day),
			date_shown_minutes(date_minutes_of_time(minutes), false, separator, time));
	if (err == JAL_OK && n->versions.n > 1)
		err = buf_printf(out, _(" — texte %zu sur %zu"), n->versions.n - at, n->versions.n);
	if (err == JAL_OK && n->versions.n > 1 && at != current(n))
		err = buf_puts(out, _(", remplacé depuis"));
	return err;
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct noteview *n = self(s);
	struct rect r = l->body;
	struct buf text = BUF_INIT;
	char day[DATE_SHOWN_MAX];
	int32_t date = n->note != NULL ? record_get(n->note, note_date) : RECORD_NO_DATE;
	int used = 0;

	if (n->note == NULL)
		return;
	if (date != RECORD_NO_DATE && buf_printf(&text, "%s  ", date_shown(date, day)) != JAL_OK)
		buf_clear(&text);
	r = layout_below(r, note_about_draw(n->edit, buf_str(&text), c, r, &used));
	buf_clear(&text);
	if (put_version(n, n->at, &text) == JAL_OK)
		canvas_put(c, r.row, r.col + 1, r.cols - 2, n->at == current(n) ? ROLE_NORMAL : ROLE_WARNING, buf_str(&text));
	canvas_rule(c, r.row + 1, r.col + 1, r.cols - 2, ROLE_FRAME, "─");
	reading_draw(&n->reading, c, layout_below(r, 2));
	buf_free(&text);
}

static void tell(struct screen *s, struct tell *t)
{
	struct noteview *n = self(s);
	struct buf text = BUF_INIT;
	char day[DATE_SHOWN_MAX];
	int32_t date = n->note != NULL ? record_get(n->note, note_date) : RECORD_NO_DATE;

	if (n->note == NULL)
		return;
	if (date != RECORD_NO_DATE && buf_printf(&text, "%s  ", date_shown(date, day)) != JAL_OK)
		buf_clear(&text);
	note_about_tell(n->edit, buf_str(&text), t);
	for (size_t i = 0; i < n->versions.n; i++) {
		buf_clear(&text);
		if (put_version(n, i, &text) != JAL_OK)
			continue;
		if (n->versions.n > 1)
			tell_item(t, n->versions.n - i, i == n->at, buf_str(&text));
		else
			tell_say(t, buf_str(&text));
	}
	tell_say(t, buf_str(&n->reading.text));
	buf_free(&text);
	t->press = K_NONE;
	tell_prompt(t, _("« < » pour revenir :"));
}

/* ---- keys ---- */

static void say_no_memory(struct noteview *n)
{
	app_say(n->screen.app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
}

/* Linear mode: one of the texts, by its number. */
static bool choose(struct screen *s, size_t number)
{
	struct noteview *n = self(s);

	if (n->note == NULL || n->versions.n < 2 || number == 0 || number > n->versions.n)
		return false;
	n->at = n->versions.n - number;
	if (reading_set(&n->reading, text_of(n)) != JAL_OK)
		say_no_memory(n);
	return true;
}

/* To an older text, or back. */
static void turn(struct noteview *n, bool older)
{
	if (n->versions.n < 2 || (older ? n->at + 1 >= n->versions.n : n->at == 0)) {
		app_say(n->screen.app, APP_INFO, "%s",
			older ? _("C’est le premier texte de cette note.") : _("C’est le dernier texte de cette note."));
		return;
	}
	n->at = older ? n->at + 1 : n->at - 1;
	if (reading_set(&n->reading, text_of(n)) != JAL_OK)
		say_no_memory(n);
}

static bool key(struct screen *s, const struct key *k)
{
	struct noteview *n = self(s);

	if (n->note == NULL)
		return false;
	switch (k->code) {
	case K_LEFT:
		turn(n, true);
		return true;
	case K_RIGHT:
		turn(n, false);
		return true;
	case K_ENTER:
		app_pop(s->app);
		return true;
	default:
		return reading_key(&n->reading, k);
	}
}

/* Writes the note's edit, which is then another one: the screen is loaded again. */
static bool write_note(struct noteview *n, const char *what)
{
	struct buf said = BUF_INIT;
	struct diag why = DIAG_INIT;
	enum jal_err err = work_said(n->desk, &n->ref, what, &said);
	bool done = false;

	if (err == JAL_OK)
		done = work_write(n->desk, n->screen.app, &n->edit, 1, buf_str(&said));
	else
		work_say_error(n->screen.app, err, &why);
	buf_free(&said);
	return done;
}

/* Says again what it said: that is one more text, and takes none away. */
static void restore(struct noteview *n)
{
	if (edit_set_text(n->edit, FIELD_note_text, text_of(n)) != JAL_OK) {
		say_no_memory(n);
		return;
	}
	if (write_note(n, _("retour d’une note sur %s à un texte d’avant")))
		app_say(n->screen.app, APP_INFO, "%s", _("Le texte d’avant est remis. Ctrl+Z : annuler."));
}

/* Out of the file, not out of its history. */
static void take_out(struct noteview *n)
{
	struct app *app = n->screen.app;

	if (edit_set_flag(n->edit, FIELD_note_archived, true) != JAL_OK) {
		say_no_memory(n);
		return;
	}
	if (!write_note(n, _("retrait d’une note sur %s")))
		return;
	app_pop(app);
	app_say(app, APP_INFO, "%s", _("La note est retirée de la fiche ; l’historique la garde. Ctrl+Z : la remettre."));
}

static bool run(struct screen *s, enum action_id action)
{
	struct noteview *n = self(s);

	if (n->note == NULL)
		return false;
	switch ((int)action) {
	case ACT_MODIFY:
		work_push(s->app, scr_note_change(n->desk, &n->ref, &n->id));
		return true;
	case ACT_RESTORE:
		restore(n);
		return true;
	case ACT_ARCHIVE:
		take_out(n);
		return true;
	default:
		return work_run(n->desk, s->app, &n->ref, action);
	}
}

static unsigned have(const struct screen *s)
{
	const struct noteview *n = (const struct noteview *)s;
	bool earlier = n->note != NULL && n->versions.n > 1;

	return desk_have(n->desk) | NEED_PERSON | (earlier ? NEED_EARLIER : 0);
}

static const char *why_not(const struct screen *s, enum action_id action)
{
	const struct noteview *n = (const struct noteview *)s;

	if (action == ACT_RESTORE && n->note != NULL && n->at == current(n))
		return _("c’est le texte d’aujourd’hui ; flèche gauche montre ceux d’avant");
	return NULL;
}

static void noteview_free(struct screen *s)
{
	struct noteview *n = self(s);

	forget(n);
	free(n);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = draw,
	.tell = tell,
	.choose = choose,
	.key = key,
	.run = run,
	.have = have,
	.why_not = why_not,
	.event = event,
	.release = release,
	.free = noteview_free,
};

struct screen *scr_noteview_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *note)
{
	struct noteview *n = calloc(1, sizeof(*n));

	if (n == NULL)
		return NULL;
	n->screen = (struct screen){ .vt = &vt, .id = SCR_NOTEVIEW };
	n->desk = desk;
	n->ref = *ref;
	n->id = *note;
	return &n->screen;
}
