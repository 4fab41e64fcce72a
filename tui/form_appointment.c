/*
 * The appointment's form, with what else is on that day. What overlaps is told,
 * never refused.
 */
#include "tui/form_appointment.h"

#include <stdlib.h>

#include "core/agenda.h"
#include "core/caseload.h"
#include "core/date.h"
#include "tui/days.h"
#include "tui/i18n.h"
#include "tui/work.h"

static const struct fields_row rows[] = {
	{ .field = FIELD_person_birth_name, .part = PART_FIXED, .label = N_("Bénéficiaire") },
	{ .field = FIELD_appointment_starts, .part = PART_DAY, .label = N_("Date"), .vital = true,
		.hint = N_("1/12, dem, lun, +7, +3s") },
	{ .field = FIELD_appointment_starts, .part = PART_HOUR, .label = N_("Heure"), .vital = true },
	{ .field = FIELD_appointment_minutes },
	{ .field = FIELD_appointment_place },
	{ .field = FIELD_appointment_address },
	{ .field = FIELD_appointment_subject },
	{ .field = FIELD_appointment_status },
	{ .field = FIELD_appointment_compulsory },
	{ .field = FIELD_appointment_reminder, .label = N_("Rappel la veille") },
	{ .field = FIELD_appointment_reminder_text },
};

#define LINES_MAX 40	/* of a day, in memory */

/* A line of what is on the day that is typed: an appointment, or free time. */
struct day_line {
	int from, to;
	const struct days_item *item;	/* NULL: free */
};

/* The day that is typed. */
struct day {
	bool known;
	int32_t date;
	struct days days;	/* without the appointment itself */
	struct day_line lines[LINES_MAX];
	size_t n;
	size_t more;		/* that are not in lines */
	struct jal_id whose;	/* with whom the appointment is; zero: this vault's member */
};

static enum jal_err title(const struct scr_form *f, struct buf *out)
{
	return id_is_zero(&f->record) ? buf_puts(out, _("Nouveau rendez-vous")) : buf_puts(out, _("Rendez-vous"));
}

static enum jal_err create(struct scr_form *f, struct diag *why)
{
	struct value minutes = value_number(AGENDA_MINUTES);
	struct value place = value_text("office");
	struct value status = value_text("planned");
	struct value reminder = value_flag(true);
	struct jal_id with = ID_ZERO;
	enum jal_err err = edit_create(ENTITY_appointment, &f->ref.caseload, &f->ref.dossier, &f->edit);

	if (err == JAL_OK)
		err = edit_set(f->edit, FIELD_appointment_minutes, &minutes);
	if (err == JAL_OK)
		err = edit_set(f->edit, FIELD_appointment_place, &place);
	if (err == JAL_OK)
		err = edit_set(f->edit, FIELD_appointment_status, &status);
	if (err == JAL_OK)
		err = edit_set(f->edit, FIELD_appointment_reminder, &reminder);
	/* Where it would be someone else's, it is said that it is one's own. */
	if (err == JAL_OK)
		err = agenda_with(desk_db(f->desk), &f->ref.caseload, &f->ref.dossier, &with);
	if (err == JAL_OK && f->given != 0)
		err = edit_set_number(f->edit, FIELD_appointment_starts, f->given);
	if (err == JAL_OK && !id_is_zero(&with))
		err = edit_set_id(f->edit, FIELD_appointment_professional, &with);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* ---- that day ---- */

static void forget_day(struct day *d)
{
	days_free(&d->days);
	d->known = false;
	d->n = 0;
	d->more = 0;
}

static void forget(struct scr_form *f)
{
	if (f->extra != NULL)
		forget_day(f->extra);
	free(f->extra);
	f->extra = NULL;
}

static enum jal_err prepare(struct scr_form *f, struct diag *why)
{
	f->extra = calloc(1, sizeof(struct day));
	return f->extra != NULL ? JAL_OK : diag_set(why, JAL_ERR_NOMEM, NULL);
}

/* What the form says of when: false without a day; hour -1, minutes as usual when they are not said. */
static bool when(const struct scr_form *f, int32_t *day, int *hour, int *minutes)
{
	const struct form *form = &f->fields.form;
	size_t length = fields_find(&f->fields, FIELD_appointment_minutes, PART_WHOLE);
	long typed = strtol(form_value(form, length), NULL, 10);

	*hour = -1;
	*minutes = typed > 0 && typed <= DATE_MINUTES_PER_DAY ? (int)typed : AGENDA_MINUTES;
	(void)form_minutes(form, fields_find(&f->fields, FIELD_appointment_starts, PART_HOUR), hour);
	return form_date(form, fields_find(&f->fields, FIELD_appointment_starts, PART_DAY), day);
}

static void add_line(struct day *d, int from, int to, const struct days_item *item)
{
	size_t at = d->n;

	if (d->n == LINES_MAX) {
		d->more++;
		return;
	}
	while (at > 0 && d->lines[at - 1].from > from) {
		d->lines[at] = d->lines[at - 1];
		at--;
	}
	d->lines[at] = (struct day_line){ from, to, item };
	d->n++;
}

static void make_lines(struct day *d, const struct agenda_hours *hours, int64_t now)
{
	struct agenda_span spans[AGENDA_FREE_MAX];
	size_t n = days_free_spans(&d->days, hours, d->date, now, spans);

	for (size_t i = 0; i < d->days.n; i++) {
		int from = date_minutes_of_time(d->days.items[i].starts);

		add_line(d, from, from + d->days.items[i].minutes, &d->days.items[i]);
	}
	for (size_t i = 0; i < n; i++)
		add_line(d, spans[i].from, spans[i].to, NULL);
}

/* With whom it is: as written, or else the dossier's lead, or whoever sits here. */
static struct jal_id whose(const struct scr_form *f)
{
	const struct value *v = edit_value(f->edit, FIELD_appointment_professional);
	struct caseload_view *view = NULL;
	const struct caseload_row *row = NULL;
	struct jal_id who = ID_ZERO;

	if (v->kind == VALUE_ID)
		return v->id;
	if (caseload_open(desk_db(f->desk), desk_today(f->desk), &view) == JAL_OK &&
		caseload_row(view, &f->ref.dossier, &row) == JAL_OK)
		who = row->lead;
	caseload_close(view);
	return who;
}

static void read_day(struct scr_form *f, int32_t date)
{
	struct day *d = f->extra;
	struct agenda_query query = agenda_days(date, date);

	if (d->known && d->date == date && d->days.discreet == desk_discreet(f->desk))
		return;
	forget_day(d);
	d->date = date;
	d->whose = whose(f);
	query.busy = true;
	query.professional = d->whose;
	/* It only helps: without it the form works all the same. */
	d->known = days_load(f->desk, &query, edit_record(f->edit), &d->days) == JAL_OK;
	if (d->known)
		make_lines(d, desk_hours(f->desk), clock_civil_minutes(desk_clock(f->desk)));
}

/* What takes place at the same time: the first, and how many. */
struct collisions {
	struct scr_form *form;
	size_t n;
	int from, to;
	struct buf name;
};

static enum jal_err count(void *ctx, const struct agenda_item *item)
{
	struct collisions *c = ctx;

	if (c->n++ > 0)
		return JAL_OK;
	c->from = date_minutes_of_time(item->starts);
	c->to = c->from + agenda_minutes(item->minutes);
	return desk_name(c->form->desk, item->family != NULL ? item->family : "", item->first != NULL ? item->first : "",
		&c->name);
}

static void changed(struct scr_form *f)
{
	struct day *d = f->extra;
	struct collisions c = { .form = f, .name = BUF_INIT };
	struct buf hours = BUF_INIT;
	int32_t day = 0;
	int hour = 0;
	int minutes = 0;
	enum jal_err err = JAL_OK;

	buf_clear(&f->notice);
	if (d == NULL || !when(f, &day, &hour, &minutes))
		return;
	read_day(f, day);
	if (hour >= 0)
		err = agenda_collisions(desk_db(f->desk), &d->whose, date_with_minutes(day, hour), minutes,
			edit_record(f->edit), count, &c);
	if (err == JAL_OK && c.n > 0)
		err = days_put_hours(c.from, c.to, &hours);
	if (err == JAL_OK && c.n > 0)
		err = buf_printf(&f->notice, _("! En même temps que %s (%s)"), buf_str(&c.name), buf_str(&hours));
	if (err == JAL_OK && c.n > 1)
		err = buf_printf(&f->notice, P_(" et %zu autre", " et %zu autres", c.n - 1), c.n - 1);
	if (err != JAL_OK)
		buf_clear(&f->notice);
	buf_free(&c.name);
	buf_free(&hours);
}

/* "9h00-9h45  TRAORÉ Aïcha (Agence)", "9h45-12h00  — libre —" */
JAL_MUST static enum jal_err put_line(const struct day_line *line, struct buf *out)
{
	enum jal_err err = days_put_hours(line->from, line->to, out);

	if (err == JAL_OK && line->item == NULL)
		return buf_printf(out, "  %s", _("— libre —"));
	if (err == JAL_OK)
		err = buf_printf(out, "  %s", line->item->name);
	if (err == JAL_OK && *line->item->place != '\0') {
		err = buf_puts(out, " (");
		if (err == JAL_OK)
			err = days_put_place(line->item, out);
		if (err == JAL_OK)
			err = buf_putc(out, ')');
	}
	return err;
}

static void below(const struct scr_form *f, struct canvas *c, struct rect r)
{
	const struct day *d = f->extra;
	int32_t day = 0;
	int hour = 0;
	int minutes = 0;
	int col = r.col + 3;

	if (d == NULL || !when(f, &day, &hour, &minutes) || !d->known || d->date != day)
		return;
	col += canvas_put(c, r.row, col, r.cols - 4, ROLE_NORMAL, _("Ce jour-là : "));
	if (d->n == 0) {
		canvas_put(c, r.row, col, r.col + r.cols - col - 1, ROLE_NORMAL, _("rien d’autre"));
		return;
	}
	for (int row = 0; row < r.rows && (size_t)row < d->n; row++) {
		const struct day_line *line = &d->lines[row];
		size_t rest = d->n + d->more - (size_t)row;
		bool over = line->item != NULL && hour >= 0 &&
			    agenda_collide(date_with_minutes(day, hour), minutes, line->item->starts, line->item->minutes);
		struct buf text = BUF_INIT;
		enum jal_err err = JAL_OK;

		/* The last row says what has no room. */
		if (row == r.rows - 1 && rest > 1)
			err = buf_printf(&text, P_("et %zu autre", "et %zu autres", rest), rest);
		else
			err = put_line(line, &text);
		if (over)
			canvas_put(c, r.row + row, col, 1, ROLE_WARNING, "!");
		if (err == JAL_OK)
			canvas_put(c, r.row + row, col + 2, r.col + r.cols - col - 3, over ? ROLE_WARNING : ROLE_NORMAL,
				buf_str(&text));
		buf_free(&text);
	}
}

static void show(const struct scr_form *f, size_t row, const char *code, struct buf *out)
{
	(void)code;
	if (f->fields.rows[row].field == FIELD_person_birth_name && file_name_of(f->desk, &f->ref, out) != JAL_OK)
		buf_clear(out);
}

static enum jal_err write_appointment(struct scr_form *f, struct diag *why)
{
	struct buf said = BUF_INIT;
	enum jal_err err = work_said(f->desk, &f->ref, _("rendez-vous avec %s"), &said);

	if (err == JAL_OK)
		err = scr_form_write(f, &f->edit, 1, buf_str(&said), why);
	buf_free(&said);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* A follow-up of a note has a draft apart from an appointment's own. */
static const struct scr_form_kind kinds[2] = {
	{ .name = "appointment", .entity = ENTITY_appointment, .rows = rows, .n = sizeof(rows) / sizeof(rows[0]),
		.title = title, .create = create, .prepare = prepare, .show = show, .changed = changed, .below = below,
		.write = write_appointment, .forget = forget },
	{ .name = "note.appointment", .entity = ENTITY_appointment, .rows = rows, .n = sizeof(rows) / sizeof(rows[0]),
		.title = title, .create = create, .prepare = prepare, .show = show, .changed = changed, .below = below,
		.write = write_appointment, .forget = forget },
};

struct screen *form_appointment_new(struct desk *desk, const struct file_ref *ref, const struct jal_id *id,
	const struct scr_form_sink *sink)
{
	return scr_form_new(desk, &kinds[sink != NULL], ref, id, sink);
}

struct screen *form_appointment_new_at(struct desk *desk, const struct file_ref *ref, int64_t starts)
{
	struct screen *s = scr_form_new(desk, &kinds[0], ref, NULL, NULL);

	if (s != NULL)
		((struct scr_form *)s)->given = starts;
	return s;
}
