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
#include "tui/form.h"
#include "tui/i18n.h"
#include "tui/work.h"

enum { WHAT, TARGET, FIELDS };
enum kind { LIST_CSV, LIST_JSON, PERSON_JSON, CALENDAR, KINDS };

static const struct picker_choice kinds[KINDS] = {
	[LIST_CSV] = { "csv", N_("Les dossiers de la liste, pour un tableur (CSV)") },
	[LIST_JSON] = { "json", N_("Les dossiers de la liste, pour un programme (JSON)") },
	[PERSON_JSON] = { "person", N_("Tout ce qui est tenu sur la personne (JSON)") },
	[CALENDAR] = { "ics", N_("Mes rendez-vous à venir, avec des initiales (calendrier .ics)") },
};
static const char *const buttons[] = { N_("Exporter"), N_("Abandonner") };

struct export_screen {
	struct screen screen;	/* first */
	struct desk *desk;
	struct file_ref person;	/* zeros: nobody */
	struct caseload_query query;	/* its text is `searched` */
	struct buf searched;
	struct picker_choice offered[KINDS];
	struct form_field fields[FIELDS];
	struct form form;
	struct buf proposed;	/* the file's name, until someone types another */
};

static struct export_screen *self(struct screen *s)
{
	return (struct export_screen *)s;
}

static enum kind chosen(const struct export_screen *x)
{
	enum kind k = LIST_CSV;

	while (k < CALENDAR && strcmp(kinds[k].code, form_value(&x->form, WHAT)) != 0)
		k++;
	return k;
}

/* ---- the name of the file: it names nobody ---- */

JAL_MUST static enum jal_err put_name(const struct export_screen *x, struct buf *out)
{
	static const char *const suffixes[KINDS] = { "csv", "json", "json", "ics" };
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
		err = buf_printf(&stem, kind == CALENDAR ? _("agenda-%s") : _("dossiers-%s"), date_iso(desk_today(x->desk), day));
	if (err == JAL_OK)
		err = outside_propose(NULL, buf_str(&stem), suffixes[kind], out);
	buf_free(&stem);
	return err;
}

JAL_MUST static enum jal_err propose(struct export_screen *x)
{
	struct buf name = BUF_INIT;
	enum jal_err err = JAL_OK;

	if (strcmp(form_value(&x->form, TARGET), buf_str(&x->proposed)) != 0)
		return JAL_OK;
	err = put_name(x, &name);
	if (err == JAL_OK)
		err = form_set(&x->form, TARGET, buf_str(&name));
	if (err != JAL_OK) {
		buf_free(&name);
		return err;
	}
	buf_free(&x->proposed);
	x->proposed = name;
	return JAL_OK;
}

static enum form_verdict check(void *ctx, const struct form *f, size_t field, struct buf *why)
{
	(void)ctx;
	if (field != TARGET || !fsio_exists(form_value(f, TARGET)))
		return FORM_FINE;
	/* Without memory, the refusal has no words. */
	if (buf_puts(why, _("Ce fichier existe déjà : il ne sera pas remplacé, donnez un autre nom.")) != JAL_OK)
		buf_clear(why);
	return FORM_WRONG;
}

static const struct form_hooks hooks = { .check = check };

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
		return agenda_export_ics(desk_db(x->desk), &ahead, false, clock_now(clock), out, &n);
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
static void export(struct export_screen *x)
{
	static const struct desk_event changed = { DESK_CHANGED };
	struct app *app = x->screen.app;
	struct journal *own = NULL;
	struct buf out = BUF_INIT;
	struct buf path = BUF_INIT;
	struct diag why = DIAG_INIT;
	enum jal_err err = JAL_OK;

	if (!form_ready(&x->form)) {
		app_say(app, APP_ERROR, "%s", form_why(&x->form));
		return;
	}
	err = journal_open(desk_db(x->desk), desk_clock(x->desk), &own);
	if (err == JAL_OK)
		err = buf_puts(&path, form_value(&x->form, TARGET));
	if (err == JAL_OK)
		err = make(x, own, &out, &why);
	if (err == JAL_OK)
		err = outside_write(buf_str(&path), out.data, out.len, &why);
	journal_close(own);
	if (err != JAL_OK) {
		work_say_error(app, err, &why);
	} else {
		app_pop(app);
		app_broadcast(app, &changed);
		say_done(app, buf_str(&path));
	}
	buf_free(&out);
	buf_free(&path);
}

/* ---- the screen ---- */

static void title(const struct screen *s, struct buf *out)
{
	(void)s;
	if (buf_puts(out, _("Exporter")) != JAL_OK)
		buf_clear(out);
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct export_screen *x = self(s);
	size_t n = 0;
	enum jal_err err = JAL_OK;

	for (int k = 0; k < KINDS; k++)
		if (k != PERSON_JSON || !id_is_zero(&x->person.dossier))
			x->offered[n++] = kinds[k];
	x->fields[WHAT].choices.n = n;
	x->form.azerty = app_settings(s->app)->azerty_digits;
	if (*form_value(&x->form, WHAT) == '\0')
		err = form_set(&x->form, WHAT, kinds[LIST_CSV].code);
	if (err == JAL_OK)
		err = propose(x);
	return err == JAL_OK ? JAL_OK : diag_set_if_empty(why, err, NULL);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	struct rect r = { l->body.row, 1, l->body.rows, l->cols - 2 };
	int above = 0;

	if (r.rows > 6)
		above = 1 + canvas_paragraph(c, (struct rect){ r.row, r.col, r.rows - 5, r.cols }, ROLE_NORMAL,
				    _(outside_warning()));
	form_draw(&self(s)->form, c, layout_below(r, above));
}

static void tell(struct screen *s, struct tell *t)
{
	tell_say(t, _(outside_warning()));
	form_tell(&self(s)->form, t);
}

static void press(struct export_screen *x)
{
	if (form_button(&x->form) == 0)
		export(x);
	else
		app_pop(x->screen.app);
}

/* False: it was not taken. */
static bool came(struct export_screen *x, enum form_result result)
{
	struct app *app = x->screen.app;

	if (result == FORM_PRESSED)
		press(x);
	else if (result == FORM_TOO_LONG)
		app_say(app, APP_WARNING, "%s", _("Ce champ est plein : la suite n’a pas été prise."));
	else if (result == FORM_NO_CHOICE)
		app_say(app, APP_INFO, "%s", form_how_to_choose(&x->form));
	else if ((result == FORM_LEFT || result == FORM_CHANGED) && propose(x) != JAL_OK)
		app_say(app, APP_ERROR, "%s", _("Mémoire insuffisante : fermez d’autres programmes. Rien n’est perdu."));
	return result != FORM_IGNORED;
}

static bool key(struct screen *s, const struct key *k)
{
	return came(self(s), form_key(&self(s)->form, k));
}

static bool choose(struct screen *s, size_t number)
{
	struct form *form = &self(s)->form;

	if (!form_choose(form, number))
		return false;
	if (!form->picker.open && form->at >= form->n)
		press(self(s));
	return true;
}

static bool answer(struct screen *s, const char *line, size_t n)
{
	return came(self(s), form_answer(&self(s)->form, line, n));
}

static bool paste(struct screen *s, const char *bytes, size_t n)
{
	return form_paste(&self(s)->form, bytes, n, NULL) != FORM_IGNORED;
}

static bool run(struct screen *s, enum action_id action)
{
	if (action == ACT_SAVE)
		export(self(s));
	return action == ACT_SAVE;
}

static bool typing(const struct screen *s)
{
	return form_typing(&((const struct export_screen *)s)->form);
}

static bool picking(const struct screen *s)
{
	return form_choosing(&((const struct export_screen *)s)->form);
}

static void export_free(struct screen *s)
{
	struct export_screen *x = self(s);

	form_free(&x->form);
	buf_free(&x->proposed);
	buf_free(&x->searched);
	free(x);
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
	.picking = picking,
	.free = export_free,
};

struct screen *scr_export_new(struct desk *desk, const struct file_ref *person, struct caseload_query q)
{
	struct export_screen *x = calloc(1, sizeof(*x));

	if (x == NULL)
		return NULL;
	x->screen = (struct screen){ .vt = &vt, .id = SCR_FORM };
	x->desk = desk;
	x->query = q;
	if (person != NULL)
		x->person = *person;
	x->fields[WHAT] = (struct form_field){ .label = N_("Quoi"), .type = FORM_CHOICE, .needed = true,
		.choices = { .table = x->offered } };
	x->fields[TARGET] = (struct form_field){ .label = N_("Fichier"), .type = FORM_TEXT, .needed = true, .max = 1000 };
	if (buf_puts(&x->searched, q.text != NULL ? q.text : "") != JAL_OK ||
		form_init(&x->form, x->fields, FIELDS, buttons, 2, &hooks, x) != JAL_OK) {
		export_free(&x->screen);
		return NULL;
	}
	x->query.text = buf_str(&x->searched);
	return &x->screen;
}
