/*
 * The list of drafts.
 */
#include "tui/scr_drafts.h"

#include <stdlib.h>
#include <string.h>

#include "core/caseload.h"
#include "core/date.h"
#include "core/drafts.h"
#include "tui/app.h"
#include "tui/file.h"
#include "tui/form_action.h"
#include "tui/form_activity.h"
#include "tui/form_appointment.h"
#include "tui/form_contract.h"
#include "tui/form_goal.h"
#include "tui/form_course.h"
#include "tui/form_person.h"
#include "tui/form_record.h"
#include "tui/form_signature.h"
#include "tui/i18n.h"
#include "tui/lines.h"
#include "tui/prompt.h"
#include "tui/scr_hours.h"
#include "tui/scr_note.h"
#include "tui/work.h"

enum { CELL_WHEN, CELL_KIND, CELL_WHO, CELLS };

static const struct list_column columns[CELLS] = {
	[CELL_WHEN] = { .title = N_("Depuis le"), .place = { .width = 16 } },
	[CELL_KIND] = { .title = N_("Quoi"), .place = { .width = 22 } },
	[CELL_WHO] = { .title = N_("Qui"), .place = { .width = 20, .weight = 1 } },
};

enum draft_kind {
	DRAFT_PERSON,
	DRAFT_APPOINTMENT,
	DRAFT_ACTION,
	DRAFT_NOTE,
	DRAFT_NOTE_CHANGE,
	DRAFT_REPORT,
	DRAFT_FOLLOWUP_ACTION,
	DRAFT_FOLLOWUP_APPOINTMENT,
	DRAFT_CONTRACT,
	DRAFT_RENEWAL,
	DRAFT_GOAL,
	DRAFT_SIGNATURE,
	DRAFT_HOURS,
	DRAFT_ACTIVITY,
	DRAFT_LEAD,
	DRAFT_RECORD,
	DRAFT_KINDS,
};

static const struct {
	const char *name;
	const char *label;
} kinds[DRAFT_KINDS] = {
	[DRAFT_PERSON] = { "person", N_("Fiche") },
	[DRAFT_APPOINTMENT] = { "appointment", N_("Rendez-vous") },
	[DRAFT_ACTION] = { "action", N_("Action") },
	[DRAFT_NOTE] = { "note", N_("Note") },
	[DRAFT_NOTE_CHANGE] = { "note.change", N_("Changement d’une note") },
	[DRAFT_REPORT] = { "report", N_("Compte rendu") },
	[DRAFT_FOLLOWUP_ACTION] = { "note.action", N_("Suite d’une note") },
	[DRAFT_FOLLOWUP_APPOINTMENT] = { "note.appointment", N_("Suite d’une note") },
	[DRAFT_CONTRACT] = { "contract", N_("Contrat") },
	[DRAFT_RENEWAL] = { "contract.renewal", N_("Renouvellement") },
	[DRAFT_GOAL] = { "goal", N_("Objectif") },
	[DRAFT_SIGNATURE] = { "signature", N_("Signature") },
	[DRAFT_ACTIVITY] = { "activity", N_("Heures d’une action") },
	[DRAFT_HOURS] = { SCR_HOURS_DRAFT, N_("Heures faites") },
	[DRAFT_LEAD] = { FORM_LEAD_DRAFT, N_("Changer de référent·e") },
	/* Both are the entity's. */
	[DRAFT_RECORD] = { "", "" },
};

const char *scr_drafts_label(const char *kind)
{
	const enum entity entity = form_record_entity(kind);

	if (entity != ENTITY_COUNT)
		return _(model_entity(entity)->label);
	for (size_t i = 0; i < DRAFT_RECORD; i++)
		if (strcmp(kinds[i].name, kind) == 0)
			return _(kinds[i].label);
	return "";
}

struct item {
	enum draft_kind kind;
	enum entity entity;	/* of DRAFT_RECORD */
	struct jal_id dossier;
	struct jal_id record;
	int64_t updated;
};

struct drafts {
	struct screen screen;	/* first */
	struct desk *desk;
	struct lines lines;
	struct item *items;
	size_t n;
	struct item chosen;	/* what is asked about */
};

static struct drafts *self(struct screen *s)
{
	return (struct drafts *)s;
}

static void title(const struct screen *s, struct buf *out)
{
	(void)s;
	if (buf_puts(out, _("Brouillons")) != JAL_OK)
		buf_clear(out);
}

static enum jal_err keep(void *ctx, const struct drafts_item *d)
{
	struct drafts *ds = ctx;
	struct item *items = ds->items;
	const enum entity entity = form_record_entity(d->key.kind);
	size_t kind = 0;

	while (kind < DRAFT_KINDS && strcmp(kinds[kind].name, d->key.kind) != 0)
		kind++;
	if (entity != ENTITY_COUNT)
		kind = DRAFT_RECORD;
	/* Another program's: it is left alone. */
	if (kind == DRAFT_KINDS)
		return JAL_OK;
	if (ds->n % 16 == 0)
		items = realloc(ds->items, (ds->n + 16) * sizeof(*items));
	if (items == NULL)
		return JAL_ERR_NOMEM;
	ds->items = items;
	ds->items[ds->n++] = (struct item){ (enum draft_kind)kind, entity, d->key.dossier, d->key.record, d->updated };
	return JAL_OK;
}

/* JAL_ERR_NOT_FOUND when the dossier is no longer here. */
JAL_MUST static enum jal_err find_ref(const struct drafts *ds, const struct jal_id *dossier, struct file_ref *out)
{
	struct caseload_view *view = NULL;
	const struct caseload_row *row = NULL;
	enum jal_err err = caseload_open(desk_db(ds->desk), desk_today(ds->desk), &view);

	if (err == JAL_OK)
		err = caseload_row(view, dossier, &row);
	if (err == JAL_OK)
		*out = (struct file_ref){ *dossier, row->caseload };
	caseload_close(view);
	return err;
}

JAL_MUST static enum jal_err put_item(struct drafts *ds, const struct item *item, struct buf *text)
{
	const struct jal_clock *clock = desk_clock(ds->desk);
	int64_t minutes = (item->updated + (int64_t)clock->offset_min(clock->ctx, item->updated) * 60000) / 60000;
	struct line *line = lines_add(&ds->lines, NULL);
	struct file_ref ref = { ID_ZERO, ID_ZERO };
	char day[DATE_SHOWN_MAX];
	char time[DATE_SHOWN_MAX];
	enum jal_err err = line != NULL ? JAL_OK : JAL_ERR_NOMEM;

	if (err != JAL_OK)
		return err;
	line->about = item;
	buf_clear(text);
	err = buf_printf(text, "%s %s", date_shown(date_of_time(minutes), day),
		date_shown_minutes(date_minutes_of_time(minutes), false, i18n_lang()[0] == 'e' ? ':' : 'h', time));
	if (err == JAL_OK)
		err = lines_put(&ds->lines, CELL_WHEN, buf_str(text));
	if (err == JAL_OK)
		err = lines_put(&ds->lines, CELL_KIND,
			item->kind == DRAFT_RECORD ? _(model_entity(item->entity)->label) : _(kinds[item->kind].label));
	buf_clear(text);
	if (err == JAL_OK && item->kind == DRAFT_RECORD && id_is_zero(&item->dossier))
		return lines_put(&ds->lines, CELL_WHO, "");
	if (err == JAL_OK && id_is_zero(&item->dossier))
		return lines_put(&ds->lines, CELL_WHO, _("(nouveau dossier)"));
	if (err == JAL_OK)
		err = find_ref(ds, &item->dossier, &ref);
	if (err == JAL_OK)
		err = file_name_of(ds->desk, &ref, text);
	if (err == JAL_ERR_NOT_FOUND)
		err = buf_puts(text, _("(dossier qui n’est plus ici)"));
	return err == JAL_OK ? lines_put(&ds->lines, CELL_WHO, buf_str(text)) : err;
}

static enum jal_err load(struct screen *s, struct diag *why)
{
	struct drafts *ds = self(s);
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;

	lines_clear(&ds->lines);
	ds->n = 0;
	ds->lines.empty = _("Aucun brouillon : tout ce qui a été tapé est enregistré.");
	err = drafts_list(desk_db(ds->desk), keep, ds);
	for (size_t i = 0; i < ds->n && err == JAL_OK; i++)
		err = put_item(ds, &ds->items[i], &text);
	if (err == JAL_OK)
		err = lines_show(&ds->lines);
	buf_free(&text);
	return err == JAL_OK ? JAL_OK : db_explain(desk_db(ds->desk), err, why);
}

static void draw(struct screen *s, struct canvas *c, const struct layout *l)
{
	list_draw(&self(s)->lines.list, c, l->body);
}

static void tell(struct screen *s, struct tell *t)
{
	list_tell(&self(s)->lines.list, t);
}

static bool choose(struct screen *s, size_t number)
{
	return list_choose(&self(s)->lines.list, number);
}

static bool key(struct screen *s, const struct key *k)
{
	return list_key(&self(s)->lines.list, k);
}

static void open_item(struct drafts *ds, const struct item *item)
{
	struct app *app = ds->screen.app;
	struct file_ref ref = { ID_ZERO, ID_ZERO };
	const struct jal_id *record = id_is_zero(&item->record) ? NULL : &item->record;

	if (!id_is_zero(&item->dossier) && find_ref(ds, &item->dossier, &ref) != JAL_OK) {
		app_say(app, APP_WARNING, "%s", _("Ce dossier n’est plus sur cet ordinateur. Le brouillon est gardé."));
		return;
	}
	switch (item->kind) {
	case DRAFT_PERSON:
		work_push(app, form_person_new(ds->desk, id_is_zero(&item->dossier) ? NULL : &ref));
		break;
	case DRAFT_APPOINTMENT:
		work_push(app, form_appointment_new(ds->desk, &ref, record, NULL));
		break;
	case DRAFT_ACTION:
		work_push(app, form_action_new(ds->desk, &ref, record, NULL));
		break;
	case DRAFT_CONTRACT:
		work_push(app, form_contract_new(ds->desk, &ref, record));
		break;
	case DRAFT_RENEWAL:
		work_push(app, form_contract_renew(ds->desk, &ref, NULL));
		break;
	case DRAFT_GOAL:
		work_push(app, form_goal_new(ds->desk, &ref, record, NULL));
		break;
	case DRAFT_SIGNATURE:
		work_push(app, form_signature_new(ds->desk, &ref, record, NULL));
		break;
	case DRAFT_ACTIVITY:
		work_push(app, form_activity_new(ds->desk, &ref, record, NULL, RECORD_NO_DATE));
		break;
	case DRAFT_HOURS:
		work_push(app, scr_hours_new(ds->desk, &ref, record, RECORD_NO_DATE));
		break;
	case DRAFT_RECORD:
		if (id_is_zero(&item->dossier))
			ref.caseload = desk_territory(ds->desk)->common;
		work_push(app, form_course_open(ds->desk, &ref, item->entity, record));
		break;
	case DRAFT_LEAD:
		work_push(app, form_lead_new(ds->desk, &ref));
		break;
	case DRAFT_NOTE_CHANGE:
		work_push(app, scr_note_change(ds->desk, &ref, &item->record));
		break;
	case DRAFT_REPORT:
		work_push(app, scr_note_new(ds->desk, &ref, record));
		break;
	case DRAFT_NOTE:
	case DRAFT_FOLLOWUP_ACTION:
	case DRAFT_FOLLOWUP_APPOINTMENT:
		work_push(app, scr_note_new(ds->desk, &ref, NULL));
		break;
	case DRAFT_KINDS:
		break;
	}
}

static void answered(void *ctx, struct app *app, size_t button)
{
	struct drafts *ds = ctx;
	const struct item *item = &ds->chosen;
	struct drafts_key which = { .kind = item->kind == DRAFT_RECORD ? form_record_draft(item->entity) : kinds[item->kind].name,
		.dossier = item->dossier, .record = item->record };
	struct diag why = DIAG_INIT;
	enum jal_err err = JAL_OK;

	if (button != 1)
		return;
	err = drafts_delete(desk_db(ds->desk), &which);
	if (err == JAL_OK)
		err = load(&ds->screen, &why);
	if (err != JAL_OK)
		work_say_error(app, db_explain(desk_db(ds->desk), err, &why), &why);
	else
		app_say(app, APP_INFO, "%s", _("Le brouillon est effacé."));
}

static void ask(struct drafts *ds, const struct item *item)
{
	struct prompt q = { .title = _("Effacer un brouillon"),
		.text = _("Effacer ce brouillon ?\nCe qui y est tapé n’est enregistré nulle part ailleurs."),
		.buttons = { _("Garder"), _("Effacer") }, .n_buttons = 2, .safe = 0, .done = answered, .ctx = ds };

	ds->chosen = *item;
	work_push(ds->screen.app, prompt_new(&q));
}

static bool run(struct screen *s, enum action_id action)
{
	struct drafts *ds = self(s);
	const struct line *line = lines_current(&ds->lines);

	if (line != NULL && action == ACT_OPEN)
		open_item(ds, line->about);
	else if (line != NULL && action == ACT_ARCHIVE)
		ask(ds, line->about);
	else
		return work_run(ds->desk, s->app, NULL, action);
	return true;
}

static unsigned have(const struct screen *s)
{
	const struct drafts *ds = (const struct drafts *)s;

	return desk_have(ds->desk) | (lines_current(&ds->lines) != NULL ? NEED_ROW : 0);
}

static void event(struct screen *s, const void *e)
{
	struct diag why = DIAG_INIT;

	(void)e;
	if (desk_is_open(self(s)->desk) && load(s, &why) != JAL_OK)
		app_say_diag(s->app, &why);
}

static void release(struct screen *s)
{
	struct drafts *ds = self(s);

	lines_clear(&ds->lines);
	ds->n = 0;
}

static void drafts_free(struct screen *s)
{
	struct drafts *ds = self(s);

	lines_free(&ds->lines);
	free(ds->items);
	free(ds);
}

static const struct screen_vt vt = {
	.title = title,
	.load = load,
	.draw = draw,
	.tell = tell,
	.choose = choose,
	.key = key,
	.run = run,
	.have = have,
	.event = event,
	.release = release,
	.free = drafts_free,
};

struct screen *scr_drafts_new(struct desk *desk)
{
	struct drafts *ds = calloc(1, sizeof(*ds));

	if (ds == NULL)
		return NULL;
	ds->screen = (struct screen){ .vt = &vt, .id = SCR_DRAFTS };
	ds->desk = desk;
	if (lines_init(&ds->lines, columns, CELLS) != JAL_OK) {
		free(ds);
		return NULL;
	}
	return &ds->screen;
}
