/*
 * The file: loads the records, shows one tab.
 */
#include "tui/scr_file.h"

#include <stdlib.h>
#include <string.h>

#include "core/name.h"
#include "core/text.h"
#include "tui/app.h"
#include "tui/dossier_archive.h"
#include "tui/i18n.h"
#include "tui/scr_print.h"
#include "tui/tab.h"
#include "tui/tabs.h"
#include "tui/work.h"

static const struct tab *const all[] = { &tab_summary, &tab_assessment, &tab_pathway, &tab_contract,
	&tab_appointments, &tab_notes, &tab_history };

#define TABS (sizeof(all) / sizeof(all[0]))

struct file_screen {
	struct screen screen;	/* first */
	struct file_ref ref;
	struct tab_view view;
	struct tabs tabs;
	struct lines lines[TABS];
	bool filled[TABS];
	struct picker picker;	/* what a tab's action begins with */
	enum action_id picking;	/* which one */
	struct buf title;
	struct jal_id first;	/* the record to begin on; zero once that was done */
	bool loaded;
};

static struct file_screen *self(struct screen *s)
{
	return (struct file_screen *)s;
}

static const struct tab *tab_of(const struct file_screen *f)
{
	return all[f->tabs.at];
}

static const struct line *line_of(const struct file_screen *f)
{
	return lines_current(&f->lines[f->tabs.at]);
}

/* ---- loading ---- */

JAL_MUST static enum jal_err make_title(struct file_screen *f)
{
	const struct record *person = f->view.file.person;
	int32_t born = person != NULL ? record_get(person, person_birth_date) : RECORD_NO_DATE;
	int age = name_age(born, desk_today(f->view.desk));
	struct buf name = BUF_INIT;
	enum jal_err err = file_name(f->view.desk, &f->view.file, &name);

	buf_clear(&f->title);
	if (err == JAL_OK)
		err = text_inert(buf_str(&name), name.len, TEXT_LINE, &f->title);
	if (err == JAL_OK && age >= 0)
		err = buf_printf(&f->title, P_(", %d an", ", %d ans", (unsigned long)age), age);
	buf_free(&name);
	return err;
}

/* The current tab's lines, if they are not there yet. */
JAL_MUST static enum jal_err fill(struct file_screen *f, struct diag *why)
{
	size_t at = (size_t)f->tabs.at;
	struct lines *lines = &f->lines[at];
	enum jal_err err = JAL_OK;

	f->screen.id = all[at]->id;
	if (f->filled[at])
		return JAL_OK;
	lines_clear(lines);
	lines->empty = _(all[at]->empty);
	err = all[at]->fill(&f->view, lines, why);
	if (err == JAL_OK)
		err = lines_show(lines);
	if (err == JAL_OK && !id_is_zero(&f->first)) {
		(void)list_select(&lines->list, &f->first);
		f->first = ID_ZERO;
	}
	if (err == JAL_OK && !id_is_zero(&f->view.show))
		(void)list_select(&lines->list, &f->view.show);
	f->view.show = ID_ZERO;
	f->filled[at] = err == JAL_OK;
	if (err != JAL_OK)
		(void)diag_set_if_empty(why, err, NULL);
	return err;
}

static void forget(struct file_screen *f)
{
	for (size_t i = 0; i < TABS; i++) {
		lines_clear(&f->lines[i]);
		f->filled[i] = false;
	}
	tab_changes_free(&f->view.changes);
	contract_set_free(&f->view.contracts);
	assess_free(&f->view.assess);
	if (f->loaded)
		file_free(&f->view.file);
	f->loaded = false;
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct file_screen *f = self(s);
	struct file file = { .person = NULL };
	enum jal_err err = file_load(f->view.desk, &f->ref, &file, why);

	if (err != JAL_OK)
		return err;
	forget(f);
	f->view.file = file;
	f->view.app = s->app;
	f->loaded = true;
	/* In the language of now. */
	f->tabs.n = (int)TABS;
	for (size_t i = 0; i < TABS; i++)
		f->tabs.names[i] = _(all[i]->name);
	err = make_title(f);
	if (err != JAL_OK)
		return diag_set(why, err, NULL);
	return fill(f, why);
}

static void event(struct screen *s, const void *e)
{
	const struct desk_event *what = e;
	struct diag why = DIAG_INIT;

	if (!self(s)->loaded)
		return;
	/* The cursor is on what was saved, where this tab shows it. */
	if (what->kind == DESK_SAVED)
		self(s)->view.show = what->record;
	/* Gone to another caseload meanwhile: it stays until it is left. */
	if (load(s, &why) != JAL_OK)
		app_say_diag(s->app, &why);
}

static void release(struct screen *s)
{
	struct file_screen *f = self(s);

	forget(f);
	picker_close(&f->picker);
	buf_free(&f->title);
}

/* ---- drawing ---- */

static void title(const struct screen *s, struct buf *out)
{
	const struct file_screen *f = (const struct file_screen *)s;

	if (buf_put(out, f->title.data, f->title.len) != JAL_OK)
		buf_clear(out);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct file_screen *f = self(s);
	struct rect r = l->body;

	tabs_draw(&f->tabs, c, (struct rect){ r.row, r.col, 1, r.cols });
	canvas_rule(c, r.row + 1, r.col + 1, r.cols - 2, ROLE_FRAME, "─");
	list_draw(&f->lines[f->tabs.at].list, c, layout_below(r, 2));
	if (f->picker.open)
		picker_draw(&f->picker, c, layout_middle(r, picker_rows(&f->picker), r.cols < 40 ? r.cols : 40));
}

/* "Onglets : 1 Synthèse (ici), 2 Parcours" */
static void tell_tabs(const struct file_screen *f, struct tell *t)
{
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;

	for (int i = 0; i < f->tabs.n && err == JAL_OK; i++)
		err = buf_printf(&text, i == f->tabs.at ? _("%s%d %s (ici)") : "%s%d %s", i > 0 ? ", " : "", i + 1, f->tabs.names[i]);
	if (err == JAL_OK)
		tell_printf(t, _("Onglets : %s. « >2 » : aller au deuxième."), buf_str(&text));
	buf_free(&text);
}

static void tell(struct screen *s, struct tell *t)
{
	struct file_screen *f = self(s);

	if (f->picker.open) {
		picker_tell(&f->picker, t);
		return;
	}
	t->tabs = f->tabs.n;
	tell_tabs(f, t);
	list_tell(&f->lines[f->tabs.at].list, t);
}

/* ---- keys ---- */

static void refill(struct file_screen *f)
{
	struct diag why = DIAG_INIT;

	if (fill(f, &why) != JAL_OK)
		app_say_diag(f->screen.app, &why);
}

static bool picker_pressed(struct file_screen *f, const struct key *k)
{
	enum picker_result result = picker_key(&f->picker, k);
	const char *code = NULL;

	if (result == PICKER_CHOSE)
		code = picker_choice(&f->picker)->code;
	if (result == PICKER_CHOSE || result == PICKER_CLOSED)
		picker_close(&f->picker);
	if (code == NULL)
		return result != PICKER_IGNORED;
	tab_of(f)->choose(&f->view, f->picking, code);
	/* What it shows may be something else now, if it is still on top. */
	if (f->loaded && app_top(f->screen.app) == &f->screen) {
		f->filled[f->tabs.at] = false;
		refill(f);
	}
	return true;
}

static bool key(struct screen *s, const struct key *k)
{
	struct file_screen *f = self(s);

	if (f->picker.open) {
		if (k->code >= K_F(1) && k->code <= K_F(12))
			return false;
		return picker_pressed(f, k);
	}
	if (tabs_key(&f->tabs, k)) {
		refill(f);
		return true;
	}
	return list_key(&f->lines[f->tabs.at].list, k);
}

static bool click(struct screen *s, int row, int col, bool *again)
{
	struct file_screen *f = self(s);

	return list_click(f->picker.open ? &f->picker.list : &f->lines[f->tabs.at].list, row, col, again);
}

static bool choose(struct screen *s, size_t number)
{
	struct file_screen *f = self(s);

	return list_choose(f->picker.open ? &f->picker.list : &f->lines[f->tabs.at].list, number);
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	(void)n;
	return self(s)->picker.open && list_answer(&self(s)->picker.list, line);
}

static bool run(struct screen *s, enum action_id action)
{
	struct file_screen *f = self(s);
	const struct tab *tab = tab_of(f);
	struct picker_source source = { .table = NULL };
	const char *now = NULL;

	if (tab->offer != NULL && tab->offer(&f->view, action, &source, &now)) {
		f->picking = action;
		if (picker_open(&f->picker, &source, false, now != NULL ? now : "") != JAL_OK)
			app_say(s->app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
		return true;
	}
	if (tab->run != NULL && tab->run(&f->view, line_of(f), action)) {
		/* What was unfolded or folded is filled again. */
		if (f->loaded && f->screen.app != NULL && app_top(s->app) == s && action == ACT_OPEN) {
			f->filled[f->tabs.at] = false;
			refill(f);
		}
		return true;
	}
	if (action == ACT_ARCHIVE && s->id == SCR_SUMMARY) {
		const struct record *self = f->view.file.self;

		dossier_archive_set(f->view.desk, s->app, &f->ref, self == NULL || !record_archived(self));
		return true;
	}
	if (action == ACT_EXPORT) {
		work_push(s->app, scr_print_new(f->view.desk, &f->ref,
			&(struct scr_print_aim){ .kind = s->id == SCR_CONTRACT ? PAPERS_CONTRACT :
				s->id == SCR_PATHWAY ? PAPERS_TIMELINE : PAPERS_SUMMARY,
				.shown = f->view.kind, .day = RECORD_NO_DATE }));
		return true;
	}
	return work_run(f->view.desk, s->app, &f->ref, action);
}

static unsigned have(const struct screen *s)
{
	const struct file_screen *f = (const struct file_screen *)s;

	return desk_have(f->view.desk) | NEED_PERSON | (line_of(f) != NULL ? NEED_ROW : 0);
}

static const char *why_not(const struct screen *s, enum action_id action)
{
	const struct file_screen *f = (const struct file_screen *)s;

	return tab_of(f)->why_not != NULL ? tab_of(f)->why_not(&f->view, line_of(f), action) : NULL;
}

static bool typing(const struct screen *s)
{
	return ((const struct file_screen *)s)->picker.open;
}

static void file_screen_free(struct screen *s)
{
	struct file_screen *f = self(s);

	forget(f);
	picker_close(&f->picker);
	for (size_t i = 0; i < TABS; i++)
		lines_free(&f->lines[i]);
	buf_free(&f->title);
	free(f);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = draw,
	.tell = tell,
	.choose = choose,
	.click = click,
	.answer = answer,
	.key = key,
	.run = run,
	.have = have,
	.why_not = why_not,
	.typing = typing,
	.picking = typing,
	.event = event,
	.release = release,
	.free = file_screen_free,
};

struct screen *scr_file_new(struct desk *desk, const struct file_ref *ref, enum screen_id tab,
	const struct jal_id *record)
{
	struct file_screen *f = calloc(1, sizeof(*f));
	enum jal_err err = JAL_OK;

	if (f == NULL)
		return NULL;
	f->screen = (struct screen){ .vt = &vt, .id = SCR_SUMMARY };
	f->view.desk = desk;
	f->view.kind = TIMELINE_KINDS;
	f->ref = *ref;
	f->first = record != NULL ? *record : ID_ZERO;
	f->view.show = f->first;
	for (size_t i = 0; i < TABS && err == JAL_OK; i++) {
		err = lines_init(&f->lines[i], all[i]->columns, all[i]->n_columns);
		f->lines[i].list.plain = true;
		f->lines[i].list.labels = all[i]->id == SCR_SUMMARY;
		if (all[i]->id == tab) {
			f->tabs.at = (int)i;
			f->screen.id = tab;
		}
	}
	if (err != JAL_OK) {
		file_screen_free(&f->screen);
		return NULL;
	}
	return &f->screen;
}
