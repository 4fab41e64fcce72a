/* Reading commands: list, search, show, history. They only read. */
#include <stdlib.h>
#include <string.h>

#include "core/caseload.h"
#include "core/casework.h"
#include "core/cover.h"
#include "core/date.h"
#include "core/export.h"
#include "core/format.h"
#include "core/grow.h"
#include "core/roster.h"
#include "core/settle.h"
#include "core/value.h"
#include "tui/cli_commands.h"
#include "tui/cli_named.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"

/* ---- list and search ---- */

static const struct cli_column list_columns[] = {
	{ "id", N_("Identifiant") },
	{ "number", N_("Dossier") },
	{ "name", N_("Nom") },
	{ "first_name", N_("Prénom") },
	{ "birth_date", N_("Né(e) le") },
	{ "town", N_("Commune") },
	{ "stage", N_("Étape") },
	{ "contract_end", N_("Fin de contrat") },
	{ "last_contact", N_("Dernier contact") },
	{ "next_appointment", N_("Prochain rendez-vous") },
	{ "urgency", N_("À faire le") },
	{ "conflict", N_("À régler") },
	{ "unsent", N_("À envoyer") },
};
enum { LIST_STAGE = 6 };
#define LIST_COLUMNS (sizeof(list_columns) / sizeof(list_columns[0]))

static bool read_sort(const char *text, enum caseload_sort *out)
{
	static const char *const names[CASELOAD_SORT_COUNT] = {
		[CASELOAD_BY_URGENCY] = "urgency",   [CASELOAD_BY_NAME] = "name",
		[CASELOAD_BY_LAST_CONTACT] = "contact", [CASELOAD_BY_CONTRACT_END] = "contract",
		[CASELOAD_BY_TOWN] = "town",
	};
	for (size_t i = 0; i < CASELOAD_SORT_COUNT; i++) {
		if (strcmp(names[i], text) == 0) {
			*out = (enum caseload_sort)i;
			return true;
		}
	}
	return false;
}

bool cli_read_limit(const char *text, size_t *out)
{
	char *end = NULL;
	const unsigned long n = strtoul(text, &end, 10);
	if (end == text || *end || n == 0 || text[0] == '-')
		return false;
	*out = n;
	return true;
}

/* The ISO date, or NULL when there is none. */
static const char *iso(int32_t day, char out[DATE_ISO_MAX])
{
	return day == RECORD_NO_DATE ? NULL : date_iso(day, out);
}

static enum jal_err add_row(struct cli_rows *rows, const struct caseload_row *r)
{
	char id[ID_HEX + 1];
	char birth[DATE_ISO_MAX], contract[DATE_ISO_MAX], last[DATE_ISO_MAX], urgency[DATE_ISO_MAX];
	struct buf next = BUF_INIT;
	enum jal_err err = JAL_OK;
	if (r->next_appointment != RECORD_NO_NUMBER) {
		const struct value when = value_number(r->next_appointment);
		err = value_plain(model_field(FIELD_appointment_starts), &when, &next);
	}
	const char *const cells[LIST_COLUMNS] = {
		id_hex(&r->dossier, id),
		r->number,
		r->name,
		r->first_name,
		iso(r->birth_date, birth),
		r->town,
		r->stage,
		iso(r->contract_end, contract),
		iso(r->last_contact, last),
		next.len ? buf_str(&next) : NULL,
		iso(r->urgency, urgency),
		r->conflict ? "true" : "false",
		r->unsent ? "true" : "false",
	};
	cli_rows_raw(rows, LIST_COLUMNS - 2);
	cli_rows_raw(rows, LIST_COLUMNS - 1);
	if (!err)
		err = cli_rows_add(rows, cells);
	buf_free(&next);
	return err;
}

#define WINDOW 256

static enum jal_err fill(struct caseload_view *view, const struct caseload_query *q, size_t limit,
			 struct cli_rows *rows)
{
	size_t total = 0;
	enum jal_err err = caseload_find(view, q, &total);
	if (limit && limit < total)
		total = limit;
	size_t done = 0;
	while (!err && done < total) {
		const struct caseload_row *window = NULL;
		size_t count = 0;
		const size_t want = total - done < WINDOW ? total - done : WINDOW;
		err = caseload_window(view, done, want, &window, &count);
		if (!err && count == 0)
			break;
		for (size_t i = 0; i < count && !err; i++)
			err = add_row(rows, &window[i]);
		done += count;
	}
	return err;
}

static enum cli_exit list(struct cli *c, const char *text)
{
	enum cli_exit code = CLI_DONE;
	struct caseload_query q = { .text = text, .mine = !cli_option(c, "all") && !text };
	size_t limit = 0;
	const char *sort = cli_option(c, "sort");
	if (sort && !read_sort(sort, &q.sort))
		return cli_usage(c, N_("L’ordre « %1 » n’existe pas : name, urgency, contact, contract ou town."), sort);
	const char *most = cli_option(c, "limit");
	if (most && !cli_read_limit(most, &limit))
		return cli_usage(c, N_("« %1 » n’est pas un nombre de lignes."), most);
	if (!cli_open(c, &code))
		return code;

	struct caseload_view *view = NULL;
	struct cli_rows *rows = NULL;
	enum jal_err err = cli_rows_new(c, list_columns, LIST_COLUMNS, &rows);
	if (!err)
		cli_rows_coded(rows, LIST_STAGE, VOCAB_pathway_status);
	if (!err)
		err = caseload_open(journal_db(c->journal), clock_today(c->clock), &view);
	if (!err)
		err = fill(view, &q, limit, rows);
	if (!err && cli_option(c, "all")) {
		q.archived = true;
		err = fill(view, &q, limit, rows);
	}
	caseload_close(view);
	if (!err)
		return cli_rows_finish(c, rows);
	cli_rows_free(rows);
	return cli_fail_err(c, err);
}

enum cli_exit cli_list(struct cli *c)
{
	return list(c, NULL);
}

enum cli_exit cli_search(struct cli *c)
{
	struct buf text = BUF_INIT;
	enum jal_err err = JAL_OK;
	for (int i = 0; i < c->argc && !err; i++) {
		if (i)
			err = buf_putc(&text, ' ');
		if (!err)
			err = buf_puts(&text, c->argv[i]);
	}
	const enum cli_exit code = err ? cli_fail_err(c, err) : list(c, buf_str(&text));
	buf_free(&text);
	return code;
}

/* ---- show ---- */

/* A field that does not go with another one. */
struct point {
	struct jal_id record;
	enum field field;
};

struct shown {
	struct cli *cli;
	struct jsonw *json;	/* NULL: plain text */
	enum entity entity;
	size_t count;
	bool reveal;
	struct point *points;	/* what is to be settled, besides values */
	size_t n_points, points_cap;
};

static bool covered(const struct shown *s, const struct record *r, const struct model_field *f)
{
	return !s->reveal && cover_value(journal_db(s->cli->journal), r, f->id);
}

/* ---- what contradicts what ---- */

static enum jal_err keep_point(struct shown *s, const struct jal_id *record, enum field field)
{
	struct point *more = grow_array(s->points, s->n_points, &s->points_cap, sizeof(*more));
	if (!more)
		return JAL_ERR_NOMEM;
	s->points = more;
	s->points[s->n_points++] = (struct point){ *record, field };
	return JAL_OK;
}

static enum jal_err keep_item(void *ctx, const struct settle_item *item)
{
	struct shown *s = ctx;
	if (item->kind == SETTLE_VALUES)
		return JAL_OK;
	const enum jal_err err = keep_point(s, &item->record, item->field);
	return err || item->against == FIELD_COUNT ? err : keep_point(s, &item->other, item->against);
}

static bool contradicts(const struct shown *s, const struct record *r, enum field field)
{
	for (size_t i = 0; i < s->n_points; i++)
		if (s->points[i].field == field && id_equal(&s->points[i].record, record_id(r)))
			return true;
	return false;
}

static bool contradicts_any(const struct shown *s, const struct record *r)
{
	for (size_t i = 0; i < s->n_points; i++)
		if (id_equal(&s->points[i].record, record_id(r)))
			return true;
	return false;
}

static enum jal_err show_json(struct shown *s, const struct record *r)
{
	struct jsonw *j = s->json;
	char id[ID_HEX + 1];
	enum jal_err err = JAL_OK;
	jsonw_object(j);
	jsonw_pair(j, "entity", model_entity(record_entity(r))->name);
	jsonw_pair(j, "id", id_hex(record_id(r), id));
	const enum entity entity = record_entity(r);
	for (enum field f = model_entity(entity)->first; f < model_end(entity) && !err; f++)
		if (!covered(s, r, model_field(f)))
			err = export_field(j, r, f);
	jsonw_key(j, "masked");
	jsonw_array(j);
	for (enum field f = model_entity(entity)->first; f < model_end(entity); f++)
		if (covered(s, r, model_field(f)))
			jsonw_text(j, model_field(f)->name);
	jsonw_array_end(j);
	if (!err && contradicts_any(s, r)) {
		jsonw_key(j, "contradictions");
		jsonw_array(j);
		for (enum field f = model_entity(entity)->first; f < model_end(entity); f++)
			if (contradicts(s, r, f))
				jsonw_text(j, model_field(f)->name);
		jsonw_array_end(j);
	}
	if (!err && record_any_conflict(r)) {
		jsonw_key(j, "conflicts");
		jsonw_array(j);
		for (enum field f = model_entity(entity)->first; f < model_end(entity); f++)
			if (record_conflict(r, f))
				jsonw_text(j, model_field(f)->name);
		jsonw_array_end(j);
	}
	jsonw_object_end(j);
	return err;
}

/* As people read it: labels, dates day first; inert. */
static enum jal_err value_text_of(const struct shown *s, const struct record *r, const struct model_field *f,
				  struct buf *out)
{
	const struct format format = cli_format();
	if (f->type == FIELD_TYPE_ref && record_value(r, f->id)->kind == VALUE_ID)
		return cli_named(s->cli, record_caseload(r), record_dossier(r), f, &record_value(r, f->id)->id, out);
	if (covered(s, r, f) && !(f->flags & FIELD_SENSITIVE))
		return buf_puts(out, "•••");
	if (f->type == FIELD_TYPE_set) {
		const struct record_set *set = record_elements(r, f->id);
		return set ? format_elements(&format, f, set->elements, set->count, out) : JAL_OK;
	}
	return s->reveal ? format_value(&format, f, record_value(r, f->id), out)
			 : format_masked(&format, f, record_value(r, f->id), out);
}

static enum jal_err show_text(struct shown *s, const struct record *r)
{
	char id[ID_HEX + 1];
	const enum entity entity = record_entity(r);
	(void)fprintf(s->cli->out, "%s%s  %s\n", s->count ? "\n" : "", _(model_entity(entity)->label),
		      id_hex(record_id(r), id));
	enum jal_err err = JAL_OK;
	struct buf text = BUF_INIT;
	for (enum field f = model_entity(entity)->first; f < model_end(entity) && !err; f++) {
		buf_clear(&text);
		err = value_text_of(s, r, model_field(f), &text);
		if (!err && text.len)
			(void)fprintf(s->cli->out, _("  %s : %s%s\n"), _(model_field(f)->label), buf_str(&text),
				      record_conflict(r, f) ? _("  (à départager)") :
				      contradicts(s, r, f)  ? _("  (à régler)") :
							      "");
	}
	buf_free(&text);
	return err;
}

static enum jal_err show_record(void *ctx, struct record *r)
{
	struct shown *s = ctx;
	const enum jal_err err = s->json ? show_json(s, r) : show_text(s, r);
	s->count++;
	record_free(r);
	return err;
}

enum cli_exit cli_find_dossier(struct cli *c, const char *text, struct jal_id *dossier, struct jal_id *caseload)
{
	struct diag diag = DIAG_INIT;
	const enum jal_err err = caseload_named(journal_db(c->journal), text, dossier, caseload);
	if (!err)
		return CLI_DONE;
	if (err == JAL_ERR_NOT_FOUND)
		(void)diag_set(&diag, err, N_("Aucun dossier ne commence par « %1 ». Une personne se cherche par son nom : jalon search NOM."), text);
	else if (err == JAL_ERR_EXISTS)
		(void)diag_set(&diag, err, N_("Plusieurs dossiers commencent par « %1 » : donnez quelques signes de plus."),
			       text);
	else
		(void)diag_set(&diag, err, NULL);
	return cli_fail(c, &diag);
}

bool cli_open_dossier(struct cli *c, struct jal_id *dossier, struct jal_id *caseload, enum cli_exit *exit_code)
{
	if (!cli_open(c, exit_code))
		return false;
	*exit_code = cli_find_dossier(c, c->argv[0], dossier, caseload);
	return *exit_code == CLI_DONE;
}

enum cli_exit cli_show(struct cli *c)
{
	enum cli_exit code = CLI_DONE;
	struct jal_id dossier = ID_ZERO, caseload = ID_ZERO;
	if (!cli_open_dossier(c, &dossier, &caseload, &code))
		return code;

	struct buf text = BUF_INIT;
	struct jsonw j = jsonw_start(&text);
	struct shown s = { .cli = c, .json = c->format == CLI_JSON ? &j : NULL,
			   .reveal = cli_option(c, "reveal") != NULL };
	char id[ID_HEX + 1], number[ID_NUMBER_MAX];
	struct diag diag = DIAG_INIT;
	if (s.reveal && casework_disclose_all(c->journal, &caseload, &dossier, &diag))
		return cli_fail(c, &diag);
	enum jal_err err = caseload_number(journal_db(c->journal), &dossier, number);
	if (!err && s.json) {
		jsonw_object(&j);
		jsonw_pair(&j, "id", id_hex(&dossier, id));
		jsonw_pair(&j, "number", number);
		jsonw_pair(&j, "caseload", id_hex(&caseload, id));
		jsonw_key(&j, "records");
		jsonw_array(&j);
	}
	if (!err)
		err = settle_each(c->journal, &caseload, &dossier, keep_item, &s);
	if (!err)
		err = casework_each(c->journal, &caseload, &dossier, show_record, &s);
	free(s.points);
	if (!err && s.json) {
		jsonw_array_end(&j);
		jsonw_object_end(&j);
		err = jsonw_end(&j);
		if (!err)
			err = cli_print_json(c, &text);
	}
	buf_free(&text);
	return err ? cli_fail_err(c, err) : CLI_DONE;
}

/* ---- history ---- */

static const struct cli_column history_columns[] = {
	{ "when", N_("Quand") },       { "who", N_("Qui") },	     { "entity", N_("Quoi") },
	{ "record", N_("Élément") },   { "field", N_("Champ") },     { "element", N_("Valeur de la liste") },
	{ "before", N_("Avant") },     { "after", N_("Après") },     { "sent", N_("Envoyé") },
	{ "live", N_("En vigueur") },
};
#define HISTORY_COLUMNS (sizeof(history_columns) / sizeof(history_columns[0]))

struct history {
	struct cli *cli;
	struct cli_rows *rows;
	struct jal_id caseload, dossier;
};

static enum jal_err history_value(const struct model_field *f, const struct value *v, bool covered, struct buf *out)
{
	const bool masked = covered && v->kind != VALUE_EMPTY && v->kind != VALUE_FLAG;
	return masked ? buf_puts(out, "•••") : value_plain(f, v, out);
}

/* What is covered in the dossier is so here too. */
static enum jal_err add_event(void *ctx, const struct journal_event *e)
{
	struct history *h = ctx;
	const struct model_field *f = model_field(e->field);
	struct buf before = BUF_INIT, after = BUF_INIT;
	struct roster_member who = { 0 };
	char device[ID_HEX + 1], record[ID_HEX + 1], when[DATE_ISO_MAX];

	const bool covered = cover_past(h->cli->journal, &h->caseload, &h->dossier, e->entity, &e->record, e->field);
	enum jal_err err = history_value(f, &e->before, covered, &before);
	if (!err)
		err = history_value(f, &e->after, covered, &after);
	if (!err) {
		err = roster_who(journal_db(h->cli->journal), &e->device, &who);
		if (err == JAL_ERR_NOT_FOUND)
			err = JAL_OK;
	}
	if (!err) {
		const char *const cells[HISTORY_COLUMNS] = {
			date_iso_time(clock_civil_of_stamp(h->cli->clock, e->stamp), when),
			*who.name ? who.name : id_hex(&e->device, device),
			model_entity(e->entity)->name,
			id_hex(&e->record, record),
			f->name,
			e->element && covered ? "•••" : e->element,
			before.len ? buf_str(&before) : NULL,
			after.len ? buf_str(&after) : NULL,
			e->sent ? "true" : "false",
			e->live ? "true" : "false",
		};
		cli_rows_raw(h->rows, HISTORY_COLUMNS - 2);
		cli_rows_raw(h->rows, HISTORY_COLUMNS - 1);
		err = cli_rows_add(h->rows, cells);
	}
	buf_free(&before);
	buf_free(&after);
	return err;
}

enum cli_exit cli_history(struct cli *c)
{
	enum cli_exit code = CLI_DONE;
	size_t limit = 0;
	const char *most = cli_option(c, "limit");
	if (most && !cli_read_limit(most, &limit))
		return cli_usage(c, N_("« %1 » n’est pas un nombre de lignes."), most);
	struct jal_id dossier = ID_ZERO, caseload = ID_ZERO;
	if (!cli_open_dossier(c, &dossier, &caseload, &code))
		return code;
	struct history h = { .cli = c, .caseload = caseload, .dossier = dossier };
	enum jal_err err = cli_rows_new(c, history_columns, HISTORY_COLUMNS, &h.rows);
	if (!err)
		err = journal_history(c->journal, &caseload, &dossier, limit, add_event, &h);
	if (!err)
		return cli_rows_finish(c, h.rows);
	cli_rows_free(h.rows);
	return cli_fail_err(c, err);
}
