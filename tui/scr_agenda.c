/*
 * The screen of the agenda.
 */
#include "tui/scr_agenda.h"

#include <stdlib.h>

#include "core/date.h"
#include "core/format.h"
#include "core/record.h"
#include "tui/agenda_draw.h"
#include "tui/agenda_grid.h"
#include "tui/app.h"
#include "tui/appointment_life.h"
#include "tui/days.h"
#include "tui/form.h"
#include "tui/form_appointment.h"
#include "tui/i18n.h"
#include "tui/scr_export.h"
#include "tui/scr_file.h"
#include "tui/scr_note.h"
#include "tui/scr_print.h"
#include "tui/scr_who.h"
#include "tui/work.h"

struct agenda {
	struct screen screen;	/* first */
	struct desk *desk;
	/* The place, kept while locked. */
	int32_t day;
	int minute;			/* wanted, when going to another day */
	struct jal_id appointment;	/* zero: a free hour */
	bool by_day;
	bool narrow;		/* as it was drawn last: days stand one under the other */
	int top;
	/* What was read. */
	struct days days;
	struct agenda_grid grid;
	bool loaded;
	size_t current;		/* an entry, or AGENDA_NONE */
	struct form date;	/* where to go */
	bool asking;		/* the date is being typed */
	int64_t slot;		/* where the next appointment is to be */
};

static struct agenda *self(struct screen *s)
{
	return (struct agenda *)s;
}

static const struct agenda_entry *entry(const struct agenda *a)
{
	return a->loaded && a->current != AGENDA_NONE ? &a->grid.entries[a->current] : NULL;
}

/* The appointment under the cursor; NULL. */
static const struct days_item *item(const struct agenda *a)
{
	const struct agenda_entry *e = entry(a);

	return e != NULL ? e->item : NULL;
}

/* ---- loading ---- */

static void forget(struct agenda *a)
{
	agenda_grid_free(&a->grid);
	days_free(&a->days);
	a->loaded = false;
	a->current = AGENDA_NONE;
}

/* The cursor is there from now on; what is wanted stays as it is when the day has nothing. */
static void stand_on(struct agenda *a, size_t at)
{
	const struct agenda_entry *e = NULL;

	a->current = at;
	e = entry(a);
	a->appointment = e != NULL && e->item != NULL ? e->item->appointment : ID_ZERO;
	if (e != NULL)
		a->day = e->day;
}

/* On the appointment that it stood on, wherever that is in the week now; else near the same hour. */
static void find_place(struct agenda *a)
{
	size_t found = AGENDA_NONE;

	for (size_t i = 0; i < a->grid.n && !id_is_zero(&a->appointment); i++) {
		const struct days_item *it = a->grid.entries[i].item;

		if (it != NULL && id_equal(&it->appointment, &a->appointment))
			found = i;
	}
	if (found == AGENDA_NONE)
		found = agenda_grid_find(&a->grid, a->day, a->minute, NULL);
	stand_on(a, found);
}

JAL_MUST static enum jal_err read_week(struct agenda *a)
{
	int32_t monday = date_monday(a->day);
	struct agenda_query query = agenda_days(monday, date_add_days(monday, AGENDA_DAYS - 1));
	enum jal_err err = JAL_OK;

	forget(a);
	err = days_load(a->desk, &query, NULL, &a->days);
	if (err == JAL_OK)
		err = agenda_grid_make(&a->days, desk_hours(a->desk), monday, a->day, clock_civil_minutes(desk_clock(a->desk)),
			&a->grid);
	if (err != JAL_OK) {
		forget(a);
		return err;
	}
	a->loaded = true;
	find_place(a);
	return JAL_OK;
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct agenda *a = self(s);
	enum jal_err err = read_week(a);

	return err == JAL_OK ? JAL_OK : db_explain(desk_db(a->desk), err, why);
}

static void release(struct screen *s)
{
	struct agenda *a = self(s);

	forget(a);
	if (a->asking)
		form_free(&a->date);
	a->asking = false;
}

static void event(struct screen *s, const void *e)
{
	struct diag why = DIAG_INIT;

	(void)e;
	if (self(s)->loaded && load(s, &why) != JAL_OK)
		app_say_diag(s->app, &why);
}

/* ---- moving ---- */

#define FIRST_DAY (DATE_MIN + 14)
#define LAST_DAY (DATE_MAX - 14)

/* To a day, near the hour that is wanted. */
static void go_to(struct agenda *a, int32_t day)
{
	struct diag why = DIAG_INIT;
	bool same = a->loaded && day >= a->grid.monday && day < a->grid.monday + a->grid.columns;

	a->day = day < FIRST_DAY ? FIRST_DAY : day > LAST_DAY ? LAST_DAY : day;
	a->appointment = ID_ZERO;
	if (same)
		stand_on(a, agenda_grid_find(&a->grid, a->day, a->minute, NULL));
	else if (load(&a->screen, &why) != JAL_OK)
		app_say_diag(a->screen.app, &why);
}

static void next_day(struct agenda *a)
{
	int32_t end = a->grid.monday + a->grid.columns;

	go_to(a, a->day + 1 < end ? a->day + 1 : a->grid.monday + AGENDA_DAYS);
}

static void previous_day(struct agenda *a)
{
	if (a->day > a->grid.monday) {
		go_to(a, a->day - 1);
		return;
	}
	/* To the last day that the week before shows. */
	go_to(a, a->grid.monday - 3);
	if (a->loaded && a->grid.columns > 5)
		go_to(a, a->grid.monday + a->grid.columns - 1);
}

/* One entry up or down; from one day to the next where days stand one under the other. */
static void step(struct agenda *a, int by, bool listed)
{
	int32_t day = a->day;
	size_t first = a->grid.first[day - a->grid.monday];
	size_t end = a->grid.first[day - a->grid.monday + 1];

	if (by < 0 && a->current != AGENDA_NONE && a->current > first)
		stand_on(a, a->current - 1);
	else if (by > 0 && a->current != AGENDA_NONE && a->current + 1 < end)
		stand_on(a, a->current + 1);
	else if (listed && by < 0 && day > a->grid.monday) {
		a->minute = DATE_MINUTES_PER_DAY;
		go_to(a, day - 1);
	} else if (listed && by > 0 && day + 1 < a->grid.monday + a->grid.columns) {
		a->minute = 0;
		go_to(a, day + 1);
	}
	if (entry(a) != NULL)
		a->minute = entry(a)->from;
}

static void go_today(struct agenda *a)
{
	int64_t now = clock_civil_minutes(desk_clock(a->desk));

	a->minute = date_minutes_of_time(now);
	go_to(a, date_of_time(now));
}

/* ---- going to a date ---- */

static const struct form_field date_field[] = {
	{ .label = N_("Aller au"), .type = FORM_DATE, .hint = N_("1/12, dem, lun, +7, +3s") },
};

static void ask_date(struct agenda *a)
{
	if (form_init(&a->date, date_field, 1, NULL, 0, NULL, a) != JAL_OK) {
		app_say(a->screen.app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
		return;
	}
	a->date.today = desk_today(a->desk);
	a->date.azerty = app_settings(a->screen.app)->azerty_digits;
	a->asking = true;
}

static void stop_asking(struct agenda *a)
{
	form_free(&a->date);
	a->asking = false;
}

static bool date_key(struct agenda *a, const struct key *k)
{
	int32_t day = 0;

	if (k->code == K_ESC || k->code == (K_CTRL | 'c')) {
		stop_asking(a);
		return true;
	}
	if (k->code != K_ENTER)
		return form_key(&a->date, k) != FORM_IGNORED;
	if (form_date(&a->date, 0, &day)) {
		stop_asking(a);
		go_to(a, day);
	} else if (!form_ready(&a->date)) {
		app_say_about(a->screen.app, APP_ERROR, _(date_field[0].label), form_why(&a->date));
	} else {
		stop_asking(a);
	}
	return true;
}

/* ---- drawing ---- */

static void title(const struct screen *s, struct buf *out)
{
	const struct agenda *a = (const struct agenda *)s;
	struct format format = desk_format();
	char day[DATE_SHOWN_MAX];
	int year = 0;
	enum jal_err err = buf_puts(out, action_screen_name(SCR_AGENDA));

	if (err == JAL_OK && a->by_day) {
		err = buf_puts(out, ", ");
		if (err == JAL_OK)
			err = format_day(&format, a->day, true, out);
	} else if (err == JAL_OK) {
		err = buf_printf(out, _(", semaine %d du %s"), date_iso_week(a->day, &year), date_shown(date_monday(a->day), day));
	}
	if (err != JAL_OK)
		buf_clear(out);
}

static void draw_date(struct agenda *a, struct canvas *c, const struct layout *l)
{
	struct rect r = { l->body.row, l->body.col, l->body.rows < 3 ? l->body.rows : 3, l->body.cols };

	canvas_fill(c, r, ROLE_NORMAL);
	form_draw(&a->date, c, (struct rect){ r.row, r.col, r.rows - 1, r.cols });
	canvas_rule(c, r.row + r.rows - 1, r.col, r.cols, ROLE_FRAME, "─");
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct agenda *a = self(s);
	struct agenda_look look = { .grid = &a->grid, .current = a->current, .day = a->day, .today = desk_today(a->desk),
		.discreet = desk_discreet(a->desk) };
	int detail = l->body.rows >= 16 ? 4 : l->body.rows >= 8 ? 2 : 0;
	struct rect main = l->body;
	struct rect below = l->body;

	a->narrow = l->mode == LAYOUT_NARROW || l->mode == LAYOUT_TINY;
	if (!a->loaded)
		return;
	if (detail > 0) {
		main.rows -= detail + 1;
		below.row += main.rows + 1;
		below.rows = detail;
		agenda_draw_signs(&look, c, (struct rect){ main.row + main.rows, main.col + 1, 1, main.cols - 2 });
		agenda_draw_detail(&look, c, below);
	}
	if (a->by_day)
		agenda_draw_list(&look, a->day, a->day, c, main, &a->top);
	else if (a->narrow)
		agenda_draw_list(&look, a->grid.monday, a->grid.monday + a->grid.columns - 1, c, main, &a->top);
	else
		agenda_draw_week(&look, c, main, &a->top);
	if (a->asking)
		draw_date(a, c, l);
}

static void tell(struct screen *s, struct tell *t)
{
	struct agenda *a = self(s);
	struct agenda_look look = { .grid = &a->grid, .current = a->current, .day = a->day, .today = desk_today(a->desk),
		.discreet = desk_discreet(a->desk) };

	t->turn_on = a->by_day ? K_RIGHT : K_PGDN;
	t->turn_back = a->by_day ? K_LEFT : K_PGUP;
	if (a->asking) {
		form_tell(&a->date, t);
		t->fields = false;
		t->after = K_ENTER;
		return;
	}
	if (a->loaded && a->by_day)
		agenda_draw_tell(&look, a->day, a->day, t);
	else if (a->loaded)
		agenda_draw_tell(&look, a->grid.monday, a->grid.monday + a->grid.columns - 1, t);
	tell_say(t, a->by_day ? _("« + » : le jour suivant, « - » : celui d’avant, « j » : la semaine.") :
				_("« + » : la semaine suivante, « - » : celle d’avant, « j » : un jour avec ses heures libres."));
}

static bool choose(struct screen *s, size_t number)
{
	struct agenda *a = self(s);

	if (!a->loaded || number == 0 || number > a->grid.n)
		return false;
	stand_on(a, number - 1);
	a->minute = entry(a)->from;
	return true;
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	struct agenda *a = self(s);

	return a->asking && form_answer(&a->date, line, n) != FORM_IGNORED;
}

/* ---- what is done ---- */

static void open_form(void *ctx, struct app *app, const struct file_ref *who)
{
	struct agenda *a = ctx;

	work_push(app, form_appointment_new_at(a->desk, who, a->slot));
}

/* At the free hour under the cursor; after the appointment that is there; in the first hour of a day without any. */
static void create(struct agenda *a)
{
	const struct agenda_entry *e = entry(a);
	const struct agenda_hours *hours = desk_hours(a->desk);
	int minute = hours->n > 0 ? hours->span[0].from : 9 * 60;

	if (e != NULL)
		minute = e->item != NULL ? e->to : e->from;
	a->slot = date_with_minutes(a->day, minute);
	work_push(a->screen.app, scr_who_new(a->desk, _("Rendez-vous avec :"), open_form, a));
}

/* What is done with an appointment; false: it is not one of those. */
static bool run_on(struct agenda *a, const struct days_item *it, enum action_id action)
{
	struct app *app = a->screen.app;
	struct file_ref ref = it->ref;
	struct jal_id id = it->appointment;

	if (action == ACT_OPEN || action == ACT_MODIFY)
		work_push(app, form_appointment_new(a->desk, &ref, &id, NULL));
	else if (action == ACT_REPORT)
		work_push(app, scr_note_new(a->desk, &ref, &id));
	else if (action == ACT_ARCHIVE)
		(void)appointment_life_set(a->desk, app, &ref, &id, "cancelled");
	else if (action == ACT_TOGGLE)
		appointment_life_ask(a->desk, app, &ref, &id, it->state);
	else if (action == ACT_DETAILS)
		work_push(app, scr_file_new(a->desk, &ref, SCR_APPOINTMENTS, &id));
	else
		return work_run(a->desk, app, &ref, action);
	return true;
}

/* The week, and whoever's appointment is under the cursor. */
static void print(struct agenda *a, const struct days_item *it)
{
	struct scr_print_aim aim = { .kind = PAPERS_WEEK, .shown = TIMELINE_KINDS, .day = a->day };

	if (it != NULL)
		aim.appointment = it->appointment;
	work_push(a->screen.app, scr_print_new(a->desk, it != NULL ? &it->ref : NULL, &aim));
}

static bool run(struct screen *s, enum action_id action)
{
	struct agenda *a = self(s);
	const struct days_item *it = item(a);

	if (action == ACT_EXPORT) {
		print(a, it);
		return true;
	}
	if (action == ACT_CALENDAR) {
		work_push(s->app, scr_export_calendar_new(a->desk));
		return true;
	}
	if (action == ACT_CREATE || action == ACT_APPOINTMENT || (action == ACT_OPEN && it == NULL)) {
		create(a);
		return true;
	}
	if (action == ACT_VIEW) {
		a->by_day = !a->by_day;
		a->top = 0;
		return true;
	}
	if (action == ACT_SEARCH) {
		ask_date(a);
		return true;
	}
	return it != NULL ? run_on(a, it, action) : work_run(a->desk, s->app, NULL, action);
}

static bool key(struct screen *s, const struct key *k)
{
	struct agenda *a = self(s);
	bool listed = a->narrow && !a->by_day;

	if (a->asking)
		return (k->code < K_F(1) || k->code > K_F(12)) && date_key(a, k);
	if (!a->loaded)
		return false;
	switch (k->code) {
	case K_UP:
	case K_DOWN:
		step(a, k->code == K_UP ? -1 : 1, listed);
		return true;
	case K_LEFT:
		previous_day(a);
		return true;
	case K_RIGHT:
		next_day(a);
		return true;
	case K_PGUP:
	case K_PGDN:
		go_to(a, a->day + (k->code == K_PGUP ? -AGENDA_DAYS : AGENDA_DAYS));
		return true;
	case K_HOME:
		go_today(a);
		return true;
	default:
		return false;
	}
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	struct agenda *a = self(s);

	return a->asking && form_paste(&a->date, bytes, n, NULL) != FORM_IGNORED;
}

static unsigned have(const struct screen *s)
{
	const struct agenda *a = (const struct agenda *)s;

	return desk_have(a->desk) | (item(a) != NULL ? NEED_ROW | NEED_PERSON : 0);
}

static const char *why_not(const struct screen *s, enum action_id action)
{
	const struct agenda *a = (const struct agenda *)s;
	const struct days_item *it = item(a);

	if (it == NULL)
		return NULL;
	if (action == ACT_REPORT)
		return appointment_life_no_report(a->desk, it->starts, it->reported);
	return action == ACT_ARCHIVE ? appointment_life_no_cancel(it->state) : NULL;
}

static bool typing(const struct screen *s)
{
	const struct agenda *a = (const struct agenda *)s;

	return a->asking;
}

static void agenda_free_screen(struct screen *s)
{
	release(s);
	free(self(s));
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
	.have = have,
	.why_not = why_not,
	.typing = typing,
	.event = event,
	.release = release,
	.free = agenda_free_screen,
};

struct screen *scr_agenda_new(struct desk *desk, int64_t at, const struct jal_id *appointment)
{
	struct agenda *a = calloc(1, sizeof(*a));

	if (a == NULL)
		return NULL;
	if (at == RECORD_NO_NUMBER)
		at = clock_civil_minutes(desk_clock(desk));
	a->screen = (struct screen){ .vt = &vt, .id = SCR_AGENDA };
	a->desk = desk;
	a->day = date_of_time(at);
	a->minute = date_minutes_of_time(at);
	a->appointment = appointment != NULL ? *appointment : ID_ZERO;
	a->current = AGENDA_NONE;
	return &a->screen;
}
