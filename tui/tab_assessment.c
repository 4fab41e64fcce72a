/*
 * The diagnosis: the last assessment, one line a theme whose level one key changes,
 * what the person wishes and can count on, the assessments before.
 */
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/format.h"
#include "core/text.h"
#include "tui/assess_words.h"
#include "tui/form_assessment.h"
#include "tui/form_barrier.h"
#include "tui/i18n.h"
#include "tui/prompt.h"
#include "tui/tab.h"
#include "tui/todo_words.h"
#include "tui/work.h"

enum { CELL_THEME, CELL_LEVEL, CELL_SINCE, CELL_CHANGE, CELL_COMMENT, CELL_PAST, CELLS };
/* What a line is about: its `about` is a struct assess_theme for the first two, a text of
 * the last assessment for LINE_TEXT. */
enum { LINE_THEME, LINE_TWIN, LINE_LAST, LINE_EARLIER, LINE_TEXT, LINE_NOTHING };

static const struct list_column columns[CELLS] = {
	[CELL_THEME] = { .title = "", .place = { .width = 25 } },
	[CELL_LEVEL] = { .title = "", .place = { .width = 15 } },
	[CELL_SINCE] = { .title = "", .place = { .width = 8, .drop = 2 } },
	[CELL_CHANGE] = { .title = "", .place = { .width = 12, .drop = 1 } },
	[CELL_COMMENT] = { .title = "", .place = { .width = 12, .weight = 1, .drop = 3 } },
	[CELL_PAST] = { .title = "", .place = { .width = 15, .drop = 4, .from = 100 } },
};

struct fill {
	struct tab_view *v;
	const struct assess *a;
	struct lines *out;
	struct format format;
	struct buf text;	/* being written */
};

/* f->text goes into a cell. */
JAL_MUST static enum jal_err put(struct fill *f, size_t cell)
{
	enum jal_err err = lines_put(f->out, cell, buf_str(&f->text));

	buf_clear(&f->text);
	return err;
}

JAL_MUST static enum jal_err add(struct fill *f, const struct jal_id *id, int kind, const void *about, struct line **out)
{
	struct line *line = lines_add(f->out, id);

	if (line == NULL)
		return JAL_ERR_NOMEM;
	line->kind = kind;
	line->about = about;
	*out = line;
	return JAL_OK;
}

/* The line of a theme keeps its id when its barrier is made, and so does that of the last
 * assessment when there is another one: the current line stays. */
static struct jal_id theme_id(size_t place)
{
	struct jal_id id = ID_ZERO;

	id.b[0] = 3;
	id.b[ID_BYTES - 2] = (uint8_t)(place >> 8);
	id.b[ID_BYTES - 1] = (uint8_t)place;
	return id;
}

/* ---- assessments ---- */

/* "Diagnostic du 14/09/2026 (70 jours)" */
JAL_MUST static enum jal_err put_date(struct fill *f, int32_t date)
{
	char day[DATE_SHOWN_MAX];
	int age = date != RECORD_NO_DATE ? (int)(f->a->today - date) : 0;

	if (date == RECORD_NO_DATE)
		return buf_puts(&f->text, _("Diagnostic sans date"));
	if (age <= 0)
		return buf_printf(&f->text, _("Diagnostic du %s (ce jour)"), date_shown(date, day));
	return buf_printf(&f->text, P_("Diagnostic du %s (%d jour)", "Diagnostic du %s (%d jours)", (unsigned long)age),
		date_shown(date, day), age);
}

/* A review that is late is said first: narrow screens have room for that. */
JAL_MUST static enum jal_err put_last(struct fill *f)
{
	const struct record *last = assess_last(f->a);
	int32_t review = last != NULL ? record_get(last, assessment_next_review) : RECORD_NO_DATE;
	const struct todo_clock clock = last != NULL ?
		todo_clocks_of(&f->v->file.clocks, TASKS_ASSESSMENT, record_id(last)) : TODO_CLOCK_NONE;
	bool late = clock.sign == TASKS_SIGN_LATE;
	struct jal_id id = theme_id(f->a->n_themes);
	struct line *line = NULL;
	char day[DATE_SHOWN_MAX];
	enum jal_err err = add(f, &id, last != NULL ? LINE_LAST : LINE_NOTHING, NULL, &line);

	if (err != JAL_OK)
		return err;
	line->style = late ? ROLE_LATE : ATTR_BOLD;
	if (last == NULL)
		return lines_put(f->out, CELL_THEME, _("Pas encore de diagnostic. c : en faire un ; Espace : un niveau."));
	if (late)
		err = buf_printf(&f->text, _("! Bilan attendu le %s. "), date_shown(review, day));
	if (err == JAL_OK)
		err = put_date(f, record_get(last, assessment_date));
	if (err == JAL_OK && !late && review != RECORD_NO_DATE)
		err = buf_printf(&f->text, _(". Prochain bilan : %s"), date_shown(review, day));
	if (err == JAL_OK && clock.waits)
		err = buf_puts(&f->text, ", ");
	if (err == JAL_OK && clock.waits)
		err = todo_words_waits(&clock, &f->text);
	return err == JAL_OK ? put(f, CELL_THEME) : err;
}

/* Those before the last one, newest first. */
JAL_MUST static enum jal_err put_earlier(struct fill *f)
{
	struct line *line = NULL;
	char day[DATE_SHOWN_MAX];
	enum jal_err err = f->a->n > 1 ? lines_heading(f->out, _("DIAGNOSTICS D’AVANT")) : JAL_OK;

	for (size_t i = f->a->n - (f->a->n > 0); i > 0 && err == JAL_OK; i--) {
		const struct record *r = f->a->assessments[i - 1];
		int32_t date = record_get(r, assessment_date);

		err = add(f, record_id(r), LINE_EARLIER, NULL, &line);
		if (err == JAL_OK)
			err = buf_printf(&f->text, _("Diagnostic du %s"), date != RECORD_NO_DATE ? date_shown(date, day) : "?");
		if (err == JAL_OK)
			err = put(f, CELL_THEME);
		if (err == JAL_OK)
			err = lines_put(f->out, CELL_SINCE, _("Entrée : le lire, comparé à aujourd’hui"));
	}
	return err;
}

/* ---- themes ---- */

/* Since when it has been so: the month. */
JAL_MUST static enum jal_err put_since(struct fill *f, const struct assess_theme *t)
{
	int32_t since = t->barrier == NULL ? RECORD_NO_DATE :
			t->lifted	   ? record_get(t->barrier, barrier_lifted_on) :
					     record_get(t->barrier, barrier_since);
	char month[DATE_SHOWN_MAX];

	if (since == RECORD_NO_DATE)
		since = t->changed;
	if (since == RECORD_NO_DATE || t->level == ASSESS_NOT_DISCUSSED || (t->level == ASSESS_NONE && !t->lifted))
		return JAL_OK;
	return lines_put(f->out, CELL_SINCE, date_shown_month(since, month));
}

static unsigned style_of(const struct assess_theme *t)
{
	return t->level == ASSESS_HIGH ? ROLE_LATE : t->level == ASSESS_MEDIUM ? ROLE_SOON : ROLE_NORMAL;
}

JAL_MUST static enum jal_err put_state(struct fill *f, const struct assess_theme *t, struct line *line)
{
	const char *comment = t->barrier != NULL ? record_get(t->barrier, barrier_comment) : NULL;
	enum jal_err err = assess_words_level(t->level, t->lifted, &f->text);

	line->sign = style_of(t);
	line->sign_cell = CELL_LEVEL;
	if (err == JAL_OK)
		err = put(f, CELL_LEVEL);
	if (err == JAL_OK)
		err = put_since(f, t);
	if (err == JAL_OK)
		err = assess_words_change(f->a, t, &f->text);
	if (err == JAL_OK)
		err = put(f, CELL_CHANGE);
	if (err == JAL_OK && f->a->n > 1)
		err = assess_words_past(f->a, t, &f->text);
	if (err == JAL_OK)
		err = put(f, CELL_PAST);
	if (err == JAL_OK && t->barrier != NULL && record_any_conflict(t->barrier))
		err = buf_puts(&f->text, _("! à départager "));
	if (err == JAL_OK && comment != NULL && !desk_discreet(f->v->desk))
		err = text_inert(comment, strcspn(comment, "\n"), TEXT_LINE, &f->text);
	return err == JAL_OK ? put(f, CELL_COMMENT) : err;
}

/* Another barrier of the same theme, that two people made without knowing. */
JAL_MUST static enum jal_err put_twin(struct fill *f, const struct assess_theme *t, const struct record *r)
{
	struct line *line = NULL;
	int64_t when = 0;
	const char *who = file_writer(f->v->desk, r, FIELD_barrier_theme, &when);
	char day[DATE_SHOWN_MAX];
	enum jal_err err = add(f, record_id(r), LINE_TWIN, t, &line);

	if (err != JAL_OK)
		return err;
	line->style = ROLE_LATE;
	err = lines_put(f->out, CELL_THEME, _("! une autre fiche"));
	if (err == JAL_OK && t->sensitive)
		err = buf_puts(&f->text, _("[confidentiel]"));
	else if (err == JAL_OK)
		err = assess_words_level(assess_level_of(r), record_get(r, barrier_lifted_on) != RECORD_NO_DATE, &f->text);
	if (err == JAL_OK)
		err = put(f, CELL_LEVEL);
	if (err == JAL_OK)
		err = buf_puts(&f->text, _("Entrée : n’en garder qu’une"));
	if (err == JAL_OK && *who != '\0' && when != RECORD_NO_NUMBER) {
		err = buf_puts(&f->text, " (");
		if (err == JAL_OK)
			err = file_short_name(who, &f->text);
		if (err == JAL_OK)
			err = buf_printf(&f->text, ", %s)", date_shown_day(date_of_time(when), day));
	}
	return err == JAL_OK ? put(f, CELL_SINCE) : err;
}

JAL_MUST static enum jal_err put_theme(struct fill *f, size_t place)
{
	const struct assess_theme *t = &f->a->themes[place];
	struct jal_id id = theme_id(place);
	struct line *line = NULL;
	enum jal_err err = add(f, &id, LINE_THEME, t, &line);

	if (err == JAL_OK)
		err = assess_words_theme(t->code, true, &f->text);
	if (err == JAL_OK)
		err = put(f, CELL_THEME);
	if (err == JAL_OK)
		err = t->sensitive ? lines_put(f->out, CELL_LEVEL, _("[confidentiel]")) : put_state(f, t, line);
	for (size_t i = 0; i < t->n_others && err == JAL_OK; i++)
		err = put_twin(f, t, t->others[i]);
	return err;
}

JAL_MUST static enum jal_err put_titles(struct fill *f)
{
	const char *const titles[CELLS] = { [CELL_THEME] = _("Domaine"), [CELL_LEVEL] = _("Niveau"),
		[CELL_SINCE] = _("Depuis"), [CELL_CHANGE] = _("Évolution"), [CELL_COMMENT] = _("Commentaire"),
		[CELL_PAST] = _("Aux bilans") };
	enum jal_err err = lines_heading(f->out, titles[CELL_THEME]);

	for (size_t i = CELL_LEVEL; i < CELLS && err == JAL_OK; i++)
		if (i != CELL_PAST || f->a->n > 1)
			err = lines_put(f->out, i, titles[i]);
	return err;
}

/* ---- what the person says ---- */

JAL_MUST static enum jal_err put_said(struct fill *f, enum field field, const char *label)
{
	const struct record *last = assess_last(f->a);
	const struct value *v = last != NULL ? record_value(last, field) : NULL;
	struct line *line = NULL;
	enum jal_err err = JAL_OK;

	if (v == NULL || v->kind == VALUE_EMPTY || desk_discreet(f->v->desk))
		return JAL_OK;
	err = add(f, NULL, LINE_TEXT, model_field(field), &line);
	if (err == JAL_OK)
		err = lines_put(f->out, CELL_THEME, label);
	if (err == JAL_OK && model_field(field)->type == FIELD_TYPE_long_text)
		err = text_inert(v->text, strcspn(v->text, "\n"), TEXT_LINE, &f->text);
	else if (err == JAL_OK)
		err = format_value(&f->format, model_field(field), v, &f->text);
	return err == JAL_OK ? put(f, CELL_LEVEL) : err;
}

JAL_MUST static enum jal_err put_all(struct fill *f)
{
	enum jal_err err = put_last(f);

	if (err == JAL_OK)
		err = put_titles(f);
	for (size_t i = 0; i < f->a->n_themes && err == JAL_OK; i++)
		err = put_theme(f, i);
	if (err == JAL_OK)
		err = put_said(f, FIELD_assessment_wishes, _("SOUHAITS"));
	if (err == JAL_OK)
		err = put_said(f, FIELD_assessment_strengths, _("ATOUTS"));
	if (err == JAL_OK)
		err = put_said(f, FIELD_assessment_autonomy, _("AUTONOMIE"));
	if (err == JAL_OK)
		err = put_said(f, FIELD_assessment_summary, _("SYNTHÈSE"));
	return err == JAL_OK ? put_earlier(f) : err;
}

static enum jal_err fill(struct tab_view *v, struct lines *out, struct diag *why)
{
	struct fill f = { .v = v, .a = &v->assess, .out = out, .format = desk_format(), .text = BUF_INIT };
	enum jal_err err = JAL_OK;

	assess_free(&v->assess);
	err = assess_load(desk_journal(v->desk), desk_clock(v->desk), &v->file.ref.caseload, &v->file.ref.dossier,
		&v->assess);
	if (err == JAL_OK)
		err = put_all(&f);
	buf_free(&f.text);
	return err == JAL_OK ? JAL_OK : db_explain(desk_db(v->desk), err, why);
}

/* ---- doing ---- */

/* Only codes of this program live longer than the view. */
static const char *lasting(const char *code)
{
	const struct vocab_code *found = vocab_find(VOCAB_theme, code);

	return found != NULL ? found->code : NULL;
}

static bool write_all(struct tab_view *v, struct edit_list *edits, enum jal_err err, const char *what)
{
	struct buf said = BUF_INIT;
	bool written = false;

	if (err == JAL_OK)
		err = work_said(v->desk, &v->file.ref, what, &said);
	if (err == JAL_OK) {
		written = work_write(v->desk, v->app, edits->list, edits->n, buf_str(&said));
	} else {
		struct diag why = DIAG_INIT;

		work_say_error(v->app, err, &why);
	}
	edit_list_free(edits);
	buf_free(&said);
	return written;
}

/* The next level, in a save of its own; row 22 says from what to what. */
static void turn_level(struct tab_view *v, const struct assess_theme *t)
{
	enum assess_level next = assess_next(t->level);
	const char *before = _(assess_level_word(t->level, t->lifted));
	struct edit_list edits = EDIT_LIST_INIT;
	struct buf name = BUF_INIT;
	enum jal_err err = assess_words_theme(t->code, true, &name);

	if (err == JAL_OK)
		err = assess_set(&v->assess, t->code, next, &edits);
	/* What t is about is read again by the write. */
	if (write_all(v, &edits, err, _("niveau d’un frein de %s")))
		app_say(v->app, APP_INFO, _("%s : %s → %s. C’est enregistré ; Ctrl+Z le défait."), buf_str(&name), before,
			_(assess_level_word(next, false)));
	buf_free(&name);
}

/* The assessment that a line is about: that line's own, or the last one; NULL. */
static const struct record *assessment_of(const struct tab_view *v, const struct line *line)
{
	for (size_t i = 0; line->kind == LINE_EARLIER && i < v->assess.n; i++)
		if (id_equal(record_id(v->assess.assessments[i]), &line->id))
			return v->assess.assessments[i];
	return line->kind == LINE_LAST ? assess_last(&v->assess) : NULL;
}

static void read_assessment(struct tab_view *v, const struct record *r)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < v->assess.n; i++)
		if (v->assess.assessments[i] == r && assess_words_page(&v->assess, i, &text) == JAL_OK)
			tab_read(v, buf_str(&text));
	buf_free(&text);
}

/* A text of the last assessment in full. */
static void read_said(struct tab_view *v, const struct model_field *field)
{
	const struct record *last = assess_last(&v->assess);
	const struct value *value = last != NULL ? record_value(last, field->id) : NULL;
	struct format format = desk_format();
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (value == NULL || value->kind == VALUE_EMPTY)
		return;
	err = buf_printf(&text, "%s\n\n", _(field->label));
	if (err == JAL_OK)
		err = field->type == FIELD_TYPE_long_text ? buf_put(&text, value->text, value->text_len) :
							    format_value(&format, field, value, &text);
	if (err == JAL_OK)
		tab_read(v, buf_str(&text));
	buf_free(&text);
}

/* ---- two of one theme ---- */

static void kept(void *ctx, struct app *app, size_t button)
{
	struct tab_view *v = ctx;
	struct edit_list edits = EDIT_LIST_INIT;
	enum jal_err err = JAL_OK;

	if (button == 0)
		return;
	err = assess_settle(&v->assess, &v->twins[button - 1], &edits);
	if (err == JAL_ERR_NOT_FOUND)
		app_say(app, APP_INFO, "%s", _("Il n’y a plus qu’une fiche pour ce domaine : rien n’est à choisir."));
	else
		(void)write_all(v, &edits, err, _("fiches de frein réunies, %s"));
}

JAL_MUST static enum jal_err describe_twin(const struct tab_view *v, const char *label, const struct record *r,
	struct buf *out)
{
	const char *comment = record_get(r, barrier_comment);
	int64_t when = 0;
	const char *who = file_writer(v->desk, r, FIELD_barrier_theme, &when);
	enum jal_err err = buf_printf(out, _("%s : %s"), label,
		_(assess_level_word(assess_level_of(r), record_get(r, barrier_lifted_on) != RECORD_NO_DATE)));

	if (err == JAL_OK && *who != '\0')
		err = buf_printf(out, " (%s)", who);
	if (err == JAL_OK && comment != NULL) {
		err = buf_puts(out, " — ");
		if (err == JAL_OK)
			err = text_inert(comment, strcspn(comment, "\n"), TEXT_LINE, out);
	}
	return err == JAL_OK ? buf_putc(out, '\n') : err;
}

static void ask_which(struct tab_view *v, const struct assess_theme *t, const struct jal_id *id)
{
	struct buf text = BUF_INIT;
	struct prompt q = { .title = _("Deux fiches pour un domaine"),
		.buttons = { _("Laisser ainsi"), _("Garder celle qui compte"), _("Garder l’autre") }, .n_buttons = 3,
		.safe = 0, .done = kept, .ctx = v };
	const struct record *other = NULL;
	enum jal_err err = JAL_OK;

	for (size_t i = 0; i < t->n_others; i++)
		if (id_equal(record_id(t->others[i]), id))
			other = t->others[i];
	if (other == NULL)
		return;
	v->twins[0] = *record_id(t->barrier);
	v->twins[1] = *id;
	err = describe_twin(v, _("Celle qui compte"), t->barrier, &text);
	if (err == JAL_OK)
		err = describe_twin(v, _("L’autre"), other, &text);
	if (err == JAL_OK)
		err = buf_puts(&text, _("La fiche gardée reçoit les situations et commentaires de l’autre, qui est archivée. Ctrl+Z le défait."));
	q.text = buf_str(&text);
	if (err == JAL_OK)
		work_push(v->app, prompt_new(&q));
	buf_free(&text);
}

/* ---- keys ---- */

static void open_line(struct tab_view *v, const struct line *line)
{
	const struct assess_theme *t = line->about;
	struct jal_id id = line->id;

	switch (line->kind) {
	case LINE_THEME:
		work_push(v->app, form_barrier_new(v->desk, &v->file.ref, t->barrier != NULL ? record_id(t->barrier) : NULL,
			t->barrier != NULL ? NULL : lasting(t->code)));
		break;
	case LINE_TWIN:
		ask_which(v, t, &id);
		break;
	case LINE_LAST:
	case LINE_EARLIER:
		read_assessment(v, assessment_of(v, line));
		break;
	case LINE_TEXT:
		read_said(v, line->about);
		break;
	default:
		work_push(v->app, form_assessment_new(v->desk, &v->file.ref, NULL));
		break;
	}
}

/* The assessment of the line, else the last one. */
static void modify(struct tab_view *v, const struct line *line)
{
	const struct record *r = line != NULL ? assessment_of(v, line) : NULL;

	if (r == NULL)
		r = assess_last(&v->assess);
	if (r != NULL)
		work_push(v->app, form_assessment_new(v->desk, &v->file.ref, record_id(r)));
}

/* The assessment or the barrier of the line is put away. */
static void archive(struct tab_view *v, const struct line *line)
{
	const struct assess_theme *t = line->about;
	const struct record *r = line->kind == LINE_THEME ? t->barrier : assessment_of(v, line);
	struct edit_list edits = EDIT_LIST_INIT;
	struct edit *e = NULL;
	enum jal_err err = JAL_OK;

	if (r == NULL)
		return;
	err = edit_of(r, &e);
	if (err == JAL_OK)
		err = edit_list_add(&edits, e);
	if (err == JAL_OK)
		err = edit_set_flag(e, model_archived(record_entity(r)), true);
	(void)write_all(v, &edits, err,
		record_entity(r) == ENTITY_barrier ? _("frein archivé, %s") : _("diagnostic archivé, %s"));
}

static bool run(struct tab_view *v, const struct line *line, enum action_id action)
{
	if (action == ACT_CREATE)
		work_push(v->app, form_assessment_new(v->desk, &v->file.ref, NULL));
	else if (action == ACT_MODIFY)
		modify(v, line);
	else if (action == ACT_TOGGLE && line != NULL)
		turn_level(v, line->about);
	else if (action == ACT_ARCHIVE && line != NULL)
		archive(v, line);
	else if (action == ACT_OPEN && line != NULL)
		open_line(v, line);
	else
		return false;
	return true;
}

static const char *why_not(const struct tab_view *v, const struct line *line, enum action_id action)
{
	int kind = line != NULL ? line->kind : LINE_NOTHING;
	const struct assess_theme *t = kind == LINE_THEME ? line->about : NULL;

	if (action == ACT_MODIFY && assess_last(&v->assess) == NULL)
		return _("il n’y a pas encore de diagnostic (c : en faire un)");
	if (action == ACT_TOGGLE && t == NULL)
		return _("la ligne choisie n’est pas un domaine");
	if (action == ACT_TOGGLE && (t->sensitive || *t->code == '\0'))
		return t->sensitive ? _("information confidentielle (Entrée l’ouvre)") : _("ce frein n’a pas de domaine (Entrée l’ouvre)");
	if (action == ACT_ARCHIVE && (t == NULL || t->barrier == NULL) && (line == NULL || assessment_of(v, line) == NULL))
		return _("il n’y a rien à archiver sur cette ligne");
	return NULL;
}

const struct tab tab_assessment = {
	.id = SCR_ASSESSMENT,
	.name = N_("Diagnostic"),
	.columns = columns,
	.n_columns = CELLS,
	.empty = N_("Aucun frein n’est noté."),
	.fill = fill,
	.run = run,
	.why_not = why_not,
};
