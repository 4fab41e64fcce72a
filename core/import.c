/* The file: opened, its columns found, its lines in turn, one transaction. */
#include "core/import.h"

#include <stdlib.h>
#include <string.h>

#include "core/import_inside.h"
#include "core/import_map.h"
#include "core/import_source.h"
#include "core/text.h"

/* How many lines go by between two looks at the key that stops. */
#define PROGRESS_EVERY 64

void import_settle(struct import_run *run, enum import_fate fate, const struct diag *say)
{
	run->line.fate = fate;
	run->line.say = *say;
}

enum jal_err import_put(struct import_run *run, const struct edit *e)
{
	if (edit_empty(e))
		return JAL_OK;
	const enum entity entity = edit_entity(e);
	for (enum field f = model_entity(entity)->first; f < model_end(entity); f++)
		if (edit_changed(e, f) && run->line.field_count < FIELD_COUNT)
			run->written[run->line.field_count++] = f;
	return journal_put(run->journal, e, run->diag);
}

/* ---- one line ---- */

static void count(const struct import_line *line, const struct import_read *read, struct import_totals *t)
{
	t->lines++;
	t->created += line->fate == IMPORT_CREATED;
	t->updated += line->fate == IMPORT_UPDATED;
	t->unchanged += line->fate == IMPORT_UNCHANGED;
	t->undecided += line->fate == IMPORT_UNDECIDED;
	t->refused += line->fate == IMPORT_REFUSED;
	t->field_errors += read->errors;
	t->field_warnings += read->warnings;
}

static enum jal_err tell(struct import_run *run, struct import_totals *totals)
{
	run->line.remarks = run->read.remarks;
	run->line.remark_count = run->read.remark_count;
	count(&run->line, &run->read, totals);
	return run->options->line ? run->options->line(run->options->ctx, &run->line) : JAL_OK;
}

static void start_line(struct import_run *run, uint64_t number)
{
	run->line = (struct import_line){ .line = number, .fate = IMPORT_REFUSED, .say = DIAG_INIT,
		.entity = ENTITY_dossier, .fields = run->written };
}

/* Separators alone, as spreadsheets leave them at the end. */
static bool is_blank(const struct table_row *row)
{
	for (size_t i = 0; i < row->count; i++) {
		const char *s = row->cells[i].s;
		if (text_trim(&s, row->cells[i].n) > 0)
			return false;
	}
	return true;
}

/* More cells than titles: a separator stands in a cell without quotes, and what
 * follows would land in the wrong columns. */
static bool is_shifted(const struct table_row *row, size_t columns)
{
	for (size_t i = columns; i < row->count; i++)
		if (!text_absent(row->cells[i].s, row->cells[i].n))
			return true;
	return false;
}

struct import_kinds {
	struct import_people *people;
	struct import_structures *structures;
};

static enum jal_err one_line(struct import_run *run, struct import_kinds *k, const struct table_row *row)
{
	struct diag say = DIAG_INIT;
	start_line(run, row->line);
	if (row->refused) {
		import_read_clear(&run->read);
		import_settle(run, IMPORT_REFUSED, &row->reason);
		return JAL_OK;
	}
	if (is_shifted(row, run->columns.count)) {
		import_read_clear(&run->read);
		(void)diag_set(&say, JAL_ERR_SYNTAX,
			N_("%1 cellules pour %2 titres. Un séparateur est sans doute resté dans une cellule sans guillemets."),
			diag_num((long long)row->count), diag_num((long long)run->columns.count));
		import_settle(run, IMPORT_REFUSED, &say);
		return JAL_OK;
	}
	const enum jal_err err = import_read_row(&run->read, row);
	if (err)
		return err;
	return k->people ? import_people_line(k->people, run) : import_structures_line(k->structures, run);
}

static enum jal_err say_line(const struct import_run *run, enum jal_err err)
{
	return diag_set_if_empty(run->diag, err, N_("L’import s’est arrêté à la ligne %1. Rien n’a été écrit."),
		diag_num((long long)run->line.line));
}

static bool go_on(const struct import_run *run, const struct table *table)
{
	uint64_t size = 0;
	const uint64_t done = table_progress(table, &size);
	return !run->options->progress || run->options->progress(run->options->ctx, done, size);
}

static enum jal_err all_lines(struct import_run *run, struct import_kinds *k, struct table *table,
	struct import_totals *totals)
{
	struct table_row row;
	enum jal_err err = JAL_OK;
	for (uint64_t n = 0; !(err = table_next(table, &row, run->diag)); n++) {
		if (n % PROGRESS_EVERY == 0 && !go_on(run, table))
			return diag_set(run->diag, JAL_ERR_CANCELLED, N_("Import interrompu à votre demande. Rien n’a été écrit."));
		if (!row.refused && is_blank(&row))
			continue;
		err = one_line(run, k, &row);
		if (!err)
			err = tell(run, totals);
		if (err)
			return say_line(run, err);
	}
	if (err != JAL_ERR_NOT_FOUND)
		return diag_set_if_empty(run->diag, err, N_("Le fichier n’a pas pu être lu jusqu’au bout. Rien n’a été écrit."));
	if (totals->lines == 0)
		return diag_set(run->diag, JAL_ERR_SYNTAX, N_("Le fichier ne contient aucune ligne sous ses titres. Rien n’a été importé."));
	/* A last chance, since what follows can't be stopped. */
	if (!go_on(run, table))
		return diag_set(run->diag, JAL_ERR_CANCELLED, N_("Import interrompu à votre demande. Rien n’a été écrit."));
	return JAL_OK;
}

/* ---- the file ---- */

static enum jal_err tell_titles(const struct import_run *run)
{
	if (!run->options->titles)
		return JAL_OK;
	struct import_title *titles = calloc(run->columns.count + 1, sizeof(*titles));
	if (!titles)
		return JAL_ERR_NOMEM;
	for (size_t i = 0; i < run->columns.count; i++)
		titles[i] = run->columns.column[i].title;
	const enum jal_err err =
		run->options->titles(run->options->ctx, run->columns.kind, titles, run->columns.count);
	free(titles);
	return err;
}

static enum jal_err tell_sheets(const struct import_run *run, const struct table *table)
{
	size_t count = 0;
	const struct table_sheet *sheets = table_sheets(table, &count);
	return run->options->sheets ? run->options->sheets(run->options->ctx, sheets, count) : JAL_OK;
}

/* Inside the transaction, so that who is known and what is written are of one moment. */
static enum jal_err write_lines(struct import_run *run, struct table *table, struct import_totals *totals)
{
	struct import_kinds k = { .people = NULL };
	enum jal_err err = run->columns.kind == IMPORT_STRUCTURES ? import_structures_open(run, &k.structures)
								  : import_people_open(run, &k.people);
	if (!err)
		err = all_lines(run, &k, table, totals);
	import_people_free(k.people);
	import_structures_free(k.structures);
	return err;
}

static enum jal_err in_transaction(struct import_run *run, struct table *table, const struct import_map *map,
	struct import_totals *totals)
{
	enum jal_err err = journal_begin(run->journal, run->diag);
	if (err)
		return err;
	err = write_lines(run, table, totals);
	if (!err && map && run->options->map_file && !run->options->dry_run)
		err = import_map_remember(journal_db(run->journal), map);
	if (err || run->options->dry_run) {
		journal_abort(run->journal);
		return err;
	}
	return journal_commit(run->journal, run->diag);
}

static enum jal_err load_map(const struct import_run *run, struct import_map **out)
{
	if (run->options->map_file)
		return import_map_load(run->options->map_file, out, run->diag);
	return import_map_recall(journal_db(run->journal), out);
}

enum jal_err import_file(struct journal *j, const struct jal_clock *clock, const char *path,
	const struct import_options *options, struct import_totals *totals, struct diag *diag)
{
	struct diag own = DIAG_INIT;
	struct import_run *run = calloc(1, sizeof(*run));
	struct table *table = NULL;
	struct import_map *map = NULL;
	*totals = (struct import_totals){ .lines = 0 };
	if (!run)
		return diag_set(diag, JAL_ERR_NOMEM, NULL);
	run->journal = j;
	run->options = options;
	run->diag = &own;
	enum jal_err err = load_map(run, &map);
	if (!err)
		err = import_source_open(path, options->reader, options->sheet, map, &table, &run->columns, &own);
	if (!err)
		err = tell_sheets(run, table);
	if (!err)
		err = tell_titles(run);
	if (!err)
		err = casework_place_read(j, clock, &run->place, &own);
	if (!err)
		err = import_read_start(&run->columns, run->place.today, &run->read);
	if (!err)
		err = in_transaction(run, table, map, totals);
	if (!err && totals->undecided + totals->refused > 0)
		err = JAL_ERR_WAITING;
	if (err && err != JAL_ERR_WAITING)
		err = diag_set_if_empty(&own, err, NULL);
	if (diag)
		*diag = own;
	import_read_free(&run->read);
	import_columns_free(&run->columns);
	import_map_free(map);
	table_close(table);
	free(run);
	return err;
}
