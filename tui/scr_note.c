/*
 * The note's screen.
 */
#include "tui/scr_note.h"

#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/drafts.h"
#include "core/text.h"
#include "tui/app.h"
#include "tui/form_action.h"
#include "tui/form_appointment.h"
#include "tui/i18n.h"
#include "tui/note_draft.h"
#include "tui/note_write.h"
#include "tui/picker.h"
#include "tui/under.h"
#include "tui/work.h"

#define CHANNEL_FIRST "home_visit"

static const char draft_note[] = "note";
static const char draft_report[] = "report";

/* What Ctrl+F offers: two kinds, and each follow-up to be taken out again. */
enum { PICK_ACTION, PICK_APPOINTMENT, PICK_FIXED };

struct note {
	struct screen screen;	/* first */
	struct desk *desk;
	struct file_ref ref;
	struct jal_id appointment;	/* zero: no report */
	struct drafts_key key;
	bool open;		/* false while locked */
	bool resumed;
	bool has_draft;
	int64_t kept_at;	/* civil minutes of the last draft; 0: none since it was opened */
	struct note_draft draft;	/* but for the text, which is in the editor */
	struct editor editor;
	struct buf title;
	int64_t arrivals;	/* what had come into the vault when it was opened; 0: not open yet */
	struct buf under;	/* what came in on the dossier since; "" */
	struct picker picker;
	struct picker_choice choices[PICK_FIXED + NOTE_DRAFT_FOLLOWUPS_MAX];
	struct buf labels[NOTE_DRAFT_FOLLOWUPS_MAX];
	char codes[NOTE_DRAFT_FOLLOWUPS_MAX][8];
	struct scr_form_sink sink;
};

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
	memccpy(n->draft.channel, note_draft_channel(record_get(r, appointment_place)), '\0', sizeof(n->draft.channel));
	record_free(r);
	return JAL_OK;
}

JAL_MUST static enum jal_err begin(struct note *n)
{
	n->draft = (struct note_draft){ .started = clock_civil_minutes(desk_clock(n->desk)), .channel = CHANNEL_FIRST };
	return id_is_zero(&n->appointment) ? JAL_OK : begin_report(n);
}

/* JAL_ERR_NOT_FOUND when nothing was kept. */
JAL_MUST static enum jal_err resume(struct note *n)
{
	struct buf body = BUF_INIT;
	enum jal_err err = drafts_load(desk_db(n->desk), &n->key, &body, NULL);

	if (err == JAL_OK)
		err = note_draft_decode(body.data, body.len, &n->draft);
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
	for (size_t i = 0; i < NOTE_DRAFT_FOLLOWUPS_MAX; i++)
		buf_free(&n->labels[i]);
	n->open = false;
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct note *n = self(s);
	struct buf name = BUF_INIT;
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
		err = file_name_of(n->desk, &n->ref, &name);
	if (err == JAL_OK)
		err = buf_printf(&n->title, id_is_zero(&n->appointment) ? _("Note > %s") : _("Compte rendu > %s"),
			buf_str(&name));
	if (err == JAL_OK && n->arrivals == 0)
		err = journal_arrivals(desk_journal(n->desk), &n->arrivals);
	buf_free(&name);
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

	return text_trim(&s, n->editor.len) == 0 && n->draft.n == 0;
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
	return err == JAL_OK ? picker_open(&n->picker, &source, false, "") : err;
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

/* ---- drawing ---- */

static void title(const struct screen *s, struct buf *out)
{
	const struct note *n = (const struct note *)s;

	if (buf_put(out, n->title.data, n->title.len) != JAL_OK)
		buf_clear(out);
}

static size_t words(const struct note *n)
{
	const char *word = NULL;
	size_t at = 0;
	size_t len = 0;
	size_t count = 0;

	while (text_word(n->editor.text, n->editor.len, &at, &word, &len))
		count++;
	return count;
}

JAL_MUST static enum jal_err put_head(const struct note *n, struct buf *out)
{
	struct format format = desk_format();
	char day[DATE_SHOWN_MAX];
	char time[DATE_SHOWN_MAX];
	enum jal_err err = buf_printf(out, "%s %s  ", date_shown(date_of_time(n->draft.started), day),
		date_shown_minutes(date_minutes_of_time(n->draft.started), false, format.english ? ':' : 'h', time));

	if (err == JAL_OK)
		err = buf_puts(out, _("Type : "));
	if (err == JAL_OK)
		err = format_code(&format, VOCAB_channel, n->draft.channel, strlen(n->draft.channel), out);
	return err == JAL_OK ? buf_puts(out, n->draft.confidential ? _("  Confidentiel : oui") : _("  Confidentiel : non")) :
			       err;
}

/* On the rule, so that nothing moves while one types. */
static void draw_kept(const struct note *n, struct canvas *c, struct rect r)
{
	struct buf text = BUF_INIT;
	char time[DATE_SHOWN_MAX];
	char separator = i18n_lang()[0] == 'e' ? ':' : 'h';
	int used = 0;

	canvas_rule(c, r.row, r.col + 1, r.cols - 2, ROLE_FRAME, "─");
	if (n->under.len > 0) {
		canvas_put(c, r.row, r.col + 4, 1, ROLE_NORMAL, " ");
		used = canvas_put(c, r.row, r.col + 5, r.cols - 9, ROLE_WARNING, buf_str(&n->under));
		canvas_put(c, r.row, r.col + 5 + used, 1, ROLE_NORMAL, " ");
	} else if (n->kept_at > 0 && n->has_draft &&
		buf_printf(&text, _(" Brouillon gardé à %s (chiffré) "),
			date_shown_minutes(date_minutes_of_time(n->kept_at), false, separator, time)) == JAL_OK)
		canvas_put_right(c, r.row, r.col, r.cols - 3, ROLE_NORMAL, buf_str(&text));
	buf_free(&text);
}

static void draw_followups(const struct note *n, struct canvas *c, struct rect r)
{
	canvas_rule(c, r.row, r.col + 1, r.cols - 2, ROLE_FRAME, "─");
	canvas_put(c, r.row, r.col + 4, r.cols - 8, ROLE_HEADING, _(" Suites, créées avec la note "));
	for (int i = 0; i + 1 < r.rows && (size_t)i < n->draft.n; i++) {
		struct buf text = BUF_INIT;

		if (buf_puts(&text, "[x] ") == JAL_OK && note_draft_describe(n->draft.followups[i], &text) == JAL_OK)
			canvas_put(c, r.row + 1 + i, r.col + 1, r.cols - 2, ROLE_NORMAL, buf_str(&text));
		buf_free(&text);
	}
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct note *n = self(s);
	struct rect r = l->body;
	struct buf head = BUF_INIT;
	struct buf count = BUF_INIT;
	int below = n->draft.n > 0 ? (int)n->draft.n + 1 : 0;
	int used = 0;

	if (buf_printf(&count, P_("%zu mot ", "%zu mots ", words(n)), words(n)) == JAL_OK)
		used = canvas_put_right(c, r.row, r.col, r.cols, ROLE_NORMAL, buf_str(&count));
	if (put_head(n, &head) == JAL_OK)
		canvas_put(c, r.row, r.col + 1, r.cols - used - 3, ROLE_NORMAL, buf_str(&head));
	draw_kept(n, c, (struct rect){ r.row + 1, r.col, 1, r.cols });
	r = layout_below(r, 2);
	if (below > r.rows / 2)
		below = r.rows / 2;
	editor_draw(&n->editor, c, (struct rect){ r.row, r.col + 1, r.rows - below, r.cols - 2 }, ROLE_NORMAL,
		!n->picker.open);
	if (below > 0)
		draw_followups(n, c, (struct rect){ r.row + r.rows - below, r.col, below, r.cols });
	if (n->picker.open)
		picker_draw(&n->picker, c, layout_middle(l->body, picker_rows(&n->picker), r.cols < 60 ? r.cols : 60));
	buf_free(&head);
	buf_free(&count);
}

static void tell(struct screen *s, struct tell *t)
{
	struct note *n = self(s);
	struct buf text = BUF_INIT;

	if (n->picker.open) {
		picker_tell(&n->picker, t);
		return;
	}
	if (put_head(n, &text) == JAL_OK)
		tell_say(t, buf_str(&text));
	tell_say(t, buf_str(&n->under));
	if (n->editor.len > 0)
		tell_say(t, n->editor.text);
	for (size_t i = 0; i < n->draft.n; i++) {
		buf_clear(&text);
		if (buf_puts(&text, _("Suite, créée avec la note : ")) == JAL_OK && note_draft_describe(n->draft.followups[i], &text) == JAL_OK)
			tell_say(t, buf_str(&text));
	}
	buf_free(&text);
	t->takes = TELL_LONG;
	tell_prompt(t, _("Texte, ligne après ligne, « . » pour finir :"));
}

static bool choose(struct screen *s, size_t number)
{
	return self(s)->picker.open && list_choose(&self(s)->picker.list, number);
}

/* ---- keys ---- */

static void changed(struct note *n)
{
	n->has_draft = true;
	app_touch(n->screen.app);
}

static void next_channel(struct note *n)
{
	size_t count = 0;
	const struct vocab_code *codes = vocab_codes(VOCAB_channel, &count);
	size_t at = 0;

	for (size_t i = 0; i < count; i++)
		if (strcmp(codes[i].code, n->draft.channel) == 0)
			at = i + 1;
	memccpy(n->draft.channel, codes[at < count ? at : 0].code, '\0', sizeof(n->draft.channel));
	changed(n);
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

		if (result == PICKER_CHOSE)
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
		next_channel(n);
		return true;
	case ACT_CONFIDENTIAL:
		n->draft.confidential = !n->draft.confidential;
		changed(n);
		return true;
	case ACT_FOLLOWUP:
		if (open_followups(n) != JAL_OK)
			app_say(s->app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
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
	struct buf name = BUF_INIT;

	if (what->kind == DESK_CHANGED && n->open)
		tell_under(n);
	/* Discreet or not: the name in the title. */
	if (what->kind != DESK_SHOWN || !n->open || file_name_of(n->desk, &n->ref, &name) != JAL_OK)
		goto out;
	buf_clear(&n->title);
	if (buf_printf(&n->title, id_is_zero(&n->appointment) ? _("Note > %s") : _("Compte rendu > %s"), buf_str(&name)) !=
		JAL_OK)
		buf_clear(&n->title);
out:
	buf_free(&name);
}

static bool typing(const struct screen *s)
{
	(void)s;
	return true;
}

static void note_free(struct screen *s)
{
	struct note *n = self(s);

	forget(n);
	free(n);
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

enum jal_err scr_note_draft(const struct desk *desk, const struct file_ref *ref, struct buf *out)
{
	struct drafts_key key = { .kind = draft_note, .dossier = ref->dossier };
	struct note_draft d = { .n = 0 };
	struct buf body = BUF_INIT;
	enum jal_err err = drafts_load(desk_db(desk), &key, &body, NULL);

	if (err == JAL_OK)
		err = note_draft_decode(body.data, body.len, &d);
	if (err == JAL_OK)
		err = d.confidential ? buf_puts(out, _("[confidentiel]")) :
				       text_inert(buf_str(&d.text), strcspn(buf_str(&d.text), "\n"), TEXT_LINE, out);
	note_draft_free(&d);
	buf_free(&body);
	return err == JAL_ERR_CORRUPT ? JAL_ERR_NOT_FOUND : err;
}
