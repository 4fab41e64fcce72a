/*
 * Procedures as commands: breaches and requests for re-orientation. One begins with
 * a dossier, goes on with its own id, and is listed with the facts and delays that
 * core/procedure tells. Nothing here says what to decide.
 */

#include "core/caseload.h"
#include "core/date.h"
#include "core/procedure.h"
#include "tui/cli_commands.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"

struct procedure {
	enum entity entity;
	enum field day, status, kind;
	const char *first;	/* the step it begins with */
};

static const struct procedure breach = { ENTITY_breach, FIELD_breach_date, FIELD_breach_status, FIELD_breach_kind,
					 "reported" };
static const struct procedure reorientation = { ENTITY_reorientation_request, FIELD_reorientation_request_asked_on,
						FIELD_reorientation_request_status, FIELD_reorientation_request_type,
						"pending" };

/* ---- listing ---- */

enum { COLUMN_ID, COLUMN_DATE, COLUMN_KIND, COLUMN_STATUS, COLUMN_FACT, COLUMN_SINCE, COLUMN_DAYS, COLUMNS };

static const struct cli_column columns[COLUMNS] = {
	[COLUMN_ID] = { "id", N_("Identifiant") },
	[COLUMN_DATE] = { "date", N_("Date") },
	[COLUMN_KIND] = { "kind", N_("Nature") },
	[COLUMN_STATUS] = { "status", N_("Étape") },
	[COLUMN_FACT] = { "fact", N_("Fait") },
	[COLUMN_SINCE] = { "since", N_("Le") },
	[COLUMN_DAYS] = { "days", N_("Jours écoulés") },
};

struct listing {
	const struct procedure *p;
	struct cli_rows *rows;
	int32_t today;
};

static const char *code_of(const struct record *r, enum field field)
{
	const struct value *v = record_value(r, field);
	return v->kind == VALUE_TEXT ? v->text : NULL;
}

static enum jal_err list_one(void *ctx, struct record *r)
{
	struct listing *l = ctx;
	const struct value *day = record_value(r, l->p->day);
	struct procedure_fact fact = { 0 };
	char id[ID_HEX + 1], date[DATE_ISO_MAX], since[DATE_ISO_MAX];
	const char *cells[COLUMNS] = { [COLUMN_ID] = id_hex(record_id(r), id) };
	enum jal_err err = JAL_OK;
	if (record_archived(r))
		goto out;
	if (day->kind == VALUE_NUMBER)
		cells[COLUMN_DATE] = date_iso((int32_t)day->number, date);
	cells[COLUMN_KIND] = code_of(r, l->p->kind);
	cells[COLUMN_STATUS] = code_of(r, l->p->status);
	if (procedure_waits(r, l->today, &fact)) {
		cells[COLUMN_FACT] = procedure_fact_code(fact.kind);
		cells[COLUMN_SINCE] = date_iso(fact.day, since);
		cells[COLUMN_DAYS] = diag_num(fact.days);
	}
	cli_rows_coded(l->rows, COLUMN_KIND, model_field(l->p->kind)->vocab);
	cli_rows_coded(l->rows, COLUMN_STATUS, model_field(l->p->status)->vocab);
	cli_rows_raw(l->rows, COLUMN_DAYS);
	err = cli_rows_add(l->rows, cells);
out:
	record_free(r);
	return err;
}

static enum cli_exit list_all(struct cli *c, const struct procedure *p, const struct jal_id *caseload,
			      const struct jal_id *dossier)
{
	struct listing l = { p, NULL, clock_today(c->clock) };
	enum jal_err err = cli_rows_new(c, columns, COLUMNS, &l.rows);
	if (!err)
		err = journal_each(c->journal, caseload, p->entity, dossier, list_one, &l);
	if (err) {
		cli_rows_free(l.rows);
		return cli_fail_err(c, err);
	}
	return cli_rows_finish(c, l.rows);
}

/* ---- writing ---- */

static enum cli_exit write_one(struct cli *c, struct edit *e, const struct jal_id *dossier)
{
	struct diag diag = DIAG_INIT;
	enum cli_exit code = CLI_DONE;
	for (int i = 1; i < c->argc && !code; i++)
		code = cli_enter(c, e, c->argv[i]);
	if (!code)
		code = cli_judge(c, e);
	if (!code && journal_write(c->journal, &e, 1, &diag))
		code = cli_fail(c, &diag);
	if (!code) {
		cli_remind(c, e);
		code = cli_print_ids(c, dossier, edit_record(e));
	}
	return code;
}

static enum cli_exit begin(struct cli *c, const struct procedure *p, const struct jal_id *caseload,
			   const struct jal_id *dossier)
{
	struct edit *e = NULL;
	enum jal_err err = edit_create(p->entity, caseload, dossier, &e);
	if (!err)
		err = edit_set_number(e, p->day, clock_today(c->clock));
	if (!err)
		err = edit_set_text(e, p->status, p->first);
	const enum cli_exit code = err ? cli_fail_err(c, err) : write_one(c, e, dossier);
	edit_free(e);
	return code;
}

static enum cli_exit go_on(struct cli *c, const struct procedure *p)
{
	struct record *r = NULL;
	struct edit *e = NULL;
	struct diag diag = DIAG_INIT;
	enum cli_exit code = cli_load_named(c, c->argv[0], &r);
	if (!code && record_entity(r) != p->entity) {
		(void)diag_set(&diag, JAL_ERR_INVALID, N_("« %1 » désigne autre chose : %2."), c->argv[0],
			       model_entity(record_entity(r))->label);
		code = cli_fail(c, &diag);
	}
	if (!code && c->argc == 1)
		code = cli_usage(c, N_("Il manque au moins un champ : champ=valeur."), NULL);
	if (!code) {
		const enum jal_err err = edit_of(r, &e);
		code = err ? cli_fail_err(c, err) : write_one(c, e, record_dossier(r));
	}
	edit_free(e);
	record_free(r);
	return code;
}

static enum cli_exit run(struct cli *c, const struct procedure *p)
{
	struct jal_id dossier = ID_ZERO, caseload = ID_ZERO;
	enum cli_exit code = CLI_DONE;
	if (!cli_open(c, &code))
		return code;
	if (caseload_named(journal_db(c->journal), c->argv[0], &dossier, &caseload))
		return go_on(c, p);
	return c->argc > 1 ? begin(c, p, &caseload, &dossier) : list_all(c, p, &caseload, &dossier);
}

enum cli_exit cli_breach(struct cli *c)
{
	return run(c, &breach);
}

enum cli_exit cli_reorient(struct cli *c)
{
	return run(c, &reorientation);
}
