/*
 * Putting off what is to be done.
 */
#include "tui/todo_delay.h"

#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "tui/i18n.h"
#include "tui/scr_ask.h"
#include "tui/work.h"

static const struct picker_choice delays[] = {
	{ "1", N_("+1 jour") },
	{ "7", N_("+7 jours") },
	{ "30", N_("+30 jours") },
	{ "date", N_("à une date, avec un motif…") },
};

static const struct form_field date_fields[] = {
	{ .label = N_("Revient le"), .type = FORM_DATE, .needed = true, .hint = N_("lun, +7, +3s, 15/12") },
	{ .label = N_("Motif"), .type = FORM_TEXT, .max = 1024 },
};

/* False when it was not written; it is said. */
static bool write_delay(const struct todo_delay *d, struct app *app, int32_t until, const char *reason)
{
	struct edit *edits[TODO_EDITS] = { NULL };
	struct file_ref ref = { d->row.dossier, d->row.caseload };
	struct buf said = BUF_INIT;
	struct diag why = DIAG_INIT;
	size_t n = 0;
	bool done = false;
	enum jal_err err = todo_postpone(desk_journal(d->desk), &d->row, desk_today(d->desk), until, reason, edits, &n, &why);

	if (err == JAL_OK)
		err = work_said(d->desk, &ref, _("report pour %s"), &said);
	if (err == JAL_OK)
		done = work_write(d->desk, app, edits, n, buf_str(&said));
	else
		work_say_error(app, err, &why);
	for (size_t i = 0; i < n; i++)
		edit_free(edits[i]);
	buf_free(&said);
	return done;
}

/* The same line goes; what comes after it is the current one then. */
static bool put_off(const struct todo_delay *d, struct app *app, int32_t until, const char *reason)
{
	char day[DATE_SHOWN_MAX];

	if (!write_delay(d, app, until, reason))
		return false;
	app_say(app, APP_INFO, _("Reporté au %s : la ligne revient ce jour-là. Ctrl+Z : annuler."), date_shown(until, day));
	return true;
}

static bool take_date(void *ctx, struct app *app, const struct form *form)
{
	const struct todo_delay *d = ctx;
	struct diag why = DIAG_INIT;
	const char *typed = form_value(form, 0);
	int32_t until = 0;

	if (date_parse_form(typed, strlen(typed), desk_today(d->desk), &until, &why) != JAL_OK) {
		app_say_diag(app, &why);
		return false;
	}
	return put_off(d, app, until, form_value(form, 1));
}

static void ask_date(struct todo_delay *d, struct app *app)
{
	int32_t today = desk_today(d->desk);
	char day[DATE_SHOWN_MAX];
	struct ask a = {
		.title = _("Reporter"),
		.text = _("La ligne disparaît jusqu’à ce jour, puis revient. L’historique du dossier dit qui l’a reportée, quand et "
			  "pourquoi."),
		.fields = date_fields,
		.n = 2,
		.values = { date_shown(date_add_days(today, 7), day) },
		.button = N_("Reporter"),
		.today = today,
		.take = take_date,
		.ctx = d,
	};

	work_push(app, scr_ask_new(&a));
}

struct picker_source todo_delay_choices(void)
{
	return (struct picker_source){ .table = delays, .n = sizeof(delays) / sizeof(delays[0]) };
}

void todo_delay_choose(struct todo_delay *d, struct app *app, const char *code)
{
	if (strcmp(code, "date") == 0)
		ask_date(d, app);
	else
		(void)put_off(d, app, date_add_days(desk_today(d->desk), strtol(code, NULL, 10)), NULL);
}
