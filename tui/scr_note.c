/*
 * The note's screen.
 */
#include "tui/scr_note_inside.h"

#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/drafts.h"
#include "core/text.h"
#include "tui/app.h"
#include "tui/form_action.h"
#include "tui/form_appointment.h"
#include "tui/i18n.h"
#include "tui/note_about.h"
#include "tui/note_draft.h"
#include "tui/note_write.h"
#include "tui/picker.h"
#include "tui/under.h"
#include "tui/work.h"

#define CHANNEL_FIRST "home_visit"

static const char draft_note[] = "note";
static const char draft_report[] = "report";
static const char draft_change[] = "note.change";

static struct note *self(struct screen *s)
{
	return (struct note *)s;
}

static const struct jal_id *report_of(const struct note *n)
{
	return id_is_zero(&n->appointment) ? NULL : &n->appointment;
}

/* ---- opening and leaving ---- */

/* A report begins with its appointment's day and way. */
JAL_MUST static enum jal_err begin_report(struct note *n)
{
	struct record *r = NULL;
	int64_t starts = 0;
	enum jal_err err = journal_load(desk_journal(n->desk), &n->ref.caseload, ENTITY_appointment, &n->ref.dossier,
		&n->appointment, &r);

	if (err != JAL_OK)
		return err;
	starts = record_get(r, appointment_starts);
	if (starts != RECORD_NO_NUMBER && starts < n->draft.started)
		n->draft.started = starts;
	err = edit_set_text(n->draft.note, FIELD_note_channel, note_draft_channel(record_get(r, appointment_place)));
	record_free(r);
	return err;
}

/* A change begins with the text as it is. */
JAL_MUST static enum jal_err begin_change(struct note *n)
{
	struct record *r = NULL;
	const char *text = NULL;
	enum jal_err err = journal_load(desk_journal(n->desk), &n->ref.caseload, ENTITY_note, &n->ref.dossier, &n->record, &r);

	if (err == JAL_OK)
		err = edit_of(r, &n->draft.note);
	text = r != NULL ? record_get(r, note_text) : NULL;
	if (err == JAL_OK)
		err = editor_set(&n->editor, text != NULL ? text : "");
	record_free(r);
	return err;
}

JAL_MUST static enum jal_err begin(struct note *n)
{
	enum jal_err err = JAL_OK;

	n->draft = (struct note_draft){ .started = clock_civil_minutes(desk_clock(n->desk)) };
	if (scr_note_changes(n))
		return begin_change(n);
	err = note_about_begin(&n->ref.caseload, &n->ref.dossier, CHANNEL_FIRST, &n->draft.note);
	return err == JAL_OK && !id_is_zero(&n->appointment) ? begin_report(n) : err;
}

/* What an older program kept becomes an edit. */
JAL_MUST static enum jal_err renew(struct note *n)
{
	if (n->draft.note != NULL)
		return JAL_OK;
	return note_about_older(&n->ref.caseload, &n->ref.dossier, &n->draft);
}

/* JAL_ERR_NOT_FOUND when nothing was kept. */
JAL_MUST static enum jal_err resume(struct note *n)
{
	struct buf body = BUF_INIT;
	enum jal_err err = drafts_load(desk_db(n->desk), &n->key, &body, NULL);

	if (err == JAL_OK)
		err = note_draft_decode(body.data, body.len, &n->draft);
	if (err == JAL_OK)
		err = renew(n);
	if (err == JAL_OK)
		err = editor_set(&n->editor, buf_str(&n->draft.text));
	if (err == JAL_OK) {
		n->editor.caret = n->draft.caret;
		buf_free(&n->draft.text);
		n->resumed = true;
		n->has_draft = true;
	}
	buf_free(&body);
	return err;
}

static void forget(struct note *n)
{
	picker_close(&n->picker);
	note_draft_free(&n->draft);
	editor_free(&n->editor);
	n->editor = (struct editor){ .text = NULL };
	buf_free(&n->title);
	buf_free(&n->under);
	buf_free(&n->ticked);
	for (size_t i = 0; i < NOTE_DRAFT_FOLLOWUPS_MAX; i++)
		buf_free(&n->labels[i]);
	n->open = false;
}

/* Whom it is about. */
JAL_MUST static enum jal_err make_title(struct note *n)
{
	struct buf name = BUF_INIT;
	enum jal_err err = file_name_of(n->desk, &n->ref, &name);

	buf_clear(&n->title);
	if (err == JAL_OK && scr_note_changes(n))
		err = buf_printf(&n->title, _("Changer une note > %s"), buf_str(&name));
	else if (err == JAL_OK && id_is_zero(&n->appointment))
		err = buf_printf(&n->title, _("Note > %s"), buf_str(&name));
	else if (err == JAL_OK)
		err = buf_printf(&n->title, _("Compte rendu > %s"), buf_str(&name));
	buf_free(&name);
	return err;
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct note *n = self(s);
	bool back = n->resumed;
	enum jal_err err = JAL_OK;

	if (n->open)
		return JAL_OK;
	n->open = true;
	err = editor_init(&n->editor, EDITOR_LONG, VALUE_LONG_TEXT_MAX);
	if (err == JAL_OK)
		err = resume(n);
	if (err == JAL_ERR_NOT_FOUND || err == JAL_ERR_CORRUPT)
		err = begin(n);
	if (err == JAL_OK)
		err = make_title(n);
	if (err == JAL_OK && n->arrivals == 0)
		err = journal_arrivals(desk_journal(n->desk), &n->arrivals);
	if (err != JAL_OK) {
		forget(n);
		return diag_set_if_empty(why, err, NULL);
	}
	if (n->resumed && !back)
		app_say(s->app, APP_INFO, "%s", _("La note que vous écriviez est reprise : elle n’était pas enregistrée."));
	return JAL_OK;
}

static void release(struct screen *s)
{
	struct note *n = self(s);

	/* It comes back from its draft, without a word. */
	n->resumed = true;
	if (n->open)
		forget(n);
}

static bool is_blank(const struct note *n)
{
	const char *s = n->editor.text;
	size_t len = text_trim(&s, n->editor.len);
	const char *was = NULL;

	if (n->draft.n > 0)
		return false;
	if (!scr_note_changes(n))
		return len == 0;
	/* Nothing differs from what was displayed. */
	was = record_get(edit_displayed(n->draft.note), note_text);
	return edit_empty(n->draft.note) && was != NULL && strlen(was) == len && memcmp(was, s, len) == 0;
}

static enum jal_err save_draft(struct screen *s, struct diag *why)
{
	struct note *n = self(s);
	struct buf body = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (!n->open)
		return JAL_OK;
	if (is_blank(n)) {
		if (n->has_draft)
			err = drafts_delete(desk_db(n->desk), &n->key);
		n->has_draft = false;
		return err == JAL_OK ? JAL_OK : db_explain(desk_db(n->desk), err, why);
	}
	err = buf_put(&n->draft.text, n->editor.text, n->editor.len);
	n->draft.caret = n->editor.caret;
	if (err == JAL_OK)
		err = note_draft_encode(&n->draft, &body);
	buf_free(&n->draft.text);
	if (err == JAL_OK)
		err = drafts_save(desk_db(n->desk), &n->key, body.data, body.len, clock_now(desk_clock(n->desk)));
	buf_free(&body);
	n->has_draft = true;
	if (err == JAL_OK)
		n->kept_at = clock_civil_minutes(desk_clock(n->desk));
	return err == JAL_OK ? JAL_OK : db_explain(desk_db(n->desk), err, why);
}

static bool has_draft(const struct screen *s)
{
	return ((const struct note *)s)->has_draft;
}

/* ---- follow-ups ---- */

/* A form below gives its edit here. */
static void take_followup(void *ctx, struct edit *e)
{
	struct note *n = ctx;

	if (n->draft.n == NOTE_DRAFT_FOLLOWUPS_MAX) {
		edit_free(e);
		return;
	}
	n->draft.followups[n->draft.n++] = e;
	app_touch(n->screen.app);
	app_say(n->screen.app, APP_INFO, "%s", _("La suite sera créée avec la note, quand vous l’enregistrerez."));
}

static void drop_followup(struct note *n, size_t i)
{
	if (i >= n->draft.n)
		return;
	edit_free(n->draft.followups[i]);
	n->draft.n--;
	memmove(&n->draft.followups[i], &n->draft.followups[i + 1], (n->draft.n - i) * sizeof(n->draft.followups[0]));
	app_touch(n->screen.app);
}

JAL_MUST static enum jal_err open_followups(struct note *n)
{
	struct picker_source source = { .table = n->choices, .n = 0 };
	enum jal_err err = JAL_OK;

	if (n->draft.n < NOTE_DRAFT_FOLLOWUPS_MAX) {
		n->choices[source.n++] = (struct picker_choice){ "action", N_("Ajouter une action") };
		n->choices[source.n++] = (struct picker_choice){ "appointment", N_("Ajouter un rendez-vous") };
	}
	for (size_t i = 0; i < n->draft.n && err == JAL_OK; i++) {
		struct buf *text = &n->labels[i];
		char *code = n->codes[i];

		buf_clear(text);
		err = buf_puts(text, _("Retirer : "));
		if (err == JAL_OK)
			err = note_draft_describe(n->draft.followups[i], text);
		code[0] = (char)('a' + (int)i);
		code[1] = '\0';
		n->choices[source.n++] = (struct picker_choice){ code, buf_str(text) };
	}
	n->marking = false;
	return err == JAL_OK ? picker_open(&n->picker, &source, false, "") : err;
}

/* What is sensitive, and topics: several can be ticked. */
JAL_MUST static enum jal_err open_marks(struct note *n)
{
	struct picker_source source = { .table = NULL };
	enum jal_err err = JAL_OK;

	source.table = note_about_choices(&source.n);
	buf_clear(&n->ticked);
	err = note_about_ticked(n->draft.note, &n->ticked);
	n->marking = true;
	return err == JAL_OK ? picker_open(&n->picker, &source, true, buf_str(&n->ticked)) : err;
}

static void tick(struct note *n)
{
	const struct picker_choice *choice = picker_choice(&n->picker);

	if (choice == NULL || note_about_tick(n->draft.note, choice->code) != JAL_OK)
		return;
	buf_clear(&n->ticked);
	if (note_about_ticked(n->draft.note, &n->ticked) != JAL_OK)
		buf_clear(&n->ticked);
	n->picker.chosen = buf_str(&n->ticked);
	n->has_draft = true;
	app_touch(n->screen.app);
}

static void picked(struct note *n)
{
	const struct picker_choice *choice = picker_choice(&n->picker);
	const char *code = choice->code;

	picker_close(&n->picker);
	if (strcmp(code, "action") == 0)
		work_push(n->screen.app, form_action_new(n->desk, &n->ref, NULL, &n->sink));
	else if (strcmp(code, "appointment") == 0)
		work_push(n->screen.app, form_appointment_new(n->desk, &n->ref, NULL, &n->sink));
	else
		drop_followup(n, (size_t)(code[0] - 'a'));
}

/* ---- saving ---- */

static void save(struct note *n)
{
	struct app *app = n->screen.app;
	struct diag why = DIAG_INIT;
	const char *s = n->editor.text;
	size_t len = text_trim(&s, n->editor.len);

	if (len == 0) {
		app_say(app, APP_ERROR, "%s", _("La note est vide : écrivez-la, ou Échap pour la laisser."));
		return;
	}
	if (note_write(n->desk, &n->ref, report_of(n), &n->draft, s, len, &n->key, &why) != JAL_OK) {
		work_say_error(app, why.err, &why);
		return;
	}
	forget(n);
	app_pop(app);
	work_say_saved(n->desk, app);
}

/* ---- keys ---- */

static bool choose(struct screen *s, size_t number)
{
	return self(s)->picker.open && list_choose(&self(s)->picker.list, number);
}

static void changed(struct note *n)
{
	n->has_draft = true;
	app_touch(n->screen.app);
}

static void say_no_memory(struct note *n)
{
	app_say(n->screen.app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
}

/* The next type, or the next visibility, and what that one is worth. */
static void next(struct note *n, enum field field)
{
	if (note_about_next(n->draft.note, field) != JAL_OK) {
		say_no_memory(n);
		return;
	}
	changed(n);
	if (field == FIELD_note_visibility)
		app_say(n->screen.app, APP_INFO, "%s", note_about_promise(n->draft.note));
}

static void say_full(struct note *n)
{
	app_say(n->screen.app, APP_WARNING, "%s",
		_("Cette note est pleine (32 Kio) : enregistrez-la et continuez dans une autre."));
}

static bool key(struct screen *s, const struct key *k)
{
	struct note *n = self(s);

	if (n->picker.open) {
		enum picker_result result = picker_key(&n->picker, k);

		if (result == PICKER_CHOSE && n->marking)
			tick(n);
		else if (result == PICKER_CHOSE)
			picked(n);
		else if (result == PICKER_CLOSED)
			picker_close(&n->picker);
		return result != PICKER_IGNORED;
	}
	switch (editor_key(&n->editor, k)) {
	case EDITOR_CHANGED:
		changed(n);
		return true;
	case EDITOR_MOVED:
		return true;
	case EDITOR_FULL:
		say_full(n);
		return true;
	case EDITOR_IGNORED:
		break;
	}
	return false;
}

static bool paste(struct screen *s, const char *bytes, size_t len)
{
	struct note *n = self(s);
	size_t dropped = 0;
	enum jal_err err = JAL_OK;

	if (n->picker.open)
		return list_paste(&n->picker.list, bytes, len);
	err = editor_paste(&n->editor, bytes, len, &dropped);
	if (err == JAL_ERR_LIMIT)
		say_full(n);
	if (err == JAL_ERR_LIMIT)
		return true;
	if (err != JAL_OK)
		return false;
	changed(n);
	if (dropped > 0)
		app_say(s->app, APP_INFO, P_("%zu caractère invisible n’a pas été collé.",
			"%zu caractères invisibles n’ont pas été collés.", dropped), dropped);
	return true;
}

static bool answer(struct screen *s, const char *line, size_t len)
{
	struct note *n = self(s);

	if (n->picker.open)
		return list_answer(&n->picker.list, line);
	n->editor.caret = n->editor.len;
	if (n->editor.len > 0 && !paste(s, "\n", 1))
		return false;
	return len == 0 || paste(s, line, len);
}

static bool run(struct screen *s, enum action_id action)
{
	struct note *n = self(s);

	switch ((int)action) {
	case ACT_SAVE:
		save(n);
		return true;
	case ACT_KIND:
		next(n, FIELD_note_channel);
		return true;
	case ACT_CONFIDENTIAL:
		next(n, FIELD_note_visibility);
		return true;
	case ACT_FOLLOWUP:
		if (open_followups(n) != JAL_OK)
			say_no_memory(n);
		return true;
	case ACT_TOPICS:
		if (open_marks(n) != JAL_OK)
			say_no_memory(n);
		return true;
	default:
		return work_run(n->desk, s->app, NULL, action);
	}
}

/* What came in on this dossier since the note was opened. */
static void tell_under(struct note *n)
{
	struct buf notice = BUF_INIT;
	struct buf sentence = BUF_INIT;

	if (under_note(n->desk, &n->ref, n->arrivals, &notice, &sentence) == JAL_OK && notice.len > 0 &&
		strcmp(buf_str(&notice), buf_str(&n->under)) != 0) {
		buf_free(&n->under);
		n->under = notice;
		notice = BUF_INIT;
		app_say(n->screen.app, APP_INFO, "%s", buf_str(&sentence));
	}
	buf_free(&notice);
	buf_free(&sentence);
}

static void event(struct screen *s, const void *e)
{
	struct note *n = self(s);
	const struct desk_event *what = e;

	if (what->kind == DESK_CHANGED && n->open)
		tell_under(n);
	/* Discreet or not: the name in the title. */
	if (what->kind == DESK_SHOWN && n->open && make_title(n) != JAL_OK)
		buf_clear(&n->title);
}

static bool typing(const struct screen *s)
{
	(void)s;
	return true;
}

static bool picking(const struct screen *s)
{
	return ((const struct note *)s)->picker.open;
}

static void note_free(struct screen *s)
{
	struct note *n = self(s);

	forget(n);
	free(n);
}

static const struct screen_vt vt = {
	.title = scr_note_title,
	.load = load,
	.draw = scr_note_draw,
	.tell = scr_note_tell,
	.choose = choose,
	.answer = answer,
	.key = key,
	.paste = paste,
	.run = run,
	.typing = typing,
	.picking = picking,
	.save_draft = save_draft,
	.has_draft = has_draft,
	.event = event,
	.release = release,
	.free = note_free,
};

struct screen *scr_note_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *appointment)
{
	struct note *n = calloc(1, sizeof(*n));

	if (n == NULL)
		return NULL;
	n->screen = (struct screen){ .vt = &vt, .id = SCR_NOTE };
	n->desk = desk;
	n->ref = *ref;
	n->sink = (struct scr_form_sink){ .ctx = n, .take = take_followup };
	n->key = (struct drafts_key){ .kind = draft_note, .dossier = ref->dossier };
	if (appointment != NULL) {
		n->appointment = *appointment;
		n->key.kind = draft_report;
		n->key.record = *appointment;
	}
	return &n->screen;
}

struct screen *scr_note_change(struct desk *desk, const struct file_ref *ref, const struct jal_id *note)
{
	struct screen *s = scr_note_new(desk, ref, NULL);
	struct note *n = s != NULL ? self(s) : NULL;

	if (n == NULL)
		return NULL;
	n->record = *note;
	n->key = (struct drafts_key){ .kind = draft_change, .dossier = ref->dossier, .record = *note };
	return s;
}

enum jal_err scr_note_draft(const struct desk *desk, const struct file_ref *ref, struct buf *out)
{
	struct drafts_key key = { .kind = draft_note, .dossier = ref->dossier };
	struct note_draft d = { .n = 0 };
	struct buf body = BUF_INIT;
	enum jal_err err = drafts_load(desk_db(desk), &key, &body, NULL);

	if (err == JAL_OK)
		err = note_draft_decode(body.data, body.len, &d);
	if (err == JAL_OK)
		err = note_about_folded(&d) ? buf_puts(out, _("[confidentiel]")) :
				       text_inert(buf_str(&d.text), strcspn(buf_str(&d.text), "\n"), TEXT_LINE, out);
	note_draft_free(&d);
	buf_free(&body);
	return err == JAL_ERR_CORRUPT ? JAL_ERR_NOT_FOUND : err;
}
