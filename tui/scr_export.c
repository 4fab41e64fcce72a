/*
 * Exporting: a form of two fields.
 */
#include "tui/scr_export.h"

#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/export.h"
#include "core/fsio.h"
#include "core/outside.h"
#include "core/text.h"
#include "tui/agenda_export.h"
#include "tui/app.h"
#include "tui/fileform.h"
#include "tui/i18n.h"
#include "tui/work.h"

enum { WHAT, TARGET, FIELDS };
enum kind { LIST_CSV, LIST_JSON, PERSON_JSON, CALENDAR, CALENDAR_NAMES, KINDS };

static const struct picker_choice kinds[KINDS] = {
	[LIST_CSV] = { "csv", N_("Les dossiers de la liste, pour un tableur (CSV)") },
	[LIST_JSON] = { "json", N_("Les dossiers de la liste, pour un programme (JSON)") },
	[PERSON_JSON] = { "person", N_("Tout ce qui est tenu sur la personne (JSON)") },
	[CALENDAR] = { "ics", N_("Mes rendez-vous à venir, avec des initiales (calendrier .ics)") },
	[CALENDAR_NAMES] = { "ics-names", N_("Mes rendez-vous à venir, avec noms, adresses et objets (.ics)") },
};
static const char *const buttons[] = { N_("Exporter"), N_("Abandonner") };

struct export_screen {
	struct fileform base;	/* first */
	struct desk *desk;
	bool calendar;		/* only that is meant */
	struct file_ref person;	/* zeros: nobody */
	struct caseload_query query;	/* its text is `searched` */
	struct buf searched;
	struct picker_choice offered[KINDS];
	struct form_field fields[FIELDS];
};

static struct export_screen *self(struct screen *s)
{
	return (struct export_screen *)s;
}

static enum kind chosen(const struct export_screen *x)
{
	enum kind k = LIST_CSV;

	while (k < CALENDAR_NAMES && strcmp(kinds[k].code, form_value(&x->base.form, WHAT)) != 0)
		k++;
	return k;
}

/* ---- the name of the file: it names nobody ---- */

static enum jal_err propose(struct fileform *f, struct buf *out)
{
	const struct export_screen *x = (const struct export_screen *)f;
	static const char *const suffixes[KINDS] = { "csv", "json", "json", "ics", "ics" };
	enum kind kind = chosen(x);
	char number[ID_NUMBER_MAX];
	char day[DATE_ISO_MAX];
	struct buf stem = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (kind == PERSON_JSON)
		err = caseload_number(desk_db(x->desk), &x->person.dossier, number);
	if (err == JAL_OK && kind == PERSON_JSON)
		err = buf_printf(&stem, _("dossier-%s"), number);
	else if (err == JAL_OK)
		err = buf_printf(&stem, kind >= CALENDAR ? _("agenda-%s") : _("dossiers-%s"), date_iso(desk_today(x->desk), day));
	if (err == JAL_OK)
		err = outside_propose(NULL, buf_str(&stem), suffixes[kind], out);
	buf_free(&stem);
	return err;
}

/* ---- doing it ---- */

JAL_MUST static enum jal_err make(const struct export_screen *x, struct journal *j, struct buf *out, struct diag *why)
{
	const struct jal_clock *clock = desk_clock(x->desk);
	struct agenda_query ahead = agenda_days(desk_today(x->desk), DATE_MAX);
	size_t n = 0;

	switch (chosen(x)) {
	case LIST_CSV:
		return export_caseload(j, clock, &x->query, EXPORT_CSV, out, &n);
	case LIST_JSON:
		return export_caseload(j, clock, &x->query, EXPORT_JSON, out, &n);
	case PERSON_JSON:
		return export_person(j, clock, &x->person.caseload, &x->person.dossier, out, why);
	case CALENDAR:
	case CALENDAR_NAMES:
		return agenda_export_ics(desk_db(x->desk), &ahead, chosen(x) == CALENDAR_NAMES, clock_now(clock), out, &n);
	case KINDS:
		break;
	}
	return JAL_ERR_INVALID;
}

static void say_done(struct app *app, const char *path)
{
	struct buf shown = BUF_INIT;

	if (text_inert(path, strlen(path), TEXT_LINE, &shown) == JAL_OK)
		app_say(app, APP_INFO, _("Exporté, non chiffré : %s"), buf_str(&shown));
	buf_free(&shown);
}

/* The journal's trace that everything on a person was shown stands beside this session's saves: undoing those takes it
 * not away. */
static void export(struct fileform *f, const char *path)
{
	struct export_screen *x = (struct export_screen *)f;
	static const struct desk_event changed = { .kind = DESK_CHANGED };
	struct app *app = f->screen.app;
	struct journal *own = NULL;
	struct buf out = BUF_INIT;
	struct diag why = DIAG_INIT;
	enum jal_err err = journal_open(desk_db(x->desk), desk_clock(x->desk), &own);

	if (err == JAL_OK)
		err = make(x, own, &out, &why);
	if (err == JAL_OK)
		err = outside_write(path, out.data, out.len, &why);
	journal_close(own);
	if (err != JAL_OK) {
		work_say_error(app, err, &why);
	} else {
		app_pop(app);
		app_broadcast(app, &changed);
		say_done(app, path);
	}
	buf_free(&out);
}

/* ---- the screen ---- */

static void title(const struct screen *s, struct buf *out)
{
	(void)s;
	if (buf_puts(out, _("Exporter")) != JAL_OK)
		buf_clear(out);
}

/* Names in a calendar are asked for where the calendar is. */
static bool offers(const struct export_screen *x, enum kind k)
{
	if (x->calendar || k == CALENDAR_NAMES)
		return x->calendar && k >= CALENDAR;
	return k != PERSON_JSON || !id_is_zero(&x->person.dossier);
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct export_screen *x = self(s);
	size_t n = 0;
	enum jal_err err = JAL_OK;

	for (enum kind k = 0; k < KINDS; k++)
		if (offers(x, k))
			x->offered[n++] = kinds[k];
	x->fields[WHAT].choices.n = n;
	x->base.form.azerty = app_settings(s->app)->azerty_digits;
	if (*form_value(&x->base.form, WHAT) == '\0')
		err = form_set(&x->base.form, WHAT, x->offered[0].code);
	if (err == JAL_OK)
		err = fileform_propose(&x->base);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static void export_free(struct screen *s)
{
	struct export_screen *x = self(s);

	fileform_free(&x->base);
	buf_free(&x->searched);
	free(x);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = fileform_draw,
	.tell = fileform_tell,
	.choose = fileform_choose,
	.answer = fileform_answer,
	.key = fileform_key,
	.paste = fileform_paste,
	.run = fileform_run,
	.typing = fileform_typing,
	.picking = fileform_picking,
	.free = export_free,
};

static const struct fileform_kind kind = { .file = TARGET, .propose = propose, .confirm = export };
static const struct form_hooks hooks = { .check = fileform_check };

struct screen *scr_export_new(struct desk *desk, const struct file_ref *person, struct caseload_query q)
{
	struct export_screen *x = calloc(1, sizeof(*x));

	if (x == NULL)
		return NULL;
	x->base.screen = (struct screen){ .vt = &vt, .id = SCR_FORM };
	x->base.kind = &kind;
	x->desk = desk;
	x->query = q;
	if (person != NULL)
		x->person = *person;
	x->fields[WHAT] = (struct form_field){ .label = N_("Quoi"), .type = FORM_CHOICE, .needed = true,
		.choices = { .table = x->offered } };
	x->fields[TARGET] = (struct form_field){ .label = N_("Fichier"), .type = FORM_TEXT, .needed = true, .path = true, .max = 1000 };
	if (buf_puts(&x->searched, q.text != NULL ? q.text : "") != JAL_OK ||
		form_init(&x->base.form, x->fields, FIELDS, buttons, 2, &hooks, &x->base) != JAL_OK) {
		export_free(&x->base.screen);
		return NULL;
	}
	x->query.text = buf_str(&x->searched);
	return &x->base.screen;
}

struct screen *scr_export_calendar_new(struct desk *desk)
{
	struct screen *s = scr_export_new(desk, NULL, (struct caseload_query){ .text = NULL });

	if (s != NULL)
		self(s)->calendar = true;
	return s;
}
