/*
 * The appointment's form, with what else is on that day. What overlaps is told,
 * never refused.
 */
#include "tui/form_appointment.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/agenda.h"
#include "core/date.h"
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

#define DAY_MAX 32	/* of a day's appointments, in memory */

/* The other appointments of the day that is typed. */
struct day {
	bool known;
	int32_t date;
	bool discreet;		/* as the names were written */
	size_t n;
	size_t more;		/* that are not in items */
	struct {
		int64_t starts;
		int minutes;
		char place[40];	/* a code */
		struct buf name;
	} items[DAY_MAX];
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
	enum jal_err err = edit_create(ENTITY_appointment, &f->ref.caseload, &f->ref.dossier, &f->edit);

	if (err == JAL_OK)
		err = edit_set(f->edit, FIELD_appointment_minutes, &minutes);
	if (err == JAL_OK)
		err = edit_set(f->edit, FIELD_appointment_place, &place);
	if (err == JAL_OK)
		err = edit_set(f->edit, FIELD_appointment_status, &status);
	if (err == JAL_OK)
		err = edit_set(f->edit, FIELD_appointment_reminder, &reminder);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

/* ---- that day ---- */

static void forget_day(struct day *d)
{
	for (size_t i = 0; i < d->n; i++)
		buf_free(&d->items[i].name);
	*d = (struct day){ .known = false };
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

static enum jal_err keep(void *ctx, const struct agenda_item *item)
{
	struct scr_form *f = ctx;
	struct day *d = f->extra;
	enum jal_err err = JAL_OK;

	if (id_equal(&item->appointment, edit_record(f->edit)))
		return JAL_OK;
	if (d->n == DAY_MAX) {
		d->more++;
		return JAL_OK;
	}
	d->items[d->n].starts = item->starts;
	d->items[d->n].minutes = item->minutes > 0 ? item->minutes : AGENDA_MINUTES;
	if (item->place != NULL && strlen(item->place) < sizeof(d->items[0].place))
		memcpy(d->items[d->n].place, item->place, strlen(item->place) + 1);
	d->items[d->n].name = BUF_INIT;
	d->n++;
	err = desk_name(f->desk, item->family != NULL ? item->family : "", item->first != NULL ? item->first : "",
		&d->items[d->n - 1].name);
	return err;
}

/* What the form says of when: false without a day; hour -1, minutes as usual when they are not said. */
static bool when(const struct scr_form *f, int32_t *day, int *hour, int *minutes)
{
	const struct form *form = &f->fields.form;
	size_t length = fields_find(&f->fields, FIELD_appointment_minutes, PART_WHOLE);
	long typed = strtol(form_value(form, length), NULL, 10);

	*hour = -1;
	*minutes = typed > 0 && typed <= INT_MAX ? (int)typed : AGENDA_MINUTES;
	(void)form_minutes(form, fields_find(&f->fields, FIELD_appointment_starts, PART_HOUR), hour);
	return form_date(form, fields_find(&f->fields, FIELD_appointment_starts, PART_DAY), day);
}

static void read_day(struct scr_form *f, int32_t date)
{
	struct day *d = f->extra;
	struct agenda_query query = agenda_days(date, date);

	if (d->known && d->date == date && d->discreet == desk_discreet(f->desk))
		return;
	forget_day(d);
	d->date = date;
	d->discreet = desk_discreet(f->desk);
	query.busy = true;
	/* It only helps: without it the form works all the same. */
	d->known = agenda_each(desk_db(f->desk), &query, keep, f) == JAL_OK;
}

static bool overlaps(const struct day *d, size_t i, int64_t starts, int minutes)
{
	return agenda_collide(starts, minutes, d->items[i].starts, d->items[i].minutes);
}

/* "9h00-9h45" */
JAL_MUST static enum jal_err put_hours(const struct day *d, size_t i, struct buf *out)
{
	char separator = i18n_lang()[0] == 'e' ? ':' : 'h';
	char from[DATE_SHOWN_MAX];
	char to[DATE_SHOWN_MAX];

	return buf_printf(out, "%s-%s",
		date_shown_minutes(date_minutes_of_time(d->items[i].starts), false, separator, from),
		date_shown_minutes(date_minutes_of_time(d->items[i].starts + d->items[i].minutes), false, separator, to));
}

static void changed(struct scr_form *f)
{
	struct day *d = f->extra;
	struct buf hours = BUF_INIT;
	size_t n = 0;
	size_t first = 0;
	int32_t day = 0;
	int hour = 0;
	int minutes = 0;

	buf_clear(&f->notice);
	if (d == NULL || !when(f, &day, &hour, &minutes))
		return;
	read_day(f, day);
	for (size_t i = d->n; hour >= 0 && i-- > 0;) {
		if (!overlaps(d, i, date_with_minutes(day, hour), minutes))
			continue;
		first = i;
		n++;
	}
	if (n == 0)
		return;
	if (put_hours(d, first, &hours) != JAL_OK ||
		buf_printf(&f->notice, _("! En même temps que %s (%s)"), buf_str(&d->items[first].name), buf_str(&hours)) !=
			JAL_OK ||
		(n > 1 && buf_printf(&f->notice, P_(" et %zu autre", " et %zu autres", n - 1), n - 1) != JAL_OK))
		buf_clear(&f->notice);
	buf_free(&hours);
}

/* "9h00-9h45  TRAORÉ Aïcha (Agence)" */
JAL_MUST static enum jal_err put_item(const struct day *d, size_t i, struct buf *out)
{
	struct format format = desk_format();
	enum jal_err err = put_hours(d, i, out);

	if (err == JAL_OK)
		err = buf_printf(out, "  %s", buf_str(&d->items[i].name));
	if (err == JAL_OK && d->items[i].place[0] != '\0') {
		err = buf_puts(out, " (");
		if (err == JAL_OK)
			err = format_code(&format, VOCAB_place, d->items[i].place, strlen(d->items[i].place), out);
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
		size_t i = (size_t)row;
		size_t rest = d->n + d->more - i;
		bool over = hour >= 0 && overlaps(d, i, date_with_minutes(day, hour), minutes);
		struct buf text = BUF_INIT;
		enum jal_err err = JAL_OK;

		/* The last row says what has no room. */
		if (row == r.rows - 1 && rest > 1)
			err = buf_printf(&text, P_("et %zu autre", "et %zu autres", rest), rest);
		else
			err = put_item(d, i, &text);
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
