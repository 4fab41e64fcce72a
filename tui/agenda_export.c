/*
 * Appointments as a calendar.
 */
#include "tui/agenda_export.h"

#include <string.h>

#include "core/format.h"
#include "core/ics.h"
#include "core/name.h"
#include "core/vocab.h"
#include "tui/desk.h"
#include "tui/i18n.h"

struct exporting {
	struct ics ics;
	bool names;
	size_t n;
	struct buf summary, location, description;
};

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

JAL_MUST static enum jal_err put_summary(struct exporting *x, const struct agenda_item *item)
{
	enum jal_err err = buf_printf(&x->summary, "%s ", _("RDV"));

	if (err == JAL_OK && x->names)
		return name_list(or_empty(item->family), or_empty(item->first), &x->summary);
	return err == JAL_OK ? name_initials(or_empty(item->family), or_empty(item->first), &x->summary) : err;
}

JAL_MUST static enum jal_err put_location(struct exporting *x, const struct agenda_item *item)
{
	struct format format = desk_format();
	enum jal_err err = JAL_OK;

	if (item->place != NULL)
		err = format_code(&format, VOCAB_place, item->place, strlen(item->place), &x->location);
	if (err == JAL_OK && x->names && item->address != NULL)
		err = buf_printf(&x->location, "%s%s", x->location.len > 0 ? ", " : "", item->address);
	return err;
}

JAL_MUST static enum jal_err put_description(struct exporting *x, const struct agenda_item *item)
{
	enum jal_err err = JAL_OK;

	if (item->compulsory)
		err = buf_puts(&x->description, _("Rendez-vous obligatoire"));
	if (err == JAL_OK && x->names && item->subject != NULL)
		err = buf_printf(&x->description, "%s%s", x->description.len > 0 ? "\n" : "", item->subject);
	if (err == JAL_OK && x->names && item->reminder_text != NULL)
		err = buf_printf(&x->description, "%s%s", x->description.len > 0 ? "\n" : "", item->reminder_text);
	return err;
}

static enum jal_err put_item(void *ctx, const struct agenda_item *item)
{
	struct exporting *x = ctx;
	struct ics_event e = { .id = item->appointment, .starts = item->starts,
		.minutes = agenda_minutes(item->minutes),
		.takes_time = agenda_takes_time(item->status), .cancelled = strcmp(item->status, "cancelled") == 0 };
	enum jal_err err = JAL_OK;

	buf_clear(&x->summary);
	buf_clear(&x->location);
	buf_clear(&x->description);
	err = put_summary(x, item);
	if (err == JAL_OK)
		err = put_location(x, item);
	if (err == JAL_OK)
		err = put_description(x, item);
	if (err != JAL_OK)
		return err;
	e.summary = buf_str(&x->summary);
	e.location = buf_str(&x->location);
	e.description = buf_str(&x->description);
	ics_event(&x->ics, &e);
	x->n++;
	return JAL_OK;
}

enum jal_err agenda_export_ics(struct db *db, const struct agenda_query *query, bool names, int64_t now_ms,
	struct buf *out, size_t *n)
{
	struct exporting x = { .ics = ics_begin(out, now_ms), .names = names, .summary = BUF_INIT, .location = BUF_INIT,
		.description = BUF_INIT };
	enum jal_err err = agenda_each(db, query, put_item, &x);
	enum jal_err ended = ics_end(&x.ics);

	buf_free(&x.summary);
	buf_free(&x.location);
	buf_free(&x.description);
	if (err == JAL_OK)
		err = ended;
	if (err == JAL_OK)
		*n = x.n;
	return err;
}
