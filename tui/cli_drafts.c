/* What was typed on the screen and not saved: when, what, whose. Its text is only shown by the screen. */
#include "core/caseload.h"
#include "core/date.h"
#include "core/drafts.h"
#include "tui/cli_commands.h"
#include "tui/cli_out.h"
#include "tui/i18n.h"
#include "tui/scr_drafts.h"

enum { DRAFTS_UPDATED, DRAFTS_KIND, DRAFTS_DOSSIER, DRAFTS_NAME, DRAFTS_FIRST_NAME, DRAFTS_RECORD, DRAFTS_COLUMNS };

static const struct cli_column columns[DRAFTS_COLUMNS] = {
	[DRAFTS_UPDATED] = { "updated", N_("Depuis le") }, [DRAFTS_KIND] = { "kind", N_("Quoi") },
	[DRAFTS_DOSSIER] = { "dossier", N_("Dossier") },   [DRAFTS_NAME] = { "name", N_("Nom") },
	[DRAFTS_FIRST_NAME] = { "first_name", N_("Prénom") }, [DRAFTS_RECORD] = { "record", N_("Élément") },
};

struct listing {
	struct cli *cli;
	struct cli_rows *rows;
	struct caseload_view *view;
};

static enum jal_err put(void *ctx, const struct drafts_item *item)
{
	struct listing *l = ctx;
	const struct caseload_row *row = NULL;
	char updated[DATE_ISO_MAX], dossier[ID_HEX + 1], record[ID_HEX + 1];
	const char *label = l->cli->format == CLI_TABLE ? scr_drafts_label(item->key.kind) : "";
	enum jal_err err = id_is_zero(&item->key.dossier) ? JAL_ERR_NOT_FOUND : caseload_row(l->view, &item->key.dossier, &row);
	if (err && err != JAL_ERR_NOT_FOUND)
		return err;
	const char *const cells[DRAFTS_COLUMNS] = {
		[DRAFTS_UPDATED] = date_iso_time(clock_civil_at(l->cli->clock, item->updated), updated),
		[DRAFTS_KIND] = *label ? label : item->key.kind,
		[DRAFTS_DOSSIER] = id_is_zero(&item->key.dossier) ? NULL : id_hex(&item->key.dossier, dossier),
		[DRAFTS_NAME] = err ? NULL : row->name,
		[DRAFTS_FIRST_NAME] = err ? NULL : row->first_name,
		[DRAFTS_RECORD] = id_is_zero(&item->key.record) ? NULL : id_hex(&item->key.record, record),
	};
	return cli_rows_add(l->rows, cells);
}

enum cli_exit cli_drafts(struct cli *c)
{
	struct listing l = { .cli = c };
	enum cli_exit code = CLI_DONE;
	if (!cli_open(c, &code))
		return code;
	enum jal_err err = cli_rows_new(c, columns, DRAFTS_COLUMNS, &l.rows);
	if (!err)
		err = caseload_open(journal_db(c->journal), clock_today(c->clock), &l.view);
	if (!err)
		err = drafts_list(journal_db(c->journal), put, &l);
	caseload_close(l.view);
	if (!err)
		return cli_rows_finish(c, l.rows);
	cli_rows_free(l.rows);
	return cli_fail_err(c, err);
}
