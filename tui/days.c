/*
 * Some days of the agenda.
 */
#include "tui/days.h"

#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/cover.h"
#include "core/date.h"
#include "core/format.h"
#include "core/grow.h"
#include "core/text.h"
#include "tui/i18n.h"

struct reading {
	const struct desk *desk;
	const struct jal_id *except;
	int64_t now;
	struct days days;
	struct buf text;
};

static const char *copy(struct reading *r)
{
	return arena_copy(&r->days.texts, buf_str(&r->text), r->text.len);
}

JAL_MUST static enum jal_err keep_text(struct reading *r, const char *text, const char **out)
{
	enum jal_err err = JAL_OK;

	buf_clear(&r->text);
	if (text != NULL)
		err = text_inert(text, strlen(text), TEXT_LINE, &r->text);
	if (err == JAL_OK)
		*out = copy(r);
	return err == JAL_OK && *out == NULL ? JAL_ERR_NOMEM : err;
}

JAL_MUST static enum jal_err keep_name(struct reading *r, const struct agenda_item *item, const char **out)
{
	struct buf name = BUF_INIT;
	enum jal_err err = desk_name(r->desk, item->family != NULL ? item->family : "", item->first != NULL ? item->first : "",
		&name);

	/* A dossier without a person: what the file is called. */
	if (err == JAL_OK && name.len == 0) {
		struct file_ref ref = { item->dossier, item->caseload };

		err = file_name_of(r->desk, &ref, &name);
	}
	if (err == JAL_OK)
		err = keep_text(r, buf_str(&name), out);
	buf_free(&name);
	return err;
}

static enum jal_err keep(void *ctx, const struct agenda_item *item)
{
	struct reading *r = ctx;
	struct days_item *to = grow_array(r->days.items, r->days.n, &r->days.cap, sizeof(*to));
	enum jal_err err = JAL_OK;

	if (to == NULL)
		return JAL_ERR_NOMEM;
	r->days.items = to;
	if (r->except != NULL && id_equal(r->except, &item->appointment))
		return JAL_OK;
	to = &r->days.items[r->days.n];
	*to = (struct days_item){ .ref = { item->dossier, item->caseload }, .appointment = item->appointment,
		.starts = item->starts, .minutes = agenda_minutes(item->minutes),
		.compulsory = item->compulsory, .reminder = item->reminder, .reported = !id_is_zero(&item->report),
		.takes_time = agenda_takes_time(item->status),
		.asked = item->asked && item->asked_until <= date_of_time(r->now) };
	err = keep_text(r, agenda_state(item->status, item->starts, to->reported, r->now), &to->state);
	if (err == JAL_OK)
		err = keep_name(r, item, &to->name);
	if (err == JAL_OK)
		err = keep_text(r, item->place, &to->place);
	if (err == JAL_OK)
		err = keep_text(r, item->address, &to->address);
	if (err == JAL_OK)
		err = keep_text(r, item->covered ? _(cover_label()) : item->subject, &to->subject);
	if (err == JAL_OK)
		err = keep_text(r, item->reminder_text, &to->reminder_text);
	if (err == JAL_OK)
		r->days.n++;
	return err;
}

static struct agenda_slot slot_of(const void *ctx, size_t i)
{
	const struct days_item *item = &((const struct days *)ctx)->items[i];

	/* They are all of the one who is asked about. */
	return (struct agenda_slot){ item->starts, item->minutes, item->takes_time, ID_ZERO };
}

static void mark(void *ctx, size_t i)
{
	((struct days *)ctx)->items[i].collides = true;
}

enum jal_err days_load(const struct desk *d, const struct agenda_query *query, const struct jal_id *except,
	struct days *out)
{
	struct reading r = { .desk = d, .except = except, .now = clock_civil_minutes(desk_clock(d)), .days = DAYS_INIT,
		.text = BUF_INIT };
	enum jal_err err = agenda_each(desk_db(d), query, keep, &r);

	buf_free(&r.text);
	if (err != JAL_OK) {
		days_free(&r.days);
		return err;
	}
	agenda_mark_collisions(r.days.n, slot_of, mark, &r.days);
	r.days.discreet = desk_discreet(d);
	*out = r.days;
	return JAL_OK;
}

void days_free(struct days *d)
{
	free(d->items);
	arena_free(&d->texts);
	*d = DAYS_INIT;
}

size_t days_of(const struct days *d, int32_t day, size_t *n)
{
	size_t first = 0;
	size_t end = 0;

	while (first < d->n && date_of_time(d->items[first].starts) < day)
		first++;
	for (end = first; end < d->n && date_of_time(d->items[end].starts) == day;)
		end++;
	*n = end - first;
	return first;
}

size_t days_free_spans(const struct days *d, const struct agenda_hours *hours, int32_t day, int64_t now,
	struct agenda_span out[AGENDA_FREE_MAX])
{
	return agenda_free_of_day(hours, day, now, d->n, slot_of, d, out);
}

/* ---- in words ---- */

enum jal_err days_put_hour(int minutes, struct buf *out)
{
	char text[DATE_SHOWN_MAX];

	return buf_puts(out, date_shown_minutes(minutes, false, i18n_lang()[0] == 'e' ? ':' : 'h', text));
}

enum jal_err days_put_hours(int from, int to, struct buf *out)
{
	enum jal_err err = days_put_hour(from, out);

	if (err == JAL_OK)
		err = buf_putc(out, '-');
	/* Past midnight it is the next day's hour. */
	return err == JAL_OK ? days_put_hour(to % DATE_MINUTES_PER_DAY, out) : err;
}

enum jal_err days_put_place(const struct days_item *item, struct buf *out)
{
	struct format format = desk_format();

	return *item->place == '\0' ? JAL_OK : format_code(&format, VOCAB_place, item->place, strlen(item->place), out);
}

enum jal_err days_put_state(const struct days_item *item, struct buf *out)
{
	struct format format = desk_format();

	return format_code(&format, VOCAB_appointment_status, item->state, strlen(item->state), out);
}
